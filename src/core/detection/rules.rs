//! From what was observed to how serious it is. Pure: the clock is handed in.

use std::collections::BTreeSet;

use super::allow_list::AllowList;
use super::catalogue::Catalogue;
use super::circumstances;
pub use super::draft::EVIDENCE_MAX_PER_KIND;
use super::draft::{Draft, Running};
use super::matching::{Candidate, Role, found};
use super::name_index::ProgramIndex;
use super::recency::{Context, Starts};
use super::rfc3339;
use super::snapshot::{ConnectionRecord, Snapshot};
use super::traces::{ServicePrograms, Traces};
use super::{Assessment, Evidence, EvidenceKind, Finding, Level};
use crate::core::Timestamp;

/// Judges `snapshot`. Without `now` the rules about recent starts do not fire.
#[must_use]
pub fn assess(
    snapshot: &Snapshot,
    catalogue: &Catalogue,
    allowed: &AllowList,
    now: Option<Timestamp>,
) -> Assessment {
    let candidates = Candidate::all(&snapshot.processes, &snapshot.services, &catalogue.system);
    let service_programs = ServicePrograms::new(snapshot);
    let index = ProgramIndex::new(catalogue);
    let traces = Traces::new(snapshot, &service_programs, catalogue, &index);
    let context = Context::new(snapshot, &candidates, &catalogue.system);
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    let programs = index.places(candidates.iter().map(Some));
    for (place, tool) in catalogue.tools.iter().enumerate() {
        let mut draft = Draft::new(tool);
        let own = programs.get(place).into_iter().flatten().filter_map(|program| candidates.get(*program));
        processes(&mut draft, own, &context.of(tool), catalogue, now);
        connections(&mut draft, &snapshot.connections);
        traces.add_to(&mut draft, place);
        if draft.level > Level::Clear {
            drafts.push(draft);
        }
    }
    circumstances::raise(&mut drafts, snapshot, &catalogue.system, now.is_some());
    circumstances::unmask(&mut drafts, &candidates, catalogue);
    let mut findings: Vec<Finding> = drafts
        .into_iter()
        .map(|draft| {
            let is_allowed = draft.is_allowed(allowed, now);
            draft.finish(is_allowed)
        })
        .collect();
    findings.sort_by(|a, b| {
        (a.allowed, std::cmp::Reverse(a.level), &a.tool).cmp(&(
            b.allowed,
            std::cmp::Reverse(b.level),
            &b.tool,
        ))
    });
    let level = findings.iter().filter(|finding| !finding.allowed).map(|finding| finding.level).max();
    Assessment { level: level.unwrap_or_default(), findings }
}

fn processes<'a, 'c>(
    draft: &mut Draft<'a>,
    candidates: impl Iterator<Item = &'c Candidate<'a>>,
    starts: &Starts<'_, '_>,
    catalogue: &Catalogue,
    now: Option<Timestamp>,
) where
    'a: 'c,
{
    let tool = draft.tool;
    for candidate in candidates {
        let record = candidate.record();
        let Some((role, evidence)) = candidate.role_in(tool) else { continue };
        draft.evidence.extend(evidence);
        draft.pids.extend(record.pid);
        let by_system =
            if candidate.is_fresh_for(tool) { starts.with_desktop(record) } else { starts.by_system(record) };
        let level = match role {
            Role::Session | Role::OnDemand => Level::Live,
            Role::Idle => Level::Leftover,
            Role::Installed => match starts.recent(record, by_system, now) {
                Some(at) => {
                    let when = rfc3339::format(at).unwrap_or_default();
                    draft.evidence.insert(found(EvidenceKind::Recent, &when));
                    Level::Likely
                }
                None => Level::Leftover,
            },
        };
        draft.level = draft.level.max(level);
        let started_by_person = record.started_at.filter(|_| !by_system);
        let download = candidate.lies_in(&catalogue.system.download_places).map(str::to_owned);
        draft.running.push(Running { record, role, started_by_person, download });
    }
}

/// A connection to a port the tool listens on came from outside; any other may be idle chatter.
fn connections(draft: &mut Draft<'_>, connections: &[ConnectionRecord]) {
    if !draft.tool.session.inbound_connection || draft.pids.is_empty() {
        return;
    }
    let own = |connection: &&ConnectionRecord| {
        connection.pid.is_some_and(|pid| draft.pids.contains(&pid))
            && connection.proto.as_deref().is_none_or(|proto| proto.eq_ignore_ascii_case("tcp"))
    };
    let in_state = |connection: &&ConnectionRecord, state: &str| {
        connection.state.as_deref().is_some_and(|is| is.eq_ignore_ascii_case(state))
    };
    let listening: BTreeSet<u16> = connections
        .iter()
        .filter(own)
        .filter(|connection| in_state(connection, "listen"))
        .filter_map(|connection| port(connection.local.as_deref()))
        .collect();
    let sessions: Vec<Evidence> = connections
        .iter()
        .filter(own)
        .filter(|connection| in_state(connection, "established"))
        .filter(|connection| port(connection.local.as_deref()).is_some_and(|port| listening.contains(&port)))
        .map(|connection| found(EvidenceKind::Connection, connection.remote.as_deref().unwrap_or_default()))
        .collect();
    for evidence in sessions {
        draft.raise(Level::Live, evidence);
    }
}

/// The port of `address:port`.
fn port(address: Option<&str>) -> Option<u16> {
    address?.rsplit_once(':')?.1.parse().ok()
}
