//! Whether a person just started a program, or the system did.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::{SystemPrograms, Tool};
use super::hostile_text::compared;
use super::matching::{COMPARED_MAX_CHARS, Candidate};
use super::pattern::Pattern;
use super::snapshot::{Os, ProcessRecord, Snapshot};
use super::traces::command_path;
use crate::core::Timestamp;

/// Started or arrived within this many milliseconds is recent: one hour.
pub const RECENT_MS: u64 = 60 * 60 * 1000;
/// Started within this many milliseconds of the system or the desktop is an autostart: two minutes.
pub const AUTOSTART_MS: u64 = 2 * 60 * 1000;
/// The same for a program that is listed to start by itself: old disks take ten minutes.
pub const LISTED_AUTOSTART_MS: u64 = 10 * 60 * 1000;
/// A moment further ahead than this comes from a clock that was wrong: one day.
const AHEAD_MAX_MS: u64 = 24 * 60 * 60 * 1000;
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
    /// Files that the system starts by itself, in their compared form.
    listed: BTreeSet<String>,
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
        let shells =
            candidates.iter().filter(|candidate| is_of_system(candidate, &system.session_shells, system));
        let shells = ShellStarts::new(shells.map(Candidate::record));
        let listed = snapshot
            .autostarts
            .iter()
            .filter_map(|entry| entry.command.as_deref())
            .map(|command| compared(&command_path(command), COMPARED_MAX_CHARS))
            .collect();
        let mut arrived: BTreeMap<&str, Timestamp> = BTreeMap::new();
        for file in &snapshot.files {
            if let (Some(path), Some(moment)) = (file.path.as_deref(), file.modified_at) {
                let known = arrived.entry(path).or_insert(moment);
                *known = (*known).max(moment);
            }
        }
        Self { os: snapshot.os, boot_at: snapshot.boot_at, system, by_pid, shells, arrived, listed }
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
        let is_listed = process
            .exe
            .as_deref()
            .is_some_and(|exe| self.listed.contains(&compared(exe, COMPARED_MAX_CHARS)));
        let within = if is_listed { LISTED_AUTOSTART_MS } else { AUTOSTART_MS };
        let soon_after = |origin: Timestamp| started_at.millis_since(origin) <= within;
        // Clocks are read in whole seconds: a start just before the recorded boot is one with the system.
        if self.boot_at.is_some_and(soon_after) {
            return true;
        }
        self.shells.had_one_before(started_at, process.session_id, within)
    }
}

/// When the desktop sessions began, so that thousands of programs need not ask thousands of shells.
#[derive(Debug, Default)]
struct ShellStarts {
    /// Ascending, of each session; those of shells whose session nobody knows under `None`. Of a known
    /// session only the first shell counts: another one may be started at any time.
    of_session: BTreeMap<Option<u32>, Vec<Timestamp>>,
    /// Ascending.
    all: Vec<Timestamp>,
}

impl ShellStarts {
    fn new<'r>(shells: impl Iterator<Item = &'r ProcessRecord>) -> Self {
        let mut starts = Self::default();
        for shell in shells {
            if let Some(at) = shell.started_at {
                starts.of_session.entry(shell.session_id).or_default().push(at);
            }
        }
        for (session, moments) in &mut starts.of_session {
            moments.sort_unstable();
            if session.is_some() {
                moments.truncate(1);
            }
        }
        starts.all = starts.of_session.values().flatten().copied().collect();
        starts.all.sort_unstable();
        starts
    }

    /// A desktop session that may be `session` began within `millis` before `moment`.
    fn had_one_before(&self, moment: Timestamp, session: Option<u32>, millis: u64) -> bool {
        let soon_before = |moments: &Vec<Timestamp>| {
            let earlier = moments.partition_point(|at| *at <= moment).checked_sub(1);
            let last = earlier.and_then(|last| moments.get(last));
            last.is_some_and(|at| moment.millis_since(*at) <= millis)
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
        let recent =
            |at: &Timestamp| now.millis_since(*at) <= RECENT_MS && at.millis_since(now) <= AHEAD_MAX_MS;
        [started, arrived].into_iter().flatten().filter(recent).max()
    }

    /// Started with the system or the desktop, whatever its parent is.
    #[must_use]
    pub fn with_desktop(&self, process: &ProcessRecord) -> bool {
        self.context.autostarted(process)
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
            if is_of_system(&candidate, &self.context.system.service_managers, self.context.system)
                && matches!(parent.session_id, None | Some(0))
            {
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

/// One of `names`, and not merely called so: its file is hidden from this user, or lies where only an
/// administrator writes.
fn is_of_system(candidate: &Candidate<'_>, names: &[Pattern], system: &SystemPrograms) -> bool {
    candidate.is_named(names)
        && (candidate.record().exe.is_none() || candidate.lies_in(&system.trusted_files).is_some())
}
