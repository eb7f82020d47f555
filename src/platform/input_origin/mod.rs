//! Whose hands moved mouse and keyboard, as each system tells it.
//!
//! Windows says it of every input message, X11 of every device. Wayland tells a program nothing of where its input
//! comes from, and neither do X11 programs learn it there; macOS is not asked. What nobody can say is said to be
//! unknown.

#[cfg(windows)]
pub mod windows;
#[cfg(target_os = "linux")]
pub mod x11;

use raw_window_handle::RawWindowHandle;

use crate::core::hand::{Act, Hand, WhyUnknown};

/// Says whose hand made what the window was told in a frame.
pub trait InputOrigin {
    /// Whose hand made `act`, just now. Asked once of everything that was pressed or typed: what the system said of
    /// one press explains no other.
    fn hand(&mut self, act: Act) -> Hand;
}

/// Says the same of everything.
#[derive(Debug, Clone, Copy)]
pub struct Always(pub Hand);

impl InputOrigin for Always {
    fn hand(&mut self, _act: Act) -> Hand {
        self.0
    }
}

/// What this system tells of the input of `window`. Called on the window's thread, once.
#[must_use]
pub fn native(window: Option<RawWindowHandle>) -> Box<dyn InputOrigin> {
    let Some(window) = window else { return unknown(WhyUnknown::NotObserved) };
    match window {
        #[cfg(target_os = "linux")]
        RawWindowHandle::Xlib(_) | RawWindowHandle::Xcb(_) => {
            let number = match window {
                RawWindowHandle::Xlib(handle) => u32::try_from(handle.window).ok(),
                RawWindowHandle::Xcb(handle) => Some(handle.window.get()),
                _ => None,
            };
            match number.map(x11::Observer::start) {
                Some(Ok(observer)) => Box::new(observer),
                Some(Err(error)) => {
                    log::error!("input: {error}");
                    unknown(WhyUnknown::NotObserved)
                }
                None => unknown(WhyUnknown::NotObserved),
            }
        }
        #[cfg(windows)]
        RawWindowHandle::Win32(handle) => match windows::Observer::attach(handle.hwnd) {
            Ok(observer) => Box::new(observer),
            Err(error) => {
                log::error!("input: {error}");
                unknown(WhyUnknown::NotObserved)
            }
        },
        _ => unknown(WhyUnknown::SystemCannotTell),
    }
}

fn unknown(why: WhyUnknown) -> Box<dyn InputOrigin> {
    Box::new(Always(Hand::Unknown(why)))
}
