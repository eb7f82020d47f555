//! Papers as files: the sheet that is printed, the report for police, bank and centre.

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;

use crate::content::pack::reserved;
use crate::content::{Contacts, Texts};
use crate::core::Timestamp;
use crate::core::event::{ExportTarget, PrintWhat};
use crate::core::incident::Incident;
use crate::core::report::{Numbers, Report};
use crate::paper::{Centre, PaperError, ReportPaper, SheetKind, SheetPaper, report, sheet};
use crate::platform::storage::{StorageError, StoredPack, UserStore, export_file, export_text};

/// Why no file was written.
#[derive(Debug, thiserror::Error)]
pub(super) enum PapersError {
    /// There is no folder for documents, or it cannot be written to.
    #[error("{0}")]
    Storage(#[from] StorageError),
    /// The PDF could not be made.
    #[error("{0}")]
    Paper(#[from] PaperError),
    /// The data could not be written as JSON.
    #[error("{0}")]
    Data(#[from] serde_json::Error),
    /// The data could not be written as TOML.
    #[error("{0}")]
    Toml(#[from] toml::ser::Error),
}

/// Makes the sheet and puts it into `documents`. Only numbers that the family confirmed, or an administrator
/// kept, go on paper.
pub(super) fn save_sheet(
    what: PrintWhat,
    texts: &Texts,
    store: &UserStore,
    documents: Option<&Path>,
    now: Timestamp,
) -> Result<PathBuf, PapersError> {
    let (settings, _) = store.load_settings();
    let (confirmed, (kept, _)) = (store.confirmed_fingerprint(), store.kept());
    let contacts = Contacts::bundled();
    let pack = reserved(&contacts).map(|reserved| store.load_pack(&reserved));
    let protected = store.admin().counts();
    let centre = match &pack {
        // Beside the family's numbers, and on the PC, stands only a centre that the operator cannot have put there.
        Some(StoredPack::Applied(pack)) if protected || what == PrintWhat::Leaflet => {
            Some(Centre { protected, ..Centre::of(pack) })
        }
        _ => None,
    };
    let name = match what {
        PrintWhat::Leaflet => "leaflet-file-name",
        PrintWhat::Sheet | PrintWhat::WithFamilyPage => "sheet-file-name",
    };
    let paper = SheetPaper {
        kind: match what {
            PrintWhat::Sheet => SheetKind::Sheet,
            PrintWhat::WithFamilyPage => SheetKind::WithFamilyPage,
            PrintWhat::Leaflet => SheetKind::Leaflet,
        },
        texts,
        contacts: &contacts,
        own: kept.visible_contacts(&settings, confirmed.as_ref()),
        centre,
        person: kept.person(&settings, confirmed.as_ref()),
        now,
    };
    let pdf = sheet(paper)?;
    let folder = documents.ok_or(StorageError::NoFolder)?;
    Ok(export_file(folder, &texts.get(name), "pdf", &pdf)?)
}

/// The incident in words, in the language of `texts` and the local time of `zone`.
pub(super) fn report_text(incident: &Incident, numbers: Numbers, texts: &Texts, zone: &TimeZone) -> String {
    let report = Report::of(incident, numbers);
    paper_of(&report, texts, &|at| local_time(at, zone)).text()
}

/// Saves the incident into `documents`: as PDF and text, or as data. The first file that was written.
pub(super) fn save_report(
    target: ExportTarget,
    incident: &Incident,
    numbers: Numbers,
    (texts, zone): (&Texts, &TimeZone),
    documents: Option<&Path>,
) -> Result<PathBuf, PapersError> {
    let folder = documents.ok_or(StorageError::NoFolder)?;
    let base = format!("{}-{}", texts.get("memo-file-name"), stamp(incident.opened_at, zone));
    let content = Report::of(incident, numbers);
    if target == ExportTarget::Data {
        // Some programs of centres read the one, some the other.
        let time = |at| rfc_3339(at, zone);
        let data = content.data(&time);
        export_file(folder, &base, "toml", toml::to_string_pretty(&data)?.as_bytes())?;
        return Ok(export_file(folder, &base, "json", serde_json::to_string_pretty(&data)?.as_bytes())?);
    }
    let time = |at| local_time(at, zone);
    let paper = paper_of(&content, texts, &time);
    let text = export_text(folder, &base, &paper.text())?;
    // The text is there already: a PDF that fails is said in the log, not to a person in need.
    match report(&paper).map_err(PapersError::from).and_then(|pdf| {
        let base = format!("{}-{}", texts.get("report-file-name"), stamp(incident.opened_at, zone));
        Ok(export_file(folder, &base, "pdf", &pdf)?)
    }) {
        Ok(pdf) => Ok(pdf),
        Err(error) => {
            log::error!("report: {error}");
            Ok(text)
        }
    }
}

fn paper_of<'a>(
    report: &'a Report,
    texts: &'a Texts,
    time: &'a dyn Fn(Timestamp) -> String,
) -> ReportPaper<'a> {
    ReportPaper { report, texts, time, version: env!("CARGO_PKG_VERSION") }
}

fn local_time(at: Timestamp, zone: &TimeZone) -> String {
    in_zone(at, zone, "%Y-%m-%d %H:%M")
}

fn rfc_3339(at: Timestamp, zone: &TimeZone) -> String {
    in_zone(at, zone, "%Y-%m-%dT%H:%M:%S%:z")
}

/// A time for file names: sortable, without characters that Windows refuses.
fn stamp(at: Timestamp, zone: &TimeZone) -> String {
    in_zone(at, zone, "%Y-%m-%d-%H%M")
}

fn in_zone(at: Timestamp, zone: &TimeZone, format: &str) -> String {
    jiff::Timestamp::from_millisecond(at.0)
        .map(|at| at.to_zoned(zone.clone()).strftime(format).to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Locale;
    use crate::core::incident::{Answer, Logged, Step};
    use crate::platform::directories::Directories;

    #[test]
    fn the_sheet_is_saved_once_and_without_a_folder_it_is_said() {
        let root = tempfile::tempdir().unwrap();
        let store = UserStore::open(&Directories::under(root.path()));
        let documents = root.path().join("documents");
        let texts = Texts::new(Locale::Ja);
        let save = |what| save_sheet(what, &texts, &store, Some(&documents), Timestamp(0)).unwrap();
        let first = save(PrintWhat::Sheet);
        assert!(std::fs::read(&first).unwrap().starts_with(b"%PDF-"));
        assert_eq!(save(PrintWhat::Sheet), first);
        assert_ne!(save(PrintWhat::WithFamilyPage), first);
        assert!(save_sheet(PrintWhat::Sheet, &texts, &store, None, Timestamp(0)).is_err());
    }

    #[allow(clippy::print_stderr, reason = "a skipped test says so")]
    fn read(pdf: &Path) -> Option<String> {
        let output = std::process::Command::new("/usr/bin/pdftotext").arg(pdf).arg("-").output();
        match output {
            Ok(output) => Some(String::from_utf8_lossy(&output.stdout).into_owned()),
            Err(error) => {
                eprintln!("skipped: no pdftotext: {error}");
                None
            }
        }
    }

    #[test]
    fn a_pack_that_the_user_could_have_written_heads_no_sheet_and_is_marked_on_a_leaflet() {
        const PACK: &str = include_str!("../../tests/packs/whole.toml");
        let root = tempfile::tempdir().unwrap();
        let store = UserStore::open(&Directories::under(root.path()));
        let rules = reserved(&Contacts::bundled()).unwrap();
        let pack = crate::core::pack::Pack::read(PACK.as_bytes(), &rules).unwrap();
        let phone = pack.centre.phone().to_owned();
        store.apply_pack(PACK.as_bytes(), &pack).unwrap();
        let texts = Texts::new(Locale::En);
        let mark = texts.get("pack-number-short");
        for protected in [false, true] {
            if protected {
                store.admin().keep_pack(PACK).unwrap();
            }
            for (what, shown, marked) in [
                (PrintWhat::Sheet, protected, false),
                (PrintWhat::WithFamilyPage, protected, false),
                (PrintWhat::Leaflet, true, !protected),
            ] {
                let documents = root.path().join(format!("{what:?}-{protected}"));
                let pdf = save_sheet(what, &texts, &store, Some(&documents), Timestamp(0)).unwrap();
                let Some(words) = read(&pdf) else { return };
                assert_eq!(
                    (words.contains(&phone), words.contains(&mark)),
                    (shown, marked),
                    "{what:?}: {words}"
                );
            }
        }
    }

    #[test]
    fn the_report_is_saved_as_pdf_text_and_data() {
        let root = tempfile::tempdir().unwrap();
        let texts = Texts::new(Locale::En);
        let zone = TimeZone::UTC;
        let mut incident = Incident::new(Timestamp(1_763_800_000_000));
        incident.memo.detail = "4111 1111 1111 1111".into();
        let called = Logged::Called { who: "Bank".into(), number: "0120-000-111".into() };
        incident.note(called, Timestamp(1_763_800_060_000));
        incident.note(Logged::StepDone { step: Step::CallBank }, Timestamp(1_763_800_061_000));
        incident.told_bank = Some(Answer::Yes);
        let save = |target, numbers| {
            save_report(target, &incident, numbers, (&texts, &zone), Some(root.path())).unwrap()
        };
        let pdf = save(ExportTarget::Documents, Numbers::Masked);
        assert_eq!(pdf.extension().unwrap(), "pdf");
        let data = save(ExportTarget::Data, Numbers::Kept);
        let json: serde_json::Value = serde_json::from_slice(&std::fs::read(&data).unwrap()).unwrap();
        let text = std::fs::read_to_string(data.with_extension("toml")).unwrap();
        let toml: serde_json::Value = toml::from_str(&text).unwrap();
        for (key, value) in json.as_object().unwrap() {
            // TOML has no word for nothing.
            assert!(value.is_null() || toml[key] == *value, "{key}: {text}");
        }
        assert_eq!(json["opened_at"], "2025-11-22T08:26:40+00:00");
        assert_eq!(json["log"][0]["number"], "0120-000-111");
        assert_eq!(json["memo"]["detail"], "4111 1111 1111 1111");
        let mut endings: Vec<_> = std::fs::read_dir(root.path())
            .unwrap()
            .map(|entry| entry.unwrap().path().extension().unwrap().to_owned())
            .collect();
        endings.sort();
        assert_eq!(endings, ["json", "pdf", "toml", "txt"]);
        let text = report_text(&incident, Numbers::Masked, &texts, &zone);
        assert!(text.contains("2025-11-22 08:26") && !text.contains("4111"));
        assert!(text.contains(&texts.get("report-origin")), "whoever reads it knows whose file it was");
        assert_eq!(texts.failures(), Vec::<String>::new());
    }
}
