//! Full and read-only disks, and no home at all: everything goes on in memory, and says so.

use std::path::Path;
use std::process::Command;

use kyukyubako::core::own_contacts::OwnContact;
use kyukyubako::core::settings::{Settings, TextSize};
use kyukyubako::core::storage_notice::NoticeKind;
use kyukyubako::platform::directories::Directories;
use kyukyubako::platform::storage::{UserStore, export_text};

use crate::child;

/// Nothing can be saved below `root`, and nothing is lost while the program runs.
fn goes_on_in_memory(directories: &Directories) {
    let store = UserStore::open(directories);
    assert_eq!(store.check_writable().map(|notice| notice.kind), Some(NoticeKind::NotSaved));
    let (mut settings, notices) = store.load_settings();
    assert_eq!(notices, []);
    settings.text_size = TextSize::Large;
    settings.family.push(OwnContact::new("Hanako", "090-1234-5678", None).expect("valid"));
    assert!(store.save_settings(&settings, "").is_err());
    assert_eq!(store.load_settings(), (settings.clone(), Vec::new()));
    let notes = "what happened ".repeat(4096);
    assert!(store.save_document("incident", &std::collections::BTreeMap::from([("memo", &notes)])).is_err());
    let (read, notices) = store.load_document::<std::collections::BTreeMap<String, String>>("incident");
    assert_eq!(read.and_then(|mut document| document.remove("memo")), Some(notes.clone()));
    assert_eq!(notices, []);
    assert!(store.confirm_contacts(&settings).is_err());
    assert!(store.confirmed_fingerprint().is_some());
    if let Some(documents) = &directories.documents {
        assert!(export_text(documents, "memo", &notes).is_err());
        let leftovers = std::fs::read_dir(documents).map(Iterator::count).unwrap_or(0);
        assert_eq!(leftovers, 0, "no half-written file");
    }
}

#[test]
fn without_any_home_everything_lives_in_memory() {
    goes_on_in_memory(&Directories::default());
}

#[test]
fn a_file_where_the_folder_should_be_changes_nothing() {
    let root = tempfile::tempdir().expect("folder");
    let file = root.path().join("file");
    std::fs::write(&file, "").expect("written");
    goes_on_in_memory(&Directories::under(&file));
}

#[test]
fn child_on_a_hostile_disk() {
    if let Some(root) = child::root() {
        goes_on_in_memory(&Directories::under(&root));
        println!("went on in memory");
    }
}

/// Mounts a small file system on a folder, in a mount namespace of its own, and runs the child there.
fn on_tmpfs(prepare: &str) {
    if !rustix::process::geteuid().is_root() {
        assert!(std::env::var_os("CI").is_none(), "this test needs root to mount a file system");
        eprintln!("skipped: needs root to mount a file system");
        return;
    }
    let root = tempfile::tempdir().expect("folder");
    let child = child::command("hostile_disks::child_on_a_hostile_disk", root.path());
    let output = Command::new("/usr/bin/unshare")
        .args(["-m", "/bin/sh", "-ec", &format!("{prepare}\nexec \"$@\""), "sh"])
        .arg(child.get_program())
        .args(child.get_args())
        .env(child::ROOT, root.path())
        .output()
        .expect("unshare runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("went on in memory"), "{output:?}");
    assert!(is_empty(root.path()), "the mount did not leak");
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

#[test]
fn a_read_only_home_changes_nothing() {
    on_tmpfs("mount -t tmpfs -o ro none \"$KYUKYUBAKO_TEST_ROOT\"");
}

#[test]
fn a_full_disk_changes_nothing() {
    on_tmpfs(
        "mount -t tmpfs -o size=64k none \"$KYUKYUBAKO_TEST_ROOT\"\n\
         head -c 1M /dev/zero > \"$KYUKYUBAKO_TEST_ROOT/full\" 2>/dev/null || true",
    );
}

#[test]
fn when_the_disk_has_room_again_what_was_in_memory_is_saved() {
    let root = tempfile::tempdir().expect("folder");
    let (state, config) = (root.path().join("state"), root.path().join("config"));
    for blocked in [&state, &config] {
        std::fs::write(blocked, "").expect("written");
    }
    let directories = Directories::under(root.path());
    let store = UserStore::open(&directories);
    let settings = Settings { text_size: TextSize::Large, ..Settings::default() };
    assert!(store.save_settings(&settings, "").is_err());
    std::fs::remove_file(&config).expect("removed");
    store.save_settings(&settings, "").expect("saved");
    assert_eq!(UserStore::open(&directories).load_settings(), (settings, Vec::new()));
}
