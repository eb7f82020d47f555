//! The alert: what a person sees first when the watcher saw somebody at this PC.

use super::automatic_cut::{AutomaticCut, Turn};
use super::{App, Line};
use crate::core::detection::{Finding, Level};
use crate::core::effect::Effect;
use crate::core::hand::SETTLE_MS;
use crate::core::incident::Incident;
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;
use crate::core::watch::WatchChoice;

/// How long a window that the watcher opened looks for itself before it says that nothing is seen, in
/// milliseconds: some of what a session leaves is read by slower eyes than the first look's.
const LOOKS_FOR_MS: u64 = 5_000;
/// The watcher may see a session so much sooner than this window does, in milliseconds.
const ASKED_FOR_MS: u64 = 10_000;
/// Who pressed something so recently is at work here, in milliseconds.
const AT_WORK_MS: u64 = 60_000;
/// So long what somebody is at work on keeps its place in a session, in milliseconds. Somebody may press for ever.
const KEPT_FOR_MS: u64 = 120_000;
/// Who asks again so soon wants the alert itself, in milliseconds. The watcher does so for another tool alone.
const ASKS_AGAIN_MS: u64 = 5_000;

/// What the alert knows beside the live check.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Alert {
    /// Since when the screen stands, until this window saw a session itself.
    unseen_since: Option<Timestamp>,
    /// The red button was pressed in this window: what is on record is no file's mere word.
    pub(super) cut_pressed: bool,
    pub(super) automatic: AutomaticCut,
    /// The window was asked for before it saw a session.
    asked_at: Option<Timestamp>,
    /// When something was pressed last.
    pub(super) pressed_at: Option<Timestamp>,
    /// Since when what somebody is at work on keeps its place, and when the window was asked for last meanwhile.
    kept: Option<(Timestamp, Timestamp)>,
    /// Another screen took the place of the one somebody may be aiming at.
    pub(super) turned_at: Option<Timestamp>,
    /// What the alert said last, and whether it counted.
    said: Option<(AlertStage, bool)>,
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

    /// Somebody asked for the window that is open: with a session in sight, what it is asked for is the alert. What
    /// somebody is at work on stays for a while, in front.
    pub(super) fn raised(&mut self, now: Timestamp) -> Vec<Effect> {
        self.alert.asked_at = None;
        if self.is_under_way() || self.restore.is_running() {
            return Vec::new();
        }
        if self.assessment.level < Level::Likely {
            self.alert.asked_at = Some(now);
            return Vec::new();
        }
        if self.keeps_its_place(now) {
            let since = self.alert.kept.map_or(now, |(since, _)| since);
            self.alert.kept = Some((since, now));
            return Vec::new();
        }
        self.turn_to_alert(now)
    }

    /// Somebody answers for a relative, types the PIN, or reads what was found or how to cut.
    fn keeps_its_place(&self, now: Timestamp) -> bool {
        let busy: &[Screen] = match self.stays_open() {
            // The seconds that are left have to be seen, except by who answers with the PIN.
            true => &[Screen::EnterPin],
            false => &[Screen::FamilyHelp, Screen::EnterPin, Screen::Details, Screen::CutResult],
        };
        let within = |at: Timestamp, millis| now.millis_since(at) < millis;
        let asked_again = |&(since, last)| within(last, ASKS_AGAIN_MS) || !within(since, KEPT_FOR_MS);
        busy.contains(&self.screen)
            && self.alert.pressed_at.is_some_and(|at| within(at, AT_WORK_MS))
            && !self.alert.kept.as_ref().is_some_and(asked_again)
    }

    /// Shows the alert in the place of whatever somebody may be aiming at.
    fn turn_to_alert(&mut self, now: Timestamp) -> Vec<Effect> {
        self.alert.kept = None;
        if self.screen != Screen::Alert {
            self.alert.turned_at = Some(now);
        }
        self.go(Screen::Alert, now)
    }

    /// The screen changed by itself so recently that a press was meant for the one before.
    pub(super) fn just_turned(&self, now: Timestamp) -> bool {
        self.alert.turned_at.is_some_and(|at| at <= now && now.millis_since(at) < SETTLE_MS)
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
        let mut effects = Vec::new();
        if self.assessment.level >= Level::Likely {
            self.alert.unseen_since = None;
            let asked = self.alert.asked_at.take();
            if asked.is_some_and(|at| at <= now && now.millis_since(at) <= ASKED_FOR_MS) {
                effects.extend(self.raised(now));
            }
        } else if self.alert.kept.is_some_and(|(_, last)| now.millis_since(last) >= KEPT_FOR_MS) {
            // Not at once: a tool that only blinks would begin the time anew.
            self.alert.kept = None;
        }
        let may_cut = self.settings.watch.is_on(WatchChoice::AutomaticCut)
            && (self.line == Line::Open || self.line == Line::StillConnected && !self.alert.cut_pressed)
            && !self.drill.is_running()
            && !self.restore.is_running();
        match self.alert.automatic.look(&self.assessment.findings, may_cut, now) {
            Turn::Nothing => {}
            Turn::Begun => {
                effects.extend(self.turn_to_alert(now));
                // Also where the alert stood already: what lies under the finger now is another button.
                self.alert.turned_at = Some(now);
                effects.push(Effect::AskAttention);
            }
            Turn::Cut => effects.extend(self.cut_now(now)),
        }
        self.follow_words(now);
        let record = self.alert.automatic.take_record(now);
        effects.extend(record.map(|record| Effect::SaveSessions(Box::new(record))));
        effects
    }

    /// Where the alert says something else, another button may lie under the finger.
    fn follow_words(&mut self, now: Timestamp) {
        let says = (self.screen == Screen::Alert).then(|| (self.alert_stage(now), self.stays_open()));
        let said = std::mem::replace(&mut self.alert.said, says);
        if said.is_some() && says.is_some() && said != says {
            self.alert.turned_at = Some(now);
        }
    }

    /// Time will change what the alert says.
    pub(super) fn alert_waits(&self, now: Timestamp) -> bool {
        let looking = self.screen == Screen::Alert
            && self.alert.unseen_since.is_some_and(|since| now.millis_since(since) < LOOKS_FOR_MS);
        looking || self.stays_open()
    }
}

#[cfg(test)]
#[path = "alert_tests.rs"]
mod tests;
