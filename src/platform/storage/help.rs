//! What somebody of the family may use now: two hours at most, whatever the file says and however often it is
//! written anew.

use serde::{Deserialize, Serialize};

use super::{StorageError, UserStore};
use crate::core::Timestamp;
use crate::core::detection::allow_list::{AllowEntry, AllowList, HELP_MS};
use crate::core::settings::Settings;

/// The document in the state folder. Whoever writes the user's files can write it.
const HELP: &str = "family-help";

#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    tool: String,
    signer: String,
    until: Timestamp,
}

/// After the first minute of a tool's help nobody is let help with it again for so long, in milliseconds.
const ONCE_IN_MS: u64 = 24 * 60 * 60 * 1_000;
/// More tools than these help nobody in a day.
const HELPED_MAX: usize = 16;

/// Which tools somebody helped with today, in the memory of the program that watches: a file that is written anew
/// makes no help longer.
#[derive(Debug, Default)]
pub struct Helped(Vec<(String, String, Timestamp)>);

impl Helped {
    /// `entry`, unless its tool and signer had their two hours already.
    fn admit(&mut self, entry: AllowEntry, now: Timestamp) -> Option<AllowEntry> {
        let Self(begun) = self;
        // A clock that was set back makes nothing forgotten.
        begun.retain(|(.., at)| now < *at || now.millis_since(*at) < ONCE_IN_MS);
        let known = begun.iter().find(|(tool, signer, _)| (tool, signer) == (&entry.tool, &entry.signer));
        let Some((.., at)) = known else {
            if begun.len() >= HELPED_MAX {
                return None;
            }
            begun.push((entry.tool.clone(), entry.signer.clone(), now));
            return Some(entry);
        };
        let over = at.plus_millis(HELP_MS);
        (now >= *at && now < over).then(|| AllowEntry { until: entry.until.min(over), ..entry })
    }
}

impl UserStore {
    /// What somebody of the family may use at `now`. Beside what an administrator keeps, a file of the user says
    /// nothing.
    #[must_use]
    pub fn help(&self, now: Timestamp) -> Option<AllowEntry> {
        if self.admin.counts_for_setup() {
            return None;
        }
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
    /// uses to help, once a day.
    #[must_use]
    pub fn watch_list(&self, settings: &Settings, helped: &mut Helped, now: Timestamp) -> AllowList {
        let help = self.help(now).and_then(|entry| helped.admit(entry, now));
        self.trusted_allow_list(settings).and(help.as_ref())
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
        assert_eq!(later.watch_list(&Settings::default(), &mut Helped::default(), NOW).entries, [entry]);
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

    #[test]
    fn a_file_that_is_written_anew_again_and_again_silences_a_tool_for_two_hours_a_day() {
        let root = tempfile::tempdir().unwrap();
        let store = UserStore::open(&Directories::under(root.path()));
        let mut helped = Helped::default();
        let mut silent = 0;
        for minute in 0..24 * 60 {
            let now = NOW.plus_millis(minute * MINUTE);
            let entry = AllowEntry::helping("anydesk", "S", now.plus_millis(119 * MINUTE), now).unwrap();
            store.save_help(Some(&entry)).unwrap();
            silent += store.watch_list(&Settings::default(), &mut helped, now).entries.len();
        }
        assert_eq!(silent, 120);
        let tomorrow = NOW.plus_millis(24 * 60 * MINUTE);
        let entry = AllowEntry::helping("anydesk", "S", tomorrow.plus_millis(MINUTE), tomorrow).unwrap();
        store.save_help(Some(&entry)).unwrap();
        assert_eq!(store.watch_list(&Settings::default(), &mut helped, tomorrow).entries, [entry]);
    }
}
