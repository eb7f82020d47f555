//! A lab with NetworkManager, polkit and a system bus of its own.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "shared by tests and the bench: it stops where it cannot go on"
)]

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::lab::{Lab, PROGRAM, Running, answer, eventually};

pub const NOBODY: &str = "65534";
/// Lets the ordinary user switch networking off and on.
pub const RULE: &str = r#"polkit.addRule(function(action, subject) {
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
pub fn daemons_installed() -> bool {
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

/// A lab that NetworkManager looks after.
pub struct Desktop {
    // Ends before the lab does.
    _daemons: Running,
    pub lab: Lab,
}

impl Desktop {
    pub fn new(rule: &str) -> Self {
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
    pub fn as_user(&self, verb: &str, typed: &str) -> (Value, i32) {
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

    pub fn after_sudo(&self, verb: &str) -> Output {
        let mut command: Command = self.lab.command(PROGRAM);
        command.args([verb, "--json"]).env("SUDO_UID", NOBODY).output().unwrap()
    }
}
