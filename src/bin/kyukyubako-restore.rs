//! The small elevated program that cuts and restores. Windows only; elsewhere `kyukyubako restore`
//! as root does the same.
#![cfg_attr(windows, windows_subsystem = "windows")]

use std::process::ExitCode;

#[cfg(windows)]
fn main() -> ExitCode {
    use kyukyubako::elevated::{Outcome, Verb};
    use kyukyubako::platform::windows::{restore_program, system_library};

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
    ExitCode::from(kyukyubako::elevated::Outcome::WrongUse.code())
}
