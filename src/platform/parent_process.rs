//! The process that started this one.

use std::io;

/// Told by its number, which nobody else gets while it lives.
#[derive(Debug, Clone, Copy)]
pub struct ParentProcess {
    #[cfg(unix)]
    pid: u32,
}

#[cfg(unix)]
impl ParentProcess {
    /// The one that started us, if it still lives; else whoever took its place.
    #[must_use]
    pub fn current() -> Self {
        Self { pid: std::os::unix::process::parent_id() }
    }

    /// Ends it, in whatever state it is.
    ///
    /// # Errors
    /// `NotFound` when it is gone, or the system's reason.
    pub fn end(self) -> io::Result<()> {
        let pid = i32::try_from(self.pid).ok().and_then(rustix::process::Pid::from_raw);
        let ours = pid.filter(|pid| !pid.is_init() && std::os::unix::process::parent_id() == self.pid);
        match ours {
            Some(pid) => Ok(rustix::process::kill_process(pid, rustix::process::Signal::KILL)?),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

#[cfg(not(unix))]
impl ParentProcess {
    /// The one that started us.
    #[must_use]
    pub fn current() -> Self {
        Self {}
    }

    /// Not here: Windows gives a process no hold on the one that started it.
    ///
    /// # Errors
    /// Always `Unsupported`.
    pub fn end(self) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
