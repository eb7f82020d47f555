//! Keeping our window out of pictures of the screen, where a system offers it.

#[cfg(windows)]
mod windows;

use raw_window_handle::RawWindowHandle;

use crate::core::capture::Hiding;

/// Keeps `window` out of pictures of the screen, or no longer; what the system then says of it. Called on the
/// window's own thread.
#[must_use]
pub fn hide(window: RawWindowHandle, hide: bool) -> Hiding {
    match window {
        #[cfg(windows)]
        RawWindowHandle::Win32(handle) => windows::hide(handle.hwnd, hide),
        // The window's own command does it there; the system's answer is not asked for.
        #[cfg(target_os = "macos")]
        RawWindowHandle::AppKit(_) if hide => Hiding::Asked,
        #[cfg(target_os = "macos")]
        RawWindowHandle::AppKit(_) => Hiding::Off,
        _ if hide => Hiding::Unavailable,
        _ => Hiding::Off,
    }
}
