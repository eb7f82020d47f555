use super::*;
use crate::core::detection::Assessment;
use crate::core::event::Start;
use crate::core::incident::Answer;
use crate::core::network::{CheckResult, CutReport, LineStatus, Observation};
use crate::core::{Event, Press};

fn opened(incident: Option<Incident>) -> App {
    let mut app = App::new();
    let start = Start { alert: true, watching: true, incident, ..Start::default() };
    app.step(Event::Started(Box::new(start)), Timestamp(10_000));
    app
}

fn seen(level: Level, allowed: bool) -> Event {
    let finding = Finding {
        tool: "anydesk".into(),
        name: "AnyDesk".into(),
        level,
        allowed,
        pids: vec![7],
        evidence: Vec::new(),
        since: None,
        signer: Some("AnyDesk Software GmbH".into()),
    };
    Event::Assessed(Assessment { level: if allowed { Level::Clear } else { level }, findings: vec![finding] })
}

fn gone() -> Event {
    Event::Assessed(Assessment::default())
}

#[test]
fn what_the_watcher_saw_is_believed_until_this_window_looked_long_enough() {
    let mut app = opened(None);
    assert_eq!(app.screen(), Screen::Alert);
    assert_eq!(app.alert_stage(Timestamp(14_999)), AlertStage::Session);
    assert!(app.next_tick_in(Timestamp(14_999)).is_some(), "the screen is drawn anew when it is over");
    assert_eq!(app.alert_stage(Timestamp(15_000)), AlertStage::Gone);
    assert!(app.next_tick_in(Timestamp(15_000)).is_none(), "nothing repaints for ever");
    app.step(seen(Level::Likely, false), Timestamp(16_000));
    assert_eq!(app.alert_stage(Timestamp(16_000)), AlertStage::Session);
    app.step(gone(), Timestamp(16_500));
    assert_eq!(app.alert_stage(Timestamp(16_500)), AlertStage::Gone, "this window saw it go");
}

#[test]
fn nobody_calms_the_alert_by_jamming_the_look() {
    let mut app = opened(None);
    app.step(Event::WatchLost, Timestamp(11_000));
    assert_eq!(app.alert_stage(Timestamp(99_000)), AlertStage::Session);
    app.step(seen(Level::Live, false), Timestamp(99_500));
    app.step(Event::WatchLost, Timestamp(100_000));
    assert_eq!(app.alert_stage(Timestamp(200_000)), AlertStage::Session);
}

#[test]
fn what_the_family_allowed_is_called_so() {
    let mut app = opened(None);
    app.step(seen(Level::Live, true), Timestamp(11_000));
    assert_eq!(app.alert_stage(Timestamp(11_000)), AlertStage::Allowed);
}

#[test]
fn one_press_cuts_and_an_emergency_under_way_is_not_interrupted() {
    let mut app = opened(None);
    let effects = app.step(Event::Pressed(Press::CutNow), Timestamp(10_001));
    assert_eq!(effects.first(), Some(&Effect::CutNetwork), "no delay, however soon it is pressed");
    assert_eq!(app.screen(), Screen::CutResult);
    app.step(seen(Level::Live, false), Timestamp(11_000));
    app.step(Event::Raised, Timestamp(12_000));
    assert_eq!(app.screen(), Screen::CutResult);
}

fn look(app: &mut App, offline: bool, at: i64) {
    let result = if offline { CheckResult::Offline } else { CheckResult::Online };
    let check = |check: &str| Observation { check: check.into(), result };
    app.step(Event::Observed(vec![check("a"), check("b")]), Timestamp(at));
}

#[test]
fn an_incident_on_record_hides_no_alert_and_comes_back_once_the_line_is_seen_cut() {
    let mut incident = Incident::new(Timestamp(0));
    incident.screen = Screen::CallBank;
    for cut in [false, true] {
        let mut app = App::new();
        let line = LineStatus { cut, since: None, restorable: true };
        let mut start =
            Start { alert: true, watching: true, incident: Some(incident.clone()), line, ..Start::default() };
        start.settings.watch.set(WatchChoice::AutomaticCut, true);
        app.step(Event::Started(Box::new(start)), Timestamp(0));
        assert_eq!(app.screen(), Screen::Alert, "{cut}");
        let mut open = app.clone();
        look(&mut app, true, 500);
        look(&mut app, true, 1_000);
        assert_eq!(
            (app.screen(), app.line().is_cut()),
            (if cut { Screen::CallBank } else { Screen::Alert }, cut)
        );
        // The line is open, whatever is on record: raised, counted down and cut.
        look(&mut open, false, 500);
        open.step(seen(Level::Live, false), Timestamp(1_000));
        assert_eq!((open.screen(), open.cut_in_s()), (Screen::Alert, Some(15)), "{cut}");
        open.step(Event::Pressed(Press::Open(Screen::Details)), Timestamp(3_000));
        open.step(Event::Raised, Timestamp(4_000));
        assert_eq!(open.screen(), Screen::Alert, "{cut}");
        assert_eq!(tick(&mut open, 4_100, 60_000).map(|at| at / 1_000), Some(16), "{cut}");
    }
}

#[test]
fn a_second_click_as_the_count_begins_answers_nothing() {
    let mut app = automatic();
    app.step(seen(Level::Live, false), Timestamp(5_000));
    assert_eq!(app.screen(), Screen::Alert);
    app.step(Event::Pressed(Press::LetBe), Timestamp(5_699));
    assert!(app.cut_in_s().is_some(), "the button has only just appeared");
    app.step(Event::Pressed(Press::LetBe), Timestamp(5_700));
    assert_eq!(app.cut_in_s(), None);
}

#[test]
fn what_asks_for_the_window_before_it_sees_the_session_itself_is_remembered_for_a_while() {
    for (asked, seen_at, shown) in [(1_000, 2_000, true), (1_000, 11_000, true), (1_000, 11_001, false)] {
        let mut app = App::new();
        app.step(Event::Started(Box::new(Start { watching: true, ..Start::default() })), Timestamp(0));
        app.step(Event::Raised, Timestamp(asked));
        assert_eq!(app.screen(), Screen::Home, "nothing is seen");
        app.step(gone(), Timestamp(asked + 100));
        app.step(seen(Level::Likely, false), Timestamp(seen_at));
        assert_eq!(app.screen() == Screen::Alert, shown, "{seen_at}");
        // Once for each time it is asked.
        app.step(Event::Pressed(Press::Open(Screen::Home)), Timestamp(seen_at + 1_000));
        app.step(seen(Level::Live, false), Timestamp(seen_at + 2_000));
        assert_eq!(app.screen(), Screen::Home);
    }
}

/// A window where somebody is at work on `screen` while a session goes on.
fn busy(screen: Screen) -> App {
    let mut app = App::new();
    let start = Start { watching: true, pin_set: true, ..Start::default() };
    app.step(Event::Started(Box::new(start)), Timestamp(0));
    app.step(seen(Level::Live, false), Timestamp(500));
    let ways: &[Press] = match screen {
        Screen::FamilyHelp => &[Press::Open(Screen::FamilyHelp)],
        Screen::EnterPin => &[Press::Open(Screen::FamilyHelp), Press::Answer(Answer::No), Press::HelpPick(0)],
        Screen::Details => &[Press::Open(Screen::Details)],
        _ => &[Press::Popup],
    };
    for (press, at) in ways.iter().zip((1..).map(|step| step * 1_000)) {
        app.step(Event::Pressed(*press), Timestamp(at));
    }
    assert_eq!(app.screen(), screen);
    app
}

const KEPT: [Screen; 4] = [Screen::FamilyHelp, Screen::EnterPin, Screen::Details, Screen::CutResult];

#[test]
fn what_somebody_is_at_work_on_is_not_taken_away_and_nobody_parks_the_window_there() {
    for screen in KEPT {
        let mut app = busy(screen);
        app.step(Event::Raised, Timestamp(13_000));
        assert_eq!(app.screen(), screen, "in front, with what was there");
        // Left alone, the next time brings the alert.
        let mut left = app.clone();
        left.step(Event::Raised, Timestamp(64_000));
        assert_eq!(left.screen(), Screen::Alert, "{screen:?}");
        // Whoever goes on pressing keeps it for a while only.
        let mut kept = 0;
        for at in (20_000..240_000).step_by(10_000) {
            app.step(Event::Pressed(Press::NextTool), Timestamp(at));
            // A tool that goes for a moment does not begin the time anew.
            app.step(gone(), Timestamp(at + 2_000));
            app.step(seen(Level::Live, false), Timestamp(at + 3_000));
            app.step(Event::Raised, Timestamp(at + 5_000));
            if app.screen() == screen {
                kept = at;
            } else {
                break;
            }
        }
        assert_eq!(app.screen(), Screen::Alert, "{screen:?}");
        assert!((60_000..=130_000).contains(&kept), "{screen:?} {kept}");
    }
}

#[test]
fn who_asks_twice_wants_the_alert_wherever_the_window_stands() {
    for screen in KEPT {
        let mut app = busy(screen);
        app.step(Event::Raised, Timestamp(13_000));
        app.step(Event::Raised, Timestamp(15_000));
        assert_eq!(app.screen(), Screen::Alert, "{screen:?}");
    }
}

#[test]
fn a_press_that_was_meant_for_the_screen_before_the_alert_does_nothing_and_the_red_button_cuts() {
    let mut app = opened(None);
    app.step(seen(Level::Live, false), Timestamp(11_000));
    app.step(Event::Pressed(Press::Open(Screen::Contacts)), Timestamp(12_000));
    app.step(Event::Raised, Timestamp(20_000));
    for press in [Press::CloseAlert, Press::Open(Screen::FamilyHelp), Press::Open(Screen::Details)] {
        assert_eq!(app.step(Event::Pressed(press), Timestamp(20_699)), [], "{press:?}");
        assert_eq!(app.screen(), Screen::Alert, "{press:?}");
    }
    let mut red = app.clone();
    assert!(red.step(Event::Pressed(Press::CutNow), Timestamp(20_001)).contains(&Effect::CutNetwork));
    assert_eq!(app.step(Event::Pressed(Press::CloseAlert), Timestamp(20_700)), [Effect::CloseWindow]);
    // The same where what the alert says changes, and another button comes to lie there.
    app.step(seen(Level::Live, true), Timestamp(30_000));
    assert_eq!(app.step(Event::Pressed(Press::CloseAlert), Timestamp(30_699)), []);
    assert_eq!(app.step(Event::Pressed(Press::CloseAlert), Timestamp(30_700)), [Effect::CloseWindow]);
}

#[test]
fn a_window_that_is_open_turns_to_the_alert_when_it_is_asked_for_and_only_with_a_session_in_sight() {
    let mut app = App::new();
    app.step(Event::Started(Box::new(Start { watching: true, ..Start::default() })), Timestamp(0));
    app.step(Event::Raised, Timestamp(1_000));
    assert_eq!(app.screen(), Screen::Home);
    app.step(seen(Level::Live, false), Timestamp(20_000));
    assert_eq!(app.screen(), Screen::Home, "nothing moves under a finger");
    app.step(Event::Raised, Timestamp(23_000));
    assert_eq!(app.screen(), Screen::Alert);
    let close = app.step(Event::Pressed(Press::CloseAlert), Timestamp(24_000));
    assert_eq!(close, [Effect::CloseWindow]);
    app.step(Event::Pressed(Press::CutNow), Timestamp(25_000));
    app.step(Event::CutFinished(CutReport { cut: true, ..CutReport::default() }), Timestamp(26_000));
    assert_eq!(app.step(Event::Pressed(Press::CloseAlert), Timestamp(27_000)), []);
}

fn automatic() -> App {
    let mut app = App::new();
    let mut start = Start { alert: true, watching: true, ..Start::default() };
    start.settings.watch.set(WatchChoice::AutomaticCut, true);
    app.step(Event::Started(Box::new(start)), Timestamp(0));
    app
}

/// Ticks as the window would be woken; when the cut came, if it did.
fn tick(app: &mut App, from: i64, to: i64) -> Option<i64> {
    (from..=to).step_by(100).find(|at| app.step(Event::Tick, Timestamp(*at)).contains(&Effect::CutNetwork))
}

#[test]
fn where_the_family_wished_for_it_a_session_is_cut_after_fifteen_seconds() {
    let mut app = automatic();
    let begun = app.step(seen(Level::Live, false), Timestamp(1_000));
    assert!(begun.contains(&Effect::AskAttention), "{begun:?}");
    assert_eq!(app.cut_in_s(), Some(15));
    assert!(app.stays_open() && app.next_tick_in(Timestamp(1_000)).is_some());
    let close = app.step(Event::Pressed(Press::CloseAlert), Timestamp(2_000));
    assert_eq!(close, [], "whoever closes it stops nothing");
    assert_eq!(tick(&mut app, 2_000, 60_000), Some(16_000));
    assert_eq!((app.screen(), app.cut_in_s()), (Screen::CutResult, None));
    app.step(Event::CutFinished(CutReport { cut: true, ..CutReport::default() }), Timestamp(18_000));
    assert_eq!(tick(&mut app, 18_100, 25_000), None, "it is cut already");
}

#[test]
fn by_itself_nothing_is_cut_unless_the_family_wished_for_it() {
    let mut app = opened(None);
    app.step(seen(Level::Live, false), Timestamp(11_000));
    assert_eq!((app.cut_in_s(), tick(&mut app, 11_100, 60_000)), (None, None));
}

#[test]
fn not_cutting_keeps_the_alert_and_the_red_button() {
    let mut app = automatic();
    app.step(seen(Level::Live, false), Timestamp(1_000));
    let saved = app.step(Event::Pressed(Press::LetBe), Timestamp(5_000));
    assert!(matches!(saved.as_slice(), [Effect::SaveSessions(record), ..] if record.let_be.len() == 1));
    assert_eq!(tick(&mut app, 5_100, 100_000), None);
    assert_eq!((app.screen(), app.alert_stage(Timestamp(100_000))), (Screen::Alert, AlertStage::Session));
    let cut = app.step(Event::Pressed(Press::CutNow), Timestamp(100_100));
    assert_eq!(cut.first(), Some(&Effect::CutNetwork));
}

#[test]
fn wherever_the_person_is_the_countdown_is_shown_and_a_drill_is_not_cut_short() {
    let mut app = automatic();
    app.step(Event::Pressed(Press::Open(Screen::Caregiver)), Timestamp(1_000));
    app.step(Event::Pressed(Press::Open(Screen::DrillExplain)), Timestamp(2_000));
    app.step(Event::Pressed(Press::Drill), Timestamp(3_000));
    app.step(seen(Level::Live, false), Timestamp(4_000));
    assert_eq!((app.screen(), app.cut_in_s()), (Screen::DrillRunning, None));
    let report = crate::core::drill::DrillReport::refused(crate::core::drill::DrillRefusal::Failed);
    app.step(Event::DrillFinished(Box::new(report)), Timestamp(9_000));
    assert_eq!((app.screen(), app.cut_in_s()), (Screen::Alert, Some(15)));
}

#[test]
fn what_runs_on_after_the_owner_restored_is_not_cut_again() {
    use crate::core::network::{RestoreReport, RestoreResult};
    let mut app = automatic();
    app.step(seen(Level::Live, false), Timestamp(1_000));
    app.step(Event::Pressed(Press::CutNow), Timestamp(2_000));
    app.step(Event::CutFinished(CutReport { cut: true, ..CutReport::default() }), Timestamp(3_000));
    // The owner answered for the tool with the PIN or as an administrator.
    for (press, at) in [
        (Press::Open(Screen::RestoreAsk), 4_000),
        (Press::Answer(crate::core::incident::Answer::No), 5_000),
        (Press::RestoreAnyway, 6_000),
        (Press::HoldBegan, 7_000),
    ] {
        app.step(Event::Pressed(press), Timestamp(at));
    }
    for at in (7_100..45_000).step_by(100) {
        app.step(Event::Tick, Timestamp(at));
    }
    let result = RestoreResult::Restored;
    let report = RestoreReport { result, retry_after_s: 0, reasons: Vec::new() };
    app.step(Event::RestoreFinished(report), Timestamp(45_000));
    assert_eq!(app.screen(), Screen::RestoreResult);
    assert_eq!(tick(&mut app, 45_100, 100_000), None);
    assert_eq!((app.line(), app.cut_in_s()), (&Line::Open, None));
}
