//! At log-on: a window for everybody while a cut is in force, and not a flicker otherwise.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::lab::{Running, eventually, possible};
use super::person::{PROGRAM, Person};

const GUARD: &str = env!("CARGO_BIN_EXE_kyukyubako-guard");
const ENTRY: &str = "/etc/xdg/autostart/kyukyubako-notice.desktop";
/// Somebody who is neither root nor the one who cut.
const SOMEBODY: &str = "65534";

/// The program as somebody else who logs on at this PC, with a home of their own.
fn as_somebody(person: &Person, verb: &str) -> Command {
    let home = person.folder.path().join("somebody");
    fs::create_dir_all(&home).unwrap();
    for path in [person.folder.path(), &home] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
    }
    let mut command = person.lab.command("/usr/bin/setpriv");
    command.args([&format!("--reuid={SOMEBODY}"), &format!("--regid={SOMEBODY}"), "--clear-groups"]);
    command.args(["/usr/bin/env", "-i", "LANG=ja_JP.UTF-8"]);
    command.arg(format!("DISPLAY={}", person.display.name()));
    command.arg(format!("HOME={}", home.display()));
    command.args([PROGRAM, verb]);
    command
}

fn root(person: &Person, verb: &str) -> String {
    let output = person.program(&[]).args([verb, "--json"]).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn entry(person: &Person) -> Option<String> {
    let output = person.lab.command("/bin/cat").arg(ENTRY).output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
}

/// Nothing is said and nothing is shown.
fn expect_silence(person: &Person) -> Duration {
    let start = Instant::now();
    let output = as_somebody(person, "notice").output().unwrap();
    let took = start.elapsed();
    assert!(output.status.success(), "{output:?}");
    assert_eq!((output.stdout.as_slice(), output.stderr.as_slice()), (&b""[..], &b""[..]));
    assert_eq!(person.display.windows(), Vec::<String>::new());
    // A promise of 300 ms for the release; a test runs beside others and is not one.
    assert!(took < Duration::from_secs(3), "{took:?}");
    took
}

/// A window opens for somebody who logs on, and closes at "leave it as it is".
fn is_told(person: &Person, picture: &str) {
    let errors = fs::File::create(person.folder.path().join("errors")).unwrap();
    let child = as_somebody(person, "notice").stdout(Stdio::null()).stderr(errors).spawn().unwrap();
    let mut window = Running(child);
    eventually("a window opens", || person.display.windows().len() == 1);
    eventually("it has its main button", || person.shows_main_button());
    person.breathe();
    let _ = person.look();
    person.display.keep(picture);
    person.press_main();
    eventually("the window closes", || window.0.try_wait().unwrap().is_some_and(|status| status.success()));
}

#[test]
fn somebody_who_logs_on_during_roots_cut_is_told_and_nobody_after_it() {
    if !possible() || !std::path::Path::new("/etc/xdg/autostart").is_dir() {
        return;
    }
    let person = Person::new("ja_JP.UTF-8");
    eprintln!("notice: silent after {:?}", expect_silence(&person));
    assert_eq!(entry(&person), None);

    let report = root(&person, "cut");
    assert!(report.contains("\"cut\":true") && report.contains("\"until_restart\":true"), "{report}");
    let announced = entry(&person).expect("log-ons are told");
    assert!(announced.contains(" notice\n") && announced.contains("X-Kyukyubako-Since="), "{announced}");
    assert!(root(&person, "status").contains("\"until_restart\":true"));

    is_told(&person, "notice");
    assert!(entry(&person).is_some(), "whoever closes the window takes nothing back");
    person.lab.expect_cut();

    assert!(root(&person, "restore").contains("\"restored\""));
    assert_eq!(entry(&person), None);
    expect_silence(&person);
}

#[test]
fn an_announcement_alone_proves_nothing() {
    if !possible() || !std::path::Path::new("/etc/xdg/autostart").is_dir() {
        return;
    }
    let person = Person::new("ja_JP.UTF-8");
    // As after a restart that raised the links, or by somebody who became root for a moment.
    for text in ["X-Kyukyubako-Since=1763800000000\n", "X-Kyukyubako-Since=1\nX-Kyukyubako-Boot=0\n", "\u{0}"]
    {
        let mut tee = person.lab.command("/usr/bin/tee");
        let mut child = tee.arg(ENTRY).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        std::io::Write::write_all(child.stdin.as_mut().unwrap(), text.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
        expect_silence(&person);
    }
}

#[test]
fn a_cut_that_the_guard_holds_is_told_to_everybody() {
    if !possible() {
        return;
    }
    let person = Person::new("ja_JP.UTF-8");
    let guard = person.lab.command(GUARD).arg("run").stderr(Stdio::null()).spawn().unwrap();
    let _guard = Running(guard);
    eventually("the guard answers", || {
        let answer = person.lab.command(GUARD).arg("status").stderr(Stdio::null()).output().unwrap();
        answer.status.success()
    });
    expect_silence(&person);
    let cut = as_somebody(&person, "cut").output().unwrap();
    assert!(cut.status.success(), "{cut:?}");
    let own = person.folder.path().join("somebody/.config/autostart/kyukyubako-notice.desktop");
    assert!(own.exists(), "no guard was set up for log-ons: the one who cut is told all the same");
    is_told(&person, "notice-guard");
    person.lab.expect_cut();

    assert!(root(&person, "restore").contains("\"restored\""));
    person.lab.expect_open();
    // Root cannot reach the entry of the one who cut: the next log-on takes it away itself.
    expect_silence(&person);
    assert!(!own.exists());
}
