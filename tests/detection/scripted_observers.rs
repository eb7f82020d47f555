//! The watch together with its observers: what they see counts, and none can hold up or break the look.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use kyukyubako::cli::scan;
use kyukyubako::content::{Locale, Texts};
use kyukyubako::core::Timestamp;
use kyukyubako::core::detection::allow_list::{AllowEntry, AllowList};
use kyukyubako::core::detection::pattern::Pattern;
use kyukyubako::core::detection::snapshot::Snapshot;
use kyukyubako::core::detection::{EvidenceKind, Level};
use kyukyubako::platform::SessionWatch;
use kyukyubako::platform::observers::background::Background;
use kyukyubako::platform::observers::identities::ReadIdentity;
use kyukyubako::platform::observers::identity::{ImageIdentity, Program};
use kyukyubako::platform::observers::{ObserveError, Observer, Seen, Wanted};
use kyukyubako::platform::processes::ProcessWatch;

use crate::{catalogue, finding, idle_program, until};

/// Every watch here knows the same made-up program by its file: two tests at once would see each other's.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Answers with what it is told; when nothing is left to tell, it fails.
struct Scripted(Receiver<Seen>);

impl Observer for Scripted {
    fn name(&self) -> &'static str {
        "scripted"
    }
    fn every(&self) -> Duration {
        Duration::ZERO
    }
    fn observe(&mut self, _: &Wanted) -> Result<Seen, ObserveError> {
        self.0.try_recv().map_err(|error| ObserveError::System(error.to_string()))
    }
}

/// Never answers while its other end lives.
struct Hanging(Receiver<()>);

impl Observer for Hanging {
    fn name(&self) -> &'static str {
        "hanging"
    }
    fn observe(&mut self, _: &Wanted) -> Result<Seen, ObserveError> {
        let _ = self.0.recv();
        Ok(Seen::Pipes(vec!["LogMeInRescue_rarc_r_late".into()]))
    }
}

/// Breaks down at once.
struct Broken;

impl Observer for Broken {
    fn name(&self) -> &'static str {
        "broken"
    }
    fn observe(&mut self, _: &Wanted) -> Result<Seen, ObserveError> {
        std::panic::resume_unwind(Box::new("broken"))
    }
}

/// Watches for Rescue by its traces and files alone: what is ended here may be no other test's program, nor
/// a remote tool that runs on this PC.
fn watch(observers: Vec<Box<dyn Observer>>, identity: fn(&Path) -> ImageIdentity) -> ProcessWatch {
    reading_watch(observers, Arc::new(move |program: &Program| Ok(identity(Path::new(&program.exe)))))
}

fn reading_watch(observers: Vec<Box<dyn Observer>>, read: ReadIdentity) -> ProcessWatch {
    let mut catalogue = catalogue();
    catalogue.tools.retain(|tool| tool.id == "logmein-rescue");
    for tool in &mut catalogue.tools {
        for names in [
            &mut tool.executables,
            &mut tool.on_demand_executables,
            &mut tool.idle_executables,
            &mut tool.generic_executables,
            &mut tool.session.executables,
            &mut tool.paths,
            &mut tool.on_demand_paths,
        ] {
            names.clear();
        }
        tool.session.arguments.clear();
    }
    ProcessWatch::with(Arc::new(catalogue), None, Background::start(observers), read).unwrap()
}

fn nothing(_: &Path) -> ImageIdentity {
    ImageIdentity::default()
}

/// What the file of a renamed Rescue applet says of itself; ordinary files say nothing.
fn rescue_in_disguise(path: &Path) -> ImageIdentity {
    if !path.ends_with("kyukyu-family-photos") {
        return ImageIdentity::default();
    }
    ImageIdentity {
        company: Some("LogMeIn, Inc.".into()),
        product: Some("LogMeIn Rescue".into()),
        original_filename: Some("LMI_Rescue.exe".into()),
        signer: Some("GoTo Technologies USA, LLC".into()),
        signature_valid: Some(true),
    }
}

#[test]
fn what_an_observer_sees_counts_at_the_next_look_and_stays_when_it_fails() {
    let (tell, told) = sync_channel(512);
    tell.send(Seen::Pipes(vec!["LogMeInRescue_rarc_r_1".into()])).unwrap();
    let mut watch = watch(vec![Box::new(Scripted(told))], nothing);
    until("the pipe is seen", || watch.look().level == Level::Live);
    for _ in 0..20 {
        let assessment = watch.look();
        let found = finding(&assessment, "logmein-rescue").unwrap();
        assert_eq!(found.evidence[0].kind, EvidenceKind::SessionMarker, "failing hides nothing");
    }
    tell.send(Seen::Pipes(vec![])).unwrap();
    until("the pipe is gone", || finding(&watch.look(), "logmein-rescue").is_none());
}

#[test]
fn one_that_hangs_and_one_that_breaks_down_hold_nobody_up() {
    let (_release, hang) = sync_channel(512);
    let (tell, told) = sync_channel(512);
    tell.send(Seen::Pipes(vec!["LogMeInRescue_rarc_r_1".into()])).unwrap();
    let observers: Vec<Box<dyn Observer>> =
        vec![Box::new(Broken), Box::new(Hanging(hang)), Box::new(Scripted(told))];
    let mut watch = watch(observers, nothing);
    let mut longest = Duration::ZERO;
    until("the third is heard", || {
        let start = Instant::now();
        let level = watch.look().level;
        longest = longest.max(start.elapsed());
        level == Level::Live
    });
    assert!(longest < Duration::from_secs(2), "a look took {longest:?}");
    // A whole look waits for them, but not for ever.
    let start = Instant::now();
    let snapshot: Snapshot = watch.snapshot();
    assert!(start.elapsed() < Duration::from_secs(8), "{:?}", start.elapsed());
    assert_eq!(snapshot.pipes, ["LogMeInRescue_rarc_r_1"]);
    assert_eq!(snapshot.incomplete, Some(true), "and says that it does not know everything");
}

#[test]
fn a_renamed_tool_is_known_by_its_file_and_ended() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let mut applet = idle_program(folder.path(), "kyukyu-family-photos");
    let mut watch = watch(vec![], rescue_in_disguise);
    until("it is seen", || {
        finding(&watch.look(), "logmein-rescue").is_some_and(|found| found.pids == [applet.0.id()])
    });
    let assessment = watch.look();
    let found = finding(&assessment, "logmein-rescue").unwrap();
    assert_eq!(found.level, Level::Live);
    assert!(found.since.is_some());
    assert_eq!(found.signer.as_deref(), Some("GoTo Technologies USA, LLC"));
    let reports = watch.end_tools();
    assert_eq!(reports.iter().map(|report| (report.ended, report.denied)).collect::<Vec<_>>(), [(1, 0)]);
    assert!(!applet.0.wait().unwrap().success());
}

#[test]
fn what_the_caregiver_allows_is_amber_at_once_and_is_not_ended() {
    let _alone = alone();
    // Not where downloads lie: what runs there is never allowed.
    let folder = tempfile::tempdir_in("/var/tmp").unwrap();
    let mut applet = idle_program(folder.path(), "kyukyu-family-photos");
    let mut watch = watch(vec![], rescue_in_disguise);
    until("it is seen", || watch.look().level == Level::Live);
    let tomorrow = Timestamp(jiff::Timestamp::now().as_millisecond() + 86_400_000);
    let allow = |signer: &str| AllowList {
        entries: vec![AllowEntry {
            tool: "logmein-rescue".into(),
            signer: signer.into(),
            until: tomorrow,
            helping: false,
        }],
    };
    watch.set_allowed(allow("Somebody Else Ltd."));
    assert_eq!(watch.look().level, Level::Live);
    watch.set_allowed(allow("GoTo Technologies USA, LLC"));
    let assessment = watch.look();
    assert_eq!(assessment.level, Level::Clear);
    assert!(finding(&assessment, "logmein-rescue").unwrap().allowed);
    assert!(watch.end_tools().is_empty());
    assert!(applet.0.try_wait().unwrap().is_none(), "an allowed tool goes on");
    watch.set_allowed(AllowList::default());
    assert_eq!(watch.look().level, Level::Live, "and is red again when it is taken back");
}

/// Reads the files of the disguised applet, and hangs on what is called `slow`, which it tells.
fn slow_reader() -> (ReadIdentity, SyncSender<()>, Receiver<()>) {
    let (release, wait) = sync_channel::<()>(1);
    let (begin, begun) = sync_channel(512);
    let (wait, begin) = (Mutex::new(wait), Mutex::new(begin));
    let read = move |program: &Program| {
        if program.exe.ends_with("kyukyu-slow") {
            let _ = begin.lock().unwrap().send(());
            let _ = wait.lock().unwrap().recv();
        }
        Ok(rescue_in_disguise(Path::new(&program.exe)))
    };
    (Arc::new(read), release, begun)
}

#[test]
fn a_file_that_hangs_hides_no_tool_and_a_whole_look_says_so() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let (read, _release, begun) = slow_reader();
    let mut watch = reading_watch(vec![], read);
    watch.look();
    let _slow = idle_program(folder.path(), "kyukyu-slow");
    until("the slow one is being read", || {
        watch.look();
        begun.try_recv().is_ok()
    });
    let applet = idle_program(folder.path(), "kyukyu-family-photos");
    until("the tool is seen all the same", || {
        finding(&watch.look(), "logmein-rescue").is_some_and(|found| found.pids == [applet.0.id()])
    });
    let snapshot = watch.snapshot();
    assert_eq!(snapshot.incomplete, Some(true));
    assert!(snapshot.processes.iter().any(|process| process.product.as_deref() == Some("LogMeIn Rescue")));
}

#[test]
fn a_whole_look_reads_every_file_and_ends_when_it_did() {
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let applet = idle_program(folder.path(), "kyukyu-family-photos");
    let other = idle_program(folder.path(), "kyukyu-other");
    let unlike = |program: &Program| {
        // Longer than any wait of an ordinary round.
        std::thread::park_timeout(Duration::from_millis(300));
        Ok(rescue_in_disguise(Path::new(&program.exe)))
    };
    let mut watch = reading_watch(vec![], Arc::new(unlike));
    let exes = |snapshot: &Snapshot| -> Vec<u32> {
        snapshot.processes.iter().filter(|process| process.exe.is_some()).filter_map(|p| p.pid).collect()
    };
    let start = Instant::now();
    let snapshot = watch.snapshot();
    assert!(exes(&snapshot).contains(&applet.0.id()) && exes(&snapshot).contains(&other.0.id()));
    let judged = crate::judge(&snapshot);
    assert!(finding(&judged, "logmein-rescue").is_some_and(|found| found.pids.contains(&applet.0.id())));
    // As many programs as run here may not all be read in time; when they were, it did not wait longer.
    if snapshot.incomplete.is_none() {
        assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
        let again = Instant::now();
        assert_eq!(watch.snapshot().incomplete, None);
        assert!(again.elapsed() < Duration::from_secs(10), "{:?}", again.elapsed());
    }
}

#[test]
fn an_allowed_tool_raises_no_alarm_at_the_first_look() {
    let _alone = alone();
    // Not where downloads lie: what runs there is never allowed.
    let folder = tempfile::tempdir_in("/var/tmp").unwrap();
    let applet = idle_program(folder.path(), "LMI_Rescue-kyukyu-first.exe");
    let read = |program: &Program| {
        if !program.exe.ends_with("LMI_Rescue-kyukyu-first.exe") {
            return Ok(ImageIdentity::default());
        }
        // A signature takes its time.
        std::thread::park_timeout(Duration::from_millis(700));
        Ok(rescue_in_disguise(Path::new("kyukyu-family-photos")))
    };
    let mut catalogue = catalogue();
    catalogue.tools.retain(|tool| tool.id == "logmein-rescue");
    for tool in &mut catalogue.tools {
        tool.executables = vec![Pattern::new("lmi_rescue-kyukyu-first.exe")];
        tool.services.clear();
    }
    let is_it = std::path::PathBuf::from(format!("/proc/{}/exe", applet.0.id()));
    until("it runs", || {
        std::fs::read_link(&is_it).is_ok_and(|exe| exe.ends_with("LMI_Rescue-kyukyu-first.exe"))
    });
    let mut watch =
        ProcessWatch::with(Arc::new(catalogue), None, Background::start(vec![]), Arc::new(read)).unwrap();
    let tomorrow = Timestamp(jiff::Timestamp::now().as_millisecond() + 86_400_000);
    let signer = "GoTo Technologies USA, LLC".into();
    let entry = AllowEntry { tool: "logmein-rescue".into(), signer, until: tomorrow, helping: false };
    watch.set_allowed(AllowList { entries: vec![entry] });
    let first = watch.look();
    let found = finding(&first, "logmein-rescue").unwrap();
    assert_eq!(found.pids, [applet.0.id()]);
    assert!(found.allowed, "{found:?}");
    assert_eq!(first.level, Level::Clear);
}

#[test]
fn an_incomplete_look_is_called_so_in_words_and_in_the_object() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seen.json");
    for (incomplete, lines) in [(None, 0), (Some(true), 1)] {
        let snapshot = Snapshot { schema: 1, incomplete, ..Snapshot::default() };
        std::fs::write(&file, snapshot.encode().unwrap()).unwrap();
        for locale in Locale::ALL {
            let texts = Texts::new(locale);
            let run = |json: &[&str]| {
                let (mut out, mut err) = (Vec::new(), Vec::new());
                let args = json.iter().copied().chain(["--from", file.to_str().unwrap()]);
                let code = scan::run(args.map(Into::into).collect(), &texts, &mut out, &mut err);
                assert_eq!((code, err.as_slice()), (0, b"".as_slice()));
                String::from_utf8(out).unwrap()
            };
            let sentence = texts.get("scan-incomplete");
            assert_eq!(run(&[]).lines().filter(|line| *line == sentence).count(), lines);
            let answer: serde_json::Value = serde_json::from_str(&run(&["--json"])).unwrap();
            assert_eq!(answer.get("incomplete"), incomplete.map(serde_json::Value::from).as_ref());
        }
    }
}
