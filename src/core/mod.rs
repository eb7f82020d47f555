//! Pure rules of the product.

pub mod detection;
pub mod incident;
pub mod network;
pub mod own_contacts;
pub mod settings;
pub mod storage_notice;
pub mod timestamp;

pub use timestamp::Timestamp;
