//! What an ordinary user sees of remote desktops that belong to somebody else: the system hides whose
//! sockets they are.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::remote_desk::{
    Display, Told, alone, as_root, free_port, idle_is_told_from_connected, rdp_client, told, vnc_client,
    with_own_end, x11vnc, xrdp,
};
use crate::{have, until};

/// An ordinary user who runs nothing else here.
const PERSON: &str = "65534";
/// The account that the package makes for xrdp alone.
const DAEMON: &str = "xrdp";

/// True for root, who alone can play two users.
fn two_users() -> bool {
    as_root() && have(&["/usr/bin/setpriv"])
}

fn as_user(id: &'static str) -> [&'static str; 6] {
    ["/usr/bin/setpriv", "--reuid", id, "--regid", id, "--clear-groups"]
}

/// What a scan by an ordinary user tells of `tool`.
fn scanned(tool: &str, pid: u32) -> Option<Told> {
    let words = as_user(PERSON);
    let output = Command::new(words[0])
        .args(&words[1..])
        .args([env!("CARGO_BIN_EXE_kyukyubako"), "scan", "--json"])
        .env_clear()
        .env("HOME", "/nonexistent")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    told(&output.stdout, tool, pid)
}

/// A control group, as the service manager gives one to each service.
struct Group(PathBuf);

impl Group {
    fn make(name: &str) -> Option<Self> {
        let root = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"]
            .into_iter()
            .find(|root| Path::new(root).join("cgroup.procs").exists());
        let path = Path::new(root?).join(format!("kyukyubako-{name}-{}", std::process::id()));
        match fs::create_dir(&path) {
            Ok(()) => Some(Self(path)),
            Err(error) => {
                eprintln!("skipped: no control group can be made here: {error}");
                None
            }
        }
    }

    /// Words that put what follows them into the group.
    fn enter(&self) -> [String; 4] {
        let procs = self.0.join("cgroup.procs");
        ["/bin/sh".into(), "-c".into(), "echo $$ > \"$0\"; exec \"$@\"".into(), procs.display().to_string()]
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Empty a moment after its last process is gone.
        until("the group is removed", || fs::remove_dir(&self.0).is_ok());
    }
}

#[test]
fn the_session_of_roots_service_is_seen_by_everybody() {
    if !two_users() || !have(&["/usr/bin/Xvfb", "/usr/bin/x11vnc"]) {
        return;
    }
    let Some(group) = Group::make("service") else { return };
    let _alone = alone();
    let (display, port) = (Display::start(), free_port());
    let enter = group.enter();
    let server = x11vnc(&enter.each_ref().map(String::as_str), &display, port);
    let pid = server.0.id();
    idle_is_told_from_connected(|| scanned("x11vnc", pid), || with_own_end(vnc_client(port)));
}

#[test]
fn the_session_of_a_daemon_with_its_own_account_is_seen_by_everybody() {
    if !two_users() || !have(&["/usr/sbin/xrdp"]) {
        return;
    }
    let _alone = alone();
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let server = xrdp(&as_user(DAEMON), folder.path(), port);
    let pid = server.0.id();
    idle_is_told_from_connected(|| scanned("xrdp", pid), || with_own_end(rdp_client(port)));
}

#[test]
fn what_root_runs_beside_other_programs_is_seen_without_its_session() {
    if !two_users() || !have(&["/usr/bin/Xvfb", "/usr/bin/x11vnc"]) {
        return;
    }
    // Another program of root's in the same group: whose socket it is cannot be known.
    let Some(group) = Group::make("shared") else { return };
    let _alone = alone();
    let (display, port) = (Display::start(), free_port());
    let enter = group.enter();
    let enter = enter.each_ref().map(String::as_str);
    let mut neighbour = Command::new(enter[0]);
    let _neighbour = crate::Running(neighbour.args(&enter[1..]).args(["/bin/sleep", "600"]).spawn().unwrap());
    let server = x11vnc(&enter, &display, port);
    let pid = server.0.id();
    until("x11vnc is seen", || scanned("x11vnc", pid).is_some());
    let mut client = None;
    until("x11vnc answers", || {
        client = vnc_client(port).ok();
        client.is_some()
    });
    let own_end = client.as_ref().unwrap().local_addr().unwrap().to_string();
    let told = scanned("x11vnc", pid).unwrap();
    assert!(told.is_idle() && !told.has(&own_end), "nothing is guessed: {told:?}");
    let by_root = crate::remote_desk::scanned("x11vnc", pid).unwrap();
    assert!(by_root.has(&own_end), "root sees it: {by_root:?}");
}
