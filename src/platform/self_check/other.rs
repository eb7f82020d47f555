//! Systems that none of this can be asked.

use crate::core::doctor::{AppControl, Notification};

pub(super) fn notification() -> Option<Notification> {
    None
}

pub(super) fn app_control() -> AppControl {
    AppControl::OtherSystem
}

pub(super) fn own_signature() -> Option<bool> {
    None
}

/// Nobody but root makes folders where the guard's lies.
pub(super) fn folder_is_anothers() -> bool {
    false
}
