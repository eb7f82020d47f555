//! What a tool leaves besides running programs: pipes, services, autostarts, downloaded files, and
//! sessions of the system's own remote ways.

use super::catalogue::{Catalogue, ToolKind};
use super::draft::Draft;
use super::hostile_text::compared;
use super::matching::{Candidate, Role, any, found};
use super::name_index::{ProgramIndex, of_tools};
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
    places: Places,
}

/// For each tool of the catalogue, where in the lists of traces its own may be.
struct Places {
    pipes: Vec<Vec<usize>>,
    services: Vec<Vec<usize>>,
    autostarts: Vec<Vec<usize>>,
    files: Vec<Vec<usize>>,
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
    pub fn new(
        snapshot: &'a Snapshot,
        programs: &'a ServicePrograms,
        catalogue: &Catalogue,
        index: &ProgramIndex<'_>,
    ) -> Self {
        let services: Vec<Service<'_>> = snapshot
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
        let autostarts: Vec<Autostart<'_>> = snapshot
            .autostarts
            .iter()
            .map(|entry| Autostart {
                name: entry.name.as_deref().map(whole),
                program: entry.command.as_deref().map(|command| base_name(&command_path(command))),
                shown: entry.name.as_deref().or(entry.command.as_deref()).unwrap_or_default(),
            })
            .collect();
        let pipes: Vec<_> = snapshot.pipes.iter().map(|pipe| (base_name(pipe), pipe.as_str())).collect();
        let paths = snapshot.files.iter().filter_map(|file| file.path.as_deref());
        let files: Vec<_> = paths.map(|path| (base_name(path), path)).collect();
        let places = Places::new(catalogue, index, &pipes, &services, &autostarts, &files);
        Self { pipes, services, autostarts, files, sessions: &snapshot.remote_sessions, places }
    }

    /// Adds what belongs to the tool of `draft`, whose place in the catalogue is `place`.
    pub fn add_to(&self, draft: &mut Draft<'_>, place: usize) {
        self.add_pipes(draft, place);
        self.add_system_sessions(draft);
        self.add_services(draft, place);
        self.add_remains(draft, place);
    }

    fn add_pipes(&self, draft: &mut Draft<'_>, place: usize) {
        let tool = draft.tool;
        let while_running = match tool.kind {
            ToolKind::OnDemand => Level::Live,
            ToolKind::Installed => Level::Leftover,
        };
        for (name, pipe) in own(&self.pipes, &self.places.pipes, place) {
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
    fn add_services(&self, draft: &mut Draft<'_>, place: usize) {
        for service in own(&self.services, &self.places.services, place) {
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
    fn add_remains(&self, draft: &mut Draft<'_>, place: usize) {
        let tool = draft.tool;
        for entry in own(&self.autostarts, &self.places.autostarts, place) {
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
        for (name, path) in own(&self.files, &self.places.files, place) {
            if any(&tool.downloads, name) {
                draft.raise(Level::Leftover, found(EvidenceKind::File, path));
            }
        }
    }
}

impl Places {
    fn new(
        catalogue: &Catalogue,
        programs: &ProgramIndex<'_>,
        pipes: &[(String, &str)],
        services: &[Service<'_>],
        autostarts: &[Autostart<'_>],
        files: &[(String, &str)],
    ) -> Self {
        let count = catalogue.tools.len();
        let pipe_names = of_tools(catalogue, |tool| tool.pipes.iter().chain(&tool.session.pipes));
        let service_names = of_tools(catalogue, |tool| &tool.services);
        let entry_names = of_tools(catalogue, |tool| &tool.autostarts);
        let downloads = of_tools(catalogue, |tool| &tool.downloads);
        let mut in_services = service_names
            .places(count, services.iter().map(|service| service.names.iter().map(String::as_str)));
        merge(&mut in_services, programs.places(services.iter().map(|service| service.program.as_ref())));
        let mut in_autostarts =
            entry_names.places(count, autostarts.iter().map(|entry| entry.name.as_deref()));
        let files_of_entries = autostarts.iter().map(|entry| entry.program.as_deref());
        merge(&mut in_autostarts, programs.places_of_names(files_of_entries));
        Self {
            pipes: pipe_names.places(count, pipes.iter().map(|(name, _)| [name.as_str()])),
            services: in_services,
            autostarts: in_autostarts,
            files: downloads.places(count, files.iter().map(|(name, _)| [name.as_str()])),
        }
    }
}

/// Adds the places of `more` to those of `places`, tool by tool.
fn merge(places: &mut [Vec<usize>], more: Vec<Vec<usize>>) {
    for (known, more) in places.iter_mut().zip(more) {
        known.extend(more);
        known.sort_unstable();
        known.dedup();
    }
}

/// What of `items` may belong to the tool at `tool`.
fn own<'i, T>(items: &'i [T], places: &'i [Vec<usize>], tool: usize) -> impl Iterator<Item = &'i T> {
    places.get(tool).into_iter().flatten().filter_map(|place| items.get(*place))
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
