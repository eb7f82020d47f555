//! Seeing remote-control tools: the rules on prepared snapshots, and real programs on this PC.
#![expect(clippy::print_stderr, reason = "a skipped test says so")]
#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod catalogue;
mod circumstances;
mod command;
mod corpus;
mod handed_on;
mod hostile;
mod impostors;
mod properties;
mod recall;
mod time_rules;

#[cfg(target_os = "linux")]
mod allowed_here;
#[cfg(target_os = "linux")]
mod doctor;
#[cfg(target_os = "linux")]
mod ending;
#[cfg(target_os = "linux")]
mod hostile_files;
#[cfg(target_os = "linux")]
mod live_process;
#[cfg(target_os = "linux")]
mod login_manager;
#[cfg(target_os = "linux")]
mod notification;
#[cfg(target_os = "linux")]
#[path = "../desktop/notification_daemon.rs"]
mod notification_daemon;
#[cfg(target_os = "linux")]
mod observers;
#[cfg(target_os = "linux")]
mod other_user;
#[cfg(target_os = "linux")]
mod rdp_session;
#[cfg(target_os = "linux")]
mod remote_desk;
#[cfg(target_os = "linux")]
mod scripted_observers;
#[cfg(target_os = "linux")]
mod vnc_session;

use std::sync::LazyLock;

use kyukyubako::content::catalogue::builtin;
use kyukyubako::core::detection::allow_list::AllowList;
use kyukyubako::core::detection::catalogue::Catalogue;
use kyukyubako::core::detection::rules::assess;
use kyukyubako::core::detection::snapshot::Snapshot;
use kyukyubako::core::detection::{Assessment, Finding};

/// The compiled-in catalogue, read once.
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| builtin().unwrap());

/// The compiled-in catalogue.
fn catalogue() -> Catalogue {
    CATALOGUE.clone()
}

/// The assessment of `snapshot` by its own clock, nothing allowed.
fn judge(snapshot: &Snapshot) -> Assessment {
    assess(snapshot, &CATALOGUE, &AllowList::default(), snapshot.taken_at)
}

/// The finding of `tool` in `assessment`.
fn finding<'a>(assessment: &'a Assessment, tool: &str) -> Option<&'a Finding> {
    assessment.findings.iter().find(|finding| finding.tool == tool)
}

/// True when `programs` are installed. Missing ones fail the test on CI and skip it elsewhere.
#[cfg(target_os = "linux")]
fn have(programs: &[&str]) -> bool {
    let missing: Vec<_> = programs.iter().filter(|path| !std::path::Path::new(path).exists()).collect();
    if !missing.is_empty() {
        assert!(std::env::var_os("CI").is_none(), "needed for this test: {missing:?}");
        eprintln!("skipped: {missing:?} not installed");
    }
    missing.is_empty()
}

/// A child process that does not outlive its test.
#[cfg(target_os = "linux")]
struct Running(std::process::Child);

#[cfg(target_os = "linux")]
impl Running {
    fn stop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(target_os = "linux")]
impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A program called `name` in `folder` that does nothing for ten minutes.
#[cfg(target_os = "linux")]
fn idle_program(folder: &std::path::Path, name: &str) -> Running {
    let path = folder.join(name);
    std::fs::copy("/bin/sleep", &path).unwrap();
    start_busy_file(std::process::Command::new(path).arg("600"))
}

/// Starts `command`; a file that was just written may still be open in a child another test is starting.
#[cfg(target_os = "linux")]
fn start_busy_file(command: &mut std::process::Command) -> Running {
    let mut started = command.spawn();
    until("the program can be started", || {
        if matches!(&started, Err(error) if error.kind() == std::io::ErrorKind::ExecutableFileBusy) {
            started = command.spawn();
            return false;
        }
        true
    });
    Running(started.unwrap())
}

/// Asks every 20 ms until `done`, at most ten seconds.
#[cfg(target_os = "linux")]
fn until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while !done() {
        assert!(std::time::Instant::now() < deadline, "waited in vain: {what}");
        std::thread::park_timeout(std::time::Duration::from_millis(20));
    }
}
