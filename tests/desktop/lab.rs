//! A network of our own for one window: a namespace with a cable to a second one, and `/var/lib` and
//! `/run` in memory.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const NEEDED: [&str; 6] = [
    "/usr/bin/Xvfb",
    "/usr/bin/openbox",
    "/usr/bin/xdotool",
    "/usr/bin/import",
    "/usr/bin/dbus-daemon",
    "/usr/bin/nsenter",
];

static NEXT: AtomicU32 = AtomicU32::new(0);

/// True when a display and a network of our own can be had. In CI they must be.
pub fn possible() -> bool {
    let mut missing: Vec<&str> = NEEDED.into_iter().filter(|path| !Path::new(path).exists()).collect();
    if !rustix::process::geteuid().is_root() {
        missing.push("root");
    }
    if !Command::new("ip").args(["netns", "list"]).output().is_ok_and(|output| output.status.success()) {
        missing.push("ip netns");
    }
    if !missing.is_empty() {
        assert!(std::env::var_os("CI").is_none(), "needed to drive the window: {missing:?}");
        eprintln!("skipped: the window cannot be driven without {missing:?}");
    }
    missing.is_empty()
}

/// Repeats `look` until it says yes.
pub fn eventually(what: &str, look: impl FnMut() -> bool) {
    within(Duration::from_secs(30), what, look);
}

/// Repeats `look` until it says yes, and returns how long that took.
pub fn within(limit: Duration, what: &str, mut look: impl FnMut() -> bool) -> Duration {
    let start = Instant::now();
    while !look() {
        assert!(start.elapsed() < limit, "not within {limit:?}: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
    start.elapsed()
}

/// A program that ends with this value.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// The namespaces. `v0` inside is wired to `p0` outside.
pub struct Lab {
    inner: String,
    outer: String,
    _holder: Running,
    /// The process whose namespaces commands enter, and which of them.
    inside: (u32, &'static [&'static str]),
    _pings: Running,
}

impl Lab {
    pub fn new() -> Self {
        Self::made(&["-m"])
    }

    /// The same with processes of its own: what other tests run is not seen inside.
    pub fn secluded() -> Self {
        Self::made(&["-m", "-p", "--fork", "--kill-child", "--mount-proc"])
    }

    fn made(apart: &[&str]) -> Self {
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let name = |side| format!("kd{}{side}{number}", std::process::id());
        let (inner, outer) = (name("i"), name("o"));
        for name in [&inner, &outer] {
            ip(&["netns", "add", name]);
            ip(&["-n", name, "link", "set", "lo", "up"]);
        }
        ip(&["link", "add", "v0", "netns", &inner, "type", "veth", "peer", "name", "p0", "netns", &outer]);
        for (namespace, link, host) in [(&inner, "v0", 2), (&outer, "p0", 1)] {
            ip(&["-n", namespace, "addr", "add", &format!("198.51.100.{host}/24"), "dev", link]);
            ip(&["-n", namespace, "link", "set", link, "up"]);
            ip(&["-n", namespace, "addr", "add", &format!("2001:db8:1::{host}/64"), "dev", link, "nodad"]);
        }
        ip(&["-n", &inner, "route", "add", "default", "via", "198.51.100.1"]);
        ip(&["-n", &inner, "-6", "route", "add", "default", "via", "2001:db8:1::1"]);
        let script = "mount --make-rprivate / && mount -t tmpfs var /var/lib && mount -t tmpfs run /run && \
                      if [ -d /etc/xdg/autostart ]; then mount -t tmpfs notice /etc/xdg/autostart; fi && \
                      echo ready && exec cat";
        let mut holder = Running(
            Command::new("ip")
                .args(["netns", "exec", &inner, "unshare"])
                .args(apart)
                .args(["sh", "-c", script])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap(),
        );
        let mut line = String::new();
        BufReader::new(holder.0.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "ready");
        let pings = Command::new("ip")
            .args(["netns", "exec", &inner, "ping", "-q", "-i", "0.02", "198.51.100.1"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let pid = holder.0.id();
        let inside = if apart.contains(&"-p") {
            let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
            (children.trim().parse().unwrap(), &["-m", "-n", "-p"][..])
        } else {
            (pid, &["-m", "-n"][..])
        };
        let lab = Self { inner, outer, _holder: holder, inside, _pings: Running(pings) };
        lab.expect_open();
        lab
    }

    /// A command inside, with the lab's own file systems.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["-t", &self.inside.0.to_string()]).args(self.inside.1).args(["--", program]);
        command.stdin(Stdio::null());
        command
    }

    /// A command on the other side of the cable.
    pub fn outside(&self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.outer, program]);
        command
    }

    fn arrived(&self) -> u64 {
        let output = Command::new("ip")
            .args(["netns", "exec", &self.outer, "cat", "/sys/class/net/p0/statistics/rx_packets"])
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    }

    /// Packets do arrive outside.
    pub fn expect_open(&self) {
        let start = self.arrived();
        eventually("packets arrive outside", || self.arrived() > start + 20);
    }

    /// The kernel says that the link is down, and while pings go on nothing arrives for a second.
    pub fn expect_cut(&self) {
        let link = ip(&["-n", &self.inner, "link", "show", "v0"]);
        assert!(link.contains("state DOWN"), "{link}");
        assert_eq!(ip(&["-n", &self.inner, "route"]), "");
        let arrived = self.arrived();
        std::thread::sleep(Duration::from_secs(1));
        assert_eq!(self.arrived(), arrived, "packets arrived after the cut");
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        for namespace in [&self.inner, &self.outer] {
            drop(Command::new("ip").args(["netns", "del", namespace]).output());
        }
    }
}

fn ip(args: &[&str]) -> String {
    let output = Command::new("ip").args(args).output().unwrap();
    assert!(output.status.success(), "ip {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
