//! The small button that stays above everything: a plain window of the system's own, without GPU, that takes no
//! focus. It can be dragged, stays off panels, remembers its place, and hides only while a window of this program is
//! the one in use: that one has a red button.

#[cfg(not(any(windows, target_os = "linux")))]
#[path = "none.rs"]
mod native;
#[cfg(windows)]
#[path = "windows.rs"]
mod native;
#[cfg(target_os = "linux")]
#[path = "x11.rs"]
mod native;
#[cfg(any(windows, target_os = "linux"))]
mod place;

use std::path::Path;

use super::standing::{Pressed, StateSlot};
use crate::core::watch::HelperState;

/// The file in the state folder that keeps its place.
pub const PLACE_FILE: &str = "sos-button.place";

/// Shown by a thread of its own until it is dropped.
#[derive(Debug)]
pub struct SosButton {
    slot: StateSlot,
    _native: Option<native::Keeper>,
}

impl SosButton {
    /// Shows it where the file in the folder `state` says; `pressed` is called on its thread.
    #[must_use]
    pub fn show(state: &Path, pressed: Pressed) -> Self {
        let slot = StateSlot::default();
        let native = native::start(&slot, state.join(PLACE_FILE), pressed);
        Self { slot, _native: native }
    }

    /// How it is.
    #[must_use]
    pub fn state(&self) -> HelperState {
        self.slot.get()
    }
}
