//! What Windows starts by itself: the Run keys, the start-up folders, scheduled tasks, and services that
//! start even in safe mode.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{command_line, scheduled_tasks, shell_link, wide_text};
use crate::core::detection::snapshot::AutostartRecord;
use crate::platform::observers::{ObserveError, Observer, RECORDS_MAX, Seen, Wanted};
use crate::platform::windows::known_folder;
use crate::platform::windows::registry::{Key, Root};

/// Keys whose values are started.
const RUN_KEYS: [&str; 4] = [
    r"Software\Microsoft\Windows\CurrentVersion\Run",
    r"Software\Microsoft\Windows\CurrentVersion\RunOnce",
    r"Software\WOW6432Node\Microsoft\Windows\CurrentVersion\Run",
    r"Software\WOW6432Node\Microsoft\Windows\CurrentVersion\RunOnce",
];
/// Services that safe mode with networking starts.
const SAFE_BOOT: &str = r"SYSTEM\CurrentControlSet\Control\SafeBoot\Network";
/// What `location` says of those.
const SAFE_BOOT_LOCATION: &str = "SafeBoot";
/// Most entries of one key or folder.
const ENTRIES_MAX: usize = 500;

/// Scheduled tasks are asked for again after this long: there are hundreds, and they change seldom.
const TASKS_EVERY: Duration = Duration::from_secs(5 * 60);

/// Programs that start by themselves.
#[derive(Debug, Default)]
pub struct Autostarts {
    tasks: Vec<AutostartRecord>,
    tasks_read_at: Option<Instant>,
}

impl Autostarts {
    fn refresh_tasks(&mut self) {
        if self.tasks_read_at.is_some_and(|at| at.elapsed() < TASKS_EVERY) {
            return;
        }
        self.tasks_read_at = Some(Instant::now());
        match scheduled_tasks::read() {
            Ok(tasks) => self.tasks = tasks,
            Err(error) => log::debug!("scheduled tasks cannot be read: {error}"),
        }
    }
}

impl Observer for Autostarts {
    fn name(&self) -> &'static str {
        "autostarts"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(30)
    }

    fn observe(&mut self, _: &Wanted) -> Result<Seen, ObserveError> {
        let mut found = run_keys();
        match known_folder::startup() {
            Ok(folders) => folders.iter().for_each(|folder| in_folder(folder, &mut found)),
            Err(error) => log::warn!("the start-up folders are not known: {error}"),
        }
        found.extend(safe_boot());
        self.refresh_tasks();
        found.extend(self.tasks.iter().cloned());
        found.truncate(RECORDS_MAX);
        Ok(Seen::Autostarts(found))
    }
}

fn run_keys() -> Vec<AutostartRecord> {
    let mut found = Vec::new();
    for root in [Root::CurrentUser, Root::LocalMachine] {
        for path in RUN_KEYS {
            let Some(key) = Key::open(root, path) else { continue };
            for (name, command) in key.texts(ENTRIES_MAX) {
                let command = command_line::expanded(&command, |name| std::env::var(name).ok());
                found.push(AutostartRecord {
                    location: Some(format!(r"{}\{path}", root.name())),
                    name: Some(wide_text::clean(&name)),
                    command: Some(wide_text::start(&command)).filter(|command| !command.is_empty()),
                });
            }
        }
    }
    found
}

fn in_folder(folder: &Path, found: &mut Vec<AutostartRecord>) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            log::debug!("a start-up folder cannot be read: {error}");
            return;
        }
    };
    for path in entries.take(ENTRIES_MAX).flatten().map(|entry| entry.path()) {
        let Some(name) = path.file_name().map(|name| name.to_string_lossy()) else { continue };
        if name.eq_ignore_ascii_case("desktop.ini") {
            continue;
        }
        found.push(AutostartRecord {
            location: Some(wide_text::path(&folder.to_string_lossy())),
            name: Some(wide_text::clean(&name)),
            command: Some(target_of(&path).unwrap_or_else(|| wide_text::path(&path.to_string_lossy()))),
        });
    }
}

/// What a link starts.
fn target_of(path: &Path) -> Option<String> {
    if !path.extension()?.eq_ignore_ascii_case("lnk") || !path.symlink_metadata().ok()?.is_file() {
        return None;
    }
    let mut link = Vec::new();
    File::open(path).ok()?.take(shell_link::LINK_MAX_BYTES).read_to_end(&mut link).ok()?;
    shell_link::target(&link)
}

fn safe_boot() -> Vec<AutostartRecord> {
    let names = Key::open(Root::LocalMachine, SAFE_BOOT).map(|key| key.keys(ENTRIES_MAX)).unwrap_or_default();
    names
        .into_iter()
        // Classes of devices.
        .filter(|name| !name.starts_with('{'))
        .map(|name| AutostartRecord {
            location: Some(SAFE_BOOT_LOCATION.to_owned()),
            name: Some(wide_text::clean(&name)),
            command: None,
        })
        .collect()
}
