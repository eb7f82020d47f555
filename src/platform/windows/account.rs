//! Who runs this process, and the consent dialog.
#![expect(unsafe_code, reason = "reads this process's token and starts the elevated program")]

use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use std::path::Path;
use std::time::Duration;

use windows::Win32::Foundation::{ERROR_CANCELLED, HANDLE, HWND, WAIT_OBJECT_0};
use windows::Win32::Security::{
    EqualSid, GetTokenInformation, PSID, SECURITY_MAX_SID_SIZE, TOKEN_ELEVATION_TYPE, TOKEN_QUERY,
    TOKEN_USER, TokenElevationType, TokenElevationTypeFull, TokenElevationTypeLimited, TokenUser,
};
use windows::Win32::System::RemoteDesktop::{ProcessIdToSessionId, WTSGetActiveConsoleSessionId};
use windows::Win32::System::Threading::{
    GetCurrentProcess, GetCurrentProcessId, GetExitCodeProcess, OpenProcessToken, WaitForSingleObject,
};
use windows::Win32::UI::Shell::{
    SEE_MASK_NOASYNC, SEE_MASK_NOCLOSEPROCESS, SHELLEXECUTEINFOW, ShellExecuteExW,
};
use windows::Win32::UI::WindowsAndMessaging::{GetForegroundWindow, GetWindowThreadProcessId, SW_SHOWNORMAL};
use windows::core::HRESULT;

use super::com_apartment::Apartment;
use super::wide::Wide;

/// What the account behind this process may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// This process has administrator rights.
    Elevated,
    /// An administrator's account; one 「はい」 away from those rights.
    CanElevate,
    /// Somebody else's password would be needed.
    Standard,
}

/// The account of this process. What cannot be read counts as a standard account.
#[must_use]
pub fn of_this_process() -> Account {
    match elevation_type() {
        Ok(kind) if kind == TokenElevationTypeFull => Account::Elevated,
        Ok(kind) if kind == TokenElevationTypeLimited => Account::CanElevate,
        // No split token: a standard account, or an administrator where the consent dialog is off.
        Ok(_) if administrators_own(None) => Account::Elevated,
        Ok(_) => Account::Standard,
        Err(error) => {
            log::error!("the account of this process cannot be read: {error}");
            Account::Standard
        }
    }
}

fn elevation_type() -> windows::core::Result<TOKEN_ELEVATION_TYPE> {
    elevation_type_of(HANDLE(own_token()?.as_raw_handle()))
}

fn elevation_type_of(token: HANDLE) -> windows::core::Result<TOKEN_ELEVATION_TYPE> {
    let mut kind = TOKEN_ELEVATION_TYPE::default();
    let mut written = 0;
    // SAFETY: the buffer is a TOKEN_ELEVATION_TYPE, as this class wants, and its size is right.
    unsafe {
        GetTokenInformation(
            token,
            TokenElevationType,
            Some((&raw mut kind).cast()),
            u32::try_from(size_of::<TOKEN_ELEVATION_TYPE>()).unwrap_or(0),
            &raw mut written,
        )
    }?;
    Ok(kind)
}

/// True when a client with this `token` has administrator rights in its hands, not merely one 「はい」 away.
/// A token that may only be looked at is enough. What cannot be read has none.
#[must_use]
pub fn is_elevated(token: HANDLE) -> bool {
    elevation_type_of(token).is_ok_and(|kind| kind != TokenElevationTypeLimited)
        && administrators_own(Some(token))
}

/// True when the group of administrators counts for `token` (none: this process).
fn administrators_own(token: Option<HANDLE>) -> bool {
    use windows::Win32::Security::{CheckTokenMembership, CreateWellKnownSid, WinBuiltinAdministratorsSid};
    // Aligned for a SID, which holds 32-bit parts.
    let mut sid = [0_u32; (SECURITY_MAX_SID_SIZE as usize).div_ceil(4)];
    let mut size = SECURITY_MAX_SID_SIZE;
    let pointer = PSID(sid.as_mut_ptr().cast());
    let mut member = windows::core::BOOL(0);
    // SAFETY: the buffer holds any SID; the second call only reads it.
    let asked = unsafe {
        CreateWellKnownSid(WinBuiltinAdministratorsSid, None, Some(pointer), &raw mut size)
            .and_then(|()| CheckTokenMembership(token, pointer, &raw mut member))
    };
    asked.is_ok() && member.as_bool()
}

/// True when `sid` is the account of this process.
///
/// # Safety
/// `sid` is a whole SID.
#[must_use]
pub unsafe fn is_own(sid: PSID) -> bool {
    let Ok(token) = own_token() else { return false };
    // A TOKEN_USER and the SID that it points to, aligned for both.
    let mut buffer = [0_u64; (size_of::<TOKEN_USER>() + SECURITY_MAX_SID_SIZE as usize).div_ceil(8)];
    let size = u32::try_from(size_of_val(&buffer)).unwrap_or(0);
    let mut written = 0;
    // SAFETY: the buffer is as large as said; after success it holds a TOKEN_USER with its SID.
    unsafe {
        GetTokenInformation(
            HANDLE(token.as_raw_handle()),
            TokenUser,
            Some(buffer.as_mut_ptr().cast()),
            size,
            &raw mut written,
        )
        .and_then(|()| EqualSid(sid, (*buffer.as_ptr().cast::<TOKEN_USER>()).User.Sid))
        .is_ok()
    }
}

fn own_token() -> windows::core::Result<OwnedHandle> {
    let mut token = HANDLE::default();
    // SAFETY: the pseudo handle needs no closing; `token` outlives the call.
    unsafe { OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token) }?;
    // SAFETY: opened above and ours alone.
    Ok(unsafe { OwnedHandle::from_raw_handle(token.0) })
}

/// True in the session of services, which has no desktop: nobody comes there through the consent dialog.
#[must_use]
pub fn without_desktop() -> bool {
    let mut session = 0;
    // SAFETY: `session` outlives the call; the other takes nothing.
    let known = unsafe { ProcessIdToSessionId(GetCurrentProcessId(), &raw mut session).is_ok() };
    known && session == 0
}

/// True when this process sits at the PC's own screen, not in a remote or a switched-away session.
#[must_use]
pub fn at_the_console() -> bool {
    let mut session = 0;
    // SAFETY: `session` outlives the call; the others take nothing.
    unsafe {
        ProcessIdToSessionId(GetCurrentProcessId(), &raw mut session).is_ok()
            && session == WTSGetActiveConsoleSessionId()
    }
}

/// How an elevated program ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ElevatedRun {
    /// It ran and ended with this exit code.
    Exited(u32),
    /// The person said no at the consent dialog.
    Refused,
    /// It could not be started, or did not end in time.
    Failed(String),
}

/// Asks for consent, runs `program verb` as administrator and waits. The wait begins after consent.
#[must_use]
pub fn run_elevated(program: &Path, verb: &str, limit: Duration) -> ElevatedRun {
    let (runas, file, arguments) =
        (Wide::new("runas"), Wide::new(&program.to_string_lossy()), Wide::new(verb));
    let mut info = SHELLEXECUTEINFOW {
        cbSize: u32::try_from(size_of::<SHELLEXECUTEINFOW>()).unwrap_or(0),
        fMask: SEE_MASK_NOCLOSEPROCESS | SEE_MASK_NOASYNC,
        hwnd: own_foreground_window(),
        lpVerb: runas.as_pcwstr(),
        lpFile: file.as_pcwstr(),
        lpParameters: arguments.as_pcwstr(),
        nShow: SW_SHOWNORMAL.0,
        ..SHELLEXECUTEINFOW::default()
    };
    // What the shell does on the way may be COM; without it the start of a program mostly works too.
    let _apartment = Apartment::enter().inspect_err(|error| log::warn!("no COM on this thread: {error}"));
    // SAFETY: the strings outlive the call and the size is the structure's own.
    if let Err(error) = unsafe { ShellExecuteExW(&raw mut info) } {
        if error.code() == HRESULT::from_win32(ERROR_CANCELLED.0) {
            return ElevatedRun::Refused;
        }
        return ElevatedRun::Failed(error.to_string());
    }
    if info.hProcess.is_invalid() {
        return ElevatedRun::Failed("the system started no process of its own".to_owned());
    }
    // SAFETY: the shell opened it for us alone.
    let owned = unsafe { OwnedHandle::from_raw_handle(info.hProcess.0) };
    let process = HANDLE(owned.as_raw_handle());
    let millis = u32::try_from(limit.as_millis()).unwrap_or(u32::MAX - 1);
    // SAFETY: the handle is ours and open.
    if unsafe { WaitForSingleObject(process, millis) } != WAIT_OBJECT_0 {
        return ElevatedRun::Failed(format!("no end within {millis} ms"));
    }
    let mut code = 0;
    // SAFETY: as above; `code` outlives the call.
    match unsafe { GetExitCodeProcess(process, &raw mut code) } {
        Ok(()) => ElevatedRun::Exited(code),
        Err(error) => ElevatedRun::Failed(error.to_string()),
    }
}

/// Our window, if it is the one in front: the consent dialog then comes to the front as well instead
/// of blinking in the task bar.
fn own_foreground_window() -> HWND {
    let mut owner = 0;
    // SAFETY: `owner` outlives the call; a window that has gone meanwhile has no owner.
    unsafe {
        let window = GetForegroundWindow();
        GetWindowThreadProcessId(window, Some(&raw mut owner));
        if owner == GetCurrentProcessId() { window } else { HWND::default() }
    }
}
