//! This program's own file, to be started once more.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Where this program lies, found once at the start: what is put in its way later is not followed.
#[derive(Debug, Clone)]
pub struct OwnProgram(PathBuf);

impl OwnProgram {
    /// Asks the system.
    ///
    /// # Errors
    /// When it names no absolute path of a file.
    pub fn find() -> io::Result<Self> {
        let path = std::env::current_exe()?;
        if path.is_absolute() && path.is_file() {
            Ok(Self(path))
        } else {
            Err(io::Error::new(io::ErrorKind::NotFound, path.display().to_string()))
        }
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Starts it once more, as `prepare` completes the command. It has no console of ours and does not end with us.
    ///
    /// # Errors
    /// The system's reason.
    pub fn start(&self, prepare: impl Fn(&mut Command)) -> io::Result<Child> {
        let started = start_apart(&self.0, &prepare);
        // Whoever took the file away did not take the running program away.
        #[cfg(target_os = "linux")]
        let started = started.or_else(|error| {
            log::warn!("{}: {error}", self.0.display());
            start_apart(Path::new("/proc/self/exe"), &prepare)
        });
        started
    }

    /// Starts it with `args` and leaves it alone.
    ///
    /// # Errors
    /// The system's reason.
    pub fn start_alone(&self, args: &[&str]) -> io::Result<()> {
        let mut child = self.start(|command| {
            command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        })?;
        // Collected when it ends, if we still live then.
        std::thread::Builder::new().name("collect".to_owned()).spawn(move || child.wait())?;
        Ok(())
    }
}

/// Other programs of this user do not read or write this process's memory and pipes, where the system can see to that.
pub fn close_to_others() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)
    {
        log::warn!("open to other programs: {error}");
    }
}

#[cfg(windows)]
fn start_apart(path: &Path, prepare: &impl Fn(&mut Command)) -> io::Result<Child> {
    use std::os::windows::process::CommandExt as _;
    /// No console that could be closed over its head; not ended by Ctrl+C in ours.
    const DETACHED: u32 = 0x0000_0008 | 0x0000_0200;
    /// Outlives a job that is closed with us, where the job lets it.
    const BREAKAWAY: u32 = 0x0100_0000;
    crate::platform::windows::std_handles::keep_to_ourselves();
    let start = |flags| {
        let mut command = Command::new(path);
        prepare(&mut command);
        command.creation_flags(flags).spawn()
    };
    start(DETACHED | BREAKAWAY).or_else(|_| start(DETACHED))
}

#[cfg(unix)]
fn start_apart(path: &Path, prepare: &impl Fn(&mut Command)) -> io::Result<Child> {
    use std::os::unix::process::CommandExt as _;
    let mut command = Command::new(path);
    prepare(&mut command);
    command.process_group(0).spawn()
}
