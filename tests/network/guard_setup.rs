//! Putting the guard in place and taking it out again, and what it is made of.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;

use crate::guard::{GUARD, RunningGuard, SOCKET, ask};
use crate::lab::{Lab, PROGRAM, possible};

const UNIT: &str = "/etc/systemd/system/kyukyubako-guard.service";
const WANTED: &str = "/etc/systemd/system/multi-user.target.wants/kyukyubako-guard.service";
const POLICY: &str = "/usr/share/polkit-1/actions/kyukyubako.policy";

/// Where the guard lies in the lab: only root writes there, whoever built it.
const INSTALLED: &str = "/opt/kyukyubako-guard";
const INSTALLED_PROGRAM: &str = "/opt/kyukyubako";

/// A lab whose folders for programs, units and policies are its own.
fn lab() -> Lab {
    let lab = Lab::new();
    for folder in ["/etc/systemd/system", "/usr/share/polkit-1/actions", "/opt"] {
        assert!(lab.run("mkdir", &["-p", folder]).status.success());
        assert!(lab.run("mount", &["-t", "tmpfs", "-o", "mode=755", "own", folder]).status.success());
    }
    assert!(lab.run("cp", &["--no-preserve=ownership", GUARD, INSTALLED]).status.success());
    lab.write(INSTALLED_PROGRAM, "");
    lab
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn english(lab: &Lab, verb: &str) -> Output {
    lab.command(INSTALLED).arg(verb).env("LANG", "en_US.UTF-8").env("LC_ALL", "en_US.UTF-8").output().unwrap()
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
    assert!(unit.contains(&format!("\nExecStart={INSTALLED} run\n")), "{unit}");
    let starts = |expected: bool| {
        // A link to a file that lies in the lab.
        let link = lab.path(WANTED).symlink_metadata().is_ok();
        assert!(link == expected || !Path::new("/usr/bin/systemctl").exists(), "{link}");
    };
    starts(true);
    let policy = std::fs::read_to_string(lab.path(POLICY)).unwrap();
    assert!(
        policy.contains(&format!(">{INSTALLED_PROGRAM}</annotate>")) && policy.contains("xml:lang=\"ja\""),
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
        starts(false);
        drop(guard);
        assert!(english(&lab, "install").status.success());
    }
}

#[test]
fn a_loop_of_cuts_does_not_keep_the_guard_on_the_pc() {
    use std::io::{Read as _, Write as _};
    use std::sync::atomic::{AtomicBool, Ordering};
    if !possible() || !Path::new("/usr/bin/systemctl").exists() {
        return;
    }
    let lab = lab();
    let before = lab.picture();
    // As much of systemd as the set-up asks for: it stops the guard.
    lab.write("/opt/systemctl", "#!/bin/sh\n[ \"$1\" != stop ] || kill -9 \"$(cat /opt/pid)\"\n");
    for step in [
        "chmod 755 /opt/systemctl",
        "mount --bind /opt/systemctl /usr/bin/systemctl",
        "mkdir -p /run/systemd/system",
    ] {
        assert!(lab.run("sh", &["-c", step]).status.success(), "{step}");
    }
    let guard = RunningGuard::start(&lab);
    lab.write("/opt/pid", &guard.id().to_string());
    assert!(english(&lab, "install").status.success());
    let (stop, cuts) = (AtomicBool::new(false), std::sync::atomic::AtomicUsize::new(0));
    let removed = std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !stop.load(Ordering::SeqCst) {
                    let Ok(mut socket) = std::os::unix::net::UnixStream::connect(lab.path(SOCKET)) else {
                        continue;
                    };
                    drop(socket.set_read_timeout(Some(std::time::Duration::from_secs(5))));
                    let asked = socket.write_all(b"{\"do\":\"cut\"}\n");
                    if asked.is_ok() && socket.read(&mut [0; 64]).is_ok_and(|length| length > 0) {
                        cuts.fetch_add(1, Ordering::SeqCst);
                    }
                }
            });
        }
        let end = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while cuts.load(Ordering::SeqCst) < 10 && std::time::Instant::now() < end {
            std::thread::yield_now();
        }
        let removed = english(&lab, "remove");
        stop.store(true, Ordering::SeqCst);
        removed
    });
    assert!(cuts.load(Ordering::SeqCst) >= 10);
    assert!(removed.status.success(), "{}", said(&removed));
    assert!(!lab.path(UNIT).exists() && !lab.path("/var/lib/kyukyubako/cut-journal").exists());
    lab.expect_picture(&before);
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
    // From where others can write nothing is installed.
    assert!(lab.run("chmod", &["777", "/opt"]).status.success());
    let refused = english(&lab, "install");
    assert!(!refused.status.success() && said(&refused).contains("owned by root"), "{}", said(&refused));
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
