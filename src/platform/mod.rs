//! The seam to the operating system. Traits here, one folder per concern, scripted fakes for tests.

pub mod app_id;
pub mod autostart;
pub mod browser;
pub mod capture;
pub mod contrast;
pub mod desktop_session;
pub mod dialogs;
pub mod directories;
pub mod durable_file;
pub mod guard;
pub mod hidden_typing;
pub mod hot_key;
pub mod identifying_names;
pub mod input_origin;
pub mod last_resort;
pub mod logon_notice;
pub mod network;
pub mod notification;
pub mod observers;
pub mod own_program;
pub mod parent_process;
pub mod pin;
#[cfg(windows)]
pub mod pin_box;
pub mod printers;
pub mod processes;
pub mod raise;
pub mod self_check;
pub mod single_instance;
pub mod sos_button;
pub mod standing;
pub mod storage;
pub mod viewer;
pub mod watcher;
#[cfg(windows)]
pub mod windows;

use crate::core::detection::Assessment;
use crate::core::detection::allow_list::AllowList;
pub use crate::core::detection::ending::EndReport;
pub use crate::core::network::CutProgress;
pub use network::line::NetworkLine;

/// Looks for remote-control tools. Owned by one thread; keeps its own cache between rounds.
pub trait SessionWatch: Send {
    /// A light round: process ids only, new ones looked into. Cheap enough for every half second.
    fn look(&mut self) -> Assessment;
    /// Takes a bounded snapshot for evidence, then ends the processes of all tools that are
    /// `live` or `likely` and not allowed.
    fn end_tools(&mut self) -> Vec<EndReport>;
    /// From the next round on `allowed` is what the caregiver allows.
    fn set_allowed(&mut self, allowed: AllowList);
}

/// Tells the desktop, in words that tell the operator nothing.
pub trait Notifier: Send + Sync {
    /// Shows a notification.
    ///
    /// # Errors
    /// The desktop's reason, for the log; the window shows its own banner anyway.
    fn notify(&self, title: &str, body: &str) -> Result<(), String>;
}
