//! The alert as the person meets it: one press cuts; 「切らない」; a relative who helps.

use egui_kittest::kittest::Queryable as _;
use kyukyubako::core::capture::Hiding;
use kyukyubako::core::detection::Level;
use kyukyubako::core::event::{PinAnswer, Start};
use kyukyubako::core::watch::WatchChoice;
use kyukyubako::core::{Effect, Event, Press, Screen};

use crate::alert_scenes::{counting, opened};
use crate::flows::{SIZE, desks, has_text};
use crate::harness::{Desk, allowed_in_use, finding, live, seen};

fn cuts(effects: &[Effect]) -> bool {
    effects.contains(&Effect::CutNetwork)
}

#[test]
fn one_press_on_what_the_watcher_opened_cuts_the_line() {
    for mut desk in desks() {
        opened(&mut desk);
        desk.tell(Event::Assessed(live()));
        assert_eq!(desk.screen(), Screen::Alert);
        assert!(has_text(&desk, "alert-session"));
        desk.effects();
        desk.press("button-cut");
        assert!(cuts(&desk.effects()));
        assert_eq!(desk.screen(), Screen::CutResult);
    }
}

#[test]
fn a_session_that_is_gone_is_said_calmly_and_the_red_button_and_the_steps_stay() {
    for mut desk in desks() {
        opened(&mut desk);
        desk.tell(Event::Assessed(live()));
        desk.tell(Event::Assessed(seen(Vec::new())));
        assert!(has_text(&desk, "alert-gone") && !has_text(&desk, "alert-session"));
        desk.press("button-steps");
        assert_eq!(desk.screen(), Screen::Steps);
        desk.press("button-back");
        desk.press("alert-close");
        assert!(desk.effects().contains(&Effect::CloseWindow));
        desk.press("button-cut");
        assert!(cuts(&desk.effects()));
    }
}

#[test]
fn a_window_that_was_open_turns_to_the_alert_when_the_watcher_asks_for_it() {
    for mut desk in desks() {
        desk.tell(Event::Assessed(live()));
        assert_eq!(desk.screen(), Screen::Home);
        desk.tell(Event::Raised);
        assert!(desk.screen() == Screen::Alert && has_text(&desk, "alert-session"));
        desk.press("alert-details");
        assert_eq!(desk.screen(), Screen::Details);
        desk.press("button-back");
        assert_eq!(desk.screen(), Screen::Alert);
    }
}

#[test]
fn a_press_that_was_meant_for_the_way_home_or_back_does_not_close_the_alert() {
    let sizes = [SIZE, [1024.0, 768.0], [1920.0, 1080.0], kyukyubako::ui::theme::size::WINDOW_CORNER];
    for locale in kyukyubako::content::Locale::ALL {
        for size in sizes {
            for hiding in [Hiding::Unavailable, Hiding::Hidden] {
                let mut desk = Desk::new(locale, size, 1.0);
                desk.tell(Event::HidingSeen(hiding));
                desk.tell(Event::Assessed(live()));
                let mut ways = vec![desk.text("button-home")];
                if size != kyukyubako::ui::theme::size::WINDOW_CORNER {
                    ways.push(desk.text("button-back"));
                }
                let mut places = Vec::new();
                let mut look = |desk: &Desk| {
                    let found = desk.things().into_iter().filter(|(name, _, _)| ways.contains(name));
                    places.extend(found.map(|(name, place, _)| (desk.screen(), name, place)));
                };
                for screen in [Screen::Details, Screen::Contacts, Screen::FamilyHelp, Screen::Settings] {
                    desk.go(screen);
                    look(&desk);
                }
                desk.tell(Event::Pressed(Press::Open(Screen::Home)));
                desk.pass(1_000);
                desk.tell(Event::Pressed(Press::Popup));
                assert_eq!(desk.screen(), Screen::CutResult);
                look(&desk);
                assert!(places.len() >= 5, "{places:?}");
                desk.tell(Event::Raised);
                assert_eq!(desk.screen(), Screen::CutResult, "somebody is at work there");
                desk.tell(Event::Raised);
                assert_eq!(desk.screen(), Screen::Alert, "asked for twice");
                let close = desk.text("alert-close");
                let things = desk.things();
                let (_, place, _) = things.iter().find(|(name, _, _)| *name == close).unwrap();
                for (screen, name, before) in &places {
                    assert!(!before.intersects(*place), "{locale:?} {size:?}: {name} of {screen:?}");
                }
            }
        }
    }
}

#[test]
fn the_countdown_cuts_by_itself_and_says_how_long_it_takes() {
    for mut desk in desks() {
        counting(&mut desk, 0);
        let left = |desk: &Desk, seconds: i64| {
            let words = desk
                .harness
                .state()
                .texts()
                .with("alert-count", &[("seconds", kyukyubako::content::Arg::Number(seconds))]);
            desk.harness.query_by_label(&words).is_some()
        };
        assert!(left(&desk, 15));
        desk.pass(5_000);
        assert!(left(&desk, 10));
        assert!(
            desk.harness.query_by_label(&desk.text("alert-close")).is_none(),
            "there is nothing else to do"
        );
        desk.effects();
        desk.pass(9_000);
        assert!(!cuts(&desk.effects()));
        desk.pass(1_100);
        assert!(cuts(&desk.effects()));
        assert_eq!(desk.screen(), Screen::CutResult);
    }
}

#[test]
fn not_cutting_stops_the_countdown_and_cutting_now_does_not_wait_for_it() {
    for mut desk in desks() {
        counting(&mut desk, 2_000);
        desk.press("alert-let-be");
        desk.effects();
        desk.pass(60_000);
        assert!(!cuts(&desk.effects()) && has_text(&desk, "alert-session"));
        // Another tool is another question.
        let other = finding("rustdesk", Level::Live, None);
        desk.tell(Event::Assessed(seen([live().findings, vec![other]].concat())));
        desk.press("alert-cut-now");
        assert!(cuts(&desk.effects()));
    }
}

#[test]
fn a_relative_helps_without_an_alarm_until_the_time_is_over_or_it_is_ended() {
    for mut desk in desks() {
        opened(&mut desk);
        desk.tell(Event::Assessed(live()));
        desk.press("help-door");
        assert!(has_text(&desk, "help-ask"));
        desk.press("answer-no");
        let name = desk
            .harness
            .state()
            .texts()
            .with("help-pick", &[("name", kyukyubako::content::Arg::Text(&rescue(&desk)))]);
        desk.pass(1_000);
        desk.harness.get_by_label(&name).click();
        desk.harness.run();
        let effects = desk.effects();
        assert!(effects.iter().any(|effect| matches!(effect, Effect::SaveHelp(Some(_)))), "{effects:?}");
        assert!(has_text(&desk, "help-allowed"));
        let helping = kyukyubako::core::detection::Finding { allowed: true, ..live().findings.remove(0) };
        desk.tell(Event::Assessed(seen(vec![helping])));
        // From the first screen it is found again, and ended.
        desk.press("button-home");
        let strip = desk
            .harness
            .state()
            .texts()
            .with("help-strip", &[("time", kyukyubako::content::Arg::Text(&until(&desk)))]);
        desk.pass(1_000);
        desk.harness.get_by_label(&strip).click();
        desk.harness.run();
        desk.press("help-end");
        assert!(desk.effects().contains(&Effect::SaveHelp(None)));
        assert_eq!(desk.screen(), Screen::Alert);
    }
}

fn rescue(desk: &Desk) -> String {
    match desk.harness.state().texts().locale() {
        kyukyubako::content::Locale::Ja => "LogMeIn Rescue (\u{30ed}\u{30b0}\u{30df}\u{30fc}\u{30a4}\u{30f3} \u{30ec}\u{30b9}\u{30ad}\u{30e5}\u{30fc})".into(),
        kyukyubako::content::Locale::En => "LogMeIn Rescue".into(),
    }
}

fn until(desk: &Desk) -> String {
    let app = desk.harness.state().app();
    let at = app.help().unwrap().until;
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(9));
    let moments = kyukyubako::content::Moments { now: Some(at), zone: &zone };
    moments.time(at, desk.harness.state().texts()).unwrap()
}

#[test]
fn whoever_was_told_to_by_telephone_is_led_to_the_red_button_first() {
    for mut desk in desks() {
        opened(&mut desk);
        desk.tell(Event::Assessed(live()));
        desk.press("help-door");
        desk.press("answer-yes");
        assert!(has_text(&desk, "help-refused"));
        desk.effects();
        desk.press("button-cut");
        assert!(cuts(&desk.effects()));
    }
    // Without a session it is the telephone that is put down.
    for mut desk in desks() {
        desk.go(Screen::FamilyHelp);
        desk.press("answer-unknown");
        assert!(has_text(&desk, "help-refused") && has_text(&desk, "hang-up"));
    }
}

#[test]
fn where_there_is_a_pin_the_help_asks_for_it_while_the_session_goes_on() {
    for mut desk in desks() {
        desk.start(Start { alert: true, watching: true, pin_set: true, ..Start::default() });
        desk.tell(Event::Assessed(seen(vec![kyukyubako::core::detection::Finding {
            allowed: false,
            ..allowed_in_use()
        }])));
        desk.press("help-door");
        desk.press("answer-no");
        desk.pass(1_000);
        desk.tell(Event::Pressed(kyukyubako::core::Press::HelpPick(0)));
        desk.pass(1_000);
        assert_eq!(desk.screen(), Screen::EnterPin);
        for digit in ["2", "4", "6", "8"] {
            desk.harness.get_by_label(digit).click();
            desk.harness.run();
        }
        desk.effects();
        desk.press("button-next");
        assert!(desk.effects().contains(&Effect::CheckPin("2468".into())));
        desk.tell(Event::PinChecked(PinAnswer::Right));
        assert!(has_text(&desk, "help-allowed"));
    }
}

#[test]
fn the_caregiver_switches_the_automatic_cut_on_and_off() {
    for mut desk in desks() {
        desk.go(Screen::WatchSettings);
        for (id, on) in [("watch-on", true), ("watch-off", false)] {
            let texts = desk.harness.state().texts();
            let named = [
                ("what", kyukyubako::content::Arg::Text(&texts.get("alert-automatic"))),
                ("choice", kyukyubako::content::Arg::Text(&texts.get(id))),
            ];
            let label = texts.with("watch-choice", &named);
            desk.pass(1_000);
            desk.harness.get_by_label(&label).click();
            desk.harness.run();
            let saved = Effect::SaveWatchChoice(WatchChoice::AutomaticCut, on);
            assert!(desk.effects().contains(&saved), "{on}");
        }
    }
}
