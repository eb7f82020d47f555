//! What somebody of the family may use now: two hours at most, whatever the file says.

use serde::{Deserialize, Serialize};

use super::{StorageError, UserStore};
use crate::core::Timestamp;
use crate::core::detection::allow_list::{AllowEntry, AllowList};
use crate::core::settings::Settings;

/// The document in the state folder. Whoever writes the user's files can write it.
const HELP: &str = "family-help";

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    tool: String,
    signer: String,
    until: Timestamp,
}

impl UserStore {
    /// What somebody of the family may use at `now`.
    #[must_use]
    pub fn help(&self, now: Timestamp) -> Option<AllowEntry> {
        let Kept { tool, signer, until } = self.load_document(HELP).0?;
        AllowEntry::helping(&tool, &signer, until, now)
    }

    /// Keeps `entry`, or that nobody helps.
    ///
    /// # Errors
    /// [`StorageError`]; it then holds until the program ends.
    pub fn save_help(&self, entry: Option<&AllowEntry>) -> Result<(), StorageError> {
        match entry {
            None => self.remove_document(HELP),
            Some(AllowEntry { tool, signer, until, .. }) => {
                let kept = Kept { tool: tool.clone(), signer: signer.clone(), until: *until };
                self.save_document(HELP, &kept)
            }
        }
    }

    /// Everything that raises no alarm at `now`: the tools that are allowed, and the one that somebody of the family
    /// uses to help.
    #[must_use]
    pub fn watch_list(&self, settings: &Settings, now: Timestamp) -> AllowList {
        self.trusted_allow_list(settings).and(self.help(now).as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::directories::Directories;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);
    const MINUTE: i64 = 60_000;

    #[test]
    fn help_lasts_two_hours_at_most_whatever_is_written_down_and_ends_by_itself() {
        let root = tempfile::tempdir().unwrap();
        let store = UserStore::open(&Directories::under(root.path()));
        assert_eq!(store.help(NOW), None);
        let entry = AllowEntry::helping("anydesk", "S", NOW.plus_millis(120 * MINUTE), NOW).unwrap();
        store.save_help(Some(&entry)).unwrap();
        // As another program, started later, sees it.
        let later = UserStore::look(&Directories::under(root.path()));
        assert_eq!(later.watch_list(&Settings::default(), NOW).entries, [entry]);
        assert!(later.help(NOW.plus_millis(119 * MINUTE)).is_some());
        assert_eq!(later.help(NOW.plus_millis(120 * MINUTE)), None);
        assert_eq!(later.help(NOW.plus_millis(-MINUTE)), None, "a clock set back makes it no longer");

        let file = root.path().join("state/family-help.toml");
        let planted = std::fs::read_to_string(&file).unwrap().replace("1800007200000", "1900000000000");
        std::fs::write(&file, planted).unwrap();
        assert_eq!(later.help(NOW), None);
        store.save_help(None).unwrap();
        assert!(!file.exists());
    }
}
