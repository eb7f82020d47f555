//! What lies on a disk, and looks that hang or break down.

use super::*;
use crate::core::doctor::State;
use crate::platform::directories::Directories;

fn store(root: &std::path::Path) -> UserStore {
    UserStore::open(&Directories::under(root))
}

fn named(name: &str, date: &str) -> Settings {
    let bank = OwnContact::new(name, "0120-000-111", Some(date)).unwrap();
    Settings { banks: vec![bank], ..Settings::default() }
}

#[test]
fn an_untouched_pc_has_no_settings_no_pack_and_nothing_kept() {
    let root = tempfile::tempdir().unwrap();
    let found = files(&store(root.path()));
    assert_eq!(
        (found.settings, found.notes, found.fonts),
        (SettingsFile::None, Notes::Writable, Fonts::Whole)
    );
    assert_eq!((found.pack, found.kept), (Some(PackFile::None), AdminKept::None));
    let contacts = found.contacts.unwrap();
    assert!(!contacts.own_unconfirmed && !contacts.own_old, "{contacts:?}");
    assert_eq!(contacts.checked_on.len(), "2026-11-22".len());
}

#[test]
fn a_settings_file_is_judged_and_left_as_it_is() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("config/settings.toml");
    let store = store(root.path());
    for (text, expected) in [
        ("text_size = \"large\"\n", SettingsFile::Valid),
        ("# mine\n\ntext_size = \"huge\"\n", SettingsFile::Partly(Some(3))),
        ("text_size = \n", SettingsFile::Broken(Some(1))),
        ("\u{feff}\u{0}", SettingsFile::Broken(Some(1))),
    ] {
        std::fs::write(&file, text).unwrap();
        assert_eq!(files(&store).settings, expected, "{text:?}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    }
    std::fs::write(&file, vec![b'#'; 2 * 1024 * 1024]).unwrap();
    assert_eq!(files(&store).settings, SettingsFile::Broken(None));
    let left: Vec<_> = std::fs::read_dir(file.parent().unwrap()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing is put aside: {left:?}");
}

#[test]
fn numbers_of_the_family_count_once_they_were_confirmed() {
    let root = tempfile::tempdir().unwrap();
    let store = store(root.path());
    let contacts = Contacts::bundled();
    let now: jiff::Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
    let now = Timestamp(now.as_millisecond());
    let age = |settings: &Settings| contacts_age(&contacts, &store, settings, now).unwrap();
    for (date, old) in [("2026-11-01", false), ("2024-01-01", true)] {
        let settings = named("Bank", date);
        assert!(age(&settings).own_unconfirmed);
        store.confirm_contacts(&settings).unwrap();
        let confirmed = age(&settings);
        assert_eq!((confirmed.own_unconfirmed, confirmed.own_old, confirmed.days), (false, old, 9));
    }
}

#[test]
fn a_name_that_shows_as_boxes_is_found() {
    for (name, expected) in [
        ("\u{5c71}\u{7530}", Fonts::Whole),
        ("\u{20bb7}\u{91ce}", Fonts::NameShownAsBoxes),
        ("\u{1f600}", Fonts::NameShownAsBoxes),
    ] {
        assert_eq!(fonts(&named(name, "2026-11-01")), expected, "{name}");
        let person = Settings { person: Some(name.to_owned()), ..Settings::default() };
        assert_eq!(fonts(&person), expected, "{name}");
    }
}

#[test]
fn a_pack_and_a_store_that_cannot_be_used_are_found() {
    let root = tempfile::tempdir().unwrap();
    let store = store(root.path());
    std::fs::write(root.path().join("config/pack.toml"), "schema = 1\n").unwrap();
    assert_eq!(files(&store).pack, Some(PackFile::Changed));
    store.admin().keep_settings(&named("Bank", "2026-11-01"), "").unwrap();
    assert_eq!(files(&store).kept, AdminKept::Readable);
    std::fs::write(root.path().join("admin/settings.toml"), "name = 3").unwrap();
    assert_eq!(files(&store).kept, AdminKept::Broken);
}

#[test]
fn a_look_that_hangs_or_breaks_down_is_unknown_in_time() {
    let start = Instant::now();
    let until = start + Duration::from_millis(200);
    let (_never, answer) = sync_channel::<()>(1);
    let hangs = ask("test-hangs", move || answer.recv().ok());
    let breaks = ask("test-breaks", || -> Option<()> { panic!("a look breaks down") });
    let answers = ask("test-answers", || Some(7));
    assert_eq!((told(hangs, until), told(breaks, until)), (None, None));
    // It answered while nobody listened.
    assert_eq!(told(answers, until), Some(7));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn a_whole_look_judges_a_real_pc() {
    let root = tempfile::tempdir().unwrap();
    let drawn = Some(Renderer::Draws { second_way: false });
    let places = Places { store: Arc::new(store(root.path())), watcher: None, drawn };
    let findings = look(&places);
    let of = |check| findings.iter().find(|it| it.check == check).map(|it| it.state);
    use crate::core::doctor::Check;
    assert_eq!(of(Check::Renderer), Some(State::Ok));
    assert_eq!(of(Check::Watcher), Some(State::Warn));
    assert_eq!(of(Check::Notes), Some(State::Ok));
    assert_eq!(of(Check::SmartAppControl).is_some(), cfg!(windows));
}
