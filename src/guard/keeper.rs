//! What the guard needs of the operating system.

use crate::core::Timestamp;
use crate::core::network::{RestoreReport, WayReport};

/// What became of closing the line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// Every way and what became of it.
    pub ways: Vec<WayReport>,
    /// What was changed is on record.
    pub restorable: bool,
}

/// How the line is kept, read from the record and from the system itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    /// A cut is on record, or can be recognised without one.
    pub recorded: bool,
    /// Everything of it is in force right now, as the system says.
    pub in_force: bool,
    /// It stays in force across a restart.
    pub lasting: bool,
    /// When the cut was made.
    pub since: Option<Timestamp>,
    /// The end of the drill that is on record; absent for a real cut.
    pub drill_until: Option<Timestamp>,
}

/// Closes the line and opens it, with the rights of the system. Journals before it changes anything.
/// Every call may be repeated without harm. None waits for anything but the system, which sets its own bounds
/// (the filter engine of Windows none).
pub trait Keeper: Send + Sync {
    /// Closes the line by every way at once. With `drill_until` a new record is marked as a drill; a
    /// cut that is on record already is never weakened to one. Without, a drill becomes a real cut.
    fn close(&self, drill_until: Option<Timestamp>) -> Applied;

    /// Somebody waits to close the line: an opening that merely waits for the system should end. Taken back with
    /// `false` when the turn has come.
    fn cut_is_waiting(&self, _waiting: bool) {}

    /// While a cut is on record: closes again whatever is open (a new interface, a lost filter).
    /// True when something had to be done.
    fn keep_closed(&self) -> bool;

    /// How things stand.
    fn kept(&self) -> Kept;

    /// Takes back what the record names; without a readable one, what is recognised as ours.
    fn open(&self) -> RestoreReport;
}
