//! Identities of program files, read on threads of their own and kept while their programs run. No file,
//! however slow, holds up anybody but itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::ObserveError;
use super::identity::{ImageIdentity, Program};
use crate::core::Timestamp;
use crate::core::detection::snapshot::ProcessRecord;

mod desk;
mod file_mark;

use desk::{Desk, Locate, Outcome, Reading};

/// Longest time for one file.
const FILE_LIMIT: Duration = Duration::from_secs(3);
/// A file that took longer is left alone for so long.
const LEFT_ALONE_FOR: Duration = Duration::from_secs(60);

/// Reads the identity of one program's file; [`super::identity::read_running`] outside tests.
pub type ReadIdentity = Arc<dyn Fn(&Program) -> Result<ImageIdentity, ObserveError> + Send + Sync>;

/// How much it matters to know a program's file. Ordered: later is read first; among equals the newest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Where only set-up programs write.
    Installed,
    /// Where any program may have been put.
    Anywhere,
    /// It belongs to a tool.
    Tool,
}

/// What is read of a program's file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct FileFacts {
    identity: ImageIdentity,
    arrived: Option<Timestamp>,
}

/// How far a program's file is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    /// Asked for.
    Asked,
    /// Read.
    Read,
    /// It could not be read.
    Failed,
    /// It did not answer in time.
    TooSlow,
}

#[derive(Debug)]
struct Entry {
    program: Program,
    progress: Progress,
    /// Nothing before the first answer.
    facts: Option<FileFacts>,
    read_once: bool,
}

/// The identities known so far.
pub struct Identities {
    desk: Arc<Desk>,
    by_pid: BTreeMap<u32, Entry>,
    /// Files that took too long, and until when they are left alone.
    slow: BTreeMap<String, Instant>,
}

impl fmt::Debug for Identities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identities").field("known", &self.by_pid.len()).finish_non_exhaustive()
    }
}

impl Drop for Identities {
    fn drop(&mut self) {
        self.desk.close();
    }
}

impl Identities {
    /// Reads with `read`, on a thread that starts with the first question. When that fails nothing is ever
    /// known: names still are.
    #[must_use]
    pub fn start(read: ReadIdentity) -> Self {
        Self::with(read, Program::file, FILE_LIMIT)
    }

    fn with(read: ReadIdentity, locate: Locate, limit: Duration) -> Self {
        let desk = Desk::new(Reading { read, locate, limit });
        Self { desk, by_pid: BTreeMap::new(), slow: BTreeMap::new() }
    }

    fn facts(&self, record: &ProcessRecord) -> Option<&FileFacts> {
        let entry = self.by_pid.get(&record.pid?).filter(|entry| entry.program.is(record))?;
        entry.facts.as_ref()
    }

    /// The identity of the file of the program in `record`, if it was answered.
    #[must_use]
    pub fn of(&self, record: &ProcessRecord) -> Option<&ImageIdentity> {
        self.facts(record).map(|facts| &facts.identity)
    }

    /// When the file of the program in `record` came to this PC, as far as that is known.
    #[must_use]
    pub fn arrived(&self, record: &ProcessRecord) -> Option<Timestamp> {
        self.facts(record)?.arrived
    }

    /// Wants the identity of the program in `record`. A known one is compared with its file again, so that
    /// a file put in the place of a known one does not inherit its good name.
    pub fn ask(&mut self, record: &ProcessRecord, rank: Rank) {
        let Some(pid) = record.pid else { return };
        if let Some(entry) = self.by_pid.get_mut(&pid).filter(|entry| entry.program.is(record)) {
            let waits = entry.progress == Progress::Asked
                || self.slow.get(&entry.program.exe).is_some_and(|until| Instant::now() < *until)
                || entry.progress == Progress::TooSlow && self.desk.hangs_on(&entry.program.exe);
            if !waits && self.desk.order_again(entry.program.clone(), entry.read_once) {
                entry.progress = Progress::Asked;
            }
            return;
        }
        let Some(program) = Program::of(record) else { return };
        let left_alone = self.slow.get(&program.exe).is_some_and(|until| Instant::now() < *until)
            || self.desk.hangs_on(&program.exe);
        let (progress, facts) = if left_alone {
            (Progress::TooSlow, Some(FileFacts::default()))
        } else {
            match self.desk.order_first(program.clone(), rank) {
                Ok(driven_out) => {
                    // It is asked for again when there is room.
                    driven_out.map(|program| self.by_pid.remove(&program.pid));
                    (Progress::Asked, None)
                }
                Err(()) => return,
            }
        };
        self.by_pid.insert(pid, Entry { program, progress, facts, read_once: false });
    }

    /// Takes in what was read and returns the processes whose identity is new or changed. Waits until
    /// `deadline` at most for the first answers about `awaited`, or about all.
    pub fn take_answers(&mut self, deadline: Instant, awaited: Option<&BTreeSet<u32>>) -> BTreeSet<u32> {
        let mut changed = BTreeSet::new();
        loop {
            let deadline = if self.awaits(awaited) { deadline } else { Instant::now() };
            let answers = self.desk.answers(deadline);
            if answers.is_empty() {
                return changed;
            }
            changed.extend(answers.into_iter().filter_map(|(program, outcome)| self.take(&program, outcome)));
        }
    }

    fn awaits(&self, awaited: Option<&BTreeSet<u32>>) -> bool {
        let unanswered = |(_, entry): &(&u32, &Entry)| entry.facts.is_none();
        let mut all = self.by_pid.iter().filter(unanswered);
        all.any(|(pid, _)| awaited.is_none_or(|awaited| awaited.contains(pid)))
    }

    fn take(&mut self, program: &Program, outcome: Outcome) -> Option<u32> {
        if matches!(outcome, Outcome::TooSlow) {
            self.slow.insert(program.exe.clone(), Instant::now() + LEFT_ALONE_FOR);
        } else {
            self.slow.remove(&program.exe);
        }
        let entry = self.by_pid.get_mut(&program.pid).filter(|entry| entry.program == *program)?;
        let before = entry.facts.take();
        // Recognised once it stays recognised as long as it runs. What cannot be checked is not trusted.
        let kept = |arrived: Option<Timestamp>| {
            let mut facts = before.clone().unwrap_or_default();
            facts.identity.signature_valid = None;
            facts.arrived = arrived.or(facts.arrived);
            facts
        };
        let (progress, facts) = match outcome {
            Outcome::Read(facts) => (Progress::Read, facts),
            Outcome::Failed(arrived) => (Progress::Failed, kept(arrived)),
            Outcome::TooSlow => (Progress::TooSlow, kept(None)),
        };
        entry.progress = progress;
        entry.read_once |= progress == Progress::Read;
        let changed = before.as_ref() != Some(&facts);
        entry.facts = Some(facts);
        changed.then_some(program.pid)
    }

    /// Forgets the programs that run no more.
    pub fn keep_only(&mut self, running: &BTreeSet<u32>) {
        self.by_pid.retain(|pid, _| running.contains(pid));
        self.desk.keep_only(|pid| running.contains(&pid));
        let now = Instant::now();
        self.slow.retain(|_, until| now < *until);
    }

    /// True when everything that was asked for was answered in time.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.by_pid.values().all(|entry| entry.facts.is_some() && entry.progress != Progress::TooSlow)
    }
}

#[cfg(test)]
#[path = "identities_tests.rs"]
mod tests;
