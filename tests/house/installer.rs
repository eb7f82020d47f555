//! The set-up program of Windows knows the programs by the same names as they know themselves, and says the same in
//! both languages.

use std::collections::BTreeMap;

use kyukyubako::content::{Locale, Texts};
use kyukyubako::core::watch::entry::{RUN_NAME, run_value, run_value_for_all};
use kyukyubako::platform::app_id::APP_ID;

use super::source::{files, root, short, text};

const FOLDER: &str = "installer/windows/setup";

fn script(name: &str) -> String {
    text(&root().join(FOLDER).join(name))
}

/// `!define NAME "VALUE"` of the names file, with the names inside values filled in.
fn names() -> BTreeMap<String, String> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for line in script("names.nsh").lines() {
        let Some((name, value)) = line.strip_prefix("!define ").and_then(|rest| rest.split_once(' ')) else {
            continue;
        };
        let mut value = value.trim_matches('"').to_owned();
        for (known, meaning) in &names {
            value = value.replace(&format!("${{{known}}}"), meaning);
        }
        names.insert(name.to_owned(), value);
    }
    names
}

#[test]
fn set_up_and_programs_know_each_other_by_the_same_names() {
    let names = names();
    let name = |key: &str| names.get(key).unwrap_or_else(|| panic!("no {key}")).as_str();
    assert_eq!(name("APP_ID"), APP_ID);
    assert_eq!(name("APP_ID_KEY"), format!("Software\\Classes\\AppUserModelId\\{APP_ID}"));
    assert_eq!(name("RUN_NAME"), RUN_NAME);
    for (locale, suffix) in [(Locale::Ja, "JA"), (Locale::En, "EN")] {
        let texts = Texts::new(locale);
        for (key, id) in [
            ("TITLE", "app-title"),
            ("RESTORE", "restore-program-shortcut"),
            ("RESTORE_UNINSTALL", "restore-program-uninstall-name"),
        ] {
            assert_eq!(name(&format!("{key}_{suffix}")), texts.get(id), "{id}");
        }
        let sheet = format!("{}.txt", texts.get("restore-program-by-hand-file"));
        assert_eq!(name(&format!("BY_HAND_{suffix}")), sheet);
        let file = if locale == Locale::Ja { "japanese.nsh" } else { "english.nsh" };
        let hint = texts.get("restore-program-shortcut-hint");
        assert!(script(file).contains(&format!("RestoreHint \"{hint}\"")), "{hint}");
    }
    // The MSI speaks Japanese only.
    let (tables, texts) = (text(&root().join("installer/windows/msi_tables.py")), Texts::new(Locale::Ja));
    for (name, id) in [
        ("NAME", "app-title"),
        ("RESTORE", "restore-program-shortcut"),
        ("RESTORE_HINT", "restore-program-shortcut-hint"),
    ] {
        assert!(tables.contains(&format!("\n{name} = \"{}\"\n", texts.get(id))), "{name}");
    }
    // What only the Windows build compiles is looked up in its source.
    for (key, file) in [
        ("SERVICE", "src/platform/guard/windows/registration.rs"),
        ("NOTICE_RUN_NAME", "src/platform/windows/notice_entry.rs"),
        ("RESTORE_UNINSTALL", "src/platform/windows/restore_program/install.rs"),
        ("FOLDER", "src/platform/windows/known_folder.rs"),
    ] {
        let literal = format!("\"{}\"", name(key).replace('\\', "\\\\"));
        assert!(text(&root().join(file)).contains(&literal), "{file} has no {literal}");
    }
}

#[test]
fn the_watcher_is_started_by_the_line_that_it_recognises() {
    let install = script("install.nsh");
    let program = "$INSTDIR\\kyukyubako.exe";
    for line in [run_value_for_all(program), run_value(program)] {
        let line = format!("\"${{RUN_NAME}}\" '{}'", line.expect("a line"));
        assert!(install.contains(&line), "{line}");
    }
}

/// The texts of one language by their names.
fn words(file: &str, start: &str) -> BTreeMap<String, String> {
    let mut words = BTreeMap::new();
    for line in script(file).lines().map(str::trim) {
        let Some((name, text)) = line.strip_prefix(start).and_then(|rest| rest.split_once(' ')) else {
            continue;
        };
        // Said once for signed builds and once for others.
        words.entry(name.to_owned()).or_insert_with(String::new).push_str(text);
    }
    words
}

#[test]
fn both_languages_say_the_same_things_and_everything_said_is_there() {
    let (ja, en) = (words("japanese.nsh", "!insertmacro ja "), words("english.nsh", "!insertmacro en "));
    assert!(ja.len() > 20, "{}", ja.len());
    assert!(ja.keys().eq(en.keys()), "{:?} and {:?}", ja.keys(), en.keys());
    let steps = |text: &str| text.matches("$\\r$\\n").count();
    for (name, text) in &ja {
        assert_eq!(steps(text), steps(&en[name]), "{name}");
        assert!(!text.contains("Kyukyubako Setup") && !text.is_empty(), "{name}");
    }
    for file in files(FOLDER, &[".nsi", ".nsh"]) {
        for used in text(&file).split("$(").skip(1).filter_map(|rest| rest.split_once(')')) {
            assert!(ja.contains_key(used.0), "{} says {}, which nobody wrote", short(&file), used.0);
        }
    }
}

#[test]
fn the_programs_ask_windows_for_what_they_need() {
    for file in files("assets/windows", &[".manifest"]) {
        let manifest = text(&file);
        for wanted in [">PerMonitorV2<", ">UTF-8<", "longPathAware", ">true</longPathAware>"] {
            assert!(manifest.contains(wanted), "{} lacks {wanted}", short(&file));
        }
        // Only the program that closes and opens the line asks for more than its caller has.
        let level = if short(&file).contains("restore") { "requireAdministrator" } else { "asInvoker" };
        assert!(manifest.contains(&format!("level=\"{level}\"")), "{}", short(&file));
    }
    let script = script("setup.nsi");
    for wanted in ["RequestExecutionLevel user", "PerMonitorV2", "ManifestLongPathAware true"] {
        assert!(script.contains(wanted), "{wanted}");
    }
}
