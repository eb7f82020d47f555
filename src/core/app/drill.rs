//! The drill in the window: offered on calm days, shown while it runs, explained afterwards.

use super::App;
use crate::core::detection::Level;
use crate::core::drill::{DrillEnd, DrillProgress, DrillRefusal, DrillReport, refusal};
use crate::core::effect::Effect;
use crate::core::guard::protocol::DRILL_MS;
use crate::core::incident::Incident;
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

use super::Line;

/// The longest time of a drill, in seconds.
pub const DRILL_S: u64 = DRILL_MS.unsigned_abs() / 1000;

/// Where the drill stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Drill {
    /// None was begun, or the red button made a real cut of it.
    #[default]
    None,
    /// It runs.
    Running {
        /// When it was begun.
        since: Timestamp,
        /// What it does now.
        doing: DrillProgress,
    },
    /// It is over.
    Done(Box<DrillReport>),
    /// It was not begun.
    Refused(DrillRefusal),
}

impl Drill {
    /// True while time matters.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self, Self::Running { .. })
    }

    /// Seconds since it was begun, up to [`DRILL_S`].
    #[must_use]
    pub fn seconds(&self, now: Timestamp) -> u64 {
        match self {
            Self::Running { since, .. } => (now.millis_since(*since) / 1000).min(DRILL_S),
            _ => 0,
        }
    }
}

impl App {
    /// Where the drill stands.
    #[must_use]
    pub fn drill(&self) -> &Drill {
        &self.drill
    }

    /// Why there can be no drill now, as far as the window knows.
    #[must_use]
    pub fn drill_refusal(&self) -> Option<DrillRefusal> {
        let incident = self.incident.as_ref().is_some_and(Incident::is_open);
        // Allowed or not: whoever is at work from far away would be cut off.
        let seen = self.assessment.findings.iter().map(|finding| finding.level).max();
        let level = self.assessment.level.max(seen.unwrap_or_default());
        refusal(incident, self.line != Line::Open, level >= Level::Likely)
    }

    /// The way to the drill: what it does, or why there is none.
    pub(super) fn open_drill(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.drill.is_running() {
            return self.go(Screen::DrillRunning, now);
        }
        match self.drill_refusal() {
            Some(why) => self.refuse_drill(why, now),
            None => self.go(Screen::DrillExplain, now),
        }
    }

    pub(super) fn begin_drill(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.drill.is_running() {
            return Vec::new();
        }
        // A tool may have been started while the page was read.
        if let Some(why) = self.drill_refusal() {
            return self.refuse_drill(why, now);
        }
        self.drill = Drill::Running { since: now, doing: DrillProgress::Closing };
        let mut effects = vec![Effect::Drill];
        effects.extend(self.turn_to(Screen::DrillRunning, now));
        effects
    }

    pub(super) fn drill_progressed(&mut self, progress: DrillProgress) -> Vec<Effect> {
        if let Drill::Running { doing, .. } = &mut self.drill {
            *doing = progress;
        }
        Vec::new()
    }

    pub(super) fn drill_finished(&mut self, report: DrillReport, now: Timestamp) -> Vec<Effect> {
        // After the red button the cut's own answer is what counts.
        if !self.drill.is_running() {
            return Vec::new();
        }
        if let Some(why) = report.refused {
            return self.refuse_drill(why, now);
        }
        if report.ended_by == DrillEnd::RealCut {
            // Pressed in another window or by a command: this window looks for itself before it says so.
            self.drill = Drill::None;
            self.line = Line::Cutting { consent_asked: false, observing: true };
            let mut effects = vec![Effect::WatchLine(true)];
            effects.extend(self.turn_to(Screen::CutResult, now));
            return effects;
        }
        self.drill = Drill::Done(Box::new(report));
        self.turn_to(Screen::DrillReport, now)
    }

    fn refuse_drill(&mut self, why: DrillRefusal, now: Timestamp) -> Vec<Effect> {
        self.drill = Drill::Refused(why);
        self.turn_to(Screen::DrillRefused, now)
    }

    /// Shows another page of the drill; the way back leads out of it.
    fn turn_to(&mut self, screen: Screen, now: Timestamp) -> Vec<Effect> {
        if self.screen.is_drill() { self.enter(screen, now) } else { self.go(screen, now) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::detection::Assessment;
    use crate::core::network::{CutReport, RestoreReport, RestoreResult};
    use crate::core::{Event, Press};

    fn press(app: &mut App, press: Press, at: i64) -> Vec<Effect> {
        app.step(Event::Pressed(press), Timestamp(at))
    }

    fn running() -> App {
        let mut app = App::new();
        press(&mut app, Press::Open(Screen::Caregiver), 1_000);
        press(&mut app, Press::Open(Screen::DrillExplain), 2_000);
        assert_eq!(press(&mut app, Press::Drill, 3_000), [Effect::Drill]);
        assert_eq!(app.screen(), Screen::DrillRunning);
        app
    }

    fn report() -> Box<DrillReport> {
        let mut report = DrillReport { cut: true, ..DrillReport::begun() };
        let result = RestoreResult::Restored;
        report.take_restore(RestoreReport { result, retry_after_s: 0, reasons: Vec::new() }, 40);
        Box::new(report)
    }

    #[test]
    fn a_drill_is_explained_run_and_reported_and_back_leads_out_of_it() {
        let mut app = running();
        assert_eq!(press(&mut app, Press::Drill, 9_000), [], "one at a time");
        assert_eq!(
            (app.drill().seconds(Timestamp(7_500)), app.drill().seconds(Timestamp(i64::MAX))),
            (4, 60)
        );
        assert!(app.next_tick_in(Timestamp(3_500)).is_some());
        app.step(Event::DrillFinished(report()), Timestamp(5_000));
        assert_eq!(app.screen(), Screen::DrillReport);
        assert!(app.next_tick_in(Timestamp(5_500)).is_none() && app.line() == &Line::Open);
        press(&mut app, Press::Back, 6_000);
        assert_eq!(app.screen(), Screen::Caregiver);
    }

    #[test]
    fn the_red_button_during_a_drill_is_a_real_cut_and_its_report_comes_too_late() {
        let mut app = running();
        let effects = press(&mut app, Press::CutNow, 3_001);
        assert_eq!(effects.first(), Some(&Effect::CutNetwork));
        assert!(app.incident().is_some_and(Incident::is_open));
        app.step(Event::DrillFinished(report()), Timestamp(4_000));
        assert_eq!((app.screen(), app.drill()), (Screen::CutResult, &Drill::None));
        let cut = CutReport { cut: true, ..CutReport::default() };
        app.step(Event::CutFinished(cut), Timestamp(5_000));
        assert!(app.line().is_cut());
    }

    #[test]
    fn a_real_cut_pressed_elsewhere_is_looked_at_before_it_is_said() {
        let mut app = running();
        let report = DrillReport { cut: true, ended_by: DrillEnd::RealCut, ..DrillReport::begun() };
        let effects = app.step(Event::DrillFinished(Box::new(report)), Timestamp(5_000));
        assert_eq!(effects, [Effect::WatchLine(true)]);
        assert!(app.screen() == Screen::CutResult && !app.line().is_cut());
    }

    #[test]
    fn there_is_no_drill_while_anybody_is_in_need_and_the_screen_says_why() {
        type Trouble = fn(&mut App);
        let troubles: [(Trouble, DrillRefusal); 3] = [
            (|app| app.line = Line::Cut { offline_before: false }, DrillRefusal::CutInForce),
            (|app| app.incident = Some(Incident::new(Timestamp(0))), DrillRefusal::IncidentOpen),
            (
                |app| app.assessment = Assessment { level: Level::Likely, findings: Vec::new() },
                DrillRefusal::RemoteTool,
            ),
        ];
        for (trouble, why) in troubles {
            let mut app = App::new();
            trouble(&mut app);
            press(&mut app, Press::Open(Screen::DrillExplain), 1_000);
            assert_eq!((app.screen(), app.drill()), (Screen::DrillRefused, &Drill::Refused(why)));
            assert_eq!(press(&mut app, Press::Drill, 2_000), []);
            // The same when it comes up while the page is read.
            let mut app = App::new();
            press(&mut app, Press::Open(Screen::DrillExplain), 1_000);
            trouble(&mut app);
            assert_eq!(press(&mut app, Press::Drill, 2_000), []);
            assert_eq!(app.drill(), &Drill::Refused(why));
        }
    }

    #[test]
    fn what_the_line_refuses_is_said_too() {
        let mut app = running();
        let refused = DrillReport::refused(DrillRefusal::NotConnected);
        app.step(Event::DrillFinished(Box::new(refused)), Timestamp(4_000));
        assert_eq!(app.screen(), Screen::DrillRefused);
        press(&mut app, Press::Back, 5_000);
        assert_eq!(app.screen(), Screen::Caregiver);
    }
}
