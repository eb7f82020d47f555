//! The guard as a real service with its real pipe. Under Wine there is no filter engine: what it answers
//! to a cut there is "failed", and everything around it is real.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use kyukyubako::core::Timestamp;
use kyukyubako::core::guard::protocol::REQUEST_MAX_BYTES;
use kyukyubako::core::guard::{Refusal, Reply, Request};
use kyukyubako::core::network::journal::{Change, Journal};
use kyukyubako::core::network::{RestoreResult, Way, WayResult};
use kyukyubako::platform::guard::windows::pipe::PIPE_NAME;
use kyukyubako::platform::guard::windows::registration;
use kyukyubako::platform::guard::{GuardError, ask};
use kyukyubako::platform::windows::account::{self, ElevatedRun};
use kyukyubako::platform::windows::known_folder;

const LIMIT: Duration = Duration::from_secs(40);

/// The guard program that was built beside this test.
fn built() -> PathBuf {
    super::restore_program_built().with_file_name("kyukyubako-guard.exe")
}

fn run(program: &Path, word: &str) -> u32 {
    match account::run_elevated(program, word, LIMIT) {
        ElevatedRun::Exited(code) => code,
        other => panic!("{} {word}: {other:?}", program.display()),
    }
}

/// The guard, installed from where programs belong; removed when dropped.
struct Installed(PathBuf);

impl Installed {
    fn new() -> Self {
        let folder = known_folder::program_files().unwrap();
        fs::create_dir_all(&folder).unwrap();
        let program = folder.join("kyukyubako-guard.exe");
        fs::copy(built(), &program).unwrap();
        assert_eq!(run(&program, "install"), 0);
        Self(program)
    }

    fn remove(&self) -> u32 {
        run(&self.0, "remove")
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        // What a failed test left behind.
        if registration::installed() {
            let _ = fs::remove_file(record());
            println!("remove: {}", self.remove());
        }
        let _ = fs::remove_file(&self.0);
    }
}

fn record() -> PathBuf {
    known_folder::program_data().unwrap().join("cut-journal")
}

fn status() -> kyukyubako::core::guard::GuardStatus {
    match ask(&Request::Status) {
        Ok(Reply::Status(status)) => status,
        other => panic!("{other:?}"),
    }
}

/// A client that knows nothing of messages and bounds.
fn raw() -> File {
    super::wait_for("a free pipe end", || OpenOptions::new().read(true).write(true).open(PIPE_NAME).ok())
}

#[test]
fn it_serves_and_leaves_nothing_behind() {
    if !super::under_wine() {
        println!("skipped: would install a service on a real PC");
        return;
    }
    println!("{:?}", kyukyubako::platform::guard::windows::trusted_place::weakness(&built()));
    assert!(matches!(ask(&Request::Status), Err(GuardError::Absent)));
    let guard = Installed::new();
    let before = status();
    assert!(!before.in_force && !before.restorable && !before.pin_set, "{before:?}");

    let Ok(Reply::Applied { ways, restorable, .. }) = ask(&Request::Cut) else {
        panic!("no answer to a cut")
    };
    let filter = ways.iter().find(|way| way.way == Way::Filter).unwrap();
    assert_eq!(filter.result, WayResult::Failed, "{ways:?}");
    assert!(!restorable && !status().restorable);

    assert_eq!(guard.remove(), 0);
    assert!(matches!(ask(&Request::Status), Err(GuardError::Absent)));
    assert!(!registration::installed());
    assert!(!known_folder::program_data().unwrap().join("guard").exists());
}
