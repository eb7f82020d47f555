use super::*;
use crate::core::app::AlertStage;
use crate::core::detection::{Assessment, Evidence};
use crate::core::event::{PinAnswer, Start};
use crate::core::{Event, Press};

const NOW: i64 = 1_800_000_000_000;
const HOUR: i64 = 3_600_000;

fn tool(id: &str, signer: Option<&str>, level: Level) -> Finding {
    Finding {
        tool: id.into(),
        name: id.into(),
        level,
        allowed: false,
        pids: vec![7],
        evidence: Vec::new(),
        since: None,
        signer: signer.map(Into::into),
    }
}

fn see(app: &mut App, findings: Vec<Finding>, at: i64) -> Vec<Effect> {
    let level = findings.iter().filter(|finding| !finding.allowed).map(|finding| finding.level).max();
    app.step(Event::Assessed(Assessment { level: level.unwrap_or_default(), findings }), Timestamp(NOW + at))
}

fn press(app: &mut App, press: Press, at: i64) -> Vec<Effect> {
    app.step(Event::Pressed(press), Timestamp(NOW + at))
}

/// The alert stands, and the way to the tools was gone: somebody says that nobody told them to.
fn choosing(start: Start, findings: Vec<Finding>) -> App {
    let mut app = App::new();
    app.step(Event::Started(Box::new(Start { alert: true, watching: true, ..start })), Timestamp(NOW));
    see(&mut app, findings, 100);
    press(&mut app, Press::Open(Screen::FamilyHelp), 1_000);
    assert_eq!(app.help_stage(), HelpStage::Ask);
    press(&mut app, Press::Answer(Answer::No), 2_000);
    app
}

fn relative() -> Vec<Finding> {
    vec![tool("teamviewer", Some("TeamViewer Germany GmbH"), Level::Live)]
}

#[test]
fn a_relative_helps_for_two_hours_and_not_a_second_longer() {
    let mut app = choosing(Start::default(), relative());
    let effects = press(&mut app, Press::HelpPick(0), 3_000);
    let entry = app.help().cloned().unwrap();
    assert_eq!((entry.until.0 - NOW, entry.tool.as_str()), (2 * HOUR + 3_000, "teamviewer"));
    let list = AllowList { entries: vec![entry.clone()] };
    assert_eq!(effects, [Effect::WatchWith(list), Effect::SaveHelp(Some(Box::new(entry)))]);
    assert_eq!((app.screen(), app.help_stage()), (Screen::FamilyHelp, HelpStage::Allowed));
    // The look agrees: no alarm, and the alert says why.
    see(&mut app, vec![Finding { allowed: true, ..relative().remove(0) }], 4_000);
    assert_eq!(app.alert_stage(Timestamp(NOW + 4_000)), AlertStage::Allowed);
    assert!(app.next_tick_in(Timestamp(NOW + HOUR)).is_some(), "it ends although nobody does anything");
    assert_eq!(app.step(Event::Tick, Timestamp(NOW + 2 * HOUR + 2_999)), []);
    let end = app.step(Event::Tick, Timestamp(NOW + 2 * HOUR + 3_000));
    assert_eq!(end, [Effect::WatchWith(AllowList::default()), Effect::SaveHelp(None)]);
    assert_eq!((app.help(), app.help_stage()), (None, HelpStage::Ask));
}

#[test]
fn whoever_was_told_to_or_does_not_know_lets_nobody_in() {
    for answer in [Answer::Yes, Answer::Unknown] {
        let mut app = choosing(Start::default(), relative());
        press(&mut app, Press::Open(Screen::FamilyHelp), 3_000);
        press(&mut app, Press::Answer(answer), 4_000);
        assert_eq!(app.help_stage(), HelpStage::Refused);
        assert_eq!(press(&mut app, Press::HelpPick(0), 5_000), []);
        // The caller says "press no this time".
        press(&mut app, Press::Answer(Answer::No), 6_000);
        assert_eq!((app.help_stage(), app.help()), (HelpStage::Refused, None));
    }
}

#[test]
fn where_there_is_a_pin_only_the_right_one_lets_help_even_though_a_session_is_seen() {
    let with_pin = || Start { pin_set: true, ..Start::default() };
    let mut app = choosing(with_pin(), relative());
    assert_eq!(press(&mut app, Press::HelpPick(0), 3_000), []);
    assert_eq!((app.screen(), app.help()), (Screen::EnterPin, None));
    for digit in [1, 3, 5, 7] {
        press(&mut app, Press::PinDigit(digit), 3_000);
    }
    assert_eq!(press(&mut app, Press::Next, 4_000), [Effect::CheckPin("1357".into())]);
    app.step(Event::PinChecked(PinAnswer::Wrong { retry_after_s: 0 }), Timestamp(NOW + 5_000));
    assert_eq!((app.screen(), app.help()), (Screen::EnterPin, None));
    for digit in [2, 4, 6, 8] {
        press(&mut app, Press::PinDigit(digit), 6_000);
    }
    press(&mut app, Press::Next, 6_500);
    let right = Event::PinChecked(PinAnswer::Right);
    let effects = app.step(right.clone(), Timestamp(NOW + 7_000));
    assert!(matches!(effects.as_slice(), [Effect::WatchWith(_), Effect::SaveHelp(Some(_))]), "{effects:?}");
    assert_eq!(app.screen(), Screen::FamilyHelp);

    // Another program under the name while the PIN was typed, or the red button: nothing is let in.
    let trouble: [fn(&mut App); 3] = [
        |app| drop(see(app, vec![tool("teamviewer", Some("Other"), Level::Live)], 4_500)),
        |app| drop(see(app, Vec::new(), 4_500)),
        |app| drop(press(app, Press::CutNow, 4_500)),
    ];
    for trouble in trouble {
        let mut app = choosing(with_pin(), relative());
        press(&mut app, Press::HelpPick(0), 3_000);
        for digit in [2, 4, 6, 8] {
            press(&mut app, Press::PinDigit(digit), 3_000);
        }
        press(&mut app, Press::Next, 4_000);
        trouble(&mut app);
        app.step(right.clone(), Timestamp(NOW + 5_000));
        assert_eq!(app.help(), None);
    }
}

#[test]
fn one_tool_that_is_known_by_its_signature_and_nothing_odd() {
    let odd = |kind| Finding {
        evidence: vec![Evidence { kind, detail: String::new() }],
        ..tool("odd", Some("Odd"), Level::Live)
    };
    let app = choosing(
        Start::default(),
        vec![
            tool("unsigned", None, Level::Live),
            odd(EvidenceKind::SecondTool),
            odd(EvidenceKind::Restriction),
            Finding { allowed: true, ..tool("allowed", Some("A"), Level::Live) },
            tool("teamviewer", Some("T"), Level::Live),
        ],
    );
    let offered: Vec<_> = app.helpers().map(|finding| finding.tool.as_str()).collect();
    assert_eq!(offered, ["teamviewer"]);
}

#[test]
fn an_emergency_and_help_exclude_each_other() {
    let mut app = choosing(Start::default(), relative());
    press(&mut app, Press::HelpPick(0), 3_000);
    assert!(app.help().is_some());
    let effects = press(&mut app, Press::CutNow, 4_000);
    assert_eq!(effects.first(), Some(&Effect::CutNetwork));
    assert!(effects.contains(&Effect::SaveHelp(None)), "whoever cuts wants nobody in: {effects:?}");
    press(&mut app, Press::Open(Screen::FamilyHelp), 5_000);
    assert_eq!(app.help_stage(), HelpStage::Closed);
    press(&mut app, Press::Answer(Answer::No), 6_000);
    assert_eq!(press(&mut app, Press::HelpPick(0), 7_000), []);
    assert_eq!(app.help(), None);
}

#[test]
fn it_is_ended_with_one_press_and_goes_on_in_the_next_window_until_its_time() {
    let mut app = choosing(Start::default(), relative());
    press(&mut app, Press::HelpPick(0), 3_000);
    let entry = app.help().cloned();
    let effects = press(&mut app, Press::EndHelp, 4_000);
    assert_eq!(effects, [Effect::WatchWith(AllowList::default()), Effect::SaveHelp(None)]);
    assert_eq!((app.screen(), app.help()), (Screen::Alert, None));

    let next = |at: i64| {
        let mut app = App::new();
        let start = Start { help: entry.clone(), watching: true, ..Start::default() };
        app.step(Event::Started(Box::new(start)), Timestamp(NOW + at));
        app.help().is_some()
    };
    assert!(next(HOUR) && !next(2 * HOUR + 3_000) && !next(-HOUR));
}

#[test]
fn taking_back_another_tool_does_not_end_the_help() {
    let mut app = choosing(Start::default(), relative());
    press(&mut app, Press::HelpPick(0), 3_000);
    let answer = crate::core::event::AllowAnswer::Saved(AllowList::default());
    let effects = app.step(Event::AllowAnswered(answer), Timestamp(NOW + 4_000));
    let [Effect::WatchWith(list)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(list.entries.iter().collect::<Vec<_>>(), app.help().iter().copied().collect::<Vec<_>>());
}
