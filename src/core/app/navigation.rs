//! Moving between screens.

use super::{App, Door};
use crate::core::detection::Level;
use crate::core::effect::Effect;
use crate::core::incident::{Answer, Incident};
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

/// More screens than this are never walked back.
const MAX_HISTORY: usize = 64;

impl App {
    /// Shows `screen`, remembers the way back, and saves the place when it is part of the emergency path.
    pub(super) fn go(&mut self, screen: Screen, now: Timestamp) -> Vec<Effect> {
        if screen == self.screen {
            return Vec::new();
        }
        if self.history.len() >= MAX_HISTORY {
            self.history.remove(0);
        }
        self.history.push(self.screen);
        self.enter(screen, now)
    }

    /// Shows `screen` without touching the way back.
    pub(super) fn enter(&mut self, screen: Screen, now: Timestamp) -> Vec<Effect> {
        if self.screen == Screen::Restore && screen != Screen::Restore {
            self.restore.stop_unless_running();
        }
        self.pin_gate.left_for(screen);
        self.hands.entered(screen);
        self.keep_memo();
        self.screen = screen;
        self.screen_since = now;
        self.power_count_from = None;
        self.no_other_telephone = false;
        self.call_turn = 0;
        if screen == Screen::Home {
            self.history.clear();
        }
        match &mut self.incident {
            Some(incident) if screen.is_emergency() && incident.is_open() => {
                incident.screen = screen;
                vec![Effect::SaveIncident(Box::new(incident.clone()))]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn open(&mut self, screen: Screen, now: Timestamp) -> Vec<Effect> {
        match screen {
            Screen::RestoreAsk => self.begin_restore(now),
            Screen::Caregiver => {
                let mut effects = vec![Effect::AskGuard];
                effects.extend(self.go(screen, now));
                effects
            }
            // What the family set up is not changed while a stranger may be at the mouse.
            Screen::ConfirmNumbers | Screen::SetPin if !self.may_change_setup() => Vec::new(),
            // Nothing leads there but what needs the PIN.
            Screen::EnterPin => Vec::new(),
            Screen::Keep => self.open_keep(now),
            Screen::FamilyHelp => self.open_help(now),
            Screen::WatchSettings => {
                let mut effects = vec![Effect::AskWatcher];
                effects.extend(self.go(screen, now));
                effects
            }
            Screen::SelfCheck => self.open_self_check(now),
            Screen::AllowTools => {
                self.allow_setup = super::AllowSetup::default();
                self.go(screen, now)
            }
            Screen::Details => {
                self.shown_tool = None;
                self.go(screen, now)
            }
            Screen::SetPin => {
                self.pin_setup = super::PinSetup::begin(self.changes_need_pin());
                self.go(screen, now)
            }
            // A code and a page to photograph are for a telephone nobody else is on.
            Screen::HandOverQr if self.incident.as_ref().is_some_and(Incident::phone_is_doubtful) => {
                self.go(Screen::HandOver, now)
            }
            screen if screen.is_setup() => self.open_setup(screen, now),
            screen if screen.is_drill() => self.open_drill(now),
            screen if screen.is_escape() => self.open_escape(screen, now),
            _ => self.go(screen, now),
        }
    }

    pub(super) fn back(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.screen == Screen::AllowTools && self.allow_back() {
            self.screen_since = now;
            return Vec::new();
        }
        self.restore.leave();
        let before = self.history.pop().unwrap_or(match self.screen {
            screen if screen.is_emergency() && screen != Screen::CutResult => Screen::Steps,
            _ => Screen::Home,
        });
        // A restore is never half-way re-entered by going back into it.
        let before = match before {
            Screen::Restore | Screen::RestoreResult | Screen::RestoreTools | Screen::EnterPin => {
                Screen::Caregiver
            }
            Screen::SetPin | Screen::ConfirmNumbers | Screen::Keep if !self.may_change_setup() => {
                Screen::Caregiver
            }
            screen if screen.is_setup() && self.setup.is_none() => Screen::Home,
            screen if screen.is_drill() => Screen::Caregiver,
            other => other,
        };
        self.enter(before, now)
    }

    /// The second and third door: a session that is seen outweighs any answer.
    pub(super) fn ask_contact(&mut self, door: Door, now: Timestamp) -> Vec<Effect> {
        self.asked_about = door;
        if self.assessment.level >= Level::Likely {
            return self.go(Screen::CutResult, now);
        }
        self.go(Screen::AskContact, now)
    }

    pub(super) fn contact_answered(&mut self, answer: Answer, now: Timestamp) -> Vec<Effect> {
        let next = match (answer.needs_care(), self.asked_about) {
            (true, _) => Screen::CutResult,
            (false, Door::Popup) => return self.begin_escape(now),
            (false, Door::Money) => Screen::CallBank,
        };
        self.go(next, now)
    }
}
