//! The small elevated program that cuts and restores.

fn main() {}
