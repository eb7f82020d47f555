//! A desktop's service for notifications.

use std::collections::HashMap;
use std::sync::mpsc::SyncSender;

use zbus::OwnedVariant;

/// What was asked for.
pub struct Notice {
    /// Who notified, the title and the text.
    pub words: [String; 3],
    /// No sound is wanted.
    pub silent: bool,
}

/// Passes on each notification.
pub struct Daemon(pub SyncSender<Notice>);

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Daemon {
    #[expect(clippy::too_many_arguments, reason = "the interface of the desktop")]
    fn notify(
        &self,
        app_name: String,
        _replaces: u32,
        _icon: String,
        summary: String,
        body: String,
        _actions: Vec<String>,
        hints: HashMap<String, OwnedVariant>,
        _timeout: i32,
    ) -> u32 {
        let silent = hints.get("suppress-sound").is_some_and(|hint| bool::try_from(hint).ok() == Some(true));
        self.0.send(Notice { words: [app_name, summary, body], silent }).unwrap();
        1
    }
    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".into()]
    }
    fn get_server_information(&self) -> (String, String, String, String) {
        ("test".into(), "test".into(), "1".into(), "1.2".into())
    }
}
