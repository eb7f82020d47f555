//! A thread with a message queue, which ends when its keeper lets it go.

#![expect(unsafe_code, reason = "the system's message queue")]

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use windows::Win32::Foundation::{LPARAM, WPARAM};
use windows::Win32::System::Threading::GetCurrentThreadId;
use windows::Win32::UI::WindowsAndMessaging::{
    DispatchMessageW, GetMessageW, MSG, PM_NOREMOVE, PeekMessageW, PostThreadMessageW, WM_QUIT, WM_USER,
};

/// Lets its thread end when it is dropped.
#[derive(Debug)]
pub struct Keeper(Arc<Kept>);

#[derive(Debug, Default)]
struct Kept {
    over: AtomicBool,
    /// Number of the thread, once it can be written to.
    thread: AtomicU32,
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::SeqCst);
        let thread = self.0.thread.load(Ordering::SeqCst);
        if thread == 0 {
            // It looks at `over` before it waits.
            return;
        }
        // SAFETY: takes no pointers; a thread that ended is refused.
        if let Err(error) = unsafe { PostThreadMessageW(thread, WM_QUIT, WPARAM(0), LPARAM(0)) } {
            log::debug!("it ended before: {error}");
        }
    }
}

/// Runs `stand` on a thread called `name` that has a message queue.
///
/// # Errors
/// When the system gives no thread.
pub fn start(name: &str, stand: impl FnOnce() + Send + 'static) -> io::Result<Keeper> {
    let kept = Arc::new(Kept::default());
    let inside = Arc::clone(&kept);
    std::thread::Builder::new().name(name.into()).spawn(move || {
        let mut message = MSG::default();
        // SAFETY: the message is ours and outlives the call, which makes the queue; the other takes nothing.
        let number = unsafe {
            let _ = PeekMessageW(&raw mut message, None, WM_USER, WM_USER, PM_NOREMOVE);
            GetCurrentThreadId()
        };
        inside.thread.store(number, Ordering::SeqCst);
        if !inside.over.load(Ordering::SeqCst) {
            stand();
        }
    })?;
    Ok(Keeper(kept))
}

/// Hands every message to `hear`, and to its window, until the keeper lets go.
pub fn each(mut hear: impl FnMut(&MSG)) {
    let mut message = MSG::default();
    // SAFETY: the message is ours and outlives the calls. Minus one is an error: nothing more will come.
    while unsafe { GetMessageW(&raw mut message, None, 0, 0) }.0 > 0 {
        hear(&message);
        // SAFETY: as above; what the window's procedure returns means nothing here.
        unsafe { DispatchMessageW(&raw const message) };
    }
}
