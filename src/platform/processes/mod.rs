//! The live look at this PC: which remote-control tools run, and how to end them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::core::Timestamp;
use crate::core::detection::allow_list::AllowList;
use crate::core::detection::catalogue::Catalogue;
use crate::core::detection::matching::Candidate;
use crate::core::detection::rules::assess;
use crate::core::detection::snapshot::{FileRecord, ProcessRecord, SNAPSHOT_SCHEMA, Snapshot};
use crate::core::detection::{Assessment, Finding, Level};
use crate::platform::{EndReport, SessionWatch};

pub mod ending;
pub mod evidence;
pub mod observer;
mod sockets;

use ending::Ending;
use observer::{Observer, ObserverError};

/// Every process is looked into again after this long.
pub const FULL_ROUND_EVERY: Duration = Duration::from_secs(10);
/// So long after it was started or changed a process is looked into in every round: it may not yet
/// be the program it will be.
const YOUNG: Duration = Duration::from_secs(3);
/// Started longer ago than this when first seen, a process is what it will be. Start times are whole seconds.
const SETTLED_MS: u64 = 5_000;
/// How many times processes are ended; a tool's service may start them again at once.
const END_PASSES: usize = 2;
/// How many ancestors are kept as context of a tool.
const ANCESTORS_MAX: usize = 16;

/// Finds remote-control tools among the running programs. Owned by one thread.
#[derive(Debug)]
pub struct ProcessWatch {
    catalogue: Arc<Catalogue>,
    evidence_dir: Option<PathBuf>,
    observer: Observer,
    known: BTreeMap<u32, Known>,
    last_full: Option<Instant>,
    allowed: AllowList,
}

/// A process seen in an earlier round.
#[derive(Debug)]
struct Known {
    record: ProcessRecord,
    young_until: Instant,
    part: Part,
}

/// What a process means to the assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Nothing.
    None,
    /// The first program of a desktop session: context for the age rules.
    Shell,
    /// Belongs to a tool; true when a connection to it is a session.
    Tool(bool),
}

impl ProcessWatch {
    /// Watches for the tools of `catalogue`; snapshots taken before ending a tool go to `evidence_dir`.
    ///
    /// # Errors
    /// When this system has no process list that we can read.
    pub fn new(catalogue: Arc<Catalogue>, evidence_dir: Option<PathBuf>) -> Result<Self, ObserverError> {
        Ok(Self {
            catalogue,
            evidence_dir,
            observer: Observer::new()?,
            known: BTreeMap::new(),
            last_full: None,
            allowed: AllowList::default(),
        })
    }

    /// A full round: every process is looked into.
    pub fn look_at_all(&mut self) -> Assessment {
        self.full_round();
        self.judge()
    }

    /// A full round as a snapshot: all programs, and for the tools among them their arguments,
    /// sockets and the time their file arrived. Arguments of other programs may hold secrets and
    /// are left out.
    pub fn snapshot(&mut self) -> Snapshot {
        self.full_round();
        let mut snapshot = self.observed(|_| true);
        for record in &mut snapshot.processes {
            let known = record.pid.and_then(|pid| self.known.get(&pid));
            if !known.is_some_and(|known| matches!(known.part, Part::Tool(_))) {
                record.args.clear();
            }
        }
        snapshot
    }

    fn full_round(&mut self) {
        let records = self.observer.look_into_all();
        let seen: BTreeSet<u32> = records.iter().filter_map(|record| record.pid).collect();
        self.known.retain(|pid, _| seen.contains(pid));
        self.remember(records);
        self.last_full = Some(Instant::now());
    }

    fn light_round(&mut self) {
        let ids = self.observer.ids();
        self.known.retain(|pid, _| ids.contains(pid));
        let now = Instant::now();
        let again: BTreeSet<u32> = ids
            .into_iter()
            .filter(|pid| match self.known.get(pid) {
                None => true,
                // A tool that ended but was not collected by its parent keeps its id.
                Some(known) => matches!(known.part, Part::Tool(_)) || now < known.young_until,
            })
            .collect();
        let records = self.observer.look_into(&again);
        let seen: BTreeSet<u32> = records.iter().filter_map(|record| record.pid).collect();
        self.known.retain(|pid, _| !again.contains(pid) || seen.contains(pid));
        self.remember(records);
    }

    fn remember(&mut self, records: Vec<ProcessRecord>) {
        let (now, clock) = (Instant::now(), observer::from_system_time(SystemTime::now()));
        for record in records {
            let Some(pid) = record.pid else { continue };
            let earlier = self.known.get(&pid);
            if earlier.is_some_and(|known| known.record == record) {
                continue;
            }
            let settled = earlier.is_none()
                && clock.zip(record.started_at).is_some_and(|(now, at)| now.millis_since(at) > SETTLED_MS);
            let young_until = if settled { now } else { now + YOUNG };
            let part = part_of(&record, &self.catalogue);
            self.known.insert(pid, Known { record, young_until, part });
        }
    }

    /// The assessment of what is known. Only tools and what explains their start are handed to the
    /// rules, so that a round costs nothing while no tool runs.
    fn judge(&self) -> Assessment {
        if !self.known.values().any(|known| matches!(known.part, Part::Tool(_))) {
            return Assessment::default();
        }
        let relevant = self.relevant();
        let snapshot = self.observed(|pid| relevant.contains(&pid));
        assess(&snapshot, &self.catalogue, &self.allowed, snapshot.taken_at)
    }

    fn relevant(&self) -> BTreeSet<u32> {
        let mut relevant = BTreeSet::new();
        for (pid, known) in self.known.iter().filter(|(_, known)| known.part != Part::None) {
            relevant.insert(*pid);
            let mut parent = known.record.parent;
            for _ in 0..ANCESTORS_MAX {
                let Some(ancestor) = parent.and_then(|pid| self.known.get(&pid)) else { break };
                relevant.extend(ancestor.record.pid);
                parent = ancestor.record.parent;
            }
        }
        relevant
    }

    fn observed(&self, wanted: impl Fn(u32) -> bool) -> Snapshot {
        let tools: Vec<&Known> =
            self.known.values().filter(|known| matches!(known.part, Part::Tool(_))).collect();
        let served: BTreeSet<u32> = tools
            .iter()
            .filter(|known| known.part == Part::Tool(true))
            .filter_map(|known| known.record.pid)
            .collect();
        Snapshot {
            schema: SNAPSHOT_SCHEMA,
            os: observer::this_os(),
            taken_at: observer::from_system_time(SystemTime::now()),
            boot_at: self.observer.boot_at(),
            processes: self
                .known
                .iter()
                .filter(|(pid, _)| wanted(**pid))
                .map(|(_, known)| known.record.clone())
                .collect(),
            connections: sockets::of_processes(&served),
            files: tools.iter().filter_map(|known| arrival(known.record.exe.as_deref()?)).collect(),
            ..Snapshot::default()
        }
    }

    /// Ends what belongs to `finding` and is still what it was, adding to `report`. What is in `ended`
    /// was ended already and takes a moment to go.
    fn end_finding(&mut self, finding: &Finding, report: &mut EndReport, ended: &mut BTreeSet<u32>) {
        for pid in finding.pids.iter().filter(|pid| !ended.contains(pid)).copied().collect::<Vec<_>>() {
            // The mark is read before the program is looked into once more: if both still fit when
            // the process is ended, nothing was exchanged in between.
            let mark = ending::start_mark(pid);
            let record = self.observer.look_into(&BTreeSet::from([pid])).pop();
            let Some(record) = record else { continue };
            let still = self
                .catalogue
                .tool(&finding.tool)
                .is_some_and(|tool| Candidate::new(&record, &self.catalogue.system).role_in(tool).is_some());
            if !still {
                continue;
            }
            match mark.map_or(Ending::Denied, |mark| ending::end(pid, mark)) {
                Ending::Ended => {
                    report.ended = report.ended.saturating_add(1);
                    ended.insert(pid);
                }
                Ending::Denied => report.denied = report.denied.saturating_add(1),
                Ending::Gone => {}
            }
        }
    }
}

impl SessionWatch for ProcessWatch {
    fn look(&mut self) -> Assessment {
        if self.last_full.is_none_or(|at| at.elapsed() >= FULL_ROUND_EVERY) {
            self.full_round();
        } else {
            self.light_round();
        }
        self.judge()
    }

    fn set_allowed(&mut self, allowed: AllowList) {
        self.allowed = allowed;
    }

    fn end_tools(&mut self) -> Vec<EndReport> {
        let mut reports: BTreeMap<String, EndReport> = BTreeMap::new();
        let mut ended = BTreeSet::new();
        for pass in 0..END_PASSES {
            let targets = to_end(self.look_at_all());
            if targets.is_empty() {
                break;
            }
            if pass == 0 {
                self.keep_evidence();
            }
            for finding in targets {
                let first = EndReport { name: finding.name.clone(), ended: 0, denied: 0 };
                let report = reports.entry(finding.tool.clone()).or_insert(first);
                // What refuses once refuses again: only the last answer is reported.
                report.denied = 0;
                self.end_finding(&finding, report, &mut ended);
            }
        }
        reports.into_values().collect()
    }
}

impl ProcessWatch {
    fn keep_evidence(&self) {
        let Some(folder) = &self.evidence_dir else { return };
        let relevant = self.relevant();
        match evidence::keep(folder, self.observed(|pid| relevant.contains(&pid))) {
            Ok(path) => log::info!("evidence kept: {}", path.display()),
            Err(error) => log::error!("no evidence was kept: {error}"),
        }
    }
}

fn to_end(assessment: Assessment) -> Vec<Finding> {
    assessment
        .findings
        .into_iter()
        .filter(|finding| finding.level >= Level::Likely && !finding.allowed)
        .collect()
}

fn part_of(record: &ProcessRecord, catalogue: &Catalogue) -> Part {
    let candidate = Candidate::new(record, &catalogue.system);
    let mut part = None;
    for tool in catalogue.tools.iter().filter(|tool| candidate.role_in(tool).is_some()) {
        part = Some(part.unwrap_or(false) || tool.session.inbound_connection);
    }
    match part {
        Some(inbound) => Part::Tool(inbound),
        None if candidate.is_named(&catalogue.system.session_shells) => Part::Shell,
        None => Part::None,
    }
}

/// When the program file at `exe` came to this PC. On Windows copying and unpacking keep the time of
/// change, so the later of the two times is taken; elsewhere every package update would look new.
fn arrival(exe: &str) -> Option<FileRecord> {
    let metadata = std::fs::metadata(exe).ok()?;
    let times = [metadata.modified().ok(), metadata.created().ok().filter(|_| cfg!(windows))];
    let modified_at: Option<Timestamp> =
        times.into_iter().flatten().filter_map(observer::from_system_time).max();
    Some(FileRecord { path: Some(exe.to_owned()), modified_at, from_internet: None })
}
