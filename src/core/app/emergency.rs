//! The five steps: the order of the screens, the two questions and their branches, the memo.

use super::App;
use crate::core::detection::{Finding, Level};
use crate::core::effect::Effect;
use crate::core::event::{CallChoice, Event, ExportTarget, Press};
use crate::core::incident::{Answer, Incident, Logged, Memo, MemoField, Paid, Step, TOOLS_MAX};
use crate::core::report::Numbers;
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

impl App {
    /// Opens an incident unless today's is open; a closed one, and one that nobody closed, is put aside first.
    pub(super) fn ensure_incident(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.incident.as_ref().is_some_and(|it| it.is_open() && !it.is_of_another_day(now)) {
            return Vec::new();
        }
        let mut effects = Vec::new();
        if let Some(before) = self.incident.take() {
            effects.push(Effect::ArchiveIncident(Box::new(before)));
        }
        self.ticked.clear();
        self.issuer_shown = false;
        self.incident = Some(Incident::new(now));
        self.keep_memo();
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
            screen if screen.is_escape() => return self.escape_next(now),
            _ => {}
        }
        let mut effects = self.tick_step_of_screen(now);
        let told_bank = self.incident().and_then(|i| i.told_bank).is_some_and(Answer::needs_care);
        let done = |step| self.is_ticked_now(step);
        let issuer = self.issuer_is_due();
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
            Screen::MemoMoney if issuer => {
                self.issuer_shown = true;
                self.shown_call = Some(CallChoice::GiftCardIssuer);
                // The way back from the call leads on: this page is answered.
                effects.extend(self.go(Screen::MemoScreen, now));
                Screen::CallScript
            }
            Screen::MemoMoney => Screen::MemoScreen,
            Screen::MemoScreen => Screen::MemoSave,
            Screen::MemoSave => Screen::Steps,
            other => other,
        };
        effects.extend(self.go(next, now));
        effects
    }

    /// A step that was ticked since the program came up. What the file of the notes says anybody could have written.
    #[must_use]
    pub fn is_ticked_now(&self, step: Step) -> bool {
        self.ticked.contains(&step)
    }

    /// Gift cards were told, and who issued them was not shown yet: what is left on them may still be stopped.
    fn issuer_is_due(&self) -> bool {
        let told = self.incident().is_some_and(|incident| incident.memo.paid.contains(&Paid::GiftCard));
        told && !self.issuer_shown
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
                self.ticked.insert(step);
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

    /// There is no telephone but the one that the stranger may be on: its lines are closed before it is used.
    #[must_use]
    pub fn has_no_other_telephone(&self) -> bool {
        self.no_other_telephone
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
            Screen::OtherTelephone => {
                self.no_other_telephone = true;
                // Other buttons stand under the finger now.
                self.screen_since = now;
                Vec::new()
            }
            screen if screen.is_escape() => self.escape_other_way(now),
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
            self.ticked.insert(step);
        } else {
            self.ticked.remove(&step);
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

    /// From now on only a hand at this PC deletes what the memo says.
    pub(super) fn keep_memo(&mut self) {
        self.kept_memo = self.incident.as_ref().map(|incident| incident.memo.clone()).unwrap_or_default();
    }

    /// `event` would take away what is kept of the memo.
    pub(super) fn deletes_from_memo(&self, event: &Event) -> bool {
        let Some(incident) = &self.incident else { return false };
        let mut memo = incident.memo.clone();
        match event {
            Event::MemoTyped(field, text) => memo.set_text(*field, text),
            Event::Pressed(Press::Paid(paid)) => memo.toggle_paid(*paid),
            Event::Pressed(Press::Seen(seen)) => memo.toggle_seen(*seen),
            _ => return false,
        }
        !memo.holds(&self.kept_memo)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::Event;
    use crate::core::app::Line;
    use crate::core::event::{Press, Start};

    const NOW: Timestamp = Timestamp(1_800_000_000_000);
    const HOUR_MS: i64 = 60 * 60 * 1000;

    /// A window that comes up on `incident`, and the effects of the red button.
    fn pressed(incident: Incident) -> (App, Vec<Effect>) {
        let mut app = App::new();
        app.step(Event::Started(Box::new(Start { incident: Some(incident), ..Start::default() })), NOW);
        let effects = app.step(Event::Pressed(Press::CutNow), NOW.plus_millis(1_000));
        app.line = Line::Cut { offline_before: false };
        (app, effects)
    }

    fn planted(opened_at: Timestamp) -> Incident {
        let mut incident = Incident::new(opened_at);
        incident.set_done(Step::CallBank, true);
        incident.set_done(Step::PowerOff, true);
        incident
    }

    /// Goes on with `press`, a second after the one before.
    fn on(app: &mut App, press: Press) -> Screen {
        let now = app.screen_since.plus_millis(1_000);
        app.step(Event::Pressed(press), now);
        app.screen()
    }

    #[test]
    fn an_incident_of_another_day_is_put_aside_and_todays_goes_on() {
        for (age, of_today) in [(2 * HOUR_MS, true), (13 * HOUR_MS, false), (-13 * HOUR_MS, false)] {
            let old = planted(NOW.plus_millis(-age));
            let (app, effects) = pressed(old.clone());
            let archived = effects.contains(&Effect::ArchiveIncident(Box::new(old)));
            let incident = app.incident().unwrap();
            assert_eq!((archived, incident.is_done(Step::CallBank)), (!of_today, of_today), "{age}");
            assert_eq!(effects.first(), Some(&Effect::CutNetwork), "the cut first");
            assert_eq!(incident.opened_at == NOW.plus_millis(1_000), !of_today);
        }
    }

    #[test]
    fn no_step_is_left_out_for_a_tick_that_came_from_the_disk() {
        let (mut app, _) = pressed(planted(NOW.plus_millis(-HOUR_MS)));
        on(&mut app, Press::Next);
        on(&mut app, Press::Answer(Answer::Yes));
        assert_eq!(on(&mut app, Press::Answer(Answer::No)), Screen::CallBank);
        assert!(app.incident().unwrap().is_done(Step::CallBank) && !app.is_ticked_now(Step::CallBank));
        assert_eq!(on(&mut app, Press::Next), Screen::HandOver);
        assert!(app.is_ticked_now(Step::CallBank), "now it was pressed here");
        assert_eq!(on(&mut app, Press::Next), Screen::PowerOff);
        assert_eq!(on(&mut app, Press::Next), Screen::StayOff, "once is enough");
        let (mut app, _) = pressed(planted(NOW.plus_millis(-HOUR_MS)));
        on(&mut app, Press::Open(Screen::PowerOff));
        assert_eq!(on(&mut app, Press::Next), Screen::CallBank);
        // Unticked on the list by whoever sees that it is wrong.
        on(&mut app, Press::ToggleStep(Step::PowerOff));
        assert!(!app.is_ticked_now(Step::PowerOff));
    }

    #[test]
    fn whoever_ticks_a_gift_card_is_sent_to_its_issuer_once() {
        let (mut app, _) = pressed(Incident::new(NOW));
        on(&mut app, Press::Open(Screen::MemoMoney));
        on(&mut app, Press::Paid(Paid::GiftCard));
        assert_eq!(on(&mut app, Press::Next), Screen::CallScript);
        assert_eq!(app.shown_call(), Some(CallChoice::GiftCardIssuer));
        assert_eq!(on(&mut app, Press::Back), Screen::MemoScreen, "the memo goes on");
        on(&mut app, Press::Open(Screen::MemoMoney));
        assert_eq!(on(&mut app, Press::Next), Screen::MemoScreen);
        let (mut app, _) = pressed(Incident::new(NOW));
        on(&mut app, Press::Open(Screen::MemoMoney));
        on(&mut app, Press::Paid(Paid::Transfer));
        assert_eq!(on(&mut app, Press::Next), Screen::MemoScreen);
    }
}
