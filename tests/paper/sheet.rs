//! The sheet says everything, on one page, whatever the family wrote into it.

use kyukyubako::content::pack::reserved;
use kyukyubako::content::{Arg, Contacts, Locale, Texts};
use kyukyubako::core::Timestamp;
use kyukyubako::core::opening_hours::{Days, OpeningTime};
use kyukyubako::core::own_contacts::{HiddenBecause, OwnContact, VisibleContacts};
use kyukyubako::core::pack::Pack;
use kyukyubako::paper::{Centre, SheetKind, SheetPaper, sheet};

use crate::tools::{asked, have, pages, plain};

const FIELDS: [&str; 5] =
    ["sheet-memo-time", "sheet-memo-number", "sheet-memo-name", "sheet-memo-money", "sheet-memo-done"];
const STEPS: [&str; 5] = ["step-1", "step-2", "step-3", "step-4", "step-5"];
/// Everything that stands on the first page, besides numbers.
const SENTENCES: [&str; 12] = [
    "sheet-title",
    "sheet-order",
    "sheet-red",
    "sheet-cable",
    "sheet-power",
    "sheet-router",
    "sheet-frozen",
    "sheet-rescue",
    "sheet-hang-up",
    "sheet-off",
    "sheet-bank-first",
    "sheet-telephone",
];

const HOURS: [OpeningTime; 1] = [OpeningTime { days: Days::Weekdays, opens: 540, closes: 1020 }];

fn own(name: &str, phone: &str) -> OwnContact {
    OwnContact::new(name, phone, Some("2026-11-22")).unwrap()
}

/// Names of 60 characters, as wide as characters are, each different.
fn long_names(count: usize) -> Vec<OwnContact> {
    (0..count)
        .map(|index| {
            let name = format!("{}{index}", "\u{9280}\u{884c}\u{652f}\u{5e97}".repeat(15));
            let name: String = name.chars().skip(name.chars().count() - 60).collect();
            own(&name, &format!("0120-111-22{index}"))
        })
        .collect()
}

fn made(locale: Locale, kind: SheetKind, own: VisibleContacts<'_>, centre: Option<Centre<'_>>) -> Vec<u8> {
    made_for(None, "2026-11-24", locale, kind, own, centre)
}

/// The sheet of this person, printed on this day.
#[allow(clippy::panic, reason = "a test fails loudly")]
fn made_for(
    person: Option<&str>,
    day: &str,
    locale: Locale,
    kind: SheetKind,
    own: VisibleContacts<'_>,
    centre: Option<Centre<'_>>,
) -> Vec<u8> {
    let (texts, contacts) = (Texts::new(locale), Contacts::bundled());
    let now: jiff::Timestamp = format!("{day}T12:00:00+09:00").parse().unwrap();
    let now = Timestamp(now.as_millisecond());
    let pdf = sheet(SheetPaper { kind, texts: &texts, contacts: &contacts, own, centre, person, now })
        .unwrap_or_else(|error| panic!("{} {kind:?} {own:?}: {error}", locale.tag()));
    assert_eq!(texts.failures(), Vec::<String>::new());
    pdf
}

fn shown<'a>(family: &'a [OwnContact], banks: &'a [OwnContact]) -> VisibleContacts<'a> {
    VisibleContacts::Shown { family, banks, cards: &[], protected: false }
}

#[test]
fn the_first_page_says_every_step_every_number_and_has_room_for_the_memo() {
    if !have("pdftotext") {
        return;
    }
    for locale in Locale::ALL {
        let texts = Texts::new(locale);
        let family = [own("Hanako", "090-1234-5678")];
        let banks = [own("Bank A", "0120-000-001"), own("Bank B", "0120-000-002")];
        let pages = pages(&made(locale, SheetKind::WithFamilyPage, shown(&family, &banks), None));
        assert_eq!(pages.len(), 2);
        for id in STEPS.iter().chain(&FIELDS).chain(&SENTENCES) {
            assert!(pages[0].contains(&plain(&texts.get(id))), "{id}: {}", pages[0]);
        }
        for words in
            ["Hanako", "090-1234-5678", "BankA", "0120-000-001", "0120-000-002", "110", "#9110", "188"]
        {
            assert!(pages[0].contains(words), "{words}");
        }
        assert!(pages[0].contains(&plain(&texts.get("script-bank"))));
        assert!(pages[0].contains(&plain(&texts.get("sheet-relief"))));
        for id in ["sheet-pin-title", "sheet-restore-window", "sheet-restore-uninstall", "sheet-restore-hand"]
        {
            assert!(pages[1].contains(&plain(&texts.get(id))), "{id}: {}", pages[1]);
        }
        assert!(pages[1].contains("kyukyubakorestore"));
    }
}

#[test]
fn a_sheet_without_numbers_has_room_for_one_and_says_that_some_are_hidden_only_when_they_are() {
    if !have("pdftotext") {
        return;
    }
    let family = [own("Hanako", "090-1234-5678")];
    let hidden = VisibleContacts::Hidden(HiddenBecause::NeverConfirmed);
    for locale in Locale::ALL {
        let texts = Texts::new(locale);
        for (own, says_hidden, by_hand) in [
            (VisibleContacts::Empty, false, true),
            (hidden, true, false),
            (shown(&[], &[]), false, true),
            (shown(&family, &[]), false, false),
        ] {
            let pages = pages(&made(locale, SheetKind::WithFamilyPage, own, None));
            let says = |id| pages[1].contains(&plain(&texts.get(id)));
            assert_eq!(
                (says("sheet-own-hidden"), says("sheet-family-by-hand")),
                (says_hidden, by_hand),
                "{own:?}"
            );
        }
    }
}

#[test]
fn nothing_on_the_first_page_helps_a_caller_who_has_it_read_aloud() {
    if !have("pdftotext") {
        return;
    }
    for locale in Locale::ALL {
        let texts = Texts::new(locale);
        for kind in [SheetKind::Sheet, SheetKind::Leaflet] {
            let pages = pages(&made(locale, kind, VisibleContacts::Empty, None));
            assert_eq!(pages.len(), 1);
            for id in ["sheet-pin-title", "sheet-restore-title", "caregiver-restore", "restore-hold"] {
                assert!(!pages[0].contains(&plain(&texts.get(id))), "{id}");
            }
            for words in ["PIN", "restore", "\u{6697}\u{8a3c}"] {
                assert!(!pages[0].contains(words), "{words}");
            }
        }
    }
}

#[test]
fn whatever_the_family_wrote_fits_on_one_page_with_every_number_whole() {
    if !have("pdftotext") {
        return;
    }
    let long = long_names(8);
    let english: Vec<OwnContact> =
        (0..6).map(|index| own(&"W".repeat(60), &format!("0120-111-22{index}"))).collect();
    for locale in Locale::ALL {
        for (family, banks) in [(0, 0), (1, 1), (2, 6), (8, 8)] {
            let pdf = made(locale, SheetKind::Sheet, shown(&long[..family], &long[..banks]), None);
            let pages = pages(&pdf);
            assert_eq!(pages.len(), 1, "{} {family} {banks}", locale.tag());
            for contact in long[..banks.min(6)].iter().chain(&long[..family.min(2)]) {
                assert!(pages[0].contains(contact.phone()), "{}", contact.phone());
            }
            let says = |id| pages[0].contains(&plain(&Texts::new(locale).get(id)));
            assert!(banks > 0 || says("sheet-number-unknown"));
            assert_eq!(banks > 6, says("sheet-and-more"));
        }
        let pages = pages(&made(locale, SheetKind::Sheet, shown(&english[..2], &english), None));
        assert!(english.iter().all(|contact| pages[0].contains(contact.phone())));
    }
}

#[test]
fn six_of_the_longest_names_and_the_persons_own_are_all_whole() {
    if !have("pdftotext") {
        return;
    }
    let long = long_names(6);
    let wide: Vec<OwnContact> = (0..6)
        .map(|index| own(&format!("{index}{}", "W".repeat(59)), &format!("0120-111-22{index}")))
        .collect();
    let person = "\u{5c71}\u{7530}\u{82b1}\u{5b50}\u{30fb}".repeat(12);
    for locale in Locale::ALL {
        for names in [&long, &wide] {
            for protected in [false, true] {
                let own = VisibleContacts::Shown { family: &names[..2], banks: names, cards: &[], protected };
                let pdf = made_for(Some(&person), "2028-11-24", locale, SheetKind::Sheet, own, None);
                let pages = pages(&pdf);
                assert_eq!(pages.len(), 1);
                for own in names {
                    let which = format!("{} {protected} {}: {}", locale.tag(), own.name(), pages[0]);
                    assert!(pages[0].contains(own.name()) && pages[0].contains(own.phone()), "{which}");
                }
                assert!(pages[0].contains(&person) && !pages[0].contains('\u{2026}'), "{}", pages[0]);
            }
        }
    }
}

#[test]
fn the_person_is_named_on_the_sheet_and_never_on_a_leaflet() {
    if !have("pdftotext") {
        return;
    }
    for locale in Locale::ALL {
        for (kind, named) in
            [(SheetKind::Sheet, true), (SheetKind::WithFamilyPage, true), (SheetKind::Leaflet, false)]
        {
            let pdf = made_for(Some("Tanaka Kiyo"), "2026-11-24", locale, kind, VisibleContacts::Empty, None);
            assert_eq!(pages(&pdf)[0].contains("TanakaKiyo"), named, "{} {kind:?}", locale.tag());
        }
    }
}

#[test]
fn what_only_the_family_vouches_for_comes_after_what_is_sure_and_says_so() {
    if !have("pdftotext") {
        return;
    }
    for locale in Locale::ALL {
        let texts = Texts::new(locale);
        let banks = [own("Aoba Bank", "0120-000-222"), own("My savings", "0333443332")];
        let family = [own("Hanako", "090-1234-5678")];
        let page = |protected, day| {
            let own = VisibleContacts::Shown { family: &family, banks: &banks, cards: &[], protected };
            pages(&made_for(None, day, locale, SheetKind::Sheet, own, None))[0].clone()
        };
        let parts = ["2026", "11", "22"].map(Arg::Text);
        let day =
            texts.with("moment-day", &["year", "month", "day"].into_iter().zip(parts).collect::<Vec<_>>());
        let registered = plain(&texts.with("contacts-registered", &[("date", Arg::Text(&day))]));
        let checked = plain(&texts.with("contacts-checked-on", &[("date", Arg::Text(&day))]));
        let paper = plain(&texts.get("sheet-number-first"));
        let old = plain(&texts.get("contacts-check-number"));
        let at = |page: &str, words: &str| page.find(words).unwrap_or_else(|| panic!("{words}: {page}"));
        let open = page(false, "2026-11-24");
        // The kit knows the second one: under its own name, before everything else.
        assert!(open.contains("PayPay") && !open.contains("Mysavings"), "{open}");
        assert!(
            at(&open, "03-3344-3332") < at(&open, &paper) && at(&open, &paper) < at(&open, "0120-000-222")
        );
        assert_eq!((open.matches(&registered).count(), open.matches(&checked).count()), (2, 1), "{open}");
        assert!(!open.contains(&old));
        let protected = page(true, "2026-11-24");
        assert!(
            at(&protected, "0120-000-222") < at(&protected, "03-3344-3332") && !protected.contains(&paper)
        );
        assert_eq!(protected.matches(&registered).count(), 2);
        // Two of the family, one of the kit, and the public ones.
        let later = page(false, "2028-11-24");
        assert_eq!(later.matches(&old).count(), 4, "{later}");
    }
}

#[test]
fn names_of_ordinary_length_are_never_shortened() {
    if !have("pdftotext") {
        return;
    }
    for locale in Locale::ALL {
        let banks: Vec<OwnContact> = (0..6)
            .map(|index| own(&format!("{index}{}", "\u{9280}\u{884c}".repeat(11)), "0120-000-000"))
            .collect();
        let pages = pages(&made(locale, SheetKind::Sheet, shown(&[], &banks), None));
        assert!(banks.iter().all(|bank| pages[0].contains(bank.name())), "{}", locale.tag());
    }
}

#[test]
fn a_character_without_a_glyph_is_marked_and_explained() {
    if !have("pdftotext") {
        return;
    }
    let texts = Texts::new(Locale::Ja);
    let family = [own("\u{20bb7}\u{91ce}", "090-1234-5678")];
    let pages = pages(&made(Locale::Ja, SheetKind::Sheet, shown(&family, &[]), None));
    assert!(pages[0].contains("\u{3013}\u{91ce}"), "{}", pages[0]);
    assert!(pages[0].contains(&plain(&texts.get("sheet-replaced"))));
}

#[test]
fn a_leaflet_names_the_centre_and_nobody_else() {
    if !have("pdftotext") {
        return;
    }
    for locale in Locale::ALL {
        let texts = Texts::new(locale);
        let banks = [own("Bank A", "0120-000-001")];
        let centre = Centre {
            name: "Centre of X",
            phone: "03-0000-0000",
            hours: &HOURS,
            leaflet: Some("You are not alone."),
            protected: true,
        };
        let with = pages(&made(locale, SheetKind::Leaflet, shown(&[], &banks), Some(centre)));
        assert!(with[0].contains("CentreofX") && with[0].contains("03-0000-0000"));
        assert!(with[0].contains("9:00") && with[0].contains("Youarenotalone."), "{}", with[0]);
        assert!(!with[0].contains("0120-000-001"));
        let sheet = pages(&made(locale, SheetKind::Sheet, shown(&[], &banks), Some(centre)));
        assert!(sheet[0].contains("CentreofX") && !sheet[0].contains("Youarenotalone."));
        let blank = pages(&made(locale, SheetKind::Leaflet, VisibleContacts::Empty, None));
        assert!(blank[0].contains(&plain(&texts.get("sheet-centre"))));
    }
}

#[test]
fn the_longest_name_hours_and_line_of_a_centre_fit_beside_everything_else() {
    if !have("pdftotext") {
        return;
    }
    let long = long_names(8);
    let hours = [Days::Weekdays, Days::Saturdays, Days::WeekendsAndHolidays, Days::EveryDay]
        .map(|days| OpeningTime { days, opens: 10 * 60, closes: 17 * 60 + 30 });
    for wide in ["\u{9280}", "W"] {
        let (name, words) = (wide.repeat(60), wide.repeat(120));
        let centre = Centre {
            name: &name,
            phone: "03-0000-1111",
            hours: &hours,
            leaflet: Some(&words),
            protected: false,
        };
        for locale in Locale::ALL {
            let leaflet = pages(&made(locale, SheetKind::Leaflet, VisibleContacts::Empty, Some(centre)));
            assert_eq!(leaflet.len(), 1);
            assert_eq!(leaflet[0].matches(wide).count() / 10, 18, "name and line are whole: {}", leaflet[0]);
            assert!(leaflet[0].contains("03-0000-1111") && leaflet[0].contains("17:30"));
            for (family, banks) in [(0, 0), (1, 2), (2, 6)] {
                let own = shown(&long[..family], &long[..banks]);
                let sheet = pages(&made(locale, SheetKind::Sheet, own, Some(centre)));
                assert_eq!(sheet.len(), 1);
                assert!(sheet[0].contains("03-0000-1111"), "{}", sheet[0]);
                assert!(long[..banks].iter().all(|bank| sheet[0].contains(bank.phone())));
            }
        }
    }
}

#[test]
fn the_file_is_a4_has_a_title_and_a_language_and_carries_its_fonts() {
    if !have("pdfinfo") || !have("pdffonts") {
        return;
    }
    for locale in Locale::ALL {
        let pdf = made(locale, SheetKind::WithFamilyPage, VisibleContacts::Empty, None);
        let info = asked("pdfinfo", &pdf);
        assert!(info.contains("(A4)") && info.contains(&Texts::new(locale).get("sheet-title")), "{info}");
        let language = format!("/Lang({})", locale.tag());
        let raw = String::from_utf8_lossy(&pdf).replace(' ', "");
        assert!(raw.contains(&language), "{language}");
        let fonts = asked("pdffonts", &pdf);
        let rows: Vec<&str> = fonts.lines().skip(2).collect();
        assert_eq!(rows.len(), 2, "{fonts}");
        assert!(
            rows.iter().all(|row| row.contains("BIZUDPGothic") && row.contains("yes yes yes")),
            "{fonts}"
        );
        assert!(pdf.len() < 200_000, "{} bytes", pdf.len());
    }
}

#[test]
fn the_same_words_make_the_same_bytes() {
    let once = || made(Locale::Ja, SheetKind::WithFamilyPage, VisibleContacts::Empty, None);
    assert!(once() == once());
}

/// Written where the artefacts are wanted, so that somebody can look at them.
#[test]
fn papers_to_look_at() {
    let Some(folder) = std::env::var_os("KYUKYUBAKO_ARTIFACTS").map(std::path::PathBuf::from) else { return };
    let folder = folder.join("paper");
    std::fs::create_dir_all(&folder).unwrap();
    let family = [own("\u{5c71}\u{7530} \u{82b1}\u{5b50}", "090-0000-0000")];
    let banks = [own("A\u{9280}\u{884c}", "0120-000-000"), own("B\u{30ab}\u{30fc}\u{30c9}", "0120-111-111")];
    let long = long_names(6);
    for locale in Locale::ALL {
        for (name, kind, own) in [
            ("sheet", SheetKind::WithFamilyPage, shown(&family, &banks)),
            ("sheet-long-names", SheetKind::Sheet, shown(&long[..2], &long)),
            ("sheet-without-numbers", SheetKind::Sheet, VisibleContacts::Empty),
            ("leaflet", SheetKind::Leaflet, VisibleContacts::Empty),
        ] {
            let file = folder.join(format!("{}-{name}.pdf", locale.tag()));
            std::fs::write(file, made(locale, kind, own, None)).unwrap();
        }
        let crowded =
            VisibleContacts::Shown { family: &long[..2], banks: &long, cards: &[], protected: false };
        let person = "\u{5c71}\u{7530}\u{82b1}\u{5b50}\u{30fb}".repeat(12);
        let pdf = made_for(Some(&person), "2028-11-24", locale, SheetKind::Sheet, crowded, None);
        std::fs::write(folder.join(format!("{}-sheet-crowded.pdf", locale.tag())), pdf).unwrap();
        let whole = include_bytes!("../packs/whole.toml");
        let pack = Pack::read(whole, &reserved(&Contacts::bundled()).unwrap()).unwrap();
        let (name, line) = ("\u{307f}".repeat(60), "\u{307f}".repeat(120));
        let full = Centre { name: &name, leaflet: Some(&line), ..Centre::of(&pack) };
        for (file, centre) in [("leaflet-of-centre", Centre::of(&pack)), ("leaflet-full", full)] {
            let pdf = made(locale, SheetKind::Leaflet, VisibleContacts::Empty, Some(centre));
            std::fs::write(folder.join(format!("{}-{file}.pdf", locale.tag())), pdf).unwrap();
        }
    }
}
