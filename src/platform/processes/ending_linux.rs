//! Linux: a process descriptor cannot be confused with a later process of the same id.

use std::os::fd::OwnedFd;

use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, kill_process, pidfd_open, pidfd_send_signal};

use super::Ending;

/// Start of the process in clock ticks since boot.
pub fn start_mark(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in brackets and may itself hold brackets and spaces: count from the last one.
    stat.rsplit_once(')')?.1.split_ascii_whitespace().nth(19)?.parse().ok()
}

pub fn end(pid: u32, mark: u64) -> Ending {
    signal(pid, mark, Signal::KILL)
}

pub fn signal(pid: u32, mark: u64, signal: Signal) -> Ending {
    let Some(id) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { return Ending::Gone };
    let descriptor: Option<OwnedFd> = match pidfd_open(id, PidfdFlags::empty()) {
        Ok(descriptor) => Some(descriptor),
        Err(Errno::SRCH | Errno::INVAL) => return Ending::Gone,
        // Kernels before 5.3 have none; the mark is then compared right before the signal.
        Err(_) => None,
    };
    if start_mark(pid) != Some(mark) {
        return Ending::Gone;
    }
    let sent = match descriptor {
        Some(descriptor) => pidfd_send_signal(descriptor, signal),
        None => kill_process(id, signal),
    };
    match sent {
        Ok(()) => Ending::Ended,
        Err(Errno::SRCH) => Ending::Gone,
        Err(error) => {
            log::warn!("process {pid} cannot be ended: {error}");
            Ending::Denied
        }
    }
}
