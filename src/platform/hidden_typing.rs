//! One line from the keyboard or a pipe, not shown while it is typed where that is possible.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

/// Reads one line of at most `limit` bytes, without the white space around it. `None` when there is
/// none.
#[must_use]
pub fn read_line(limit: u64) -> Option<String> {
    let stdin = io::stdin();
    let _hidden = stdin.is_terminal().then(HiddenTyping::begin);
    let mut line = String::new();
    stdin.lock().take(limit).read_line(&mut line).ok()?;
    Some(line.trim().to_owned())
}

/// Switches the terminal's echo off, and on again when dropped.
#[derive(Debug)]
pub struct HiddenTyping {
    #[cfg(windows)]
    _console: Option<super::windows::console::Unseen>,
}

impl HiddenTyping {
    /// Switches it off.
    #[must_use]
    #[cfg(unix)]
    pub fn begin() -> Self {
        echo(false);
        Self {}
    }

    /// Switches it off.
    #[must_use]
    #[cfg(windows)]
    pub fn begin() -> Self {
        let console = super::windows::console::Unseen::begin()
            .inspect_err(|error| log::warn!("the console keeps showing what is typed: {error}"));
        Self { _console: console.ok() }
    }
}

#[cfg(unix)]
impl Drop for HiddenTyping {
    fn drop(&mut self) {
        echo(true);
    }
}

#[cfg(unix)]
fn echo(on: bool) {
    let outcome = std::process::Command::new("/usr/bin/stty")
        .arg(if on { "echo" } else { "-echo" })
        .env_clear()
        .stdin(std::process::Stdio::inherit())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    if !outcome.is_ok_and(|status| status.success()) {
        log::warn!("the terminal keeps showing what is typed");
    }
}
