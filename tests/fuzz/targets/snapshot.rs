//! Any bytes as a snapshot: read, judged, taken out of whose PC it is, written, read again.
#![no_main]
#![allow(dead_code, unused_imports, reason = "the modules serve the product as well")]

mod content;
mod core;

use std::sync::LazyLock;

use crate::core::detection::catalogue::Catalogue;
use crate::core::detection::hostile_text::is_invisible;
use crate::core::detection::redaction::{Who, redact};
use crate::core::detection::rules::assess;
use crate::core::detection::snapshot::Snapshot;
use libfuzzer_sys::fuzz_target;

static CATALOGUE: LazyLock<Catalogue> =
    LazyLock::new(|| content::catalogue::builtin().expect("the compiled-in catalogue is sound"));

fuzz_target!(|bytes: &[u8]| {
    let Ok(mut snapshot) = Snapshot::decode(bytes) else { return };
    let judge = |snapshot: &Snapshot| assess(snapshot, &CATALOGUE, &Default::default(), snapshot.taken_at);
    let before = judge(&snapshot);
    for evidence in before.findings.iter().flat_map(|finding| &finding.evidence) {
        assert!(!evidence.detail.chars().any(is_invisible));
    }
    let written = snapshot.encode().expect("what was read can be written");
    assert_eq!(Snapshot::decode(&written).as_ref(), Ok(&snapshot));

    let who = Who {
        users: ["taro", "anydesk", "\u{592a}\u{90ce}"].map(str::to_owned).into(),
        full_names: vec![("taro".into(), "Taro Connect".into())],
        homes: vec!["C:\\Users\\taro".into(), "/home/taro".into(), "\\\\server\\people\\taro".into()],
        hosts: vec!["LMI-RESCUE".into()],
    };
    redact(&mut snapshot, &who, &CATALOGUE);
    let shorter = judge(&snapshot);
    // Two spellings of one folder may become one; nothing may become less serious.
    assert!(shorter.level >= before.level);
    let redacted = snapshot.encode().expect("what was redacted can be written");
    assert!(redacted.len() <= written.len() * 3 + 100, "{} of {}", redacted.len(), written.len());
    assert_eq!(Snapshot::decode(&redacted).as_ref(), Ok(&snapshot));
    let once = snapshot.clone();
    redact(&mut snapshot, &who, &CATALOGUE);
    assert_eq!(snapshot, once);
});
