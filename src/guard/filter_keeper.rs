//! The keeper whose only way is the packet filters of Windows: a lasting cut sets the filters that stay
//! across restarts, a drill only such as the next restart removes. Free of the operating system, so that
//! every failure in between can be tested; `windows` brings the real PC.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::keeper::{Applied, Keeper, Kept};
use crate::core::Timestamp;
use crate::core::network::journal::{Change, Journal};
use crate::core::network::windows::plan::{self, Plan};
use crate::core::network::{RestoreReport, RestoreResult, UNTIL_RESTART, Way, WayReport, WayResult};

/// Why a call failed, for the log.
pub type Reason = String;

/// What was found where the record should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// No cut of ours is on record.
    Absent,
    /// A whole record.
    Whole(Journal),
    /// Something is there and cannot be read: a cut was made.
    Broken(Reason),
}

/// The calls that the keeper needs of the PC. Those of the filter engine take as long as it does.
pub trait FilterPc: Send + Sync {
    /// The wall clock.
    fn now(&self) -> Timestamp;
    /// Reads the record.
    fn record(&self) -> Record;
    /// Writes and syncs the record.
    ///
    /// # Errors
    /// Why not, here as below.
    fn write_record(&self, journal: &Journal) -> Result<(), Reason>;
    /// Removes the record.
    ///
    /// # Errors
    /// As above.
    fn remove_record(&self) -> Result<(), Reason>;
    /// Puts exactly `plan` in force: all of it or nothing, with no gap.
    ///
    /// # Errors
    /// As above.
    fn apply(&self, plan: &Plan) -> Result<(), Reason>;
    /// Reads back whether every filter of `plan` that works now is there.
    ///
    /// # Errors
    /// As above.
    fn in_force(&self, plan: &Plan) -> Result<bool, Reason>;
    /// Reads whether any filter carries our key.
    ///
    /// # Errors
    /// As above.
    fn any_of_ours(&self) -> Result<bool, Reason>;
    /// Removes every filter that carries our key.
    ///
    /// # Errors
    /// As above.
    fn remove_filters(&self) -> Result<(), Reason>;
    /// Ends established sessions, as far as the system permits.
    ///
    /// # Errors
    /// As above.
    fn end_sessions(&self) -> Result<(), Reason>;
}

/// Why filters are not known to be in force.
#[derive(Debug)]
struct NotSet {
    /// They were accepted all the same, and may be there.
    changed: bool,
    reason: Reason,
}

/// Keeps the line closed by packet filters.
#[derive(Debug)]
pub struct FilterKeeper<P> {
    pc: P,
    turn: Mutex<()>,
    /// The last attempt to close again failed; said once, not every second.
    failing: AtomicBool,
    /// The line was opened and its record could not be removed: it says nothing any more.
    stale: AtomicBool,
}

impl<P: FilterPc> FilterKeeper<P> {
    /// A keeper of `pc`.
    #[must_use]
    pub fn new(pc: P) -> Self {
        Self { pc, turn: Mutex::default(), failing: AtomicBool::default(), stale: AtomicBool::default() }
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        // Nothing is held between two calls, so a poisoned lock loses nothing.
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the filters and reads them back.
    fn set(&self, drill: bool) -> Result<Option<&'static str>, NotSet> {
        let temporary = plan::until_restart();
        if drill {
            return self.put(&temporary).map(|()| None);
        }
        let lasting = plan::persistent();
        let Err(why) = self.put(&lasting) else { return Ok(None) };
        match self.pc.in_force(&lasting) {
            Ok(true) => return Ok(None),
            Ok(false) => log::error!("no lasting cut, trying one until the restart: {}", why.reason),
            // What may be there is not replaced by something weaker.
            Err(_) => return Err(why),
        }
        self.put(&temporary).map(|()| Some(UNTIL_RESTART))
    }

    fn put(&self, plan: &Plan) -> Result<(), NotSet> {
        self.pc.apply(plan).map_err(|reason| NotSet { changed: false, reason })?;
        match self.pc.in_force(plan) {
            Ok(true) => Ok(()),
            Ok(false) => {
                let reason = "the engine accepted the filters and does not show them".to_owned();
                Err(NotSet { changed: true, reason })
            }
            Err(reason) => {
                Err(NotSet { changed: true, reason: format!("the filters cannot be read back: {reason}") })
            }
        }
    }

    /// What `record` is worth beside what is in force.
    fn worth(&self, record: Record) -> Record {
        match record {
            _ if self.stale.load(Ordering::SeqCst) => Record::Absent,
            // Left where it could not be removed.
            Record::Whole(journal) if journal.changes.is_empty() => Record::Absent,
            // No drill sets filters that last: a real cut could not be put on record.
            Record::Whole(journal)
                if journal.drill_until.is_some() && self.pc.in_force(&plan::persistent()) == Ok(true) =>
            {
                Record::Whole(Journal { drill_until: None, ..journal })
            }
            other => other,
        }
    }

    /// The record to keep: what is known already, never weakened to a drill.
    fn new_record(&self, known: &Record, forgotten: bool, drill_until: Option<Timestamp>) -> Journal {
        let mut journal = match known {
            Record::Whole(journal) => journal.clone(),
            Record::Absent | Record::Broken(_) => Journal::new(self.pc.now()),
        };
        journal.extend(&[Change::FiltersSet]);
        journal.drill_until = match known {
            // Filters that nobody remembers are a cut.
            Record::Absent if !forgotten => drill_until,
            Record::Whole(before) if drill_until.is_some() => before.drill_until,
            _ => None,
        };
        journal
    }
}

impl<P: FilterPc> Keeper for FilterKeeper<P> {
    fn close(&self, drill_until: Option<Timestamp>) -> Applied {
        let _turn = self.turn();
        let found = self.pc.record();
        let known = self.worth(found.clone());
        let forgotten = if known == Record::Absent { self.pc.any_of_ours() } else { Ok(false) };
        if let (Err(reason), Some(_)) = (&forgotten, drill_until) {
            // Perhaps a cut is in force, and no drill may stand in its place.
            return not_closed(reason.clone());
        }
        let forgotten = forgotten == Ok(true);
        let journal = self.new_record(&known, forgotten, drill_until);
        let drill = journal.drill_until.is_some();
        let stale = self.stale.load(Ordering::SeqCst);
        let written = if matches!(&found, Record::Whole(before) if *before == journal && !stale) {
            Ok(())
        } else {
            self.pc.write_record(&journal)
        };
        if written.is_ok() {
            self.stale.store(false, Ordering::SeqCst);
        }
        if let Err(reason) = &written {
            log::error!("the cut cannot be put on record: {reason}");
            if drill {
                // Only its record tells a drill from a cut after a restart.
                return not_closed(reason.clone());
            }
            if matches!(&found, Record::Whole(before) if before.drill_until.is_some()) {
                // Anybody may end a drill. Without a record filters of ours are a cut.
                noted("remove the record of the drill", self.pc.remove_record());
            }
        }
        let set = self.set(drill);
        let sessions = match &set {
            Ok(_) => match self.pc.end_sessions() {
                Ok(()) => WayReport { way: Way::SocketsDestroyed, result: WayResult::Done, reason: None },
                Err(reason) => {
                    WayReport { way: Way::SocketsDestroyed, result: WayResult::Failed, reason: Some(reason) }
                }
            },
            Err(_) => WayReport {
                way: Way::SocketsDestroyed,
                result: WayResult::NotAvailable,
                reason: Some("the line is open: new sessions would follow".to_owned()),
            },
        };
        let mut restorable = written.is_ok();
        let filters = match set {
            Ok(reason) => {
                WayReport { way: Way::Filter, result: WayResult::Done, reason: reason.map(str::to_owned) }
            }
            Err(NotSet { changed, reason }) => {
                log::error!("the filters cannot be set: {reason}");
                // Nothing was changed, so nothing is on record that was not before.
                if known == Record::Absent && !forgotten && !changed {
                    restorable = false;
                    noted("remove the record", self.pc.remove_record());
                }
                filter(WayResult::Failed, reason)
            }
        };
        Applied { ways: vec![filters, sessions], restorable }
    }

    fn keep_closed(&self) -> bool {
        let _turn = self.turn();
        let drill = match self.worth(self.pc.record()) {
            // Without a record somebody may just be taking the filters back.
            Record::Absent => return false,
            Record::Whole(journal) => journal.drill_until.is_some(),
            Record::Broken(_) => false,
        };
        if drill && self.pc.in_force(&plan::persistent()) != Ok(false) {
            // Nobody can say that nothing stronger is there.
            return false;
        }
        let plan = if drill { plan::until_restart() } else { plan::persistent() };
        if self.pc.in_force(&plan) == Ok(true) {
            self.failing.store(false, Ordering::Relaxed);
            return false;
        }
        match self.set(drill) {
            Ok(_) => {
                self.failing.store(false, Ordering::Relaxed);
                log::warn!("filters of a cut were missing and are set again");
                true
            }
            Err(NotSet { reason, .. }) => {
                if !self.failing.swap(true, Ordering::Relaxed) {
                    log::error!("filters of a cut are missing and cannot be set again: {reason}");
                }
                false
            }
        }
    }

    fn kept(&self) -> Kept {
        let record = self.worth(self.pc.record());
        let lasting = self.pc.in_force(&plan::persistent()) == Ok(true);
        let in_force = lasting || self.pc.in_force(&plan::until_restart()) == Ok(true);
        let (since, drill_until) = match &record {
            Record::Whole(journal) => (Some(journal.started_at), journal.drill_until),
            Record::Absent | Record::Broken(_) => (None, None),
        };
        let recorded = record != Record::Absent || self.pc.any_of_ours() == Ok(true);
        Kept { recorded, in_force, lasting, since, drill_until }
    }

    fn open(&self) -> RestoreReport {
        let _turn = self.turn();
        let report = |result, reasons: Vec<Reason>| RestoreReport { result, retry_after_s: 0, reasons };
        let found = self.pc.record();
        let open = self.worth(found.clone()) == Record::Absent && self.pc.any_of_ours() == Ok(false);
        if open && found == Record::Absent {
            return report(RestoreResult::NothingToDo, Vec::new());
        }
        // Without any regard to the record: our own keys are enough.
        if let Err(reason) = self.pc.remove_filters() {
            return report(RestoreResult::Incomplete, vec![reason]);
        }
        match self.pc.any_of_ours() {
            Ok(false) => {}
            Ok(true) => {
                return report(RestoreResult::Incomplete, vec!["filters of ours are back".to_owned()]);
            }
            // Removed all the same: the engine said so.
            Err(reason) => log::warn!("the removal cannot be read back: {reason}"),
        }
        let Err(reason) = self.pc.remove_record() else {
            self.stale.store(false, Ordering::SeqCst);
            return report(RestoreResult::Restored, Vec::new());
        };
        // The line is open, and a file that somebody holds must not close it again: neither as long as this
        // keeper lives nor, if it can be helped, after a restart.
        self.stale.store(true, Ordering::SeqCst);
        noted("empty the record", self.pc.write_record(&Journal::new(self.pc.now())));
        report(RestoreResult::Restored, vec![format!("the record cannot be removed: {reason}")])
    }
}

fn not_closed(reason: Reason) -> Applied {
    Applied { ways: vec![filter(WayResult::Failed, reason)], restorable: false }
}

fn filter(result: WayResult, reason: Reason) -> WayReport {
    WayReport { way: Way::Filter, result, reason: Some(reason) }
}

fn noted(step: &str, result: Result<(), Reason>) {
    if let Err(reason) = result {
        log::error!("cannot {step}: {reason}");
    }
}

#[cfg(test)]
#[path = "filter_keeper_tests.rs"]
mod tests;
