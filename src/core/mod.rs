//! Pure rules of the product.

pub mod detection;
pub mod incident;
pub mod network;
pub mod pin_delay;
pub mod timestamp;

pub use timestamp::Timestamp;
