//! Names chosen to confuse, and far too many of them.

use std::time::{Duration, Instant};

use kyukyubako::core::detection::hostile_text::{SHOWN_MAX_CHARS, is_invisible};
use kyukyubako::core::detection::rules::EVIDENCE_MAX_PER_KIND;
use kyukyubako::core::detection::snapshot::{Os, ProcessRecord, Snapshot};
use kyukyubako::core::detection::{Level, snapshot::ConnectionRecord};

use crate::{finding, judge};

fn named(pid: u32, name: String) -> ProcessRecord {
    ProcessRecord {
        pid: Some(pid),
        exe: Some(format!("C:\\x\\{name}")),
        name: Some(name),
        ..ProcessRecord::default()
    }
}

#[test]
fn thousands_of_long_and_reversed_names_are_judged_quickly_and_shown_safely() {
    let mut processes: Vec<_> =
        (0..5000).map(|pid| named(pid + 10, format!("{}{pid}.exe", "a".repeat(4096)))).collect();
    processes
        .extend((0..3000).map(|n| named(n + 9000, format!("Support-LogMeInRescue\u{202e}{n}\u{7}.exe"))));
    processes.push(named(20_000, "LMI_\u{200b}Rescue\u{2066}RC.exe".into()));
    let snapshot = Snapshot { os: Os::Windows, processes, ..Snapshot::default() };
    let start = Instant::now();
    let assessment = judge(&snapshot);
    // Takes about a second unoptimised on a quiet machine; this bound only catches growth with the square.
    assert!(start.elapsed() < Duration::from_secs(30), "took {:?}", start.elapsed());
    let rescue = finding(&assessment, "logmein-rescue").unwrap();
    assert_eq!((rescue.level, rescue.pids.len()), (Level::Live, 3001));
    assert!(
        rescue.evidence.iter().any(|evidence| evidence.detail == "LMI_RescueRC.exe"),
        "{:?}",
        rescue.evidence
    );
    assert!(rescue.evidence.len() <= 14 * EVIDENCE_MAX_PER_KIND);
    for evidence in &rescue.evidence {
        assert!(!evidence.detail.chars().any(is_invisible), "{evidence:?}");
        assert!(evidence.detail.chars().count() <= SHOWN_MAX_CHARS);
    }
}

#[test]
fn a_generic_name_needs_a_second_signal() {
    let mut process = named(10, "connect.exe".into());
    let judge_one = |process: &ProcessRecord| {
        judge(&Snapshot { os: Os::Windows, processes: vec![process.clone()], ..Snapshot::default() })
    };
    assert_eq!(judge_one(&process).level, Level::Clear);
    process.signer = Some("ZOHO Corporation Private Limited".into());
    assert_eq!(judge_one(&process).level, Level::Clear, "an unverified signature is none");
    process.signature_valid = Some(true);
    assert_eq!(judge_one(&process).findings.first().map(|f| f.tool.as_str()), Some("zoho-assist"));
}

#[test]
fn arguments_are_not_names_and_idle_chatter_is_not_a_session() {
    let mut process = named(10, "notepad.exe".into());
    process.args = vec!["notepad.exe".into(), "LMI_Rescue.exe".into(), "--cm".into()];
    let idle = named(11, "AnyDesk.exe".into());
    let connections = vec![ConnectionRecord {
        pid: Some(11),
        local: Some("192.0.2.1:7070".into()),
        remote: Some("198.51.100.1:443".into()),
        state: Some("established".into()),
        ..ConnectionRecord::default()
    }];
    let snapshot =
        Snapshot { os: Os::Windows, processes: vec![process, idle], connections, ..Snapshot::default() };
    assert_eq!(judge(&snapshot).level, Level::Leftover);
}
