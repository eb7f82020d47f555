//! A connection of its own to the X display, on a thread that ends when its keeper lets it go.

use std::io;
use std::os::fd::AsFd as _;
use std::os::unix::net::UnixStream;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use x11rb::connection::Connection as _;
use x11rb::errors::{ConnectError, ConnectionError, ReplyError, ReplyOrIdError};
use x11rb::protocol::xproto::{ConnectionExt as _, Window};
use x11rb::rust_connection::RustConnection;

use super::StateSlot;
use crate::core::watch::HelperState;

/// Why a helper cannot stand on this display, or stands no longer.
#[derive(Debug, thiserror::Error)]
pub enum DisplayError {
    /// No connection.
    #[error("no connection to the display: {0}")]
    Connect(#[from] ConnectError),
    /// The connection broke.
    #[error("the connection to the display broke: {0}")]
    Connection(#[from] ConnectionError),
    /// It refused something, or answers nonsense.
    #[error("the display refused: {0}")]
    Reply(#[from] ReplyError),
    /// It gives no numbers for new things, or refused one.
    #[error("the display refused: {0}")]
    Id(#[from] ReplyOrIdError),
    /// Waiting failed.
    #[error("the display is not heard: {0}")]
    Wait(#[from] io::Error),
    /// It has no screen, or one whose colours cannot be painted.
    #[error("no screen that can be painted")]
    NoScreen,
    /// Another program has these keys.
    #[error("another program has these keys")]
    Taken,
    /// No key of this keyboard is meant.
    #[error("the keyboard has no such key")]
    NoKey,
}

/// Lets its thread end when it is dropped.
#[derive(Debug)]
pub struct Keeper(#[expect(dead_code, reason = "held: closing it is what the thread hears")] UnixStream);

/// The display, and the end of the keeper.
pub struct Display {
    /// The connection.
    pub connection: RustConnection,
    /// The window behind all others.
    pub root: Window,
    /// Number of the screen.
    pub screen: usize,
    kept: UnixStream,
}

/// Runs `stand` on a thread called `name` with a display of its own. What it ends with is in the log and in `slot`.
///
/// # Errors
/// When the system gives no thread.
pub fn start(
    name: &'static str,
    slot: StateSlot,
    stand: impl FnOnce(&Display, &dyn Fn()) -> Result<(), DisplayError> + Send + 'static,
) -> io::Result<Keeper> {
    let (ours, theirs) = UnixStream::pair()?;
    std::thread::Builder::new().name(name.into()).spawn(move || {
        let ready = || slot.set(HelperState::Ready);
        match Display::open(theirs).and_then(|display| stand(&display, &ready)) {
            Ok(()) => {}
            Err(error) => {
                log::warn!("{name}: {error}");
                slot.set(match error {
                    DisplayError::Taken => HelperState::Taken,
                    _ => HelperState::Failed,
                });
            }
        }
    })?;
    Ok(Keeper(ours))
}

impl Display {
    fn open(kept: UnixStream) -> Result<Self, DisplayError> {
        let (connection, screen) = RustConnection::connect(None)?;
        let root = connection.setup().roots.get(screen).map(|screen| screen.root);
        let root = root.ok_or(DisplayError::NoScreen)?;
        Ok(Self { connection, root, screen, kept })
    }

    /// Waits for events, `longest_ms` at most. False when the keeper let go.
    ///
    /// # Errors
    /// When the display is gone.
    pub fn wait(&self, longest_ms: Option<u64>) -> Result<bool, DisplayError> {
        self.connection.flush()?;
        let longest = longest_ms.and_then(|milliseconds| {
            let seconds = i64::try_from(milliseconds / 1000).ok()?;
            let rest = i64::try_from(milliseconds % 1000).ok()?.checked_mul(1_000_000)?;
            Some(Timespec { tv_sec: seconds, tv_nsec: rest })
        });
        let mut ready = [
            PollFd::from_borrowed_fd(self.connection.stream().as_fd(), PollFlags::IN),
            PollFd::from_borrowed_fd(self.kept.as_fd(), PollFlags::IN),
        ];
        match poll(&mut ready, longest.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(io::Error::from(error).into()),
        }
        let [_, kept] = ready;
        Ok(kept.revents().is_empty())
    }

    /// The number of a name.
    ///
    /// # Errors
    /// When the display is gone.
    pub fn atom(&self, name: &str) -> Result<u32, DisplayError> {
        Ok(self.connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
    }
}
