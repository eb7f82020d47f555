//! The alert window's side: how it goes is told to the watcher that started it, and what that one asks is heard.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::sync::mpsc::{Receiver, TrySendError, sync_channel};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::alert_process::{RAISE, SECRET_MAX_BYTES};
use crate::core::watch::AlertLine;

/// What the watcher said first; every line of ours begins with it. Nobody else who can write to our output knows it.
static SECRET: OnceLock<String> = OnceLock::new();
/// Where what the watcher asks arrives, until a window takes it.
static RAISES: Mutex<Option<Receiver<()>>> = Mutex::new(None);

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
                match sender.try_send(()) {
                    Ok(()) => self.say(AlertLine::Here),
                    // One that is still not taken in is no answer: the window does not move any more.
                    Err(TrySendError::Full(())) => {}
                    // The message that stands for the window, which nobody asks the system about.
                    Err(TrySendError::Disconnected(())) => {
                        self.say(AlertLine::Here);
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

    /// No window comes: the message that stands for it is what is shown, and answers by itself.
    pub(in crate::runtime) fn message_instead(self) {
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
