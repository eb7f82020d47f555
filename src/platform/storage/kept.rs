//! What of the family's set-up may be believed on this PC: what an administrator kept, where there is a place for
//! it, otherwise what was confirmed.

use super::admin_store::{AdminStore, AdminStoreError};
use super::{StorageError, UserStore};
use crate::core::detection::allow_list::{AllowFingerprint, AllowList};
use crate::core::kept::Kept;
use crate::core::settings::Settings;

/// What the user took off the kept allow-list, in the state folder. Nothing is added by it, but whoever deletes it brings
/// those tools back: keeping is due until an administrator kept the list without them.
const TAKEN_BACK_FILE: &str = "taken-back-tools";

/// Why nothing of the administrator's place is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeptProblem {
    /// Somebody else could have written it.
    Untrusted,
    /// It cannot be read or not be understood to the last line.
    Broken,
}

impl KeptProblem {
    /// The id of the sentence that says so.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Untrusted => "store-untrusted",
            Self::Broken => "store-broken",
        }
    }

    fn of(error: &AdminStoreError) -> Self {
        log::error!("the administrator's store: {error}");
        match error {
            AdminStoreError::Untrusted(_) => Self::Untrusted,
            _ => Self::Broken,
        }
    }
}

impl UserStore {
    /// The place that only an administrator writes.
    #[must_use]
    pub fn admin(&self) -> &AdminStore {
        &self.admin
    }

    /// What is kept there, less the tools that the user took back since, and what must be said about it.
    #[must_use]
    pub fn kept(&self) -> (Kept, Option<KeptProblem>) {
        if !self.admin.counts_for_setup() {
            return (Kept::NoStore, None);
        }
        match self.admin.settings() {
            Ok(kept) => {
                let mut kept = kept.unwrap_or_default();
                if let Some(text) = self.state_text(TAKEN_BACK_FILE) {
                    kept.allowed = kept.allowed.except(&AllowFingerprint::from_stored(text));
                }
                (Kept::Store(Box::new(kept)), None)
            }
            Err(error) => (Kept::Store(Box::default()), Some(KeptProblem::of(&error))),
        }
    }

    /// What of the kept list the user took back.
    #[must_use]
    pub fn taken_back(&self) -> AllowList {
        let (Kept::Store(left), _) = self.kept() else { return AllowList::default() };
        let all = self.admin.settings().ok().flatten().unwrap_or_default().allowed;
        all.except(&AllowFingerprint::of(&left.allowed))
    }

    /// The tools that are allowed on this PC: those that are kept, where there is a store, otherwise those of
    /// `settings` if they are what was confirmed.
    #[must_use]
    pub fn trusted_allow_list(&self, settings: &Settings) -> AllowList {
        match self.kept().0 {
            Kept::Store(kept) => kept.allowed,
            Kept::NoStore => settings.allowed.trusted(self.allowed_fingerprint().as_ref()),
        }
    }

    /// The list that a change begins with: the user's own if it is what was confirmed, kept or not yet; otherwise
    /// what is allowed.
    #[must_use]
    pub fn allow_list_to_change(&self, settings: &Settings) -> AllowList {
        let confirmed = self.allowed_fingerprint();
        match confirmed == Some(AllowFingerprint::of(&settings.allowed)) {
            true => settings.allowed.clone(),
            false => self.trusted_allow_list(settings),
        }
    }

    /// Remembers that of what is kept only the entries of `left` are to be used.
    ///
    /// # Errors
    /// [`StorageError`]; what was taken back is allowed again after a restart.
    pub fn use_only(&self, left: &AllowList) -> Result<(), StorageError> {
        let kept = match self.admin.settings() {
            Ok(Some(kept)) if self.admin.counts_for_setup() => kept.allowed,
            _ => return Ok(()),
        };
        let gone = kept.except(&AllowFingerprint::of(left));
        self.write_state(TAKEN_BACK_FILE, AllowFingerprint::of(&gone).as_str())
    }
}
