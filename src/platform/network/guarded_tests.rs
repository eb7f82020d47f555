use super::*;
use crate::core::Timestamp;
use crate::core::guard::Refusal;
use crate::core::network::CheckResult;

/// What is open, and who was asked for what.
#[derive(Debug, Default)]
struct World {
    own_open: bool,
    guard_open: bool,
    asked: Vec<Request>,
    guard_was_first: bool,
}

type Shared = Arc<Mutex<World>>;

/// One way of its own; the line is closed when both this and the guard's part are.
struct Ops {
    world: Shared,
    root: bool,
}

impl LineOps for Ops {
    fn elevated(&self) -> bool {
        self.root
    }

    fn plan(&self) -> Plan {
        let changes = match self.world.lock().unwrap().own_open {
            true => vec![Change::NetworkManagerDisabled],
            false => Vec::new(),
        };
        Plan { ways: vec![Planned { way: Way::NetworkManager, changes }], ..Plan::default() }
    }

    fn apply(&self, planned: &Planned, _progress: &(dyn Fn(CutProgress) + Sync)) -> WayReport {
        assert_eq!(planned.way, Way::NetworkManager, "the guard's way is not this system's");
        let mut world = self.world.lock().unwrap();
        world.guard_was_first = !world.guard_open;
        world.own_open = false;
        WayReport { way: planned.way, result: WayResult::Done, reason: None }
    }

    fn observe_round(&self, _before: &Baseline) -> Vec<Observation> {
        let world = self.world.lock().unwrap();
        // The guard's ways close everything, ours only a part.
        let result = if world.guard_open { CheckResult::Online } else { CheckResult::Offline };
        ["a", "b"].map(|check| Observation { check: check.to_owned(), result }).into()
    }

    fn undo(&self, _changes: &[Change]) -> Undone {
        self.world.lock().unwrap().own_open = true;
        Undone::default()
    }

    fn undo_by_own_markers(&self) -> Undone {
        Undone::default()
    }

    fn own_markers_present(&self) -> bool {
        false
    }
}

/// How the scripted guard behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guard {
    Absent,
    Dead,
    Refuses,
    Works,
}

fn guard(world: &Shared, kind: Guard) -> Ask {
    let world = Arc::clone(world);
    Arc::new(move |request| {
        let mut world = world.lock().unwrap();
        world.asked.push(request.clone());
        match kind {
            Guard::Absent => return Err(GuardError::Absent),
            Guard::Dead => return Err(GuardError::Unreachable("dead".to_owned())),
            Guard::Refuses if *request == Request::Cut => return Ok(Reply::Refused { why: Refusal::Failed }),
            Guard::Refuses | Guard::Works => {}
        }
        let restore =
            |result| Reply::Restore(RestoreReport { result, retry_after_s: 0, reasons: Vec::new() });
        Ok(match request {
            Request::Cut => {
                world.guard_open = false;
                let ways = vec![WayReport { way: Way::Filter, result: WayResult::Done, reason: None }];
                Reply::Applied { ways, restorable: true, drill_until: None }
            }
            Request::Status => Reply::Status(GuardStatus {
                in_force: !world.guard_open,
                restorable: !world.guard_open,
                since: (!world.guard_open).then_some(Timestamp(7)),
                pin_set: true,
                ..GuardStatus::default()
            }),
            Request::Restore { pin: Some(pin) } if pin == "2468" => {
                world.guard_open = true;
                restore(RestoreResult::Restored)
            }
            Request::Restore { pin: Some(_) } => restore(RestoreResult::WrongPin),
            _ => restore(RestoreResult::NotAllowed),
        })
    })
}

fn line(kind: Guard, root: bool) -> (Guarded<Ops>, Shared, tempfile::TempDir) {
    let world = Shared::new(Mutex::new(World { own_open: true, guard_open: true, ..World::default() }));
    let folder = tempfile::tempdir().unwrap();
    let paths = LinePaths {
        journal: folder.path().join("journal"),
        journal_copy: None,
        pin_folder: folder.path().to_owned(),
    };
    let ops = Ops { world: Arc::clone(&world), root };
    let clock = Clock { now: || Timestamp(1_000), pause: |_| {} };
    (Guarded::asking(ops, paths, guard(&world, kind), clock), world, folder)
}

fn way(report: &CutReport, way: Way) -> Option<WayResult> {
    report.ways.iter().find(|seen| seen.way == way).map(|seen| seen.result)
}

#[test]
fn the_guard_is_one_way_beside_the_others_and_is_not_taken_at_its_word() {
    for (kind, result, cut) in [
        (Guard::Absent, WayResult::NotAvailable, false),
        (Guard::Dead, WayResult::Failed, false),
        (Guard::Refuses, WayResult::Failed, false),
        (Guard::Works, WayResult::Done, true),
    ] {
        let (line, world, _folder) = line(kind, false);
        let report = line.cut(&|_| {});
        assert_eq!((way(&report, Way::Guard), report.cut), (Some(result), cut), "{kind:?}: {report:?}");
        assert_eq!(way(&report, Way::NetworkManager), Some(WayResult::Done), "{kind:?}");
        assert!(!world.lock().unwrap().own_open && report.restorable);
        assert_eq!(line.status().cut, cut, "{kind:?}");
    }
}

#[test]
fn a_guard_that_answers_is_the_one_that_records_what_both_switch_off() {
    for _ in 0..20 {
        let (line, world, _folder) = line(Guard::Works, false);
        assert!(line.cut(&|_| {}).cut);
        assert!(world.lock().unwrap().guard_was_first);
    }
}

#[test]
fn root_leaves_the_work_to_a_guard_that_answers_and_does_it_itself_otherwise() {
    for (kind, own_open) in [(Guard::Works, true), (Guard::Dead, false), (Guard::Refuses, false)] {
        let (line, world, _folder) = line(kind, true);
        let report = line.cut(&|_| {});
        assert_eq!(world.lock().unwrap().own_open, own_open, "{kind:?}: {report:?}");
        assert!(report.restorable, "{kind:?}");
    }
}

#[test]
fn the_guard_looks_at_the_pin_and_then_the_whole_line_is_open() {
    let (line, world, _folder) = line(Guard::Works, false);
    assert!(line.cut(&|_| {}).cut);
    assert_eq!(line.status().since, Some(Timestamp(7)));
    let restore = |authority: RestoreAuthority| line.restore(&authority).result;
    assert_eq!(restore(RestoreAuthority::Nobody), RestoreResult::NotAllowed);
    assert_eq!(restore(RestoreAuthority::Pin("1111".into())), RestoreResult::WrongPin);
    assert!(!world.lock().unwrap().own_open);
    assert_eq!(restore(RestoreAuthority::Pin("2468".into())), RestoreResult::Restored);
    let opened = world.lock().unwrap();
    assert!(opened.own_open && opened.guard_open);
}

#[test]
fn no_pin_is_sent_while_the_guard_holds_nothing() {
    for kind in [Guard::Absent, Guard::Dead, Guard::Refuses] {
        let (line, world, _folder) = line(kind, false);
        line.cut(&|_| {});
        let refused = line.restore(&RestoreAuthority::Pin("2468".into()));
        assert_eq!(refused.result, RestoreResult::NotAllowed, "{kind:?}: this user has set no PIN");
        let asked = &world.lock().unwrap().asked;
        assert!(!asked.iter().any(|request| matches!(request, Request::Restore { .. })), "{kind:?}");
    }
}

#[test]
fn the_worse_of_two_reports_speaks() {
    use RestoreResult::{Incomplete, NothingToDo, Restored};
    let report = |result| RestoreReport { result, retry_after_s: 0, reasons: vec!["why".to_owned()] };
    for (guard, own, same_record, expected) in [
        (Restored, NothingToDo, true, Restored),
        (Restored, Restored, false, Restored),
        (NothingToDo, Restored, false, Restored),
        (NothingToDo, NothingToDo, false, NothingToDo),
        (Restored, Incomplete, false, Incomplete),
        (Incomplete, Restored, false, Incomplete),
        (Incomplete, Restored, true, Restored),
        (Incomplete, Incomplete, true, Incomplete),
    ] {
        assert_eq!(together(report(guard), report(own), same_record).result, expected, "{guard:?} {own:?}");
    }
}
