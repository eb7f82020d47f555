//! What makes a tool that is found anyway more serious, and what is shown beside it to frighten.
//! Never an alarm alone.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};

use super::catalogue::{Catalogue, SystemPrograms, ToolCategory};
use super::draft::Draft;
use super::hostile_text::compared;
use super::matching::{Candidate, Role, any, found};
use super::pattern::PATTERN_MAX_CHARS;
use super::snapshot::{ConnectionRecord, Snapshot};
use super::{Evidence, EvidenceKind, Level};

/// Two tools a person started within this many milliseconds belong together: ten minutes.
/// Elastic's public rule for several remote tools on one PC uses eight.
pub const SECOND_TOOL_MS: i64 = 10 * 60 * 1000;

/// Raises what runs from where downloads lie, what was started beside another tool, and whatever
/// runs while the person's own hands are tied.
pub(super) fn raise(
    drafts: &mut [Draft<'_>],
    snapshot: &Snapshot,
    system: &SystemPrograms,
    clock_known: bool,
) {
    for draft in drafts.iter_mut() {
        downloads(draft);
        restrictions(draft, snapshot, system);
        traffic(draft, &snapshot.connections);
    }
    if clock_known {
        second_tools(drafts);
    }
}

/// Which policies tie hands is data; all are told, as a helper may want to undo them.
fn restrictions(draft: &mut Draft<'_>, snapshot: &Snapshot, system: &SystemPrograms) {
    if !draft.runs() {
        return;
    }
    for restriction in &snapshot.restrictions {
        let alarming = any(&system.alarming_restrictions, &compared(restriction, PATTERN_MAX_CHARS));
        // Companies forbid the Task Manager on PCs that they manage.
        let raises = alarming && draft.tool.category != ToolCategory::Management;
        let level = if raises { Level::Likely } else { draft.level };
        draft.hands_tied |= raises;
        draft.raise(level, found(EvidenceKind::Restriction, restriction));
    }
}

/// A program that a person started and that is connected to somewhere else moves data, however long
/// ago that was. What the system started is connected all day.
fn traffic(draft: &mut Draft<'_>, connections: &[ConnectionRecord]) {
    let by_person: BTreeSet<u32> = draft
        .running
        .iter()
        .filter(|part| part.role >= Role::Installed && part.started_by_person.is_some())
        .filter_map(|part| part.record.pid)
        .collect();
    let moves: Vec<Evidence> = connections
        .iter()
        .filter(|connection| connection.pid.is_some_and(|pid| by_person.contains(&pid)))
        .filter(|connection| {
            connection.state.as_deref().is_some_and(|state| state.eq_ignore_ascii_case("established"))
        })
        .filter_map(|connection| connection.remote.as_deref())
        .filter(|remote| remote.parse::<SocketAddr>().is_ok_and(|remote| leads_out(remote.ip())))
        .map(|remote| found(EvidenceKind::Traffic, remote))
        .collect();
    for evidence in moves {
        draft.raise(Level::Likely, evidence);
    }
}

fn leads_out(address: IpAddr) -> bool {
    let address = address.to_canonical();
    !address.is_loopback() && !address.is_unspecified()
}

/// Also an idle helper: only who unpacked the tool there runs any part of it there.
fn downloads(draft: &mut Draft<'_>) {
    let places: Vec<Evidence> = draft
        .running
        .iter()
        .filter_map(|part| part.download.as_deref())
        .map(|path| found(EvidenceKind::FromDownloads, path))
        .collect();
    for evidence in places {
        draft.raise(Level::Likely, evidence);
    }
}

fn second_tools(drafts: &mut [Draft<'_>]) {
    // For each tool its starts in order of time, so that thousands need not meet thousands.
    let starts: Vec<BTreeSet<(i64, Option<u32>)>> = drafts
        .iter()
        .map(|draft| {
            let parts = draft.running.iter().filter(|part| part.role >= Role::Installed);
            parts.filter_map(|part| Some((part.started_by_person?.0, part.record.pid))).collect()
        })
        .collect();
    let mut beside: Vec<(usize, String)> = Vec::new();
    for (index, own) in starts.iter().enumerate() {
        for (other, draft) in drafts.iter().enumerate().filter(|(other, _)| *other != index) {
            // One program that two tools may own is one program.
            let near = |(at, pid): &(i64, Option<u32>)| {
                let window = (at.saturating_sub(SECOND_TOOL_MS), None)
                    ..=(at.saturating_add(SECOND_TOOL_MS), Some(u32::MAX));
                starts
                    .get(other)
                    .is_some_and(|others| others.range(window).any(|(_, other_pid)| other_pid != pid))
            };
            if own.iter().any(near) {
                beside.push((index, draft.tool.name.en.clone()));
            }
        }
    }
    for (index, name) in beside {
        if let Some(draft) = drafts.get_mut(index) {
            draft.raise(Level::Likely, found(EvidenceKind::SecondTool, &name));
        }
    }
}

/// Adds to every serious finding what runs beside it only to look like an examination. The level
/// stays: these are ordinary programs.
pub(super) fn unmask(drafts: &mut [Draft<'_>], candidates: &[Candidate<'_>], catalogue: &Catalogue) {
    if drafts.iter().all(|draft| draft.level < Level::Likely) {
        return;
    }
    let shows: BTreeSet<&str> = catalogue
        .theatre
        .iter()
        .filter(|theatre| candidates.iter().any(|candidate| candidate.plays(theatre)))
        .map(|theatre| theatre.id.as_str())
        .collect();
    for draft in drafts.iter_mut().filter(|draft| draft.level >= Level::Likely) {
        draft.evidence.extend(shows.iter().map(|id| found(EvidenceKind::Theatre, id)));
    }
}
