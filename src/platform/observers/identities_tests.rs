use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::*;

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(20)
}

fn record(pid: u32, exe: &str) -> ProcessRecord {
    ProcessRecord { pid: Some(pid), exe: Some(exe.into()), ..ProcessRecord::default() }
}

fn by_path(program: &Program) -> std::io::Result<PathBuf> {
    Ok(PathBuf::from(&program.exe))
}

/// Programs with a file each.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn record(&self, pid: u32, name: &str) -> ProcessRecord {
        let path = self.0.path().join(name);
        if !path.exists() {
            std::fs::write(&path, name).unwrap();
        }
        record(pid, path.to_str().unwrap())
    }
}

fn name(program: &Program) -> String {
    PathBuf::from(&program.exe).file_name().unwrap().to_str().unwrap().to_owned()
}

fn named(product: &str) -> ImageIdentity {
    ImageIdentity {
        product: Some(product.to_owned()),
        signer: Some("S".into()),
        signature_valid: Some(true),
        ..ImageIdentity::default()
    }
}

/// Reads the content as product and counts how often.
fn reader() -> (ReadIdentity, Arc<Mutex<usize>>) {
    let count = Arc::new(Mutex::new(0));
    let reads = Arc::clone(&count);
    let read = move |program: &Program| {
        *reads.lock().unwrap() += 1;
        Ok(named(&std::fs::read_to_string(&program.exe)?))
    };
    (Arc::new(read), count)
}

/// Hangs on every file whose name begins with `slow` until it is released, and tells what it began to read.
fn hanging() -> (ReadIdentity, SyncSender<()>, Receiver<String>) {
    let (release, wait) = sync_channel(512);
    let (begin, begun) = sync_channel(512);
    let (wait, begin) = (Mutex::new(wait), Mutex::new(begin));
    let read = move |program: &Program| {
        let name = name(program);
        begin.lock().unwrap().send(name.clone()).unwrap();
        if name.starts_with("slow") {
            let _ = wait.lock().unwrap().recv();
        }
        Ok(named(&name))
    };
    (Arc::new(read), release, begun)
}

const LIMIT: Duration = Duration::from_millis(40);

#[test]
fn a_file_is_read_once_and_again_when_another_takes_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.exe");
    let exe = file.to_str().unwrap();
    let (read, count) = reader();
    let mut identities = Identities::with(read, by_path, FILE_LIMIT);
    let program = record(7, exe);
    assert_eq!(identities.of(&program), None);
    for (content, reads, changes) in [("one", 1, true), ("one", 1, false), ("other", 2, true)] {
        if identities.of(&program).is_none_or(|known| known.product.as_deref() != Some(content)) {
            std::fs::write(&file, content).unwrap();
        }
        identities.ask(&program, Rank::Anywhere);
        let mut changed = identities.take_answers(soon(), None);
        let asked = || Instant::now() + Duration::from_millis(5);
        let deadline = soon();
        while identities.by_pid[&7].progress == Progress::Asked {
            assert!(Instant::now() < deadline);
            changed.extend(identities.take_answers(asked(), None));
        }
        assert_eq!(changed.contains(&7), changes, "{content}");
        assert_eq!(*count.lock().unwrap(), reads, "{content}");
        assert_eq!(identities.of(&program).unwrap().product.as_deref(), Some(content));
    }
    assert!(identities.arrived(&program).is_some());
    assert_eq!(identities.of(&record(7, "b.exe")), None, "another program has its id now");
    let stranger = ProcessRecord { started_at: Some(Timestamp(1)), ..program.clone() };
    assert_eq!(identities.of(&stranger), None);
    identities.keep_only(&BTreeSet::new());
    assert_eq!(identities.of(&program), None);
}

/// Asks again and waits for the answer.
fn look_again(identities: &mut Identities, program: &ProcessRecord) {
    identities.ask(program, Rank::Anywhere);
    let deadline = soon();
    while identities.by_pid.values().any(|entry| entry.progress == Progress::Asked) {
        assert!(Instant::now() < deadline);
        identities.take_answers(Instant::now() + Duration::from_millis(5), None);
        std::thread::yield_now();
    }
}

#[test]
fn what_can_no_longer_be_read_stays_recognised_and_loses_its_trust() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.exe");
    std::fs::write(&file, "one").unwrap();
    let program = record(7, file.to_str().unwrap());
    let (read, count) = reader();
    let mut identities = Identities::with(read, by_path, FILE_LIMIT);
    look_again(&mut identities, &program);
    std::fs::write(&file, b"\xff\xff").unwrap();
    look_again(&mut identities, &program);
    let untrusted = ImageIdentity { signature_valid: None, ..named("one") };
    assert_eq!(identities.of(&program), Some(&untrusted));
    look_again(&mut identities, &program);
    assert_eq!(*count.lock().unwrap(), 3, "a failure is tried again though the file is the same");
    std::fs::remove_file(&file).unwrap();
    look_again(&mut identities, &program);
    assert_eq!(identities.of(&program), Some(&untrusted));
    let newcomer = record(8, file.to_str().unwrap());
    look_again(&mut identities, &newcomer);
    assert_eq!(identities.of(&newcomer), Some(&ImageIdentity::default()), "nobody inherits a good name");
    std::fs::write(&file, "one").unwrap();
    look_again(&mut identities, &program);
    assert_eq!(identities.of(&program), Some(&named("one")), "trusted again");
}

#[test]
fn a_file_that_takes_for_ever_holds_up_itself_alone() {
    let files = Files::new();
    let (read, release, begun) = hanging();
    let mut identities = Identities::with(read, by_path, LIMIT);
    let (slow, twin) = (files.record(1, "slow"), files.record(2, "slow"));
    identities.ask(&slow, Rank::Tool);
    assert_eq!(begun.recv().unwrap(), "slow");
    identities.ask(&twin, Rank::Tool);
    let quick = files.record(3, "quick");
    identities.ask(&quick, Rank::Anywhere);
    identities.take_answers(soon(), None);
    assert_eq!(identities.of(&quick), Some(&named("quick")));
    assert_eq!(identities.of(&slow), Some(&ImageIdentity::default()));
    assert_eq!(identities.of(&twin), Some(&ImageIdentity::default()));
    assert!(!identities.is_complete());
    // It is left alone, by whomever it is asked for.
    for program in [&slow, &twin, &files.record(4, "slow")] {
        identities.ask(program, Rank::Tool);
    }
    identities.take_answers(soon(), None);
    assert_eq!(begun.try_iter().collect::<Vec<_>>(), ["quick"]);
    // When it answers at last that counts, and others may ask again.
    release.send(()).unwrap();
    let deadline = soon();
    while identities.of(&slow) != Some(&named("slow")) {
        assert!(Instant::now() < deadline);
        identities.take_answers(Instant::now() + LIMIT, None);
    }
    drop(release);
    look_again(&mut identities, &twin);
    assert_eq!(identities.of(&twin), Some(&named("slow")));
}

#[test]
fn no_more_than_a_few_threads_are_left_hanging() {
    let files = Files::new();
    let (read, release, begun) = hanging();
    let mut identities = Identities::with(read, by_path, LIMIT);
    for pid in 0..20 {
        identities.ask(&files.record(pid, &format!("slow{pid}")), Rank::Anywhere);
    }
    identities.take_answers(soon(), None);
    assert_eq!(begun.try_iter().count(), desk::HANGING_MAX);
    identities.ask(&files.record(30, "quick"), Rank::Tool);
    let start = Instant::now();
    assert!(identities.take_answers(soon(), None).is_empty());
    assert!(start.elapsed() < Duration::from_secs(5), "there is nobody to wait for");
    assert!(!identities.is_complete());
    // One that comes back makes room.
    drop(release);
    let deadline = soon();
    while identities.of(&files.record(30, "quick")).is_none() {
        assert!(Instant::now() < deadline);
        identities.take_answers(Instant::now() + LIMIT, None);
    }
}

#[test]
fn the_newest_and_most_telling_are_read_first() {
    let files = Files::new();
    let (read, release, begun) = hanging();
    let mut identities = Identities::with(read, by_path, 20 * FILE_LIMIT);
    identities.ask(&files.record(1, "slow"), Rank::Tool);
    assert_eq!(begun.recv().unwrap(), "slow");
    let started =
        |pid, exe: &str, at| ProcessRecord { started_at: Some(Timestamp(at)), ..files.record(pid, exe) };
    identities.ask(&started(2, "system", 9), Rank::Installed);
    identities.ask(&started(3, "old", 1), Rank::Anywhere);
    identities.ask(&started(4, "tool", 0), Rank::Tool);
    // Hundreds of others find no room before the new one, and do not drive it out.
    for pid in 100..100 + 2 * u32::try_from(desk::QUEUE).unwrap() {
        identities.ask(&started(pid, &format!("many{pid}"), 3), Rank::Anywhere);
    }
    identities.ask(&started(5, "new", 5), Rank::Anywhere);
    identities.take_answers(Instant::now(), None);
    drop(release);
    identities.take_answers(soon(), Some(&[4, 5].into()));
    let order: Vec<String> = begun.try_iter().take(2).collect();
    assert_eq!(order, ["tool", "new"]);
    identities.take_answers(soon(), None);
    assert_eq!(identities.of(&started(2, "system", 9)), None, "driven out, asked for again later");
    identities.ask(&started(2, "system", 9), Rank::Installed);
    identities.take_answers(soon(), None);
    assert_eq!(identities.of(&started(2, "system", 9)), Some(&named("system")));
}

#[test]
fn a_reader_that_breaks_down_reads_on() {
    let files = Files::new();
    let read = |program: &Program| match name(program).as_str() {
        "bad" => std::panic::resume_unwind(Box::new("bad")),
        other => Ok(named(other)),
    };
    let mut identities = Identities::with(Arc::new(read), by_path, FILE_LIMIT);
    for (pid, exe) in [(1, "bad"), (2, "good")] {
        identities.ask(&files.record(pid, exe), Rank::Anywhere);
        identities.take_answers(soon(), None);
    }
    assert_eq!(identities.of(&files.record(1, "bad")), Some(&ImageIdentity::default()));
    assert_eq!(identities.of(&files.record(2, "good")), Some(&named("good")));
}

#[cfg(target_os = "linux")]
#[test]
fn a_removed_file_of_a_running_program_is_still_the_one_that_runs() {
    let folder = tempfile::tempdir().unwrap();
    let exe = folder.path().join("kyukyu-removed-test");
    std::fs::copy("/bin/sleep", &exe).unwrap();
    let mut child = loop {
        // The copy may still be open in a child that another test is starting.
        match std::process::Command::new(&exe).arg("600").spawn() {
            Ok(child) => break child,
            Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::ExecutableFileBusy),
        }
    };
    let program = record(child.id(), exe.to_str().unwrap());
    let deadline = soon();
    while Program::of(&program).unwrap().file().is_err() {
        assert!(Instant::now() < deadline);
    }
    let (read, count) = reader_of_running();
    let mut identities = Identities::start(read);
    look_again(&mut identities, &program);
    assert_eq!(identities.of(&program), Some(&named("runs")));
    // As a package update does it: another file takes its name.
    std::fs::copy("/bin/true", folder.path().join("new")).unwrap();
    std::fs::rename(folder.path().join("new"), &exe).unwrap();
    let removed = ProcessRecord { exe: Some(format!("{} (deleted)", exe.display())), ..program.clone() };
    look_again(&mut identities, &removed);
    let kept = identities.of(&removed).cloned();
    let same = identities.of(&program).cloned();
    child.kill().unwrap();
    child.wait().unwrap();
    look_again(&mut identities, &program);
    assert_eq!(same, kept);
    assert_eq!(kept.as_ref().and_then(|kept| kept.product.as_deref()), Some("runs"));
    // Only the administrator's files are trusted on: this one is, when the tests run as administrator.
    let own = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(folder.path()).unwrap());
    assert_eq!(kept.unwrap().signature_valid, (own == 0).then_some(true));
    assert_eq!(*count.lock().unwrap(), if own == 0 { 1 } else { 2 });
    assert_eq!(identities.of(&program).unwrap().signature_valid, None, "it has ended");
}

/// Reads once; what was removed cannot be read.
#[cfg(target_os = "linux")]
fn reader_of_running() -> (ReadIdentity, Arc<Mutex<usize>>) {
    let count = Arc::new(Mutex::new(0));
    let reads = Arc::clone(&count);
    let read = move |program: &Program| {
        *reads.lock().unwrap() += 1;
        let file = program.file()?;
        let named_so = std::fs::read_link(file)?;
        if named_so.to_string_lossy().ends_with("(deleted)") {
            return Err(ObserveError::System("removed".into()));
        }
        Ok(named("runs"))
    };
    (Arc::new(read), count)
}
