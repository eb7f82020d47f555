//! Around the way back: tools first, what is said at log-on, consent only after a press.

use kyukyubako::content::Locale;
use kyukyubako::core::detection::Level;
use kyukyubako::core::detection::ending::EndReport;
use kyukyubako::core::event::Start;
use kyukyubako::core::incident::Answer;
use kyukyubako::core::network::{CutProgress, CutReport, LineStatus, RestoreAuthority};
use kyukyubako::core::own_contacts::ContactsFingerprint;
use kyukyubako::core::pc_facts::{GuardPresence, PcFacts, PinsSeen, StandingCut};
use kyukyubako::core::settings::Settings;
use kyukyubako::core::{Effect, Event, Press, Screen, Timestamp};

use crate::flows::{SIZE, cut, desks, has_text};
use crate::gallery::family;
use crate::gallery::incident;
use crate::harness::{
    BEGIN, Desk, allowed_in_use, finding, idle, live, offline_round, online_round, report, seen,
};

/// A window that knows `pc`.
pub fn knowing(desk: &mut Desk, pc: PcFacts) {
    desk.start(Start { pc, watching: true, ..Start::default() });
}

/// As far as the question before a restore leads.
pub fn to_restore(desk: &mut Desk) {
    for press in [Press::Open(Screen::Caregiver), Press::Open(Screen::RestoreAsk), Press::Answer(Answer::No)]
    {
        desk.tell(Event::Pressed(press));
        desk.pass(1_000);
    }
}

/// A tool runs, and the question before a restore was answered.
pub fn at_tools(desk: &mut Desk) {
    desk.tell(Event::Assessed(live()));
    to_restore(desk);
}

/// The tool that runs did not end.
pub fn refused() -> EndReport {
    EndReport { name: "LogMeIn Rescue".into(), ended: 0, denied: 1 }
}

/// Somebody logs on while a cut is in force.
pub fn log_on(desk: &mut Desk, settings: Settings) {
    let since = Some(Timestamp(BEGIN).plus_millis(-7_200_000));
    let pc = PcFacts { standing: Some(StandingCut { since }), ..PcFacts::default() };
    let confirmed = Some(ContactsFingerprint::of(&settings));
    let line = LineStatus { cut: true, since, restorable: false };
    desk.start(Start { pc, line, settings, confirmed, watching: true, ..Start::default() });
}

fn restores(desk: &Desk) -> Vec<RestoreAuthority> {
    let effects = desk.effects().into_iter();
    effects
        .filter_map(|effect| match effect {
            Effect::RestoreNetwork(authority) => Some(authority),
            _ => None,
        })
        .collect()
}

/// How many sentences name the tool.
fn named(desk: &Desk) -> usize {
    desk.things().iter().filter(|(name, ..)| name.contains("LogMeIn Rescue")).count()
}

fn hold(desk: &mut Desk) {
    desk.tell(Event::Pressed(Press::HoldBegan));
    desk.pass(33_000);
}

#[test]
fn a_tool_that_runs_is_named_ended_and_gone_before_the_restore() {
    for mut desk in desks() {
        cut(&mut desk);
        at_tools(&mut desk);
        assert_eq!(desk.screen(), Screen::RestoreTools);
        assert_ne!(named(&desk), 0);
        desk.effects();
        desk.tell(Event::Pressed(Press::Next));
        assert_eq!(desk.screen(), Screen::RestoreTools, "it still runs");
        desk.press("restore-end-tools");
        assert!(desk.effects().contains(&Effect::EndTools));
        assert_eq!(desk.screen(), Screen::RestoreTools, "being told to end is not being gone");
        desk.tell(Event::Assessed(seen(Vec::new())));
        assert!(has_text(&desk, "restore-tools-gone"));
        desk.press("button-next");
        assert_eq!(desk.screen(), Screen::Restore);
        hold(&mut desk);
        assert_eq!(restores(&desk), [RestoreAuthority::Nobody]);
    }
}

#[test]
fn allowed_and_left_behind_tools_stand_in_nobodys_way() {
    for findings in [vec![], vec![idle()], vec![allowed_in_use()], vec![allowed_in_use(), idle()]] {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        desk.tell(Event::Assessed(seen(findings.clone())));
        to_restore(&mut desk);
        assert_eq!(desk.screen(), Screen::Restore, "{findings:?}");
    }
    for level in [Level::Likely, Level::Live] {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        desk.tell(Event::Assessed(seen(vec![allowed_in_use(), finding("anydesk", level, None)])));
        to_restore(&mut desk);
        assert_eq!(desk.screen(), Screen::RestoreTools, "{level:?}");
    }
}

#[test]
fn the_pin_or_an_administrator_may_go_on_while_a_tool_runs() {
    for pin_set in [false, true] {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        desk.start(Start { pin_set, watching: true, ..Start::default() });
        cut(&mut desk);
        at_tools(&mut desk);
        desk.press("restore-tools-anyway");
        assert_eq!(desk.screen(), Screen::Restore);
        assert!(has_text(&desk, "restore-tool-runs"));
        desk.effects();
        hold(&mut desk);
        if pin_set {
            assert_eq!(restores(&desk), [], "no PIN, no restore");
            for digit in [2, 4, 6, 8] {
                desk.tell(Event::Pressed(Press::PinDigit(digit)));
            }
            hold(&mut desk);
            assert_eq!(restores(&desk), [RestoreAuthority::Pin("2468".into())]);
        } else {
            // Nobody: the platform asks for an administrator, or refuses.
            assert_eq!(restores(&desk), [RestoreAuthority::Nobody]);
        }
    }
}

#[test]
fn a_tool_that_comes_up_while_the_restore_is_prepared_stops_it() {
    for wait in [1_000, 9_000, 29_000] {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        cut(&mut desk);
        to_restore(&mut desk);
        desk.effects();
        desk.tell(Event::Pressed(Press::HoldBegan));
        desk.pass(wait);
        desk.tell(Event::Assessed(live()));
        assert_eq!(desk.screen(), Screen::RestoreTools);
        desk.pass(60_000);
        assert_eq!(restores(&desk), [], "{wait}");
    }
    // What nobody can see any more is not gone.
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    cut(&mut desk);
    to_restore(&mut desk);
    desk.effects();
    desk.tell(Event::Pressed(Press::HoldBegan));
    desk.pass(9_000);
    desk.tell(Event::WatchLost);
    desk.pass(60_000);
    assert_eq!((desk.screen(), restores(&desk)), (Screen::RestoreTools, vec![]));
    assert!(has_text(&desk, "restore-tools-unknown"));
}

#[test]
fn going_on_anyway_holds_for_this_restore_only() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    cut(&mut desk);
    at_tools(&mut desk);
    desk.press("restore-tools-anyway");
    desk.press("button-back");
    desk.tell(Event::Pressed(Press::Open(Screen::Home)));
    desk.pass(1_000);
    to_restore(&mut desk);
    assert_eq!(desk.screen(), Screen::RestoreTools);
    desk.tell(Event::Pressed(Press::Open(Screen::Restore)));
    desk.pass(1_000);
    desk.effects();
    hold(&mut desk);
    assert_eq!(restores(&desk), []);
}

#[test]
fn a_refusal_to_end_is_said_as_long_as_the_tool_runs() {
    for mut desk in desks() {
        at_tools(&mut desk);
        let before = named(&desk);
        desk.tell(Event::ToolsEnded(vec![refused()]));
        assert!(named(&desk) > before);
        desk.tell(Event::Assessed(seen(Vec::new())));
        assert_eq!(named(&desk), 0);
    }
}

/// The family chose a PIN that nobody gave to the guard, which holds the line.
pub const GUARD_WITHOUT_PIN: PinsSeen = PinsSeen { own: true, guard: false, guard_holds: true };

#[test]
fn a_pin_that_the_guard_does_not_know_is_not_asked_for() {
    for (pins, asks) in [
        (GUARD_WITHOUT_PIN, false),
        (PinsSeen { guard: true, ..GUARD_WITHOUT_PIN }, true),
        // What the guard does not hold this user's own PIN opens.
        (PinsSeen { guard_holds: false, ..GUARD_WITHOUT_PIN }, true),
    ] {
        for mut desk in desks() {
            desk.start(Start { pin_set: true, watching: true, ..Start::default() });
            desk.tell(Event::GuardSeen(GuardPresence::Present, pins));
            to_restore(&mut desk);
            assert_eq!(has_text(&desk, "restore-pin"), asks);
            assert_eq!(has_text(&desk, "restore-guard-no-pin"), !asks);
            desk.effects();
            if asks {
                for digit in [2, 4, 6, 8] {
                    desk.tell(Event::Pressed(Press::PinDigit(digit)));
                }
            }
            desk.tell(Event::Pressed(Press::HoldBegan));
            desk.pass(2_500);
            desk.pass(31_000);
            let restores = desk.effects().into_iter().find_map(|effect| match effect {
                Effect::RestoreNetwork(authority) => Some(authority),
                _ => None,
            });
            let wanted = if asks { RestoreAuthority::Pin("2468".into()) } else { RestoreAuthority::Nobody };
            assert_eq!(restores, Some(wanted), "without a PIN the system asks for an administrator");
        }
    }
}

#[test]
fn a_pin_in_the_guard_is_asked_for() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.effects();
    desk.go(Screen::Caregiver);
    assert!(desk.effects().contains(&Effect::AskGuard));
    assert!(has_text(&desk, "guard-absent"));
    desk.tell(Event::GuardSeen(GuardPresence::Present, PinsSeen { guard: true, ..PinsSeen::default() }));
    assert!(has_text(&desk, "guard-present"));
    to_restore(&mut desk);
    assert!(has_text(&desk, "restore-pin"));
    desk.tell(Event::GuardSeen(GuardPresence::Silent, PinsSeen::default()));
    assert!(has_text(&desk, "restore-hold-reason"));
    desk.go(Screen::Caregiver);
    assert!(has_text(&desk, "guard-silent"));
}

#[test]
fn somebody_who_logs_on_during_a_cut_is_told_why_and_by_whom_to_be_helped() {
    for mut desk in desks() {
        log_on(&mut desk, family());
        assert_eq!(desk.screen(), Screen::CutNotice);
        for _ in 0..2 {
            desk.tell(Event::Observed(offline_round()));
        }
        assert!(has_text(&desk, "notice-cut") && has_text(&desk, "notice-ask"));
        let all: Vec<String> = desk.things().into_iter().map(|(name, ..)| name).collect();
        for words in ["090-1234-5678", "188", "15"] {
            assert!(all.iter().any(|name| name.contains(words)), "{words}: {all:?}");
        }
        desk.effects();
        desk.press("notice-keep");
        assert!(desk.effects().contains(&Effect::CloseWindow));
        assert!(desk.effects().iter().all(|effect| !effect.cuts()));
    }
}

#[test]
fn the_notice_leads_to_the_restore_and_its_question() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    log_on(&mut desk, Settings::default());
    desk.press("notice-restore");
    assert_eq!(desk.screen(), Screen::RestoreAsk);
    desk.press("answer-no");
    desk.effects();
    hold(&mut desk);
    assert_eq!(restores(&desk), [RestoreAuthority::Nobody]);
}

#[test]
fn a_changed_family_number_is_not_shown_by_the_notice() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    let pc = PcFacts { standing: Some(StandingCut::default()), ..PcFacts::default() };
    let line = LineStatus { cut: true, since: None, restorable: true };
    desk.start(Start { pc, line, settings: family(), watching: true, ..Start::default() });
    assert!(has_text(&desk, "notice-since-unknown"));
    assert!(desk.things().iter().all(|(name, ..)| !name.contains("090-1234-5678")));
}

#[test]
fn whoever_is_in_the_middle_of_the_steps_goes_on_there() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    let pc = PcFacts { standing: Some(StandingCut::default()), ..PcFacts::default() };
    let line = LineStatus { cut: true, since: None, restorable: true };
    let incident = Some(incident(Screen::CallBank));
    desk.start(Start { pc, line, incident, watching: true, ..Start::default() });
    assert_eq!(desk.screen(), Screen::CutNotice);
    desk.effects();
    desk.press("notice-keep");
    assert_eq!(desk.screen(), Screen::CallBank);
    assert!(!desk.effects().contains(&Effect::CloseWindow));
}

#[test]
fn an_open_line_is_not_called_cut_by_the_notice() {
    for mut desk in desks() {
        log_on(&mut desk, Settings::default());
        desk.tell(Event::Observed(online_round()));
        assert!(has_text(&desk, "notice-open") && !has_text(&desk, "notice-cut"));
        desk.press("button-home");
        assert_eq!(desk.screen(), Screen::Home);
    }
}

#[test]
fn what_ends_with_a_restart_is_said_calmly() {
    for mut desk in desks() {
        desk.tell(Event::Pressed(Press::CutNow));
        desk.tell(Event::CutFinished(CutReport { until_restart: true, ..report(true) }));
        assert!(has_text(&desk, "cut-done") && has_text(&desk, "cut-until-restart"));
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::CutNow));
        desk.tell(Event::CutFinished(report(true)));
        assert!(!has_text(&desk, "cut-until-restart"));
    }
}

#[test]
fn the_systems_question_is_drawn_before_and_while_it_is_asked() {
    for mut desk in desks() {
        let drawn = |desk: &Desk| {
            ["windows-consent-question", "windows-consent-publisher", "cut-consent-reason"]
                .iter()
                .filter(|id| has_text(desk, id))
                .count()
        };
        desk.tell(Event::Pressed(Press::CutNow));
        assert_eq!(drawn(&desk), 0, "not where no question comes");
        desk.tell(Event::CutProgressed(CutProgress::ConsentAsked));
        assert_eq!(drawn(&desk), 3);
        // The drawing is none to press: only the way out is.
        desk.press("cut-consent-none");
        assert!(has_text(&desk, "cut-failed"));
    }
    let mut expected = Desk::new(Locale::En, SIZE, 1.0);
    knowing(&mut expected, PcFacts { consent_expected: true, ..PcFacts::default() });
    expected.tell(Event::Pressed(Press::CutNow));
    assert!(has_text(&expected, "cut-consent-soon") && has_text(&expected, "windows-consent-question"));
    let mut guarded = Desk::new(Locale::En, SIZE, 1.0);
    knowing(&mut guarded, PcFacts { consent_expected: true, ..PcFacts::default() });
    guarded.tell(Event::GuardSeen(GuardPresence::Present, PinsSeen::default()));
    guarded.tell(Event::Pressed(Press::CutNow));
    assert!(!has_text(&guarded, "cut-consent-soon"), "a guard asks nobody");
}

#[test]
fn only_a_press_may_raise_the_systems_question_again() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    cut(&mut desk);
    desk.effects();
    desk.tell(Event::Observed(online_round()));
    for _ in 0..5 {
        desk.pass(31_000);
        let effects = desk.effects();
        assert!(effects.contains(&Effect::CutAgain) && !effects.contains(&Effect::CutNetwork));
        desk.tell(Event::CutFinished(report(false)));
        assert!(has_text(&desk, "cut-back-again"));
    }
    // A press while the window tries by itself is a cut of its own, and its answer is the one that counts.
    desk.pass(31_000);
    assert!(desk.effects().contains(&Effect::CutAgain));
    desk.press("hand-cable-done");
    assert!(desk.effects().contains(&Effect::CutNetwork));
    desk.tell(Event::CutFinished(report(false)));
    assert!(has_text(&desk, "cut-running"), "the answer to the window's own try");
    desk.tell(Event::Pressed(Press::CutNow));
    assert!(!desk.effects().iter().any(Effect::cuts), "one press is enough");
    desk.tell(Event::CutFinished(report(true)));
    assert!(has_text(&desk, "cut-done"));
}
