//! Real VNC servers on a private display: idle, then with a client connected.

use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kyukyubako::core::detection::EvidenceKind;
use kyukyubako::platform::SessionWatch as _;
use kyukyubako::platform::processes::ProcessWatch;

use crate::remote_desk::{
    Display, alone, free_port, idle_is_told_from_connected, scanned, start, vnc_client, with_own_end, x11vnc,
};
use crate::{Running, catalogue, finding, have, until};

#[test]
fn an_idle_x11vnc_is_told_from_a_connected_one() {
    if !have(&["/usr/bin/Xvfb", "/usr/bin/x11vnc"]) {
        return;
    }
    let _alone = alone();
    let (display, port) = (Display::start(), free_port());
    let server = x11vnc(&[], &display, port);
    let pid = server.0.id();
    idle_is_told_from_connected(|| scanned("x11vnc", pid), || with_own_end(vnc_client(port)));
}

#[test]
fn the_watch_sees_a_session_begin_and_end_in_light_rounds_and_knows_the_package() {
    if !have(&["/usr/bin/Xvfb", "/usr/bin/x11vnc"]) {
        return;
    }
    let _alone = alone();
    let (display, port) = (Display::start(), free_port());
    let server = x11vnc(&[], &display, port);
    let pid = server.0.id();
    let mut watch = ProcessWatch::new(Arc::new(catalogue()), None).unwrap();
    let mut far_ends = || {
        let assessment = watch.look();
        let evidence =
            finding(&assessment, "x11vnc").map(|finding| finding.evidence.clone()).unwrap_or_default();
        evidence
            .into_iter()
            .filter(|e| e.kind == EvidenceKind::Connection)
            .map(|e| e.detail)
            .collect::<Vec<_>>()
    };
    let mut client = None;
    until("x11vnc answers", || {
        far_ends();
        client = with_own_end(vnc_client(port));
        client.is_some()
    });
    let (client, own_end) = client.unwrap();
    let start = Instant::now();
    until("the session is seen", || far_ends().contains(&own_end));
    let seen = start.elapsed();
    drop(client);
    let start = Instant::now();
    until("the end of the session is seen", || !far_ends().contains(&own_end));
    let ended = start.elapsed();
    eprintln!("session seen after {seen:.1?}, its end after {ended:.1?}");
    // Two light rounds of the program, with time for a busy PC.
    assert!(seen < Duration::from_secs(3) && ended < Duration::from_secs(3), "{seen:?} {ended:?}");

    if Path::new("/var/lib/dpkg/info/x11vnc.list").exists() {
        let snapshot = watch.snapshot();
        let record = snapshot.processes.iter().find(|record| record.pid == Some(pid)).unwrap();
        assert_eq!(record.signer.as_deref(), Some("package x11vnc"));
        assert_eq!(record.signature_valid, Some(true));
    }
}

/// How krfb keeps a password in its file.
fn obscured(password: &str) -> String {
    password.bytes().filter_map(|byte| char::from_u32(0x1_001f - u32::from(byte))).collect()
}

#[test]
fn an_idle_krfb_is_told_from_one_that_shows_the_desktop() {
    let programs = ["/usr/bin/Xvfb", "/usr/bin/krfb", "/usr/bin/xtigervncviewer", "/usr/bin/x11vnc"];
    if !have(&programs) || !have(&["/usr/bin/dbus-daemon"]) {
        return;
    }
    let _alone = alone();
    let (display, port) = (Display::start(), free_port());
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join(".config");
    fs::create_dir(&config).unwrap();
    // It listens everywhere: nobody else shall come in.
    let password: String = folder.path().to_str().unwrap().chars().rev().take(6).collect();
    let text = format!(
        "[FrameBuffer]\npreferredFrameBufferPlugin=xcb\n[Security]\nallowUnattendedAccess=true\nnoWallet=true\n\
         unattendedPassword={}\n[TCP]\nport={port}\nuseDefaultPort=false\npublishService=false\n",
        obscured(&password)
    );
    fs::write(config.join("krfbrc"), text).unwrap();
    let key = folder.path().join("key");
    let stored =
        Command::new("/usr/bin/x11vnc").arg("-storepasswd").arg(&password).arg(&key).output().unwrap();
    assert!(stored.status.success(), "{stored:?}");
    let at_desk = |program: &str| {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", folder.path()).env("XDG_RUNTIME_DIR", folder.path());
        command.env("DISPLAY", &display.name).env("QT_QPA_PLATFORM", "xcb").env("PATH", "/usr/bin:/bin");
        command
    };
    let bus = format!("unix:path={}", folder.path().join("bus").display());
    let _bus = start(
        at_desk("/usr/bin/dbus-daemon").args(["--session", "--nofork", "--nopidfile", "--address"]).arg(&bus),
    );
    until("the bus is there", || folder.path().join("bus").exists());
    let server = start(at_desk("/usr/bin/krfb").arg("--nodialog").env("DBUS_SESSION_BUS_ADDRESS", &bus));
    let pid = server.0.id();
    until("krfb listens", || TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
    until("the trial is over", || scanned("krfb", pid).is_some_and(|told| told.is_idle()));
    let mut viewer: Running = start(
        at_desk("/usr/bin/xtigervncviewer")
            .args(["-SecurityTypes", "VncAuth", "-passwd"])
            .arg(&key)
            .arg(format!("127.0.0.1::{port}")),
    );
    until("the session is seen", || {
        let told = scanned("krfb", pid).unwrap();
        told.level == "live" && told.far_ends.iter().any(|end| end.starts_with("127.0.0.1:"))
    });
    assert!(viewer.0.try_wait().unwrap().is_none(), "the viewer was let in");
    viewer.stop();
    until("the end of the session is seen", || scanned("krfb", pid).unwrap().is_idle());
}
