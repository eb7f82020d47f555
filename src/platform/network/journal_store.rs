//! Where the journal of a cut lies.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::core::network::journal::{Change, JOURNAL_MAX_BYTES, Journal};
use crate::platform::durable_file::{self, open_regular};

/// How often a lock that another process holds is asked for.
const LOCK_POLL: Duration = Duration::from_millis(10);

/// How long a cut waits for the disk when the journal is safe elsewhere for as long as it is needed.
const SHORT_PATIENCE: Duration = Duration::from_millis(30);
/// How long it waits when the disk is the only place that will do.
const LONG_PATIENCE: Duration = Duration::from_secs(2);

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

/// The turn of this process at the journal.
#[derive(Debug)]
pub enum Locking {
    /// It is ours until this value is dropped.
    Held(File),
    /// Another process has it.
    Busy,
    /// The disk takes no lock.
    Impossible,
}

impl Locking {
    /// True when another process has the turn.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Busy)
    }
}

/// A journal file and, where the system offers one, a second copy on another file system.
#[derive(Debug, Clone)]
pub struct JournalStore {
    main: PathBuf,
    copy: Option<PathBuf>,
    /// Counts what was asked for, so that a slow disk never writes an older journal over a newer one.
    asked: Arc<AtomicU64>,
    /// The number of what the disk holds. Locked while the disk is at work.
    on_disk: Arc<Mutex<u64>>,
    /// The highest generation that was read or written.
    latest: Arc<AtomicU64>,
}

impl JournalStore {
    /// A store at `main`, mirrored at `copy`.
    #[must_use]
    pub fn new(main: PathBuf, copy: Option<PathBuf>) -> Self {
        Self { main, copy, asked: Arc::default(), on_disk: Arc::default(), latest: Arc::default() }
    }

    /// Where the journal lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.main
    }

    /// Writes and syncs the journal everywhere it can be kept, as later than all that was read or written
    /// here before. The copy comes first; a disk that needs
    /// longer than it may is left to finish by itself, because the person at the red button cannot wait.
    /// With a copy, changes that no restart survives need not wait for the disk at all. A disk that does not
    /// take a real cut keeps no drill either: after a restart that alone would be found, and opened.
    ///
    /// # Errors
    /// Only when not a single place took it: a full disk with a copy in memory still allows a restore.
    pub fn save(&self, journal: &Journal) -> io::Result<()> {
        let generation = self.next_generation(journal.generation);
        let journal = Journal { generation, ..journal.clone() };
        let text = journal.encode_within_bounds().map_err(|error| io::Error::other(error.to_string()))?;
        let copied = self.copy.as_deref().is_some_and(|path| {
            write_private(path, text.as_bytes())
                .inspect_err(|error| log::error!("journal {}: {error}", path.display()))
                .is_ok()
        });
        let patience = if copied && !journal.changes.iter().any(Change::outlives_restart) {
            SHORT_PATIENCE
        } else {
            LONG_PATIENCE
        };
        match self.write_main(text, journal.drill_until.is_none(), patience) {
            Err(error) => {
                log::error!("journal {}: {error}", self.main.display());
                if copied { Ok(()) } else { Err(error) }
            }
            Ok(()) => Ok(()),
        }
    }

    /// The highest generation that was read or written here.
    #[must_use]
    pub fn latest(&self) -> u64 {
        self.latest.load(Ordering::SeqCst)
    }

    fn next_generation(&self, known: u64) -> u64 {
        self.latest.fetch_max(known, Ordering::SeqCst);
        self.latest.fetch_add(1, Ordering::SeqCst).saturating_add(1)
    }

    fn write_main(&self, text: String, is_real: bool, patience: Duration) -> io::Result<()> {
        let (sender, receiver) = sync_channel(1);
        let (path, on_disk) = (self.main.clone(), Arc::clone(&self.on_disk));
        let number = self.asked.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        std::thread::Builder::new().name("journal".to_owned()).spawn(move || {
            let mut on_disk = on_disk.lock().unwrap_or_else(PoisonError::into_inner);
            let outcome = if *on_disk > number {
                Ok(())
            } else {
                *on_disk = number;
                write_private(&path, text.as_bytes()).or_else(|error| {
                    if !is_real || !is_drill(&path) {
                        return Err(error);
                    }
                    // Needs no room, and makes some.
                    durable_file::remove(&path)?;
                    write_private(&path, text.as_bytes())
                })
            };
            // Nobody may be waiting any more.
            drop(sender.send(outcome));
        })?;
        receiver.recv_timeout(patience).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
    }

    /// Keeps other processes from cutting or restoring at the same time, until the answer is dropped.
    /// Asked again until `patience` is over.
    #[must_use]
    pub fn lock(&self, patience: Duration) -> Locking {
        let path = self.main.with_extension("lock");
        let opened = path
            .parent()
            .filter(|folder| !folder.exists())
            .map_or(Ok(()), create_private_folder)
            .and_then(|()| open_regular(File::options().create(true).truncate(false).write(true), &path));
        let file = match opened {
            Ok(file) => file,
            Err(error) => {
                log::warn!("{}: {error}", path.display());
                return Locking::Impossible;
            }
        };
        let end = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => return Locking::Held(file),
                Err(TryLockError::WouldBlock) if Instant::now() < end => std::thread::sleep(LOCK_POLL),
                Err(TryLockError::WouldBlock) => return Locking::Busy,
                Err(TryLockError::Error(error)) => {
                    log::warn!("{}: {error}", path.display());
                    return Locking::Impossible;
                }
            }
        }
    }

    /// True when the journal itself, not only its copy, can be read whole and is what counts.
    #[must_use]
    pub fn is_on_disk(&self) -> bool {
        let Stored::Whole(main) = read(&self.main) else { return false };
        !matches!(self.load(), Stored::Whole(counts) if counts.generation != main.generation)
    }

    /// Keeps what cannot be read for whoever wants to look into it, before it is written over.
    pub fn set_aside(&self) {
        let aside = self.main.with_extension("broken");
        match fs::rename(&self.main, &aside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                log::warn!("{}: {error}", aside.display());
            }
            _ => {}
        }
    }

    /// Reads the journal. Of two places that hold one, that one which counts: see [`Journal::or_newer`].
    #[must_use]
    pub fn load(&self) -> Stored {
        let mut broken = None;
        let mut found: Option<Journal> = None;
        for path in self.places() {
            match read(path) {
                Stored::Whole(journal) => {
                    found = Some(match found {
                        Some(known) => known.or_newer(journal),
                        None => journal,
                    });
                }
                Stored::Broken(reason) => {
                    log::error!("journal {}: {reason}", path.display());
                    broken.get_or_insert(reason);
                }
                Stored::Absent => {}
            }
        }
        if let Some(journal) = found {
            self.latest.fetch_max(journal.generation, Ordering::SeqCst);
            return Stored::Whole(journal);
        }
        broken.map_or(Stored::Absent, Stored::Broken)
    }

    /// Removes the journal so that it does not come back after power loss. A copy that says more than a
    /// journal which cannot be removed stays, too.
    ///
    /// # Errors
    /// Any IO error but "not found".
    pub fn remove(&self) -> io::Result<()> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        let mut on_disk = self.on_disk.lock().unwrap_or_else(PoisonError::into_inner);
        *on_disk = number;
        for path in self.places() {
            // A journal whose folder never came into being has nothing to sync either.
            if path.parent().is_some_and(|folder| !folder.exists()) {
                continue;
            }
            if let Err(error) = durable_file::remove(path) {
                log::error!("journal {}: {error}", path.display());
                return Err(error);
            }
        }
        Ok(())
    }

    fn places(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.main.as_path()).chain(self.copy.as_deref())
    }
}

fn is_drill(path: &Path) -> bool {
    matches!(read(path), Stored::Whole(journal) if journal.drill_until.is_some())
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
        // A folder that is closed to this user holds no journal of this user.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            log::warn!("journal {}: {error}", path.display());
            Stored::Absent
        }
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
        let mut journal = Journal::new(Timestamp(7));
        // A change that outlives a restart: the disk is waited for.
        journal.changes.push(Change::NetworkManagerDisabled);
        assert_eq!(store.load(), Stored::Absent);
        store.remove().unwrap();
        store.save(&journal).unwrap();
        journal.generation = 1;

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
    fn only_one_process_at_a_time_and_nobody_waits_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let store = JournalStore::new(folder.path().join("j"), None);
        let held = store.lock(Duration::ZERO);
        assert!(store.lock(Duration::from_millis(30)).is_busy());
        drop(held);
        // A program that another test is just starting may hold it for a moment.
        assert!(!store.lock(Duration::from_secs(5)).is_busy());
    }

    #[test]
    fn one_place_that_takes_the_journal_is_enough() {
        let folder = tempfile::tempdir().unwrap();
        let obstacle = folder.path().join("file");
        fs::write(&obstacle, b"").unwrap();
        let bad = obstacle.join("j");
        let good = folder.path().join("good").join("j");
        let mut journal = Journal::new(Timestamp(7));
        // A change that outlives a restart: the disk is waited for.
        journal.changes.push(Change::NetworkManagerDisabled);
        JournalStore::new(bad.clone(), Some(good.clone())).save(&journal).unwrap();
        journal.generation = 1;
        assert_eq!(JournalStore::new(good, None).load(), Stored::Whole(journal.clone()));
        assert!(JournalStore::new(bad, None).save(&journal).is_err());
    }

    /// A folder in which nothing new can be made, while what is there can be removed.
    #[cfg(target_os = "linux")]
    fn full_disk() -> Option<(tempfile::TempDir, impl Drop)> {
        struct Mounted(PathBuf);
        impl Drop for Mounted {
            fn drop(&mut self) {
                drop(std::process::Command::new("umount").arg("-l").arg(&self.0).status());
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let mounted = std::process::Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=16k", "none"])
            .arg(folder.path())
            .status();
        if !mounted.is_ok_and(|status| status.success()) {
            return None;
        }
        let mounted = Mounted(folder.path().to_owned());
        Some((folder, mounted))
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_never_keeps_a_drill_and_never_loses_an_older_cut() {
        for drill in [true, false] {
            let Some((disk, _mounted)) = full_disk() else { return };
            let memory = tempfile::tempdir().unwrap();
            let (main, copy) = (disk.path().join("j"), memory.path().join("j"));
            let store = || JournalStore::new(main.clone(), Some(copy.clone()));
            let mut first = Journal::new(Timestamp(7));
            first.drill_until = drill.then_some(Timestamp(60_007));
            first.changes.push(Change::NetworkManagerDisabled);
            store().save(&first).unwrap();
            assert!(store().is_on_disk());
            drop(fs::write(disk.path().join("fill"), vec![0; 64 * 1024]));

            // In another process the next generation is known only from what was read.
            let other = store();
            let Stored::Whole(read) = other.load() else { panic!("no record") };
            other.save(&Journal { drill_until: None, presses: 5, ..read }).unwrap();
            let Stored::Whole(counts) = store().load() else { panic!("no record") };
            assert_eq!((counts.drill_until, counts.presses), (None, 5));
            assert_eq!(store().is_on_disk(), drill, "the drill's room was used");
            // What a power failure leaves.
            fs::remove_file(&copy).unwrap();
            let Stored::Whole(left) = store().load() else { panic!("a real cut is on record") };
            assert_eq!((left.drill_until, left.presses), (None, if drill { 5 } else { 0 }));
        }
    }

    #[test]
    fn the_later_of_two_records_counts_wherever_it_lies() {
        let folder = tempfile::tempdir().unwrap();
        let (main, copy) = (folder.path().join("main"), folder.path().join("copy"));
        let both = JournalStore::new(main.clone(), Some(copy.clone()));
        let journal = Journal::new(Timestamp(7));
        both.save(&journal).unwrap();
        for (place, started) in [(&copy, 8), (&main, 9)] {
            let Stored::Whole(read) = both.load() else { panic!("no record") };
            let one = JournalStore::new(place.clone(), None);
            one.save(&Journal { started_at: Timestamp(started), ..read }).unwrap();
            assert!(matches!(both.load(), Stored::Whole(counts) if counts.started_at == Timestamp(started)));
        }
    }
}
