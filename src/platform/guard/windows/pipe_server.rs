//! The guard's end of the pipe: local users only, one request and one reply, and nobody can keep it busy.
#![expect(unsafe_code, reason = "makes the pipe with its access list")]

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

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
const INSTANCES: u32 = 32;
/// When fewer ends than these are free, whoever has been silent longest is sent away.
const FREE_MIN: usize = 4;
/// But nobody before this: whoever wants something has said so by then.
const SILENT_MIN: Duration = Duration::from_millis(100);
/// Of one program; more are told to come back, unless they ask for a cut or are administrators.
const OF_ONE_PROGRAM: usize = 4;
/// Bytes that the system keeps for a client that reads late.
const BUFFER: u32 = 64 * 1024;
/// A client that wants something says so at once, and fetches its answer.
const CLIENT_LIMIT: Duration = Duration::from_secs(1);
/// The same for a program that has its share of clients already.
const CROWD_LIMIT: Duration = Duration::from_millis(100);
/// When another program has taken the name: how often it is asked for again, and after which time. A service
/// that nobody can reach must not look like one that runs.
const NAME_TRIES: usize = 5;
const NAME_PAUSE: Duration = Duration::from_secs(1);

/// Answers one request.
pub type Handler = dyn Fn(&Client, Request) -> Reply + Send + Sync;

/// Serves the pipe `name` on threads of its own until `stop`.
///
/// # Errors
/// When somebody else has the name and keeps it (clients do not trust that one, because its process is not the
/// service's), or when a thread cannot be started.
pub fn serve(name: &str, handler: Arc<Handler>, stop: Arc<Event>) -> std::io::Result<JoinHandle<()>> {
    let name = Wide::new(name);
    let mut ends = vec![first_instance(&name, &stop)?];
    for _ in 1..INSTANCES {
        match instance(&name, false) {
            Ok(end) => ends.push(end),
            Err(error) => log::error!("one pipe end less: {error}"),
        }
    }
    std::thread::Builder::new().name("guard-pipe".to_owned()).spawn(move || {
        let desk = Desk::default();
        std::thread::scope(|scope| {
            for end in ends {
                let (handler, stop, desk) = (&handler, &stop, &desk);
                let started = std::thread::Builder::new()
                    .name("guard-client".to_owned())
                    .spawn_scoped(scope, move || serve_end(&end, handler.as_ref(), stop, desk));
                if let Err(error) = started {
                    log::error!("one pipe end less: {error}");
                }
            }
        });
    })
}

fn first_instance(name: &Wide, stop: &Event) -> std::io::Result<End> {
    for left in (0..NAME_TRIES).rev() {
        match instance(name, true) {
            Ok(end) => return Ok(end),
            Err(error) => log::error!("the guard's pipe cannot be made: {error}"),
        }
        if left > 0 && stop.wait(NAME_PAUSE) {
            break;
        }
    }
    Err(std::io::Error::other("somebody else has the name of the guard's pipe"))
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

/// The clients at hand.
#[derive(Debug, Default)]
struct Desk {
    /// How many of each program.
    served: Served,
    /// Those that nothing is done for, the longest first, and how each is sent away.
    idle: Mutex<VecDeque<(u64, Instant, Arc<Event>)>>,
    /// Ends that wait for a client.
    free: AtomicUsize,
    clients: AtomicU64,
}

/// One client that nothing is done for; no longer, when this goes.
struct Idle<'a> {
    desk: &'a Desk,
    number: u64,
    leave: Arc<Event>,
}

impl Desk {
    fn idle(&self) -> MutexGuard<'_, VecDeque<(u64, Instant, Arc<Event>)>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes room when the free ends grow few, then lets this client be idle.
    fn wait(&self) -> windows::core::Result<Idle<'_>> {
        let number = self.clients.fetch_add(1, Ordering::SeqCst);
        let leave = Arc::new(Event::new()?);
        let mut idle = self.idle();
        if self.free.load(Ordering::SeqCst) < FREE_MIN
            && idle.front().is_some_and(|(_, since, _)| since.elapsed() >= SILENT_MIN)
            && let Some((_, _, oldest)) = idle.pop_front()
        {
            oldest.set();
        }
        idle.push_back((number, Instant::now(), Arc::clone(&leave)));
        Ok(Idle { desk: self, number, leave })
    }
}

impl Drop for Idle<'_> {
    fn drop(&mut self) {
        self.desk.idle().retain(|(number, ..)| *number != self.number);
    }
}

fn serve_end(end: &End, handler: &Handler, stop: &Event, desk: &Desk) {
    loop {
        desk.free.fetch_add(1, Ordering::SeqCst);
        let came = end.wait_for_client(stop);
        desk.free.fetch_sub(1, Ordering::SeqCst);
        match came {
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
        if let Err(error) = serve_client(end, handler, stop, desk) {
            log::debug!("a client left without its answer: {error}");
        }
        end.send_away();
    }
}

fn serve_client(end: &End, handler: &Handler, stop: &Event, desk: &Desk) -> Result<(), PipeError> {
    let slot = Slot::take(&desk.served, process(end.raw()));
    let limit = if slot.is_some() { CLIENT_LIMIT } else { CROWD_LIMIT };
    let mut buffer = [0; REQUEST_MAX_BYTES];
    let request = {
        let idle = desk.wait()?;
        match end.read(&mut buffer, limit, &[stop, idle.leave.as_ref()]) {
            Ok(count) => Request::decode(buffer.get(..count).unwrap_or_default()).ok(),
            Err(PipeError::TooLong) => None,
            Err(error) => return Err(error),
        }
    };
    let reply = match request {
        None => Reply::Refused { why: Refusal::NotUnderstood },
        Some(request) => {
            let client = caller::of(end.raw());
            if slot.is_some() || request == Request::Cut || client.elevated {
                handler(&client, request)
            } else {
                Reply::Refused { why: Refusal::Busy }
            }
        }
    };
    let idle = desk.wait()?;
    let stops = [stop, idle.leave.as_ref()];
    end.write(&reply.encode(), limit, &stops)?;
    // What is not fetched before the client is sent away is lost: it hangs up when it has read. Whatever
    // it may still have said is not listened to.
    for _ in 0..2 {
        match end.read(&mut buffer, limit, &stops) {
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
