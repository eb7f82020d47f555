//! Allowing a tool: which one, the question, until when, the PIN. Taking it back needs nothing.

use super::{App, PIN_MAX_DIGITS, PIN_MIN_DIGITS};
use crate::core::detection::allow_list::{AllowEntry, AllowFor, AllowList, Allowable};
use crate::core::detection::{Finding, Level};
use crate::core::effect::Effect;
use crate::core::event::{AllowAnswer, Notice};
use crate::core::incident::Answer;
use crate::core::timestamp::Timestamp;

/// More tools that are seen than these are not offered.
const SEEN_MAX: usize = 8;

/// Where allowing a tool stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AllowSetup {
    stage: AllowStage,
    picked: Option<Picked>,
    length: Option<AllowFor>,
    pin: String,
}

/// The tool that was picked, as it was seen then.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Picked {
    tool: String,
    name: String,
    signer: String,
}

/// What is shown or asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AllowStage {
    /// What is allowed and what is seen.
    #[default]
    List,
    /// 「だれかに 言われて いますか」
    Ask,
    /// Somebody wants it: nothing is allowed.
    Refused,
    /// Until when.
    Length,
    /// The PIN.
    Pin,
    /// The PIN was not right.
    WrongPin {
        /// Seconds until the next one is looked at; zero when at once.
        retry_after_s: u64,
    },
    /// It is being checked and written.
    Saving,
    /// It is allowed until then.
    Done(Timestamp),
}

/// A line of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowRow<'a> {
    /// It is on the list.
    Listed(&'a AllowEntry),
    /// It is seen and not allowed.
    Seen(&'a Finding, Allowable),
}

impl AllowSetup {
    /// What is shown or asked for.
    #[must_use]
    pub fn stage(&self) -> AllowStage {
        self.stage
    }

    /// Catalogue id and name of the tool that was picked.
    #[must_use]
    pub fn picked(&self) -> Option<(&str, &str)> {
        self.picked.as_ref().map(|picked| (picked.tool.as_str(), picked.name.as_str()))
    }

    /// How long it is to be allowed.
    #[must_use]
    pub fn length(&self) -> Option<AllowFor> {
        self.length
    }

    /// Digits typed so far.
    #[must_use]
    pub fn typed_len(&self) -> usize {
        self.pin.len()
    }

    /// Enough digits are typed.
    #[must_use]
    pub fn may_go_on(&self) -> bool {
        self.takes_digits() && self.pin.len() >= PIN_MIN_DIGITS
    }

    fn takes_digits(&self) -> bool {
        matches!(self.stage, AllowStage::Pin | AllowStage::WrongPin { .. })
    }

    pub(super) fn push_digit(&mut self, digit: u8) {
        if digit < 10 && self.takes_digits() && self.pin.len() < PIN_MAX_DIGITS {
            self.pin.push(char::from(b'0' + digit));
        }
    }

    pub(super) fn erase_digit(&mut self) {
        if self.takes_digits() {
            self.pin.pop();
        }
    }
}

impl App {
    /// The lines of [`Screen::AllowTools`](crate::core::screen::Screen::AllowTools): what is allowed, then what is seen.
    #[must_use]
    pub fn allow_rows(&self) -> Vec<AllowRow<'_>> {
        let seen = self
            .assessment
            .findings
            .iter()
            .map(|finding| (finding, Allowable::of(finding)))
            .filter(|(_, allowable)| *allowable != Allowable::Already)
            .take(SEEN_MAX)
            .map(|(finding, allowable)| AllowRow::Seen(finding, allowable));
        self.allowed.entries.iter().map(AllowRow::Listed).chain(seen).collect()
    }

    pub(super) fn allow_pick(&mut self, row: u8) -> Vec<Effect> {
        let ready = self.allow_setup.stage == AllowStage::List
            && self.allowing_is_guarded()
            && self.may_change_setup();
        let picked = match self.allow_rows().get(usize::from(row)) {
            Some(AllowRow::Seen(finding, Allowable::Yes)) if ready => finding.signer.as_ref().map(|signer| {
                Picked { tool: finding.tool.clone(), name: finding.name.clone(), signer: signer.clone() }
            }),
            _ => None,
        };
        if picked.is_some() {
            self.allow_setup = AllowSetup { stage: AllowStage::Ask, picked, ..AllowSetup::default() };
        }
        Vec::new()
    }

    /// The caller who wants a tool allowed gets none.
    pub(super) fn allow_answered(&mut self, answer: Answer) -> Vec<Effect> {
        if self.allow_setup.stage == AllowStage::Ask {
            self.allow_setup.stage =
                if answer.needs_care() { AllowStage::Refused } else { AllowStage::Length };
        }
        Vec::new()
    }

    pub(super) fn allow_for(&mut self, length: AllowFor, now: Timestamp) -> Vec<Effect> {
        if self.allow_setup.stage != AllowStage::Length {
            return Vec::new();
        }
        self.allow_setup.length = Some(length);
        if self.changes_need_pin() {
            self.allow_setup.stage = AllowStage::Pin;
            return Vec::new();
        }
        // It counts only once an administrator kept it.
        self.allow_save(now)
    }

    /// Somebody else than whoever sits at the mouse is asked before a tool is allowed: who knows the PIN, or an
    /// administrator.
    #[must_use]
    pub fn allowing_is_guarded(&self) -> bool {
        self.changes_need_pin() || self.kept.is_store()
    }

    pub(super) fn allow_next(&mut self, now: Timestamp) -> Vec<Effect> {
        if matches!(self.allow_setup.stage, AllowStage::Done(_) | AllowStage::Refused) {
            self.allow_setup = AllowSetup::default();
        }
        if !self.allow_setup.may_go_on() {
            return Vec::new();
        }
        self.allow_save(now)
    }

    fn allow_save(&mut self, now: Timestamp) -> Vec<Effect> {
        if !self.may_change_setup() {
            return Vec::new();
        }
        let (Some(picked), Some(length)) = (&self.allow_setup.picked, self.allow_setup.length) else {
            return Vec::new();
        };
        // Still seen, still not in use, still with the signature that was shown.
        let still = self.assessment.findings.iter().any(|finding| {
            finding.tool == picked.tool
                && finding.signer.as_ref() == Some(&picked.signer)
                && Allowable::of(finding) == Allowable::Yes
        });
        let entry = AllowEntry::new(&picked.tool, &picked.signer, length.until(now)).filter(|_| still);
        let Some(entry) = entry else {
            self.allow_setup = AllowSetup::default();
            self.notice(Notice::Text("allow-changed-meanwhile"));
            return Vec::new();
        };
        self.allow_setup.stage = AllowStage::Saving;
        vec![Effect::AllowTool { pin: std::mem::take(&mut self.allow_setup.pin), entry }]
    }

    pub(super) fn allow_back(&mut self) -> bool {
        // What is being written is waited for.
        let inside = !matches!(self.allow_setup.stage, AllowStage::List | AllowStage::Saving);
        if inside {
            self.allow_setup = AllowSetup::default();
        }
        inside
    }

    /// Makes things safer: at once, without a PIN.
    pub(super) fn take_back(&mut self, row: u8) -> Vec<Effect> {
        let tool = match self.allow_rows().get(usize::from(row)) {
            Some(AllowRow::Listed(entry)) => entry.tool.clone(),
            _ => return Vec::new(),
        };
        self.allowed = self.allowed.without(&tool);
        vec![Effect::WatchWith(self.watched_with()), Effect::TakeBackTool(tool)]
    }

    pub(super) fn allow_answer(&mut self, answer: AllowAnswer) -> Vec<Effect> {
        let saving = self.allow_setup.stage == AllowStage::Saving;
        match answer {
            AllowAnswer::Saved(list) => {
                if let Some(entry) = self.allow_setup.picked.as_ref().filter(|_| saving).and_then(|picked| {
                    list.entries
                        .iter()
                        .rev()
                        .find(|entry| entry.tool == picked.tool && entry.signer == picked.signer)
                        .cloned()
                }) {
                    self.allow_setup.stage = AllowStage::Done(entry.until);
                    self.vouched.entries.push(entry);
                }
                self.allow_now(&list);
                self.settings.allowed = list;
                vec![Effect::WatchWith(self.watched_with())]
            }
            AllowAnswer::WrongPin { retry_after_s } => {
                if saving {
                    self.allow_setup.stage = AllowStage::WrongPin { retry_after_s };
                }
                Vec::new()
            }
            AllowAnswer::Failed(notice) => {
                if saving {
                    self.allow_setup = AllowSetup::default();
                }
                self.notice(notice);
                Vec::new()
            }
        }
    }

    /// A session came up: what was begun is dropped, and the list says why.
    pub(super) fn drop_allowing_if_closed(&mut self) {
        let written = matches!(self.allow_setup.stage, AllowStage::Saving | AllowStage::Done(_));
        if !written && !self.may_change_setup() {
            self.allow_setup = AllowSetup::default();
        }
    }

    /// The family may change its set-up: nobody is being robbed now, as far as can be seen, and nobody
    /// sits at this PC from far away, not even with leave.
    #[must_use]
    pub fn may_change_setup(&self) -> bool {
        self.is_calm() && self.assessment.findings.iter().all(|finding| finding.level < Level::Likely)
    }

    /// Where allowing a tool stands.
    #[must_use]
    pub fn allow_setup(&self) -> &AllowSetup {
        &self.allow_setup
    }

    /// What is allowed now: entries of the settings that were made with the PIN.
    #[must_use]
    pub fn allowed(&self) -> &AllowList {
        &self.allowed
    }
}
