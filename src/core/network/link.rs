//! A Linux interface as it was before the cut.

use serde::{Deserialize, Serialize};

/// What link-down loses and restore brings back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LinkState {
    /// Kernel index at the time of the cut.
    pub index: u32,
    /// Name at the time of the cut; found again by it when the index changed.
    pub name: String,
}
