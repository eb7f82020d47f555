//! x11vnc on a private display: idle, then with a client connected.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

use kyukyubako::cli::scan;
use kyukyubako::content::{Locale, Texts};

use crate::{Running, have, until};

/// The finding of x11vnc by `scan --json`, if it holds `pid`: its level, and the far ends of the connections.
fn scanned(pid: u32) -> Option<(String, Vec<String>)> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    assert_eq!(scan::run(vec!["--json".into()], &Texts::new(Locale::En), &mut out, &mut err), 0);
    let answer: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let finding = answer["findings"].as_array()?.iter().find(|finding| finding["tool"] == "x11vnc")?.clone();
    finding["pids"].as_array()?.iter().find(|found| **found == pid)?;
    let evidence = finding["evidence"].as_array()?;
    let far_ends = evidence
        .iter()
        .filter(|e| e["kind"] == "connection")
        .filter_map(|e| Some(e["detail"].as_str()?.to_owned()));
    Some((finding["level"].as_str()?.to_owned(), far_ends.collect()))
}

/// Connects as a VNC client up to the point where the picture would be sent.
fn vnc_client(port: u16) -> std::io::Result<TcpStream> {
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

#[test]
fn an_idle_x11vnc_is_told_from_a_connected_one() {
    if !have(&["/usr/bin/Xvfb", "/usr/bin/x11vnc"]) {
        return;
    }
    let mut display = Running(
        Command::new("/usr/bin/Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "320x240x16", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let mut number = String::new();
    BufReader::new(display.0.stdout.take().unwrap()).read_line(&mut number).unwrap();
    let number: u16 = number.trim().parse().expect("Xvfb gives its display number");
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let server = Running(
        Command::new("/usr/bin/x11vnc")
            .args(["-display", &format!(":{number}"), "-rfbport", &port.to_string()])
            .args(["-localhost", "-forever", "-nopw", "-quiet", "-norc", "-noipv6"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let pid = server.0.id();
    until("x11vnc is seen", || scanned(pid).is_some());
    let mut client = None;
    until("x11vnc answers", || {
        // Before: it runs and nobody is there.
        let (_, far_ends) = scanned(pid).unwrap();
        assert!(!far_ends.iter().any(|end| end.starts_with("127.0.0.1")), "{far_ends:?}");
        client = vnc_client(port).ok();
        client.is_some()
    });
    let client = client.unwrap();
    let own_end = client.local_addr().unwrap().to_string();
    until("the session is seen", || {
        let (level, far_ends) = scanned(pid).unwrap();
        level == "live" && far_ends.contains(&own_end)
    });
    drop(client);
    until("the end of the session is seen", || {
        let (_, far_ends) = scanned(pid).unwrap();
        !far_ends.contains(&own_end)
    });
}
