//! The elevated program, started with one verb through the system's consent dialog.

use std::path::PathBuf;
use std::time::Duration;

use super::own_signer;
use crate::content::{Locale, Texts};
use crate::core::network::{Way, WayReport, WayResult};
use crate::elevated::{self, Outcome, Verb};
use crate::platform::windows::account::{self, Account, ElevatedRun};
use crate::platform::windows::known_folder;
use crate::platform::windows::restore_program::{FILE_NAME, ThisPc, beside_this_program};

/// From consent to the end of the elevated program. Its slowest part is copying itself.
const CUT_LIMIT: Duration = Duration::from_secs(20);
/// The same, with its question to the person in between.
const RESTORE_LIMIT: Duration = Duration::from_secs(300);

/// The program to start: the one it installed, which only administrators can exchange; else the one beside us.
#[must_use]
pub fn program() -> Option<PathBuf> {
    let installed = known_folder::program_files().ok().map(|folder| folder.join(FILE_NAME));
    installed.into_iter().chain(beside_this_program()).find(|path| path.is_file())
}

/// Cuts; `ask` is called right before the consent dialog appears.
#[must_use]
pub fn cut(ask: &dyn Fn()) -> WayReport {
    let run = if account::of_this_process() == Account::Elevated {
        Ok(in_this_process(Verb::Cut))
    } else {
        ask();
        start(Verb::Cut, CUT_LIMIT)
    };
    let (result, reason) = match run {
        Ok(Outcome::Done) => (WayResult::Done, None),
        Ok(Outcome::CutUntilRestart) => (WayResult::Done, Some("until the next restart only".to_owned())),
        Ok(outcome) => (WayResult::Failed, Some(format!("the elevated program ended with {outcome:?}"))),
        Err(Stop::Refused) => (WayResult::Denied, Some("no at the consent dialog".to_owned())),
        Err(Stop::Absent) => (WayResult::NotAvailable, Some(format!("{FILE_NAME} is missing"))),
        Err(Stop::Failed(reason)) => (WayResult::Failed, Some(reason)),
    };
    WayReport { way: Way::Filter, result, reason }
}

/// Why the filters are still there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotRestored {
    /// No administrator agreed.
    #[error("{0}")]
    NotAllowed(String),
    /// It was allowed and failed.
    #[error("{0}")]
    Failed(String),
}

/// Takes our filters back. Administrators are not asked again; everybody else meets the consent
/// dialog and the elevated program's own question.
///
/// # Errors
/// See [`NotRestored`].
pub fn restore() -> Result<(), NotRestored> {
    let run = if account::of_this_process() == Account::Elevated {
        Ok(in_this_process(Verb::Restore))
    } else {
        start(Verb::Restore, RESTORE_LIMIT)
    };
    match run {
        Ok(Outcome::Done | Outcome::NothingToDo) => Ok(()),
        Ok(outcome @ (Outcome::Refused | Outcome::NotElevated)) => {
            Err(NotRestored::NotAllowed(format!("the elevated program ended with {outcome:?}")))
        }
        Ok(outcome) => Err(NotRestored::Failed(format!("the elevated program ended with {outcome:?}"))),
        Err(Stop::Refused) => Err(NotRestored::NotAllowed("no at the consent dialog".to_owned())),
        Err(Stop::Absent) => Err(NotRestored::NotAllowed(format!("{FILE_NAME} is missing"))),
        Err(Stop::Failed(reason)) => Err(NotRestored::Failed(reason)),
    }
}

enum Stop {
    Refused,
    Absent,
    Failed(String),
}

fn start(verb: Verb, limit: Duration) -> Result<Outcome, Stop> {
    let program = program().ok_or(Stop::Absent)?;
    // Kept open: what was looked at is what is started.
    let _held = own_signer::hold(&program).map_err(Stop::Failed)?;
    match account::run_elevated(&program, verb.word(), limit) {
        ElevatedRun::Exited(code) => {
            Outcome::of_code(code).ok_or_else(|| Stop::Failed(format!("unknown exit code {code}")))
        }
        ElevatedRun::Refused => Err(Stop::Refused),
        ElevatedRun::Failed(reason) => Err(Stop::Failed(reason)),
    }
}

/// An administrator's own process does the same steps without another one.
fn in_this_process(verb: Verb) -> Outcome {
    let texts = Texts::new(Locale::negotiate(sys_locale::get_locales()));
    // Without the program to install the cut is one until the next restart.
    let program = program().unwrap_or_else(|| FILE_NAME.into());
    elevated::run(verb, &mut ThisPc::new(&texts, false, program))
}
