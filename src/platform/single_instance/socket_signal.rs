//! Asking the first window to come to the front, over a socket file that only its owner may open.

use std::fs::{self, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::platform::directories::make_private;

const REQUEST: u8 = b'r';
const ANSWER: u8 = b'k';
/// How long a client may take for its one byte; others wait behind it.
const CLIENT_WITHIN: Duration = Duration::from_millis(200);
const RETRY_EVERY: Duration = Duration::from_millis(25);

/// Where the first window listens.
#[derive(Debug)]
pub(super) struct Place(PathBuf);

impl Place {
    /// In `runtime` if there is one, else in `state`.
    pub(super) fn new(state: &Path, runtime: Option<&Path>) -> Self {
        Self(runtime.unwrap_or(state).join("raise.sock"))
    }
}

/// The thread that takes requests. Ends when dropped.
#[derive(Debug)]
pub(super) struct Listener {
    path: PathBuf,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Listens at `place`. The caller holds the lock, so a socket that is there belongs to nobody.
    ///
    /// # Errors
    /// Any IO error, for example a path longer than sockets allow.
    pub(super) fn start(place: &Place, on_request: impl Fn() + Send + 'static) -> io::Result<Self> {
        let path = place.0.clone();
        make_private(path.parent().unwrap_or(Path::new(".")))?;
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        fs::set_permissions(&path, Permissions::from_mode(0o600))?;
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::Builder::new().name("raise-requests".to_owned()).spawn(move || {
            for client in listener.incoming() {
                if stopped.load(Ordering::Acquire) {
                    return;
                }
                match client {
                    Ok(client) => answer(client, &on_request),
                    Err(error) => {
                        log::warn!("no more raise requests: {error}");
                        return;
                    }
                }
            }
        })?;
        Ok(Self { path, stop, thread: Some(thread) })
    }
}

impl Listener {
    /// From now on requests stay without an answer.
    pub(super) fn stop_answering(&self) {
        self.stop.store(true, Ordering::Release);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // Wakes the thread out of its wait; if nobody can connect, it has ended already.
        let woken = UnixStream::connect(&self.path).is_ok();
        let _ = fs::remove_file(&self.path);
        if let Some(thread) = self.thread.take().filter(|_| woken) {
            let _ = thread.join();
        }
    }
}

fn answer(mut client: UnixStream, on_request: &impl Fn()) {
    let bounded = client
        .set_read_timeout(Some(CLIENT_WITHIN))
        .and_then(|()| client.set_write_timeout(Some(CLIENT_WITHIN)));
    let mut request = [0];
    if bounded.and_then(|()| client.read_exact(&mut request)).is_ok() && request == [REQUEST] {
        on_request();
        if let Err(error) = client.write_all(&[ANSWER]) {
            log::debug!("a second start did not wait for its answer: {error}");
        }
    }
}

/// Asks the first window to come to the front. True when it answered within `deadline`. Tries
/// again in between: the first may hold its lock and not listen yet.
pub(super) fn ask_to_raise(place: &Place, deadline: Duration) -> bool {
    let until = Instant::now() + deadline;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return false;
        }
        match ask_once(&place.0, left) {
            Ok(()) => return true,
            Err(error) => log::debug!("{}: {error}", place.0.display()),
        }
        thread::sleep(RETRY_EVERY.min(left));
    }
}

fn ask_once(path: &Path, within: Duration) -> io::Result<()> {
    let mut socket = UnixStream::connect(path)?;
    socket.set_read_timeout(Some(within))?;
    socket.set_write_timeout(Some(within))?;
    socket.write_all(&[REQUEST])?;
    let mut reply = [0];
    socket.read_exact(&mut reply)?;
    if reply == [ANSWER] { Ok(()) } else { Err(io::Error::other("not our answer")) }
}
