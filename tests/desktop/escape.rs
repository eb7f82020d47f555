//! Out of a fake alert that fills the screen: a real Chromium with a page that blocks its closing.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use kyukyubako::ui::theme::color;
use rustix::process::{Pid, Signal, kill_process};

use super::lab::{Lab, Running, eventually, possible, within};
use super::person::Person;
use super::picture::{Rgb, rgb};

const CHROMIUM: &str = "/usr/bin/chromium";
/// The ground of the page.
const WARNING: [Rgb; 1] = [[0x7a, 0x00, 0x40]];
/// What closing may take: all waits of `platform::browser`, and the time to start and look.
const CLOSED_WITHIN: Duration = Duration::from_secs(12);

pub(super) fn browser_is_there() -> bool {
    let there = Path::new(CHROMIUM).exists();
    if !there {
        assert!(std::env::var_os("CI").is_none(), "{CHROMIUM} is needed");
        eprintln!("skipped: no {CHROMIUM}");
    }
    there
}

/// Chromium on the whole of the person's screen, with the page that wants to stay.
pub(super) fn warning(person: &Person) -> Running {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/desktop/fake_alert.html");
    let mut command = person.lab.command("/usr/bin/env");
    command.args(["-i", "PATH=/usr/bin:/bin", "LANG=en_US.UTF-8"]);
    command.arg(format!("DISPLAY={}", person.display.name()));
    command.arg(format!("HOME={}", person.home().display())).arg(CHROMIUM);
    // Tests run as root, and nothing beyond this PC is asked for.
    command.args(["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]);
    command.args(["--disable-background-networking", "--disable-component-update", "--password-store=basic"]);
    command.arg(format!("--user-data-dir={}", person.folder.path().join("profile").display()));
    command.arg(format!("file://{}", page.display()));
    let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let browser = Running(child);
    // More than half of the screen shows the page.
    eventually("the page is shown", || shows_warning(person, 300));
    eventually("the page fills the screen", || {
        person.display.click(640, 500);
        !person.display.hand(&["search", "--name", "on the whole screen"]).is_empty()
            && shows_warning(person, 700)
    });
    browser
}

/// In the middle, the page reaches over `least` pixels from top to bottom.
pub(super) fn shows_warning(person: &Person, least: u32) -> bool {
    !person.display.look().down(1_000, &WARNING, least).is_empty()
}

/// The page is seen at the left, where a person can press it.
fn shows_warning_beside(person: &Person) -> bool {
    !person.display.look().down(560, &WARNING, 200).is_empty()
}

/// The window lies on top and fills the screen.
fn shows_window(person: &Person) -> bool {
    let look = person.display.look();
    look.down(4, &[rgb(color::GROUND)], look.height - 140).len() == 1
}

/// The window's ground is seen in the corner.
fn corner_is_seen(person: &Person) -> bool {
    !person.display.look().down(1_000, &[rgb(color::GROUND)], 10).is_empty()
}

/// Through the door and the question: no call, nothing installed.
fn to_escape(person: &Person) {
    let (x, y) = person.row(3)[0];
    let before = person.look();
    person.display.click(x, y);
    eventually("the question", || person.display.look().difference(&before) > 0.02);
    person.breathe();
    let before = person.look();
    person.answer(1);
    eventually("the way out", || person.display.look().difference(&before) > 0.02);
    person.breathe();
}

/// A program called `name` that does nothing.
struct StandIn {
    _started: Running,
    /// The process itself, by its number outside.
    pid: u32,
}

impl StandIn {
    /// Starts a program of that name with `prefix` before it: what changes its surroundings.
    fn start(person: &Person, folder: &Path, name: &str, prefix: &[&str]) -> Self {
        let place = folder.join(format!("{}-{name}", fs::read_dir(folder).unwrap().count()));
        fs::create_dir(&place).unwrap();
        let program = place.join(name);
        fs::copy("/bin/sleep", &program).unwrap();
        for path in [&place, &program] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let mut command = person.lab.command("/usr/bin/env");
        command.arg("-i").args(prefix).arg(&program).arg("600");
        let mut started = Running(command.spawn().unwrap());
        let mut found = None;
        eventually("the stand-in runs", || {
            if started.0.try_wait().unwrap().is_some() {
                // The copy may still be open in a child another test is starting.
                started = Running(command.spawn().unwrap());
            }
            found = children(started.0.id()).into_iter().find(|pid| {
                fs::read_link(format!("/proc/{pid}/exe"))
                    .is_ok_and(|at| at.file_name() == program.file_name())
            });
            found.is_some()
        });
        Self { _started: started, pid: found.unwrap() }
    }

    fn is_alive(&self) -> bool {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid)).unwrap_or_default();
        stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
    }
}

fn children(pid: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
    children.split_ascii_whitespace().map(|child| child.parse().unwrap()).collect()
}

/// Nobody else's programs are seen.
fn person_alone(language: &'static str) -> Person {
    let mut person = Person::new(language);
    person.lab = Lab::secluded();
    person
}

#[test]
fn one_press_closes_a_browser_that_does_not_want_to_and_touches_nothing_else() {
    if !possible() || !browser_is_there() {
        return;
    }
    let mut person = person_alone("ja_JP.UTF-8");
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let here = format!("DISPLAY={}", person.display.name());
    let start = |name: &str, prefix: &[&str]| StandIn::start(&person, folder.path(), name, prefix);
    let deaf = start("vivaldi-bin", &["--ignore-signal=TERM", &here]);
    let stopped = start("firefox", &[&here]);
    let pid = Pid::from_raw(i32::try_from(stopped.pid).unwrap()).unwrap();
    kill_process(pid, Signal::STOP).unwrap();
    let another_program = start("letter-writer", &[&here]);
    let another_session = start("chromium", &["DISPLAY=:4711"]);
    let somebody = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    let another_user = start("chromium", &[&[here.as_str()][..], &somebody].concat());

    let mut browser = warning(&person);
    person.display.keep("escape-1-warning");
    // Started while the warning fills the screen: it comes above it.
    person.start(&[]);
    to_escape(&person);
    person.display.keep("escape-2-begin");
    // The warning takes the keys, and on X11 the screen with them; whatever starts the program again brings it back.
    let warnings = person.display.hand(&["search", "--onlyvisible", "--name", "on the whole screen"]);
    person.display.hand(&["windowactivate", "--sync", warnings.lines().next().unwrap()]);
    person.breathe();
    eprintln!("seen while a full screen has the keys: {}", shows_window(&person));
    let second = person.program(&[]).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(second.success(), "{second:?}");
    eventually("the window is above the warning again", || shows_window(&person));
    person.breathe();
    person.press_main();
    let mut status = None;
    let took = within(CLOSED_WITHIN, "the browser ends", || {
        status = browser.0.try_wait().unwrap();
        status.is_some()
    });
    eventually("the answer", || person.log().contains("Chromium: Ended"));
    eprintln!("the browser was gone {took:?} after the press, {}", status.unwrap());
    for (name, ended) in [("Vivaldi", &deaf), ("Firefox", &stopped)] {
        assert!(person.log().contains(&format!("{name}: Ended")), "{}", person.log());
        assert!(!ended.is_alive(), "{name}");
    }
    for other in [&another_program, &another_session, &another_user] {
        assert!(other.is_alive(), "another program was ended");
    }
    person.breathe();
    let before = person.look();
    person.display.keep("escape-3-ended");
    person.press_main();
    eventually("how the notifications are stopped", || person.display.look().difference(&before) > 0.02);
    person.look();
    person.display.keep("escape-4-notifications");
    person.close();
    person.expect_clean_log();
}

#[test]
fn the_window_stays_above_the_warning_and_lets_it_be_pressed_for_the_keys() {
    if !possible() || !browser_is_there() {
        return;
    }
    let mut person = person_alone("en_US.UTF-8");
    let mut browser = warning(&person);
    person.start(&[]);
    to_escape(&person);
    // 「キーで 消す」 is the only plain button.
    let before = person.look();
    let (x, y) = person.row(1)[0];
    person.display.click(x, y);
    eventually("the window goes into a corner", || {
        person.display.look().difference(&before) > 0.02 && shows_warning_beside(&person)
    });
    person.breathe();
    person.look();
    person.display.keep("escape-5-corner");
    assert!(!shows_window(&person), "the warning can be pressed");
    // The person presses the warning, as the screen says. A full screen that has the keys may lie above everything
    // on X11; as soon as Esc made it smaller, the window is back.
    person.display.click(200, 600);
    person.breathe();
    eprintln!("seen while a full screen has the keys: {}", corner_is_seen(&person));
    person.display.hand(&["key", "Escape"]);
    eventually("the window is above the smaller warning", || {
        corner_is_seen(&person) && shows_warning_beside(&person)
    });
    person.display.keep("escape-5-after-esc");
    // The keys reach the window, not the browser: they do what the screen says all the same.
    let windows = person.display.windows();
    person.display.hand(&["windowactivate", "--sync", &windows[0], "key", "alt+F4"]);
    within(CLOSED_WITHIN, "the browser ends", || browser.0.try_wait().unwrap().is_some());
    assert!(person.is_running(), "the window itself stays");
    eventually("the window fills the screen again", || shows_window(&person));
    eventually("the answer", || person.log().contains("Chromium: Ended"));
    person.breathe();
    person.display.keep("escape-6-closed");
    person.close();
    person.expect_clean_log();
}
