//! The guard: the small service that runs as administrator, holds a cut across restarts and opens it for
//! the owner only.
//!
//! It takes the modules it needs in by path instead of linking the library: whatever the linker takes
//! from there may drag the window's crates along.
// The system's installer starts it with the system's rights, also for a repair that somebody without rights asked for: a
// console on their screen would be one with these rights.
#![cfg_attr(windows, windows_subsystem = "windows")]
#![expect(dead_code, unused_imports, reason = "these modules serve the main program as well")]
#![cfg_attr(
    windows,
    expect(
        unsafe_code,
        reason = "the service's entry, and a stand-in for one import of the standard library"
    )
)]

use std::process::ExitCode;

mod content;
mod core;
#[cfg(windows)]
#[path = "../../elevated/mod.rs"]
mod elevated;
#[path = "../../guard/mod.rs"]
mod guard;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(all(windows, target_env = "gnu"))]
#[path = "../kyukyubako-restore/no_user_profile.rs"]
mod no_user_profile;
mod platform;
#[cfg(windows)]
mod service;
#[cfg(windows)]
mod windows;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    system(&arguments)
}

#[cfg(target_os = "linux")]
fn system(arguments: &[std::ffi::OsString]) -> ExitCode {
    linux::run(arguments)
}

#[cfg(windows)]
fn system(arguments: &[std::ffi::OsString]) -> ExitCode {
    windows::run(arguments)
}

#[cfg(not(any(target_os = "linux", windows)))]
fn system(_arguments: &[std::ffi::OsString]) -> ExitCode {
    // Wrong use.
    ExitCode::from(2)
}
