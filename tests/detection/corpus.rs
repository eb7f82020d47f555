//! Snapshots of whole PCs, each with the level and the findings it must give.

use std::collections::BTreeMap;
use std::path::Path;

use kyukyubako::core::detection::Level::{self, Clear, Leftover, Likely, Live};
use kyukyubako::core::detection::snapshot::{ProcessRecord, Snapshot};
use kyukyubako::core::detection::{Assessment, EvidenceKind};

use crate::judge;

/// A snapshot's name, the level of the PC, and the level of each tool found.
type Expectation = (&'static str, Level, &'static [(&'static str, Level)]);

const EXPECTED: &[Expectation] = &[
    // LogMeIn Rescue in each of its states.
    ("rescue-waiting", Live, &[("logmein-rescue", Live)]),
    ("rescue-controlled", Live, &[("logmein-rescue", Live)]),
    ("rescue-controlled-with-theatre", Live, &[("logmein-rescue", Live)]),
    ("rescue-on-hold-for-days", Live, &[("logmein-rescue", Live)]),
    ("rescue-as-service-without-paths", Live, &[("logmein-rescue", Live)]),
    ("rescue-as-service-controlled", Live, &[("logmein-rescue", Live)]),
    ("rescue-bootstrap-just-started", Live, &[("logmein-rescue", Live)]),
    ("rescue-seen-by-its-pipes-only", Live, &[("logmein-rescue", Live)]),
    ("rescue-chat-seen-by-its-pipe-only", Live, &[("logmein-rescue", Live)]),
    ("rescue-stuck-at-every-start", Live, &[("logmein-rescue", Live)]),
    ("rescue-downloaded-only", Leftover, &[("logmein-rescue", Leftover)]),
    ("rescue-ended-download-remains", Leftover, &[("logmein-rescue", Leftover)]),
    ("rescue-calling-card-idle", Leftover, &[("logmein-rescue", Leftover)]),
    ("rescue-returns-after-restart", Leftover, &[("logmein-rescue", Leftover)]),
    ("rescue-renamed", Live, &[("logmein-rescue", Live)]),
    // Nobody knows whether the calling card opens this pipe by itself: better one alarm too many.
    ("rescue-calling-card-with-its-pipe", Live, &[("logmein-rescue", Live)]),
    // What exists only while somebody is connected, and what only serves that.
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
    (
        "session-markers-of-hosts",
        Live,
        &[
            ("chrome-remote-desktop", Live),
            ("goto-resolve", Live),
            ("hoptodesk", Live),
            ("remotely", Live),
            ("rudesktop", Live),
            ("rustdesk", Live),
            ("teamviewer", Live),
        ],
    ),
    (
        "attended-applets",
        Live,
        &[
            ("aeroadmin", Live),
            ("ammyy-admin", Live),
            ("gotohttp", Live),
            ("isl-online", Live),
            ("splashtop", Live),
            ("supremo", Live),
            ("windows-remote-assistance", Live),
            ("zoho-assist", Live),
        ],
    ),
    (
        "vnc-servers-connected",
        Live,
        &[("radmin", Live), ("realvnc", Live), ("tightvnc", Live), ("ultravnc", Live)],
    ),
    (
        "vnc-servers-idle",
        Leftover,
        &[("radmin", Leftover), ("realvnc", Leftover), ("tightvnc", Leftover), ("ultravnc", Leftover)],
    ),
    ("windows-remote-desktop-connected", Live, &[("windows-remote-desktop", Live)]),
    ("screenconnect-backstage", Live, &[("screenconnect", Live)]),
    ("brynhildr-connected", Live, &[("brynhildr", Live)]),
    (
        "applets-in-their-own-folders",
        Live,
        &[
            ("dwservice", Live),
            ("goto-resolve", Live),
            ("gotoassist", Live),
            ("simplehelp", Live),
            ("zoho-assist", Live),
        ],
    ),
    ("windows-remote-assistance-connected", Live, &[("windows-remote-assistance", Live)]),
    // Renamed, forged, or of a maker who signs other things.
    (
        "renamed-copies",
        Live,
        &[
            ("anydesk", Likely),
            ("hoptodesk", Likely),
            ("rustdesk", Live),
            ("screenconnect", Likely),
            ("supremo", Live),
            ("teamviewer", Live),
            ("ultraviewer", Live),
        ],
    ),
    ("forged-and-foreign-signatures", Clear, &[]),
    ("goto-meeting-same-signer", Clear, &[]),
    ("hamachi-same-signer", Clear, &[]),
    // Support that was asked for is remote control, too.
    ("japan-optim-support-running", Live, &[("optim-remote", Live)]),
    ("japan-docomo-support-running", Live, &[("docomo-remote-support", Live)]),
    ("japan-ntrsupport-running", Live, &[("ntrsupport", Live)]),
    ("japan-remotecall-running", Live, &[("remotecall", Live)]),
    ("japan-anysupport-beside-idle-remoteview", Live, &[("anysupport", Live), ("remoteview", Leftover)]),
    // Idle, and what raises it.
    (
        "hosts-idle-after-boot",
        Leftover,
        &[("anydesk", Leftover), ("chrome-remote-desktop", Leftover), ("teamviewer", Leftover)],
    ),
    ("anydesk-started-by-hand", Likely, &[("anydesk", Likely)]),
    ("screenconnect-old-install-idle", Leftover, &[("screenconnect", Leftover)]),
    ("screenconnect-helper-comes-to-old-install", Likely, &[("screenconnect", Likely)]),
    ("chrome-remote-desktop-page-open", Leftover, &[("chrome-remote-desktop", Leftover)]),
    (
        "agents-for-unattended-access-idle",
        Leftover,
        &[
            ("brynhildr", Leftover),
            ("goto-resolve", Leftover),
            ("gotoassist", Leftover),
            ("komari", Leftover),
            ("remotecall", Leftover),
            ("simplehelp", Leftover),
            ("thin-telework", Leftover),
            ("zoho-assist", Leftover),
        ],
    ),
    ("anydesk-without-a-clock", Leftover, &[("anydesk", Leftover)]),
    ("anydesk-installed-just-now-as-service", Likely, &[("anydesk", Likely)]),
    ("anydesk-runs-from-downloads-for-hours", Likely, &[("anydesk", Likely)]),
    ("teamviewer-unpacked-for-one-session", Live, &[("teamviewer", Live)]),
    ("two-tools-within-minutes-hours-ago", Likely, &[("anydesk", Likely), ("teamviewer", Likely)]),
    ("anydesk-idle-and-task-manager-forbidden", Likely, &[("anydesk", Likely)]),
    ("task-manager-forbidden-alone", Clear, &[]),
    ("theatre-alone", Clear, &[]),
    // Ordinary PCs.
    ("home-pc-in-japan", Clear, &[]),
    ("developer-pc", Clear, &[]),
    ("developer-pc-windows", Clear, &[]),
    ("linux-desktop", Clear, &[]),
    ("ivanti-vpn", Clear, &[]),
    ("helpers-side-programs", Clear, &[]),
    ("namesakes-and-other-programs-of-makers", Clear, &[]),
    (
        "office-pc-agents-idle",
        Leftover,
        &[
            ("connectwise-automate", Leftover),
            ("manageengine", Leftover),
            ("ninjaone", Leftover),
            ("screenconnect", Leftover),
        ],
    ),
    // Linux.
    ("linux-x11vnc-idle", Likely, &[("x11vnc", Likely)]),
    ("linux-x11vnc-connected", Live, &[("x11vnc", Live)]),
    ("linux-gnome-remote-desktop-idle", Leftover, &[("gnome-remote-desktop", Leftover)]),
    ("linux-gnome-remote-desktop-connected", Live, &[("gnome-remote-desktop", Live)]),
    ("linux-remote-desktop-login", Live, &[("linux-remote-login", Live)]),
    ("linux-xrdp-daemon-restarted", Leftover, &[("xrdp", Leftover)]),
    ("linux-rescue-under-wine", Live, &[("logmein-rescue", Live)]),
];

/// Fewest processes of the Japanese home PC.
const HOME_PROCESSES: usize = 250;

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/detection/snapshots")
}

fn read(name: &str) -> Snapshot {
    let bytes = std::fs::read(folder().join(format!("{name}.json"))).unwrap();
    Snapshot::decode(&bytes).unwrap()
}

#[test]
fn every_pc_of_the_corpus_is_judged_as_expected() {
    for (name, level, findings) in EXPECTED {
        let assessment = judge(&read(name));
        let found: BTreeMap<&str, Level> =
            assessment.findings.iter().map(|finding| (finding.tool.as_str(), finding.level)).collect();
        assert_eq!(found, findings.iter().copied().collect(), "{name}: {assessment:#?}");
        assert_eq!(assessment.level, *level, "{name}");
        assert!(assessment.findings.iter().all(|finding| !finding.evidence.is_empty()), "{name}");
    }
}

/// The evidence of `kind` in the only finding of `name`.
fn evidence(name: &str, kind: EvidenceKind) -> Vec<String> {
    let assessment = judge(&read(name));
    assert_eq!(assessment.findings.len(), 1, "{name}: {assessment:#?}");
    let finding = assessment.findings.first().unwrap();
    let of_kind = finding.evidence.iter().filter(|evidence| evidence.kind == kind);
    of_kind.map(|evidence| evidence.detail.clone()).collect()
}

#[test]
fn ordinary_pcs_raise_no_alarm() {
    let (mut processes, mut alarms) = (0, 0);
    for (name, ..) in EXPECTED.iter().filter(|(_, level, _)| *level == Clear) {
        let snapshot = read(name);
        processes += snapshot.processes.len();
        alarms += judge(&snapshot).findings.len();
    }
    eprintln!("false alarms {alarms} over {processes} benign processes");
    assert_eq!(alarms, 0);
    let home = read("home-pc-in-japan");
    assert!(home.processes.len() >= HOME_PROCESSES, "{}", home.processes.len());
    let described = home.processes.iter().filter(|process| process.company.is_some()).count();
    assert!(described * 10 >= home.processes.len() * 9, "only {described} with version information");
}

#[test]
fn an_ordinary_pc_hides_no_session() {
    let home = read("home-pc-in-japan");
    for name in ["rescue-controlled", "attended-applets", "renamed-copies"] {
        let visitor = read(name);
        let alone = judge(&visitor);
        let mut both = home.clone();
        // The ids of one PC are kept apart from the other's.
        both.processes.extend(visitor.processes.into_iter().map(|process| ProcessRecord {
            pid: process.pid.map(|pid| pid + 100_000),
            parent: process.parent.map(|pid| pid + 100_000),
            ..process
        }));
        both.pipes.extend(visitor.pipes);
        let found = judge(&both);
        assert_eq!(found.level, alone.level, "{name}");
        let tools = |assessment: &Assessment| -> Vec<String> {
            assessment.findings.iter().map(|finding| finding.tool.clone()).collect()
        };
        assert_eq!(tools(&found), tools(&alone), "{name}");
    }
}

#[test]
fn the_reasons_are_named() {
    assert_eq!(
        evidence("rescue-controlled-with-theatre", EvidenceKind::Theatre),
        ["event-viewer", "prefetch", "tree"]
    );
    assert_eq!(evidence("anydesk-runs-from-downloads-for-hours", EvidenceKind::FromDownloads).len(), 1);
    assert_eq!(
        evidence("anydesk-idle-and-task-manager-forbidden", EvidenceKind::Restriction),
        ["DisableTaskMgr"]
    );
    assert_eq!(evidence("windows-remote-desktop-connected", EvidenceKind::SystemSession), ["198.51.100.9"]);
    assert!(!evidence("rescue-seen-by-its-pipes-only", EvidenceKind::SessionMarker).is_empty());
}

#[test]
fn no_snapshot_lies_unused() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let stem = name.strip_suffix(".json").unwrap();
        assert!(EXPECTED.iter().any(|(expected, ..)| *expected == stem), "{name} has no expectation");
    }
}
