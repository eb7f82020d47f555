//! The family's pages about the watcher: whether it starts at log-on, also in the set-up, and what else it does.

use super::pin_gate::Gated;
use super::{App, Line};
use crate::core::detection::Level;
use crate::core::effect::Effect;
use crate::core::screen::Screen;
use crate::core::timestamp::Timestamp;
use crate::core::watch::{AlertLine, WatchChoice, WatcherFacts};

impl App {
    /// What is known of the watcher; `None` until somebody looked.
    #[must_use]
    pub fn watcher(&self) -> Option<WatcherFacts> {
        self.watcher
    }

    /// Something of the watcher may be switched off now. On goes always.
    #[must_use]
    pub fn may_stop_watching(&self) -> bool {
        self.may_change_setup()
    }

    /// The window shows the red button, somebody may control this PC, and the line is not cut.
    #[must_use]
    pub fn wants_to_be_on_top(&self) -> bool {
        let shows = matches!(self.screen, Screen::Alert | Screen::EnterPin) || self.screen.is_emergency();
        shows && self.assessment.level >= Level::Likely && !self.line.is_cut()
    }

    /// The watcher goes on with a count whose window somebody ends.
    pub(super) fn tell_of_count(&mut self, counted: bool) -> Vec<Effect> {
        // That the tool is not seen for a moment answers for nobody.
        let cut = counted && !self.stays_open() && self.line != Line::Open;
        let over = self.alert.automatic.take_answered() || cut;
        let begun = !counted && self.stays_open();
        [(over, AlertLine::CountOver), (begun, AlertLine::Counting)]
            .into_iter()
            .filter_map(|(said, line)| said.then_some(Effect::TellWatcher(line)))
            .collect()
    }

    pub(super) fn watcher_seen(&mut self, facts: WatcherFacts) -> Vec<Effect> {
        self.watcher = Some(facts);
        Vec::new()
    }

    pub(super) fn watch_at_log_on(&mut self, on: bool, now: Timestamp) -> Vec<Effect> {
        self.watch_switched(on, vec![Effect::InstallWatcher(on)], Gated::StopWatcher, now)
    }

    pub(super) fn watch_choice(&mut self, choice: WatchChoice, on: bool, now: Timestamp) -> Vec<Effect> {
        // Both ways: a cut that comes by itself is the family's own wish.
        let free = on && choice != WatchChoice::AutomaticCut;
        let keep = vec![Effect::SaveWatchChoice(choice, on)];
        if free {
            self.settings.watch.set(choice, on);
        }
        self.watch_switched(free, keep, Gated::WatchChoice(choice, on), now)
    }

    /// What makes things safer is done at once; the rest on a calm day, after the PIN where there is one.
    fn watch_switched(
        &mut self,
        free: bool,
        effects: Vec<Effect>,
        gated: Gated,
        now: Timestamp,
    ) -> Vec<Effect> {
        if !matches!(self.screen, Screen::WatchSettings | Screen::SetupWatch) {
            return Vec::new();
        }
        match free {
            true => effects,
            false if self.may_stop_watching() => self.with_pin(gated, now),
            false => Vec::new(),
        }
    }

    pub(super) fn watch_choice_permitted(&mut self, choice: WatchChoice, on: bool) -> Vec<Effect> {
        self.settings.watch.set(choice, on);
        vec![Effect::SaveWatchChoice(choice, on)]
    }
}
