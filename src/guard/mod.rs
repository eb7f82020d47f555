//! The guard: the administrator's service that closes the line, keeps it closed across restarts and
//! opens it for the owner only. Policy here; what it does to the line is behind [`Keeper`], how it is
//! reached is in `platform::guard`. No window crate may be linked into it.

pub mod audit;
pub mod filter_keeper;
pub mod keeper;
#[cfg(target_os = "linux")]
pub mod linux;
pub mod moment;
pub mod policy;
pub mod service;
pub mod turn;
#[cfg(windows)]
pub mod windows;

pub use keeper::{Applied, Keeper, Kept};
pub use moment::{Moment, SteadyClock};
pub use service::Guard;
