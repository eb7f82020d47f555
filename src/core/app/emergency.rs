//! The five steps: the order of the screens, the two questions and their branches, the memo.

use super::App;
use crate::core::detection::{Finding, Level};
use crate::core::effect::Effect;
use crate::core::event::ExportTarget;
use crate::core::incident::{Answer, Incident, Logged, Memo, MemoField, Step, TOOLS_MAX};
use crate::core::report::Numbers;
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

impl App {
    /// Opens an incident unless one is open; a closed one is put aside first.
    pub(super) fn ensure_incident(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.incident.as_ref().is_some_and(Incident::is_open) {
            return Vec::new();
        }
        let mut effects = Vec::new();
        if let Some(closed) = self.incident.take() {
            effects.push(Effect::ArchiveIncident(Box::new(closed)));
        }
        self.incident = Some(Incident::new(now));
        self.exported = None;
        self.numbers = Numbers::default();
        self.look_for_numbers();
        self.remember_tools(now);
        effects
    }

    /// Writes the tools that are seen into the open incident.
    pub(super) fn remember_tools(&mut self, now: Timestamp) -> Vec<Effect> {
        let Some(incident) = self.incident.as_mut().filter(|incident| incident.is_open()) else {
            return Vec::new();
        };
        let known = incident.tools.len();
        // An allowed tool that is in use during an emergency belongs to what happened.
        let told = |finding: &&Finding| !finding.allowed || finding.level >= Level::Likely;
        for finding in self.assessment.findings.iter().filter(told) {
            if !incident.tools.contains(&finding.name) && incident.tools.len() < TOOLS_MAX {
                incident.tools.push(finding.name.clone());
                incident.note(Logged::ToolSeen { name: finding.name.clone() }, now);
            }
        }
        if incident.tools.len() == known { Vec::new() } else { self.save() }
    }

    /// The emergency path's order. The bank comes before hand-over and power-off when it was told something.
    pub(super) fn next(&mut self, now: Timestamp) -> Vec<Effect> {
        match self.screen {
            Screen::SetPin => return self.pin_next(now),
            Screen::AllowTools => {
                self.screen_since = now;
                return self.allow_next(now);
            }
            Screen::EnterPin => return self.gate_next(),
            Screen::Keep => {
                self.screen_since = now;
                return self.keep_next(now);
            }
            screen if screen.is_setup() => return self.setup_next(now),
            Screen::RestoreTools => return self.tools_next(now),
            _ => {}
        }
        let mut effects = self.tick_step_of_screen(now);
        let told_bank = self.incident().and_then(|i| i.told_bank).is_some_and(Answer::needs_care);
        let done = |step| self.incident().is_some_and(|incident| incident.is_done(step));
        let next = match self.screen {
            Screen::CutResult if !self.line.is_cut() => Screen::HandPower,
            Screen::CutResult => Screen::AskBank,
            Screen::AskBank => Screen::AskPhone,
            Screen::AskPhone | Screen::OtherTelephone if told_bank && !done(Step::CallBank) => {
                Screen::CallBank
            }
            // Nothing is handed over while a stranger may still see it: the power first.
            Screen::AskPhone | Screen::OtherTelephone if !self.line.is_cut() => Screen::PowerOff,
            Screen::AskPhone | Screen::OtherTelephone => Screen::HandOver,
            Screen::HandOver | Screen::HandOverCopy | Screen::HandOverQr => Screen::PowerOff,
            // At a workplace the PC stays on: nothing is said about switching it on again.
            Screen::PowerOff | Screen::CallBank
                if self.workplace().is_some() && done(Step::CallBank) && done(Step::PowerOff) =>
            {
                Screen::MemoCall
            }
            Screen::PowerOff if !done(Step::CallBank) => Screen::CallBank,
            Screen::CallBank if !done(Step::PowerOff) && self.line.is_cut() => Screen::HandOver,
            Screen::CallBank if !done(Step::PowerOff) => Screen::PowerOff,
            Screen::PowerOff | Screen::CallBank => Screen::StayOff,
            Screen::StayOff => Screen::MemoCall,
            Screen::MemoCall => Screen::MemoMoney,
            Screen::MemoMoney => Screen::MemoScreen,
            Screen::MemoScreen => Screen::MemoSave,
            Screen::MemoSave => Screen::Steps,
            other => other,
        };
        effects.extend(self.go(next, now));
        effects
    }

    fn phone_is_doubtful(&self) -> bool {
        self.incident().is_some_and(Incident::phone_is_doubtful)
    }

    fn tick_step_of_screen(&mut self, now: Timestamp) -> Vec<Effect> {
        let step = match self.screen {
            Screen::PowerOff => Step::PowerOff,
            Screen::CallBank => Step::CallBank,
            Screen::StayOff => Step::StayOff,
            Screen::MemoScreen => Step::WriteDown,
            _ => return Vec::new(),
        };
        match &mut self.incident {
            Some(incident) => {
                if !incident.is_done(step) {
                    incident.note(Logged::StepDone { step }, now);
                }
                incident.set_done(step, true);
            }
            None => return Vec::new(),
        }
        self.save()
    }

    pub(super) fn answer(&mut self, answer: Answer, now: Timestamp) -> Vec<Effect> {
        match self.screen {
            Screen::AskContact => return self.contact_answered(answer, now),
            Screen::RestoreAsk => return self.restore_answered(answer, now),
            Screen::FamilyHelp => return self.help_answered(answer, now),
            Screen::AllowTools => {
                self.screen_since = now;
                return self.allow_answered(answer);
            }
            _ => {}
        }
        let Some(incident) = &mut self.incident else {
            return Vec::new();
        };
        match self.screen {
            Screen::AskBank => {
                incident.told_bank = Some(answer);
                self.next(now)
            }
            Screen::AskPhone => {
                incident.phone_too = Some(answer);
                if answer.needs_care() { self.go(Screen::OtherTelephone, now) } else { self.next(now) }
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn other_way(&mut self, now: Timestamp) -> Vec<Effect> {
        match self.screen {
            // The system's question never came, or was answered with no: the hand is next.
            Screen::CutResult if self.line.give_up_consent() => {
                // The line is looked at meanwhile: a cable pulled by hand is seen at once.
                self.line_watch.let_go();
                vec![Effect::WatchLine(true)]
            }
            Screen::CutResult => self.go(Screen::HandPower, now),
            Screen::HandPower => self.go(Screen::HandRouter, now),
            Screen::HandOver if !self.phone_is_doubtful() => self.go(Screen::HandOverCopy, now),
            Screen::HandOverCopy if !self.phone_is_doubtful() => self.go(Screen::HandOverQr, now),
            _ => Vec::new(),
        }
    }

    pub(super) fn toggle_step(&mut self, step: Step, now: Timestamp) -> Vec<Effect> {
        let Some(incident) = &mut self.incident else {
            return Vec::new();
        };
        incident.set_done(step, !incident.is_done(step));
        if incident.is_done(step) {
            incident.note(Logged::StepDone { step }, now);
        }
        self.save()
    }

    pub(super) fn memo_typed(&mut self, field: MemoField, text: &str) -> Vec<Effect> {
        self.change_memo(|memo| memo.set_text(field, text))
    }

    pub(super) fn change_memo(&mut self, change: impl FnOnce(&mut Memo)) -> Vec<Effect> {
        let Some(incident) = &mut self.incident else {
            return Vec::new();
        };
        change(&mut incident.memo);
        self.look_for_numbers();
        self.save()
    }

    pub(super) fn export(&mut self, target: ExportTarget, now: Timestamp) -> Vec<Effect> {
        if self.exporting {
            return Vec::new();
        }
        let mut effects = self.ensure_incident_for_memo(now);
        if let Some(incident) = &self.incident {
            self.exporting = true;
            effects.push(Effect::ExportMemo(target, self.numbers, Box::new(incident.clone())));
        }
        effects
    }

    /// A memo can be written without any cut: the family writes it days later.
    pub(super) fn ensure_incident_for_memo(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.incident.is_some() {
            return Vec::new();
        }
        let effects = self.ensure_incident(now);
        // Writing a memo is no emergency: nothing is watched and nothing is cut for it.
        if let Some(incident) = &mut self.incident {
            incident.closed_at = Some(now);
        }
        effects
    }

    pub(super) fn close_incident(&mut self, now: Timestamp) -> Vec<Effect> {
        let Some(incident) = self.incident.as_mut().filter(|incident| incident.is_open()) else {
            return self.go(Screen::Home, now);
        };
        incident.closed_at = Some(now);
        self.line_watch.stop_retrying();
        let mut effects = self.save();
        effects.push(Effect::WatchLine(self.line.is_cut()));
        effects.extend(self.go(Screen::Home, now));
        effects
    }

    pub(super) fn save(&self) -> Vec<Effect> {
        self.incident.iter().map(|incident| Effect::SaveIncident(Box::new(incident.clone()))).collect()
    }
}
