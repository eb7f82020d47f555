use super::*;
use crate::core::Timestamp;
use crate::core::detection::allow_list::{AllowEntry, AllowFor, AllowList};
use crate::core::guard::{Refusal, Reply};
use crate::core::kept::{KeepReport, KeepResult, PinKept};
use crate::core::own_contacts::OwnContact;
use crate::core::settings::TextSize;

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn store(&self) -> AdminStore {
        AdminStore::at(Some(AdminFolder::under(self.0.path())))
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("admin").join(SETTINGS_FILE)
    }
}

fn settings() -> Settings {
    let until = AllowFor::Season.until(Timestamp(1_800_000_000_000));
    Settings {
        language: Some("en".into()),
        text_size: TextSize::Large,
        person: Some("Kiyo".into()),
        banks: vec![OwnContact::new("Bank", "0120-000-111", Some("2026-11-22")).unwrap()],
        allowed: AllowList { entries: vec![AllowEntry::new("anydesk", "Signer", until).unwrap()] },
        ..Settings::default()
    }
}

#[test]
fn what_is_kept_comes_back_without_what_is_the_users_own() {
    let place = Place::new();
    let store = place.store();
    assert!(!store.counts() && store.settings().unwrap().is_none());
    store.keep_settings(&settings(), "heading").unwrap();
    assert!(store.counts());
    assert_eq!(store.settings().unwrap(), Some(worth_keeping(&settings())));
    let other = Settings { banks: Vec::new(), ..settings() };
    store.keep_settings(&other, "").unwrap();
    assert_eq!(store.settings().unwrap(), Some(worth_keeping(&other)));
    assert_eq!(std::fs::read_dir(store.folder().unwrap()).unwrap().count(), 1, "nothing is left beside it");
    store.clear().unwrap();
    store.clear().unwrap();
    assert!(!store.counts());
    assert!(AdminStore::default().keep_settings(&settings(), "").is_err());
}

#[test]
fn one_line_that_cannot_be_used_costs_the_whole_file() {
    let place = Place::new();
    let store = place.store();
    store.keep_settings(&settings(), "").unwrap();
    let sound = std::fs::read_to_string(place.file()).unwrap();
    for (hostile, line) in [
        (format!("{sound}\n[[card]]\nname = \"x\"\nphone = \"call me\"\n"), true),
        (format!("{sound}\nthis is no TOML\n"), true),
        (format!("text_size = \"huge\"\n{}", sound.replace("text_size", "size")), true),
        ("\0".repeat(10), true),
    ] {
        std::fs::write(place.file(), &hostile).unwrap();
        let error = store.settings().unwrap_err();
        assert_eq!(matches!(error, AdminStoreError::Content(Some(_))), line, "{error}");
    }
    std::fs::write(place.file(), vec![b'#'; FILE_MAX_BYTES + 1]).unwrap();
    assert!(matches!(store.settings(), Err(AdminStoreError::NotOurs(_))));
    std::fs::write(place.file(), b"name = \"\xff\"").unwrap();
    assert!(matches!(store.settings(), Err(AdminStoreError::NotOurs(_))));
    std::fs::write(place.file(), sound).unwrap();
    assert!(store.settings().is_ok());
}

#[cfg(unix)]
#[test]
fn what_others_could_have_written_is_neither_read_nor_written() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let place = Place::new();
    let store = place.store();
    store.keep_settings(&settings(), "").unwrap();
    let folder = store.folder().unwrap().to_owned();
    assert_eq!(std::fs::metadata(place.file()).unwrap().permissions().mode() & 0o777, 0o644);
    assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o755);
    let untrusted = |store: &AdminStore| matches!(store.settings(), Err(AdminStoreError::Untrusted(_)));
    for (path, open, closed) in [
        (place.file(), 0o646, 0o644),
        (place.file(), 0o664, 0o644),
        (folder.clone(), 0o775, 0o755),
        (folder.clone(), 0o1777, 0o755),
        (place.0.path().to_owned(), 0o707, 0o700),
    ] {
        mode(&path, open);
        assert!(untrusted(&store), "{} {open:o}", path.display());
        if path != place.file() {
            let handed = Handed::read(hand_over_text(&settings()).as_bytes()).unwrap();
            let never = |_: &Request| -> Result<Reply, GuardError> { panic!("nothing to ask") };
            assert_eq!(handed.keep(&store, "", None, &never), KeepResult::OpenToOthers.into(), "{open:o}");
        }
        mode(&path, closed);
        assert!(store.settings().is_ok());
    }
    // Another owner than the one who must be.
    let other = AdminFolder { owner: 4_000_000, ..AdminFolder::under(place.0.path()) };
    assert!(untrusted(&AdminStore::at(Some(other))));
    // A link, and a file with a second name elsewhere.
    let second = place.0.path().join("second");
    std::fs::hard_link(place.file(), &second).unwrap();
    assert!(untrusted(&store));
    std::fs::rename(&second, place.file()).unwrap();
    std::fs::remove_file(&second).unwrap();
    assert!(store.settings().is_ok());
    let elsewhere = place.0.path().join("elsewhere");
    std::fs::rename(&folder, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &folder).unwrap();
    assert!(untrusted(&store) && store.counts());
    assert!(store.keep_settings(&settings(), "").is_err());
}

#[test]
fn the_bytes_that_were_shown_are_the_bytes_that_are_kept() {
    let text = hand_over_text(&settings());
    assert_eq!(text, hand_over_text(&Settings { language: None, ..settings() }), "always the same bytes");
    let handed = Handed::read(text.as_bytes()).unwrap();
    assert_eq!(handed.settings, worth_keeping(&settings()));
    assert_ne!(handed.fingerprint, Handed::read(format!("{text}\n").as_bytes()).unwrap().fingerprint);
    for (bytes, nothing) in [
        (b"".to_vec(), true),
        (b"text_size = \"large\"".to_vec(), true),
        (b"[[bank]]\nname = \"a\"\nphone = \"x\"".to_vec(), false),
        (b"\xff".to_vec(), false),
        (vec![b'#'; HANDED_MAX_BYTES + 1], false),
    ] {
        let error = Handed::read(&bytes).unwrap_err();
        assert_eq!(matches!(error, HandedError::Nothing), nothing, "{error}");
    }
}

#[test]
fn the_pin_goes_to_the_guard_after_the_numbers_are_kept() {
    let place = Place::new();
    let handed = Handed::read(hand_over_text(&settings()).as_bytes()).unwrap();
    let never = |_: &Request| -> Result<Reply, GuardError> { panic!("nothing to ask") };
    let kept = |pin| KeepReport { result: KeepResult::Kept, pin };
    assert_eq!(handed.keep(&place.store(), "", None, &never), kept(PinKept::NotGiven));
    assert_eq!(handed.keep(&AdminStore::default(), "", Some("2468"), &never), KeepResult::Failed.into());
    type Answer = fn() -> Result<Reply, GuardError>;
    let answers: [(Answer, PinKept); 4] = [
        (|| Ok(Reply::PinSet), PinKept::Set),
        (|| Err(GuardError::Absent), PinKept::NoGuard),
        (|| Ok(Reply::Refused { why: Refusal::NotElevated }), PinKept::Failed),
        (|| Err(GuardError::Unreachable("x".into())), PinKept::Failed),
    ];
    for (answer, pin) in answers {
        let guard = |request: &Request| {
            assert_eq!(*request, Request::SetPin { pin: "2468".into() });
            answer()
        };
        assert_eq!(handed.keep(&place.store(), "", Some("2468"), &guard), kept(pin));
    }
}
