//! The pure rules that the elevated program follows.

#[path = "../../core/guard/mod.rs"]
pub mod guard;
#[path = "../../core/network/mod.rs"]
pub mod network;
#[path = "../../core/timestamp.rs"]
pub mod timestamp;

pub use timestamp::Timestamp;
