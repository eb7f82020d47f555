//! What the watcher judges by, read again whenever it changed: the settings, what is allowed, this program itself.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use crate::core::detection::allow_list::AllowList;
use crate::core::settings::Settings;
use crate::platform::directories::Directories;
use crate::platform::processes::observer::from_system_time;
use crate::platform::storage::{Helped, UserStore};

/// Read again after so long whatever the files look like.
const AT_LEAST_EVERY: Duration = Duration::from_secs(60);
/// A file that was just written may be written to once more.
const SETTLED: Duration = Duration::from_secs(2);

/// How a file looks from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    length: u64,
    changed: Option<SystemTime>,
}

impl Mark {
    fn of(path: &Path) -> Option<Self> {
        let meta = path.metadata().ok()?;
        Some(Self { length: meta.len(), changed: meta.modified().ok() })
    }
}

/// The settings and what is allowed, as they were read last.
#[derive(Debug)]
pub(super) struct Rules {
    directories: Directories,
    files: Vec<PathBuf>,
    marks: Vec<Option<Mark>>,
    read_at: Option<Instant>,
    last: Option<(Settings, AllowList)>,
    helped: Helped,
}

impl Rules {
    pub(super) fn new(directories: &Directories) -> Self {
        let folders = [
            directories.config.clone(),
            directories.state.clone(),
            directories.admin.as_ref().map(|admin| admin.path.clone()),
        ];
        let names = [
            &["settings.toml"][..],
            &["confirmed-tools", "taken-back-tools", "family-help.toml"],
            &["settings.toml"],
        ];
        let files = folders
            .into_iter()
            .zip(names)
            .flat_map(|(folder, names)| {
                names.iter().filter_map(move |name| Some(folder.as_ref()?.join(name)))
            })
            .collect();
        Self {
            directories: directories.clone(),
            files,
            marks: Vec::new(),
            read_at: None,
            last: None,
            helped: Helped::default(),
        }
    }

    /// Settings and what is allowed, if they are others than at the last call. The first call always answers.
    pub(super) fn changed(&mut self) -> Option<(Settings, AllowList)> {
        let marks: Vec<_> = self.files.iter().map(|file| Mark::of(file)).collect();
        if marks == self.marks && self.read_at.is_some_and(|at| at.elapsed() < AT_LEAST_EVERY) {
            return None;
        }
        self.marks = marks;
        self.read_at = Some(Instant::now());
        let store = UserStore::look(&self.directories);
        let (mut settings, unread) = store.load_settings();
        if let Some((last, _)) = self.last.as_ref().filter(|_| !unread.is_empty()) {
            // Half written by hand, or open elsewhere: what was read before holds until it can be read.
            settings = last.clone();
            self.marks.clear();
        }
        let now = from_system_time(SystemTime::now()).unwrap_or_default();
        let allowed = store.watch_list(&settings, &mut self.helped, now);
        let now = Some((settings, allowed));
        if now == self.last {
            return None;
        }
        self.last.clone_from(&now);
        now
    }
}

/// This program's file, with the catalogue in it.
#[derive(Debug)]
pub(super) struct ProgramFile {
    path: PathBuf,
    at_start: Option<Mark>,
    other: Option<(Option<Mark>, Instant)>,
}

impl ProgramFile {
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), at_start: Mark::of(path), other: None }
    }

    /// Another version lies there whole: the file looks different, and has not changed for a while.
    pub(super) fn is_new(&mut self) -> bool {
        let now = Mark::of(&self.path);
        if now == self.at_start || now.is_none_or(|mark| mark.length == 0) {
            self.other = None;
            return false;
        }
        match self.other {
            Some((mark, since)) if mark == now => since.elapsed() >= SETTLED,
            _ => {
                self.other = Some((now, Instant::now()));
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::watch::WatchChoice;

    #[test]
    fn what_the_family_changes_is_read_again_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let directories = Directories::under(root.path());
        let store = UserStore::open(&directories);
        let mut rules = Rules::new(&directories);
        assert_eq!(rules.changed().unwrap().0, Settings::default());
        assert!(rules.changed().is_none());
        let mut settings = Settings::default();
        settings.watch.set(WatchChoice::AutomaticCut, true);
        store.save_settings(&settings, "").unwrap();
        assert_eq!(rules.changed().unwrap().0, settings);
        assert!(rules.changed().is_none());
        let file = root.path().join("config/settings.toml");
        let whole = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, "[watch\nautomatic").unwrap();
        assert!(rules.changed().is_none(), "what cannot be read switches nothing");
        std::fs::write(&file, whole.replace("true", "false")).unwrap();
        assert_eq!(rules.changed().unwrap().0.watch.chosen(WatchChoice::AutomaticCut), Some(false));
        std::fs::write(root.path().join("state/confirmed-tools"), "x").unwrap();
        assert!(rules.changed().is_none(), "nothing was allowed by it");
    }

    #[test]
    fn another_program_is_told_once_it_is_whole() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("program");
        std::fs::write(&path, "one").unwrap();
        let mut file = ProgramFile::new(&path);
        assert!(!file.is_new());
        std::fs::write(&path, "").unwrap();
        assert!(!file.is_new() && file.other.is_none(), "being written");
        std::fs::write(&path, "the other").unwrap();
        assert!(!file.is_new() && file.other.is_some(), "just written");
        let long_ago = Instant::now().checked_sub(SETTLED).unwrap();
        file.other = file.other.map(|(mark, _)| (mark, long_ago));
        assert!(file.is_new());
    }
}
