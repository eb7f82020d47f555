//! The seam to the operating system. Traits here, one folder per concern, scripted fakes for tests.

pub mod app_id;
pub mod dialogs;
pub mod directories;
pub mod durable_file;
pub mod guard;
pub mod identifying_names;
pub mod last_resort;
pub mod network;
pub mod notification;
pub mod observers;
pub mod pin;
pub mod printers;
pub mod processes;
pub mod single_instance;
pub mod storage;
pub mod viewer;
#[cfg(windows)]
pub mod windows;

use crate::core::detection::Assessment;
use crate::core::detection::allow_list::AllowList;
pub use crate::core::detection::ending::EndReport;
use crate::core::drill::{DrillProgress, DrillRefusal, DrillReport};
pub use crate::core::network::CutProgress;
use crate::core::network::{
    CutReport, LineStatus, Observation, RestoreAuthority, RestoreReport, RestoreResult,
};

/// The line to the outside: cut, look, restore. All calls block; the runtime gives them a thread.
pub trait NetworkLine: Send + Sync {
    /// Plans, journals, applies every available way at once, then observes in two rounds a second apart.
    /// Never panics and never waits longer than its ways' own bounds plus the two rounds.
    fn cut(&self, progress: &dyn Fn(CutProgress)) -> CutReport;
    /// One round of independent observation.
    fn observe(&self) -> Vec<Observation>;
    /// Whether a cut of ours is in force.
    fn status(&self) -> LineStatus;
    /// Takes back exactly what the journal says was changed, if `authority` allows it.
    fn restore(&self, authority: &RestoreAuthority) -> RestoreReport;
    /// Cuts, observes, restores, within a minute; whatever becomes of this process. May run beside
    /// [`NetworkLine::cut`], which makes a real cut of it.
    fn drill(&self, progress: &dyn Fn(DrillProgress)) -> DrillReport {
        let _ = progress;
        DrillReport::refused(DrillRefusal::Failed)
    }
    /// Opens the line if what is on record is a drill, or a drill whose time is over, and nothing else. Needs
    /// no authority: a drill is not a cut.
    fn end_drill(&self, only_overdue: bool) -> RestoreReport {
        let _ = only_overdue;
        RestoreReport { result: RestoreResult::NothingToDo, retry_after_s: 0, reasons: Vec::new() }
    }
}

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
