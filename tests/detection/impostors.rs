//! Names and places that a stranger can give, and what they must not calm.

use kyukyubako::core::Timestamp;
use kyukyubako::core::detection::Level::{Clear, Leftover, Likely, Live};
use kyukyubako::core::detection::allow_list::{AllowEntry, AllowList};
use kyukyubako::core::detection::rules::assess;
use kyukyubako::core::detection::snapshot::{AutostartRecord, ConnectionRecord, Os, ProcessRecord, Snapshot};
use kyukyubako::core::detection::{EvidenceKind, Level};

use crate::{catalogue, finding, judge};

const MINUTE: i64 = 60_000;
const BOOT: Timestamp = Timestamp(1_700_000_000_000);
const INSTALLED: &str = r"C:\Program Files (x86)\AnyDesk\AnyDesk.exe";

/// A PC ten hours after its start, `minutes` after which each of `processes` began.
fn pc(processes: Vec<ProcessRecord>) -> Snapshot {
    Snapshot {
        os: Os::Windows,
        taken_at: Some(BOOT.plus_millis(600 * MINUTE)),
        boot_at: Some(BOOT),
        processes,
        ..Snapshot::default()
    }
}

fn program(pid: u32, parent: u32, exe: &str, minutes: i64) -> ProcessRecord {
    ProcessRecord {
        pid: Some(pid),
        parent: Some(parent),
        name: exe.rsplit('\\').next().map(str::to_owned),
        exe: Some(exe.into()),
        started_at: Some(BOOT.plus_millis(minutes * MINUTE)),
        session_id: Some(1),
        ..ProcessRecord::default()
    }
}

fn in_session(session: u32, record: ProcessRecord) -> ProcessRecord {
    ProcessRecord { session_id: Some(session), ..record }
}

#[test]
fn only_the_systems_own_programs_explain_a_start() {
    let manager = r"C:\Windows\System32\services.exe";
    let task = r"C:\Windows\System32\svchost.exe";
    let shell = r"C:\Windows\explorer.exe";
    let temp = r"C:\Users\taro\Documents\services.exe";
    for (what, processes, level) in [
        (
            "the service manager",
            vec![in_session(0, program(4, 1, manager, 0)), program(9, 4, INSTALLED, 590)],
            Leftover,
        ),
        (
            "the task scheduler",
            vec![in_session(0, program(4, 1, task, 0)), program(9, 4, INSTALLED, 590)],
            Leftover,
        ),
        (
            "a copy of the name",
            vec![in_session(0, program(4, 1, temp, 0)), program(9, 4, INSTALLED, 590)],
            Likely,
        ),
        (
            "a service of this user as borrowed parent",
            vec![program(4, 1, task, 0), program(9, 4, INSTALLED, 590)],
            Likely,
        ),
        ("the desktop", vec![program(4, 1, shell, 589), program(9, 4, INSTALLED, 590)], Leftover),
        (
            "a second window of the desktop",
            vec![program(3, 1, shell, 1), program(4, 1, shell, 589), program(9, 4, INSTALLED, 590)],
            Likely,
        ),
        (
            "a copy called like the desktop",
            vec![program(4, 1, r"D:\x\explorer.exe", 589), program(9, 4, INSTALLED, 590)],
            Likely,
        ),
        (
            "another user's desktop",
            vec![in_session(2, program(4, 1, shell, 589)), program(9, 8, INSTALLED, 590)],
            Likely,
        ),
    ] {
        assert_eq!(judge(&pc(processes)).level, level, "{what}");
    }
}

#[test]
fn what_is_listed_to_start_by_itself_has_ten_minutes_on_an_old_disk() {
    let shell = program(4, 1, r"C:\Windows\explorer.exe", 570);
    for (minutes, command, level) in [
        (7, Some(format!("\"{INSTALLED}\" --control")), Leftover),
        (7, Some(format!("\"{}\"", INSTALLED.to_uppercase())), Leftover),
        (11, Some(format!("\"{INSTALLED}\" --control")), Likely),
        (7, Some(r"C:\other\AnyDesk.exe".to_owned()), Likely),
        (7, None, Likely),
    ] {
        let autostarts = command
            .iter()
            .map(|c| AutostartRecord { command: Some(c.clone()), ..Default::default() })
            .collect();
        let processes = vec![shell.clone(), program(9, 4, INSTALLED, 570 + minutes)];
        let snapshot = Snapshot { autostarts, ..pc(processes) };
        assert_eq!(judge(&snapshot).level, level, "{minutes} minutes, {command:?}");
    }
}

#[test]
fn an_idle_name_calms_nothing_that_has_another_signal() {
    let card = r"C:\Program Files (x86)\LogMeIn Rescue Calling Card\abc123\CallingCard.exe";
    let rescue = |exe: &str, original: Option<&str>| ProcessRecord {
        company: Some("LogMeIn, Inc.".into()),
        product: Some("LogMeIn Rescue".into()),
        original_filename: original.map(str::to_owned),
        ..program(9, 8, exe, 1)
    };
    for (what, record, level) in [
        ("Calling Card", rescue(card, Some("CallingCard.exe")), Leftover),
        ("Calling Card, nothing said", program(9, 8, card, 1), Leftover),
        ("an applet under that name", rescue(r"C:\x\CallingCard.exe", Some("LMI_Rescue.exe")), Live),
        ("another original name", rescue(r"C:\x\CallingCard.exe", Some("photos.exe")), Live),
        (
            "in the applet's folder",
            program(9, 8, r"C:\Users\t\AppData\Local\LogMeIn Rescue Applet\LMIR1.tmp\CallingCard.exe", 1),
            Live,
        ),
        ("from the downloads", program(9, 8, r"C:\Users\t\Downloads\CallingCard.exe", 1), Likely),
    ] {
        assert_eq!(judge(&pc(vec![record])).level, level, "{what}");
    }
}

#[test]
fn what_a_person_started_and_is_connected_stays_likely_for_hours() {
    let connected = |remote: &str, state: &str| ConnectionRecord {
        pid: Some(9),
        proto: Some("tcp".into()),
        local: Some("192.0.2.5:50111".into()),
        remote: Some(remote.into()),
        state: Some(state.into()),
    };
    let by_hand = || vec![program(9, 8, INSTALLED, 300)];
    let by_service = || {
        vec![
            in_session(0, program(8, 1, r"C:\Windows\System32\services.exe", 0)),
            program(9, 8, INSTALLED, 1),
        ]
    };
    for (what, processes, connection, level) in [
        ("by hand, five hours ago", by_hand(), connected("198.51.100.7:443", "established"), Likely),
        ("only to itself", by_hand(), connected("127.0.0.1:443", "established"), Leftover),
        ("only to itself, mapped", by_hand(), connected("[::ffff:127.0.0.1]:443", "established"), Leftover),
        ("waiting", by_hand(), connected("0.0.0.0:0", "listen"), Leftover),
        ("not an address", by_hand(), connected("somewhere", "established"), Leftover),
        ("by its service", by_service(), connected("198.51.100.7:443", "established"), Leftover),
    ] {
        let snapshot = Snapshot { connections: vec![connection], ..pc(processes) };
        let assessment = judge(&snapshot);
        assert_eq!(assessment.level, level, "{what}");
        let says = assessment.findings[0].evidence.iter().any(|e| e.kind == EvidenceKind::Traffic);
        assert_eq!(says, level == Likely, "{what}");
    }
}

#[test]
fn the_familys_tool_is_not_allowed_from_elsewhere_beside_another_or_with_tied_hands() {
    let signed = |record: ProcessRecord| ProcessRecord {
        signer: Some("AnyDesk Software GmbH".into()),
        signature_valid: Some(true),
        ..record
    };
    let allowed = AllowList {
        entries: vec![AllowEntry {
            tool: "anydesk".into(),
            signer: "AnyDesk Software GmbH".into(),
            until: BOOT.plus_millis(100 * 24 * 60 * MINUTE),
            helping: false,
        }],
    };
    let familiar = signed(program(9, 8, INSTALLED, 590));
    let level =
        |snapshot: &Snapshot| -> Level { assess(snapshot, &catalogue(), &allowed, snapshot.taken_at).level };
    let quiet = pc(vec![familiar.clone()]);
    assert_eq!(level(&quiet), Clear, "{:#?}", finding(&judge(&quiet), "anydesk"));
    assert_eq!(level(&pc(vec![signed(program(9, 8, r"C:\Users\t\Downloads\AnyDesk.exe", 590))])), Likely);
    let other = program(10, 8, r"C:\Program Files\TeamViewer\TeamViewer.exe", 595);
    assert_eq!(level(&pc(vec![familiar.clone(), other])), Likely);
    for (policy, expected) in [("DisableTaskMgr", Likely), ("NoRun", Clear)] {
        let tied = Snapshot { restrictions: vec![policy.into()], ..pc(vec![familiar.clone()]) };
        assert_eq!(level(&tied), expected, "{policy}");
    }
}

#[test]
fn a_relative_who_helps_brings_the_tool_along_and_nothing_else_is_forgiven() {
    let signed = |exe| ProcessRecord {
        signer: Some("AnyDesk Software GmbH".into()),
        signature_valid: Some(true),
        ..program(9, 8, exe, 590)
    };
    let downloaded = signed(r"C:\Users\t\Downloads\AnyDesk.exe");
    let level = |snapshot: &Snapshot, minutes| -> Level {
        let taken = snapshot.taken_at.unwrap();
        let entry = AllowEntry {
            tool: "anydesk".into(),
            signer: "AnyDesk Software GmbH".into(),
            until: taken.plus_millis(minutes * MINUTE),
            helping: true,
        };
        assess(snapshot, &catalogue(), &AllowList { entries: vec![entry] }, Some(taken)).level
    };
    let alone = pc(vec![downloaded.clone()]);
    assert_eq!(level(&alone, 90), Clear, "{:#?}", finding(&judge(&alone), "anydesk"));
    assert_eq!(level(&pc(vec![signed(INSTALLED)]), 90), Clear);
    assert_eq!(level(&alone, 0), Likely, "over");
    assert_eq!(level(&alone, 121), Likely, "longer than anybody may help");
    let unsigned = ProcessRecord { signature_valid: None, ..downloaded.clone() };
    assert_eq!(level(&pc(vec![unsigned]), 90), Likely);
    let other = program(10, 8, r"C:\Program Files\TeamViewer\TeamViewer.exe", 595);
    assert_eq!(level(&pc(vec![downloaded.clone(), other]), 90), Likely);
    let tied = Snapshot { restrictions: vec!["DisableTaskMgr".into()], ..pc(vec![downloaded]) };
    assert_eq!(level(&tied, 90), Likely);
}

#[test]
fn a_clock_that_was_wrong_makes_nothing_recent() {
    let day = 24 * 60;
    assert_eq!(judge(&pc(vec![program(9, 8, INSTALLED, 600 + day / 2)])).level, Likely, "zones and drift");
    assert_eq!(judge(&pc(vec![program(9, 8, INSTALLED, 600 + 2 * day)])).level, Leftover);
}

#[test]
fn only_a_renamed_program_is_called_renamed() {
    let original = |exe: &str| {
        let record =
            ProcessRecord { original_filename: Some("LMI_Rescue.exe".into()), ..program(9, 8, exe, 1) };
        let assessment = judge(&pc(vec![record]));
        assert_eq!(assessment.level, Live, "{exe}");
        let renamed = |e: &kyukyubako::core::detection::Evidence| e.kind == EvidenceKind::OriginalFilename;
        assessment.findings[0].evidence.iter().any(renamed)
    };
    assert!(!original(r"C:\x\LMI_Rescue.exe") && !original(r"C:\x\lmi_rescue.EXE"));
    assert!(original(r"C:\x\photos.exe"));
}
