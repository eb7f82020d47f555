//! The button that stays and the keys, in a real watcher, under a person's hand.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use kyukyubako::core::settings::Settings;
use kyukyubako::core::watch::WatchChoice;
use kyukyubako::platform::directories::Directories;
use kyukyubako::platform::storage::UserStore;
use rustix::process::Signal;
use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{
    ConfigureWindowAux, ConnectionExt as _, CreateWindowAux, GrabMode, StackMode, WindowClass,
};
use x11rb::rust_connection::RustConnection;

use super::escape::{browser_is_there, shows_warning, warning};
use super::lab::{Running, eventually, possible, within};
use super::person::PROGRAM;
use super::picture::Rgb;
use super::watch::{Desk, signal};

/// The button's plate.
const PLATE: [Rgb; 1] = [[0x1B, 0x3A, 0x66]];
const EDGE: u32 = 80;
/// Switches are taken in within this time.
const SWITCHED_WITHIN: Duration = Duration::from_secs(6);

/// Switches both for this desk, as the family's page does.
fn switch(desk: &Desk, button: bool, keys: bool) {
    let home = desk.person.home();
    let store = UserStore::open(&Directories {
        config: Some(home.join(".config/kyukyubako")),
        state: Some(home.join(".local/state/kyukyubako")),
        ..Directories::default()
    });
    let mut settings = Settings::default();
    settings.watch.set(WatchChoice::SosButton, button);
    settings.watch.set(WatchChoice::HotKey, keys);
    store.save_settings(&settings, "").unwrap();
}

/// What the watcher noted for the family's page: the button, the keys.
fn noted(desk: &Desk) -> String {
    let file = desk.person.home().join(".local/state/kyukyubako/watcher.helpers");
    fs::read_to_string(file).unwrap_or_default().trim().to_owned()
}

/// The button's corner, if it is on the screen.
fn button(desk: &Desk) -> Option<(u32, u32)> {
    let found = desk.person.display.program(&["search", "--onlyvisible", "--class", "^Kyukyubako.Sos$"]);
    let window = found.lines().next()?;
    Some(desk.person.display.corner(window))
}

/// The button is not only there but seen: its plate, left of the letters, on top of everything.
fn is_seen(desk: &Desk, (x, y): (u32, u32)) -> bool {
    let plate = desk.person.display.look().down(x + 5, &PLATE, EDGE / 2);
    plate.iter().any(|run| run.from >= y && run.to <= y + EDGE)
}

/// A hand goes down in the middle of the button, moves, and goes up.
fn drag(desk: &Desk, from: (u32, u32), by: (i32, i32)) {
    let (x, y) = (from.0 + EDGE / 2, from.1 + EDGE / 2);
    let hand = |words: &[&str]| drop(desk.person.display.hand(words));
    hand(&["mousemove", &x.to_string(), &y.to_string(), "mousedown", "1"]);
    for part in 1..=4 {
        let to = |at: u32, by: i32| at.saturating_add_signed(by * part / 4).to_string();
        hand(&["mousemove", &to(x, by.0), &to(y, by.1)]);
    }
    hand(&["mouseup", "1"]);
}

fn expect_clean(desk: &Desk) {
    let log = desk.log();
    let bad: Vec<&str> =
        log.lines().filter(|line| line.starts_with("ERROR") || line.contains("panicked")).collect();
    assert!(bad.is_empty(), "{bad:#?}");
}

fn close_alert(desk: &Desk) {
    let windows = desk.person.display.windows();
    eventually("it is closed by hand", || {
        desk.person.display.hand(&["windowactivate", &windows[0], "key", "alt+F4"]);
        !desk.one_window()
    });
}

#[test]
fn the_button_is_pressed_dragged_kept_and_switched_off() {
    if !possible() {
        return;
    }
    let desk = Desk::new();
    switch(&desk, true, true);
    desk.watch("--install");
    eventually("the button is there", || button(&desk).is_some_and(|at| is_seen(&desk, at)));
    let first = button(&desk).unwrap();
    desk.person.display.keep("sos-1-button");

    // A trembling press.
    drag(&desk, first, (9, -7));
    let took = within(Duration::from_secs(15), "the alert is on the screen", || desk.one_window());
    eprintln!("alert: {took:?} after the press");
    assert_eq!(desk.alerts().len(), 1);
    eventually("the button makes way for it", || button(&desk).is_none());
    desk.person.display.keep("sos-2-alert");
    close_alert(&desk);
    eventually("the button is back", || button(&desk) == Some(first) && is_seen(&desk, first));

    drag(&desk, first, (-600, -200));
    eventually("it went with the hand", || button(&desk) == Some((first.0 - 600, first.1 - 200)));
    // A panel comes: the lowest 120 rows are its own.
    let panel = ["0, 0, 1280, 680"; 4].join(", ");
    let set = ["-root", "-f", "_NET_WORKAREA", "32c", "-set", "_NET_WORKAREA", &panel];
    let mut told = std::process::Command::new("/usr/bin/xprop");
    assert!(told.args(set).env("DISPLAY", desk.person.display.name()).status().unwrap().success());
    let (x, y) = button(&desk).unwrap();
    drag(&desk, (x, y), (40, 700));
    eventually("it stays off the panel", || button(&desk) == Some((x + 40, 680 - EDGE)));
    drag(&desk, (x + 40, 680 - EDGE), (0, -300));
    let placed = (x + 40, 680 - EDGE - 300);
    eventually("it is somewhere else", || button(&desk) == Some(placed));
    assert_eq!((desk.alerts().len(), desk.one_window()), (0, false), "dragging opens nothing");

    let resident = desk.residents();
    signal(resident[0], Signal::KILL);
    eventually("it is back with the watcher, where it was", || {
        let now = desk.residents();
        now.len() == 1 && now != resident && button(&desk) == Some(placed) && is_seen(&desk, placed)
    });

    switch(&desk, false, true);
    let gone = within(SWITCHED_WITHIN, "the button is gone", || button(&desk).is_none());
    eventually("it is said", || noted(&desk) == "off ready");
    switch(&desk, true, true);
    // It is painted anew, which an unoptimised build does slowly on a busy machine.
    eventually("the button is back", || button(&desk) == Some(placed));
    eprintln!("the button: gone {gone:?} after the switch");
    expect_clean(&desk);
}

#[test]
fn the_button_stays_above_a_full_screen_and_what_covers_it_and_never_fights() {
    if !possible() || !browser_is_there() {
        return;
    }
    let desk = Desk::new();
    switch(&desk, true, true);
    desk.watch("--install");
    eventually("the button is there", || button(&desk).is_some_and(|at| is_seen(&desk, at)));
    let at = button(&desk).unwrap();
    let mut browser = warning(&desk.person);
    eventually("the button is above the full screen", || is_seen(&desk, at));
    assert!(shows_warning(&desk.person, 700), "which is still there");
    desk.person.display.keep("sos-3-full-screen");

    // Something that no window manager places covers it, again and again.
    let (other, screen) = RustConnection::connect(Some(desk.person.display.name())).unwrap();
    let (window, root) = (other.generate_id().unwrap(), other.setup().roots[screen].root);
    let looks = CreateWindowAux::new().override_redirect(1).background_pixel(0x0055_5555);
    let class = WindowClass::INPUT_OUTPUT;
    other.create_window(0, window, root, 700, 200, 580, 500, 0, class, 0, &looks).unwrap();
    other.map_window(window).unwrap();
    other.flush().unwrap();
    eventually("it comes up again", || is_seen(&desk, at));
    let resident = desk.residents()[0];
    let before = super::watch::used(resident);
    let begin = std::time::Instant::now();
    while begin.elapsed() < Duration::from_secs(5) {
        let above = ConfigureWindowAux::new().stack_mode(StackMode::ABOVE);
        other.configure_window(window, &above).unwrap().check().unwrap();
    }
    let share = (super::watch::used(resident) - before) / begin.elapsed().as_secs_f64();
    eprintln!("the watcher used {:.1} % of a core while something else kept coming up", share * 100.0);
    assert!(share < 0.25, "{share}");
    other.destroy_window(window).unwrap().check().unwrap();

    drag(&desk, at, (0, 0));
    within(Duration::from_secs(20), "the alert is on the screen", || desk.one_window());
    desk.person.display.keep("sos-4-alert-over-full-screen");
    drop(browser.0.kill());
    expect_clean(&desk);
}

#[test]
fn the_keys_open_the_alert_and_are_waited_for_while_another_program_has_them() {
    if !possible() {
        return;
    }
    let desk = Desk::new();
    // The other program, and the key it has.
    let (other, screen) = RustConnection::connect(Some(desk.person.display.name())).unwrap();
    let root = other.setup().roots[screen].root;
    let first = other.setup().min_keycode;
    let count = other.setup().max_keycode - first + 1;
    let map = other.get_keyboard_mapping(first, count).unwrap().reply().unwrap();
    let places = usize::from(map.keysyms_per_keycode);
    let enter = map.keysyms.chunks(places).position(|meanings| meanings[0] == 0xFF0D).unwrap();
    let enter = first + u8::try_from(enter).unwrap();
    let (control, alt) = (4_u16, 8_u16);
    let grab = || {
        let mode = GrabMode::ASYNC;
        other.grab_key(false, root, (control | alt).into(), enter, mode, mode).unwrap().check()
    };
    grab().unwrap();
    desk.watch("--install");
    eventually("it is said that the keys are taken", || noted(&desk) == "off taken");
    assert_eq!(desk.residents().len(), 1, "and nothing else happens");
    other.ungrab_key(enter, root, (control | alt).into()).unwrap().check().unwrap();
    let took = within(Duration::from_secs(20), "the keys are ready", || noted(&desk) == "off ready");
    eprintln!("keys: ready {took:?} after they were free");

    desk.person.display.hand(&["key", "ctrl+alt+Return"]);
    let took = within(Duration::from_secs(15), "the alert is on the screen", || desk.one_window());
    eprintln!("alert: {took:?} after the keys");
    assert_eq!(desk.alerts().len(), 1);
    close_alert(&desk);
    eventually("the watcher knows", || {
        desk.alerts().is_empty() && desk.log().contains("the alert ended: Closed")
    });
    // The program is open already: its window is the one that comes, and when it was closed a new one does.
    let open = desk.command(Path::new(PROGRAM)).stdout(Stdio::null()).spawn().unwrap();
    let _open = Running(open);
    eventually("the window that the person opened", || desk.one_window());
    desk.person.display.hand(&["key", "ctrl+alt+Return"]);
    eventually("it is the one", || desk.log().contains("the alert ended: HandedOver"));
    assert!(desk.one_window());
    close_alert(&desk);
    desk.person.display.hand(&["key", "ctrl+alt+Return"]);
    within(Duration::from_secs(20), "a new one", || desk.one_window());
    close_alert(&desk);
    eventually("the watcher knows", || {
        desk.alerts().is_empty() && desk.log().matches("the alert ended: Closed").count() == 2
    });
    // With Num Lock on, and with the other Enter.
    desk.person.display.hand(&["key", "Num_Lock", "key", "ctrl+alt+KP_Enter"]);
    within(Duration::from_secs(15), "the alert is on the screen again", || desk.one_window());
    close_alert(&desk);

    assert!(grab().is_err(), "the watcher has them");
    switch(&desk, false, false);
    within(SWITCHED_WITHIN, "they are let go", || grab().is_ok());
    eventually("it is said", || noted(&desk) == "off off");
    expect_clean(&desk);
}
