//! The self check under Wine, or on a real Windows: it changes nothing.

use std::process::Command;
use std::time::{Duration, Instant};

/// Whatever hangs, there is an answer by then.
const ANSWERS_WITHIN: Duration = Duration::from_secs(45);

#[test]
fn it_answers_in_time_for_everything_that_windows_has() {
    let program = super::restore_program_built().with_file_name("kyukyubako.exe");
    let start = Instant::now();
    let output = Command::new(program).args(["doctor", "--json"]).output().unwrap();
    assert!(start.elapsed() < ANSWERS_WITHIN, "{:?}", start.elapsed());
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    println!("{answer:#}");
    assert_eq!(answer["schema"], 1);
    assert_eq!(answer["os"], "windows");
    assert_eq!(output.status.code(), Some(i32::from(answer["state"] == "bad")), "{answer}");
    let checks = answer["checks"].as_array().unwrap();
    let said = |check: &str| {
        let row = checks.iter().find(|row| row["check"] == check);
        row.unwrap_or_else(|| panic!("nothing is said of {check}"))["sentence_id"].as_str().unwrap()
    };
    for check in ["cut-ways", "guard", "watcher", "settings", "notes", "contacts", "pack", "store"] {
        assert_ne!(said(check), "doctor-no-answer", "{check}");
    }
    assert_eq!(said("fonts"), "doctor-fonts-ok");
    assert_eq!(said("build"), "doctor-build-development", "nobody signed this one");
    if super::under_wine() {
        assert_eq!(said("smart-app-control"), "doctor-app-control-none");
        assert_eq!(said("notification"), "doctor-notification-permitted");
    }
}
