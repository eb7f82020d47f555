//! Nowhere else.

use crate::core::watch::HelperState;
use crate::platform::standing::{Pressed, StateSlot};

#[derive(Debug)]
pub(super) enum Keeper {}

pub(super) fn start(slot: &StateSlot, _pressed: Pressed) -> Option<Keeper> {
    slot.set(HelperState::NotHere);
    None
}
