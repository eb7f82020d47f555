//! Bringing the window back from wherever another program put it: hidden, made small, pushed off the screen.

#[cfg(windows)]
mod windows;
#[cfg(target_os = "linux")]
mod x11;

use raw_window_handle::RawWindowHandle;

/// Why the window could not be brought back.
#[derive(Debug, thiserror::Error)]
#[error("the window does not come back: {0}")]
pub struct RaiseError(String);

/// Shows `window`, and where nothing of it can be seen, on the screen; over the whole screen when it has to `fill` it.
/// Called on the window's own thread. Where a system lets no program do it, nothing happens.
///
/// # Errors
/// When the system refuses.
pub fn bring_back(window: RawWindowHandle, fill: bool) -> Result<(), RaiseError> {
    match window {
        #[cfg(target_os = "linux")]
        RawWindowHandle::Xlib(handle) => {
            let window = u32::try_from(handle.window).map_err(|error| RaiseError(error.to_string()))?;
            x11::bring_back(None, window, fill).map_err(|error| RaiseError(error.to_string()))
        }
        #[cfg(target_os = "linux")]
        RawWindowHandle::Xcb(handle) => {
            x11::bring_back(None, handle.window.get(), fill).map_err(|error| RaiseError(error.to_string()))
        }
        #[cfg(windows)]
        RawWindowHandle::Win32(handle) => {
            windows::bring_back(handle.hwnd, fill).map_err(|error| RaiseError(error.to_string()))
        }
        _ => {
            log::debug!("nobody brings a window back here; to fill the screen: {fill}");
            Ok(())
        }
    }
}
