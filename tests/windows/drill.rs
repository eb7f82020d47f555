//! The process that ends a drill, as the program starts it.

use std::io::{BufRead as _, BufReader};
use std::os::windows::process::CommandExt as _;
use std::process::{Command, Stdio};

use kyukyubako::core::Timestamp;
use kyukyubako::core::network::journal::{Change, Journal};
use kyukyubako::platform::network::LinePaths;
use kyukyubako::platform::network::journal_store::{JournalStore, Stored};

/// Without a console, in a group of its own.
const DETACHED: u32 = 0x0000_0008 | 0x0000_0200;

/// What is on record after whoever began the drill of `journal` is gone.
fn left_of(journal: &Journal) -> Stored {
    let paths = LinePaths::of_this_process();
    let store = JournalStore::new(paths.journal, paths.journal_copy);
    // How often it was written is the store's own affair.
    let load = || match store.load() {
        Stored::Whole(found) => Stored::Whole(Journal { generation: journal.generation, ..found }),
        other => other,
    };
    store.save(journal).unwrap();
    let program = super::restore_program_built().with_file_name("kyukyubako.exe");
    let mut child = Command::new(program)
        .arg("drill-end")
        .creation_flags(DETACHED)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said.trim_end(), "ready");
    assert_eq!(load(), Stored::Whole(journal.clone()), "nothing is done before its time");
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    let left = load();
    store.remove().unwrap();
    left
}

#[test]
fn it_ends_a_drill_and_neither_a_cut_nor_what_only_calls_itself_one() {
    if !super::under_wine() {
        println!("skipped: writes where a cut is recorded");
        return;
    }
    let cut = Journal::new(Timestamp(1_700_000_000_000));
    let drill = Journal { drill_until: Some(Timestamp(1_700_000_060_000)), ..cut.clone() };
    assert_eq!(left_of(&drill), Stored::Absent);
    assert_eq!(left_of(&cut), Stored::Whole(cut.clone()));
    // Filters are taken back with an administrator's consent, whoever writes "drill" beside them.
    let planted = Journal { changes: vec![Change::FiltersSet], ..drill };
    assert_eq!(left_of(&planted), Stored::Whole(planted.clone()));
}
