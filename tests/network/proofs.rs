//! What leaves this PC, kind by kind: seen before the cut, gone after the answer, back after the restore.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use kyukyubako::core::Timestamp;
use kyukyubako::core::network::RestoreResult;
use kyukyubako::core::network::journal::Change;
use kyukyubako::platform::NetworkLine as _;
use kyukyubako::platform::network::LinePaths;
use kyukyubako::platform::network::driver::{Clock, Line};
use kyukyubako::platform::network::journal_store::{JournalStore, Stored};
use kyukyubako::platform::network::linux::LinuxOps;
use kyukyubako::platform::network::linux::link_events::LinkEvents;

use super::kernel::{Kernel, raise};
use super::lab::{Lab, Running, eventually, possible};
use super::quiet::with_a_tool;

const PYTHON: &str = "/usr/bin/python3";
const PROBES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/network/probes.py");

/// True when all of `programs` are there. In CI they must be.
fn installed(programs: &[&str]) -> bool {
    let missing: Vec<_> = programs.iter().filter(|path| !Path::new(path).exists()).collect();
    if !missing.is_empty() {
        assert!(std::env::var_os("CI").is_none(), "missing: {missing:?}");
        eprintln!("skipped: {missing:?} is not there");
    }
    missing.is_empty()
}

/// Counts by kind what arrives outside.
struct Counter {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Counter {
    fn new(lab: &Lab) -> Self {
        let mut child = Command::new("ip")
            .args(["netns", "exec", &lab.outer, PYTHON, PROBES, "count"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let mut counter = Self { child, input, output: BufReader::new(output) };
        assert_eq!(counter.line().trim(), "counting");
        counter
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line
    }

    fn seen(&mut self) -> BTreeMap<String, u64> {
        writeln!(self.input).unwrap();
        serde_json::from_str(&self.line()).unwrap()
    }

    /// Waits until of every kind but `except` something arrives from now on.
    fn expect_all_kinds(&mut self, except: &[&str]) {
        let before = self.seen();
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            let now = self.seen();
            let silent: Vec<_> = before
                .iter()
                .filter(|(kind, count)| now[*kind] <= **count + 3 && !except.contains(&kind.as_str()))
                .collect();
            if silent.is_empty() {
                return;
            }
            assert!(Instant::now() < end, "nothing arrives of {silent:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn sender(lab: &Lab) -> Running {
    let mut child = lab.command(PYTHON).args([PROBES, "send"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line.trim(), "sending");
    Running(vec![child])
}

fn line(lab: &Lab) -> Line<LinuxOps> {
    let paths = LinePaths {
        journal: lab.path("/var/lib/kyukyubako/cut-journal"),
        journal_copy: Some(lab.path("/run/kyukyubako/cut-journal")),
        pin_folder: lab.path("/var/lib/kyukyubako"),
    };
    let clock = Clock { now: || Timestamp(1_000), pause: |_| {} };
    Line::with_clock(LinuxOps::default(), paths, clock)
}

/// A bridge with the second cable and, behind it, a machine of its own that sends over it.
fn bridged_machine(lab: &Lab) -> (String, Running) {
    let machine = format!("{}m", lab.inner);
    let ip = |args: &[&str]| assert!(Command::new("ip").args(args).status().unwrap().success(), "{args:?}");
    ip(&["netns", "add", &machine]);
    lab.add_cable(2);
    lab.inside(&["link", "add", "br0", "type", "bridge"]);
    lab.inside(&["link", "add", "t0", "type", "veth", "peer", "name", "m0", "netns", &machine]);
    for link in ["v2", "t0"] {
        lab.inside(&["link", "set", link, "master", "br0"]);
        lab.inside(&["link", "set", link, "up"]);
    }
    lab.inside(&["link", "set", "br0", "up"]);
    ip(&["-n", &machine, "addr", "add", "198.51.98.77/24", "dev", "m0"]);
    ip(&["-n", &machine, "link", "set", "m0", "up"]);
    let script = "import socket,time\ns=socket.socket(socket.AF_INET,socket.SOCK_DGRAM)\n\
                  while True:\n  time.sleep(0.005)\n  try: s.sendto(b'[kq-bridged]',('198.51.98.1',7001))\n  \
                  except OSError: pass";
    let child = Command::new("ip").args(["netns", "exec", &machine, PYTHON, "-c", script]).spawn().unwrap();
    (machine, Running(vec![child]))
}

#[test]
fn every_kind_of_packet_is_seen_before_the_cut_and_none_after() {
    if !possible() || !installed(&[PYTHON, "/usr/sbin/nft"]) {
        return;
    }
    let lab = Lab::new();
    lab.add_cable(1);
    let (machine, _machine_sends) = bridged_machine(&lab);
    lab.settle();
    let mut counter = Counter::new(&lab);
    let _sends = sender(&lab);
    // Positive control: every kind arrives, a packet in a tunnel and one past a bridge, too.
    counter.expect_all_kinds(&[]);

    let (report, code) = lab.program("cut");
    let (at_answer, arrived) = (counter.seen(), [0, 1, 2].map(|n| lab.arrived(n)));
    assert_eq!((&report["cut"], code), (&true.into(), 0), "{report}");
    std::thread::sleep(Duration::from_secs(2));
    assert_eq!(counter.seen(), at_answer, "arrived after the answer");
    assert_eq!(
        [0, 1, 2].map(|n| lab.arrived(n)),
        arrived,
        "packets of another kind arrived after the answer"
    );

    // Somebody raises every link again: the filter alone must hold all that is not written past it.
    for link in ["v0", "v1", "v2", "t0", "br0", "tun0"] {
        lab.inside(&["link", "set", link, "up"]);
    }
    lab.inside(&["route", "add", "default", "via", "198.51.100.1"]);
    lab.inside(&["-6", "addr", "add", "2001:db8:1::2/64", "dev", "v0", "nodad"]);
    std::thread::sleep(Duration::from_secs(2));
    let mut filtered = counter.seen();
    // Frames that root writes straight to the device never meet the filter: those the closed link stops.
    for past_it in ["frame", "vlan"] {
        assert!(filtered[past_it] > at_answer[past_it], "the link is not open: nothing is proven");
        filtered.insert(past_it.to_owned(), at_answer[past_it]);
    }
    assert_eq!(filtered, at_answer, "the filter let pass");
    let (status, _) = lab.program("status");
    assert_eq!(status["cut"], true, "{status}");

    lab.program("restore");
    lab.inside(&["link", "set", "tun0", "up"]);
    counter.expect_all_kinds(&[]);
    drop(Command::new("ip").args(["netns", "del", &machine]).status());
}

#[test]
fn a_filter_that_is_not_wholly_ours_proves_nothing() {
    if !possible() || !installed(&["/usr/sbin/nft"]) {
        return;
    }
    let lab = Lab::new();
    for change in [
        "add rule inet kyukyubako output accept",
        "insert rule inet kyukyubako output udp dport 7001 accept",
        "flush chain inet kyukyubako prerouting",
        "add chain inet kyukyubako output { policy accept; }",
        "delete table inet kyukyubako",
    ] {
        assert_eq!(lab.program("cut").0["cut"], true);
        lab.inside(&["link", "set", "v0", "up"]);
        assert_eq!(lab.program("status").0["cut"], true, "the filter holds it");
        let words: Vec<_> = change.split(' ').collect();
        assert!(lab.run("/usr/sbin/nft", &words).status.success(), "{change}");
        assert_eq!(lab.program("status").0["cut"], false, "{change}");
        assert_eq!(lab.program("restore").0["result"], "restored");
        assert_eq!(lab.filters(), "");
    }
}

#[test]
fn a_link_that_appears_during_a_cut_is_filtered_at_once_and_soon_down() {
    if !possible() || !installed(&["/usr/sbin/nft"]) {
        return;
    }
    let lab = Lab::new();
    Lab::within(&lab.inner, || {
        let baseline = Kernel::read();
        let (line, events) = (line(&lab), LinkEvents::open().unwrap());
        assert!(line.close(None).restorable);
        while line.keep_closed() {}
        while events.wait(Duration::from_millis(50)).unwrap() {}
        assert!(line.held().in_force);
        lab.add_cable(1);
        let sent = std::net::UdpSocket::bind("0.0.0.0:0").unwrap().send_to(b"x", "198.51.99.1:7001");
        assert_eq!(
            sent.unwrap_err().kind(),
            std::io::ErrorKind::PermissionDenied,
            "the filter was not there"
        );
        assert!(events.wait(Duration::from_secs(5)).unwrap(), "nothing was heard");
        let heard = Instant::now();
        assert!(line.keep_closed());
        eprintln!("a new link: closed {} µs after it was heard of", heard.elapsed().as_micros());
        assert!(!lab.inside(&["link", "show", "up"]).contains("v1"));
        // The filter thrown away by another program comes back.
        lab.delete_filters();
        assert!(!line.held().in_force);
        assert!(line.keep_closed() && line.held().in_force);
        assert!(!line.keep_closed(), "closed twice");

        assert_eq!(line.open().result, RestoreResult::Restored);
        assert!(lab.inside(&["link", "show", "up"]).contains("v1"));
        lab.inside(&["link", "del", "v1"]);
        eventually("everything is back", || Kernel::read() == baseline);
    });
}

#[test]
fn after_a_restart_the_record_closes_the_line_again_and_everything_comes_back() {
    if !possible() || !installed(&["/usr/sbin/nft"]) {
        return;
    }
    let lab = Lab::new();
    Lab::within(&lab.inner, || {
        let baseline = Kernel::read();
        assert!(line(&lab).close(None).restorable);
        // The disk keeps the record; everything else begins anew, and the system has set up only half of
        // the link when the guard comes to it.
        let store = JournalStore::new(lab.path("/var/lib/kyukyubako/cut-journal"), None);
        let Stored::Whole(mut journal) = store.load() else { panic!("no record") };
        for change in &mut journal.changes {
            if let Change::LinkDown(link) = change {
                link.boot_id = "00000000-0000-0000-0000-000000000000".to_owned();
            }
        }
        store.save(&journal).unwrap();
        std::fs::remove_file(lab.path("/run/kyukyubako/cut-journal")).unwrap();
        lab.delete_filters();
        lab.inside(&["link", "set", "v0", "alias", ""]);
        lab.inside(&["addr", "flush", "dev", "v0"]);
        assert!(!line(&lab).held().in_force && line(&lab).held().recorded);
        assert!(!line(&lab).status().cut, "what a restart undid is nobody's cut");

        assert!(line(&lab).keep_closed(), "the filter, before any link is there");
        assert!(line(&lab).held().in_force && line(&lab).held().lasting);
        lab.inside(&["addr", "add", "198.51.100.2/24", "dev", "v0"]);
        lab.inside(&["link", "set", "v0", "up"]);
        assert!(line(&lab).keep_closed());
        assert!(!lab.inside(&["link", "show", "up"]).contains("v0"));
        assert_eq!(line(&lab).open().result, RestoreResult::Restored);
        lab.inside(&["neigh", "replace", "198.51.100.77", "lladdr", "02:00:00:00:00:77", "dev", "v0"]);
        let end = Instant::now() + Duration::from_secs(10);
        while Kernel::read() != baseline {
            assert!(Instant::now() < end, "{}", Kernel::read().difference(&baseline));
            std::thread::sleep(Duration::from_millis(50));
        }
    });
}

#[test]
fn a_link_set_up_anew_during_a_cut_comes_back_as_it_was_set_up() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    Lab::within(&lab.inner, || {
        assert!(line(&lab).cut(&|_| {}).cut);
        raise("v0");
        lab.inside(&["addr", "flush", "dev", "v0"]);
        lab.inside(&["addr", "add", "192.0.2.9/24", "dev", "v0"]);
        assert!(line(&lab).cut(&|_| {}).cut);
        line(&lab).open();
        let now = lab.inside(&["addr", "show", "dev", "v0", "up"]);
        assert!(now.contains("192.0.2.9") && !now.contains("198.51.100.2"), "{now}");
    });
}

#[test]
fn without_any_record_what_bears_our_mark_is_found_and_nothing_else_is_touched() {
    if !possible() || !installed(&["/usr/sbin/nft"]) {
        return;
    }
    let lab = Lab::new();
    for n in [1, 2] {
        lab.add_cable(n);
    }
    lab.inside(&["link", "set", "v2", "down"]);
    lab.inside(&["link", "set", "v1", "alias", "to the printer"]);
    Lab::within(&lab.inner, || {
        let before = Kernel::read();
        assert!(line(&lab).cut(&|_| {}).cut);
        assert!(lab.inside(&["link", "show", "v0"]).contains("kyukyubako"), "no mark");
        raise("v1");
        for place in ["/var/lib/kyukyubako/cut-journal", "/run/kyukyubako/cut-journal"] {
            std::fs::remove_file(lab.path(place)).unwrap();
        }
        assert!(line(&lab).held().recorded && line(&lab).status().restorable);
        let report = line(&lab).open();
        assert_eq!(report.result, RestoreResult::Incomplete, "routes are lost, which is said: {report:?}");
        let links = |kernel: Kernel| -> Vec<String> {
            // A description that only the record knew is lost with it.
            kernel.links.iter().map(|link| link.split(" alias").next().unwrap().to_owned()).collect()
        };
        assert_eq!(links(Kernel::read()), links(before), "v2 was down before");
        assert_eq!(lab.filters(), "");
        assert_eq!(line(&lab).open().result, RestoreResult::NothingToDo);
    });
}

/// A viewer's side of a VNC session.
struct Viewer(TcpStream);

impl Viewer {
    fn new(lab: &Lab, address: &str) -> Self {
        let mut stream = Lab::within(&lab.outer, || {
            let end = Instant::now() + Duration::from_secs(20);
            loop {
                match TcpStream::connect(address) {
                    Ok(stream) => return stream,
                    Err(error) => assert!(Instant::now() < end, "{error}"),
                }
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut word = [0; 12];
        stream.read_exact(&mut word).unwrap();
        assert!(word.starts_with(b"RFB "));
        stream.write_all(b"RFB 003.008\n").unwrap();
        let mut kinds = [0; 1];
        stream.read_exact(&mut kinds).unwrap();
        stream.read_exact(&mut vec![0; kinds[0].into()]).unwrap();
        stream.write_all(&[1]).unwrap();
        stream.read_exact(&mut [0; 4]).unwrap();
        stream.write_all(&[1]).unwrap();
        let mut server = [0; 24];
        stream.read_exact(&mut server).unwrap();
        let name = u32::from_be_bytes(server[20..24].try_into().unwrap());
        stream.read_exact(&mut vec![0; usize::try_from(name).unwrap()]).unwrap();
        Self(stream)
    }

    /// Asks for the whole picture; how many bytes came.
    fn look(&mut self) -> usize {
        // Width and height beyond the screen mean all of it.
        if self.0.write_all(&[3, 0, 0, 0, 0, 0, 255, 255, 255, 255]).is_err() {
            return 0;
        }
        self.0.set_read_timeout(Some(Duration::from_millis(700))).unwrap();
        let (mut total, mut buffer) = (0, vec![0; 1 << 16]);
        while let Ok(read) = self.0.read(&mut buffer) {
            if read == 0 {
                break;
            }
            total += read;
        }
        total
    }
}

#[test]
fn a_real_vnc_session_freezes_and_never_goes_on() {
    if !possible() || !installed(&["/usr/bin/Xvfb", "/usr/bin/x11vnc"]) {
        return;
    }
    let _tool = with_a_tool();
    let lab = Lab::new();
    let display = format!(":{}", 400 + std::process::id() % 500);
    let quiet = |program: &str, args: &[&str]| {
        lab.command(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let _screen = Running(vec![quiet("Xvfb", &[&display, "-screen", "0", "320x200x24", "-nolisten", "tcp"])]);
    let socket = format!("/tmp/.X11-unix/X{}", &display[1..]);
    eventually("the screen is there", || Path::new(&socket).exists());
    let _server = Running(vec![quiet(
        "x11vnc",
        &["-display", &display, "-rfbport", "5999", "-forever", "-shared", "-nopw", "-noshm", "-quiet"],
    )]);
    let mut viewer = Viewer::new(&lab, "198.51.100.2:5999");
    // Positive control: the operator sees the screen.
    eventually("a picture before the cut", || viewer.look() > 10_000);
    eventually("another picture", || viewer.look() > 10_000);

    assert_eq!(lab.program("cut").0["cut"], true);
    // What had arrived before the cut may be read.
    viewer.look();
    assert_eq!(viewer.look(), 0, "a picture after the cut");
    assert_eq!(lab.program("restore").0["result"], "restored");
    assert_eq!(viewer.look(), 0, "the old session went on after the restore");
    let mut again = Viewer::new(&lab, "198.51.100.2:5999");
    eventually("a new session", || again.look() > 10_000);
}
