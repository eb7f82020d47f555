//! Windows says of each input message where it came from, while the message is being handled: asked in front of
//! the window's own procedure, and remembered.

#![expect(unsafe_code, reason = "a window procedure of our own in front of the window's")]

use std::cell::RefCell;
use std::num::NonZeroIsize;
use std::time::Instant;

use windows::Win32::Foundation::{HWND, LPARAM, LRESULT, POINT, WPARAM};
use windows::Win32::Graphics::Gdi::ClientToScreen;
use windows::Win32::UI::Input::{
    GetCurrentInputMessageSource, IMO_HARDWARE, IMO_INJECTED, INPUT_MESSAGE_SOURCE,
};
use windows::Win32::UI::Shell::{DefSubclassProc, RemoveWindowSubclass, SetWindowSubclass};
use windows::Win32::UI::WindowsAndMessaging::{
    GetSystemMetrics, SM_REMOTESESSION, WM_KEYDOWN, WM_KEYUP, WM_LBUTTONDBLCLK, WM_LBUTTONDOWN, WM_LBUTTONUP,
    WM_MBUTTONDOWN, WM_MBUTTONUP, WM_MOUSEMOVE, WM_NCDESTROY, WM_POINTERDOWN, WM_POINTERUP, WM_RBUTTONDOWN,
    WM_RBUTTONUP, WM_SETFOCUS, WM_SHOWWINDOW, WM_SYSKEYDOWN, WM_SYSKEYUP, WM_WINDOWPOSCHANGED,
};

use super::InputOrigin;
use crate::core::hand::{Act, Device, Hand, InputKind, InputRecord, Judge, RemoteSign};

/// Ours among the procedures in front of a window.
const SUBCLASS: usize = 0x4B59_5542;

/// Why the input cannot be observed.
#[derive(Debug, thiserror::Error)]
#[error("the window takes no procedure in front of its own")]
pub struct ObserveError;

thread_local! {
    /// Filled by the window's procedure and read by the window, which live on one thread.
    static HEARD: RefCell<Option<Heard>> = const { RefCell::new(None) };
}

struct Heard {
    judge: Judge,
    started: Instant,
    /// Where on the screen the pointer was last.
    pointer: Option<(i32, i32)>,
}

impl Heard {
    /// Milliseconds since it began to listen.
    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

/// Reads what the window's procedure remembered. Stays on the window's thread.
#[derive(Debug)]
pub struct Observer(());

impl Observer {
    /// Puts a procedure in front of that of `window`, a window of the calling thread.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn attach(window: NonZeroIsize) -> Result<Self, ObserveError> {
        let window = HWND(std::ptr::with_exposed_provenance_mut(window.get().cast_unsigned()));
        HEARD.with_borrow_mut(|heard| {
            *heard = Some(Heard { judge: Judge::default(), started: Instant::now(), pointer: None });
        });
        // SAFETY: the window belongs to this thread, and the procedure lives as long as the program.
        let attached = unsafe { SetWindowSubclass(window, Some(procedure), SUBCLASS, 0) };
        if attached.as_bool() { Ok(Self(())) } else { Err(ObserveError) }
    }
}

impl Drop for Observer {
    fn drop(&mut self) {
        // The procedure stays until its window goes. Others put theirs in front of the window before and take them back
        // first; the system would bring back theirs together with ours, and that one ends the program.
        HEARD.set(None);
    }
}

impl InputOrigin for Observer {
    fn hand(&mut self, act: Act) -> Hand {
        // SAFETY: takes no pointers.
        if unsafe { GetSystemMetrics(SM_REMOTESESSION) } != 0 {
            return Hand::Remote(RemoteSign::Session);
        }
        HEARD.with_borrow_mut(|heard| match heard {
            Some(heard) => {
                let now = heard.now();
                heard.judge.hand(act, now)
            }
            None => Judge::default().hand(act, 0),
        })
    }
}

/// What an input message moved, and whether it went down.
fn movement(message: u32) -> Option<(InputKind, bool)> {
    match message {
        WM_LBUTTONDOWN | WM_LBUTTONDBLCLK | WM_RBUTTONDOWN | WM_MBUTTONDOWN | WM_POINTERDOWN => {
            Some((InputKind::Button, true))
        }
        WM_LBUTTONUP | WM_RBUTTONUP | WM_MBUTTONUP | WM_POINTERUP => Some((InputKind::Button, false)),
        WM_KEYDOWN | WM_SYSKEYDOWN => Some((InputKind::Key, true)),
        WM_KEYUP | WM_SYSKEYUP => Some((InputKind::Key, false)),
        _ => None,
    }
}

/// Where the message that is being handled came from. What was posted or sent has no origin and is no hand.
fn origin() -> Device {
    let mut source = INPUT_MESSAGE_SOURCE::default();
    // SAFETY: the structure is ours and outlives the call.
    if unsafe { GetCurrentInputMessageSource(&raw mut source) }.is_err() {
        return Device::Odd;
    }
    match source.originId {
        IMO_HARDWARE => Device::Real,
        IMO_INJECTED => Device::Injected,
        _ => Device::Odd,
    }
}

/// Where on the screen the message `lparam` says that the pointer is.
fn place(window: HWND, lparam: LPARAM) -> Option<(i32, i32)> {
    let signed = |bits: isize| i32::from(u16::try_from(bits & 0xFFFF).unwrap_or(0).cast_signed());
    let mut point = POINT { x: signed(lparam.0), y: signed(lparam.0 >> 16) };
    // SAFETY: the point is ours and outlives the call.
    let told = unsafe { ClientToScreen(window, &raw mut point) };
    told.as_bool().then_some((point.x, point.y))
}

impl Heard {
    fn hear(&mut self, window: HWND, message: u32, lparam: LPARAM) {
        let at = self.now();
        if matches!(message, WM_WINDOWPOSCHANGED | WM_SETFOCUS | WM_SHOWWINDOW) {
            self.judge.unsettle(at);
        }
        if message == WM_MOUSEMOVE {
            // The system says it again, in its own name, when a window comes or goes beneath a pointer at rest.
            let place = place(window, lparam);
            if place.is_none() || place != self.pointer {
                self.pointer = place;
                let device = origin();
                self.judge.remember(InputRecord {
                    at,
                    kind: InputKind::Motion,
                    down: true,
                    device,
                    number: 0,
                });
            }
        }
        if let Some((kind, down)) = movement(message) {
            let device = origin();
            if message == WM_POINTERDOWN {
                // A finger aims as it presses.
                self.judge.remember(InputRecord {
                    at,
                    kind: InputKind::Motion,
                    down: true,
                    device,
                    number: 0,
                });
            }
            self.judge.remember(InputRecord { at, kind, down, device, number: 0 });
        }
    }
}

extern "system" fn procedure(
    window: HWND,
    message: u32,
    wparam: WPARAM,
    lparam: LPARAM,
    _id: usize,
    _data: usize,
) -> LRESULT {
    HEARD.with(|heard| {
        // Never while it is being read: reading handles no messages.
        if let Ok(mut heard) = heard.try_borrow_mut()
            && let Some(heard) = heard.as_mut()
        {
            heard.hear(window, message, lparam);
        }
    });
    if message == WM_NCDESTROY {
        // SAFETY: the window is going, on its own thread.
        unsafe {
            let _ = RemoveWindowSubclass(window, Some(procedure), SUBCLASS);
        }
    }
    // SAFETY: the next procedure gets exactly what this one got.
    unsafe { DefSubclassProc(window, message, wparam, lparam) }
}
