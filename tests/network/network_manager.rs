//! The desktop user's way: NetworkManager, polkit and a system bus of our own inside the lab.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use kyukyubako::core::Timestamp;
use kyukyubako::platform::pin;
use serde_json::Value;

use super::lab::{Lab, PROGRAM, Running, answer, eventually, possible};
use super::way;

const NOBODY: &str = "65534";
const RULE: &str = r#"polkit.addRule(function(action, subject) {
  if (action.id == "org.freedesktop.NetworkManager.enable-disable-network" && subject.user == "nobody")
    return polkit.Result.YES;
});
"#;
const PREPARE: &str = r#"set -e
ip addr flush dev v0; ip link set v0 down
mkdir -p /run/NetworkManager /var/lib/NetworkManager /run/home
chown nobody /run/home
sed 's|^nobody:.*|nobody:x:65534:65534:nobody:/run/home:/bin/sh|' /etc/passwd > /run/passwd
mount --bind /run/passwd /etc/passwd
mount -t tmpfs etc /etc/NetworkManager
mount -t tmpfs rules /etc/polkit-1/rules.d
chmod 755 /etc/polkit-1/rules.d
mount -o remount,ro /sys
mkdir -p /etc/NetworkManager/system-connections
cat > /etc/NetworkManager/NetworkManager.conf <<END
[main]
plugins=keyfile
no-auto-default=*
dns=none
END
cat > /etc/NetworkManager/system-connections/home.nmconnection <<END
[connection]
id=home
type=ethernet
interface-name=v0
[ipv4]
method=manual
address1=198.51.100.2/24,198.51.100.1
route1=203.0.113.0/25,198.51.100.1
[ipv6]
method=manual
address1=2001:db8:1::2/64,2001:db8:1::1
END
chmod 600 /etc/NetworkManager/system-connections/home.nmconnection
"#;

/// True when the daemons are installed. In CI they must be.
fn daemons_installed() -> bool {
    let missing: Vec<&str> =
        ["/usr/sbin/NetworkManager", "/usr/bin/dbus-daemon", "/usr/lib/polkit-1/polkitd"]
            .into_iter()
            .filter(|path| !Path::new(path).exists())
            .collect();
    if !missing.is_empty() {
        let sentence = format!("needs packages network-manager, dbus and polkitd: {missing:?} is not there");
        assert!(std::env::var_os("CI").is_none(), "{sentence}");
        eprintln!("skipped: {sentence}");
    }
    missing.is_empty()
}

struct Desktop {
    // Ends before the lab does.
    _daemons: Running,
    lab: Lab,
}

impl Desktop {
    fn new(rule: &str) -> Self {
        let lab = Lab::new();
        let prepared = lab.run("sh", &["-c", PREPARE]);
        assert!(prepared.status.success(), "{}", String::from_utf8_lossy(&prepared.stderr));
        lab.write("/etc/polkit-1/rules.d/10-test.rules", rule);
        let start = |program: &str, args: &[&str]| {
            lab.command(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        let mut daemons =
            Running(vec![start("/usr/bin/dbus-daemon", &["--system", "--nofork", "--nopidfile"])]);
        eventually("the bus is there", || {
            lab.run("test", &["-S", "/run/dbus/system_bus_socket"]).status.success()
        });
        daemons.0.push(start("/usr/lib/polkit-1/polkitd", &["--no-debug"]));
        daemons.0.push(start("/usr/sbin/NetworkManager", &["--debug"]));
        eventually("NetworkManager has set the link up", || {
            let addresses = lab.inside(&["addr", "show", "dev", "v0"]);
            addresses.contains("198.51.100.2") && addresses.contains("2001:db8:1::2")
        });
        lab.settle();
        eventually("the default routes are there", || {
            lab.inside(&["route"]).contains("default") && lab.inside(&["-6", "route"]).contains("default")
        });
        Self { _daemons: daemons, lab }
    }

    /// The program as an ordinary user, with `typed` as its input.
    fn as_user(&self, verb: &str, typed: &str) -> (Value, i32) {
        let mut child = self
            .lab
            .command("setpriv")
            .args([&format!("--reuid={NOBODY}"), &format!("--regid={NOBODY}"), "--clear-groups"])
            .args(["env", "-i", "HOME=/run/home", PROGRAM, verb, "--json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that asks nothing has closed its end.
        drop(child.stdin.take().unwrap().write_all(typed.as_bytes()));
        answer(&child.wait_with_output().unwrap())
    }

    fn after_sudo(&self, verb: &str) -> Output {
        let mut command: Command = self.lab.command(PROGRAM);
        command.args([verb, "--json"]).env("SUDO_UID", NOBODY).output().unwrap()
    }
}

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
    let (report, code) = desktop.as_user("restore", "2468\n");
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
fn an_ordinary_users_drill_asks_for_no_pin_and_does_not_outlive_its_program() {
    if !possible() || !daemons_installed() {
        return;
    }
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
    let desktop = Desktop::new("");
    let before = desktop.lab.picture();
    let (report, code) = desktop.as_user("drill", "");
    assert_eq!((&report["cut"], &report["restored"], code), (&false.into(), &true.into(), 1), "{report}");
    assert_eq!(way(&report, "network-manager"), "failed", "{report}");
    assert_eq!(desktop.as_user("status", "").0["restorable"], false);
    desktop.lab.expect_picture(&before);
}
