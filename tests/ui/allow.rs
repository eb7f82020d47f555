//! The family allows a tool: only with the PIN, only in quiet times, and never for good.

use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use kyukyubako::content::{Arg, Locale};
use kyukyubako::core::app::AllowStage;
use kyukyubako::core::detection::Level;
use kyukyubako::core::detection::allow_list::{AllowFor, AllowList};
use kyukyubako::core::event::{AllowAnswer, Notice, Start};
use kyukyubako::core::{Effect, Event, Press, Screen, Timestamp};

use crate::family::type_digits;
use crate::flows::{SIZE, cut, desks, has_text};
use crate::harness::{BEGIN, Desk, SIGNER, allow_entry, allowed_in_use, allowing, finding, idle, live, seen};

/// The sentence `id` with the name of the tool in it.
fn named(desk: &Desk, id: &str) -> String {
    let name = match desk.harness.state().texts().locale() {
        Locale::Ja => "TeamViewer (\u{30c1}\u{30fc}\u{30e0}\u{30d3}\u{30e5}\u{30fc}\u{30ef}\u{30fc})",
        Locale::En => "TeamViewer",
    };
    desk.harness.state().texts().with(id, &[("name", Arg::Text(name))])
}

fn press_named(desk: &mut Desk, id: &str) {
    desk.pass(1_000);
    let label = named(desk, id);
    desk.harness.get_by_role_and_label(Role::Button, &label).click();
    desk.harness.run();
}

/// The list, with an idle and signed tool on it and a PIN that was chosen before.
fn at_list(mut desk: Desk) -> Desk {
    desk.start(allowing(Vec::new()));
    desk.tell(Event::Assessed(seen(vec![idle()])));
    desk.go(Screen::Caregiver);
    desk.press_in_list("caregiver-allow");
    assert_eq!(desk.screen(), Screen::AllowTools);
    desk.effects();
    desk
}

fn at_pin(desk: Desk) -> Desk {
    let mut desk = at_list(desk);
    press_named(&mut desk, "allow-this");
    desk.press("answer-no");
    desk.press("allow-30");
    desk
}

fn ja() -> Desk {
    Desk::new(Locale::Ja, SIZE, 1.0)
}

fn allow_effects(desk: &Desk) -> Vec<Effect> {
    let wanted = |effect: &Effect| {
        matches!(effect, Effect::AllowTool { .. } | Effect::TakeBackTool(_) | Effect::WatchWith(_))
    };
    desk.effects().into_iter().filter(wanted).collect()
}

#[test]
fn the_right_pin_allows_a_tool_and_the_watch_learns_of_it() {
    for desk in desks() {
        let mut desk = at_pin(desk);
        type_digits(&mut desk, "2580");
        desk.press("allow-do");
        let effects = allow_effects(&desk);
        let Some(Effect::AllowTool { pin, entry }) = effects.first() else { unreachable!("{effects:?}") };
        assert_eq!(
            (pin.as_str(), entry.tool.as_str(), entry.signer.as_str()),
            ("2580", "teamviewer", SIGNER)
        );
        let days = (entry.until.0 - BEGIN) / 86_400_000;
        assert_eq!(days, AllowFor::Month.days());
        assert!(has_text(&desk, "allow-saving") && !has_text(&desk, "allow-done"));

        let list = AllowList { entries: vec![entry.clone()] };
        desk.tell(Event::AllowAnswered(AllowAnswer::Saved(list.clone())));
        assert!(has_text(&desk, "allow-done"));
        assert_eq!(allow_effects(&desk), [Effect::WatchWith(list)]);
        desk.press("button-next");
        desk.harness.get_by_label(&named(&desk, "allow-take-back"));
    }
}

#[test]
fn a_wrong_pin_allows_nothing_and_says_how_long_to_wait() {
    let mut desk = at_pin(ja());
    type_digits(&mut desk, "1111");
    desk.press("allow-do");
    desk.effects();
    desk.tell(Event::AllowAnswered(AllowAnswer::WrongPin { retry_after_s: 30 }));
    assert!(has_text(&desk, "allow-pin-wrong"));
    desk.harness.get_by_label_contains("30");
    assert_eq!(allow_effects(&desk), []);
    assert!(desk.harness.state().app().allowed().entries.is_empty());
    type_digits(&mut desk, "2580");
    desk.press("allow-do");
    assert_eq!(allow_effects(&desk).len(), 1, "it can be tried again");
    desk.tell(Event::AllowAnswered(AllowAnswer::Failed(Notice::Text("allow-not-saved"))));
    assert!(has_text(&desk, "allow-not-saved") && has_text(&desk, "allow-title"));
    assert!(desk.harness.state().app().allowed().entries.is_empty());
}

#[test]
fn without_a_pin_one_is_chosen_first() {
    for mut desk in desks() {
        desk.tell(Event::Assessed(seen(vec![idle()])));
        desk.go(Screen::AllowTools);
        assert!(has_text(&desk, "allow-needs-pin"));
        desk.tell(Event::Pressed(Press::AllowPick(0)));
        assert_eq!(desk.harness.state().app().allow_setup().stage(), AllowStage::List);
        desk.press("allow-set-pin");
        assert_eq!(desk.screen(), Screen::SetPin);
        for _ in 0..2 {
            type_digits(&mut desk, "2580");
            desk.press("button-next");
        }
        desk.tell(Event::PinSaved(Ok(())));
        desk.press("button-next");
        assert_eq!(desk.screen(), Screen::AllowTools, "back to what needed it");
        press_named(&mut desk, "allow-this");
        assert!(has_text(&desk, "allow-ask"));
    }
}

#[test]
fn the_caller_who_wants_a_tool_allowed_gets_nothing() {
    for answer in ["answer-yes", "answer-unknown"] {
        let mut desk = at_list(ja());
        press_named(&mut desk, "allow-this");
        desk.press(answer);
        assert!(has_text(&desk, "allow-refused") && has_text(&desk, "hang-up"));
        for press in [Press::AllowFor(AllowFor::Year), Press::PinDigit(1), Press::Next] {
            desk.pass(1_000);
            desk.tell(Event::Pressed(press));
        }
        assert_eq!(allow_effects(&desk), []);
    }
}

#[test]
fn nothing_is_allowed_while_a_session_is_seen_an_incident_is_open_or_a_cut_is_in_force() {
    let (mut session, mut family, mut incident, mut after) = (ja(), ja(), ja(), ja());
    for desk in [&mut session, &mut family, &mut incident, &mut after] {
        desk.start(allowing(Vec::new()));
    }
    cut(&mut incident);
    cut(&mut after);
    after.pass(1_000);
    after.tell(Event::Pressed(Press::CloseIncident));
    let others = [
        (session, seen(vec![finding("anydesk", Level::Likely, Some("AnyDesk")), idle()])),
        // Even a session with leave is somebody else's hand at the mouse.
        (family, seen(vec![idle(), allowed_in_use()])),
        (incident, seen(vec![idle()])),
        (after, seen(vec![idle()])),
    ];
    for (mut desk, found) in others {
        desk.tell(Event::Assessed(found));
        desk.go(Screen::AllowTools);
        desk.effects();
        assert!(has_text(&desk, "allow-closed"));
        for row in 0..4 {
            desk.pass(1_000);
            desk.tell(Event::Pressed(Press::AllowPick(row)));
        }
        assert_eq!(desk.harness.state().app().allow_setup().stage(), AllowStage::List);
        let label = named(&desk, "allow-this");
        assert!(desk.harness.get_by_role_and_label(Role::Button, &label).accesskit_node().is_disabled());
    }
}

#[test]
fn a_session_that_begins_meanwhile_ends_the_allowing() {
    let mut desk = at_pin(ja());
    type_digits(&mut desk, "2580");
    desk.tell(Event::Assessed(live()));
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::Next));
    assert_eq!(allow_effects(&desk), []);
    assert!(has_text(&desk, "allow-closed"));
}

#[test]
fn a_tool_that_changed_its_signature_meanwhile_is_not_allowed() {
    for changed in [Vec::new(), vec![finding("teamviewer", Level::Leftover, Some("Somebody Else"))]] {
        let mut desk = at_pin(ja());
        type_digits(&mut desk, "2580");
        desk.tell(Event::Assessed(seen(changed)));
        desk.press("allow-do");
        assert_eq!(allow_effects(&desk), []);
        assert!(has_text(&desk, "allow-changed-meanwhile"));
    }
}

#[test]
fn what_is_not_validly_signed_cannot_be_picked() {
    let mut desk = at_list(ja());
    desk.tell(Event::Assessed(seen(vec![finding("teamviewer", Level::Leftover, None)])));
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::AllowPick(0)));
    assert_eq!(desk.harness.state().app().allow_setup().stage(), AllowStage::List);
    let label = named(&desk, "allow-this");
    let node = desk.harness.get_by_role_and_label(Role::Button, &label);
    let said = node.accesskit_node().description();
    assert_eq!(said, Some(desk.text("allow-not-signed")));
}

#[test]
fn leave_is_taken_back_at_once_without_a_pin_even_while_the_tool_is_in_use() {
    for mut desk in desks() {
        desk.start(allowing(vec![allow_entry("teamviewer", 20), allow_entry("rustdesk", 20)]));
        desk.tell(Event::Assessed(seen(vec![allowed_in_use()])));
        desk.go(Screen::AllowTools);
        desk.effects();
        press_named(&mut desk, "allow-take-back");
        let left = AllowList { entries: vec![allow_entry("rustdesk", 20)] };
        assert_eq!(
            allow_effects(&desk),
            [Effect::WatchWith(left.clone()), Effect::TakeBackTool("teamviewer".into())]
        );
        assert_eq!(desk.harness.state().app().allowed(), &left);
    }
}

#[test]
fn an_allowed_tool_raises_no_alarm_until_its_date_has_passed() {
    for mut desk in desks() {
        desk.start(allowing(vec![allow_entry("teamviewer", 20)]));
        desk.effects();
        desk.tell(Event::Assessed(seen(vec![allowed_in_use()])));
        desk.harness.get_by_label(&named(&desk, "session-allowed"));
        assert_eq!(desk.effects(), [], "no notification, no attention");
        desk.press("door-popup");
        assert_eq!(desk.screen(), Screen::AskContact, "it does not outweigh an answer");
        desk.go(Screen::Details);
        assert!(has_text(&desk, "details-allowed") && has_text(&desk, "button-cut"));
        desk.go(Screen::Home);
        desk.effects();
        // The watch judges again when the date has passed.
        let over = seen(vec![kyukyubako::core::detection::Finding { allowed: false, ..allowed_in_use() }]);
        desk.tell(Event::Assessed(over));
        assert!(desk.effects().contains(&Effect::NotifyNeutral));
        desk.harness.get_by_label(&named(&desk, "session-live"));
    }
}

#[test]
fn an_entry_whose_date_passed_is_shown_as_ended() {
    let mut desk = ja();
    desk.start(allowing(vec![allow_entry("teamviewer", -1)]));
    desk.go(Screen::AllowTools);
    let label = named(&desk, "allow-take-back");
    let node = desk.harness.get_by_role_and_label(Role::Button, &label);
    assert_eq!(node.accesskit_node().description(), Some(desk.text("allow-ended")));
    assert!(!allow_entry("teamviewer", -1).in_time(Timestamp(BEGIN)));
}

#[test]
fn a_list_that_was_edited_by_hand_counts_for_nothing_and_the_window_says_so() {
    for mut desk in desks() {
        let planted = allowing(vec![allow_entry("anydesk", 20)]);
        desk.start(Start { allow_confirmed: None, ..planted });
        assert!(has_text(&desk, "allow-record-changed"));
        assert!(desk.harness.state().app().allowed().entries.is_empty());
        desk.tell(Event::Pressed(Press::DismissNotice));
        desk.start(allowing(vec![allow_entry("anydesk", 20)]));
        assert!(!has_text(&desk, "allow-record-changed"));
    }
}

#[test]
fn many_tools_are_told_one_by_one_and_the_red_button_stays() {
    for mut desk in desks() {
        let found = vec![live().findings.remove(0), finding("anydesk", Level::Likely, None), idle()];
        desk.tell(Event::Assessed(seen(found)));
        desk.go(Screen::Details);
        for name in ["LogMeIn Rescue", "AnyDesk", "TeamViewer", "LogMeIn Rescue"] {
            assert!(has_text(&desk, "button-cut"));
            let headings = desk.harness.query_all_by_role(Role::Heading);
            let labels: Vec<_> = headings.filter_map(|node| node.accesskit_node().label()).collect();
            assert!(labels.iter().any(|label| label.starts_with(name)), "{name}: {labels:?}");
            desk.pass(1_000);
            desk.tell(Event::Pressed(Press::NextTool));
        }
        // The tool that is read stays when others come and go.
        desk.tell(Event::Assessed(seen(vec![finding("anydesk", Level::Live, None)])));
        desk.harness.get_by_label_contains("AnyDesk");
        desk.tell(Event::Assessed(seen(Vec::new())));
        assert!(has_text(&desk, "details-clear"));
    }
}
