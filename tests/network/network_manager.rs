//! The desktop user's way: NetworkManager, polkit and a system bus of our own inside the lab.

use std::process::Stdio;

use kyukyubako::core::Timestamp;
use kyukyubako::platform::pin;

use super::desktop::{Desktop, NOBODY, RULE, daemons_installed};
use super::guard::{RunningGuard, ask, set_pin};
use super::lab::{PROGRAM, answer, eventually, possible};
use super::quiet::without_tools;
use super::way;

#[test]
fn an_ordinary_user_cuts_and_comes_back_with_the_pin() {
    if !possible() || !daemons_installed() {
        return;
    }
    let desktop = Desktop::new(RULE);
    let lab = &desktop.lab;
    let before = lab.picture();
    let _pings = lab.pings();
    let start = lab.arrived(0);
    eventually("packets arrive", || lab.arrived(0) > start + 100);

    let (report, code) = desktop.as_user("cut", "");
    let at_answer = lab.arrived(0);
    assert_eq!((&report["cut"], &report["restorable"], code), (&true.into(), &true.into(), 0), "{report}");
    assert_eq!(way(&report, "network-manager"), "done", "{report}");
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert_eq!(lab.arrived(0), at_answer, "packets arrived after the answer");
    assert_eq!(desktop.as_user("status", "").0["cut"], true);
    assert_eq!(desktop.as_user("restore", "2468\n").0["result"], "not-allowed", "no PIN is set yet");

    let folder = tempfile::tempdir().unwrap();
    pin::set_pin(folder.path(), None, "2468", Timestamp(0)).unwrap();
    let hash = std::fs::read_to_string(folder.path().join("pin")).unwrap();
    let path = "/run/home/.local/state/kyukyubako/pin";
    lab.write(path, &hash);
    lab.run("chown", &["nobody", path]);
    assert_eq!(desktop.as_user("restore", "1111\n").0["result"], "wrong-pin");
    assert_eq!(desktop.as_user("status", "").0["cut"], true);
    let asked = std::time::Instant::now();
    let (report, code) = desktop.as_user("restore", "2468\n");
    assert!(asked.elapsed() >= std::time::Duration::from_secs(30), "a script waits as the window does");
    assert_eq!((&report["result"], code), (&"restored".into(), 0), "{report}");
    lab.expect_picture(&before);

    // The same cut, taken back by root on the user's behalf.
    assert_eq!(desktop.as_user("cut", "").0["cut"], true);
    let (report, code) = answer(&desktop.after_sudo("restore"));
    assert_eq!((&report["result"], code), (&"restored".into(), 0), "{report}");
    lab.expect_picture(&before);
    assert_eq!(desktop.as_user("status", "").0["restorable"], false);
}

#[test]
fn root_takes_both_ways_and_brings_both_back() {
    if !possible() || !daemons_installed() {
        return;
    }
    let desktop = Desktop::new(RULE);
    let before = desktop.lab.picture();
    let (report, _) = desktop.lab.program("cut");
    assert_eq!(report["cut"], true, "{report}");
    for name in ["network-manager", "link-down"] {
        assert_eq!(way(&report, name), "done", "{report}");
    }
    let (report, code) = desktop.lab.program("restore");
    assert_eq!((&report["result"], code), (&"restored".into(), 0), "{report}");
    desktop.lab.expect_picture(&before);
}

#[test]
fn a_user_who_may_not_is_told_so() {
    if !possible() || !daemons_installed() {
        return;
    }
    let desktop = Desktop::new("");
    let (report, code) = desktop.as_user("cut", "");
    assert_eq!((&report["cut"], &report["restorable"], code), (&false.into(), &false.into(), 1), "{report}");
    assert_eq!(way(&report, "network-manager"), "denied", "{report}");
    assert_eq!(desktop.as_user("status", "").0["restorable"], false);
}

#[test]
fn the_guard_and_the_users_own_way_close_together_and_the_guards_pin_opens_both() {
    if !possible() || !daemons_installed() {
        return;
    }
    let desktop = Desktop::new(RULE);
    let lab = &desktop.lab;
    let before = lab.picture();
    let _guard = RunningGuard::start(lab);
    assert!(set_pin(lab, "2468").status.success());
    // The user's own PIN is another one, and opens nothing that the guard holds.
    let folder = tempfile::tempdir().unwrap();
    pin::set_pin(folder.path(), None, "1357", Timestamp(0)).unwrap();
    let hash = std::fs::read_to_string(folder.path().join("pin")).unwrap();
    let path = "/run/home/.local/state/kyukyubako/pin";
    assert!(lab.run("mkdir", &["-p", "/run/home/.local/state/kyukyubako"]).status.success());
    lab.write(path, &hash);
    assert!(lab.run("chown", &["-R", "nobody", "/run/home/.local"]).status.success());

    let (report, code) = desktop.as_user("cut", "");
    assert_eq!((&report["cut"], &report["restorable"], code), (&true.into(), &true.into(), 0), "{report}");
    for name in ["network-manager", "guard"] {
        assert_eq!(way(&report, name), "done", "{report}");
    }
    let (report, _) = desktop.as_user("restore", "1357\n");
    assert_eq!(report["result"], "wrong-pin", "{report}");
    assert_eq!(ask(lab, "{\"do\":\"status\"}")["in_force"], true);
    let (report, code) = desktop.as_user("restore", "2468\n");
    assert_eq!((&report["result"], code), (&"restored".into(), 0), "{report}");
    lab.expect_picture(&before);
    assert_eq!(desktop.as_user("status", "").0["restorable"], false);
    assert_eq!(ask(lab, "{\"do\":\"status\"}")["restorable"], false);
}

#[test]
fn a_second_user_with_the_pin_gets_the_whole_line_back() {
    if !possible() || !daemons_installed() {
        return;
    }
    let desktop = Desktop::new(RULE);
    let lab = &desktop.lab;
    let before = lab.picture();
    let _guard = RunningGuard::start(lab);
    assert!(set_pin(lab, "2468").status.success());
    for _ in 0..3 {
        let (report, _) = desktop.as_user("cut", "");
        assert_eq!((&report["cut"], way(&report, "guard")), (&true.into(), &"done".into()), "{report}");
        // Whoever knows the PIN, from another account: only the guard's record is there.
        let reply = ask(lab, "{\"do\":\"restore\",\"pin\":\"2468\"}");
        assert_eq!(reply["result"], "restored", "{reply}");
        lab.expect_picture(&before);
        assert_eq!(ask(lab, "{\"do\":\"status\"}")["restorable"], false);
        let (report, _) = answer(&desktop.after_sudo("restore"));
        assert_eq!(report["result"], "restored", "the user's own record: {report}");
    }
}

#[test]
fn networking_that_no_record_knows_to_be_off_is_given_back_to_root_only() {
    if !possible() || !daemons_installed() {
        return;
    }
    let desktop = Desktop::new(RULE);
    let lab = &desktop.lab;
    let before = lab.picture();
    assert_eq!(desktop.as_user("cut", "").0["cut"], true);
    // As after a power failure when only memory took the record.
    for place in ["/run/home/.local/state/kyukyubako/cut-journal", "/run/user/65534/kyukyubako/cut-journal"] {
        lab.run("rm", &["-f", place]);
    }
    assert_eq!(desktop.as_user("restore", "").0["result"], "nothing-to-do");
    let (report, code) = lab.program("restore");
    assert_eq!((&report["result"], code), (&"restored".into(), 0), "{report}");
    lab.expect_picture(&before);
    assert_eq!(lab.program("restore").0["result"], "nothing-to-do");
}

#[test]
fn an_ordinary_users_drill_asks_for_no_pin_and_does_not_outlive_its_program() {
    if !possible() || !daemons_installed() {
        return;
    }
    let _quiet = without_tools();
    let desktop = Desktop::new(RULE);
    let lab = &desktop.lab;
    let before = lab.picture();
    let (report, code) = desktop.as_user("drill", "");
    assert_eq!((&report["cut"], &report["ended_by"], code), (&true.into(), &"program".into(), 0), "{report}");
    assert_eq!(way(&report, "network-manager"), "worked", "{report}");
    lab.expect_picture(&before);
    assert_eq!(desktop.as_user("status", "").0["restorable"], false);

    let mut child = lab
        .command("setpriv")
        .args([&format!("--reuid={NOBODY}"), &format!("--regid={NOBODY}"), "--clear-groups"])
        .args(["env", "-i", "HOME=/run/home", PROGRAM, "drill", "--json"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let journal = "/run/home/.local/state/kyukyubako/cut-journal";
    eventually("the line is closed", || {
        lab.run("test", &["-e", journal]).status.success()
            && !lab.inside(&["addr", "show", "dev", "v0"]).contains("198.51.100.2")
    });
    child.kill().unwrap();
    child.wait().unwrap();
    eventually("the line is open", || !lab.run("test", &["-e", journal]).status.success());
    lab.expect_picture(&before);
}

#[test]
fn a_drill_that_closes_nothing_says_so_and_leaves_nothing() {
    if !possible() || !daemons_installed() {
        return;
    }
    let _quiet = without_tools();
    let desktop = Desktop::new("");
    let before = desktop.lab.picture();
    let (report, code) = desktop.as_user("drill", "");
    assert_eq!((&report["cut"], &report["restored"], code), (&false.into(), &true.into(), 1), "{report}");
    assert_eq!(way(&report, "network-manager"), "failed", "{report}");
    assert_eq!(desktop.as_user("status", "").0["restorable"], false);
    desktop.lab.expect_picture(&before);
}
