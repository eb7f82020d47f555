//! The rules of the line and of the guard, taken in by path: linking the library would build the window as well.

#[path = "../../../src/core/guard/mod.rs"]
pub mod guard;
#[path = "../../../src/core/network/mod.rs"]
pub mod network;
#[path = "../../../src/core/timestamp.rs"]
pub mod timestamp;

pub use timestamp::Timestamp;
