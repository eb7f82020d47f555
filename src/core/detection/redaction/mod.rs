//! Takes the person out of a snapshot before it is handed on, and leaves everything the rules need.

use super::catalogue::Catalogue;
use super::hostile_text::compared;
use super::pattern::{PATTERN_MAX_CHARS, Pattern};
use super::snapshot::{ProcessRecord, Snapshot};
use super::traces::command_path;

mod keeping;
mod names;
mod paths;
mod secrets;

pub use keeping::{clear_arguments_of_others, keep_what_tells_of_tools};
pub use names::{HOST, USER, Who};
pub use secrets::SECRET;

use names::Names;

/// One change may let another one through that was refused before; more rounds than this only a text
/// made for it would need.
const ROUNDS_MAX: usize = 4;
/// Longest text the rules compare, in characters from its end.
const COMPARED_MAX_CHARS: usize = 1024;

/// Makes `snapshot` what may be handed on: what tells of tools, without the person, in a form that can be
/// read back. It is judged as before.
pub fn prepare_for_others(snapshot: &mut Snapshot, who: &Who, catalogue: &Catalogue) {
    keep_what_tells_of_tools(snapshot, catalogue);
    snapshot.keep_within_limits();
    redact(snapshot, who, catalogue);
}

/// Replaces users' names and full names, the last part of their home folders, the computer's name, machine
/// identifiers, the personal part of mail addresses, and what follows password-like options.
///
/// Each person keeps a number of their own, so that two people's files stay apart; addresses of
/// connections stay, because they are the evidence. What a program's maker wrote into it (company,
/// product, original name, signer) stays as well. A change that would make a text fit other patterns of
/// `catalogue` is not made, so that the judgement stays what it was. Doing it twice changes nothing more.
pub fn redact(snapshot: &mut Snapshot, who: &Who, catalogue: &Catalogue) {
    let mut redactor = Redactor { names: Names::new(who), patterns: all_patterns(catalogue) };
    for process in &mut snapshot.processes {
        redactor.process(process);
    }
    for service in &mut snapshot.services {
        redactor.text(&mut service.name);
        redactor.text(&mut service.display_name);
        redactor.command(&mut service.image);
    }
    for pipe in &mut snapshot.pipes {
        redactor.replace(pipe, &[]);
    }
    for file in &mut snapshot.files {
        redactor.text(&mut file.path);
    }
    for entry in &mut snapshot.autostarts {
        redactor.text(&mut entry.location);
        redactor.text(&mut entry.name);
        redactor.command(&mut entry.command);
    }
    for session in &mut snapshot.remote_sessions {
        redactor.text(&mut session.detail);
    }
}

/// A further change of a text, before names are looked for.
type Change = fn(&str) -> String;

struct Redactor<'a> {
    names: Names,
    patterns: Vec<&'a Pattern>,
}

impl Redactor<'_> {
    fn process(&mut self, process: &mut ProcessRecord) {
        self.text(&mut process.name);
        self.text(&mut process.exe);
        let hidden = secrets::values_after_options(&process.args);
        for (index, arg) in process.args.iter_mut().enumerate() {
            if hidden.contains(&index) {
                self.replace(arg, &[|_| SECRET.to_owned()]);
            }
            self.replace(arg, &[secrets::in_argument]);
        }
    }

    fn text(&mut self, text: &mut Option<String>) {
        if let Some(text) = text {
            self.replace(text, &[]);
        }
    }

    fn command(&mut self, command: &mut Option<String>) {
        if let Some(command) = command {
            self.replace(command, &[secrets::in_command_line, secrets::in_assignments]);
        }
    }

    /// Makes each change that leaves the text fitting the same patterns.
    fn replace(&mut self, text: &mut String, changes: &[Change]) {
        for _ in 0..ROUNDS_MAX {
            let before = text.clone();
            for change in changes.iter().chain(&[secrets::mail_addresses as Change]) {
                let changed = change(text);
                self.accept(text, changed);
            }
            let changed = paths::home_folders(text, &mut self.names);
            self.accept(text, changed);
            let changed = names::machine_identifiers(text);
            self.accept(text, changed);
            let changed = self.names.words(text);
            self.accept(text, changed);
            if *text == before {
                break;
            }
        }
    }

    fn accept(&self, text: &mut String, changed: String) {
        if *text == changed {
            return;
        }
        let (before, after) = (Forms::of(text), Forms::of(&changed));
        if self.patterns.iter().all(|pattern| before.fit(pattern).eq(after.fit(pattern))) {
            *text = changed;
        }
    }
}

/// The forms in which the rules compare a text: whole or its end, the name at its end, and the same of
/// the program of a command.
struct Forms(Vec<String>);

impl Forms {
    fn of(text: &str) -> Self {
        let program = command_path(text);
        let file = text.strip_suffix(" (deleted)").unwrap_or(text);
        let mut forms = vec![compared(text, PATTERN_MAX_CHARS)];
        for path in [text, file, &program] {
            let whole = compared(path, COMPARED_MAX_CHARS);
            forms.push(whole.rsplit('/').next().unwrap_or_default().to_owned());
            forms.push(whole);
        }
        Self(forms)
    }

    fn fit(&self, pattern: &Pattern) -> impl Iterator<Item = bool> {
        self.0.iter().map(|form| pattern.matches(form))
    }
}

fn all_patterns(catalogue: &Catalogue) -> Vec<&Pattern> {
    let system = &catalogue.system;
    let mut all: Vec<&Pattern> = system.service_managers.iter().collect();
    all.extend(
        system
            .session_shells
            .iter()
            .chain(&system.loaders)
            .chain(&system.download_places)
            .chain(&system.trusted_files),
    );
    for theatre in &catalogue.theatre {
        all.push(&theatre.executable);
        all.extend(&theatre.argument);
    }
    for tool in &catalogue.tools {
        let session = &tool.session;
        for list in [
            &tool.executables,
            &tool.on_demand_executables,
            &tool.idle_executables,
            &tool.helper_executables,
            &tool.fresh_executables,
            &tool.generic_executables,
            &tool.paths,
            &tool.on_demand_paths,
            &session.executables,
            &session.pipes,
            &tool.services,
            &tool.autostarts,
            &tool.pipes,
            &tool.downloads,
        ] {
            all.extend(list);
        }
        all.extend(session.arguments.iter().flat_map(|marker| [&marker.executable, &marker.argument]));
    }
    all
}

#[cfg(test)]
mod tests;
