//! When this window is kept out of pictures of the screen, and when it is not.

use super::App;
use crate::core::capture::Hiding;
use crate::core::detection::Level;
use crate::core::effect::Effect;
use crate::core::incident::Incident;
use crate::core::screen::Screen;

/// What is wished for and what the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Capture {
    hiding: Hiding,
    shown_to_family: bool,
}

impl App {
    /// Somebody may be looking on from elsewhere.
    fn may_be_watched(&self) -> bool {
        self.assessment.level >= Level::Likely
            || self.incident.as_ref().is_some_and(Incident::is_open)
            || self.alert_is_unseen()
    }

    /// True while this window has to be kept out of pictures of the screen: during an alarm and an incident, but
    /// not while something is printed, and not when the family wants to see it from elsewhere.
    #[must_use]
    pub fn wants_hiding(&self) -> bool {
        self.may_be_watched() && !self.capture.shown_to_family && self.screen != Screen::Print
    }

    /// What the system says of it.
    #[must_use]
    pub fn hiding(&self) -> Hiding {
        self.capture.hiding
    }

    /// The family asked to see this window from elsewhere, and the alarm is not over.
    #[must_use]
    pub fn is_shown_to_family(&self) -> bool {
        self.capture.shown_to_family
    }

    pub(super) fn hiding_seen(&mut self, hiding: Hiding) -> Vec<Effect> {
        self.capture.hiding = hiding;
        Vec::new()
    }

    pub(super) fn show_to_family(&mut self) -> Vec<Effect> {
        self.capture.shown_to_family = self.may_be_watched();
        Vec::new()
    }

    pub(super) fn hide_again(&mut self) -> Vec<Effect> {
        self.capture.shown_to_family = false;
        Vec::new()
    }

    /// The next alarm begins hidden.
    pub(super) fn hiding_follows(&mut self) {
        self.capture.shown_to_family &= self.may_be_watched();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::detection::Assessment;
    use crate::core::event::{Event, Press};
    use crate::core::timestamp::Timestamp;

    fn tell(app: &mut App, event: Event) -> bool {
        // Each a second after the one before.
        let now = Timestamp(i64::from(app.screen().number()) + 1_000_000);
        app.step(event, now);
        app.wants_hiding()
    }

    #[test]
    fn the_window_is_hidden_during_an_alarm_and_an_incident_and_never_otherwise() {
        let alarm = |level| Event::Assessed(Assessment { level, findings: Vec::new() });
        let mut app = App::new();
        for (level, hidden) in
            [(Level::Clear, false), (Level::Leftover, false), (Level::Likely, true), (Level::Live, true)]
        {
            assert_eq!(tell(&mut app, alarm(level)), hidden, "{level:?}");
        }
        // A relative helps from elsewhere: until this alarm is over, and not during the next one.
        assert!(!tell(&mut app, Event::Pressed(Press::ShowToFamily)));
        assert!(app.is_shown_to_family());
        assert!(tell(&mut app, Event::Pressed(Press::HideAgain)));
        assert!(!tell(&mut app, Event::Pressed(Press::ShowToFamily)));
        assert!(!tell(&mut app, alarm(Level::Clear)));
        assert!(tell(&mut app, alarm(Level::Live)));
        assert!(!tell(&mut app, Event::Pressed(Press::Open(Screen::Print))), "off for printing");
        assert!(tell(&mut app, alarm(Level::Live)) == (app.screen() != Screen::Print));
        // What the watcher saw counts before this window looked itself.
        let start = crate::core::event::Start { alert: true, ..Default::default() };
        assert!(tell(&mut App::new(), Event::Started(Box::new(start))));
        let mut app = App::new();
        assert!(!tell(&mut app, Event::Pressed(Press::ShowToFamily)) && !app.is_shown_to_family());
        assert!(tell(&mut app, Event::Pressed(Press::CutNow)), "an incident is open");
    }
}
