//! What comes after the first alert: another session beside the window that is open, and a count whose window is killed.

use std::fs;
use std::path::Path;
use std::time::Duration;

use kyukyubako::core::settings::Settings;
use kyukyubako::core::watch::WatchChoice;
use kyukyubako::platform::directories::Directories;
use kyukyubako::platform::storage::UserStore;
use rustix::process::Signal;

use super::lab::{eventually, within};
use super::person::PROGRAM;
use super::watch::{Desk, possible_with_vnc, signal};

/// Much shorter than the pause between two times that an open window comes to the front by itself.
const SEEN_WITHIN: Duration = Duration::from_secs(10);

#[test]
fn a_session_that_begins_beside_the_open_window_brings_it_to_the_front_at_once() {
    if !possible_with_vnc() {
        return;
    }
    let desk = Desk::new();
    desk.watch("--install");
    let _first = desk.begin_session();
    within(Duration::from_secs(20), "the alert is on the screen", || desk.one_window());
    let raised = || desk.log_counts("the alert answered");
    // The next time by itself comes half a minute later.
    within(Duration::from_secs(30), "it comes to the front by itself", || raised() == 1);
    desk.end_session();
    std::thread::sleep(Duration::from_millis(kyukyubako::core::watch::machine::GONE_AFTER_MS + 2_000));
    assert_eq!(raised(), 1);
    let window = desk.alerts();
    let _second = desk.begin_session();
    let took = within(SEEN_WITHIN, "it comes to the front for the second session", || raised() == 2);
    eprintln!("alert: in front {took:?} after a second session began");
    assert!(desk.one_window() && desk.alerts() == window, "the same window");
}

#[test]
fn a_count_whose_windows_are_killed_one_after_the_other_ends_in_a_cut() {
    if !possible_with_vnc() {
        return;
    }
    let desk = Desk::new();
    let home = desk.person.home();
    let state = home.join(".local/state/kyukyubako");
    let store = UserStore::open(&Directories {
        config: Some(home.join(".config/kyukyubako")),
        state: Some(state.clone()),
        ..Directories::default()
    });
    let mut settings = Settings::default();
    settings.watch.set(WatchChoice::AutomaticCut, true);
    store.save_settings(&settings, "").unwrap();
    desk.watch("--install");
    eventually("it watches", || desk.log_counts("watching") == 1);
    let _session = desk.begin_session();
    within(Duration::from_secs(20), "the alert is on the screen", || desk.one_window());
    let counted = || fs::read_to_string(state.join("sessions.toml")).unwrap_or_default();
    within(Duration::from_secs(20), "it counts", || counted().contains("counted"));
    desk.person.lab.expect_open();
    let is_cut = || {
        let said = desk.command(Path::new(PROGRAM)).args(["status", "--json"]).output().unwrap();
        String::from_utf8_lossy(&said.stdout).contains("\"cut\":true")
    };
    assert!(!is_cut());
    let mut killed = 0;
    let took = within(Duration::from_secs(60), "the line is cut", || {
        for alert in desk.alerts() {
            signal(alert, Signal::KILL);
            killed += 1;
        }
        is_cut()
    });
    desk.person.lab.expect_cut();
    eprintln!("cut {took:?} after the first of {killed} windows was killed in its count");
    assert!(killed >= 2, "{killed}");
}
