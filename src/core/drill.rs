//! The drill (避難訓練) in data: what was tried, how long it took, how it ended, and why it may not begin.

use serde::{Deserialize, Serialize};

use super::network::journal::{Change, Journal};
use super::network::{Observation, RestoreReport, RestoreResult, Way, WayReport, WayResult};
use crate::core::Timestamp;
use crate::core::guard::protocol::DRILL_MS;

/// Why no drill was begun. Nothing was changed then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DrillRefusal {
    /// A cut is in force, or on record.
    CutInForce,
    /// An incident is open: somebody is in need.
    IncidentOpen,
    /// A remote tool is in use, or was just started.
    RemoteTool,
    /// Another drill runs, or the line is being worked on.
    Busy,
    /// The PC is not connected: there is nothing to cut.
    NotConnected,
    /// What would open the line if this program dies could not be made ready.
    NoSafetyNet,
    /// No way can be taken in a drill here.
    NoWay,
    /// The drill broke down, or this system has none.
    Failed,
}

/// Who or what ended a drill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DrillEnd {
    /// The program that began it opened the line.
    Program,
    /// The line was opened by somebody else: the limit of 60 seconds, or a restore.
    Elsewhere,
    /// The red button: it is a real cut now, and stays.
    RealCut,
    /// The line could not be opened completely; it is tried again.
    NotRestored,
    /// It never began.
    Refused,
}

/// What became of a way in a drill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DrillResult {
    /// The system took it. Whether the line was closed is seen by looking.
    Worked,
    /// Not on this PC, or not for this user.
    NotAvailable,
    /// It is there and failed or was refused.
    Failed,
    /// A real cut takes it; a drill does not, because taking it back would need another consent.
    NotTried,
}

/// One way in a drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrillWay {
    /// The way.
    pub way: Way,
    /// What became of it.
    pub result: DrillResult,
    /// From the press until it came back, in milliseconds; absent when it was not taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ms: Option<u64>,
    /// A technical reason for the log and `--json`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl DrillWay {
    /// A way that was taken, or could not be.
    #[must_use]
    pub fn of(report: WayReport, ms: Option<u64>) -> Self {
        let result = match report.result {
            WayResult::Done => DrillResult::Worked,
            WayResult::NotAvailable => DrillResult::NotAvailable,
            WayResult::Denied | WayResult::Failed => DrillResult::Failed,
        };
        let ms = ms.filter(|_| result != DrillResult::NotAvailable);
        Self { way: report.way, result, ms, reason: report.reason }
    }

    /// A way that a drill leaves out.
    #[must_use]
    pub fn not_tried(way: Way) -> Self {
        Self { way, result: DrillResult::NotTried, ms: None, reason: None }
    }
}

/// The whole outcome of a drill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrillReport {
    /// The line was seen to be closed, by the rule of [`super::network::is_cut`].
    pub cut: bool,
    /// Everything is as it was before.
    pub restored: bool,
    /// How it ended.
    pub ended_by: DrillEnd,
    /// Why it never began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<DrillRefusal>,
    /// Every way and what became of it.
    pub ways: Vec<DrillWay>,
    /// The last round of observations.
    pub observed: Vec<Observation>,
    /// From the press until the last way came back, in milliseconds.
    pub ways_ms: Option<u64>,
    /// From the press until the line was seen to be closed, in milliseconds.
    pub proven_ms: Option<u64>,
    /// How long opening the line took, in milliseconds.
    pub restore_ms: Option<u64>,
    /// Technical reasons for the log and `--json`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

/// What a running drill tells the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DrillProgress {
    /// The ways are being taken.
    Closing,
    /// The line is being looked at.
    Observing,
    /// The line is being opened.
    Restoring,
}

impl DrillReport {
    /// A drill that was not begun.
    #[must_use]
    pub fn refused(why: DrillRefusal) -> Self {
        Self { ended_by: DrillEnd::Refused, refused: Some(why), restored: true, ..Self::begun() }
    }

    /// A drill that has begun and of which nothing is known yet.
    #[must_use]
    pub fn begun() -> Self {
        Self {
            cut: false,
            restored: false,
            ended_by: DrillEnd::NotRestored,
            refused: None,
            ways: Vec::new(),
            observed: Vec::new(),
            ways_ms: None,
            proven_ms: None,
            restore_ms: None,
            reasons: Vec::new(),
        }
    }

    /// It did what a drill is for: the line was seen to be closed and is open again.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.cut && self.restored && self.ended_by != DrillEnd::Refused
    }

    /// Takes the answer of the restore at its end.
    pub fn take_restore(&mut self, report: RestoreReport, ms: u64) {
        self.ended_by = match report.result {
            RestoreResult::Restored => DrillEnd::Program,
            RestoreResult::NothingToDo => DrillEnd::Elsewhere,
            // Only a real cut is kept from whoever has no authority.
            RestoreResult::NotAllowed | RestoreResult::WrongPin => DrillEnd::RealCut,
            RestoreResult::Incomplete => DrillEnd::NotRestored,
        };
        self.restored = matches!(self.ended_by, DrillEnd::Program | DrillEnd::Elsewhere);
        self.restore_ms = (self.ended_by == DrillEnd::Program).then_some(ms);
        self.reasons.extend(report.reasons);
    }
}

/// Why a drill may not begin, as far as what is seen on this PC says so. The line itself says the rest.
#[must_use]
pub fn refusal(incident_open: bool, cut_in_force: bool, tool_in_use: bool) -> Option<DrillRefusal> {
    if cut_in_force {
        Some(DrillRefusal::CutInForce)
    } else if tool_in_use {
        Some(DrillRefusal::RemoteTool)
    } else if incident_open {
        Some(DrillRefusal::IncidentOpen)
    } else {
        None
    }
}

impl Journal {
    /// True when the record is a drill's and its time is over at `now`. A time further ahead than a drill can
    /// last was written by another clock, and is over too.
    #[must_use]
    pub fn drill_is_overdue(&self, now: Timestamp) -> bool {
        self.drill_until.is_some_and(|until| now >= until || until > now.plus_millis(DRILL_MS))
    }
}

impl Change {
    /// The way that makes this change.
    #[must_use]
    pub fn way(&self) -> Way {
        match self {
            Self::LinkDown(_) => Way::LinkDown,
            Self::NetworkManagerDisabled => Way::NetworkManager,
            Self::RadioOff { .. } => Way::RadioOff,
            Self::FiltersSet => Way::Filter,
            Self::ServiceDisabled { .. } => Way::NetworkServices,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drill_is_for_calm_days() {
        for (incident, cut, tool, why) in [
            (false, false, false, None),
            (false, false, true, Some(DrillRefusal::RemoteTool)),
            (true, false, true, Some(DrillRefusal::RemoteTool)),
            (true, false, false, Some(DrillRefusal::IncidentOpen)),
            (true, true, true, Some(DrillRefusal::CutInForce)),
        ] {
            assert_eq!(refusal(incident, cut, tool), why);
        }
    }

    #[test]
    fn a_clock_that_was_set_does_not_make_a_drill_last() {
        let mut journal = Journal::new(Timestamp(0));
        assert!(!journal.drill_is_overdue(Timestamp(i64::MAX)), "a real cut is never overdue");
        journal.drill_until = Some(Timestamp(DRILL_MS));
        for (now, over) in [(0, false), (DRILL_MS - 1, false), (DRILL_MS, true), (-1, true)] {
            assert_eq!(journal.drill_is_overdue(Timestamp(now)), over, "{now}");
        }
    }

    #[test]
    fn only_what_this_program_did_itself_is_timed() {
        let answer = |result| RestoreReport { result, retry_after_s: 0, reasons: Vec::new() };
        for (result, ended_by, restored, ms) in [
            (RestoreResult::Restored, DrillEnd::Program, true, Some(7)),
            (RestoreResult::NothingToDo, DrillEnd::Elsewhere, true, None),
            (RestoreResult::NotAllowed, DrillEnd::RealCut, false, None),
            (RestoreResult::Incomplete, DrillEnd::NotRestored, false, None),
        ] {
            let mut report = DrillReport { cut: true, ..DrillReport::begun() };
            report.take_restore(answer(result), 7);
            assert_eq!((report.ended_by, report.restored, report.restore_ms), (ended_by, restored, ms));
            assert_eq!(report.is_success(), restored);
        }
        assert!(!DrillReport::refused(DrillRefusal::Busy).is_success());
    }
}
