//! When a program came to this PC. Looks at files that may be an attacker's: may block.

use std::path::{Path, PathBuf};

use crate::core::Timestamp;
use crate::platform::processes::observer::from_system_time;

/// Folders that only set-up programs write to; what they hold is updated in place.
const PROGRAM_FOLDERS: [&str; 3] = ["program files", "program files (x86)", "programdata"];

/// When the program file at `exe` came to this PC. On Windows copying and unpacking keep the time of
/// change, so the later of the two times is taken; elsewhere every package update would look new.
/// A program that updates itself did not arrive: its folder did, long ago.
#[must_use]
pub(super) fn of(exe: &str) -> Option<Timestamp> {
    let path = Path::new(exe);
    let file = newest(path)?;
    let folder = installed_in(path).and_then(|folder| created(&folder));
    Some(folder.map_or(file, |folder| folder.min(file)))
}

fn newest(path: &Path) -> Option<Timestamp> {
    let metadata = std::fs::metadata(path).ok()?;
    let times = [metadata.modified().ok(), metadata.created().ok().filter(|_| cfg!(windows))];
    times.into_iter().flatten().filter_map(from_system_time).max()
}

fn created(folder: &Path) -> Option<Timestamp> {
    std::fs::metadata(folder).ok()?.created().ok().and_then(from_system_time)
}

/// The folder a set-up program made for `exe`: the last one below the system's program folders that
/// is no version number. Nothing elsewhere: a download lies in a folder that is always old.
fn installed_in(exe: &Path) -> Option<PathBuf> {
    let folder = exe.parent()?;
    let own = folder.ancestors().find(|folder| !is_version(folder))?;
    let name = |folder: &Path| Some(folder.file_name()?.to_str()?.to_ascii_lowercase());
    let mut above = own.ancestors().skip(1).filter_map(name);
    above.any(|name| PROGRAM_FOLDERS.contains(&name.as_str())).then(|| own.to_owned())
}

fn is_version(folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.contains('.') && name.chars().all(|c| c.is_ascii_digit() || c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_installed_programs_have_a_folder_that_arrived() {
        for (exe, folder) in [
            ("/c/Program Files/TeamViewer/TeamViewer.exe", Some("/c/Program Files/TeamViewer")),
            (
                "/c/Program Files (x86)/Google/Remote/131.0.1/host.exe",
                Some("/c/Program Files (x86)/Google/Remote"),
            ),
            ("/c/ProgramData/Tool/Tool.exe", Some("/c/ProgramData/Tool")),
            ("/c/Program Files/Tool.exe", None),
            ("/c/Users/hanako/Downloads/AnyDesk.exe", None),
            ("/c/Users/hanako/AppData/Local/Temp/1.2/AnyDesk.exe", None),
            ("AnyDesk.exe", None),
            ("/", None),
            ("", None),
        ] {
            assert_eq!(installed_in(Path::new(exe)), folder.map(PathBuf::from), "{exe}");
        }
    }

    #[test]
    fn an_update_is_no_arrival() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("Program Files/Tool");
        std::fs::create_dir_all(&folder).unwrap();
        let exe = folder.join("tool.exe");
        std::fs::write(&exe, "x").unwrap();
        let far_ahead = std::time::SystemTime::now() + std::time::Duration::from_secs(864_000);
        std::fs::File::options().write(true).open(&exe).unwrap().set_modified(far_ahead).unwrap();
        let at = |exe: &Path| of(exe.to_str().unwrap()).unwrap();
        let loose = root.path().join("tool.exe");
        std::fs::rename(&exe, &loose).unwrap();
        assert_eq!(Some(at(&loose)), from_system_time(far_ahead), "a loose file is as new as it is");
        std::fs::rename(&loose, &exe).unwrap();
        assert!(at(&exe) < at(&loose_copy(&exe, root.path())), "an updated one is as old as its folder");
        assert_eq!(of("/nowhere/tool.exe"), None);
    }

    fn loose_copy(exe: &Path, folder: &Path) -> PathBuf {
        let copy = folder.join("copy.exe");
        std::fs::copy(exe, &copy).unwrap();
        let modified = std::fs::metadata(exe).unwrap().modified().unwrap();
        std::fs::File::options().write(true).open(&copy).unwrap().set_modified(modified).unwrap();
        copy
    }
}
