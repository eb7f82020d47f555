//! Whom to call and what to say: one call at a time, filled with what is known, and nothing hidden shows up.

use egui_kittest::kittest::Queryable as _;
use jiff::tz::{self, TimeZone};
use kyukyubako::content::{Contacts, Locale, catalogue};
use kyukyubako::core::app::{EscapeStage, Line};
use kyukyubako::core::event::{CallChoice, Start};
use kyukyubako::core::incident::{Answer, Paid, SeenOnScreen};
use kyukyubako::core::settings::ContactKind;
use kyukyubako::core::{Event, Press, Screen, Timestamp};
use kyukyubako::ui::view::{Body, Button, ButtonKind, Call, Source, View, view};

use crate::flows::{SIZE, cut, desks, has_text};
use crate::gallery::{SIZES, family, incident, scenes, with_memo, with_words};
use crate::hand_over;
use crate::harness::Desk;
use crate::number_scenes::known_bank;

/// The screen as data, at this time.
pub fn shown_at(desk: &Desk, now: i64) -> View {
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

pub fn japan(time: &str) -> i64 {
    format!("{time}:00+09:00").parse::<jiff::Timestamp>().unwrap().as_millisecond()
}

#[test]
fn step_three_shows_one_call_at_a_time_and_comes_round() {
    for mut desk in desks() {
        with_memo(&mut desk, Screen::CallBank);
        let mut numbers = Vec::new();
        for _ in 0..7 {
            let view = shown_at(&desk, 1_795_000_000_000);
            let [call] = calls(&view) else { panic!("one call") };
            assert!(!call.say.is_empty());
            numbers.push(if call.number.is_empty() { call.who.clone() } else { call.number.clone() });
            desk.press("call-next");
        }
        // The passbook, then the number the family wrote; the card on its back, receiving bank, gift card,
        // police, and the passbook again.
        assert_eq!(numbers.first(), Some(&desk.text("contacts-bank-unknown")));
        assert_eq!(numbers.get(1).map(String::as_str), Some("0120-000-111"));
        assert_eq!(numbers.get(2), Some(&desk.text("contacts-card-unknown")));
        assert_eq!(numbers.get(3), Some(&desk.text("contacts-receiving-bank")));
        assert_eq!(numbers.get(4), Some(&desk.text("contacts-gift-card-unknown")));
        assert_eq!(numbers.get(5).map(String::as_str), Some("110"));
        assert_eq!(numbers.first(), numbers.get(6));
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
        // By day only the desk of a bank that answers outside the hours of another one is closed.
        let shut = day.iter().filter(|state| **state == closed).count();
        assert!(day.contains(&open) && shut == 1, "{day:?}");
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

/// The numbers of step 3 and of the list, in their order; passbook and card as their words.
fn in_order(desk: &mut Desk) -> (Vec<String>, Vec<String>) {
    let mut one_by_one = Vec::new();
    loop {
        let view = shown_at(desk, japan("2026-11-24T14:30"));
        let call = &calls(&view)[0];
        let shown = if call.number.is_empty() { call.who.clone() } else { call.number.clone() };
        if one_by_one.first() == Some(&shown) {
            break;
        }
        one_by_one.push(shown);
        desk.press("call-next");
    }
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::Open(Screen::Contacts)));
    let listed =
        calls(&shown_at(desk, japan("2026-11-24T14:30"))).iter().map(|it| it.number.clone()).collect();
    (one_by_one, listed)
}

#[test]
fn numbers_that_anybody_could_have_written_come_after_those_that_are_sure() {
    for mut desk in desks() {
        let (passbook, card) = (desk.text("contacts-bank-unknown"), desk.text("contacts-card-unknown"));
        hand_over::at(&mut desk, Screen::CallBank, known_bank(), |_| {});
        let (called, listed) = in_order(&mut desk);
        assert_eq!(called, ["0120-349-003", &passbook, "0120-000-111", &card, "#9110"]);
        let place = |listed: &[String], number: &str| listed.iter().position(|it| it == number).unwrap();
        let public = ["110", "#9110", "188", "0120-324-878", "0120-794-082"];
        for own in ["0120-000-111", "090-1234-5678"] {
            assert!(
                public.iter().all(|sure| place(&listed, sure) < place(&listed, own)),
                "{own}: {listed:?}"
            );
        }
        hand_over::at_kept(&mut desk, Screen::CallBank, known_bank());
        let (called, listed) = in_order(&mut desk);
        assert_eq!(called, ["0120-000-111", "0120-349-003", &card, "#9110"]);
        assert_eq!((place(&listed, "090-1234-5678"), place(&listed, "0120-000-111")), (0, 1), "{listed:?}");
    }
}

#[test]
fn a_number_chosen_from_the_list_keeps_its_hours_source_and_age() {
    for mut desk in desks() {
        hand_over::at(&mut desk, Screen::CallBank, known_bank(), |_| {});
        let bank = Contacts::bundled().find("mufg-trust").unwrap().clone();
        let texts = desk.harness.state().texts();
        for (time, old) in [("2026-11-24T14:30", false), ("2029-01-15T14:30", true)] {
            let view = shown_at(&desk, japan(time));
            let call = &calls(&view)[0];
            assert_eq!(
                (call.who.as_str(), call.number.as_str()),
                (bank.name(texts.locale()), "0120-349-003")
            );
            let open = if old { String::new() } else { texts.get("contacts-open-now") };
            assert_eq!(call.state, open, "{time}");
            assert!(call.note.contains("21:00") && call.note.contains("2026"), "{}", call.note);
            assert_eq!(call.note.contains(&texts.get("contacts-outdated")), old, "{time}: {}", call.note);
            assert_eq!(call.note_short == texts.get("contacts-check-number"), old, "{time}");
        }
    }
}

#[test]
fn whoever_did_not_send_money_is_neither_led_to_another_bank_nor_made_to_say_so() {
    for mut desk in desks() {
        let bank = desk.text("contacts-receiving-bank");
        for (told, paid, seen, called, sure) in [
            (Answer::Yes, &[][..], &[][..], true, false),
            (Answer::Unknown, &[], &[], true, false),
            (Answer::Yes, &[Paid::CardNumber], &[], false, false),
            (Answer::Yes, &[Paid::CardNumber], &[SeenOnScreen::BankPage], true, false),
            (Answer::Unknown, &[Paid::Nothing], &[], false, false),
            (Answer::No, &[], &[], false, false),
            (Answer::No, &[Paid::Transfer], &[], true, true),
        ] {
            hand_over::at(&mut desk, Screen::CallBank, family(), |incident| {
                incident.told_bank = Some(told);
                (incident.memo.paid, incident.memo.seen) = (paid.to_vec(), seen.to_vec());
            });
            let mut said = None;
            for _ in 0..7 {
                let view = shown_at(&desk, japan("2026-11-24T14:30"));
                let call = calls(&view)[0].clone();
                if call.who == bank {
                    let asks = view.reason.concat().contains(&desk.text("call-if-not-paid"));
                    assert_eq!(asks, !sure, "{told:?} {paid:?}: {:?}", view.reason);
                    said = Some(call.say[0].clone());
                }
                desk.tell(Event::Pressed(Press::NextCall));
                desk.pass(1_000);
            }
            assert_eq!(said.is_some(), called, "{told:?} {paid:?} {seen:?}");
            if let Some(said) = said {
                assert_eq!(said.contains(&desk.text("script-receiving-bank")), sure, "{said}");
            }
        }
    }
}

#[test]
fn hours_that_nobody_confirmed_are_not_shown() {
    for mut desk in desks() {
        desk.go(Screen::Contacts);
        let view = shown_at(&desk, japan("2026-11-24T14:30"));
        let ipa = calls(&view).iter().find(|call| call.number == "03-5978-7509").unwrap();
        assert!(ipa.note.contains(&desk.text("contacts-note-hours-not-known")) && ipa.state.is_empty());
        assert!(!ipa.note.contains(':'), "no hours: {}", ipa.note);
    }
}

#[test]
fn whoever_may_have_lost_money_is_told_of_both_banks_and_the_police() {
    for mut desk in desks() {
        for (answer, told) in [
            (None, false),
            (Some(Answer::No), false),
            (Some(Answer::Yes), true),
            (Some(Answer::Unknown), true),
        ] {
            hand_over::at(&mut desk, Screen::CallBank, family(), |incident| incident.told_bank = answer);
            let view = shown_at(&desk, japan("2026-11-24T14:30"));
            let call = &calls(&view)[0];
            let says = |id| call.say[0].contains(&desk.text(id));
            assert_eq!(
                says("script-relief") && says("script-others-too"),
                told,
                "{answer:?}: {:?}",
                call.say
            );
            assert!(!call.note.contains(&desk.text("contacts-relief-bank")), "said aloud: once is enough");
            let mut seen = Vec::new();
            for _ in 0..6 {
                let view = shown_at(&desk, japan("2026-11-24T14:30"));
                let call = calls(&view)[0].clone();
                if matches!(call.number.as_str(), "110" | "#9110") {
                    assert_eq!(call.say[0].contains(&desk.text("script-both-banks")), told, "{answer:?}");
                }
                seen.push(call.who);
                desk.press("call-next");
            }
            assert_eq!(seen.contains(&desk.text("contacts-receiving-bank")), told, "{answer:?}: {seen:?}");
        }
    }
}

/// Lines of a screen's one reason, at most: one idea each.
const REASON_LINES_MAX: usize = 3;
/// Sentences of it, at most.
const REASON_SENTENCES_MAX: usize = 4;
/// Buttons besides the main one, at most: three answers.
const OTHERS_MAX: usize = 3;

/// The screens a person in need goes through.
fn is_on_the_way(screen: Screen) -> bool {
    screen.is_emergency() || screen.is_escape() || screen == Screen::AskContact
}

#[test]
fn an_emergency_screen_has_one_headline_one_reason_and_one_action() {
    let mut seen = Vec::new();
    for locale in Locale::ALL {
        for (name, scene) in scenes() {
            let mut desk = Desk::new(locale, SIZE, 1.0);
            scene(&mut desk);
            let view = shown_at(&desk, 1_795_000_000_000);
            if !is_on_the_way(view.screen) {
                continue;
            }
            seen.push(view.screen);
            assert!(!view.headline.is_empty() && !view.headline.contains('\n'), "{name}");
            let headlines = desk.harness.query_all_by_role(eframe::egui::accesskit::Role::Heading).count();
            assert_eq!(headlines, 1, "{name}: headlines");

            assert!(view.reason.len() <= 1, "{name}: {:?}", view.reason);
            let lines = view.reason.iter().flat_map(|reason| reason.lines()).count();
            let sentences: usize = view.reason.iter().map(|reason| sentences(reason)).sum();
            assert!(
                lines <= REASON_LINES_MAX && sentences <= REASON_SENTENCES_MAX,
                "{name}: {:?}",
                view.reason
            );

            let main = |button: &&Button| button.kind == ButtonKind::Primary;
            assert_eq!(view.others.iter().filter(main).count(), 0, "{name}: a second main button");
            let asks = view.others.iter().all(|other| matches!(other.press, Press::Answer(_)));
            match &view.primary {
                Some(primary) => {
                    assert!(matches!(primary.kind, ButtonKind::Primary | ButtonKind::Cut), "{name}");
                    assert!(view.others.len() < OTHERS_MAX, "{name}: {} ways on", view.others.len());
                }
                // A question is answered, and no answer is put before the others.
                None if asks && view.others.len() == OTHERS_MAX => {}
                // While it cuts nothing is asked for, but the way on when the system's question never came.
                None => {
                    let app = desk.harness.state().app();
                    let cutting =
                        matches!(app.line(), Line::Cutting { .. }) && view.screen == Screen::CutResult;
                    let closing =
                        app.escape().stage() == &EscapeStage::Closing && view.screen == Screen::EscapeResult;
                    assert!(cutting || closing, "{name}: no main button");
                    assert!(view.others.len() <= 1, "{name}");
                }
            }
        }
    }
    let missing: Vec<_> =
        Screen::ALL.into_iter().filter(|it| is_on_the_way(*it) && !seen.contains(it)).collect();
    assert_eq!(missing, [], "screens nobody looked at");
}

fn sentences(text: &str) -> usize {
    let ends = text.chars().filter(|c| matches!(c, '\u{3002}' | '.' | '?' | '\u{ff1f}')).count();
    ends.max(1)
}

/// Where he pulls which lever, and the words that answer it there: urgency, authority, consistency, shame.
const LEVERS: &[(&str, &[&str])] = &[
    ("04-popup-escape", &["popup-escape", "popup-escape-reason"]),
    ("03-ask-contact", &["ask-contact-authority"]),
    ("03-ask-contact-money", &["ask-contact-authority"]),
    ("10-cut", &["hang-up-how", "cut-done-reason"]),
    ("10-still-connected", &["hang-up-how"]),
    ("10-back-again", &["hang-up-how"]),
    ("56-end-call", &["end-call-authority", "end-call-stop", "end-call-again"]),
    ("55-call-script", &["call-script-reason"]),
    ("40-stay-off", &["end-call-again"]),
    ("50-memo-call", &["memo-calm"]),
    ("71-restore-ask", &["restore-ask-reason"]),
    ("72-restore-refused", &["hang-up-how"]),
];

#[test]
fn the_callers_levers_are_answered_on_the_screens_where_he_pulls_them() {
    for locale in Locale::ALL {
        for (width, height, scale) in SIZES {
            for (name, ids) in LEVERS {
                let (_, scene) = scenes().find(|(scene, _)| scene == name).unwrap();
                let mut desk = Desk::new(locale, [width / scale, height / scale], *scale);
                scene(&mut desk);
                for id in *ids {
                    assert!(has_text(&desk, id), "{} {width}x{height}@{scale} {name}: {id}", locale.tag());
                }
            }
        }
    }
}
