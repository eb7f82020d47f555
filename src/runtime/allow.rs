//! Changing the allow-list on disk. Nothing is kept unless the PIN is right.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::core::Timestamp;
use crate::core::detection::allow_list::{AllowEntry, AllowList};
use crate::core::event::{AllowAnswer, Notice};
use crate::core::settings::Settings;
use crate::platform::pin::{self, PinResult};
use crate::platform::storage::UserStore;

/// The settings, for as long as the answer lives.
pub(super) fn locked(settings: &Mutex<Settings>) -> MutexGuard<'_, Settings> {
    settings.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Adds `entry` if `pin` is the PIN that lies in `pin_folder`, under the same delays as a restore. Where only what an
/// administrator kept counts and there is no PIN, none is needed: the entry allows nothing until it is kept.
/// Entries of the settings that were not confirmed before are not confirmed along with it: they go.
pub(super) fn with_pin(
    pin_folder: &Path,
    pin: &str,
    entry: AllowEntry,
    store: &UserStore,
    settings: &Mutex<Settings>,
    heading: &str,
    now: Timestamp,
) -> AllowAnswer {
    let to_be_kept = store.admin().counts_for_setup() && !pin::is_set(pin_folder);
    match pin::verify(pin_folder, pin, now) {
        PinResult::Ok => {}
        PinResult::NotSet if to_be_kept => {}
        PinResult::Wrong { retry_after_s } | PinResult::Locked { retry_after_s } => {
            return AllowAnswer::WrongPin { retry_after_s };
        }
        PinResult::NotSet => return failed("allow-pin-gone"),
    }
    let before = locked(settings).clone();
    match store.allow_list_to_change(&before).with(entry, now) {
        Some(list) => keep(list, store, settings, heading, "allow-not-saved"),
        None => failed("allow-full"),
    }
}

/// Takes `tool` off the list.
pub(super) fn take_back(
    tool: &str,
    store: &UserStore,
    settings: &Mutex<Settings>,
    heading: &str,
) -> AllowAnswer {
    let before = locked(settings).clone();
    let list = store.allow_list_to_change(&before).without(tool);
    if let Err(error) = store.use_only(&store.trusted_allow_list(&before).without(tool)) {
        log::warn!("what is kept still allows {tool}: {error}");
        return failed("allow-taken-back-not-saved");
    }
    keep(list, store, settings, heading, "allow-taken-back-not-saved")
}

fn keep(
    list: AllowList,
    store: &UserStore,
    settings: &Mutex<Settings>,
    heading: &str,
    if_not: &'static str,
) -> AllowAnswer {
    let before = locked(settings).clone();
    if let Err(error) = store.save_allowed(&before, &list, heading) {
        log::warn!("the allow-list is not saved: {error}");
        return failed(if_not);
    }
    locked(settings).allowed = list.clone();
    AllowAnswer::Saved(list)
}

fn failed(words: &'static str) -> AllowAnswer {
    AllowAnswer::Failed(Notice::Text(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::detection::allow_list::AllowFor;
    use crate::core::settings::TextSize;
    use crate::platform::directories::Directories;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    struct Home {
        root: tempfile::TempDir,
        store: UserStore,
        settings: Mutex<Settings>,
    }

    impl Home {
        fn new() -> Self {
            let root = tempfile::tempdir().unwrap();
            pin::set_pin(&root.path().join("pin"), None, "2468", NOW).unwrap();
            let store = UserStore::open(&Directories::under(root.path()));
            Self { root, store, settings: Mutex::default() }
        }

        fn allow(&self, tool: &str, pin: &str) -> AllowAnswer {
            let entry = AllowEntry::new(tool, "Signer GmbH", AllowFor::Month.until(NOW)).unwrap();
            let folder = self.root.path().join("pin");
            with_pin(&folder, pin, entry, &self.store, &self.settings, "", NOW)
        }

        /// What the next start of the program would allow.
        fn after_restart(&self) -> Vec<String> {
            let store = UserStore::look(&Directories::under(self.root.path()));
            let (settings, notices) = store.load_settings();
            assert_eq!(notices, []);
            let list = store.trusted_allow_list(&settings);
            list.entries.into_iter().map(|entry| entry.tool).collect()
        }
    }

    #[test]
    fn only_the_right_pin_allows_and_wrong_ones_are_delayed() {
        let home = Home::new();
        for delay in [0, 0, 30] {
            assert_eq!(home.allow("anydesk", "1111"), AllowAnswer::WrongPin { retry_after_s: delay });
        }
        assert_eq!(home.allow("anydesk", "2468"), AllowAnswer::WrongPin { retry_after_s: 30 });
        assert_eq!(home.after_restart(), Vec::<String>::new());
        assert!(!home.root.path().join("config/settings.toml").exists(), "nothing was written");

        let home = Home::new();
        assert!(matches!(home.allow("anydesk", "2468"), AllowAnswer::Saved(list) if list.entries.len() == 1));
        assert_eq!(home.after_restart(), ["anydesk"]);
        std::fs::remove_file(home.root.path().join("pin/pin")).unwrap();
        assert_eq!(home.allow("b", "2468"), failed("allow-pin-gone"));
    }

    #[test]
    fn what_is_taken_back_stays_so_and_other_settings_are_kept() {
        let home = Home::new();
        home.allow("anydesk", "2468");
        home.allow("teamviewer", "2468");
        locked(&home.settings).text_size = TextSize::Large;
        let answer = take_back("anydesk", &home.store, &home.settings, "");
        assert!(matches!(answer, AllowAnswer::Saved(list) if list.entries.len() == 1));
        assert_eq!(home.after_restart(), ["teamviewer"]);
        let (settings, _) = home.store.load_settings();
        assert_eq!(settings.text_size, TextSize::Large);
    }

    #[test]
    fn an_entry_written_into_the_file_allows_nothing_and_is_not_confirmed_along_with_another() {
        let home = Home::new();
        home.allow("teamviewer", "2468");
        let path = home.root.path().join("config/settings.toml");
        let planted = "\n[[allowed_tools]]\ntool = \"anydesk\"\nsigner = \"S\"\nuntil = \"2027-03-01\"\n";
        let text = std::fs::read_to_string(&path).unwrap() + planted;
        std::fs::write(&path, text).unwrap();
        assert_eq!(home.after_restart(), Vec::<String>::new(), "a changed record is not believed at all");

        *locked(&home.settings) = home.store.load_settings().0;
        assert_eq!(locked(&home.settings).allowed.entries.len(), 2);
        home.allow("rustdesk", "2468");
        assert_eq!(home.after_restart(), ["rustdesk"]);
    }

    #[test]
    fn where_only_what_is_kept_counts_the_user_adds_nothing_and_takes_away() {
        let home = Home::new();
        let kept =
            AllowList { entries: vec![AllowEntry::new("rustdesk", "S", AllowFor::Year.until(NOW)).unwrap()] };
        let settings = Settings { allowed: kept, ..Settings::default() };
        home.store.admin().keep_settings(&settings, "").unwrap();
        let saved = |answer| match answer {
            AllowAnswer::Saved(list) => list.entries.into_iter().map(|entry| entry.tool).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(home.allow("anydesk", "1111"), AllowAnswer::WrongPin { retry_after_s: 0 });
        assert_eq!(saved(home.allow("anydesk", "2468")), ["rustdesk", "anydesk"], "to be kept together");
        assert_eq!(home.after_restart(), ["rustdesk"], "not before");
        // Without a PIN the administrator alone is asked.
        std::fs::remove_file(home.root.path().join("pin/pin")).unwrap();
        assert_eq!(saved(home.allow("teamviewer", "")), ["rustdesk", "anydesk", "teamviewer"]);
        assert_eq!(home.after_restart(), ["rustdesk"]);
        let left = saved(take_back("rustdesk", &home.store, &home.settings, ""));
        assert_eq!(left, ["anydesk", "teamviewer"]);
        assert_eq!(home.after_restart(), Vec::<String>::new());
    }

    #[cfg(unix)]
    #[test]
    fn a_disk_that_takes_nothing_allows_nothing() {
        let home = Home::new();
        let state = home.root.path().join("state");
        std::fs::remove_dir(&state).unwrap();
        std::fs::write(&state, "in the way").unwrap();
        assert_eq!(home.allow("anydesk", "2468"), failed("allow-not-saved"));
        assert_eq!(home.after_restart(), Vec::<String>::new());
        assert!(locked(&home.settings).allowed.entries.is_empty());
    }
}
