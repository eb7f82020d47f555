//! Windows: an open handle keeps the id from being given to another process.
#![expect(unsafe_code, reason = "process handles have no safe interface")]

use windows::Win32::Foundation::{CloseHandle, ERROR_INVALID_PARAMETER, FILETIME, HANDLE};
use windows::Win32::System::Threading::{
    GetProcessTimes, OpenProcess, PROCESS_ACCESS_RIGHTS, PROCESS_QUERY_LIMITED_INFORMATION,
    PROCESS_TERMINATE, TerminateProcess,
};
use windows::core::Error;

use super::Ending;

/// An open process handle, closed when dropped.
struct Process(HANDLE);

impl Process {
    fn open(pid: u32, rights: PROCESS_ACCESS_RIGHTS) -> Result<Self, Error> {
        // SAFETY: no pointers are passed; the handle returned is owned by the new value.
        unsafe { OpenProcess(rights, false, pid) }.map(Self)
    }

    /// Creation time in units of 100 ns since 1601.
    fn created(&self) -> Option<u64> {
        let (mut created, mut exited) = (FILETIME::default(), FILETIME::default());
        let (mut kernel, mut user) = (FILETIME::default(), FILETIME::default());
        // SAFETY: the handle is open and the four pointers are valid for writing during the call.
        unsafe { GetProcessTimes(self.0, &mut created, &mut exited, &mut kernel, &mut user) }.ok()?;
        Some(u64::from(created.dwHighDateTime) << 32 | u64::from(created.dwLowDateTime))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // SAFETY: the handle was opened by us and is closed once.
        if let Err(error) = unsafe { CloseHandle(self.0) } {
            log::warn!("a process handle cannot be closed: {error}");
        }
    }
}

pub fn start_mark(pid: u32) -> Option<u64> {
    Process::open(pid, PROCESS_QUERY_LIMITED_INFORMATION).ok()?.created()
}

pub fn end(pid: u32, mark: u64) -> Ending {
    let process = match Process::open(pid, PROCESS_TERMINATE | PROCESS_QUERY_LIMITED_INFORMATION) {
        Ok(process) => process,
        Err(error) if error.code() == ERROR_INVALID_PARAMETER.to_hresult() => return Ending::Gone,
        Err(error) => {
            log::warn!("process {pid} cannot be opened: {error}");
            return Ending::Denied;
        }
    };
    if process.created() != Some(mark) {
        return Ending::Gone;
    }
    // SAFETY: the handle is open and carries the right to terminate.
    match unsafe { TerminateProcess(process.0, 1) } {
        Ok(()) => Ending::Ended,
        Err(error) => {
            log::warn!("process {pid} cannot be ended: {error}");
            Ending::Denied
        }
    }
}
