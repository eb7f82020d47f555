//! The `scan` command as scripts and support staff call it.

use std::ffi::OsString;
use std::path::Path;

use kyukyubako::cli::scan;
use kyukyubako::content::detection_words::{evidence_sentence, level_id};
use kyukyubako::content::{Locale, Moments, Texts};
use kyukyubako::core::detection::EvidenceKind::{Recent, Restriction, Theatre};
use kyukyubako::core::detection::Level;
use kyukyubako::core::detection::redaction::keep_what_tells_of_tools;
use kyukyubako::core::detection::snapshot::{SNAPSHOT_MAX_BYTES, Snapshot};

use crate::{CATALOGUE, judge};

fn run(locale: Locale, args: &[&str]) -> (u8, String, String) {
    let texts = Texts::new(locale);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = scan::run(args.iter().map(OsString::from).collect(), &texts, &mut out, &mut err);
    assert_eq!(texts.failures(), Vec::<String>::new());
    (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

fn corpus(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/detection/snapshots");
    folder.join(name).to_str().unwrap().to_owned()
}

#[test]
fn a_saved_snapshot_gives_the_object_of_the_contract() {
    let (code, out, err) = run(Locale::En, &["--json", "--from", &corpus("rescue-controlled.json")]);
    assert_eq!((code, err.as_str()), (0, ""));
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(answer["schema"], 1);
    assert_eq!(answer["level"], "live");
    let taken_at: jiff::Timestamp = answer["taken_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(taken_at, "2026-11-22T10:00:00+09:00".parse().unwrap());
    let finding = &answer["findings"][0];
    assert_eq!(finding["tool"], "logmein-rescue");
    assert_eq!(finding["name"], "LogMeIn Rescue");
    assert_eq!(finding["allowed"], false);
    assert_eq!(finding["pids"], serde_json::json!([4100, 4120]));
    assert_eq!(finding["evidence"][1], serde_json::json!({"kind": "process", "detail": "LMI_RescueRC.exe"}));
}

#[test]
fn the_words_are_in_the_users_language_for_every_level_and_kind() {
    let moments = Moments { now: None, zone: &jiff::tz::TimeZone::UTC };
    for locale in Locale::ALL {
        for name in [
            "rescue-controlled.json",
            "hosts-idle-after-boot.json",
            "anydesk-started-by-hand.json",
            "home-pc-in-japan.json",
        ] {
            let (code, out, _) = run(locale, &["--from", &corpus(name)]);
            assert_eq!(code, 0);
            assert!(out.lines().count() >= 2, "{out}");
        }
        let texts = Texts::new(locale);
        for level in [Level::Clear, Level::Leftover, Level::Likely, Level::Live] {
            assert!(texts.has(level_id(level)), "{level:?}");
        }
        for entry in std::fs::read_dir(corpus("")).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            for evidence in judge(&Snapshot::decode(&bytes).unwrap())
                .findings
                .iter()
                .flat_map(|finding| &finding.evidence)
            {
                // These are told in words of their own, not as they were found.
                let told = [Recent, Restriction, Theatre].contains(&evidence.kind);
                let sentence = evidence_sentence(evidence, &texts, moments);
                assert!(told || sentence.contains(&evidence.detail), "{sentence}");
            }
        }
        assert_eq!(texts.failures(), Vec::<String>::new());
    }
}

#[test]
fn every_bad_file_gives_one_clear_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(at("torn"), "{\"os\":\"windows\",\n\"processes\":[{").unwrap();
    std::fs::write(at("newer"), r#"{"os":"windows","schema":9}"#).unwrap();
    std::fs::write(at("binary"), [0u8, 159, 146, 150]).unwrap();
    std::fs::File::create(at("huge")).unwrap().set_len(SNAPSHOT_MAX_BYTES as u64 * 4).unwrap();
    for locale in Locale::ALL {
        for name in ["torn", "newer", "binary", "huge", "missing", "."] {
            let (code, out, err) = run(locale, &["--json", "--from", &at(name)]);
            assert_eq!((code, out.as_str()), (1, ""), "{name}");
            assert_eq!(err.trim_end().lines().count(), 1, "{name}: {err}");
        }
        assert!(run(locale, &["--from", &at("torn")]).2.contains('2'), "names the line");
        assert!(run(locale, &["--from", &at("huge")]).2.contains("16 MB"), "names the limit");
    }
}

#[test]
fn wrong_use_is_told_apart_and_help_is_not_wrong() {
    for args in
        [&["--nonsense"][..], &["file"], &["--from"], &["--json=x"], &["--from", "a", "--save-snapshot", "b"]]
    {
        let (code, out, err) = run(Locale::Ja, args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}");
        assert!(!err.is_empty(), "{args:?}");
    }
    let (code, out, _) = run(Locale::Ja, &["--help"]);
    assert_eq!(code, 0);
    assert!(out.contains("--save-snapshot"));
}

#[test]
fn this_pc_is_saved_and_judged_the_same_from_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("now.json").to_str().unwrap().to_owned();
    let (code, out, err) = run(Locale::En, &["--json", "--save-snapshot", &file]);
    assert_eq!((code, err.as_str()), (0, ""));
    let live: serde_json::Value = serde_json::from_str(&out).unwrap();
    let (_, out, _) = run(Locale::En, &["--json", "--from", &file]);
    let replayed: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(live, replayed);
    let saved = Snapshot::decode(&std::fs::read(&file).unwrap()).unwrap();
    assert!(saved.processes.iter().any(|process| process.pid == Some(std::process::id())));
    // Nothing is left to leave out: no other program's arguments, no files of the person.
    let mut again = saved.clone();
    keep_what_tells_of_tools(&mut again, &CATALOGUE);
    assert_eq!(again, saved);
    let (code, _, err) = run(Locale::En, &["--save-snapshot", "/proc/nowhere/now.json"]);
    assert_eq!((code, err.trim_end().lines().count()), (1, 1), "{err}");
}
