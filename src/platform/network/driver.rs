//! The one sequence of every cut: plan, journal, apply all ways at once, observe twice, report.

use std::sync::atomic::AtomicBool;
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::core::Timestamp;
use crate::core::drill::{DrillProgress, DrillReport};
use crate::core::network::baseline::Baseline;
use crate::core::network::journal::{Change, Journal};
use crate::core::network::{
    CutReport, LineStatus, Observation, RestoreAuthority, RestoreReport, RestoreResult, Way, WayReport,
    WayResult, is_cut, round_is_offline,
};
use crate::platform::pin::{self, PinResult};
use crate::platform::{CutProgress, NetworkLine};

use super::LinePaths;
use super::dead_man;
use super::journal_store::{JournalStore, Locking, Stored};
use super::line_ops::{LineOps, Plan, Planned};

/// Between two rounds of observation.
const ROUND_PAUSE: Duration = Duration::from_secs(1);
/// Rounds at most: the answer comes within this many seconds after the last way returned.
const MAX_ROUNDS: usize = 4;
/// A cut waits this long for another process at the journal, then goes ahead: cut first. Whoever has this
/// user's rights can hold it.
const CUT_PATIENCE: Duration = Duration::from_millis(200);

pub mod drill;
mod keeping;

use drill::{DrillMeans, Marking};
pub use keeping::{Closed, Held};

/// Where the driver gets its time from.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// The wall clock.
    pub now: fn() -> Timestamp,
    /// Waits.
    pub pause: fn(Duration),
}

impl Clock {
    /// The clock of this PC.
    #[must_use]
    pub fn system() -> Self {
        Self { now: || Timestamp(jiff::Timestamp::now().as_millisecond()), pause: std::thread::sleep }
    }
}

/// A line driven through `O`. As [`NetworkLine`] it cuts and observes; what the guard needs of it, without
/// observation, is in [`keeping`].
pub struct Line<O> {
    ops: O,
    store: JournalStore,
    paths: LinePaths,
    clock: Clock,
    /// One cut or restore at a time; holds the journal of this process that no disk would take.
    unsaved: Mutex<Option<Journal>>,
    /// Taken after [`Self::unsaved`] or alone, and only for as long as a record is written.
    marking: Mutex<Marking>,
    /// Somebody of this process waits to cut.
    cut_waits: AtomicBool,
    /// When an unfinished opening was last gone on with by itself.
    opened_at: Mutex<Option<Instant>>,
}

impl<O: LineOps> Line<O> {
    /// A line whose journal lies at `paths`.
    #[must_use]
    pub fn new(ops: O, paths: LinePaths) -> Self {
        Self::with_clock(ops, paths, Clock::system())
    }

    /// The same with another clock.
    #[must_use]
    pub fn with_clock(ops: O, paths: LinePaths, clock: Clock) -> Self {
        let store = JournalStore::new(paths.journal.clone(), paths.journal_copy.clone());
        Self {
            ops,
            store,
            paths,
            clock,
            unsaved: Mutex::default(),
            marking: Mutex::default(),
            cut_waits: AtomicBool::new(false),
            opened_at: Mutex::default(),
        }
    }

    fn turn(&self) -> MutexGuard<'_, Option<Journal>> {
        // The journal in memory is whole at every instant, so a poisoned lock loses nothing.
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The journal on record, or the one only this process has: an older one that a disk could not be made
    /// to change never counts before it.
    fn recorded(&self, unsaved: Option<&Journal>) -> Stored {
        match (self.store.load(), unsaved) {
            (Stored::Whole(stored), Some(own)) => Stored::Whole(own.clone().or_newer(stored)),
            (Stored::Whole(journal), None) => Stored::Whole(journal),
            (_, Some(journal)) => Stored::Whole(journal.clone()),
            (other, None) => other,
        }
    }

    /// Puts `changes` on record, and that there was another press. True when a later process can find them.
    fn record(&self, journal: &mut Journal, changes: &[Change], unsaved: &mut Option<Journal>) -> bool {
        journal.extend(changes);
        journal.changes.is_empty() || self.save(journal, unsaved)
    }

    fn save(&self, journal: &Journal, unsaved: &mut Option<Journal>) -> bool {
        match self.store.save(journal) {
            Ok(()) => {
                *unsaved = None;
                true
            }
            Err(error) => {
                // Cut first: a full disk must not keep the operator connected.
                log::error!("the journal cannot be written, going on all the same: {error}");
                *unsaved = Some(Journal { generation: self.store.latest(), ..journal.clone() });
                false
            }
        }
    }

    /// True when every change of `journal` is on record for as long as it lasts: what outlives a restart must
    /// be where a restart leaves it.
    fn is_restorable(&self, journal: &Journal, unsaved: Option<&Journal>) -> bool {
        unsaved.is_none()
            && !journal.changes.is_empty()
            && (!journal.changes.iter().any(Change::outlives_restart) || self.store.is_on_disk())
    }

    /// Takes every planned way at once and waits for all.
    fn apply_all(&self, ways: &[Planned], progress: &dyn Fn(CutProgress)) -> Vec<WayReport> {
        let (sender, receiver) = sync_channel(64);
        std::thread::scope(|scope| {
            let mut reports = Vec::new();
            let mut running = Vec::new();
            for planned in ways {
                let sender = sender.clone();
                let started = std::thread::Builder::new()
                    .name(format!("cut-{:?}", planned.way))
                    .spawn_scoped(scope, move || {
                        let report = self.ops.apply(planned, &|event| drop(sender.send(event)));
                        drop(sender.send(CutProgress::WayReturned(report.clone())));
                        report
                    });
                match started {
                    Ok(thread) => running.push((planned.way, thread)),
                    Err(error) => {
                        // No thread to be had: take the way right here.
                        log::error!("thread for {:?}: {error}", planned.way);
                        let report = self.ops.apply(planned, &|_| {});
                        progress(CutProgress::WayReturned(report.clone()));
                        reports.push(report);
                    }
                }
            }
            drop(sender);
            for event in receiver {
                progress(event);
            }
            for (way, thread) in running {
                reports.push(thread.join().unwrap_or_else(|_| WayReport {
                    way,
                    result: WayResult::Failed,
                    reason: Some("the thread of this way broke down".to_owned()),
                }));
            }
            reports
        })
    }

    /// Drops from the journal what provably was not changed.
    fn forget_refused(&self, journal: &mut Journal, added: &[Planned], reports: &[WayReport]) -> bool {
        let before = journal.changes.len();
        for planned in added {
            let refused = reports.iter().any(|report| {
                report.way == planned.way
                    && matches!(report.result, WayResult::Denied | WayResult::NotAvailable)
            });
            if refused {
                journal.changes.retain(|change| !planned.changes.contains(change));
            }
        }
        journal.changes.len() != before
    }

    /// The sequence after the plan: journal, apply, forget what was refused.
    fn execute(
        &self,
        plan: &Plan,
        journal: &mut Journal,
        unsaved: &mut Option<Journal>,
        progress: &dyn Fn(CutProgress),
    ) -> Vec<WayReport> {
        // What was on record before stays on record, whatever becomes of this attempt.
        let added: Vec<Planned> = plan
            .ways
            .iter()
            .map(|planned| Planned {
                way: planned.way,
                changes: planned
                    .changes
                    .iter()
                    .filter(|change| !journal.changes.iter().any(|known| known.same_target(change)))
                    .cloned()
                    .collect(),
            })
            .collect();
        let all: Vec<Change> = plan.ways.iter().flat_map(|planned| planned.changes.iter().cloned()).collect();
        self.record(journal, &all, unsaved);
        stop_here("journal");
        let reports = self.apply_all(&plan.ways, progress);
        stop_here("apply");
        if self.forget_refused(journal, &added, &reports) {
            if journal.changes.is_empty() {
                *unsaved = None;
                if let Err(error) = self.store.remove() {
                    log::error!("an empty journal stays behind: {error}");
                }
            } else {
                self.save(journal, unsaved);
            }
        }
        reports
    }

    fn refused(result: RestoreResult, retry_after_s: u64, reasons: Vec<String>) -> RestoreReport {
        RestoreReport { result, retry_after_s, reasons }
    }

    /// `None` when `authority` suffices.
    fn refusal(&self, authority: &RestoreAuthority) -> Option<RestoreReport> {
        match authority {
            RestoreAuthority::Nobody => Some(Self::refused(RestoreResult::NotAllowed, 0, Vec::new())),
            RestoreAuthority::Elevated if self.ops.elevated() => None,
            RestoreAuthority::Elevated => {
                let reason = "this process is not elevated".to_owned();
                Some(Self::refused(RestoreResult::NotAllowed, 0, vec![reason]))
            }
            RestoreAuthority::Pin(pin) => {
                match pin::verify(&self.paths.pin_folder, pin, (self.clock.now)()) {
                    PinResult::Ok => None,
                    PinResult::Wrong { retry_after_s } | PinResult::Locked { retry_after_s } => {
                        Some(Self::refused(RestoreResult::WrongPin, retry_after_s, Vec::new()))
                    }
                    PinResult::NotSet => {
                        Some(Self::refused(RestoreResult::NotAllowed, 0, vec!["no PIN is set".to_owned()]))
                    }
                }
            }
        }
    }
}

impl<O: LineOps> Line<O> {
    pub(super) fn ops(&self) -> &O {
        &self.ops
    }

    /// Two looks, a second apart: the line is closed as far as they see.
    fn is_closed(&self, before: &Baseline) -> bool {
        let mut rounds = vec![self.ops.observe_round(before)];
        if rounds.iter().all(|round| round_is_offline(round)) {
            (self.clock.pause)(ROUND_PAUSE);
            rounds.push(self.ops.observe_round(before));
        }
        is_cut(&rounds)
    }

    /// The same, whoever closed it.
    pub(super) fn is_observed_cut(&self) -> bool {
        let before = match self.store.load() {
            Stored::Whole(journal) => journal.before,
            Stored::Absent | Stored::Broken(_) => self.ops.plan().before,
        };
        self.is_closed(&before)
    }
}

/// A cut whose ways have been taken.
struct Begun {
    /// What else is known of the plan.
    unavailable: Vec<WayReport>,
    /// What is on record.
    journal: Journal,
    /// Every way that was taken and what became of it.
    ways: Vec<WayReport>,
    /// The line was closed before anything was done.
    offline_before: bool,
}

impl<O: LineOps> Line<O> {
    /// A cut up to the observation. With `drill_until` a new record is marked as a drill; one that is a
    /// real cut already stays one. Without, a drill becomes a real cut.
    fn begin(
        &self,
        lock: &mut Locking,
        unsaved: &mut Option<Journal>,
        drill_until: Option<Timestamp>,
        progress: &dyn Fn(CutProgress),
    ) -> Begun {
        let plan = self.ops.plan();
        if !plan.ways.is_empty() && plan.ways.iter().all(|planned| planned.way == Way::Guard) {
            // The guard does it all, and may need the same record for that.
            *lock = Locking::Impossible;
        }
        let mut journal = match self.recorded(unsaved.as_ref()) {
            Stored::Whole(journal) if self.ops.may_be_in_force(&journal.changes) => Journal {
                drill_until: journal.drill_until.and(drill_until).and(journal.drill_until),
                opening: false,
                ..journal
            },
            stored => {
                let mut journal = Journal::new((self.clock.now)());
                journal.before.offline = plan.before.offline;
                journal.drill_until = drill_until;
                if matches!(stored, Stored::Broken(_)) {
                    self.store.set_aside();
                }
                // What was on record is lost unless it can be recognised: that is put on record again.
                journal.extend(&self.ops.recognised());
                journal
            }
        };
        journal.presses = journal.presses.wrapping_add(1);
        journal.before.widen(&plan.before);
        let offline_before = plan.before.offline && journal.changes.is_empty();
        stop_here("plan");
        let mut ways = self.execute(&plan, &mut journal, unsaved, progress);
        // Sessions that were opened while the slower ways were still at work.
        for planned in plan.ways.iter().filter(|planned| planned.way == Way::SocketsDestroyed) {
            merge_reports(&mut ways, vec![self.ops.apply(planned, &|_| {})]);
        }
        Begun { unavailable: plan.unavailable, journal, ways, offline_before }
    }
}

impl<O: LineOps> NetworkLine for Line<O> {
    fn cut(&self, progress: &dyn Fn(CutProgress)) -> CutReport {
        let real_now = self.make_real();
        self.cut_is_waiting(true);
        let mut unsaved = self.turn();
        self.cut_is_waiting(false);
        if real_now.is_some() {
            *unsaved = real_now;
        }
        let mut lock = self.store.lock(CUT_PATIENCE);
        let Begun { unavailable, mut journal, mut ways, offline_before } =
            self.begin(&mut lock, &mut unsaved, None, progress);
        progress(CutProgress::Observing);

        let mut rounds: Vec<Vec<Observation>> = Vec::new();
        while rounds.len() < MAX_ROUNDS {
            if !rounds.is_empty() {
                (self.clock.pause)(ROUND_PAUSE);
            }
            stop_here("observe");
            let round = self.ops.observe_round(&journal.before);
            let offline = round_is_offline(&round);
            rounds.push(round);
            // While another process holds the record, perhaps for a restore, nothing is sure.
            if lock.is_busy() {
                lock = self.store.lock(Duration::ZERO);
            }
            if !lock.is_busy() && is_cut(rounds.get(rounds.len().saturating_sub(2)..).unwrap_or_default()) {
                break;
            }
            if !offline {
                // Something is open: perhaps an interface that was not there a moment ago.
                let more = self.ops.plan();
                if more.ways.iter().any(|planned| !planned.changes.is_empty()) {
                    let reports = self.execute(&more, &mut journal, &mut unsaved, progress);
                    merge_reports(&mut ways, reports);
                }
            }
        }
        self.still_on_record(&journal, &mut unsaved);
        merge_reports(&mut ways, unavailable);
        let last_two = rounds.get(rounds.len().saturating_sub(2)..).unwrap_or_default();
        // The guard keeps its own record, and keeps it across restarts.
        let guarded = ways.iter().any(|way| way.way == Way::Guard && way.result == WayResult::Done);
        let until_restart = ways.iter().any(WayReport::ends_with_restart)
            || (!guarded && !journal.changes.is_empty() && journal.changes.iter().all(ends_with_restart));
        CutReport {
            cut: !lock.is_busy() && is_cut(last_two),
            offline_before,
            observed: rounds.last().cloned().unwrap_or_default(),
            ways,
            restorable: self.is_restorable(&journal, unsaved.as_ref()),
            until_restart,
        }
    }

    fn cut_again(&self, progress: &dyn Fn(CutProgress)) -> CutReport {
        if self.is_opening() {
            // The owner wants the line open: only a press closes it again.
            log::info!("not cut again: the line is being opened");
            let observed = self.observe();
            return CutReport { observed, restorable: true, ..CutReport::default() };
        }
        self.ops.may_ask(false);
        let report = self.cut(progress);
        self.ops.may_ask(true);
        report
    }

    fn observe(&self) -> Vec<Observation> {
        let before = match self.store.load() {
            Stored::Whole(journal) => {
                if self.ops.elevated() && self.ops.may_be_in_force(&journal.changes) {
                    // A new interface is closed before it is looked at.
                    self.keep_closed();
                }
                journal.before
            }
            Stored::Absent | Stored::Broken(_) => self.ops.plan().before,
        };
        self.ops.observe_round(&before)
    }

    fn status(&self) -> LineStatus {
        let unsaved = self.turn();
        let (before, since) = match self.recorded(unsaved.as_ref()) {
            Stored::Absent if !self.ops.own_markers_present() => return LineStatus::default(),
            Stored::Absent | Stored::Broken(_) => (self.ops.plan().before, None),
            // Undone by a restart, for example: whatever keeps the line closed now, it is not this cut.
            Stored::Whole(journal) if !self.ops.may_be_in_force(&journal.changes) => {
                return LineStatus::default();
            }
            Stored::Whole(journal) => (journal.before, Some(journal.started_at)),
        };
        drop(unsaved);
        LineStatus { cut: self.is_closed(&before), since, restorable: true }
    }

    fn restore(&self, authority: &RestoreAuthority) -> RestoreReport {
        let ended = self.end_recorded_drill(false);
        if matches!(ended.result, RestoreResult::Restored | RestoreResult::Incomplete) {
            return ended;
        }
        // Looking at a PIN takes its time: nobody waits for that.
        self.refusal(authority).unwrap_or_else(|| self.open())
    }

    fn drill(&self, progress: &dyn Fn(DrillProgress)) -> DrillReport {
        let means = DrillMeans { net: &dead_man::start, ask_guard: &crate::platform::guard::ask };
        self.drill_by(&means, progress)
    }

    fn end_drill(&self, only_overdue: bool) -> RestoreReport {
        self.end_recorded_drill(only_overdue)
    }
}

/// True for what the system itself undoes when it starts: links, and on Linux filters.
pub(super) fn ends_with_restart(change: &Change) -> bool {
    match change {
        Change::LinkDown(_) => true,
        // Those of Windows stay; the one kind that does not says so in the report of its way.
        Change::FiltersSet => cfg!(target_os = "linux"),
        _ => false,
    }
}

/// Puts later reports in the place of earlier ones of the same way; a success is never forgotten.
fn merge_reports(ways: &mut Vec<WayReport>, later: Vec<WayReport>) {
    for report in later {
        match ways.iter_mut().find(|known| known.way == report.way) {
            Some(known) if known.result == WayResult::Done && report.result == WayResult::NotAvailable => {}
            Some(known) => *known = report,
            None => ways.push(report),
        }
    }
}

/// Lets a test stop the program dead between two steps. Not in a release build.
#[cfg(debug_assertions)]
pub(super) fn stop_here(step: &str) {
    if std::env::var_os("KYUKYUBAKO_STOP_AFTER").is_some_and(|wanted| wanted == step) {
        log::error!("stopping after {step}");
        std::process::abort();
    }
}

#[cfg(not(debug_assertions))]
pub(super) fn stop_here(_step: &str) {}

#[cfg(test)]
mod tests;
