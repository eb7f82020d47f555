//! Family help: one tool may be used without an alarm for two hours, because somebody of the family helps. Who is
//! at this PC says so, with the PIN where there is one; never whoever is at work from far away.

use super::pin_gate::Gated;
use super::{App, Line};
use crate::core::detection::allow_list::{AllowEntry, AllowList, HELP_MS};
use crate::core::detection::{EvidenceKind, Finding, Level};
use crate::core::effect::Effect;
use crate::core::event::Notice;
use crate::core::incident::{Answer, Incident};
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

/// More tools than these are not offered.
const OFFERED_MAX: usize = 2;
/// The time that is left is shown anew so often, in milliseconds.
const SHOWN_EVERY_MS: u64 = 30_000;

/// Where the page of the family help stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HelpStage {
    /// 「電話で 知らない人に 言われて いませんか」
    #[default]
    Ask,
    /// Somebody wants it: nothing is allowed.
    Refused,
    /// Which tool.
    Choose,
    /// It is allowed.
    Allowed,
    /// Not while the line is cut, an incident is open, or a drill runs.
    Closed,
}

/// The family help of this window.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FamilyHelp {
    stage: HelpStage,
    entry: Option<AllowEntry>,
}

/// The tool and its signer, as they were seen when they were picked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Helper {
    tool: String,
    signer: String,
}

impl App {
    /// Where the page stands.
    #[must_use]
    pub fn help_stage(&self) -> HelpStage {
        match self.help.stage {
            _ if self.help.entry.is_some() => HelpStage::Allowed,
            HelpStage::Refused => HelpStage::Refused,
            _ if !self.may_help() => HelpStage::Closed,
            // What was allowed is over.
            HelpStage::Allowed | HelpStage::Closed => HelpStage::Ask,
            stage => stage,
        }
    }

    /// What is allowed now, and until when.
    #[must_use]
    pub fn help(&self) -> Option<&AllowEntry> {
        self.help.entry.as_ref()
    }

    /// The tools that somebody of the family may be using: signed, in use or ready, and none that was started
    /// beside another one or while the person's hands are tied.
    pub fn helpers(&self) -> impl Iterator<Item = &Finding> {
        let odd = |finding: &Finding| {
            let kinds = [EvidenceKind::SecondTool, EvidenceKind::Restriction];
            finding.evidence.iter().any(|evidence| kinds.contains(&evidence.kind))
        };
        self.assessment
            .findings
            .iter()
            .filter(move |finding| !finding.allowed && finding.signer.is_some() && !odd(finding))
            .take(OFFERED_MAX)
    }

    /// Somebody of the family may be let help now.
    #[must_use]
    pub fn may_help(&self) -> bool {
        let in_need = self.incident.as_ref().is_some_and(Incident::is_open);
        !in_need && self.line == Line::Open && !self.drill.is_running() && !self.restore.is_running()
    }

    /// Everything that raises no alarm now.
    pub(super) fn watched_with(&self) -> AllowList {
        self.allowed.and(self.help.entry.as_ref())
    }

    pub(super) fn open_help(&mut self, now: Timestamp) -> Vec<Effect> {
        self.help.stage = HelpStage::Ask;
        self.go(Screen::FamilyHelp, now)
    }

    /// The caller who wants to be let in is not.
    pub(super) fn help_answered(&mut self, answer: Answer, now: Timestamp) -> Vec<Effect> {
        if self.help_stage() == HelpStage::Ask {
            self.help.stage = if answer.needs_care() { HelpStage::Refused } else { HelpStage::Choose };
            self.screen_since = now;
        }
        Vec::new()
    }

    pub(super) fn help_pick(&mut self, row: u8, now: Timestamp) -> Vec<Effect> {
        if self.screen != Screen::FamilyHelp || self.help_stage() != HelpStage::Choose {
            return Vec::new();
        }
        let Some(finding) = self.helpers().nth(usize::from(row)) else { return Vec::new() };
        let Some(signer) = finding.signer.clone() else { return Vec::new() };
        let helper = Helper { tool: finding.tool.clone(), signer };
        if !self.changes_need_pin() {
            return self.help_permitted(&helper, now);
        }
        // Always anew: a PIN that stood in for a hand before was not meant for this.
        self.ask_pin(Gated::Help(helper), now)
    }

    /// The PIN was right, or there is none.
    pub(super) fn help_permitted(&mut self, helper: &Helper, now: Timestamp) -> Vec<Effect> {
        // Another program may have come up under the name while the PIN was typed.
        let same = |finding: &Finding| {
            finding.tool == helper.tool && finding.signer.as_ref() == Some(&helper.signer)
        };
        let still = self.may_help() && self.helpers().any(same);
        let end = now.plus_millis(HELP_MS);
        // Whole seconds, as they are kept.
        let until = Timestamp(end.0 - end.0.rem_euclid(1000));
        let entry = AllowEntry::helping(&helper.tool, &helper.signer, until, now).filter(|_| still);
        let Some(entry) = entry else {
            self.notice(Notice::Text("help-changed-meanwhile"));
            return Vec::new();
        };
        // It was for this alone.
        self.pin_gate = super::PinGate::default();
        self.help = FamilyHelp { stage: HelpStage::Allowed, entry: Some(entry.clone()) };
        let mut effects =
            vec![Effect::WatchWith(self.watched_with()), Effect::SaveHelp(Some(Box::new(entry)))];
        effects.extend(self.go(Screen::FamilyHelp, now));
        effects
    }

    /// Makes things safer: at once, and for any hand.
    pub(super) fn end_help(&mut self, now: Timestamp) -> Vec<Effect> {
        let mut effects = self.drop_help();
        if self.screen == Screen::FamilyHelp && !effects.is_empty() {
            let running = self.assessment.findings.iter().any(|finding| finding.level >= Level::Likely);
            effects.extend(self.enter(if running { Screen::Alert } else { Screen::Home }, now));
        }
        effects
    }

    /// After every event: two hours are over, the red button was pressed, or a cut is in force.
    pub(super) fn help_looked(&mut self, now: Timestamp) -> Vec<Effect> {
        let over = self.help.entry.as_ref().is_some_and(|entry| !entry.in_time(now));
        let cut = self.incident.as_ref().is_some_and(Incident::is_open);
        if over || cut { self.drop_help() } else { Vec::new() }
    }

    fn drop_help(&mut self) -> Vec<Effect> {
        if self.help.entry.take().is_none() {
            return Vec::new();
        }
        self.help.stage = HelpStage::Ask;
        vec![Effect::WatchWith(self.watched_with()), Effect::SaveHelp(None)]
    }

    /// Goes on with what was allowed before the window was closed.
    pub(super) fn begin_help(&mut self, entry: Option<AllowEntry>, now: Timestamp) {
        self.help.entry = entry.filter(|entry| entry.in_time(now));
    }

    /// Milliseconds until the help has to be looked at again.
    pub(super) fn help_waits(&self, now: Timestamp) -> Option<u64> {
        self.help.entry.as_ref().map(|entry| entry.until.millis_since(now).clamp(100, SHOWN_EVERY_MS))
    }
}

#[cfg(test)]
#[path = "family_help_tests.rs"]
mod tests;
