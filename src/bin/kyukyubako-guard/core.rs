//! The pure rules that the guard follows.

#[path = "../../core/drill.rs"]
pub mod drill;
#[path = "../../core/guard/mod.rs"]
pub mod guard;
#[path = "../../core/network/mod.rs"]
pub mod network;
#[path = "../../core/pin_delay.rs"]
pub mod pin_delay;
#[path = "../../core/timestamp.rs"]
pub mod timestamp;

pub use timestamp::Timestamp;
