//! The alert, the cut that comes by itself, and the family's help: states worth looking at.

use kyukyubako::core::detection::{Evidence, EvidenceKind, Finding, Level};
use kyukyubako::core::event::Start;
use kyukyubako::core::incident::{Answer, Incident};
use kyukyubako::core::watch::WatchChoice;
use kyukyubako::core::{Event, Press, Screen, Timestamp};

use crate::gallery::Scene;
use crate::harness::{BEGIN, Desk, allowed_in_use, finding, idle, live, seen};

/// The window as the watcher opens it.
pub fn opened(desk: &mut Desk) {
    desk.start(Start { alert: true, watching: true, ..Start::default() });
}

/// A session is counted down, for so many milliseconds.
pub fn counting(desk: &mut Desk, millis: i64) {
    let mut start = Start { alert: true, watching: true, ..Start::default() };
    start.settings.watch.set(WatchChoice::AutomaticCut, true);
    desk.start(start);
    desk.tell(Event::Assessed(live()));
    desk.pass(millis);
}

/// The page of the family's help, after so many presses.
fn helping(desk: &mut Desk, findings: Vec<Finding>, presses: &[Press]) {
    opened(desk);
    desk.tell(Event::Assessed(seen(findings)));
    for press in [Press::Open(Screen::FamilyHelp)].iter().chain(presses) {
        desk.pass(1_000);
        desk.tell(Event::Pressed(*press));
    }
    desk.pass(1_000);
}

fn from_downloads() -> Finding {
    let downloads = Evidence { kind: EvidenceKind::FromDownloads, detail: "TeamViewerQS.exe".into() };
    let evidence = [allowed_in_use().evidence, vec![downloads]].concat();
    Finding { allowed: false, evidence, ..allowed_in_use() }
}

pub const SCENES: &[Scene] = &[
    ("66-alert", |desk| {
        opened(desk);
        desk.tell(Event::Assessed(live()));
    }),
    ("66-alert-unseen", opened),
    ("66-alert-two", |desk| {
        opened(desk);
        let other = finding("chrome-remote-desktop", Level::Likely, None);
        desk.tell(Event::Assessed(seen([live().findings, vec![other]].concat())));
    }),
    ("67-alert-counting", |desk| counting(desk, 4_000)),
    ("69-alert-gone", |desk| {
        opened(desk);
        desk.pass(6_000);
    }),
    ("68-alert-allowed", |desk| {
        opened(desk);
        desk.tell(Event::Assessed(seen(vec![allowed_in_use()])));
    }),
    ("68-alert-helping", |desk| {
        helping(desk, vec![from_downloads()], &[Press::Answer(Answer::No), Press::HelpPick(0)]);
        desk.tell(Event::Assessed(seen(vec![allowed_in_use()])));
        desk.tell(Event::Pressed(Press::Back));
    }),
    ("01-home-helping", |desk| {
        helping(desk, vec![from_downloads()], &[Press::Answer(Answer::No), Press::HelpPick(0)]);
        desk.tell(Event::Assessed(seen(vec![allowed_in_use()])));
        desk.go(Screen::Home);
    }),
    ("130-help-ask", |desk| helping(desk, live().findings, &[])),
    ("131-help-refused", |desk| helping(desk, live().findings, &[Press::Answer(Answer::Yes)])),
    ("131-help-refused-calm", |desk| helping(desk, Vec::new(), &[Press::Answer(Answer::Unknown)])),
    ("132-help-choose", |desk| helping(desk, vec![from_downloads()], &[Press::Answer(Answer::No)])),
    ("132-help-choose-two", |desk| {
        let other = finding("chrome-remote-desktop", Level::Leftover, Some("Google LLC"));
        let findings = [live().findings, vec![idle(), other]].concat();
        helping(desk, findings, &[Press::Answer(Answer::No)]);
    }),
    ("135-help-none", |desk| helping(desk, Vec::new(), &[Press::Answer(Answer::No)])),
    ("135-help-none-live", |desk| {
        helping(desk, vec![finding("rustdesk", Level::Live, None)], &[Press::Answer(Answer::No)]);
    }),
    ("133-help-allowed", |desk| {
        helping(desk, vec![from_downloads()], &[Press::Answer(Answer::No), Press::HelpPick(0)]);
    }),
    ("134-help-closed", |desk| {
        let incident = Some(Incident::new(Timestamp(BEGIN)));
        desk.start(Start { incident, watching: true, ..Start::default() });
        desk.go(Screen::FamilyHelp);
    }),
    ("87-watch-automatic", |desk| {
        let mut start = Start { watching: true, ..Start::default() };
        start.settings.watch.set(WatchChoice::AutomaticCut, true);
        desk.start(start);
        desk.go(Screen::WatchSettings);
    }),
];
