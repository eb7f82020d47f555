//! Whom to call and what to say: one call at a time, filled with what is known, and nothing hidden shows up.

use egui_kittest::kittest::Queryable as _;
use jiff::tz::{self, TimeZone};
use kyukyubako::content::{Contacts, Locale, catalogue};
use kyukyubako::core::event::{CallChoice, Start};
use kyukyubako::core::incident::Answer;
use kyukyubako::core::settings::ContactKind;
use kyukyubako::core::{Event, Press, Screen, Timestamp};
use kyukyubako::ui::view::{Body, Call, Source, View, view};

use crate::flows::{SIZE, cut, desks, has_text};
use crate::gallery::{SCENES, family, incident, with_memo, with_words};
use crate::harness::Desk;

/// The screen as data, at this time.
fn shown_at(desk: &Desk, now: i64) -> View {
    let window = desk.harness.state();
    let contacts = Contacts::bundled();
    let tools = catalogue::builtin().unwrap();
    let zone = TimeZone::fixed(tz::offset(9));
    view(Source {
        app: window.app(),
        texts: window.texts(),
        contacts: &contacts,
        tools: &tools,
        zone: &zone,
        now: Timestamp(now),
    })
}

fn calls(view: &View) -> &[Call] {
    match &view.body {
        Body::Calls(calls) => calls,
        other => panic!("no calls: {other:?}"),
    }
}

fn japan(time: &str) -> i64 {
    format!("{time}:00+09:00").parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

#[test]
fn step_three_shows_one_call_at_a_time_and_comes_round() {
    for mut desk in desks() {
        with_memo(&mut desk, Screen::CallBank);
        let mut numbers = Vec::new();
        for _ in 0..6 {
            let view = shown_at(&desk, 1_795_000_000_000);
            let [call] = calls(&view) else { panic!("one call") };
            assert!(!call.say.is_empty());
            numbers.push(if call.number.is_empty() { call.who.clone() } else { call.number.clone() });
            desk.press("call-next");
        }
        // Own bank, card on its back, receiving bank, gift card, police, and the bank again.
        assert_eq!(numbers.first().map(String::as_str), Some("0120-000-111"));
        assert_eq!(numbers.get(1), Some(&desk.text("contacts-card-unknown")));
        assert_eq!(numbers.get(2), Some(&desk.text("contacts-receiving-bank")));
        assert_eq!(numbers.get(3), Some(&desk.text("contacts-gift-card-unknown")));
        assert_eq!(numbers.get(4).map(String::as_str), Some("110"));
        assert_eq!(numbers.first(), numbers.get(5));
    }
}

#[test]
fn a_trembling_double_click_passes_nobody_over() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    with_memo(&mut desk, Screen::CallBank);
    desk.tell(Event::Pressed(Press::NextCall));
    desk.tell(Event::Pressed(Press::NextCall));
    assert_eq!(desk.harness.state().app().call_turn(), 1);
}

#[test]
fn the_police_come_first_while_money_may_be_moving_and_only_then() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    let first = |desk: &Desk| calls(&shown_at(desk, 1_795_000_000_000))[0].number.clone();
    with_memo(&mut desk, Screen::CallBank);
    desk.harness.get_by_label_contains("110");
    desk.tell(Event::Pressed(Press::Open(Screen::Contacts)));
    assert_eq!(first(&desk), "110");
    for answer in [Some(Answer::No), None] {
        let mut incident = incident(Screen::CallBank);
        incident.told_bank = answer;
        desk.start(Start { incident: Some(incident), watching: true, ..Start::default() });
        assert!(desk.harness.query_by_label_contains("110").is_none(), "{answer:?}");
    }
}

#[test]
fn words_are_filled_with_what_the_memo_knows() {
    for mut desk in desks() {
        with_words(&mut desk, "logmein-rescue-abuse");
        assert_eq!(desk.screen(), Screen::CallScript);
        desk.harness.get_by_label_contains("123456");
        with_words(&mut desk, "ipa");
        desk.harness.get_by_label_contains("LogMeIn Rescue");
        with_memo(&mut desk, Screen::CallBank);
        let relief = desk.text("script-relief");
        desk.harness.get_by_label_contains(&relief);
    }
}

#[test]
fn a_row_of_the_list_opens_its_words_by_its_own_name() {
    for mut desk in desks() {
        desk.go(Screen::Contacts);
        let who = Contacts::bundled()
            .find("police-advice")
            .unwrap()
            .name(desk.harness.state().texts().locale())
            .to_owned();
        let texts = desk.harness.state().texts();
        let name = texts.with("contacts-say-open", &[("who", kyukyubako::content::Arg::Text(&who))]);
        desk.pass(1_000);
        desk.harness.get_by_label(&name).click();
        desk.harness.run();
        assert_eq!(desk.screen(), Screen::CallScript);
        desk.harness.get_by_label("#9110");
        desk.press("button-dismiss");
        assert_eq!(desk.screen(), Screen::Contacts);
    }
}

#[test]
fn an_own_number_that_was_changed_is_not_reached_by_its_words_either() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    let settings = family();
    // Nobody confirmed these numbers.
    let saved = Some(incident(Screen::CallBank));
    desk.start(Start { incident: saved, settings, watching: true, ..Start::default() });
    for kind in ContactKind::ALL {
        desk.tell(Event::Pressed(Press::ShowCall(CallChoice::Own(kind, 0))));
        desk.pass(1_000);
        assert_eq!(desk.screen(), Screen::CallScript);
        let view = shown_at(&desk, 1_795_000_000_000);
        assert_eq!(calls(&view)[0].number, "");
        desk.tell(Event::Pressed(Press::Back));
        desk.pass(1_000);
    }
    for number in ["0120-000-111", "090-1234-5678"] {
        assert!(desk.harness.query_by_label_contains(number).is_none());
    }
}

#[test]
fn places_that_do_not_exist_lead_to_the_passbook() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    for choice in [CallChoice::Public(usize::MAX), CallChoice::Own(ContactKind::Bank, 7)] {
        desk.tell(Event::Pressed(Press::ShowCall(choice)));
        desk.pass(1_000);
        assert!(has_text(&desk, "contacts-bank-unknown"), "{choice:?}");
        desk.tell(Event::Pressed(Press::Back));
        desk.pass(1_000);
    }
}

#[test]
fn what_is_open_is_said_and_a_wrong_or_late_clock_claims_nothing() {
    for desk in desks() {
        let mut desk = desk;
        desk.go(Screen::Contacts);
        let states = |time: &str| -> Vec<String> {
            calls(&shown_at(&desk, japan(time))).iter().map(|call| call.state.clone()).collect()
        };
        let (open, closed) = (desk.text("contacts-open-now"), desk.text("contacts-closed-now"));
        let day = states("2026-11-24T14:30");
        assert!(day.contains(&open) && !day.contains(&closed), "{day:?}");
        assert!(states("2026-11-24T23:30").contains(&closed));
        for time in ["2019-11-25T14:30", "2029-01-15T14:30"] {
            let view = shown_at(&desk, japan(time));
            let legal = calls(&view).iter().find(|call| call.number.starts_with("0570")).unwrap();
            assert_eq!(legal.state, "", "{time}");
            assert!(legal.note.contains("21:00"), "its hours are still shown");
            let old = legal.note.contains(&desk.text("contacts-outdated"));
            assert_eq!(old, time.starts_with("2029"), "{time}");
        }
    }
}

#[test]
fn who_cannot_hang_up_is_given_the_words_and_comes_back() {
    for mut desk in desks() {
        cut(&mut desk);
        desk.press("cut-cannot-hang-up");
        assert_eq!(desk.screen(), Screen::EndCall);
        let words = desk.text("script-end-call");
        desk.harness.get_by_label_contains(&words);
        assert!(has_text(&desk, "end-call-authority"));
        desk.press("end-call-done");
        assert_eq!(desk.screen(), Screen::CutResult);
    }
}

/// Sentences a screen gives as its reason, at most.
const REASONS_MAX: usize = 4;
/// Buttons besides the main one, at most: three answers.
const OTHERS_MAX: usize = 3;

#[test]
fn an_emergency_screen_has_one_headline_one_reason_and_one_action() {
    for locale in Locale::ALL {
        for (name, scene) in SCENES {
            let mut desk = Desk::new(locale, SIZE, 1.0);
            scene(&mut desk);
            let view = shown_at(&desk, 1_795_000_000_000);
            if !view.screen.is_emergency() {
                continue;
            }
            assert!(!view.headline.is_empty(), "{name}");
            let sentences: usize = view.reason.iter().map(|reason| sentences(reason)).sum();
            assert!(sentences <= REASONS_MAX, "{name}: {:?}", view.reason);
            let answers = view.primary.is_none() && view.others.len() == OTHERS_MAX;
            assert!(answers || view.others.len() < OTHERS_MAX, "{name}: {} ways on", view.others.len());
            let headlines = desk.harness.query_all_by_role(eframe::egui::accesskit::Role::Heading).count();
            assert_eq!(headlines, 1 + usize::from(view.first_line.is_some()), "{name}");
        }
    }
}

fn sentences(text: &str) -> usize {
    let ends = text.chars().filter(|c| matches!(c, '\u{3002}' | '.' | '?' | '\u{ff1f}')).count();
    ends.max(1)
}
