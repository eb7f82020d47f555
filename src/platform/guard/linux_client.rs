//! Asking the guard, over its socket.

use std::io::{self, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, sockopt};

use super::GuardError;
use super::linux_server::SOCKET;
use crate::core::guard::protocol::REPLY_MAX_BYTES;
use crate::core::guard::{Refusal, Reply, Request};

/// Only root may be the guard.
const GUARD_UID: u32 = 0;
const STATUS_WITHIN: Duration = Duration::from_secs(2);
/// Closing and opening take as long as the slowest of their ways.
const DEED_WITHIN: Duration = Duration::from_secs(15);
/// A guard that died is back within this: systemd waits a second. How things stand is not worth that wait.
const BACK_WITHIN: Duration = Duration::from_millis(2500);
/// Between two tries at a guard that is overrun.
const RETRY_EVERY: Duration = Duration::from_millis(50);

pub fn ask(request: &Request) -> Result<Reply, GuardError> {
    let within = if *request == Request::Status { STATUS_WITHIN } else { DEED_WITHIN };
    ask_at(Path::new(SOCKET), GUARD_UID, request, within)
}

/// What became of one try.
enum Try {
    Answered(Reply),
    /// Overrun, or the connection was given up before the request was read.
    Again(String),
    /// Nobody listens there: it died, and may be on its way back.
    Dead(String),
}

fn ask_at(path: &Path, uid: u32, request: &Request, within: Duration) -> Result<Reply, GuardError> {
    let started = Instant::now();
    let end = started + within;
    let back_until = if *request == Request::Status { started } else { end.min(started + BACK_WITHIN) };
    loop {
        let (reason, until) = match try_once(path, uid, request, end)? {
            Try::Answered(reply) => return Ok(reply),
            Try::Again(reason) => (reason, end),
            Try::Dead(reason) => (reason, back_until),
        };
        if Instant::now() + RETRY_EVERY >= until {
            return Err(GuardError::Unreachable(reason));
        }
        std::thread::sleep(RETRY_EVERY);
    }
}

fn try_once(path: &Path, uid: u32, request: &Request, end: Instant) -> Result<Try, GuardError> {
    let unreachable = |error: io::Error| GuardError::Unreachable(error.to_string());
    let mut socket = match connect(path) {
        Ok(socket) => socket,
        // A guard opens the folder to everybody: closed, it holds no more than the journal of root's own cut.
        Err(Errno::NOENT | Errno::ACCESS) => return Err(GuardError::Absent),
        // Its queue is full.
        Err(Errno::AGAIN) => return Ok(Try::Again("too many clients".to_owned())),
        Err(error @ Errno::CONNREFUSED) => return Ok(Try::Dead(io::Error::from(error).to_string())),
        Err(error) => return Err(unreachable(error.into())),
    };
    // Before anything is said: a PIN is for the guard's ears only.
    let server = sockopt::socket_peercred(&socket).map_err(|error| unreachable(error.into()))?;
    if server.uid.as_raw() != uid {
        return Err(GuardError::Unreachable(format!("who answers is uid {}", server.uid.as_raw())));
    }
    let exchanged = (|| {
        socket.set_nonblocking(false)?;
        socket.set_write_timeout(Some(left(end)?))?;
        socket.write_all(&request.encode())?;
        let mut answer = Vec::new();
        let mut part = [0; 4096];
        while answer.last() != Some(&b'\n') && answer.len() <= REPLY_MAX_BYTES {
            socket.set_read_timeout(Some(left(end)?))?;
            match socket.read(&mut part)? {
                0 => break,
                length => answer.extend_from_slice(part.get(..length).unwrap_or_default()),
            }
        }
        Ok::<_, io::Error>(answer)
    })();
    match exchanged {
        Ok(answer) if answer.is_empty() => Ok(Try::Again("it hung up".to_owned())),
        Ok(answer) => match Reply::decode(&answer)? {
            Reply::Refused { why: Refusal::Busy } => Ok(Try::Again("it is busy".to_owned())),
            Reply::Refused { why: Refusal::Restoring } => {
                Ok(Try::Again("the owner is opening the line".to_owned()))
            }
            reply => Ok(Try::Answered(reply)),
        },
        Err(error) if matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset) => {
            Ok(Try::Again(error.to_string()))
        }
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
            Err(GuardError::Unreachable("it does not answer".to_owned()))
        }
        Err(error) => Err(unreachable(error)),
    }
}

/// Connects without waiting for a place in the queue.
fn connect(path: &Path) -> Result<UnixStream, Errno> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = rustix::net::socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)?;
    rustix::net::connect(&socket, &SocketAddrUnix::new(path)?)?;
    Ok(UnixStream::from(socket))
}

fn left(end: Instant) -> io::Result<Duration> {
    let left = end.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(io::ErrorKind::WouldBlock.into()) } else { Ok(left) }
}

#[allow(clippy::disallowed_methods, reason = "the threads and channels of a test end with it")]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use crate::core::guard::{Client, GuardStatus};
    use crate::platform::guard::linux_server::Server;

    const SOON: Duration = Duration::from_secs(5);

    fn me() -> u32 {
        rustix::process::geteuid().as_raw()
    }

    /// A guard that only says who asked and counts.
    fn served() -> (tempfile::TempDir, std::path::PathBuf, Arc<AtomicUsize>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run").join("guard.sock");
        let server = Server::bind(&path).unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        std::thread::spawn(move || {
            server.serve(move |client: &Client, request: Request| {
                counted.fetch_add(1, Ordering::SeqCst);
                assert_eq!(client.who, format!("uid {}", rustix::process::geteuid().as_raw()));
                match request {
                    Request::Status => Reply::Status(GuardStatus::default()),
                    _ => Reply::PinSet,
                }
            })
        });
        (folder, path, asked)
    }

    #[test]
    fn one_request_one_reply() {
        let (_folder, path, asked) = served();
        for (request, reply) in [
            (Request::Status, Reply::Status(GuardStatus::default())),
            (Request::SetPin { pin: "2468".into() }, Reply::PinSet),
        ] {
            assert_eq!(ask_at(&path, me(), &request, SOON).unwrap(), reply);
        }
        let missing = path.with_extension("not");
        assert!(matches!(ask_at(&missing, me(), &Request::Status, SOON), Err(GuardError::Absent)));
        assert_eq!(asked.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn whoever_is_not_the_guard_is_told_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("guard.sock");
        let listener = UnixListener::bind(&path).unwrap();
        let pin = Request::Restore { pin: Some("2468".into()) };
        assert!(matches!(ask_at(&path, me() + 1, &pin, SOON), Err(GuardError::Unreachable(_))));
        let mut heard = Vec::new();
        listener.accept().unwrap().0.read_to_end(&mut heard).unwrap();
        assert_eq!(heard, b"");
    }

    #[test]
    fn a_guard_that_hangs_or_babbles_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("guard.sock");
        let listener = UnixListener::bind(&path).unwrap();
        let started = Instant::now();
        let patience = Duration::from_millis(200);
        let hung = ask_at(&path, me(), &Request::Status, patience);
        assert!(matches!(hung, Err(GuardError::Unreachable(_))), "{hung:?}");
        assert!(started.elapsed() < SOON);
        drop(listener.accept().unwrap());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let mut client = client;
                drop(client.read(&mut [0; 256]));
                while client.write_all(&[b'x'; 4096]).is_ok() {}
            }
        });
        let babble = ask_at(&path, me(), &Request::Status, SOON);
        assert!(matches!(babble, Err(GuardError::Answer(_))), "{babble:?}");
    }

    #[test]
    fn silent_and_garbled_clients_keep_nobody_waiting() {
        let (_folder, path, asked) = served();
        // More than the guard would listen to at once, and none says anything.
        let silent: Vec<_> = (0..200).map(|_| UnixStream::connect(&path).unwrap()).collect();
        let started = Instant::now();
        assert_eq!(
            ask_at(&path, me(), &Request::Status, SOON).unwrap(),
            Reply::Status(GuardStatus::default())
        );
        assert!(started.elapsed() < Duration::from_millis(1500), "{:?}", started.elapsed());
        drop(silent);

        let said = |bytes: &[u8]| {
            let mut client = UnixStream::connect(&path).unwrap();
            client.write_all(bytes).unwrap();
            client.shutdown(std::net::Shutdown::Write).unwrap();
            client.set_read_timeout(Some(SOON)).unwrap();
            let mut answer = Vec::new();
            drop(client.read_to_end(&mut answer));
            answer
        };
        let garbled = Reply::Refused { why: Refusal::NotUnderstood }.encode();
        for (bytes, answer) in [
            (&b"{\"do\":\"stop\"}\n"[..], &garbled[..]),
            (b"\n", &garbled),
            (b"{\"do\":\"cut\"}\n{\"do\":\"cut\"}\n", &garbled),
            // Cut short or too long: no answer.
            (b"{\"do\":\"cut\"}", b""),
            (b"", b""),
            (&[b'{'; 300], b""),
        ] {
            assert_eq!(said(bytes), answer, "{}", String::from_utf8_lossy(bytes));
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn no_whole_line_is_refused_because_of_half_lines() {
        let (_folder, path, asked) = served();
        // More than all the threads that there may be, and each has begun to speak.
        let half: Vec<_> = (0..300)
            .map(|_| {
                let mut client = UnixStream::connect(&path).unwrap();
                drop(client.write_all(b"{"));
                client
            })
            .collect();
        let mut client = UnixStream::connect(&path).unwrap();
        client.write_all(&Request::Cut.encode()).unwrap();
        client.set_read_timeout(Some(SOON)).unwrap();
        // Asked once: neither sent away nor dropped.
        let mut answer = Vec::new();
        client.read_to_end(&mut answer).unwrap();
        assert_eq!(answer, Reply::PinSet.encode());
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        drop(half);
    }

    #[test]
    fn a_guard_that_comes_back_is_asked_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("guard.sock");
        drop(UnixListener::bind(&path).unwrap());
        let started = Instant::now();
        let dead = ask_at(&path, me(), &Request::Status, SOON);
        assert!(matches!(dead, Err(GuardError::Unreachable(_))), "{dead:?}");
        assert!(started.elapsed() < Duration::from_secs(1), "how things stand is not waited for");
        let back = path.clone();
        let revived = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(300));
            std::fs::remove_file(&back).unwrap();
            let listener = UnixListener::bind(&back).unwrap();
            // Restoring first, then done: whoever asks for a cut waits for that, too.
            for reply in [Reply::Refused { why: Refusal::Restoring }, Reply::PinSet] {
                let (mut client, _) = listener.accept().unwrap();
                drop(client.read(&mut [0; 256]));
                client.write_all(&reply.encode()).unwrap();
            }
        });
        assert_eq!(ask_at(&path, me(), &Request::Cut, SOON).unwrap(), Reply::PinSet);
        revived.join().unwrap();
    }

    #[test]
    fn a_thousand_at_once_are_all_answered() {
        let (_folder, path, asked) = served();
        let path = &path;
        std::thread::scope(|scope| {
            let clients: Vec<_> = (0..1000)
                .map(|_| scope.spawn(move || ask_at(path, me(), &Request::Status, Duration::from_secs(30))))
                .collect();
            for client in clients {
                client.join().unwrap().unwrap();
            }
        });
        assert_eq!(asked.load(Ordering::SeqCst), 1000);
    }
}
