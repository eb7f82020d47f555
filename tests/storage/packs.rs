//! Packs as they are checked, applied, edited by somebody else and taken away again.

use std::ffi::OsString;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use kyukyubako::cli::pack::{Surroundings, run_in};
use kyukyubako::content::pack::reserved;
use kyukyubako::content::{Contacts, Locale, Texts};
use kyukyubako::core::Timestamp;
use kyukyubako::core::incident::Incident;
use kyukyubako::core::pack::{PACK_MAX_BYTES, Pack, Reserved};
use kyukyubako::core::settings::TextSize;
use kyukyubako::platform::directories::Directories;
use kyukyubako::platform::storage::{PACK_FILE, StoredPack, UserStore};
use kyukyubako::runtime::INCIDENT;

fn rules() -> Reserved {
    reserved(&Contacts::bundled()).expect("rules")
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs").join(name)
}

struct Answer {
    code: u8,
    out: String,
    err: String,
}

fn pack(root: &Path, args: &[&str], typed: &str, is_cut: bool, locale: Locale) -> Answer {
    let directories = Directories::under(root);
    let texts = Texts::new(locale);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut input = Cursor::new(typed.as_bytes().to_vec());
    let surroundings = Surroundings {
        directories: &directories,
        in_need: &|| is_cut,
        input: &mut input,
        elevated: false,
        pin_folder: &root.join("pin"),
        terminal: false,
    };
    let code = run_in(surroundings, args.iter().map(OsString::from).collect(), &texts, &mut out, &mut err);
    assert_eq!(texts.failures(), Vec::<String>::new());
    let text = |bytes| String::from_utf8(bytes).expect("text");
    Answer { code, out: text(out), err: text(err) }
}

fn stored(root: &Path) -> StoredPack {
    UserStore::open(&Directories::under(root)).load_pack(&rules())
}

fn whole() -> String {
    fixture("whole.toml").to_string_lossy().into_owned()
}

fn applied(root: &Path) {
    let answer = pack(root, &["apply", &whole()], "yes\n", false, Locale::En);
    assert_eq!(answer.code, 0, "{}", answer.err);
}

#[test]
fn a_pack_is_shown_asked_about_applied_and_removed() {
    for (locale, yes) in [(Locale::Ja, "\u{306f}\u{3044}\n"), (Locale::En, "yes\n")] {
        let root = tempfile::tempdir().expect("folder");
        let read = Pack::read(&fs::read(whole()).expect("file"), &rules()).expect("pack");
        let checked = pack(root.path(), &["check", &whole()], "", false, locale);
        assert_eq!(checked.code, 0);
        for part in [read.centre.name(), read.centre.phone(), &read.fingerprint().in_groups()] {
            assert!(checked.out.contains(part), "{}", checked.out);
        }
        assert_eq!(stored(root.path()), StoredPack::None, "looking changes nothing");

        let refused = pack(root.path(), &["apply", &whole()], "no\n", false, locale);
        assert_eq!((refused.code, stored(root.path())), (1, StoredPack::None));
        let done = pack(root.path(), &["apply", &whole()], yes, false, locale);
        assert_eq!(done.code, 0, "{}", done.err);
        assert_eq!(stored(root.path()), StoredPack::Applied(Box::new(read)));
        let (settings, _) = UserStore::open(&Directories::under(root.path())).load_settings();
        assert_eq!(settings.text_size, TextSize::Large, "a default holds until somebody chooses");

        assert_eq!(pack(root.path(), &["remove"], "", false, locale).code, 0);
        assert_eq!(stored(root.path()), StoredPack::None);
    }
}

#[test]
fn a_fingerprint_stands_for_the_answer_and_only_for_its_own_pack() {
    let root = tempfile::tempdir().expect("folder");
    let read = Pack::read(&fs::read(whole()).expect("file"), &rules()).expect("pack");
    let other = "0".repeat(64);
    let wrong = pack(root.path(), &["apply", &whole(), "--yes", &other], "yes\n", false, Locale::En);
    assert_eq!((wrong.code, stored(root.path())), (1, StoredPack::None));
    let shown = read.fingerprint().in_groups();
    let right = pack(root.path(), &["apply", &whole(), "--yes", &shown], "", false, Locale::En);
    assert_eq!(right.code, 0, "{}", right.err);
    assert!(matches!(stored(root.path()), StoredPack::Applied(_)));
}

#[test]
fn a_pack_that_somebody_edited_or_put_there_is_not_used() {
    let root = tempfile::tempdir().expect("folder");
    applied(root.path());
    let file = root.path().join("config").join(PACK_FILE);
    let text = fs::read_to_string(&file).expect("pack");
    // The operator writes his own number where the centre's stands.
    fs::write(&file, text.replace("03-0000-1111", "050-9999-8888")).expect("edited");
    assert_eq!(stored(root.path()), StoredPack::Changed);
    fs::write(&file, &text).expect("put back");
    assert!(matches!(stored(root.path()), StoredPack::Applied(_)));
    fs::write(&file, format!("{text}#")).expect("one byte more");
    assert_eq!(stored(root.path()), StoredPack::Changed);

    let planted = tempfile::tempdir().expect("folder");
    fs::create_dir_all(planted.path().join("config")).expect("folder");
    fs::copy(whole(), planted.path().join("config").join(PACK_FILE)).expect("planted");
    assert_eq!(stored(planted.path()), StoredPack::Changed, "lying there is not being applied");
}

#[test]
fn nothing_is_applied_or_removed_during_an_incident_or_a_cut() {
    let root = tempfile::tempdir().expect("folder");
    let store = UserStore::open(&Directories::under(root.path()));
    for (incident, is_cut) in [(true, false), (false, true)] {
        if incident {
            store.save_document(INCIDENT, &Incident::new(Timestamp(0))).expect("saved");
        } else {
            store.remove_document(INCIDENT).expect("removed");
        }
        for args in [vec!["apply", &whole()], vec!["remove"]] {
            let answer = pack(root.path(), &args, "yes\n", is_cut, Locale::Ja);
            assert_eq!((answer.code, answer.out.as_str()), (1, ""), "{args:?}");
            assert!(!answer.err.is_empty());
        }
        assert_eq!(stored(root.path()), StoredPack::None);
    }
}

#[test]
fn every_wrong_pack_is_refused_with_one_sentence() {
    let root = tempfile::tempdir().expect("folder");
    let mut wrong = 0;
    for entry in fs::read_dir(fixture("")).expect("packs") {
        let path = entry.expect("entry").path();
        if path.ends_with("whole.toml") {
            continue;
        }
        wrong += 1;
        for locale in Locale::ALL {
            for verb in ["check", "apply"] {
                let answer = pack(root.path(), &[verb, &path.to_string_lossy()], "yes\n", false, locale);
                assert_eq!((answer.code, answer.out.as_str()), (1, ""), "{}", path.display());
                assert_eq!(answer.err.lines().count(), 1, "{}: {}", path.display(), answer.err);
            }
        }
    }
    assert!(wrong >= 27, "{wrong}");
    assert_eq!(stored(root.path()), StoredPack::None);
}

#[test]
fn large_missing_and_odd_files_and_wrong_words_are_answered() {
    let root = tempfile::tempdir().expect("folder");
    let large = root.path().join("large.toml");
    fs::write(&large, vec![b'#'; PACK_MAX_BYTES + 1]).expect("written");
    let latin = root.path().join("latin.toml");
    fs::write(&latin, b"schema = 1\n# \xe9\n").expect("written");
    for path in [large, latin, root.path().join("none.toml"), root.path().to_owned()] {
        let answer = pack(root.path(), &["check", &path.to_string_lossy()], "", false, Locale::En);
        assert_eq!((answer.code, answer.err.lines().count()), (1, 1), "{}: {}", path.display(), answer.err);
    }
    for args in
        [vec![], vec!["check"], vec!["eat", "x"], vec!["apply", "x", "--yes", "12"], vec!["check", "x", "y"]]
    {
        let answer = pack(root.path(), &args, "", false, Locale::En);
        assert_eq!(answer.code, 2, "{args:?}");
    }
    assert_eq!(pack(root.path(), &["--help"], "", false, Locale::Ja).code, 0);
}
