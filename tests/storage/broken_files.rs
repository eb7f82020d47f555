//! What the program makes of settings and notes that somebody, or a crash, spoiled.

use std::fs;
use std::path::Path;

use kyukyubako::core::Timestamp;
use kyukyubako::core::detection::allow_list::{AllowEntry, AllowFingerprint, AllowList, ENTRIES_MAX};
use kyukyubako::core::own_contacts::{OwnContact, VisibleContacts, visible_contacts};
use kyukyubako::core::settings::{CONTACTS_MAX, Settings, TextSize};
use kyukyubako::core::storage_notice::NoticeKind;
use kyukyubako::platform::directories::Directories;
use kyukyubako::platform::storage::{FILE_MAX_BYTES, StorageError, UserStore};
use serde::{Deserialize, Serialize};

fn store(root: &Path) -> UserStore {
    UserStore::open(&Directories::under(root))
}

fn contact(name: &str, phone: &str) -> OwnContact {
    OwnContact::new(name, phone, Some("2026-11-22")).expect("a valid contact")
}

fn allowed(tool: &str) -> AllowEntry {
    AllowEntry::new(tool, "A \"Signer\" Ltd", Timestamp(1_800_000_000_000)).expect("a valid entry")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .expect("folder")
        .map(|entry| entry.expect("entry").file_name().into_string().expect("plain name"))
        .collect();
    names.sort();
    names
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Notes {
    step: u32,
    number_called: String,
}

#[test]
fn settings_come_back_as_they_were_saved() {
    let root = tempfile::tempdir().expect("folder");
    assert_eq!(store(root.path()).load_settings(), (Settings::default(), Vec::new()));
    let settings = Settings {
        language: Some("en".into()),
        text_size: TextSize::ExtraLarge,
        person: Some("Tanaka Kiyo".into()),
        family: vec![contact("Hanako \"the\" daughter", "090-1234-5678"), contact("Taro", "110")],
        banks: vec![contact("Bank", "0120-000-000")],
        cards: vec![OwnContact::new("Card", "0120-111-111", None).expect("valid")],
        allowed: AllowList { entries: vec![allowed("anydesk"), allowed("rustdesk")] },
        ..Settings::default()
    };
    store(root.path()).save_settings(&settings, "first line\nsecond line").expect("saved");
    assert_eq!(store(root.path()).load_settings(), (settings.clone(), Vec::new()));
    let text = fs::read_to_string(root.path().join("config/settings.toml")).expect("file");
    assert!(text.starts_with("# first line\n# second line\n"), "{text}");

    let fewer = Settings { banks: Vec::new(), language: None, ..settings };
    store(root.path()).save_settings(&fewer, "").expect("saved");
    assert_eq!(store(root.path()).load_settings(), (fewer, Vec::new()));
}

#[test]
fn comments_and_unknown_keys_of_an_edited_file_survive_a_save() {
    let root = tempfile::tempdir().expect("folder");
    let path = root.path().join("config/settings.toml");
    fs::create_dir_all(path.parent().expect("parent")).expect("folder");
    let edited = "# ours\nlanguage = \"ja\" # why\nlater = [1, 2]\n\n[[family]]\nname = \"A\" # sister\n\
                  phone = \"110\"\nbirthday = 1950-01-01\n\n[unknown]\nkey = 1\n";
    fs::write(&path, edited).expect("written");
    let store = store(root.path());
    let (mut settings, notices) = store.load_settings();
    assert_eq!(notices, []);
    settings.text_size = TextSize::Large;
    settings.family.push(contact("B", "119"));
    store.save_settings(&settings, "not used").expect("saved");
    let text = fs::read_to_string(&path).expect("file");
    for kept in ["# ours", "# why", "later = [1, 2]", "birthday = 1950-01-01", "[unknown]\nkey = 1"] {
        assert!(text.contains(kept), "{kept} is gone:\n{text}");
    }
    assert_eq!(store.load_settings(), (settings, Vec::new()));
    assert_eq!(names(path.parent().expect("parent")), ["settings.toml"]);
}

#[test]
fn a_hundred_thousand_wrong_entries_keep_nobody_waiting() {
    let root = tempfile::tempdir().expect("folder");
    let directories = Directories::under(root.path());
    let folder = directories.config.clone().expect("a folder");
    fs::create_dir_all(&folder).expect("folder");
    let text = format!("family = [{}]\n", "{phone=1},".repeat(90_000));
    assert!(text.len() < FILE_MAX_BYTES);
    fs::write(folder.join("settings.toml"), text).expect("written");
    let start = std::time::Instant::now();
    let (settings, notices) = UserStore::open(&directories).load_settings();
    assert!(start.elapsed() < std::time::Duration::from_secs(10), "{:?}", start.elapsed());
    assert!(settings.family.is_empty() && !notices.is_empty());
}

#[test]
fn a_broken_settings_file_is_named_with_its_line_kept_and_put_aside_by_the_next_save() {
    for (broken, line) in [
        (&b"language = \"ja\"\ntext_size = = 3\n"[..], Some(2)),
        (b"\n\n[[family\n", Some(3)),
        // What Notepad writes as ANSI on a Japanese PC.
        (b"language = \"ja\"\n# \x90\xdd\x92\xe8\n", Some(2)),
    ] {
        let root = tempfile::tempdir().expect("folder");
        let folder = root.path().join("config");
        fs::create_dir_all(&folder).expect("folder");
        fs::write(folder.join("settings.toml"), broken).expect("written");
        let store = store(root.path());
        let (settings, notices) = store.load_settings();
        assert_eq!(settings, Settings::default());
        assert_eq!(notices.len(), 1);
        assert_eq!(notices[0].kind, NoticeKind::SettingsBroken);
        assert_eq!((notices[0].file.as_str(), notices[0].line), ("settings.toml", line));
        assert_eq!(fs::read(folder.join("settings.toml")).expect("untouched"), broken);

        let changed = Settings { text_size: TextSize::Large, ..settings };
        store.save_settings(&changed, "").expect("saved");
        assert_eq!(names(&folder), ["settings.broken-1.toml", "settings.toml"]);
        assert_eq!(fs::read(folder.join("settings.broken-1.toml")).expect("kept"), broken);
        assert_eq!(store.load_settings(), (changed, Vec::new()));
    }
}

#[test]
fn one_wrong_line_costs_only_that_line() {
    let root = tempfile::tempdir().expect("folder");
    let folder = root.path().join("config");
    fs::create_dir_all(&folder).expect("folder");
    let text = "language = 7\ntext_size = \"large\"\n\n[[family]]\nname = \"A\"\nphone = \"call me\"\n\n\
                [[family]]\nname = \"B\"\nphone = \"110\"\n";
    fs::write(folder.join("settings.toml"), text).expect("written");
    let store = store(root.path());
    let (settings, notices) = store.load_settings();
    assert_eq!(settings.text_size, TextSize::Large);
    assert_eq!(settings.language, None);
    assert_eq!(settings.family.iter().map(OwnContact::name).collect::<Vec<_>>(), ["B"]);
    assert!(notices.iter().all(|notice| notice.kind == NoticeKind::SettingsValue));
    assert_eq!(notices.iter().map(|notice| notice.line).collect::<Vec<_>>(), [Some(1), Some(6)]);

    store.save_settings(&settings, "").expect("saved");
    assert_eq!(fs::read_to_string(folder.join("settings.broken-1.toml")).expect("a copy is kept"), text);
    assert_eq!(store.load_settings(), (settings, Vec::new()));
}

#[test]
fn lists_of_any_length_and_shape_are_bounded() {
    let root = tempfile::tempdir().expect("folder");
    let path = root.path().join("config/settings.toml");
    fs::create_dir_all(path.parent().expect("parent")).expect("folder");
    fs::write(&path, "[[bank]]\nname = \"x\"\nphone = \"110\"\n".repeat(5000)).expect("written");
    let (settings, notices) = store(root.path()).load_settings();
    assert_eq!(settings.banks.len(), CONTACTS_MAX);
    assert!((1..=CONTACTS_MAX).contains(&notices.len()));

    fs::write(&path, "family = 3\ncard = [1]\nbank = [{ name = \"x\", phone = \"110\" }]\n")
        .expect("written");
    let (settings, notices) = store(root.path()).load_settings();
    assert_eq!(settings.banks.len(), 1);
    assert_eq!(notices.len(), 2);
    store(root.path()).save_settings(&settings, "").expect("saved");
    assert_eq!(store(root.path()).load_settings(), (settings, Vec::new()));

    fs::write(&path, vec![b'\n'; FILE_MAX_BYTES + 1]).expect("written");
    let (settings, notices) = store(root.path()).load_settings();
    assert_eq!(settings, Settings::default());
    assert_eq!(notices.iter().map(|notice| notice.kind).collect::<Vec<_>>(), [NoticeKind::TooLarge]);
}

#[test]
fn notes_come_back_and_broken_ones_are_put_aside() {
    let root = tempfile::tempdir().expect("folder");
    let store = store(root.path());
    assert_eq!(store.load_document::<Notes>("incident"), (None, Vec::new()));
    let notes = Notes { step: 3, number_called: "050-0000-0000".into() };
    store.save_document("incident", &notes).expect("saved");
    assert_eq!(store.load_document::<Notes>("incident"), (Some(notes), Vec::new()));

    let state = root.path().join("state");
    for number in 1..=2 {
        fs::write(state.join("incident.toml"), "step = 3\nnumber_called = 4\n").expect("written");
        let (notes, notices) = store.load_document::<Notes>("incident");
        assert_eq!(notes, None);
        assert_eq!(notices.len(), 1);
        assert_eq!((notices[0].kind, notices[0].line), (NoticeKind::NotesBroken, Some(2)));
        assert_eq!(notices[0].kept_as.as_deref(), Some(format!("incident.broken-{number}.toml").as_str()));
        assert_eq!(store.load_document::<Notes>("incident"), (None, Vec::new()));
    }
    assert_eq!(names(&state), ["incident.broken-1.toml", "incident.broken-2.toml"]);
}

#[test]
fn a_document_name_cannot_lead_out_of_the_folder() {
    let root = tempfile::tempdir().expect("folder");
    let store = store(root.path());
    for name in ["../x", "a/b", "", "A", "a.b", "x\0"] {
        let error = store.save_document(name, &Notes { step: 1, number_called: String::new() });
        assert!(matches!(error, Err(StorageError::Name(_))), "{name:?}");
    }
}

#[test]
fn a_changed_bank_number_is_hidden_until_it_is_confirmed_again() {
    let root = tempfile::tempdir().expect("folder");
    let store = store(root.path());
    let mut settings = Settings { banks: vec![contact("Bank", "0120-000-000")], ..Settings::default() };
    let hidden = |settings: &Settings, store: &UserStore| {
        let confirmed = store.confirmed_fingerprint();
        matches!(visible_contacts(settings, confirmed.as_ref()), VisibleContacts::Hidden(_))
    };
    assert!(hidden(&settings, &store), "nobody confirmed it");
    store.confirm_contacts(&settings).expect("confirmed");
    assert!(!hidden(&settings, &UserStore::open(&Directories::under(root.path()))), "after a restart too");
    settings.banks = vec![contact("Bank", "0120-666-666")];
    assert!(hidden(&settings, &store));
    store.confirm_contacts(&settings).expect("confirmed");
    assert!(!hidden(&settings, &store));
}

#[cfg(unix)]
#[test]
fn files_and_folders_are_closed_to_other_users() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = tempfile::tempdir().expect("folder");
    let store = store(root.path());
    store.save_settings(&Settings::default(), "").expect("saved");
    store.save_document("incident", &Notes { step: 1, number_called: String::new() }).expect("saved");
    store.confirm_contacts(&Settings::default()).expect("confirmed");
    for (path, mode) in [
        ("config", 0o700),
        ("state", 0o700),
        ("config/settings.toml", 0o600),
        ("state/incident.toml", 0o600),
        ("state/confirmed-contacts", 0o600),
    ] {
        let found = fs::metadata(root.path().join(path)).expect("exists").permissions().mode() & 0o777;
        assert_eq!(found, mode, "{path}: {found:o}");
    }
}

fn written(root: &Path, settings: &str) -> UserStore {
    let folder = root.join("config");
    fs::create_dir_all(&folder).expect("folder");
    fs::write(folder.join("settings.toml"), settings).expect("written");
    store(root)
}

#[test]
fn an_allowed_tool_that_cannot_be_used_is_named_by_its_line_and_kept_aside() {
    let root = tempfile::tempdir().expect("folder");
    let text = "[[allowed_tools]] # the daughter\ntool = \"teamviewer\"\nsigner = \"TeamViewer Germany GmbH\"\n\
                until = 2027-03-01 # her birthday\nnote = \"by telephone\"\n\n\
                [[allowed_tools]]\ntool = \"anydesk\"\nsigner = \"AnyDesk Software GmbH\"\nuntil = \"for ever\"\n\n\
                [[allowed_tools]]\ntool = \"rustdesk\"\nuntil = \"2027-03-01\"\n";
    let store = written(root.path(), text);
    let (mut settings, notices) = store.load_settings();
    let entry = &settings.allowed.entries;
    assert_eq!(entry.iter().map(|entry| entry.tool.as_str()).collect::<Vec<_>>(), ["teamviewer"]);
    // Noon of that day.
    assert_eq!(entry[0].until, Timestamp(1_803_902_400_000));
    assert_eq!(notices.iter().map(|notice| notice.line).collect::<Vec<_>>(), [Some(10), Some(14)]);

    settings.text_size = TextSize::Large;
    store.save_settings(&settings, "").expect("saved");
    let folder = root.path().join("config");
    assert_eq!(fs::read_to_string(folder.join("settings.broken-1.toml")).expect("kept"), text);
    let now = fs::read_to_string(folder.join("settings.toml")).expect("file");
    for kept in ["# the daughter", "until = 2027-03-01 # her birthday", "note = \"by telephone\""] {
        assert!(now.contains(kept), "{kept} is gone:\n{now}");
    }
}

#[test]
fn hostile_allow_lists_are_bounded_and_believed_only_when_confirmed() {
    let root = tempfile::tempdir().expect("folder");
    let many: String = (0..ENTRIES_MAX + 5)
        .map(|n| {
            format!("[[allowed_tools]]\ntool = \"t-{n}\"\nsigner = \"S\"\nuntil = \"2027-01-01T00:00:00Z\"\n")
        })
        .collect();
    let (settings, notices) = written(root.path(), &many).load_settings();
    assert_eq!(settings.allowed.entries.len(), ENTRIES_MAX);
    assert!(!notices.is_empty());
    for odd in [
        "allowed_tools = 7",
        "allowed_tools = \"all\"",
        "allowed_tools = [1, 2]",
        "[allowed_tools]\ntool = \"a\"",
        "[[allowed_tools]]\ntool = \"A B\"\nsigner = \"S\"\nuntil = \"2027-01-01\"",
        "[[allowed_tools]]\ntool = \"a\"\nsigner = \"S\\u202E\"\nuntil = \"2027-01-01\"",
        "[[allowed_tools]]\ntool = \"a\"\nsigner = \"S\"\nuntil = 1979-05-27T07:32:00",
    ] {
        let (settings, notices) = written(root.path(), odd).load_settings();
        assert_eq!(settings.allowed, AllowList::default(), "{odd}");
        assert_eq!(notices.len(), 1, "{odd}");
    }

    let list = AllowList { entries: vec![allowed("anydesk")] };
    let store = written(root.path(), "");
    store.save_allowed(&Settings::default(), &list, "").expect("saved");
    let again = UserStore::look(&Directories::under(root.path()));
    let (mut settings, _) = again.load_settings();
    assert_eq!(again.trusted_allow_list(&settings), list);
    assert_eq!(again.allowed_fingerprint(), Some(AllowFingerprint::of(&list)));
    settings.allowed.entries.push(allowed("rustdesk"));
    assert_eq!(again.trusted_allow_list(&settings), AllowList::default());
}
