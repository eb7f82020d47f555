//! What the family of this PC allowed counts for a live scan: a real server, a real package, real files.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use kyukyubako::core::Timestamp;
use kyukyubako::core::detection::allow_list::{AllowEntry, AllowList};
use kyukyubako::core::settings::Settings;
use kyukyubako::platform::directories::{Directories, FOLDER};
use kyukyubako::platform::storage::UserStore;

use crate::remote_desk::{Display, alone, free_port, start, x11vnc};
use crate::{have, until};

/// Whether the scan of a user whose files lie in `root` calls x11vnc allowed, and the level of it all.
fn scanned(root: &Path) -> Option<(bool, String)> {
    let output = Command::new(env!("CARGO_BIN_EXE_kyukyubako"))
        .args(["scan", "--json"])
        .env("XDG_CONFIG_HOME", root.join("config"))
        .env("XDG_STATE_HOME", root.join("state"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let finding = answer["findings"].as_array()?.iter().find(|finding| finding["tool"] == "x11vnc")?.clone();
    Some((finding["allowed"].as_bool()?, answer["level"].as_str()?.to_owned()))
}

#[test]
fn a_live_scan_knows_what_is_allowed_here_and_believes_no_edited_file_and_no_copy() {
    if !have(&["/usr/bin/Xvfb", "/usr/bin/x11vnc"]) {
        return;
    }
    let _alone = alone();
    let root = tempfile::tempdir().unwrap();
    let own = |folder: &str| Some(root.path().join(folder).join(FOLDER));
    let directories = Directories { config: own("config"), state: own("state"), ..Directories::default() };
    let (display, port) = (Display::start(), free_port());
    let _server = x11vnc(&[], &display, port);
    until("it is seen", || scanned(root.path()).is_some());
    assert!(!scanned(root.path()).unwrap().0);
    assert!(!root.path().join("config").exists(), "a scan makes no folder");

    let tomorrow = Timestamp(jiff::Timestamp::now().as_millisecond() + 86_400_000);
    let entry = AllowEntry::new("x11vnc", "package x11vnc", tomorrow).unwrap();
    let store = UserStore::open(&directories);
    let list = AllowList { entries: vec![entry] };
    store.save_allowed(&Settings::default(), &list, "").unwrap();
    until("it is allowed", || scanned(root.path()).is_some_and(|(allowed, _)| allowed));

    // A copy that no package knows runs beside it: the leave is for the package alone.
    let copy = root.path().join("x11vnc");
    fs::copy("/usr/bin/x11vnc", &copy).unwrap();
    fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).unwrap();
    let second = free_port().to_string();
    let mut stranger = start(Command::new(&copy).args([
        "-display",
        &display.name,
        "-noshm",
        "-rfbport",
        &second,
        "-localhost",
        "-forever",
        "-nopw",
        "-quiet",
    ]));
    until("the copy counts", || scanned(root.path()).is_some_and(|(allowed, _)| !allowed));
    stranger.stop();
    until("it is allowed again", || scanned(root.path()).is_some_and(|(allowed, _)| allowed));

    let file = root.path().join("config").join(FOLDER).join("settings.toml");
    let planted =
        "\n[[allowed_tools]]\ntool = \"anydesk\"\nsigner = \"Anybody\"\nuntil = \"2026-12-24T00:00:00Z\"\n";
    fs::write(&file, fs::read_to_string(&file).unwrap() + planted).unwrap();
    assert!(!scanned(root.path()).unwrap().0, "an edited list counts for nothing");
}
