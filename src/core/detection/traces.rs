//! What a tool leaves besides running programs: pipes, services, autostarts, downloaded files, and
//! sessions of the system's own remote ways.

use super::catalogue::{Catalogue, ToolKind};
use super::draft::Draft;
use super::hostile_text::compared;
use super::matching::{Candidate, Role, any, found};
use super::pattern::PATTERN_MAX_CHARS;
use super::snapshot::{ProcessRecord, RemoteSessionRecord, Snapshot};
use super::{EvidenceKind, Level};

/// The traces of a snapshot in their compared forms, prepared once for all tools.
pub(super) struct Traces<'a> {
    /// Last part of each pipe's name, and the name as seen.
    pipes: Vec<(String, &'a str)>,
    services: Vec<Service<'a>>,
    autostarts: Vec<Autostart<'a>>,
    /// Name of each file without its folder, and the whole path.
    files: Vec<(String, &'a str)>,
    sessions: &'a [RemoteSessionRecord],
}

struct Service<'a> {
    names: Vec<String>,
    shown: &'a str,
    program: Option<Candidate<'a>>,
    running: bool,
}

struct Autostart<'a> {
    name: Option<String>,
    program: Option<String>,
    shown: &'a str,
}

/// The programs that services run, as records of their own.
pub(super) struct ServicePrograms(Vec<Option<ProcessRecord>>);

impl ServicePrograms {
    /// The programs of `snapshot`, in the order of its services.
    pub fn new(snapshot: &Snapshot) -> Self {
        let program =
            |image: &str| ProcessRecord { exe: Some(command_path(image)), ..ProcessRecord::default() };
        Self(snapshot.services.iter().map(|service| service.image.as_deref().map(program)).collect())
    }
}

impl<'a> Traces<'a> {
    /// Prepares the traces of `snapshot`, whose services run `programs`.
    pub fn new(snapshot: &'a Snapshot, programs: &'a ServicePrograms, catalogue: &Catalogue) -> Self {
        let services = snapshot
            .services
            .iter()
            .zip(&programs.0)
            .map(|(service, program)| {
                let names = [service.name.as_deref(), service.display_name.as_deref()];
                Service {
                    names: names.into_iter().flatten().map(whole).collect(),
                    shown: names.into_iter().flatten().next().unwrap_or_default(),
                    program: program.as_ref().map(|record| Candidate::new(record, &catalogue.system)),
                    running: service.running == Some(true),
                }
            })
            .collect();
        let autostarts = snapshot
            .autostarts
            .iter()
            .map(|entry| Autostart {
                name: entry.name.as_deref().map(whole),
                program: entry.command.as_deref().map(|command| base_name(&command_path(command))),
                shown: entry.name.as_deref().or(entry.command.as_deref()).unwrap_or_default(),
            })
            .collect();
        Self {
            pipes: snapshot.pipes.iter().map(|pipe| (base_name(pipe), pipe.as_str())).collect(),
            services,
            autostarts,
            files: snapshot
                .files
                .iter()
                .filter_map(|file| file.path.as_deref())
                .map(|path| (base_name(path), path))
                .collect(),
            sessions: &snapshot.remote_sessions,
        }
    }

    /// Adds what belongs to the tool of `draft`.
    pub fn add_to(&self, draft: &mut Draft<'_>) {
        self.add_pipes(draft);
        self.add_system_sessions(draft);
        self.add_services(draft);
        self.add_remains(draft);
    }

    fn add_pipes(&self, draft: &mut Draft<'_>) {
        let tool = draft.tool;
        let while_running = match tool.kind {
            ToolKind::OnDemand => Level::Live,
            ToolKind::Installed => Level::Leftover,
        };
        for (name, pipe) in &self.pipes {
            if any(&tool.session.pipes, name) {
                draft.raise(Level::Live, found(EvidenceKind::SessionMarker, pipe));
            } else if any(&tool.pipes, name) {
                draft.raise(while_running, found(EvidenceKind::Pipe, pipe));
            }
        }
    }

    /// Someone is connected by a way of the system's own.
    fn add_system_sessions(&self, draft: &mut Draft<'_>) {
        let Some(own) = draft.tool.system_session.as_deref() else { return };
        for session in self.sessions {
            let is_own = session.kind.as_deref().is_some_and(|kind| kind.eq_ignore_ascii_case(own));
            if is_own && session.active == Some(true) {
                let detail = session.detail.as_deref().or(session.kind.as_deref()).unwrap_or_default();
                draft.raise(Level::Live, found(EvidenceKind::SystemSession, detail));
            }
        }
    }

    /// A service by its name is a leftover; a running one counts as the program it runs, which the
    /// system may hide from an ordinary user.
    fn add_services(&self, draft: &mut Draft<'_>) {
        for service in &self.services {
            if service.names.iter().any(|name| any(&draft.tool.services, name)) {
                draft.raise(Level::Leftover, found(EvidenceKind::Service, service.shown));
            }
            let role = service.program.as_ref().and_then(|program| program.role_in(draft.tool));
            if let Some((role, _)) = role {
                let running = service.running && role >= Role::OnDemand;
                let level = if running { Level::Live } else { Level::Leftover };
                draft.raise(level, found(EvidenceKind::Service, service.shown));
            }
        }
    }

    /// What stays behind when nothing runs.
    fn add_remains(&self, draft: &mut Draft<'_>) {
        let tool = draft.tool;
        for entry in &self.autostarts {
            let named = entry.name.as_deref().is_some_and(|name| any(&tool.autostarts, name));
            let runs = entry.program.as_deref().is_some_and(|program| {
                any(&tool.executables, program)
                    || any(&tool.on_demand_executables, program)
                    || any(&tool.idle_executables, program)
            });
            if named || runs {
                draft.raise(Level::Leftover, found(EvidenceKind::Autostart, entry.shown));
            }
        }
        for (name, path) in &self.files {
            if any(&tool.downloads, name) {
                draft.raise(Level::Leftover, found(EvidenceKind::File, path));
            }
        }
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
pub(super) fn command_path(command: &str) -> String {
    let command = command.trim_start();
    if let Some(quoted) = command.strip_prefix('"') {
        return quoted.split('"').next().unwrap_or_default().to_owned();
    }
    let lower = command.to_ascii_lowercase();
    let end = lower.find(".exe").map(|at| at + ".exe".len()).or_else(|| lower.find(char::is_whitespace));
    command.get(..end.unwrap_or(command.len())).unwrap_or_default().to_owned()
}
