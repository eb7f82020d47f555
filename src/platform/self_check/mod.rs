//! What the self check asks this system. Nothing here changes anything or shows anything to the person.

#[cfg(target_os = "linux")]
#[path = "linux.rs"]
mod system;
#[cfg(not(any(windows, target_os = "linux")))]
#[path = "other.rs"]
mod system;
#[cfg(windows)]
#[path = "windows.rs"]
mod system;

use std::time::Duration;

use crate::core::build_kind::IS_FOR_HANDING_OUT;
use crate::core::doctor::{AppControl, Build, Guard, Notification};
use crate::core::guard::{Reply, Request};
use crate::core::pc_facts::GuardPresence;
use crate::platform::guard::{self, GuardError};

/// Before a guard that gave no answer is asked again.
const GUARD_AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Whether somebody would show a notification; nothing where that cannot be asked. None is sent.
#[must_use]
pub fn notification() -> Option<Notification> {
    system::notification()
}

/// Whether Windows may keep programs it does not know from running.
#[must_use]
pub fn app_control() -> AppControl {
    system::app_control()
}

/// This build, and what this PC thinks of the signature of its file.
#[must_use]
pub fn build() -> Build {
    Build { for_handing_out: IS_FOR_HANDING_OUT, signature: system::own_signature() }
}

/// The guard, and whether it knows a PIN. One that gives no answer is asked once more: a PC that just started, or a
/// guard that just did, proves nothing. Takes 6 s at most.
#[must_use]
pub fn guard() -> Guard {
    if cfg!(not(any(windows, target_os = "linux"))) {
        return Guard::NotMade;
    }
    let first = ask_guard();
    match first {
        Guard::Is { presence: GuardPresence::Silent, .. } => {
            std::thread::sleep(GUARD_AGAIN_AFTER);
            ask_guard()
        }
        answered => answered,
    }
}

fn ask_guard() -> Guard {
    let (presence, pin_set) = match guard::ask(&Request::Status) {
        Ok(Reply::Status(status)) => (GuardPresence::Present, status.pin_set),
        Err(GuardError::Absent) if system::folder_is_anothers() => return Guard::Obstructed,
        Err(GuardError::Absent) => (GuardPresence::Absent, false),
        other => {
            log::warn!("guard: {other:?}");
            (GuardPresence::Silent, false)
        }
    };
    Guard::Is { presence, pin_set }
}
