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

/// `userenv.dll` is not among the libraries that Windows maps from System32 whatever lies beside a
/// program, and the standard library imports it for one function: the home folder, which this
/// program must never ask for. With the name taken, the import is gone. The MSVC linker needs no
/// such help: `build.rs` tells it to load imports from System32 only.
#[cfg(all(windows, target_env = "gnu"))]
mod no_user_profile {
    use std::ffi::c_void;

    /// Answers that there is no such folder.
    // SAFETY: has the type of the import that it replaces, and nothing else bears this name.
    #[unsafe(no_mangle)]
    extern "system" fn GetUserProfileDirectoryW(
        _token: *mut c_void,
        _path: *mut u16,
        _size: *mut u32,
    ) -> i32 {
        0
    }

    // SAFETY: as above; the second name under which the same import is looked for.
    #[unsafe(no_mangle)]
    static __imp_GetUserProfileDirectoryW: extern "system" fn(*mut c_void, *mut u16, *mut u32) -> i32 =
        GetUserProfileDirectoryW;
}
