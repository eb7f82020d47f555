//! Windows: the display affinity of a window, set and then asked for.

#![expect(unsafe_code, reason = "the display affinity of our own window")]

use std::num::NonZeroIsize;

use windows::Win32::Foundation::HWND;
use windows::Win32::UI::WindowsAndMessaging::{
    GetWindowDisplayAffinity, SetWindowDisplayAffinity, WDA_EXCLUDEFROMCAPTURE, WDA_MONITOR, WDA_NONE,
    WINDOW_DISPLAY_AFFINITY,
};

use crate::core::capture::Hiding;

pub(super) fn hide(window: NonZeroIsize, hide: bool) -> Hiding {
    let window = HWND(std::ptr::with_exposed_provenance_mut(window.get().cast_unsigned()));
    if !hide {
        set(window, WDA_NONE);
        return if affinity(window) == WDA_NONE { Hiding::Off } else { Hiding::Hidden };
    }
    if !set(window, WDA_EXCLUDEFROMCAPTURE) {
        // Before Windows 10 2004 a black rectangle stands in the picture.
        set(window, WDA_MONITOR);
    }
    if affinity(window) == WDA_NONE { Hiding::Seen } else { Hiding::Hidden }
}

fn set(window: HWND, affinity: WINDOW_DISPLAY_AFFINITY) -> bool {
    // SAFETY: takes no pointers but the handle, which the system checks.
    let set = unsafe { SetWindowDisplayAffinity(window, affinity) };
    if let Err(error) = &set {
        log::warn!("pictures of the screen: {error}");
    }
    set.is_ok()
}

/// What the system says; none when it says nothing.
fn affinity(window: HWND) -> WINDOW_DISPLAY_AFFINITY {
    let mut affinity = 0;
    // SAFETY: the number is ours and outlives the call.
    let asked = unsafe { GetWindowDisplayAffinity(window, &raw mut affinity) };
    if asked.is_ok() { WINDOW_DISPLAY_AFFINITY(affinity) } else { WDA_NONE }
}
