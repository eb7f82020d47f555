//! The window and the commands.

fn main() {}
