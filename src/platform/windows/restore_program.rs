//! The steps of the elevated program on a real PC.

mod install;
pub mod way_back;

use std::path::{Path, PathBuf};

use super::{account, cut_record, known_folder, message_box, notice_entry, trusted_place};
use crate::content::{Locale, Texts};
use crate::core::Timestamp;
use crate::core::guard::{Reply, Request};
use crate::core::network::RestoreResult;
use crate::core::network::journal::{Change, Journal};
use crate::core::network::windows::plan::Plan;
use crate::elevated::sequence::Reason;
use crate::elevated::{self, Machine, Outcome, Verb};
use crate::platform::guard::windows::filters::FilteredPc;
use crate::platform::guard::windows::registration;
use crate::platform::guard::{self, GuardError};

/// File name of the restore program, beside the main program and in its own folder.
pub const FILE_NAME: &str = "kyukyubako-restore.exe";
/// How often the guard is asked to open: a cut of somebody else's may come before the first time.
const GUARD_TRIES: usize = 2;

/// This PC.
#[derive(Debug)]
pub struct ThisPc<'a> {
    texts: &'a Texts,
    /// Ask the person before a restore; a command in an administrator's console has asked already.
    ask: bool,
    /// The restore program to install.
    program: PathBuf,
    /// The guard has opened the line and removed its record; one that is there now is that of a new cut.
    by_guard: bool,
}

impl<'a> ThisPc<'a> {
    /// This PC; `ask` as in a start from the menu or the window. `program` is the restore program.
    #[must_use]
    pub fn new(texts: &'a Texts, ask: bool, program: PathBuf) -> Self {
        Self { texts, ask, program, by_guard: false }
    }
}

/// The restore program in the folder of this running one: itself, or the one beside the main program.
#[must_use]
pub fn beside_this_program() -> Option<PathBuf> {
    std::env::current_exe().ok().map(|own| own.with_file_name(FILE_NAME))
}

impl Machine for ThisPc<'_> {
    fn elevated(&self) -> bool {
        account::of_this_process() == account::Account::Elevated
    }

    fn write_journal(&mut self) -> Result<(), Reason> {
        let mut journal = Journal::new(now());
        journal.changes.push(Change::FiltersSet);
        pc()?.save_record(&journal)
    }

    fn remove_journal(&mut self) -> Result<(), Reason> {
        if let Err(error) = notice_entry::unannounce() {
            log::warn!("log-ons go on asking: {error}");
        }
        if self.by_guard {
            return Ok(());
        }
        let pc = pc()?;
        pc.delete_record().inspect_err(|_| {
            // A record of nothing at least makes the guard close nothing again.
            if let Err(error) = pc.save_record(&Journal::new(now())) {
                log::error!("the record cannot be emptied: {error}");
            }
        })
    }

    fn apply(&mut self, plan: &Plan) -> Result<(), Reason> {
        pc()?.set(plan)
    }

    fn in_force(&mut self, plan: &Plan) -> Result<bool, Reason> {
        pc()?.shows(plan)
    }

    fn remove_filters(&mut self) -> Result<(), Reason> {
        // The guard closes again what somebody else opens: it must be the one who opens.
        let mut stopped = false;
        for left in (0..GUARD_TRIES).rev() {
            match guard::ask(&Request::Restore { pin: None }) {
                Ok(Reply::Restore(report)) if report.result == RestoreResult::Restored => {
                    self.by_guard = true;
                    return Ok(());
                }
                Ok(Reply::Restore(report)) if report.result == RestoreResult::NothingToDo => break,
                Err(GuardError::Absent) => break,
                Ok(Reply::Restore(_)) if left > 0 => {}
                other => {
                    log::error!("restoring in the guard's stead, which says {other:?}");
                    // One that does not answer must not close again what is opened here.
                    stopped =
                        registration::stop_running().inspect_err(|error| log::error!("{error}")).is_ok();
                    if let Err(error) = self.remove_journal() {
                        log::error!("the record stays: {error}");
                    }
                    break;
                }
            }
        }
        let removed = pc()?.remove_all();
        if stopped && let Err(error) = registration::start_again() {
            log::error!("the guard does not start again: {error}");
        }
        removed
    }

    fn end_sessions(&mut self) -> Result<(), Reason> {
        pc()?.end_all_sessions()
    }

    fn install(&mut self) -> Result<(), Reason> {
        install::install(self.texts, &self.program)
    }

    fn uninstall(&mut self) -> Result<(), Reason> {
        let uninstalled = install::uninstall();
        if registration::installed() {
            return uninstalled;
        }
        // With the guard all of this is the guard's.
        let left = way_back::forget();
        let records = cut_record::remove_folders().map_err(reason);
        uninstalled.and(left).and(records)
    }

    fn confirm_restore(&mut self) -> bool {
        !self.ask
            || message_box::ask(
                &self.texts.get("restore-program-title"),
                &self.texts.get("restore-program-ask"),
            )
    }
}

fn pc() -> Result<FilteredPc, Reason> {
    FilteredPc::of_this_pc().map_err(reason)
}

fn now() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_millisecond())
}

fn reason(error: impl std::fmt::Display) -> Reason {
    error.to_string()
}

/// Runs a verb as its own program: asks before a restore, and tells the person how it ended, except
/// for a cut, where the window that asked for it does.
#[must_use]
pub fn run(verb: Option<Verb>) -> Outcome {
    let texts = Texts::new(Locale::negotiate(sys_locale::get_locales()));
    // Without a path to itself it cannot install itself: the cut is one until the next restart then.
    let own = std::env::current_exe().unwrap_or_default();
    let outcome = match verb {
        None => Outcome::WrongUse,
        Some(_) if is_misplaced(&own) => Outcome::Misplaced,
        Some(verb) => elevated::run(verb, &mut ThisPc::new(&texts, true, own)),
    };
    if verb != Some(Verb::Cut) {
        message_box::show_message(&texts.get("restore-program-title"), &texts.get(answer(verb, outcome)));
    }
    outcome
}

/// True when `own` lies where others can exchange it, although a safe copy is installed: nothing of ours
/// starts that one.
fn is_misplaced(own: &Path) -> bool {
    let installed = known_folder::program_files().map(|folder| folder.join(FILE_NAME));
    installed.is_ok_and(|installed| installed.is_file() && !install::same_file(own, &installed))
        && trusted_place::weakness(own).is_some_and(|weakness| {
            log::error!("not the installed program: {weakness}");
            true
        })
}

/// The words for how a verb ended.
fn answer(verb: Option<Verb>, outcome: Outcome) -> &'static str {
    match (verb, outcome) {
        (Some(Verb::Status), Outcome::Done) => "restore-program-status-cut",
        (Some(Verb::Uninstall), Outcome::Done) => "restore-program-uninstalled",
        (_, Outcome::Done) => "restore-program-done",
        (_, Outcome::CutUntilRestart) => "restore-program-status-until-restart",
        (_, Outcome::NothingToDo) => "restore-program-nothing",
        (_, Outcome::LeftBehind) => "restore-program-left-behind",
        (_, Outcome::Refused) => "restore-program-refused",
        (_, Outcome::NotElevated) => "restore-program-not-elevated",
        (_, Outcome::Failed) => "restore-program-failed",
        (_, Outcome::Misplaced) => "restore-program-misplaced",
        (_, Outcome::WrongUse) => "restore-program-wrong-use",
    }
}
