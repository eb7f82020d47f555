//! A desktop's service for notifications.

use std::collections::HashMap;
use std::sync::mpsc::SyncSender;

use zbus::OwnedVariant;

/// Passes on who notified, the title and the text of each.
pub struct Daemon(pub SyncSender<[String; 3]>);

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
        _hints: HashMap<String, OwnedVariant>,
        _timeout: i32,
    ) -> u32 {
        self.0.send([app_name, summary, body]).unwrap();
        1
    }
    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".into()]
    }
    fn get_server_information(&self) -> (String, String, String, String) {
        ("test".into(), "test".into(), "1".into(), "1.2".into())
    }
}
