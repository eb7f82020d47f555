//! What comes after the first alert: another session beside the window that is open.

use std::time::Duration;

use super::lab::within;
use super::watch::{Desk, possible_with_vnc};

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
