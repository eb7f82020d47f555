//! The client's end of the pipe. Says nothing before the other end is known to be the guard's service.
#![expect(unsafe_code, reason = "opens the pipe and asks who serves it")]

use std::time::{Duration, Instant};

use windows::Win32::Foundation::{
    ERROR_BROKEN_PIPE, ERROR_FILE_NOT_FOUND, ERROR_NO_DATA, ERROR_PIPE_BUSY, ERROR_PIPE_NOT_CONNECTED,
    HANDLE, WIN32_ERROR,
};
use windows::Win32::Storage::FileSystem::{
    CreateFileW, FILE_FLAG_OVERLAPPED, FILE_FLAGS_AND_ATTRIBUTES, FILE_GENERIC_READ, FILE_SHARE_NONE,
    FILE_WRITE_ATTRIBUTES, FILE_WRITE_DATA, OPEN_EXISTING, SECURITY_IDENTIFICATION, SECURITY_SQOS_PRESENT,
};
use windows::Win32::System::Pipes::{
    GetNamedPipeServerProcessId, PIPE_READMODE_MESSAGE, SetNamedPipeHandleState, WaitNamedPipeW,
};
use windows::core::HRESULT;

use super::pipe::{End, PIPE_NAME, PipeError};
use super::registration;
use crate::core::guard::protocol::REPLY_MAX_BYTES;
use crate::core::guard::{Refusal, Reply, Request};
use crate::platform::guard::GuardError;
use crate::platform::windows::wide::Wide;

/// The guard reads its own state within this.
const STATUS_LIMIT: Duration = Duration::from_secs(2);
/// Everything else: a filter engine that is busy, a PIN that is hashed slowly on purpose.
const WORK_LIMIT: Duration = Duration::from_secs(15);
/// A guard that died is back within this. How things stand is not worth that wait.
const BACK_WITHIN: Duration = Duration::from_millis(2500);
/// Nobody who asks for a cut waits longer for the guard to listen: there is another way, with consent.
const CUT_HEARD_WITHIN: Duration = Duration::from_millis(1200);
/// What the system says of a pipe whose other end is gone.
const HUNG_UP: [WIN32_ERROR; 3] = [ERROR_BROKEN_PIPE, ERROR_NO_DATA, ERROR_PIPE_NOT_CONNECTED];
/// Between two tries when the guard is busy.
const BUSY_PAUSE: Duration = Duration::from_millis(50);

/// Asks the guard and waits for its answer.
///
/// # Errors
/// See [`GuardError`].
pub fn ask(request: &Request) -> Result<Reply, GuardError> {
    let patience = match request {
        Request::Status => Duration::ZERO,
        Request::Cut => CUT_HEARD_WITHIN,
        _ => BACK_WITHIN,
    };
    let end = Instant::now() + patience;
    loop {
        // While it starts, stops or hangs up it may be on its way back.
        match registration::running_process().and_then(|service| ask_at(PIPE_NAME, service, request)) {
            Err(GuardError::Unreachable(_)) if Instant::now() + BUSY_PAUSE < end => {
                std::thread::sleep(BUSY_PAUSE);
            }
            answer => return answer,
        }
    }
}

/// Asks whoever serves the pipe `name`, if that is the process `service`.
///
/// # Errors
/// See [`GuardError`].
pub fn ask_at(name: &str, service: u32, request: &Request) -> Result<Reply, GuardError> {
    let name = Wide::new(name);
    let limit = if *request == Request::Status { STATUS_LIMIT } else { WORK_LIMIT };
    let started = Instant::now();
    let end = started + limit;
    let heard_by = if *request == Request::Cut { started + CUT_HEARD_WITHIN } else { end };
    loop {
        let reply = ask_once(&name, request, service, heard_by.max(Instant::now()), end)?;
        let again_until = match &reply {
            None | Some(Reply::Refused { why: Refusal::Busy }) => heard_by,
            // It listens, and closes the line again in a moment.
            Some(Reply::Refused { why: Refusal::Restoring }) => end,
            Some(_) => started,
        };
        if Instant::now() + BUSY_PAUSE >= again_until {
            return reply.ok_or_else(|| GuardError::Unreachable("it hung up".to_owned()));
        }
        std::thread::sleep(BUSY_PAUSE);
    }
}

/// One try; no answer when it hung up before it gave one.
fn ask_once(
    name: &Wide,
    request: &Request,
    service: u32,
    heard_by: Instant,
    end: Instant,
) -> Result<Option<Reply>, GuardError> {
    let pipe = open(name, heard_by)?;
    let server = server(pipe.raw())?;
    if server != service {
        return Err(GuardError::Unreachable(format!("process {server} serves the pipe, not the service")));
    }
    let left = || end.saturating_duration_since(Instant::now());
    let unreachable = |error: PipeError| GuardError::Unreachable(error.to_string());
    let mut buffer = vec![0; REPLY_MAX_BYTES];
    let asked = pipe.write(&request.encode(), left(), &[]).and_then(|()| pipe.read(&mut buffer, left(), &[]));
    match asked {
        Ok(count) => Ok(Some(Reply::decode(buffer.get(..count).unwrap_or_default())?)),
        Err(PipeError::System(error)) if HUNG_UP.iter().any(|gone| code(&error, gone.0)) => Ok(None),
        Err(error) => Err(unreachable(error)),
    }
}

fn open(name: &Wide, end: Instant) -> Result<End, GuardError> {
    loop {
        // The right to make server ends, which "generic write" asks for, is the guard's alone. The
        // server may learn who we are and not act in our name.
        // SAFETY: the name outlives the call.
        let opened = unsafe {
            CreateFileW(
                name.as_pcwstr(),
                FILE_GENERIC_READ.0 | FILE_WRITE_DATA.0 | FILE_WRITE_ATTRIBUTES.0,
                FILE_SHARE_NONE,
                None,
                OPEN_EXISTING,
                FILE_FLAG_OVERLAPPED
                    | FILE_FLAGS_AND_ATTRIBUTES(SECURITY_SQOS_PRESENT.0 | SECURITY_IDENTIFICATION.0),
                None,
            )
        };
        match opened {
            Ok(handle) => {
                // SAFETY: opened for overlapped work just now and ours alone.
                let pipe = unsafe { End::new(handle) }.map_err(unreachable)?;
                let mode = PIPE_READMODE_MESSAGE;
                // SAFETY: the pipe is open and `mode` outlives the call.
                unsafe { SetNamedPipeHandleState(pipe.raw(), Some(&raw const mode), None, None) }
                    .map_err(unreachable)?;
                return Ok(pipe);
            }
            Err(error) if code(&error, ERROR_PIPE_BUSY.0) || code(&error, ERROR_FILE_NOT_FOUND.0) => {
                let left = end.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(unreachable(error));
                }
                let wait = u32::try_from(left.min(BUSY_PAUSE).as_millis()).unwrap_or(1).max(1);
                // Its answer does not matter: the next try shows how things are.
                // SAFETY: the name outlives the call.
                if !unsafe { WaitNamedPipeW(name.as_pcwstr(), wait) }.as_bool() {
                    std::thread::sleep(Duration::from_millis(5).min(left));
                }
            }
            Err(error) => return Err(unreachable(error)),
        }
    }
}

/// The process that serves the other end.
fn server(pipe: HANDLE) -> Result<u32, GuardError> {
    let mut id = 0;
    // SAFETY: the pipe is open and `id` outlives the call.
    unsafe { GetNamedPipeServerProcessId(pipe, &raw mut id) }.map_err(unreachable)?;
    Ok(id)
}

fn code(error: &windows::core::Error, code: u32) -> bool {
    error.code() == HRESULT::from_win32(code)
}

fn unreachable(error: windows::core::Error) -> GuardError {
    GuardError::Unreachable(error.to_string())
}
