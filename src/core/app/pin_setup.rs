//! Choosing the PIN: the old one when there is one, the new one twice.

use super::pin_gate::Gated;
use super::{App, PIN_MAX_DIGITS, PIN_MIN_DIGITS};
use crate::core::effect::Effect;
use crate::core::event::Notice;
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

/// Where choosing a PIN stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PinSetup {
    stage: PinStage,
    typed: String,
    old: Option<String>,
    new: String,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PinStage {
    /// The PIN that is set now.
    Old,
    /// The new one.
    #[default]
    New,
    /// The new one once more.
    Again,
    /// The two were not the same: the new one from the start.
    Different,
    /// It is being written.
    Saving,
    /// It is set.
    Done,
}

impl PinSetup {
    pub(super) fn begin(pin_set: bool) -> Self {
        Self { stage: if pin_set { PinStage::Old } else { PinStage::New }, ..Self::default() }
    }

    /// What is asked for.
    #[must_use]
    pub fn stage(&self) -> PinStage {
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
        self.takes_digits() && self.typed.len() >= PIN_MIN_DIGITS
    }

    fn takes_digits(&self) -> bool {
        !matches!(self.stage, PinStage::Saving | PinStage::Done)
    }

    pub(super) fn push_digit(&mut self, digit: u8) {
        if digit < 10 && self.takes_digits() && self.typed.len() < PIN_MAX_DIGITS {
            self.typed.push(char::from(b'0' + digit));
        }
    }

    pub(super) fn erase_digit(&mut self) {
        if self.takes_digits() {
            self.typed.pop();
        }
    }
}

impl App {
    pub(super) fn pin_next(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.pin_setup.stage == PinStage::Done {
            // Back to what needed a PIN, or to the family's page.
            return self.back(now);
        }
        if !self.pin_setup.may_go_on() || !self.may_change_setup() {
            return Vec::new();
        }
        let setup = &mut self.pin_setup;
        let typed = std::mem::take(&mut setup.typed);
        match setup.stage {
            PinStage::Old => {
                setup.old = Some(typed);
                setup.stage = PinStage::New;
            }
            PinStage::New | PinStage::Different => {
                setup.new = typed;
                setup.stage = PinStage::Again;
            }
            PinStage::Again if setup.new == typed => {
                setup.stage = PinStage::Saving;
                return vec![Effect::SetPin { old: setup.old.take(), new: typed }];
            }
            PinStage::Again => setup.stage = PinStage::Different,
            PinStage::Saving | PinStage::Done => {}
        }
        Vec::new()
    }

    pub(super) fn pin_saved(&mut self, result: Result<(), Notice>) {
        match result {
            Ok(()) => {
                self.pin_set = true;
                self.guard_pin_only = false;
                self.pin_setup = PinSetup { stage: PinStage::Done, ..PinSetup::default() };
            }
            Err(notice) => {
                self.pin_setup = PinSetup::begin(self.changes_need_pin());
                self.notice(notice);
            }
        }
    }

    pub(super) fn confirm_numbers(&mut self, now: Timestamp) -> Vec<Effect> {
        if !self.may_change_setup() || self.screen != Screen::ConfirmNumbers {
            return Vec::new();
        }
        self.with_pin(Gated::ConfirmNumbers, now)
    }
}
