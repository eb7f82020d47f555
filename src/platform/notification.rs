//! Notifications of the desktop. They may fail or hang; the window never depends on them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use crate::core::detection::hostile_text::shown;
use crate::platform::Notifier;
use crate::platform::app_id::APP_ID;

/// Longest wait for the desktop to accept a notification.
pub const NOTIFICATION_WAIT: Duration = Duration::from_secs(3);
/// Longest title or body handed to the desktop, in characters.
const TEXT_MAX_CHARS: usize = 400;

/// Shows notifications through the desktop's own service.
#[derive(Debug)]
pub struct DesktopNotifier {
    program: String,
    /// A notification the desktop has not answered yet; no second thread is spent on a dead desktop.
    waiting: Arc<AtomicBool>,
}

impl DesktopNotifier {
    /// `program` is the name shown beside the notification; it must tell an onlooker nothing.
    #[must_use]
    pub fn new(program: &str) -> Self {
        Self { program: shown(program, TEXT_MAX_CHARS), waiting: Arc::default() }
    }
}

impl Notifier for DesktopNotifier {
    fn notify(&self, title: &str, body: &str) -> Result<(), String> {
        if self.waiting.swap(true, Ordering::AcqRel) {
            return Err("the desktop has not answered the last notification".into());
        }
        let mut notification = notify_rust::Notification::new();
        notification
            .appname(&self.program)
            .summary(&shown(title, TEXT_MAX_CHARS))
            .body(&shown(body, TEXT_MAX_CHARS));
        set_app_id(&mut notification);
        // Whoever hears it asks what it was.
        set_silent(&mut notification);
        let (done, wait) = sync_channel(1);
        let waiting = Arc::clone(&self.waiting);
        let thread = std::thread::Builder::new().name("notification".into()).spawn(move || {
            let result = notification.show().map(drop).map_err(|error| error.to_string());
            waiting.store(false, Ordering::Release);
            // Nobody listens any more when the wait was over.
            let _ = done.send(result);
        });
        if let Err(error) = thread {
            self.waiting.store(false, Ordering::Release);
            return Err(error.to_string());
        }
        wait.recv_timeout(NOTIFICATION_WAIT).unwrap_or_else(|_| Err("the desktop does not answer".into()))
    }
}

#[cfg(windows)]
fn set_app_id(notification: &mut notify_rust::Notification) {
    notification.app_id(APP_ID);
}

#[cfg(target_os = "linux")]
fn set_app_id(notification: &mut notify_rust::Notification) {
    notification.hint(notify_rust::Hint::DesktopEntry(APP_ID.into()));
}

#[cfg(target_os = "linux")]
fn set_silent(notification: &mut notify_rust::Notification) {
    notification.hint(notify_rust::Hint::SuppressSound(true));
}

/// Without a sound that is asked for there is none.
#[cfg(not(target_os = "linux"))]
fn set_silent(_notification: &mut notify_rust::Notification) {}

#[cfg(not(any(windows, target_os = "linux")))]
fn set_app_id(_notification: &mut notify_rust::Notification) {
    log::debug!("notifications of {APP_ID} carry no application id on this system");
}
