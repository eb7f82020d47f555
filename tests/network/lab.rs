//! Two network namespaces with a cable between them. The program runs in the inner one, with its own
//! `/var/lib` and `/run` in memory; packets are counted in the outer one.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "shared by tests and the bench: it stops where it cannot go on"
)]

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::fd::AsFd as _;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use serde_json::Value;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_kyukyubako");

static NEXT: AtomicU32 = AtomicU32::new(0);

/// True when namespaces can be had. In CI they must be.
pub fn possible() -> bool {
    let possible = rustix::process::geteuid().is_root()
        && Command::new("ip").args(["netns", "list"]).output().is_ok_and(|output| output.status.success());
    if !possible {
        let sentence = "network namespaces need root and the program ip (package iproute2)";
        assert!(std::env::var_os("CI").is_none(), "{sentence}");
        eprintln!("skipped: {sentence}");
    }
    possible
}

/// Repeats `look` until it says yes.
pub fn eventually(what: &str, mut look: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !look() {
        assert!(Instant::now() < end, "not within 20 s: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

pub struct Lab {
    pub inner: String,
    pub outer: String,
    holder: Child,
}

impl Lab {
    /// A lab with one cable (v0 inside, p0 outside), both families, default and static routes.
    pub fn new() -> Self {
        Self::with_memory("16m")
    }

    /// The same with a limit for `/var/lib` and `/run`.
    pub fn with_memory(size: &str) -> Self {
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let (inner, outer) =
            (format!("kq{}i{number}", std::process::id()), format!("kq{}o{number}", std::process::id()));
        for name in [&inner, &outer] {
            ip(&["netns", "add", name]);
            ip(&["-n", name, "link", "set", "lo", "up"]);
        }
        let script = format!(
            "mount --make-rprivate / && mount -t tmpfs -o size={size} var /var/lib && \
             mount -t tmpfs -o size={size} run /run && mkdir -p /run/dbus && echo ready && exec cat"
        );
        let mut holder = Command::new("ip")
            .args(["netns", "exec", &inner, "unshare", "-m", "sh", "-c", &script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(holder.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line.trim(), "ready");
        let lab = Self { inner, outer, holder };
        lab.add_cable(0);
        lab.inside(&[
            "route",
            "add",
            "default",
            "via",
            "198.51.100.1",
            "metric",
            "50",
            "src",
            "198.51.100.2",
        ]);
        lab.inside(&[
            "route",
            "add",
            "203.0.113.0/24",
            "via",
            "198.51.100.1",
            "table",
            "100",
            "proto",
            "static",
        ]);
        lab.inside(&["route", "add", "203.0.113.0/25", "via", "198.51.100.1", "mtu", "1300"]);
        lab.inside(&["-6", "route", "add", "default", "via", "2001:db8:1::1", "metric", "77"]);
        lab.inside(&["-6", "route", "add", "2001:db8:9::/48", "via", "2001:db8:1::1"]);
        lab.inside(&["neigh", "add", "198.51.100.77", "lladdr", "02:00:00:00:00:77", "dev", "v0"]);
        lab.settle();
        lab
    }

    /// Another cable: v`n` inside, p`n` outside.
    pub fn add_cable(&self, n: u8) {
        let (inside, outside) = (format!("v{n}"), format!("p{n}"));
        ip(&[
            "link",
            "add",
            &inside,
            "netns",
            &self.inner,
            "type",
            "veth",
            "peer",
            "name",
            &outside,
            "netns",
            &self.outer,
        ]);
        let (net4, net6) = (100 - n, n + 1);
        for (namespace, link, host) in [(&self.inner, &inside, 2), (&self.outer, &outside, 1)] {
            ip(&["-n", namespace, "addr", "add", &format!("198.51.{net4}.{host}/24"), "dev", link]);
            ip(&["-n", namespace, "link", "set", link, "up"]);
            ip(&["-n", namespace, "addr", "add", &format!("2001:db8:{net6}::{host}/64"), "dev", link]);
        }
    }

    pub fn inside(&self, args: &[&str]) -> String {
        ip(&[&["-n", &self.inner], args].concat())
    }

    /// Our packet filters, as `nft` lists them.
    pub fn filters(&self) -> String {
        String::from_utf8(self.run("/usr/sbin/nft", &["list", "ruleset"]).stdout).unwrap()
    }

    /// Throws every packet filter away, as another program might.
    pub fn delete_filters(&self) {
        assert!(self.run("/usr/sbin/nft", &["flush", "ruleset"]).status.success());
    }

    /// A path inside the lab's own file systems, as seen from outside.
    pub fn path(&self, inside: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{inside}", self.holder.id()))
    }

    /// Waits until every address is in use on both sides.
    pub fn settle(&self) {
        for namespace in [&self.inner, &self.outer] {
            eventually("addresses in use", || !ip(&["-n", namespace, "addr"]).contains("tentative"));
        }
    }

    /// A command inside, also inside the lab's own file systems.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["-t", &self.holder.id().to_string(), "-m", "-n", "--", program]);
        command.stdin(Stdio::null());
        command
    }

    pub fn run(&self, program: &str, args: &[&str]) -> Output {
        self.command(program).args(args).output().unwrap()
    }

    /// The program with `--json`: its object and its exit code.
    pub fn program(&self, verb: &str) -> (Value, i32) {
        answer(&self.run(PROGRAM, &[verb, "--json"]))
    }

    /// Addresses, routes and neighbours of both families, flags and all.
    pub fn picture(&self) -> Value {
        let mut picture = Vec::new();
        for args in [
            &["-j", "addr"][..],
            &["-j", "-4", "route", "show", "table", "all"],
            &["-j", "-6", "route", "show", "table", "all"],
            &["-j", "neigh", "show", "nud", "permanent"],
        ] {
            let mut items: Vec<Value> = serde_json::from_str(&self.inside(args)).unwrap_or_default();
            items.sort_by_key(Value::to_string);
            picture.push(Value::Array(items));
        }
        Value::Array(picture)
    }

    /// Waits until the picture is `before` again.
    pub fn expect_picture(&self, before: &Value) {
        let end = Instant::now() + Duration::from_secs(10);
        while self.picture() != *before {
            if Instant::now() > end {
                assert_eq!(pretty(&self.picture()), pretty(before));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Packets that arrived outside on p`n`.
    pub fn arrived(&self, n: u8) -> u64 {
        let path = format!("/sys/class/net/p{n}/statistics/rx_packets");
        let output = Command::new("ip").args(["netns", "exec", &self.outer, "cat", &path]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    }

    /// Runs `work` on a thread inside one of the namespaces: sockets made there stay there.
    pub fn within<T: Send>(namespace: &str, work: impl FnOnce() -> T + Send) -> T {
        let file = fs::File::open(PathBuf::from("/run/netns").join(namespace)).unwrap();
        std::thread::scope(|scope| {
            scope
                .spawn(|| {
                    move_into_link_name_space(file.as_fd(), Some(LinkNameSpaceType::Network)).unwrap();
                    work()
                })
                .join()
                .unwrap()
        })
    }

    /// Pings the outside in both families until dropped.
    pub fn pings(&self) -> Running {
        Running(
            ["198.51.100.1", "2001:db8:1::1"]
                .into_iter()
                .map(|target| {
                    Command::new("ip")
                        .args(["netns", "exec", &self.inner, "ping", "-q", "-i", "0.01", target])
                        .stdout(Stdio::null())
                        .stderr(Stdio::null())
                        .spawn()
                        .unwrap()
                })
                .collect(),
        )
    }

    /// Where a file inside the lab's own file systems can be reached from here.
    pub fn path(&self, path: &str) -> PathBuf {
        format!("/proc/{}/root{path}", self.holder.id()).into()
    }

    /// Writes a file inside the lab's own file systems.
    pub fn write(&self, path: &str, content: &str) {
        let mut child =
            self.command("sh").args(["-c", &format!("cat > {path}")]).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(content.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        drop(self.holder.kill());
        drop(self.holder.wait());
        for namespace in [&self.inner, &self.outer] {
            drop(Command::new("ip").args(["netns", "del", namespace]).output());
        }
    }
}

/// Programs that end with this value.
pub struct Running(pub Vec<Child>);

impl Drop for Running {
    fn drop(&mut self) {
        for child in &mut self.0 {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

pub fn answer(output: &Output) -> (Value, i32) {
    let text = String::from_utf8_lossy(&output.stdout);
    let value = serde_json::from_str(&text)
        .unwrap_or_else(|error| panic!("{error}: {text:?} {}", String::from_utf8_lossy(&output.stderr)));
    (value, output.status.code().unwrap_or(-1))
}

fn ip(args: &[&str]) -> String {
    let output = Command::new("ip").args(args).output().unwrap();
    assert!(output.status.success(), "ip {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}
