//! The programs seen so far, and what each means to the assessment.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant, SystemTime};

use super::observer;
use crate::core::Timestamp;
use crate::core::detection::catalogue::Catalogue;
use crate::core::detection::matching::Candidate;
use crate::core::detection::snapshot::{FileRecord, ProcessRecord};
use crate::platform::observers::identities::{Identities, Rank};

/// So long after it was started or changed a process is looked into in every round: it may not yet
/// be the program it will be.
const YOUNG: Duration = Duration::from_secs(3);
/// Started longer ago than this when first seen, a process is what it will be. Start times are whole seconds.
const SETTLED_MS: u64 = 5_000;
/// How many ancestors are kept as context of a tool.
const ANCESTORS_MAX: usize = 16;
/// How paths begin that only set-up programs and package managers write to; on Windows after the drive.
const INSTALLED_PLACES: [&str; 9] = [
    r":\windows\",
    r":\program files\",
    r":\program files (x86)\",
    "/usr/",
    "/bin/",
    "/sbin/",
    "/lib",
    "/opt/",
    "/snap/",
];

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

    /// The files of the processes in `changed` have another identity now. True when that matters.
    pub fn identify(
        &mut self,
        changed: &BTreeSet<u32>,
        identities: &Identities,
        catalogue: &Catalogue,
    ) -> bool {
        let mut mattered = false;
        for pid in changed {
            if let Some(known) = self.by_pid.get_mut(pid) {
                known.record = identified(&known.listed, identities);
                let part = part_of(&known.record, catalogue);
                mattered |= part != Part::None || known.part != Part::None;
                known.part = part;
            }
        }
        mattered
    }

    /// Asks for the files of all programs, or only of those that belong to a tool; `again` for those that are
    /// known already as well.
    pub fn ask_for_files(&self, identities: &mut Identities, only_tools: bool, again: bool) {
        for known in self.by_pid.values() {
            let is_tool = known.part == Part::Tool;
            if (is_tool || !only_tools) && (again || identities.of(&known.listed).is_none()) {
                let rank = match known.listed.exe.as_deref() {
                    _ if is_tool => Rank::Tool,
                    Some(exe) if is_installed(exe) => Rank::Installed,
                    _ => Rank::Anywhere,
                };
                identities.ask(&known.listed, rank);
            }
        }
    }

    /// How many programs, or only tools, have a file that was not answered for yet.
    pub fn unread(&self, identities: &Identities, only_tools: bool) -> usize {
        let wanted = |known: &&Known| !only_tools || known.part == Part::Tool;
        let unread = |known: &&Known| known.listed.exe.is_some() && identities.of(&known.listed).is_none();
        self.by_pid.values().filter(wanted).filter(unread).count()
    }

    /// When the files of the tools came to this PC, as far as that is known.
    pub fn arrivals(&self, identities: &Identities) -> Vec<FileRecord> {
        let mut newest: BTreeMap<&str, Timestamp> = BTreeMap::new();
        for known in self.by_pid.values().filter(|known| known.part == Part::Tool) {
            if let (Some(exe), Some(at)) = (known.listed.exe.as_deref(), identities.arrived(&known.listed)) {
                let moment = newest.entry(exe).or_insert(at);
                *moment = at.max(*moment);
            }
        }
        let record = |(path, at): (&str, Timestamp)| FileRecord {
            path: Some(path.to_owned()),
            modified_at: Some(at),
            from_internet: None,
        };
        newest.into_iter().map(record).collect()
    }

    /// The ids of all programs.
    pub fn ids(&self) -> BTreeSet<u32> {
        self.by_pid.keys().copied().collect()
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
    if let Some(identity) = identities.of(listed) {
        record.company.clone_from(&identity.company);
        record.product.clone_from(&identity.product);
        record.original_filename.clone_from(&identity.original_filename);
        record.signer.clone_from(&identity.signer);
        record.signature_valid = identity.signature_valid;
    }
    record
}

fn is_installed(exe: &str) -> bool {
    let exe = exe.to_ascii_lowercase();
    let after_drive = exe.get(1..).unwrap_or_default();
    INSTALLED_PLACES.iter().any(|place| exe.starts_with(place) || after_drive.starts_with(place))
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
