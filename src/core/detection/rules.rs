//! From what was observed to how serious it is. Pure: the clock is handed in.

use std::collections::{BTreeMap, BTreeSet};

use super::allow_list::AllowList;
use super::catalogue::{Catalogue, Tool, ToolKind};
use super::hostile_text::compared;
use super::matching::{Candidate, Role, any, found};
use super::pattern::PATTERN_MAX_CHARS;
use super::recency::Context;
use super::rfc3339;
use super::snapshot::{ConnectionRecord, ProcessRecord, Snapshot};
use super::{Assessment, Evidence, EvidenceKind, Finding, Level};
use crate::core::Timestamp;

/// Most pieces of evidence of one kind kept for a finding; thousands of copies say no more than a few.
pub const EVIDENCE_MAX_PER_KIND: usize = 4;

/// Judges `snapshot`. Without `now` the rules about recent starts do not fire.
#[must_use]
pub fn assess(
    snapshot: &Snapshot,
    catalogue: &Catalogue,
    allowed: &AllowList,
    now: Option<Timestamp>,
) -> Assessment {
    let candidates: Vec<Candidate<'_>> =
        snapshot.processes.iter().map(|record| Candidate::new(record, &catalogue.system)).collect();
    let context = Context::new(snapshot, &candidates, &catalogue.system);
    let mut findings = Vec::new();
    for tool in &catalogue.tools {
        let mut draft = Draft::default();
        draft.processes(tool, &candidates, &context, now);
        draft.connections(tool, &snapshot.connections);
        draft.pipes(tool, &snapshot.pipes);
        draft.services(tool, snapshot, catalogue);
        draft.remains(tool, snapshot);
        if draft.level > Level::Clear {
            let is_allowed = allowed.covers(tool, &draft.records, now);
            findings.push(draft.finish(tool, is_allowed));
        }
    }
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

/// A finding while evidence is added to it. Nothing ever lowers its level.
#[derive(Default)]
struct Draft<'a> {
    level: Level,
    pids: BTreeSet<u32>,
    evidence: BTreeSet<Evidence>,
    records: Vec<&'a ProcessRecord>,
}

impl<'a> Draft<'a> {
    fn raise(&mut self, level: Level, evidence: Evidence) {
        self.level = self.level.max(level);
        self.evidence.insert(evidence);
    }

    fn processes(
        &mut self,
        tool: &Tool,
        candidates: &[Candidate<'a>],
        context: &Context<'_>,
        now: Option<Timestamp>,
    ) {
        for candidate in candidates {
            let record = candidate.record();
            let Some((role, evidence)) = candidate.role_in(tool) else { continue };
            self.evidence.extend(evidence);
            self.pids.extend(record.pid);
            self.records.push(record);
            let level = match role {
                Role::Session | Role::OnDemand => Level::Live,
                Role::Idle => Level::Leftover,
                Role::Installed => match context.recent(record, tool, now) {
                    Some(at) => {
                        let when = rfc3339::format(at).unwrap_or_default();
                        self.evidence.insert(found(EvidenceKind::Recent, &when));
                        Level::Likely
                    }
                    None => Level::Leftover,
                },
            };
            self.level = self.level.max(level);
        }
    }

    /// A connection to a port the tool listens on came from outside; any other may be idle chatter.
    fn connections(&mut self, tool: &Tool, connections: &[ConnectionRecord]) {
        if !tool.session.inbound_connection || self.pids.is_empty() {
            return;
        }
        let own = |connection: &&ConnectionRecord| {
            connection.pid.is_some_and(|pid| self.pids.contains(&pid))
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
            .filter(|connection| {
                port(connection.local.as_deref()).is_some_and(|port| listening.contains(&port))
            })
            .map(|connection| {
                found(EvidenceKind::Connection, connection.remote.as_deref().unwrap_or_default())
            })
            .collect();
        for evidence in sessions {
            self.raise(Level::Live, evidence);
        }
    }

    fn pipes(&mut self, tool: &Tool, pipes: &[String]) {
        let while_running = match tool.kind {
            ToolKind::OnDemand => Level::Live,
            ToolKind::Installed => Level::Leftover,
        };
        for pipe in pipes {
            let name = base_name(pipe);
            if any(&tool.session.pipes, &name) {
                self.raise(Level::Live, found(EvidenceKind::SessionMarker, pipe));
            } else if any(&tool.pipes, &name) {
                self.raise(while_running, found(EvidenceKind::Pipe, pipe));
            }
        }
    }

    /// A service by its name is a leftover; a running one counts as the program it runs, which the
    /// system may hide from an ordinary user.
    fn services(&mut self, tool: &Tool, snapshot: &Snapshot, catalogue: &Catalogue) {
        for service in &snapshot.services {
            let names = [service.name.as_deref(), service.display_name.as_deref()];
            let shown = names.into_iter().flatten().next().unwrap_or_default();
            if names.into_iter().flatten().any(|name| any(&tool.services, &whole(name))) {
                self.raise(Level::Leftover, found(EvidenceKind::Service, shown));
            }
            let Some(image) = service.image.as_deref() else { continue };
            let record = ProcessRecord { exe: Some(command_path(image)), ..ProcessRecord::default() };
            if let Some((role, _)) = Candidate::new(&record, &catalogue.system).role_in(tool) {
                let running = service.running == Some(true) && role >= Role::OnDemand;
                let level = if running { Level::Live } else { Level::Leftover };
                self.raise(level, found(EvidenceKind::Service, shown));
            }
        }
    }

    /// What stays behind when nothing runs.
    fn remains(&mut self, tool: &Tool, snapshot: &Snapshot) {
        for entry in &snapshot.autostarts {
            let named = entry.name.as_deref().is_some_and(|name| any(&tool.autostarts, &whole(name)));
            let runs = entry.command.as_deref().is_some_and(|command| {
                let program = base_name(&command_path(command));
                any(&tool.executables, &program)
                    || any(&tool.on_demand_executables, &program)
                    || any(&tool.idle_executables, &program)
            });
            if named || runs {
                let shown = entry.name.as_deref().or(entry.command.as_deref()).unwrap_or_default();
                self.raise(Level::Leftover, found(EvidenceKind::Autostart, shown));
            }
        }
        for path in snapshot.files.iter().filter_map(|file| file.path.as_deref()) {
            if any(&tool.downloads, &base_name(path)) {
                self.raise(Level::Leftover, found(EvidenceKind::File, path));
            }
        }
    }

    fn finish(self, tool: &Tool, allowed: bool) -> Finding {
        let mut of_kind: BTreeMap<EvidenceKind, usize> = BTreeMap::new();
        let evidence = self
            .evidence
            .into_iter()
            .filter(|evidence| {
                let count = of_kind.entry(evidence.kind).or_default();
                *count += 1;
                *count <= EVIDENCE_MAX_PER_KIND
            })
            .collect();
        let (tool, name) = (tool.id.clone(), tool.name.en.clone());
        let pids = self.pids.into_iter().collect();
        Finding { tool, name, level: self.level, allowed, pids, evidence, since: None, signer: None }
    }
}

/// The whole text in its compared form, for names of services and entries.
fn whole(text: &str) -> String {
    compared(text, PATTERN_MAX_CHARS)
}

/// The last part of a path in its compared form.
fn base_name(path: &str) -> String {
    let path = compared(path, 1024);
    path.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The program of a command line: the quoted part, or everything up to `.exe`, or the first word.
fn command_path(command: &str) -> String {
    let command = command.trim_start();
    if let Some(quoted) = command.strip_prefix('"') {
        return quoted.split('"').next().unwrap_or_default().to_owned();
    }
    let lower = command.to_ascii_lowercase();
    let end = lower.find(".exe").map(|at| at + ".exe".len()).or_else(|| lower.find(char::is_whitespace));
    command.get(..end.unwrap_or(command.len())).unwrap_or_default().to_owned()
}

/// The port of `address:port`.
fn port(address: Option<&str>) -> Option<u16> {
    address?.rsplit_once(':')?.1.parse().ok()
}
