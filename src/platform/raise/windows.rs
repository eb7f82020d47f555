//! Windows: every program of the user may hide, move, cut to shape, swallow and disable the windows of all others.

#![expect(unsafe_code, reason = "calls of the system for a window of our own")]

use std::num::NonZeroIsize;

use windows::Win32::Foundation::{HWND, LPARAM, RECT};
use windows::Win32::Graphics::Gdi::{
    GetMonitorInfoW, GetWindowRgnBox, IntersectRect, MONITOR_DEFAULTTONEAREST, MONITORINFO,
    MonitorFromWindow, RGN_ERROR, SetWindowRgn,
};
use windows::Win32::UI::Input::KeyboardAndMouse::{EnableWindow, IsWindowEnabled};
use windows::Win32::UI::WindowsAndMessaging::{
    EnumWindows, GA_PARENT, GW_ENABLEDPOPUP, GWL_EXSTYLE, GWL_STYLE, GetAncestor, GetDesktopWindow,
    GetWindow, GetWindowLongPtrW, GetWindowRect, HWND_TOP, HWND_TOPMOST, IsIconic, IsWindowVisible,
    SET_WINDOW_POS_FLAGS, SW_RESTORE, SWP_FRAMECHANGED, SWP_NOMOVE, SWP_NOSIZE, SWP_SHOWWINDOW,
    SetForegroundWindow, SetParent, SetWindowLongPtrW, SetWindowPos, ShowWindow, WINDOW_LONG_PTR_INDEX,
    WS_CHILD, WS_EX_LAYERED, WS_EX_TRANSPARENT,
};
use windows::core::BOOL;

use super::Sight;
use crate::platform::windows::own_windows::is_ours;

/// So much of the window has to be on the screen, in pixels.
const SEEN_MIN: i32 = 200;

fn large_enough(part: &RECT) -> bool {
    part.right.saturating_sub(part.left) >= SEEN_MIN && part.bottom.saturating_sub(part.top) >= SEEN_MIN
}

/// What of `window` lies on its screen, and that screen without its task bar.
fn on_screen(window: HWND) -> windows::core::Result<(RECT, RECT, Option<RECT>)> {
    let mut work = MONITORINFO {
        cbSize: u32::try_from(size_of::<MONITORINFO>()).unwrap_or_default(),
        ..MONITORINFO::default()
    };
    let (mut outer, mut both) = (RECT::default(), RECT::default());
    // SAFETY: every structure is ours and outlives its call.
    unsafe {
        let monitor = MonitorFromWindow(window, MONITOR_DEFAULTTONEAREST);
        let told = GetMonitorInfoW(monitor, &raw mut work).as_bool();
        GetWindowRect(window, &raw mut outer)?;
        let meets = IntersectRect(&raw mut both, &raw const outer, &raw const work.rcWork).as_bool();
        Ok((if meets { both } else { RECT::default() }, outer, told.then_some(work.rcWork)))
    }
}

/// True when the bits were there.
fn has(window: HWND, what: WINDOW_LONG_PTR_INDEX, bits: u32) -> bool {
    // SAFETY: takes no pointers.
    let style = unsafe { GetWindowLongPtrW(window, what) };
    style & isize::try_from(bits).unwrap_or_default() != 0
}

fn without(window: HWND, what: WINDOW_LONG_PTR_INDEX, bits: u32) {
    // SAFETY: the window is ours, and only bits that it never asked for are taken away.
    unsafe {
        let style = GetWindowLongPtrW(window, what);
        SetWindowLongPtrW(window, what, style & !isize::try_from(bits).unwrap_or_default());
    }
}

/// Put by somebody into a window of theirs.
fn is_swallowed(window: HWND) -> bool {
    // SAFETY: takes no pointers.
    unsafe {
        let parent = GetAncestor(window, GA_PARENT);
        !parent.is_invalid() && parent != GetDesktopWindow()
    }
}

/// Takes no input, and not because a dialog of its own is open.
fn is_deaf(window: HWND) -> bool {
    // SAFETY: takes no pointers.
    unsafe {
        let dialog = GetWindow(window, GW_ENABLEDPOPUP);
        !IsWindowEnabled(window).as_bool()
            && dialog.is_ok_and(|dialog| dialog == window || dialog.is_invalid())
    }
}

/// Shows `window`, whole, opaque, taking input, and on its screen.
pub(super) fn bring_back(window: NonZeroIsize, fill: bool) -> windows::core::Result<()> {
    let window = handle(window);
    // SAFETY: the window is ours and of this thread; every structure is ours and outlives its call.
    unsafe {
        if is_swallowed(window) {
            SetParent(window, None)?;
            without(window, GWL_STYLE, WS_CHILD.0);
        }
        let _ = EnableWindow(window, true);
        // Back to its whole shape; our windows are never layered.
        let _ = SetWindowRgn(window, None, true);
        without(window, GWL_EXSTYLE, WS_EX_LAYERED.0 | WS_EX_TRANSPARENT.0);
        if IsIconic(window).as_bool() {
            let _ = ShowWindow(window, SW_RESTORE);
        }
        let hidden = !IsWindowVisible(window).as_bool();
        let (seen, outer, work) = on_screen(window)?;
        let stays = if large_enough(&seen) && !(fill && hidden) || work.is_none() {
            SWP_NOMOVE | SWP_NOSIZE
        } else {
            SET_WINDOW_POS_FLAGS(0)
        };
        let (place, whole) = (work.unwrap_or_default(), fill || outer.right - outer.left < SEEN_MIN);
        let width = if whole { place.right - place.left } else { outer.right - outer.left };
        let height = if whole { place.bottom - place.top } else { outer.bottom - outer.top };
        let level = if fill { HWND_TOPMOST } else { HWND_TOP };
        let flags = SWP_SHOWWINDOW | SWP_FRAMECHANGED | stays;
        SetWindowPos(window, Some(level), place.left, place.top, width, height, flags)?;
        let _ = SetForegroundWindow(window);
        if IsWindowVisible(window).as_bool() { Ok(()) } else { Err(windows::core::Error::from_thread()) }
    }
}

/// Whether `window` can be seen.
pub(super) fn sight(window: NonZeroIsize) -> Sight {
    sight_of(handle(window))
}

/// The same for the window of any program.
pub(in crate::platform) fn sight_of(window: HWND) -> Sight {
    let mut shape = RECT::default();
    // SAFETY: the structure is ours and outlives the call; the others take no pointers.
    unsafe {
        if !IsWindowVisible(window).as_bool() || is_swallowed(window) {
            return Sight::Unseen;
        }
        if IsIconic(window).as_bool() {
            return Sight::Away;
        }
        let shaped = GetWindowRgnBox(window, &raw mut shape) != RGN_ERROR;
        let see_through = has(window, GWL_EXSTYLE, WS_EX_LAYERED.0 | WS_EX_TRANSPARENT.0);
        if see_through || is_deaf(window) || shaped && !large_enough(&shape) {
            return Sight::Unseen;
        }
    }
    match on_screen(window) {
        Ok((seen, _, _)) if large_enough(&seen) => Sight::Seen,
        _ => Sight::Unseen,
    }
}

/// Whether some window of this program can be seen. The small button is none.
pub(super) fn any_sight() -> Sight {
    let mut found = false;
    let seen = LPARAM((&raw mut found).expose_provenance().cast_signed());
    // SAFETY: the answer outlives the call, during which alone the procedure is called. It ends early when one is found,
    // which counts as an error here.
    let _ = unsafe { EnumWindows(Some(look_at), seen) };
    if found { Sight::Seen } else { Sight::Unseen }
}

extern "system" fn look_at(window: HWND, seen: LPARAM) -> BOOL {
    if sight_of(window) != Sight::Seen || !is_ours(window) {
        return true.into();
    }
    // SAFETY: the answer is the one that `any_sight` gave, and nobody else uses it meanwhile.
    unsafe {
        if let Some(found) = std::ptr::with_exposed_provenance_mut::<bool>(seen.0.cast_unsigned()).as_mut() {
            *found = true;
        }
    }
    false.into()
}

fn handle(window: NonZeroIsize) -> HWND {
    HWND(std::ptr::with_exposed_provenance_mut(window.get().cast_unsigned()))
}
