//! One window per user: a second start brings the first window to the front and ends.
//!
//! A usable window always wins over a single one: when the lock cannot be taken or the first
//! window does not answer, the second start opens its own.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use super::directories::make_private;
use super::durable_file::open_regular;

#[cfg(unix)]
#[path = "socket_signal.rs"]
mod signal;
#[cfg(windows)]
#[path = "event_signal.rs"]
mod signal;

const LOCK_FILE: &str = "instance.lock";
/// How long a second start waits for the first window's answer before it opens its own.
const ANSWER_WITHIN: Duration = Duration::from_millis(1500);
/// Raise requests that may wait. One is enough: raising twice is raising.
const PENDING_MAX: usize = 1;

/// What this start is.
#[derive(Debug)]
pub enum Instance {
    /// Open a window. Keep the guard for as long as it is open.
    First(InstanceGuard),
    /// Another window of this user is open and was asked to come to the front: end now.
    Second,
}

/// The place of the first window. Dropping it lets the next start be the first.
#[derive(Debug)]
pub struct InstanceGuard {
    raise_requests: Receiver<()>,
    // Order matters: stop listening before the lock goes, so that a next first can listen.
    listener: Option<signal::Listener>,
    _lock: Option<File>,
}

impl InstanceGuard {
    /// Receives one `()` for every start that asked this window to come to the front. Closed when
    /// this instance cannot be asked.
    #[must_use]
    pub fn raise_requests(&self) -> &Receiver<()> {
        &self.raise_requests
    }

    /// For a window beside the one that holds the place.
    #[must_use]
    pub fn alone() -> Self {
        let (_, raise_requests) = sync_channel(PENDING_MAX);
        Self { raise_requests, listener: None, _lock: None }
    }

    /// This window closes: whoever asks for it now is not answered, and opens another one.
    pub fn closes(&self) {
        if let Some(listener) = &self.listener {
            listener.stop_answering();
        }
    }

    /// True when other starts find this one.
    #[must_use]
    pub fn is_exclusive(&self) -> bool {
        self._lock.is_some()
    }
}

/// Takes the place of the first window, or asks the first one to come to the front.
///
/// `state` holds the lock, `runtime` (else `state`) the socket. `wake` is called on another thread
/// after each raise request, so that a sleeping window looks at [`InstanceGuard::raise_requests`].
#[must_use]
pub fn acquire(state: Option<&Path>, runtime: Option<&Path>, wake: impl Fn() + Send + 'static) -> Instance {
    let Some(state) = state else { return alone("no folder for the lock") };
    if let Err(error) = make_private(state) {
        return alone(&format!("{}: {error}", state.display()));
    }
    let lock = match open_regular(
        OpenOptions::new().create(true).truncate(false).write(true),
        &state.join(LOCK_FILE),
    ) {
        Ok(file) => file,
        Err(error) => return alone(&format!("{}: {error}", state.display())),
    };
    let place = signal::Place::new(state, runtime);
    match lock.try_lock() {
        Ok(()) => first(lock, &place, wake),
        Err(TryLockError::WouldBlock) if signal::ask_to_raise(&place, ANSWER_WITHIN) => Instance::Second,
        // It may have closed meanwhile.
        Err(TryLockError::WouldBlock) => match lock.try_lock() {
            Ok(()) => first(lock, &place, wake),
            Err(_) => alone("the first window does not answer"),
        },
        Err(TryLockError::Error(error)) => alone(&format!("no lock here: {error}")),
    }
}

fn first(lock: File, place: &signal::Place, wake: impl Fn() + Send + 'static) -> Instance {
    let (sender, raise_requests) = sync_channel(PENDING_MAX);
    let on_request = move || {
        // A full channel already holds a request.
        let _ = sender.try_send(());
        wake();
    };
    let listener = match signal::Listener::start(place, on_request) {
        Ok(listener) => Some(listener),
        Err(error) => {
            log::warn!("a second start cannot raise this window: {error}");
            None
        }
    };
    Instance::First(InstanceGuard { raise_requests, listener, _lock: Some(lock) })
}

/// Asks the window that is open to come to the front. False when there is none, or none that answers.
#[must_use]
pub fn raise(state: Option<&Path>, runtime: Option<&Path>) -> bool {
    state.is_some_and(|state| signal::ask_to_raise(&signal::Place::new(state, runtime), ANSWER_WITHIN))
}

fn alone(why: &str) -> Instance {
    log::warn!("starting without single-instance lock: {why}");
    Instance::First(InstanceGuard::alone())
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEADLINE: Duration = Duration::from_secs(20);

    fn first(instance: Instance) -> InstanceGuard {
        match instance {
            Instance::First(guard) => guard,
            Instance::Second => panic!("another one is first"),
        }
    }

    #[test]
    fn a_second_start_raises_the_first_and_the_next_after_it_ends_is_first_again() {
        let root = tempfile::tempdir().unwrap();
        let state = root.path().join("state");
        let (woken, wakes) = sync_channel(8);
        let guard = first(acquire(Some(&state), None, move || woken.send(()).unwrap()));
        assert!(guard.is_exclusive());
        for _ in 0..3 {
            assert!(matches!(acquire(Some(&state), None, || {}), Instance::Second));
            guard.raise_requests().recv_timeout(DEADLINE).unwrap();
            wakes.recv_timeout(DEADLINE).unwrap();
        }
        drop(guard);
        assert!(first(acquire(Some(&state), None, || {})).is_exclusive());
    }

    #[test]
    fn a_window_that_closes_answers_nobody_and_the_start_that_asked_takes_its_place() {
        let root = tempfile::tempdir().unwrap();
        let guard = first(acquire(Some(root.path()), None, || {}));
        guard.closes();
        assert!(!raise(Some(root.path()), None));
        let state = root.path().to_owned();
        let next = std::thread::Builder::new().spawn(move || {
            let taken = first(acquire(Some(&state), None, || {}));
            taken.is_exclusive()
        });
        drop(guard);
        assert!(next.unwrap().join().unwrap());
    }

    #[test]
    fn without_a_place_for_the_lock_there_is_still_a_window() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("file");
        std::fs::write(&file, "").unwrap();
        for state in [None, Some(file.join("state"))] {
            let guard = first(acquire(state.as_deref(), None, || {}));
            assert!(!guard.is_exclusive());
            assert!(guard.raise_requests().try_recv().is_err());
        }
    }

    #[test]
    fn a_first_window_that_does_not_answer_does_not_lock_people_out() {
        let root = tempfile::tempdir().unwrap();
        let lock = File::create(root.path().join(LOCK_FILE)).unwrap();
        lock.lock().unwrap();
        let guard = first(acquire(Some(root.path()), None, || {}));
        assert!(!guard.is_exclusive());
    }

    #[cfg(unix)]
    #[test]
    fn what_a_crash_left_behind_is_replaced_and_a_silent_client_blocks_nobody() {
        use std::os::unix::fs::PermissionsExt as _;
        use std::os::unix::net::{UnixListener, UnixStream};
        let root = tempfile::tempdir().unwrap();
        let (state, runtime) = (root.path().join("state"), root.path().join("run"));
        std::fs::create_dir(&runtime).unwrap();
        let socket = runtime.join("raise.sock");
        drop(UnixListener::bind(&socket).unwrap());
        let guard = first(acquire(Some(&state), Some(&runtime), || {}));
        assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
        let _silent: Vec<_> = (0..2).map(|_| UnixStream::connect(&socket).unwrap()).collect();
        assert!(matches!(acquire(Some(&state), Some(&runtime), || {}), Instance::Second));
        guard.raise_requests().recv_timeout(DEADLINE).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_path_too_long_for_a_socket_still_gives_a_window() {
        let root = tempfile::tempdir().unwrap();
        let state = root.path().join("x".repeat(120));
        let guard = first(acquire(Some(&state), None, || {}));
        assert!(guard.is_exclusive());
    }
}
