//! What only an administrator writes and everybody reads: the family's name, numbers and allowed tools, and the
//! centre's pack. A folder or file that somebody else could have written is not read at all, and what cannot
//! be understood to the last line is not believed in part.

mod ask;
mod handing;
#[cfg(unix)]
#[path = "unix.rs"]
mod system;
#[cfg(windows)]
#[path = "windows.rs"]
mod system;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use super::bounded_text::{Unread, read_text};
use super::{FILE_MAX_BYTES, PACK_FILE, SETTINGS_FILE, settings_file};
use crate::core::guard::Request;
use crate::core::kept::worth_keeping;
use crate::core::pack::{PACK_MAX_BYTES, Pack, PackError, Reserved};
use crate::core::settings::Settings;
use crate::platform::directories::AdminFolder;
use crate::platform::durable_file;
use crate::platform::guard::{self, GuardError};

pub use ask::{ask_to_keep, asks_pin_itself, may_ask_to_keep};
pub use handing::{HANDED_MAX_BYTES, Handed, HandedError, give, hand_over_text};

/// What begins the names of files that are being written.
const UNFINISHED: &str = ".kyukyubako-";
/// The guard answers a status at once; whoever does not is there all the same.
const GUARD_ANSWERS_WITHIN: Duration = Duration::from_millis(500);

/// Why the store was not read or written.
#[derive(Debug, thiserror::Error)]
pub enum AdminStoreError {
    /// This system names no place for it.
    #[error("this system has no folder that only administrators write")]
    NoFolder,
    /// Somebody who is no administrator could have written it.
    #[error("{0} could have been written by somebody else")]
    Untrusted(PathBuf),
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Larger than ours ever are, or no text.
    #[error("{0} is not a file of ours")]
    NotOurs(PathBuf),
    /// Something in it cannot be used, so nothing of it is.
    #[error("line {} cannot be used", .0.map_or_else(|| "?".to_owned(), |line| line.to_string()))]
    Content(Option<u32>),
    /// The pack is not one that this version accepts.
    #[error(transparent)]
    Pack(#[from] PackError),
}

impl AdminStoreError {
    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}

/// The store of this PC.
#[derive(Debug, Default)]
pub struct AdminStore {
    place: Option<AdminFolder>,
    guarded: OnceLock<bool>,
}

impl AdminStore {
    /// The store in `place`. Looks at nothing yet.
    #[must_use]
    pub fn at(place: Option<AdminFolder>) -> Self {
        Self { place, guarded: OnceLock::new() }
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        self.place.as_ref().map(|place| place.path.as_path())
    }

    /// Of packs, only the one in the store counts on this PC: its folder is there, whoever made it, or the guard is
    /// installed.
    #[must_use]
    pub fn counts(&self) -> bool {
        let Some(place) = &self.place else { return false };
        place.path.symlink_metadata().is_ok()
            || (place.beside_guard && *self.guarded.get_or_init(guard_is_installed))
    }

    /// Of name, numbers and allowed tools, only those in the store count: something was kept, or the guard is installed. A
    /// pack alone hides no number of the family.
    #[must_use]
    pub fn counts_for_setup(&self) -> bool {
        let Some(place) = &self.place else { return false };
        let file = place.path.join(SETTINGS_FILE).symlink_metadata();
        // What cannot be looked at is there.
        !file.is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
            || (place.beside_guard && *self.guarded.get_or_init(guard_is_installed))
    }

    /// Name, numbers and allowed tools as they were kept; `None` when none were.
    ///
    /// # Errors
    /// [`AdminStoreError`]; nothing of it may be believed then.
    pub fn settings(&self) -> Result<Option<Settings>, AdminStoreError> {
        self.text(SETTINGS_FILE, FILE_MAX_BYTES)?.map(|text| settings_of(&text)).transpose()
    }

    /// The centre's pack as it was kept; `None` when there is none.
    ///
    /// # Errors
    /// As above.
    pub fn pack(&self, reserved: &Reserved) -> Result<Option<Pack>, AdminStoreError> {
        match self.text(PACK_FILE, PACK_MAX_BYTES)? {
            Some(text) => Ok(Some(Pack::read(text.as_bytes(), reserved)?)),
            None => Ok(None),
        }
    }

    /// Keeps name, numbers and allowed tools of `settings` in the place of what was kept. Needs the rights of
    /// an administrator. `heading` explains the file to whoever opens it.
    ///
    /// # Errors
    /// [`AdminStoreError`]; what was kept before still is.
    pub fn keep_settings(&self, settings: &Settings, heading: &str) -> Result<(), AdminStoreError> {
        self.write(SETTINGS_FILE, &settings_file::write(None, &worth_keeping(settings), heading))
    }

    /// Keeps the pack that was read from `text`.
    ///
    /// # Errors
    /// As above.
    pub fn keep_pack(&self, text: &str) -> Result<(), AdminStoreError> {
        self.write(PACK_FILE, text)
    }

    /// Takes the pack out of the store, and removes the store if nothing else is in it. None being there is fine.
    ///
    /// # Errors
    /// As above.
    pub fn remove_pack(&self) -> Result<(), AdminStoreError> {
        let Some(folder) = self.folder().filter(|folder| folder.symlink_metadata().is_ok()) else {
            return Ok(());
        };
        self.remove(PACK_FILE)?;
        self.sweep()?;
        match std::fs::remove_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => {
                Err(AdminStoreError::io(folder, error))
            }
            _ => Ok(()),
        }
    }

    /// Removes what a crash left between writing and renaming.
    fn sweep(&self) -> Result<(), AdminStoreError> {
        let Some(folder) = self.folder() else { return Ok(()) };
        let entries = std::fs::read_dir(folder).map_err(|error| AdminStoreError::io(folder, error))?;
        for entry in entries.flatten() {
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                let path = entry.path();
                durable_file::remove(&path).map_err(|error| AdminStoreError::io(&path, error))?;
            }
        }
        Ok(())
    }

    /// Takes everything out of the store and removes it: from then on the user's own set-up counts again,
    /// unless the guard is installed.
    ///
    /// # Errors
    /// As above.
    pub fn clear(&self) -> Result<(), AdminStoreError> {
        let Some(folder) = self.folder() else { return Ok(()) };
        if folder.symlink_metadata().is_err() {
            return Ok(());
        }
        self.remove(SETTINGS_FILE)?;
        self.remove(PACK_FILE)?;
        self.sweep()?;
        match std::fs::remove_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(AdminStoreError::io(folder, error)),
            _ => Ok(()),
        }
    }

    fn text(&self, file: &str, limit: usize) -> Result<Option<String>, AdminStoreError> {
        let Some(place) = &self.place else { return Ok(None) };
        let path = place.path.join(file);
        if path.symlink_metadata().is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            let folder = &place.path;
            // Whoever could put a file here tomorrow is told of today.
            return match folder.symlink_metadata().is_err()
                || system::only_administrators_write(folder, &place.top, place.owner)
            {
                true => Ok(None),
                false => Err(AdminStoreError::Untrusted(folder.clone())),
            };
        }
        if !system::only_administrators_write(&path, &place.top, place.owner) {
            return Err(AdminStoreError::Untrusted(path));
        }
        match read_text(&path, limit) {
            Ok(text) => Ok(Some(text)),
            Err(Unread::Missing) => Ok(None),
            Err(Unread::TooLarge | Unread::NotText(_)) => Err(AdminStoreError::NotOurs(path)),
            Err(Unread::Refused(error)) => Err(AdminStoreError::Io { path, source: error }),
        }
    }

    fn write(&self, file: &str, text: &str) -> Result<(), AdminStoreError> {
        let place = self.place.as_ref().ok_or(AdminStoreError::NoFolder)?;
        let path = place.path.join(file);
        if text.len() > FILE_MAX_BYTES {
            return Err(AdminStoreError::NotOurs(path));
        }
        system::make_folder(place).map_err(|error| AdminStoreError::io(&place.path, error))?;
        if !system::only_administrators_write(&place.path, &place.top, place.owner) {
            return Err(AdminStoreError::Untrusted(place.path.clone()));
        }
        system::replace(&path, text.as_bytes()).map_err(|error| AdminStoreError::io(&path, error))?;
        match system::only_administrators_write(&path, &place.top, place.owner) {
            true => Ok(()),
            false => Err(AdminStoreError::Untrusted(path)),
        }
    }

    fn remove(&self, file: &str) -> Result<(), AdminStoreError> {
        let Some(folder) = self.folder() else { return Ok(()) };
        let path = folder.join(file);
        durable_file::remove(&path).map_err(|error| AdminStoreError::io(&path, error))
    }
}

/// Settings that are understood to the last line.
fn settings_of(text: &str) -> Result<Settings, AdminStoreError> {
    let (settings, notices) = settings_file::read(text);
    match notices.first() {
        Some(notice) => Err(AdminStoreError::Content(notice.line)),
        None => Ok(worth_keeping(&settings)),
    }
}

/// A guard that does not answer, or whose answer is none, is installed: what a user can write is not believed
/// because something is out of order.
fn guard_is_installed() -> bool {
    let (sender, answer) = sync_channel(1);
    let asked = std::thread::Builder::new().name("guard-there".into()).spawn(move || {
        let is_there = !matches!(guard::ask(&Request::Status), Err(GuardError::Absent));
        if sender.send(is_there).is_err() {
            log::warn!("the guard answered too late");
        }
    });
    match asked {
        Ok(_) => answer.recv_timeout(GUARD_ANSWERS_WITHIN).unwrap_or(true),
        Err(error) => {
            log::error!("no thread to ask for the guard: {error}");
            true
        }
    }
}

#[cfg(test)]
mod tests;
