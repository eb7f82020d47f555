//! Who was called, written down with the time: police and bank ask for it.

use super::{App, DEBOUNCE_MS};
use crate::core::effect::Effect;
use crate::core::event::{AfterCall, Press};
use crate::core::incident::Logged;
use crate::core::timestamp::Timestamp;

impl App {
    /// The person says that `who` was called. Outside an incident nothing is written down.
    pub(super) fn called(
        &mut self,
        who: String,
        number: String,
        then: AfterCall,
        now: Timestamp,
    ) -> Vec<Effect> {
        // A trembling hand's second click is no second call.
        if now.millis_since(self.screen_since) < DEBOUNCE_MS {
            return Vec::new();
        }
        let mut effects = match &mut self.incident {
            Some(incident) => {
                incident.note(Logged::Called { who, number }, now);
                self.save()
            }
            None => Vec::new(),
        };
        let press = match then {
            AfterCall::NextCall => Press::NextCall,
            AfterCall::Next => Press::Next,
            AfterCall::Back => Press::Back,
        };
        effects.extend(self.pressed(press, now));
        effects
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::Event;
    use crate::core::incident::Incident;
    use crate::core::screen::Screen;

    fn called(then: AfterCall) -> Event {
        Event::Called { who: "Bank".into(), number: "0120-000-111".into(), then }
    }

    #[test]
    fn a_call_is_written_down_once_with_its_time_and_leads_on() {
        let mut app = App::new();
        app.incident = Some(Incident::new(Timestamp(0)));
        app.screen = Screen::CallBank;
        let effects = app.step(called(AfterCall::NextCall), Timestamp(5_000));
        assert!(matches!(effects.as_slice(), [Effect::SaveIncident(_)]), "{effects:?}");
        assert_eq!(app.step(called(AfterCall::NextCall), Timestamp(5_100)), [], "the second click");
        assert_eq!((app.call_turn(), app.screen()), (1, Screen::CallBank));
        let log = &app.incident().unwrap().log;
        let what = Logged::Called { who: "Bank".into(), number: "0120-000-111".into() };
        assert_eq!(
            log.iter().map(|entry| (entry.at, &entry.what)).collect::<Vec<_>>(),
            [(Timestamp(5_000), &what)]
        );
        app.step(called(AfterCall::Next), Timestamp(9_000));
        assert_ne!(app.screen(), Screen::CallBank);
    }

    #[test]
    fn without_an_incident_nothing_is_written_down() {
        let mut app = App::new();
        app.step(Event::Pressed(Press::Open(Screen::Contacts)), Timestamp(1_000));
        assert_eq!(app.step(called(AfterCall::Back), Timestamp(2_000)), []);
        assert!(app.incident().is_none() && app.screen() == Screen::Home);
    }
}
