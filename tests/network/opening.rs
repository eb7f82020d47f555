//! Restores that cannot bring everything back, on real kernel state: the line stays open, guard or not.

use std::time::Duration;

use serde_json::{Value, json};

use crate::guard::{RunningGuard, ask};
use crate::lab::{Lab, eventually, possible};
use crate::quiet::without_tools;

const PLACES: [&str; 2] = ["/var/lib/kyukyubako/cut-journal", "/run/kyukyubako/cut-journal"];

fn is_up(lab: &Lab) -> bool {
    lab.inside(&["link", "show", "up"]).contains("v0")
}

fn record(lab: &Lab) -> Option<Value> {
    let text = String::from_utf8(lab.run("cat", &[PLACES[0]]).stdout).unwrap();
    serde_json::from_str(text.split_once('\n')?.1).ok()
}

/// Puts on record what no restore on this system can take back.
fn add_impossible(lab: &Lab) {
    let mut record = record(lab).unwrap();
    let change = json!({"change": "radio-off", "interface": "x", "phys": [0]});
    record["changes"].as_array_mut().unwrap().push(change);
    let body = record.to_string();
    for place in PLACES {
        lab.write(place, &format!("crc32 {:08x}\n{body}\n", crc32fast::hash(body.as_bytes())));
    }
}

/// The line stays open for longer than the guard needs to look.
fn stays_open(lab: &Lab) {
    for _ in 0..30 {
        std::thread::sleep(Duration::from_millis(100));
        assert!(is_up(lab), "closed again");
    }
    assert_eq!(lab.filters(), "");
}

#[test]
fn a_lease_that_ended_during_the_cut_keeps_no_line_closed() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    let address = ["addr", "add", "198.51.100.50/24", "dev", "v0", "valid_lft", "6", "preferred_lft", "6"];
    lab.inside(&address);
    lab.inside(&["route", "add", "192.0.2.0/24", "via", "198.51.100.1", "src", "198.51.100.50"]);
    lab.inside(&["route", "add", "203.0.113.0/24", "dev", "v0", "src", "198.51.100.50"]);
    let _guard = RunningGuard::start(&lab);
    assert_eq!(lab.program("cut").0["cut"], true);
    assert!(record(&lab).unwrap().to_string().contains("c6336432"), "the address is on record");
    eventually("the lease is over", || !lab.inside(&["addr", "show", "dev", "v0"]).contains("198.51.100.50"));
    std::thread::sleep(Duration::from_secs(1));
    let (report, code) = lab.program("restore");
    assert_eq!((&report["result"], code), (&"restored".into(), 0), "{report}");
    stays_open(&lab);
    let routes = lab.inside(&["route"]);
    assert!(routes.contains("default") && !routes.contains("198.51.100.50"), "{routes}");
    assert_eq!(lab.program("status").0["restorable"], false);
}

#[test]
fn what_can_never_be_taken_back_does_not_have_the_guard_close_the_line_again() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    let guard = RunningGuard::start(&lab);
    assert_eq!(lab.program("cut").0["cut"], true);
    add_impossible(&lab);
    let (report, code) = lab.program("restore");
    assert_eq!((&report["result"], code), (&"incomplete".into(), 1), "{report}");
    stays_open(&lab);
    // Nor after it was killed and looks at the record anew.
    drop(guard);
    let _guard = RunningGuard::start(&lab);
    stays_open(&lab);
    let status = ask(&lab, "{\"do\":\"status\"}");
    assert_eq!((&status["in_force"], &status["restorable"]), (&json!(false), &json!(true)), "{status}");
    // The red button works as ever, and from then on the line is kept.
    assert_eq!(lab.program("cut").0["cut"], true);
    assert_eq!(ask(&lab, "{\"do\":\"status\"}")["in_force"], true);
    lab.delete_filters();
    lab.inside(&["link", "set", "v0", "up"]);
    eventually("closed again", || !is_up(&lab) && !lab.filters().is_empty());
}

#[test]
fn a_full_disk_leaves_no_drill_where_a_cut_was_pressed() {
    if !possible() {
        return;
    }
    let _quiet = without_tools();
    for fill in [16, 64] {
        let lab = Lab::with_memory("64k");
        let before = lab.picture();
        let mut drill = crate::drill::begin(&lab, "");
        eventually("the drill is on record", || record(&lab).is_some_and(|it| !it["drill_until"].is_null()));
        drop(lab.run("dd", &["if=/dev/zero", "of=/var/lib/fill", "bs=1k", &format!("count={fill}")]));
        let (report, _) = lab.program("cut");
        assert_eq!((&report["cut"], &report["restorable"]), (&true.into(), &true.into()), "{report}");
        drill.0[0].wait().unwrap();
        eventually("nobody waits any more", || crate::drill::waiting(&lab).is_empty());
        assert!(!is_up(&lab), "the drill's end opened a real cut");
        assert_eq!(lab.run(crate::lab::PROGRAM, &["drill-end"]).status.code(), Some(0));
        // What a power failure leaves, and what whoever starts next makes of it.
        lab.run("rm", &[PLACES[1]]);
        assert!(record(&lab).is_none_or(|it| it["drill_until"].is_null()), "{fill}: a drill is left");
        assert_eq!(lab.run(crate::lab::PROGRAM, &["drill-end"]).status.code(), Some(0));
        assert!(!is_up(&lab));
        assert_eq!(lab.program("restore").0["result"], "restored");
        lab.expect_picture(&before);
    }
}
