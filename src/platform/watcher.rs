//! One watcher for each user: who holds the lock is it. It is asked to end by a file beside the lock.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::directories::make_private;
use super::durable_file::{open_regular, read_bounded};
use crate::core::watch::Helpers;
use crate::core::watch::helpers::NOTE_MAX_BYTES;

const LOCK_FILE: &str = "watcher.lock";
const STOP_FILE: &str = "watcher.stop";
const SESSION_FILE: &str = "watcher.session";
const PULSE_FILE: &str = "watcher.pulse";
const HELPERS_FILE: &str = "watcher.helpers";
/// Longest name of a session that is read.
const SESSION_MAX_BYTES: usize = 4096;
/// Whoever only asks holds the lock for an instant; a watcher that begins waits that long for it.
const LOCK_WITHIN: Duration = Duration::from_millis(500);
/// A watcher that was asked to end is gone within this time.
const ENDS_WITHIN: Duration = Duration::from_secs(5);
/// A watcher that lives notes its pulse every few seconds; one that noted none for so long was stopped in its tracks, or
/// never was one.
const PULSE_WITHIN: Duration = Duration::from_secs(30);
/// After a sleep of the PC, and under load, a pulse may be late by that.
const PULSE_LATE: Duration = Duration::from_secs(7);
const POLL: Duration = Duration::from_millis(20);

/// Where the watchers of one user meet.
#[derive(Debug, Clone)]
pub struct WatcherPlace(PathBuf);

/// What became of the wish to be the watcher.
#[derive(Debug)]
pub enum Taken {
    /// This process is it.
    Locked(WatcherLock),
    /// This process is it; somebody who is no watcher holds the lock.
    WithoutLock,
    /// There is one.
    ByAnother,
}

/// Held by the one watcher for as long as it lives.
#[derive(Debug)]
pub struct WatcherLock {
    _file: File,
}

impl WatcherPlace {
    /// In the state folder.
    #[must_use]
    pub fn new(state: &Path) -> Self {
        Self(state.to_owned())
    }

    fn lock_file(&self) -> io::Result<File> {
        make_private(&self.0)?;
        open_regular(
            OpenOptions::new().create(true).truncate(false).read(true).write(true),
            &self.0.join(LOCK_FILE),
        )
    }

    /// Becomes the watcher, unless there is one already. What was asked of the one before is forgotten.
    ///
    /// # Errors
    /// Any IO error.
    pub fn lock(&self) -> io::Result<Taken> {
        let file = self.lock_file()?;
        let until = Instant::now() + LOCK_WITHIN;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < until => std::thread::sleep(POLL),
                Err(TryLockError::WouldBlock) if self.pulse_comes() => return Ok(Taken::ByAnother),
                Err(TryLockError::WouldBlock) => {
                    // Whoever cannot note a pulse would not stay the only one.
                    self.write_pulse()?;
                    let _ = self.take_stop();
                    return Ok(Taken::WithoutLock);
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        let _ = self.take_stop();
        self.note_pulse();
        Ok(Taken::Locked(WatcherLock { _file: file }))
    }

    /// Notes that the watcher lives.
    pub fn note_pulse(&self) {
        if let Err(error) = self.write_pulse() {
            log::warn!("watcher: {error}");
        }
    }

    fn write_pulse(&self) -> io::Result<()> {
        fs::write(self.0.join(PULSE_FILE), b"alive")
    }

    /// Notes that the watcher ends, whoever else holds its lock.
    pub fn note_end(&self) {
        let _ = fs::remove_file(self.0.join(PULSE_FILE));
    }

    /// The watcher noted that it lives a moment ago.
    fn has_pulse(&self) -> bool {
        let noted = fs::metadata(self.0.join(PULSE_FILE)).and_then(|meta| meta.modified());
        // A clock that was set back makes no watcher dead.
        noted.is_ok_and(|at| at.elapsed().is_ok_and(|since| since < PULSE_WITHIN) || at.elapsed().is_err())
    }

    fn pulse_comes(&self) -> bool {
        let until = Instant::now() + PULSE_LATE;
        loop {
            if self.has_pulse() {
                return true;
            }
            if Instant::now() >= until {
                return false;
            }
            std::thread::sleep(POLL);
        }
    }

    /// A watcher lives, and not merely somebody who holds its lock.
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.is_locked() && self.has_pulse()
    }

    fn is_locked(&self) -> bool {
        if !self.0.join(LOCK_FILE).is_file() {
            return false;
        }
        // Shared, so that those who ask do not take each other for a watcher.
        let asked = self.lock_file().map(|file| file.try_lock_shared());
        match asked {
            Ok(Err(TryLockError::WouldBlock)) => true,
            Ok(Ok(())) => false,
            Ok(Err(TryLockError::Error(error))) | Err(error) => {
                log::warn!("watcher: {error}");
                false
            }
        }
    }

    /// The desktop that the watcher belongs to, as it noted.
    #[must_use]
    pub fn session(&self) -> Option<String> {
        let bytes = read_bounded(&self.0.join(SESSION_FILE), SESSION_MAX_BYTES).ok()?;
        String::from_utf8(bytes).ok()
    }

    /// Notes the desktop of the watcher that holds the lock.
    ///
    /// # Errors
    /// Any IO error.
    pub fn note_session(&self, name: &str) -> io::Result<()> {
        fs::write(self.0.join(SESSION_FILE), name)
    }

    /// How the helpers of the watcher are, as it noted; off where none runs.
    #[must_use]
    pub fn helpers(&self) -> Helpers {
        if !self.is_running() {
            return Helpers::default();
        }
        let bytes = read_bounded(&self.0.join(HELPERS_FILE), NOTE_MAX_BYTES).unwrap_or_default();
        Helpers::from_text(&String::from_utf8_lossy(&bytes)).unwrap_or_default()
    }

    /// Notes how the helpers of the watcher that holds the lock are.
    ///
    /// # Errors
    /// Any IO error.
    pub fn note_helpers(&self, helpers: Helpers) -> io::Result<()> {
        fs::write(self.0.join(HELPERS_FILE), helpers.to_text())
    }

    /// True once for each time the watcher was asked to end.
    #[must_use]
    pub fn take_stop(&self) -> bool {
        fs::remove_file(self.0.join(STOP_FILE)).is_ok()
    }

    /// Asks the watcher to end and waits until it has.
    ///
    /// # Errors
    /// Any IO error, or `TimedOut` when it still lives.
    pub fn stop(&self) -> io::Result<()> {
        if !self.is_running() {
            return Ok(());
        }
        fs::write(self.0.join(STOP_FILE), b"")?;
        self.wait(false, ENDS_WITHIN)
    }

    /// Waits until a watcher runs, or none does.
    ///
    /// # Errors
    /// `TimedOut`.
    pub fn wait(&self, running: bool, within: Duration) -> io::Result<()> {
        let until = Instant::now() + within;
        while self.is_running() != running {
            if Instant::now() >= until {
                return Err(io::ErrorKind::TimedOut.into());
            }
            std::thread::sleep(POLL);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::watch::HelperState;

    #[test]
    fn there_is_one_and_asking_does_not_take_its_place() {
        let root = tempfile::tempdir().unwrap();
        let place = WatcherPlace::new(&root.path().join("state"));
        assert!(!place.is_running());
        place.stop().unwrap();
        let lock = locked(&place);
        assert!(place.is_running());
        assert!(matches!(place.lock().unwrap(), Taken::ByAnother));
        assert!(place.is_running(), "the second one left it alone");
        drop(lock);
        assert!(!place.is_running());
        locked(&place);
    }

    fn locked(place: &WatcherPlace) -> WatcherLock {
        match place.lock().unwrap() {
            Taken::Locked(lock) => lock,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn whoever_holds_the_lock_without_a_pulse_is_no_watcher_and_keeps_none_away() {
        let root = tempfile::tempdir().unwrap();
        let place = WatcherPlace::new(root.path());
        let held = File::create(root.path().join(LOCK_FILE)).unwrap();
        held.lock().unwrap();
        assert!(!place.is_running(), "nobody ever noted a pulse");
        let pulse = File::create(root.path().join(PULSE_FILE)).unwrap();
        pulse.set_modified(std::time::SystemTime::now() - PULSE_WITHIN * 2).unwrap();
        assert!(!place.is_running());
        assert!(matches!(place.lock().unwrap(), Taken::WithoutLock));
        assert!(place.is_running(), "it is there all the same");
        assert!(matches!(place.lock().unwrap(), Taken::ByAnother), "and stays the only one");
    }

    #[test]
    fn how_its_helpers_are_is_known_while_it_lives() {
        let root = tempfile::tempdir().unwrap();
        let place = WatcherPlace::new(root.path());
        let lock = locked(&place);
        assert_eq!(place.helpers(), Helpers::default());
        let noted = Helpers { sos_button: HelperState::Ready, hot_key: HelperState::Taken };
        place.note_helpers(noted).unwrap();
        assert_eq!(place.helpers(), noted);
        drop(lock);
        assert_eq!(place.helpers(), Helpers::default());
    }

    #[test]
    fn a_watcher_is_asked_to_end_once_and_the_next_one_knows_nothing_of_it() {
        let root = tempfile::tempdir().unwrap();
        let place = WatcherPlace::new(root.path());
        let lock = locked(&place);
        let (asked, watcher) = (place.clone(), place.clone());
        let asking = std::thread::Builder::new().spawn(move || asked.stop()).unwrap();
        let until = Instant::now() + Duration::from_secs(20);
        while !watcher.take_stop() {
            assert!(Instant::now() < until);
            std::thread::sleep(POLL);
        }
        drop(lock);
        asking.join().unwrap().unwrap();
        fs::write(root.path().join(STOP_FILE), b"").unwrap();
        let _lock = locked(&place);
        assert!(!place.take_stop());
    }
}
