//! What the tests with real remote desktops share: a screen, clients, and what `scan` says of a tool.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kyukyubako::cli::scan;
use kyukyubako::content::{Locale, Texts};

use crate::{Running, until};

/// A screen that nobody sees.
pub struct Display {
    _server: Running,
    /// Its name, `:7`.
    pub name: String,
}

impl Display {
    pub fn start() -> Self {
        let mut server = Running(
            Command::new("/usr/bin/Xvfb")
                .args(["-displayfd", "1", "-screen", "0", "320x240x24", "-nolisten", "tcp"])
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .unwrap(),
        );
        let mut number = String::new();
        BufReader::new(server.0.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let number: u16 = number.trim().parse().unwrap();
        Self { _server: server, name: format!(":{number}") }
    }
}

/// Starts `command` with nothing to read and nobody who listens.
pub fn start(command: &mut Command) -> Running {
    Running(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

/// A port that nothing listened on a moment ago.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// What `scan` told of a tool.
#[derive(Debug)]
pub struct Told {
    pub level: String,
    /// Far ends of connections.
    pub far_ends: Vec<String>,
    /// No other copy of the tool runs, started by somebody else.
    pub alone: bool,
}

impl Told {
    /// Nobody is connected. A stranger's copy may have its own clients.
    pub fn is_idle(&self) -> bool {
        !self.alone || self.far_ends.is_empty() && self.level != "live"
    }

    /// Someone at `own_end` is.
    pub fn has(&self, own_end: &str) -> bool {
        self.level == "live" && self.far_ends.iter().any(|end| end == own_end)
    }
}

/// What `scan --json` printed about `tool`, if it holds `pid`.
pub fn told(json: &[u8], tool: &str, pid: u32) -> Option<Told> {
    let answer: serde_json::Value = serde_json::from_slice(json).unwrap();
    let finding = answer["findings"].as_array()?.iter().find(|finding| finding["tool"] == tool)?.clone();
    let pids = finding["pids"].as_array()?;
    pids.iter().find(|found| **found == pid)?;
    let evidence = finding["evidence"].as_array()?;
    let far_ends = evidence
        .iter()
        .filter(|e| e["kind"] == "connection")
        .filter_map(|e| Some(e["detail"].as_str()?.to_owned()));
    Some(Told {
        level: finding["level"].as_str()?.to_owned(),
        far_ends: far_ends.collect(),
        alone: pids.iter().all(|found| *found == pid || is_child(found, pid)),
    })
}

/// True for a child of `pid`, and for a process that is gone.
fn is_child(found: &serde_json::Value, pid: u32) -> bool {
    let Ok(status) = fs::read_to_string(format!("/proc/{found}/status")) else { return true };
    status
        .lines()
        .any(|line| line.strip_prefix("PPid:").is_some_and(|parent| parent.trim() == pid.to_string()))
}

/// True for root. In continuous integration the tests run as root, too.
pub fn as_root() -> bool {
    let root = rustix::process::geteuid().is_root();
    if !root {
        assert!(std::env::var_os("CI").is_none(), "needs root");
        eprintln!("skipped: needs root");
    }
    root
}

/// One test at a time: two copies of a tool are one finding.
pub fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    // A test that failed holds nothing up.
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a scan by this user tells of `tool`.
pub fn scanned(tool: &str, pid: u32) -> Option<Told> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    assert_eq!(scan::run(vec!["--json".into()], &Texts::new(Locale::En), &mut out, &mut err), 0);
    told(&out, tool, pid)
}

/// Walks through idle, connected and idle again: `connect` gives a client, when the server is ready, and
/// the client's own end.
pub fn idle_is_told_from_connected<C>(
    look: impl Fn() -> Option<Told>,
    mut connect: impl FnMut() -> Option<(C, String)>,
) {
    until("the tool is seen", || look().is_some());
    let mut client = None;
    until("the tool answers", || {
        // Before: it runs and nobody is there.
        let told = look().unwrap();
        assert!(told.is_idle(), "{told:?}");
        client = connect();
        client.is_some()
    });
    let (client, own_end) = client.unwrap();
    until("the session is seen", || look().unwrap().has(&own_end));
    drop(client);
    until("the end of the session is seen", || {
        let told = look().unwrap();
        told.is_idle() && !told.has(&own_end)
    });
}

/// Connects as a VNC client up to the point where the picture would be sent.
pub fn vnc_client(port: u16) -> std::io::Result<TcpStream> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut version = [0; 12];
    stream.read_exact(&mut version)?;
    stream.write_all(b"RFB 003.008\n")?;
    let mut count = [0];
    stream.read_exact(&mut count)?;
    let mut kinds = vec![0; usize::from(count[0])];
    stream.read_exact(&mut kinds)?;
    assert!(kinds.contains(&1), "no session without a password: {kinds:?}");
    stream.write_all(&[1])?;
    stream.read_exact(&mut [0; 4])?;
    // Shared session.
    stream.write_all(&[1])?;
    let mut screen = [0; 24];
    stream.read_exact(&mut screen)?;
    Ok(stream)
}

/// Asks for an RDP connection and waits for the confirmation.
pub fn rdp_client(port: u16) -> std::io::Result<TcpStream> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    // TPKT, then an X.224 connection request without options.
    stream.write_all(&[3, 0, 0, 11, 6, 0xe0, 0, 0, 0, 0, 0])?;
    let mut confirmed = [0; 11];
    stream.read_exact(&mut confirmed)?;
    assert_eq!(confirmed[5], 0xd0, "connection confirmed: {confirmed:?}");
    Ok(stream)
}

/// The client with the name of its own end.
pub fn with_own_end(client: std::io::Result<TcpStream>) -> Option<(TcpStream, String)> {
    let client = client.ok()?;
    let own_end = client.local_addr().unwrap().to_string();
    Some((client, own_end))
}

/// x11vnc on `display`, without a password, for this PC only. `before` is put in front of its command.
pub fn x11vnc(before: &[&str], display: &Display, port: u16) -> Running {
    let words = [before, &["/usr/bin/x11vnc"]].concat();
    start(
        Command::new(words[0])
            .args(&words[1..])
            .args(["-display", &display.name, "-rfbport", &port.to_string()])
            .args(["-noshm", "-localhost", "-forever", "-nopw", "-quiet", "-norc", "-noipv6"]),
    )
}

/// xrdp on this PC only, with a configuration of its own in `folder`. `before` is put in front of its command.
pub fn xrdp(before: &[&str], folder: &std::path::Path, port: u16) -> Running {
    let (config, log) = (folder.join("xrdp.ini"), folder.join("xrdp.log"));
    let text = format!(
        "[Globals]\nini_version=1\nfork=true\nport=tcp://127.0.0.1:{port}\nsecurity_layer=rdp\n\
         crypt_level=low\nmax_bpp=16\n[Logging]\nLogFile={}\nLogLevel=INFO\nEnableSyslog=false\n\
         [Session]\nname=none\nlib=libvnc.so\nip=127.0.0.1\nport=1\n",
        log.display()
    );
    fs::write(&config, text).unwrap();
    let words = [before, &["/usr/sbin/xrdp"]].concat();
    start(Command::new(words[0]).args(&words[1..]).arg("--nodaemon").arg("--config").arg(config))
}
