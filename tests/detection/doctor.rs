//! The self check as a centre's staff calls it: the real program, real buses, real files.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::mpsc::TryRecvError;
use std::time::{Duration, Instant};

use kyukyubako::core::build_kind::IS_FOR_HANDING_OUT;
use serde_json::Value;

use crate::have;
use crate::notification::{server, session_bus};
use crate::remote_desk::{Display, as_root};

/// Whatever hangs, there is an answer by then.
const ANSWERS_WITHIN: Duration = Duration::from_secs(30);

/// The program, for a person at home in `home` without a screen and without a session's bus.
fn doctor(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kyukyubako"));
    alone_at(command.arg("doctor"), home);
    command
}

fn alone_at(command: &mut Command, home: &Path) {
    command.env_clear().env("HOME", home).env("LANG", "en_US.UTF-8").env("XDG_RUNTIME_DIR", home.join("run"));
}

fn ran(command: &mut Command) -> Output {
    let start = Instant::now();
    let output = command.output().unwrap();
    assert!(start.elapsed() < ANSWERS_WITHIN, "{:?}", start.elapsed());
    output
}

/// The answer in JSON; its exit code is what its state says.
fn answer(command: &mut Command) -> Value {
    let output = ran(command.arg("--json"));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["schema"], 1);
    assert_eq!(output.status.code(), Some(i32::from(answer["state"] == "bad")), "{answer}");
    for row in answer["checks"].as_array().unwrap() {
        assert_eq!(row["mend"].is_null(), row["state"] == "ok", "{row}");
        assert!(row["sentence"].as_str().is_some_and(|words| !words.is_empty()), "{row}");
    }
    answer
}

/// The id of what is said of `check`.
fn said<'a>(answer: &'a Value, check: &str) -> &'a str {
    let row = answer["checks"].as_array().unwrap().iter().find(|row| row["check"] == check);
    row.map_or("nothing is said", |row| row["sentence_id"].as_str().unwrap())
}

#[test]
fn without_a_screen_it_answers_in_time_and_says_what_it_cannot_know() {
    let home = tempfile::tempdir().unwrap();
    let answer = answer(&mut doctor(home.path()));
    for (check, expected) in [
        ("renderer", "doctor-renderer-no-screen"),
        ("fonts", "doctor-fonts-ok"),
        ("notification", "doctor-notification-no-desktop"),
        ("watcher", "doctor-watcher-off"),
        ("settings", "doctor-settings-none"),
        ("notes", "doctor-notes-ok"),
        ("pack", "doctor-pack-none"),
    ] {
        assert_eq!(said(&answer, check), expected);
    }
    assert_eq!((&answer["os"], &answer["development"]), (&"linux".into(), &(!IS_FOR_HANDING_OUT).into()));
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0, "nothing is left behind");
    let other = answer["checks"].as_array().unwrap().iter().any(|row| row["check"] == "smart-app-control");
    assert!(!other, "that is of Windows");
}

#[test]
fn at_a_screen_it_says_what_the_window_would_be_drawn_by() {
    if !have(&["/usr/bin/Xvfb"]) {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let display = Display::start();
    let there = answer(doctor(home.path()).env("DISPLAY", &display.name));
    let found = ["doctor-renderer-found", "doctor-renderer-software", "doctor-renderer-none"];
    assert!(found.contains(&said(&there, "renderer")), "{there}");
    // A number that no test's screen gets: they take the lowest that is free.
    let gone = answer(doctor(home.path()).env("DISPLAY", ":59876"));
    assert_eq!(said(&gone, "renderer"), "doctor-renderer-no-screen");
}

#[test]
fn a_server_that_answers_is_asked_and_shows_nothing() {
    if !have(&["/usr/bin/dbus-daemon"]) {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let (_bus, address) = session_bus();
    let at_bus = || answer(doctor(home.path()).env("DBUS_SESSION_BUS_ADDRESS", &address));
    assert_eq!(said(&at_bus(), "notification"), "doctor-notification-no-server");
    let (_server, shown) = server(&address);
    assert_eq!(said(&at_bus(), "notification"), "doctor-notification-ok");
    assert_eq!(shown.try_recv().err(), Some(TryRecvError::Empty), "nothing was shown");
}

#[test]
fn a_bus_that_never_answers_holds_nothing_else_up() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("bus");
    let _silent = UnixListener::bind(&path).unwrap();
    let address = format!("unix:path={}", path.display());
    let answer = answer(doctor(home.path()).env("DBUS_SESSION_BUS_ADDRESS", address));
    assert_eq!(said(&answer, "notification"), "doctor-notification-no-server");
    assert_eq!(said(&answer, "fonts"), "doctor-fonts-ok");
}

#[test]
fn it_names_the_line_at_fault_and_no_name_number_or_folder() {
    let home = tempfile::Builder::new().prefix("secret-user").tempdir().unwrap();
    let config = home.path().join(".config/kyukyubako");
    fs::create_dir_all(&config).unwrap();
    let text = "name = \"Yamada Hanako\"\ntext_size = \"huge\"\n[[family]]\nname = \"Jiro\"\nphone = \"090-1234-5678\"\n";
    fs::write(config.join("settings.toml"), text).unwrap();
    fs::write(config.join("pack.toml"), "schema = 1\n# nobody applied this\n").unwrap();
    let state = home.path().join(".local/state/kyukyubako");
    fs::create_dir_all(&state).unwrap();
    fs::write(state.join("restore-pin"), "4711-hash").unwrap();

    let answer = answer(&mut doctor(home.path()));
    assert_eq!(answer["state"], "bad");
    assert_eq!(said(&answer, "settings"), "doctor-settings-partly");
    assert_eq!(said(&answer, "contacts"), "doctor-contacts-unconfirmed");
    assert_eq!(said(&answer, "pack"), "doctor-pack-changed");
    let text_answer = ran(&mut doctor(home.path()));
    assert_eq!(text_answer.status.code(), Some(1));
    let words = String::from_utf8(text_answer.stdout).unwrap();
    assert!(words.contains("Line 2 of the settings is not used."), "{words}");
    let all = format!("{answer}{words}{}", String::from_utf8_lossy(&text_answer.stderr));
    for secret in ["Hanako", "Jiro", "090", "1234", "4711"] {
        assert!(!all.contains(secret), "{secret}: {all}");
    }
    // The log on the standard error names files; what a centre is sent does not.
    assert!(!format!("{answer}{words}").contains("secret-user"), "{answer}{words}");
    assert_eq!(fs::read_to_string(config.join("settings.toml")).unwrap(), text, "nothing is changed");
}

#[test]
fn an_ordinary_user_is_answered_too() {
    if !as_root() || !have(&["/usr/bin/setpriv"]) {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let mut command = Command::new("/usr/bin/setpriv");
    command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
    alone_at(command.args([env!("CARGO_BIN_EXE_kyukyubako"), "doctor"]), home.path());
    let answer = answer(&mut command);
    assert_eq!(said(&answer, "notes"), "doctor-notes-ok");
    // No folder to save in, and none that could be made.
    fs::set_permissions(home.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let mut elsewhere = Command::new("/usr/bin/setpriv");
    elsewhere.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
    alone_at(elsewhere.args([env!("CARGO_BIN_EXE_kyukyubako"), "doctor"]), Path::new("/nonexistent"));
    assert_eq!(said(&self::answer(&mut elsewhere), "notes"), "doctor-notes-not");
}

#[test]
fn help_wrong_use_and_the_version_say_what_they_should() {
    let home = tempfile::tempdir().unwrap();
    let help = ran(doctor(home.path()).arg("--help"));
    assert!(help.status.success() && String::from_utf8_lossy(&help.stdout).contains("--json"), "{help:?}");
    assert_eq!(ran(doctor(home.path()).arg("--mend")).status.code(), Some(2));
    let mut version = Command::new(env!("CARGO_BIN_EXE_kyukyubako"));
    alone_at(version.arg("--version"), home.path());
    let version = String::from_utf8(ran(&mut version).stdout).unwrap();
    assert!(version.contains(env!("CARGO_PKG_VERSION")), "{version}");
    assert_eq!(version.contains("for development"), !IS_FOR_HANDING_OUT, "{version}");
}
