//! The PIN before what the family set up is changed: asked for on a page of its own, where there is one.

use super::family_help::Helper;
use super::{App, PIN_MAX_DIGITS, PIN_MIN_DIGITS};
use crate::core::effect::Effect;
use crate::core::event::{Notice, PinAnswer};
use crate::core::screen::Screen;
use crate::core::settings::Settings;
use crate::core::timestamp::Timestamp;
use crate::core::watch::WatchChoice;

/// Where asking for the PIN stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PinGate {
    typed: String,
    stage: GateStage,
    then: Option<Gated>,
    /// The right PIN, until the last page of the set-up and what follows it are left.
    right: Option<String>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GateStage {
    /// The PIN.
    #[default]
    Asking,
    /// It is being looked at.
    Checking,
    /// It was not right.
    Wrong {
        /// Seconds until the next one is looked at; zero when at once.
        retry_after_s: u64,
    },
}

/// What the PIN is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Gated {
    /// Keeping what the set-up asked for.
    SaveSetup(Box<Settings>),
    /// Confirming the numbers as they are.
    ConfirmNumbers,
    /// Asking an administrator to keep this.
    Keep(Box<Settings>),
    /// Watching no more.
    StopWatcher,
    /// Switching something of the watcher.
    WatchChoice(WatchChoice, bool),
    /// Standing in for a hand that was refused.
    Hand,
    /// Letting somebody of the family help.
    Help(Helper),
}

impl PinGate {
    /// What is asked for.
    #[must_use]
    pub fn stage(&self) -> GateStage {
        self.stage
    }

    /// Digits typed so far.
    #[must_use]
    pub fn typed_len(&self) -> usize {
        self.typed.len()
    }

    /// Enough digits are typed.
    #[must_use]
    pub fn may_go_on(&self) -> bool {
        self.stage != GateStage::Checking && self.typed.len() >= PIN_MIN_DIGITS
    }

    pub(super) fn ask_for(&mut self, gated: Gated) {
        self.then = Some(gated);
    }

    /// The PIN is to stand in for a hand.
    #[must_use]
    pub fn is_for_hand(&self) -> bool {
        self.then == Some(Gated::Hand)
    }

    pub(super) fn push_digit(&mut self, digit: u8) {
        if digit < 10 && self.stage != GateStage::Checking && self.typed.len() < PIN_MAX_DIGITS {
            self.typed.push(char::from(b'0' + digit));
        }
    }

    pub(super) fn erase_digit(&mut self) {
        if self.stage != GateStage::Checking {
            self.typed.pop();
        }
    }

    /// What was asked for is dropped when its page is left, and the PIN is forgotten with the last page.
    pub(super) fn left_for(&mut self, screen: Screen) {
        let last_pages = matches!(screen, Screen::EnterPin | Screen::Keep | Screen::SetupDone);
        let right = self.right.take().filter(|_| last_pages);
        if screen != Screen::EnterPin {
            *self = Self::default();
        }
        self.right = right;
    }
}

impl App {
    /// Where asking for the PIN stands.
    #[must_use]
    pub fn pin_gate(&self) -> &PinGate {
        &self.pin_gate
    }

    /// The family's own PIN is set, so that changes ask for it. The guard's alone opens the line and nothing else:
    /// beside a guard only what an administrator kept counts.
    #[must_use]
    pub fn changes_need_pin(&self) -> bool {
        self.pin_set && !self.guard_pin_only
    }

    /// Does `gated`, at once or after the PIN.
    pub(super) fn with_pin(&mut self, gated: Gated, now: Timestamp) -> Vec<Effect> {
        if !self.changes_need_pin() {
            return self.permitted(gated, None, now);
        }
        let known = self.pin_gate.right.clone().or_else(|| self.hands.pin(now).map(ToOwned::to_owned));
        if let Some(pin) = known {
            return self.permitted(gated, Some(pin), now);
        }
        self.ask_pin(gated, now)
    }

    /// Asks for the PIN, whatever is known of it.
    pub(super) fn ask_pin(&mut self, gated: Gated, now: Timestamp) -> Vec<Effect> {
        let effects = self.go(Screen::EnterPin, now);
        self.pin_gate.ask_for(gated);
        effects
    }

    /// The PIN may be looked at: what it is for may be done now.
    #[must_use]
    pub fn gate_is_open(&self) -> bool {
        self.pin_gate.then.as_ref().is_some_and(|gated| self.may_do(gated)) || self.may_change_setup()
    }

    fn may_do(&self, gated: &Gated) -> bool {
        match gated {
            Gated::Hand => true,
            Gated::Help(_) => self.may_help(),
            _ => self.may_change_setup(),
        }
    }

    pub(super) fn gate_next(&mut self) -> Vec<Effect> {
        if !self.pin_gate.may_go_on() || self.pin_gate.then.is_none() || !self.gate_is_open() {
            return Vec::new();
        }
        self.pin_gate.stage = GateStage::Checking;
        vec![Effect::CheckPin(self.pin_gate.typed.clone())]
    }

    pub(super) fn pin_checked(&mut self, answer: PinAnswer, now: Timestamp) -> Vec<Effect> {
        // An answer that comes after the page was left permits nothing.
        if self.screen != Screen::EnterPin || self.pin_gate.stage != GateStage::Checking {
            return Vec::new();
        }
        let typed = std::mem::take(&mut self.pin_gate.typed);
        match answer {
            PinAnswer::Right => {
                let then = self.pin_gate.then.take();
                let mut effects = self.back(now);
                self.pin_gate.right = Some(typed.clone());
                if let Some(gated) = then.filter(|gated| self.may_do(gated)) {
                    effects.extend(self.permitted(gated, Some(typed), now));
                }
                effects
            }
            PinAnswer::Wrong { retry_after_s } => {
                self.pin_gate.stage = GateStage::Wrong { retry_after_s };
                Vec::new()
            }
            PinAnswer::Unusable => {
                self.notice(Notice::Text("store-pin-gone"));
                self.back(now)
            }
        }
    }

    fn permitted(&mut self, gated: Gated, pin: Option<String>, now: Timestamp) -> Vec<Effect> {
        match gated {
            Gated::SaveSetup(settings) => {
                self.setup_saving();
                vec![Effect::SaveSetup(settings)]
            }
            Gated::ConfirmNumbers => {
                let mut effects = vec![Effect::ConfirmNumbers];
                // What is to be kept as well is offered on the same page.
                if !(self.kept.is_store() && self.can_ask_administrator) {
                    effects.extend(self.go(Screen::Caregiver, now));
                }
                effects
            }
            Gated::Keep(settings) => self.begin_keeping(settings, pin),
            Gated::StopWatcher => vec![Effect::InstallWatcher(false)],
            Gated::WatchChoice(choice, on) => self.watch_choice_permitted(choice, on),
            Gated::Hand => {
                if let Some(pin) = pin {
                    self.hands.stand_in(pin, now);
                }
                Vec::new()
            }
            Gated::Help(helper) => self.help_permitted(&helper, now),
        }
    }
}
