//! The button and the keys, as long as the family wants them.

use std::path::{Path, PathBuf};
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};

use super::resident::Message;
use crate::core::watch::machine::Input;
use crate::core::watch::{Helpers, WatchChoice, WatchChoices};
use crate::platform::hot_key::HotKey;
use crate::platform::sos_button::SosButton;
use crate::platform::standing::Pressed;
use crate::platform::watcher::WatcherPlace;

/// What was refused is tried again after so long: whoever had the keys may be gone.
const AGAIN_AFTER: Duration = Duration::from_secs(10);

/// What stands ready in this process.
#[derive(Debug)]
pub(super) struct StandingHelpers {
    state: PathBuf,
    sender: SyncSender<Message>,
    button: Option<SosButton>,
    key: Option<HotKey>,
    noted: Option<Helpers>,
    tried_at: Instant,
}

impl StandingHelpers {
    /// None yet; places are kept in the folder `state`.
    pub(super) fn new(state: &Path, sender: SyncSender<Message>) -> Self {
        let (state, now) = (state.to_owned(), Instant::now());
        Self { state, sender, button: None, key: None, noted: None, tried_at: now }
    }

    /// Begins and ends what was switched.
    pub(super) fn want(&mut self, choices: &WatchChoices) {
        if choices.is_on(WatchChoice::SosButton) != self.button.is_some() {
            self.button = match self.button {
                Some(_) => None,
                None => Some(SosButton::show(&self.state, self.pressed())),
            };
        }
        if choices.is_on(WatchChoice::HotKey) != self.key.is_some() {
            self.key = match self.key {
                Some(_) => None,
                None => Some(HotKey::listen(self.pressed())),
            };
        }
    }

    /// Tries again what was refused, and notes for the family's page how it is.
    pub(super) fn look(&mut self, place: &WatcherPlace) {
        let now = self.now();
        if self.tried_at.elapsed() >= AGAIN_AFTER {
            self.tried_at = Instant::now();
            if now.sos_button.may_change() {
                self.button = Some(SosButton::show(&self.state, self.pressed()));
            }
            if now.hot_key.may_change() {
                self.key = Some(HotKey::listen(self.pressed()));
            }
        }
        if self.noted == Some(now) {
            return;
        }
        log::info!("SOS button: {}, hot key: {}", now.sos_button.word(), now.hot_key.word());
        self.noted = Some(now);
        if let Err(error) = place.note_helpers(now) {
            log::warn!("watcher: {error}");
        }
    }

    fn now(&self) -> Helpers {
        Helpers {
            sos_button: self.button.as_ref().map(SosButton::state).unwrap_or_default(),
            hot_key: self.key.as_ref().map(HotKey::state).unwrap_or_default(),
        }
    }

    fn pressed(&self) -> Pressed {
        let sender = self.sender.clone();
        // A full channel is full of what happened; the person presses again.
        Box::new(move || drop(sender.try_send(Message::Input(Input::AlertAsked))))
    }
}
