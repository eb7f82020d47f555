//! The autostart folders of Linux desktops: everybody's, which a package fills, and this user's own. An entry of
//! the user's decides instead of everybody's of the same name.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::core::watch::entry::{
    DESKTOP_FILE, ENTRY_MAX_BYTES, HIDDEN_ENTRY, desktop_entry, desktop_entry_is_on,
};
use crate::platform::durable_file;

/// Where desktops look for every user.
const EVERYBODY: &str = "/etc/xdg/autostart";

pub(super) fn place(config: &Path) -> PathBuf {
    config.parent().unwrap_or(config).join("autostart").join(DESKTOP_FILE)
}

pub(super) fn is_on(place: &Path, program: &str) -> bool {
    Entries { own: place, everybodys: &everybodys() }.are_on(program)
}

pub(super) fn install(place: &Path, program: &str) -> io::Result<()> {
    Entries { own: place, everybodys: &everybodys() }.install(program)
}

pub(super) fn remove(place: &Path) -> io::Result<()> {
    Entries { own: place, everybodys: &everybodys() }.remove()
}

fn everybodys() -> PathBuf {
    Path::new(EVERYBODY).join(DESKTOP_FILE)
}

/// The two entries of our name.
struct Entries<'a> {
    own: &'a Path,
    everybodys: &'a Path,
}

impl Entries<'_> {
    fn are_on(&self, program: &str) -> bool {
        let decides = if is_there(self.own) { self.own } else { self.everybodys };
        starts(decides, program)
    }

    fn install(&self, program: &str) -> io::Result<()> {
        let text = desktop_entry(program).ok_or(io::ErrorKind::InvalidInput)?;
        if starts(self.everybodys, program) {
            // Nothing of the user's own stands in its way, or is left when the package goes.
            return self.remove_own();
        }
        self.write(&text)
    }

    fn remove(&self) -> io::Result<()> {
        if is_there(self.everybodys) { self.write(HIDDEN_ENTRY) } else { self.remove_own() }
    }

    fn remove_own(&self) -> io::Result<()> {
        if is_there(self.own) { durable_file::remove(self.own) } else { Ok(()) }
    }

    fn write(&self, text: &str) -> io::Result<()> {
        durable_file::replace(self.own, text.as_bytes())?;
        // Some desktops read it as somebody else.
        fs::set_permissions(self.own, Permissions::from_mode(0o644))
    }
}

fn is_there(entry: &Path) -> bool {
    entry.symlink_metadata().is_ok()
}

fn starts(entry: &Path, program: &str) -> bool {
    let bytes = durable_file::read_bounded(entry, ENTRY_MAX_BYTES).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.is_some_and(|text| desktop_entry_is_on(&text, program))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROGRAM: &str = "/usr/bin/kyukyubako";

    #[test]
    fn what_a_package_switches_on_for_everybody_each_user_can_switch_off_and_on_again() {
        let root = tempfile::tempdir().unwrap();
        let (own, everybodys) = (root.path().join("own/entry"), root.path().join("all/entry"));
        let entries = Entries { own: &own, everybodys: &everybodys };
        assert!(!entries.are_on(PROGRAM));
        fs::create_dir(root.path().join("all")).unwrap();
        fs::write(&everybodys, desktop_entry(PROGRAM).unwrap()).unwrap();
        assert!(entries.are_on(PROGRAM) && !entries.are_on("/opt/other"));
        // Nothing is written where nothing is needed.
        entries.install(PROGRAM).unwrap();
        assert!(!own.exists() && entries.are_on(PROGRAM));
        entries.remove().unwrap();
        assert!(!entries.are_on(PROGRAM));
        assert_eq!(fs::metadata(&own).unwrap().permissions().mode() & 0o777, 0o644);
        entries.install(PROGRAM).unwrap();
        assert!(!own.exists() && entries.are_on(PROGRAM));
        // A program that lies elsewhere has an entry of its own, which then decides.
        entries.install("/home/u/kyukyubako").unwrap();
        assert!(entries.are_on("/home/u/kyukyubako") && !entries.are_on(PROGRAM));
        assert_eq!(fs::read_to_string(&everybodys).unwrap(), desktop_entry(PROGRAM).unwrap());
    }
}
