//! Asking the first window to come to the front, over two named events of this log-on session.

#![expect(unsafe_code, reason = "event functions of the Windows API")]

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use windows::Win32::Foundation::{CloseHandle, HANDLE, WAIT_OBJECT_0};
use windows::Win32::System::Threading::{
    CreateEventW, EVENT_MODIFY_STATE, INFINITE, OpenEventW, SYNCHRONIZATION_SYNCHRONIZE, SetEvent,
    WaitForSingleObject,
};
use windows::Win32::UI::WindowsAndMessaging::{ASFW_ANY, AllowSetForegroundWindow};
use windows::core::HSTRING;

const RETRY_EVERY: Duration = Duration::from_millis(25);

/// The names of the events; the lock's folder tells users and tests of one session apart.
#[derive(Debug)]
pub(super) struct Place {
    request: HSTRING,
    answer: HSTRING,
}

impl Place {
    /// The events that belong to the lock in `state`.
    pub(super) fn new(state: &Path, _runtime: Option<&Path>) -> Self {
        let place = crc32fast::hash(state.as_os_str().as_encoded_bytes());
        Self {
            request: HSTRING::from(format!("Local\\Kyukyubako.Raise.{place:08x}")),
            answer: HSTRING::from(format!("Local\\Kyukyubako.Raised.{place:08x}")),
        }
    }
}

/// An event handle that is closed when dropped.
#[derive(Debug)]
struct Event(HANDLE);

// SAFETY: an event handle may be used from any thread.
unsafe impl Send for Event {}
// SAFETY: setting and waiting are safe from several threads at once.
unsafe impl Sync for Event {}

impl Event {
    fn create(name: &HSTRING) -> io::Result<Self> {
        // SAFETY: the name lives for the call; default security admits this user only.
        unsafe { CreateEventW(None, false, false, name) }.map(Self).map_err(io::Error::from)
    }

    fn open(name: &HSTRING) -> io::Result<Self> {
        let access = EVENT_MODIFY_STATE | SYNCHRONIZATION_SYNCHRONIZE;
        // SAFETY: the name lives for the call.
        unsafe { OpenEventW(access, false, name) }.map(Self).map_err(io::Error::from)
    }

    fn set(&self) -> io::Result<()> {
        // SAFETY: the handle is open until drop.
        unsafe { SetEvent(self.0) }.map_err(io::Error::from)
    }

    fn wait(&self, millis: u32) -> bool {
        // SAFETY: the handle is open until drop.
        unsafe { WaitForSingleObject(self.0, millis) == WAIT_OBJECT_0 }
    }
}

impl Drop for Event {
    fn drop(&mut self) {
        // SAFETY: the handle is ours and closed once.
        if let Err(error) = unsafe { CloseHandle(self.0) } {
            log::debug!("closing an event: {error}");
        }
    }
}

/// The thread that takes requests. Ends when dropped.
#[derive(Debug)]
pub(super) struct Listener {
    request: Arc<Event>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Listens at `place`.
    ///
    /// # Errors
    /// The system refuses the events or the thread.
    pub(super) fn start(place: &Place, on_request: impl Fn() + Send + 'static) -> io::Result<Self> {
        let request = Arc::new(Event::create(&place.request)?);
        let answer = Event::create(&place.answer)?;
        let stop = Arc::new(AtomicBool::new(false));
        let (requested, stopped) = (Arc::clone(&request), Arc::clone(&stop));
        let thread = thread::Builder::new().name("raise-requests".to_owned()).spawn(move || {
            while requested.wait(INFINITE) && !stopped.load(Ordering::Acquire) {
                on_request();
                if let Err(error) = answer.set() {
                    log::warn!("a second start gets no answer: {error}");
                }
            }
        })?;
        Ok(Self { request, stop, thread: Some(thread) })
    }
}

impl Listener {
    /// From now on requests stay without an answer.
    pub(super) fn stop_answering(&self) {
        self.stop.store(true, Ordering::Release);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        if self.request.set().is_ok()
            && let Some(thread) = self.thread.take()
        {
            let _ = thread.join();
        }
    }
}

/// Asks the first window to come to the front. True when it answered within `deadline`.
pub(super) fn ask_to_raise(place: &Place, deadline: Duration) -> bool {
    // Windows lets only the program the person last used hand over the foreground: that is us.
    // SAFETY: no pointers.
    if let Err(error) = unsafe { AllowSetForegroundWindow(ASFW_ANY) } {
        log::debug!("foreground not handed over: {error}");
    }
    let until = Instant::now() + deadline;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return false;
        }
        let events = Event::open(&place.request).and_then(|r| Ok((r, Event::open(&place.answer)?)));
        if let Ok((request, answer)) = events {
            // An answer nobody waited for any longer is not ours.
            answer.wait(0);
            let millis = u32::try_from(left.as_millis()).unwrap_or(0);
            return request.set().is_ok() && answer.wait(millis);
        }
        // The first may hold its lock and not listen yet.
        thread::sleep(RETRY_EVERY.min(left));
    }
}
