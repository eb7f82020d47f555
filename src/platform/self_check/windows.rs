//! Windows: what the registry says of notifications and of Smart App Control, and our own signature.

use crate::core::doctor::{AppControl, Notification};
use crate::platform::app_id::APP_ID;
use crate::platform::observers::identity;
use crate::platform::windows::registry::{Key, Root};
use crate::platform::windows::{admin_folder, known_folder};

/// Whether any notification is shown to this user at all.
const PUSH: &str = r"Software\Microsoft\Windows\CurrentVersion\PushNotifications";
/// What the person chose for each program.
const CHOSEN: &str = r"Software\Microsoft\Windows\CurrentVersion\Notifications\Settings";
/// What an administrator forbade.
const POLICY: &str = r"Software\Policies\Microsoft\Windows\CurrentVersion\PushNotifications";
/// What the kernel keeps to itself about the files it lets run.
const CODE_INTEGRITY: &str = r"SYSTEM\CurrentControlSet\Control\CI\Policy";

pub(super) fn notification() -> Option<Notification> {
    let number = |path: &str, name| Key::open(Root::CurrentUser, path).and_then(|key| key.number(name));
    let ours = format!("{CHOSEN}\\{APP_ID}");
    let off = number(PUSH, "ToastEnabled") == Some(0)
        || number(&ours, "Enabled") == Some(0)
        || number(POLICY, "NoToastApplicationNotification") == Some(1);
    Some(if off { Notification::SwitchedOff } else { Notification::Permitted })
}

pub(super) fn app_control() -> AppControl {
    let key = Key::open(Root::LocalMachine, CODE_INTEGRITY);
    state_of(key.and_then(|key| key.number("VerifiedAndReputablePolicyState")))
}

/// What the value means; an unknown one is taken for one that blocks.
fn state_of(value: Option<u32>) -> AppControl {
    match value {
        None => AppControl::NotThere,
        Some(0) => AppControl::Off,
        Some(2) => AppControl::Evaluates,
        Some(_) => AppControl::On,
    }
}

/// What cannot be verified is not trusted.
pub(super) fn own_signature() -> Option<bool> {
    let own = std::env::current_exe().inspect_err(|error| log::warn!("own file: {error}")).ok()?;
    let read = identity::read(&own).inspect_err(|error| log::warn!("own signature: {error}"));
    Some(read.is_ok_and(|read| read.signature_valid == Some(true)))
}

/// Everybody may make folders where the guard's lies; one who holds it keeps the guard from being installed.
pub(super) fn folder_is_anothers() -> bool {
    known_folder::program_data().is_ok_and(|folder| admin_folder::is_anothers(&folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_its_meaning() {
        for (value, expected) in [
            (None, AppControl::NotThere),
            (Some(0), AppControl::Off),
            (Some(1), AppControl::On),
            (Some(2), AppControl::Evaluates),
            (Some(7), AppControl::On),
        ] {
            assert_eq!(state_of(value), expected, "{value:?}");
        }
    }
}
