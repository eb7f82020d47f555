//! Windows: the system itself listens for the keys and tells this thread.

#![expect(unsafe_code, reason = "the keys are registered with the system")]

use windows::Win32::Foundation::ERROR_HOTKEY_ALREADY_REGISTERED;
use windows::Win32::UI::Input::KeyboardAndMouse::{
    MOD_ALT, MOD_CONTROL, MOD_NOREPEAT, RegisterHotKey, UnregisterHotKey, VK_RETURN,
};
use windows::Win32::UI::WindowsAndMessaging::{ASFW_ANY, AllowSetForegroundWindow, WM_HOTKEY};

pub(super) use crate::platform::standing::messages::Keeper;

use crate::core::watch::HelperState;
use crate::platform::standing::messages::{each, start as stand};
use crate::platform::standing::{Pressed, StateSlot};

/// Ours among the keys of this thread.
const NUMBER: i32 = 1;

pub(super) fn start(slot: &StateSlot, pressed: Pressed) -> Option<Keeper> {
    let inside = slot.clone();
    match stand("hot-key", move || listen(&inside, &pressed)) {
        Ok(keeper) => Some(keeper),
        Err(error) => {
            log::error!("hot key: {error}");
            slot.set(HelperState::Failed);
            None
        }
    }
}

fn listen(slot: &StateSlot, pressed: &Pressed) {
    let held = MOD_CONTROL | MOD_ALT | MOD_NOREPEAT;
    // SAFETY: takes no pointers; the keys belong to this thread.
    if let Err(error) = unsafe { RegisterHotKey(None, NUMBER, held, u32::from(VK_RETURN.0)) } {
        log::warn!("hot key: {error}");
        let taken = error.code() == ERROR_HOTKEY_ALREADY_REGISTERED.to_hresult();
        slot.set(if taken { HelperState::Taken } else { HelperState::Failed });
        return;
    }
    slot.set(HelperState::Ready);
    each(|message| {
        if message.message == WM_HOTKEY {
            // SAFETY: takes no pointers. The alert that is started now may come to the front.
            if let Err(error) = unsafe { AllowSetForegroundWindow(ASFW_ANY) } {
                log::debug!("hot key: {error}");
            }
            pressed();
        }
    });
    // SAFETY: takes no pointers; on the thread that registered them.
    if let Err(error) = unsafe { UnregisterHotKey(None, NUMBER) } {
        log::debug!("hot key: {error}");
    }
}
