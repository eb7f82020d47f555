//! What else goes on in a desktop session: a second start, remote tools that come and go, notifications.

use std::fs;
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::sync::mpsc::{TryRecvError, sync_channel};
use std::time::{Duration, Instant};

use kyukyubako::content::{Locale, Texts};
use kyukyubako::ui::theme::color;

use super::lab::{Running, eventually, possible, within};
use super::notification_daemon::Daemon;
use super::person::Person;
use super::picture::rgb;

#[test]
fn a_second_start_raises_the_first_window_and_ends() {
    if !possible() {
        return;
    }
    let mut person = Person::new("ja_JP.UTF-8");
    person.start(&[]);
    let first = person.display.windows();
    assert_eq!(first.len(), 1);
    person.display.hand(&["windowminimize", &first[0]]);
    eventually("the window is out of sight", || person.display.windows().is_empty());
    let start = Instant::now();
    let second = person.program(&[]).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(second.success(), "{second:?}");
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
    eventually("the first window is back", || person.display.windows() == first);
    assert!(person.is_running());
    person.close();
}

/// Longest from a program's start or end to the changed strip, and the time to take a picture of it.
const SEEN_WITHIN: Duration = Duration::from_millis(1500 + 500);

#[test]
fn a_remote_tool_changes_the_strip_and_raises_one_neutral_notification() {
    if !possible() {
        return;
    }
    let mut person = Person::alone("en_US.UTF-8");
    let socket = person.folder.path().join("bus/socket");
    let address = format!("unix:path={}", socket.display());
    let _bus = Running(
        Command::new("/usr/bin/dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", &format!("--address={address}")])
            .spawn()
            .unwrap(),
    );
    eventually("the bus is there", || UnixStream::connect(&socket).is_ok());
    let (send, receive) = sync_channel(4);
    // After this call a thread of zbus goes on serving the connection.
    let _server = zbus::block_on(
        zbus::connection::Builder::address(address.as_str())
            .serve_at("/org/freedesktop/Notifications", Daemon(send))
            .name("org.freedesktop.Notifications")
            .build(),
    )
    .unwrap();
    person.start(&[("DBUS_SESSION_BUS_ADDRESS", &address)]);
    // The strip's dark ground; installed programs that do not run (those of other tests) make it amber.
    let dark = |person: &Person| {
        let picture = person.display.look();
        !picture.down(picture.width - 200, &[rgb(color::TEXT)], 20).is_empty()
    };
    assert!(!dark(&person), "a remote-control program runs on this PC already");
    person.display.keep("strip-before");

    let path = person.folder.path().join("LMI_Rescue.exe");
    fs::copy("/bin/sleep", &path).unwrap();
    let mut tool = None;
    eventually("the tool starts", || {
        // The copy may still be open in a child another test is starting.
        tool = Command::new(&path).arg("600").spawn().ok().map(Running);
        tool.is_some()
    });
    let seen = within(SEEN_WITHIN, "the strip turns dark", || dark(&person));
    person.display.keep("strip-during");
    let notice = receive.recv_timeout(Duration::from_secs(5)).unwrap();
    assert!(notice.silent, "whoever hears it asks what it was");
    let [_, title, body] = notice.words;
    let texts = Texts::new(Locale::En);
    assert_eq!(title, texts.get("scan-notification-title"));
    assert_eq!(body, texts.get("scan-notification-body"));
    for word in ["rescue", "remote", "scam", "cut", "found"] {
        assert!(!format!("{title} {body}").to_lowercase().contains(word), "{title}: {body} tells of {word}");
    }

    drop(tool);
    let gone = within(SEEN_WITHIN, "the strip is calm again", || !dark(&person));
    person.display.keep("strip-after");
    eprintln!("strip: dark {seen:?} after the start, calm {gone:?} after the end (pictures included)");
    assert_eq!(receive.try_recv().err(), Some(TryRecvError::Empty), "a second notification");
    person.close();
    person.expect_clean_log();
}
