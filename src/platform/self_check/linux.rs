//! Linux: the notification server answers on the session's bus.

use zbus::connection::Builder;

use crate::core::doctor::{AppControl, Notification};
use crate::platform::notification::NOTIFICATION_WAIT;
use crate::platform::observers::linux::bus::within;

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

pub(super) fn notification() -> Option<Notification> {
    let asked = within(NOTIFICATION_WAIT, async {
        let Ok(bus) = Builder::session().method_timeout(NOTIFICATION_WAIT).build().await else {
            return Notification::NoDesktop;
        };
        match bus.call_method(Some(SERVICE), PATH, Some(SERVICE), "GetServerInformation", &()).await {
            Ok(_) => Notification::Answers,
            Err(error) => {
                log::info!("notifications: {error}");
                Notification::NoServer
            }
        }
    });
    Some(asked.unwrap_or(Notification::NoServer))
}

pub(super) fn app_control() -> AppControl {
    AppControl::OtherSystem
}

/// Files bear no signature of their own here.
pub(super) fn own_signature() -> Option<bool> {
    None
}

/// Nobody but root makes folders where the guard's lies.
pub(super) fn folder_is_anothers() -> bool {
    false
}
