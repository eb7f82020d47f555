//! The guard's end of the pipe: local users only, one request and one reply, and nobody can keep it busy.
#![expect(unsafe_code, reason = "makes the pipe with its access list")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use windows::Win32::Foundation::{HANDLE, INVALID_HANDLE_VALUE};
use windows::Win32::Security::SECURITY_ATTRIBUTES;
use windows::Win32::Storage::FileSystem::{
    FILE_FLAG_FIRST_PIPE_INSTANCE, FILE_FLAG_OVERLAPPED, PIPE_ACCESS_DUPLEX,
};
use windows::Win32::System::Pipes::{
    CreateNamedPipeW, GetNamedPipeClientProcessId, PIPE_READMODE_MESSAGE, PIPE_REJECT_REMOTE_CLIENTS,
    PIPE_TYPE_MESSAGE, PIPE_WAIT,
};

use super::caller;
use super::pipe::{End, Event, PipeError};
use crate::core::guard::protocol::REQUEST_MAX_BYTES;
use crate::core::guard::{Client, Refusal, Reply, Request};
use crate::platform::windows::admin_folder::Descriptor;
use crate::platform::windows::wide::Wide;

/// Nothing inherited; whoever comes over the network and nobody-in-particular is refused; the system and
/// administrators may do anything; local users read and write, and may not open a server end beside ours.
pub const ACCESS: &str = "D:P(D;;FA;;;NU)(D;;FA;;;AN)(A;;FA;;;SY)(A;;FA;;;BA)(A;;0x12019b;;;AU)";
/// Clients served at once; the rest waits outside.
const INSTANCES: u32 = 16;
/// Of one program; more are sent away at once.
const OF_ONE_PROGRAM: usize = 4;
/// Bytes that the system keeps for a client that reads late.
const BUFFER: u32 = 64 * 1024;
/// A client that wants something says so at once, and fetches its answer.
const CLIENT_LIMIT: Duration = Duration::from_secs(1);
/// The same for a program that has its share of clients already.
const CROWD_LIMIT: Duration = Duration::from_millis(100);
/// When another program has taken the name: how often it is asked for again.
const NAME_PAUSE: Duration = Duration::from_secs(2);

/// Answers one request.
pub type Handler = dyn Fn(&Client, Request) -> Reply + Send + Sync;

/// Serves the pipe `name` on threads of its own until `stop`. Waits for the name when somebody else has
/// it: clients do not trust that one, because its process is not the service's.
///
/// # Errors
/// When a thread cannot be started.
pub fn serve(name: &str, handler: Arc<Handler>, stop: Arc<Event>) -> std::io::Result<JoinHandle<()>> {
    let name = Wide::new(name);
    std::thread::Builder::new().name("guard-pipe".to_owned()).spawn(move || {
        let Some(first) = first_instance(&name, &stop) else { return };
        let served = Arc::new(Mutex::new(HashMap::new()));
        let mut ends = vec![first];
        for _ in 1..INSTANCES {
            match instance(&name, false) {
                Ok(end) => ends.push(end),
                Err(error) => log::error!("one pipe end less: {error}"),
            }
        }
        std::thread::scope(|scope| {
            for end in ends {
                let (handler, stop, served) = (&handler, &stop, &served);
                let started = std::thread::Builder::new()
                    .name("guard-client".to_owned())
                    .spawn_scoped(scope, move || serve_end(&end, handler.as_ref(), stop, served));
                if let Err(error) = started {
                    log::error!("one pipe end less: {error}");
                }
            }
        });
    })
}

fn first_instance(name: &Wide, stop: &Event) -> Option<End> {
    let mut said = false;
    loop {
        match instance(name, true) {
            Ok(end) => return Some(end),
            Err(error) if !said => {
                said = true;
                log::error!("the guard's pipe cannot be made, trying again: {error}");
            }
            Err(_) => {}
        }
        if stop.wait(NAME_PAUSE) {
            return None;
        }
    }
}

fn instance(name: &Wide, first: bool) -> windows::core::Result<End> {
    let descriptor = Descriptor::parse(ACCESS)?;
    let attributes = SECURITY_ATTRIBUTES {
        nLength: u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).unwrap_or(0),
        lpSecurityDescriptor: descriptor.as_raw().0,
        bInheritHandle: false.into(),
    };
    let mode = PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED;
    let mode = if first { mode | FILE_FLAG_FIRST_PIPE_INSTANCE } else { mode };
    // SAFETY: name, attributes and descriptor outlive the call.
    let handle = unsafe {
        CreateNamedPipeW(
            name.as_pcwstr(),
            mode,
            PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS,
            INSTANCES,
            BUFFER,
            u32::try_from(REQUEST_MAX_BYTES).unwrap_or(BUFFER),
            0,
            Some(&raw const attributes),
        )
    };
    if handle == INVALID_HANDLE_VALUE {
        return Err(windows::core::Error::from_thread());
    }
    // SAFETY: made for overlapped work just now and ours alone.
    unsafe { End::new(handle) }
}

type Served = Mutex<HashMap<u32, usize>>;

fn serve_end(end: &End, handler: &Handler, stop: &Event, served: &Served) {
    loop {
        match end.wait_for_client(stop) {
            Ok(()) => {}
            Err(PipeError::Stopped) => return,
            Err(error) => {
                // A client that came and went. Should it be more, this must not become a busy loop.
                log::debug!("no client after all: {error}");
                if stop.wait(Duration::from_millis(10)) {
                    return;
                }
                end.send_away();
                continue;
            }
        }
        if let Err(error) = serve_client(end, handler, stop, served) {
            log::debug!("a client left without its answer: {error}");
        }
        end.send_away();
    }
}

fn serve_client(end: &End, handler: &Handler, stop: &Event, served: &Served) -> Result<(), PipeError> {
    let slot = Slot::take(served, process(end.raw()));
    let limit = if slot.is_some() { CLIENT_LIMIT } else { CROWD_LIMIT };
    let mut buffer = [0; REQUEST_MAX_BYTES];
    let request = match end.read(&mut buffer, limit, Some(stop)) {
        Ok(count) => Request::decode(buffer.get(..count).unwrap_or_default()).ok(),
        Err(PipeError::TooLong) => None,
        Err(error) => return Err(error),
    };
    let reply = match request {
        _ if slot.is_none() => Reply::Refused { why: Refusal::Busy },
        Some(request) => handler(&caller::of(end.raw()), request),
        None => Reply::Refused { why: Refusal::NotUnderstood },
    };
    end.write(&reply.encode(), limit, Some(stop))?;
    // What is not fetched before the client is sent away is lost: it hangs up when it has read. Whatever
    // it may still have said is not listened to.
    for _ in 0..2 {
        match end.read(&mut buffer, limit, Some(stop)) {
            Ok(_) | Err(PipeError::TooLong) => {}
            Err(PipeError::System(_)) => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// The process at the other end; zero when the system does not say.
fn process(pipe: HANDLE) -> u32 {
    let mut id = 0;
    // SAFETY: the pipe is open and `id` outlives the call.
    if let Err(error) = unsafe { GetNamedPipeClientProcessId(pipe, &raw mut id) } {
        log::debug!("a client without a process: {error}");
    }
    id
}

/// One of the clients of one program.
struct Slot<'a> {
    served: &'a Served,
    process: u32,
}

impl<'a> Slot<'a> {
    fn take(served: &'a Served, process: u32) -> Option<Self> {
        let mut all = lock(served);
        let count = all.entry(process).or_default();
        if *count >= OF_ONE_PROGRAM {
            return None;
        }
        *count = count.saturating_add(1);
        Some(Self { served, process })
    }
}

impl Drop for Slot<'_> {
    fn drop(&mut self) {
        let mut all = lock(self.served);
        if let Some(count) = all.get_mut(&self.process) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                all.remove(&self.process);
            }
        }
    }
}

fn lock(served: &Served) -> MutexGuard<'_, HashMap<u32, usize>> {
    // Plain counts, whole at every instant.
    served.lock().unwrap_or_else(PoisonError::into_inner)
}
