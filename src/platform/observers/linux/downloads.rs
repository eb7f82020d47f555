//! Programs and archives that came to this user's download places in the last days.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::record_text::kept_path;
use crate::core::Timestamp;
use crate::core::detection::snapshot::FileRecord;
use crate::platform::observers::{ObserveError, Observer, Seen, Wanted};
use crate::platform::processes::observer::from_system_time;

/// So far back a file counts as having just come: seven days.
const RECENT_MS: u64 = 7 * 24 * 60 * 60 * 1000;
/// Most files told, the newest first.
const FILES_MAX: usize = 500;
/// Most entries of one folder that are looked at.
const ENTRIES_MAX: usize = 20_000;
/// Endings of what can be run, installed or unpacked.
const ENDINGS: &[&str] = &[
    "7z",
    "apk",
    "appimage",
    "bat",
    "bundle",
    "bz2",
    "cmd",
    "deb",
    "desktop",
    "exe",
    "flatpakref",
    "gz",
    "iso",
    "jar",
    "jnlp",
    "js",
    "lnk",
    "msi",
    "ps1",
    "py",
    "rar",
    "rpm",
    "run",
    "sh",
    "snap",
    "tar",
    "tbz",
    "tgz",
    "txz",
    "vbs",
    "xz",
    "zip",
    "zst",
];
/// Where browsers and downloaders note the address a file came from.
const ORIGIN: &str = "user.xdg.origin.url";
/// So much of it tells the scheme.
const SCHEME_BYTES: usize = 8;

/// Looks at the folders where downloads end up.
#[derive(Debug)]
pub struct Downloads {
    folders: Vec<PathBuf>,
}

impl Downloads {
    /// Downloads and desktop of this user, and the folder for passing files.
    pub fn of_this_user() -> Self {
        let own = dirs::download_dir().or_else(|| dirs::home_dir().map(|home| home.join("Downloads")));
        let folders = own.into_iter().chain(dirs::desktop_dir()).chain([PathBuf::from("/tmp")]);
        // Where there is no such folder both are sometimes set to the home folder.
        Self { folders: folders.collect::<BTreeSet<_>>().into_iter().collect() }
    }
}

impl Observer for Downloads {
    fn name(&self) -> &'static str {
        "downloads"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(20)
    }

    fn observe(&mut self, _wanted: &Wanted) -> Result<Seen, ObserveError> {
        let now = from_system_time(SystemTime::now())
            .ok_or_else(|| ObserveError::System("the clock stands before 1970".to_owned()))?;
        let mut found: Vec<(Timestamp, PathBuf)> =
            self.folders.iter().flat_map(|folder| recent_in(folder, now)).collect();
        found.sort_by(|a, b| (Reverse(a.0), &a.1).cmp(&(Reverse(b.0), &b.1)));
        found.truncate(FILES_MAX);
        let record = |(at, path): (Timestamp, PathBuf)| FileRecord {
            path: kept_path(&path),
            modified_at: Some(at),
            from_internet: from_internet(&path),
        };
        Ok(Seen::Files(found.into_iter().map(record).collect()))
    }
}

fn recent_in(folder: &Path, now: Timestamp) -> Vec<(Timestamp, PathBuf)> {
    // Missing on many PCs.
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    entries
        .filter_map(Result::ok)
        .take(ENTRIES_MAX)
        .filter(|entry| has_ending(&entry.path()))
        .filter_map(|entry| {
            // Of the entry itself: a link is not followed.
            let metadata = entry.metadata().ok().filter(fs::Metadata::is_file)?;
            // Unpacking and some downloaders set the time of change to an old one.
            let times = [metadata.modified().ok(), metadata.created().ok()];
            let arrived = times.into_iter().flatten().filter_map(from_system_time).max()?;
            (now.millis_since(arrived) <= RECENT_MS).then(|| (arrived, entry.path()))
        })
        .collect()
}

fn has_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    ending.is_some_and(|ending| ENDINGS.binary_search(&ending.as_str()).is_ok())
}

/// True when the file's note of its origin names the internet; nothing when there is none.
fn from_internet(path: &Path) -> Option<bool> {
    let length = rustix::fs::lgetxattr_query(path, ORIGIN).ok()?;
    // The whole note must be read at once; nobody's address is longer.
    let mut note = vec![0; length.min(8 * 1024)];
    let length = rustix::fs::lgetxattr(path, ORIGIN, note.as_mut_slice()).ok()?;
    let start = note.get(..length.min(SCHEME_BYTES))?.to_ascii_lowercase();
    [&b"http:"[..], b"https:", b"ftp:", b"ftps:"]
        .iter()
        .any(|scheme| start.starts_with(scheme))
        .then_some(true)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::time::UNIX_EPOCH;

    use super::*;

    fn look(folders: &[&Path]) -> Vec<FileRecord> {
        let mut observer = Downloads { folders: folders.iter().map(|folder| folder.to_path_buf()).collect() };
        let Seen::Files(files) = observer.observe(&Wanted::default()).unwrap() else { panic!() };
        files
    }

    #[test]
    fn endings_are_sorted_for_the_search() {
        assert!(ENDINGS.is_sorted());
        for (name, is) in
            [("a.EXE", true), ("a.tar.gz", true), ("a.AppImage", true), ("a.jpg", false), ("exe", false)]
        {
            assert_eq!(has_ending(Path::new(name)), is, "{name}");
        }
    }

    #[test]
    fn fresh_programs_are_told_and_nothing_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["AnyDesk.exe", "old-time.deb", "photo.jpg"] {
            fs::write(at(name), "x").unwrap();
        }
        // As unpacking does: the time of change is old, the file is new.
        fs::File::options().write(true).open(at("old-time.deb")).unwrap().set_modified(UNIX_EPOCH).unwrap();
        rustix::fs::mknodat(
            rustix::fs::CWD,
            at("pipe.exe"),
            rustix::fs::FileType::Fifo,
            rustix::fs::Mode::RUSR,
            0,
        )
        .unwrap();
        symlink("/dev/zero", at("zero.exe")).unwrap();
        symlink(at("AnyDesk.exe"), at("link.exe")).unwrap();
        fs::create_dir(at("folder.exe")).unwrap();
        let born = fs::metadata(at("old-time.deb")).unwrap().created().is_ok();
        let mut names: Vec<_> = look(&[folder.path(), Path::new("/nowhere")])
            .into_iter()
            .map(|file| Path::new(&file.path.unwrap()).file_name().unwrap().to_str().unwrap().to_owned())
            .collect();
        names.sort();
        let expected: &[&str] = if born { &["AnyDesk.exe", "old-time.deb"] } else { &["AnyDesk.exe"] };
        assert_eq!(names, expected);
        let later = Timestamp(from_system_time(SystemTime::now()).unwrap().0 + 8 * 24 * 3600 * 1000);
        assert_eq!(recent_in(folder.path(), later), []);
    }

    #[test]
    fn a_full_folder_is_cut_to_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        let hour = Duration::from_secs(3600);
        for number in 0..FILES_MAX + 100 {
            let file = fs::File::create(folder.path().join(format!("{number}.exe"))).unwrap();
            // Ahead of the clock, so that the order does not hang on how quickly they were made.
            file.set_modified(SystemTime::now() + hour * u32::try_from(number + 1).unwrap()).unwrap();
        }
        let files = look(&[folder.path()]);
        assert_eq!(files.len(), FILES_MAX);
        let newest = format!("{}.exe", FILES_MAX + 99);
        assert!(files[0].path.as_ref().unwrap().ends_with(&newest), "{:?}", files[0]);
    }

    #[test]
    fn a_note_of_the_origin_is_understood_where_the_file_system_keeps_one() {
        let folder = tempfile::tempdir_in(std::env::current_exe().unwrap().parent().unwrap()).unwrap();
        let path = folder.path().join("a.exe");
        fs::write(&path, "x").unwrap();
        assert_eq!(from_internet(&path), None);
        for (note, expected) in [("https://example.com/a.exe", Some(true)), ("file:///x", None), ("", None)] {
            let flags = rustix::fs::XattrFlags::empty();
            if rustix::fs::setxattr(&path, ORIGIN, note.as_bytes(), flags).is_err() {
                return;
            }
            assert_eq!(from_internet(&path), expected, "{note}");
        }
    }
}
