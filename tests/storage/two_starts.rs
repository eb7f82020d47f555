//! The second start of the program, in a process of its own.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use kyukyubako::platform::single_instance::{Instance, acquire};

use crate::child;

const DEADLINE: Duration = Duration::from_secs(30);

#[test]
fn child_start() {
    let Some(root) = child::root() else { return };
    match acquire(Some(&root), None, || {}) {
        Instance::Second => println!("second"),
        Instance::First(guard) => {
            println!("first, exclusive {}", guard.is_exclusive());
            if std::env::var_os("KYUKYUBAKO_TEST_STAY").is_some() {
                std::fs::write(root.join("ready"), "").expect("written");
                let asked = guard.raise_requests().recv_timeout(DEADLINE).is_ok();
                println!("asked {asked}");
            }
        }
    }
}

fn start(root: &Path) -> String {
    let output = child::command("two_starts::child_start", root).output().expect("child");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_second_process_raises_the_first_and_ends() {
    let root = tempfile::tempdir().expect("folder");
    let Instance::First(guard) = acquire(Some(root.path()), None, || {}) else {
        panic!("nobody else is here")
    };
    assert!(start(root.path()).contains("second"));
    guard.raise_requests().recv_timeout(DEADLINE).expect("asked to come to the front");
    drop(guard);
    assert!(start(root.path()).contains("first, exclusive true"));
}

#[test]
fn a_killed_first_window_blocks_nobody() {
    let root = tempfile::tempdir().expect("folder");
    let mut first = child::command("two_starts::child_start", root.path())
        .env("KYUKYUBAKO_TEST_STAY", "1")
        .stdout(Stdio::null())
        .spawn()
        .expect("child");
    let until = Instant::now() + DEADLINE;
    while !root.path().join("ready").exists() {
        assert!(Instant::now() < until, "the first process never got ready");
        std::thread::yield_now();
    }
    assert!(matches!(acquire(Some(root.path()), None, || {}), Instance::Second));
    // It ends by itself after being asked, or is killed before: both leave the place free.
    first.kill().expect("killed");
    first.wait().expect("gone");
    let Instance::First(guard) = acquire(Some(root.path()), None, || {}) else { panic!("the place is free") };
    assert!(guard.is_exclusive());
}
