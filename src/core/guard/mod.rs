//! What may be asked of the guard, the administrator's service that holds a cut, and what it answers.
//! Pure: the service is in `crate::guard`, the channel to it in `platform::guard`.

pub mod client;
pub mod protocol;

pub use client::Client;
pub use protocol::{GuardStatus, Refusal, Reply, Request};
