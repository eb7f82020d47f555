//! The drill from the window: found, explained, run, reported, and the red button in the middle of it.

use eframe::egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use kyukyubako::content::Locale;
use kyukyubako::core::drill::{DrillEnd, DrillProgress, DrillRefusal, DrillReport, DrillWay};
use kyukyubako::core::event::Start;
use kyukyubako::core::network::{RestoreReport, RestoreResult, Way, WayReport, WayResult};
use kyukyubako::core::{Effect, Event, Press, Screen};

use crate::flows::{desks, has_text};
use crate::harness::{Desk, live, offline_round, report as cut_report};

/// What a drill as root says, with everything in it.
pub fn report(result: RestoreResult) -> DrillReport {
    let way = |way, result, ms| DrillWay::of(WayReport { way, result, reason: None }, ms);
    let mut report = DrillReport {
        cut: true,
        ways: vec![
            way(Way::Guard, WayResult::NotAvailable, None),
            way(Way::LinkDown, WayResult::Done, Some(12)),
            way(Way::SocketsDestroyed, WayResult::Done, Some(31)),
            way(Way::NetworkManager, WayResult::Failed, Some(72)),
            DrillWay::not_tried(Way::Filter),
        ],
        observed: offline_round(),
        ways_ms: Some(72),
        proven_ms: Some(1_190),
        ..DrillReport::begun()
    };
    report.take_restore(RestoreReport { result, retry_after_s: 0, reasons: Vec::new() }, 340);
    report
}

pub fn running(desk: &mut Desk) {
    desk.go(Screen::DrillExplain);
    desk.tell(Event::Pressed(Press::Drill));
    desk.tell(Event::DrillProgressed(DrillProgress::Observing));
    desk.pass(2_000);
}

pub fn done(desk: &mut Desk, report: DrillReport) {
    running(desk);
    desk.tell(Event::DrillFinished(Box::new(report)));
    desk.pass(1_000);
}

/// The line itself said no.
pub fn refused(desk: &mut Desk, why: DrillRefusal) {
    done(desk, DrillReport::refused(why));
}

#[test]
fn a_family_finds_the_drill_runs_it_and_reads_what_became_of_each_way() {
    for mut desk in desks() {
        desk.start(Start { watching: true, ..Start::default() });
        desk.go(Screen::Caregiver);
        desk.press_in_list("caregiver-drill");
        assert!(has_text(&desk, "drill-explain") && has_text(&desk, "drill-explain-calls"));
        desk.effects();
        desk.press("drill-start");
        assert_eq!(desk.effects(), [Effect::Drill]);
        assert!(has_text(&desk, "drill-closing") && has_text(&desk, "drill-running-limit"));
        for (progress, words) in
            [(DrillProgress::Observing, "drill-observing"), (DrillProgress::Restoring, "drill-restoring")]
        {
            desk.tell(Event::DrillProgressed(progress));
            assert!(has_text(&desk, words));
        }
        desk.tell(Event::DrillFinished(Box::new(report(RestoreResult::Restored))));
        for words in ["drill-good", "drill-way-link-down", "drill-result-failed", "drill-result-not-tried"] {
            assert!(has_text(&desk, words), "{words}");
        }
        assert!(desk.things().iter().any(|(words, ..)| words.contains("1.2")), "how long it took");
        desk.press("button-back");
        assert_eq!(desk.screen(), Screen::Caregiver);
    }
}

#[test]
fn the_red_button_is_on_every_page_and_makes_it_real() {
    let pages: [fn(&mut Desk); 4] = [
        |desk| desk.go(Screen::DrillExplain),
        running,
        |desk| done(desk, report(RestoreResult::Restored)),
        |desk| refused(desk, DrillRefusal::NotConnected),
    ];
    for page in pages {
        for mut desk in desks() {
            page(&mut desk);
            assert!(desk.screen().is_drill());
            desk.effects();
            let cut = desk.text("drill-cut");
            desk.harness.get_by_role_and_label(Role::Button, &cut).click();
            desk.harness.run();
            assert_eq!(desk.effects().first(), Some(&Effect::CutNetwork));
            // The drill's own answer comes later and says nothing any more.
            let late = DrillReport { ended_by: DrillEnd::RealCut, ..report(RestoreResult::NotAllowed) };
            desk.tell(Event::DrillFinished(Box::new(late)));
            assert_eq!(desk.screen(), Screen::CutResult);
            desk.tell(Event::CutFinished(cut_report(true)));
            assert!(has_text(&desk, "cut-done"));
        }
    }
}

#[test]
fn what_is_not_back_is_said_and_can_be_brought_back() {
    for mut desk in desks() {
        done(&mut desk, report(RestoreResult::Incomplete));
        assert!(has_text(&desk, "drill-not-restored") && !has_text(&desk, "drill-good"));
        desk.press("drill-restore-again");
        assert_eq!(desk.screen(), Screen::RestoreAsk);
    }
}

#[test]
fn no_drill_while_a_tool_is_in_use() {
    let mut desk = Desk::new(Locale::Ja, [1366.0, 768.0], 1.0);
    desk.tell(Event::Assessed(live()));
    desk.go(Screen::Caregiver);
    desk.press_in_list("caregiver-drill");
    assert!(has_text(&desk, "drill-why-remote-tool"));
    desk.tell(Event::Pressed(Press::Drill));
    assert!(!desk.effects().contains(&Effect::Drill));
}
