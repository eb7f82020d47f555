//! The real cut on real kernel state: two namespaces, packets counted outside.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test stops where it cannot go on"
)]

mod desktop;
mod doctor;
mod drill;
mod faults;
mod faulty;
mod guard;
mod guard_setup;
mod kernel;
mod lab;
mod network_manager;
mod opening;
mod proofs;
mod quiet;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use lab::{Lab, PROGRAM, answer, eventually, possible};
use serde_json::Value;

fn way<'a>(report: &'a Value, name: &str) -> &'a Value {
    report["ways"]
        .as_array()
        .unwrap()
        .iter()
        .find(|way| way["way"] == name)
        .map_or(&Value::Null, |way| &way["result"])
}

fn check<'a>(report: &'a Value, name: &str) -> &'a Value {
    report["observed"]
        .as_array()
        .unwrap()
        .iter()
        .find(|seen| seen["check"] == name)
        .map_or(&Value::Null, |seen| &seen["result"])
}

#[test]
fn the_cut_stops_every_packet_and_restore_brings_everything_back() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    let before = lab.picture();
    let listener = Lab::within(&lab.outer, || TcpListener::bind("198.51.100.1:7000").unwrap());
    let mut client = Lab::within(&lab.inner, || TcpStream::connect("198.51.100.1:7000").unwrap());
    let (mut server, _) = listener.accept().unwrap();
    let _pings = lab.pings();
    let writer = std::thread::Builder::new().name("session".to_owned()).spawn(move || {
        let end = Instant::now() + Duration::from_secs(60);
        while Instant::now() < end && client.write_all(b"still here").is_ok() {
            std::thread::sleep(Duration::from_millis(2));
        }
        Instant::now() < end
    });
    let writer = writer.unwrap();
    // Positive control: packets do arrive, and so does the stream.
    let start = lab.arrived(0);
    eventually("packets arrive", || lab.arrived(0) > start + 200);
    let mut buffer = [0; 4096];
    assert!(server.read(&mut buffer).unwrap() > 0);

    let (report, code) = lab.program("cut");
    let at_answer = lab.arrived(0);
    assert_eq!((&report["cut"], code), (&Value::Bool(true), 0), "{report}");
    assert_eq!(report["restorable"], true, "{report}");
    for name in
        ["default-route-v4", "default-route-v6", "route-probe-v4", "route-probe-v6", "gateway-probe-v6"]
    {
        assert_eq!(check(&report, name), "offline", "{report}");
    }
    assert_eq!(way(&report, "sockets-destroyed"), "done", "{report}");
    assert!(writer.join().unwrap(), "the session was not ended by the cut");
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(lab.arrived(0), at_answer, "packets arrived after the answer");

    // What had arrived before the cut may be read; after the restore nothing may follow.
    server.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
    while server.read(&mut buffer).is_ok_and(|read| read > 0) {}
    let (report, code) = lab.program("restore");
    assert_eq!((&report["result"], code), (&Value::from("restored"), 0), "{report}");
    lab.expect_picture(&before);
    let arrived = lab.arrived(0);
    eventually("packets arrive again", || lab.arrived(0) > arrived + 200);
    server.set_read_timeout(Some(Duration::from_secs(3))).unwrap();
    assert!(!server.read(&mut buffer).is_ok_and(|read| read > 0), "the old session went on");
    assert_eq!(lab.program("status").0["restorable"], false);
}

#[test]
fn two_links_are_cut_and_one_that_was_down_stays_down() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    lab.add_cable(1);
    lab.add_cable(2);
    lab.inside(&["link", "set", "v2", "down"]);
    lab.settle();
    let before = lab.picture();
    let (report, _) = lab.program("cut");
    assert_eq!(report["cut"], true, "{report}");
    assert!(!lab.inside(&["link", "show", "up"]).contains("v1"));
    // A second cut knows nothing better than the first.
    let (report, _) = lab.program("cut");
    assert_eq!((&report["cut"], &report["offline_before"]), (&true.into(), &false.into()), "{report}");
    assert_eq!(lab.program("restore").0["result"], "restored");
    lab.expect_picture(&before);
}

#[test]
fn a_link_that_comes_up_during_a_cut_is_seen_and_cut_by_the_next_press() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    assert_eq!(lab.program("cut").0["cut"], true);
    lab.add_cable(1);
    // The filter holds it; without that the line is open.
    let (status, _) = lab.program("status");
    assert_eq!((&status["cut"], &status["restorable"]), (&true.into(), &true.into()), "{status}");
    lab.delete_filters();
    let (status, _) = lab.program("status");
    assert_eq!((&status["cut"], &status["restorable"]), (&false.into(), &true.into()), "{status}");
    assert_eq!(lab.program("cut").0["cut"], true);
    assert_eq!(lab.program("status").0["cut"], true);
    assert_eq!(lab.program("restore").0["result"], "restored");
    let up = lab.inside(&["link", "show", "up"]);
    assert!(up.contains("v0") && up.contains("v1"), "{up}");
}

#[cfg(debug_assertions)]
#[test]
fn dying_at_any_step_leaves_a_way_back() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    lab.add_cable(1);
    lab.settle();
    let before = lab.picture();
    for step in ["plan", "journal", "apply-1", "apply", "observe"] {
        let output = lab.command(PROGRAM).arg("cut").env("KYUKYUBAKO_STOP_AFTER", step).output().unwrap();
        assert!(output.status.code().is_none(), "{step}: the program was to die");
        let (report, code) = lab.program("restore");
        assert_eq!(code, 0, "{step}: {report}");
        lab.expect_picture(&before);
    }
    for step in ["undo-1", "undo"] {
        assert_eq!(lab.program("cut").0["cut"], true);
        let output = lab.command(PROGRAM).arg("restore").env("KYUKYUBAKO_STOP_AFTER", step).output().unwrap();
        assert!(output.status.code().is_none(), "{step}: the program was to die");
        assert_eq!(lab.program("restore").0["result"], "restored", "{step}");
        lab.expect_picture(&before);
    }
}

#[test]
fn a_broken_journal_is_replaced_by_its_copy_and_two_broken_ones_still_raise_the_links() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    let before = lab.picture();
    assert_eq!(lab.program("cut").0["cut"], true);
    lab.write("/var/lib/kyukyubako/cut-journal", "crc32 00000000\nrubbish\n");
    assert_eq!(lab.program("restore").0["result"], "restored");
    lab.expect_picture(&before);

    assert_eq!(lab.program("cut").0["cut"], true);
    lab.write("/var/lib/kyukyubako/cut-journal", "rubbish");
    lab.write("/run/kyukyubako/cut-journal", "rubbish");
    assert_eq!(lab.program("status").0["restorable"], true);
    let (report, code) = lab.program("restore");
    assert_eq!((&report["result"], code), (&"incomplete".into(), 1), "{report}");
    assert!(lab.inside(&["link", "show", "up"]).contains("v0"));
}

#[test]
fn a_full_disk_does_not_stop_the_cut() {
    if !possible() {
        return;
    }
    let lab = Lab::with_memory("16k");
    let before = lab.picture();
    let fill = |folder: &str| {
        drop(lab.run("dd", &["if=/dev/zero", &format!("of={folder}/fill"), "bs=1k", "count=64"]))
    };
    fill("/var/lib");
    let (report, _) = lab.program("cut");
    assert_eq!((&report["cut"], &report["restorable"]), (&true.into(), &true.into()), "{report}");
    assert_eq!(lab.program("restore").0["result"], "restored");
    lab.expect_picture(&before);

    fill("/run");
    let (report, code) = lab.program("cut");
    assert_eq!((&report["cut"], &report["restorable"], code), (&true.into(), &false.into(), 0), "{report}");
    // Nothing is on record, but filter and links are recognised as ours.
    assert_eq!(lab.program("status").0["restorable"], true);
    let (report, _) = lab.program("restore");
    assert_eq!(report["result"], "incomplete", "routes are lost, which is said: {report}");
    assert!(lab.inside(&["link", "show", "up"]).contains("v0"));
    assert_eq!(lab.filters(), "");
}

#[test]
fn without_permission_the_truth_is_said() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    // A desktop of the lab's own, where root tells everybody who logs on.
    let desktop = "mkdir -p /etc/xdg && mount -t tmpfs none /etc/xdg && mkdir /etc/xdg/autostart";
    assert!(lab.run("sh", &["-c", desktop]).status.success());
    let as_nobody =
        |verb: &str| {
            answer(&lab.run(
                "setpriv",
                &["--reuid=65534", "--regid=65534", "--clear-groups", PROGRAM, verb, "--json"],
            ))
        };
    for _ in 0..2 {
        let (report, code) = as_nobody("cut");
        assert_eq!((&report["cut"], code), (&false.into(), 1), "{report}");
        assert_eq!(way(&report, "link-down"), "not-available", "{report}");
        assert_eq!(check(&report, "links-down"), "online", "{report}");
        // No default route any more, but the home network is still there: that is not a cut.
        drop(lab.run("ip", &["route", "del", "default"]));
        drop(lab.run("ip", &["-6", "route", "del", "default"]));
    }
    // Root's cut is not for others to take back.
    assert_eq!(lab.program("cut").0["cut"], true);
    let (report, code) = as_nobody("restore");
    // A program that others can exchange announces nothing.
    let announced = lab.run("test", &["-e", "/etc/xdg/autostart/kyukyubako-notice.desktop"]).status.success();
    let expected = if announced { ("not-allowed", 1) } else { ("nothing-to-do", 0) };
    assert_eq!((report["result"].as_str(), code), (Some(expected.0), expected.1), "{report}");
    let (status, _) = as_nobody("status");
    assert_eq!((&status["cut"], &status["restorable"]), (&announced.into(), &false.into()), "{status}");
    assert_eq!(lab.program("status").0["cut"], true);
    assert_eq!(lab.program("restore").0["result"], "restored");
    let (report, _) = as_nobody("restore");
    assert_eq!((&report["result"], &as_nobody("status").0["cut"]), (&"nothing-to-do".into(), &false.into()));
}

#[test]
fn being_offline_already_is_said() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    lab.inside(&["link", "set", "v0", "down"]);
    let (report, code) = lab.program("cut");
    assert_eq!(
        (&report["cut"], &report["offline_before"], code),
        (&true.into(), &true.into(), 0),
        "{report}"
    );
    // The filter keeps it so, should somebody plug in a cable.
    assert_eq!(lab.program("restore").0["result"], "restored");
    assert_eq!(lab.filters(), "");
    assert!(!lab.inside(&["link", "show", "up"]).contains("v0"));
    assert_eq!(lab.program("restore").0["result"], "nothing-to-do");
}

#[test]
fn a_tunnel_that_takes_half_of_the_internet_is_an_open_line() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    for args in [
        &["tuntap", "add", "tun0", "mode", "tun"][..],
        &["addr", "add", "10.99.0.1/24", "dev", "tun0"],
        &["link", "set", "tun0", "up"],
        &["route", "add", "0.0.0.0/1", "dev", "tun0", "table", "51"],
        &["rule", "add", "table", "51", "priority", "5"],
        &["link", "add", "br0", "type", "bridge"],
        &["link", "set", "br0", "up"],
    ] {
        lab.inside(args);
    }
    lab.settle();
    let before = lab.picture();
    assert_eq!(lab.program("cut").0["cut"], true);
    lab.inside(&["link", "set", "tun0", "up"]);
    lab.inside(&["route", "add", "0.0.0.0/1", "dev", "tun0", "table", "51"]);
    assert_eq!(lab.program("status").0["cut"], true, "the filter holds it");
    lab.delete_filters();
    assert_eq!(lab.program("status").0["cut"], false);
    assert_eq!(lab.program("restore").0["result"], "restored");
    lab.expect_picture(&before);
}

#[test]
fn whatever_fails_no_cut_is_claimed_falsely_and_none_stays() {
    if !possible() {
        return;
    }
    let totals = faults::run(300, 1);
    eprintln!("{totals}");
    assert_eq!((totals.false_cuts, totals.unrestorable), (0, 0), "{totals}");
    assert!(totals.cuts_claimed > 100, "{totals}");
}

#[test]
fn wrong_use_is_said_and_changes_nothing() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    for args in [["cut", "--now"], ["restore", "please"], ["status", "--json=yes"]] {
        assert_eq!(lab.run(PROGRAM, &args).status.code(), Some(2), "{args:?}");
    }
    for verb in ["cut", "restore", "status"] {
        let output = lab.run(PROGRAM, &[verb, "--help"]);
        assert_eq!(output.status.code(), Some(0));
        assert!(output.stdout.len() > 40);
    }
    assert_eq!(lab.program("status").0["cut"], false);
}
