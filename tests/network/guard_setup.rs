//! Putting the guard in place and taking it out again, and what it is made of.

use std::process::{Command, Output};

use serde_json::json;

use crate::guard::{GUARD, RunningGuard, ask};
use crate::lab::{Lab, PROGRAM, possible};

const UNIT: &str = "/etc/systemd/system/kyukyubako-guard.service";
const POLICY: &str = "/usr/share/polkit-1/actions/kyukyubako.policy";

/// A lab whose folders for units and policies are its own.
fn lab() -> Lab {
    let lab = Lab::new();
    for folder in ["/etc/systemd/system", "/usr/share/polkit-1/actions"] {
        assert!(lab.run("mkdir", &["-p", folder]).status.success());
        assert!(lab.run("mount", &["-t", "tmpfs", "own", folder]).status.success());
    }
    lab
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn english(lab: &Lab, verb: &str) -> Output {
    lab.command(GUARD).arg(verb).env("LANG", "en_US.UTF-8").env("LC_ALL", "en_US.UTF-8").output().unwrap()
}

#[test]
fn what_was_installed_is_removed_and_the_line_is_open_afterwards() {
    if !possible() {
        return;
    }
    let lab = lab();
    let before = lab.picture();
    let installed = english(&lab, "install");
    assert!(installed.status.success(), "{}", said(&installed));
    let unit = std::fs::read_to_string(lab.path(UNIT)).unwrap();
    assert!(unit.contains(&format!("\nExecStart={GUARD} run\n")), "{unit}");
    let policy = std::fs::read_to_string(lab.path(POLICY)).unwrap();
    assert!(
        policy.contains(&format!(">{PROGRAM}</annotate>")) && policy.contains("xml:lang=\"ja\""),
        "{policy}"
    );

    // Removed while a cut is in force, with a guard that runs and with a dead one.
    for runs in [true, false] {
        let guard = RunningGuard::start(&lab);
        assert_eq!(ask(&lab, "{\"do\":\"set-pin\",\"pin\":\"2468\"}")["reply"], "pin-set");
        assert_eq!(ask(&lab, "{\"do\":\"cut\"}")["reply"], "applied");
        let guard = runs.then_some(guard);
        let removed = english(&lab, "remove");
        assert!(removed.status.success(), "{}", said(&removed));
        lab.expect_picture(&before);
        for gone in [UNIT, POLICY, "/var/lib/kyukyubako/pin", "/var/lib/kyukyubako/cut-journal"] {
            assert!(!lab.path(gone).exists(), "{gone}");
        }
        drop(guard);
        assert!(english(&lab, "install").status.success());
    }
}

#[test]
fn a_restore_that_fails_is_said_and_keeps_the_guard() {
    if !possible() {
        return;
    }
    let lab = lab();
    let _guard = RunningGuard::start(&lab);
    assert!(english(&lab, "install").status.success());
    assert_eq!(ask(&lab, "{\"do\":\"cut\"}")["reply"], "applied");
    // A record that nobody can take away, of something that no Linux ever changed.
    let journal = lab.path("/var/lib/kyukyubako/cut-journal");
    let text = std::fs::read_to_string(&journal).unwrap();
    let mut record: serde_json::Value = serde_json::from_str(text.split_once('\n').unwrap().1).unwrap();
    record["changes"].as_array_mut().unwrap().push(json!({"change": "service-disabled", "name": "x"}));
    let body = record.to_string();
    let sum = crc32fast::hash(body.as_bytes());
    lab.write("/var/lib/kyukyubako/cut-journal", &format!("crc32 {sum:08x}\n{body}\n"));
    let removed = english(&lab, "remove");
    let words = said(&removed);
    assert!(!removed.status.success() && words.contains("ip link set") && words.contains("nft"), "{words}");
    assert!(lab.path(UNIT).exists());
}

#[test]
fn only_root_sets_it_up_and_wrong_words_are_wrong_use() {
    if !possible() {
        return;
    }
    let lab = lab();
    for verb in ["install", "remove", "set-pin", "run", "end-drill"] {
        let output = lab.run("setpriv", &["--reuid=65534", "--regid=65534", "--clear-groups", GUARD, verb]);
        assert_eq!(output.status.code(), Some(1), "{verb}: {}", said(&output));
    }
    for args in [&[][..], &["stop"], &["run", "now"], &["install", "--force"]] {
        assert_eq!(lab.run(GUARD, args).status.code(), Some(2), "{args:?}");
    }
    assert!(lab.run(GUARD, &["--help"]).stdout.len() > 200);
    assert!(!lab.path(UNIT).exists());
}

#[test]
fn nothing_of_the_window_is_in_the_guard() {
    let (guard, program) = (std::fs::read(GUARD).unwrap(), std::fs::read(PROGRAM).unwrap());
    let holds = |binary: &[u8], word: &str| binary.windows(word.len()).any(|part| part == word.as_bytes());
    for word in ["egui", "eframe", "wgpu", "winit", "krilla", "notify_rust", "libwayland", "libX11"] {
        assert!(!holds(&guard, word), "{word}");
    }
    // Positive control: that is how they would show.
    assert!(holds(&program, "egui") && holds(&guard, "kyukyubako_guard"));
    assert!(guard.len() < program.len() / 2, "{} of {}", guard.len(), program.len());
}

#[test]
fn the_unit_is_one_that_systemd_understands() {
    let unit = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/installer/linux/kyukyubako-guard.service"
    ))
    .unwrap()
    .replace("@GUARD@", "/bin/true");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kyukyubako-guard.service");
    std::fs::write(&path, unit).unwrap();
    let Ok(output) = Command::new("/usr/bin/systemd-analyze").arg("verify").arg(&path).output() else {
        assert!(std::env::var_os("CI").is_none(), "systemd-analyze (package systemd) is needed");
        return;
    };
    let words = said(&output);
    assert!(!words.contains("kyukyubako-guard.service"), "{words}");
}
