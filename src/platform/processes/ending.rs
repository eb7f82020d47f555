//! Ending one process that is certainly still the one that was seen.

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The system ends it.
    Ended,
    /// The system refused: another user's process, or a protected one.
    Denied,
    /// It is no longer there, or its id belongs to another process now.
    Gone,
}

/// A value that differs between two processes that had the same id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartMark(u64);

/// The start mark of the process `pid`, or nothing when it is gone or hidden.
#[must_use]
pub fn start_mark(pid: u32) -> Option<StartMark> {
    system::start_mark(pid).map(StartMark)
}

/// Ends `pid` if it still carries `mark`. Never this program, never the system's first processes.
#[must_use]
pub fn end(pid: u32, mark: StartMark) -> Ending {
    if matches!(pid, 0 | 1 | 4) || pid == std::process::id() {
        return Ending::Denied;
    }
    system::end(pid, mark.0)
}

/// Asks `pid` to end, if it still carries `mark`: the system's own polite signal. As [`end`] otherwise.
#[cfg(unix)]
#[must_use]
pub fn ask_to_end(pid: u32, mark: StartMark) -> Ending {
    if matches!(pid, 0 | 1 | 4) || pid == std::process::id() {
        return Ending::Denied;
    }
    system::signal(pid, mark.0, rustix::process::Signal::TERM)
}

#[cfg(target_os = "linux")]
#[path = "ending_linux.rs"]
mod system;
#[cfg(windows)]
#[path = "ending_windows.rs"]
mod system;
#[cfg(not(any(target_os = "linux", windows)))]
#[path = "ending_other.rs"]
mod system;

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_process_that_was_seen_is_ended_and_no_other() {
        let mut child = std::process::Command::new("/bin/sleep").arg("600").spawn().unwrap();
        let mark = start_mark(child.id()).unwrap();
        assert_eq!(end(child.id(), StartMark(mark.0 + 1)), Ending::Gone, "a stranger with the same id");
        assert!(child.try_wait().unwrap().is_none());
        assert_eq!(end(child.id(), mark), Ending::Ended);
        assert!(!child.wait().unwrap().success());
        assert_eq!(end(child.id(), mark), Ending::Gone);
    }

    #[test]
    fn this_program_and_the_first_processes_are_never_ended() {
        let own = start_mark(std::process::id()).unwrap();
        for pid in [0, 1, 4, std::process::id()] {
            assert_eq!(end(pid, own), Ending::Denied, "{pid}");
        }
    }
}
