//! The real guard on real kernel state, asked by people without rights, by fools and by enemies.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::{Child, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::lab::{Lab, PROGRAM, answer, eventually, possible};
use crate::way;

pub const GUARD: &str = env!("CARGO_BIN_EXE_kyukyubako-guard");
pub const SOCKET: &str = "/run/kyukyubako/guard.sock";
const LOG: &str = "/var/lib/kyukyubako/audit-log";
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

/// A running guard; killed without warning when dropped.
pub struct RunningGuard(Child);

impl RunningGuard {
    pub fn start(lab: &Lab) -> Self {
        let child =
            lab.command(GUARD).arg("run").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let guard = Self(child);
        eventually("the guard answers", || ask(lab, "{\"do\":\"status\"}")["reply"] == "status");
        guard
    }
}

impl RunningGuard {
    pub fn id(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for RunningGuard {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Sends bytes to the guard as root; everything that comes back.
fn send(lab: &Lab, bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut socket = UnixStream::connect(lab.path(SOCKET))?;
    socket.set_read_timeout(Some(ANSWER_WITHIN))?;
    socket.write_all(bytes)?;
    let mut reply = Vec::new();
    socket.read_to_end(&mut reply)?;
    Ok(reply)
}

/// One request as root; null when there is no answer.
pub fn ask(lab: &Lab, request: &str) -> Value {
    let reply = send(lab, format!("{request}\n").as_bytes()).unwrap_or_default();
    serde_json::from_slice(&reply).unwrap_or_default()
}

fn status(lab: &Lab) -> Value {
    ask(lab, "{\"do\":\"status\"}")
}

/// The program as an ordinary user, with something to read.
fn as_nobody(lab: &Lab, verb: &str, typed: &str) -> (Value, i32) {
    let mut child = lab
        .command("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", PROGRAM, verb, "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may not read at all.
    drop(child.stdin.take().unwrap().write_all(typed.as_bytes()));
    answer(&child.wait_with_output().unwrap())
}

/// One restore over the socket as an ordinary user: asks nothing and knows nothing but the PIN.
fn restore_as_nobody(lab: &Lab, pin: &str) -> Value {
    let reply = knocking_as_nobody(lab, |knock| {
        let mut socket = knock();
        socket.write_all(format!("{}\n", json!({"do": "restore", "pin": pin})).as_bytes()).unwrap();
        let mut reply = Vec::new();
        socket.read_to_end(&mut reply).unwrap();
        reply
    });
    serde_json::from_slice(&reply).unwrap()
}

/// Works on a thread of its own with the identity of an ordinary user: the kernel tells the guard who
/// connected. Hands `work` a way to connect.
fn knocking_as_nobody<T: Send>(lab: &Lab, work: impl FnOnce(&dyn Fn() -> UnixStream) -> T + Send) -> T {
    use rustix::net::{AddressFamily, SocketAddrUnix, SocketType, connect, socket};
    let path = lab.path(SOCKET);
    // The way to the lab's files is closed to others: its end is held open while the rights are still there.
    let folder = std::fs::File::open(path.parent().unwrap()).unwrap();
    let own = format!("/proc/self/fd/{}/guard.sock", std::os::fd::AsRawFd::as_raw_fd(&folder));
    let knock = move || {
        let socket = socket(AddressFamily::UNIX, SocketType::STREAM, None).unwrap();
        connect(&socket, &SocketAddrUnix::new(own.as_str()).unwrap()).unwrap();
        UnixStream::from(socket)
    };
    std::thread::scope(|scope| {
        let worked = scope.spawn(move || {
            rustix::thread::set_thread_res_uid(uid_of(65534), uid_of(65534), uid_of(65534)).unwrap();
            work(&knock)
        });
        worked.join().unwrap()
    })
}

fn uid_of(uid: u32) -> rustix::process::Uid {
    rustix::process::Uid::from_raw(uid)
}

/// Sets the guard's PIN as root does.
pub fn set_pin(lab: &Lab, pin: &str) -> Output {
    let mut child =
        lab.command(GUARD).arg("set-pin").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{pin}\n").as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

#[test]
fn anybody_cuts_through_the_guard_and_only_the_pin_brings_the_line_back() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    let before = lab.picture();
    let guard = RunningGuard::start(&lab);
    assert!(set_pin(&lab, "2468").status.success());
    let _pings = lab.pings();
    // Positive control: packets do arrive.
    let start = lab.arrived(0);
    eventually("packets arrive", || lab.arrived(0) > start + 200);

    let (report, code) = as_nobody(&lab, "cut", "");
    let at_answer = lab.arrived(0);
    assert_eq!((&report["cut"], code), (&Value::Bool(true), 0), "{report}");
    assert_eq!((way(&report, "guard"), &report["restorable"]), (&json!("done"), &json!(true)), "{report}");
    std::thread::sleep(Duration::from_millis(1500));
    assert_eq!(lab.arrived(0), at_answer, "packets arrived after the answer");
    let (seen, _) = as_nobody(&lab, "status", "");
    assert_eq!((&seen["cut"], &seen["restorable"]), (&json!(true), &json!(true)), "{seen}");

    for (tries, expected) in [0, 0, 30].into_iter().enumerate() {
        let reply = restore_as_nobody(&lab, "1357");
        assert_eq!(
            (&reply["result"], &reply["retry_after_s"]),
            (&json!("wrong-pin"), &json!(expected)),
            "try {tries}: {reply}"
        );
    }
    // Killing the guard buys nothing: neither the line nor another guess.
    drop(guard);
    let guard = RunningGuard::start(&lab);
    assert_eq!(status(&lab)["in_force"], true);
    assert_eq!(lab.arrived(0), at_answer, "packets arrived while the guard was gone");
    let locked = restore_as_nobody(&lab, "2468");
    let wait = locked["retry_after_s"].as_u64().unwrap();
    assert!(locked["result"] == "wrong-pin" && (1..=30).contains(&wait), "{locked}");

    // As if the half minute were over: for the disk alone, which a guard that lives does not believe.
    lab.write("/var/lib/kyukyubako/pin-tries", "{\"count\":3,\"last\":0}");
    assert!(restore_as_nobody(&lab, "2468")["retry_after_s"].as_u64().unwrap() > 0);
    drop(guard);
    lab.write("/var/lib/kyukyubako/pin-tries", "{\"count\":3,\"last\":0}");
    let guard = RunningGuard::start(&lab);
    let next = restore_as_nobody(&lab, "1111");
    assert_eq!(next["retry_after_s"], 60, "the delay grows: {next}");
    drop(guard);
    lab.write("/var/lib/kyukyubako/pin-tries", "{\"count\":4,\"last\":0}");
    let _guard = RunningGuard::start(&lab);
    let report = restore_as_nobody(&lab, "2468");
    assert_eq!(report["result"], "restored", "{report}");
    lab.expect_picture(&before);
    let arrived = lab.arrived(0);
    eventually("packets arrive again", || lab.arrived(0) > arrived + 200);

    let log = std::fs::read_to_string(lab.path(LOG)).unwrap();
    for part in
        ["uid 65534: cut", "uid 65534: restore: wrong PIN", "uid 65534: restore: Restored", "uid 0: set-pin"]
    {
        assert!(log.contains(part), "{part}: {log}");
    }
    assert!(!log.contains("2468") && !log.contains("1357"), "{log}");
    assert_eq!(std::fs::metadata(lab.path(LOG)).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn without_a_pin_only_root_opens_and_its_program_does_so_through_the_guard() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    let before = lab.picture();
    let guard = RunningGuard::start(&lab);
    for pin in [None, Some("2468")] {
        let (report, _) = as_nobody(&lab, "cut", "");
        assert_eq!(report["cut"], true, "{report}");
        let reply = pin.map_or_else(|| as_nobody(&lab, "restore", "").0, |pin| restore_as_nobody(&lab, pin));
        assert_eq!(reply["result"], "not-allowed", "{reply}");
        assert_eq!(status(&lab)["in_force"], true);
        assert_eq!(lab.program("restore").0["result"], "restored");
        assert_eq!(status(&lab)["restorable"], false);
        lab.expect_picture(&before);
    }
    // Root's own cut is the guard's, too, and outlives it; root restores without a guard.
    let (report, _) = lab.program("cut");
    assert_eq!((&report["cut"], way(&report, "guard")), (&json!(true), &json!("done")), "{report}");
    drop(guard);
    assert_eq!(lab.program("status").0["cut"], true);
    assert_eq!(lab.program("restore").0["result"], "restored");
    lab.expect_picture(&before);
    // A dead guard's socket lies there still: the cut is made without it.
    let (report, _) = lab.program("cut");
    assert_eq!((&report["cut"], way(&report, "link-down")), (&json!(true), &json!("done")), "{report}");
}

#[test]
fn what_appears_during_a_cut_is_closed_also_after_the_guard_was_killed() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    let guard = RunningGuard::start(&lab);
    assert_eq!(ask(&lab, "{\"do\":\"cut\"}")["reply"], "applied");
    let is_up = |link: &str| lab.inside(&["link", "show", "up"]).contains(link);
    assert!(!is_up("v0"));
    lab.add_cable(1);
    eventually("the new cable is closed", || !is_up("v1"));
    drop(guard);
    lab.add_cable(2);
    lab.inside(&["link", "set", "v0", "up"]);
    let _guard = RunningGuard::start(&lab);
    eventually("all three are closed", || !is_up("v0") && !is_up("v1") && !is_up("v2"));
    eventually("it is in force", || status(&lab)["in_force"] == true);
    assert_eq!(ask(&lab, "{\"do\":\"restore\"}")["result"], "restored");
    assert!(is_up("v0") && is_up("v1") && is_up("v2"));
}

#[test]
fn a_drill_whose_guard_was_killed_is_over_when_it_comes_back() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    let before = lab.picture();
    let guard = RunningGuard::start(&lab);
    let begun = ask(&lab, "{\"do\":\"drill\"}");
    assert!(begun["reply"] == "applied" && begun["drill_until"].is_i64(), "{begun}");
    assert!(!lab.inside(&["link", "show", "up"]).contains("v0"));
    assert_eq!(ask(&lab, "{\"do\":\"drill\"}"), json!({"reply": "refused", "why": "drill-runs"}));
    drop(guard);
    let guard = RunningGuard::start(&lab);
    lab.expect_picture(&before);
    assert_eq!(status(&lab)["restorable"], false);

    // Ended by anybody; what began as a drill and became a cut is not.
    ask(&lab, "{\"do\":\"drill\"}");
    assert_eq!(restore_as_nobody(&lab, "0000")["result"], "restored");
    lab.expect_picture(&before);
    ask(&lab, "{\"do\":\"drill\"}");
    ask(&lab, "{\"do\":\"cut\"}");
    assert_eq!(restore_as_nobody(&lab, "0000")["result"], "not-allowed");
    drop(guard);
    let _guard = RunningGuard::start(&lab);
    assert_eq!(status(&lab)["in_force"], true);
    assert_eq!(ask(&lab, "{\"do\":\"restore\"}")["result"], "restored");
    // Stopped for good during a drill: what systemd runs afterwards opens the line.
    ask(&lab, "{\"do\":\"drill\"}");
    drop(_guard);
    assert!(lab.run(GUARD, &["end-drill"]).status.success());
    lab.expect_picture(&before);
}

#[test]
fn fools_and_floods_keep_nobody_from_cutting() {
    if !possible() {
        return;
    }
    let lab = Lab::new();
    let _guard = RunningGuard::start(&lab);
    let not_understood = b"{\"reply\":\"refused\",\"why\":\"not-understood\"}\n";
    for garbage in [&b"{\"do\":\"stop\"}\n"[..], b"\n", b"\xff\xfe\n", b"{\"do\":\"cut\"} {\"do\":\"cut\"}\n"]
    {
        assert_eq!(send(&lab, garbage).unwrap(), not_understood, "{garbage:?}");
    }
    // Too long, or cut short: no answer at all.
    assert!(!send(&lab, &[b' '; 4096]).is_ok_and(|reply| !reply.is_empty()));
    let mut half = UnixStream::connect(lab.path(SOCKET)).unwrap();
    half.write_all(b"{\"do\":\"cut\"}").unwrap();
    half.shutdown(Shutdown::Write).unwrap();
    let mut reply = Vec::new();
    half.read_to_end(&mut reply).unwrap();
    assert_eq!(reply, b"");
    assert_eq!(status(&lab)["restorable"], false);

    // A thousand that say nothing, and as many that ask without waiting for the answer.
    let silent: Vec<_> = (0..1000).map(|_| UnixStream::connect(lab.path(SOCKET)).unwrap()).collect();
    knocking_as_nobody(&lab, |knock| {
        for _ in 0..1000 {
            drop(knock().write_all(b"{\"do\":\"restore\",\"pin\":\"0000\"}\n"));
        }
    });
    let started = Instant::now();
    let (report, code) = as_nobody(&lab, "cut", "");
    assert_eq!((&report["cut"], way(&report, "guard"), code), (&json!(true), &json!("done"), 0), "{report}");
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    drop(silent);
    assert_eq!(ask(&lab, "{\"do\":\"restore\"}")["result"], "restored");
}

#[test]
fn a_false_guard_is_told_nothing() {
    use rustix::net::{AddressFamily, SocketAddrUnix, SocketType, bind, listen, socket};
    if !possible() {
        return;
    }
    let lab = Lab::new();
    std::fs::create_dir_all(lab.path("/run/kyukyubako")).unwrap();
    let path = lab.path(SOCKET);
    let false_guard = std::thread::scope(|scope| {
        let listening = scope.spawn(|| {
            let socket = socket(AddressFamily::UNIX, SocketType::STREAM, None).unwrap();
            bind(&socket, &SocketAddrUnix::new(path.as_path()).unwrap()).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
            rustix::thread::set_thread_res_uid(uid_of(65534), uid_of(65534), uid_of(65534)).unwrap();
            listen(&socket, 64).unwrap();
            UnixListener::from(socket)
        });
        listening.join().unwrap()
    });
    let (report, _) = as_nobody(&lab, "cut", "");
    assert_eq!((&report["cut"], way(&report, "guard")), (&json!(false), &json!("failed")), "{report}");
    as_nobody(&lab, "restore", "2468\n");
    false_guard.set_nonblocking(true).unwrap();
    let mut visitors = 0;
    while let Ok((mut visitor, _)) = false_guard.accept() {
        let mut heard = Vec::new();
        visitor.read_to_end(&mut heard).unwrap();
        assert_eq!(heard, b"");
        visitors += 1;
    }
    assert!(visitors > 0, "nobody came");
}
