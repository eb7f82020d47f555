//! macOS and other Unix systems: the start time is compared right before the signal.

use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System};

use super::Ending;

/// Start of the process in seconds since 1970.
pub fn start_mark(pid: u32) -> Option<u64> {
    let mut system = System::new().ok()?;
    let id = sysinfo::Pid::from_u32(pid);
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[id]), true, ProcessRefreshKind::nothing());
    system.process(id).map(sysinfo::Process::start_time)
}

pub fn end(pid: u32, mark: u64) -> Ending {
    signal(pid, mark, Signal::KILL)
}

pub fn signal(pid: u32, mark: u64, signal: Signal) -> Ending {
    let Some(id) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { return Ending::Gone };
    if start_mark(pid) != Some(mark) {
        return Ending::Gone;
    }
    match kill_process(id, signal) {
        Ok(()) => Ending::Ended,
        Err(Errno::SRCH) => Ending::Gone,
        Err(error) => {
            log::warn!("process {pid} cannot be ended: {error}");
            Ending::Denied
        }
    }
}
