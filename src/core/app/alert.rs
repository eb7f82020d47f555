//! The alert: what a person sees first when the watcher saw somebody at this PC.

use super::automatic_cut::{AutomaticCut, Turn};
use super::{App, Line};
use crate::core::detection::{Finding, Level};
use crate::core::effect::Effect;
use crate::core::incident::Incident;
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;
use crate::core::watch::WatchChoice;

/// How long a window that the watcher opened looks for itself before it says that nothing is seen, in
/// milliseconds: some of what a session leaves is read by slower eyes than the first look's.
const LOOKS_FOR_MS: u64 = 5_000;

/// What the alert knows beside the live check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alert {
    /// Since when the screen stands, until this window saw a session itself.
    unseen_since: Option<Timestamp>,
    /// The red button was pressed in this window: what is on record is no file's mere word.
    pub(super) cut_pressed: bool,
    pub(super) automatic: AutomaticCut,
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

    /// The watcher opened this window: before anything else. What is on record may be old, or the operator's own:
    /// it comes back when the line is seen to be cut.
    pub(super) fn show_alert(&mut self, now: Timestamp) {
        self.screen = Screen::Alert;
        self.alert.unseen_since = Some(now);
    }

    /// The line was just seen to be cut: the emergency goes on where it was left.
    pub(super) fn alert_is_done(&mut self, now: Timestamp) -> Vec<Effect> {
        let open = self.incident.as_ref().filter(|incident| incident.is_open());
        match open.map(|incident| incident.screen) {
            Some(screen) if self.screen == Screen::Alert => self.go(screen, now),
            _ => Vec::new(),
        }
    }

    /// The emergency is under way: cut as far as can be seen, or the button was pressed in this window.
    fn is_under_way(&self) -> bool {
        let pressed = self.alert.cut_pressed && self.incident.as_ref().is_some_and(Incident::is_open);
        pressed || self.line.is_cut()
    }

    /// Somebody asked for the window that is open: with a session in sight, what it is asked for is the alert.
    pub(super) fn raised(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.is_under_way() || self.restore.is_running() || self.assessment.level < Level::Likely {
            return Vec::new();
        }
        self.go(Screen::Alert, now)
    }

    /// The watcher opened this window, which has not seen a session itself yet.
    pub(super) fn alert_is_unseen(&self) -> bool {
        self.screen == Screen::Alert && self.alert.unseen_since.is_some()
    }

    /// Closing undoes nothing: the watcher opens it again while the session lasts.
    pub(super) fn close_alert(&self) -> Vec<Effect> {
        if self.screen == Screen::Alert && !self.stays_open() {
            vec![Effect::CloseWindow]
        } else {
            Vec::new()
        }
    }

    /// Seconds until the cut that comes by itself; `None` while none does.
    #[must_use]
    pub fn cut_in_s(&self) -> Option<u64> {
        self.alert.automatic.left_s()
    }

    /// The window is not closed from outside: whoever closes it must not stop a cut that the family wished for.
    #[must_use]
    pub fn stays_open(&self) -> bool {
        self.cut_in_s().is_some()
    }

    /// 「切らない」
    pub(super) fn let_be(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.screen == Screen::Alert {
            self.alert.automatic.let_be(now);
            // What lies under the finger now is another button.
            self.screen_since = now;
        }
        Vec::new()
    }

    /// After every event: does this window see the session itself, and is it counted down?
    pub(super) fn alert_looked(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.assessment.level >= Level::Likely {
            self.alert.unseen_since = None;
        }
        let may_cut = self.settings.watch.is_on(WatchChoice::AutomaticCut)
            && (self.line == Line::Open || self.line == Line::StillConnected && !self.alert.cut_pressed)
            && !self.drill.is_running()
            && !self.restore.is_running();
        let mut effects = match self.alert.automatic.look(&self.assessment.findings, may_cut, now) {
            Turn::Nothing => Vec::new(),
            Turn::Begun => {
                let mut effects = self.go(Screen::Alert, now);
                // Also where the alert stood already: what lies under the finger now is another button.
                self.screen_since = now;
                effects.push(Effect::AskAttention);
                effects
            }
            Turn::Cut => self.cut_now(now),
        };
        let record = self.alert.automatic.take_record(now);
        effects.extend(record.map(|record| Effect::SaveSessions(Box::new(record))));
        effects
    }

    /// Time will change what the alert says.
    pub(super) fn alert_waits(&self, now: Timestamp) -> bool {
        let looking = self.screen == Screen::Alert
            && self.alert.unseen_since.is_some_and(|since| now.millis_since(since) < LOOKS_FOR_MS);
        looking || self.stays_open()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::detection::Assessment;
    use crate::core::event::Start;
    use crate::core::network::{CheckResult, CutReport, LineStatus, Observation};
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
    }

    fn look(app: &mut App, offline: bool, at: i64) {
        let result = if offline { CheckResult::Offline } else { CheckResult::Online };
        let check = |check: &str| Observation { check: check.into(), result };
        app.step(Event::Observed(vec![check("a"), check("b")]), Timestamp(at));
    }

    #[test]
    fn an_incident_on_record_hides_no_alert_and_comes_back_once_the_line_is_seen_cut() {
        let mut incident = Incident::new(Timestamp(0));
        incident.screen = Screen::CallBank;
        for cut in [false, true] {
            let mut app = App::new();
            let line = LineStatus { cut, since: None, restorable: true };
            let mut start = Start {
                alert: true,
                watching: true,
                incident: Some(incident.clone()),
                line,
                ..Start::default()
            };
            start.settings.watch.set(WatchChoice::AutomaticCut, true);
            app.step(Event::Started(Box::new(start)), Timestamp(0));
            assert_eq!(app.screen(), Screen::Alert, "{cut}");
            let mut open = app.clone();
            look(&mut app, true, 500);
            look(&mut app, true, 1_000);
            assert_eq!(
                (app.screen(), app.line().is_cut()),
                (if cut { Screen::CallBank } else { Screen::Alert }, cut)
            );
            // The line is open, whatever is on record: raised, counted down and cut.
            look(&mut open, false, 500);
            open.step(seen(Level::Live, false), Timestamp(1_000));
            assert_eq!((open.screen(), open.cut_in_s()), (Screen::Alert, Some(15)), "{cut}");
            open.step(Event::Pressed(Press::Open(Screen::Details)), Timestamp(3_000));
            open.step(Event::Raised, Timestamp(4_000));
            assert_eq!(open.screen(), Screen::Alert, "{cut}");
            assert_eq!(tick(&mut open, 4_100, 60_000).map(|at| at / 1_000), Some(16), "{cut}");
        }
    }

    #[test]
    fn a_second_click_as_the_count_begins_answers_nothing() {
        let mut app = automatic();
        app.step(seen(Level::Live, false), Timestamp(5_000));
        assert_eq!(app.screen(), Screen::Alert);
        app.step(Event::Pressed(Press::LetBe), Timestamp(5_300));
        assert!(app.cut_in_s().is_some(), "the button has only just appeared");
        app.step(Event::Pressed(Press::LetBe), Timestamp(5_400));
        assert_eq!(app.cut_in_s(), None);
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

    fn automatic() -> App {
        let mut app = App::new();
        let mut start = Start { alert: true, watching: true, ..Start::default() };
        start.settings.watch.set(WatchChoice::AutomaticCut, true);
        app.step(Event::Started(Box::new(start)), Timestamp(0));
        app
    }

    /// Ticks as the window would be woken; when the cut came, if it did.
    fn tick(app: &mut App, from: i64, to: i64) -> Option<i64> {
        (from..=to)
            .step_by(100)
            .find(|at| app.step(Event::Tick, Timestamp(*at)).contains(&Effect::CutNetwork))
    }

    #[test]
    fn where_the_family_wished_for_it_a_session_is_cut_after_fifteen_seconds() {
        let mut app = automatic();
        let begun = app.step(seen(Level::Live, false), Timestamp(1_000));
        assert!(begun.contains(&Effect::AskAttention), "{begun:?}");
        assert_eq!(app.cut_in_s(), Some(15));
        assert!(app.stays_open() && app.next_tick_in(Timestamp(1_000)).is_some());
        let close = app.step(Event::Pressed(Press::CloseAlert), Timestamp(2_000));
        assert_eq!(close, [], "whoever closes it stops nothing");
        assert_eq!(tick(&mut app, 2_000, 60_000), Some(16_000));
        assert_eq!((app.screen(), app.cut_in_s()), (Screen::CutResult, None));
        app.step(Event::CutFinished(CutReport { cut: true, ..CutReport::default() }), Timestamp(18_000));
        assert_eq!(tick(&mut app, 18_100, 25_000), None, "it is cut already");
    }

    #[test]
    fn by_itself_nothing_is_cut_unless_the_family_wished_for_it() {
        let mut app = opened(None);
        app.step(seen(Level::Live, false), Timestamp(11_000));
        assert_eq!((app.cut_in_s(), tick(&mut app, 11_100, 60_000)), (None, None));
    }

    #[test]
    fn not_cutting_keeps_the_alert_and_the_red_button() {
        let mut app = automatic();
        app.step(seen(Level::Live, false), Timestamp(1_000));
        let saved = app.step(Event::Pressed(Press::LetBe), Timestamp(5_000));
        assert!(matches!(saved.as_slice(), [Effect::SaveSessions(record), ..] if record.let_be.len() == 1));
        assert_eq!(tick(&mut app, 5_100, 100_000), None);
        assert_eq!((app.screen(), app.alert_stage(Timestamp(100_000))), (Screen::Alert, AlertStage::Session));
        let cut = app.step(Event::Pressed(Press::CutNow), Timestamp(100_100));
        assert_eq!(cut.first(), Some(&Effect::CutNetwork));
    }

    #[test]
    fn wherever_the_person_is_the_countdown_is_shown_and_a_drill_is_not_cut_short() {
        let mut app = automatic();
        app.step(Event::Pressed(Press::Open(Screen::Caregiver)), Timestamp(1_000));
        app.step(Event::Pressed(Press::Open(Screen::DrillExplain)), Timestamp(2_000));
        app.step(Event::Pressed(Press::Drill), Timestamp(3_000));
        app.step(seen(Level::Live, false), Timestamp(4_000));
        assert_eq!((app.screen(), app.cut_in_s()), (Screen::DrillRunning, None));
        let report = crate::core::drill::DrillReport::refused(crate::core::drill::DrillRefusal::Failed);
        app.step(Event::DrillFinished(Box::new(report)), Timestamp(9_000));
        assert_eq!((app.screen(), app.cut_in_s()), (Screen::Alert, Some(15)));
    }

    #[test]
    fn what_runs_on_after_the_owner_restored_is_not_cut_again() {
        use crate::core::network::{RestoreReport, RestoreResult};
        let mut app = automatic();
        app.step(seen(Level::Live, false), Timestamp(1_000));
        app.step(Event::Pressed(Press::CutNow), Timestamp(2_000));
        app.step(Event::CutFinished(CutReport { cut: true, ..CutReport::default() }), Timestamp(3_000));
        // The owner answered for the tool with the PIN or as an administrator.
        for (press, at) in [
            (Press::Open(Screen::RestoreAsk), 4_000),
            (Press::Answer(crate::core::incident::Answer::No), 5_000),
            (Press::RestoreAnyway, 6_000),
            (Press::HoldBegan, 7_000),
        ] {
            app.step(Event::Pressed(press), Timestamp(at));
        }
        for at in (7_100..45_000).step_by(100) {
            app.step(Event::Tick, Timestamp(at));
        }
        let result = RestoreResult::Restored;
        let report = RestoreReport { result, retry_after_s: 0, reasons: Vec::new() };
        app.step(Event::RestoreFinished(report), Timestamp(45_000));
        assert_eq!(app.screen(), Screen::RestoreResult);
        assert_eq!(tick(&mut app, 45_100, 100_000), None);
        assert_eq!((app.line(), app.cut_in_s()), (&Line::Open, None));
    }
}
