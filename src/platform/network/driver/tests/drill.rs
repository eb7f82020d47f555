//! The drill on the fake system: its net, its faults, and the red button at every stage.
#![allow(clippy::disallowed_methods, reason = "the threads of a test end with it")]

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use super::super::drill::SafetyNet;
use super::*;
use crate::core::drill::{DrillEnd, DrillRefusal, DrillResult};
use crate::core::guard::{Refusal, Reply, Request};
use crate::platform::guard::GuardError;

/// Where the fake system is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Apply,
    Observe,
    Undo,
}

type Hook = Box<dyn Fn(Stage) + Send + Sync>;

/// The fake system, and something that happens at each stage.
#[derive(Clone)]
struct Hooked {
    ops: FakeOps,
    hook: Arc<Hook>,
    filters: bool,
}

impl LineOps for Hooked {
    fn elevated(&self) -> bool {
        true
    }
    fn plan(&self) -> Plan {
        let mut plan = self.ops.plan();
        if self.filters {
            plan.ways.push(Planned { way: Way::Filter, changes: vec![Change::FiltersSet] });
        }
        plan
    }
    fn apply(&self, planned: &Planned, progress: &(dyn Fn(CutProgress) + Sync)) -> WayReport {
        assert_ne!(planned.way, Way::Filter, "no drill sets filters here");
        (self.hook)(Stage::Apply);
        self.ops.apply(planned, progress)
    }
    fn observe_round(&self, before: &Baseline) -> Vec<Observation> {
        (self.hook)(Stage::Observe);
        self.ops.observe_round(before)
    }
    fn undo(&self, changes: &[Change]) -> Undone {
        (self.hook)(Stage::Undo);
        self.ops.undo(changes)
    }
    fn undo_by_own_markers(&self) -> Undone {
        self.ops.undo_by_own_markers()
    }
    fn own_markers_present(&self) -> bool {
        false
    }
    fn drills(&self, way: Way) -> bool {
        way != Way::Filter
    }
}

/// Another process that ends the drill when it is let go.
struct OtherProcess(Line<FakeOps>);

impl SafetyNet for OtherProcess {
    fn dismiss(self: Box<Self>) {
        for _ in 0..20 {
            if self.0.end_drill(false).result != RestoreResult::Incomplete {
                return;
            }
        }
        panic!("never ended");
    }
}

fn no_guard(_: &Request) -> Result<Reply, GuardError> {
    Err(GuardError::Absent)
}

fn drill<O: LineOps>(line: &Line<O>, ops: &FakeOps, folder: &Path) -> DrillReport {
    let net = || -> io::Result<Box<dyn SafetyNet>> {
        // Before anything is changed or on record.
        assert!(ops.shared().world.open() && !folder.join("journal").exists());
        Ok(Box::new(OtherProcess(self::line(ops, folder))))
    };
    line.drill_by(&DrillMeans { net: &net, ask_guard: &no_guard }, &|_| {})
}

fn hooked(ops: &FakeOps, folder: &Path, hook: impl Fn(Stage) + Send + Sync + 'static) -> Line<Hooked> {
    let paths = LinePaths { journal: folder.join("journal"), journal_copy: None, pin_folder: folder.into() };
    let ops = Hooked { ops: ops.clone(), hook: Arc::new(Box::new(hook)), filters: false };
    // A cut that finds the record taken looks at it again between its rounds.
    Line::with_clock(
        ops,
        paths,
        Clock { pause: |_| std::thread::sleep(Duration::from_millis(300)), ..clock() },
    )
}

fn on_record(folder: &Path) -> Stored {
    JournalStore::new(folder.join("journal"), None).load()
}

fn is_real(folder: &Path) -> bool {
    matches!(on_record(folder), Stored::Whole(journal) if journal.drill_until.is_none())
}

#[test]
fn a_drill_closes_looks_and_opens() {
    let folder = self::folder();
    let ops = FakeOps::new(all_up(), &[]);
    let report = drill(&line(&ops, folder.path()), &ops, folder.path());
    assert!(report.is_success(), "{report:?}");
    assert_eq!(report.ended_by, DrillEnd::Program);
    assert_eq!((report.ways_ms, report.proven_ms, report.restore_ms), (Some(0), Some(0), Some(0)));
    assert_eq!(ops.shared().rounds, [false, false]);
    assert_eq!((ops.shared().world.clone(), on_record(folder.path())), (all_up(), Stored::Absent));
    let results: Vec<_> = report.ways.iter().map(|way| (way.way, way.result, way.ms)).collect();
    assert!(results.contains(&(Way::LinkDown, DrillResult::Worked, Some(0))), "{results:?}");
    assert!(results.contains(&(Way::Guard, DrillResult::NotAvailable, None)), "{results:?}");
}

#[test]
fn what_needs_a_second_consent_is_left_to_real_cuts() {
    let folder = self::folder();
    let ops = FakeOps::new(all_up(), &[]);
    let mut line = hooked(&ops, folder.path(), |_| {});
    line.ops.filters = true;
    let report = drill(&line, &ops, folder.path());
    assert!(report.is_success());
    assert!(report.ways.iter().any(|way| way.way == Way::Filter && way.result == DrillResult::NotTried));
    // Nor does anybody take filters back by calling them a drill.
    let mut planted = Journal::new(Timestamp(0));
    planted.drill_until = Some(Timestamp(1));
    planted.changes = vec![Change::FiltersSet];
    line.store.save(&planted).unwrap();
    for only_overdue in [true, false] {
        assert_eq!(line.end_drill(only_overdue).result, RestoreResult::NotAllowed);
    }
    assert_eq!(line.restore(&RestoreAuthority::Nobody).result, RestoreResult::NotAllowed);
}

#[test]
fn without_a_net_a_record_or_a_line_nothing_is_touched() {
    let folder = self::folder();
    let no_net = || -> io::Result<Box<dyn SafetyNet>> { Err(io::ErrorKind::NotFound.into()) };
    let ops = FakeOps::new(all_up(), &[]);
    let means = DrillMeans { net: &no_net, ask_guard: &no_guard };
    let report = line(&ops, folder.path()).drill_by(&means, &|_| {});
    assert_eq!(report.refused, Some(DrillRefusal::NoSafetyNet));

    // Where nobody can make a file.
    let nowhere = Path::new(if cfg!(target_os = "linux") { "/proc/nowhere" } else { "\\\\?\\nowhere" });
    let report = drill(&line(&ops, nowhere), &ops, nowhere);
    assert_eq!(report.refused, Some(DrillRefusal::NoSafetyNet), "no place for a record");
    assert_eq!(ops.shared().world, all_up());
    assert!(ops.shared().rounds.is_empty());
    assert_eq!(on_record(folder.path()), Stored::Absent);

    let closed = FakeOps::new(World { up: vec![false], manager: true }, &[]);
    let report = line(&closed, folder.path()).drill_by(&means, &|_| {});
    assert_eq!(report.refused, Some(DrillRefusal::NotConnected));
}

#[test]
fn a_cut_another_drill_or_a_broken_record_refuses_a_drill() {
    let folder = self::folder();
    let ops = FakeOps::new(all_up(), &[]);
    let line = line(&ops, folder.path());
    assert!(line.cut(&nothing).cut);
    let refused = |line: &Line<FakeOps>| {
        let net = || -> io::Result<Box<dyn SafetyNet>> { panic!("no net is needed") };
        line.drill_by(&DrillMeans { net: &net, ask_guard: &no_guard }, &|_| {}).refused
    };
    assert_eq!(refused(&line), Some(DrillRefusal::CutInForce));
    let mut journal = Journal::new(Timestamp(1_000));
    journal.drill_until = Some(Timestamp(30_000));
    line.store.save(&journal).unwrap();
    assert_eq!(refused(&line), Some(DrillRefusal::Busy));
    std::fs::write(folder.path().join("journal"), b"rubbish").unwrap();
    assert_eq!(refused(&line), Some(DrillRefusal::CutInForce));
}

#[test]
fn a_drill_whose_time_is_over_is_ended_by_whoever_looks_and_a_cut_never_is() {
    let folder = self::folder();
    let ops = FakeOps::new(World { up: vec![false, true], manager: true }, &[]);
    let line = line(&ops, folder.path());
    let mut journal = Journal::new(Timestamp(0));
    journal.changes = vec![Change::LinkDown(LinkState { index: 0, ..LinkState::default() })];
    for (until, only_overdue, result) in [
        (None, true, RestoreResult::NotAllowed),
        (None, false, RestoreResult::NotAllowed),
        (Some(1_001), true, RestoreResult::NothingToDo),
        (Some(1_001), false, RestoreResult::Restored),
        (Some(1_000), true, RestoreResult::Restored),
        // Written before the clock was set back.
        (Some(9_999_999), true, RestoreResult::Restored),
    ] {
        ops.shared().world.up[0] = false;
        journal.drill_until = until.map(Timestamp);
        line.store.save(&journal).unwrap();
        assert_eq!(line.end_drill(only_overdue).result, result, "{until:?}");
        let opened = result == RestoreResult::Restored;
        assert_eq!(ops.shared().world.up[0], opened, "{until:?}");
        assert_eq!(on_record(folder.path()) == Stored::Absent, opened);
    }
    assert_eq!(line.end_drill(false).result, RestoreResult::NothingToDo);
}

#[test]
fn any_fault_at_any_step_of_a_drill_is_survived() {
    for fault in FAULTS {
        for step in 0..8 {
            let folder = self::folder();
            let mut script = vec![Fault::None; step];
            script.push(fault);
            let ops = FakeOps::new(all_up(), &script);
            let report = drill(&line(&ops, folder.path()), &ops, folder.path());
            assert_eq!(ops.shared().world, all_up(), "{fault:?} at {step}");
            assert_eq!(on_record(folder.path()), Stored::Absent, "{fault:?} at {step}");
            assert!(report.restored, "{fault:?} at {step}: {report:?}");
            let rounds = ops.shared().rounds.clone();
            let proven = rounds.len() >= 2 && rounds.iter().rev().take(2).all(|open| !open);
            assert_eq!(report.cut, proven, "{fault:?} at {step}");
        }
    }
}

#[test]
fn a_drill_that_dies_at_any_stage_is_ended_by_its_net() {
    for stage in [Stage::Apply, Stage::Observe, Stage::Undo] {
        let folder = self::folder();
        let ops = FakeOps::new(all_up(), &[]);
        let line = hooked(&ops, folder.path(), move |at| assert_ne!(at, stage, "scripted"));
        // A way that breaks down is a way that failed; the others end the drill.
        let ended = catch_unwind(AssertUnwindSafe(|| drill(&line, &ops, folder.path())));
        assert_eq!(ended.is_ok(), stage == Stage::Apply);
        self::line(&ops, folder.path()).end_drill(false);
        assert_eq!(ops.shared().world, all_up(), "{stage:?}");
        assert_eq!(on_record(folder.path()), Stored::Absent, "{stage:?}");
    }
}

/// Presses the red button at `stage`, in this process or in another, and hands back what drill and cut said.
fn pressed_at(stage: Stage, same_process: bool, ops: &FakeOps, folder: &Path) -> (DrillReport, CutReport) {
    let pressed: Arc<Mutex<Option<JoinHandle<CutReport>>>> = Arc::default();
    let own: Arc<Mutex<Option<Arc<Line<Hooked>>>>> = Arc::default();
    let once = AtomicBool::new(false);
    let hook = {
        let (pressed, own, ops, folder) = (pressed.clone(), own.clone(), ops.clone(), folder.to_owned());
        move |at| {
            if at != stage || once.swap(true, Ordering::SeqCst) {
                return;
            }
            let line = own.lock().unwrap().clone().filter(|_| same_process);
            let other = hooked(&ops, &folder, |_| {});
            let cut = std::thread::spawn(move || match line {
                Some(line) => line.cut(&nothing),
                None => other.cut(&nothing),
            });
            *pressed.lock().unwrap() = Some(cut);
            let end = std::time::Instant::now() + Duration::from_secs(20);
            while !is_real(&folder) {
                assert!(std::time::Instant::now() < end, "the record stays a drill's");
                std::thread::yield_now();
            }
            if stage == Stage::Undo && !same_process {
                // It goes ahead without the lock, and everything is opened behind it.
                std::thread::sleep(CUT_PATIENCE + Duration::from_millis(100));
            }
        }
    };
    let line = Arc::new(hooked(ops, folder, hook));
    *own.lock().unwrap() = Some(Arc::clone(&line));
    let report = drill(&line, ops, folder);
    let cut = pressed.lock().unwrap().take().unwrap();
    let cut = cut.join().unwrap();
    own.lock().unwrap().take();
    (report, cut)
}

#[test]
fn the_red_button_makes_a_real_cut_of_a_drill_at_every_stage() {
    for stage in [Stage::Apply, Stage::Observe, Stage::Undo] {
        for same_process in [true, false] {
            let folder = self::folder();
            let ops = FakeOps::new(all_up(), &[]);
            let (report, cut) = pressed_at(stage, same_process, &ops, folder.path());
            let what = format!("{stage:?}, same process: {same_process}, {report:?}, {cut:?}");
            assert_eq!(report.ended_by, DrillEnd::RealCut, "{what}");
            assert!(!report.restored && cut.cut && cut.restorable && !cut.offline_before, "{what}");
            assert!(!ops.shared().world.open() && is_real(folder.path()), "{what}");
            // Nobody opens it as a drill any more.
            let line = line(&ops, folder.path());
            assert_eq!(line.end_drill(false).result, RestoreResult::NotAllowed, "{what}");
            assert_eq!(line.restore(&RestoreAuthority::Nobody).result, RestoreResult::NotAllowed, "{what}");
            assert!(!ops.shared().world.open(), "{what}");
            assert_eq!(line.restore(&RestoreAuthority::Elevated).result, RestoreResult::Restored, "{what}");
            assert_eq!(ops.shared().world, all_up(), "{what}");
        }
    }
}

#[test]
fn the_red_button_waits_for_neither_net_nor_guard_of_a_drill() {
    for at_guard in [true, false] {
        let folder = self::folder();
        let ops = FakeOps::new(all_up(), &[]);
        let line = self::line(&ops, folder.path());
        let report = std::thread::scope(|scope| {
            let (line, pressed) = (&line, AtomicBool::new(false));
            // Pressed while the drill asks; what it asks comes back only after the cut's answer.
            let press = || {
                if pressed.swap(true, Ordering::SeqCst) {
                    return;
                }
                let (said, answer) = sync_channel(1);
                scope.spawn(move || said.send(line.cut(&nothing)).unwrap());
                let answer = answer.recv_timeout(Duration::from_secs(20));
                assert!(answer.expect("the red button waits for the drill").cut);
            };
            let guard = |_: &Request| {
                if at_guard {
                    press();
                }
                Err(GuardError::Absent)
            };
            let net = || -> io::Result<Box<dyn SafetyNet>> {
                press();
                Ok(Box::new(OtherProcess(self::line(&ops, folder.path()))))
            };
            line.drill_by(&DrillMeans { net: &net, ask_guard: &guard }, &|_| {})
        });
        assert_eq!(report.refused, Some(DrillRefusal::CutInForce), "{report:?}");
        assert!(!ops.shared().world.open() && is_real(folder.path()), "at the guard: {at_guard}");
    }
}

#[test]
fn what_writes_a_drill_over_a_cut_does_not_outlast_it() {
    let folder = self::folder();
    let ops = FakeOps::new(all_up(), &[]);
    let place = folder.path().to_owned();
    let line = hooked(&ops, folder.path(), move |at| {
        // Another process, which had read the record a moment before the press.
        if at == Stage::Observe {
            let store = JournalStore::new(place.join("journal"), None);
            let Stored::Whole(journal) = store.load() else { panic!("no record") };
            let drill_until = Some(Timestamp(60_000));
            store.save(&Journal { drill_until, opening: true, ..journal }).unwrap();
        }
    });
    let report = line.cut(&nothing);
    assert!(report.cut && report.restorable, "{report:?}");
    assert!(
        matches!(on_record(folder.path()), Stored::Whole(now) if now.drill_until.is_none() && !now.opening)
    );
}

/// What the fake guard was asked, and what it answers.
struct FakeGuard {
    asked: Mutex<Vec<Request>>,
    drill: fn() -> Result<Reply, GuardError>,
    restore: RestoreResult,
    ops: FakeOps,
}

impl FakeGuard {
    fn drill(&self, folder: &Path, net: bool) -> DrillReport {
        let ask = |request: &Request| {
            self.asked.lock().unwrap().push(request.clone());
            match request {
                Request::Drill => {
                    let reply = (self.drill)();
                    if matches!(reply, Ok(Reply::Applied { .. })) {
                        self.ops.shared().world.manager = false;
                    }
                    reply
                }
                _ => {
                    self.ops.shared().world.manager = true;
                    Ok(Reply::Restore(RestoreReport {
                        result: self.restore,
                        retry_after_s: 0,
                        reasons: Vec::new(),
                    }))
                }
            }
        };
        let line = line(&self.ops, folder);
        let own = || -> io::Result<Box<dyn SafetyNet>> {
            assert!(net, "the guard's timer is the net");
            Ok(Box::new(OtherProcess(self::line(&self.ops, folder))))
        };
        line.drill_by(&DrillMeans { net: &own, ask_guard: &ask }, &|_| {})
    }
}

#[test]
fn with_a_guard_the_guard_closes_opens_and_is_the_net() {
    let applied = || {
        let way = WayReport { way: Way::Filter, result: WayResult::Done, reason: None };
        Ok(Reply::Applied { ways: vec![way], restorable: true, drill_until: Some(Timestamp(61_000)) })
    };
    for (restore, ended_by) in [
        (RestoreResult::Restored, DrillEnd::Program),
        (RestoreResult::NothingToDo, DrillEnd::Elsewhere),
        (RestoreResult::NotAllowed, DrillEnd::RealCut),
    ] {
        let folder = self::folder();
        let ops = FakeOps::new(all_up(), &[]);
        let guard = FakeGuard { asked: Mutex::default(), drill: applied, restore, ops };
        let report = guard.drill(folder.path(), false);
        assert_eq!((report.cut, report.ended_by), (true, ended_by), "{report:?}");
        assert_eq!(*guard.asked.lock().unwrap(), [Request::Drill, Request::Restore { pin: None }]);
        assert_eq!(on_record(folder.path()), Stored::Absent, "the guard keeps its own record");
        let ways: Vec<_> = report.ways.iter().map(|way| (way.way, way.result)).collect();
        assert_eq!(ways, [(Way::Guard, DrillResult::Worked), (Way::Filter, DrillResult::Worked)]);
    }
}

#[test]
fn a_guard_that_refuses_is_obeyed_and_one_that_does_not_answer_is_told() {
    let guard = |drill| FakeGuard {
        asked: Mutex::default(),
        drill,
        restore: RestoreResult::Restored,
        ops: FakeOps::new(all_up(), &[]),
    };
    let folder = self::folder();
    let report = guard(|| Ok(Reply::Refused { why: Refusal::CutInForce })).drill(folder.path(), false);
    assert_eq!(report.refused, Some(DrillRefusal::CutInForce));
    let silent = guard(|| Err(GuardError::Unreachable("time-out".to_owned())));
    let report = silent.drill(folder.path(), true);
    assert!(report.is_success(), "{report:?}");
    assert!(report.ways.iter().any(|way| way.way == Way::Guard && way.result == DrillResult::Failed));
    assert_eq!(*silent.asked.lock().unwrap(), [Request::Drill]);
}
