//! The way back: question, PIN, a held button, thirty seconds. Deliberate, delayed, always possible.

use super::{App, Line};
use crate::core::effect::Effect;
use crate::core::incident::Answer;
use crate::core::network::{RestoreAuthority, RestoreReport, RestoreResult};
use crate::core::pin_delay::{PIN_MAX_DIGITS, PIN_MIN_DIGITS};
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;

/// How long the restore button is held, in milliseconds.
pub const HOLD_MS: u64 = 2_000;
/// The pause that breaks the caller's spell, in seconds.
pub const SPELL_BREAK_S: u64 = 30;

/// Where the restore stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Restore {
    pin: String,
    stage: Stage,
    report: Option<RestoreReport>,
    anyway: bool,
}

/// A stage of the restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Stage {
    /// Waiting for PIN and held button.
    #[default]
    Waiting,
    /// The button is down since then.
    Holding(Timestamp),
    /// The thirty seconds run since then.
    Pausing(Timestamp),
    /// The system is at work.
    Running,
    /// There is an answer.
    Answered,
}

impl Restore {
    /// Digits typed so far.
    #[must_use]
    pub fn pin_len(&self) -> usize {
        self.pin.len()
    }

    /// The stage.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// The answer of the last restore.
    #[must_use]
    pub fn report(&self) -> Option<&RestoreReport> {
        self.report.as_ref()
    }

    /// True while time matters.
    #[must_use]
    pub fn is_counting(&self) -> bool {
        matches!(self.stage, Stage::Holding(_) | Stage::Pausing(_))
    }

    /// True when the button may be held: no PIN is needed, or enough digits are typed.
    #[must_use]
    pub fn may_hold(&self, pin_opens: bool) -> bool {
        !pin_opens || self.pin.len() >= PIN_MIN_DIGITS
    }

    /// How much of the hold is done, 0 to 1.
    #[must_use]
    pub fn hold_progress(&self, now: Timestamp) -> f32 {
        match self.stage {
            Stage::Holding(since) => {
                #[expect(clippy::cast_precision_loss, reason = "at most HOLD_MS")]
                let part = now.millis_since(since).min(HOLD_MS) as f32 / HOLD_MS as f32;
                part
            }
            Stage::Waiting => 0.0,
            _ => 1.0,
        }
    }

    /// Seconds left of the pause.
    #[must_use]
    pub fn seconds_left(&self, now: Timestamp) -> Option<u64> {
        match self.stage {
            Stage::Pausing(since) => Some(SPELL_BREAK_S.saturating_sub(now.millis_since(since) / 1000)),
            _ => None,
        }
    }

    /// A tool may go on running: whoever gives the PIN, or an administrator, answers for it.
    pub(super) fn go_on_anyway(&mut self) {
        self.anyway = true;
    }

    pub(super) fn goes_on_anyway(&self) -> bool {
        self.anyway
    }

    /// Nothing has been asked of the system yet.
    pub(super) fn is_prepared(&self) -> bool {
        matches!(self.stage, Stage::Waiting | Stage::Holding(_) | Stage::Pausing(_))
    }

    /// Leaving the screen in any way stops what has not begun.
    pub(super) fn stop_unless_running(&mut self) {
        if !matches!(self.stage, Stage::Running | Stage::Answered) {
            *self = Self::default();
        }
    }

    /// The system is at work on it.
    pub(super) fn is_running(&self) -> bool {
        self.stage == Stage::Running
    }

    /// Leaving the way back forgets what was typed and answered; what the system is at work on goes on.
    pub(super) fn leave(&mut self) {
        if !self.is_running() {
            *self = Self::default();
        }
    }

    pub(super) fn push_digit(&mut self, digit: u8) {
        if digit < 10 && self.stage == Stage::Waiting && self.pin.len() < PIN_MAX_DIGITS {
            self.pin.push(char::from(b'0' + digit));
        }
    }

    pub(super) fn erase_digit(&mut self) {
        if self.stage == Stage::Waiting {
            self.pin.pop();
        }
    }

    pub(super) fn hold_began(&mut self, pin_opens: bool, now: Timestamp) {
        if self.stage == Stage::Waiting && self.may_hold(pin_opens) {
            self.stage = Stage::Holding(now);
        }
    }

    pub(super) fn hold_ended(&mut self, now: Timestamp) {
        if let Stage::Holding(since) = self.stage {
            self.stage =
                if now.millis_since(since) >= HOLD_MS { Stage::Pausing(now) } else { Stage::Waiting };
        }
    }
}

impl App {
    pub(super) fn begin_restore(&mut self, now: Timestamp) -> Vec<Effect> {
        if self.restore.is_running() {
            return self.go(Screen::Restore, now);
        }
        self.restore = Restore::default();
        let mut effects = vec![Effect::AskGuard];
        effects.extend(self.go(Screen::RestoreAsk, now));
        effects
    }

    pub(super) fn restore_answered(&mut self, answer: Answer, now: Timestamp) -> Vec<Effect> {
        if answer.needs_care() { self.go(Screen::RestoreRefused, now) } else { self.go_to_restore(now) }
    }

    pub(super) fn restore_tick(&mut self, now: Timestamp) -> Vec<Effect> {
        match self.restore.stage {
            // A clock set back must not stretch the hold or the pause for ever.
            Stage::Holding(since) if now < since => self.restore.stage = Stage::Holding(now),
            Stage::Pausing(since) if now < since => self.restore.stage = Stage::Pausing(now),
            Stage::Holding(since) if now.millis_since(since) >= HOLD_MS => {
                self.restore.stage = Stage::Pausing(now);
            }
            Stage::Pausing(since) if now.millis_since(since) >= SPELL_BREAK_S * 1000 => {
                if !self.tools_are_settled() {
                    return self.stop_restore_for_tools(now);
                }
                self.begin_running();
                let pin = std::mem::take(&mut self.restore.pin);
                let authority =
                    if self.pin_opens() { RestoreAuthority::Pin(pin) } else { RestoreAuthority::Nobody };
                return vec![Effect::WatchLine(true), Effect::RestoreNetwork(authority)];
            }
            _ => {}
        }
        Vec::new()
    }

    /// The owner restores: nobody cuts again meanwhile.
    fn begin_running(&mut self) {
        self.restore.stage = Stage::Running;
        self.line_watch.owner_opens();
        if self.line == Line::BackAgain {
            self.line = Line::StillConnected;
        }
    }

    /// The PIN is forgotten or damaged: the system asks for an administrator instead.
    pub(super) fn ask_administrator(&mut self, now: Timestamp) -> Vec<Effect> {
        let here = match self.screen {
            Screen::RestoreResult => true,
            Screen::Restore => self.hand_was_refused(),
            Screen::RestoreTools => self.every_hand_is_refused(),
            _ => false,
        };
        if !here || self.restore.is_running() {
            return Vec::new();
        }
        let mut effects = self.go(Screen::Restore, now);
        self.begin_running();
        effects.push(Effect::WatchLine(true));
        effects.push(Effect::RestoreNetwork(RestoreAuthority::Nobody));
        effects
    }

    pub(super) fn restore_finished(&mut self, report: RestoreReport, now: Timestamp) -> Vec<Effect> {
        // A cut that was pressed meanwhile outweighs the restore: its own answer tells the truth.
        if !self.restore.is_running() {
            return Vec::new();
        }
        let restored = matches!(report.result, RestoreResult::Restored | RestoreResult::NothingToDo);
        if matches!(report.result, RestoreResult::WrongPin | RestoreResult::NotAllowed) {
            self.line_watch.owner_was_refused();
        }
        self.restore = Restore { stage: Stage::Answered, report: Some(report), ..Restore::default() };
        let mut effects = Vec::new();
        if restored {
            self.forget_cut();
            // The owner opened the line although these are in use.
            self.alert.automatic.let_all_be(&self.assessment.findings, now);
            if let Some(incident) = self.incident.as_mut().filter(|incident| incident.is_open()) {
                incident.note(crate::core::incident::Logged::Restored, now);
                incident.closed_at = Some(now);
                effects.extend(self.save());
            }
        }
        effects.push(Effect::WatchLine(self.must_look()));
        // Whoever went on to the steps meanwhile is not torn out of them.
        if !self.screen.is_emergency() {
            effects.extend(self.go(Screen::RestoreResult, now));
        }
        effects
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::detection::Assessment;
    use crate::core::network::{CheckResult, CutReport, Observation};
    use crate::core::{Event, Press};

    fn press(app: &mut App, press: Press, at: &mut i64) -> Vec<Effect> {
        *at += 1_000;
        app.step(Event::Pressed(press), Timestamp(*at))
    }

    fn round(open: bool, app: &mut App, at: &mut i64) -> Vec<Effect> {
        *at += 1_000;
        let result = if open { CheckResult::Online } else { CheckResult::Offline };
        let round = ["a", "b"].map(|check| Observation { check: check.into(), result }).into();
        [app.step(Event::Observed(round), Timestamp(*at)), app.step(Event::Tick, Timestamp(*at))].concat()
    }

    fn answered(app: &mut App, result: RestoreResult, at: i64) -> Vec<Effect> {
        let report = RestoreReport { result, retry_after_s: 0, reasons: Vec::new() };
        app.step(Event::RestoreFinished(report), Timestamp(at))
    }

    /// A cut, and a restore that the system is at work on. Hands back what that began with.
    fn restoring() -> (App, i64, Vec<Effect>) {
        let (mut app, mut at) = (App::new(), 1_000);
        app.step(Event::Assessed(Assessment::default()), Timestamp(at));
        press(&mut app, Press::CutNow, &mut at);
        let report = CutReport { cut: true, restorable: true, ..CutReport::default() };
        app.step(Event::CutFinished(report), Timestamp(at));
        for it in [Press::Open(Screen::Caregiver), Press::Open(Screen::RestoreAsk), Press::Answer(Answer::No)]
        {
            press(&mut app, it, &mut at);
        }
        press(&mut app, Press::HoldBegan, &mut at);
        let mut effects = Vec::new();
        for _ in 0..33 {
            effects.extend(round(false, &mut app, &mut at));
        }
        assert!(app.restore().stage() == Stage::Running && app.line().is_cut(), "{:?}", app.restore());
        (app, at, effects)
    }

    fn cuts(effects: &[Effect]) -> bool {
        effects.iter().any(|effect| matches!(effect, Effect::CutAgain | Effect::CutNetwork))
    }

    #[test]
    fn the_line_is_looked_at_while_a_restore_runs_and_what_is_open_is_called_open() {
        let (mut app, mut at, begun) = restoring();
        assert!(!begun.contains(&Effect::WatchLine(false)), "{begun:?}");
        assert!(begun.contains(&Effect::RestoreNetwork(RestoreAuthority::Nobody)));
        assert!(!cuts(&round(true, &mut app, &mut at)));
        assert!(!app.line().is_cut(), "{:?}", app.line());
        // Nor without a look.
        let (mut app, at, _) = restoring();
        app.step(Event::Tick, Timestamp(at + 11_000));
        assert!(!app.line().is_cut(), "{:?}", app.line());
    }

    #[test]
    fn what_a_restore_opened_only_half_is_never_cut_again_by_the_window() {
        for looked_before in [true, false] {
            let (mut app, mut at, _) = restoring();
            if looked_before {
                round(true, &mut app, &mut at);
            }
            let effects = answered(&mut app, RestoreResult::Incomplete, at);
            assert!(effects.contains(&Effect::WatchLine(true)), "somebody is still in need");
            for step in 0..120 {
                let effects = round(step != 5, &mut app, &mut at);
                assert!(!cuts(&effects), "{step}: {effects:?}");
                assert!(!app.line().is_cut());
            }
            // A press counts as ever, and from then on the cut is kept.
            assert!(cuts(&press(&mut app, Press::CutNow, &mut at)));
            let report = CutReport { cut: true, restorable: true, ..CutReport::default() };
            app.step(Event::CutFinished(report), Timestamp(at));
            let again: Vec<Effect> = (0..5).flat_map(|_| round(true, &mut app, &mut at)).collect();
            assert!(cuts(&again), "{again:?}");
        }
    }

    #[test]
    fn a_refused_restore_leaves_the_cut_kept() {
        for result in [RestoreResult::WrongPin, RestoreResult::NotAllowed] {
            let (mut app, mut at, _) = restoring();
            assert!(answered(&mut app, result, at).contains(&Effect::WatchLine(true)));
            assert!(app.line().is_cut());
            let again: Vec<Effect> = (0..5).flat_map(|_| round(true, &mut app, &mut at)).collect();
            assert!(cuts(&again), "{again:?}");
        }
    }

    #[test]
    fn whoever_goes_back_meanwhile_hears_of_the_restore_all_the_same() {
        for away in [Press::Back, Press::StopRestore] {
            let (mut app, mut at, _) = restoring();
            press(&mut app, away, &mut at);
            assert_ne!(app.screen(), Screen::Restore);
            // Into it again: the same restore, not a second one.
            press(&mut app, Press::Open(Screen::RestoreAsk), &mut at);
            assert_eq!((app.screen(), app.restore().stage()), (Screen::Restore, Stage::Running));
            press(&mut app, Press::Back, &mut at);
            round(true, &mut app, &mut at);
            let effects = answered(&mut app, RestoreResult::Restored, at);
            assert!(effects.contains(&Effect::WatchLine(false)), "{effects:?}");
            assert_eq!((app.line(), app.screen()), (&Line::Open, Screen::RestoreResult));
            assert!(!cuts(&round(true, &mut app, &mut at)));
        }
        // Pressed while it ran: the cut's own answer counts.
        let (mut app, mut at, _) = restoring();
        press(&mut app, Press::Back, &mut at);
        assert!(cuts(&press(&mut app, Press::CutNow, &mut at)));
        assert_eq!(answered(&mut app, RestoreResult::Restored, at), []);
        assert_eq!(app.screen(), Screen::CutResult);
    }
}
