//! The keys that open the alert from anywhere: Ctrl + Alt + Enter.
//!
//! Why these: Enter is the largest key and is found by touch; nobody presses the three by mistake; no letter of any
//! keyboard layout is typed with them, as many are with `AltGr`, which Windows takes for Ctrl + Alt; the desktops and
//! Windows itself leave them free (Ctrl + Alt + S rolls windows up on several); the function keys are the input
//! method's, the browser's and the debugger's; Pause ends a `LogMeIn` Rescue session and has to reach it.

#[cfg(windows)]
#[path = "windows.rs"]
mod native;
#[cfg(target_os = "linux")]
#[path = "x11.rs"]
mod native;
#[cfg(not(any(windows, target_os = "linux")))]
#[path = "none.rs"]
mod native;

use super::standing::{Pressed, StateSlot};
use crate::core::watch::HelperState;

/// Listens for the keys on a thread of its own until it is dropped.
#[derive(Debug)]
pub struct HotKey {
    slot: StateSlot,
    _native: Option<native::Keeper>,
}

impl HotKey {
    /// Begins to listen; `pressed` is called on its thread.
    #[must_use]
    pub fn listen(pressed: Pressed) -> Self {
        let slot = StateSlot::default();
        let native = native::start(&slot, pressed);
        Self { slot, _native: native }
    }

    /// How it is.
    #[must_use]
    pub fn state(&self) -> HelperState {
        self.slot.get()
    }
}
