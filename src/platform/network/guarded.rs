//! The guard as one more way of this process's own line. It takes its ways at the same time as ours,
//! writes its own record and takes back its own changes; whether the line is closed is still seen by
//! this process itself.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::core::drill::{DrillProgress, DrillReport};
use crate::core::guard::{GuardStatus, Reply, Request};
use crate::core::network::baseline::Baseline;
use crate::core::network::journal::Change;
use crate::core::network::{
    CutReport, LineStatus, Observation, RestoreAuthority, RestoreReport, RestoreResult, Way, WayReport,
    WayResult,
};
use crate::platform::guard::{self, GuardError};
use crate::platform::{CutProgress, NetworkLine};

use super::LinePaths;
use super::bounded_reason;
use super::dead_man;
use super::driver::drill::DrillMeans;
use super::driver::{Clock, Line};
use super::line_ops::{LineOps, Plan, Planned, Undone};

/// More reasons of the guard's than these are not looked at.
const REASONS_MAX: usize = 32;

/// A guard that has not answered by then is not waited for.
const GUARD_FIRST: Duration = Duration::from_millis(300);

/// On Windows the ways themselves know of the guard: while it closes the line nobody is asked for consent.
const AMONG_THE_WAYS: bool = cfg!(windows);

/// How the guard is asked; tests bring their own.
pub type Ask = Arc<dyn Fn(&Request) -> Result<Reply, GuardError> + Send + Sync>;

/// This system's own ways and the guard.
pub struct WithGuard<O> {
    ops: O,
    ask: Ask,
    /// It was asked as root and could not do it: from then on the ways of this process are taken.
    gave_up: AtomicBool,
    /// It has answered to the cut that is being made, or will not be asked.
    answered: (Mutex<bool>, Condvar),
}

/// A line whose cut, status and restore also go through the guard.
pub struct Guarded<O> {
    own: Line<WithGuard<O>>,
    ask: Ask,
    elevated: bool,
}

impl<O: LineOps> Guarded<O> {
    /// The line over `ops` and this PC's guard, whose journal lies at `paths`.
    #[must_use]
    pub fn new(ops: O, paths: LinePaths) -> Self {
        Self::asking(ops, paths, Arc::new(guard::ask), Clock::system())
    }

    fn asking(ops: O, paths: LinePaths, ask: Ask, clock: Clock) -> Self {
        let elevated = ops.elevated();
        let ops = WithGuard {
            ops,
            ask: Arc::clone(&ask),
            gave_up: AtomicBool::new(false),
            answered: Default::default(),
        };
        Self { own: Line::with_clock(ops, paths, clock), ask, elevated }
    }

    fn guard_status(&self) -> Option<GuardStatus> {
        match (self.ask)(&Request::Status) {
            Ok(Reply::Status(status)) => Some(status),
            Ok(_) => None,
            Err(GuardError::Absent) => None,
            Err(error) => {
                log::warn!("{error}");
                None
            }
        }
    }

    /// What the guard put on record counts as ours.
    fn with_guards_record(&self, mut report: CutReport) -> CutReport {
        let by_guard = report.ways.iter().any(|way| way.way == Way::Guard && way.result == WayResult::Done);
        if by_guard && !report.restorable {
            // Our own record is empty then; the guard's is not.
            report.restorable = self.guard_status().is_some_and(|status| status.restorable);
        }
        report
    }

    /// The guard's answer to a restore; `None` when it gave none.
    fn ask_to_restore(&self, authority: &RestoreAuthority) -> Option<RestoreReport> {
        let pin = match authority {
            RestoreAuthority::Pin(pin) => Some(pin.clone()),
            RestoreAuthority::Elevated | RestoreAuthority::Nobody => None,
        };
        match (self.ask)(&Request::Restore { pin }) {
            Ok(Reply::Restore(mut report)) => {
                report.reasons.truncate(REASONS_MAX);
                for reason in &mut report.reasons {
                    *reason = bounded_reason(reason);
                }
                Some(report)
            }
            Ok(_) => None,
            Err(error) => {
                log::error!("{error}");
                None
            }
        }
    }
}

impl<O: LineOps> NetworkLine for Guarded<O> {
    fn cut(&self, progress: &dyn Fn(CutProgress)) -> CutReport {
        self.with_guards_record(self.own.cut(progress))
    }

    fn cut_again(&self, progress: &dyn Fn(CutProgress)) -> CutReport {
        self.with_guards_record(self.own.cut_again(progress))
    }

    fn observe(&self) -> Vec<Observation> {
        self.own.observe()
    }

    fn status(&self) -> LineStatus {
        let own = self.own.status();
        let Some(guard) = self.guard_status().filter(|status| status.restorable) else { return own };
        LineStatus {
            cut: own.cut || (guard.in_force && self.own.is_observed_cut()),
            since: match (own.since, guard.since) {
                (Some(own), Some(guard)) => Some(own.min(guard)),
                (own, guard) => own.or(guard),
            },
            restorable: true,
        }
    }

    fn restore(&self, authority: &RestoreAuthority) -> RestoreReport {
        if self.guard_status().is_none_or(|status| !status.restorable) {
            return self.own.restore(authority);
        }
        let Some(report) = self.ask_to_restore(authority) else {
            // It died in between: root can do without it, nobody else.
            return self.own.restore(authority);
        };
        if matches!(report.result, RestoreResult::NotAllowed | RestoreResult::WrongPin) {
            return report;
        }
        // The guard has looked at the PIN; what it allowed it allowed for the whole line. As root this
        // is the same record once more: what was left over is tried again.
        let own = self.own.open();
        together(report, own, self.elevated)
    }

    fn drill(&self, progress: &dyn Fn(DrillProgress)) -> DrillReport {
        let ask_guard = |request: &Request| {
            let answer = (self.ask)(request);
            self.own.ops().has_answered(true);
            answer
        };
        self.own.drill_by(&DrillMeans { net: &dead_man::start, ask_guard: &ask_guard }, progress)
    }

    fn end_drill(&self, only_overdue: bool) -> RestoreReport {
        // The guard ends its own by its own timer.
        self.own.end_drill(only_overdue)
    }
}

/// One report out of the guard's and our own; the worse one speaks.
fn together(guard: RestoreReport, own: RestoreReport, same_record: bool) -> RestoreReport {
    let incomplete = |report: &RestoreReport| report.result == RestoreResult::Incomplete;
    if same_record && incomplete(&guard) && own.result == RestoreResult::Restored {
        return own;
    }
    let result = match (guard.result, own.result) {
        _ if incomplete(&guard) || incomplete(&own) => RestoreResult::Incomplete,
        (RestoreResult::Restored, _) | (_, RestoreResult::Restored) => RestoreResult::Restored,
        (guard, _) => guard,
    };
    RestoreReport {
        result,
        retry_after_s: 0,
        reasons: guard.reasons.into_iter().chain(own.reasons).collect(),
    }
}

impl<O: LineOps> WithGuard<O> {
    fn ask_to_cut(&self) -> WayReport {
        let report = |result, reason| WayReport { way: Way::Guard, result, reason };
        match (self.ask)(&Request::Cut) {
            Ok(Reply::Applied { ways, .. }) if ways.iter().any(|way| way.result == WayResult::Done) => {
                report(WayResult::Done, None)
            }
            Ok(answer) => {
                let reason = match answer {
                    Reply::Applied { ways, .. } => {
                        let reasons = ways.into_iter().filter_map(|way| way.reason);
                        bounded_reason(&reasons.collect::<Vec<_>>().join("; "))
                    }
                    Reply::Refused { why } => format!("{why:?}"),
                    _ => "its answer is another question's".to_owned(),
                };
                report(WayResult::Failed, Some(reason))
            }
            Err(error @ GuardError::Absent) => report(WayResult::NotAvailable, Some(error.to_string())),
            Err(error) => report(WayResult::Failed, Some(bounded_reason(&error.to_string()))),
        }
    }

    fn has_answered(&self, answered: bool) {
        let (said, changed) = &self.answered;
        *said.lock().unwrap_or_else(PoisonError::into_inner) = answered;
        changed.notify_all();
    }

    /// Who switches a thing off that was on has to put it on record; whoever comes later finds it off. What the
    /// guard records any user with the PIN can take back, so the guard goes first.
    fn let_guard_go_first(&self) {
        let (said, changed) = &self.answered;
        let said = said.lock().unwrap_or_else(PoisonError::into_inner);
        drop(changed.wait_timeout_while(said, GUARD_FIRST, |said| !*said));
    }

    /// True when the guard answers, so that root need not do its work beside it on the same record.
    fn answers(&self) -> bool {
        !self.gave_up.load(Ordering::SeqCst) && matches!((self.ask)(&Request::Status), Ok(Reply::Status(_)))
    }
}

impl<O: LineOps> LineOps for WithGuard<O> {
    fn elevated(&self) -> bool {
        self.ops.elevated()
    }

    fn plan(&self) -> Plan {
        let mut plan = self.ops.plan();
        if AMONG_THE_WAYS {
            return plan;
        }
        let guard = Planned { way: Way::Guard, changes: Vec::new() };
        self.has_answered(self.ops.elevated());
        if !self.ops.elevated() {
            plan.ways.push(guard);
        } else if self.answers() {
            // Same rights, same ways, same record: two at once would only be in each other's way.
            plan.ways = vec![guard];
        }
        plan
    }

    fn apply(&self, planned: &Planned, progress: &(dyn Fn(CutProgress) + Sync)) -> WayReport {
        if planned.way != Way::Guard || AMONG_THE_WAYS {
            if planned.way == Way::NetworkManager && !AMONG_THE_WAYS {
                self.let_guard_go_first();
            }
            return self.ops.apply(planned, progress);
        }
        let report = self.ask_to_cut();
        self.has_answered(true);
        if report.result != WayResult::Done {
            self.gave_up.store(true, Ordering::SeqCst);
        }
        report
    }

    fn observe_round(&self, before: &Baseline) -> Vec<Observation> {
        self.ops.observe_round(before)
    }

    fn undo(&self, changes: &[Change]) -> Undone {
        self.ops.undo(changes)
    }

    fn undo_by_own_markers(&self) -> Undone {
        self.ops.undo_by_own_markers()
    }

    fn own_markers_present(&self) -> bool {
        self.ops.own_markers_present()
    }

    fn recognised(&self) -> Vec<Change> {
        self.ops.recognised()
    }

    fn may_be_in_force(&self, changes: &[Change]) -> bool {
        self.ops.may_be_in_force(changes)
    }

    fn is_open(&self, plan: &Plan, changes: &[Change]) -> bool {
        self.ops.is_open(plan, changes)
    }

    fn is_held(&self, changes: &[Change], plan: &Plan) -> bool {
        self.ops.is_held(changes, plan)
    }

    fn cut_is_waiting(&self, waiting: bool) {
        self.ops.cut_is_waiting(waiting);
    }

    fn wait_for_helpers(&self) {
        self.ops.wait_for_helpers();
    }

    fn switch_on_unrecorded(&self) -> Option<Undone> {
        self.ops.switch_on_unrecorded()
    }

    fn may_ask(&self, may: bool) {
        self.ops.may_ask(may);
    }

    fn consent_expected(&self) -> bool {
        self.ops.consent_expected()
    }
    fn drills(&self, way: Way) -> bool {
        self.ops.drills(way)
    }
}

#[cfg(test)]
#[path = "guarded_tests.rs"]
mod tests;
