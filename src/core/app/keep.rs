//! Having an administrator keep what the family set up, in the place that only administrators write.

use super::App;
use super::pin_gate::Gated;
use crate::core::detection::allow_list::{AllowFingerprint, AllowList};
use crate::core::effect::Effect;
use crate::core::event::Notice;
use crate::core::kept::{KeepReport, KeepResult, Kept, worth_keeping};
use crate::core::own_contacts::ContactsFingerprint;
use crate::core::screen::Screen;
use crate::core::settings::Settings;
use crate::core::timestamp::Timestamp;

/// Where keeping stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KeepStage {
    /// What will be kept is shown.
    #[default]
    Ask,
    /// The system asks for an administrator.
    Waiting,
    /// There is an answer.
    Answered(KeepReport),
}

impl App {
    /// Where keeping stands.
    #[must_use]
    pub fn keep_stage(&self) -> KeepStage {
        self.keep_stage
    }

    /// What an administrator kept.
    #[must_use]
    pub fn kept(&self) -> &Kept {
        &self.kept
    }

    /// What would be kept: the family's set-up as it is saved, and the tools that were allowed with the PIN. A user
    /// without numbers of their own keeps those that are there.
    #[must_use]
    pub fn to_keep(&self) -> Settings {
        let base = match &self.kept {
            Kept::Store(kept) if !self.has_own() => kept,
            _ => &self.settings,
        };
        worth_keeping(&Settings { allowed: self.pending_allowed.clone(), ..base.clone() })
    }

    /// Something of the set-up is not kept as it is, on a PC where only what is kept counts.
    #[must_use]
    pub fn keeping_is_due(&self) -> bool {
        let numbers = self.has_own() && !self.kept.holds(&self.settings);
        self.kept.is_store() && (numbers || self.allowed != self.pending_allowed)
    }

    /// There is a name or a number of the user's own.
    fn has_own(&self) -> bool {
        !ContactsFingerprint::of(&self.settings).as_str().is_empty()
    }

    /// An administrator can be asked to keep it: there is a way to ask, something to keep, and it is not kept yet.
    #[must_use]
    pub fn may_keep(&self) -> bool {
        let any = self.has_own() || !self.pending_allowed.entries.is_empty();
        let due = self.keeping_is_due() || !self.kept.is_store();
        // The numbers must be those that the family looked at, or the operator has his kept.
        let sound = self.numbers_looked_at() || !self.has_own();
        self.can_ask_administrator && any && due && sound && self.may_change_setup()
    }

    pub(super) fn open_keep(&mut self, now: Timestamp) -> Vec<Effect> {
        if !self.may_keep() {
            return Vec::new();
        }
        self.keep_stage = KeepStage::Ask;
        self.go(Screen::Keep, now)
    }

    /// The main button of the page: on with asking, or back to where it was opened.
    pub(super) fn keep_next(&mut self, now: Timestamp) -> Vec<Effect> {
        match self.keep_stage {
            KeepStage::Ask if self.may_keep() => {
                let wanted = Box::new(self.to_keep());
                self.with_pin(Gated::Keep(wanted), now)
            }
            KeepStage::Ask | KeepStage::Waiting => Vec::new(),
            KeepStage::Answered(report) if report.result == KeepResult::Kept => {
                self.setup = None;
                self.history.retain(|screen| !screen.is_setup() && *screen != Screen::Caregiver);
                self.enter(Screen::Caregiver, now)
            }
            KeepStage::Answered(_) => {
                self.keep_stage = KeepStage::Ask;
                Vec::new()
            }
        }
    }

    pub(super) fn begin_keeping(&mut self, settings: Box<Settings>, pin: Option<String>) -> Vec<Effect> {
        self.keep_stage = KeepStage::Waiting;
        vec![Effect::KeepSetup { settings, pin }]
    }

    /// The administrator answered, or nobody did. `kept` is what lies in the store now.
    pub(super) fn keep_answered(&mut self, report: KeepReport, kept: Kept, now: Timestamp) -> Vec<Effect> {
        if self.keep_stage == KeepStage::Waiting {
            self.keep_stage = KeepStage::Answered(report);
            if self.screen == Screen::Keep {
                self.screen_since = now;
            }
        }
        let Kept::Store(store) = &kept else { return Vec::new() };
        self.allowed = store.allowed.clone();
        self.kept = kept;
        vec![Effect::WatchWith(self.watched_with())]
    }

    /// What is allowed now, when the user's own list is `own`: where only what is kept counts, the user can but
    /// take away.
    pub(super) fn allow_now(&mut self, own: &AllowList) {
        self.pending_allowed = own.clone();
        self.allowed = match &self.kept {
            Kept::NoStore => own.clone(),
            Kept::Store(kept) => kept.allowed.also_in(own),
        };
    }

    /// What is allowed when the program comes up: what was kept, or what was `confirmed` of the user's own list.
    pub(super) fn begin_allowed(&mut self, confirmed: Option<&AllowFingerprint>) {
        let own = self.settings.allowed.trusted(confirmed);
        if own != self.settings.allowed {
            self.notice(Notice::Text("allow-record-changed"));
        }
        match &self.kept {
            Kept::NoStore => self.allow_now(&own),
            Kept::Store(kept) => {
                self.allowed = kept.allowed.clone();
                let known = confirmed == Some(&AllowFingerprint::of(&own));
                self.pending_allowed = if known { own } else { kept.allowed.clone() };
            }
        }
    }

    /// An alarm, an incident or a cut closes these pages: it may not have been the family who opened them.
    pub(super) fn close_keep_in_need(&mut self, now: Timestamp) -> Vec<Effect> {
        let in_need = match self.screen {
            Screen::Keep => !self.may_change_setup(),
            Screen::EnterPin => !self.gate_is_open(),
            _ => false,
        };
        if !in_need {
            return Vec::new();
        }
        self.keep_stage = KeepStage::Ask;
        self.enter(Screen::Home, now)
    }
}
