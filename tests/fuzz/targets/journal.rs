//! Any text as a journal, with a checksum that fits: what is read is written and read again as the same, and a
//! cut on top of it loses nothing.
#![no_main]
#![allow(dead_code, unused_imports, reason = "the modules serve the product as well")]

#[path = "line.rs"]
mod core;

use crate::core::network::journal::{Change, Journal};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = Journal::decode(text);
    let body = text.trim_end_matches('\n');
    let sum = crc32fast::hash(body.as_bytes());
    let Ok(mut journal) = Journal::decode(&format!("crc32 {sum:08x}\n{body}\n")) else { return };
    let written = journal.encode().expect("what was read can be written");
    assert_eq!(Journal::decode(&written).as_ref(), Ok(&journal));
    for gateway in &journal.before.gateways {
        assert!(!gateway.is_loopback() && !gateway.is_unspecified() && !gateway.is_multicast());
    }
    let known = journal.changes.len();
    let again = journal.changes.clone();
    journal.extend(&again);
    assert_eq!(journal.changes.len(), known, "the same changes are no new ones");
    journal.extend(&[Change::FiltersSet]);
    assert!(journal.changes.iter().any(|change| change.same_target(&Change::FiltersSet)));
    assert!(journal.changes.len() <= known + 1);
});
