//! The line on macos.

use crate::core::network::{RestoreReport, RestoreResult};

use super::LinePaths;
use super::line_ops::LineOps;

/// Where a cut is recorded on this system.
#[must_use]
pub fn paths() -> LinePaths {
    LinePaths { journal: "cut-journal".into(), journal_copy: None, pin_folder: ".".into() }
}

/// The operations of this system.
#[must_use]
pub fn ops() -> Box<dyn LineOps> {
    todo!()
}

/// Restores through the system's consent.
#[must_use]
pub fn restore_elevated() -> RestoreReport {
    RestoreReport { result: RestoreResult::NotAllowed, retry_after_s: 0, reasons: Vec::new() }
}
