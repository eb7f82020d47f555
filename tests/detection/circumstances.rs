//! What raises a tool that is there anyway, and never alarms alone.

use kyukyubako::core::Timestamp;
use kyukyubako::core::detection::EvidenceKind::{
    self, FromDownloads, Restriction, SecondTool, SystemSession, Theatre,
};
use kyukyubako::core::detection::Level::{self, Clear, Leftover, Likely, Live};
use kyukyubako::core::detection::snapshot::{
    Os, ProcessRecord, RemoteSessionRecord, ServiceRecord, Snapshot,
};

use crate::{finding, judge};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const BOOT: Timestamp = Timestamp(1_700_000_000_000);

/// A PC that was started ten hours ago.
fn pc(processes: Vec<ProcessRecord>) -> Snapshot {
    Snapshot {
        os: Os::Windows,
        taken_at: Some(BOOT.plus_millis(10 * HOUR)),
        boot_at: Some(BOOT),
        processes,
        ..Snapshot::default()
    }
}

fn started(pid: u32, exe: &str, minutes_after_boot: i64) -> ProcessRecord {
    ProcessRecord {
        pid: Some(pid),
        name: exe.rsplit('\\').next().map(str::to_owned),
        exe: Some(exe.into()),
        started_at: Some(BOOT.plus_millis(minutes_after_boot * MINUTE)),
        ..ProcessRecord::default()
    }
}

fn called(pid: u32, exe: &str, args: &[&str]) -> ProcessRecord {
    ProcessRecord { args: args.iter().map(|arg| (*arg).into()).collect(), ..started(pid, exe, 300) }
}

/// Of `tool`: its level, and the evidence of `kind`.
fn seen(snapshot: &Snapshot, tool: &str, kind: EvidenceKind) -> (Level, Vec<String>) {
    let assessment = judge(snapshot);
    let Some(found) = finding(&assessment, tool) else { return (Clear, Vec::new()) };
    let of_kind = found.evidence.iter().filter(|evidence| evidence.kind == kind);
    (found.level, of_kind.map(|evidence| evidence.detail.clone()).collect())
}

const INSTALLED: &str = r"C:\Program Files (x86)\AnyDesk\AnyDesk.exe";
const DOWNLOADED: &str = r"C:\Users\hanako\Downloads\AnyDesk.exe";
const TEAMVIEWER: &str = r"C:\Program Files\TeamViewer\TeamViewer.exe";

#[test]
fn what_runs_from_where_downloads_lie_is_likely_however_long_ago_it_began() {
    for (exe, level) in [
        (INSTALLED, Leftover),
        (DOWNLOADED, Likely),
        (r"C:\Users\hanako\AppData\Local\Temp\7zS1\AnyDesk.exe", Likely),
        (r"c:/users/hanako/downloads/AnyDesk (1).exe", Likely),
        // Where the system's own services unpack their updates.
        (r"C:\Windows\Temp\AnyDesk.exe", Leftover),
    ] {
        let (found, why) = seen(&pc(vec![started(9, exe, 300)]), "anydesk", FromDownloads);
        assert_eq!(found, level, "{exe}");
        assert_eq!(why.len(), usize::from(level == Likely), "{exe}: {why:?}");
    }
    // Ordinary downloads are nobody's business.
    assert_eq!(judge(&pc(vec![started(9, r"C:\Users\hanako\Downloads\setup.exe", 599)])).level, Clear);
}

#[test]
fn two_tools_started_by_a_person_within_minutes_raise_each_other() {
    let pair = |a: i64, b: i64| pc(vec![started(8, INSTALLED, a), started(9, TEAMVIEWER, b)]);
    for (what, snapshot, level) in [
        ("four minutes apart", pair(300, 304), Likely),
        ("ten minutes apart", pair(310, 300), Likely),
        ("eleven minutes apart", pair(300, 311), Leftover),
        ("both with the system", pair(1, 2), Leftover),
        ("one with the system", pair(1, 5), Leftover),
        ("without a clock", Snapshot { taken_at: None, ..pair(300, 304) }, Leftover),
    ] {
        for (tool, other) in [("anydesk", "TeamViewer"), ("teamviewer", "AnyDesk")] {
            let (found, why) = seen(&snapshot, tool, SecondTool);
            assert_eq!(found, level, "{what}, {tool}");
            let expected = if level == Likely { vec![other.to_owned()] } else { Vec::new() };
            assert_eq!(why, expected, "{what}, {tool}");
        }
    }
    let twice = pc(vec![started(8, INSTALLED, 300), started(9, INSTALLED, 301)]);
    assert_eq!(seen(&twice, "anydesk", SecondTool), (Leftover, Vec::new()), "one tool twice");
}

#[test]
fn tied_hands_raise_a_running_tool_and_nothing_else() {
    let tied = |processes| Snapshot { restrictions: vec!["DisableTaskMgr".into()], ..pc(processes) };
    assert_eq!(judge(&tied(vec![])).level, Clear, "alone");
    let installed_only = Snapshot {
        services: vec![ServiceRecord { name: Some("AnyDesk".into()), ..ServiceRecord::default() }],
        ..tied(vec![])
    };
    assert_eq!(judge(&installed_only).level, Leftover, "installed, not running");
    let (level, why) = seen(&tied(vec![started(9, INSTALLED, 1)]), "anydesk", Restriction);
    assert_eq!((level, why), (Likely, vec!["DisableTaskMgr".to_owned()]));
    // What employers and kiosks set is told, and raises nothing.
    let set = Snapshot { restrictions: vec!["NoRun".into()], ..pc(vec![started(9, INSTALLED, 1)]) };
    assert_eq!(seen(&set, "anydesk", Restriction), (Leftover, vec!["NoRun".to_owned()]));
}

#[test]
fn what_is_only_shown_to_frighten_is_named_beside_a_session_and_nowhere_else() {
    let show = [
        called(20, r"C:\Windows\System32\cmd.exe", &["cmd.exe", "/k", "tree C:\\"]),
        called(21, r"C:\Windows\System32\tree.com", &["tree"]),
        called(22, r"C:\Windows\System32\mmc.exe", &["mmc.exe", r"C:\Windows\system32\eventvwr.msc", "/s"]),
        called(23, r"C:\Windows\System32\notepad.exe", &["notepad.exe", r"C:\Windows\Prefetch\CMD.EXE-1.pf"]),
    ];
    assert_eq!(judge(&pc(show.to_vec())).level, Clear, "alone");
    let beside = |exe: &str, minutes| {
        let mut processes = show.to_vec();
        processes.push(started(9, exe, minutes));
        pc(processes)
    };
    assert_eq!(seen(&beside(INSTALLED, 1), "anydesk", Theatre), (Leftover, vec![]), "beside an idle host");
    let (level, acts) = seen(&beside("C:\\x\\LMI_Rescue.exe", 300), "logmein-rescue", Theatre);
    assert_eq!(level, Live);
    assert_eq!(acts, ["event-viewer", "prefetch", "tree"]);
    let quiet = pc(vec![
        started(9, "C:\\x\\LMI_Rescue.exe", 300),
        called(20, r"C:\Windows\System32\cmd.exe", &["cmd.exe"]),
        called(22, r"C:\Windows\System32\mmc.exe", &["mmc.exe", "diskmgmt.msc"]),
        called(23, r"C:\Windows\System32\notepad.exe", &["notepad.exe", "memo.txt"]),
    ]);
    assert_eq!(seen(&quiet, "logmein-rescue", Theatre), (Live, vec![]), "ordinary programs");
}

#[test]
fn the_systems_own_remote_ways_are_live_only_while_someone_is_connected() {
    let session = |kind: &str, active| RemoteSessionRecord {
        kind: Some(kind.into()),
        detail: Some("TARO-PC".into()),
        active,
        ..RemoteSessionRecord::default()
    };
    for (kind, tool) in [("rdp", "windows-remote-desktop"), ("logind", "linux-remote-login")] {
        let with = |active| Snapshot { remote_sessions: vec![session(kind, active)], ..pc(vec![]) };
        assert_eq!(
            seen(&with(Some(true)), tool, SystemSession),
            (Live, vec!["TARO-PC".to_owned()]),
            "{kind}"
        );
        assert_eq!(judge(&with(Some(false))).level, Clear, "{kind}, a text login");
        assert_eq!(judge(&with(None)).level, Clear, "{kind}, unknown");
    }
    let unknown = Snapshot { remote_sessions: vec![session("carrier-pigeon", Some(true))], ..pc(vec![]) };
    assert_eq!(judge(&unknown).level, Clear);
}

#[test]
fn a_hidden_program_of_the_system_is_known_by_its_service() {
    let hidden = ProcessRecord {
        pid: Some(9),
        name: Some("x.exe".into()),
        started_at: Some(BOOT.plus_millis(300 * MINUTE)),
        ..ProcessRecord::default()
    };
    let service = ServiceRecord {
        name: Some("innocent".into()),
        image: Some(r#""C:\Users\hanako\AppData\Local\LogMeIn Rescue Applet\LMIR1.tmp\x.exe" -s"#.into()),
        pid: Some(9),
        running: Some(true),
        ..ServiceRecord::default()
    };
    let snapshot = Snapshot { services: vec![service], ..pc(vec![hidden.clone()]) };
    let assessment = judge(&snapshot);
    assert_eq!(assessment.level, Live);
    assert_eq!(assessment.findings[0].pids, [9]);
    assert_eq!(assessment.findings[0].since, hidden.started_at);
    assert_eq!(judge(&pc(vec![hidden])).level, Clear, "without its service");
}

#[test]
fn a_renamed_program_keeps_its_session_argument() {
    let renamed = |args: &[&str]| ProcessRecord {
        company: Some("Purslane Ltd".into()),
        product: Some("RustDesk".into()),
        signature_valid: Some(true),
        signer: Some("PURSLANE".into()),
        ..called(9, r"C:\Program Files\Update\helper.exe", args)
    };
    assert_eq!(judge(&pc(vec![renamed(&["helper.exe", "--cm"])])).level, Live);
    let idle = judge(&pc(vec![ProcessRecord { started_at: None, ..renamed(&["helper.exe"]) }]));
    assert_eq!(idle.level, Leftover);
    assert_eq!(idle.findings[0].signer.as_deref(), Some("PURSLANE"));
    // The argument alone is nobody's.
    assert_eq!(judge(&pc(vec![called(9, r"C:\x\helper.exe", &["helper.exe", "--cm"])])).level, Clear);
}
