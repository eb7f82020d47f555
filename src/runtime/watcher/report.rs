//! The alert window's side: how it goes is told to the watcher that started it.

use std::io::Write as _;

use crate::core::watch::AlertLine;

/// Where the window's process tells it: its output, if a watcher listens there.
#[derive(Debug, Clone, Copy, Default)]
pub struct AlertReport {
    watched: bool,
}

impl AlertReport {
    /// To the watcher at the other end of the output.
    #[must_use]
    pub fn to_watcher() -> Self {
        Self { watched: true }
    }

    /// Tells `line`. A watcher that is gone is no harm.
    pub fn say(self, line: AlertLine) {
        if !self.watched {
            return;
        }
        let mut out = std::io::stdout().lock();
        if let Err(error) = writeln!(out, "{}", line.word()).and_then(|()| out.flush()) {
            log::debug!("the watcher is gone: {error}");
        }
    }
}
