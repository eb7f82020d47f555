//! The applied pack: in the administrator's store where there is one. Without, its file lies in the
//! configuration folder and its fingerprint in the state folder, and a file that is not exactly what was applied is
//! not used: whoever controls the PC can edit it.

use super::admin_store::AdminStoreError;
use super::bounded_text::{Unread, read_text};
use super::{StorageError, UserStore, write};
use crate::core::pack::{PACK_MAX_BYTES, Pack, PackError, PackFingerprint, Reserved};
use crate::platform::durable_file;

/// The applied pack in the configuration folder.
pub const PACK_FILE: &str = "pack.toml";
/// The fingerprint of what was applied, in the state folder.
const PACK_CONFIRMED_FILE: &str = "confirmed-pack";

/// What lies in the place of the applied pack.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum StoredPack {
    /// Nothing.
    #[default]
    None,
    /// What was applied, unchanged.
    Applied(Box<Pack>),
    /// Something that nobody applied, or that was changed since. It is not used.
    Changed,
    /// What was applied, but this version does not accept it. It is not used.
    Refused(PackError),
    /// What lies in the user's folder, on a PC where only the administrator's pack counts. It is not used.
    NotKept,
}

impl UserStore {
    /// The applied pack, if it is still what was applied. Where only the administrator's store counts, it comes
    /// from there.
    #[must_use]
    pub fn load_pack(&self, reserved: &Reserved) -> StoredPack {
        if !self.admin.counts() {
            return self.load_own_pack(reserved);
        }
        match self.admin.pack(reserved) {
            Ok(Some(pack)) => StoredPack::Applied(Box::new(pack)),
            Ok(None) if self.has_own_pack() => StoredPack::NotKept,
            Ok(None) => StoredPack::None,
            Err(AdminStoreError::Pack(error)) => StoredPack::Refused(error),
            Err(error) => {
                log::error!("the administrator's store: {error}");
                StoredPack::Changed
            }
        }
    }

    fn has_own_pack(&self) -> bool {
        self.config.as_ref().is_some_and(|folder| folder.join(PACK_FILE).symlink_metadata().is_ok())
    }

    fn load_own_pack(&self, reserved: &Reserved) -> StoredPack {
        let Some(path) = self.config.as_ref().map(|folder| folder.join(PACK_FILE)) else {
            return StoredPack::None;
        };
        // A byte-order mark would be lost by reading text: packs are compared byte by byte.
        let bytes = match read_text(&path, PACK_MAX_BYTES) {
            Ok(_) => match durable_file::read_bounded(&path, PACK_MAX_BYTES) {
                Ok(bytes) => bytes,
                Err(error) => {
                    log::warn!("{}: {error}", path.display());
                    return StoredPack::Changed;
                }
            },
            Err(Unread::Missing) => return StoredPack::None,
            Err(unread) => {
                log::warn!("{}: {unread}", path.display());
                return StoredPack::Changed;
            }
        };
        if self.pack_fingerprint().as_ref() != Some(&PackFingerprint::of(&bytes)) {
            log::warn!("{}: not what was applied", path.display());
            return StoredPack::Changed;
        }
        match Pack::read(&bytes, reserved) {
            Ok(pack) => StoredPack::Applied(Box::new(pack)),
            Err(error) => {
                log::warn!("{}: {error}", path.display());
                StoredPack::Refused(error)
            }
        }
    }

    /// Keeps a pack that was read from these `bytes` in the user's own folder.
    ///
    /// # Errors
    /// [`StorageError`]; the pack is then not used, as if it had been changed.
    pub fn apply_pack(&self, bytes: &[u8], pack: &Pack) -> Result<(), StorageError> {
        let text = std::str::from_utf8(bytes).map_err(|error| StorageError::Content(error.to_string()))?;
        let config = self.config.as_ref().ok_or(StorageError::NoFolder)?;
        let state = self.state.as_ref().ok_or(StorageError::NoFolder)?;
        write(&config.join(PACK_FILE), text)?;
        write(&state.join(PACK_CONFIRMED_FILE), pack.fingerprint().as_str())
    }

    /// Takes the applied pack away. None being there is fine.
    ///
    /// # Errors
    /// [`StorageError`] when it is still there.
    pub fn remove_pack(&self) -> Result<(), StorageError> {
        let files = [
            self.config.as_ref().map(|folder| folder.join(PACK_FILE)),
            self.state.as_ref().map(|folder| folder.join(PACK_CONFIRMED_FILE)),
        ];
        for path in files.into_iter().flatten() {
            durable_file::remove(&path).map_err(|error| StorageError::io(&path, error))?;
        }
        Ok(())
    }

    fn pack_fingerprint(&self) -> Option<PackFingerprint> {
        let path = self.state.as_ref()?.join(PACK_CONFIRMED_FILE);
        match read_text(&path, 256) {
            Ok(text) => PackFingerprint::parse(&text),
            Err(Unread::Missing) => None,
            Err(unread) => {
                log::warn!("{}: {unread}", path.display());
                None
            }
        }
    }
}
