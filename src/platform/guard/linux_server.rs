//! The guard's end of its socket. Everybody on this PC may knock, nobody may keep others out.

use std::collections::VecDeque;
use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, Read as _, Write as _};
use std::net::Shutdown;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::net::{RecvFlags, sockopt};

use crate::core::guard::protocol::REQUEST_MAX_BYTES;
use crate::core::guard::{Client, Refusal, Reply, Request};
use crate::platform::durable_file;

/// Where the guard listens. Only root writes in that folder.
pub const SOCKET: &str = "/run/kyukyubako/guard.sock";
/// A request is one short line; who needs longer is not asking for anything.
const REQUEST_WITHIN: Duration = Duration::from_secs(2);
/// Clients whose line is not whole yet. One more, and the one that has been at it longest is dropped.
const UNFINISHED_MAX: usize = 32;
/// Requests other than cuts that are worked on at once. One more is told to come back, unless it is root's.
const WORKING_MAX: usize = 32;
/// Cuts that wait at once; the line is being closed already when another one is told to come back.
const CUTS_MAX: usize = 64;
/// Threads for all of them and for those who were dropped and need a moment to go.
const THREADS_MAX: usize = UNFINISHED_MAX + WORKING_MAX + CUTS_MAX + 32;
/// Between two looks whether one of them is gone.
const THREAD_PAUSE: Duration = Duration::from_millis(1);
/// After an error of the listener itself, for example no more file descriptors.
const PAUSE: Duration = Duration::from_millis(50);

/// The listening socket.
#[derive(Debug)]
pub struct Server {
    listener: UnixListener,
    /// Held as long as this guard lives, so that there is only one.
    _one: File,
}

/// The clients at hand.
#[derive(Debug, Default)]
struct Desk {
    unfinished: Mutex<VecDeque<(u64, UnixStream)>>,
    working: AtomicUsize,
    cutting: AtomicUsize,
    threads: AtomicUsize,
}

impl Server {
    /// Listens at `path`, for everybody on this PC.
    ///
    /// # Errors
    /// Any IO error; `WouldBlock` when another guard listens there.
    pub fn bind(path: &Path) -> io::Result<Self> {
        let folder = path.parent().unwrap_or(Path::new("."));
        DirBuilder::new().recursive(true).mode(0o755).create(folder)?;
        // A cut before the guard was installed left it closed to others; its files are closed themselves.
        fs::set_permissions(folder, Permissions::from_mode(0o755))?;
        let mut options = File::options();
        options.create(true).truncate(false).write(true);
        // Closed to others, or any user could hold it.
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let one = durable_file::open_regular(&mut options, &path.with_extension("lock"))?;
        one.try_lock().map_err(io::Error::from)?;
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(path)?;
        fs::set_permissions(path, Permissions::from_mode(0o666))?;
        Ok(Self { listener, _one: one })
    }

    /// Answers for ever.
    pub fn serve(self, answer: impl Fn(&Client, Request) -> Reply + Send + Sync + 'static) -> ! {
        let answer = Arc::new(answer);
        let desk = Arc::new(Desk::default());
        let mut number = 0_u64;
        loop {
            let stream = match self.listener.accept() {
                Ok((stream, _)) => stream,
                Err(error) => {
                    log::error!("the guard's socket: {error}");
                    std::thread::sleep(PAUSE);
                    continue;
                }
            };
            number = number.wrapping_add(1);
            if let Err(error) = take_in(&desk, number, stream, &answer) {
                log::debug!("a client was lost: {error}");
            }
        }
    }
}

/// Gives a client a thread of its own.
fn take_in(
    desk: &Arc<Desk>,
    number: u64,
    stream: UnixStream,
    answer: &Arc<impl Fn(&Client, Request) -> Reply + Send + Sync + 'static>,
) -> io::Result<()> {
    // Nobody makes threads without end, and nobody is sent away because others were dropped.
    while desk.threads.load(Ordering::SeqCst) >= THREADS_MAX {
        std::thread::sleep(THREAD_PAUSE);
    }
    let peer = sockopt::socket_peercred(&stream)?;
    let uid = peer.uid.as_raw();
    let client = Client { elevated: peer.uid.is_root(), who: format!("uid {uid}") };
    desk.wait_for_line(number, stream.try_clone()?);
    let (own, answer) = (Arc::clone(desk), Arc::clone(answer));
    desk.threads.fetch_add(1, Ordering::SeqCst);
    let started = std::thread::Builder::new().name("guard-client".to_owned()).spawn(move || {
        let _counted = Counted(&own.threads);
        converse(&own, number, stream, &client, &*answer);
    });
    if started.is_err() {
        desk.threads.fetch_sub(1, Ordering::SeqCst);
        desk.forget(number);
    }
    started.map(drop)
}

fn converse(
    desk: &Desk,
    number: u64,
    mut stream: UnixStream,
    client: &Client,
    answer: &(impl Fn(&Client, Request) -> Reply + ?Sized),
) {
    let read = read_line(&mut stream);
    desk.forget(number);
    let reply = match read {
        Ok(line) => match Request::decode(&line) {
            Err(_) => Reply::Refused { why: Refusal::NotUnderstood },
            Ok(request) => {
                let (counter, most) = match request {
                    Request::Cut => (&desk.cutting, CUTS_MAX),
                    _ => (&desk.working, WORKING_MAX),
                };
                let before = counter.fetch_add(1, Ordering::SeqCst);
                let _counted = Counted(counter);
                if before >= most && !client.elevated {
                    Reply::Refused { why: Refusal::Busy }
                } else {
                    answer(client, request)
                }
            }
        },
        Err(error) => {
            log::debug!("{}: {error}", client.who);
            return;
        }
    };
    let written =
        stream.set_write_timeout(Some(REQUEST_WITHIN)).and_then(|()| stream.write_all(&reply.encode()));
    if let Err(error) = written {
        log::debug!("{} did not wait for the answer: {error}", client.who);
    }
}

/// One line with its end; anything that came along behind it is left for the decoder to refuse.
fn read_line(stream: &mut UnixStream) -> io::Result<Vec<u8>> {
    let end = Instant::now() + REQUEST_WITHIN;
    let mut line = Vec::new();
    let mut part = [0; REQUEST_MAX_BYTES + 1];
    while !line.contains(&b'\n') {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut part)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            length => line.extend_from_slice(part.get(..length).unwrap_or_default()),
        }
        if line.len() > REQUEST_MAX_BYTES {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    Ok(line)
}

/// True when what was sent so far holds a line, read or not: that client is about to be answered.
fn has_spoken(stream: &UnixStream) -> bool {
    let mut said = [0; REQUEST_MAX_BYTES + 1];
    match rustix::net::recv(stream, &mut said[..], RecvFlags::PEEK | RecvFlags::DONTWAIT) {
        Ok((length, _)) => said.get(..length).is_some_and(|said| said.contains(&b'\n')),
        Err(_) => false,
    }
}

impl Desk {
    fn unfinished(&self) -> MutexGuard<'_, VecDeque<(u64, UnixStream)>> {
        self.unfinished.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a client among those whose line is awaited. When they are too many, the one that has been at it
    /// longest goes; one whose line is whole and merely has not been read yet never does.
    fn wait_for_line(&self, number: u64, stream: UnixStream) {
        let mut unfinished = self.unfinished();
        if unfinished.len() >= UNFINISHED_MAX
            && let Some(oldest) = unfinished.iter().position(|(_, stream)| !has_spoken(stream))
            && let Some((_, dropped)) = unfinished.remove(oldest)
        {
            // For reading alone: should its line have been read this very moment, it is answered.
            drop(dropped.shutdown(Shutdown::Read));
        }
        unfinished.push_back((number, stream));
    }

    fn forget(&self, number: u64) {
        self.unfinished().retain(|(known, _)| *known != number);
    }
}

/// Counts one down when it goes, also when its thread breaks down.
struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
