//! Every screen in every state, size and language, drawn. How it is laid out is `every_size`'s.

use std::path::PathBuf;

use kyukyubako::content::{Contacts, Locale};
use kyukyubako::core::detection::allow_list::{AllowFor, AllowList};
use kyukyubako::core::detection::{Evidence, EvidenceKind, Finding, Level};
use kyukyubako::core::event::{AllowAnswer, CallChoice, ExportTarget, Notice, PrintWhat, SetupField, Start};
use kyukyubako::core::incident::{Answer, Incident, MemoField, Paid, Step};
use kyukyubako::core::network::{CutProgress, LineStatus, RestoreReport, RestoreResult};
use kyukyubako::core::own_contacts::{ContactsFingerprint, OwnContact};
use kyukyubako::core::settings::Settings;
use kyukyubako::core::watch::WatcherFacts;
use kyukyubako::core::{Event, Press, Screen, Timestamp};

use crate::alert_scenes;
use crate::centre;
use crate::escape_scenes;
use crate::every_size::views;
use crate::hand_over;
use crate::hands;
use crate::harness::{
    Desk, allow_entry, allowed_in_use, allowing, finding, idle, live, offline_round, online_round, report,
    seen,
};
use crate::line_scenes;
use crate::number_scenes;
use crate::pictures::Easel;
use crate::self_check;
use crate::setup;
use crate::watch_scenes;

/// A state worth looking at.
pub type Scene = (&'static str, fn(&mut Desk));

pub fn incident(screen: Screen) -> Incident {
    let mut incident = Incident::new(Timestamp(1_763_799_000_000));
    incident.screen = screen;
    // Whoever passes this question over is shown no page to photograph.
    incident.phone_too = Some(Answer::No);
    incident.set_done(Step::CutInternet, true);
    incident
}

/// Two looks at the line, as the window takes them after a start.
pub fn see_line(desk: &mut Desk, cut: bool) {
    for _ in 0..2 {
        desk.tell(Event::Observed(if cut { offline_round() } else { online_round() }));
    }
}

fn at(desk: &mut Desk, screen: Screen, cut: bool) {
    let line = LineStatus { cut, since: None, restorable: cut };
    desk.start(Start { incident: Some(incident(screen)), line, watching: true, ..Start::default() });
    see_line(desk, cut);
    if desk.screen() != screen {
        desk.tell(Event::Pressed(Press::Open(screen)));
        desk.pass(1_000);
    }
}

pub fn family() -> Settings {
    Settings {
        family: vec![OwnContact::new("\u{82b1}\u{5b50}", "090-1234-5678", Some("2026-11-01")).unwrap()],
        banks: vec![
            OwnContact::new("\u{307f}\u{3069}\u{308a}\u{9280}\u{884c}", "0120-000-111", Some("2026-11-01"))
                .unwrap(),
        ],
        ..Settings::default()
    }
}

fn with_family(desk: &mut Desk, screen: Screen) {
    let settings = family();
    let confirmed = Some(ContactsFingerprint::of(&settings));
    let line = LineStatus { cut: true, since: None, restorable: true };
    desk.start(Start {
        incident: Some(incident(screen)),
        line,
        settings,
        confirmed,
        watching: true,
        ..Start::default()
    });
    see_line(desk, true);
    if desk.screen() != screen {
        desk.tell(Event::Pressed(Press::Open(screen)));
        desk.pass(1_000);
    }
}

/// Everything is told and written down, and the bank's page was opened.
pub fn with_memo(desk: &mut Desk, screen: Screen) {
    let settings = family();
    let confirmed = Some(ContactsFingerprint::of(&settings));
    let mut incident = incident(screen);
    incident.told_bank = Some(Answer::Yes);
    incident.tools = vec!["LogMeIn Rescue".into()];
    incident.memo.pin = "123456".into();
    incident.memo.paid = vec![Paid::GiftCard, Paid::Transfer];
    incident.memo.paid_detail = match desk.locale() {
        Locale::Ja => "50\u{4e07}\u{5186}".into(),
        Locale::En => "500,000 yen".into(),
    };
    let incident = Some(incident);
    let line = LineStatus { cut: true, since: None, restorable: true };
    desk.start(Start { incident, line, settings, confirmed, watching: true, ..Start::default() });
    see_line(desk, true);
    if desk.screen() != screen {
        desk.tell(Event::Pressed(Press::Open(screen)));
        desk.pass(1_000);
    }
}

/// The words for one public contact.
pub fn with_words(desk: &mut Desk, id: &str) {
    with_memo(desk, Screen::Contacts);
    let place = Contacts::bundled().iter().position(|contact| contact.id == id).unwrap();
    desk.tell(Event::Pressed(Press::ShowCall(CallChoice::Public(place))));
    desk.pass(1_000);
}

/// Nobody knows whether anything was paid; `calls` further in step 3.
fn perhaps_paid(desk: &mut Desk, calls: usize) {
    let mut incident = incident(Screen::CallBank);
    incident.told_bank = Some(Answer::Unknown);
    desk.start(Start { incident: Some(incident), watching: true, ..Start::default() });
    for _ in 0..calls {
        desk.tell(Event::Pressed(Press::NextCall));
        desk.pass(1_000);
    }
}

fn restore_at(desk: &mut Desk, pin: bool) {
    desk.start(Start { pin_set: pin, watching: true, ..Start::default() });
    for press in [Press::Open(Screen::Caregiver), Press::Open(Screen::RestoreAsk), Press::Answer(Answer::No)]
    {
        desk.tell(Event::Pressed(press));
        desk.pass(1_000);
    }
}

/// The system answered a restore.
fn restored(desk: &mut Desk, result: RestoreResult) {
    restore_at(desk, false);
    desk.tell(Event::Pressed(Press::HoldBegan));
    desk.pass(33_000);
    desk.tell(Event::RestoreFinished(RestoreReport { result, retry_after_s: 30, reasons: Vec::new() }));
}

fn details_of(desk: &mut Desk, findings: Vec<Finding>) {
    desk.tell(Event::Assessed(seen(findings)));
    desk.go(Screen::Details);
}

/// As bad as it gets: in use, with everything that makes a case, and a show beside it.
fn frightening() -> Finding {
    let evidence = |(kind, detail): (EvidenceKind, &str)| Evidence { kind, detail: detail.into() };
    let user = r"C:\Users\hanako\Downloads\Support-LogMeInRescue (2).exe";
    Finding {
        evidence: [
            (EvidenceKind::SessionMarker, "LMI_RescueRC.exe"),
            (EvidenceKind::Recent, "2025-11-22T07:58:00Z"),
            (EvidenceKind::FromDownloads, user),
            (EvidenceKind::Restriction, "DisableTaskMgr"),
            (EvidenceKind::Process, "LMI_Rescue.exe"),
            (EvidenceKind::Signer, "GoTo Technologies USA, LLC"),
            (EvidenceKind::Path, user),
            (EvidenceKind::Theatre, "tree"),
            (EvidenceKind::Theatre, "event-viewer"),
        ]
        .map(evidence)
        .into(),
        ..live().findings.remove(0)
    }
}

/// Through the pages of allowing a tool, with a PIN that was chosen before.
fn allow_until(desk: &mut Desk, pages: usize) {
    desk.start(allowing(Vec::new()));
    desk.tell(Event::Assessed(seen(vec![idle()])));
    desk.go(Screen::AllowTools);
    let digits = [1, 3, 5, 7].map(Press::PinDigit);
    let ways: [&[Press]; 4] = [
        &[Press::AllowPick(0)],
        &[Press::Answer(Answer::No)],
        &[Press::AllowFor(AllowFor::Month)],
        &[digits[0], digits[1], digits[2], digits[3], Press::Next],
    ];
    for press in ways.iter().take(pages).copied().flatten() {
        desk.pass(1_000);
        desk.tell(Event::Pressed(*press));
    }
}

/// Every state worth looking at.
pub fn scenes() -> impl Iterator<Item = &'static Scene> {
    SCENES
        .iter()
        .chain(number_scenes::SCENES)
        .chain(line_scenes::SCENES)
        .chain(watch_scenes::SCENES)
        .chain(self_check::SCENES)
        .chain(alert_scenes::SCENES)
        .chain(escape_scenes::SCENES)
        .chain(hands::SCENES)
}

pub const SCENES: &[Scene] = &[
    ("01-home", |_| {}),
    ("01-home-live", |desk| desk.tell(Event::Assessed(live()))),
    ("01-home-cut", |desk| {
        desk.start(Start {
            line: LineStatus { cut: true, since: None, restorable: true },
            ..Start::default()
        });
        see_line(desk, true);
    }),
    ("01-home-notice", |desk| {
        desk.tell(Event::Noticed(Notice::Text("memo-export-failed")));
    }),
    ("02-details", |desk| {
        desk.tell(Event::Assessed(live()));
        desk.go(Screen::Details);
    }),
    ("02-details-clear", |desk| desk.go(Screen::Details)),
    ("01-home-leftover", |desk| desk.tell(Event::Assessed(seen(vec![idle()])))),
    ("01-home-allowed", |desk| desk.tell(Event::Assessed(seen(vec![allowed_in_use()])))),
    ("02-details-leftover", |desk| details_of(desk, vec![idle()])),
    ("02-details-allowed", |desk| details_of(desk, vec![allowed_in_use()])),
    ("02-details-japanese", |desk| {
        details_of(desk, vec![finding("example-support", Level::Live, Some("Example"))]);
    }),
    ("02-details-theatre", |desk| details_of(desk, vec![frightening()])),
    ("02-details-many", |desk| {
        details_of(desk, vec![frightening(), finding("anydesk", Level::Likely, None), idle()]);
    }),
    ("02-details-many-next", |desk| {
        details_of(desk, vec![frightening(), finding("anydesk", Level::Likely, None), idle()]);
        desk.tell(Event::Pressed(Press::NextTool));
    }),
    ("03-ask-contact", |desk| {
        desk.tell(Event::Pressed(Press::Popup));
    }),
    ("05-contacts", |desk| desk.go(Screen::Contacts)),
    ("06-settings", |desk| desk.go(Screen::Settings)),
    ("07-steps", |desk| at(desk, Screen::Steps, true)),
    ("10-cutting", |desk| desk.tell(Event::Pressed(Press::CutNow))),
    ("10-consent", |desk| {
        desk.tell(Event::Pressed(Press::CutNow));
        desk.tell(Event::CutProgressed(CutProgress::ConsentAsked));
    }),
    ("10-cut", |desk| {
        desk.tell(Event::Pressed(Press::CutNow));
        desk.tell(Event::CutFinished(report(true)));
    }),
    ("10-still-connected", |desk| {
        desk.tell(Event::Pressed(Press::CutNow));
        desk.tell(Event::CutFinished(report(false)));
    }),
    ("10-back-again", |desk| {
        desk.tell(Event::Pressed(Press::CutNow));
        desk.tell(Event::CutFinished(report(true)));
        desk.tell(Event::Observed(online_round()));
    }),
    ("10-not-yet", |desk| {
        desk.tell(Event::Assessed(live()));
        desk.tell(Event::Pressed(Press::Money));
    }),
    ("11-hand-power", |desk| at(desk, Screen::HandPower, false)),
    ("12-hand-router", |desk| at(desk, Screen::HandRouter, false)),
    ("13-ask-bank", |desk| at(desk, Screen::AskBank, true)),
    ("14-ask-phone", |desk| at(desk, Screen::AskPhone, true)),
    ("15-other-telephone", |desk| at(desk, Screen::OtherTelephone, true)),
    ("21-other-telephone-own", |desk| {
        at(desk, Screen::OtherTelephone, true);
        desk.tell(Event::Pressed(Press::OtherWay));
    }),
    ("16-hand-over", |desk| with_family(desk, Screen::HandOver)),
    ("20-power-off", |desk| at(desk, Screen::PowerOff, true)),
    ("20-power-off-counting", |desk| {
        at(desk, Screen::PowerOff, true);
        desk.tell(Event::Pressed(Press::CountPower));
        desk.pass(4_000);
    }),
    ("30-call-bank", |desk| with_family(desk, Screen::CallBank)),
    ("30-call-bank-unknown", |desk| at(desk, Screen::CallBank, true)),
    ("40-stay-off", |desk| at(desk, Screen::StayOff, true)),
    ("50-memo-call", |desk| at(desk, Screen::MemoCall, true)),
    ("51-memo-money", |desk| at(desk, Screen::MemoMoney, true)),
    ("52-memo-screen", |desk| at(desk, Screen::MemoScreen, true)),
    ("53-memo-save", |desk| at(desk, Screen::MemoSave, true)),
    ("70-caregiver", |desk| at(desk, Screen::Caregiver, true)),
    ("71-restore-ask", |desk| {
        desk.go(Screen::Caregiver);
        desk.tell(Event::Pressed(Press::Open(Screen::RestoreAsk)));
    }),
    ("72-restore-refused", |desk| {
        desk.go(Screen::Caregiver);
        desk.tell(Event::Pressed(Press::Open(Screen::RestoreAsk)));
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::Answer(Answer::Yes)));
    }),
    ("73-restore-pin", |desk| restore_at(desk, true)),
    ("73-restore-hold", |desk| restore_at(desk, false)),
    ("73-restore-pause", |desk| {
        restore_at(desk, false);
        desk.tell(Event::Pressed(Press::HoldBegan));
        desk.pass(9_000);
    }),
    ("74-restored", |desk| restored(desk, RestoreResult::Restored)),
    ("74-wrong-pin", |desk| restored(desk, RestoreResult::WrongPin)),
    ("75-numbers", |desk| {
        let settings = family();
        desk.start(Start { settings, watching: true, ..Start::default() });
        desk.go(Screen::ConfirmNumbers);
    }),
    ("76-pin", |desk| desk.go(Screen::SetPin)),
    ("80-allow", |desk| {
        desk.start(allowing(vec![allow_entry("teamviewer", 20), allow_entry("rustdesk", -1)]));
        let unsigned = finding("anydesk", Level::Leftover, None);
        let other = finding("screenconnect", Level::Leftover, Some("ConnectWise, LLC"));
        desk.tell(Event::Assessed(seen(vec![other, unsigned, allowed_in_use()])));
        desk.tell(Event::Assessed(seen(vec![
            finding("screenconnect", Level::Leftover, Some("ConnectWise, LLC")),
            finding("anydesk", Level::Leftover, None),
        ])));
        desk.go(Screen::AllowTools);
    }),
    ("80-allow-nothing", |desk| desk.go(Screen::AllowTools)),
    ("80-allow-no-pin", |desk| {
        desk.tell(Event::Assessed(seen(vec![idle()])));
        desk.go(Screen::AllowTools);
    }),
    ("80-allow-closed", |desk| {
        desk.start(allowing(vec![allow_entry("teamviewer", 20)]));
        desk.tell(Event::Assessed(live()));
        desk.go(Screen::AllowTools);
    }),
    ("81-allow-ask", |desk| allow_until(desk, 1)),
    ("82-allow-how-long", |desk| allow_until(desk, 2)),
    ("83-allow-pin", |desk| allow_until(desk, 3)),
    ("84-allowed", |desk| {
        allow_until(desk, 4);
        let entries = vec![allow_entry("teamviewer", 30)];
        desk.tell(Event::AllowAnswered(AllowAnswer::Saved(AllowList { entries })));
    }),
    ("85-allow-refused", |desk| {
        allow_until(desk, 1);
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::Answer(Answer::Yes)));
    }),
    ("86-allow-wrong-pin", |desk| {
        allow_until(desk, 4);
        desk.tell(Event::AllowAnswered(AllowAnswer::WrongPin { retry_after_s: 30 }));
    }),
    ("05-contacts-weekday", |desk| {
        desk.set_clock("2026-11-24T14:30");
        desk.go(Screen::Contacts);
    }),
    ("05-contacts-night-in-incident", |desk| {
        desk.set_clock("2026-11-24T23:30");
        with_memo(desk, Screen::Contacts);
    }),
    ("05-contacts-years-later", |desk| {
        desk.set_clock("2029-01-15T14:30");
        desk.go(Screen::Contacts);
    }),
    ("30-call-bank-told", |desk| with_memo(desk, Screen::CallBank)),
    ("30-call-bank-doubtful", |desk| {
        let mut told = incident(Screen::CallBank);
        (told.told_bank, told.phone_too) = (Some(Answer::Yes), Some(Answer::Unknown));
        told.memo.paid = vec![Paid::Transfer];
        desk.start(Start { incident: Some(told), watching: true, ..Start::default() });
    }),
    ("30-call-bank-second", |desk| {
        with_memo(desk, Screen::CallBank);
        desk.tell(Event::Pressed(Press::NextCall));
    }),
    ("30-call-receiving-bank", |desk| {
        with_memo(desk, Screen::CallBank);
        for _ in 0..3 {
            desk.tell(Event::Pressed(Press::NextCall));
            desk.pass(1_000);
        }
    }),
    ("30-call-receiving-bank-perhaps", |desk| perhaps_paid(desk, 2)),
    ("30-call-gift-card-perhaps", |desk| perhaps_paid(desk, 3)),
    ("30-call-police", |desk| {
        with_memo(desk, Screen::CallBank);
        for _ in 0..5 {
            desk.tell(Event::Pressed(Press::NextCall));
            desk.pass(1_000);
        }
    }),
    ("55-call-script", |desk| at(desk, Screen::CallScript, true)),
    ("55-call-script-police", |desk| with_words(desk, "police-advice")),
    ("55-call-script-188", |desk| with_words(desk, "consumer-hotline")),
    ("55-call-script-ipa", |desk| with_words(desk, "ipa")),
    ("55-call-script-legal", |desk| with_words(desk, "legal-support")),
    ("55-call-script-vendor", |desk| with_words(desk, "logmein-rescue-abuse")),
    ("55-call-script-google-play", |desk| with_words(desk, "google-play")),
    ("56-end-call", |desk| at(desk, Screen::EndCall, true)),
    ("53-memo-save-numbers", |desk| {
        at(desk, Screen::MemoSave, true);
        desk.tell(Event::MemoTyped(MemoField::Detail, "4111 1111 1111 1111".into()));
    }),
    ("53-memo-saved-later", |desk| {
        desk.go(Screen::MemoSave);
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::Export(ExportTarget::Documents)));
        desk.tell(Event::Exported(Ok("/home/hanako/Documents/memo.pdf".into())));
        desk.tell(Event::MemoTyped(MemoField::Detail, "4111 1111 1111 1111".into()));
    }),
    ("54-print", |desk| desk.go(Screen::Print)),
    ("57-printed", |desk| {
        desk.go(Screen::Print);
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::Print(PrintWhat::Sheet)));
        desk.tell(Event::Printed(Ok("/home/hanako/Documents/sheet.pdf".into())));
    }),
    ("16-hand-over-unknown", |desk| at(desk, Screen::HandOver, true)),
    ("16-hand-over-doubtful", |desk| {
        hand_over::at(desk, Screen::HandOver, family(), |incident| {
            incident.phone_too = Some(Answer::Unknown);
            incident.router_off = true;
        });
    }),
    ("03-ask-contact-money", |desk| {
        desk.tell(Event::Pressed(Press::Money));
    }),
    ("16-hand-over-not-cut", |desk| at(desk, Screen::HandOver, false)),
    ("31-hand-over-copy", |desk| hand_over::at(desk, Screen::HandOverCopy, family(), |_| {})),
    ("32-hand-over-qr", |desk| hand_over::at(desk, Screen::HandOverQr, family(), |_| {})),
    ("33-workplace", |desk| {
        desk.start(Start {
            pack: Some(setup::whole_pack()),
            pack_protected: true,
            watching: true,
            ..Start::default()
        });
        desk.tell(Event::Pressed(Press::CutNow));
        desk.tell(Event::CutFinished(report(true)));
        desk.tell(Event::Pressed(Press::Open(Screen::Steps)));
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::Open(Screen::PowerOff)));
    }),
    ("05-contacts-centre", |desk| {
        desk.start(Start { pack: Some(setup::whole_pack()), watching: true, ..Start::default() });
        desk.go(Screen::Contacts);
    }),
    ("05-contacts-centre-long", |desk| {
        desk.start(Start { pack: Some(centre::long_pack()), watching: true, ..Start::default() });
        desk.go(Screen::Contacts);
    }),
    ("55-call-script-centre-long", |desk| centre::script(desk)),
    ("33-workplace-long", |desk| {
        let pack = Some(centre::long_pack());
        desk.start(Start { pack, pack_protected: true, watching: true, ..Start::default() });
        desk.tell(Event::Pressed(Press::CutNow));
        desk.tell(Event::CutFinished(report(true)));
        desk.tell(Event::Pressed(Press::Open(Screen::Steps)));
        desk.pass(1_000);
        desk.tell(Event::Pressed(Press::Open(Screen::PowerOff)));
    }),
    ("54-print-leaflet", |desk| {
        desk.start(Start { pack: Some(setup::whole_pack()), watching: true, ..Start::default() });
        desk.go(Screen::Print);
    }),
    ("90-setup-person", |desk| setup_page(desk, 0)),
    ("91-setup-family", |desk| setup_page(desk, 1)),
    ("91-setup-family-wrong", |desk| {
        setup_page(desk, 1);
        desk.tell(Event::SetupTyped(SetupField::Name, "Taro".into()));
        desk.tell(Event::SetupTyped(SetupField::Phone, "03-1234".into()));
        desk.tell(Event::Pressed(Press::Next));
    }),
    ("92-setup-bank", |desk| setup_page(desk, 2)),
    ("93-setup-card", |desk| setup_page(desk, 3)),
    ("94-setup-pick", |desk| {
        setup_page(desk, 2);
        desk.tell(Event::Pressed(Press::Open(Screen::SetupPick)));
    }),
    ("95-setup-pin", |desk| setup_page(desk, 4)),
    ("96-setup-look", |desk| setup_page(desk, 5)),
    ("97-setup-tools", |desk| setup_page(desk, 6)),
    ("89-setup-watch", |desk| {
        setup_page(desk, 7);
        desk.tell(Event::WatcherSeen(WatcherFacts {
            at_log_on: true,
            running: true,
            ..WatcherFacts::default()
        }));
    }),
    ("98-setup-done", |desk| setup_page(desk, 8)),
];

/// The set-up, `pages` pages in.
pub fn setup_page(desk: &mut Desk, pages: usize) {
    desk.start(Start { settings: family(), known: setup::known(), watching: true, ..Start::default() });
    desk.go(Screen::SetupPerson);
    for _ in 0..pages {
        desk.tell(Event::Pressed(Press::SetupSkip));
        desk.pass(1_000);
    }
}

/// Window sizes in physical pixels and their scaling.
pub const SIZES: &[(f32, f32, f32)] =
    &[(1366.0, 768.0, 1.0), (1024.0, 768.0, 1.0), (1366.0, 768.0, 2.0), (1024.0, 768.0, 2.0)];
/// The sizes of the gallery's pictures.
const PICTURES: &[([u32; 2], f32)] = &[
    ([1366, 768], 1.0),
    ([1024, 768], 1.0),
    ([1920, 1080], 1.25),
    ([1366, 768], 1.5),
    ([1366, 768], 2.0),
    ([1024, 768], 2.0),
];

/// Draws every scene at every size into the folder named by `KYUKYUBAKO_GALLERY`, which `tools/screens.sh` sets;
/// without it one size, to see that everything can be drawn. `KYUKYUBAKO_SCENE` picks scenes.
fn draw_all(locale: Locale) {
    let folder = std::env::var_os("KYUKYUBAKO_GALLERY").map(PathBuf::from);
    let sizes = if folder.is_some() { PICTURES } else { &PICTURES[..1] };
    for ([width, height], scale) in sizes {
        let mut easel = Easel::new([*width, *height], *scale);
        let place =
            folder.as_ref().map(|folder| folder.join(format!("{}-{width}x{height}@{scale}", locale.tag())));
        place.iter().for_each(|place| std::fs::create_dir_all(place).unwrap());
        for (name, view) in views(locale) {
            let picture = easel.draw(view);
            assert!(picture.shows_something(), "{name} is empty");
            if let Some(place) = &place {
                picture.save(&place.join(format!("{name}.png")));
            }
        }
    }
}

#[test]
fn every_japanese_screen_can_be_drawn() {
    draw_all(Locale::Ja);
}

#[test]
fn every_english_screen_can_be_drawn() {
    draw_all(Locale::En);
}
