//! What is typed in a console on Windows: installed as `kyukyubako.com`, which command prompt and PowerShell take
//! before `kyukyubako.exe`. That one is made for the desktop, so a shell does not wait for it, and its questions would
//! share the keyboard with the next prompt. Elsewhere the main program is typed itself.
//!
//! Like the restore program it takes its few modules in by path, so that nothing of the window comes along. It starts without
//! the standard library's own beginning, which would make it larger.
#![cfg_attr(windows, no_main)]
#![cfg_attr(
    windows,
    expect(dead_code, reason = "these modules serve the other programs as well"),
    expect(unsafe_code, reason = "the name by which the C library starts a program")
)]

#[cfg(all(windows, target_env = "gnu"))]
#[path = "../kyukyubako-restore/no_user_profile.rs"]
mod no_user_profile;
#[cfg(windows)]
mod platform;

/// The exit code of the main program; 1 when it cannot be started.
// SAFETY: nothing else bears this name, and the C library reads no more than the result.
#[cfg(windows)]
#[unsafe(no_mangle)]
extern "C" fn main() -> i32 {
    use platform::{console_launch, system_library};

    // Before anything else: no library from a folder that somebody else can write.
    if system_library::search_system_folder_only().is_err() {
        return 1;
    }
    // Of any size, as Windows' own codes are.
    console_launch::run().cast_signed()
}

#[cfg(not(windows))]
fn main() -> std::process::ExitCode {
    // Wrong use, as of the other programs that are Windows' alone.
    std::process::ExitCode::from(2)
}
