//! The guard's commands on Windows: set-up and removal by an administrator, and the service itself.

use std::ffi::OsString;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::content::{Arg, Locale, Texts};
use crate::core::guard::{Reply, Request};
use crate::core::network::{RestoreReport, RestoreResult};
use crate::guard::Keeper as _;
use crate::guard::filter_keeper::FilterKeeper;
use crate::platform::guard::windows::filters::FilteredPc;
use crate::platform::guard::windows::registration;
use crate::platform::guard::{self, GuardError};
use crate::platform::windows::restore_program::journal_path;
use crate::platform::windows::{account, admin_folder, known_folder, system_library, trusted_place};

/// The guard's own folder inside the one that only administrators write.
const FOLDER: &str = "guard";

/// How a command ended, as an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done = 0,
    Failed = 1,
    WrongUse = 2,
}

/// Runs one command.
pub fn run(arguments: &[OsString]) -> ExitCode {
    // Before anything else: no library from a folder that somebody else can write.
    if system_library::search_system_folder_only().is_err() {
        return ExitCode::from(Outcome::Failed as u8);
    }
    let texts = Texts::new(Locale::negotiate(sys_locale::get_locales()));
    let words: Vec<&str> = arguments.iter().map(|word| word.to_str().unwrap_or_default()).collect();
    let outcome = match words.as_slice() {
        ["install"] => as_administrator(&texts, install),
        ["remove"] => as_administrator(&texts, remove),
        [word] if *word == registration::RUN_WORD => {
            if super::service::run() {
                Outcome::Done
            } else {
                say(&texts.get("guard-windows-run-by-hand"));
                Outcome::WrongUse
            }
        }
        ["--help" | "-h" | "/?"] => {
            say(&texts.get("guard-windows-help"));
            Outcome::Done
        }
        _ => {
            say(&texts.get("guard-windows-help"));
            Outcome::WrongUse
        }
    };
    ExitCode::from(outcome as u8)
}

/// The folder of the guard's PIN and log, which nobody but administrators may look into.
///
/// # Errors
/// When it cannot be had.
pub fn own_folder() -> std::io::Result<PathBuf> {
    let shared = known_folder::program_data().map_err(std::io::Error::other)?;
    if !admin_folder::trusted(&shared) {
        admin_folder::ensure(&shared)?;
    }
    let own = shared.join(FOLDER);
    if !admin_folder::trusted(&own) {
        admin_folder::ensure_private(&own)?;
    }
    Ok(own)
}

/// The keeper of this PC.
///
/// # Errors
/// When the folder of the record is unknown.
pub fn keeper() -> windows::core::Result<FilterKeeper<FilteredPc>> {
    Ok(FilterKeeper::new(FilteredPc::new(journal_path()?)))
}

fn as_administrator(texts: &Texts, command: fn(&Texts) -> Outcome) -> Outcome {
    if account::of_this_process() == account::Account::Elevated {
        return command(texts);
    }
    say(&texts.get("guard-windows-not-elevated"));
    Outcome::Failed
}

fn install(texts: &Texts) -> Outcome {
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return failed(texts, "guard-windows-failed", &error.to_string()),
    };
    if let Some(weakness) = trusted_place::weakness(&program) {
        return failed(texts, "guard-windows-place", &weakness);
    }
    if let Err(error) = own_folder() {
        return failed(texts, "guard-windows-failed", &error.to_string());
    }
    let name = texts.get("guard-windows-service-name");
    match registration::install(program, &name, &texts.get("guard-windows-service-description")) {
        Ok(()) => {
            say(&texts.get("guard-windows-installed"));
            Outcome::Done
        }
        Err(reason) => failed(texts, "guard-windows-failed", &reason),
    }
}

fn remove(texts: &Texts) -> Outcome {
    let installed = registration::installed();
    // The service is the way back: it stays for as long as anything of a cut does.
    if let Err(reason) = restore_first(texts) {
        return failed(texts, "guard-windows-restore-failed", &reason);
    }
    if let Err(reason) = registration::remove() {
        return failed(texts, "guard-windows-failed", &reason);
    }
    if let Err(error) = remove_folders() {
        return failed(texts, "guard-windows-failed", &error.to_string());
    }
    say(&texts.get(if installed { "guard-windows-removed" } else { "guard-windows-absent" }));
    Outcome::Done
}

/// Opens the line through the service, or in its stead.
fn restore_first(texts: &Texts) -> Result<(), String> {
    let keeper = keeper().map_err(|error| error.to_string())?;
    let recorded = keeper.kept().recorded;
    let report = match guard::ask(&Request::Restore { pin: None }) {
        Ok(Reply::Restore(report)) => report,
        answer => {
            if !matches!(answer, Err(GuardError::Absent)) {
                // One that does not answer must not close again what is opened here.
                registration::stop_running()?;
            }
            keeper.open()
        }
    };
    match report.result {
        RestoreResult::Restored | RestoreResult::NothingToDo => Ok(()),
        _ if recorded => Err(reasons(&report)),
        _ => {
            let reason = reasons(&report);
            say(&texts.with("guard-windows-engine-silent", &[("reason", Arg::Text(&reason))]));
            Ok(())
        }
    }
}

fn reasons(report: &RestoreReport) -> String {
    if report.reasons.is_empty() { format!("{:?}", report.result) } else { report.reasons.join("; ") }
}

/// Removes what the guard kept, and the shared folder if nothing else is in it.
fn remove_folders() -> std::io::Result<()> {
    let shared = known_folder::program_data().map_err(std::io::Error::other)?;
    let own = shared.join(FOLDER);
    if own.exists() {
        std::fs::remove_dir_all(own)?;
    }
    remove_if_empty(&shared)
}

fn remove_if_empty(folder: &Path) -> std::io::Result<()> {
    if !folder.exists() || std::fs::read_dir(folder)?.next().is_some() {
        return Ok(());
    }
    std::fs::remove_dir(folder)
}

fn failed(texts: &Texts, id: &str, reason: &str) -> Outcome {
    say(&texts.with(id, &[("reason", Arg::Text(reason))]));
    Outcome::Failed
}

fn say(text: &str) {
    // Nobody may be reading, and nothing depends on it.
    drop(writeln!(std::io::stdout(), "{text}"));
}
