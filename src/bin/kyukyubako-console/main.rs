//! What is typed in a console on Windows: installed as `kyukyubako.com`, which command prompt and PowerShell take
//! before `kyukyubako.exe`. That one is made for the desktop, so a shell does not wait for it, and its questions would
//! share the keyboard with the next prompt. Elsewhere the main program is typed itself.
//!
//! Like the restore program it takes its few modules in by path, so that nothing of the window comes along.
#![cfg_attr(windows, expect(dead_code, reason = "these modules serve the other programs as well"))]
#![cfg_attr(
    all(windows, target_env = "gnu"),
    expect(unsafe_code, reason = "stands in for one import of the standard library")
)]

#[cfg(all(windows, target_env = "gnu"))]
#[path = "../kyukyubako-restore/no_user_profile.rs"]
mod no_user_profile;
#[cfg(windows)]
mod platform;

#[cfg(windows)]
fn main() {
    use platform::{console_launch, system_library};

    // Before anything else: no library from a folder that somebody else can write.
    let code = if system_library::search_system_folder_only().is_err() { 1 } else { console_launch::run() };
    // Of any size, as Windows' own codes are.
    std::process::exit(code);
}

#[cfg(not(windows))]
fn main() -> std::process::ExitCode {
    // Wrong use, as of the other programs that are Windows' alone.
    std::process::ExitCode::from(2)
}
