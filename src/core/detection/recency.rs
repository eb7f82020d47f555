//! Whether a person just started a program, or the system did.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::catalogue::{SystemPrograms, Tool};
use super::matching::Candidate;
use super::snapshot::{Os, ProcessRecord, Snapshot};
use crate::core::Timestamp;

/// Started or arrived within this many milliseconds is recent: one hour.
pub const RECENT_MS: u64 = 60 * 60 * 1000;
/// Started within this many milliseconds of the system or the desktop is an autostart: two minutes.
pub const AUTOSTART_MS: u64 = 2 * 60 * 1000;
/// How many ancestors are followed; a hostile snapshot may hold a ring.
const ANCESTORS_MAX: usize = 16;

/// What explains the start of a program. Not evidence: knowing more of it may calm an alarm.
#[derive(Debug)]
pub struct Context<'a> {
    os: Os,
    boot_at: Option<Timestamp>,
    system: &'a SystemPrograms,
    by_pid: BTreeMap<u32, &'a ProcessRecord>,
    shells: ShellStarts,
    arrived: BTreeMap<&'a str, Timestamp>,
}

impl<'a> Context<'a> {
    /// The context of `snapshot`, whose programs are `candidates`.
    #[must_use]
    pub fn new(snapshot: &'a Snapshot, candidates: &[Candidate<'a>], system: &'a SystemPrograms) -> Self {
        let mut by_pid: BTreeMap<u32, &ProcessRecord> = BTreeMap::new();
        for record in &snapshot.processes {
            if let Some(pid) = record.pid {
                // Of two records with one id the same one is taken whatever their order.
                by_pid.entry(pid).and_modify(|known| *known = (*known).min(record)).or_insert(record);
            }
        }
        let shells = candidates.iter().filter(|candidate| candidate.is_named(&system.session_shells));
        let shells = ShellStarts::new(shells.map(Candidate::record));
        let mut arrived: BTreeMap<&str, Timestamp> = BTreeMap::new();
        for file in &snapshot.files {
            if let (Some(path), Some(moment)) = (file.path.as_deref(), file.modified_at) {
                let known = arrived.entry(path).or_insert(moment);
                *known = (*known).max(moment);
            }
        }
        Self { os: snapshot.os, boot_at: snapshot.boot_at, system, by_pid, shells, arrived }
    }

    /// How the programs of `tool` were started.
    #[must_use]
    pub fn of<'c>(&'c self, tool: &'c Tool) -> Starts<'c, 'a> {
        Starts { context: self, tool, parents: RefCell::default() }
    }

    fn runs_as_daemon(&self, tool: &Tool) -> bool {
        self.os == Os::Linux && !tool.services.is_empty()
    }

    fn parent(&self, process: &ProcessRecord) -> Option<&'a ProcessRecord> {
        let parent = *self.by_pid.get(&process.parent?)?;
        // A parent younger than its child is a stranger with a reused id.
        match (parent.started_at, process.started_at) {
            (Some(parent_at), Some(child_at)) if parent_at > child_at => None,
            _ => Some(parent),
        }
    }

    fn autostarted(&self, process: &ProcessRecord) -> bool {
        let Some(started_at) = process.started_at else { return false };
        let soon_after = |origin: Timestamp| started_at.millis_since(origin) <= AUTOSTART_MS;
        // Clocks are read in whole seconds: a start just before the recorded boot is one with the system.
        if self.boot_at.is_some_and(soon_after) {
            return true;
        }
        self.shells.had_one_before(started_at, process.session_id)
    }
}

/// When the desktop sessions began, so that thousands of programs need not ask thousands of shells.
#[derive(Debug, Default)]
struct ShellStarts {
    /// Ascending, of each session; those of shells whose session nobody knows under `None`.
    of_session: BTreeMap<Option<u32>, Vec<Timestamp>>,
    /// Ascending.
    all: Vec<Timestamp>,
}

impl ShellStarts {
    fn new<'r>(shells: impl Iterator<Item = &'r ProcessRecord>) -> Self {
        let mut starts = Self::default();
        for shell in shells {
            if let Some(at) = shell.started_at {
                starts.all.push(at);
                starts.of_session.entry(shell.session_id).or_default().push(at);
            }
        }
        starts.all.sort_unstable();
        starts.of_session.values_mut().for_each(|moments| moments.sort_unstable());
        starts
    }

    /// A desktop session that may be `session` began within [`AUTOSTART_MS`] before `moment`.
    fn had_one_before(&self, moment: Timestamp, session: Option<u32>) -> bool {
        let soon_before = |moments: &Vec<Timestamp>| {
            let earlier = moments.partition_point(|at| *at <= moment).checked_sub(1);
            let last = earlier.and_then(|last| moments.get(last));
            last.is_some_and(|at| moment.millis_since(*at) <= AUTOSTART_MS)
        };
        if session.is_none() {
            return soon_before(&self.all);
        }
        [None, session].iter().filter_map(|session| self.of_session.get(session)).any(soon_before)
    }
}

/// What a parent says about the start of its child.
#[derive(Debug, Clone, Copy)]
enum Parent {
    ServiceManager,
    PartOfTool,
    Stranger,
}

/// How the programs of one tool were started.
#[derive(Debug)]
pub struct Starts<'c, 'a> {
    context: &'c Context<'a>,
    tool: &'c Tool,
    /// By process id; many programs may have the same parent.
    parents: RefCell<BTreeMap<u32, Parent>>,
}

impl Starts<'_, '_> {
    /// When a person started `process`, or when its file arrived, if that was within the hour before
    /// `now`. A start by the system is never recent, the arrival of the file is.
    #[must_use]
    pub fn recent(
        &self,
        process: &ProcessRecord,
        by_system: bool,
        now: Option<Timestamp>,
    ) -> Option<Timestamp> {
        let now = now?;
        let arrived = process.exe.as_deref().and_then(|exe| self.context.arrived.get(exe).copied());
        let started = process.started_at.filter(|_| !by_system);
        [started, arrived].into_iter().flatten().filter(|at| now.millis_since(*at) <= RECENT_MS).max()
    }

    /// Started by a service manager, with the system or with the desktop; or by a part of the same tool that was.
    #[must_use]
    pub fn by_system(&self, process: &ProcessRecord) -> bool {
        let context = self.context;
        let mut process = process;
        for _ in 0..ANCESTORS_MAX {
            if context.autostarted(process) {
                return true;
            }
            let Some(parent) = context.parent(process) else {
                return process.parent == Some(1) && context.runs_as_daemon(self.tool);
            };
            match self.kind_of(parent) {
                // On Linux a program put into the background gets the same parent as a daemon.
                Parent::ServiceManager => {
                    return context.os != Os::Linux || context.runs_as_daemon(self.tool);
                }
                Parent::Stranger => return false,
                Parent::PartOfTool => process = parent,
            }
        }
        false
    }

    fn kind_of(&self, parent: &ProcessRecord) -> Parent {
        let find_out = || {
            let candidate = Candidate::new(parent, self.context.system);
            if candidate.is_named(&self.context.system.service_managers) {
                Parent::ServiceManager
            } else if candidate.role_in(self.tool).is_some() {
                Parent::PartOfTool
            } else {
                Parent::Stranger
            }
        };
        match parent.pid {
            Some(pid) => *self.parents.borrow_mut().entry(pid).or_insert_with(find_out),
            None => find_out(),
        }
    }
}
