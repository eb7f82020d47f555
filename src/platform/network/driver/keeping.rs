//! What the guard needs of a line: closing it without waiting for proof, keeping it closed, opening it.
//! Who may ask for what is decided elsewhere.

use std::sync::{PoisonError, TryLockError};
use std::time::Duration;

use crate::core::Timestamp;
use crate::core::network::journal::Journal;
use crate::core::network::{RestoreReport, RestoreResult, WayReport};
use crate::platform::network::journal_store::Stored;
use crate::platform::network::line_ops::{LineOps, Undone};

use super::{Begun, CUT_PATIENCE, Line, merge_reports, stop_here};

/// A restore waits this long, then goes ahead too: its steps may be repeated without harm.
const RESTORE_PATIENCE: Duration = Duration::from_secs(10);

/// What became of closing the line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Closed {
    /// Every way and what became of it.
    pub ways: Vec<WayReport>,
    /// What was changed is on record.
    pub restorable: bool,
}

/// How the line is held, read from the record and from the system itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held {
    /// A cut is on record, or can be recognised without one.
    pub recorded: bool,
    /// Nothing of it is missing right now, as the system says.
    pub in_force: bool,
    /// The record lies where a restart leaves it, so that who starts early can close the line again.
    pub lasting: bool,
    /// When the cut was made.
    pub since: Option<Timestamp>,
    /// The end of the drill that is on record; absent for a real cut.
    pub drill_until: Option<Timestamp>,
}

impl<O: LineOps> Line<O> {
    /// Closes the line by every way at once and does not wait for proof. With `drill_until` a new record is
    /// marked as a drill; a cut on record is never weakened to one. Without, a drill becomes a real cut.
    pub fn close(&self, drill_until: Option<Timestamp>) -> Closed {
        let real_now = if drill_until.is_none() { self.make_real() } else { None };
        self.ops.cut_is_waiting(true);
        let mut unsaved = self.turn();
        self.ops.cut_is_waiting(false);
        if real_now.is_some() {
            *unsaved = real_now;
        }
        let mut lock = self.store.lock(CUT_PATIENCE);
        let Begun { unavailable, journal, mut ways, .. } =
            self.begin(&mut lock, &mut unsaved, drill_until, &|_| {});
        self.still_on_record(&journal, &mut unsaved);
        merge_reports(&mut ways, unavailable);
        Closed { ways, restorable: unsaved.is_none() && !journal.changes.is_empty() }
    }

    /// While a cut is on record: closes again whatever is open. True when something had to be done. Does
    /// nothing while a cut or a restore is at work.
    pub fn keep_closed(&self) -> bool {
        let mut unsaved = match self.unsaved.try_lock() {
            Ok(unsaved) => unsaved,
            Err(TryLockError::WouldBlock) => return false,
            Err(TryLockError::Poisoned(poisoned)) => PoisonError::into_inner(poisoned),
        };
        if self.recorded(unsaved.as_ref()) == Stored::Absent {
            return false;
        }
        let mut lock = self.store.lock(Duration::ZERO);
        if lock.is_busy() {
            return false;
        }
        // Once more: a restore may just have ended.
        let mut journal = match self.recorded(unsaved.as_ref()) {
            Stored::Absent => return false,
            Stored::Whole(journal) => journal,
            // A cut was made, and nobody can say which: it is made again, with a record.
            Stored::Broken(_) => {
                self.begin(&mut lock, &mut unsaved, None, &|_| {});
                return true;
            }
        };
        let plan = self.ops.plan();
        if !self.ops.is_open(&plan, &journal.changes) {
            return false;
        }
        journal.presses = journal.presses.wrapping_add(1);
        journal.before.widen(&plan.before);
        self.execute(&plan, &mut journal, &mut unsaved, &|_| {});
        true
    }

    /// Somebody waits to close the line: an opening that merely waits for the system should end. Taken
    /// back with `false`.
    pub fn cut_is_waiting(&self, waiting: bool) {
        self.ops.cut_is_waiting(waiting);
    }

    /// How things stand. Changes nothing, and waits for nobody who is at work.
    pub fn held(&self) -> Held {
        let unsaved = match self.unsaved.try_lock() {
            Ok(unsaved) => unsaved.clone(),
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Poisoned(poisoned)) => PoisonError::into_inner(poisoned).clone(),
        };
        match self.recorded(unsaved.as_ref()) {
            Stored::Absent if !self.ops.own_markers_present() => Held::default(),
            Stored::Absent | Stored::Broken(_) => Held { recorded: true, ..Held::default() },
            Stored::Whole(journal) => Held {
                recorded: true,
                in_force: self.ops.may_be_in_force(&journal.changes)
                    && self.ops.is_held(&journal.changes, &self.ops.plan()),
                lasting: self.store.is_on_disk(),
                since: Some(journal.started_at),
                drill_until: journal.drill_until,
            },
        }
    }

    /// Takes back what the record names; without a readable one, what is recognised as ours.
    pub fn open(&self) -> RestoreReport {
        let mut unsaved = self.turn();
        let mut lock = self.store.lock(RESTORE_PATIENCE);
        if lock.is_busy() {
            // Somebody who hangs must not keep the line closed.
            log::warn!("restoring although another process holds the record");
        }
        let stored = self.recorded(unsaved.as_ref());
        let undone = match &stored {
            Stored::Absent if !self.ops.own_markers_present() => {
                return Self::refused(RestoreResult::NothingToDo, 0, Vec::new());
            }
            Stored::Absent | Stored::Broken(_) => self.ops.undo_by_own_markers(),
            Stored::Whole(journal) => self.ops.undo(&journal.changes),
        };
        stop_here("undo");
        if let (Stored::Whole(was), Stored::Whole(is)) = (&stored, self.recorded(unsaved.as_ref()))
            && was.presses != is.presses
        {
            // Somebody pressed the red button meanwhile, and did not wait for us. The cut wins.
            self.begin(&mut lock, &mut unsaved, is.drill_until, &|_| {});
            let reason = "the line was cut meanwhile".to_owned();
            return Self::refused(RestoreResult::Incomplete, 0, vec![reason]);
        }
        let Undone { remaining, mut reasons } = undone;
        let complete = remaining.is_empty() && reasons.is_empty();
        if complete {
            match self.store.remove() {
                Ok(()) => *unsaved = None,
                Err(error) => reasons.push(format!("the journal cannot be removed: {error}")),
            }
        } else if let Stored::Whole(journal) = stored {
            // What is back is forgotten, so that a second try touches only the rest.
            let rest = Journal {
                changes: if remaining.is_empty() { journal.changes } else { remaining },
                ..journal
            };
            self.save(&rest, &mut unsaved);
        }
        let result = if complete { RestoreResult::Restored } else { RestoreResult::Incomplete };
        RestoreReport { result, retry_after_s: 0, reasons }
    }

    /// A restore that did not wait for this cut has removed its record: it is written again.
    pub(super) fn still_on_record(&self, journal: &Journal, unsaved: &mut Option<Journal>) {
        if !journal.changes.is_empty() && unsaved.is_none() && self.store.load() == Stored::Absent {
            log::warn!("the record vanished during the cut and is written again");
            self.save(journal, unsaved);
        }
    }
}
