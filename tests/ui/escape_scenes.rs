//! The way out of a fake alert: every state of it.

use egui_kittest::kittest::Queryable as _;
use kyukyubako::content::Locale;
use kyukyubako::core::browser::{BrowserEnd, ClosedBrowser, PermissionSteps};
use kyukyubako::core::incident::Answer;
use kyukyubako::core::{Effect, Event, Press, Screen};

use crate::gallery::Scene;
use crate::harness::{Desk, live};

/// Through the door and the question, to the way out.
fn begin(desk: &mut Desk) {
    desk.tell(Event::Pressed(Press::Popup));
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::Answer(Answer::No)));
    desk.pass(1_000);
}

fn keys(desk: &mut Desk, pages: usize) {
    begin(desk);
    for _ in 0..pages {
        desk.tell(Event::Pressed(Press::OtherWay));
        desk.pass(1_000);
    }
}

fn browser(name: &str, steps: PermissionSteps, end: BrowserEnd) -> ClosedBrowser {
    ClosedBrowser { name: name.into(), steps, end }
}

fn tried(desk: &mut Desk, browsers: Vec<ClosedBrowser>) {
    begin(desk);
    desk.tell(Event::Pressed(Press::CloseBrowsers));
    desk.tell(Event::BrowsersClosed(browsers));
    desk.pass(1_000);
}

fn page(desk: &mut Desk, steps: PermissionSteps) {
    let name = match steps {
        PermissionSteps::Chrome => "Google Chrome",
        PermissionSteps::Edge => "Microsoft Edge",
        PermissionSteps::Firefox => "Firefox",
        PermissionSteps::Opera => "Opera",
        PermissionSteps::Safari => "Safari",
        PermissionSteps::Other => "Internet Explorer",
    };
    tried(desk, vec![browser(name, steps, BrowserEnd::Ended)]);
    desk.tell(Event::Pressed(Press::Next));
    desk.pass(1_000);
}

/// As many as a careful person may have.
fn many() -> Vec<ClosedBrowser> {
    vec![
        browser("Google Chrome", PermissionSteps::Chrome, BrowserEnd::Closed),
        browser("Microsoft Edge", PermissionSteps::Edge, BrowserEnd::Denied),
        browser("Firefox", PermissionSteps::Firefox, BrowserEnd::Ended),
        browser("Internet Explorer", PermissionSteps::Other, BrowserEnd::StillRunning),
    ]
}

pub const SCENES: &[Scene] = &[
    ("04-popup-escape", begin),
    ("120-alt-f4", |desk| keys(desk, 1)),
    ("121-esc", |desk| keys(desk, 2)),
    ("122-ctrl-alt-del", |desk| keys(desk, 3)),
    ("123-closing", |desk| {
        begin(desk);
        desk.tell(Event::Pressed(Press::CloseBrowsers));
    }),
    ("126-ended", |desk| {
        tried(desk, vec![browser("Microsoft Edge", PermissionSteps::Edge, BrowserEnd::Ended)]);
    }),
    ("126-closed-many", |desk| {
        let gone = many().into_iter().map(|it| ClosedBrowser { end: BrowserEnd::Closed, ..it });
        tried(desk, gone.collect());
    }),
    ("127-gone", |desk| {
        keys(desk, 1);
        desk.tell(Event::Pressed(Press::PopupGone));
        desk.pass(1_000);
    }),
    ("125-still", |desk| {
        tried(desk, vec![browser("Google Chrome", PermissionSteps::Chrome, BrowserEnd::StillRunning)]);
    }),
    ("125-many", |desk| tried(desk, many())),
    ("128-none", |desk| tried(desk, Vec::new())),
    ("124-permission", |desk| page(desk, PermissionSteps::Chrome)),
    ("124-permission-edge", |desk| page(desk, PermissionSteps::Edge)),
    ("124-permission-firefox", |desk| page(desk, PermissionSteps::Firefox)),
    ("124-permission-opera", |desk| page(desk, PermissionSteps::Opera)),
    ("124-permission-safari", |desk| page(desk, PermissionSteps::Safari)),
    ("124-permission-other", |desk| page(desk, PermissionSteps::Other)),
];

#[test]
fn the_button_closes_the_browser_and_the_screen_says_what_became_of_it() {
    let mut desk = Desk::new(Locale::Ja, [1366.0, 768.0], 1.0);
    begin(&mut desk);
    desk.effects();
    desk.press("popup-close");
    assert_eq!(desk.effects(), [Effect::CloseBrowsers]);
    desk.harness.get_by_label(&desk.text("escape-closing"));
    desk.tell(Event::BrowsersClosed(many()));
    // Nothing that failed is passed over, and nothing is called closed because something was.
    desk.harness.get_by_label(&desk.text("escape-not-closed"));
    for browser in many() {
        desk.harness.get_by_label_contains(&browser.name);
    }
    assert!(desk.harness.query_by_label(&desk.text("escape-restore")).is_none());
    desk.press("escape-again");
    assert_eq!(desk.effects(), [Effect::CloseBrowsers]);
    desk.tell(Event::BrowsersClosed(vec![browser(
        "Google Chrome",
        PermissionSteps::Chrome,
        BrowserEnd::Ended,
    )]));
    desk.harness.get_by_label_contains("Google Chrome");
    assert!(desk.things().iter().any(|(words, ..)| words.contains(&desk.text("escape-restore"))));
    desk.press("button-next");
    assert_eq!(desk.screen(), Screen::EscapePermission);
    desk.press("escape-permission-done");
    assert_eq!(desk.screen(), Screen::Home);
}

#[test]
fn a_tool_that_appears_brings_the_red_button_and_no_word_of_a_restart() {
    for (name, scene) in SCENES {
        let mut desk = Desk::new(Locale::Ja, [1366.0, 768.0], 1.0);
        scene(&mut desk);
        desk.tell(Event::Assessed(live()));
        assert_eq!(desk.screen(), Screen::CutResult, "{name}");
        desk.harness.get_by_label(&desk.text("button-cut"));
        let restart = desk.text("escape-ctrl-alt-del-then");
        assert!(!desk.things().iter().any(|(words, ..)| words.contains(&restart)), "{name}");
    }
}
