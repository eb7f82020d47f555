//! The product's rules, taken in by path: linking the library would build the window as well.

#[path = "../../../src/core/detection/mod.rs"]
pub mod detection;
#[path = "../../../src/core/timestamp.rs"]
pub mod timestamp;

pub use timestamp::Timestamp;
