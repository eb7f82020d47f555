//! The PIN before changes, what an administrator keeps, and what an operator's edits come to where he does.

use std::path::Path;

use egui_kittest::kittest::Queryable as _;
use kyukyubako::content::pack::reserved;
use kyukyubako::content::{Contacts, Locale, Texts};
use kyukyubako::core::detection::Level;
use kyukyubako::core::detection::allow_list::{AllowFingerprint, AllowFor, AllowList};
use kyukyubako::core::event::{AllowAnswer, PinAnswer, Start};
use kyukyubako::core::incident::Answer;
use kyukyubako::core::kept::{KeepReport, KeepResult, Kept, PinKept, worth_keeping};
use kyukyubako::core::network::LineStatus;
use kyukyubako::core::own_contacts::{ContactsFingerprint, OwnContact};
use kyukyubako::core::pc_facts::{GuardPresence, PinsSeen};
use kyukyubako::core::settings::Settings;
use kyukyubako::core::{Effect, Event, Press, Screen, Timestamp};
use kyukyubako::paper::{SheetKind, SheetPaper, sheet};
use kyukyubako::platform::directories::Directories;
use kyukyubako::platform::storage::{StoredPack, UserStore};

use crate::flows::{SIZE, cut, desks, has_text};
use crate::gallery::{family, incident};
use crate::harness::{BEGIN, Desk, allow_entry, finding, idle, live, offline_round, seen};

const HIS: &str = "050-9999-8888";

pub fn confirmed_start(settings: Settings) -> Start {
    let confirmed = Some(ContactsFingerprint::of(&settings));
    Start { settings, confirmed, watching: true, can_ask_administrator: true, ..Start::default() }
}

/// A calm PC with a PIN, a way to an administrator, and `kept` in the store.
pub fn start(kept: Kept) -> Start {
    Start { pin_set: true, kept, ..confirmed_start(family()) }
}

pub fn type_pin(desk: &mut Desk, pin: &[u8]) {
    for digit in pin {
        desk.tell(Event::Pressed(Press::PinDigit(*digit)));
    }
    desk.press("button-next");
}

/// The PINs that were handed on to be looked at.
fn checked(desk: &Desk) -> Vec<String> {
    let pin = |effect| if let Effect::CheckPin(pin) = effect { Some(pin) } else { None };
    desk.effects().into_iter().filter_map(pin).collect()
}

fn kept_effect(desk: &Desk) -> Option<(Settings, Option<String>)> {
    desk.effects().into_iter().find_map(|effect| match effect {
        Effect::KeepSetup { settings, pin } => Some((*settings, pin)),
        _ => None,
    })
}

/// Allows the tool that is seen, with the PIN, up to the answer of the disk.
pub fn allow_one(desk: &mut Desk) {
    desk.go(Screen::AllowTools);
    for press in [Press::AllowPick(0), Press::Answer(Answer::No), Press::AllowFor(AllowFor::Season)] {
        desk.pass(500);
        desk.tell(Event::Pressed(press));
    }
    type_pin_for_tool(desk);
    let entries = vec![allow_entry("teamviewer", 90)];
    desk.tell(Event::AllowAnswered(AllowAnswer::Saved(AllowList { entries })));
}

fn type_pin_for_tool(desk: &mut Desk) {
    for digit in [2, 4, 6, 8] {
        desk.tell(Event::Pressed(Press::PinDigit(digit)));
    }
    desk.press("allow-do");
}

fn to_last_page(desk: &mut Desk) {
    desk.go(Screen::Caregiver);
    desk.press_in_list("caregiver-setup");
    while desk.screen() != Screen::SetupDone {
        desk.pass(500);
        desk.tell(Event::Pressed(Press::SetupSkip));
    }
}

#[test]
fn the_set_up_is_saved_after_the_pin_only() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(start(Kept::NoStore));
    to_last_page(&mut desk);
    desk.press("setup-confirm");
    assert_eq!(desk.screen(), Screen::EnterPin);
    let saves = |effects: &[Effect]| effects.iter().any(|effect| matches!(effect, Effect::SaveSetup(_)));
    assert!(!saves(&desk.effects()));
    // An answer that nobody asked for permits nothing.
    desk.tell(Event::PinChecked(PinAnswer::Right));
    assert!(!saves(&desk.effects()) && desk.screen() == Screen::EnterPin);
    type_pin(&mut desk, &[1, 1, 1, 1]);
    assert_eq!(checked(&desk), ["1111"]);
    desk.tell(Event::PinChecked(PinAnswer::Wrong { retry_after_s: 30 }));
    assert!(has_text(&desk, "allow-pin-wrong") && !saves(&desk.effects()));
    type_pin(&mut desk, &[2, 4, 6, 8]);
    assert_eq!(checked(&desk), ["2468"], "nothing of the wrong one is left");
    desk.tell(Event::PinChecked(PinAnswer::Right));
    assert_eq!(desk.screen(), Screen::SetupDone);
    assert!(saves(&desk.effects()) && has_text(&desk, "setup-saving"));
    // Without a PIN nothing is asked.
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(Start { pin_set: false, ..start(Kept::NoStore) });
    to_last_page(&mut desk);
    desk.press("setup-confirm");
    assert!(saves(&desk.effects()));
}

#[test]
fn leaving_the_page_of_the_pin_or_an_alarm_drops_what_it_was_for() {
    let leave: [fn(&mut Desk); 4] = [
        |desk| desk.press("button-back"),
        |desk| desk.press("button-home"),
        |desk| desk.tell(Event::Assessed(live())),
        |desk| desk.tell(Event::Pressed(Press::CutNow)),
    ];
    for leave in leave {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        desk.start(Start { confirmed: None, ..start(Kept::NoStore) });
        desk.go(Screen::ConfirmNumbers);
        desk.press("numbers-right");
        assert_eq!(desk.screen(), Screen::EnterPin);
        type_pin(&mut desk, &[2, 4, 6, 8]);
        leave(&mut desk);
        assert_ne!(desk.screen(), Screen::EnterPin);
        desk.effects();
        desk.tell(Event::PinChecked(PinAnswer::Right));
        assert!(!desk.effects().contains(&Effect::ConfirmNumbers));
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::Open(Screen::EnterPin)));
        assert_ne!(desk.screen(), Screen::EnterPin, "nothing else leads there");
    }
}

#[test]
fn confirming_the_numbers_asks_for_the_pin() {
    let mut desk = Desk::new(Locale::En, SIZE, 1.0);
    desk.start(Start { confirmed: None, ..start(Kept::NoStore) });
    desk.go(Screen::ConfirmNumbers);
    desk.press("numbers-right");
    assert!(!desk.effects().contains(&Effect::ConfirmNumbers));
    type_pin(&mut desk, &[2, 4, 6, 8]);
    desk.tell(Event::PinChecked(PinAnswer::Right));
    assert!(desk.effects().contains(&Effect::ConfirmNumbers));
    assert_eq!(desk.screen(), Screen::Caregiver);
    // A record that cannot be used permits nothing, and the words say so.
    desk.go(Screen::ConfirmNumbers);
    desk.press("numbers-right");
    type_pin(&mut desk, &[2, 4, 6, 8]);
    desk.tell(Event::PinChecked(PinAnswer::Unusable));
    assert_eq!(desk.screen(), Screen::ConfirmNumbers);
    assert!(has_text(&desk, "store-pin-gone") && !desk.effects().contains(&Effect::ConfirmNumbers));
}

#[test]
fn what_was_saved_is_kept_with_the_pin_that_was_typed_once() {
    for (kept, pin) in [(Kept::NoStore, PinKept::NoGuard), (Kept::Store(Box::default()), PinKept::Set)] {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        desk.start(start(kept));
        to_last_page(&mut desk);
        desk.press("setup-confirm");
        type_pin(&mut desk, &[2, 4, 6, 8]);
        desk.tell(Event::PinChecked(PinAnswer::Right));
        let confirmed = Some(ContactsFingerprint::of(&family()));
        desk.tell(Event::SetupSaved(Box::new(family()), confirmed, Ok(())));
        desk.press("store-do");
        assert_eq!(desk.screen(), Screen::Keep);
        for words in ["090-1234-5678", "0120-000-111"] {
            assert!(desk.harness.query_by_label(words).is_some(), "{words}");
        }
        assert_eq!(kept_effect(&desk), None, "it is looked at first");
        desk.press("store-do");
        assert_eq!(desk.screen(), Screen::Keep, "the PIN is not asked for twice");
        assert_eq!(kept_effect(&desk), Some((worth_keeping(&family()), Some("2468".into()))));
        assert!(has_text(&desk, "store-waiting"));
        desk.tell(Event::KeepAnswered(KeepResult::Refused.into(), Kept::NoStore));
        assert!(has_text(&desk, "store-not-kept") && !has_text(&desk, "store-kept"));
        desk.press("store-again");
        desk.press("store-do");
        let report = KeepReport { result: KeepResult::Kept, pin };
        desk.tell(Event::KeepAnswered(report, Kept::Store(Box::new(worth_keeping(&family())))));
        let with_guard = pin == PinKept::Set;
        assert_eq!((has_text(&desk, "store-kept"), has_text(&desk, "store-kept-pin")), (true, with_guard));
        assert!(desk.harness.state().app().numbers_confirmed() && !desk.harness.state().app().may_keep());
        desk.press("setup-finish");
        assert_eq!(desk.screen(), Screen::Caregiver);
        // Later the PIN is asked for again, unless only the guard has it, beside which only an administrator changes anything.
        desk.effects();
        desk.tell(Event::Settled(Box::new(Settings { banks: Vec::new(), ..family() }), None));
        desk.go(Screen::ConfirmNumbers);
        desk.press("numbers-right");
        assert_eq!(desk.screen() == Screen::EnterPin, !with_guard);
    }
}

#[test]
fn nothing_is_kept_that_nobody_confirmed_or_while_anyone_is_in_need() {
    let scenes: [(Start, bool); 5] = [
        (start(Kept::NoStore), true),
        (Start { can_ask_administrator: false, ..start(Kept::NoStore) }, false),
        (Start { confirmed: None, ..start(Kept::NoStore) }, false),
        (start(Kept::Store(Box::new(family()))), false),
        (confirmed_start(Settings::default()), false),
    ];
    for (start, offered) in scenes {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        desk.start(start);
        desk.tell(Event::Pressed(Press::Open(Screen::Keep)));
        assert_eq!(desk.screen() == Screen::Keep, offered);
        desk.go(Screen::ConfirmNumbers);
        assert_eq!(has_text(&desk, "store-do"), offered);
    }
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(start(Kept::NoStore));
    desk.tell(Event::Pressed(Press::Open(Screen::Keep)));
    desk.tell(Event::Assessed(live()));
    assert_ne!(desk.screen(), Screen::Keep, "an alarm closes it");
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::Open(Screen::Keep)));
    assert_ne!(desk.screen(), Screen::Keep);
    assert_eq!(kept_effect(&desk), None);
}

#[test]
fn later_edits_are_marked_as_not_kept_in_the_set_up_only() {
    for locale in Locale::ALL {
        let mut edited = family();
        edited.banks.push(OwnContact::new("New Bank", "0120-000-999", Some("2026-11-20")).unwrap());
        let kept = Kept::Store(Box::new(worth_keeping(&family())));
        let mut desk = Desk::new(locale, SIZE, 1.0);
        desk.start(Start { kept: kept.clone(), ..confirmed_start(edited.clone()) });
        desk.go(Screen::ConfirmNumbers);
        let marks = desk.things().into_iter().filter(|(label, ..)| *label == desk.text("store-contact-due"));
        assert_eq!(marks.count(), 1);
        assert!(has_text(&desk, "store-due") && has_text(&desk, "store-do"));
        desk.go(Screen::Contacts);
        let shown =
            |desk: &Desk, number: &str| desk.things().iter().any(|(label, ..)| label.contains(number));
        assert!(shown(&desk, "0120-000-111") && !shown(&desk, "0120-000-999"), "calm or not");
        desk.tell(Event::Pressed(Press::Open(Screen::Home)));
        cut(&mut desk);
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::Open(Screen::Contacts)));
        desk.pass(1_000);
        assert!(shown(&desk, "0120-000-111") && !shown(&desk, "0120-000-999"));
    }
}

#[test]
fn a_tool_allowed_later_counts_only_once_it_is_kept() {
    for (pin_set, guard_pin_only) in [(true, false), (true, true), (false, true)] {
        let mut desk = Desk::new(Locale::En, SIZE, 1.0);
        let kept = Settings { allowed: AllowList { entries: vec![allow_entry("rustdesk", 20)] }, ..family() };
        desk.start(Start {
            pin_set,
            guard_pin_only,
            kept: Kept::Store(Box::new(worth_keeping(&kept))),
            ..confirmed_start(family())
        });
        desk.tell(Event::Assessed(seen(vec![idle()])));
        desk.go(Screen::AllowTools);
        for press in [Press::AllowPick(1), Press::Answer(Answer::No), Press::AllowFor(AllowFor::Season)] {
            desk.pass(500);
            desk.tell(Event::Pressed(press));
        }
        if pin_set && !guard_pin_only {
            type_pin_for_tool(&mut desk);
        }
        let entry = desk.effects().into_iter().find_map(|effect| match effect {
            Effect::AllowTool { entry, .. } => Some(entry),
            _ => None,
        });
        let both = AllowList { entries: vec![allow_entry("rustdesk", 20), entry.unwrap()] };
        desk.tell(Event::AllowAnswered(AllowAnswer::Saved(both.clone())));
        let watched = |desk: &Desk| {
            let list = |effect| if let Effect::WatchWith(list) = effect { Some(list) } else { None };
            desk.effects().into_iter().rev().find_map(list)
        };
        let only_kept = AllowList { entries: vec![allow_entry("rustdesk", 20)] };
        assert_eq!(watched(&desk), Some(only_kept), "not yet");
        assert!(has_text(&desk, "store-allow-due") && !has_text(&desk, "allow-done"));
        desk.press("store-do");
        assert_eq!(desk.screen(), Screen::Keep);
        assert!(desk.harness.query_by_label("TeamViewer").is_some());
        desk.press("store-do");
        if pin_set && !guard_pin_only {
            type_pin(&mut desk, &[2, 4, 6, 8]);
            desk.tell(Event::PinChecked(PinAnswer::Right));
        }
        let (settings, _) = kept_effect(&desk).expect("kept");
        assert_eq!(settings.allowed, both);
        let report = KeepReport { result: KeepResult::Kept, pin: PinKept::NotGiven };
        desk.tell(Event::KeepAnswered(report, Kept::Store(Box::new(settings))));
        assert_eq!(watched(&desk), Some(both.clone()));
        // Taking back needs nobody.
        desk.go(Screen::AllowTools);
        desk.pass(500);
        desk.tell(Event::Pressed(Press::TakeBack(0)));
        assert_eq!(watched(&desk), Some(both.without("rustdesk")));
        desk.tell(Event::AllowAnswered(AllowAnswer::Saved(both.without("rustdesk"))));
        assert_eq!(watched(&desk), Some(both.without("rustdesk")));
    }
}

#[test]
fn a_user_without_numbers_of_their_own_keeps_those_that_are_there() {
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(Start {
        kept: Kept::Store(Box::new(family())),
        watching: true,
        can_ask_administrator: true,
        ..Start::default()
    });
    let app =
        |desk: &Desk| (desk.harness.state().app().keeping_is_due(), desk.harness.state().app().may_keep());
    assert_eq!(app(&desk), (false, false));
    desk.go(Screen::Contacts);
    assert!(desk.things().iter().any(|(label, ..)| label == "0120-000-111"));
    let list = AllowList { entries: vec![allow_entry("teamviewer", 30)] };
    desk.tell(Event::AllowAnswered(AllowAnswer::Saved(list.clone())));
    assert_eq!(app(&desk), (true, true));
    desk.go(Screen::Caregiver);
    assert!(has_text(&desk, "store-caregiver-due"));
    desk.tell(Event::Pressed(Press::Open(Screen::Keep)));
    assert!(desk.things().iter().any(|(label, _, pressed)| *pressed && label.contains("TeamViewer")));
    desk.pass(1_000);
    desk.tell(Event::Pressed(Press::KeepTool(0)));
    desk.press("store-do");
    let (settings, _) = kept_effect(&desk).unwrap();
    assert_eq!(settings, Settings { allowed: list, ..worth_keeping(&family()) });
}

#[test]
fn a_new_pin_is_told_to_be_unknown_to_the_guard_until_it_was_handed_over() {
    for (can_ask_administrator, guard, words) in [
        (true, GuardPresence::Present, Some("pin-done-guard")),
        (false, GuardPresence::Present, Some("pin-done-guard-command")),
        (true, GuardPresence::Absent, None),
    ] {
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        desk.start(Start { can_ask_administrator, ..start(Kept::Store(Box::new(family()))) });
        desk.tell(Event::GuardSeen(guard, PinsSeen { own: true, ..PinsSeen::default() }));
        desk.go(Screen::SetPin);
        desk.tell(Event::PinSaved(Ok(())));
        assert!(has_text(&desk, "pin-done"));
        assert_eq!(has_text(&desk, "pin-done-due"), words.is_some());
        for id in ["pin-done-guard", "pin-done-guard-command"] {
            assert_eq!(has_text(&desk, id), words == Some(id), "{id}");
        }
        // Numbers that are kept long since are no reason against it.
        assert_eq!(has_text(&desk, "store-do"), words == Some("pin-done-guard"));
        if can_ask_administrator && guard == GuardPresence::Present {
            desk.press("store-do");
            desk.press("store-do");
            type_pin(&mut desk, &[2, 4, 6, 8]);
            desk.tell(Event::PinChecked(PinAnswer::Right));
            assert_eq!(kept_effect(&desk).unwrap().1, Some("2468".into()));
        }
    }
}

#[test]
fn who_will_type_the_pin_again_is_told_before_the_system_asks() {
    for (pin_typed_again, guard, told) in [
        (true, GuardPresence::Present, true),
        (true, GuardPresence::Absent, false),
        (false, GuardPresence::Present, false),
    ] {
        for mut desk in desks() {
            let kept = Kept::Store(Box::new(Settings { banks: Vec::new(), ..family() }));
            desk.start(Start { pin_typed_again, ..start(kept) });
            desk.tell(Event::GuardSeen(guard, PinsSeen { own: true, ..PinsSeen::default() }));
            desk.go(Screen::Keep);
            assert_eq!(has_text(&desk, "store-ask-pin-again"), told);
            // The guard has it now.
            desk.press("store-do");
            type_pin(&mut desk, &[2, 4, 6, 8]);
            desk.tell(Event::PinChecked(PinAnswer::Right));
            let report = KeepReport { result: KeepResult::Kept, pin: PinKept::Set };
            desk.tell(Event::KeepAnswered(report, Kept::Store(Box::new(family()))));
            assert!(has_text(&desk, "store-kept-pin"));
            desk.go(Screen::SetPin);
            assert!(!has_text(&desk, "pin-old"), "nobody is asked for a PIN that the guard alone knows");
        }
    }
}

#[test]
fn what_was_taken_back_is_told_to_come_back_unless_it_is_kept() {
    let mut desk = Desk::new(Locale::En, SIZE, 1.0);
    let taken_back = AllowList { entries: vec![allow_entry("rustdesk", 20)] };
    desk.start(Start { taken_back, ..start(Kept::Store(Box::new(worth_keeping(&family())))) });
    desk.go(Screen::AllowTools);
    assert!(has_text(&desk, "store-allow-taken-back") && has_text(&desk, "store-do"));
    let mut desk = Desk::new(Locale::En, SIZE, 1.0);
    desk.start(start(Kept::Store(Box::new(worth_keeping(&family())))));
    desk.go(Screen::AllowTools);
    assert!(!has_text(&desk, "store-allow-taken-back") && !has_text(&desk, "store-do"));
}

#[test]
fn a_planted_leave_leaves_the_tool_red() {
    let planted = AllowList { entries: vec![allow_entry("anydesk", 30)] };
    let settings = Settings { allowed: planted.clone(), ..family() };
    let allow_confirmed = Some(AllowFingerprint::of(&planted));
    let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
    desk.start(Start {
        allow_confirmed: allow_confirmed.clone(),
        kept: Kept::Store(Box::new(worth_keeping(&family()))),
        ..confirmed_start(settings.clone())
    });
    assert_eq!(desk.harness.state().app().allowed(), &AllowList::default());
    desk.tell(Event::Assessed(seen(vec![finding("anydesk", Level::Live, None)])));
    assert!(!desk.harness.state().app().may_change_setup());
    // Without a store he who writes both files is believed: what the store is for.
    let mut today = Desk::new(Locale::Ja, SIZE, 1.0);
    today.start(Start { allow_confirmed, ..confirmed_start(settings) });
    assert_eq!(today.harness.state().app().allowed(), &planted);
}

/// What a person reads on every screen that can be opened.
fn everything_readable(desk: &mut Desk) -> String {
    let mut read = String::new();
    let mut take = |desk: &Desk| {
        for (label, ..) in desk.things() {
            read.push_str(&label);
            read.push('\n');
        }
    };
    for screen in Screen::ALL {
        desk.tell(Event::Pressed(Press::Open(Screen::Home)));
        desk.pass(500);
        desk.tell(Event::Pressed(Press::Open(screen)));
        desk.pass(500);
        take(desk);
        if screen == Screen::CallBank {
            for _ in 0..6 {
                desk.pass(500);
                desk.tell(Event::Pressed(Press::NextCall));
                take(desk);
            }
        }
    }
    read
}

/// What another telephone would read; `None` without a program that can.
fn read_code(desk: &mut Desk) -> Option<String> {
    // The walk took so long that the cut is to be made sure of again.
    for _ in 0..2 {
        desk.tell(Event::Observed(offline_round()));
    }
    desk.tell(Event::Pressed(Press::Open(Screen::HandOverQr)));
    desk.pass(500);
    assert_eq!(desk.screen(), Screen::HandOverQr);
    let picture = tempfile::Builder::new().suffix(".png").tempfile().unwrap();
    desk.harness.render().unwrap().save(picture.path()).unwrap();
    let mut program = std::process::Command::new("/usr/bin/zbarimg");
    let output = program.args(["--quiet", "--raw"]).arg(picture.path()).output().ok()?;
    Some(String::from_utf8(output.stdout).unwrap())
}

fn text_of(pdf: &[u8]) -> Option<String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    let output = std::process::Command::new("/usr/bin/pdftotext").arg(file.path()).arg("-").output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The whole of it, from the disk up: he writes every file that the user can write.
#[test]
fn an_operator_who_edits_every_file_appears_on_no_screen_no_code_no_script_and_no_sheet() {
    let root = tempfile::tempdir().unwrap();
    let store = UserStore::open(&Directories::under(root.path()));
    let number = |name| OwnContact::new(name, HIS, Some("2026-11-01")).unwrap();
    let his = Settings {
        person: Some("His Name".into()),
        family: vec![number("Support")],
        banks: vec![number("Your Bank")],
        cards: vec![number("Your Card")],
        ..Settings::default()
    };
    store.save_settings(&his, "").unwrap();
    store.confirm_contacts(&his).unwrap();
    let pack = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/whole.toml"));
    let pack = pack.unwrap().replace("03-0000-1111", HIS).replace("03-0000-2222", HIS);
    let rules = reserved(&Contacts::bundled()).unwrap();
    let read = kyukyubako::core::pack::Pack::read(pack.as_bytes(), &rules).unwrap();
    store.apply_pack(pack.as_bytes(), &read).unwrap();

    for kept in [false, true] {
        if kept {
            store.admin().keep_settings(&family(), "").unwrap();
        }
        let (settings, _) = store.load_settings();
        let (pack, protected) = match store.load_pack(&rules) {
            StoredPack::Applied(pack) => (Some(*pack), store.kept().0.is_store()),
            _ => (None, false),
        };
        let mut told = incident(Screen::CutResult);
        told.told_bank = Some(Answer::No);
        told.phone_too = Some(Answer::No);
        let mut desk = Desk::new(Locale::Ja, SIZE, 1.0);
        desk.start(Start {
            incident: Some(told),
            line: LineStatus { cut: true, since: None, restorable: true },
            settings: settings.clone(),
            confirmed: store.confirmed_fingerprint(),
            kept: store.kept().0,
            pack,
            pack_protected: protected,
            watching: true,
            ..Start::default()
        });
        for _ in 0..2 {
            desk.tell(Event::Observed(offline_round()));
        }
        let read = everything_readable(&mut desk);
        // Where only the user's own files are, whoever writes them all is believed.
        assert_eq!(read.contains(HIS), !kept);
        assert_eq!(desk.harness.state().app().person(), (!kept).then_some("His Name"));
        assert_eq!(read.contains("0120-000-111") && read.contains("090-1234-5678"), kept);

        if let Some(code) = read_code(&mut desk) {
            assert_eq!((code.contains(HIS), code.contains("0120-000-111")), (!kept, kept), "{code}");
        }

        let texts = Texts::new(Locale::En);
        let (contacts, confirmed, administrators) =
            (Contacts::bundled(), store.confirmed_fingerprint(), store.kept().0);
        let own = administrators.visible_contacts(&settings, confirmed.as_ref());
        let kind = SheetKind::WithFamilyPage;
        let person = administrators.person(&settings, confirmed.as_ref());
        let now = Timestamp(BEGIN);
        let paper = SheetPaper { kind, texts: &texts, contacts: &contacts, own, centre: None, person, now };
        let pdf = sheet(paper).unwrap();
        let Some(words) = text_of(&pdf) else {
            eprintln!("skipped: no pdftotext");
            continue;
        };
        assert_eq!((words.contains(HIS), words.contains("0120-000-111")), (!kept, kept), "{words}");
        assert_eq!(words.contains("His Name"), !kept);
    }
    assert!(!matches!(store.load_pack(&rules), StoredPack::Applied(_)));
}
