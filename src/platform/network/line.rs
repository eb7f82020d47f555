//! The line to the outside, as the rest of the program sees it.

use crate::core::drill::{DrillProgress, DrillRefusal, DrillReport};
use crate::core::network::{
    CutProgress, CutReport, LineStatus, Observation, RestoreAuthority, RestoreReport, RestoreResult,
};

/// The line to the outside: cut, look, restore. All calls block; the runtime gives them a thread.
pub trait NetworkLine: Send + Sync {
    /// Plans, journals, applies every available way at once, then observes in two rounds a second apart.
    /// Never panics and never waits longer than its ways' own bounds plus the two rounds.
    fn cut(&self, progress: &dyn Fn(CutProgress)) -> CutReport;
    /// The same without any way that would ask the person for consent: what the window does by itself when
    /// a cut was lost must not raise the system's question again and again.
    fn cut_again(&self, progress: &dyn Fn(CutProgress)) -> CutReport {
        self.cut(progress)
    }
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
