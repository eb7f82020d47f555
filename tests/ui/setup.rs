//! The family's set-up, typed and pressed as a caregiver does; and what an operator's edits come to.

use eframe::egui::Key;
use eframe::egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use kyukyubako::content::pack::reserved;
use kyukyubako::content::{Arg, Contacts, Locale};
use kyukyubako::core::event::{KnownContact, Notice, PinAnswer, Start};
use kyukyubako::core::hand::{Hand, RemoteSign};
use kyukyubako::core::incident::{Answer, Incident};
use kyukyubako::core::network::LineStatus;
use kyukyubako::core::own_contacts::{ContactsFingerprint, OwnContact};
use kyukyubako::core::pack::Pack;
use kyukyubako::core::settings::{ContactKind, Settings};
use kyukyubako::core::storage_notice::{NoticeKind, StorageNotice};
use kyukyubako::core::watch::WatcherFacts;
use kyukyubako::core::{Effect, Event, Press, Screen};

use crate::flows::{SIZE, cut, desks, has_text};
use crate::gallery::{family, incident, setup_page};
use crate::harness::{Desk, live, offline_round};

pub fn known() -> Vec<KnownContact> {
    vec![KnownContact { kind: ContactKind::Bank, name: "Aoba Bank".into(), phone: "0120-000-222".into() }]
}

pub fn whole_pack() -> Pack {
    let bytes = include_bytes!("../packs/whole.toml");
    Pack::read(bytes, &reserved(&Contacts::bundled()).unwrap()).unwrap()
}

/// Types into the field with the words `id`.
pub fn type_into(desk: &mut Desk, id: &str, text: &str) {
    let label = desk.text(id);
    desk.harness.get_by_role_and_label(Role::TextInput, &label).focus();
    desk.harness.run();
    desk.harness.get_by_role_and_label(Role::TextInput, &label).type_text(text);
    desk.harness.run();
}

pub fn open(desk: &mut Desk) {
    desk.go(Screen::Caregiver);
    desk.press_in_list("caregiver-setup");
    assert_eq!(desk.screen(), Screen::SetupPerson);
}

fn saved(desk: &Desk) -> Option<Settings> {
    desk.effects().into_iter().find_map(|effect| match effect {
        Effect::SaveSetup(settings) => Some(*settings),
        _ => None,
    })
}

#[test]
fn everything_typed_is_looked_at_once_more_and_then_kept() {
    for mut desk in desks() {
        desk.start(Start { known: known(), watching: true, ..Start::default() });
        open(&mut desk);
        type_into(&mut desk, "setup-person-name", "Tanaka Kiyo");
        desk.press("button-next");
        assert_eq!(desk.screen(), Screen::SetupFamily);
        type_into(&mut desk, "setup-family-name", "Hanako");
        type_into(&mut desk, "setup-phone", "090-1234-5678");
        desk.press("setup-family-more");
        type_into(&mut desk, "setup-family-name", "Taro");
        type_into(&mut desk, "setup-phone", "0312345678");
        desk.press("button-next");
        assert_eq!(desk.screen(), Screen::SetupBank);
        desk.press("setup-list");
        assert_eq!(desk.screen(), Screen::SetupPick);
        desk.pass(1_000);
        desk.harness.get_by_label("Aoba Bank 0120-000-222").click();
        desk.harness.run();
        assert_eq!(desk.screen(), Screen::SetupBank);
        desk.press("button-next");
        assert_eq!(desk.screen(), Screen::SetupCard);
        desk.press("setup-skip");
        desk.press("setup-skip");
        assert_eq!(desk.screen(), Screen::SetupLook);
        desk.press("button-next");
        assert_eq!(desk.screen(), Screen::SetupTools);
        desk.press("button-next");
        assert_eq!(desk.screen(), Screen::SetupWatch);
        desk.press("button-next");
        assert_eq!(desk.screen(), Screen::SetupDone);
        assert_eq!(saved(&desk), None, "nothing is kept before it was looked at");
        for words in ["Hanako", "Taro", "Aoba Bank", "0312345678"] {
            assert!(desk.harness.query_by_label(words).is_some(), "{words}");
        }
        desk.press("setup-confirm");
        let settings = saved(&desk).expect("kept");
        assert_eq!(settings.person.as_deref(), Some("Tanaka Kiyo"));
        assert_eq!((settings.family.len(), settings.banks.len(), settings.cards.len()), (2, 1, 0));
        let confirmed = Some(ContactsFingerprint::of(&settings));
        // A full disk: nothing is claimed, the words say so, and it can be tried again.
        let refused = Notice::Storage(StorageNotice::new("", NoticeKind::NotSaved));
        desk.tell(Event::SetupSaved(Box::new(settings.clone()), None, Err(refused)));
        assert!(!has_text(&desk, "setup-saved") && !desk.harness.state().app().numbers_confirmed());
        desk.press("button-dismiss");
        desk.pass(1_000);
        desk.press("setup-confirm");
        desk.tell(Event::SetupSaved(Box::new(settings), confirmed, Ok(())));
        assert!(has_text(&desk, "setup-saved"));
        assert!(desk.harness.state().app().numbers_confirmed());
        desk.press("setup-finish");
        assert_eq!(desk.screen(), Screen::Caregiver);
        desk.press("button-back");
        assert_eq!(desk.screen(), Screen::Home);
    }
}

#[test]
fn every_page_can_be_skipped_and_nothing_is_lost_by_it() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(Start { settings: family(), watching: true, ..Start::default() });
    open(&mut desk);
    for _ in 0..3 {
        desk.press("setup-skip");
    }
    type_into(&mut desk, "setup-phone", "half a number");
    desk.press("setup-skip");
    desk.press("setup-skip");
    for _ in 0..3 {
        desk.press("button-next");
    }
    desk.press("setup-confirm");
    assert_eq!(saved(&desk), Some(family()));
}

#[test]
fn a_wrong_entry_is_named_in_one_sentence_and_holds_the_page() {
    let long = "a".repeat(61);
    for (name, phone, sentence) in [
        ("", "090-1234-5678", "setup-problem-name"),
        (long.as_str(), "090-1234-5678", "setup-problem-long"),
        ("Hanako", "", "phone-problem-too-short"),
        ("Hanako", "110", "phone-problem-public"),
        ("Hanako", "+1 888 555 0100", "phone-problem-abroad"),
        ("Hanako", "call me", "phone-problem-characters"),
        ("Hanako", "1234-5678", "phone-problem-no-zero"),
        ("Hanako", "090-1234-56789", "phone-problem-too-long"),
        ("Hanako", "0990-123-456", "phone-problem-charged"),
    ] {
        for mut desk in desks() {
            open(&mut desk);
            desk.press("setup-skip");
            if !name.is_empty() {
                type_into(&mut desk, "setup-family-name", name);
            }
            if !phone.is_empty() {
                type_into(&mut desk, "setup-phone", phone);
            }
            for button in ["button-next", "setup-family-more"] {
                desk.press(button);
                assert_eq!(desk.screen(), Screen::SetupFamily, "{name} {phone}");
                let max = [("max", Arg::Number(60))];
                let args: &[_] = if sentence == "setup-problem-long" { &max } else { &[] };
                let words = desk.harness.state().texts().with(sentence, args);
                assert!(desk.harness.query_by_role_and_label(Role::Alert, &words).is_some(), "{words}");
            }
            assert!(desk.harness.state().app().setup().unwrap().draft().family.is_empty());
        }
    }
}

#[test]
fn hostile_text_is_stripped_and_a_registered_number_can_be_taken_away() {
    let mut desk = Desk::new(Locale::En, SIZE, 1.0);
    open(&mut desk);
    desk.press("setup-skip");
    type_into(&mut desk, "setup-family-name", "Hana\u{202e}\u{200b}ko");
    type_into(&mut desk, "setup-phone", "090-1234-5678");
    desk.press("setup-family-more");
    let draft = |desk: &Desk| desk.harness.state().app().setup().unwrap().draft().family.clone();
    assert_eq!(draft(&desk).first().map(OwnContact::name), Some("Hanako"));
    desk.pass(1_000);
    desk.harness.get_by_label("Remove: Hanako 090-1234-5678").click();
    desk.harness.run();
    assert!(draft(&desk).is_empty());
}

#[test]
fn the_keyboard_alone_goes_through_a_page() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    open(&mut desk);
    desk.press("setup-skip");
    desk.pass(1_000);
    let (name, phone, next) = ("setup-family-name", "setup-phone", "button-next");
    for (id, role, typed) in
        [(name, Role::TextInput, "Hanako"), (phone, Role::TextInput, "0312345678"), (next, Role::Button, "")]
    {
        let label = desk.text(id);
        for _ in 0..12 {
            if desk.harness.get_by_role_and_label(role, &label).accesskit_node().is_focused() {
                break;
            }
            desk.harness.key_press(Key::Tab);
            desk.harness.run();
        }
        let node = desk.harness.get_by_role_and_label(role, &label);
        assert!(node.accesskit_node().is_focused(), "{id}");
        if !typed.is_empty() {
            node.type_text(typed);
            desk.harness.run();
        }
    }
    desk.harness.key_press(Key::Enter);
    desk.harness.run();
    assert_eq!(desk.screen(), Screen::SetupBank);
    assert_eq!(desk.harness.state().app().setup().unwrap().draft().family.len(), 1);
}

#[test]
fn a_pin_chosen_on_the_way_leads_back_into_the_set_up() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    open(&mut desk);
    for _ in 0..4 {
        desk.press("setup-skip");
    }
    desk.press("setup-pin-choose");
    assert_eq!(desk.screen(), Screen::SetPin);
    desk.tell(Event::PinSaved(Ok(())));
    desk.press("button-next");
    assert_eq!(desk.screen(), Screen::SetupPin);
    assert!(has_text(&desk, "setup-pin-is-set"));
}

#[test]
fn the_watcher_is_switched_on_in_the_set_up_by_a_real_hand_and_off_with_the_pin() {
    let watcher = |at_log_on| {
        Event::WatcherSeen(WatcherFacts { at_log_on, running: at_log_on, ..WatcherFacts::default() })
    };
    let to_page = |desk: &mut Desk| {
        setup_page(desk, 7);
        assert_eq!(desk.screen(), Screen::SetupWatch);
        assert!(desk.effects().contains(&Effect::AskWatcher), "how it stands is looked at");
    };
    let switched = |desk: &Desk| -> Vec<bool> {
        let of = |effect| if let Effect::InstallWatcher(on) = effect { Some(on) } else { None };
        desk.effects().into_iter().filter_map(of).collect()
    };
    for locale in Locale::ALL {
        let mut desk = Desk::new(locale, SIZE, 1.0);
        to_page(&mut desk);
        assert!(has_text(&desk, "watch-looking"));
        desk.tell(watcher(false));
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::WatchAtLogOn(true)));
        assert_eq!(switched(&desk), [true]);
        desk.tell(watcher(true));
        assert!(has_text(&desk, "setup-watch-reason"));
        desk.press("button-next");
        assert_eq!(
            (desk.screen(), switched(&desk)),
            (Screen::SetupDone, Vec::new()),
            "passing by changes nothing"
        );
    }
    // A press that a program made is nobody's wish.
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    to_page(&mut desk);
    desk.tell(watcher(true));
    let sent = Hand::Remote(RemoteSign::Injected);
    desk.pass(1_000);
    desk.tell(Event::ByHand(sent, Box::new(Event::Pressed(Press::WatchAtLogOn(false)))));
    assert_eq!((desk.screen(), switched(&desk)), (Screen::SetupWatch, Vec::new()));
    // Where there is a PIN, watching ends with it and not without, and the set-up goes on.
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(Start { settings: family(), pin_set: true, watching: true, ..Start::default() });
    open(&mut desk);
    for _ in 0..7 {
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::SetupSkip));
    }
    desk.tell(watcher(true));
    desk.effects();
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::WatchAtLogOn(false)));
    assert_eq!((desk.screen(), switched(&desk)), (Screen::EnterPin, Vec::new()));
    for digit in [1, 3, 5, 7] {
        desk.tell(Event::Pressed(Press::PinDigit(digit)));
    }
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::Next));
    desk.tell(Event::PinChecked(PinAnswer::Right));
    assert_eq!((desk.screen(), switched(&desk)), (Screen::SetupWatch, vec![false]));
    assert!(desk.harness.state().app().setup().is_some(), "what was typed is still there");
}

#[test]
fn the_set_up_closes_and_forgets_what_was_typed_when_anyone_is_in_need() {
    let alarms: [fn(&mut Desk); 2] = [|desk| desk.tell(Event::Assessed(live())), cut_now];
    for alarm in alarms {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        open(&mut desk);
        desk.press("setup-skip");
        type_into(&mut desk, "setup-family-name", "Bank");
        type_into(&mut desk, "setup-phone", "050-9999-8888");
        desk.press("setup-family-more");
        alarm(&mut desk);
        assert!(!desk.screen().is_setup());
        assert!(desk.harness.state().app().setup().is_none());
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::Back));
        assert!(!desk.screen().is_setup());
        desk.effects();
        for screen in Screen::ALL.into_iter().filter(|screen| screen.is_setup()) {
            desk.pass(1_000);
            desk.tell(Event::Pressed(Press::Open(screen)));
            assert!(!desk.screen().is_setup(), "{screen:?}");
        }
        assert_eq!(saved(&desk), None);
    }
}

fn cut_now(desk: &mut Desk) {
    desk.tell(Event::Pressed(Press::CutNow));
}

/// What a person reads on every screen that can be opened.
fn everything_readable(desk: &mut Desk) -> String {
    let mut read = String::new();
    for screen in Screen::ALL {
        desk.tell(Event::Pressed(Press::Open(Screen::Home)));
        desk.pass(500);
        desk.tell(Event::Pressed(Press::Open(screen)));
        desk.pass(500);
        for (label, ..) in desk.things() {
            read.push_str(&label);
            read.push('\n');
        }
    }
    read
}

fn in_need(settings: Settings, confirmed: &ContactsFingerprint) -> Desk {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(Start {
        incident: Some(Incident { told_bank: Some(Answer::No), ..incident(Screen::CutResult) }),
        line: LineStatus { cut: true, since: None, restorable: true },
        settings,
        confirmed: Some(confirmed.clone()),
        watching: true,
        ..Start::default()
    });
    for _ in 0..2 {
        desk.tell(Event::Observed(offline_round()));
    }
    desk
}

#[test]
fn a_number_that_the_operator_wrote_into_the_file_appears_on_no_screen() {
    let confirmed = ContactsFingerprint::of(&family());
    let read = everything_readable(&mut in_need(family(), &confirmed));
    assert!(read.contains("0120-000-111") && read.contains("090-1234-5678"), "the family's own are there");

    let his = OwnContact::new("Support", "050-9999-8888", Some("2026-11-01")).unwrap();
    for kind in ContactKind::ALL {
        let mut settings = family();
        settings.contacts_mut(kind).insert(0, his.clone());
        let read = everything_readable(&mut in_need(settings, &confirmed));
        assert!(!read.contains("050-9999-8888"), "{kind:?}");
        assert!(!read.contains("0120-000-111"), "{kind:?}: with it, nothing of the file is believed");
    }
    let named = Settings { person: Some("His Name".into()), ..family() };
    let mut desk = in_need(named, &confirmed);
    assert!(!everything_readable(&mut desk).contains("His Name"));
    assert_eq!(desk.harness.state().app().person(), None);
}

#[test]
fn a_centres_numbers_are_among_the_contacts_marked_as_its_own() {
    for mut desk in desks() {
        desk.start(Start { pack: Some(whole_pack()), watching: true, ..Start::default() });
        desk.go(Screen::Contacts);
        let read: Vec<String> = desk.things().into_iter().map(|(label, ..)| label).collect();
        let pack = whole_pack();
        for centre in pack.centres() {
            assert!(read.iter().any(|label| label == centre.phone()), "{}", centre.phone());
        }
        let hours = kyukyubako::content::pack::hours_line(desk.harness.state().texts(), &pack.centre);
        assert!(hours.contains("9:00") && read.iter().any(|label| label.contains(&hours)), "{hours}");
        for public in ["110", "#9110", "188"] {
            assert!(read.iter().any(|label| label == public), "{public} stays");
        }
    }
}

#[test]
fn a_workplace_keeps_its_pc_on_after_an_observed_cut_only() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(Start { pack: Some(whole_pack()), pack_protected: true, watching: true, ..Start::default() });
    cut(&mut desk);
    desk.go(Screen::PowerOff);
    assert!(has_text(&desk, "workplace-title") && !has_text(&desk, "power-off"));
    assert!(desk.harness.query_by_label("03-0000-2222").is_some());

    let mut open = Desk::new(Locale::Ja, SIZE, 1.0);
    open.start(Start { pack: Some(whole_pack()), pack_protected: true, watching: true, ..Start::default() });
    open.tell(Event::Pressed(Press::CutNow));
    open.tell(Event::CutFinished(crate::harness::report(false)));
    open.go(Screen::PowerOff);
    assert!(has_text(&open, "power-off"), "without a cut the power is what helps");

    // A pack in the user's own folder may be the operator's: it changes no step.
    let mut planted = Desk::new(Locale::Ja, SIZE, 1.0);
    planted.start(Start { pack: Some(whole_pack()), watching: true, ..Start::default() });
    cut(&mut planted);
    planted.go(Screen::PowerOff);
    assert!(has_text(&planted, "power-off") && !has_text(&planted, "workplace-title"));
    assert!(planted.harness.query_by_label("03-0000-2222").is_none());
}
