//! Whether a person just started a program, or the system did.

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
    shells: Vec<&'a ProcessRecord>,
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
        let shells = candidates
            .iter()
            .filter(|candidate| candidate.is_named(&system.session_shells))
            .map(Candidate::record)
            .collect();
        let mut arrived: BTreeMap<&str, Timestamp> = BTreeMap::new();
        for file in &snapshot.files {
            if let (Some(path), Some(moment)) = (file.path.as_deref(), file.modified_at) {
                let known = arrived.entry(path).or_insert(moment);
                *known = (*known).max(moment);
            }
        }
        Self { os: snapshot.os, boot_at: snapshot.boot_at, system, by_pid, shells, arrived }
    }

    /// When a person started `process` of `tool`, or when its file arrived, if that was within the
    /// hour before `now`. A start by the system is never recent, the arrival of the file is.
    #[must_use]
    pub fn recent(&self, process: &ProcessRecord, tool: &Tool, now: Option<Timestamp>) -> Option<Timestamp> {
        let now = now?;
        let arrived = process.exe.as_deref().and_then(|exe| self.arrived.get(exe).copied());
        let started = process.started_at.filter(|_| !self.started_by_system(process, tool));
        [started, arrived].into_iter().flatten().filter(|at| now.millis_since(*at) <= RECENT_MS).max()
    }

    /// Started by a service manager, with the system or with the desktop; or by a part of the same tool that was.
    pub(super) fn started_by_system(&self, process: &ProcessRecord, tool: &Tool) -> bool {
        let mut process = process;
        for _ in 0..ANCESTORS_MAX {
            if self.autostarted(process) {
                return true;
            }
            let Some(parent) = self.parent(process) else {
                return process.parent == Some(1) && self.runs_as_daemon(tool);
            };
            let candidate = Candidate::new(parent, self.system);
            if candidate.is_named(&self.system.service_managers) {
                // On Linux a program put into the background gets the same parent as a daemon.
                return self.os != Os::Linux || self.runs_as_daemon(tool);
            }
            if candidate.role_in(tool).is_none() {
                return false;
            }
            process = parent;
        }
        false
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
        self.shells.iter().any(|shell| {
            let same_session = shell.session_id.zip(process.session_id).is_none_or(|(a, b)| a == b);
            let Some(shell_at) = shell.started_at else { return false };
            same_session && shell_at <= started_at && soon_after(shell_at)
        })
    }
}
