//! When a running tool counts as just started, and what the caregiver may allow.

use kyukyubako::core::Timestamp;
use kyukyubako::core::detection::Level::{Leftover, Likely, Live};
use kyukyubako::core::detection::allow_list::{AllowEntry, AllowList};
use kyukyubako::core::detection::rules::assess;
use kyukyubako::core::detection::snapshot::{Os, ProcessRecord, Snapshot};

use crate::{catalogue, judge};

const MINUTE: i64 = 60_000;
const BOOT: Timestamp = Timestamp(1_700_000_000_000);

fn process(pid: u32, parent: u32, name: &str, minutes_after_boot: i64) -> ProcessRecord {
    ProcessRecord {
        pid: Some(pid),
        parent: Some(parent),
        name: Some(name.into()),
        started_at: Some(BOOT.plus_millis(minutes_after_boot * MINUTE)),
        ..ProcessRecord::default()
    }
}

fn windows(taken_minutes_after_boot: i64, processes: Vec<ProcessRecord>) -> Snapshot {
    let taken_at = Some(BOOT.plus_millis(taken_minutes_after_boot * MINUTE));
    Snapshot { os: Os::Windows, taken_at, boot_at: Some(BOOT), processes, ..Snapshot::default() }
}

#[test]
fn only_a_start_by_a_person_within_the_hour_is_recent() {
    for (what, taken, processes, expected) in [
        ("by hand", 40, vec![process(9, 8, "AnyDesk.exe", 30)], Likely),
        ("59 minutes ago", 89, vec![process(9, 8, "AnyDesk.exe", 30)], Likely),
        ("61 minutes ago", 91, vec![process(9, 8, "AnyDesk.exe", 30)], Leftover),
        ("with the system", 10, vec![process(9, 8, "AnyDesk.exe", 1)], Leftover),
        (
            "by the service manager",
            40,
            vec![process(7, 1, "services.exe", 0), process(9, 7, "AnyDesk.exe", 30)],
            Leftover,
        ),
        (
            "by its own service",
            40,
            vec![
                process(7, 1, "services.exe", 0),
                process(8, 7, "TeamViewer_Service.exe", 1),
                process(9, 8, "TeamViewer.exe", 30),
            ],
            Leftover,
        ),
        (
            "with the desktop",
            40,
            vec![process(7, 6, "explorer.exe", 29), process(9, 7, "AnyDesk.exe", 30)],
            Leftover,
        ),
        (
            "from the desktop",
            40,
            vec![process(7, 6, "explorer.exe", 1), process(9, 7, "AnyDesk.exe", 30)],
            Likely,
        ),
        (
            "a service manager's id was given to a younger program",
            40,
            vec![process(8, 1, "services.exe", 35), process(9, 8, "AnyDesk.exe", 30)],
            Likely,
        ),
        (
            "a ring of parents",
            40,
            vec![process(8, 9, "AnyDesk.exe", 30), process(9, 8, "AnyDesk.exe", 30)],
            Likely,
        ),
    ] {
        let level = judge(&windows(taken, processes)).level;
        assert_eq!(level, expected, "{what}");
    }
}

#[test]
fn a_tool_is_allowed_only_with_a_valid_signature_and_until_the_date() {
    let catalogue = catalogue();
    let mut signed = process(9, 8, "TeamViewer_Desktop.exe", 30);
    signed.signer = Some("TeamViewer Germany GmbH".into());
    signed.signature_valid = Some(true);
    let unsigned = ProcessRecord { pid: Some(10), signature_valid: None, ..signed.clone() };
    let entry = |until| AllowList {
        entries: vec![AllowEntry {
            tool: "teamviewer".into(),
            signer: "TeamViewer Germany GmbH".into(),
            until: BOOT.plus_millis(until * MINUTE),
            helping: false,
        }],
    };
    for (what, processes, until, allowed) in [
        ("signed", vec![signed.clone()], 60, true),
        ("signed, date over", vec![signed.clone()], 40, false),
        ("a copy beside it", vec![signed, unsigned.clone()], 60, false),
        ("a name alone", vec![unsigned], 60, false),
    ] {
        let snapshot = windows(40, processes);
        let assessment = assess(&snapshot, &catalogue, &entry(until), snapshot.taken_at);
        assert_eq!(
            assessment.findings.first().map(|f| (f.allowed, f.level)),
            Some((allowed, Live)),
            "{what}"
        );
        assert_eq!(assessment.level == Live, !allowed, "{what}");
        let without_clock = assess(&snapshot, &catalogue, &entry(until), None);
        assert_eq!(without_clock.level, Live, "{what}: no clock, nothing allowed");
    }
}
