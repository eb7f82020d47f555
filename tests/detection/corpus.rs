//! Snapshots of whole PCs, each with the level and the findings it must give.

use std::collections::BTreeMap;
use std::path::Path;

use kyukyubako::core::detection::Level::{self, Clear, Leftover, Likely, Live};
use kyukyubako::core::detection::snapshot::Snapshot;

use crate::judge;

/// A snapshot's name, the level of the PC, and the level of each tool found.
type Expectation = (&'static str, Level, &'static [(&'static str, Level)]);

const EXPECTED: &[Expectation] = &[
    ("rescue-waiting", Live, &[("logmein-rescue", Live)]),
    ("rescue-controlled", Live, &[("logmein-rescue", Live)]),
    ("rescue-on-hold-for-days", Live, &[("logmein-rescue", Live)]),
    ("rescue-as-service-without-paths", Live, &[("logmein-rescue", Live)]),
    ("rescue-downloaded-only", Leftover, &[("logmein-rescue", Leftover)]),
    ("rescue-calling-card-idle", Leftover, &[("logmein-rescue", Leftover)]),
    ("rescue-returns-after-restart", Leftover, &[("logmein-rescue", Leftover)]),
    ("rescue-renamed", Live, &[("logmein-rescue", Live)]),
    ("goto-meeting-same-signer", Clear, &[]),
    (
        "hosts-idle-after-boot",
        Leftover,
        &[("anydesk", Leftover), ("chrome-remote-desktop", Leftover), ("teamviewer", Leftover)],
    ),
    ("anydesk-started-by-hand", Likely, &[("anydesk", Likely)]),
    ("anydesk-without-a-clock", Leftover, &[("anydesk", Leftover)]),
    ("anydesk-installed-just-now-as-service", Likely, &[("anydesk", Likely)]),
    (
        "session-markers",
        Live,
        &[
            ("anydesk", Live),
            ("chrome-remote-desktop", Live),
            ("quick-assist", Live),
            ("rustdesk", Live),
            ("teamviewer", Live),
            ("ultraviewer", Live),
        ],
    ),
    ("home-pc-in-japan", Clear, &[]),
    ("developer-pc", Clear, &[]),
    ("linux-x11vnc-idle", Likely, &[("x11vnc", Likely)]),
    ("linux-x11vnc-connected", Live, &[("x11vnc", Live)]),
    ("linux-xrdp-daemon-restarted", Leftover, &[("xrdp", Leftover)]),
    ("linux-rescue-under-wine", Live, &[("logmein-rescue", Live)]),
];

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/detection/snapshots")
}

#[test]
fn every_pc_of_the_corpus_is_judged_as_expected() {
    for (name, level, findings) in EXPECTED {
        let bytes = std::fs::read(folder().join(format!("{name}.json"))).unwrap();
        let assessment = judge(&Snapshot::decode(&bytes).unwrap());
        let found: BTreeMap<&str, Level> =
            assessment.findings.iter().map(|finding| (finding.tool.as_str(), finding.level)).collect();
        assert_eq!(found, findings.iter().copied().collect(), "{name}: {assessment:#?}");
        assert_eq!(assessment.level, *level, "{name}");
        assert!(assessment.findings.iter().all(|finding| !finding.evidence.is_empty()), "{name}");
    }
}

#[test]
fn no_snapshot_lies_unused() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.strip_suffix(".json").unwrap();
        assert!(EXPECTED.iter().any(|(expected, ..)| *expected == stem), "{name} has no expectation");
    }
}
