//! The line to the outside on this operating system.

pub mod announced;
pub mod dead_man;
pub mod driver;
pub mod guarded;
pub mod journal_store;
pub mod line;
pub mod line_ops;
#[cfg(target_os = "linux")]
pub mod linux;
#[cfg(target_os = "macos")]
pub mod macos;
#[cfg(windows)]
pub mod windows;

use std::path::PathBuf;

#[cfg(windows)]
use self::windows as system;
#[cfg(target_os = "linux")]
use linux as system;
#[cfg(target_os = "macos")]
use macos as system;

use crate::core::guard::{Reply, Request};
use crate::core::network::{CutWays, RestoreReport, RestoreResult};
use crate::platform::{NetworkLine, guard, logon_notice};

/// Where a cut of this process is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinePaths {
    /// The journal.
    pub journal: PathBuf,
    /// A second copy on another file system, which lives as long as the change itself.
    pub journal_copy: Option<PathBuf>,
    /// The folder of the caregiver's PIN.
    pub pin_folder: PathBuf,
}

impl LinePaths {
    /// The places of this system and user. For an elevated process no environment variable is asked.
    #[must_use]
    pub fn of_this_process() -> Self {
        system::paths()
    }
}

/// The line of this PC, with everything at its place; the guard is one of its ways.
#[must_use]
pub fn native() -> Box<dyn NetworkLine> {
    let line = guarded::Guarded::new(system::ops(), LinePaths::of_this_process());
    let announcer = announced::Announcer {
        announce: logon_notice::announce,
        withdraw: logon_notice::withdraw,
        is_anothers: logon_notice::is_anothers,
    };
    Box::new(announced::AnnouncedLine::new(line, announcer))
}

/// True when a restart of the PC ends this process's own cut: nothing on record outlives one.
#[must_use]
pub fn ends_with_restart() -> bool {
    if matches!(guard::ask(&Request::Status), Ok(Reply::Status(held)) if held.in_force && held.lasting) {
        return false;
    }
    #[cfg(windows)]
    if windows::filters_end_with_restart() {
        return true;
    }
    let paths = LinePaths::of_this_process();
    match journal_store::JournalStore::new(paths.journal, paths.journal_copy).load() {
        journal_store::Stored::Whole(journal) => {
            !journal.changes.is_empty() && journal.changes.iter().all(driver::ends_with_restart)
        }
        _ => false,
    }
}

/// True when this process's own record is a drill's.
#[must_use]
pub fn drill_on_record() -> bool {
    let paths = LinePaths::of_this_process();
    let stored = journal_store::JournalStore::new(paths.journal, paths.journal_copy).load();
    matches!(stored, journal_store::Stored::Whole(journal) if journal.drill_until.is_some())
}

/// True when a cut will make the system ask the person for consent.
#[must_use]
pub fn consent_expected() -> bool {
    system::ops().consent_expected()
}

/// What a cut would do now, without the guard. Changes nothing.
#[must_use]
pub fn ways_now() -> CutWays {
    let ops = system::ops();
    let plan = ops.plan();
    let mut found = CutWays {
        ways: plan.ways.iter().map(|planned| planned.way).collect(),
        offline: plan.before.offline,
        consent: ops.consent_expected(),
        refused: false,
    };
    let planned = found.ways.len();
    found.ways.retain(|way| !would_refuse(*way));
    found.refused = found.ways.len() < planned;
    found
}

#[cfg(target_os = "linux")]
use linux::would_refuse;

/// Nothing here says beforehand what it will refuse.
#[cfg(not(target_os = "linux"))]
fn would_refuse(_way: crate::core::network::Way) -> bool {
    false
}

/// The line as the guard drives it: by this system's own means, at the places of root or SYSTEM, without
/// asking a guard.
#[cfg(target_os = "linux")]
#[must_use]
pub fn held_by_guard() -> driver::Line<linux::LinuxOps> {
    driver::Line::new(linux::LinuxOps::default(), LinePaths::of_this_process())
}

/// Restores through the system's own consent (polkit, UAC) for a user without PIN: starts the
/// elevated program with a fixed verb and reads its bounded answer. Blocks until the person has answered.
/// An elevated process restores at once, and after sudo or pkexec also takes back the cut of the user
/// who called it.
#[must_use]
pub fn restore_elevated() -> RestoreReport {
    let report = system::restore_elevated();
    if matches!(report.result, RestoreResult::Restored | RestoreResult::NothingToDo) {
        // The administrator's program cannot reach this user's own entry.
        if let Err(error) = logon_notice::withdraw() {
            log::warn!("{error}");
        }
    }
    report
}

/// True when this process is root or administrator, as the system says.
#[must_use]
pub fn is_elevated() -> bool {
    system::ops().elevated()
}

/// A technical reason from another process or the system, made safe to log and show: one line,
/// no control or direction characters, at most 200 characters.
#[must_use]
pub fn bounded_reason(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars().filter(|c| !hidden(*c)).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_reason_cannot_turn_the_line_around() {
        let hostile = format!("a\u{202e}b\u{7}\n{}", "x".repeat(500));
        let safe = bounded_reason(&hostile);
        assert!(safe.starts_with("abx") && safe.chars().count() == 200, "{safe}");
    }
}
