//! What holds for every snapshot.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use kyukyubako::core::Timestamp;
use kyukyubako::core::detection::allow_list::{AllowEntry, AllowList};
use kyukyubako::core::detection::catalogue::Tool;
use kyukyubako::core::detection::hostile_text::{compared, is_invisible, shown};
use kyukyubako::core::detection::pattern::Pattern;
use kyukyubako::core::detection::redaction::{Who, prepare_for_others, redact};
use kyukyubako::core::detection::rules::assess;
use kyukyubako::core::detection::snapshot::{
    AutostartRecord, ConnectionRecord, FileRecord, Os, ProcessRecord, RemoteSessionRecord, ServiceRecord,
    Snapshot,
};
use kyukyubako::core::detection::{Assessment, EvidenceKind, Level};
use proptest::prelude::*;
use proptest::sample::select;

use crate::catalogue::instance;
use crate::{CATALOGUE, finding, judge};

/// Programs of tools and ordinary ones; explorer.exe and services.exe only explain a start.
const NAMES: &[&str] = &[
    "LMI_Rescue.exe",
    "LMI_RescueRC.exe",
    "CallingCard.exe",
    "AnyDesk.exe",
    "TeamViewer.exe",
    "TeamViewer_Service.exe",
    "TeamViewer_Desktop.exe",
    "rustdesk.exe",
    "x11vnc",
    "xrdp",
    "connect.exe",
    "UltraViewer_Service.exe",
    "chrome.exe",
    "cmd.exe",
    "notepad.exe",
    "mmc.exe",
];
/// Folders programs lie in, some of them in somebody's home.
const FOLDERS: &[&str] = &[
    "C:\\Users\\taro\\Downloads",
    "C:\\Users\\HANAKO~1\\AppData\\Local\\Temp",
    "c:/users/\u{592a}\u{90ce}/Desktop",
    "C:\\Program Files\\TeamViewer",
    "\\\\server\\home$\\anydesk\\x",
    "D:\\Profile\\taro\\LogMeIn Rescue Applet\\LMIR0001.tmp",
    "/home/rustdesk",
    "/root/Downloads",
    "/usr/bin",
];
/// Arguments: session markers, shows, secrets and names.
const ARGUMENTS: &[&str] = &[
    "--cm",
    "--backend",
    "tree",
    "eventvwr.msc",
    "C:\\Windows\\Prefetch\\x",
    "--password",
    "--token=taro",
    "taro@example.com",
    "--user=AnyDesk",
];
const CONTEXT: &[&str] = &["services.exe", "explorer.exe", "systemd", "gnome-shell"];
const NOW: i64 = 1_700_000_000_000;

fn moment() -> impl Strategy<Value = Option<Timestamp>> {
    prop::option::of((-10_000_000i64..1_000_000).prop_map(|offset| Timestamp(NOW + offset)))
}

fn process(names: Vec<&'static str>, pids: std::ops::Range<u32>) -> impl Strategy<Value = ProcessRecord> {
    let name = prop_oneof![4 => select(names).prop_map(str::to_owned), 1 => any::<String>()];
    let signer =
        select(vec!["GoTo Technologies USA, LLC", "AnyDesk Software GmbH", "x"]).prop_map(str::to_owned);
    let place = prop_oneof![
        3 => select(FOLDERS).prop_map(|folder| Some(folder.to_owned())),
        1 => prop::option::of(any::<String>()),
    ];
    let args = prop::collection::vec(select(ARGUMENTS).prop_map(str::to_owned), 0..3);
    (name, pids, 0u32..12, moment(), place, prop::option::of(signer), any::<bool>(), args).prop_map(
        |(name, pid, parent, started_at, place, signer, valid, args)| ProcessRecord {
            pid: Some(pid),
            parent: Some(parent),
            args: std::iter::once(name.clone()).chain(args).collect(),
            exe: place.map(|place| format!("{place}{}{name}", if place.contains('\\') { '\\' } else { '/' })),
            name: Some(name),
            started_at,
            signer,
            signature_valid: Some(valid),
            ..ProcessRecord::default()
        },
    )
}

/// Names of programs, and those of idle parts of any tool.
fn any_name() -> Vec<&'static str> {
    static IDLE: LazyLock<Vec<String>> = LazyLock::new(|| {
        CATALOGUE.tools.iter().flat_map(|tool| &tool.idle_executables).map(instance).collect()
    });
    NAMES.iter().copied().chain(IDLE.iter().map(String::as_str)).collect()
}

/// The id of a program that [`in_context`] adds, of one that may be there, or of none.
fn parent() -> impl Strategy<Value = Option<u32>> {
    prop::option::of(prop_oneof![3 => 900u32..905, 1 => 0u32..12])
}

/// `snapshot` on a PC with the programs that start others, and something that each of them started.
fn in_context(mut snapshot: Snapshot) -> Snapshot {
    let system = [
        (900, 1, "C:\\Windows\\System32\\services.exe"),
        (901, 1, "C:\\Windows\\explorer.exe"),
        (902, 1, "/usr/lib/systemd/systemd"),
        (903, 902, "/usr/bin/gnome-shell"),
        (904, 900, "C:\\Program Files\\TeamViewer\\TeamViewer_Service.exe"),
        (905, 904, "C:\\Program Files\\TeamViewer\\TeamViewer.exe"),
        (906, 901, "C:\\Users\\taro\\Downloads\\AnyDesk.exe"),
        (907, 1, "C:\\Users\\taro\\services.exe"),
    ];
    for (pid, parent, exe) in system {
        let long_ago = pid != 906;
        snapshot.processes.push(ProcessRecord {
            pid: Some(pid),
            parent: Some(parent),
            name: exe.rsplit(['/', '\\']).next().map(str::to_owned),
            exe: Some(exe.to_owned()),
            started_at: Some(Timestamp(if long_ago { NOW - 9_000_000 } else { NOW - 60_000 })),
            ..ProcessRecord::default()
        });
    }
    snapshot
}

fn service() -> impl Strategy<Value = ServiceRecord> {
    let image = select(vec![
        "\"C:\\Users\\taro\\AnyDesk.exe\" --service",
        "C:\\Program Files\\TeamViewer\\TeamViewer_Service.exe",
        "C:\\Windows\\System32\\svchost.exe -k netsvcs",
        "C:\\x\\LMI_Rescue.exe --password taro",
    ]);
    (prop::option::of(text()), image, prop::option::of(any::<bool>()), prop::option::of(0u32..12)).prop_map(
        |(name, image, running, pid)| ServiceRecord {
            name,
            display_name: None,
            image: Some(image.to_owned()),
            running,
            pid,
        },
    )
}

fn session() -> impl Strategy<Value = RemoteSessionRecord> {
    let kind = select(vec!["rdp", "RDP", "remote-assistance", "logind", "x"]);
    (prop::option::of(kind), prop::option::of(text()), moment(), prop::option::of(any::<bool>())).prop_map(
        |(kind, detail, since, active)| RemoteSessionRecord {
            kind: kind.map(str::to_owned),
            detail,
            since,
            active,
        },
    )
}

fn download() -> impl Strategy<Value = FileRecord> {
    (select(FOLDERS), select(NAMES), moment(), prop::option::of(any::<bool>())).prop_map(
        |(folder, name, modified_at, from_internet)| FileRecord {
            path: Some(format!("{folder}\\{name}")),
            modified_at,
            from_internet,
        },
    )
}

fn restriction() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec!["DisableTaskMgr", "DisableRegistryTools"]).prop_map(str::to_owned),
        any::<String>()
    ]
}

fn connection() -> impl Strategy<Value = ConnectionRecord> {
    (
        0u32..12,
        select(vec!["listen", "established", "odd"]),
        select(vec!["[::1]:5900", "0.0.0.0:5900", "x", "1.2.3.4:80"]),
    )
        .prop_map(|(pid, state, local)| ConnectionRecord {
            pid: Some(pid),
            local: Some(local.into()),
            remote: Some("198.51.100.1:4".into()),
            state: Some(state.into()),
            ..ConnectionRecord::default()
        })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "LogMeInRescue_rarc_r_1",
            "LMIRescue_1",
            "C:\\Support-LogMeInRescue.exe",
            "AnyDesk",
            "*LogMeInRescue_1",
            "HKU\\S-1-5-21-1-2-3-1001\\Run",
            "C:\\Users\\taro\\Downloads\\AnyDesk.exe --token taro",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ]
}

fn snapshot() -> impl Strategy<Value = Snapshot> {
    let names: Vec<_> = NAMES.iter().chain(CONTEXT).copied().collect();
    (
        select(vec![Os::Windows, Os::Linux]),
        moment(),
        prop::collection::vec(process(names, 0..12), 0..8),
        prop::collection::vec(connection(), 0..6),
        prop::collection::vec(text(), 0..3),
        prop::collection::vec(text(), 0..3),
        prop::collection::vec(service(), 0..3),
        prop::collection::vec(session(), 0..2),
        prop::collection::vec(download(), 0..3),
        prop::collection::vec(restriction(), 0..2),
    )
        .prop_map(
            |(
                os,
                boot_at,
                processes,
                connections,
                pipes,
                others,
                services,
                sessions,
                downloads,
                restrictions,
            )| Snapshot {
                os,
                boot_at,
                taken_at: Some(Timestamp(NOW)),
                processes,
                connections,
                pipes,
                services,
                files: others
                    .iter()
                    .map(|text| FileRecord { path: Some(text.clone()), ..Default::default() })
                    .chain(downloads)
                    .collect(),
                remote_sessions: sessions,
                restrictions,
                autostarts: others
                    .iter()
                    .map(|text| AutostartRecord {
                        location: Some("HKU\\S-1-5-21-1-2-3-1001\\Run".into()),
                        name: Some(text.clone()),
                        command: Some(text.clone()),
                    })
                    .collect(),
                ..Snapshot::default()
            },
        )
}

fn never_lower(before: &Snapshot, after: &Snapshot) -> Result<(), TestCaseError> {
    let (before, after) = (judge(before), judge(after));
    prop_assert!(after.level >= before.level);
    for old in &before.findings {
        let level = finding(&after, &old.tool).map_or(Level::Clear, |new| new.level);
        prop_assert!(level >= old.level, "{} fell from {:?} to {level:?}", old.tool, old.level);
    }
    Ok(())
}

/// A tool, its level, whether it is allowed, its processes and the kinds of its evidence.
type Essence<'a> = (&'a str, Level, bool, &'a [u32], Vec<EvidenceKind>);

/// What is left of a judgement without the details: they hold the names.
fn essence(assessment: &Assessment) -> (Level, Vec<Essence<'_>>) {
    let finding = assessment.findings.iter().map(|finding| {
        let mut kinds: Vec<_> = finding.evidence.iter().map(|evidence| evidence.kind).collect();
        kinds.dedup();
        (finding.tool.as_str(), finding.level, finding.allowed, finding.pids.as_slice(), kinds)
    });
    (assessment.level, finding.collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn adding_evidence_never_lowers_a_level(
        bare in snapshot(),
        // An id nobody has as parent: evidence, not an explanation. Its own parent is there.
        mut process in process(any_name(), 500..600),
        parent in parent(),
        connection in connection(),
        text in text(),
        (service, session, download, restriction) in (service(), session(), download(), restriction()),
    ) {
        // What explains a start is the same before and after.
        let before = in_context(bare);
        process.parent = parent;
        for add in 0..10 {
            let mut after = before.clone();
            match add {
                0 => after.processes.push(process.clone()),
                1 => after.connections.push(connection.clone()),
                2 => after.pipes.push(text.clone()),
                3 => after.files.push(FileRecord { path: Some(text.clone()), modified_at: Some(Timestamp(NOW)), ..Default::default() }),
                4 => after.services.push(service.clone()),
                5 => after.remote_sessions.push(session.clone()),
                6 => after.files.push(download.clone()),
                7 => after.restrictions.push(restriction.clone()),
                8 => after.services.push(ServiceRecord { name: Some(text.clone()), ..Default::default() }),
                // The command of an entry explains a start.
                _ => after.autostarts.push(AutostartRecord { name: Some(text.clone()), ..Default::default() }),
            }
            never_lower(&before, &after)?;
        }
    }

    #[test]
    fn the_name_of_an_idle_part_lowers_nothing_that_another_signal_tells(
        index in any::<prop::sample::Index>(),
        signal in 0..6,
        started_at in moment(),
        parent in parent(),
        args in prop::collection::vec(select(ARGUMENTS).prop_map(str::to_owned), 0..3),
    ) {
        let tools: Vec<&Tool> = CATALOGUE.tools.iter().filter(|tool| !tool.idle_executables.is_empty()).collect();
        let tool = index.get(&tools);
        let first = |patterns: &[Pattern]| patterns.first().map(instance);
        let folder = match signal {
            0 => {
                let whole = tool.on_demand_paths.iter().filter(|path| path.as_str().ends_with("/*"));
                whole.map(instance).next().map(|path| path.trim_end_matches("7q").trim_end_matches(['/', '\\']).to_owned())
            }
            1 => Some("C:\\Users\\taro\\Downloads".to_owned()),
            _ => Some("C:\\Program Files\\x".to_owned()),
        };
        let original = match signal {
            2 | 3 => tool.executables.iter().map(instance).find(|name| !tool.idle_executables.iter().any(|idle| idle.matches(&compared(name, 200)))),
            4 => first(&tool.session.executables).or_else(|| first(&tool.on_demand_executables)),
            // A name that no part of the tool has, which the idle part never had.
            5 => Some("rc-7q.exe".to_owned()),
            _ => None,
        };
        prop_assume!(signal < 2 || original.is_some());
        prop_assume!(signal > 0 || folder.is_some());
        let under = |name: &str| {
            let mut snapshot = in_context(Snapshot { os: Os::Windows, taken_at: Some(Timestamp(NOW)), ..Snapshot::default() });
            snapshot.processes.push(ProcessRecord {
                pid: Some(500),
                parent,
                name: Some(name.to_owned()),
                exe: folder.as_ref().map(|folder| format!("{folder}\\{name}")),
                args: args.clone(),
                started_at,
                original_filename: original.clone(),
                company: first(&tool.companies),
                product: first(&tool.products),
                signer: first(&tool.signers),
                signature_valid: (signal != 3).then_some(true),
                ..ProcessRecord::default()
            });
            finding(&judge(&snapshot), &tool.id).map_or(Level::Clear, |finding| finding.level)
        };
        // Where downloads lie, any part of a tool is taken for a start by a person; whether it is more
        // than that, its name may still tell.
        let most = if signal == 1 { Level::Likely } else { Level::Live };
        let plain = under("svchost-helper.exe").min(most);
        for idle in &tool.idle_executables {
            let name = instance(idle);
            prop_assert!(under(&name) >= plain, "{} as {name}: {:?} < {plain:?} by signal {signal}", tool.id, under(&name));
        }
    }

    #[test]
    fn the_order_of_observations_never_matters(before in snapshot(), seed in any::<u64>()) {
        let mut after = before.clone();
        let mut turn = seed;
        for index in (1..after.processes.len()).rev() {
            after.processes.swap(index, usize::try_from(turn % (index as u64 + 1)).unwrap());
            turn = turn.rotate_left(7).wrapping_mul(3);
        }
        after.connections.reverse();
        after.pipes.reverse();
        after.services.reverse();
        after.files.reverse();
        after.autostarts.reverse();
        after.remote_sessions.reverse();
        after.restrictions.reverse();
        prop_assert_eq!(judge(&before), judge(&after));
    }

    #[test]
    fn taking_the_person_out_changes_no_judgement(before in snapshot(), name in any::<String>()) {
        let who = Who {
            users: [name.as_str(), "taro", "anydesk", "rescue", "TeamViewer", "Downloads", "\u{592a}\u{90ce}", "exe", "cm"]
                .map(str::to_owned)
                .into(),
            full_names: vec![("taro".into(), "Taro Connect".into()), (name.clone(), "LMI \u{592a}\u{90ce}".into())],
            homes: vec!["D:\\Profile\\taro".into(), format!("/srv/{name}")],
            hosts: vec!["connect".into(), "LMI-1".into()],
        };
        let mut after = before.clone();
        redact(&mut after, &who, &CATALOGUE);
        let (judged, expected) = (judge(&after), judge(&before));
        prop_assert_eq!(essence(&judged), essence(&expected));
        let once = after.clone();
        redact(&mut after, &who, &CATALOGUE);
        prop_assert_eq!(&after, &once);
        let written = |snapshot: &Snapshot| snapshot.encode().unwrap().len();
        prop_assert!(written(&after) <= written(&before) * 2);
        for path in after.files.iter().filter_map(|file| file.path.as_deref()) {
            prop_assert!(!path.to_lowercase().contains("\\taro\\"), "{}", path);
        }
    }

    #[test]
    fn what_is_handed_on_is_judged_as_before(before in snapshot(), listed in any::<bool>()) {
        let mut before = in_context(before);
        if listed {
            let entry = |process: &ProcessRecord| AutostartRecord {
                name: Some("x".into()),
                command: process.exe.as_ref().map(|exe| format!("\"{exe}\" --start taro --pin 1")),
                ..Default::default()
            };
            let arrived = |process: &ProcessRecord| FileRecord {
                path: process.exe.clone(),
                modified_at: Some(Timestamp(NOW - 1)),
                ..Default::default()
            };
            before.autostarts.extend(before.processes.iter().map(entry));
            before.files.extend(before.processes.iter().map(arrived));
        }
        let who = Who { users: vec!["taro".into()], homes: vec!["D:\\Profile\\taro".into()], ..Who::default() };
        let mut after = before.clone();
        prepare_for_others(&mut after, &who, &CATALOGUE);
        let (judged, expected) = (judge(&after), judge(&before));
        prop_assert_eq!(essence(&judged), essence(&expected));
        let once = after.clone();
        prepare_for_others(&mut after, &who, &CATALOGUE);
        prop_assert_eq!(&after, &once);
        let read = Snapshot::decode(&after.encode().unwrap());
        prop_assert_eq!(read.as_ref(), Ok(&after));
        let tools: BTreeSet<u32> = judge(&after).findings.iter().flat_map(|finding| finding.pids.clone()).collect();
        for process in after.processes.iter().filter(|process| process.exe.is_some() && !process.pid.is_some_and(|pid| tools.contains(&pid))) {
            let show = process.args.iter().any(|arg| ["tree", "eventvwr.msc", "C:\\Windows\\Prefetch\\x"].contains(&arg.as_str()));
            prop_assert!(process.args.is_empty() || show, "{:?}", process);
        }
    }

    #[test]
    fn the_allow_list_raises_nothing_and_hides_no_other_tool(
        seen in snapshot(),
        tool in select(vec!["anydesk", "logmein-rescue", "teamviewer", "nothing"]),
        signer in select(vec!["AnyDesk Software GmbH", "GoTo Technologies USA, LLC", "x", ""]),
        until in -1000i64..1000,
    ) {
        let entry = AllowEntry { tool: tool.to_owned(), signer: signer.to_owned(), until: Timestamp(NOW + until), helping: false };
        let allow = |entries: Vec<AllowEntry>| assess(&seen, &CATALOGUE, &AllowList { entries }, seen.taken_at);
        let (without, with) = (judge(&seen), allow(vec![entry]));
        prop_assert!(with.level <= without.level);
        prop_assert_eq!(with.findings.len(), without.findings.len());
        for old in &without.findings {
            let new = finding(&with, &old.tool);
            let may_be_allowed = old.tool == tool && until > 0;
            prop_assert!(new.is_some_and(|new| new.level == old.level && new.evidence == old.evidence && (!new.allowed || may_be_allowed)), "{old:?} {new:?}");
        }
        let loudest = with.findings.iter().filter(|finding| !finding.allowed).map(|finding| finding.level).max();
        prop_assert_eq!(with.level, loudest.unwrap_or_default());
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..400), at in any::<prop::sample::Index>()) {
        let _ = Snapshot::decode(&bytes).map(|snapshot| judge(&snapshot));
        let mut real = include_bytes!("snapshots/rescue-controlled.json").to_vec();
        let index = at.index(real.len());
        real.splice(index..index, bytes.iter().copied().take(8));
        let _ = Snapshot::decode(&real).map(|snapshot| judge(&snapshot));
    }

    #[test]
    fn what_was_judged_is_judged_the_same_after_a_file(before in snapshot()) {
        let again = Snapshot::decode(&before.encode().unwrap()).unwrap();
        prop_assert_eq!(judge(&again), judge(&before));
    }

    #[test]
    fn any_text_is_shown_safely_and_any_pattern_ends(text in any::<String>(), pattern in "[a*?]{0,40}", max in 0usize..50) {
        let safe = shown(&text, max);
        prop_assert!(safe.chars().count() <= max && !safe.chars().any(is_invisible));
        prop_assert!(Pattern::new("*").matches(&compared(&text, 500)));
        prop_assert_eq!(Pattern::new(&pattern).matches(""), pattern.chars().all(|c| c == '*'));
        let _ends = Pattern::new(&pattern).matches(&"a".repeat(300));
    }
}
