//! Programs and archives in a few folders, the newest first.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Endings of what can hold a program.
const ENDINGS: [&str; 11] = ["exe", "msi", "zip", "apk", "bat", "cmd", "ps1", "vbs", "js", "lnk", "iso"];
/// How long ago a file may have arrived.
pub const RECENT: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Most entries of one folder that are looked at.
const ENTRIES_MAX: usize = 50_000;
/// Most files kept.
pub const FILES_MAX: usize = 500;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentFile {
    /// Where it lies.
    pub path: PathBuf,
    /// When it arrived or was changed, whichever is later.
    pub arrived: SystemTime,
    /// Its content is on this PC. Opening one that is elsewhere would fetch it.
    pub is_here: bool,
}

/// The files of `folders` (not of folders inside them) that arrived within [`RECENT`] before `now`,
/// newest first. A folder that cannot be read is logged and left out.
pub fn in_folders(folders: &[PathBuf], now: SystemTime) -> Vec<RecentFile> {
    let mut found = Vec::new();
    for folder in folders {
        if let Err(error) = collect(folder, now, &mut found) {
            log::debug!("a folder of downloads cannot be read: {error}");
        }
    }
    found.sort_by(|a, b| b.arrived.cmp(&a.arrived).then_with(|| a.path.cmp(&b.path)));
    found.dedup_by(|a, b| a.path == b.path);
    found.truncate(FILES_MAX);
    found
}

fn collect(folder: &Path, now: SystemTime, found: &mut Vec<RecentFile>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)?.take(ENTRIES_MAX) {
        let entry = entry?;
        let path = entry.path();
        let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
        if !ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str())) {
            continue;
        }
        // Links are not followed.
        let Ok(metadata) = entry.metadata() else { continue };
        let arrived = [metadata.created(), metadata.modified()].into_iter().flatten().max();
        let Some(arrived) = arrived.filter(|_| metadata.is_file()) else { continue };
        // A clock that was set back makes files of the future: those are recent too.
        if now.duration_since(arrived).is_ok_and(|age| age > RECENT) {
            continue;
        }
        found.push(RecentFile { path, arrived, is_here: is_here(&metadata) });
    }
    Ok(())
}

#[cfg(windows)]
fn is_here(metadata: &std::fs::Metadata) -> bool {
    use std::os::windows::fs::MetadataExt as _;
    use windows::Win32::Storage::FileSystem::{
        FILE_ATTRIBUTE_OFFLINE, FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS, FILE_ATTRIBUTE_RECALL_ON_OPEN,
    };
    let elsewhere =
        FILE_ATTRIBUTE_OFFLINE | FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS | FILE_ATTRIBUTE_RECALL_ON_OPEN;
    metadata.file_attributes() & elsewhere.0 == 0
}

#[cfg(not(windows))]
fn is_here(_: &std::fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, File};

    fn names(files: &[RecentFile]) -> Vec<String> {
        files.iter().map(|f| f.path.file_name().unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn programs_of_the_last_days_are_found_newest_first() {
        let folder = tempfile::tempdir().unwrap();
        let now = SystemTime::now();
        // A file is as new as the later of its two times, and this one was created now.
        for (name, age_minutes) in [("b.MSI", 60_u64), ("a.exe", 5), ("notes.txt", 1), ("c.zip", 30)] {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(now + Duration::from_secs(600) - Duration::from_secs(age_minutes)).unwrap();
        }
        fs::create_dir(folder.path().join("folder.exe")).unwrap();
        fs::write(folder.path().join("folder.exe").join("inside.exe"), b"").unwrap();
        fs::write(folder.path().join("exe"), b"").unwrap();
        let folders = [folder.path().to_owned(), folder.path().join("gone"), folder.path().to_owned()];
        assert_eq!(names(&in_folders(&folders, now)), ["a.exe", "c.zip", "b.MSI"]);
        let later = now + RECENT + Duration::from_secs(3600);
        assert_eq!(in_folders(&folders, later), []);
    }

    #[test]
    fn a_folder_of_twenty_thousand_files_costs_little() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..20_000 {
            File::create(folder.path().join(format!("{number}.exe"))).unwrap();
        }
        let started = std::time::Instant::now();
        let found = in_folders(&[folder.path().to_owned()], SystemTime::now());
        assert_eq!(found.len(), FILES_MAX);
        assert!(started.elapsed() < Duration::from_secs(5));
        assert!(found.is_sorted_by(|a, b| a.arrived >= b.arrived));
    }
}
