//! Whose hands press: the person's, on an outer screen whose mouse and keyboard arrive inside as devices of their
//! own; the operator's, through a real VNC server from the other end of the cable, and through everything else
//! that a program may send.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use kyukyubako::content::{Arg, Locale, Texts};
use kyukyubako::core::hand::FRESH_MS;
use kyukyubako::core::incident::Step;
use kyukyubako::core::watch::HOT_KEY;

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    BUTTON_PRESS_EVENT, BUTTON_RELEASE_EVENT, ConnectionExt as _, EventMask, KEY_PRESS_EVENT,
    KEY_RELEASE_EVENT, KeyButMask, KeyPressEvent,
};

use super::lab::{Running, eventually};
use super::person::Person;

const NEEDED: [&str; 5] = [
    "/usr/bin/Xephyr",
    "/usr/bin/x11vnc",
    "/usr/bin/python3",
    "/usr/libexec/at-spi-bus-launcher",
    "/usr/lib/python3/dist-packages/gi/__init__.py",
];
/// The key that every keyboard sends for Return under X11.
const RETURN: u8 = 36;
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/desktop");

fn possible() -> bool {
    let missing: Vec<_> = NEEDED.into_iter().filter(|path| !Path::new(path).exists()).collect();
    if !missing.is_empty() {
        assert!(std::env::var_os("CI").is_none(), "needed to press with different hands: {missing:?}");
        eprintln!("skipped: no hands to tell apart without {missing:?}");
    }
    missing.is_empty() && super::lab::possible()
}

/// A person at a PC with a mouse of its own, and buses on which a screen reader meets the window.
struct Room {
    person: Person,
    texts: Texts,
    bus: String,
    _bus: Running,
    _reader: Running,
}

impl Room {
    fn new() -> Self {
        Self::of(Person::with_real_hands("en_US.UTF-8"))
    }

    /// For a test that brings an operator.
    fn alone() -> Self {
        Self::of(Person::alone_with_real_hands("en_US.UTF-8"))
    }

    fn of(mut person: Person) -> Self {
        let socket = person.folder.path().join("bus/socket");
        let bus = format!("unix:path={}", socket.display());
        let daemon = Command::new("/usr/bin/dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", &format!("--address={bus}")])
            .env("XDG_RUNTIME_DIR", person.folder.path().join("run"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let daemon = Running(daemon);
        eventually("the bus is there", || UnixStream::connect(&socket).is_ok());
        let reader = Command::new("/usr/libexec/at-spi-bus-launcher")
            .arg("--launch-immediately")
            .env("DBUS_SESSION_BUS_ADDRESS", &bus)
            .env("DISPLAY", person.display.name())
            .env("XDG_RUNTIME_DIR", person.folder.path().join("run"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let reader = Running(reader);
        let connection = zbus::block_on(zbus::connection::Builder::address(bus.as_str()).build()).unwrap();
        eventually("a screen reader is announced", || {
            zbus::block_on(connection.call_method(
                Some("org.a11y.Bus"),
                "/org/a11y/bus",
                Some("org.freedesktop.DBus.Properties"),
                "Set",
                &("org.a11y.Status", "IsEnabled", zbus::Variant::from(true)),
            ))
            .is_ok()
        });
        person.start(&[("DBUS_SESSION_BUS_ADDRESS", &bus)]);
        Self { person, texts: Texts::new(Locale::En), bus, _bus: daemon, _reader: reader }
    }

    fn at_spi(&self, words: &[&str]) -> String {
        let output = Command::new("/usr/bin/python3")
            .arg(format!("{FOLDER}/at_spi.py"))
            .args(words)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("DISPLAY", self.person.display.name())
            .env("XDG_RUNTIME_DIR", self.person.folder.path().join("run"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let shown = || if words[0] == "names" { String::new() } else { self.at_spi(&["names"]) };
        assert!(
            output.status.success(),
            "{words:?}: {}\n{}",
            String::from_utf8_lossy(&output.stderr),
            shown()
        );
        said
    }

    fn words(&self, id: &str) -> String {
        self.texts.get(id)
    }

    fn shows(&self, id: &str) -> bool {
        let words = self.words(id);
        self.at_spi(&["names"]).lines().any(|line| line.split('\t').nth(1) == Some(&words))
    }

    fn waits_for(&self, id: &str) {
        eventually(&format!("{id} is shown"), || self.shows(id));
    }

    /// Goes on by what any hand may press.
    fn go(&self, id: &str) {
        self.waits_for(id);
        self.person.breathe();
        self.at_spi(&["press", &self.words(id)]);
    }

    /// Where on the screen that button is.
    fn place(&self, id: &str) -> (u32, u32) {
        self.waits_for(id);
        self.place_of(&self.words(id))
    }

    /// What the watcher's page calls this button of a row.
    fn choice(&self, words: &str, choice: &str) -> String {
        let what = self.texts.with(words, &[("keys", Arg::Text(HOT_KEY))]);
        let named = [("what", Arg::Text(&what)), ("choice", Arg::Text(&self.words(choice)))];
        self.texts.with("watch-choice", &named)
    }

    /// The same for the button with these words.
    fn place_of(&self, words: &str) -> (u32, u32) {
        let said = self.at_spi(&["where", words]);
        let (x, y) = said.split_once(' ').unwrap();
        let corner = self.person.display.corner(&self.person.display.windows()[0]);
        let place = (corner.0 + x.parse::<u32>().unwrap(), corner.1 + y.parse::<u32>().unwrap());
        assert!(place.1 < 800, "{words:?} is below the screen");
        place
    }

    /// Until whatever was sent before is old.
    fn quiet(&self) {
        std::thread::sleep(Duration::from_millis(FRESH_MS + 200));
    }

    /// That a press was refused is said, and the sentence is read.
    fn refused(&self, id: &str, by: &str) {
        eventually(&format!("the window refuses {by}"), || self.shows(id));
        self.go("button-dismiss");
        eventually("the sentence was read", || !self.shows(id));
        self.person.breathe();
    }

    fn click(&self, id: &str) {
        let (x, y) = self.place(id);
        self.person.breathe();
        self.person.display.click(x, y);
    }

    fn settings(&self) -> String {
        fs::read_to_string(self.person.home().join(".config/kyukyubako/settings.toml")).unwrap_or_default()
    }

    /// To the page with the held button, or to the tools before it.
    fn to_restore(&self) {
        self.go("door-after");
        self.go("caregiver-restore");
        self.waits_for("restore-ask");
        self.go("answer-no");
    }
}

/// The man at the other end of the cable.
struct Operator {
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    _client: Running,
    _server: Running,
}

impl Operator {
    fn connect(person: &Person) -> Self {
        let server = person
            .lab
            .command("/usr/bin/x11vnc")
            .args(["-display", person.display.name(), "-rfbport", "5900", "-noshm"])
            .args(["-forever", "-nopw", "-quiet", "-norc", "-noipv6"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Running(server);
        let mut connected = None;
        eventually("the operator is connected", || {
            let mut client = person
                .lab
                .outside("/usr/bin/python3")
                .arg(format!("{FOLDER}/vnc_operator.py"))
                .args(["198.51.100.2", "5900"])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let orders = client.stdin.take().unwrap();
            let mut answers = BufReader::new(client.stdout.take().unwrap());
            let mut line = String::new();
            answers.read_line(&mut line).unwrap();
            connected = line.starts_with("ready").then_some((orders, answers, Running(client)));
            connected.is_some()
        });
        let (orders, answers, client) = connected.unwrap();
        Self { orders, answers, _client: client, _server: server }
    }

    /// Does what `order` says; false when his line is cut.
    fn does(&mut self, order: &str) -> bool {
        writeln!(self.orders, "{order}").unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim() == "done"
    }

    fn clicks(&mut self, (x, y): (u32, u32)) -> bool {
        self.does(&format!("click {x} {y}"))
    }
}

/// Sends the window a press of Return and a click, as every program may by XSendEvent.
fn send_events(person: &Person, (x, y): (u32, u32)) {
    let (connection, _) =
        x11rb::rust_connection::RustConnection::connect(Some(person.display.name())).unwrap();
    let window: u32 = person.display.windows()[0].parse().unwrap();
    let (x, y) = (i16::try_from(x).unwrap(), i16::try_from(y).unwrap());
    for (kind, detail) in [
        (KEY_PRESS_EVENT, RETURN),
        (KEY_RELEASE_EVENT, RETURN),
        (BUTTON_PRESS_EVENT, 1),
        (BUTTON_RELEASE_EVENT, 1),
    ] {
        let event = KeyPressEvent {
            response_type: kind,
            detail,
            sequence: 0,
            time: x11rb::CURRENT_TIME,
            root: connection.setup().roots[0].root,
            event: window,
            child: x11rb::NONE,
            root_x: x,
            root_y: y,
            event_x: x,
            event_y: y,
            state: KeyButMask::default(),
            same_screen: true,
        };
        connection.send_event(true, window, EventMask::NO_EVENT, event).unwrap().check().unwrap();
    }
}

#[test]
fn the_operator_of_a_vnc_session_can_cut_himself_off_and_nothing_else() {
    if !possible() {
        return;
    }
    let room = Room::alone();
    let mut operator = Operator::connect(&room.person);
    let display = &room.person.display;

    // The settings: his mouse, his keyboard, an action of AT-SPI, events sent by XSendEvent.
    room.go("button-settings");
    room.person.breathe();
    let large = room.place("settings-size-large");
    assert!(operator.clicks(large));
    room.refused("hand-needed", "his click");
    room.at_spi(&["focus", &room.words("settings-size-large")]);
    assert!(operator.does("key 0xff0d"));
    room.refused("hand-needed", "his key");
    room.at_spi(&["press", &room.words("settings-size-large")]);
    room.refused("hand-needed", "an action of AT-SPI");
    room.at_spi(&["focus", &room.words("settings-size-large")]);
    room.quiet();
    send_events(&room.person, large);
    room.quiet();
    assert_eq!(room.settings(), "");
    if room.shows("hand-needed") {
        room.refused("hand-needed", "what XSendEvent sent");
    }
    // The person's own mouse does it, and the keyboard takes it back.
    room.click("settings-size-large");
    eventually("the person changes the size", || room.settings().contains("text_size = \"large\""));
    room.at_spi(&["focus", &room.words("settings-size-normal")]);
    room.person.breathe();
    display.hand(&["key", "Return"]);
    room.refused("hand-needed", "the person's key on what a program chose");
    room.at_spi(&["focus", &room.words("settings-size-normal")]);
    room.person.breathe();
    display.hand(&["key", "Tab", "sleep", "0.3", "key", "shift+Tab", "sleep", "0.3", "key", "Return"]);
    eventually("and with the keyboard", || room.settings().contains("text_size = \"normal\""));

    // The allowed programs: his own is shown, and not allowed.
    room.go("button-home");
    room.go("door-after");
    room.go("caregiver-allow");
    let his = room.texts.with("allow-this", &[("name", Arg::Text("x11vnc"))]);
    eventually("his program is shown", || room.at_spi(&["names"]).contains(&his));
    room.person.breathe();
    let saved = room.settings();
    assert!(operator.clicks(room.place_of(&his)));
    room.quiet();
    assert!(!room.shows("allow-ask") && !room.shows("allow-how-long") && room.shows("allow-closed"));
    assert_eq!(room.settings(), saved);

    // The watcher: nothing is switched off while he is there, and on by the person alone.
    room.go("button-home");
    room.go("door-after");
    room.go("caregiver-watch");
    room.waits_for("watch-not-now");
    room.person.breathe();
    for words in ["watch-at-log-on", "sos-keys"] {
        assert!(operator.clicks(room.place_of(&room.choice(words, "watch-off"))));
        room.quiet();
    }
    assert!(operator.clicks(room.place_of(&room.choice("sos-keys", "watch-on"))));
    room.refused("hand-needed", "his click on a switch");
    assert_eq!(room.settings(), saved);

    // The way back: he sits there, so the window names him first.
    room.go("button-home");
    room.to_restore();
    let anyway = room.place("restore-tools-anyway");
    room.person.breathe();
    assert!(operator.clicks(anyway));
    room.refused("hand-needed-restore", "his click");
    room.at_spi(&["press", &room.words("restore-tools-anyway")]);
    room.refused("hand-needed-restore", "an action of AT-SPI");
    room.quiet();
    room.click("restore-tools-anyway");
    let (x, y) = room.place("restore-hold");
    room.person.breathe();
    assert!(operator.does(&format!("hold {x} {y} 3")));
    room.refused("hand-needed-restore", "his held button");
    assert!(!room.shows("restore-pause"));

    // The red button takes his click, and cuts him off.
    room.go("button-home");
    let red = room.place("door-live");
    room.person.breathe();
    operator.clicks(red);
    room.person.expect_done(Step::CutInternet);
    room.person.lab.expect_cut();
    display.keep("hands-cut-by-operator");
}

#[test]
fn after_the_cut_a_program_left_behind_does_not_restore_and_the_person_does() {
    if !possible() {
        return;
    }
    let room = Room::new();
    let display = &room.person.display;
    room.person.press_red();
    room.person.expect_done(Step::CutInternet);
    room.person.lab.expect_cut();
    room.go("button-home");
    room.to_restore();
    let (x, y) = room.place("restore-hold");
    let (x, y) = (x.to_string(), y.to_string());
    room.quiet();
    let hold = ["mousemove", &x, &y, "sleep", "0.3", "mousedown", "1", "sleep", "2.5", "mouseup", "1"];
    display.program(&hold);
    room.refused("hand-needed-restore", "a program's held button");
    assert!(!room.shows("restore-pause"));
    room.at_spi(&["press", &room.words("restore-hold")]);
    room.at_spi(&["focus", &room.words("restore-hold")]);
    display.program(&["keydown", "Return", "sleep", "2.5", "keyup", "Return"]);
    room.refused("hand-needed-restore", "a program's held key");
    room.person.lab.expect_cut();
    display.keep("hands-refused");
    room.quiet();
    let (x, y) = room.place("restore-hold");
    let (x, y) = (x.to_string(), y.to_string());
    display.hand(&["mousemove", &x, &y, "sleep", "0.3", "mousedown", "1", "sleep", "2.5", "mouseup", "1"]);
    room.waits_for("restore-pause");
    display.keep("hands-pause");
    super::lab::within(Duration::from_secs(60), "it is restored", || room.shows("restore-done"));
    room.person.lab.expect_open();
}

#[test]
fn nobody_types_into_the_set_up_from_elsewhere() {
    if !possible() {
        return;
    }
    let room = Room::new();
    let display = &room.person.display;
    room.go("door-after");
    room.go("caregiver-setup");
    let field = room.words("setup-person-name");
    room.waits_for("setup-person-name");
    room.person.breathe();
    room.at_spi(&["type", &field, "Mallory"]);
    room.refused("hand-needed", "text set through AT-SPI");
    room.at_spi(&["focus", &field]);
    display.program(&["type", "--delay", "30", "Mallory"]);
    room.refused("hand-needed", "a program's keys");
    assert_eq!(room.at_spi(&["text", &field]), "");
    room.quiet();
    room.click("setup-person-name");
    display.hand(&["type", "--delay", "60", "Hanako"]);
    eventually("the person types", || room.at_spi(&["text", &field]) == "Hanako");
}

#[test]
fn a_program_switches_nothing_of_the_watcher_off_and_the_person_does() {
    if !possible() {
        return;
    }
    let room = Room::new();
    room.go("door-after");
    room.go("caregiver-watch");
    room.waits_for("watch-reason");
    room.person.breathe();
    let off = room.choice("sos-keys", "watch-off");
    let (x, y) = room.place_of(&off);
    room.person.display.program(&["mousemove", &x.to_string(), &y.to_string(), "click", "1"]);
    room.refused("hand-needed", "a program's click");
    room.at_spi(&["press", &off]);
    room.refused("hand-needed", "an action of AT-SPI");
    assert_eq!(room.settings(), "");
    room.quiet();
    room.person.display.click(x, y);
    eventually("the person switches the keys off", || room.settings().contains("hot_key = false"));
}

#[test]
fn whoever_moves_the_pointer_under_a_hand_or_sends_keys_after_it_presses_nothing() {
    if !possible() {
        return;
    }
    let room = Room::new();
    let display = &room.person.display;
    room.go("button-settings");
    room.person.breathe();
    let (x, y) = room.place("settings-size-large");
    let (here, there) = (x.to_string(), y.to_string());
    let (aside, below) = ((x + 3).to_string(), (y + 3).to_string());

    // The person's mouse rests beside it; a program puts the pointer onto it, as the person presses.
    display.hand(&["mousemove", "20", "700"]);
    room.quiet();
    display.program(&["mousemove", &here, &there]);
    display.hand(&["click", "1"]);
    room.refused("hand-needed", "a click under which the pointer was put");
    // By the device of the extension that programs move, and however little.
    display.hand(&["mousemove", &aside, &below]);
    room.quiet();
    display.program(&["mousemove_relative", "--", "-3", "-3"]);
    display.hand(&["click", "1"]);
    room.refused("hand-needed", "a click under which the pointer was moved");
    assert_eq!(room.settings(), "");

    // One key of the person's is no leave for those that a program sends after it.
    room.at_spi(&["focus", &room.words("settings-size-large")]);
    room.quiet();
    display.hand(&["key", "Tab", "sleep", "0.2", "key", "shift+Tab"]);
    send_events(&room.person, (20, 700));
    room.refused("hand-needed", "a sent key after one of the person's");
    assert_eq!(room.settings(), "");

    // Who moves the mouse and clicks does it.
    room.quiet();
    display.hand(&["mousemove", "20", "700"]);
    room.click("settings-size-large");
    eventually("the person changes the size", || room.settings().contains("text_size = \"large\""));
}

#[test]
fn a_window_that_a_program_hid_or_pushed_away_comes_back_when_it_is_asked_for() {
    if !possible() {
        return;
    }
    let mut person = Person::new("en_US.UTF-8");
    person.start(&[]);
    let window = person.display.windows()[0].clone();
    let again = |person: &Person| {
        let asked = person.program(&[]).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
        assert!(asked.success());
    };
    person.display.program(&["windowunmap", "--sync", &window]);
    assert_eq!(person.display.windows(), Vec::<String>::new());
    again(&person);
    eventually("a hidden window is there again", || person.display.windows() == [window.clone()]);
    person.breathe();
    person.display.program(&["windowmove", &window, "5000", "5000"]);
    let corner = || {
        let said = person.display.program(&["getwindowgeometry", "--shell", &window]);
        said.lines().find_map(|line| line.strip_prefix("X=")?.parse::<i32>().ok()).unwrap()
    };
    eprintln!("pushed to {}", corner());
    again(&person);
    eventually("it is on the screen again", || corner() < 1_000);
}
