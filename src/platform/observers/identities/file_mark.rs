//! What tells that a file is still the one that was read.

use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::SystemTime;

/// A file at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileMark {
    length: u64,
    modified: Option<SystemTime>,
    own: Own,
}

impl FileMark {
    /// The mark of the file at `path`. May block.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let metadata = std::fs::metadata(path)?;
        Ok(Self { length: metadata.len(), modified: metadata.modified().ok(), own: Own::of(&metadata) })
    }

    /// The file that bore the mark `earlier` is still the same, with the same content.
    pub(super) fn is_still(&self, earlier: &Self) -> bool {
        self.length == earlier.length && self.modified == earlier.modified && self.own.is_still(&earlier.own)
    }

    /// Under what the file at `exe` is remembered.
    pub(super) fn key(&self, exe: &str) -> String {
        self.own.key(exe)
    }
}

/// Unix: the file's place on its disk, and a time that nobody can set.
#[cfg(unix)]
#[derive(Debug, Clone, PartialEq, Eq)]
struct Own {
    place: (u64, u64),
    changed: (i64, i64),
    /// The administrator's file, which nobody else could write, removed from every folder.
    removed: bool,
}

#[cfg(unix)]
impl Own {
    fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        const WRITABLE_BY_OTHERS: u32 = 0o022;
        Self {
            place: (metadata.dev(), metadata.ino()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            removed: metadata.nlink() == 0
                && metadata.uid() == 0
                && metadata.mode() & WRITABLE_BY_OTHERS == 0,
        }
    }

    /// Being removed changes the time as well. Only the administrator's files are believed then: anybody
    /// else's could lie in a place on the disk that became free.
    fn is_still(&self, earlier: &Self) -> bool {
        self.place == earlier.place && (self.changed == earlier.changed || self.removed)
    }

    fn key(&self, _exe: &str) -> String {
        format!("{}:{}", self.place.0, self.place.1)
    }
}

/// Elsewhere: when it came to its folder.
#[cfg(not(unix))]
#[derive(Debug, Clone, PartialEq, Eq)]
struct Own(Option<SystemTime>);

#[cfg(not(unix))]
impl Own {
    fn of(metadata: &Metadata) -> Self {
        Self(metadata.created().ok())
    }

    fn is_still(&self, earlier: &Self) -> bool {
        self == earlier
    }

    fn key(&self, exe: &str) -> String {
        let Self(_) = self;
        exe.to_owned()
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::MetadataExt as _;

    use super::*;

    #[test]
    fn a_file_of_the_same_length_and_time_is_another_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "one").unwrap();
        let first = FileMark::of(&path).unwrap();
        assert!(FileMark::of(&path).unwrap().is_still(&first));
        let time = std::fs::metadata(&path).unwrap().modified().unwrap();
        let put = |content: &str, path: &Path| {
            std::fs::write(path, content).unwrap();
            std::fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
        };
        let other = folder.path().join("b");
        put("two", &other);
        std::fs::rename(&other, &path).unwrap();
        let replaced = FileMark::of(&path).unwrap();
        assert_eq!((replaced.length, replaced.modified), (first.length, first.modified));
        assert!(!replaced.is_still(&first), "in its place");
        put("six", &path);
        assert!(!FileMark::of(&path).unwrap().is_still(&replaced), "its content with the old time");
    }

    #[test]
    fn a_removed_file_stays_what_it_was_only_if_it_was_the_administrators() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let file = std::fs::File::create(&path).unwrap();
        let open = format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(&file));
        let before = FileMark::of(Path::new(&open)).unwrap();
        std::fs::remove_file(&path).unwrap();
        let after = FileMark::of(Path::new(&open)).unwrap();
        let own = std::fs::metadata(&open).unwrap();
        assert_eq!(own.nlink(), 0);
        assert_eq!(after.own.removed, own.uid() == 0);
        let strangers = |mark: &FileMark| FileMark {
            own: Own { removed: false, changed: (1, mark.own.changed.1), ..mark.own.clone() },
            ..mark.clone()
        };
        assert!(!strangers(&after).is_still(&before));
        let administrators = FileMark { own: Own { removed: true, ..after.own.clone() }, ..after };
        assert!(administrators.is_still(&before));
    }
}
