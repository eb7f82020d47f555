//! What of a snapshot tells of remote-control tools. The rest tells of the person and is not handed on.

use std::collections::BTreeSet;

use super::COMPARED_MAX_CHARS;
use crate::core::detection::catalogue::Catalogue;
use crate::core::detection::hostile_text::compared;
use crate::core::detection::matching::{Candidate, any};
use crate::core::detection::name_index::{ProgramIndex, of_tools};
use crate::core::detection::pattern::PATTERN_MAX_CHARS;
use crate::core::detection::snapshot::{FileRecord, ProcessRecord, Snapshot};
use crate::core::detection::traces::command_path;

/// Endings of programs that are kept when the system marked them as coming from the internet.
const PROGRAM_ENDINGS: &[&str] = &[".exe", ".msi"];
/// So many leading arguments may name a program whose file the system hides.
const NAMING_ARGS: usize = 3;

/// Drops the files that are no tool's download, no running tool's program and no program from the
/// internet, and the arguments of programs, services and autostarts that are no part of a tool. The
/// judgement stays what it was.
pub fn keep_what_tells_of_tools(snapshot: &mut Snapshot, catalogue: &Catalogue) {
    let of_tools = programs_of_tools(snapshot, catalogue);
    let running: BTreeSet<String> = snapshot
        .processes
        .iter()
        .enumerate()
        .filter(|(place, _)| of_tools.contains(place))
        .filter_map(|(_, process)| process.exe.as_deref().map(compared_path))
        .collect();
    clear_arguments_of_others(snapshot, catalogue);
    snapshot.files.retain(|file| is_download(file, catalogue) || is_program(file, &running));
    keep_commands(snapshot, catalogue);
}

/// Clears the arguments of programs that are neither part of a tool nor shown to frighten: they tell
/// nothing about a session, and may hold anything.
pub fn clear_arguments_of_others(snapshot: &mut Snapshot, catalogue: &Catalogue) {
    let of_tools = programs_of_tools(snapshot, catalogue);
    for (place, process) in snapshot.processes.iter_mut().enumerate() {
        let candidate = Candidate::new(process, &catalogue.system);
        let told =
            of_tools.contains(&place) || catalogue.theatre.iter().any(|theatre| candidate.plays(theatre));
        if !told {
            let named = |candidate: &Candidate<'_>| {
                [&catalogue.system.service_managers, &catalogue.system.session_shells]
                    .map(|patterns| candidate.is_named(patterns))
            };
            let bare = ProcessRecord { args: Vec::new(), ..process.clone() };
            let same = named(&candidate) == named(&Candidate::new(&bare, &catalogue.system));
            // What starts programs calms an alarm; it must be known again.
            process.args.truncate(if same { 0 } else { NAMING_ARGS });
        }
    }
}

/// The places of the programs that are part of a tool.
fn programs_of_tools(snapshot: &Snapshot, catalogue: &Catalogue) -> BTreeSet<usize> {
    let candidates = Candidate::all(&snapshot.processes, &snapshot.services, &catalogue.system);
    let places = ProgramIndex::new(catalogue).places(candidates.iter().map(Some));
    let mut of_tools = BTreeSet::new();
    for (tool, places) in catalogue.tools.iter().zip(places) {
        let is_part =
            |place: &usize| candidates.get(*place).is_some_and(|candidate| candidate.role_in(tool).is_some());
        of_tools.extend(places.into_iter().filter(is_part));
    }
    of_tools
}

fn is_download(file: &FileRecord, catalogue: &Catalogue) -> bool {
    file.path.as_deref().is_some_and(|path| {
        let path = compared_path(path);
        let name = path.rsplit('/').next().unwrap_or_default();
        catalogue.tools.iter().any(|tool| any(&tool.downloads, name))
    })
}

fn is_program(file: &FileRecord, running: &BTreeSet<String>) -> bool {
    file.path.as_deref().is_some_and(|path| {
        let path = compared_path(path);
        running.contains(&path)
            || file.from_internet == Some(true) && PROGRAM_ENDINGS.iter().any(|ending| path.ends_with(ending))
    })
}

/// Leaves of the commands of services and autostarts that belong to no tool only the program.
fn keep_commands(snapshot: &mut Snapshot, catalogue: &Catalogue) {
    let programs = ProgramIndex::new(catalogue);
    let service_names = of_tools(catalogue, |tool| &tool.services);
    let entry_names = of_tools(catalogue, |tool| &tool.autostarts);
    let belongs = |owners: &mut Vec<usize>, name: Option<&str>, of: &dyn Fn(&str, &mut Vec<usize>)| {
        if let Some(name) = name {
            of(&compared(name, PATTERN_MAX_CHARS), owners);
        }
    };
    for service in &mut snapshot.services {
        let mut owners = Vec::new();
        for name in [service.name.as_deref(), service.display_name.as_deref()] {
            belongs(&mut owners, name, &|name, owners| service_names.owners_of(name, owners));
        }
        let Some(image) = &mut service.image else { continue };
        let program = ProcessRecord { exe: Some(command_path(image)), ..ProcessRecord::default() };
        let candidate = Candidate::new(&program, &catalogue.system);
        let runs = programs.places([Some(&candidate)]).iter().any(|places| !places.is_empty());
        if owners.is_empty() && !runs {
            *image = program_of(image);
        }
    }
    for entry in &mut snapshot.autostarts {
        let mut owners = Vec::new();
        belongs(&mut owners, entry.name.as_deref(), &|name, owners| entry_names.owners_of(name, owners));
        let Some(command) = &mut entry.command else { continue };
        let path = compared_path(&command_path(command));
        let name = path.rsplit('/').next().unwrap_or_default();
        let runs = programs.places_of_names([Some(name)]).iter().any(|places| !places.is_empty());
        if owners.is_empty() && !runs {
            *command = program_of(command);
        }
    }
}

/// The program of `command`, in the quotes it stood in: without them a second look would cut it at a
/// blank.
fn program_of(command: &str) -> String {
    let program = command_path(command);
    if command.trim_start().starts_with('"') { format!("\"{program}\"") } else { program }
}

fn compared_path(path: &str) -> String {
    compared(path.strip_suffix(" (deleted)").unwrap_or(path), COMPARED_MAX_CHARS)
}
