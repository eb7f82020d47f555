//! The allow-list on the real platform: pressed in the window, checked against the real PIN file, kept on
//! a real disk, handed to the watch, and there again after a restart.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use egui_kittest::Harness;
use jiff::tz::TimeZone;
use kyukyubako::content::{Locale, catalogue};
use kyukyubako::core::app::AllowStage;
use kyukyubako::core::detection::Assessment;
use kyukyubako::core::detection::allow_list::{AllowFor, AllowList};
use kyukyubako::core::event::Start;
use kyukyubako::core::hand::Hand;
use kyukyubako::core::incident::Answer;
use kyukyubako::core::kept::{KeepReport, KeepResult};
use kyukyubako::core::network::{
    CutProgress, CutReport, LineStatus, Observation, RestoreAuthority, RestoreReport, RestoreResult,
};
use kyukyubako::core::settings::Settings;
use kyukyubako::core::{Event, Press, Screen};
use kyukyubako::platform::directories::Directories;
use kyukyubako::platform::input_origin::Always;
use kyukyubako::platform::pin;
use kyukyubako::platform::storage::UserStore;
use kyukyubako::platform::{EndReport, NetworkLine, Notifier, SessionWatch};
use kyukyubako::runtime::{
    Clock as _, Executor as _, Mailbox, Parts, PlatformExecutor, SystemClock, Waker, Window,
};

use crate::harness::{TestClock, idle, seen};

/// Nothing of this touches the line.
struct NoLine;

impl NetworkLine for NoLine {
    fn cut(&self, _: &dyn Fn(CutProgress)) -> CutReport {
        CutReport::default()
    }
    fn observe(&self) -> Vec<Observation> {
        Vec::new()
    }
    fn status(&self) -> LineStatus {
        LineStatus::default()
    }
    fn restore(&self, _: &RestoreAuthority) -> RestoreReport {
        nothing_restored()
    }
}

fn nothing_restored() -> RestoreReport {
    RestoreReport { result: RestoreResult::NothingToDo, retry_after_s: 0, reasons: Vec::new() }
}

fn nothing_kept(_: &Settings, _: Option<&str>, _: &str) -> KeepReport {
    KeepResult::Failed.into()
}

impl Notifier for NoLine {
    fn notify(&self, _: &str, _: &str) -> Result<(), String> {
        Ok(())
    }
}

/// Sees one idle tool, and says which list it was given.
struct Watch(Arc<Mutex<AllowList>>);

impl SessionWatch for Watch {
    fn look(&mut self) -> Assessment {
        seen(vec![idle()])
    }
    fn end_tools(&mut self) -> Vec<EndReport> {
        Vec::new()
    }
    fn set_allowed(&mut self, allowed: AllowList) {
        *self.0.lock().unwrap() = allowed;
    }
}

/// The window of a PC whose folders lie in `root`.
struct Pc {
    harness: Harness<'static, Window>,
    clock: Arc<TestClock>,
    events: SyncSender<Event>,
    watch: Arc<Mutex<AllowList>>,
}

impl Pc {
    fn start(root: &Path) -> Self {
        let store = UserStore::open(&Directories::under(root));
        let (settings, notices) = store.load_settings();
        assert_eq!(notices, []);
        let start = Start {
            settings: settings.clone(),
            allow_confirmed: store.allowed_fingerprint(),
            pin_set: pin::is_set(&root.join("pin")),
            watching: true,
            ..Start::default()
        };
        let watch = Arc::new(Mutex::new(store.trusted_allow_list(&settings)));
        let (sender, events) = sync_channel(64);
        let hand = sender.clone();
        let mailbox = Mailbox::new(sender, Waker::default());
        mailbox.post(Event::Started(Box::new(start)));
        let parts = Parts {
            line: Arc::new(NoLine),
            keep_elevated: nothing_kept,
            restore_elevated: nothing_restored,
            watch: Some(Box::new(Watch(Arc::clone(&watch)))),
            notifier: Arc::new(NoLine),
            store: Arc::new(store),
            pin_folder: root.join("pin"),
            settings,
            documents: None,
            zone: TimeZone::UTC,
            watcher: None,
            report: kyukyubako::runtime::watcher::AlertReport::default(),
        };
        let executor = PlatformExecutor::start(parts, mailbox).unwrap();
        let clock = Arc::new(TestClock::default());
        let tools = Arc::new(catalogue::builtin().unwrap());
        let window = Window::new(Locale::En, events, Box::new(executor), clock.clone())
            .knowing(tools, TimeZone::UTC)
            .pressed_by(Box::new(Always(Hand::Real)));
        let harness = Harness::builder()
            .with_size(crate::flows::SIZE)
            .with_context_setup(kyukyubako::ui::theme::install)
            .build_eframe(|_| window);
        let mut pc = Self { harness, clock, events: hand, watch };
        pc.until("the tool is seen", |window| !window.app().assessment().findings.is_empty());
        pc
    }

    fn until(&mut self, what: &str, done: impl Fn(&Window) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !done(self.harness.state()) {
            assert!(Instant::now() < deadline, "{what}");
            std::thread::sleep(Duration::from_millis(5));
            self.clock.pass(100);
            self.harness.step();
        }
    }

    /// Through the pages with `pin`, until there is an answer.
    fn allow(&mut self, pin: &[u8]) -> AllowStage {
        let ways = [
            Press::Open(Screen::Home),
            Press::Open(Screen::AllowTools),
            Press::AllowPick(0),
            Press::Answer(Answer::No),
            Press::AllowFor(AllowFor::Season),
        ];
        let digits = pin.iter().map(|digit| Press::PinDigit(*digit));
        for press in ways.into_iter().chain(digits).chain([Press::Next]) {
            self.press(press);
        }
        self.until("an answer", |window| window.app().allow_setup().stage() != AllowStage::Saving);
        self.harness.state().app().allow_setup().stage()
    }

    fn press(&mut self, press: Press) {
        self.clock.pass(1_000);
        self.events.send(Event::Pressed(press)).unwrap();
        self.harness.step();
    }

    fn watched(&self) -> Vec<String> {
        self.watch.lock().unwrap().entries.iter().map(|entry| entry.tool.clone()).collect()
    }

    fn wait_for_watch(&mut self, tools: &[&str]) {
        let watch = Arc::clone(&self.watch);
        self.until("the watch learns of it", |_| {
            watch.lock().unwrap().entries.iter().map(|entry| entry.tool.as_str()).eq(tools.iter().copied())
        });
    }
}

#[test]
fn what_is_allowed_with_the_pin_is_there_after_a_restart_and_what_is_taken_back_is_gone() {
    let root = tempfile::tempdir().unwrap();
    pin::set_pin(&root.path().join("pin"), None, "2580", SystemClock::default().now()).unwrap();
    let mut pc = Pc::start(root.path());
    assert_eq!(pc.allow(&[1, 1, 1, 1]), AllowStage::WrongPin { retry_after_s: 0 });
    assert_eq!(pc.watched(), Vec::<String>::new());
    assert!(!root.path().join("config/settings.toml").exists());
    assert!(matches!(pc.allow(&[2, 5, 8, 0]), AllowStage::Done(_)));
    pc.wait_for_watch(&["teamviewer"]);
    drop(pc);

    let mut again = Pc::start(root.path());
    assert_eq!(again.watched(), ["teamviewer"], "before the first look");
    again.press(Press::Open(Screen::AllowTools));
    again.press(Press::TakeBack(0));
    again.wait_for_watch(&[]);
    let folder = root.path().to_owned();
    again.until("it is off the disk", |_| {
        let store = UserStore::look(&Directories::under(&folder));
        store.load_settings().0.allowed == AllowList::default()
    });
}

/// Looks for as long as the other end lives.
struct Endless(Mutex<Receiver<()>>);

impl SessionWatch for Endless {
    fn look(&mut self) -> Assessment {
        let _ = self.0.lock().unwrap().recv();
        Assessment::default()
    }
    fn end_tools(&mut self) -> Vec<EndReport> {
        Vec::new()
    }
    fn set_allowed(&mut self, _: AllowList) {}
}

#[test]
fn a_look_that_never_ends_does_not_keep_the_window_open() {
    let root = tempfile::tempdir().unwrap();
    let store = UserStore::open(&Directories::under(root.path()));
    let (settings, _) = store.load_settings();
    let (_release, hang) = sync_channel(1);
    let (sender, events) = sync_channel(64);
    let parts = Parts {
        line: Arc::new(NoLine),
        keep_elevated: nothing_kept,
        restore_elevated: nothing_restored,
        watch: Some(Box::new(Endless(Mutex::new(hang)))),
        notifier: Arc::new(NoLine),
        store: Arc::new(store),
        pin_folder: root.path().join("pin"),
        settings,
        documents: None,
        zone: TimeZone::UTC,
        watcher: None,
        report: kyukyubako::runtime::watcher::AlertReport::default(),
    };
    let mut executor = PlatformExecutor::start(parts, Mailbox::new(sender, Waker::default())).unwrap();
    let lost = events.recv_timeout(Duration::from_secs(60)).unwrap();
    assert_eq!(lost, Event::WatchLost);
    let (closed, closing) = sync_channel(1);
    let close = move || {
        executor.finish();
        drop(executor);
        closed.send(()).unwrap();
    };
    std::thread::Builder::new().name("close".into()).spawn(close).unwrap();
    closing.recv_timeout(Duration::from_secs(60)).unwrap();
}
