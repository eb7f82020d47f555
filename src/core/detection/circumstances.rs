//! What makes a tool that is found anyway more serious, and what is shown beside it to frighten.
//! Never an alarm alone.

use std::collections::BTreeSet;

use super::catalogue::{Catalogue, ToolCategory};
use super::draft::Draft;
use super::matching::{Candidate, Role, found};
use super::snapshot::Snapshot;
use super::{Evidence, EvidenceKind, Level};

/// Two tools a person started within this many milliseconds belong together: ten minutes.
/// Elastic's public rule for several remote tools on one PC uses eight.
pub const SECOND_TOOL_MS: i64 = 10 * 60 * 1000;

/// Raises what runs from where downloads lie, what was started beside another tool, and whatever
/// runs while the person's own hands are tied.
pub(super) fn raise(drafts: &mut [Draft<'_>], snapshot: &Snapshot, clock_known: bool) {
    for draft in drafts.iter_mut() {
        downloads(draft);
        // Companies forbid the Task Manager on PCs that they manage.
        if draft.runs() && draft.tool.category != ToolCategory::Management {
            for restriction in &snapshot.restrictions {
                draft.raise(Level::Likely, found(EvidenceKind::Restriction, restriction));
            }
        }
    }
    if clock_known {
        second_tools(drafts);
    }
}

fn downloads(draft: &mut Draft<'_>) {
    let places: Vec<Evidence> = draft
        .running
        .iter()
        .filter(|part| part.role >= Role::Installed)
        .filter_map(|part| part.download.as_deref())
        .map(|path| found(EvidenceKind::FromDownloads, path))
        .collect();
    for evidence in places {
        draft.raise(Level::Likely, evidence);
    }
}

fn second_tools(drafts: &mut [Draft<'_>]) {
    let starts: Vec<(usize, &str, Option<u32>, i64)> = drafts
        .iter()
        .enumerate()
        .flat_map(|(index, draft)| {
            let name = draft.tool.name.en.as_str();
            draft
                .running
                .iter()
                .filter(|part| part.role >= Role::Installed)
                .filter_map(move |part| Some((index, name, part.record.pid, part.started_by_person?.0)))
        })
        .collect();
    let mut beside: BTreeSet<(usize, String)> = BTreeSet::new();
    for (index, _, pid, at) in &starts {
        for (other, name, other_pid, other_at) in &starts {
            // One program that two tools may own is one program.
            if index != other && pid != other_pid && at.abs_diff(*other_at) <= SECOND_TOOL_MS.unsigned_abs() {
                beside.insert((*index, (*name).to_owned()));
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
