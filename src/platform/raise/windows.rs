//! Windows: every program of the user may hide, move, cut to shape and disable the windows of all others.

#![expect(unsafe_code, reason = "calls of the system for a window of our own")]

use std::num::NonZeroIsize;

use windows::Win32::Foundation::{HWND, RECT};
use windows::Win32::Graphics::Gdi::{
    GetMonitorInfoW, IntersectRect, MONITOR_DEFAULTTONEAREST, MONITORINFO, MonitorFromWindow, SetWindowRgn,
};
use windows::Win32::UI::Input::KeyboardAndMouse::EnableWindow;
use windows::Win32::UI::WindowsAndMessaging::{
    GetWindowRect, HWND_TOP, IsIconic, IsWindowVisible, SET_WINDOW_POS_FLAGS, SW_RESTORE, SWP_NOMOVE,
    SWP_NOSIZE, SWP_SHOWWINDOW, SetForegroundWindow, SetWindowPos, ShowWindow,
};

/// So much of the window has to be on the screen, in pixels.
const SEEN_MIN: i32 = 200;

/// Shows `window`, whole, taking input, and on its screen.
pub(super) fn bring_back(window: NonZeroIsize, fill: bool) -> windows::core::Result<()> {
    let window = HWND(std::ptr::with_exposed_provenance_mut(window.get().cast_unsigned()));
    let mut work = MONITORINFO {
        cbSize: u32::try_from(size_of::<MONITORINFO>()).unwrap_or_default(),
        ..MONITORINFO::default()
    };
    let mut outer = RECT::default();
    let mut both = RECT::default();
    // SAFETY: the window is ours and of this thread; every structure is ours and outlives its call.
    unsafe {
        let _ = EnableWindow(window, true);
        // Back to its whole shape.
        let _ = SetWindowRgn(window, None, true);
        if IsIconic(window).as_bool() {
            let _ = ShowWindow(window, SW_RESTORE);
        }
        let hidden = !IsWindowVisible(window).as_bool();
        let told = GetMonitorInfoW(MonitorFromWindow(window, MONITOR_DEFAULTTONEAREST), &raw mut work);
        GetWindowRect(window, &raw mut outer)?;
        let meets = IntersectRect(&raw mut both, &raw const outer, &raw const work.rcWork).as_bool();
        let seen = meets && both.right - both.left >= SEEN_MIN && both.bottom - both.top >= SEEN_MIN;
        let stays = if seen && !(fill && hidden) || !told.as_bool() {
            SWP_NOMOVE | SWP_NOSIZE
        } else {
            SET_WINDOW_POS_FLAGS(0)
        };
        let (place, whole) = (work.rcWork, fill || outer.right - outer.left < SEEN_MIN);
        let width = if whole { place.right - place.left } else { outer.right - outer.left };
        let height = if whole { place.bottom - place.top } else { outer.bottom - outer.top };
        SetWindowPos(window, Some(HWND_TOP), place.left, place.top, width, height, SWP_SHOWWINDOW | stays)?;
        let _ = SetForegroundWindow(window);
        if IsWindowVisible(window).as_bool() { Ok(()) } else { Err(windows::core::Error::from_thread()) }
    }
}
