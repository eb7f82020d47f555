//! The whole emergency path by keyboard and screen reader alone: a real AT-SPI client hears what is said and
//! where the focus is; nobody looks at the screen.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use kyukyubako::content::{Locale, Texts};
use kyukyubako::core::Screen;
use kyukyubako::core::incident::Step;
use serde_json::Value;

use super::lab::{Running, eventually, possible};
use super::person::Person;

const PYTHON: &str = "/usr/bin/python3";
const LAUNCHER: &str = "/usr/libexec/at-spi-bus-launcher";
/// Longest from a key to what is heard of it.
const HEARD_WITHIN: Duration = Duration::from_secs(15);

/// True when a screen reader can be had. In CI it must be.
fn reader_possible() -> bool {
    let missing = !Path::new(LAUNCHER).exists()
        || !Command::new(PYTHON)
            .args(["-c", "import gi; gi.require_version('Atspi', '2.0')"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success());
    if missing {
        assert!(std::env::var_os("CI").is_none(), "needed: at-spi2-core, python3-gi, gir1.2-atspi-2.0");
        eprintln!("skipped: no screen reader without at-spi2-core, python3-gi and gir1.2-atspi-2.0");
    }
    !missing
}

/// A bus, the accessibility bus, and who listens on it.
struct Reader {
    commands: ChildStdin,
    told: Receiver<Value>,
    heard: Vec<String>,
    _running: [Running; 3],
}

#[allow(clippy::disallowed_methods, reason = "the thread ends with the reader")]
impl Reader {
    /// Starts bus and reader, then the window, which registers itself there.
    fn new(person: &mut Person) -> Self {
        let socket = person.folder.path().join("bus/socket");
        let address = format!("unix:path={}", socket.display());
        let run = person.folder.path().join("run");
        let with = |program: &str| {
            let mut command = Command::new(program);
            command
                .env("DBUS_SESSION_BUS_ADDRESS", &address)
                .env("XDG_RUNTIME_DIR", &run)
                .env("HOME", person.home())
                .env("DISPLAY", person.display.name())
                .stderr(Stdio::null());
            command
        };
        let bus = with("/usr/bin/dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", &format!("--address={address}")])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        eventually("the bus is there", || UnixStream::connect(&socket).is_ok());
        let accessible = with(LAUNCHER)
            .args(["--launch-immediately", "--a11y=1", "--screen-reader=1"])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/desktop/reader.py");
        let mut client =
            with(PYTHON).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let commands = client.stdin.take().unwrap();
        let output = BufReader::new(client.stdout.take().unwrap());
        let (send, told) = sync_channel(1_000);
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if send.send(serde_json::from_str(&line).unwrap()).is_err() {
                    return;
                }
            }
        });
        let running = [Running(client), Running(accessible), Running(bus)];
        let mut reader = Self { commands, told, heard: Vec::new(), _running: running };
        reader.until("the reader listens", |told| told["event"] == "ready");
        person.start(&[("DBUS_SESSION_BUS_ADDRESS", &address)]);
        reader
    }

    /// What comes until `wanted` is among it.
    fn until(&mut self, what: &str, mut wanted: impl FnMut(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            match self.told.recv_timeout(HEARD_WITHIN.saturating_sub(begun.elapsed())) {
                Ok(told) => {
                    if let Some(text) = told["text"].as_str() {
                        self.heard.push(text.to_owned());
                    }
                    if wanted(&told) {
                        return told;
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("not within {HEARD_WITHIN:?}: {what}; heard: {:#?}", self.heard)
                }
            }
        }
    }

    /// The screen reader says `text` by itself.
    fn hears(&mut self, text: &str) {
        if !self.heard.iter().any(|heard| heard == text) {
            self.until(text, |told| told["text"] == text);
        }
    }

    /// What stands at the top of the screen was said without being asked for.
    fn hears_the_headline(&mut self) {
        let begun = Instant::now();
        loop {
            let nodes = self.tree();
            let headline =
                nodes.iter().find(|node| node["role"] == "heading").map(|node| node["name"].clone());
            let headline = headline.unwrap_or_default();
            if self.heard.iter().any(|heard| headline == heard.as_str()) {
                expect_sensible(&nodes);
                return;
            }
            assert!(begun.elapsed() < HEARD_WITHIN, "{headline} was not said, but {:#?}", self.heard);
        }
    }

    fn tree(&mut self) -> Vec<Value> {
        self.commands.write_all(b"tree\n").unwrap();
        let tree = self.until("the tree", |told| told["event"] == "tree");
        tree["nodes"].as_array().unwrap().clone()
    }

    /// Tab until the focus is on `name`, then Enter.
    fn press(&mut self, person: &Person, name: &str) {
        person.breathe();
        for _ in 0..24 {
            person.display.hand(&["key", "Tab"]);
            let focus = self.until("the focus moves", |told| {
                told["event"] == "focus" && told["role"] != "frame" && told["role"] != "window"
            });
            assert_ne!(focus["name"], "", "something without a name has the focus: {focus}");
            if focus["name"] == name {
                self.heard.clear();
                person.display.hand(&["key", "Return"]);
                return;
            }
        }
        panic!("{name:?} is not reached by Tab");
    }
}

/// Every node says what it is and is called something; one headline stands there.
fn expect_sensible(nodes: &[Value]) {
    for role in ["heading", "push button"] {
        assert!(nodes.iter().any(|node| node["role"] == role), "no {role}: {nodes:#?}");
    }
    for node in nodes {
        let role = node["role"].as_str().unwrap();
        assert!(!["unknown", "invalid"].contains(&role), "{node}");
        if node["focusable"] == true {
            assert_ne!(node["name"], "", "a screen reader has no word for this: {node}");
        }
    }
}

#[test]
fn from_the_red_door_to_the_saved_memo_without_looking() {
    if !possible() || !reader_possible() {
        return;
    }
    let mut person = Person::new("ja_JP.UTF-8");
    let mut reader = Reader::new(&mut person);
    let texts = Texts::new(Locale::Ja);
    let say = |id: &str| texts.get(id);
    let mut home = Vec::new();
    eventually("the window is heard of", || {
        home = reader.tree();
        home.iter().any(|node| node["role"] == "heading")
    });
    expect_sensible(&home);
    for (role, words) in [("heading", "home-question"), ("push button", "door-live"), ("frame", "app-title")]
    {
        let found = home.iter().any(|node| node["role"] == role && node["name"] == say(words).as_str());
        assert!(found, "no {role} {words}: {home:#?}");
    }

    reader.press(&person, &say("door-live"));
    reader.hears(&say("hang-up"));
    reader.hears(&say("cut-done"));
    person.lab.expect_cut();
    person.expect_done(Step::CutInternet);
    let path = [
        (Screen::CutResult, "hang-up-done"),
        (Screen::AskBank, "answer-no"),
        (Screen::AskPhone, "answer-no"),
        (Screen::HandOver, "hand-over-done"),
        (Screen::PowerOff, "power-off-done"),
        (Screen::CallBank, "call-bank-done"),
        (Screen::StayOff, "stay-off-done"),
        (Screen::MemoCall, "button-next"),
        (Screen::MemoMoney, "button-next"),
        (Screen::MemoScreen, "button-next"),
    ];
    for (screen, button) in path {
        eventually(&format!("{screen:?} is reached"), || {
            person.incident().is_some_and(|incident| incident.screen == screen)
        });
        reader.hears_the_headline();
        reader.press(&person, &say(button));
    }
    eventually("the memo is reached", || {
        person.incident().is_some_and(|incident| incident.screen == Screen::MemoSave)
    });
    expect_sensible(&reader.tree());
    reader.press(&person, &say("memo-save-documents"));
    eventually("the memo is saved", || !person.documents(&person.home()).is_empty());
    person.lab.expect_cut();
    person.expect_clean_log();
}
