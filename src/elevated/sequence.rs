//! The order of steps of each verb.
//!
//! Cut: closed first, until the next restart only; then the restore program is installed; only when
//! that stands does the cut become one that survives restarts. So at no instant is there a lasting
//! cut without its way back, and a broken disk delays nothing.

use crate::core::network::windows::plan::{self, Plan};

use super::verb::{Outcome, Verb};

/// Why a step failed, for the log.
pub type Reason = String;

/// What the steps need of the PC.
pub trait Machine {
    /// True when this process may do any of it.
    fn elevated(&self) -> bool;
    /// Writes down that a cut is made, before it is made.
    ///
    /// # Errors
    /// Why not, here as below.
    fn write_journal(&mut self) -> Result<(), Reason>;
    /// Removes that record.
    ///
    /// # Errors
    /// As above.
    fn remove_journal(&mut self) -> Result<(), Reason>;
    /// Puts exactly `plan` in force: all of it or nothing.
    ///
    /// # Errors
    /// As above.
    fn apply(&mut self, plan: &Plan) -> Result<(), Reason>;
    /// Reads back whether `plan` is in force.
    ///
    /// # Errors
    /// As above.
    fn in_force(&mut self, plan: &Plan) -> Result<bool, Reason>;
    /// Removes all filters of ours.
    ///
    /// # Errors
    /// As above.
    fn remove_filters(&mut self) -> Result<(), Reason>;
    /// Ends established sessions, as far as the system permits.
    ///
    /// # Errors
    /// As above.
    fn end_sessions(&mut self) -> Result<(), Reason>;
    /// Installs the restore program with its entries, so that a person finds the way back.
    ///
    /// # Errors
    /// As above.
    fn install(&mut self) -> Result<(), Reason>;
    /// Removes the restore program and its entries.
    ///
    /// # Errors
    /// As above.
    fn uninstall(&mut self) -> Result<(), Reason>;
    /// Asks the person whether the caller on the telephone wants this. True: go on.
    fn confirm_restore(&mut self) -> bool;
}

/// Runs `verb`.
pub fn run(verb: Verb, machine: &mut dyn Machine) -> Outcome {
    if !machine.elevated() {
        return Outcome::NotElevated;
    }
    match verb {
        Verb::Cut => cut(machine),
        Verb::Restore => restore(machine),
        Verb::Status => status(machine),
        Verb::Uninstall => uninstall(machine),
    }
}

fn cut(machine: &mut dyn Machine) -> Outcome {
    // A cut that already lasts is never weakened, not even for a moment.
    let lasting = plan::persistent();
    if machine.in_force(&lasting) == Ok(true) {
        let _ = noted("end sessions", machine.end_sessions());
        return Outcome::Done;
    }
    let journalled = noted("write the journal", machine.write_journal());
    let temporary = plan::until_restart();
    if !noted("set the filters", machine.apply(&temporary)) {
        if journalled {
            let _ = noted("remove the journal", machine.remove_journal());
        }
        return Outcome::Failed;
    }
    let _ = noted("end sessions", machine.end_sessions());
    let lasts = journalled
        && noted("install the restore program", machine.install())
        && noted("make the filters last", machine.apply(&lasting));
    let in_force = machine.in_force(if lasts { &lasting } else { &temporary });
    match in_force {
        Ok(true) if lasts => Outcome::Done,
        Ok(true) => Outcome::CutUntilRestart,
        Ok(false) => {
            log::error!("the engine accepted the filters and does not show them");
            Outcome::Failed
        }
        Err(reason) => {
            log::error!("the filters cannot be read back: {reason}");
            Outcome::Failed
        }
    }
}

fn restore(machine: &mut dyn Machine) -> Outcome {
    match cut_in_force(machine) {
        // Also when nothing is in force a journal may have stayed behind.
        Ok(false) => open(machine, Outcome::NothingToDo),
        Ok(true) | Err(_) => {
            if !machine.confirm_restore() {
                return Outcome::Refused;
            }
            open(machine, Outcome::Done)
        }
    }
}

fn open(machine: &mut dyn Machine, done: Outcome) -> Outcome {
    // Without any regard to the journal: our own keys are enough.
    if !noted("remove the filters", machine.remove_filters()) {
        return Outcome::Failed;
    }
    if noted("remove the journal", machine.remove_journal()) { done } else { Outcome::LeftBehind }
}

fn status(machine: &mut dyn Machine) -> Outcome {
    match (machine.in_force(&plan::persistent()), machine.in_force(&plan::until_restart())) {
        (Ok(true), _) => Outcome::Done,
        (_, Ok(true)) => Outcome::CutUntilRestart,
        (Ok(false), Ok(false)) => Outcome::NothingToDo,
        _ => Outcome::Failed,
    }
}

fn uninstall(machine: &mut dyn Machine) -> Outcome {
    match restore(machine) {
        // The program is the way back: it stays for as long as anything of the cut does.
        refused @ (Outcome::Failed | Outcome::Refused) => refused,
        _ if noted("uninstall", machine.uninstall()) => Outcome::Done,
        _ => Outcome::LeftBehind,
    }
}

fn cut_in_force(machine: &mut dyn Machine) -> Result<bool, Reason> {
    Ok(machine.in_force(&plan::persistent())? || machine.in_force(&plan::until_restart())?)
}

/// True when it worked; what did not goes to the log.
fn noted(step: &str, result: Result<(), Reason>) -> bool {
    if let Err(reason) = &result {
        log::error!("cannot {step}: {reason}");
    }
    result.is_ok()
}

#[cfg(test)]
#[path = "sequence_tests.rs"]
mod tests;
