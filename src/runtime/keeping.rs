//! The PIN before a change, and asking for an administrator who keeps the set-up.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use super::mailbox::Mailbox;
use crate::core::Event;
use crate::core::Timestamp;
use crate::core::event::{Notice, PinAnswer};
use crate::core::kept::{KeepReport, KeepResult, Kept};
use crate::core::settings::Settings;
use crate::platform::pin::{self, PinResult};
use crate::platform::storage::{KeptProblem, UserStore};

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
    store: Arc<UserStore>,
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
        answer.post(Event::KeepAnswered(report, store.kept().0));
    });
    if let Err(error) = asked {
        log::error!("no thread to ask the administrator: {error}");
        mailbox.post(Event::KeepAnswered(KeepResult::Failed.into(), failed));
    }
}

/// What must be said when nothing of the store is used.
pub(super) fn problem_notice(problem: KeptProblem) -> Notice {
    Notice::Text(match problem {
        KeptProblem::Untrusted => "store-untrusted",
        KeptProblem::Broken => "store-broken",
    })
}
