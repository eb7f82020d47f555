//! The guard's commands on Windows: set-up and removal by an administrator, and the service itself.

mod uninstall;

use std::ffi::OsString;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::content::{Arg, Locale, Texts};
use crate::core::Timestamp;
use crate::core::network::{RestoreReport, RestoreResult};
use crate::guard::Keeper as _;
use crate::guard::audit::Audit;
use crate::guard::filter_keeper::FilterKeeper;
use crate::platform::guard::windows::filters::FilteredPc;
use crate::platform::guard::windows::registration;
use crate::platform::pin::{self, PinError};
use crate::platform::windows::restore_program::way_back;
use crate::platform::windows::{
    account, admin_folder, cut_record, known_folder, notice_entry, restore_program, system_library,
    trusted_place,
};

/// How a command ended, as an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done = 0,
    Failed = 1,
    WrongUse = 2,
    /// The line is open; something of ours stayed behind. The number is the restore program's for the same.
    LeftBehind = 12,
}

/// Runs one command.
pub fn run(arguments: &[OsString]) -> ExitCode {
    // Before anything else: no library from a folder that somebody else can write.
    if system_library::search_system_folder_only().is_err() {
        return ExitCode::from(Outcome::Failed as u8);
    }
    crate::platform::windows::console::attach_parent();
    let texts = Texts::new(Locale::negotiate(sys_locale::get_locales()));
    let words: Vec<&str> = arguments.iter().map(|word| word.to_str().unwrap_or_default()).collect();
    let outcome = match words.as_slice() {
        ["install"] => as_administrator(&texts, install),
        ["remove"] => as_administrator(&texts, remove),
        ["remove", "--forget"] => as_administrator(&texts, uninstall::remove_and_forget),
        ["keep-pin-hash", hash] => as_administrator(&texts, |texts| keep_pin_hash(texts, hash)),
        ["end-programs"] => as_administrator(&texts, |_| uninstall::end_programs()),
        ["uninstall"] => as_administrator(&texts, uninstall::run),
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
    cut_record::ensure_folder()
}

/// The keeper of this PC.
///
/// # Errors
/// When the folder of the record is unknown.
pub fn keeper() -> windows::core::Result<FilterKeeper<FilteredPc>> {
    Ok(FilterKeeper::new(FilteredPc::of_this_pc()?))
}

fn as_administrator(texts: &Texts, command: impl FnOnce(&Texts) -> Outcome) -> Outcome {
    if account::of_this_process() == account::Account::Elevated {
        return command(texts);
    }
    say(&texts.get("guard-windows-not-elevated"));
    Outcome::Failed
}

fn install(texts: &Texts) -> Outcome {
    let program = match std::env::current_exe().and_then(|own| trusted_place::real_path(&own)) {
        Ok(program) => program,
        Err(error) => return failed(texts, "guard-windows-failed", &error.to_string()),
    };
    if let Some(weakness) = trusted_place::weakness(&program) {
        return failed(texts, "guard-windows-place", &weakness);
    }
    if let Err(error) = own_folder() {
        return no_folder(texts, &error.to_string());
    }
    let name = texts.get("guard-windows-service-name");
    match registration::install(program, &name, &texts.get("guard-windows-service-description")) {
        Ok(()) => {
            // Without the notice program beside it the guard holds a cut all the same.
            if let Err(error) = notice_entry::register() {
                log::warn!("log-ons will say nothing: {error}");
            }
            // Nothing needs it while the guard is there: a removal that cannot open the line does.
            if let Err(reason) = way_back::keep_copy() {
                log::warn!("no restore program is kept for a removal: {reason}");
            }
            // Of a removal that could not open the line; with the guard it is the guard that opens it.
            if let Err(reason) = way_back::forget_leads() {
                log::warn!("what leads to the way back stays: {reason}");
            }
            say(&texts.get("guard-windows-installed"));
            Outcome::Done
        }
        Err(reason) => failed(texts, "guard-windows-failed", &reason),
    }
}

/// Why there is no folder of administrators: in most cases because somebody took its name and holds it.
fn no_folder(texts: &Texts, reason: &str) -> Outcome {
    match known_folder::program_data() {
        Ok(folder) if admin_folder::is_anothers(&folder) => {
            let path = folder.to_string_lossy();
            let words = [("folder", Arg::Text(&path)), ("reason", Arg::Text(reason))];
            say(&texts.with("guard-windows-folder-held", &words));
            Outcome::Failed
        }
        _ => failed(texts, "guard-windows-failed", reason),
    }
}

/// The PIN of a roll-out, which gives the hash alone. The guard reads it at the next try.
fn keep_pin_hash(texts: &Texts, hash: &str) -> Outcome {
    let kept = own_folder().map_err(PinError::from).and_then(|folder| pin::replace_by_hash(&folder, hash));
    match kept {
        Ok(()) => {
            say(&texts.get("guard-windows-pin-kept"));
            Outcome::Done
        }
        Err(error) => failed(texts, "guard-windows-failed", &error.to_string()),
    }
}

fn remove(texts: &Texts) -> Outcome {
    let installed = registration::installed();
    note("restoring first");
    // The service is the way back: it stays for as long as anything of a cut does.
    if let Err(reason) = restore_first() {
        note(&format!("not restored: {reason}"));
        let beside = restore_program::beside_this_program().unwrap_or_default();
        let program = beside.to_string_lossy();
        let what = [("reason", Arg::Text(&reason)), ("program", Arg::Text(&program))];
        say(&texts.with("guard-windows-restore-failed", &what));
        return Outcome::Failed;
    }
    // Whatever cannot be cleared away from here on keeps nobody offline. A service that stays is not started
    // again: whoever removes its files next must not meet a new cut.
    if let Err(reason) = registration::remove() {
        return left_behind(texts, &reason);
    }
    if let Err(error) = notice_entry::unregister() {
        log::warn!("the log-on notice stays: {error}");
    }
    let copy = way_back::forget_copy();
    let record = cut_record::remove_folders().map_err(|error| error.to_string());
    if let Err(reason) = copy.and(record) {
        return left_behind(texts, &reason);
    }
    say(&texts.get(if installed { "guard-windows-removed" } else { "guard-windows-absent" }));
    Outcome::Done
}

/// Into the log of the guard, which goes with it in the end. Where somebody else laid the folder, nothing is
/// written: it could lead to any file.
fn note(what: &str) {
    match cut_record::folder() {
        Ok(folder) if !cut_record::is_ours() => log::warn!("no audit log: {} is not ours", folder.display()),
        Ok(folder) => Audit::new(&folder).removal(Timestamp(jiff::Timestamp::now().as_millisecond()), what),
        Err(error) => log::warn!("no audit log: {error}"),
    }
}

/// Opens the line in the stead of the service, which would close again whatever somebody asks it to close. It
/// serves again when that fails.
fn restore_first() -> Result<(), String> {
    let opened = registration::stop_running().and_then(|()| open());
    if opened.is_err() {
        start_again();
    }
    opened
}

/// Opens the line, and has the engine say that nothing of ours is left in it: what lasts across restarts would
/// have no way back any more.
fn open() -> Result<(), String> {
    let pc = FilteredPc::of_this_pc().map_err(|error| error.to_string())?;
    if pc.shows_any().is_err()
        && let Err(error) = registration::start_engine()
    {
        log::warn!("the filter engine does not start: {error}");
    }
    let report = keeper().map_err(|error| error.to_string())?.open();
    if !matches!(report.result, RestoreResult::Restored | RestoreResult::NothingToDo) {
        return Err(reasons(&report));
    }
    match pc.shows_any() {
        Ok(false) => Ok(()),
        Ok(true) => Err("filters of ours are still there".to_owned()),
        Err(reason) => Err(format!("the filters of Windows cannot be looked at: {reason}")),
    }
}

fn start_again() {
    if registration::installed()
        && let Err(error) = registration::start_again()
    {
        log::error!("the guard does not start again: {error}");
    }
}

fn reasons(report: &RestoreReport) -> String {
    if report.reasons.is_empty() { format!("{:?}", report.result) } else { report.reasons.join("; ") }
}

fn left_behind(texts: &Texts, reason: &str) -> Outcome {
    note(&format!("restored, and left behind: {reason}"));
    failed(texts, "guard-windows-left-behind", reason);
    Outcome::LeftBehind
}

fn failed(texts: &Texts, id: &str, reason: &str) -> Outcome {
    say(&texts.with(id, &[("reason", Arg::Text(reason))]));
    Outcome::Failed
}

fn say(text: &str) {
    // Nobody may be reading, and nothing depends on it.
    drop(writeln!(std::io::stdout(), "{text}"));
}
