//! The report tells the incident to police and bank, on as many pages as it takes.

use kyukyubako::content::{Locale, Texts};
use kyukyubako::core::Timestamp;
use kyukyubako::core::incident::{Answer, Incident, Logged, MEMO_FIELD_MAX_CHARS, Paid, SeenOnScreen, Step};
use kyukyubako::core::network::{CheckResult, Observation};
use kyukyubako::core::report::{Numbers, Report};
use kyukyubako::paper::{ReportPaper, report};

use crate::tools::{have, pages, plain};

fn incident() -> Incident {
    let mut incident = Incident::new(Timestamp(1_763_800_000_000));
    incident.tools = vec!["LogMeIn Rescue".into()];
    incident.told_bank = Some(Answer::Yes);
    incident.phone_too = Some(Answer::Unknown);
    incident.note(Logged::Cut, Timestamp(1_763_800_003_000));
    incident.note(Logged::ToolSeen { name: "AnyDesk".into() }, Timestamp(1_763_800_009_000));
    let called = |who: &str, number: &str| Logged::Called { who: who.into(), number: number.into() };
    incident.note(called("Bank A", "0120-000-111"), Timestamp(1_763_800_600_000));
    incident.note(called("Card back", ""), Timestamp(1_763_800_700_000));
    incident.note(Logged::StepDone { step: Step::CallBank }, Timestamp(1_763_800_900_000));
    incident.observe(&[Observation { check: "default-route-v4".into(), result: CheckResult::Offline }]);
    incident.set_done(Step::CallBank, true);
    let memo = &mut incident.memo;
    memo.when = "14:28".into();
    memo.called_number = "050-1234-5678".into();
    memo.pin = "482913".into();
    memo.paid = vec![Paid::GiftCard];
    memo.paid_detail = "5000000\u{5186} 4111 1111 1111 1111".into();
    memo.seen = vec![SeenOnScreen::MouseMoved];
    memo.detail = "03-9999-8888 \u{53e3}\u{5ea7} 123-4567, 1234567".into();
    incident
}

fn both(incident: &Incident, numbers: Numbers, locale: Locale) -> (String, Vec<String>, Vec<u8>) {
    let texts = Texts::new(locale);
    let content = Report::of(incident, numbers);
    let time = |at: Timestamp| format!("T{}", at.0 / 1000);
    let paper = ReportPaper { report: &content, texts: &texts, time: &time, version: "1.2.3" };
    let pdf = report(&paper).unwrap();
    let text = paper.text();
    assert_eq!(texts.failures(), Vec::<String>::new());
    (text, pages(&pdf), pdf)
}

#[test]
fn the_report_tells_everything_and_masks_cards_and_accounts() {
    if !have("pdftotext") {
        return;
    }
    for locale in Locale::ALL {
        let texts = Texts::new(locale);
        let (text, pages, pdf) = both(&incident(), Numbers::Masked, locale);
        assert_eq!(pages.len(), 1);
        for content in [plain(&text), pages.concat()] {
            for words in [
                "LogMeInRescue",
                "AnyDesk",
                "T1763800000",
                "T1763800003",
                "default-route-v4",
                "T1763800600",
                "BankA0120-000-111",
                "T1763800700",
                "Cardback",
                "14:28",
                "050-1234-5678",
                "03-9999-8888",
                "482913",
                "5000000",
                "1111",
                "1.2.3",
            ] {
                assert!(content.contains(words), "{words}: {content}");
            }
            for id in [
                "memo-when",
                "memo-number",
                "memo-pin",
                "memo-report-paid",
                "memo-paid-detail",
                "memo-report-seen",
                "memo-detail",
                "paid-gift-card",
                "seen-mouse",
                "report-event-cut",
                "report-masked",
                "step-3",
            ] {
                assert!(content.contains(&plain(&texts.get(id))), "{id}: {content}");
            }
            assert!(!content.contains("411111111111") && !content.contains("1234567"), "{content}");
            assert!(!content.contains("123-4567"), "{content}");
        }
        assert!(pdf == both(&incident(), Numbers::Masked, locale).2, "the same bytes");
        let (kept, ..) = both(&incident(), Numbers::Kept, locale);
        assert!(kept.contains("4111 1111 1111 1111") && kept.contains(&texts.get("report-unmasked")));
    }
}

#[test]
fn an_empty_incident_and_one_filled_to_the_brim_are_both_printed() {
    if !have("pdftotext") {
        return;
    }
    let (text, pages, _) = both(&Incident::new(Timestamp(0)), Numbers::Masked, Locale::Ja);
    assert_eq!(pages.len(), 1);
    assert!(text.contains(&Texts::new(Locale::Ja).get("memo-report-empty")));
    let mut full = incident();
    full.memo.detail = "\u{3091}\u{308f}\u{308c}\u{305f}".repeat(MEMO_FIELD_MAX_CHARS / 4);
    full.memo.paid_detail = "x".repeat(MEMO_FIELD_MAX_CHARS);
    full.memo.when = "a\n".repeat(MEMO_FIELD_MAX_CHARS / 2);
    full.tools = vec!["T".repeat(80); 32];
    for second in 0..200 {
        let step = Step::ALL[usize::try_from(second % 5).unwrap()];
        full.note(Logged::StepDone { step }, Timestamp(1_763_801_000_000 + second * 1000));
    }
    let (_, pages, _) = both(&full, Numbers::Masked, Locale::Ja);
    assert!(pages.len() > 3, "{}", pages.len());
    let all = pages.concat();
    // Nothing of what the person wrote is lost where a page ends; a page number may stand in between.
    let written = all.matches('\u{3091}').count();
    assert_eq!(written, MEMO_FIELD_MAX_CHARS / 4);
    assert!(pages.last().unwrap().contains(&format!("{}/{}", pages.len(), pages.len())));
}

/// Written where the artefacts are wanted, so that somebody can look at them.
#[test]
fn reports_to_look_at() {
    let Some(folder) = std::env::var_os("KYUKYUBAKO_ARTIFACTS").map(std::path::PathBuf::from) else { return };
    let folder = folder.join("paper");
    std::fs::create_dir_all(&folder).unwrap();
    for locale in Locale::ALL {
        let (_, _, pdf) = both(&incident(), Numbers::Masked, locale);
        std::fs::write(folder.join(format!("{}-report.pdf", locale.tag())), pdf).unwrap();
    }
}
