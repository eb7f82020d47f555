//! The ways through the window, pressed by their accessible names in each language.

use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use kyukyubako::content::Locale;
use kyukyubako::core::detection::Assessment;
use kyukyubako::core::event::Start;
use kyukyubako::core::incident::{Answer, Step};
use kyukyubako::core::network::LineStatus;
use kyukyubako::core::{Effect, Event, Press, Screen};

use crate::gallery::incident;
use crate::harness::{Desk, live, offline_round, online_round, report};

pub const SIZE: [f32; 2] = [1366.0, 768.0];

pub fn desks() -> impl Iterator<Item = Desk> {
    Locale::ALL.into_iter().map(|locale| Desk::new(locale, SIZE, 1.0))
}

pub fn cut(desk: &mut Desk) {
    desk.press("door-live");
    desk.tell(Event::CutFinished(report(true)));
}

/// Somewhere on the screen stand these words, alone or on a line of their own.
pub fn has_text(desk: &Desk, id: &str) -> bool {
    let words = desk.text(id);
    desk.things().iter().any(|(label, ..)| *label == words || label.lines().any(|line| line == words))
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
        desk.press("hang-up-done");
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
        desk.press("hang-up-done");
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
        desk.press("hang-up-done");
        desk.press("answer-no");
        desk.press("answer-unknown");
        assert_eq!(desk.screen(), Screen::OtherTelephone);
        // What to do with the own one is said to those who have no other.
        assert!(!has_text(&desk, "other-telephone-none"));
        desk.press("other-telephone-ask");
        assert!(has_text(&desk, "other-telephone-none"));
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
        assert!(desk.effects().contains(&Effect::CutAgain));
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
fn a_look_that_never_ends_leaves_no_clear_and_turns_off_no_alarm() {
    for mut desk in desks() {
        assert!(has_text(&desk, "session-clear"));
        desk.tell(Event::WatchLost);
        assert!(!has_text(&desk, "session-clear"));
        assert!(has_text(&desk, "session-unknown"));
        desk.tell(Event::Assessed(Assessment::default()));
        assert!(has_text(&desk, "session-clear"), "the next look heals it");
        desk.tell(Event::Assessed(live()));
        desk.effects();
        desk.tell(Event::WatchLost);
        desk.harness.get_by_label_contains("LogMeIn Rescue");
        desk.tell(Event::Assessed(live()));
        assert!(!desk.effects().contains(&Effect::NotifyNeutral), "it was told already");
    }
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
        assert_eq!(has_text(&desk, "popup-close"), screen == Screen::PopupEscape);
        assert!(has_text(&desk, "button-cut"), "the red button is on both");
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
    desk.press("hang-up-done");
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
    assert!(!desk.effects().iter().any(Effect::cuts), "nobody is in need: nothing is cut again");
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
fn an_offline_line_that_nobody_cut_is_never_claimed_nor_cut() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(Start { incident: Some(incident(Screen::MemoSave)), watching: true, ..Start::default() });
    for _ in 0..3 {
        desk.tell(Event::Observed(offline_round()));
    }
    desk.tell(Event::Observed(online_round()));
    desk.pass(60_000);
    assert!(!desk.effects().iter().any(Effect::cuts));
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
