//! cli

pub mod scan;
