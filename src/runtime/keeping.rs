//! The PIN before a change, and asking for an administrator who keeps the set-up.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use super::mailbox::Mailbox;
use crate::core::Event;
use crate::core::Timestamp;
use crate::core::event::PinAnswer;
use crate::core::kept::{KeepReport, KeepResult, Kept, PinKept};
use crate::core::settings::Settings;
use crate::platform::network::is_elevated;
use crate::platform::pin::{self, PinResult};
use crate::platform::storage::UserStore;

/// Asks the system for an administrator: what to keep, the PIN for the guard, the heading of the file.
pub type KeepElevated = fn(&Settings, Option<&str>, &str) -> KeepReport;

/// Looks at a PIN that was typed, under the same delays as a restore.
pub(super) fn pin_answer(folder: &Path, pin: &str, now: Timestamp) -> PinAnswer {
    match pin::verify(folder, pin, now) {
        PinResult::Ok => PinAnswer::Right,
        PinResult::Wrong { retry_after_s } | PinResult::Locked { retry_after_s } => {
            PinAnswer::Wrong { retry_after_s }
        }
        PinResult::NotSet => PinAnswer::Unusable,
    }
}

/// Asks on a thread of its own: the system's question may stay open for minutes.
pub(super) fn keep(
    elevated: KeepElevated,
    (store, pin_folder): (Arc<UserStore>, PathBuf),
    settings: Settings,
    pin: Option<String>,
    heading: String,
    mailbox: Mailbox,
) {
    let answer = mailbox.clone();
    let failed = Kept::NoStore;
    let asked = thread::Builder::new().name("keep".into()).spawn(move || {
        let report = catch_unwind(AssertUnwindSafe(|| elevated(&settings, pin.as_deref(), &heading)));
        let report = report.unwrap_or(KeepResult::Failed.into());
        if report.result == KeepResult::Kept
            && let Err(error) = store.use_only(&settings.allowed)
        {
            log::warn!("what was taken back before stays so: {error}");
        }
        if report.pin == PinKept::Set {
            forget_own_pin(&pin_folder, is_elevated());
        }
        answer.post(Event::KeepAnswered(report, store.kept().0));
    });
    if let Err(error) = asked {
        log::error!("no thread to ask the administrator: {error}");
        mailbox.post(Event::KeepAnswered(KeepResult::Failed.into(), failed));
    }
}

/// The guard has the PIN now and lets nobody read it. The user's copy of so few digits would be guessed in minutes by
/// whoever takes the file away, and the PIN with it.
fn forget_own_pin(folder: &Path, elevated: bool) {
    if elevated {
        // As an administrator this is the guard's own folder.
        return;
    }
    if let Err(error) = pin::forget(folder) {
        log::warn!("the user's copy of the PIN stays: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::own_contacts::OwnContact;
    use crate::platform::directories::Directories;
    use crate::runtime::Waker;
    use std::sync::mpsc::sync_channel;
    use std::time::Duration;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    #[test]
    fn a_pin_before_a_change_is_delayed_like_one_before_a_restore() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(pin_answer(folder.path(), "2468", NOW), PinAnswer::Unusable);
        pin::set_pin(folder.path(), None, "2468", NOW).unwrap();
        assert_eq!(pin_answer(folder.path(), "2468", NOW), PinAnswer::Right);
        for retry_after_s in [0, 0, 30] {
            assert_eq!(pin_answer(folder.path(), "1111", NOW), PinAnswer::Wrong { retry_after_s });
        }
        assert_eq!(pin_answer(folder.path(), "2468", NOW), PinAnswer::Wrong { retry_after_s: 30 });
        assert!(matches!(pin::verify(folder.path(), "2468", NOW), PinResult::Locked { .. }));
    }

    #[test]
    fn what_the_guard_keeps_lies_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        pin::set_pin(folder.path(), None, "2468", NOW).unwrap();
        assert_eq!(pin_answer(folder.path(), "1111", NOW), PinAnswer::Wrong { retry_after_s: 0 });
        forget_own_pin(folder.path(), true);
        assert!(pin::is_set(folder.path()), "an administrator's folder is the guard's");
        forget_own_pin(folder.path(), false);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    fn told(elevated: KeepElevated, store: &Arc<UserStore>, settings: &Settings) -> (KeepReport, Kept) {
        let (sender, events) = sync_channel(4);
        let mailbox = Mailbox::new(sender, Waker::default());
        let folder = std::env::temp_dir();
        keep(
            elevated,
            (Arc::clone(store), folder),
            settings.clone(),
            Some("2468".into()),
            String::new(),
            mailbox,
        );
        match events.recv_timeout(Duration::from_secs(60)).unwrap() {
            Event::KeepAnswered(report, kept) => (report, kept),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_answer_holds_what_lies_in_the_store_whatever_was_claimed() {
        let root = tempfile::tempdir().unwrap();
        let store = Arc::new(UserStore::open(&Directories::under(root.path())));
        let bank = OwnContact::new("Bank", "0120-000-111", None).unwrap();
        let settings = Settings { banks: vec![bank], ..Settings::default() };
        let claimed = KeepReport { result: KeepResult::Kept, pin: PinKept::NotGiven };
        let claim: KeepElevated = |settings, pin, _| {
            assert!(!settings.banks.is_empty() && pin == Some("2468"));
            KeepResult::Kept.into()
        };
        assert_eq!(told(claim, &store, &settings), (claimed, Kept::NoStore));
        let break_down: KeepElevated = |_, _, _| panic!("broke down");
        assert_eq!(told(break_down, &store, &settings), (KeepResult::Failed.into(), Kept::NoStore));
        store.admin().keep_settings(&settings, "").unwrap();
        assert_eq!(told(claim, &store, &settings), (claimed, Kept::Store(Box::new(settings.clone()))));
    }
}
