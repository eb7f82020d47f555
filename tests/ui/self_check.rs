//! The page of the self check, and what a build for development says of itself.

use kyukyubako::content::Locale;
use kyukyubako::core::doctor::{
    AdminKept, AppControl, Build, Check, ContactsAge, Facts, Fonts, Guard, Notes, Notification, PackFile,
    Renderer, SettingsFile, State, Watcher, judge,
};
use kyukyubako::core::event::Start;
use kyukyubako::core::network::{CutWays, Way};
use kyukyubako::core::pc_facts::GuardPresence;
use kyukyubako::core::{Effect, Event, Press, Screen};
use kyukyubako::ui::view::Body;

use crate::flows::{SIZE, has_text};
use crate::gallery::Scene;
use crate::harness::{Desk, live};

pub const SCENES: &[Scene] = &[
    ("88-doctor-looking", |desk| desk.go(Screen::SelfCheck)),
    ("88-doctor-well", |desk| at_page(desk, &healthy())),
    ("88-doctor-mend", |desk| at_page(desk, &ailing())),
    ("88-doctor-silent", |desk| at_page(desk, &Facts::default())),
    ("70-caregiver-development", |desk| for_development(desk, Screen::Caregiver)),
    ("06-settings-development", |desk| for_development(desk, Screen::Settings)),
    ("01-home-development", |desk| for_development(desk, Screen::Home)),
];

/// An installed, signed program with the guard.
fn healthy() -> Facts {
    Facts {
        renderer: Some(Renderer::Draws { second_way: false }),
        fonts: Some(Fonts::Whole),
        ways: Some(CutWays { ways: vec![Way::Guard], ..CutWays::default() }),
        guard: Some(Guard::Is { presence: GuardPresence::Present, pin_set: true }),
        notification: Some(Notification::Permitted),
        watcher: Some(Watcher { at_log_on: true, running: true }),
        settings: Some(SettingsFile::Valid),
        notes: Some(Notes::Writable),
        contacts: Some(ContactsAge {
            days: 40,
            checked_on: "2026-11-22".into(),
            own_unconfirmed: false,
            own_old: false,
        }),
        pack: Some(PackFile::Applied),
        store: Some(AdminKept::Readable),
        build: Some(Build { for_handing_out: true, signature: Some(true) }),
        app_control: Some(AppControl::On),
    }
}

/// Much at once, with the longest sentences.
fn ailing() -> Facts {
    Facts {
        renderer: Some(Renderer::Draws { second_way: true }),
        fonts: Some(Fonts::NameShownAsBoxes),
        ways: Some(CutWays { ways: vec![Way::RadioOff], ..CutWays::default() }),
        guard: Some(Guard::Is { presence: GuardPresence::Silent, pin_set: false }),
        watcher: Some(Watcher { at_log_on: true, running: false }),
        settings: Some(SettingsFile::Broken(Some(12))),
        store: Some(AdminKept::Untrusted),
        build: Some(Build { for_handing_out: false, signature: Some(false) }),
        notification: None,
        ..healthy()
    }
}

fn at_page(desk: &mut Desk, facts: &Facts) {
    desk.go(Screen::SelfCheck);
    desk.tell(Event::SelfLooked(judge(facts)));
    desk.pass(1_000);
}

fn for_development(desk: &mut Desk, screen: Screen) {
    desk.start(Start { watching: true, development: true, ..Start::default() });
    if screen != Screen::Home {
        desk.go(screen);
    }
}

fn looks(desk: &Desk) -> usize {
    desk.effects().iter().filter(|effect| matches!(effect, Effect::LookAtSelf)).count()
}

#[test]
fn the_page_looks_once_and_again_when_it_is_asked_to() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.go(Screen::Caregiver);
    desk.tell(Event::Pressed(Press::Open(Screen::SelfCheck)));
    assert_eq!((desk.screen(), looks(&desk)), (Screen::SelfCheck, 1));
    assert!(has_text(&desk, "doctor-looking"));
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::LookAgain));
    assert_eq!(looks(&desk), 0, "one look at a time");
    desk.tell(Event::SelfLooked(judge(&ailing())));
    assert!(has_text(&desk, "doctor-some-bad") && !has_text(&desk, "doctor-looking"));
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::LookAgain));
    assert_eq!(looks(&desk), 1);
    desk.tell(Event::SelfLooked(judge(&healthy())));
    assert!(has_text(&desk, "doctor-all-ok"));
}

#[test]
fn what_is_worst_stands_first_and_says_how_to_mend_it() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    at_page(&mut desk, &ailing());
    let Body::Checks(rows, _) = desk.view().body else { panic!("no checks") };
    assert_eq!(rows.len(), Check::ALL.len());
    assert!(rows.windows(2).all(|pair| matches!(pair, [one, next] if one.state >= next.state)), "{rows:#?}");
    assert!(rows.iter().all(|row| row.mend.is_some() == (row.state != State::Ok)), "{rows:#?}");
}

#[test]
fn a_build_for_development_says_so_and_never_where_somebody_needs_help() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    for (screen, expected) in [
        (Screen::Home, true),
        (Screen::Caregiver, true),
        (Screen::Settings, true),
        (Screen::SelfCheck, true),
        (Screen::AskContact, false),
        (Screen::EscapeAltF4, false),
        (Screen::CutNotice, false),
    ] {
        for_development(&mut desk, Screen::Home);
        desk.tell(Event::Pressed(Press::Open(screen)));
        if desk.screen() == screen {
            assert_eq!(desk.view().build.is_some(), expected, "{screen:?}");
        } else {
            assert!(!expected, "{screen:?} did not open");
        }
        assert_eq!(screen.says_build(), expected, "{screen:?}");
    }
    for screen in Screen::ALL.into_iter().filter(|screen| screen.is_emergency() || screen.is_escape()) {
        assert!(!screen.says_build(), "{screen:?}");
    }
    desk.start(Start { watching: true, development: true, alert: true, ..Start::default() });
    desk.tell(Event::Assessed(live()));
    assert_eq!((desk.screen(), desk.view().build), (Screen::Alert, None));
    desk.tell(Event::Pressed(Press::CutNow));
    assert_eq!((desk.screen(), desk.view().build), (Screen::CutResult, None));
    desk.start(Start { watching: true, ..Start::default() });
    assert_eq!(desk.view().build, None, "one for handing out says nothing");
}
