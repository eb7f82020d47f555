//! The drill: the same cut, marked on record as one that anybody may take back, and taken back after two looks.
//!
//! Nothing is changed before something outside this process is ready to open the line again: the guard with
//! its own timer, or a [`SafetyNet`]. Guard and net are made ready before the drill takes its turn at the line,
//! and the turn lasts only while the record is written: [`Line::make_real`] rewrites that first, and from then on
//! nobody opens the line as a drill any more.

use std::cell::RefCell;
use std::fs::File;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::core::Timestamp;
use crate::core::drill::{DrillProgress, DrillRefusal, DrillReport, DrillWay};
use crate::core::guard::protocol::DRILL_MS;
use crate::core::guard::{Refusal, Reply, Request};
use crate::core::network::baseline::Baseline;
use crate::core::network::journal::{Change, Journal};
use crate::core::network::{CutProgress, RestoreReport, RestoreResult, Way, WayReport, WayResult, is_cut};
use crate::platform::guard::GuardError;
use crate::platform::network::journal_store::{Locking, Stored};
use crate::platform::network::line_ops::{LineOps, Plan, Planned, Undone};

use super::{Line, MAX_ROUNDS, ROUND_PAUSE, stop_here};

/// A drill is never urgent: it waits this long for another process at the journal, then does not begin.
const BEGIN_PATIENCE: Duration = Duration::from_secs(2);
/// Its end waits this long, then goes ahead: the steps may be repeated without harm.
const END_PATIENCE: Duration = Duration::from_secs(2);
/// The record is asked for again after this time.
const TURN_STEP: Duration = Duration::from_millis(20);

/// Opens the line when this process dies or takes too long. Ready before anything is changed.
pub trait SafetyNet {
    /// The drill is over: returns once the net can do nothing any more.
    fn dismiss(self: Box<Self>);
}

/// What a drill needs beside the line.
pub struct DrillMeans<'a> {
    /// Makes the net ready.
    pub net: &'a dyn Fn() -> io::Result<Box<dyn SafetyNet>>,
    /// Asks the guard.
    pub ask_guard: &'a dyn Fn(&Request) -> Result<Reply, GuardError>,
}

/// What the drill of this process has become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Marking {
    /// None runs.
    #[default]
    Idle,
    /// One runs.
    Drill,
    /// The red button was pressed while it ran.
    RealCut,
}

/// Ends the marking whatever becomes of the drill.
struct Marked<'a>(&'a Mutex<Marking>);

impl Drop for Marked<'_> {
    fn drop(&mut self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Marking::Idle;
    }
}

/// Who closed the line and will open it.
enum Held {
    Guard,
    Net(Box<dyn SafetyNet>),
}

struct Begun {
    before: Baseline,
    held: Held,
}

fn answer(result: RestoreResult, reasons: Vec<String>) -> RestoreReport {
    RestoreReport { result, retry_after_s: 0, reasons }
}

impl<O: LineOps> Line<O> {
    pub(super) fn marking(&self) -> MutexGuard<'_, Marking> {
        self.marking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A drill becomes a real cut, on disk, before anything else is done. The journal is handed back when no
    /// disk would take it.
    pub(super) fn make_real(&self) -> Option<Journal> {
        let mut marking = self.marking();
        if *marking == Marking::Drill {
            *marking = Marking::RealCut;
        }
        let Stored::Whole(mut journal) = self.store.load() else { return None };
        journal.drill_until.take()?;
        journal.opening = false;
        journal.started_at = (self.clock.now)();
        let error = self.store.save(&journal).err()?;
        log::error!("the drill's record cannot be changed: {error}");
        // As a drill it must not stay: it would be taken back.
        if let Err(error) = self.store.remove() {
            log::error!("the drill's record cannot be removed: {error}");
        }
        Some(Journal { generation: self.store.latest(), ..journal })
    }

    /// True when whatever is on record may be taken back by anybody. A record that names what no drill here
    /// changes was not made by one.
    pub(super) fn is_drill(&self, journal: &Journal) -> bool {
        journal.drill_until.is_some() && journal.changes.iter().all(|change| self.ops.drills(change.way()))
    }

    /// Runs a drill with `means`. The press is now.
    pub fn drill_by(&self, means: &DrillMeans<'_>, progress: &dyn Fn(DrillProgress)) -> DrillReport {
        let pressed = (self.clock.now)();
        self.end_recorded_drill(true);
        progress(DrillProgress::Closing);
        let _marked = Marked(&self.marking);
        let mut report = DrillReport::begun();
        let Begun { before, held } = match self.begin_drill(means, pressed, &mut report) {
            Ok(begun) => begun,
            Err(why) => {
                let DrillReport { ways, reasons, .. } = report;
                return DrillReport { ways, reasons, ..DrillReport::refused(why) };
            }
        };
        progress(DrillProgress::Observing);
        self.look(&before, &held, pressed, &mut report);
        progress(DrillProgress::Restoring);
        let begun = (self.clock.now)();
        let opened = match &held {
            Held::Guard if *self.marking() == Marking::RealCut => {
                answer(RestoreResult::NotAllowed, Vec::new())
            }
            Held::Guard => opened_by_guard(&(means.ask_guard)(&Request::Restore { pin: None })),
            Held::Net(_) => self.end_recorded_drill(false),
        };
        report.take_restore(opened, (self.clock.now)().millis_since(begun));
        if let Held::Net(net) = held {
            net.dismiss();
            if !report.restored && self.store.load() == Stored::Absent {
                // What this process could not open, the net has.
                report.take_restore(answer(RestoreResult::NothingToDo, Vec::new()), 0);
            }
        }
        report
    }

    /// Up to the last way that came back. An error: nothing was changed.
    fn begin_drill(
        &self,
        means: &DrillMeans<'_>,
        pressed: Timestamp,
        report: &mut DrillReport,
    ) -> Result<Begun, DrillRefusal> {
        // Pressed from here on, the red button makes this a real cut or stops it.
        *self.marking() = Marking::Drill;
        let unsaved = self.turn().clone();
        self.nothing_recorded(unsaved.as_ref())?;
        let plan = self.ops.plan();
        if plan.before.offline {
            let status = (means.ask_guard)(&Request::Status);
            let cut = matches!(status, Ok(Reply::Status(status)) if status.restorable);
            return Err(if cut { DrillRefusal::CutInForce } else { DrillRefusal::NotConnected });
        }
        self.not_cut_meanwhile()?;
        let Some(guard) = self.begin_by_guard(means, pressed, report)? else {
            self.not_cut_meanwhile()?;
            return self.begin_alone(plan, means, pressed, report);
        };
        Ok(Begun { before: plan.before, held: guard })
    }

    /// An error when the red button was pressed since the drill began.
    fn not_cut_meanwhile(&self) -> Result<(), DrillRefusal> {
        if *self.marking() == Marking::RealCut { Err(DrillRefusal::CutInForce) } else { Ok(()) }
    }

    /// The turn at the line and at the record, while nobody presses the red button.
    fn turn_to_begin(&self) -> Result<(MutexGuard<'_, Option<Journal>>, File), DrillRefusal> {
        let end = Instant::now() + BEGIN_PATIENCE;
        loop {
            let unsaved = self.turn();
            self.not_cut_meanwhile()?;
            match self.store.lock(Duration::ZERO) {
                Locking::Held(file) => return Ok((unsaved, file)),
                Locking::Busy if Instant::now() >= end => return Err(DrillRefusal::Busy),
                Locking::Busy => {}
                Locking::Impossible => return Err(DrillRefusal::NoSafetyNet),
            }
            drop(unsaved);
            std::thread::sleep(TURN_STEP);
        }
    }

    fn nothing_recorded(&self, unsaved: Option<&Journal>) -> Result<(), DrillRefusal> {
        match self.recorded(unsaved) {
            Stored::Absent if !self.ops.own_markers_present() => Ok(()),
            Stored::Whole(journal) if self.is_drill(&journal) => Err(DrillRefusal::Busy),
            _ => Err(DrillRefusal::CutInForce),
        }
    }

    /// `None` when there is no guard, or none that helps.
    fn begin_by_guard(
        &self,
        means: &DrillMeans<'_>,
        pressed: Timestamp,
        report: &mut DrillReport,
    ) -> Result<Option<Held>, DrillRefusal> {
        let reply = (means.ask_guard)(&Request::Drill);
        let ms = Some(self.since(pressed));
        let of_guard = |result, reason| WayReport { way: Way::Guard, result, reason };
        let reason = match reply {
            Ok(Reply::Applied { ways, .. }) => {
                let any = ways.iter().any(|way| way.result == WayResult::Done);
                let result = if any { WayResult::Done } else { WayResult::Failed };
                report.ways.push(DrillWay::of(of_guard(result, None), ms));
                report.ways.extend(ways.into_iter().map(|way| DrillWay::of(way, ms)));
                report.ways_ms = ms;
                return Ok(Some(Held::Guard));
            }
            Ok(Reply::Refused { why: Refusal::CutInForce }) => return Err(DrillRefusal::CutInForce),
            Ok(Reply::Refused { why: Refusal::DrillRuns }) => return Err(DrillRefusal::Busy),
            Err(GuardError::Absent) => {
                let way = of_guard(WayResult::NotAvailable, Some("no guard is installed".to_owned()));
                report.ways.push(DrillWay::of(way, None));
                return Ok(None);
            }
            Ok(other) => format!("the guard answered {other:?}"),
            Err(error) => error.to_string(),
        };
        log::warn!("drill: {reason}");
        let reason = crate::platform::network::bounded_reason(&reason);
        report.ways.push(DrillWay::of(of_guard(WayResult::Failed, Some(reason)), ms));
        Ok(None)
    }

    /// Without a guard: net, journal, ways.
    fn begin_alone(
        &self,
        plan: Plan,
        means: &DrillMeans<'_>,
        pressed: Timestamp,
        report: &mut DrillReport,
    ) -> Result<Begun, DrillRefusal> {
        let Plan { before, ways, unavailable } = plan;
        let (ways, left_out): (Vec<_>, Vec<_>) =
            ways.into_iter().filter(|way| way.way != Way::Guard).partition(|way| self.ops.drills(way.way));
        let others = unavailable.into_iter().filter(|way| way.way != Way::Guard);
        report.ways.extend(others.map(|way| DrillWay::of(way, None)));
        report.ways.extend(left_out.iter().map(|planned| DrillWay::not_tried(planned.way)));
        if ways.iter().all(|way| way.changes.is_empty()) {
            return Err(DrillRefusal::NoWay);
        }
        let net = (means.net)().map_err(|error| {
            log::error!("no drill without a net: {error}");
            report.reasons.push(error.to_string());
            DrillRefusal::NoSafetyNet
        })?;
        let turn = self.turn_to_begin();
        let ready = turn.and_then(|turn| self.nothing_recorded(turn.0.as_ref()).map(|()| turn));
        let (unsaved, _lock) = match ready {
            Ok(turn) => turn,
            Err(why) => {
                net.dismiss();
                return Err(why);
            }
        };
        let now = (self.clock.now)();
        let mut journal = Journal::new(now);
        journal.before = before.clone();
        journal.drill_until = Some(now.plus_millis(DRILL_MS));
        let changes: Vec<Change> = ways.iter().flat_map(|way| way.changes.iter().cloned()).collect();
        journal.extend(&changes);
        if let Err(error) = self.save_drill(&mut journal, true) {
            // Unlike a cut, a drill does not go on without a record.
            report.reasons.push(error.to_string());
            if let Err(error) = self.store.remove() {
                log::error!("what there is of the drill's record stays: {error}");
            }
            drop(unsaved);
            net.dismiss();
            return Err(DrillRefusal::NoSafetyNet);
        }
        // A cut begins from here on without waiting: it finds the record, and takes the same ways.
        drop(unsaved);
        stop_here("drill-journal");
        // Pressed meanwhile: the cut takes the ways itself.
        if journal.drill_until.is_some() {
            self.take_ways(&ways, &mut journal, pressed, report);
        }
        Ok(Begun { before, held: Held::Net(net) })
    }

    fn take_ways(
        &self,
        ways: &[Planned],
        journal: &mut Journal,
        pressed: Timestamp,
        report: &mut DrillReport,
    ) {
        let returned = RefCell::new(Vec::new());
        let reports = self.apply_all(ways, &|event| {
            if let CutProgress::WayReturned(way) = event {
                returned.borrow_mut().push((way.way, self.since(pressed)));
            }
        });
        stop_here("drill-apply");
        if self.forget_refused(journal, ways, &reports)
            && let Err(error) = self.save_drill(journal, false)
        {
            // The first record names more than was changed, which does no harm.
            log::warn!("drill: {error}");
        }
        let returned = returned.into_inner();
        report.ways_ms = returned.iter().map(|(_, ms)| *ms).max();
        report.ways.extend(reports.into_iter().map(|way| {
            let ms = returned.iter().find(|(name, _)| *name == way.way).map(|(_, ms)| *ms);
            DrillWay::of(way, ms)
        }));
    }

    /// Writes the drill's record, unless it is a real cut's by now: then it is written as that, or left.
    fn save_drill(&self, journal: &mut Journal, first: bool) -> io::Result<()> {
        let marking = self.marking();
        let elsewhere =
            !first && !matches!(self.store.load(), Stored::Whole(stored) if stored.drill_until.is_some());
        if elsewhere {
            return Ok(());
        }
        if *marking == Marking::RealCut {
            journal.drill_until = None;
        }
        self.store.save(journal)
    }

    fn still_drill(&self, held: &Held) -> bool {
        *self.marking() == Marking::Drill
            && match held {
                Held::Guard => true,
                Held::Net(_) => {
                    matches!(self.store.load(), Stored::Whole(journal) if journal.drill_until.is_some())
                }
            }
    }

    /// The looks, without keeping anybody from the line.
    fn look(&self, before: &Baseline, held: &Held, pressed: Timestamp, report: &mut DrillReport) {
        let mut rounds = Vec::new();
        while rounds.len() < MAX_ROUNDS {
            if !rounds.is_empty() {
                (self.clock.pause)(ROUND_PAUSE);
            }
            stop_here("drill-observe");
            if !self.still_drill(held) {
                break;
            }
            rounds.push(self.ops.observe_round(before));
            if is_cut(rounds.get(rounds.len().saturating_sub(2)..).unwrap_or_default()) {
                report.cut = true;
                report.proven_ms = Some(self.since(pressed));
                break;
            }
        }
        report.observed = rounds.pop().unwrap_or_default();
    }

    /// Opens the line if a drill is on record; see [`crate::platform::NetworkLine::end_drill`].
    pub(super) fn end_recorded_drill(&self, only_overdue: bool) -> RestoreReport {
        let nothing = answer(RestoreResult::NothingToDo, Vec::new());
        let over = |journal: &Journal| !only_overdue || journal.drill_is_overdue((self.clock.now)());
        // Most starts find none, and need no lock to see it.
        match self.store.load() {
            Stored::Whole(journal) if journal.drill_until.is_some() && over(&journal) => {}
            Stored::Whole(journal) if journal.drill_until.is_none() => {
                return answer(RestoreResult::NotAllowed, Vec::new());
            }
            _ => return nothing,
        }
        let unsaved = self.turn();
        let lock = self.store.lock(END_PATIENCE);
        if lock.is_busy() {
            log::warn!("ending a drill without a lock");
        }
        if *self.marking() == Marking::RealCut {
            // Whatever a disk that takes nothing still says.
            return answer(RestoreResult::NotAllowed, Vec::new());
        }
        match self.recorded(unsaved.as_ref()) {
            Stored::Whole(journal) if self.is_drill(&journal) => {
                if over(&journal) {
                    self.open_drill(journal)
                } else {
                    nothing
                }
            }
            Stored::Whole(_) | Stored::Broken(_) => answer(RestoreResult::NotAllowed, Vec::new()),
            Stored::Absent => nothing,
        }
    }

    /// Takes back the drill of `journal`. Whoever calls this holds the lock.
    pub(super) fn open_drill(&self, journal: Journal) -> RestoreReport {
        let Undone { remaining, mut reasons, warnings, lost } = self.ops.undo(&journal.changes);
        stop_here("drill-undo");
        let marking = self.marking();
        if *marking == Marking::RealCut
            || matches!(self.store.load(), Stored::Whole(now) if now.drill_until.is_none())
        {
            // The red button meanwhile: the record is the cut's, which closes the line again.
            return answer(RestoreResult::NotAllowed, reasons);
        }
        // A drill's record is whole: nothing of it was lost before.
        reasons.extend(lost);
        let complete = remaining.is_empty() && reasons.is_empty();
        let kept = if complete {
            self.store.remove()
        } else {
            let changes = if remaining.is_empty() { journal.changes } else { remaining };
            self.store.save(&Journal { changes, ..journal })
        };
        reasons.extend(kept.err().map(|error| format!("the drill's record cannot be changed: {error}")));
        let done = complete && reasons.is_empty();
        reasons.extend(warnings);
        answer(if done { RestoreResult::Restored } else { RestoreResult::Incomplete }, reasons)
    }

    fn since(&self, pressed: Timestamp) -> u64 {
        (self.clock.now)().millis_since(pressed)
    }
}

fn opened_by_guard(reply: &Result<Reply, GuardError>) -> RestoreReport {
    match reply {
        Ok(Reply::Restore(report)) => report.clone(),
        // Its own timer opens the line.
        Ok(other) => answer(RestoreResult::Incomplete, vec![format!("the guard answered {other:?}")]),
        Err(error) => answer(RestoreResult::Incomplete, vec![error.to_string()]),
    }
}
