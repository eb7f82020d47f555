//! The ways through the window, pressed by their accessible names in each language.

use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use kyukyubako::content::Locale;
use kyukyubako::core::event::Start;
use kyukyubako::core::incident::{Answer, Step};
use kyukyubako::core::network::{LineStatus, RestoreAuthority, RestoreReport, RestoreResult};
use kyukyubako::core::{Effect, Event, Press, Screen};

use crate::gallery::incident;
use crate::harness::{Desk, live, offline_round, online_round, report};

const SIZE: [f32; 2] = [1366.0, 768.0];

fn desks() -> impl Iterator<Item = Desk> {
    Locale::ALL.into_iter().map(|locale| Desk::new(locale, SIZE, 1.0))
}

fn cut(desk: &mut Desk) {
    desk.press("door-live");
    desk.tell(Event::CutFinished(report(true)));
}

fn has_text(desk: &Desk, id: &str) -> bool {
    desk.harness.query_by_label(&desk.text(id)).is_some()
}

#[test]
fn the_red_door_cuts_with_one_press_and_asks_nothing() {
    for mut desk in desks() {
        desk.effects();
        desk.press("door-live");
        let effects = desk.effects();
        assert_eq!(effects.first(), Some(&Effect::CutNetwork), "the cut comes before everything else");
        assert!(effects.contains(&Effect::EndTools));
        assert_eq!(desk.screen(), Screen::CutResult);
        assert!(!has_text(&desk, "cut-done"), "nothing may be claimed before it was observed");
    }
}

#[test]
fn two_quick_presses_on_the_red_door_make_one_cut() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.effects();
    desk.tell(Event::Pressed(Press::CutNow));
    desk.tell(Event::Pressed(Press::CutNow));
    assert_eq!(desk.effects().iter().filter(|effect| **effect == Effect::CutNetwork).count(), 1);
}

#[test]
fn the_whole_way_without_a_bank_leads_through_the_five_steps_in_order() {
    for mut desk in desks() {
        cut(&mut desk);
        assert!(has_text(&desk, "hang-up") && has_text(&desk, "cut-done"));
        desk.press("button-next");
        assert_eq!(desk.screen(), Screen::AskBank);
        desk.press("answer-no");
        assert_eq!(desk.screen(), Screen::AskPhone);
        desk.press("answer-no");
        for (screen, button) in [
            (Screen::HandOver, "hand-over-done"),
            (Screen::PowerOff, "power-off-done"),
            (Screen::CallBank, "call-bank-done"),
            (Screen::StayOff, "stay-off-done"),
            (Screen::MemoCall, "button-next"),
            (Screen::MemoMoney, "button-next"),
            (Screen::MemoScreen, "button-next"),
            (Screen::MemoSave, "memo-finish"),
        ] {
            assert_eq!(desk.screen(), screen);
            desk.press(button);
        }
        assert_eq!(desk.screen(), Screen::Steps);
        let done = desk.harness.state().app().incident().unwrap().done.clone();
        assert_eq!(done, Step::ALL);
    }
}

#[test]
fn a_told_bank_is_called_before_the_power_goes_off() {
    for answer in ["answer-yes", "answer-unknown"] {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        cut(&mut desk);
        desk.press("button-next");
        desk.press(answer);
        desk.press("answer-no");
        assert_eq!(desk.screen(), Screen::CallBank);
        desk.press("call-bank-done");
        assert_eq!(desk.screen(), Screen::HandOver);
        desk.press("hand-over-done");
        desk.press("power-off-done");
        assert_eq!(desk.screen(), Screen::StayOff);
    }
}

#[test]
fn a_doubtful_smartphone_is_never_asked_to_photograph() {
    for mut desk in desks() {
        cut(&mut desk);
        desk.press("button-next");
        desk.press("answer-no");
        desk.press("answer-unknown");
        assert_eq!(desk.screen(), Screen::OtherTelephone);
        desk.press("button-next");
        assert_eq!(desk.screen(), Screen::HandOver);
        assert!(has_text(&desk, "hand-over-copy") && !has_text(&desk, "hand-over"));
    }
}

#[test]
fn a_failed_cut_says_so_and_leads_to_the_hands_ways_in_order() {
    for mut desk in desks() {
        desk.press("door-live");
        desk.tell(Event::CutFinished(report(false)));
        assert!(
            has_text(&desk, "hang-up") && has_text(&desk, "cut-failed") && has_text(&desk, "hand-frozen")
        );
        assert!(!has_text(&desk, "cut-done"));
        desk.press("hand-cannot");
        assert_eq!(desk.screen(), Screen::HandPower);
        assert!(has_text(&desk, "line-open"));
        desk.press("hand-cannot");
        assert_eq!(desk.screen(), Screen::HandRouter);
        assert!(has_text(&desk, "hand-router-telephone"));
    }
}

#[test]
fn a_cable_pulled_by_hand_is_seen_after_two_rounds() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.press("door-live");
    desk.tell(Event::CutFinished(report(false)));
    desk.tell(Event::Observed(offline_round()));
    assert!(!has_text(&desk, "cut-done"), "one round proves nothing");
    desk.tell(Event::Observed(offline_round()));
    assert!(has_text(&desk, "cut-done"));
}

#[test]
fn a_lost_cut_is_said_at_once_and_tried_again() {
    for mut desk in desks() {
        cut(&mut desk);
        desk.effects();
        desk.tell(Event::Observed(online_round()));
        assert!(has_text(&desk, "cut-back-again") && !has_text(&desk, "cut-done"));
        desk.pass(1_500);
        assert!(desk.effects().contains(&Effect::CutNetwork));
        desk.tell(Event::CutFinished(report(true)));
        assert!(has_text(&desk, "cut-done"));
    }
}

#[test]
fn a_seen_session_raises_one_neutral_notification_and_changes_the_strip() {
    for mut desk in desks() {
        assert!(has_text(&desk, "session-clear"));
        desk.effects();
        desk.tell(Event::Assessed(live()));
        desk.tell(Event::Assessed(live()));
        let effects = desk.effects();
        assert_eq!(effects.iter().filter(|effect| **effect == Effect::NotifyNeutral).count(), 1);
        assert!(!has_text(&desk, "session-clear"));
        desk.harness.get_by_label_contains("LogMeIn Rescue");
    }
}

#[test]
fn a_pc_that_hides_its_processes_is_not_called_clear() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(Start { watching: false, ..Start::default() });
    assert!(!has_text(&desk, "session-clear"));
    assert!(has_text(&desk, "session-unknown"));
}

#[test]
fn a_mere_popup_gets_its_keys_and_anything_else_the_red_button() {
    for (answer, screen) in [
        ("answer-no", Screen::PopupEscape),
        ("answer-yes", Screen::CutResult),
        ("answer-unknown", Screen::CutResult),
    ] {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        desk.press("door-popup");
        desk.press(answer);
        assert_eq!(desk.screen(), screen, "{answer}");
        assert_eq!(has_text(&desk, "button-cut"), screen == Screen::CutResult);
    }
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.tell(Event::Assessed(live()));
    desk.press("door-popup");
    assert_eq!(desk.screen(), Screen::CutResult, "a session that is seen outweighs any answer");
}

#[test]
fn an_open_incident_comes_back_on_its_screen() {
    for screen in Screen::ALL.into_iter().filter(|screen| screen.is_emergency()) {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        desk.start(Start { incident: Some(incident(screen)), ..Start::default() });
        assert_eq!(desk.screen(), screen);
        assert!(desk.effects().contains(&Effect::WatchLine(true)));
    }
}

#[test]
fn every_press_on_the_way_saves_the_place() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    cut(&mut desk);
    desk.effects();
    desk.press("button-next");
    let saved = desk.effects().into_iter().find_map(|effect| match effect {
        Effect::SaveIncident(incident) => Some(incident.screen),
        _ => None,
    });
    assert_eq!(saved, Some(Screen::AskBank));
}

#[test]
fn steps_are_ticked_and_unticked_on_the_overview() {
    for mut desk in desks() {
        desk.start(Start { incident: Some(incident(Screen::Steps)), ..Start::default() });
        desk.go(Screen::Steps);
        let done = |desk: &Desk| desk.harness.state().app().incident().unwrap().is_done(Step::StayOff);
        desk.press("step-4-tick");
        assert!(done(&desk));
        desk.press("step-4-tick");
        assert!(!done(&desk));
    }
}

#[test]
fn the_memo_is_saved_as_it_is_typed() {
    for mut desk in desks() {
        desk.start(Start { incident: Some(incident(Screen::MemoCall)), ..Start::default() });
        let label = desk.text("memo-pin");
        desk.effects();
        let field = desk.harness.get_by_role_and_label(Role::TextInput, &label);
        field.focus();
        desk.harness.run();
        desk.harness.get_by_role_and_label(Role::TextInput, &label).type_text("123456");
        desk.harness.run();
        assert_eq!(desk.harness.state().app().incident().unwrap().memo.pin, "123456");
        assert!(
            matches!(desk.effects().last(), Some(Effect::SaveIncident(saved)) if saved.memo.pin == "123456")
        );
    }
}

#[test]
fn the_caller_who_asks_for_a_restore_gets_none() {
    for answer in ["answer-yes", "answer-unknown"] {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        cut(&mut desk);
        desk.go(Screen::Caregiver);
        desk.effects();
        desk.press("caregiver-restore");
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
    desk.press("caregiver-restore");
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
    assert!(!desk.effects().contains(&Effect::CutNetwork), "nobody cuts again what the owner restored");
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
fn a_trembling_double_click_presses_once() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    cut(&mut desk);
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::Next));
    desk.tell(Event::Pressed(Press::Answer(Answer::Yes)));
    assert_eq!(desk.screen(), Screen::AskBank, "the second click came with the first");
}

#[test]
fn the_language_changes_without_a_restart() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.go(Screen::Settings);
    desk.press("settings-english");
    assert_eq!(desk.harness.state().texts().locale(), Locale::En);
    assert!(has_text(&desk, "settings-title"));
    desk.press("settings-japanese");
    assert_eq!(desk.harness.state().texts().locale(), Locale::Ja);
}

#[test]
fn the_keyboard_alone_reaches_and_presses_the_red_door() {
    for mut desk in desks() {
        desk.effects();
        let label = desk.text("door-live");
        for _ in 0..20 {
            desk.harness.key_press(Key::Tab);
            desk.harness.run();
            if desk.harness.get_by_role_and_label(Role::Button, &label).accesskit_node().is_focused() {
                break;
            }
        }
        desk.harness.key_press(Key::Enter);
        desk.harness.run();
        assert_eq!(desk.effects().first(), Some(&Effect::CutNetwork));
    }
}

#[test]
fn headlines_are_headings_for_screen_readers() {
    for mut desk in desks() {
        cut(&mut desk);
        let headline = desk.text("cut-done");
        desk.harness.get_by_role_and_label(Role::Heading, &headline);
    }
}

fn type_digits(desk: &mut Desk, digits: &str) {
    for digit in digits.chars() {
        desk.pass(400);
        desk.harness.get_by_role_and_label(Role::Button, &digit.to_string()).click();
        desk.harness.run();
    }
}

#[test]
fn a_pin_is_typed_twice_and_a_slip_begins_anew() {
    for mut desk in desks() {
        desk.go(Screen::Caregiver);
        desk.press("caregiver-pin");
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
fn a_cut_without_an_incident_is_watched_so_that_the_strip_stays_true() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    let line = LineStatus { cut: true, since: None, restorable: true };
    desk.effects();
    desk.start(Start { line, watching: true, ..Start::default() });
    assert!(desk.effects().contains(&Effect::WatchLine(true)));
    desk.tell(Event::Observed(offline_round()));
    assert!(!has_text(&desk, "line-cut-on-purpose"), "one look proves nothing");
    desk.tell(Event::Observed(offline_round()));
    assert!(has_text(&desk, "line-cut-on-purpose"));
    desk.tell(Event::Observed(online_round()));
    assert!(!has_text(&desk, "line-cut-on-purpose"));
    desk.pass(10_000);
    assert!(!desk.effects().contains(&Effect::CutNetwork), "nobody is in need: nothing is cut again");
}

#[test]
fn after_a_restart_nothing_is_claimed_before_two_looks() {
    for mut desk in desks() {
        let line = LineStatus { cut: true, since: None, restorable: true };
        let saved = Some(incident(Screen::CutResult));
        desk.start(Start { incident: saved, line, watching: true, ..Start::default() });
        assert!(has_text(&desk, "cut-observing") && !has_text(&desk, "cut-done"));
        desk.tell(Event::Observed(offline_round()));
        assert!(!has_text(&desk, "cut-done"));
        desk.tell(Event::Observed(offline_round()));
        assert!(has_text(&desk, "cut-done"));
    }
}

#[test]
fn after_a_restart_with_an_open_line_the_window_says_so() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    let line = LineStatus { cut: true, since: None, restorable: true };
    desk.start(Start {
        incident: Some(incident(Screen::CutResult)),
        line,
        watching: true,
        ..Start::default()
    });
    desk.tell(Event::Observed(online_round()));
    assert!(has_text(&desk, "cut-failed"));
    assert!(!desk.harness.state().app().incident().unwrap().is_done(Step::CutInternet));
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
    desk.press("caregiver-restore");
    desk.press("answer-no");
    desk.tell(Event::Pressed(Press::HoldBegan));
    desk.pass(31_000);
    desk.effects();
    desk.tell(Event::Observed(online_round()));
    desk.pass(3_000);
    desk.tell(Event::Observed(online_round()));
    desk.pass(60_000);
    assert!(!desk.effects().contains(&Effect::CutNetwork));

    let mut over = Desk::new(Locale::Ja, SIZE, 1.0);
    cut(&mut over);
    over.tell(Event::Observed(online_round()));
    over.pass(1_000);
    over.tell(Event::Pressed(Press::CloseIncident));
    over.effects();
    over.tell(Event::CutFinished(report(false)));
    over.pass(60_000);
    assert!(!over.effects().contains(&Effect::CutNetwork));
}

#[test]
fn an_offline_line_that_nobody_cut_is_never_claimed_nor_cut() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(Start { incident: Some(incident(Screen::MemoSave)), watching: true, ..Start::default() });
    for _ in 0..3 {
        desk.tell(Event::Observed(offline_round()));
    }
    desk.tell(Event::Observed(online_round()));
    desk.pass(60_000);
    assert!(!desk.effects().contains(&Effect::CutNetwork));
    assert!(has_text(&desk, "line-open"));
}

#[test]
fn a_memo_written_later_opens_no_emergency() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.go(Screen::MemoSave);
    desk.press("memo-save-documents");
    assert!(!desk.harness.state().app().incident().unwrap().is_open());
}

#[test]
fn a_cut_nobody_looks_at_is_not_claimed_for_ever() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    cut(&mut desk);
    desk.pass(15_000);
    assert!(!has_text(&desk, "cut-done"));
    desk.tell(Event::Observed(offline_round()));
    desk.tell(Event::Observed(offline_round()));
    assert!(has_text(&desk, "cut-done"));
    desk.tell(Event::LineWatchLost);
    assert!(!has_text(&desk, "cut-done"));
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
