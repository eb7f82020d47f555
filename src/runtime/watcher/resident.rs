//! The resident: takes in what is seen and told, asks the watcher's mind, and does what it wants.

use std::io::{self, Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use super::alert_process::{AlertProcess, Raised};
use super::helpers::StandingHelpers;
use super::look::Look;
use super::rules::{ProgramFile, Rules};
use super::{ALIVE_EVERY, ALIVE_MISSED_MAX, ASKED, LINE_ALIVE, LINE_CALM, LINE_TOLD, NEW_PROGRAM, TOLD};
use crate::content::{Locale, Texts, catalogue};
use crate::core::Timestamp;
use crate::core::detection::Finding;
use crate::core::session::SessionRecord;
use crate::core::watch::WatchChoice;
use crate::core::watch::entry::WORD;
use crate::core::watch::machine::{Action, AlertEnd, Input, Moment, Watcher};
use crate::platform::desktop_session::DesktopSession;
use crate::platform::directories::Directories;
use crate::platform::notification::DesktopNotifier;
use crate::platform::own_program::OwnProgram;
use crate::platform::parent_process::ParentProcess;
use crate::platform::processes::ProcessWatch;
use crate::platform::processes::observer::from_system_time;
use crate::platform::storage::UserStore;
use crate::platform::watcher::WatcherPlace;
use crate::platform::{Notifier as _, single_instance};
use crate::runtime::executor::SESSIONS;

/// Messages that may wait.
const MESSAGES: usize = 64;
/// Longest time without a thought.
const TICK: Duration = Duration::from_millis(500);
/// Files are looked at this often, the screen less often.
const FILES_EVERY: Duration = Duration::from_secs(1);
const SCREEN_EVERY: Duration = Duration::from_secs(10);
/// The screen does not answer so many times: it is gone.
const SCREEN_GONE: u32 = 3;
/// No round of looking for so long: this process is started anew.
const SILENT_MAX: Duration = Duration::from_secs(60);
/// A resident that lost its keeper sooner than this waits before it starts another.
const LIVED: Duration = Duration::from_secs(10);
const KEEPER_PAUSE: Duration = Duration::from_secs(2);

/// What the threads tell the resident.
#[derive(Debug)]
pub(super) enum Message {
    /// For the mind.
    Input(Input),
    /// The keeper is gone.
    KeeperGone,
}

/// How this process was started.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stay {
    /// See [`super::TOLD`].
    pub told: bool,
    /// See [`super::BY_HAND`].
    pub by_hand: bool,
}

/// Watches until it is asked to end; `preferred` are the system's languages. The exit code for the keeper.
///
/// # Errors
/// The system's reason, when nothing can be watched here.
pub fn stay(directories: &Directories, preferred: Vec<String>, how: Stay) -> io::Result<u8> {
    let state = directories.state.clone().ok_or(io::ErrorKind::NotFound)?;
    let program = OwnProgram::find()?;
    let tools = Arc::new(catalogue::builtin().map_err(io::Error::other)?);
    let mut watch = ProcessWatch::new(tools, None).map_err(io::Error::other)?;
    let mut rules = Rules::new(directories);
    let (sender, messages) = sync_channel(MESSAGES);
    let mut language = None;
    let mut mind = Watcher::new(how.told);
    let mut helpers = StandingHelpers::new(&state, sender.clone());
    if let Some((settings, allowed)) = rules.changed() {
        use crate::platform::SessionWatch as _;
        // Before the first look: what is allowed raises no alarm.
        watch.set_allowed(allowed);
        mind.step(
            Input::AutomaticCut(settings.watch.is_on(WatchChoice::AutomaticCut)),
            moment(Instant::now()),
        );
        helpers.want(&settings.watch);
        language = settings.language;
    }
    let look = Look::start(watch, sender.clone())?;
    let keeper_heard = hear_keeper(sender.clone())?;
    let now = Instant::now();
    let resident = Resident {
        mind,
        began: now,
        file: ProgramFile::new(program.path()),
        program,
        place: WatcherPlace::new(&state),
        directories: directories.clone(),
        rules,
        helpers,
        look,
        sender,
        alert: AlertProcess::default(),
        seen: Vec::new(),
        preferred,
        language,
        session: DesktopSession::current(),
        screen_missed: 0,
        files_at: now,
        screen_at: now,
        told: how.told,
        by_hand: how.by_hand,
        keeper: ParentProcess::current(),
        keeper_heard,
        keeper_missed: 0,
        alive_at: now,
    };
    log::info!("watching");
    resident.run(&messages)
}

/// Tells when the keeper is gone: then its end of our input closes.
fn hear_keeper(sender: SyncSender<Message>) -> io::Result<Arc<AtomicBool>> {
    let heard = Arc::new(AtomicBool::new(true));
    let keeper = Arc::clone(&heard);
    std::thread::Builder::new().name("keeper".into()).spawn(move || {
        let mut bytes = [0; 64];
        while io::stdin().read(&mut bytes).is_ok_and(|read| read > 0) {
            keeper.store(true, Ordering::Release);
        }
        let _ = sender.send(Message::KeeperGone);
    })?;
    Ok(heard)
}

struct Resident {
    mind: Watcher,
    began: Instant,
    program: OwnProgram,
    file: ProgramFile,
    place: WatcherPlace,
    directories: Directories,
    rules: Rules,
    helpers: StandingHelpers,
    look: Arc<Look>,
    sender: SyncSender<Message>,
    alert: AlertProcess,
    /// What the last look found.
    seen: Vec<Finding>,
    preferred: Vec<String>,
    language: Option<String>,
    session: DesktopSession,
    screen_missed: u32,
    files_at: Instant,
    screen_at: Instant,
    told: bool,
    by_hand: bool,
    keeper: ParentProcess,
    keeper_heard: Arc<AtomicBool>,
    keeper_missed: u32,
    alive_at: Instant,
}

impl Resident {
    fn run(mut self, messages: &Receiver<Message>) -> io::Result<u8> {
        loop {
            let input = match messages.recv_timeout(TICK) {
                Ok(Message::Input(input)) => input,
                Ok(Message::KeeperGone) => return self.without_keeper(),
                Err(RecvTimeoutError::Timeout) => Input::Tick,
                Err(RecvTimeoutError::Disconnected) => return Err(io::ErrorKind::BrokenPipe.into()),
            };
            self.think(input);
            if self.look.silent_for() >= SILENT_MAX {
                return Err(io::Error::other("the look does not come back"));
            }
            if let Some(code) = self.housekeeping() {
                return Ok(code);
            }
        }
    }

    fn is_let_be(&self) -> bool {
        let store = UserStore::look(&self.directories);
        let record = store.document_as_it_is::<SessionRecord>(SESSIONS).unwrap_or_default().bounded();
        let now = from_system_time(std::time::SystemTime::now()).unwrap_or_default();
        record.lets_be(&self.seen, now)
    }

    fn think(&mut self, input: Input) {
        if let Input::Assessed(assessment) = &input {
            self.seen.clone_from(&assessment.findings);
        }
        let at = moment(self.began);
        for action in self.mind.step(input, at) {
            log::info!("{action:?}");
            match action {
                Action::StartAlert => self.start(false),
                Action::StartAsked => self.start(true),
                Action::RaiseAlert => self.raise(false),
                Action::RaiseAsked => self.raise(true),
                Action::EndAlert => self.alert.give_up(),
                Action::NotifyNeutral => self.notify(),
                Action::LookAgain => self.look.at_everything(),
                // Said in a window that this watcher did not start.
                Action::CutNow if self.is_let_be() => log::info!("the person let it be"),
                Action::CutNow => {
                    if let Err(error) = self.program.start_alone(&["cut"]) {
                        log::error!("cut: {error}");
                    }
                }
            }
        }
        if self.mind.has_told() != self.told {
            self.told = self.mind.has_told();
            self.tell_keeper(if self.told { LINE_TOLD } else { LINE_CALM });
        }
    }

    fn start(&self, asked: bool) {
        self.alert.start(self.program.clone(), self.sender.clone(), asked);
    }

    fn tell_keeper(&self, line: &str) {
        let mut out = io::stdout().lock();
        if let Err(error) = writeln!(out, "{line}").and_then(|()| out.flush()) {
            log::debug!("keeper: {error}");
        }
    }

    /// Asks the window that is open to come to the front. Our own one that does not answer us was stopped in its
    /// tracks: it is ended, and comes back. Another one that does not answer is not there.
    fn raise(&self, asked: bool) {
        let (directories, alert) = (self.directories.clone(), self.alert.clone());
        let sender = self.sender.clone();
        let thread = std::thread::Builder::new().name("raise".into()).spawn(move || {
            let tell = |input| drop(sender.send(Message::Input(input)));
            // The person gets another window as soon as this one is over.
            let in_vain = || {
                if asked {
                    tell(Input::AskedInVain)
                }
            };
            match alert.raise() {
                Raised::Answered => log::info!("the alert answered"),
                Raised::Gone => in_vain(),
                Raised::Silent => {
                    log::warn!("the alert does not answer");
                    in_vain();
                    alert.end();
                }
                Raised::NotOurs => {
                    let (state, runtime) = (directories.state.as_deref(), directories.runtime.as_deref());
                    // One that is just closing may have been the one that was asked.
                    let answered = (0..2).any(|_| single_instance::raise(state, runtime));
                    if !answered || !crate::runtime::launch::a_window_comes() {
                        in_vain();
                        tell(Input::AlertOver(AlertEnd::Closed));
                    }
                }
            }
        });
        if let Err(error) = thread {
            log::error!("alert: {error}");
        }
    }

    fn notify(&self) {
        let preferred: Vec<String> = self.language.iter().chain(&self.preferred).cloned().collect();
        let thread = std::thread::Builder::new().name("notify".into()).spawn(move || {
            // The words are needed for this moment only.
            let texts = Texts::new(Locale::negotiate(preferred));
            crate::runtime::launch::register(&texts);
            let (title, body) = (texts.get("scan-notification-title"), texts.get("scan-notification-body"));
            if let Err(error) = DesktopNotifier::new(&title).notify(&title, &body) {
                log::warn!("notification: {error}");
            }
        });
        if let Err(error) = thread {
            log::warn!("notification: {error}");
        }
    }

    /// Looks at files and screen when it is time to. The exit code, when this process is to end.
    fn housekeeping(&mut self) -> Option<u8> {
        if self.files_at.elapsed() >= FILES_EVERY {
            self.files_at = Instant::now();
            if self.place.take_stop() {
                // Not by asking while somebody else may have hands here; a desktop that is gone needs none.
                if !self.mind.in_session() || !self.session.is_there() {
                    log::info!("asked to end");
                    return Some(ASKED);
                }
                log::warn!("asked to end in a session");
            }
            // Whoever changes the file in a session may be the caller.
            if self.file.is_new() && !self.mind.in_session() {
                log::info!("another version of the program is there");
                return Some(NEW_PROGRAM);
            }
            if let Some((settings, allowed)) = self.rules.changed() {
                log::info!("the rules are read again");
                self.look.allow(allowed);
                self.think(Input::AutomaticCut(settings.watch.is_on(WatchChoice::AutomaticCut)));
                self.helpers.want(&settings.watch);
                self.language = settings.language;
            }
            self.helpers.look(&self.place);
        }
        if self.alive_at.elapsed() >= ALIVE_EVERY {
            self.alive_at = Instant::now();
            self.tell_keeper(LINE_ALIVE);
            let heard = self.keeper_heard.swap(false, Ordering::AcqRel);
            self.keeper_missed = if heard { 0 } else { self.keeper_missed.saturating_add(1) };
            if self.keeper_missed > ALIVE_MISSED_MAX {
                log::warn!("the keeper is silent");
                self.keeper_missed = 0;
                // What follows is told by the end of its pipe.
                if let Err(error) = self.keeper.end() {
                    log::warn!("the keeper: {error}");
                }
            }
        }
        if self.screen_at.elapsed() >= SCREEN_EVERY {
            self.screen_at = Instant::now();
            self.screen_missed =
                if self.session.is_there() { 0 } else { self.screen_missed.saturating_add(1) };
            if self.screen_missed >= SCREEN_GONE && !self.mind.in_session() {
                log::info!("the desktop is gone");
                return Some(ASKED);
            }
        }
        None
    }

    /// Somebody ended the keeper. Another one is started, which starts another resident.
    fn without_keeper(self) -> io::Result<u8> {
        let asked = self.place.take_stop() && !self.mind.in_session();
        if self.by_hand || asked || !self.session.is_there() {
            return Ok(ASKED);
        }
        log::warn!("the keeper is gone");
        if self.began.elapsed() < LIVED {
            std::thread::sleep(KEEPER_PAUSE);
        }
        let args: &[&str] = if self.told { &[WORD, TOLD] } else { &[WORD] };
        self.program.start_alone(args)?;
        Ok(ASKED)
    }
}

/// Now by both clocks, the steady one since `began`.
fn moment(began: Instant) -> Moment {
    let wall = from_system_time(std::time::SystemTime::now()).unwrap_or(Timestamp(0));
    Moment { mono_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX), wall }
}
