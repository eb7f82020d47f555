//! The part of the platform that runs as administrator.

#[path = "../../platform/app_id.rs"]
pub mod app_id;
#[path = "../../platform/durable_file.rs"]
pub mod durable_file;
#[path = "../../platform/guard/mod.rs"]
pub mod guard;
#[path = "../../platform/windows/mod.rs"]
pub mod windows;
