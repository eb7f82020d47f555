//! The channel to the guard service: a socket or pipe on this PC only.

#[cfg(target_os = "linux")]
mod linux_client;
#[cfg(target_os = "linux")]
pub mod linux_ready;
#[cfg(target_os = "linux")]
pub mod linux_server;
#[cfg(target_os = "linux")]
pub mod linux_setup;
#[cfg(windows)]
pub mod windows;

use thiserror::Error;

use crate::core::guard::protocol::ProtocolError;
use crate::core::guard::{Reply, Request};

/// Why the guard gave no answer.
#[derive(Debug, Error)]
pub enum GuardError {
    /// No guard is installed here.
    #[error("no guard is installed")]
    Absent,
    /// It is installed and does not answer, or who answers is not it.
    #[error("the guard cannot be reached: {0}")]
    Unreachable(String),
    /// Its answer is no message.
    #[error(transparent)]
    Answer(#[from] ProtocolError),
}

/// Asks the guard and waits for its answer: 2 s for [`Request::Status`], 15 s for anything else. One that died has
/// 2.5 s of them to come back, but for [`Request::Status`].
///
/// # Errors
/// See [`GuardError`].
#[cfg(target_os = "linux")]
pub fn ask(request: &Request) -> Result<Reply, GuardError> {
    linux_client::ask(request)
}

/// Asks the guard and waits for its answer: 2 s for [`Request::Status`], 15 s for anything else. A guard that cannot
/// be reached is given up within 2.5 s, for a cut within 1.2 s.
///
/// # Errors
/// See [`GuardError`].
#[cfg(windows)]
pub fn ask(request: &Request) -> Result<Reply, GuardError> {
    windows::pipe_client::ask(request)
}

/// No guard is made for this system.
///
/// # Errors
/// Always [`GuardError::Absent`].
#[cfg(not(any(target_os = "linux", windows)))]
pub fn ask(request: &Request) -> Result<Reply, GuardError> {
    let _ = request;
    Err(GuardError::Absent)
}
