//! The small program that Windows starts at every log-on: says that the internet is off on purpose, if it
//! is, and is gone otherwise. It runs as the person who logs on and never asks to be more. Windows only;
//! elsewhere the desktop starts `kyukyubako notice`.
//!
//! Like the restore program it takes its modules in by path, so that nothing of the window comes along.
#![cfg_attr(windows, windows_subsystem = "windows")]
#![cfg_attr(
    windows,
    expect(dead_code, unused_imports, reason = "these modules serve the other programs as well")
)]
#![cfg_attr(
    all(windows, target_env = "gnu"),
    expect(unsafe_code, reason = "stands in for one import of the standard library")
)]

use std::process::ExitCode;

#[cfg(windows)]
mod content;
#[cfg(windows)]
mod core;
#[cfg(windows)]
#[path = "../../elevated/mod.rs"]
mod elevated;
#[cfg(all(windows, target_env = "gnu"))]
#[path = "../kyukyubako-restore/no_user_profile.rs"]
mod no_user_profile;
#[cfg(windows)]
mod platform;

#[cfg(windows)]
fn main() -> ExitCode {
    use platform::windows::{notice_program, system_library};

    // Before anything else: no library from a folder that somebody else can write.
    if system_library::search_system_folder_only().is_err() || std::env::args_os().len() > 1 {
        return ExitCode::from(2);
    }
    // Nothing to say is no failure.
    let _said = notice_program::run();
    ExitCode::SUCCESS
}

#[cfg(not(windows))]
fn main() -> ExitCode {
    ExitCode::from(2)
}
