//! What the guard needs of a line: closing it without waiting for proof, keeping it closed, opening it.
//! Who may ask for what is decided elsewhere.

use std::sync::atomic::Ordering;
use std::sync::{PoisonError, TryLockError};
use std::time::{Duration, Instant};

use crate::core::Timestamp;
use crate::core::network::journal::{Change, Journal};
use crate::core::network::{RestoreReport, RestoreResult, WayReport};
use crate::platform::network::journal_store::{Locking, Stored};
use crate::platform::network::line_ops::{LineOps, Undone};

use super::{Begun, CUT_PATIENCE, Line, merge_reports, stop_here};

/// A restore waits this long, then goes ahead too: its steps may be repeated without harm.
const RESTORE_PATIENCE: Duration = Duration::from_secs(10);

/// So often it looks whether somebody waits to cut meanwhile.
const LOCK_STEP: Duration = Duration::from_millis(20);
/// Why a restore did not bring the line back.
const CUT_MEANWHILE: &str = "the line was cut meanwhile";
/// So far apart an opening that could not be finished is gone on with by itself.
const GO_ON_EVERY: Duration = Duration::from_secs(30);

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
        self.cut_is_waiting(true);
        let mut unsaved = self.turn();
        self.cut_is_waiting(false);
        if real_now.is_some() {
            *unsaved = real_now;
        }
        let mut lock = self.store.lock(CUT_PATIENCE);
        let Begun { unavailable, journal, mut ways, .. } =
            self.begin(&mut lock, &mut unsaved, drill_until, &|_| {});
        self.still_on_record(&journal, &mut unsaved);
        merge_reports(&mut ways, unavailable);
        Closed { ways, restorable: self.is_restorable(&journal, unsaved.as_ref()) }
    }

    /// While a cut is on record: closes again whatever is open. True when something had to be done. Does
    /// nothing while a cut or a restore is at work. When what is on record is an opening that could not be
    /// finished, that is gone on with instead, now and then.
    pub fn keep_closed(&self) -> bool {
        if self.is_opening() {
            self.go_on_opening();
            return false;
        }
        self.close_again()
    }

    /// True when leave was given to open the line, not all of it is back, and nobody cut it since.
    pub(super) fn is_opening(&self) -> bool {
        let unsaved = match self.unsaved.try_lock() {
            Ok(unsaved) => unsaved.clone(),
            // Whoever is at work now answers for the line.
            Err(TryLockError::WouldBlock) => None,
            Err(TryLockError::Poisoned(poisoned)) => PoisonError::into_inner(poisoned).clone(),
        };
        matches!(self.recorded(unsaved.as_ref()), Stored::Whole(journal) if journal.opening)
    }

    fn go_on_opening(&self) {
        let mut last = self.opened_at.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|at| at.elapsed() < GO_ON_EVERY) {
            return;
        }
        *last = Some(Instant::now());
        drop(last);
        let mut unsaved = match self.unsaved.try_lock() {
            Ok(unsaved) => unsaved,
            Err(TryLockError::WouldBlock) => return,
            Err(TryLockError::Poisoned(poisoned)) => PoisonError::into_inner(poisoned),
        };
        let lock = self.store.lock(Duration::ZERO);
        // Whatever came in between: only what is still being opened is opened without leave.
        match self.recorded(unsaved.as_ref()) {
            Stored::Whole(journal) if journal.opening && !lock.is_busy() => {
                let report = self.take_back(Stored::Whole(journal), lock, &mut unsaved);
                log::info!("an unfinished opening was gone on with: {report:?}");
            }
            _ => {}
        }
    }

    fn close_again(&self) -> bool {
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
            Stored::Whole(journal) if journal.opening => return false,
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
        self.cut_waits.store(waiting, Ordering::SeqCst);
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
                in_force: !journal.opening
                    && self.ops.may_be_in_force(&journal.changes)
                    && self.ops.is_held(&journal.changes, &self.ops.plan()),
                lasting: self.store.is_on_disk(),
                since: Some(journal.started_at),
                drill_until: journal.drill_until,
            },
        }
    }

    /// Takes back what the record names; without a readable one, what is recognised as ours. That this is
    /// wanted is put on record first: what cannot be taken back now is tried again, and nothing is closed
    /// until somebody cuts anew.
    pub fn open(&self) -> RestoreReport {
        let mut unsaved = self.turn();
        let Some(lock) = self.lock_to_open() else {
            return Self::refused(RestoreResult::Incomplete, 0, vec![CUT_MEANWHILE.to_owned()]);
        };
        let stored = self.recorded(unsaved.as_ref());
        if stored == Stored::Absent {
            self.ops.wait_for_helpers();
        }
        match &stored {
            Stored::Absent if !self.ops.own_markers_present() => return self.nothing_recorded_to_open(),
            Stored::Whole(journal) if !journal.opening => {
                self.save(&Journal { opening: true, ..journal.clone() }, &mut unsaved);
            }
            _ => {}
        }
        stop_here("opening");
        self.take_back(stored, lock, &mut unsaved)
    }

    /// The lock, or `Busy` when somebody hangs on it: that must not keep the line closed. `None` as soon as
    /// somebody of this process waits to cut.
    fn lock_to_open(&self) -> Option<Locking> {
        let end = Instant::now() + RESTORE_PATIENCE;
        loop {
            let lock = self.store.lock(LOCK_STEP);
            if !lock.is_busy() {
                return Some(lock);
            }
            if self.cut_waits.load(Ordering::SeqCst) {
                return None;
            }
            if Instant::now() >= end {
                log::warn!("restoring although another process holds the record");
                return Some(lock);
            }
        }
    }

    /// Takes back what `stored` names.
    fn take_back(&self, stored: Stored, mut lock: Locking, unsaved: &mut Option<Journal>) -> RestoreReport {
        let undone = match &stored {
            Stored::Absent | Stored::Broken(_) => self.ops.undo_by_own_markers(),
            Stored::Whole(journal) => self.ops.undo(&journal.changes),
        };
        stop_here("undo");
        if let (Stored::Whole(was), Stored::Whole(is)) = (&stored, self.recorded(unsaved.as_ref()))
            && was.presses != is.presses
        {
            // Somebody pressed the red button meanwhile, and did not wait for us. The cut wins.
            self.begin(&mut lock, unsaved, is.drill_until, &|_| {});
            return Self::refused(RestoreResult::Incomplete, 0, vec![CUT_MEANWHILE.to_owned()]);
        }
        let Undone { remaining, mut reasons, warnings, lost } = undone;
        // What no other try brings back is said, and is nothing to keep a record for.
        let open = remaining.is_empty() && reasons.is_empty();
        let complete = open && lost.is_empty();
        reasons.extend(lost.into_iter().chain(warnings));
        if open {
            match self.store.remove() {
                Ok(()) => *unsaved = None,
                // As it stands it says that the line is to be open.
                Err(error) => reasons.push(format!("the journal cannot be removed: {error}")),
            }
        } else {
            self.keep_for_another_try(stored, remaining, unsaved);
        }
        let result = if complete { RestoreResult::Restored } else { RestoreResult::Incomplete };
        RestoreReport { result, retry_after_s: 0, reasons }
    }

    /// What is back is forgotten, so that another try touches only the rest.
    fn keep_for_another_try(&self, stored: Stored, remaining: Vec<Change>, unsaved: &mut Option<Journal>) {
        let rest = match stored {
            Stored::Absent => return,
            Stored::Broken(_) => {
                // Unreadable it would be taken for a cut that is to be made again.
                self.store.set_aside();
                let changes = self.ops.recognised();
                Journal { opening: true, changes, ..Journal::new((self.clock.now)()) }
            }
            Stored::Whole(journal) => {
                let changes = if remaining.is_empty() { journal.changes } else { remaining };
                Journal { changes, opening: true, ..journal }
            }
        };
        self.save(&rest, unsaved);
    }

    /// Nothing of ours is known here. What outlives a restart may be off all the same, because no lasting
    /// place took the record of it: an administrator who asks for the line gets it.
    fn nothing_recorded_to_open(&self) -> RestoreReport {
        let undone = if self.ops.elevated() { self.ops.switch_on_unrecorded() } else { None };
        match undone {
            None => Self::refused(RestoreResult::NothingToDo, 0, Vec::new()),
            Some(Undone { reasons, .. }) if reasons.is_empty() => {
                Self::refused(RestoreResult::Restored, 0, Vec::new())
            }
            Some(Undone { reasons, .. }) => Self::refused(RestoreResult::Incomplete, 0, reasons),
        }
    }

    /// At the end of a cut: a restore or a drill that did not wait for it has removed its record or written
    /// another. It is written again.
    pub(super) fn still_on_record(&self, journal: &Journal, unsaved: &mut Option<Journal>) {
        if journal.changes.is_empty() || unsaved.is_some() {
            return;
        }
        let stands = match self.store.load() {
            Stored::Absent | Stored::Broken(_) => false,
            Stored::Whole(stored) => {
                // One that was pressed later speaks for itself.
                stored.presses > journal.presses
                    || (!stored.opening && (stored.drill_until.is_none() || journal.drill_until.is_some()))
            }
        };
        if !stands {
            log::warn!("the record changed during the cut and is written again");
            self.save(journal, unsaved);
        }
    }
}
