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
/// Clients that have not said anything yet. One more, and the one that was silent longest is dropped.
const SILENT_MAX: usize = 32;
/// Requests that are worked on at once. One more is told to come back.
const WORKING_MAX: usize = 32;
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
    silent: Mutex<VecDeque<(u64, UnixStream)>>,
    working: AtomicUsize,
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
    // Those who were dropped need a moment to go; nobody makes threads without end.
    if desk.threads.load(Ordering::SeqCst) >= SILENT_MAX + 2 * WORKING_MAX {
        return turn_away(stream);
    }
    let peer = sockopt::socket_peercred(&stream)?;
    let uid = peer.uid.as_raw();
    let client = Client { elevated: peer.uid.is_root(), who: format!("uid {uid}") };
    let speaks =
        rustix::net::recv(&stream, &mut [0_u8; 1][..], RecvFlags::PEEK | RecvFlags::DONTWAIT).is_ok();
    if !speaks {
        let mut silent = desk.silent();
        while silent.len() >= SILENT_MAX {
            if let Some((_, oldest)) = silent.pop_front() {
                drop(oldest.shutdown(Shutdown::Both));
            }
        }
        silent.push_back((number, stream.try_clone()?));
    }
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
        Ok(line) => {
            let working = desk.working.fetch_add(1, Ordering::SeqCst);
            let _counted = Counted(&desk.working);
            match Request::decode(&line) {
                Err(_) => Reply::Refused { why: Refusal::NotUnderstood },
                Ok(_) if working >= WORKING_MAX => Reply::Refused { why: Refusal::Busy },
                Ok(request) => answer(client, request),
            }
        }
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

fn turn_away(mut stream: UnixStream) -> io::Result<()> {
    stream.set_nonblocking(true)?;
    stream.write_all(&Reply::Refused { why: Refusal::Busy }.encode())
}

impl Desk {
    fn silent(&self) -> MutexGuard<'_, VecDeque<(u64, UnixStream)>> {
        self.silent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn forget(&self, number: u64) {
        self.silent().retain(|(known, _)| *known != number);
    }
}

/// Counts one down when it goes, also when its thread breaks down.
struct Counted<'a>(&'a AtomicUsize);

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}
