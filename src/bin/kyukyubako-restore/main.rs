//! The small elevated program that cuts and restores. Windows only; elsewhere `kyukyubako restore`
//! as root does the same.
//!
//! It takes the modules it needs in by path instead of linking the library: whatever the linker takes
//! from there may drag the window's crates and their imports along.
#![cfg_attr(windows, windows_subsystem = "windows")]
#![cfg_attr(
    windows,
    expect(dead_code, unused_imports, reason = "these modules serve the main program as well")
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
mod no_user_profile;
#[cfg(windows)]
mod platform;

#[cfg(windows)]
fn main() -> ExitCode {
    use elevated::{Outcome, Verb};
    use platform::windows::{restore_program, system_library};

    // Before anything else: no library from a folder that somebody else can write.
    if system_library::search_system_folder_only().is_err() {
        return ExitCode::from(Outcome::Failed.code());
    }
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let outcome = restore_program::run(Verb::parse(&arguments));
    ExitCode::from(outcome.code())
}

#[cfg(not(windows))]
fn main() -> ExitCode {
    // Wrong use, as on Windows.
    ExitCode::from(2)
}
