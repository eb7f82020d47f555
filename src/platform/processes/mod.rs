//! The live look at this PC: which remote-control tools are there, and how to end them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::core::detection::allow_list::AllowList;
use crate::core::detection::catalogue::Catalogue;
use crate::core::detection::matching::Candidate;
use crate::core::detection::rules::assess;
use crate::core::detection::snapshot::{ProcessRecord, SNAPSHOT_SCHEMA, Snapshot};
use crate::core::detection::{Assessment, Finding, Level};
use crate::platform::observers::background::Background;
use crate::platform::observers::identities::{Identities, ReadIdentity};
use crate::platform::observers::{self, OBSERVER_WAIT, Wanted, identity};
use crate::platform::{EndReport, SessionWatch};

pub mod ending;
pub mod evidence;
mod known;
pub mod observer;

use ending::Ending;
use known::{KnownPrograms, identified};
use observer::{Observer, ObserverError};

/// Every process is looked into again, and everything is judged again, after this long.
pub const FULL_ROUND_EVERY: Duration = Duration::from_secs(10);
/// Longest wait in a round for what new programs' files say of themselves.
const IDENTITY_WAIT: Duration = Duration::from_millis(150);
/// Longest wait, before the very first judgement, for the files of tools: one that is allowed raises no alarm.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// Longest time for a whole snapshot.
const SNAPSHOT_WAIT: Duration = Duration::from_secs(15);
/// How many times processes are ended; a tool's service may start them again at once.
const END_PASSES: usize = 2;

/// Finds remote-control tools on this PC. Owned by one thread.
#[derive(Debug)]
pub struct ProcessWatch {
    catalogue: Arc<Catalogue>,
    evidence_dir: Option<PathBuf>,
    observer: Observer,
    known: KnownPrograms,
    identities: Identities,
    /// Every program's file is read, not only those of tools: where a renamed tool tells its name.
    reads_every_file: bool,
    background: Background,
    allowed: AllowList,
    last_full: Option<Instant>,
    judged: Option<(Instant, Assessment)>,
}

impl ProcessWatch {
    /// Watches for the tools of `catalogue`; snapshots taken before ending a tool go to `evidence_dir`.
    ///
    /// # Errors
    /// When this system has no process list that we can read.
    pub fn new(catalogue: Arc<Catalogue>, evidence_dir: Option<PathBuf>) -> Result<Self, ObserverError> {
        let mut watch = Self::with(
            catalogue,
            evidence_dir,
            Background::renewed_by(Arc::new(observers::native)),
            Arc::new(identity::read_running),
        )?;
        // Elsewhere a file names its package, which only matters for what is a tool already.
        watch.reads_every_file = cfg!(windows);
        Ok(watch)
    }

    /// As [`ProcessWatch::new`], with other observers and another reader of files.
    ///
    /// # Errors
    /// When this system has no process list that we can read.
    pub fn with(
        catalogue: Arc<Catalogue>,
        evidence_dir: Option<PathBuf>,
        background: Background,
        read: ReadIdentity,
    ) -> Result<Self, ObserverError> {
        Ok(Self {
            catalogue,
            evidence_dir,
            observer: Observer::new()?,
            known: KnownPrograms::default(),
            identities: Identities::start(read),
            reads_every_file: true,
            background,
            allowed: AllowList::default(),
            last_full: None,
            judged: None,
        })
    }

    /// A full round: every process is looked into.
    pub fn look_at_all(&mut self) -> Assessment {
        self.full_round();
        self.judge()
    }

    /// A full round as a snapshot, once every observer answered or [`OBSERVER_WAIT`] is over, and every file
    /// was read or [`SNAPSHOT_WAIT`] is over: all programs, and for the tools among them their arguments,
    /// sockets and the time their file arrived. Arguments of other programs may hold secrets and are
    /// left out. What was not answered in time makes it incomplete.
    pub fn snapshot(&mut self) -> Snapshot {
        let deadline = Instant::now() + SNAPSHOT_WAIT;
        self.full_round();
        // The files are read meanwhile.
        let asked = self.wanted();
        let mut all_observed = self.background.look_now(&asked, OBSERVER_WAIT);
        let all_read = self.read_files(deadline);
        // A renamed tool is known by its file only: its sockets are asked for now.
        let wanted = self.wanted();
        if wanted != asked {
            all_observed = self.background.look_now(&wanted, OBSERVER_WAIT);
        }
        let mut snapshot = self.observed(self.known.all());
        if !(all_observed && all_read) {
            log::warn!("the snapshot is incomplete: observers {all_observed}, files {all_read}");
            snapshot.incomplete = Some(true);
        }
        for record in &mut snapshot.processes {
            if !record.pid.is_some_and(|pid| self.known.needs_arguments(pid)) {
                record.args.clear();
            }
        }
        snapshot
    }

    /// Reads every file until `deadline`. True when all were answered for in time.
    fn read_files(&mut self, deadline: Instant) -> bool {
        let mut left = usize::MAX;
        loop {
            self.take_identities(deadline, None);
            let unread = self.known.unread(&self.identities, !self.reads_every_file);
            // Nothing more is answered when every thread hangs.
            if unread == 0 || unread >= left || Instant::now() >= deadline {
                return unread == 0 && self.identities.is_complete();
            }
            left = unread;
            // More programs may run than could be asked for at once.
            self.known.ask_for_files(&mut self.identities, !self.reads_every_file, false);
        }
    }

    fn full_round(&mut self) {
        let records = self.observer.look_into_all();
        let seen = records.iter().filter_map(|record| record.pid).collect();
        self.take_in(records, &seen);
        self.known.ask_for_files(&mut self.identities, !self.reads_every_file, true);
        self.identities.keep_only(&self.known.ids());
        self.take_identities(Instant::now() + IDENTITY_WAIT, None);
        let is_first = self.last_full.replace(Instant::now()).is_none();
        if is_first && !self.allowed.entries.is_empty() {
            let tools = self.known.tools();
            self.take_identities(Instant::now() + FIRST_WAIT, Some(&tools));
        }
    }

    fn light_round(&mut self) {
        let ids = self.observer.ids();
        let again = self.known.to_look_into(&ids);
        let records = self.observer.look_into(&again);
        let seen: BTreeSet<u32> = records.iter().filter_map(|record| record.pid).collect();
        let alive = ids.into_iter().filter(|pid| !again.contains(pid) || seen.contains(pid)).collect();
        self.take_in(records, &alive);
        self.take_identities(Instant::now() + IDENTITY_WAIT, None);
    }

    fn take_in(&mut self, records: Vec<ProcessRecord>, alive: &BTreeSet<u32>) {
        let went = self.known.keep_only(alive);
        let came = self.known.remember(records, &self.identities, &self.catalogue);
        if went || came {
            self.judged = None;
        }
        self.known.ask_for_files(&mut self.identities, !self.reads_every_file, false);
    }

    /// Takes in what was read; waits for the first answers about `awaited`, or about all programs.
    fn take_identities(&mut self, deadline: Instant, awaited: Option<&BTreeSet<u32>>) {
        let changed = self.identities.take_answers(deadline, awaited);
        if !changed.is_empty() && self.known.identify(&changed, &self.identities, &self.catalogue) {
            self.judged = None;
        }
    }

    fn wanted(&self) -> Wanted {
        Wanted { pids: self.known.tools() }
    }

    /// The assessment of what is known. Only tools, their traces and what explains them are handed to
    /// the rules, and only when something changed or time has passed: a quiet PC costs nothing.
    fn judge(&mut self) -> Assessment {
        if self.background.refresh(&self.wanted()) {
            self.judged = None;
        }
        if let Some((_, assessment)) = self.judged.as_ref().filter(|(at, _)| at.elapsed() < FULL_ROUND_EVERY)
        {
            return assessment.clone();
        }
        let snapshot = self.observed(self.known.relevant());
        let assessment = assess(&snapshot, &self.catalogue, &self.allowed, snapshot.taken_at);
        self.judged = Some((Instant::now(), assessment.clone()));
        assessment
    }

    /// `processes` and everything else that is known of this PC.
    fn observed(&self, processes: Vec<ProcessRecord>) -> Snapshot {
        let mut snapshot = Snapshot {
            schema: SNAPSHOT_SCHEMA,
            os: observer::this_os(),
            taken_at: observer::from_system_time(SystemTime::now()),
            boot_at: self.observer.boot_at(),
            processes,
            files: self.known.arrivals(&self.identities),
            ..Snapshot::default()
        };
        self.background.add_to(&mut snapshot);
        snapshot
    }

    /// Ends what belongs to `finding` and is still what it was, adding to `report`. What is in `ended`
    /// was ended already and takes a moment to go.
    fn end_finding(&mut self, finding: &Finding, report: &mut EndReport, ended: &mut BTreeSet<u32>) {
        let Some(tool) = self.catalogue.tool(&finding.tool).cloned() else { return };
        let mut seen = Snapshot::default();
        self.background.add_to(&mut seen);
        for pid in finding.pids.iter().filter(|pid| !ended.contains(pid)).copied().collect::<Vec<_>>() {
            // The mark is read before the program is looked into once more: if both still fit when
            // the process is ended, nothing was exchanged in between.
            let mark = ending::start_mark(pid);
            let listed = self.observer.look_into(&BTreeSet::from([pid]));
            let records: Vec<_> = listed.iter().map(|record| identified(record, &self.identities)).collect();
            let candidates = Candidate::all(&records, &seen.services, &self.catalogue.system);
            if !candidates.iter().any(|candidate| candidate.role_in(&tool).is_some()) {
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
        self.judged = None;
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
        match evidence::keep(folder, self.observed(self.known.relevant()), &self.catalogue) {
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
