//! What an administrator keeps, where nobody can tell who owns a file: Wine keeps no owners, so that everything counts
//! as somebody else's. Nothing is kept then, nothing is believed, and both are said.

use std::process::{Command, Output};

use kyukyubako::core::kept::Kept;
use kyukyubako::core::own_contacts::OwnContact;
use kyukyubako::core::pack::PackFingerprint;
use kyukyubako::core::settings::Settings;
use kyukyubako::platform::directories::{AdminFolder, Directories};
use kyukyubako::platform::storage::admin_store::{AdminStore, AdminStoreError, hand_over_text};
use kyukyubako::platform::storage::{KeptProblem, UserStore};

fn family() -> Settings {
    let bank = OwnContact::new("Midori", "0120-000-111", Some("2026-11-22")).unwrap();
    Settings { banks: vec![bank], ..Settings::default() }
}

#[test]
fn a_store_that_belongs_to_somebody_else_is_neither_written_nor_believed() {
    if !super::under_wine() {
        println!("skipped: would change this PC");
        return;
    }
    let place = AdminFolder::of_system().unwrap();
    assert!(place.path.ends_with("Kyukyubako\\store"), "{}", place.path.display());
    let store = AdminStore::at(Some(place.clone()));
    assert!(matches!(store.keep_settings(&family(), ""), Err(AdminStoreError::Untrusted(_))));
    assert!(!place.path.join("settings.toml").exists());
    std::fs::write(place.path.join("settings.toml"), hand_over_text(&family())).unwrap();
    assert!(matches!(store.settings(), Err(AdminStoreError::Untrusted(_))));
    let user = UserStore::look(&Directories { admin: Some(place.clone()), ..Directories::default() });
    assert_eq!(user.kept(), (Kept::Store(Box::default()), Some(KeptProblem::Untrusted)));

    // The command itself: its manifest asks for no rights, so that without consent it has none.
    let test = std::env::current_exe().unwrap();
    let program = test.parent().and_then(|deps| deps.parent()).unwrap().join("kyukyubako.exe");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), hand_over_text(&family())).unwrap();
    let hash = PackFingerprint::of(hand_over_text(&family()).as_bytes());
    let args = ["store", "keep", "--json", "--sha256", hash.as_str(), "--file"];
    let answer = Command::new(&program).args(args).arg(file.path()).output().unwrap();
    assert_eq!(said(&answer), (Some(1), "not-elevated".to_owned()));
    let shown = Command::new(&program).args(["store", "show", "--json"]).output().unwrap();
    let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!((&shown["state"], shown["banks"].as_array().unwrap().len()), (&"untrusted".into(), 0));
    std::fs::remove_dir_all(&place.path).unwrap();
}

fn said(output: &Output) -> (Option<i32>, String) {
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    (output.status.code(), report["result"].as_str().unwrap().to_owned())
}
