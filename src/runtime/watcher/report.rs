//! The alert window's side: how it goes is told to the watcher that started it, and what that one asks is heard.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::alert_process::{RAISE, SECRET_MAX_BYTES};
use crate::core::watch::AlertLine;

/// What the watcher said first; every line of ours begins with it. Nobody else who can write to our output knows it.
static SECRET: OnceLock<String> = OnceLock::new();
/// Where what the watcher asks arrives, until a window takes it.
static RAISES: Mutex<Option<Receiver<()>>> = Mutex::new(None);
/// The window closes: whoever asks for it needs another one.
static CLOSING: AtomicBool = AtomicBool::new(false);
/// A message of the system stands for the window.
static MESSAGE: AtomicBool = AtomicBool::new(false);
/// A wish that still waits is looked at so often, shorter in all than the watcher waits for the answer.
const WAITS: u32 = 40;
const WAIT: Duration = Duration::from_millis(100);

/// Where the window's process tells it: its output, if a watcher listens there.
#[derive(Debug, Clone, Copy, Default)]
pub struct AlertReport {
    watched: bool,
}

impl AlertReport {
    /// To the watcher at the other end of input and output.
    #[must_use]
    pub fn to_watcher() -> Self {
        Self { watched: true }
    }

    /// A watcher started this process.
    pub(in crate::runtime) fn is_watched(self) -> bool {
        self.watched
    }

    /// Hears the watcher; `wake` is called whenever it asks for the window. Without one this does nothing.
    pub(in crate::runtime) fn listen(self, wake: impl Fn() + Send + 'static) {
        if !self.watched {
            return;
        }
        let mut input = BufReader::new(std::io::stdin());
        let mut secret = String::new();
        match input.by_ref().take(SECRET_MAX_BYTES).read_line(&mut secret) {
            Ok(_) => drop(SECRET.set(secret.trim().to_owned())),
            Err(error) => log::warn!("the watcher: {error}"),
        }
        let (sender, raises) = sync_channel(1);
        *RAISES.lock().unwrap_or_else(PoisonError::into_inner) = Some(raises);
        let thread = std::thread::Builder::new().name("watched".into()).spawn(move || {
            for byte in input.bytes().map_while(Result::ok) {
                if byte != RAISE {
                    continue;
                }
                if takes(&sender, &wake) && !CLOSING.load(Ordering::Acquire) {
                    self.say(AlertLine::Here);
                    if MESSAGE.load(Ordering::Acquire) {
                        // Nobody asks the system about a message of its own.
                        self.say(AlertLine::Seen);
                    }
                }
                wake();
            }
        });
        if let Err(error) = thread {
            log::warn!("the watcher: {error}");
        }
    }

    /// What the window takes the watcher's wishes from. Without it they are answered, and that is all.
    pub(in crate::runtime) fn raises(self) -> Option<Receiver<()>> {
        RAISES.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// The window closes: it answers nobody any more.
    pub(in crate::runtime) fn closes(self) {
        CLOSING.store(true, Ordering::Release);
    }

    /// No window comes: the message that stands for it is what is shown, and answers by itself.
    pub(in crate::runtime) fn message_instead(self) {
        MESSAGE.store(true, Ordering::Release);
        drop(self.raises());
        self.say(AlertLine::Shown);
    }

    /// Tells `line`. A watcher that is gone is no harm.
    pub fn say(self, line: AlertLine) {
        if !self.watched {
            return;
        }
        let secret = SECRET.get().map_or("", String::as_str);
        let mut out = std::io::stdout().lock();
        if let Err(error) = writeln!(out, "{secret} {}", line.word()).and_then(|()| out.flush()) {
            log::debug!("the watcher is gone: {error}");
        }
    }
}

/// One wish waits at a time. An earlier one that stays untaken means that the window does not move any more.
fn takes(sender: &SyncSender<()>, wake: &impl Fn()) -> bool {
    for _ in 0..WAITS {
        if !matches!(sender.try_send(()), Err(TrySendError::Full(()))) {
            return true;
        }
        wake();
        std::thread::sleep(WAIT);
    }
    false
}
