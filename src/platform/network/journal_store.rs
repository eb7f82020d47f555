//! Where the journal of a cut lies.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::core::network::journal::{JOURNAL_MAX_BYTES, Journal};
use crate::platform::durable_file;

/// What was found where the journal should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// No journal: no cut of ours is on record.
    Absent,
    /// A whole journal.
    Whole(Journal),
    /// Something is there and cannot be read. A cut was made; what it changed must be recognised.
    Broken(String),
}

/// A journal file and, where the system offers one, a second copy on another file system.
#[derive(Debug, Clone)]
pub struct JournalStore {
    main: PathBuf,
    copy: Option<PathBuf>,
}

impl JournalStore {
    /// A store at `main`, mirrored at `copy`.
    #[must_use]
    pub fn new(main: PathBuf, copy: Option<PathBuf>) -> Self {
        Self { main, copy }
    }

    /// Where the journal lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.main
    }

    /// Writes and syncs the journal everywhere it can be kept.
    ///
    /// # Errors
    /// Only when not a single place took it: a full disk with a copy in memory still allows a restore.
    pub fn save(&self, journal: &Journal) -> io::Result<()> {
        let text = journal.encode().map_err(|error| io::Error::other(error.to_string()))?;
        let mut saved = false;
        let mut failure = None;
        for path in self.places() {
            match write_private(path, text.as_bytes()) {
                Ok(()) => saved = true,
                Err(error) => {
                    log::error!("journal {}: {error}", path.display());
                    failure = Some(error);
                }
            }
        }
        match failure {
            Some(error) if !saved => Err(error),
            _ => Ok(()),
        }
    }

    /// Reads the journal; the copy when the journal itself is missing or broken.
    #[must_use]
    pub fn load(&self) -> Stored {
        let mut broken = None;
        for path in self.places() {
            match read(path) {
                Stored::Whole(journal) => return Stored::Whole(journal),
                Stored::Broken(reason) => {
                    log::error!("journal {}: {reason}", path.display());
                    broken.get_or_insert(reason);
                }
                Stored::Absent => {}
            }
        }
        broken.map_or(Stored::Absent, Stored::Broken)
    }

    /// Removes the journal so that it does not come back after power loss.
    ///
    /// # Errors
    /// Any IO error but "not found"; every place was tried.
    pub fn remove(&self) -> io::Result<()> {
        let mut result = Ok(());
        for path in self.places() {
            // A journal whose folder never came into being has nothing to sync either.
            if path.parent().is_some_and(|folder| !folder.exists()) {
                continue;
            }
            if let Err(error) = durable_file::remove(path) {
                log::error!("journal {}: {error}", path.display());
                result = Err(error);
            }
        }
        result
    }

    fn places(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.main.as_path()).chain(self.copy.as_deref())
    }
}

fn write_private(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.exists()) {
        create_private_folder(folder)?;
    }
    durable_file::replace(path, content)
}

#[cfg(unix)]
fn create_private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

fn read(path: &Path) -> Stored {
    match durable_file::read_bounded(path, JOURNAL_MAX_BYTES) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => {
                Journal::decode(&text).map_or_else(|error| Stored::Broken(error.to_string()), Stored::Whole)
            }
            Err(_) => Stored::Broken("not text".to_owned()),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Stored::Absent,
        Err(error) => Stored::Broken(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::Timestamp;

    #[test]
    fn the_copy_stands_in_for_a_missing_or_broken_journal() {
        let folder = tempfile::tempdir().unwrap();
        let (main, copy) = (folder.path().join("main").join("j"), folder.path().join("copy").join("j"));
        let store = JournalStore::new(main.clone(), Some(copy.clone()));
        let journal = Journal::new(Timestamp(7));
        assert_eq!(store.load(), Stored::Absent);
        store.remove().unwrap();
        store.save(&journal).unwrap();

        fs::write(&main, b"crc32 0\n{}\n").unwrap();
        assert_eq!(store.load(), Stored::Whole(journal.clone()));
        fs::remove_file(&main).unwrap();
        assert_eq!(store.load(), Stored::Whole(journal.clone()));
        fs::write(&copy, b"\xff").unwrap();
        assert!(matches!(store.load(), Stored::Broken(_)));

        store.save(&journal).unwrap();
        store.remove().unwrap();
        assert_eq!(store.load(), Stored::Absent);
    }

    #[test]
    fn one_place_that_takes_the_journal_is_enough() {
        let folder = tempfile::tempdir().unwrap();
        let obstacle = folder.path().join("file");
        fs::write(&obstacle, b"").unwrap();
        let bad = obstacle.join("j");
        let good = folder.path().join("good").join("j");
        let journal = Journal::new(Timestamp(7));
        JournalStore::new(bad.clone(), Some(good.clone())).save(&journal).unwrap();
        assert_eq!(JournalStore::new(good, None).load(), Stored::Whole(journal.clone()));
        assert!(JournalStore::new(bad, None).save(&journal).is_err());
    }
}
