//! What each operating system brings to a cut. The order, the journal and the verdict are the same
//! everywhere and live in [`super::driver`].

use crate::core::network::baseline::Baseline;
use crate::core::network::journal::Change;
use crate::core::network::{Observation, Way, WayReport};
use crate::platform::CutProgress;

/// One way and what it is about to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The way.
    pub way: Way,
    /// Its changes with all that their inverse needs. Empty for a way that changes nothing lasting.
    pub changes: Vec<Change>,
}

/// What can be done now. Making a plan changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// How the line is before anything is done.
    pub before: Baseline,
    /// The ways to take, all at once.
    pub ways: Vec<Planned>,
    /// Ways that cannot be taken on this PC or by this user, and why.
    pub unavailable: Vec<WayReport>,
}

/// What became of taking changes back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Undone {
    /// Changes that are not back. Empty: everything is.
    pub remaining: Vec<Change>,
    /// Technical reasons, one for each thing that failed.
    pub reasons: Vec<String>,
    /// What is as it is and does not keep the line closed: an address whose time is over, Wi-Fi switched off
    /// by its key. Said, and nothing to try again for.
    pub warnings: Vec<String>,
    /// What no other try brings back, only a restart: not all is as it was, and there is nothing to try again.
    pub lost: Vec<String>,
}

/// The operating system's part. Every call is bounded in time and never panics.
pub trait LineOps: Send + Sync {
    /// True when this process is administrator or root, as the system says, not as anyone claims.
    fn elevated(&self) -> bool;

    /// Looks at the line and says what can be done. Called again between the observation rounds, so
    /// that interfaces which appeared meanwhile are cut too: things already closed are not planned.
    fn plan(&self) -> Plan;

    /// Takes one way. Called on a thread of its own, after `planned.changes` are safely on record.
    /// `Denied` and `NotAvailable` promise that nothing was changed; anything else keeps the record.
    fn apply(&self, planned: &Planned, progress: &(dyn Fn(CutProgress) + Sync)) -> WayReport;

    /// One look at the line by means independent of the ways. `before` says which checks apply; what
    /// is seen open is `Online` even if it did not exist before. A time-out is never `Offline`.
    fn observe_round(&self, before: &Baseline) -> Vec<Observation>;

    /// Takes `changes` back, and nothing else. Taking back what was never done, or is back already,
    /// is a success.
    fn undo(&self, changes: &[Change]) -> Undone;

    /// Takes back what can be recognised as ours without a journal. `remaining` stays empty; a
    /// reason means that something could not be taken back or recognised.
    fn undo_by_own_markers(&self) -> Undone;

    /// True when something in force can be recognised as ours without a journal.
    fn own_markers_present(&self) -> bool;

    /// From now on a way that asks the person for consent may be planned, or may not.
    fn may_ask(&self, _may: bool) {}

    /// True when a cut will begin with the system's consent dialog.
    fn consent_expected(&self) -> bool {
        false
    }
    /// True when a drill may take `way`: what it changes is taken back without asking anybody.
    fn drills(&self, way: Way) -> bool {
        way != Way::Guard
    }

    /// Changes that can be recognised as ours without a journal, with what their inverse needs as far as
    /// it is still known.
    fn recognised(&self) -> Vec<Change> {
        Vec::new()
    }

    /// False when the system itself must have undone every one of `changes`, by a restart for example.
    fn may_be_in_force(&self, changes: &[Change]) -> bool {
        !changes.is_empty()
    }

    /// True when `plan`, made just now, shows something open that a cut with `changes` on record closes.
    fn is_open(&self, plan: &Plan, changes: &[Change]) -> bool {
        let known = |change: &Change| changes.iter().any(|known| known.same_target(change));
        plan.ways.iter().any(|planned| planned.changes.iter().any(|change| !known(change)))
    }

    /// True when what `changes` name is in force, as read back just now; `plan` was made just now.
    fn is_held(&self, changes: &[Change], plan: &Plan) -> bool {
        !self.is_open(plan, changes)
    }

    /// Somebody waits to cut: an undoing that merely waits for the system should end.
    fn cut_is_waiting(&self, _waiting: bool) {}

    /// Waits until nothing is at work any more that a process of ours has started and left behind by its death.
    fn wait_for_helpers(&self) {}

    /// An administrator asks for the line and nothing is on record: switches on again what this system keeps
    /// off across a restart and a cut may have switched off. `None` when nothing of that is off.
    fn switch_on_unrecorded(&self) -> Option<Undone> {
        None
    }
}

impl<T: LineOps + ?Sized> LineOps for Box<T> {
    fn elevated(&self) -> bool {
        (**self).elevated()
    }
    fn plan(&self) -> Plan {
        (**self).plan()
    }
    fn apply(&self, planned: &Planned, progress: &(dyn Fn(CutProgress) + Sync)) -> WayReport {
        (**self).apply(planned, progress)
    }
    fn observe_round(&self, before: &Baseline) -> Vec<Observation> {
        (**self).observe_round(before)
    }
    fn undo(&self, changes: &[Change]) -> Undone {
        (**self).undo(changes)
    }
    fn undo_by_own_markers(&self) -> Undone {
        (**self).undo_by_own_markers()
    }
    fn own_markers_present(&self) -> bool {
        (**self).own_markers_present()
    }
    fn may_ask(&self, may: bool) {
        (**self).may_ask(may);
    }
    fn consent_expected(&self) -> bool {
        (**self).consent_expected()
    }
    fn drills(&self, way: Way) -> bool {
        (**self).drills(way)
    }
    fn recognised(&self) -> Vec<Change> {
        (**self).recognised()
    }
    fn may_be_in_force(&self, changes: &[Change]) -> bool {
        (**self).may_be_in_force(changes)
    }
    fn is_open(&self, plan: &Plan, changes: &[Change]) -> bool {
        (**self).is_open(plan, changes)
    }
    fn is_held(&self, changes: &[Change], plan: &Plan) -> bool {
        (**self).is_held(changes, plan)
    }
    fn cut_is_waiting(&self, waiting: bool) {
        (**self).cut_is_waiting(waiting);
    }
    fn wait_for_helpers(&self) {
        (**self).wait_for_helpers();
    }
    fn switch_on_unrecorded(&self) -> Option<Undone> {
        (**self).switch_on_unrecorded()
    }
}
