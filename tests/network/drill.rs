//! The drill on real kernel state: closed for a moment, never for longer, whatever becomes of the program.

use std::io::{Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::lab::{Lab, PROGRAM, Running, answer, eventually, possible};
use crate::quiet::without_tools;

const JOURNAL: &str = "/var/lib/kyukyubako/cut-journal";

fn journal(lab: &Lab) -> Option<Value> {
    let output = lab.run("cat", &[JOURNAL]);
    let text = String::from_utf8(output.stdout).unwrap();
    serde_json::from_str(text.split_once('\n')?.1).ok()
}

fn is_drill(lab: &Lab) -> bool {
    journal(lab).is_some_and(|journal| !journal["drill_until"].is_null())
}

/// Processes of the lab that wait to end a drill.
pub fn waiting(lab: &Lab) -> Vec<u32> {
    let Ok(own) = std::fs::read_link("/proc/self/ns/net") else { return Vec::new() };
    let inner = Lab::within(&lab.inner, || std::fs::read_link("/proc/thread-self/ns/net"));
    let inner = inner.unwrap();
    assert_ne!(inner, own);
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    pids.filter(|pid| {
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
        line.windows(9).any(|part| part == b"drill-end")
            && std::fs::read_link(format!("/proc/{pid}/ns/net")).is_ok_and(|net| net == inner)
    })
    .collect()
}

pub fn begin(lab: &Lab, stop_after: &str) -> Running {
    let child = lab
        .command(PROGRAM)
        .args(["drill", "--json"])
        .env("KYUKYUBAKO_STOP_AFTER", stop_after)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    Running(vec![child])
}

fn output_of(child: &mut Child) -> String {
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_drill_closes_the_line_proves_it_and_leaves_everything_as_it_was() {
    if !possible() {
        return;
    }
    let _quiet = without_tools();
    let lab = Lab::new();
    let before = lab.picture();
    let _pings = lab.pings();
    let start = lab.arrived(0);
    eventually("packets arrive", || lab.arrived(0) > start + 200);
    let begun = Instant::now();
    let (report, code) = lab.program("drill");
    assert_eq!((&report["drilled"], &report["cut"], code), (&true.into(), &true.into(), 0), "{report}");
    assert_eq!((&report["restored"], &report["ended_by"]), (&true.into(), &"program".into()), "{report}");
    let ways = report["ways"].as_array().unwrap();
    let way = |name: &str| ways.iter().find(|way| way["way"] == name).unwrap_or_else(|| panic!("{report}"));
    assert_eq!((&way("link-down")["result"], way("link-down")["ms"].is_u64()), (&"worked".into(), true));
    let proven = report["proven_ms"].as_u64().unwrap();
    assert!(report["ways_ms"].as_u64().unwrap() <= proven && proven >= 1_000, "{report}");
    assert!(report["restore_ms"].is_u64() && begun.elapsed() < Duration::from_secs(60), "{report}");
    println!("ways {} ms, proven {proven} ms, restore {} ms", report["ways_ms"], report["restore_ms"]);
    lab.expect_picture(&before);
    let arrived = lab.arrived(0);
    eventually("packets arrive again", || lab.arrived(0) > arrived + 200);
    assert_eq!((journal(&lab), waiting(&lab)), (None, Vec::new()));
    assert_eq!(lab.program("status").0["restorable"], false);
}

#[test]
fn a_drill_is_refused_during_a_cut_without_a_line_and_with_wrong_words() {
    if !possible() {
        return;
    }
    let _quiet = without_tools();
    let lab = Lab::new();
    for args in [&["drill", "--now"][..], &["drill", "60"], &["drill-end", "0"], &["drill-end", "--help"]] {
        assert_eq!(lab.run(PROGRAM, args).status.code(), Some(2), "{args:?}");
    }
    assert_eq!(lab.run(PROGRAM, &["drill", "--help"]).status.code(), Some(0));
    assert_eq!(lab.program("cut").0["cut"], true);
    let record = journal(&lab);
    let (report, code) = lab.program("drill");
    assert_eq!((&report["drilled"], &report["refused"], code), (&false.into(), &"cut-in-force".into(), 1));
    // The word by which a drill is ended ends no cut.
    assert_eq!(lab.run(PROGRAM, &["drill-end"]).status.code(), Some(0));
    assert_eq!((lab.program("status").0["cut"].clone(), journal(&lab)), (true.into(), record));
    assert_eq!(lab.program("restore").0["result"], "restored");
    lab.settle();
    lab.inside(&["link", "set", "v0", "down"]);
    assert_eq!(lab.program("drill").0["refused"], "not-connected");
}

#[cfg(debug_assertions)]
#[test]
fn killed_at_any_stage_the_other_process_opens_the_line_at_once() {
    if !possible() {
        return;
    }
    let _quiet = without_tools();
    let lab = Lab::new();
    lab.add_cable(1);
    lab.settle();
    let before = lab.picture();
    for stage in ["drill-journal", "apply-1", "drill-apply", "drill-observe", "drill-undo"] {
        let mut drill = begin(&lab, stage);
        let status = drill.0[0].wait().unwrap();
        // nsenter becomes the program itself.
        assert_eq!(status.signal(), Some(6), "{stage}: the program was to die");
        let died = Instant::now();
        eventually("the line is open", || journal(&lab).is_none());
        println!("{stage}: open {:?} after the death", died.elapsed());
        lab.expect_picture(&before);
        eventually("nobody waits any more", || waiting(&lab).is_empty());
        assert_eq!(lab.program("status").0["restorable"], false, "{stage}");
    }
}

#[test]
fn kill_9_in_the_middle_is_survived_and_a_closed_terminal_too() {
    if !possible() {
        return;
    }
    let _quiet = without_tools();
    let lab = Lab::new();
    let before = lab.picture();
    for signal in ["-9", "-1"] {
        let mut drill = begin(&lab, "");
        eventually("the line is closed", || {
            is_drill(&lab) && !lab.inside(&["link", "show", "up"]).contains("v0")
        });
        let pids = waiting(&lab);
        assert_eq!(pids.len(), 1, "somebody waits outside the program");
        let pid = drill.0[0].id().to_string();
        assert!(lab.run("kill", &[signal, &pid]).status.success());
        drill.0[0].wait().unwrap();
        eventually("the line is open", || journal(&lab).is_none());
        lab.expect_picture(&before);
    }
}

#[test]
fn a_log_out_in_the_middle_opens_the_line() {
    if !possible() {
        return;
    }
    let _quiet = without_tools();
    let lab = Lab::new();
    let before = lab.picture();
    let mut drill = begin(&lab, "");
    eventually("the line is closed", || {
        is_drill(&lab) && !lab.inside(&["link", "show", "up"]).contains("v0")
    });
    // Everything of the session is told to end at once.
    for pid in waiting(&lab).iter().chain(&[drill.0[0].id()]) {
        assert!(lab.run("kill", &["-TERM", &pid.to_string()]).status.success());
    }
    drill.0[0].wait().unwrap();
    eventually("the line is open", || journal(&lab).is_none());
    lab.expect_picture(&before);
    eventually("nobody waits any more", || waiting(&lab).is_empty());
}

#[test]
fn when_both_are_killed_the_next_start_ends_the_overdue_drill() {
    if !possible() {
        return;
    }
    let _quiet = without_tools();
    let lab = Lab::new();
    let before = lab.picture();
    let overdue = |lab: &Lab| {
        let mut drill = begin(lab, "");
        eventually("the line is closed", || {
            is_drill(lab) && !lab.inside(&["link", "show", "up"]).contains("v0")
        });
        for pid in waiting(lab).iter().chain(&[drill.0[0].id()]) {
            assert!(lab.run("kill", &["-9", &pid.to_string()]).status.success());
        }
        drill.0[0].wait().unwrap();
        // Its time is over: as if a minute had passed.
        let mut record = journal(lab).unwrap();
        record["drill_until"] = 1_000.into();
        let body = record.to_string();
        let text = format!("crc32 {:08x}\n{body}\n", crc32fast::hash(body.as_bytes()));
        lab.write(JOURNAL, &text);
        lab.write("/run/kyukyubako/cut-journal", &text);
    };
    for verb in ["status", "restore", "drill"] {
        overdue(&lab);
        let (report, code) = lab.program(verb);
        assert_eq!(code, 0, "{verb}: {report}");
        lab.expect_picture(&before);
        assert_eq!(journal(&lab), None, "{verb}");
    }
    // The cut takes it over instead: it never opens what it is about to close.
    overdue(&lab);
    let (report, _) = lab.program("cut");
    assert_eq!((&report["cut"], &report["offline_before"]), (&true.into(), &false.into()), "{report}");
    assert!(journal(&lab).is_some() && !is_drill(&lab));
    assert_eq!(lab.program("restore").0["result"], "restored");
    lab.expect_picture(&before);
}

#[test]
fn a_cut_during_a_drill_is_real_and_stays_whoever_ends_the_drill() {
    if !possible() {
        return;
    }
    let _quiet = without_tools();
    let lab = Lab::new();
    let before = lab.picture();
    for kill in [false, true] {
        let mut drill = begin(&lab, "");
        eventually("the drill is on record", || is_drill(&lab));
        let waits = waiting(&lab);
        let (cut, _) = lab.program("cut");
        assert_eq!((&cut["cut"], &cut["restorable"]), (&true.into(), &true.into()), "{cut}");
        if kill {
            drop(drill.0[0].kill());
            drill.0[0].wait().unwrap();
        } else {
            let report: Value = serde_json::from_str(&output_of(&mut drill.0[0])).unwrap();
            assert_eq!((&report["ended_by"], &report["restored"]), (&"real-cut".into(), &false.into()));
            assert_eq!(drill.0[0].wait().unwrap().code(), Some(1));
        }
        eventually("nobody waits any more", || waiting(&lab).iter().all(|pid| !waits.contains(pid)));
        assert_eq!(lab.program("status").0["cut"], true);
        assert!(!is_drill(&lab));
        assert_eq!(lab.program("restore").0["result"], "restored");
        lab.expect_picture(&before);
    }
}

#[test]
fn a_cut_at_the_moment_the_drill_ends_is_never_claimed_falsely() {
    if !possible() {
        return;
    }
    let _quiet = without_tools();
    let lab = Lab::new();
    let before = lab.picture();
    let (mut real, mut rounds) = (0, 0);
    // From before the end of the looks until after the restore.
    for delay in (900..1_300).step_by(25) {
        let mut drill = begin(&lab, "");
        eventually("the line is closed", || is_drill(&lab));
        std::thread::sleep(Duration::from_millis(delay));
        let (cut, _) = lab.program("cut");
        let at_answer = lab.inside(&["link", "show", "up"]).contains("v0");
        assert_eq!((&cut["cut"], at_answer), (&true.into(), false), "{delay}: {cut}");
        let report: Value = serde_json::from_str(&output_of(&mut drill.0[0])).unwrap();
        drill.0[0].wait().unwrap();
        eventually("nobody waits any more", || waiting(&lab).is_empty());
        real += u32::from(report["ended_by"] == "real-cut");
        rounds += 1;
        assert!(!lab.inside(&["link", "show", "up"]).contains("v0"), "{delay}: opened after the cut");
        assert_eq!(lab.program("status").0["cut"], true, "{delay}");
        assert_eq!(lab.program("restore").0["result"], "restored", "{delay}");
        lab.expect_picture(&before);
    }
    println!("{rounds} presses: {real} made a real cut of the drill, the others came after it");
}

#[test]
fn a_drill_in_words_says_what_became_of_each_way() {
    if !possible() {
        return;
    }
    let _quiet = without_tools();
    let lab = Lab::new();
    let output = lab.command(PROGRAM).arg("drill").env("LANG", "ja_JP.UTF-8").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    println!("{text}");
    assert!(text.lines().count() >= 5, "{text}");
    // Whoever has no rights here has nothing to try, and is told so.
    let output =
        lab.run("setpriv", &["--reuid=65534", "--regid=65534", "--clear-groups", PROGRAM, "drill", "--json"]);
    let (report, code) = answer(&output);
    assert_eq!((&report["refused"], code), (&"no-way".into(), 1), "{report}");
    // Nobody can be talked into waiting: the word that ends drills reads nothing and prints one word.
    let mut child =
        lab.command(PROGRAM).arg("drill-end").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"restore\n").unwrap();
    assert_eq!((output_of(&mut child).as_str(), child.wait().unwrap().code()), ("ready\n", Some(0)));
}
