//! The part of the platform that the guard needs.

#[cfg(windows)]
#[path = "../../platform/app_id.rs"]
pub mod app_id;
#[path = "../../platform/durable_file.rs"]
pub mod durable_file;
#[path = "../../platform/guard/mod.rs"]
pub mod guard;
#[cfg(target_os = "linux")]
#[path = "../../platform/hidden_typing.rs"]
pub mod hidden_typing;
#[cfg(target_os = "linux")]
#[path = "../../platform/network/mod.rs"]
pub mod network;
#[path = "../../platform/pin.rs"]
pub mod pin;

#[cfg(target_os = "linux")]
pub use network::line::NetworkLine;

pub use crate::core::network::CutProgress;
#[cfg(windows)]
#[path = "../../platform/windows/mod.rs"]
pub mod windows;
