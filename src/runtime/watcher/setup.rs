//! Switching the watcher on and off, for the window and for the command.

use std::io;
use std::time::{Duration, Instant};

use crate::core::Event;
use crate::core::event::Notice;
use crate::core::watch::WatcherFacts;
use crate::core::watch::entry::WORD;
use crate::platform::autostart::Autostart;
use crate::platform::directories::Directories;
use crate::platform::own_program::OwnProgram;
use crate::platform::watcher::WatcherPlace;
use crate::runtime::mailbox::Mailbox;

/// A watcher that was started notes its pulse within this time, also where somebody else holds its lock.
const STARTS_WITHIN: Duration = Duration::from_secs(10);
/// A watcher that reads new settings has done with them what it can within this time.
const HELPERS_WITHIN: Duration = Duration::from_secs(4);
const HELPERS_POLL: Duration = Duration::from_millis(200);

/// This user's watcher: its entry at log-on, its lock, its program.
#[derive(Debug, Clone)]
pub struct WatcherSetup {
    autostart: Autostart,
    place: WatcherPlace,
    program: OwnProgram,
}

impl WatcherSetup {
    /// Of the user whose `directories` these are.
    ///
    /// # Errors
    /// When this system names no folder for it, or not our own file.
    pub fn of(directories: &Directories) -> io::Result<Self> {
        let none = || io::Error::new(io::ErrorKind::NotFound, "no folder for it");
        let config = directories.config.as_deref().ok_or_else(none)?;
        let state = directories.state.as_deref().ok_or_else(none)?;
        let program = OwnProgram::find()?;
        let autostart = Autostart::of(config, program.path().to_owned());
        Ok(Self { autostart, place: WatcherPlace::new(state), program })
    }

    /// How it is now.
    #[must_use]
    pub fn facts(&self) -> WatcherFacts {
        WatcherFacts {
            at_log_on: self.autostart.is_on(),
            running: self.place.is_running(),
            helpers: self.place.helpers(),
        }
    }

    /// An administrator's entry starts it for everybody, and this user switched it off.
    #[must_use]
    pub fn is_declined(&self) -> bool {
        self.autostart.is_declined()
    }

    /// Where its entry is, for people.
    #[must_use]
    pub fn entry(&self) -> String {
        self.autostart.place().display().to_string()
    }

    /// Now, and at every log-on.
    ///
    /// # Errors
    /// The system's reason.
    pub fn install(&self) -> io::Result<()> {
        self.autostart.install()?;
        self.start()
    }

    /// Not now, and at no log-on.
    ///
    /// # Errors
    /// The system's reason.
    pub fn remove(&self) -> io::Result<()> {
        // In a session the watcher stays, and so does its entry.
        self.place.stop()?;
        self.autostart.remove()
    }

    /// It runs now.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.place.is_running()
    }

    /// Now, if it is to run from log-on on and was ended since.
    pub(in crate::runtime) fn bring_back(self) {
        let thread = std::thread::Builder::new().name("watcher-setup".into()).spawn(move || {
            if self.autostart.is_on()
                && let Err(error) = self.start()
            {
                log::warn!("watcher: {error}");
            }
        });
        if let Err(error) = thread {
            log::warn!("watcher: {error}");
        }
    }

    /// Waits until the watcher took what was switched, and tells the window what became of it.
    fn tell_of_helpers(&self, mut last: WatcherFacts, mailbox: &Mailbox) {
        let until = Instant::now() + HELPERS_WITHIN;
        while last.running && Instant::now() < until {
            std::thread::sleep(HELPERS_POLL);
            let facts = self.facts();
            if facts != last {
                last = facts;
                mailbox.post(Event::WatcherSeen(facts));
            }
        }
    }

    /// Now, where it does not run yet.
    ///
    /// # Errors
    /// The system's reason.
    pub fn start(&self) -> io::Result<()> {
        if self.place.is_running() {
            return Ok(());
        }
        self.program.start_alone(&[WORD])?;
        self.place.wait(true, STARTS_WITHIN)
    }
}

/// Changes the watcher on a thread of its own, if there is something to change, and tells the window how it is.
pub(in crate::runtime) fn tell(setup: Option<WatcherSetup>, wanted: Option<bool>, mailbox: Mailbox) {
    let thread = std::thread::Builder::new().name("watcher-setup".into()).spawn(move || {
        let Some(setup) = setup else {
            mailbox.post(Event::WatcherSeen(WatcherFacts::default()));
            return;
        };
        let changed = match wanted {
            Some(true) => setup.install(),
            Some(false) => setup.remove(),
            None => Ok(()),
        };
        if let Err(error) = changed {
            log::error!("watcher: {error}");
            mailbox.post(Event::Noticed(Notice::Text("watch-not-changed")));
        }
        let facts = setup.facts();
        mailbox.post(Event::WatcherSeen(facts));
        if wanted == Some(true) {
            setup.tell_of_helpers(facts, &mailbox);
        }
    });
    if let Err(error) = thread {
        log::error!("watcher: {error}");
    }
}

/// Tells the window how the button and the keys are after they were switched.
pub(in crate::runtime) fn tell_soon(setup: Option<WatcherSetup>, mailbox: Mailbox) {
    let Some(setup) = setup else { return };
    let thread = std::thread::Builder::new()
        .name("watcher-setup".into())
        .spawn(move || setup.tell_of_helpers(setup.facts(), &mailbox));
    if let Err(error) = thread {
        log::error!("watcher: {error}");
    }
}
