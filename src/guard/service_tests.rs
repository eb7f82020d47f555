use std::sync::{Arc, Barrier};

use super::*;
use crate::core::network::{Way, WayReport};
use crate::guard::audit::FILE;

const NOON: Moment = Moment { wall: Timestamp(1_700_000_000_000), steady: Timestamp(1_700_000_000_000) };

fn after(ms: i64) -> Moment {
    Moment { wall: NOON.wall.plus_millis(ms), steady: NOON.steady.plus_millis(ms) }
}

/// A line that remembers what was done to it. `open` waits at the barriers when told to.
#[derive(Default)]
struct FakeLine {
    kept: Mutex<Kept>,
    closings: AtomicUsize,
    kept_closed: AtomicUsize,
    openings: AtomicUsize,
    fails_to_open: AtomicBool,
    /// A drill on record stays one: the disk is full.
    record_stays: bool,
    at_open: Option<(Arc<Barrier>, Arc<Barrier>)>,
}

impl Keeper for FakeLine {
    fn close(&self, drill_until: Option<Timestamp>) -> Applied {
        self.closings.fetch_add(1, Ordering::SeqCst);
        let mut kept = self.kept.lock().unwrap();
        let drill_until = match kept.drill_until {
            None if kept.recorded => None,
            known @ Some(_) if self.record_stays => known,
            _ => drill_until,
        };
        *kept = Kept { recorded: true, in_force: true, lasting: true, since: Some(NOON.wall), drill_until };
        let ways = vec![WayReport { way: Way::Filter, result: WayResult::Done, reason: None }];
        Applied { ways, restorable: true }
    }

    fn keep_closed(&self) -> bool {
        self.kept_closed.fetch_add(1, Ordering::SeqCst);
        let mut kept = self.kept.lock().unwrap();
        !std::mem::replace(&mut kept.in_force, true)
    }

    fn kept(&self) -> Kept {
        self.kept.lock().unwrap().clone()
    }

    fn open(&self) -> RestoreReport {
        if let Some((reached, go_on)) = &self.at_open {
            reached.wait();
            go_on.wait();
        }
        self.openings.fetch_add(1, Ordering::SeqCst);
        if self.fails_to_open.load(Ordering::SeqCst) {
            return report(RestoreResult::Incomplete, 0, Some("stuck"));
        }
        *self.kept.lock().unwrap() = Kept::default();
        report(RestoreResult::Restored, 0, None)
    }
}

fn guard(line: FakeLine) -> (Guard<FakeLine>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Guard::new(line, folder.path()), folder)
}

fn person() -> Client {
    Client { elevated: false, who: "uid 1000".to_owned() }
}

fn root() -> Client {
    Client { elevated: true, who: "uid 0".to_owned() }
}

fn restored(
    guard: &Guard<FakeLine>,
    client: &Client,
    pin: Option<&str>,
    now: Moment,
) -> (RestoreResult, u64) {
    match guard.handle(client, Request::Restore { pin: pin.map(str::to_owned) }, now) {
        Reply::Restore(report) => (report.result, report.retry_after_s),
        other => panic!("{other:?}"),
    }
}

fn status_of(guard: &Guard<FakeLine>, client: &Client) -> GuardStatus {
    match guard.handle(client, Request::Status, NOON) {
        Reply::Status(status) => status,
        other => panic!("{other:?}"),
    }
}

fn status(guard: &Guard<FakeLine>, now: Moment) -> GuardStatus {
    match guard.handle(&person(), Request::Status, now) {
        Reply::Status(status) => status,
        other => panic!("{other:?}"),
    }
}

#[test]
fn anybody_closes_and_only_the_owner_opens() {
    let (guard, folder) = guard(FakeLine::default());
    assert_eq!(restored(&guard, &person(), None, NOON).0, RestoreResult::NothingToDo);
    let reply = guard.handle(&person(), Request::Cut, NOON);
    assert!(matches!(&reply, Reply::Applied { restorable: true, drill_until: None, .. }), "{reply:?}");
    assert_eq!(restored(&guard, &person(), None, NOON).0, RestoreResult::NotAllowed);
    // Nobody has set a PIN.
    assert_eq!(restored(&guard, &person(), Some("2468"), NOON).0, RestoreResult::NotAllowed);
    let set = |client: &Client, pin: &str| guard.handle(client, Request::SetPin { pin: pin.into() }, NOON);
    assert_eq!(set(&person(), "1111"), Reply::Refused { why: Refusal::NotElevated });
    assert_eq!(set(&root(), "11"), Reply::Refused { why: Refusal::PinFormat });
    assert_eq!(set(&root(), "2468"), Reply::PinSet);
    assert!(status(&guard, NOON).pin_set && status(&guard, NOON).in_force);
    for expected in [0, 0, 30] {
        assert_eq!(restored(&guard, &person(), Some("1357"), NOON), (RestoreResult::WrongPin, expected));
    }
    assert_eq!(restored(&guard, &person(), Some("2468"), NOON), (RestoreResult::WrongPin, 30));
    // Setting the PC's clock forward buys nothing.
    let forged = Moment { wall: NOON.wall.plus_millis(86_400_000), ..NOON };
    assert_eq!(restored(&guard, &person(), Some("2468"), forged), (RestoreResult::WrongPin, 30));
    assert_eq!(guard.keeper.openings.load(Ordering::SeqCst), 0);
    assert_eq!(restored(&guard, &person(), Some("2468"), after(30_000)).0, RestoreResult::Restored);

    guard.handle(&person(), Request::Cut, after(40_000));
    assert_eq!(restored(&guard, &root(), None, after(40_000)).0, RestoreResult::Restored);
    let log = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
    for part in ["uid 1000: cut: done", "uid 1000: set-pin: refused", "wrong PIN", "uid 0: restore: Restored"]
    {
        assert!(log.contains(part), "{part}: {log}");
    }
    assert!(!log.contains("2468") && !log.contains("1357"), "{log}");
}

#[test]
fn the_owner_replaces_a_forgotten_pin() {
    let (guard, _folder) = guard(FakeLine::default());
    for pin in ["2468", "8642"] {
        assert_eq!(guard.handle(&root(), Request::SetPin { pin: pin.into() }, NOON), Reply::PinSet);
    }
    guard.handle(&person(), Request::Cut, NOON);
    assert_eq!(restored(&guard, &person(), Some("2468"), NOON).0, RestoreResult::WrongPin);
    assert_eq!(restored(&guard, &person(), Some("8642"), NOON).0, RestoreResult::Restored);
}

#[test]
fn a_drill_ends_by_itself_and_by_anybody_but_never_as_a_cut() {
    let (guard, _folder) = guard(FakeLine::default());
    let drill = |now: Moment| guard.handle(&person(), Request::Drill, now);
    let Reply::Applied { drill_until: Some(until), .. } = drill(NOON) else { panic!("refused") };
    assert_eq!(until, NOON.wall.plus_millis(DRILL_MS));
    assert_eq!(drill(after(5)), Reply::Refused { why: Refusal::DrillRuns });
    assert_eq!(restored(&guard, &person(), None, after(10)).0, RestoreResult::Restored);

    drill(after(1000));
    // The PC's clock is set forward, then back: the drill takes its 60 s all the same.
    let clocks = |wall: i64, steady: i64| Moment {
        wall: NOON.wall.plus_millis(wall),
        steady: NOON.steady.plus_millis(steady),
    };
    guard.tick(clocks(9_000_000, 60_999));
    assert!(status(&guard, clocks(9_000_000, 60_999)).in_force);
    assert_eq!(
        status(&guard, clocks(9_000_000, 60_000)).drill_until,
        Some(NOON.wall.plus_millis(9_001_000)),
        "told by the clock on the wall"
    );
    guard.tick(clocks(-9_000_000, 61_000));
    assert_eq!(status(&guard, after(61_000)), GuardStatus::default());

    drill(after(100_000));
    guard.handle(&person(), Request::Cut, after(100_001));
    guard.tick(after(200_000));
    assert!(status(&guard, after(200_000)).in_force);
    assert_eq!(status(&guard, after(200_000)).drill_until, None);
    assert_eq!(drill(after(200_000)), Reply::Refused { why: Refusal::CutInForce });
    assert_eq!(restored(&guard, &person(), None, after(200_000)).0, RestoreResult::NotAllowed);
}

#[test]
fn a_drill_that_did_not_end_is_tried_again() {
    let (guard, _folder) = guard(FakeLine::default());
    guard.handle(&person(), Request::Drill, NOON);
    guard.keeper.fails_to_open.store(true, Ordering::SeqCst);
    guard.tick(after(60_000));
    guard.tick(after(61_000));
    assert_eq!(guard.keeper.openings.load(Ordering::SeqCst), 2);
    guard.keeper.fails_to_open.store(false, Ordering::SeqCst);
    guard.tick(after(62_000));
    assert!(!status(&guard, after(62_000)).restorable);
}

#[test]
fn after_a_restart_a_cut_is_kept_and_a_drill_has_ended() {
    let line = |drill_until| FakeLine {
        kept: Mutex::new(Kept { recorded: true, drill_until, ..Kept::default() }),
        ..FakeLine::default()
    };
    let (cut, _folder) = guard(line(None));
    cut.reconcile(NOON);
    assert!(status(&cut, NOON).in_force);
    assert_eq!(cut.keeper.openings.load(Ordering::SeqCst), 0);

    let (drill, _folder) = guard(line(Some(NOON.wall.plus_millis(50_000))));
    drill.reconcile(NOON);
    assert_eq!(status(&drill, NOON), GuardStatus::default());

    let (open, _folder) = guard(FakeLine::default());
    open.reconcile(NOON);
    open.tick(NOON);
    assert_eq!(open.keeper.kept_closed.load(Ordering::SeqCst), 0);
}

#[test]
fn a_drill_begun_by_another_program_never_lasts_longer_than_ours() {
    let until = NOON.wall.plus_millis(i64::MAX / 4);
    let line = FakeLine {
        kept: Mutex::new(Kept { recorded: true, drill_until: Some(until), ..Kept::default() }),
        ..FakeLine::default()
    };
    let (guard, _folder) = guard(line);
    guard.tick(NOON);
    guard.tick(after(DRILL_MS - 1));
    assert!(status(&guard, after(DRILL_MS - 1)).in_force);
    guard.tick(after(DRILL_MS));
    assert!(!status(&guard, after(DRILL_MS)).restorable);
}

#[test]
fn what_opens_during_a_cut_is_closed_within_a_tick() {
    let (guard, _folder) = guard(FakeLine::default());
    guard.handle(&person(), Request::Cut, NOON);
    guard.keeper.kept.lock().unwrap().in_force = false;
    guard.tick(after(1000));
    assert!(status(&guard, after(1000)).in_force);
}

#[test]
fn a_cut_during_a_restore_wins() {
    let barrier = || Arc::new(Barrier::new(2));
    let (reached, go_on) = (barrier(), barrier());
    let line = FakeLine { at_open: Some((Arc::clone(&reached), Arc::clone(&go_on))), ..FakeLine::default() };
    let (guard, _folder) = guard(line);
    guard.handle(&person(), Request::Cut, NOON);
    std::thread::scope(|scope| {
        let restoring = scope.spawn(|| restored(&guard, &root(), None, NOON));
        reached.wait();
        let cutting = scope.spawn(|| guard.handle(&person(), Request::Cut, NOON));
        // The restore is under way; the cut has been asked for and waits.
        while guard.cuts.load(Ordering::SeqCst) < 2 {
            std::thread::yield_now();
        }
        go_on.wait();
        assert_eq!(restoring.join().unwrap().0, RestoreResult::Incomplete);
        assert!(matches!(cutting.join().unwrap(), Reply::Applied { restorable: true, .. }));
    });
    assert!(status(&guard, NOON).in_force);
}

#[test]
fn many_cuts_at_once_are_few_closings_and_other_requests_are_bounded() {
    let barrier = || Arc::new(Barrier::new(2));
    let (reached, go_on) = (barrier(), barrier());
    let line = FakeLine { at_open: Some((Arc::clone(&reached), Arc::clone(&go_on))), ..FakeLine::default() };
    let (guard, _folder) = guard(line);
    guard.handle(&person(), Request::Cut, NOON);
    std::thread::scope(|scope| {
        let guard = &guard;
        scope.spawn(|| restored(guard, &root(), None, NOON));
        reached.wait();
        // The line is busy: drills wait with the restore, the next request is told to come back.
        for _ in 0..OTHERS_MAX {
            scope.spawn(|| guard.handle(&person(), Request::Drill, NOON));
        }
        while guard.others.load(Ordering::SeqCst) < OTHERS_MAX {
            std::thread::yield_now();
        }
        let busy = Reply::Refused { why: Refusal::Busy };
        assert_eq!(guard.handle(&person(), Request::Status, NOON), busy);
        // Neither an administrator nor whoever has a PIN is kept out by that.
        assert!(status_of(guard, &root()).in_force);
        assert_eq!(restored(guard, &person(), None, NOON).0, RestoreResult::NotAllowed);
        for _ in 0..50 {
            scope.spawn(|| guard.handle(&person(), Request::Cut, NOON));
        }
        while guard.cuts.load(Ordering::SeqCst) < 51 {
            std::thread::yield_now();
        }
        go_on.wait();
    });
    assert_eq!(guard.keeper.closings.load(Ordering::SeqCst), 2);
    assert!(status(&guard, NOON).in_force);
}

/// One thing that happens to the guard.
#[derive(Debug, Clone, Copy)]
enum Happening {
    Cut,
    Drill,
    RestoreByAnybody,
    RestoreWithWrongPin,
    RestoreByRoot,
    /// Time passes, with or without the clock on the wall being set.
    Passes(i64, i64),
    /// Killed and started again.
    Restart,
}

fn happening() -> impl proptest::strategy::Strategy<Value = Happening> {
    use proptest::prelude::*;
    prop_oneof![
        Just(Happening::Cut),
        Just(Happening::Drill),
        Just(Happening::RestoreByAnybody),
        Just(Happening::RestoreWithWrongPin),
        Just(Happening::RestoreByRoot),
        (0..70_000_i64, -100_000..100_000_i64).prop_map(|(ms, set)| Happening::Passes(ms, set)),
        Just(Happening::Restart),
    ]
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(200))]
    /// Whatever happens in whatever order: a cut ends by root alone, and no drill lasts longer than a minute and
    /// a tick.
    #[test]
    fn only_root_ends_a_cut_and_every_drill_ends(
        happenings in proptest::collection::vec(happening(), 1..40)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut guard = Guard::new(FakeLine::default(), folder.path());
        let mut now = NOON;
        let (mut cut, mut drill_since) = (false, None);
        for happening in happenings {
            match happening {
                Happening::Cut => {
                    guard.handle(&person(), Request::Cut, now);
                    (cut, drill_since) = (true, None);
                }
                Happening::Drill => {
                    let begun = matches!(guard.handle(&person(), Request::Drill, now), Reply::Applied { .. });
                    assert_eq!(begun, !cut && drill_since.is_none());
                    drill_since = if begun { Some(now.steady) } else { drill_since };
                }
                Happening::RestoreByAnybody | Happening::RestoreWithWrongPin => {
                    let wrong = matches!(happening, Happening::RestoreWithWrongPin);
                    let (result, _) = restored(&guard, &person(), wrong.then_some("0000"), now);
                    assert_eq!(result == RestoreResult::NotAllowed, cut);
                    drill_since = None;
                }
                Happening::RestoreByRoot => {
                    restored(&guard, &root(), None, now);
                    (cut, drill_since) = (false, None);
                }
                Happening::Passes(ms, set) => {
                    now.steady = now.steady.plus_millis(ms);
                    now.wall = now.wall.plus_millis(ms + set);
                    guard.tick(now);
                }
                Happening::Restart => {
                    let line = FakeLine { kept: Mutex::new(guard.keeper.kept()), ..FakeLine::default() };
                    guard = Guard::new(line, folder.path());
                    guard.reconcile(now);
                    drill_since = None;
                }
            }
            drill_since = drill_since.filter(|since| now.steady.0 - since.0 < DRILL_MS);
            assert_eq!(guard.keeper.kept().recorded, cut || drill_since.is_some(), "{happening:?}");
        }
    }
}

#[test]
fn a_drill_that_became_a_cut_is_no_drill_whatever_its_record_says() {
    let (guard, _folder) = guard(FakeLine { record_stays: true, ..FakeLine::default() });
    guard.handle(&person(), Request::Drill, NOON);
    guard.handle(&person(), Request::Cut, after(10));
    assert!(guard.keeper.kept().drill_until.is_some(), "the record still says drill");
    assert_eq!(status(&guard, after(20)).drill_until, None);
    assert_eq!(restored(&guard, &person(), None, after(20)).0, RestoreResult::NotAllowed);
    guard.tick(after(DRILL_MS + 10));
    assert_eq!(guard.keeper.openings.load(Ordering::SeqCst), 0);
    // Opened by the owner it is forgotten: the next drill is one.
    assert_eq!(restored(&guard, &root(), None, after(70_000)).0, RestoreResult::Restored);
    guard.handle(&person(), Request::Drill, after(80_000));
    assert_eq!(restored(&guard, &person(), None, after(80_010)).0, RestoreResult::Restored);
}

#[test]
fn guessing_on_a_full_disk_ends_with_the_free_tries_and_the_administrator_still_gets_in() {
    let (guard, folder) = guard(FakeLine::default());
    assert_eq!(guard.handle(&root(), Request::SetPin { pin: "2468".into() }, NOON), Reply::PinSet);
    std::fs::create_dir_all(folder.path().join("pin-tries").join("x")).unwrap();
    guard.handle(&person(), Request::Cut, NOON);
    for guess in 0..20 {
        let pin = format!("{guess:04}");
        assert_eq!(restored(&guard, &person(), Some(&pin), after(guess)).0, RestoreResult::WrongPin);
    }
    let (result, wait) = restored(&guard, &person(), Some("2468"), after(20));
    assert!(result == RestoreResult::WrongPin && wait > 0, "{result:?} {wait}");
    assert_eq!(restored(&guard, &root(), None, after(20)).0, RestoreResult::Restored);
}

#[cfg(unix)]
#[test]
fn a_link_in_the_place_of_the_folder_has_no_pin() {
    let (guard, folder) = guard(FakeLine::default());
    let planted = tempfile::tempdir().unwrap();
    crate::platform::pin::replace(planted.path(), "1111").unwrap();
    guard.handle(&person(), Request::Cut, NOON);
    std::fs::remove_dir_all(folder.path()).unwrap();
    std::os::unix::fs::symlink(planted.path(), folder.path()).unwrap();
    assert_eq!(restored(&guard, &person(), Some("1111"), NOON).0, RestoreResult::NotAllowed);
    std::fs::remove_file(folder.path()).unwrap();
}

#[test]
fn a_loop_of_cuts_undoes_the_owners_restore_once_and_not_for_ever() {
    let barrier = || Arc::new(Barrier::new(2));
    let (reached, go_on) = (barrier(), barrier());
    let line = FakeLine { at_open: Some((Arc::clone(&reached), Arc::clone(&go_on))), ..FakeLine::default() };
    let (guard, _folder) = guard(line);
    let cut = |client: &Client, now: Moment| guard.handle(client, Request::Cut, now);
    let later = Reply::Refused { why: Refusal::Restoring };
    cut(&person(), NOON);
    std::thread::scope(|scope| {
        // Whoever presses the red button during a restore wins, as ever.
        let first = scope.spawn(|| restored(&guard, &root(), None, NOON).0);
        reached.wait();
        let pressed = scope.spawn(|| cut(&person(), NOON));
        while guard.cuts.load(Ordering::SeqCst) < 2 {
            std::thread::yield_now();
        }
        go_on.wait();
        assert_eq!(first.join().unwrap(), RestoreResult::Incomplete);
        assert!(matches!(pressed.join().unwrap(), Reply::Applied { .. }));
        // The owner's second one goes through, and others are told when to come back.
        let second = scope.spawn(|| restored(&guard, &root(), None, after(1000)).0);
        reached.wait();
        for _ in 0..100 {
            assert_eq!(cut(&person(), after(1000)), later);
        }
        go_on.wait();
        assert_eq!(second.join().unwrap(), RestoreResult::Restored);
    });
    assert_eq!(cut(&person(), after(1000 + SHIELD_MS - 1)), later);
    // An administrator's own cut is always one; after a few seconds so is everybody's.
    assert!(matches!(cut(&root(), after(1001)), Reply::Applied { .. }));
    assert!(matches!(cut(&person(), after(1000 + SHIELD_MS)), Reply::Applied { .. }));
}

#[test]
fn an_incomplete_opening_goes_on_until_it_is_complete_or_until_a_new_cut() {
    let (guard, _folder) = guard(FakeLine::default());
    let openings = || guard.keeper.openings.load(Ordering::SeqCst);
    let fails = |fails: bool| guard.keeper.fails_to_open.store(fails, Ordering::SeqCst);
    guard.handle(&person(), Request::Cut, NOON);
    fails(true);
    assert_eq!(restored(&guard, &root(), None, NOON).0, RestoreResult::Incomplete);
    for ms in (0..10_000).step_by(100) {
        guard.tick(after(ms));
    }
    // Tried again after 1, 2 and 4 seconds, and closed by nobody.
    assert_eq!((openings(), guard.keeper.kept_closed.load(Ordering::SeqCst)), (4, 0));
    assert_eq!(restored(&guard, &person(), None, after(10_000)).0, RestoreResult::NotAllowed);
    fails(false);
    guard.tick(after(16_000));
    assert!(!status(&guard, after(16_000)).restorable);

    guard.handle(&person(), Request::Cut, after(20_000));
    fails(true);
    assert_eq!(restored(&guard, &root(), None, after(20_000)).0, RestoreResult::Incomplete);
    guard.handle(&person(), Request::Cut, after(20_100));
    fails(false);
    guard.tick(after(30_000));
    assert!(status(&guard, after(30_000)).in_force, "the new cut stays");
}

#[test]
fn loops_of_drills_and_restores_wash_nothing_out_of_the_log() {
    let (guard, folder) = guard(FakeLine::default());
    guard.handle(&root(), Request::SetPin { pin: "2468".into() }, NOON);
    for _ in 0..500 {
        guard.handle(&person(), Request::Drill, NOON);
        assert_eq!(restored(&guard, &person(), None, NOON).0, RestoreResult::Restored);
    }
    let log = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
    assert!(log.lines().count() < 25 && log.contains("uid 0: set-pin: done"), "{log}");
    assert!(log.contains("uid 1000: drill: begun (256 times)"), "{log}");
}
