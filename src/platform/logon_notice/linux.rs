//! The entry in the autostart folder of the desktop: everybody's, written by root, or this user's own.

use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::core::Timestamp;
use crate::core::logon_entry::{ENTRY_MAX_BYTES, FILE_NAME, LogonEntry};
use crate::core::pc_facts::Announced;
use crate::platform::durable_file;
use crate::platform::network::linux::{boot_id, is_root, only_root_writes, outlives_restarts};

/// Where the desktop looks for every user.
const EVERYBODY: &str = "/etc/xdg/autostart";

/// One autostart folder and the program it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    folder: PathBuf,
    program: PathBuf,
    /// Others must be able to read the entry.
    for_everybody: bool,
}

impl Registration {
    /// Everybody's folder below `root`, starting `program`.
    #[must_use]
    pub fn for_everybody(root: &Path, program: PathBuf) -> Self {
        let folder = root.join(EVERYBODY.trim_start_matches('/'));
        Self { folder, program, for_everybody: true }
    }

    /// The folder of the user whose settings lie in `config`.
    #[must_use]
    pub fn for_user(config: &Path, program: PathBuf) -> Self {
        Self { folder: config.join("autostart"), program, for_everybody: false }
    }

    fn file(&self) -> PathBuf {
        self.folder.join(FILE_NAME)
    }

    /// What stands there now.
    #[must_use]
    pub fn entry(&self) -> Option<LogonEntry> {
        let bytes = durable_file::read_bounded(&self.file(), ENTRY_MAX_BYTES).ok()?;
        Some(LogonEntry::decode(&String::from_utf8(bytes).ok()?))
    }

    /// Says that a cut is in force. The time of the first cut stays.
    ///
    /// # Errors
    /// When the folder is not there and not ours to make, or cannot be written.
    pub fn announce(&self, since: Timestamp, boot: String) -> io::Result<()> {
        let known = self.entry().unwrap_or_default();
        if known.since.is_some() && known.boot == boot {
            return Ok(());
        }
        self.write(&LogonEntry { since: known.since.or(Some(since)), boot, stays: known.stays })
    }

    /// Says nothing of a cut any more.
    ///
    /// # Errors
    /// Any but "not there".
    pub fn withdraw(&self) -> io::Result<()> {
        match self.entry() {
            Some(LogonEntry { stays: true, since: None, .. }) => Ok(()),
            Some(LogonEntry { stays: true, .. }) => {
                self.write(&LogonEntry { stays: true, ..LogonEntry::default() })
            }
            // Also what cannot be read: nothing else of ours bears this name.
            _ => self.remove(),
        }
    }

    /// Stays there whether or not a cut is in force.
    ///
    /// # Errors
    /// As [`Self::announce`].
    pub fn install(&self) -> io::Result<()> {
        self.write(&LogonEntry { stays: true, ..self.entry().unwrap_or_default() })
    }

    /// Removes the entry.
    ///
    /// # Errors
    /// Any but "not there".
    pub fn remove(&self) -> io::Result<()> {
        match fs::remove_file(self.file()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn write(&self, entry: &LogonEntry) -> io::Result<()> {
        let program = self.program.to_str().ok_or(io::ErrorKind::InvalidInput)?;
        let text = entry.encode(program).ok_or(io::ErrorKind::InvalidInput)?;
        if self.for_everybody && !self.folder.is_dir() {
            // No desktop of this PC would ever look there.
            return Err(io::Error::new(io::ErrorKind::NotFound, "no desktop is installed"));
        }
        durable_file::replace(&self.file(), text.as_bytes())?;
        if self.for_everybody {
            fs::set_permissions(self.file(), fs::Permissions::from_mode(0o644))?;
        }
        Ok(())
    }
}

/// Where this process announces: root for everybody.
fn own() -> Result<Registration, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    if is_root() {
        everybody(program)
    } else {
        let config = dirs::config_dir().ok_or("this user has no folder for settings")?;
        Ok(Registration::for_user(&config, program))
    }
}

fn everybody(program: PathBuf) -> Result<Registration, String> {
    if !only_root_writes(&program) {
        // Whoever owns it would run it as every other user who logs on.
        return Err(format!("{} is not installed by root: log-ons say nothing", program.display()));
    }
    Ok(Registration::for_everybody(Path::new("/"), program))
}

fn said(result: io::Result<()>) -> Result<(), String> {
    result.map_err(|error| format!("log-on notice: {error}"))
}

/// Whatever started the entry, reading and removing it asks for no program.
fn system_entry() -> Registration {
    Registration::for_everybody(Path::new("/"), PathBuf::new())
}

pub(super) fn announce(since: Timestamp) -> Result<(), String> {
    if !is_root() && system_entry().entry().is_some_and(|entry| entry.stays) {
        // Every log-on asks already.
        return Ok(());
    }
    said(own()?.announce(since, boot_id()))
}

pub(super) fn withdraw() -> Result<(), String> {
    if !is_root() {
        return withdraw_own();
    }
    match system_entry().entry() {
        // Written anew, for what stays names its program.
        Some(entry) if entry.stays => said(own()?.withdraw()),
        _ => said(system_entry().remove()),
    }
}

pub(super) fn withdraw_own() -> Result<(), String> {
    if is_root() {
        return Ok(());
    }
    let Some(config) = dirs::config_dir() else { return Ok(()) };
    said(Registration::for_user(&config, PathBuf::new()).remove())
}

pub(super) fn install() -> Result<(), String> {
    // The guard's own program shows nothing: what lies beside it does.
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    said(everybody(program.with_file_name("kyukyubako"))?.install())
}

pub(super) fn uninstall() -> Result<(), String> {
    said(system_entry().remove())
}

/// What root announced. Where a restart would have ended the cut and there was one, nothing.
pub(super) fn announced() -> Announced {
    let entry = system_entry().entry().unwrap_or_default();
    match entry.since {
        Some(_) if entry.boot != boot_id() && !outlives_restarts() => Announced::default(),
        since => Announced { since },
    }
}

pub(super) fn is_anothers() -> bool {
    !is_root() && announced() != Announced::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program() -> PathBuf {
        "/usr/bin/kyukyubako".into()
    }

    #[test]
    fn everybody_is_told_from_the_cut_until_the_restore() {
        let root = tempfile::tempdir().unwrap();
        let registration = Registration::for_everybody(root.path(), program());
        assert!(registration.announce(Timestamp(7), "b1".into()).is_err(), "no desktop, nobody to tell");
        fs::create_dir_all(root.path().join("etc/xdg/autostart")).unwrap();
        registration.announce(Timestamp(7), "b1".into()).unwrap();
        let file = root.path().join("etc/xdg/autostart").join(FILE_NAME);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o644);
        assert!(fs::read_to_string(&file).unwrap().contains("Exec=\"/usr/bin/kyukyubako\" notice"));
        // A second cut does not make it younger.
        registration.announce(Timestamp(9), "b1".into()).unwrap();
        registration.announce(Timestamp(9), "b2".into()).unwrap();
        let entry = registration.entry().unwrap();
        assert_eq!((entry.since, entry.boot.as_str()), (Some(Timestamp(7)), "b2"));
        registration.withdraw().unwrap();
        registration.withdraw().unwrap();
        assert!(!file.exists());
    }

    #[test]
    fn what_the_guard_installed_stays_after_a_restore_and_goes_when_it_is_removed() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("etc/xdg/autostart")).unwrap();
        let registration = Registration::for_everybody(root.path(), program());
        registration.install().unwrap();
        assert_eq!(registration.entry().unwrap().since, None);
        registration.announce(Timestamp(7), "b1".into()).unwrap();
        assert_eq!(registration.entry().unwrap().since, Some(Timestamp(7)));
        registration.install().unwrap();
        assert_eq!(registration.entry().unwrap().since, Some(Timestamp(7)), "set up anew during a cut");
        registration.withdraw().unwrap();
        assert_eq!(registration.entry().unwrap(), LogonEntry { stays: true, ..LogonEntry::default() });
        registration.remove().unwrap();
        assert_eq!(registration.entry(), None);
    }

    #[test]
    fn a_user_is_told_in_the_own_folder_and_a_planted_file_is_replaced() {
        let config = tempfile::tempdir().unwrap();
        let registration = Registration::for_user(config.path(), program());
        let file = config.path().join("autostart").join(FILE_NAME);
        fs::create_dir(config.path().join("autostart")).unwrap();
        fs::write(&file, vec![b'x'; ENTRY_MAX_BYTES + 1]).unwrap();
        assert_eq!(registration.entry(), None);
        registration.announce(Timestamp(7), "b1".into()).unwrap();
        assert_eq!(registration.entry().unwrap().since, Some(Timestamp(7)));
        fs::write(&file, b"\xff").unwrap();
        registration.withdraw().unwrap();
        assert!(!file.exists());
    }
}
