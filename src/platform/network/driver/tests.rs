mod drill;
mod opening;

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use super::*;
use crate::core::network::CheckResult;
use crate::core::network::baseline::Baseline;
use crate::core::network::link::LinkState;
use crate::platform::network::line_ops::Undone;

/// What the fake system does at one call instead of what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// Nothing goes wrong.
    None,
    /// Refuses and changes nothing.
    Denied,
    /// Fails and changes nothing.
    FailsBefore,
    /// Does it and then says that it failed.
    FailsAfter,
    /// Says that it is done and has done nothing.
    Lies,
    /// Breaks down half-way.
    Panics,
    /// Somebody opens the line again behind our back.
    Reopens,
}

const FAULTS: [Fault; 7] = [
    Fault::None,
    Fault::Denied,
    Fault::FailsBefore,
    Fault::FailsAfter,
    Fault::Lies,
    Fault::Panics,
    Fault::Reopens,
];

/// The state of the fake system: links by index, and NetworkManager's switch.
#[derive(Debug, Clone, PartialEq, Eq)]
struct World {
    up: Vec<bool>,
    manager: bool,
}

impl World {
    fn open(&self) -> bool {
        self.manager && self.up.iter().any(|up| *up)
    }
}

struct Shared {
    world: World,
    script: VecDeque<Fault>,
    /// Whether the line was open at each round, as it truly was.
    rounds: Vec<bool>,
    /// What somebody else does while changes are taken back.
    during_undo: Option<Box<dyn FnOnce() + Send>>,
    /// What comes back differently, without a failure.
    warnings: Vec<String>,
    /// What is lost for good.
    lost: Vec<String>,
}

#[derive(Clone)]
struct FakeOps(Arc<Mutex<Shared>>);

impl FakeOps {
    fn new(world: World, script: &[Fault]) -> Self {
        let script = script.iter().copied().collect();
        Self(Arc::new(Mutex::new(Shared {
            world,
            script,
            rounds: Vec::new(),
            during_undo: None,
            warnings: Vec::new(),
            lost: Vec::new(),
        })))
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fault(&self) -> Fault {
        self.shared().script.pop_front().unwrap_or(Fault::None)
    }

    fn set(&self, change: &Change, on: bool) {
        let mut shared = self.shared();
        match change {
            Change::LinkDown(link) => shared.world.up[link.index as usize] = on,
            _ => shared.world.manager = on,
        }
    }
}

impl LineOps for FakeOps {
    fn elevated(&self) -> bool {
        true
    }

    fn plan(&self) -> Plan {
        let shared = self.shared();
        let link = |index: usize| {
            Change::LinkDown(LinkState {
                index: u32::try_from(index).unwrap(),
                name: format!("eth{index}"),
                ..LinkState::default()
            })
        };
        let up =
            shared.world.up.iter().enumerate().filter(|(_, up)| **up).map(|(index, _)| link(index)).collect();
        let mut ways = vec![Planned { way: Way::LinkDown, changes: up }];
        if shared.world.manager {
            ways.push(Planned { way: Way::NetworkManager, changes: vec![Change::NetworkManagerDisabled] });
        }
        Plan {
            before: Baseline { ipv4: true, offline: !shared.world.open(), ..Baseline::default() },
            ways,
            unavailable: Vec::new(),
        }
    }

    fn apply(&self, planned: &Planned, _progress: &(dyn Fn(CutProgress) + Sync)) -> WayReport {
        let report = |result| WayReport { way: planned.way, result, reason: None };
        let fault = self.fault();
        match fault {
            Fault::Denied => return report(WayResult::Denied),
            Fault::FailsBefore => return report(WayResult::Failed),
            Fault::Lies => return report(WayResult::Done),
            _ => {}
        }
        for change in &planned.changes {
            self.set(change, false);
            assert_ne!(fault, Fault::Panics, "scripted");
        }
        report(if fault == Fault::FailsAfter { WayResult::Failed } else { WayResult::Done })
    }

    fn observe_round(&self, _before: &Baseline) -> Vec<Observation> {
        if self.fault() == Fault::Reopens {
            let mut shared = self.shared();
            shared.world.manager = true;
            if let Some(up) = shared.world.up.first_mut() {
                *up = true;
            }
        }
        let mut shared = self.shared();
        let open = shared.world.open();
        shared.rounds.push(open);
        let result = if open { CheckResult::Online } else { CheckResult::Offline };
        ["route", "link"].map(|check| Observation { check: check.to_owned(), result }).into()
    }

    fn undo(&self, changes: &[Change]) -> Undone {
        let (mut undone, meanwhile) = {
            let mut shared = self.shared();
            let (warnings, lost) = (shared.warnings.clone(), shared.lost.clone());
            (Undone { warnings, lost, ..Undone::default() }, shared.during_undo.take())
        };
        if let Some(meanwhile) = meanwhile {
            meanwhile();
        }
        for change in changes {
            let fault = self.fault();
            if !matches!(fault, Fault::Denied | Fault::FailsBefore | Fault::Panics) {
                self.set(change, true);
            }
            if matches!(fault, Fault::Denied | Fault::FailsBefore | Fault::Panics | Fault::FailsAfter) {
                undone.remaining.push(change.clone());
                undone.reasons.push("scripted".to_owned());
            }
        }
        undone
    }

    fn undo_by_own_markers(&self) -> Undone {
        let mut shared = self.shared();
        shared.world = World { up: vec![true; shared.world.up.len()], manager: true };
        Undone::default()
    }

    fn own_markers_present(&self) -> bool {
        false
    }

    fn switch_on_unrecorded(&self) -> Option<Undone> {
        let mut shared = self.shared();
        let off = !std::mem::replace(&mut shared.world.manager, true);
        off.then(Undone::default)
    }
}

/// In memory where there is such a place: hundreds of cuts, and durability is not the question here.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn clock() -> Clock {
    Clock { now: || Timestamp(1_000), pause: |_| {} }
}

fn line(ops: &FakeOps, folder: &Path) -> Line<FakeOps> {
    let paths = LinePaths { journal: folder.join("journal"), journal_copy: None, pin_folder: folder.into() };
    Line::with_clock(ops.clone(), paths, clock())
}

fn all_up() -> World {
    World { up: vec![true, true, false], manager: true }
}

fn nothing(_: CutProgress) {}

/// Cuts under `script`, then restores in a new process until nothing is left to do. Checks what must
/// hold whatever goes wrong.
fn cut_and_restore_under(script: &[Fault], folder: &Path) {
    let ops = FakeOps::new(all_up(), script);
    let report = line(&ops, folder).cut(&nothing);
    let world = ops.shared().world.clone();
    let rounds = ops.shared().rounds.clone();

    let last_two_closed = rounds.len() >= 2 && rounds.iter().rev().take(2).all(|open| !open);
    assert_eq!(report.cut, last_two_closed, "rounds {rounds:?}");
    if report.cut {
        assert!(!world.open(), "said cut, but {world:?}");
    }
    assert!(report.restorable || world == all_up(), "not restorable, but {world:?}");

    // The rest of the script hits the restore; each try must leave it possible to try again.
    for _ in 0..script.len() + 2 {
        let report = line(&ops, folder).restore(&RestoreAuthority::Elevated);
        match report.result {
            RestoreResult::Restored | RestoreResult::NothingToDo => {
                assert!(!folder.join("journal").exists());
                assert_eq!(ops.shared().world, all_up());
                return;
            }
            RestoreResult::Incomplete => assert!(folder.join("journal").exists()),
            other => panic!("{other:?}"),
        }
    }
    panic!("never restored");
}

#[test]
fn any_single_fault_at_any_step_is_survived() {
    for fault in FAULTS.into_iter().filter(|fault| *fault != Fault::Lies) {
        for step in 0..10 {
            let mut script = vec![Fault::None; step];
            script.push(fault);
            cut_and_restore_under(&script, folder().path());
        }
    }
}

#[test]
fn a_way_that_lies_is_found_out_by_looking() {
    let folder = self::folder();
    let ops = FakeOps::new(all_up(), &[Fault::Lies; 40]);
    let report = line(&ops, folder.path()).cut(&nothing);
    assert!(!report.cut);
    assert!(report.ways.iter().all(|way| way.result == WayResult::Done));
    assert!(report.observed.iter().any(|seen| seen.result == CheckResult::Online));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn any_run_of_faults_is_survived(picks in proptest::collection::vec(0..FAULTS.len(), 0..14)) {
        let script: Vec<Fault> = picks.into_iter().map(|pick| FAULTS[pick]).collect();
        cut_and_restore_under(&script, folder().path());
    }
}

#[test]
fn a_second_cut_keeps_what_the_first_one_knew_and_adds_what_is_new() {
    let folder = self::folder();
    let ops = FakeOps::new(all_up(), &[]);
    assert!(line(&ops, folder.path()).cut(&nothing).cut);
    // The third link was down before the first cut; somebody plugs it in now.
    ops.shared().world.up[2] = true;
    ops.shared().world.manager = true;
    let second = line(&ops, folder.path()).cut(&nothing);
    assert!(second.cut && second.restorable && !second.offline_before);
    line(&ops, folder.path()).restore(&RestoreAuthority::Elevated);
    assert_eq!(ops.shared().world, World { up: vec![true; 3], manager: true });
}

#[test]
fn a_link_that_appears_between_the_rounds_is_cut_too() {
    let folder = self::folder();
    // Two ways, then the first round sees the line open again.
    let ops = FakeOps::new(all_up(), &[Fault::None, Fault::None, Fault::Reopens]);
    let report = line(&ops, folder.path()).cut(&nothing);
    assert!(report.cut, "{report:?}");
    assert_eq!(ops.shared().rounds, [true, false, false]);
}

#[test]
fn without_a_place_for_the_journal_the_cut_is_made_and_said_not_to_be_on_record() {
    let folder = self::folder();
    let obstacle = folder.path().join("file");
    std::fs::write(&obstacle, b"").unwrap();
    let ops = FakeOps::new(all_up(), &[]);
    let line = line(&ops, &obstacle);
    let report = line.cut(&nothing);
    assert!(report.cut && !report.restorable, "{report:?}");
    // The process that made it still knows.
    assert_eq!(line.restore(&RestoreAuthority::Elevated).result, RestoreResult::Restored);
    assert_eq!(ops.shared().world, all_up());
}

#[test]
fn being_offline_already_is_said_and_leaves_nothing_behind() {
    let folder = self::folder();
    let ops = FakeOps::new(World { up: vec![false], manager: false }, &[]);
    let report = line(&ops, folder.path()).cut(&nothing);
    assert!(report.cut && report.offline_before && !report.restorable, "{report:?}");
    assert!(!folder.path().join("journal").exists());
}

#[test]
fn a_broken_journal_still_allows_a_restore() {
    let folder = self::folder();
    let ops = FakeOps::new(World { up: vec![true], manager: true }, &[]);
    assert!(line(&ops, folder.path()).cut(&nothing).cut);
    std::fs::write(folder.path().join("journal"), b"crc32 00000000\nrubbish").unwrap();
    assert!(line(&ops, folder.path()).status().restorable);
    let report = line(&ops, folder.path()).restore(&RestoreAuthority::Elevated);
    assert_eq!(report.result, RestoreResult::Restored);
    assert!(ops.shared().world.open() && !folder.path().join("journal").exists());
}

#[test]
fn nobody_restores_without_authority() {
    let folder = self::folder();
    let ops = FakeOps::new(all_up(), &[]);
    let line = line(&ops, folder.path());
    assert!(line.cut(&nothing).cut);
    for authority in [RestoreAuthority::Nobody, RestoreAuthority::Pin("2468".into())] {
        assert_eq!(line.restore(&authority).result, RestoreResult::NotAllowed, "{authority:?}");
    }
    pin::set_pin(folder.path(), None, "2468", Timestamp(1_000)).unwrap();
    assert_eq!(line.restore(&RestoreAuthority::Pin("1111".into())).result, RestoreResult::WrongPin);
    assert!(!ops.shared().world.open());
    assert_eq!(line.restore(&RestoreAuthority::Pin("2468".into())).result, RestoreResult::Restored);
    assert!(ops.shared().world.open());
}

#[test]
fn a_drill_becomes_a_cut_and_a_cut_never_a_drill() {
    let folder = self::folder();
    let ops = FakeOps::new(all_up(), &[]);
    let line = line(&ops, folder.path());
    let (first, later) = (Some(Timestamp(61_000)), Some(Timestamp(99_000)));
    assert!(line.close(first).restorable);
    assert!(!ops.shared().world.open());
    line.close(later);
    assert_eq!(line.held().drill_until, first, "a drill is not made longer");
    assert!(line.cut(&nothing).cut);
    assert_eq!(line.held().drill_until, None);
    line.close(later);
    assert_eq!(line.held().drill_until, None);
    assert_eq!(line.open().result, RestoreResult::Restored);
    assert_eq!((line.held(), ops.shared().world.clone()), (Held::default(), all_up()));
}

#[test]
fn a_cut_during_a_restore_wins() {
    let folder = self::folder();
    let ops = FakeOps::new(all_up(), &[]);
    assert!(line(&ops, folder.path()).cut(&nothing).cut);
    let journal = folder.path().join("journal");
    // Another process presses while this one takes back, and did not wait for the lock.
    ops.shared().during_undo = Some(Box::new(move || {
        let text = std::fs::read_to_string(&journal).unwrap();
        let mut pressed = Journal::decode(&text).unwrap();
        pressed.presses += 1;
        std::fs::write(&journal, pressed.encode().unwrap()).unwrap();
    }));
    let report = line(&ops, folder.path()).restore(&RestoreAuthority::Elevated);
    assert_eq!(report.result, RestoreResult::Incomplete, "{report:?}");
    assert!(!ops.shared().world.open());
    assert_eq!(
        line(&ops, folder.path()).restore(&RestoreAuthority::Elevated).result,
        RestoreResult::Restored
    );
    assert_eq!(ops.shared().world, all_up());
}

#[test]
fn while_another_process_holds_the_record_no_cut_is_claimed() {
    let folder = self::folder();
    let ops = FakeOps::new(all_up(), &[]);
    let store = JournalStore::new(folder.path().join("journal"), None);
    let held = store.lock(Duration::ZERO);
    let report = line(&ops, folder.path()).cut(&nothing);
    assert!(!report.cut && report.restorable && !ops.shared().world.open(), "{report:?}");
    assert!(!line(&ops, folder.path()).keep_closed());
    drop(held);
    assert!(line(&ops, folder.path()).cut(&nothing).cut);
}

#[test]
fn progress_names_every_way_before_the_looking_begins() {
    let folder = self::folder();
    let ops = FakeOps::new(all_up(), &[Fault::Denied]);
    let seen = Mutex::new(Vec::new());
    line(&ops, folder.path()).cut(&|event| seen.lock().unwrap().push(event));
    let seen = seen.into_inner().unwrap();
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert_eq!(seen.last(), Some(&CutProgress::Observing));
}
