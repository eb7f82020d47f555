//! The pure rules that the guard follows.

#[path = "../../core/drill.rs"]
pub mod drill;
#[path = "../../core/guard/mod.rs"]
pub mod guard;
#[path = "../../core/logon_entry.rs"]
pub mod logon_entry;
#[path = "../../core/network/mod.rs"]
pub mod network;
#[path = "../../core/pc_facts.rs"]
pub mod pc_facts;
#[path = "../../core/pin_delay.rs"]
pub mod pin_delay;
#[path = "../../core/timestamp.rs"]
pub mod timestamp;

pub use timestamp::Timestamp;
