//! Settings and notes on disk. Opening never fails: what cannot be written lives in memory, and
//! the caller is told.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::directories::{Directories, make_private};
use super::durable_file;
use crate::core::detection::allow_list::{AllowFingerprint, AllowList};
use crate::core::own_contacts::ContactsFingerprint;
use crate::core::settings::Settings;
use crate::core::storage_notice::{NoticeKind, StorageNotice};

pub mod admin_store;
mod bounded_text;
mod export;
mod help;
mod kept;
mod pack_file;
mod put_aside;
mod settings_file;

pub use export::{export_file, export_text};
pub use help::Helped;
pub use kept::KeptProblem;
pub use pack_file::{PACK_FILE, StoredPack};

use admin_store::AdminStore;
use bounded_text::{Unread, read_text};
use put_aside::{first_free, put_aside};

/// The settings file in the configuration folder.
pub const SETTINGS_FILE: &str = "settings.toml";
/// What the caregiver confirmed, in the state folder.
const CONFIRMED_FILE: &str = "confirmed-contacts";
/// What was allowed with the PIN, in the state folder.
const ALLOWED_FILE: &str = "confirmed-tools";
/// Longest file that is read or written.
pub const FILE_MAX_BYTES: usize = 1024 * 1024;

/// Why something could not be stored.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// This system names no folder for it.
    #[error("no folder to save in")]
    NoFolder,
    /// The file system refused (read-only, full, not permitted).
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A file of that name is in the way, and so are all the names we would use instead.
    #[error("{0}: too many files of that name")]
    NoFreeName(PathBuf),
    /// Larger than [`FILE_MAX_BYTES`], or not expressible as TOML.
    #[error("cannot be written: {0}")]
    Content(String),
    /// A name that is not a plain one: letters, digits, hyphens.
    #[error("not a document name: {0:?}")]
    Name(String),
}

impl StorageError {
    fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}

/// The user's settings and notes, and what an administrator kept of them.
#[derive(Debug)]
pub struct UserStore {
    config: Option<PathBuf>,
    state: Option<PathBuf>,
    admin: AdminStore,
    /// Newest text of files whose last write failed, by file name.
    unsaved: Mutex<BTreeMap<String, String>>,
}

impl UserStore {
    /// Opens the store. Makes our folders if it can; if not, everything works in memory and every
    /// `save_…` says so.
    #[must_use]
    pub fn open(directories: &Directories) -> Self {
        for folder in [&directories.config, &directories.state].into_iter().flatten() {
            if let Err(error) = make_private(folder) {
                log::warn!("{}: {error}", folder.display());
            }
        }
        Self::look(directories)
    }

    /// The store without making any folder: for commands that only read.
    #[must_use]
    pub fn look(directories: &Directories) -> Self {
        Self {
            config: directories.config.clone(),
            state: directories.state.clone(),
            admin: AdminStore::at(directories.admin.clone()),
            unsaved: Mutex::new(BTreeMap::new()),
        }
    }

    /// A notice when notes cannot be saved here, found by writing and removing an empty file.
    #[must_use]
    pub fn check_writable(&self) -> Option<StorageNotice> {
        match self.state.as_ref().map(|folder| make_private(folder).and_then(|()| try_to_write(folder))) {
            Some(Ok(())) => None,
            Some(Err(error)) => {
                log::warn!("notes cannot be saved: {error}");
                Some(StorageNotice::new("", NoticeKind::NotSaved))
            }
            None => Some(StorageNotice::new("", NoticeKind::NotSaved)),
        }
    }

    /// True when notes could be saved here. Makes no folder: where ours is missing, what would hold it is tried.
    #[must_use]
    pub fn could_save(&self) -> bool {
        let there = self.state.as_deref().and_then(|folder| folder.ancestors().find(|it| it.is_dir()));
        let tried = there.map(try_to_write);
        tried.is_some_and(|tried| tried.inspect_err(|error| log::warn!("notes: {error}")).is_ok())
    }

    /// The settings, and what must be said about the file. A missing file is not worth a notice.
    #[must_use]
    pub fn load_settings(&self) -> (Settings, Vec<StorageNotice>) {
        if let Some(text) = self.unsaved_text(SETTINGS_FILE) {
            return settings_file::read(&text);
        }
        let Some(path) = self.config.as_ref().map(|folder| folder.join(SETTINGS_FILE)) else {
            return (Settings::default(), Vec::new());
        };
        let notice = match read_text(&path, FILE_MAX_BYTES) {
            Ok(text) => return settings_file::read(&text),
            Err(Unread::Missing) => return (Settings::default(), Vec::new()),
            Err(unread) => unread.notice(SETTINGS_FILE, NoticeKind::SettingsBroken),
        };
        (Settings::default(), vec![notice])
    }

    /// True when there is a settings file: somebody chose something.
    #[must_use]
    pub fn has_settings(&self) -> bool {
        self.config.as_ref().is_some_and(|folder| folder.join(SETTINGS_FILE).symlink_metadata().is_ok())
    }

    /// Writes the settings. Comments and unknown keys of the existing file stay; a file that was not
    /// wholly understood is first put aside as `settings.broken-1.toml`. `heading` explains a new
    /// file to whoever opens it.
    ///
    /// # Errors
    /// [`StorageError`]; the settings then live in memory until the program ends.
    pub fn save_settings(&self, settings: &Settings, heading: &str) -> Result<(), StorageError> {
        let outcome = self.write_settings(settings, heading);
        match &outcome {
            Ok(()) => self.forget_unsaved(SETTINGS_FILE),
            Err(_) => self.keep_unsaved(SETTINGS_FILE, settings_file::write(None, settings, heading)),
        }
        outcome
    }

    fn write_settings(&self, settings: &Settings, heading: &str) -> Result<(), StorageError> {
        let folder = self.config.as_ref().ok_or(StorageError::NoFolder)?;
        let path = folder.join(SETTINGS_FILE);
        let before = match read_text(&path, FILE_MAX_BYTES) {
            Ok(text) if settings_file::read(&text).1.is_empty() => Some(text),
            Ok(text) => {
                // Half of it is understood: keep a copy, and go on with what is valid TOML.
                let copy = first_free(&path)?;
                durable_file::replace(&copy, text.as_bytes()).map_err(|e| StorageError::io(&copy, e))?;
                Some(text)
            }
            Err(Unread::Missing) => None,
            Err(_) => {
                put_aside(&path)?;
                None
            }
        };
        write(&path, &settings_file::write(before.as_deref(), settings, heading))
    }

    /// A document saved earlier under `name`. One that cannot be read is put aside as
    /// `<name>.broken-1.toml`, with a notice; it is never an error.
    #[must_use]
    pub fn load_document<T: DeserializeOwned>(&self, name: &str) -> (Option<T>, Vec<StorageNotice>) {
        let Ok(file) = document_file(name) else {
            log::error!("not a document name: {name:?}");
            return (None, Vec::new());
        };
        if let Some(value) = self.unsaved_text(&file).and_then(|text| toml::from_str(&text).ok()) {
            return (Some(value), Vec::new());
        }
        let Some(path) = self.state.as_ref().map(|folder| folder.join(&file)) else {
            return (None, Vec::new());
        };
        let mut notice = match read_text(&path, FILE_MAX_BYTES) {
            Ok(text) => match toml::from_str(&text) {
                Ok(value) => return (Some(value), Vec::new()),
                Err(error) => {
                    log::warn!("{}: {}", path.display(), error.message());
                    let line = error.span().map(|span| bounded_text::line_of(&text, span.start));
                    StorageNotice::new(&file, NoticeKind::NotesBroken).at_line(line)
                }
            },
            Err(Unread::Missing) => return (None, Vec::new()),
            Err(unread) => unread.notice(&file, NoticeKind::NotesBroken),
        };
        match put_aside(&path) {
            Ok(kept) => {
                notice.kind = NoticeKind::NotesBroken;
                notice.kept_as = kept.file_name().map(|name| name.to_string_lossy().into_owned());
            }
            Err(error) => log::warn!("cannot put aside: {error}"),
        }
        (None, vec![notice])
    }

    /// The document `name` if it can be read, and nothing is moved or said if not.
    #[must_use]
    pub fn document_as_it_is<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let file = document_file(name).ok()?;
        let path = self.state.as_ref()?.join(&file);
        let text = self.unsaved_text(&file).or_else(|| read_text(&path, FILE_MAX_BYTES).ok())?;
        toml::from_str(&text).ok()
    }

    /// Writes the document `name` (letters, digits, hyphens): written, synced, renamed, so that
    /// after a crash it is either the old or the new one.
    ///
    /// # Errors
    /// [`StorageError`]; the document then lives in memory until the program ends.
    pub fn save_document<T: Serialize>(&self, name: &str, document: &T) -> Result<(), StorageError> {
        let file = document_file(name)?;
        let text = toml::to_string(document).map_err(|error| StorageError::Content(error.to_string()))?;
        let outcome = match &self.state {
            Some(folder) => write(&folder.join(&file), &text),
            None => Err(StorageError::NoFolder),
        };
        match &outcome {
            Ok(()) => self.forget_unsaved(&file),
            Err(_) => self.keep_unsaved(&file, text),
        }
        outcome
    }

    /// Removes the document `name`; one that is not there is fine.
    ///
    /// # Errors
    /// [`StorageError`] when it is still there.
    pub fn remove_document(&self, name: &str) -> Result<(), StorageError> {
        let file = document_file(name)?;
        self.forget_unsaved(&file);
        let Some(folder) = &self.state else { return Ok(()) };
        let path = folder.join(file);
        durable_file::remove(&path).map_err(|error| StorageError::io(&path, error))
    }

    /// Remembers that the caregiver looked at the contacts in `settings` and confirmed them.
    ///
    /// # Errors
    /// [`StorageError`]; the confirmation then holds until the program ends.
    pub fn confirm_contacts(&self, settings: &Settings) -> Result<(), StorageError> {
        let outcome = self.write_state(CONFIRMED_FILE, ContactsFingerprint::of(settings).as_str());
        match &outcome {
            Ok(()) => self.forget_unsaved(CONFIRMED_FILE),
            Err(_) => {
                let text = ContactsFingerprint::of(settings).as_str().to_owned();
                self.keep_unsaved(CONFIRMED_FILE, text);
            }
        }
        outcome
    }

    /// What the caregiver last confirmed; absent when nobody did, or when it cannot be read.
    #[must_use]
    pub fn confirmed_fingerprint(&self) -> Option<ContactsFingerprint> {
        self.state_text(CONFIRMED_FILE).map(ContactsFingerprint::from_stored)
    }

    /// Keeps `list` as what is allowed: in the settings, and beside them as it was confirmed with the PIN.
    ///
    /// # Errors
    /// [`StorageError`]; the settings are then as they were, as far as the disk permits, and whatever
    /// is in them and was not confirmed is not believed.
    pub fn save_allowed(
        &self,
        settings: &Settings,
        list: &AllowList,
        heading: &str,
    ) -> Result<(), StorageError> {
        let changed = Settings { allowed: list.clone(), ..settings.clone() };
        let saved = self
            .write_settings(&changed, heading)
            .and_then(|()| self.write_state(ALLOWED_FILE, AllowFingerprint::of(list).as_str()));
        if saved.is_ok() {
            self.forget_unsaved(SETTINGS_FILE);
        } else if let Err(error) = self.write_settings(settings, heading) {
            log::warn!("the settings hold an entry that does not count: {error}");
        }
        saved
    }

    /// What was allowed with the PIN last; absent when nothing was, or when it cannot be read.
    #[must_use]
    pub fn allowed_fingerprint(&self) -> Option<AllowFingerprint> {
        self.state_text(ALLOWED_FILE).map(AllowFingerprint::from_stored)
    }

    fn write_state(&self, file: &str, text: &str) -> Result<(), StorageError> {
        match &self.state {
            Some(folder) => write(&folder.join(file), text),
            None => Err(StorageError::NoFolder),
        }
    }

    fn state_text(&self, file: &str) -> Option<String> {
        if let Some(text) = self.unsaved_text(file) {
            return Some(text);
        }
        let path = self.state.as_ref()?.join(file);
        match read_text(&path, FILE_MAX_BYTES) {
            Ok(text) => Some(text),
            Err(Unread::Missing) => None,
            Err(unread) => {
                log::warn!("{}: {unread}", path.display());
                None
            }
        }
    }

    fn unsaved_text(&self, file: &str) -> Option<String> {
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner).get(file).cloned()
    }

    fn keep_unsaved(&self, file: &str, text: String) {
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner).insert(file.to_owned(), text);
    }

    fn forget_unsaved(&self, file: &str) {
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner).remove(file);
    }
}

/// Writes a file that is gone at once.
fn try_to_write(folder: &Path) -> io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(".kyukyubako-").tempfile_in(folder)?;
    // An empty file fits on a full disk; a sector does not.
    io::Write::write_all(&mut file, &[b' '; 512])?;
    file.as_file().sync_all()
}

fn write(path: &Path, text: &str) -> Result<(), StorageError> {
    if text.len() > FILE_MAX_BYTES {
        return Err(StorageError::Content(format!("longer than {FILE_MAX_BYTES} bytes")));
    }
    let folder = path.parent().ok_or(StorageError::NoFolder)?;
    make_private(folder).map_err(|error| StorageError::io(folder, error))?;
    durable_file::replace(path, text.as_bytes()).map_err(|error| StorageError::io(path, error))
}

fn document_file(name: &str) -> Result<String, StorageError> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !name.is_empty() && name.len() <= 40 && name.bytes().all(plain) {
        Ok(format!("{name}.toml"))
    } else {
        Err(StorageError::Name(name.to_owned()))
    }
}
