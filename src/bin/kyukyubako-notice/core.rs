//! The pure rules by which a cut is recognised.

#[path = "../../core/guard/mod.rs"]
pub mod guard;
#[path = "../../core/network/mod.rs"]
pub mod network;
#[path = "../../core/timestamp.rs"]
pub mod timestamp;

pub use timestamp::Timestamp;
