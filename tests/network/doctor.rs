//! What the self check says of the red button and of the guard, and whether that is what happens then.

use serde_json::Value;

use super::desktop::{Desktop, RULE, daemons_installed};
use super::guard::{RunningGuard, set_pin};
use super::lab::possible;
use super::way;

/// The state of `check`, and the id of its sentence.
fn said<'a>(answer: &'a Value, check: &str) -> (&'a str, &'a str) {
    let row = answer["checks"].as_array().unwrap().iter().find(|row| row["check"] == check);
    row.map_or(("", "nothing is said"), |row| {
        (row["state"].as_str().unwrap(), row["sentence_id"].as_str().unwrap())
    })
}

#[test]
fn it_knows_beforehand_what_a_press_will_do() {
    if !possible() || !daemons_installed() {
        return;
    }
    // Nobody lets this user switch networking off.
    let refusing = Desktop::new("");
    let before = refusing.lab.picture();
    let (told, code) = refusing.as_user("doctor", "");
    assert_eq!(said(&told, "cut-ways"), ("bad", "doctor-cut-ways-refused"), "{told}");
    assert_eq!((&told["state"], code), (&"bad".into(), 1));
    refusing.lab.expect_picture(&before);
    assert_eq!(way(&refusing.as_user("cut", "").0, "network-manager"), "denied");
    drop(refusing);

    let desktop = Desktop::new(RULE);
    let before = desktop.lab.picture();
    let (told, _) = desktop.as_user("doctor", "");
    assert_eq!(said(&told, "cut-ways"), ("ok", "doctor-cut-ways-ok"), "{told}");
    assert_eq!(said(&told, "guard"), ("warn", "doctor-guard-absent"), "{told}");
    desktop.lab.expect_picture(&before);
    assert_eq!(desktop.as_user("cut", "").0["cut"], true);
    // What would close a closed line cannot be seen.
    assert_eq!(said(&desktop.as_user("doctor", "").0, "cut-ways"), ("unknown", "doctor-cut-ways-offline"));
}

#[test]
fn it_sees_the_guard_and_whether_it_knows_a_pin() {
    if !possible() || !daemons_installed() {
        return;
    }
    let desktop = Desktop::new("");
    let guard = RunningGuard::start(&desktop.lab);
    let (told, _) = desktop.as_user("doctor", "");
    assert_eq!(said(&told, "guard"), ("warn", "doctor-guard-no-pin"), "{told}");
    assert_eq!(said(&told, "cut-ways"), ("ok", "doctor-cut-ways-guard"), "{told}");
    assert!(set_pin(&desktop.lab, "2468").status.success());
    let (told, _) = desktop.as_user("doctor", "");
    assert_eq!(said(&told, "guard"), ("ok", "doctor-guard-ok"), "{told}");
    assert!(!told.to_string().contains("2468"), "{told}");
    drop(guard);
    // Its socket is left over, and nobody is behind it.
    let (told, code) = desktop.as_user("doctor", "");
    assert_eq!((said(&told, "guard"), code), (("bad", "doctor-guard-silent"), 1), "{told}");
}
