//! The real operations of Linux, of which one or all go wrong.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    reason = "shared by tests and the bench: dying is what it is for"
)]

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use kyukyubako::core::network::baseline::Baseline;
use kyukyubako::core::network::journal::Change;
use kyukyubako::core::network::{CutProgress, Observation, WayReport, WayResult};
use kyukyubako::platform::network::line_ops::{LineOps, Plan, Planned, Undone};
use kyukyubako::platform::network::linux::LinuxOps;

/// What a panic of ours says; not worth a line on the screen.
pub const SCRIPTED: &str = "scripted death";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    FailsBefore,
    FailsAfter,
    Lies,
    DiesBefore,
    DiesHalfWay,
    DiesAfter,
}

pub const HOW: [How; 6] =
    [How::FailsBefore, How::FailsAfter, How::Lies, How::DiesBefore, How::DiesHalfWay, How::DiesAfter];

/// The real operations, one of which goes wrong.
pub struct Faulty {
    real: LinuxOps,
    calls: AtomicU32,
    at: u32,
    how: How,
    /// Goes on going wrong, so that no way is left that closes the line.
    lasting: bool,
    dead: AtomicBool,
}

impl Faulty {
    pub fn new(at: u32, how: How, lasting: bool) -> Self {
        let dead = AtomicBool::new(false);
        Self { real: LinuxOps::default(), calls: AtomicU32::new(0), at, how, lasting, dead }
    }

    /// What happens to this call. The dead do nothing any more.
    fn now(&self) -> Option<How> {
        assert!(!self.dead.load(Ordering::SeqCst), "{SCRIPTED}");
        let call = self.calls.fetch_add(1, Ordering::SeqCst);
        let how = (call == self.at || (self.lasting && call > self.at)).then_some(self.how);
        if how == Some(How::DiesBefore) {
            self.die();
        }
        how
    }

    fn die(&self) -> ! {
        self.dead.store(true, Ordering::SeqCst);
        panic!("{SCRIPTED}");
    }
}

impl LineOps for Faulty {
    fn elevated(&self) -> bool {
        true
    }
    fn plan(&self) -> Plan {
        let how = self.now();
        let plan = self.real.plan();
        if matches!(how, Some(How::DiesHalfWay | How::DiesAfter)) {
            self.die();
        }
        plan
    }
    fn apply(&self, planned: &Planned, progress: &(dyn Fn(CutProgress) + Sync)) -> WayReport {
        let report = |result| WayReport { way: planned.way, result, reason: Some(SCRIPTED.to_owned()) };
        match self.now() {
            None => self.real.apply(planned, progress),
            Some(How::FailsBefore) => report(WayResult::Failed),
            Some(How::Lies) => report(WayResult::Done),
            Some(How::DiesHalfWay) => {
                let half = planned.changes.iter().take(planned.changes.len() / 2).cloned().collect();
                self.real.apply(&Planned { way: planned.way, changes: half }, progress);
                self.die();
            }
            Some(how) => {
                self.real.apply(planned, progress);
                if how == How::DiesAfter {
                    self.die();
                }
                report(WayResult::Failed)
            }
        }
    }
    fn observe_round(&self, before: &Baseline) -> Vec<Observation> {
        if matches!(self.now(), Some(How::DiesHalfWay | How::DiesAfter)) {
            self.die();
        }
        self.real.observe_round(before)
    }
    fn undo(&self, changes: &[Change]) -> Undone {
        let failed = || Undone {
            remaining: changes.to_vec(),
            reasons: vec![SCRIPTED.to_owned()],
            ..Undone::default()
        };
        match self.now() {
            None | Some(How::Lies) => self.real.undo(changes),
            Some(How::FailsBefore) => failed(),
            Some(How::FailsAfter) => {
                self.real.undo(changes);
                failed()
            }
            Some(How::DiesHalfWay) => {
                self.real.undo(changes.get(..changes.len() / 2).unwrap());
                self.die();
            }
            Some(_) => {
                self.real.undo(changes);
                self.die();
            }
        }
    }
    fn undo_by_own_markers(&self) -> Undone {
        self.now();
        self.real.undo_by_own_markers()
    }
    fn own_markers_present(&self) -> bool {
        self.real.own_markers_present()
    }
    fn recognised(&self) -> Vec<Change> {
        self.real.recognised()
    }
    fn may_be_in_force(&self, changes: &[Change]) -> bool {
        self.real.may_be_in_force(changes)
    }
    fn is_open(&self, plan: &Plan, changes: &[Change]) -> bool {
        self.real.is_open(plan, changes)
    }
    fn is_held(&self, changes: &[Change], plan: &Plan) -> bool {
        self.real.is_held(changes, plan)
    }
}
