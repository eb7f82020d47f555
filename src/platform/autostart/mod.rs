//! Starting the watcher whenever this user logs on. Needs no administrator; the user can take it away.

use std::io;
use std::path::{Path, PathBuf};

#[cfg(not(any(windows, target_os = "macos")))]
#[path = "xdg.rs"]
mod system;
#[cfg(windows)]
#[path = "run_key.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "launch_agent.rs"]
mod system;

/// The entry of one user that starts one program.
#[derive(Debug, Clone)]
pub struct Autostart {
    place: PathBuf,
    program: PathBuf,
}

impl Autostart {
    /// Starts `program`. `config` is the folder of our settings, beside which other programs' lie.
    #[must_use]
    pub fn of(config: &Path, program: PathBuf) -> Self {
        Self { place: system::place(config), program }
    }

    /// Where the entry is, for people.
    #[must_use]
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// True when the next log-on starts the program.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.program.to_str().is_some_and(|program| system::is_on(&self.place, program))
    }

    /// True when an administrator's entry for everybody starts the program, and this user does not want it.
    #[must_use]
    pub fn is_declined(&self) -> bool {
        #[cfg(windows)]
        let declined = system::is_declined();
        #[cfg(not(windows))]
        let declined = false;
        declined
    }

    /// From the next log-on on.
    ///
    /// # Errors
    /// The system's reason, or `InvalidInput` for a path that cannot be written into an entry.
    pub fn install(&self) -> io::Result<()> {
        let program = self.program.to_str().ok_or(io::ErrorKind::InvalidInput)?;
        system::install(&self.place, program)
    }

    /// No more, whatever program the entry starts.
    ///
    /// # Errors
    /// Any but "not there".
    pub fn remove(&self) -> io::Result<()> {
        system::remove(&self.place)
    }
}

#[cfg(all(test, unix, not(target_os = "macos")))]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_is_on_until_it_is_removed() {
        let root = tempfile::tempdir().unwrap();
        let autostart = Autostart::of(&root.path().join("kyukyubako"), "/opt/kyukyubako".into());
        assert!(!autostart.is_on());
        autostart.install().unwrap();
        autostart.install().unwrap();
        assert!(autostart.is_on() && root.path().join("autostart/kyukyubako-watch.desktop").is_file());
        // Another program's entry of that name is replaced, not believed.
        let other = Autostart::of(&root.path().join("kyukyubako"), "/opt/other".into());
        assert!(!other.is_on());
        autostart.remove().unwrap();
        autostart.remove().unwrap();
        assert!(!autostart.is_on());
    }
}
