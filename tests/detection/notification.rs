//! Desktop notifications on a private session bus.

use std::io::{BufRead as _, BufReader};
use std::os::unix::net::UnixListener;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

use kyukyubako::platform::Notifier as _;
use kyukyubako::platform::notification::{DesktopNotifier, NOTIFICATION_WAIT};

use crate::notification_daemon::{Daemon, Notice};
use crate::{Running, have};

/// The environment variable that turns [`child`] into a program that notifies once.
const TITLE: &str = "KYUKYUBAKO_TEST_TITLE";

#[test]
#[ignore = "runs as a child of the other tests here, which give it its bus"]
fn child() {
    let Some(title) = std::env::var_os(TITLE) else { return };
    let start = Instant::now();
    let result = DesktopNotifier::new("Kyukyubako").notify(title.to_str().unwrap(), "neutral\u{202e} body");
    assert!(start.elapsed() < NOTIFICATION_WAIT + Duration::from_secs(2), "{:?}", start.elapsed());
    result.expect("notified");
}

/// Notifies in a program of its own on the bus at `address`; true when the desktop accepted it.
/// A hang fails the child's own test, which then also answers with a failure but names the time.
fn notify_on(address: &str) -> (bool, String) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "notification::child", "--ignored", "--nocapture"])
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .env(TITLE, "quiet title")
        .output()
        .unwrap();
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("1 test") || text.contains("running 1"), "the child did not run: {text}");
    (output.status.success(), text)
}

/// A bus of our own, and its address.
pub(super) fn session_bus() -> (Running, String) {
    let mut bus = Running(
        Command::new("/usr/bin/dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let mut address = String::new();
    BufReader::new(bus.0.stdout.take().unwrap()).read_line(&mut address).unwrap();
    (bus, address.trim().to_owned())
}

/// Serves notifications there, and passes them on.
pub(super) fn server(address: &str) -> (zbus::Connection, Receiver<Notice>) {
    let (send, receive) = sync_channel(4);
    // After this call a thread of zbus goes on serving the connection.
    let server = zbus::block_on(
        zbus::connection::Builder::address(address)
            .serve_at("/org/freedesktop/Notifications", Daemon(send))
            .name("org.freedesktop.Notifications")
            .build(),
    );
    (server.unwrap(), receive)
}

#[test]
fn the_text_arrives_as_given_without_invisible_characters() {
    if !have(&["/usr/bin/dbus-daemon"]) {
        return;
    }
    let (_bus, address) = session_bus();
    let (_server, receive) = server(&address);
    let address = address.as_str();
    let (accepted, text) = notify_on(address);
    assert!(accepted, "{text}");
    let Notice { words: [app, summary, body], silent } =
        receive.recv_timeout(Duration::from_secs(5)).unwrap();
    assert!(silent, "whoever hears it asks what it was");
    assert_eq!(
        (app.as_str(), summary.as_str(), body.as_str()),
        ("Kyukyubako", "quiet title", "neutral body")
    );
}

#[test]
fn without_a_bus_or_with_a_dead_one_it_fails_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bus");
    let missing = format!("unix:path={}", path.display());
    let (accepted, text) = notify_on(&missing);
    assert!(!accepted && text.contains("notified: "), "{text}");
    // Accepts nobody and never answers.
    let _silent = UnixListener::bind(&path).unwrap();
    let (accepted, text) = notify_on(&missing);
    assert!(!accepted && text.contains("does not answer"), "{text}");
}
