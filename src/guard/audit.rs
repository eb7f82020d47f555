//! Who asked for what and what became of it, in a file that only the administrator reads. Bounded, and
//! without anything secret.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::core::Timestamp;
use crate::core::guard::Client;
use crate::platform::durable_file;

/// The file's name in the guard's own folder; the older part has `.1` behind it.
pub const FILE: &str = "audit-log";
/// When the file is this long it becomes the older part, in bytes.
const FILE_MAX_BYTES: u64 = 256 * 1024;
/// How many kinds are counted at once.
const KINDS_MAX: usize = 256;
/// Longest part of a line that comes from elsewhere, in characters.
const PART_MAX_CHARS: usize = 120;

/// The log.
#[derive(Debug)]
pub struct Audit {
    path: PathBuf,
    /// How often each of the things was seen that anybody can repeat: a million times are some twenty lines.
    counts: Mutex<HashMap<String, u64>>,
}

impl Audit {
    /// The log in `folder`.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { path: folder.join(FILE), counts: Mutex::default() }
    }

    /// Notes what only the owner can have done.
    pub fn done(&self, at: Timestamp, client: &Client, what: &str, result: &str) {
        self.write(at, &line(client, what, result));
    }

    /// Notes a step of the guard's own removal, in a log that is there already: it goes with the guard.
    pub fn removal(&self, at: Timestamp, result: &str) {
        if self.path.parent().is_some_and(Path::is_dir) {
            let administrator = Client { elevated: true, who: "administrator".to_owned() };
            self.done(at, &administrator, "remove", result);
        }
    }

    /// Notes what anybody may cause, refused or not: the first, second, fourth, eighth … time.
    pub fn counted(&self, at: Timestamp, client: &Client, what: &str, result: &str) {
        let line = line(client, what, result);
        let count = {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            if counts.len() >= KINDS_MAX {
                counts.clear();
            }
            let count = counts.entry(line.clone()).or_default();
            *count = count.saturating_add(1);
            *count
        };
        if count == 1 {
            self.write(at, &line);
        } else if count.is_power_of_two() {
            self.write(at, &format!("{line} ({count} times)"));
        }
    }

    fn write(&self, at: Timestamp, line: &str) {
        log::info!("{line}");
        if let Err(error) = self.append(&format!("{} {line}\n", rfc3339(at))) {
            // A full disk must stop neither a cut nor a restore.
            log::error!("audit log {}: {error}", self.path.display());
        }
    }

    fn append(&self, line: &str) -> io::Result<()> {
        // One writer at a time, or a rotation would lose lines.
        let _one = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if self.path.symlink_metadata().is_ok_and(|meta| meta.len() >= FILE_MAX_BYTES) {
            std::fs::rename(&self.path, self.path.with_extension("1"))?;
        }
        let mut options = File::options();
        options.create(true).append(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        durable_file::open_regular(&mut options, &self.path)?.write_all(line.as_bytes())
    }
}

fn line(client: &Client, what: &str, result: &str) -> String {
    format!("{}: {}: {}", plain(&client.who), plain(what), plain(result))
}

/// One line without control characters.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(PART_MAX_CHARS).collect()
}

fn rfc3339(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map_or_else(|_| "?".to_owned(), |at| at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client() -> Client {
        Client { elevated: false, who: "uid 1000\n".to_owned() }
    }

    #[test]
    fn refusals_are_counted_and_deeds_are_all_there() {
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::new(folder.path());
        for _ in 0..1000 {
            audit.counted(Timestamp(0), &client(), "restore", "wrong PIN");
        }
        audit.done(Timestamp(0), &client(), "restore", "restored");
        audit.done(Timestamp(0), &client(), "restore", "restored");
        let text = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 12, "{text}");
        assert_eq!(lines[0], "1970-01-01T00:00:00Z uid 1000: restore: wrong PIN");
        assert_eq!(lines[9], "1970-01-01T00:00:00Z uid 1000: restore: wrong PIN (512 times)");
        assert_eq!(lines[11], "1970-01-01T00:00:00Z uid 1000: restore: restored");
    }

    #[test]
    fn the_log_never_grows_beyond_its_bound() {
        let folder = tempfile::tempdir().unwrap();
        let audit = Audit::new(folder.path());
        for _ in 0..6000 {
            audit.done(Timestamp(0), &client(), "restore", &"x".repeat(300));
        }
        let size = |name: &str| std::fs::metadata(folder.path().join(name)).unwrap().len();
        assert!(size(FILE) <= FILE_MAX_BYTES + 300 && size("audit-log.1") <= FILE_MAX_BYTES + 300);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
