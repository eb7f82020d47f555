//! A restore that could not be finished: the line is opened further, never closed again without a press.

use super::*;

/// Two ways and two rounds of a cut on [`all_up`], all well.
const CUT: [Fault; 4] = [Fault::None; 4];

fn cut_then(undo: &[Fault]) -> FakeOps {
    FakeOps::new(all_up(), &[&CUT, undo].concat())
}

#[test]
fn what_could_not_be_taken_back_is_tried_again_and_nothing_is_closed() {
    let folder = self::folder();
    let ops = cut_then(&[Fault::None, Fault::FailsBefore]);
    let line = line(&ops, folder.path());
    assert!(line.cut(&nothing).cut);
    assert_eq!(line.restore(&RestoreAuthority::Elevated).result, RestoreResult::Incomplete);
    assert_eq!(ops.shared().world, World { up: vec![true, false, false], manager: true });
    assert!(!line.held().in_force && line.held().recorded);
    // What the guard does once a second, here or after it was killed.
    let next = self::line(&ops, folder.path());
    assert!(!next.keep_closed(), "an open line is closed again");
    assert_eq!((ops.shared().world.clone(), folder.path().join("journal").exists()), (all_up(), false));
}

#[test]
fn an_endless_failure_neither_closes_the_line_nor_keeps_the_red_button_from_it() {
    let folder = self::folder();
    // The first link fails to come back; the rest is back at once.
    let ops = cut_then(&[Fault::FailsBefore, Fault::None, Fault::None, Fault::FailsBefore]);
    let line = line(&ops, folder.path());
    assert!(line.cut(&nothing).cut);
    assert_eq!(line.restore(&RestoreAuthority::Elevated).result, RestoreResult::Incomplete);
    let half = World { up: vec![false, true, false], manager: true };
    for _ in 0..5 {
        assert!(!line.keep_closed());
        line.observe();
        let again = line.cut_again(&nothing);
        assert!(!again.cut && ops.shared().world.open(), "{again:?}");
    }
    assert_eq!(ops.shared().world, half, "gone on with once, not with every look");
    // A press counts again, and so does what keeps it.
    let pressed = line.cut(&nothing);
    assert!(pressed.cut && pressed.restorable, "{pressed:?}");
    // A cable that was not there before.
    ops.shared().world.up[2] = true;
    assert!(line.keep_closed(), "a cut is kept");
    assert!(!ops.shared().world.open());
    assert_eq!(line.restore(&RestoreAuthority::Elevated).result, RestoreResult::Restored);
    assert_eq!(ops.shared().world, World { up: vec![true; 3], manager: true });
}

#[test]
fn that_the_line_is_to_be_open_is_on_record_before_anything_is_opened() {
    let folder = self::folder();
    let ops = FakeOps::new(all_up(), &[]);
    assert!(line(&ops, folder.path()).cut(&nothing).cut);
    let (seen, journal) = (Arc::new(Mutex::new(false)), folder.path().join("journal"));
    let opening = Arc::clone(&seen);
    ops.shared().during_undo = Some(Box::new(move || {
        let stored = JournalStore::new(journal, None).load();
        *opening.lock().unwrap() = matches!(stored, Stored::Whole(journal) if journal.opening);
    }));
    assert_eq!(
        line(&ops, folder.path()).restore(&RestoreAuthority::Elevated).result,
        RestoreResult::Restored
    );
    assert!(*seen.lock().unwrap());
}

#[test]
fn a_cut_of_this_process_does_not_wait_for_a_restore_that_waits_for_another() {
    let folder = self::folder();
    let ops = FakeOps::new(all_up(), &[]);
    let line = line(&ops, folder.path());
    assert!(line.cut(&nothing).cut);
    let other = JournalStore::new(folder.path().join("journal"), None);
    let held = other.lock(Duration::ZERO);
    std::thread::scope(|scope| {
        let restore = scope.spawn(|| line.restore(&RestoreAuthority::Elevated));
        let end = std::time::Instant::now() + Duration::from_secs(20);
        while line.unsaved.try_lock().is_ok() {
            assert!(std::time::Instant::now() < end, "the restore never began");
        }
        let pressed = std::time::Instant::now();
        line.cut(&nothing);
        assert!(pressed.elapsed() < Duration::from_secs(5), "{:?}", pressed.elapsed());
        assert_eq!(restore.join().unwrap().result, RestoreResult::Incomplete);
    });
    assert!(!ops.shared().world.open());
    drop(held);
}

#[cfg(target_os = "linux")]
#[test]
fn what_outlives_a_restart_is_not_called_restorable_from_memory_alone() {
    let folder = self::folder();
    for manager in [true, false] {
        let ops = FakeOps::new(World { up: vec![true], manager }, &[]);
        let copy = folder.path().join("copy");
        let paths = LinePaths {
            // Where nobody can make a file.
            journal: "/proc/nowhere/journal".into(),
            journal_copy: Some(copy.clone()),
            pin_folder: folder.path().into(),
        };
        let line = Line::with_clock(ops.clone(), paths, clock());
        // A link is up again after a restart; NetworkManager's switch stays off.
        assert_eq!(line.cut(&nothing).restorable, !manager, "manager: {manager}");
        assert_eq!(line.close(None).restorable, !manager, "manager: {manager}");
        // What a power failure leaves: an administrator gets the line all the same.
        std::fs::remove_file(&copy).unwrap();
        let report = line.restore(&RestoreAuthority::Elevated);
        assert_eq!(report.result, RestoreResult::Restored, "manager: {manager}");
        assert!(ops.shared().world.manager);
        assert_eq!(line.restore(&RestoreAuthority::Elevated).result, RestoreResult::NothingToDo);
    }
}

#[test]
fn what_nothing_can_be_done_about_is_said_and_keeps_no_record() {
    for (warnings, lost, expected) in [
        (vec!["wlan0: switched off by the key for Wi-Fi".to_owned()], vec![], RestoreResult::Restored),
        (vec![], vec!["eth0: restart the computer".to_owned()], RestoreResult::Incomplete),
    ] {
        let folder = self::folder();
        let ops = FakeOps::new(all_up(), &[]);
        let line = line(&ops, folder.path());
        assert!(line.cut(&nothing).cut);
        ops.shared().warnings = warnings;
        ops.shared().lost = lost;
        let report = line.restore(&RestoreAuthority::Elevated);
        assert_eq!((report.result, report.reasons.len()), (expected, 1), "{report:?}");
        assert!(!line.keep_closed() && ops.shared().world == all_up());
        assert_eq!(line.restore(&RestoreAuthority::Elevated).result, RestoreResult::NothingToDo);
        assert!(line.cut(&nothing).cut, "a press counts as ever");
    }
}
