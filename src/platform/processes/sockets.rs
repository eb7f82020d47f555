//! The TCP sockets of a few processes.

use std::collections::BTreeSet;

use crate::core::detection::snapshot::ConnectionRecord;

/// Listening and established TCP sockets of `pids`, as far as this user may see them.
/// Only Linux so far; elsewhere the answer is empty and no session is concluded from it.
#[must_use]
pub fn of_processes(pids: &BTreeSet<u32>) -> Vec<ConnectionRecord> {
    #[cfg(target_os = "linux")]
    return crate::platform::observers::linux::connections::of_processes(pids).unwrap_or_else(|error| {
        log::warn!("sockets: {error}");
        Vec::new()
    });
    #[cfg(not(target_os = "linux"))]
    {
        let _ = pids;
        Vec::new()
    }
}
