//! The part of the platform that the console program needs.

#[path = "../../platform/windows/console_launch.rs"]
pub mod console_launch;
#[path = "../../platform/windows/system_library.rs"]
pub mod system_library;
#[path = "../../platform/windows/wide.rs"]
pub mod wide;
