//! Bringing the window back from wherever another program put it, and looking whether it can be seen: hidden, made
//! small, pushed off the screen, made clear as glass, cut to nothing, put into a window of somebody else's.

#[cfg(windows)]
mod windows;
#[cfg(target_os = "linux")]
mod x11;

use raw_window_handle::RawWindowHandle;

#[cfg(windows)]
pub(in crate::platform) use windows::sight_of;

/// Why the window could not be brought back.
#[derive(Debug, thiserror::Error)]
#[error("the window does not come back: {0}")]
pub struct RaiseError(String);

/// Whether a window can be seen, as far as its system tells. One that only lies behind another counts as seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// It is on the screen.
    Seen,
    /// It was made small, or lies on another desktop, as people do it too.
    Away,
    /// Nothing of it can be seen, and no person does that.
    Unseen,
    /// The system does not say.
    Untold,
}

/// Shows `window`, and where nothing of it can be seen, on the screen; in front of all others and over the whole screen
/// when it has to `fill` it. `again`: that did not help a moment ago. Called on the window's own thread. Where a system lets no program do it, nothing happens.
///
/// # Errors
/// When the system refuses.
pub fn bring_back(window: RawWindowHandle, fill: bool, again: bool) -> Result<(), RaiseError> {
    match window {
        #[cfg(target_os = "linux")]
        RawWindowHandle::Xlib(_) | RawWindowHandle::Xcb(_) => {
            let window = x11_number(window).ok_or_else(|| RaiseError("no number".to_owned()))?;
            x11::bring_back(None, window, fill, again).map_err(|error| RaiseError(error.to_string()))
        }
        #[cfg(windows)]
        RawWindowHandle::Win32(handle) => {
            // Nothing more can be done here, once more or not.
            let _ = again;
            windows::bring_back(handle.hwnd, fill).map_err(|error| RaiseError(error.to_string()))
        }
        _ => {
            log::debug!("nobody brings a window back here; to fill the screen: {fill}, once more: {again}");
            Ok(())
        }
    }
}

/// Whether `window` can be seen. Called on the window's own thread.
#[must_use]
pub fn sight(window: RawWindowHandle) -> Sight {
    match window {
        #[cfg(target_os = "linux")]
        RawWindowHandle::Xlib(_) | RawWindowHandle::Xcb(_) => {
            // A window that is not there any more refuses every question.
            let sight = x11_number(window).map(|window| x11::sight(None, window));
            sight.map_or(Sight::Untold, |sight| {
                sight.unwrap_or_else(|error| {
                    log::warn!("the window is looked for in vain: {error}");
                    Sight::Unseen
                })
            })
        }
        #[cfg(windows)]
        RawWindowHandle::Win32(handle) => windows::sight(handle.hwnd),
        _ => Sight::Untold,
    }
}

/// Whether some window of this program can be seen, in whichever process of this desktop.
#[must_use]
pub fn any_sight() -> Sight {
    #[cfg(target_os = "linux")]
    if !crate::platform::standing::on_wayland() && std::env::var_os("DISPLAY").is_some() {
        return x11::any_sight(None).unwrap_or_else(|error| {
            log::warn!("our windows are looked for in vain: {error}");
            Sight::Untold
        });
    }
    #[cfg(windows)]
    return windows::any_sight();
    #[cfg(not(windows))]
    Sight::Untold
}

#[cfg(target_os = "linux")]
fn x11_number(window: RawWindowHandle) -> Option<u32> {
    match window {
        RawWindowHandle::Xlib(handle) => u32::try_from(handle.window).ok(),
        RawWindowHandle::Xcb(handle) => Some(handle.window.get()),
        _ => None,
    }
}
