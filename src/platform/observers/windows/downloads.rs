//! Programs and archives that came recently, and whether the system marked them as coming from the
//! internet.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{drives, recent_files, wide_text, zone_identifier};
use crate::core::detection::snapshot::FileRecord;
use crate::platform::observers::{ObserveError, Observer, Seen, Wanted};
use crate::platform::processes::observer::from_system_time;
use crate::platform::windows::known_folder;

/// Files in the folders where a browser or a stranger puts them.
#[derive(Debug)]
pub struct Downloads;

impl Observer for Downloads {
    fn name(&self) -> &'static str {
        "downloads"
    }

    fn observe(&mut self, _: &Wanted) -> Result<Seen, ObserveError> {
        let files = recent_files::in_folders(&folders(), SystemTime::now());
        let record = |file: recent_files::RecentFile| FileRecord {
            path: Some(wide_text::path(&file.path.to_string_lossy())),
            modified_at: from_system_time(file.arrived),
            from_internet: if file.is_here { mark_of(&file.path) } else { None },
        };
        Ok(Seen::Files(files.into_iter().map(record).collect()))
    }
}

fn folders() -> Vec<PathBuf> {
    let known = [known_folder::downloads(), known_folder::desktop(), known_folder::temporary()];
    let mut folders: Vec<PathBuf> = known
        .into_iter()
        .filter_map(|folder| folder.inspect_err(|error| log::warn!("a folder is not known: {error}")).ok())
        // Where programs put them when a setting says so.
        .chain([std::env::temp_dir()])
        .filter(|folder| drives::is_on_this_pc(folder))
        .collect();
    folders.sort_unstable();
    folders.dedup();
    folders
}

/// The mark in the stream beside the file's content; a file without one came from nowhere we know.
fn mark_of(path: &Path) -> Option<bool> {
    let mut stream = path.as_os_str().to_owned();
    stream.push(":Zone.Identifier");
    let mut content = Vec::new();
    File::open(stream).ok()?.take(zone_identifier::STREAM_MAX_BYTES).read_to_end(&mut content).ok()?;
    zone_identifier::from_internet(&content)
}
