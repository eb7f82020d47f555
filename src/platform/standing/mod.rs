//! What stands ready on the desktop while no window is open: a thread each, how it is, and how it ends.

#[cfg(windows)]
pub mod messages;
#[cfg(target_os = "linux")]
pub mod x11;

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::core::watch::HelperState;

/// Called on the helper's own thread when a person pressed.
pub type Pressed = Box<dyn Fn() + Send>;

/// How a helper is: written by its thread, read by whoever keeps it.
#[derive(Debug, Clone)]
pub struct StateSlot(Arc<AtomicU8>);

/// The states by their numbers in the slot.
const STATES: [HelperState; 5] = [
    HelperState::Starting,
    HelperState::Ready,
    HelperState::Taken,
    HelperState::NotHere,
    HelperState::Failed,
];

impl Default for StateSlot {
    fn default() -> Self {
        Self(Arc::new(AtomicU8::new(0)))
    }
}

impl StateSlot {
    /// A slot that stays at `state`.
    #[must_use]
    pub fn at(state: HelperState) -> Self {
        let slot = Self::default();
        slot.set(state);
        slot
    }

    /// How it is now.
    #[must_use]
    pub fn get(&self) -> HelperState {
        STATES.get(usize::from(self.0.load(Ordering::Relaxed))).copied().unwrap_or(HelperState::Failed)
    }

    /// Says how it is.
    pub fn set(&self, state: HelperState) {
        let number = STATES.iter().position(|each| *each == state).and_then(|at| u8::try_from(at).ok());
        self.0.store(number.unwrap_or(u8::MAX), Ordering::Relaxed);
    }
}

/// The desktop lets no program put a button above the others or listen to keys elsewhere.
#[cfg(target_os = "linux")]
#[must_use]
pub fn on_wayland() -> bool {
    let says = |name: &str| std::env::var(name).unwrap_or_default();
    !says("WAYLAND_DISPLAY").is_empty() || says("XDG_SESSION_TYPE") == "wayland"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_read_as_it_was_set() {
        assert_eq!(StateSlot::default().get(), HelperState::Starting);
        for state in STATES {
            let slot = StateSlot::at(HelperState::Ready);
            let other = slot.clone();
            other.set(state);
            assert_eq!(slot.get(), state);
        }
    }
}
