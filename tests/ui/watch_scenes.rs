//! The watcher's pages.

use kyukyubako::content::Locale;
use kyukyubako::core::event::{PinAnswer, Start};
use kyukyubako::core::watch::{HelperState, Helpers, WatcherFacts};
use kyukyubako::core::{Effect, Event, Press, Screen};

use crate::flows::{SIZE, has_text};
use crate::gallery::Scene;
use crate::harness::{Desk, live};

pub const SCENES: &[Scene] = &[
    ("87-watch", |desk| at_page(desk, true, true)),
    ("87-watch-off", |desk| at_page(desk, false, false)),
    ("87-watch-gone", |desk| at_page(desk, true, false)),
    ("87-watch-closed", |desk| {
        desk.tell(Event::Assessed(live()));
        at_page(desk, true, true);
    }),
    ("87-watch-keys-taken", |desk| at_page_with(desk, HelperState::Failed, HelperState::Taken)),
    ("87-watch-wayland", |desk| at_page_with(desk, HelperState::NotHere, HelperState::NotHere)),
];

fn at_page_with(desk: &mut Desk, sos_button: HelperState, hot_key: HelperState) {
    at_page(desk, true, true);
    let helpers = Helpers { sos_button, hot_key };
    desk.tell(Event::WatcherSeen(WatcherFacts { at_log_on: true, running: true, helpers }));
}

pub fn at_page(desk: &mut Desk, at_log_on: bool, running: bool) {
    desk.go(Screen::WatchSettings);
    desk.tell(Event::WatcherSeen(WatcherFacts { at_log_on, running, ..WatcherFacts::default() }));
    desk.pass(1_000);
}

fn switches(desk: &Desk) -> Vec<bool> {
    let effects = desk.effects().into_iter();
    effects
        .filter_map(|effect| if let Effect::InstallWatcher(on) = effect { Some(on) } else { None })
        .collect()
}

fn press(desk: &mut Desk, on: bool) {
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::WatchAtLogOn(on)));
}

#[test]
fn watching_is_begun_at_once_and_ended_with_the_pin_only() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(Start { pin_set: true, watching: true, ..Start::default() });
    press(&mut desk, false);
    assert_eq!(switches(&desk), Vec::<bool>::new(), "not from another screen");
    at_page(&mut desk, false, false);
    assert!(has_text(&desk, "watch-reason"));
    press(&mut desk, true);
    assert_eq!(switches(&desk), [true]);
    at_page(&mut desk, true, true);
    press(&mut desk, false);
    assert_eq!((desk.screen(), switches(&desk)), (Screen::EnterPin, Vec::new()));
    for digit in [1, 3, 5, 7] {
        desk.tell(Event::Pressed(Press::PinDigit(digit)));
    }
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::Next));
    desk.tell(Event::PinChecked(PinAnswer::Right));
    assert_eq!((desk.screen(), switches(&desk)), (Screen::WatchSettings, vec![false]));
}

#[test]
fn while_somebody_is_there_watching_is_not_ended_and_can_be_begun() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.tell(Event::Assessed(live()));
    at_page(&mut desk, true, true);
    assert!(has_text(&desk, "watch-not-now"));
    press(&mut desk, false);
    assert_eq!((desk.screen(), switches(&desk)), (Screen::WatchSettings, Vec::new()));
    press(&mut desk, true);
    assert_eq!(switches(&desk), [true]);
}
