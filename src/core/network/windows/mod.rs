//! What a cut on Windows sets, how it is taken back, and what an unprivileged look proves.
//! Pure: compiled and tested on every system.

pub mod judge;
pub mod plan;
pub mod transaction;
