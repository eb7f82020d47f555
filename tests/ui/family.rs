//! The family's part: the way back, the PIN, their own numbers.

use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use kyukyubako::content::Locale;
use kyukyubako::core::event::Start;
use kyukyubako::core::network::{RestoreAuthority, RestoreReport, RestoreResult};
use kyukyubako::core::{Effect, Event, Press, Screen};

use crate::flows::{SIZE, cut, desks, has_text};
use crate::harness::{Desk, live, online_round, report};

#[test]
fn the_caller_who_asks_for_a_restore_gets_none() {
    for answer in ["answer-yes", "answer-unknown"] {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        cut(&mut desk);
        desk.go(Screen::Caregiver);
        desk.effects();
        desk.press_in_list("caregiver-restore");
        desk.press(answer);
        assert_eq!(desk.screen(), Screen::RestoreRefused);
        assert!(has_text(&desk, "hang-up"));
        desk.pass(60_000);
        assert!(!desk.effects().iter().any(|effect| matches!(effect, Effect::RestoreNetwork(_))));
    }
}

fn at_restore(pin_set: bool) -> Desk {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(Start { pin_set, watching: true, ..Start::default() });
    cut(&mut desk);
    desk.go(Screen::Caregiver);
    desk.press_in_list("caregiver-restore");
    desk.press("answer-no");
    assert_eq!(desk.screen(), Screen::Restore);
    desk.effects();
    desk
}

fn restores(desk: &Desk) -> Vec<RestoreAuthority> {
    desk.effects()
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::RestoreNetwork(authority) => Some(authority),
            _ => None,
        })
        .collect()
}

#[test]
fn a_restore_needs_a_held_button_and_thirty_seconds() {
    let mut desk = at_restore(false);
    desk.tell(Event::Pressed(Press::HoldBegan));
    desk.pass(1_500);
    desk.tell(Event::Pressed(Press::HoldEnded));
    desk.pass(60_000);
    assert_eq!(restores(&desk), [], "let go too early");

    desk.tell(Event::Pressed(Press::HoldBegan));
    desk.pass(2_100);
    desk.tell(Event::Pressed(Press::HoldEnded));
    desk.pass(29_000);
    assert_eq!(restores(&desk), [], "the pause is thirty seconds");
    desk.pass(1_500);
    assert_eq!(restores(&desk), [RestoreAuthority::Nobody]);
    let result = RestoreResult::Restored;
    desk.tell(Event::RestoreFinished(RestoreReport { result, retry_after_s: 0, reasons: Vec::new() }));
    assert!(has_text(&desk, "restore-done"));
    assert!(!desk.harness.state().app().incident().unwrap().is_open());
    desk.tell(Event::Observed(online_round()));
    desk.pass(60_000);
    assert!(!desk.effects().iter().any(Effect::cuts), "nobody cuts again what the owner restored");
}

#[test]
fn the_pause_can_be_stopped() {
    let mut desk = at_restore(false);
    desk.tell(Event::Pressed(Press::HoldBegan));
    desk.pass(3_000);
    desk.press("restore-stop");
    desk.pass(60_000);
    assert_eq!(restores(&desk), []);
    assert_eq!(desk.screen(), Screen::Caregiver);
}

#[test]
fn a_set_pin_is_asked_for_and_handed_on() {
    let mut desk = at_restore(true);
    desk.tell(Event::Pressed(Press::HoldBegan));
    desk.pass(40_000);
    assert_eq!(restores(&desk), [], "no PIN, no restore");
    for digit in ["2", "5", "8", "0"] {
        desk.pass(400);
        desk.harness.get_by_role_and_label(Role::Button, digit).click();
        desk.harness.run();
    }
    desk.tell(Event::Pressed(Press::HoldBegan));
    desk.pass(33_000);
    assert_eq!(restores(&desk), [RestoreAuthority::Pin("2580".into())]);
}

#[test]
fn a_click_through_the_accessibility_interface_does_not_hold_the_restore_button() {
    let mut desk = at_restore(false);
    let label = desk.text("restore-hold");
    desk.harness.get_by_role_and_label(Role::Button, &label).click_accesskit();
    desk.pass(40_000);
    assert_eq!(restores(&desk), []);
}

#[test]
fn leaving_the_pause_by_any_way_stops_the_restore() {
    for way in ["button-home", "button-back"] {
        let mut desk = at_restore(false);
        desk.tell(Event::Pressed(Press::HoldBegan));
        desk.pass(5_000);
        desk.press(way);
        desk.pass(60_000);
        assert_eq!(restores(&desk), [], "{way}");
    }
}

#[test]
fn a_cut_pressed_during_a_restore_outweighs_it() {
    let mut desk = at_restore(false);
    desk.tell(Event::Pressed(Press::HoldBegan));
    desk.pass(33_000);
    desk.tell(Event::Pressed(Press::CutNow));
    let result = RestoreResult::Restored;
    desk.tell(Event::RestoreFinished(RestoreReport { result, retry_after_s: 0, reasons: Vec::new() }));
    assert_eq!(desk.screen(), Screen::CutResult);
    assert!(desk.harness.state().app().incident().unwrap().is_open());
    desk.tell(Event::CutFinished(report(true)));
    assert!(has_text(&desk, "cut-done"));
}

#[test]
fn nothing_is_cut_again_while_the_owner_restores_or_after_it_is_over() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    cut(&mut desk);
    desk.tell(Event::Observed(online_round()));
    desk.go(Screen::Caregiver);
    desk.press_in_list("caregiver-restore");
    desk.press("answer-no");
    desk.tell(Event::Pressed(Press::HoldBegan));
    desk.pass(31_000);
    desk.effects();
    desk.tell(Event::Observed(online_round()));
    desk.pass(3_000);
    desk.tell(Event::Observed(online_round()));
    desk.pass(60_000);
    assert!(!desk.effects().iter().any(Effect::cuts));

    let mut over = Desk::new(Locale::Ja, SIZE, 1.0);
    cut(&mut over);
    over.tell(Event::Observed(online_round()));
    over.pass(1_000);
    over.tell(Event::Pressed(Press::CloseIncident));
    over.effects();
    over.tell(Event::CutFinished(report(false)));
    over.pass(60_000);
    assert!(!over.effects().iter().any(Effect::cuts));
}

#[test]
fn a_pin_is_typed_twice_and_a_slip_begins_anew() {
    for mut desk in desks() {
        desk.go(Screen::Caregiver);
        desk.press_in_list("caregiver-pin");
        type_digits(&mut desk, "2580");
        desk.press("button-next");
        assert!(has_text(&desk, "pin-again"));
        type_digits(&mut desk, "2581");
        desk.press("button-next");
        assert!(has_text(&desk, "pin-different"));
        desk.effects();
        for _ in 0..2 {
            type_digits(&mut desk, "2580");
            desk.press("button-next");
        }
        assert_eq!(desk.effects(), [Effect::SetPin { old: None, new: "2580".into() }]);
        desk.tell(Event::PinSaved(Ok(())));
        assert!(has_text(&desk, "pin-done"));
        assert!(desk.harness.state().app().pin_set());
    }
}

#[test]
fn the_set_up_cannot_be_changed_while_a_session_is_seen_or_an_incident_is_open() {
    let mut seen = Desk::new(Locale::Ja, SIZE, 1.0);
    seen.tell(Event::Assessed(live()));
    let mut open = Desk::new(Locale::Ja, SIZE, 1.0);
    cut(&mut open);
    for mut desk in [seen, open] {
        desk.go(Screen::Caregiver);
        desk.effects();
        for (button, screen) in
            [("caregiver-pin", Screen::SetPin), ("caregiver-numbers", Screen::ConfirmNumbers)]
        {
            desk.press(button);
            desk.tell(Event::Pressed(Press::Open(screen)));
            assert_eq!(desk.screen(), Screen::Caregiver);
        }
        desk.tell(Event::Pressed(Press::ConfirmNumbers));
        assert_eq!(desk.effects(), []);
    }
}

#[test]
fn own_numbers_are_confirmed_by_the_family() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(Start { settings: crate::gallery::family(), watching: true, ..Start::default() });
    desk.go(Screen::ConfirmNumbers);
    desk.effects();
    desk.press("numbers-right");
    assert_eq!(desk.effects(), [Effect::ConfirmNumbers]);
}

#[test]
fn a_cut_in_force_keeps_the_set_up_closed_even_after_it_is_over() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    cut(&mut desk);
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::CloseIncident));
    desk.go(Screen::SetPin);
    assert_ne!(
        desk.screen(),
        Screen::SetPin,
        "a PIN dictated now would open the line without an administrator"
    );
}

pub fn type_digits(desk: &mut Desk, digits: &str) {
    for digit in digits.chars() {
        desk.pass(400);
        desk.harness.get_by_role_and_label(Role::Button, &digit.to_string()).click();
        desk.harness.run();
    }
}
