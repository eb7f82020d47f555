//! Which windows are of this very program, in whichever process.

#![expect(unsafe_code, reason = "asks the system about windows and processes")]

use windows::Win32::Foundation::{CloseHandle, HANDLE, HWND};
use windows::Win32::System::Threading::{
    GetCurrentProcess, OpenProcess, PROCESS_NAME_WIN32, PROCESS_QUERY_LIMITED_INFORMATION,
    QueryFullProcessImageNameW,
};
use windows::Win32::UI::WindowsAndMessaging::GetWindowThreadProcessId;
use windows::core::PWSTR;

/// Longest path that is compared, in UTF-16 units.
const PATH_MAX: usize = 4096;

/// A window of this very program, in whichever process.
#[must_use]
pub fn is_ours(window: HWND) -> bool {
    let mut process = 0;
    // SAFETY: the number is ours and outlives the call; a window that went has none.
    if window.is_invalid() || unsafe { GetWindowThreadProcessId(window, Some(&raw mut process)) } == 0 {
        return false;
    }
    // SAFETY: a process of the same user may be asked for its file; its handle is closed below; our own needs none.
    unsafe {
        let Ok(handle) = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, false, process) else { return false };
        let theirs = program(handle);
        let _ = CloseHandle(handle);
        theirs.is_some() && theirs == program(GetCurrentProcess())
    }
}

/// The file of a process.
fn program(process: HANDLE) -> Option<Vec<u16>> {
    let mut path = vec![0_u16; PATH_MAX];
    let mut length = u32::try_from(path.len()).ok()?;
    // SAFETY: the buffer is as long as is said, and outlives the call.
    unsafe {
        QueryFullProcessImageNameW(process, PROCESS_NAME_WIN32, PWSTR(path.as_mut_ptr()), &raw mut length)
    }
    .ok()?;
    path.truncate(usize::try_from(length).ok()?);
    Some(path)
}
