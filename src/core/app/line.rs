//! The line to the outside as the person is told about it. "Cut" is said only by [`is_cut`].

use super::App;
use crate::core::effect::Effect;
use crate::core::incident::{Logged, Step};
use crate::core::network::{CutProgress, CutReport, Observation, is_cut, round_is_offline};
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

/// First pause before a lost cut is applied again, in milliseconds; doubles up to [`RETRY_MAX_MS`].
const RETRY_FIRST_MS: i64 = 1_000;
/// Longest pause between two tries, in milliseconds.
const RETRY_MAX_MS: i64 = 30_000;
/// A cut that was not looked at for this long is no longer claimed, in milliseconds.
pub(super) const STALE_AFTER_MS: u64 = 10_000;

/// What is known of the line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Line {
    /// Nobody asked for a cut.
    #[default]
    Open,
    /// The red button was pressed; the answer is not there yet.
    Cutting {
        /// The system's consent dialog is up: the person must press 「はい」.
        consent_asked: bool,
        /// Every way came back; the line is being observed.
        observing: bool,
    },
    /// Observed to be cut, in two rounds.
    Cut {
        /// The PC was offline before anything was done.
        offline_before: bool,
    },
    /// The answer was: still connected.
    StillConnected,
    /// It was cut and is open again; the cut is being tried once more.
    BackAgain,
}

impl Line {
    /// True only while the cut is observed.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        matches!(self, Self::Cut { .. })
    }

    /// The person sees no consent dialog: the hand's ways are shown while the cut goes on trying.
    pub(super) fn give_up_consent(&mut self) -> bool {
        let asked = matches!(self, Self::Cutting { consent_asked: true, .. });
        if asked {
            *self = Self::StillConnected;
        }
        asked
    }

    pub(super) fn progress(&mut self, progress: &CutProgress) {
        if let Self::Cutting { consent_asked, observing } = self {
            match progress {
                CutProgress::ConsentAsked => *consent_asked = true,
                CutProgress::Observing => {
                    *consent_asked = false;
                    *observing = true;
                }
                CutProgress::WayReturned(_) => {}
            }
        }
    }
}

/// The last rounds of observation and the next try.
#[derive(Debug, Clone, Default)]
pub(super) struct LineWatch {
    previous: Option<Vec<Observation>>,
    retry_at: Option<Timestamp>,
    retry_after_ms: i64,
    cut_running: bool,
    /// What runs is a try of the window's own: it asks nobody for consent.
    is_own_try: bool,
    /// The red button was pressed while a try of the window's own ran: the press has its own answer.
    press_waits: bool,
    looked_at: Timestamp,
    /// The owner wants the line open: nothing is cut again until the next press.
    owner_opens: bool,
}

impl LineWatch {
    /// The running cut is not waited for any more; its answer still counts.
    pub(super) fn let_go(&mut self) {
        self.cut_running = false;
        self.is_own_try = false;
        self.previous = None;
    }

    /// Nothing is cut again by itself.
    pub(super) fn stop_retrying(&mut self) {
        self.retry_at = None;
    }

    /// A restore begins. The looks go on: what is said of the line stays true.
    pub(super) fn owner_opens(&mut self) {
        self.owner_opens = true;
        self.stop_retrying();
    }

    /// The restore was refused: nothing was opened, and the cut is kept as before.
    pub(super) fn owner_was_refused(&mut self) {
        self.owner_opens = false;
    }

    pub(super) fn retry_pending(&self) -> bool {
        self.retry_at.is_some()
    }
}

impl App {
    /// The red button: the cut first, everything else after it.
    pub(super) fn cut_now(&mut self, now: Timestamp) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.line_watch.cut_running || self.line_watch.is_own_try {
            let press_waits = self.line_watch.cut_running;
            self.line_watch = LineWatch { cut_running: true, press_waits, ..LineWatch::default() };
            self.line = Line::Cutting { consent_asked: false, observing: false };
            effects.extend([Effect::CutNetwork, Effect::EndTools]);
        }
        self.alert.cut_pressed = true;
        self.restore = super::Restore::default();
        self.drill = super::Drill::default();
        let incident_effects = self.ensure_incident(now);
        effects.extend(incident_effects);
        if let (Screen::HandRouter, Some(incident)) = (self.screen, &mut self.incident) {
            incident.router_off = true;
        }
        effects.extend(self.go(Screen::CutResult, now));
        effects.extend(self.save());
        effects
    }

    pub(super) fn cut_finished(&mut self, report: &CutReport, now: Timestamp) -> Vec<Effect> {
        if std::mem::take(&mut self.line_watch.press_waits) && !report.cut {
            // The answer to the window's own try; the one to the press is still to come.
            return Vec::new();
        }
        self.line_watch.cut_running = false;
        self.line_watch.is_own_try = false;
        self.line_watch.previous = None;
        self.line_watch.looked_at = now;
        let mut effects = vec![Effect::WatchLine(true)];
        let what = match (report.cut, report.offline_before) {
            (true, false) => Logged::Cut,
            (true, true) => Logged::OfflineBefore,
            (false, _) => Logged::NotCut,
        };
        effects.extend(self.note_line(what, &report.observed, now));
        if report.cut {
            self.line = Line::Cut { offline_before: report.offline_before };
            self.pc.until_restart = report.until_restart;
            self.line_watch.retry_after_ms = 0;
            effects.extend(self.step_one(true));
            effects.push(Effect::FindPrinters);
        } else if self.line == Line::BackAgain {
            if self.in_need() && !self.line_watch.owner_opens {
                self.schedule_retry(now);
            }
        } else {
            self.line = Line::StillConnected;
        }
        effects
    }

    /// One more look at the line. The screen changes at once when it is open again.
    pub(super) fn observed(&mut self, round: Vec<Observation>, now: Timestamp) -> Vec<Effect> {
        if self.line_watch.cut_running {
            return Vec::new();
        }
        self.line_watch.looked_at = now;
        let in_need = self.in_need() && !self.line_watch.owner_opens;
        let offline = round_is_offline(&round);
        let previous = self.line_watch.previous.replace(round.clone());
        let proven = is_cut(&previous.into_iter().chain([round.clone()]).collect::<Vec<_>>());
        match &self.line {
            // Whatever becomes of the restore: it is open now.
            Line::Cut { .. } | Line::Cutting { .. } if !offline && self.restore.is_running() => {
                self.line = Line::StillConnected;
                self.step_one(false)
            }
            // Nobody is in need: the window stops claiming a cut, and nothing is cut again.
            Line::Cut { .. } | Line::Cutting { .. } if !offline && !in_need => {
                self.forget_cut();
                vec![Effect::WatchLine(false)]
            }
            Line::Cut { .. } if !offline => {
                self.line = Line::BackAgain;
                self.schedule_retry(now);
                let mut effects = vec![Effect::AskAttention];
                effects.extend(self.note_line(Logged::ConnectedAgain, &round, now));
                effects.extend(self.step_one(false));
                if self.screen.is_hand_over() {
                    // What is handed over is for the person's eyes alone.
                    effects.extend(self.go(Screen::CutResult, now));
                }
                effects
            }
            // After a start: what was cut before is open now.
            Line::Cutting { .. } if !offline => {
                self.line = Line::StillConnected;
                self.step_one(false)
            }
            Line::Cutting { .. } if proven => {
                self.line = Line::Cut { offline_before: false };
                let mut effects = self.step_one(true);
                effects.extend(self.alert_is_done(now));
                effects
            }
            // Without a press on the red button an offline line is nobody's cut.
            Line::StillConnected | Line::BackAgain if proven && in_need => {
                self.line = Line::Cut { offline_before: false };
                self.line_watch.retry_at = None;
                self.note_line(Logged::Cut, &round, now);
                self.step_one(true)
            }
            _ => Vec::new(),
        }
    }

    /// The looks at the line broke down.
    pub(super) fn line_watch_lost(&mut self) -> Vec<Effect> {
        if !self.line.is_cut() {
            return Vec::new();
        }
        self.line = Line::StillConnected;
        self.step_one(false)
    }

    pub(super) fn line_tick(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.line.is_cut() && now.millis_since(self.line_watch.looked_at) > STALE_AFTER_MS {
            self.line_watch.previous = None;
            self.line = Line::Cutting { consent_asked: false, observing: true };
        }
        match self.line_watch.retry_at {
            Some(at) if now >= at && !self.line_watch.cut_running => {
                self.line_watch.retry_at = None;
                self.line_watch.cut_running = true;
                self.line_watch.is_own_try = true;
                // The system's question comes only after a press: never again and again by itself.
                vec![Effect::CutAgain]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn in_need(&self) -> bool {
        self.incident.as_ref().is_some_and(|incident| incident.is_open())
    }

    /// The line has to be looked at: somebody is in need, or something is said of it.
    pub(super) fn must_look(&self) -> bool {
        self.in_need() || self.line != Line::Open
    }

    /// Nobody tries to cut again once the owner restores.
    pub(super) fn forget_cut(&mut self) {
        self.line = Line::Open;
        self.line_watch = LineWatch::default();
    }

    fn schedule_retry(&mut self, now: Timestamp) {
        let pause = (self.line_watch.retry_after_ms * 2).clamp(RETRY_FIRST_MS, RETRY_MAX_MS);
        self.line_watch.retry_after_ms = pause;
        self.line_watch.retry_at = Some(now.plus_millis(pause));
    }

    /// Writes down what became of the line, with the checks that say so.
    fn note_line(&mut self, what: Logged, round: &[Observation], now: Timestamp) -> Vec<Effect> {
        let Some(incident) = self.incident.as_mut().filter(|incident| incident.is_open()) else {
            return Vec::new();
        };
        incident.note(what, now);
        incident.observe(round);
        self.save()
    }

    fn step_one(&mut self, done: bool) -> Vec<Effect> {
        match &mut self.incident {
            Some(incident) if incident.is_done(Step::CutInternet) != done => {
                incident.set_done(Step::CutInternet, done);
                self.save()
            }
            _ => Vec::new(),
        }
    }
}
