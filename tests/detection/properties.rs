//! What holds for every snapshot.

use kyukyubako::core::Timestamp;
use kyukyubako::core::detection::Level;
use kyukyubako::core::detection::hostile_text::{compared, is_invisible, shown};
use kyukyubako::core::detection::pattern::Pattern;
use kyukyubako::core::detection::snapshot::{
    AutostartRecord, ConnectionRecord, FileRecord, Os, ProcessRecord, ServiceRecord, Snapshot,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::{finding, judge};

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
    (
        name,
        pids,
        0u32..12,
        moment(),
        prop::option::of(any::<String>()),
        prop::option::of(signer),
        any::<bool>(),
    )
        .prop_map(|(name, pid, parent, started_at, exe, signer, valid)| ProcessRecord {
            pid: Some(pid),
            parent: Some(parent),
            args: vec![name.clone(), "--cm".into()],
            name: Some(name),
            exe,
            started_at,
            signer,
            signature_valid: Some(valid),
            ..ProcessRecord::default()
        })
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
            "*LogMeInRescue_1"
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
    )
        .prop_map(|(os, boot_at, processes, connections, pipes, others)| Snapshot {
            os,
            boot_at,
            taken_at: Some(Timestamp(NOW)),
            processes,
            connections,
            pipes,
            services: others
                .iter()
                .map(|text| ServiceRecord {
                    name: Some(text.clone()),
                    image: Some(text.clone()),
                    running: Some(true),
                    ..Default::default()
                })
                .collect(),
            files: others
                .iter()
                .map(|text| FileRecord { path: Some(text.clone()), ..Default::default() })
                .collect(),
            autostarts: others
                .iter()
                .map(|text| AutostartRecord { name: Some(text.clone()), ..Default::default() })
                .collect(),
            ..Snapshot::default()
        })
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

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn adding_evidence_never_lowers_a_level(
        before in snapshot(),
        // An id nobody has as parent: evidence, not an explanation.
        process in process(NAMES.to_vec(), 500..600),
        connection in connection(),
        text in text(),
    ) {
        for add in 0..6 {
            let mut after = before.clone();
            match add {
                0 => after.processes.push(process.clone()),
                1 => after.connections.push(connection.clone()),
                2 => after.pipes.push(text.clone()),
                3 => after.files.push(FileRecord { path: Some(text.clone()), modified_at: Some(Timestamp(NOW)), ..Default::default() }),
                4 => after.services.push(ServiceRecord { name: Some(text.clone()), ..Default::default() }),
                _ => after.autostarts.push(AutostartRecord { command: Some(text.clone()), ..Default::default() }),
            }
            never_lower(&before, &after)?;
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
        prop_assert_eq!(judge(&before), judge(&after));
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
