//! Desktops handed to someone elsewhere: the login manager on a system bus of our own, xrdp for real.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use kyukyubako::platform::observers::{Seen, Wanted, native};
use zbus::OwnedObjectPath;

use crate::have;
use crate::remote_desk::{alone, as_root, free_port, rdp_client, start, xrdp};

const PATH: &str = "/org/freedesktop/login1";

/// Sessions by id: service, kind, remote.
struct Manager(BTreeMap<&'static str, (&'static str, &'static str, bool)>);

fn object(id: &str) -> OwnedObjectPath {
    OwnedObjectPath::try_from(format!("{PATH}/session/{id}")).unwrap()
}

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    fn list_sessions(&self) -> Vec<(String, u32, String, String, OwnedObjectPath)> {
        self.0.keys().map(|id| ((*id).into(), 1000, "taro".into(), String::new(), object(id))).collect()
    }
}

struct Session(&'static str, &'static str, bool);

#[zbus::interface(name = "org.freedesktop.login1.Session")]
impl Session {
    #[zbus(property)]
    fn service(&self) -> &str {
        self.0
    }
    #[zbus(property, name = "Type")]
    fn kind(&self) -> &str {
        self.1
    }
    #[zbus(property)]
    fn remote(&self) -> bool {
        self.2
    }
    #[zbus(property)]
    fn class(&self) -> &str {
        "user"
    }
    #[zbus(property)]
    fn state(&self) -> &str {
        "active"
    }
}

#[test]
#[ignore = "runs as a child of the other test here, which gives it its system bus"]
fn child() {
    let mut sessions = native().into_iter().find(|observer| observer.name() == "sessions").unwrap();
    match sessions.observe(&Wanted::default()).unwrap() {
        Seen::RemoteSessions(records) => {
            for record in records {
                eprintln!("seen: {} {}", record.detail.unwrap(), record.active.unwrap());
            }
        }
        other => panic!("{other:?}"),
    }
}

/// What the child sees with `folder` in the place of the system bus' own.
fn seen_with(folder: &Path) -> Vec<String> {
    let output = Command::new("/usr/bin/unshare")
        .args(["--mount", "/bin/sh", "-c"])
        .arg("mkdir -p /run/dbus && mount --bind \"$0\" /run/dbus && exec \"$@\"")
        .arg(folder)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "login_manager::child", "--ignored", "--nocapture"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}{text}", String::from_utf8_lossy(&output.stdout));
    text.lines().filter_map(|line| Some(line.split_once("seen: ")?.1.to_owned())).collect()
}

#[test]
fn an_xrdp_desktop_is_in_use_only_while_a_client_is_connected() {
    if !as_root() || !have(&["/usr/bin/dbus-daemon", "/usr/bin/unshare", "/usr/sbin/xrdp"]) {
        return;
    }
    let _alone = alone();
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("system_bus_socket");
    let address = format!("unix:path={}", socket.display());
    let _bus = start(
        Command::new("/usr/bin/dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--address"])
            .arg(&address),
    );
    crate::until("the bus is there", || socket.exists());
    let sessions = BTreeMap::from([
        ("c1", ("gdm-password", "wayland", false)),
        ("c2", ("sshd", "tty", true)),
        ("c3", ("xrdp-sesman", "x11", false)),
        ("c4", ("gdm-remote", "wayland", true)),
    ]);
    let mut server = zbus::connection::Builder::address(address.as_str());
    for (id, (service, kind, remote)) in &sessions {
        server = server.serve_at(object(id), Session(service, kind, *remote));
    }
    let server = server.serve_at(PATH, Manager(sessions)).name("org.freedesktop.login1");
    let _server = zbus::block_on(server.build()).unwrap();

    let port = free_port();
    let _xrdp = xrdp(&[], folder.path(), port);
    let idle = ["xrdp-sesman false", "gdm-remote true"];
    let mut client = None;
    crate::until("xrdp answers", || {
        if client.is_none() {
            assert_eq!(seen_with(folder.path()), idle);
            client = rdp_client(port).ok();
        }
        client.is_some()
    });
    crate::until("the client is seen", || {
        seen_with(folder.path()) == ["xrdp-sesman true", "gdm-remote true"]
    });
    drop(client);
    crate::until("the desktop is left alone again", || seen_with(folder.path()) == idle);
}
