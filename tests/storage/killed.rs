//! A process killed at any instant leaves the notes as they were before or after one save.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use kyukyubako::platform::directories::Directories;
use kyukyubako::platform::storage::UserStore;
use serde::{Deserialize, Serialize};

use crate::child;

const KILLS: usize = 40;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Notes {
    count: u32,
    /// As many letters as `count` says, over a few pages, so that a torn write would show.
    padding: String,
}

fn notes(count: u32) -> Notes {
    Notes { count, padding: "x".repeat(count as usize % 20_000) }
}

#[test]
fn child_writer() {
    let Some(root) = child::root() else { return };
    let store = UserStore::open(&Directories::under(&root));
    let first = store.load_document::<Notes>("incident").0.map_or(0, |notes| notes.count);
    for count in first + 1.. {
        // Steps of a thousand: long and short files follow each other.
        store.save_document("incident", &notes(count * 1009)).expect("saved");
        store.save_document("incident", &notes(count)).expect("saved");
        println!("saved {count}");
        std::io::stdout().flush().expect("flushed");
    }
}

#[test]
fn a_killed_process_never_loses_what_it_said_was_saved() {
    let root = tempfile::tempdir().expect("folder");
    let store = UserStore::open(&Directories::under(root.path()));
    let mut newest = 0;
    for round in 0..KILLS {
        let mut writer = child::command("killed::child_writer", root.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("child");
        let mut lines = BufReader::new(writer.stdout.take().expect("stdout")).lines();
        // Kill after a different number of saves each time, then read what was said until death.
        let mut seen = 0;
        for line in lines.by_ref() {
            if let Some(count) = saved(&line.expect("line")) {
                newest = count;
                seen += 1;
                if seen > round % 7 {
                    break;
                }
            }
        }
        writer.kill().expect("killed");
        newest = lines.map_while(Result::ok).filter_map(|line| saved(&line)).last().unwrap_or(newest);
        writer.wait().expect("gone");

        let (read, notices) = store.load_document::<Notes>("incident");
        assert_eq!(notices, [], "round {round}");
        let read = read.expect("notes are there");
        assert_eq!(read, notes(read.count), "round {round}: torn");
        let allowed = [newest, (newest + 1) * 1009, newest + 1];
        assert!(allowed.contains(&read.count), "round {round}: {} after {newest}", read.count);
        // Go on from a small number, whichever it was.
        store.save_document("incident", &notes(newest)).expect("saved");
    }
}

fn saved(line: &str) -> Option<u32> {
    // The test harness may write the test's own name in front of the first line.
    line.split_once("saved ").and_then(|(_, count)| count.trim().parse().ok())
}
