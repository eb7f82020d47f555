//! The alert: what a person sees first when the watcher saw somebody at this PC.

use super::App;
use crate::core::detection::{Finding, Level};
use crate::core::effect::Effect;
use crate::core::incident::Incident;
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

/// How long a window that the watcher opened looks for itself before it says that nothing is seen, in
/// milliseconds: some of what a session leaves is read by slower eyes than the first look's.
const LOOKS_FOR_MS: u64 = 5_000;

/// What the alert knows beside the live check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alert {
    /// Since when the screen stands, until this window saw a session itself.
    unseen_since: Option<Timestamp>,
}

/// What the alert says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertStage {
    /// Somebody may control this PC, or did when the watcher looked.
    Session,
    /// No session is seen any more. Never said as "safe".
    Gone,
    /// What is seen is allowed by the family.
    Allowed,
}

impl App {
    /// What the alert says now.
    #[must_use]
    pub fn alert_stage(&self, now: Timestamp) -> AlertStage {
        let still_looking =
            self.alert.unseen_since.is_some_and(|since| now.millis_since(since) < LOOKS_FOR_MS);
        let allowed = |finding: &Finding| finding.allowed && finding.level >= Level::Likely;
        if self.assessment.level >= Level::Likely || !self.watching {
            AlertStage::Session
        } else if self.assessment.findings.iter().any(allowed) {
            AlertStage::Allowed
        } else if still_looking {
            AlertStage::Session
        } else {
            AlertStage::Gone
        }
    }

    /// The watcher opened this window: before anything else but an emergency that is under way.
    pub(super) fn show_alert(&mut self, now: Timestamp) {
        if !self.incident.as_ref().is_some_and(Incident::is_open) {
            self.screen = Screen::Alert;
            self.alert.unseen_since = Some(now);
        }
    }

    /// Somebody asked for the window that is open: with a session in sight, what it is asked for is the alert.
    pub(super) fn raised(&mut self, now: Timestamp) -> Vec<Effect> {
        let in_need = self.incident.as_ref().is_some_and(Incident::is_open);
        if in_need || self.line.is_cut() || self.restore.is_running() || self.assessment.level < Level::Likely
        {
            return Vec::new();
        }
        self.go(Screen::Alert, now)
    }

    /// Closing undoes nothing: the watcher opens it again while the session lasts.
    pub(super) fn close_alert(&self) -> Vec<Effect> {
        if self.screen == Screen::Alert { vec![Effect::CloseWindow] } else { Vec::new() }
    }

    /// This window sees the session itself.
    pub(super) fn alert_looked(&mut self) {
        if self.assessment.level >= Level::Likely {
            self.alert.unseen_since = None;
        }
    }

    /// Time will change what the alert says.
    pub(super) fn alert_waits(&self, now: Timestamp) -> bool {
        self.screen == Screen::Alert
            && self.alert.unseen_since.is_some_and(|since| now.millis_since(since) < LOOKS_FOR_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::detection::Assessment;
    use crate::core::event::Start;
    use crate::core::network::CutReport;
    use crate::core::{Event, Press};

    fn opened(incident: Option<Incident>) -> App {
        let mut app = App::new();
        let start = Start { alert: true, watching: true, incident, ..Start::default() };
        app.step(Event::Started(Box::new(start)), Timestamp(10_000));
        app
    }

    fn seen(level: Level, allowed: bool) -> Event {
        let finding = Finding {
            tool: "anydesk".into(),
            name: "AnyDesk".into(),
            level,
            allowed,
            pids: vec![7],
            evidence: Vec::new(),
            since: None,
            signer: None,
        };
        Event::Assessed(Assessment {
            level: if allowed { Level::Clear } else { level },
            findings: vec![finding],
        })
    }

    fn gone() -> Event {
        Event::Assessed(Assessment::default())
    }

    #[test]
    fn what_the_watcher_saw_is_believed_until_this_window_looked_long_enough() {
        let mut app = opened(None);
        assert_eq!(app.screen(), Screen::Alert);
        assert_eq!(app.alert_stage(Timestamp(14_999)), AlertStage::Session);
        assert!(app.next_tick_in(Timestamp(14_999)).is_some(), "the screen is drawn anew when it is over");
        assert_eq!(app.alert_stage(Timestamp(15_000)), AlertStage::Gone);
        assert!(app.next_tick_in(Timestamp(15_000)).is_none(), "nothing repaints for ever");
        app.step(seen(Level::Likely, false), Timestamp(16_000));
        assert_eq!(app.alert_stage(Timestamp(16_000)), AlertStage::Session);
        app.step(gone(), Timestamp(16_500));
        assert_eq!(app.alert_stage(Timestamp(16_500)), AlertStage::Gone, "this window saw it go");
    }

    #[test]
    fn nobody_calms_the_alert_by_jamming_the_look() {
        let mut app = opened(None);
        app.step(Event::WatchLost, Timestamp(11_000));
        assert_eq!(app.alert_stage(Timestamp(99_000)), AlertStage::Session);
        app.step(seen(Level::Live, false), Timestamp(99_500));
        app.step(Event::WatchLost, Timestamp(100_000));
        assert_eq!(app.alert_stage(Timestamp(200_000)), AlertStage::Session);
    }

    #[test]
    fn what_the_family_allowed_is_called_so() {
        let mut app = opened(None);
        app.step(seen(Level::Live, true), Timestamp(11_000));
        assert_eq!(app.alert_stage(Timestamp(11_000)), AlertStage::Allowed);
    }

    #[test]
    fn one_press_cuts_and_an_emergency_under_way_is_not_interrupted() {
        let mut app = opened(None);
        let effects = app.step(Event::Pressed(Press::CutNow), Timestamp(10_001));
        assert_eq!(effects.first(), Some(&Effect::CutNetwork), "no delay, however soon it is pressed");
        assert_eq!(app.screen(), Screen::CutResult);
        app.step(seen(Level::Live, false), Timestamp(11_000));
        app.step(Event::Raised, Timestamp(12_000));
        assert_eq!(app.screen(), Screen::CutResult);

        let mut incident = Incident::new(Timestamp(0));
        incident.screen = Screen::CallBank;
        assert_eq!(opened(Some(incident)).screen(), Screen::CallBank);
    }

    #[test]
    fn a_window_that_is_open_turns_to_the_alert_when_it_is_asked_for_and_only_with_a_session_in_sight() {
        let mut app = App::new();
        app.step(Event::Started(Box::new(Start { watching: true, ..Start::default() })), Timestamp(0));
        app.step(Event::Raised, Timestamp(1_000));
        assert_eq!(app.screen(), Screen::Home);
        app.step(seen(Level::Live, false), Timestamp(2_000));
        assert_eq!(app.screen(), Screen::Home, "nothing moves under a finger");
        app.step(Event::Raised, Timestamp(3_000));
        assert_eq!(app.screen(), Screen::Alert);
        let close = app.step(Event::Pressed(Press::CloseAlert), Timestamp(4_000));
        assert_eq!(close, [Effect::CloseWindow]);
        app.step(Event::Pressed(Press::CutNow), Timestamp(5_000));
        app.step(Event::CutFinished(CutReport { cut: true, ..CutReport::default() }), Timestamp(6_000));
        assert_eq!(app.step(Event::Pressed(Press::CloseAlert), Timestamp(7_000)), []);
    }
}
