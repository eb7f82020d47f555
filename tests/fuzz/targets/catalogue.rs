//! Any text as a catalogue: read, and a real snapshot judged by it.
#![no_main]
#![allow(dead_code, unused_imports, reason = "the modules serve the product as well")]

mod content;
mod core;

use std::sync::LazyLock;

use crate::content::catalogue::{FILES, parse};
use crate::core::detection::redaction::{Who, redact};
use crate::core::detection::rules::assess;
use crate::core::detection::snapshot::Snapshot;
use libfuzzer_sys::fuzz_target;

static SNAPSHOT: LazyLock<Snapshot> = LazyLock::new(|| {
    Snapshot::decode(include_bytes!("../../detection/snapshots/rescue-controlled.json")).expect("a snapshot")
});

fuzz_target!(|text: &str| {
    // With programs of the operating system of its own, or with the product's.
    let own = parse(&[("fuzz.toml", text)]);
    let Ok(catalogue) = own.or_else(|_| parse(&[FILES[0], ("fuzz.toml", text)])) else { return };
    let before = assess(&SNAPSHOT, &catalogue, &Default::default(), SNAPSHOT.taken_at);
    let mut snapshot = SNAPSHOT.clone();
    redact(&mut snapshot, &Who::default(), &catalogue);
    assert_eq!(assess(&snapshot, &catalogue, &Default::default(), snapshot.taken_at).level, before.level);
});
