//! A cut that somebody finds at log-on, and what is known of the PC that holds it.

use super::App;
use crate::core::effect::Effect;
use crate::core::incident::Incident;
use crate::core::pc_facts::{GuardPresence, PcFacts, PinsSeen};
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

impl App {
    /// What is known of this PC.
    #[must_use]
    pub fn pc(&self) -> &PcFacts {
        &self.pc
    }

    /// Opened at log-on: says why the internet is off before anything else.
    pub(super) fn show_standing_cut(&mut self) {
        if self.pc.standing.is_some() {
            self.screen = Screen::CutNotice;
        }
    }

    /// 「このままにする」: whoever is in the middle of the steps goes on there; else the window closes.
    pub(super) fn keep_cut(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.screen != Screen::CutNotice {
            return Vec::new();
        }
        self.pc.standing = None;
        match self.incident.as_ref().filter(|incident| incident.is_open()) {
            Some(Incident { screen, .. }) => {
                let screen = *screen;
                self.enter(screen, now)
            }
            None => vec![Effect::CloseWindow],
        }
    }

    pub(super) fn guard_seen(&mut self, guard: GuardPresence, pins: PinsSeen) -> Vec<Effect> {
        self.pc.guard = guard;
        self.pin_set = pins.any();
        self.guard_lacks_pin = pins.guard_lacks_one();
        if guard == GuardPresence::Present {
            self.pc.consent_expected = false;
        }
        Vec::new()
    }
}
