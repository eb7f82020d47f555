//! Who is at the other end of the guard's pipe, as the system says.
#![expect(unsafe_code, reason = "looks at a client's token")]

use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};

use windows::Win32::Foundation::{HANDLE, HLOCAL, LocalFree};
use windows::Win32::Security::Authorization::ConvertSidToStringSidW;
use windows::Win32::Security::{
    DuplicateToken, GetTokenInformation, RevertToSelf, SECURITY_MAX_SID_SIZE, SecurityIdentification,
    TOKEN_DUPLICATE, TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows::Win32::System::Pipes::{GetNamedPipeClientProcessId, ImpersonateNamedPipeClient};
use windows::Win32::System::Threading::{
    GetCurrentThread, OpenProcess, OpenProcessToken, OpenThreadToken, PROCESS_QUERY_INFORMATION,
};
use windows::core::PWSTR;

use crate::core::guard::Client;
use crate::platform::windows::{account, under_wine};

/// The client whose message was just read from `pipe`. Who cannot be recognised is nobody special.
#[must_use]
pub fn of(pipe: HANDLE) -> Client {
    let token = if under_wine::in_a_test() { process_token(pipe) } else { token(pipe) };
    match token {
        Ok(token) => {
            let raw = HANDLE(token.as_raw_handle());
            let who = user(raw).unwrap_or_else(|error| format!("a user that cannot be read ({error})"));
            Client { elevated: account::is_elevated(raw), who }
        }
        Err(error) => Client { elevated: false, who: format!("an unknown user ({error})") },
    }
}

/// The token of the client, looked at with the client's own rights for no longer than it takes.
fn token(pipe: HANDLE) -> windows::core::Result<OwnedHandle> {
    // SAFETY: the pipe is open.
    unsafe { ImpersonateNamedPipeClient(pipe) }?;
    let mut token = HANDLE::default();
    // SAFETY: the pseudo handle needs no closing; `token` outlives the call.
    let opened = unsafe { OpenThreadToken(GetCurrentThread(), TOKEN_QUERY, true, &raw mut token) };
    // SAFETY: takes nothing.
    if let Err(error) = unsafe { RevertToSelf() } {
        // Going on with a stranger's rights could do anything; the service manager starts us again.
        log::error!("the guard cannot take its own rights back: {error}");
        std::process::abort();
    }
    opened?;
    // SAFETY: opened above and ours alone.
    Ok(unsafe { OwnedHandle::from_raw_handle(token.0) })
}

/// The token of the client's process, which could be another one's by now: for tests only.
fn process_token(pipe: HANDLE) -> windows::core::Result<OwnedHandle> {
    let (mut process, mut token) = (0, HANDLE::default());
    // SAFETY: the pipe is open; the out variables outlive the calls; the handle is closed once.
    unsafe {
        GetNamedPipeClientProcessId(pipe, &raw mut process)?;
        let process = OwnedHandle::from_raw_handle(OpenProcess(PROCESS_QUERY_INFORMATION, false, process)?.0);
        OpenProcessToken(HANDLE(process.as_raw_handle()), TOKEN_QUERY | TOKEN_DUPLICATE, &raw mut token)?;
        let token = OwnedHandle::from_raw_handle(token.0);
        let mut looked_at = HANDLE::default();
        DuplicateToken(HANDLE(token.as_raw_handle()), SecurityIdentification, &raw mut looked_at)?;
        Ok(OwnedHandle::from_raw_handle(looked_at.0))
    }
}

/// The user's SID as text.
fn user(token: HANDLE) -> windows::core::Result<String> {
    // A TOKEN_USER and the SID that it points to, aligned for both.
    let mut buffer = [0_u64; (size_of::<TOKEN_USER>() + SECURITY_MAX_SID_SIZE as usize).div_ceil(8)];
    let size = u32::try_from(size_of_val(&buffer)).unwrap_or(0);
    let mut written = 0;
    // SAFETY: the buffer is as large as said.
    unsafe {
        GetTokenInformation(token, TokenUser, Some(buffer.as_mut_ptr().cast()), size, &raw mut written)
    }?;
    // SAFETY: the call filled in a TOKEN_USER whose SID lies in the same buffer.
    let sid = unsafe { (*buffer.as_ptr().cast::<TOKEN_USER>()).User.Sid };
    let mut text = PWSTR::null();
    // SAFETY: the SID lies in `buffer`, which is alive.
    unsafe { ConvertSidToStringSidW(sid, &raw mut text) }?;
    // SAFETY: the answer is a zero-terminated string.
    let answer = unsafe { text.to_string() }.unwrap_or_default();
    // SAFETY: the answer is ours to free, and not used after.
    unsafe { LocalFree(Some(HLOCAL(text.0.cast()))) };
    Ok(answer)
}
