//! The programs seen so far, and what each means to the assessment.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant, SystemTime};

use super::observer;
use crate::core::detection::catalogue::Catalogue;
use crate::core::detection::matching::Candidate;
use crate::core::detection::snapshot::ProcessRecord;
use crate::platform::observers::identities::Identities;

/// So long after it was started or changed a process is looked into in every round: it may not yet
/// be the program it will be.
const YOUNG: Duration = Duration::from_secs(3);
/// Started longer ago than this when first seen, a process is what it will be. Start times are whole seconds.
const SETTLED_MS: u64 = 5_000;
/// How many ancestors are kept as context of a tool.
const ANCESTORS_MAX: usize = 16;

/// A process seen in an earlier round.
#[derive(Debug)]
struct Known {
    /// As the system lists it.
    listed: ProcessRecord,
    /// With what its file says of itself.
    record: ProcessRecord,
    young_until: Instant,
    part: Part,
}

/// What a process means to the assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Nothing.
    None,
    /// The first program of a desktop session: context for the age rules.
    Shell,
    /// Shown to frighten.
    Theatre,
    /// Belongs to a tool.
    Tool,
}

/// All programs known, by their ids.
#[derive(Debug, Default)]
pub struct KnownPrograms {
    by_pid: BTreeMap<u32, Known>,
}

impl KnownPrograms {
    /// Forgets every program whose id is not in `alive`. True when one of them mattered.
    pub fn keep_only(&mut self, alive: &BTreeSet<u32>) -> bool {
        let mut mattered = false;
        self.by_pid.retain(|pid, known| {
            let stays = alive.contains(pid);
            mattered |= !stays && known.part != Part::None;
            stays
        });
        mattered
    }

    /// The ids among `alive` that must be looked into in a light round.
    pub fn to_look_into(&self, alive: &BTreeSet<u32>) -> BTreeSet<u32> {
        let now = Instant::now();
        let unsettled = |pid: &u32| match self.by_pid.get(pid) {
            None => true,
            // A tool that ended but was not collected by its parent keeps its id.
            Some(known) => matches!(known.part, Part::Tool) || now < known.young_until,
        };
        alive.iter().copied().filter(unsettled).collect()
    }

    /// Takes in `records` and returns true when one that matters is new or changed.
    pub fn remember(
        &mut self,
        records: Vec<ProcessRecord>,
        identities: &Identities,
        catalogue: &Catalogue,
    ) -> bool {
        let (now, clock) = (Instant::now(), observer::from_system_time(SystemTime::now()));
        let mut mattered = false;
        for listed in records {
            let Some(pid) = listed.pid else { continue };
            let earlier = self.by_pid.get(&pid);
            if earlier.is_some_and(|known| known.listed == listed) {
                continue;
            }
            let settled = earlier.is_none()
                && clock.zip(listed.started_at).is_some_and(|(now, at)| now.millis_since(at) > SETTLED_MS);
            let young_until = if settled { now } else { now + YOUNG };
            let record = identified(&listed, identities);
            let part = part_of(&record, catalogue);
            mattered |= part != Part::None || earlier.is_some_and(|known| known.part != Part::None);
            self.by_pid.insert(pid, Known { listed, record, young_until, part });
        }
        mattered
    }

    /// The files in `changed` have another identity now. True when that matters.
    pub fn identify(
        &mut self,
        changed: &BTreeSet<String>,
        identities: &Identities,
        catalogue: &Catalogue,
    ) -> bool {
        let mut mattered = false;
        for known in self.by_pid.values_mut() {
            if known.listed.exe.as_ref().is_some_and(|exe| changed.contains(exe)) {
                known.record = identified(&known.listed, identities);
                let part = part_of(&known.record, catalogue);
                mattered |= part != Part::None || known.part != Part::None;
                known.part = part;
            }
        }
        mattered
    }

    /// The files of all programs, or only of those that belong to a tool.
    pub fn files(&self, only_tools: bool) -> BTreeSet<&str> {
        let wanted = |known: &&Known| !only_tools || matches!(known.part, Part::Tool);
        self.by_pid.values().filter(wanted).filter_map(|known| known.listed.exe.as_deref()).collect()
    }

    /// The ids of the programs that belong to a tool.
    pub fn tools(&self) -> BTreeSet<u32> {
        let is_tool = |(pid, known): (&u32, &Known)| matches!(known.part, Part::Tool).then_some(*pid);
        self.by_pid.iter().filter_map(is_tool).collect()
    }

    /// True when the arguments of `pid` tell something about a tool or its operator.
    pub fn needs_arguments(&self, pid: u32) -> bool {
        let part = self.by_pid.get(&pid).map(|known| known.part);
        matches!(part, Some(Part::Tool | Part::Theatre))
    }

    /// The programs that matter, what started them, and those that hide their file from this user,
    /// whose services may tell it.
    pub fn relevant(&self) -> Vec<ProcessRecord> {
        let mut relevant = BTreeSet::new();
        for (pid, known) in &self.by_pid {
            if known.part == Part::None {
                if known.record.exe.is_none() {
                    relevant.insert(*pid);
                }
                continue;
            }
            relevant.insert(*pid);
            let mut parent = known.record.parent;
            for _ in 0..ANCESTORS_MAX {
                let Some(ancestor) = parent.and_then(|pid| self.by_pid.get(&pid)) else { break };
                relevant.extend(ancestor.record.pid);
                parent = ancestor.record.parent;
            }
        }
        relevant.iter().filter_map(|pid| self.by_pid.get(pid)).map(|known| known.record.clone()).collect()
    }

    /// All programs.
    pub fn all(&self) -> Vec<ProcessRecord> {
        self.by_pid.values().map(|known| known.record.clone()).collect()
    }
}

/// `listed` with what is known of its file.
#[must_use]
pub fn identified(listed: &ProcessRecord, identities: &Identities) -> ProcessRecord {
    let mut record = listed.clone();
    if let Some(identity) = listed.exe.as_deref().and_then(|exe| identities.of(exe)) {
        record.company.clone_from(&identity.company);
        record.product.clone_from(&identity.product);
        record.original_filename.clone_from(&identity.original_filename);
        record.signer.clone_from(&identity.signer);
        record.signature_valid = identity.signature_valid;
    }
    record
}

fn part_of(record: &ProcessRecord, catalogue: &Catalogue) -> Part {
    let candidate = Candidate::new(record, &catalogue.system);
    if catalogue.tools.iter().any(|tool| candidate.role_in(tool).is_some()) {
        Part::Tool
    } else if candidate.is_named(&catalogue.system.session_shells) {
        Part::Shell
    } else if catalogue.theatre.iter().any(|theatre| candidate.plays(theatre)) {
        Part::Theatre
    } else {
        Part::None
    }
}
