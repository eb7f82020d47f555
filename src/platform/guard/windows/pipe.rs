//! Reading and writing a named pipe within bounds of time.
#![expect(unsafe_code, reason = "overlapped reads and writes on pipe handles")]

use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use std::time::Duration;

use thiserror::Error;
use windows::Win32::Foundation::{
    ERROR_IO_PENDING, ERROR_MORE_DATA, ERROR_PIPE_CONNECTED, HANDLE, WAIT_FAILED, WAIT_OBJECT_0, WAIT_TIMEOUT,
};
use windows::Win32::Storage::FileSystem::{ReadFile, WriteFile};
use windows::Win32::System::IO::{CancelIoEx, GetOverlappedResult, OVERLAPPED};
use windows::Win32::System::Pipes::{ConnectNamedPipe, DisconnectNamedPipe};
use windows::Win32::System::Threading::{
    CreateEventW, INFINITE, ResetEvent, SetEvent, WaitForMultipleObjects, WaitForSingleObject,
};
use windows::core::{HRESULT, PCWSTR};

/// The guard's pipe on this PC.
pub const PIPE_NAME: &str = r"\\.\pipe\Kyukyubako.Guard";

/// Why nothing was read or written.
#[derive(Debug, Error)]
pub enum PipeError {
    /// Not within its time.
    #[error("no answer in time")]
    TimedOut,
    /// The program is ending, or needs this end for others.
    #[error("stopped")]
    Stopped,
    /// The message is longer than it may be.
    #[error("the message is too long")]
    TooLong,
    /// The system's reason.
    #[error(transparent)]
    System(#[from] windows::core::Error),
}

/// Something that happens once and can be waited for.
#[derive(Debug)]
pub struct Event(OwnedHandle);

impl Event {
    /// One that has not happened yet.
    ///
    /// # Errors
    /// The system's reason.
    pub fn new() -> windows::core::Result<Self> {
        // SAFETY: no attributes, no name; the answer is ours alone.
        let handle = unsafe { CreateEventW(None, true, false, PCWSTR::null()) }?;
        // SAFETY: as above.
        Ok(Self(unsafe { OwnedHandle::from_raw_handle(handle.0) }))
    }

    /// Lets it happen.
    pub fn set(&self) {
        // SAFETY: the event is open.
        if let Err(error) = unsafe { SetEvent(self.raw()) } {
            log::error!("an event cannot be set: {error}");
        }
    }

    /// Waits for it; true when it happened within `limit`.
    #[must_use]
    pub fn wait(&self, limit: Duration) -> bool {
        // SAFETY: the event is open.
        unsafe { WaitForSingleObject(self.raw(), millis(limit)) == WAIT_OBJECT_0 }
    }

    fn raw(&self) -> HANDLE {
        HANDLE(self.0.as_raw_handle())
    }
}

/// One end of a pipe, opened for overlapped work. Used by one thread at a time.
#[derive(Debug)]
pub struct End {
    handle: OwnedHandle,
    done: Event,
}

impl End {
    /// Takes the end `handle`.
    ///
    /// # Errors
    /// The system's reason.
    ///
    /// # Safety
    /// `handle` is an open pipe end for overlapped work, and nobody else closes it.
    pub unsafe fn new(handle: HANDLE) -> windows::core::Result<Self> {
        // SAFETY: the caller vouches for it.
        let handle = unsafe { OwnedHandle::from_raw_handle(handle.0) };
        Ok(Self { handle, done: Event::new()? })
    }

    /// The handle, valid while `self` lives.
    #[must_use]
    pub fn raw(&self) -> HANDLE {
        HANDLE(self.handle.as_raw_handle())
    }

    /// Reads one message.
    ///
    /// # Errors
    /// See [`PipeError`]; [`PipeError::TooLong`] when it does not fit `buffer`.
    pub fn read(&self, buffer: &mut [u8], limit: Duration, stops: &[&Event]) -> Result<usize, PipeError> {
        self.work(limit, stops, |overlapped| {
            // SAFETY: `work` returns only when nothing touches buffer and structure any more.
            unsafe { ReadFile(self.raw(), Some(buffer), None, Some(overlapped)) }
        })
    }

    /// Writes one message.
    ///
    /// # Errors
    /// See [`PipeError`].
    pub fn write(&self, message: &[u8], limit: Duration, stops: &[&Event]) -> Result<(), PipeError> {
        let written = self.work(limit, stops, |overlapped| {
            // SAFETY: as above.
            unsafe { WriteFile(self.raw(), Some(message), None, Some(overlapped)) }
        })?;
        if written == message.len() { Ok(()) } else { Err(PipeError::TooLong) }
    }

    /// Waits, for as long as it takes, for a client at this end of the server.
    ///
    /// # Errors
    /// See [`PipeError`].
    pub fn wait_for_client(&self, stop: &Event) -> Result<(), PipeError> {
        let connected = self.work(Duration::MAX, &[stop], |overlapped| {
            // SAFETY: as above.
            unsafe { ConnectNamedPipe(self.raw(), Some(overlapped)) }
        });
        match connected {
            Err(PipeError::System(error)) if is(&error, ERROR_PIPE_CONNECTED.0) => Ok(()),
            other => other.map(drop),
        }
    }

    /// Sends the client away; what it has not read is lost.
    pub fn send_away(&self) {
        // SAFETY: the handle is open.
        if let Err(error) = unsafe { DisconnectNamedPipe(self.raw()) } {
            log::debug!("a client was gone already: {error}");
        }
    }

    /// Begins one piece of work and waits for its end. When this returns the system is done with it.
    fn work(
        &self,
        limit: Duration,
        stops: &[&Event],
        begin: impl FnOnce(*mut OVERLAPPED) -> windows::core::Result<()>,
    ) -> Result<usize, PipeError> {
        // SAFETY: the event is open.
        unsafe { ResetEvent(self.done.raw()) }?;
        let mut overlapped = OVERLAPPED { hEvent: self.done.raw(), ..OVERLAPPED::default() };
        let pointer = &raw mut overlapped;
        let mut why = None;
        match begin(pointer) {
            Err(error) if is(&error, ERROR_IO_PENDING.0) => {
                why = self.not_in_time(limit, stops);
                if why.is_some() {
                    // SAFETY: the structure is alive. One that has ended meanwhile cannot be cancelled.
                    if let Err(error) = unsafe { CancelIoEx(self.raw(), Some(pointer)) } {
                        log::debug!("nothing to cancel: {error}");
                    }
                }
            }
            Err(error) if is(&error, ERROR_MORE_DATA.0) => return Err(PipeError::TooLong),
            Err(error) => return Err(error.into()),
            Ok(()) => {}
        }
        let mut count = 0;
        // SAFETY: handle and structure are alive; waits until the system is done with the structure.
        match unsafe { GetOverlappedResult(self.raw(), pointer, &raw mut count, true) } {
            // It ended in time after all.
            Ok(()) => Ok(usize::try_from(count).unwrap_or(0)),
            Err(error) if is(&error, ERROR_MORE_DATA.0) => Err(PipeError::TooLong),
            Err(error) => Err(why.unwrap_or_else(|| error.into())),
        }
    }

    /// Waits; `None` when the work ended.
    fn not_in_time(&self, limit: Duration, stops: &[&Event]) -> Option<PipeError> {
        let watched: Vec<HANDLE> =
            std::iter::once(self.done.raw()).chain(stops.iter().map(|stop| stop.raw())).collect();
        // SAFETY: every handle is open.
        let answer = unsafe { WaitForMultipleObjects(&watched, false, millis(limit)) };
        if answer == WAIT_OBJECT_0 {
            None
        } else if answer == WAIT_TIMEOUT {
            Some(PipeError::TimedOut)
        } else if answer == WAIT_FAILED {
            Some(windows::core::Error::from_thread().into())
        } else {
            Some(PipeError::Stopped)
        }
    }
}

fn is(error: &windows::core::Error, code: u32) -> bool {
    error.code() == HRESULT::from_win32(code)
}

fn millis(limit: Duration) -> u32 {
    u32::try_from(limit.as_millis()).unwrap_or(INFINITE)
}
