//! The steps of the elevated program on a real PC.

mod install;

use std::path::{Path, PathBuf};

use super::filter_engine::WindowsFilterEngine;
use super::{account, admin_folder, known_folder, message_box, tcp_sessions, trusted_place};
use crate::content::{Locale, Texts};
use crate::core::Timestamp;
use crate::core::guard::{Reply, Request};
use crate::core::network::RestoreResult;
use crate::core::network::journal::{Change, Journal};
use crate::core::network::windows::plan::Plan;
use crate::core::network::windows::transaction::{self, EngineError};
use crate::elevated::sequence::Reason;
use crate::elevated::{self, Machine, Outcome, Verb};
use crate::platform::durable_file;
use crate::platform::guard::{self, GuardError};

/// File name of the restore program, beside the main program and in its own folder.
pub const FILE_NAME: &str = "kyukyubako-restore.exe";
/// File name of the journal in the folder that only administrators write.
pub const JOURNAL_NAME: &str = "cut-journal";

/// Where the journal of the elevated part lies.
///
/// # Errors
/// The system's reason.
pub fn journal_path() -> windows::core::Result<PathBuf> {
    Ok(known_folder::program_data()?.join(JOURNAL_NAME))
}

/// This PC.
#[derive(Debug)]
pub struct ThisPc<'a> {
    texts: &'a Texts,
    /// Ask the person before a restore; a command in an administrator's console has asked already.
    ask: bool,
    /// The restore program to install.
    program: PathBuf,
}

impl<'a> ThisPc<'a> {
    /// This PC; `ask` as in a start from the menu or the window. `program` is the restore program.
    #[must_use]
    pub fn new(texts: &'a Texts, ask: bool, program: PathBuf) -> Self {
        Self { texts, ask, program }
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
        let folder = known_folder::program_data().map_err(reason)?;
        admin_folder::ensure(&folder).map_err(reason)?;
        let mut journal = Journal::new(Timestamp(jiff::Timestamp::now().as_millisecond()));
        journal.changes.push(Change::FiltersSet);
        let text = journal.encode().map_err(reason)?;
        durable_file::replace(&folder.join(JOURNAL_NAME), text.as_bytes()).map_err(reason)
    }

    fn remove_journal(&mut self) -> Result<(), Reason> {
        durable_file::remove(&journal_path().map_err(reason)?).map_err(reason)
    }

    fn apply(&mut self, plan: &Plan) -> Result<(), Reason> {
        let set = |visible| transaction::apply(&mut WindowsFilterEngine::open(visible)?, plan);
        set(true)
            .or_else(|error: EngineError| {
                log::warn!("filters that users can see are refused ({error}), trying without");
                set(false)
            })
            .map_err(reason)
    }

    fn in_force(&mut self, plan: &Plan) -> Result<bool, Reason> {
        let mut engine = WindowsFilterEngine::open(false).map_err(reason)?;
        transaction::in_force(&mut engine, plan).map_err(reason)
    }

    fn remove_filters(&mut self) -> Result<(), Reason> {
        // The guard closes again what somebody else opens: it must be the one who opens.
        match guard::ask(&Request::Restore { pin: None }) {
            Ok(Reply::Restore(report))
                if matches!(report.result, RestoreResult::Restored | RestoreResult::NothingToDo) => {}
            Err(GuardError::Absent) => {}
            other => {
                log::error!("restoring in the guard's stead, which says {other:?}");
                // Without the record it has nothing to close again.
                self.remove_journal()?;
            }
        }
        let mut engine = WindowsFilterEngine::open(false).map_err(reason)?;
        transaction::remove(&mut engine).map_err(reason)
    }

    fn end_sessions(&mut self) -> Result<(), Reason> {
        let ended = tcp_sessions::destroy_all()?;
        log::info!("sessions ended: {}, refused: {}", ended.ended, ended.refused);
        if ended.ended == 0 && ended.refused > 0 {
            return Err(format!("all {} sessions refused to end", ended.refused));
        }
        Ok(())
    }

    fn install(&mut self) -> Result<(), Reason> {
        install::install(self.texts, &self.program)
    }

    fn uninstall(&mut self) -> Result<(), Reason> {
        install::uninstall()
    }

    fn confirm_restore(&mut self) -> bool {
        !self.ask
            || message_box::ask(
                &self.texts.get("restore-program-title"),
                &self.texts.get("restore-program-ask"),
            )
    }
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
