//! Hands that are not known to be at this PC, and the window that is kept out of pictures of the screen.

use std::sync::{Arc, Mutex};

use egui_kittest::kittest::Queryable as _;
use kyukyubako::content::Locale;
use kyukyubako::core::capture::Hiding;
use kyukyubako::core::event::Start;
use kyukyubako::core::hand::{Act, Hand, RemoteSign, WhyUnknown};
use kyukyubako::core::incident::Answer;
use kyukyubako::core::settings::TextSize;
use kyukyubako::core::{Effect, Event, Press, Screen};
use kyukyubako::platform::input_origin::{Always, InputOrigin};

use crate::gallery::{Scene, incident, see_line};
use crate::harness::{Desk, live};

const SENT: Hand = Hand::Remote(RemoteSign::Injected);

fn by(desk: &mut Desk, hand: Hand, press: Press) {
    desk.pass(1_000);
    desk.tell(Event::ByHand(hand, Box::new(Event::Pressed(press))));
}

fn to_restore(desk: &mut Desk, start: Start) {
    desk.start(Start { incident: Some(incident(Screen::CutResult)), watching: true, ..start });
    see_line(desk, true);
    desk.go(Screen::RestoreAsk);
    desk.tell(Event::Pressed(Press::Answer(Answer::No)));
}

fn hidden(desk: &mut Desk, hiding: Hiding) {
    desk.tell(Event::Assessed(live()));
    desk.tell(Event::HidingSeen(hiding));
}

pub const SCENES: &[Scene] = &[
    ("01-home-hands-hidden", |desk| hidden(desk, Hiding::Hidden)),
    ("01-home-hands-seen", |desk| hidden(desk, Hiding::Seen)),
    ("01-home-hands-shown", |desk| {
        hidden(desk, Hiding::Hidden);
        by(desk, Hand::Real, Press::ShowToFamily);
    }),
    ("66-alert-hands-hidden", |desk| {
        desk.start(Start { alert: true, watching: true, ..Start::default() });
        hidden(desk, Hiding::Hidden);
    }),
    ("06-settings-hands-refused", |desk| {
        desk.go(Screen::Settings);
        by(desk, SENT, Press::TextSize(TextSize::Large));
    }),
    ("70-caregiver-hands-hidden", |desk| {
        hidden(desk, Hiding::Asked);
        desk.go(Screen::Caregiver);
    }),
    ("70-caregiver-hands-unavailable", |desk| {
        hidden(desk, Hiding::Unavailable);
        desk.go(Screen::Caregiver);
    }),
    ("73-restore-hands-refused", |desk| {
        to_restore(desk, Start::default());
        by(desk, SENT, Press::HoldBegan);
    }),
    ("105-restore-tools-hands-refused", |desk| {
        to_restore(desk, Start::default());
        desk.tell(Event::Assessed(live()));
        by(desk, Hand::Unknown(WhyUnknown::SystemCannotTell), Press::RestoreAnyway);
    }),
    ("113-enter-pin-in-a-session", |desk| {
        let mut start = Start { alert: true, watching: true, pin_set: true, ..Start::default() };
        start.settings.watch.set(kyukyubako::core::watch::WatchChoice::AutomaticCut, true);
        desk.start(start);
        desk.tell(Event::Assessed(live()));
        by(desk, SENT, Press::LetBe);
    }),
    ("113-enter-pin-hands-refused", |desk| {
        to_restore(desk, Start { pin_set: true, ..Start::default() });
        desk.go(Screen::Caregiver);
        by(desk, SENT, Press::CloseIncident);
    }),
];

/// Remembers how it was pressed; what came as an action of the accessibility interface is nobody's hand.
#[derive(Clone, Default)]
struct Watched(Arc<Mutex<Vec<Act>>>);

impl InputOrigin for Watched {
    fn hand(&mut self, act: Act) -> Hand {
        self.0.lock().unwrap().push(act);
        if act.accessibility { Hand::Remote(RemoteSign::Accessibility) } else { Hand::Real }
    }
}

#[test]
fn a_click_and_an_action_of_the_accessibility_interface_are_told_apart() {
    let watched = Watched::default();
    let mut desk = Desk::pressed_by(Box::new(watched.clone()));
    desk.go(Screen::Settings);
    desk.effects();
    let large = desk.text("settings-size-large");
    desk.harness.get_by_label(&large).click_accesskit();
    desk.harness.run();
    assert_eq!(desk.effects(), []);
    desk.press("settings-size-large");
    assert_eq!(desk.effects(), [Effect::SaveTextSize(TextSize::Large)]);
    let acts = std::mem::take(&mut *watched.0.lock().unwrap());
    let [action, .., click] = acts.as_slice() else { panic!("{acts:?}") };
    assert_eq!(*action, Act { accessibility: true, ..Act::default() });
    assert!(click.released && !click.accessibility, "{click:?}");
}

#[test]
fn nobody_is_asked_whose_hand_it_was_before_a_cut() {
    let watched = Watched::default();
    let mut desk = Desk::pressed_by(Box::new(watched.clone()));
    let red = desk.text("door-live");
    desk.harness.get_by_label(&red).click_accesskit();
    desk.harness.run();
    assert!(desk.effects().contains(&Effect::CutNetwork));
    assert_eq!(*watched.0.lock().unwrap(), []);
}

#[test]
fn the_keyboard_and_typed_text_are_judged_too() {
    let watched = Watched::default();
    let mut desk = Desk::pressed_by(Box::new(watched.clone()));
    desk.go(Screen::SetupPerson);
    let name = desk.text("setup-person-name");
    let field = |desk: &Desk| desk.harness.state().app().setup().unwrap().draft().clone();
    assert_eq!(field(&desk).person, None);
    desk.harness.get_by_role_and_label(eframe::egui::accesskit::Role::TextInput, &name).focus();
    desk.harness.run();
    desk.harness.get_by_role_and_label(eframe::egui::accesskit::Role::TextInput, &name).type_text("H");
    desk.harness.run();
    let acts = std::mem::take(&mut *watched.0.lock().unwrap());
    assert!(acts.last().is_some_and(|act| act.text), "{acts:?}");
}

#[test]
fn a_refused_press_leads_to_the_pin_and_leaves_the_red_button_and_the_count() {
    let mut desk = Desk::pressed_by(Box::new(Always(SENT)));
    let mut start = Start { alert: true, watching: true, pin_set: true, ..Start::default() };
    start.settings.watch.set(kyukyubako::core::watch::WatchChoice::AutomaticCut, true);
    desk.start(start);
    desk.tell(Event::Assessed(live()));
    desk.pass(1_000);
    desk.press("alert-let-be");
    assert_eq!(desk.screen(), Screen::EnterPin);
    assert!(desk.harness.state().app().cut_in_s().is_some(), "nobody let it be");
    desk.effects();
    desk.press("button-cut");
    assert!(desk.effects().contains(&Effect::CutNetwork));
}

#[test]
fn a_key_presses_what_a_hand_chose_and_nothing_that_a_program_did() {
    let mut desk = Desk::pressed_by(Box::new(Always(Hand::Real)));
    desk.go(Screen::Settings);
    desk.effects();
    let large = desk.text("settings-size-large");
    desk.harness.get_by_label(&large).focus();
    desk.harness.run();
    desk.harness.key_press(eframe::egui::Key::Enter);
    desk.harness.run();
    assert_eq!(desk.effects(), [], "a program put the focus there");
    desk.tell(Event::Pressed(Press::DismissNotice));
    desk.harness.get_by_label(&large).focus();
    desk.harness.run();
    desk.pass(1_000);
    desk.harness.key_press(eframe::egui::Key::Tab);
    desk.harness.run();
    desk.harness.key_press_modifiers(eframe::egui::Modifiers::SHIFT, eframe::egui::Key::Tab);
    desk.harness.run();
    desk.harness.key_press(eframe::egui::Key::Enter);
    desk.harness.run();
    assert_eq!(desk.effects(), [Effect::SaveTextSize(TextSize::Large)]);
}

#[test]
fn every_hand_that_is_not_known_is_refused_with_a_sentence() {
    for hand in [SENT, Hand::Unknown(WhyUnknown::NotObserved), Hand::Unknown(WhyUnknown::TooMuch)] {
        let mut desk = Desk::pressed_by(Box::new(Always(hand)));
        desk.go(Screen::Settings);
        desk.effects();
        desk.press("settings-size-large");
        assert_eq!(desk.effects(), [], "{hand:?}");
        let said = desk.text("hand-needed");
        assert!(desk.harness.query_by_label(&said).is_some(), "{hand:?}");
    }
}

#[test]
fn the_switch_for_the_family_is_there_while_the_window_is_hidden_only() {
    for locale in Locale::ALL {
        let mut desk = Desk::new(locale, [1280.0, 800.0], 1.0);
        let shown = |desk: &Desk, id| desk.harness.query_by_label(&desk.text(id)).is_some();
        for (hiding, offered) in [
            (Hiding::Off, false),
            (Hiding::Seen, false),
            (Hiding::Unavailable, false),
            (Hiding::Asked, true),
            (Hiding::Hidden, true),
        ] {
            hidden(&mut desk, hiding);
            assert_eq!(shown(&desk, "hiding-show"), offered, "{hiding:?}");
        }
        desk.press("hiding-show");
        assert!(!desk.harness.state().app().wants_hiding());
        desk.tell(Event::HidingSeen(Hiding::Off));
        assert!(!shown(&desk, "hiding-show"));
        desk.press("hiding-again");
        assert!(desk.harness.state().app().wants_hiding());
    }
}
