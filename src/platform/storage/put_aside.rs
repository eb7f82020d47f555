//! Keeping what could not be understood, so that nothing a person wrote lately is lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::StorageError;

/// Most files kept aside of each name; beyond that the oldest makes room.
const KEPT_MAX: u32 = 20;

/// Renames `path` to the first free `<stem>.broken-<n>.<extension>` beside it.
///
/// # Errors
/// [`StorageError`]; the file is then still in its place.
pub(super) fn put_aside(path: &Path) -> Result<PathBuf, StorageError> {
    let target = first_free(path)?;
    fs::rename(path, &target).map_err(|error| StorageError::io(path, error))?;
    Ok(target)
}

/// The first name `<stem>.broken-<n>.<extension>` beside `path` that is not taken. When all are, the oldest of
/// those files is removed and its name given out.
///
/// # Errors
/// [`StorageError::NoFreeName`] when folders stand in the way of all of them.
pub(super) fn first_free(path: &Path) -> Result<PathBuf, StorageError> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
    let name = |number| path.with_file_name(format!("{stem}.broken-{number}.{extension}"));
    let mut kept = Vec::new();
    for candidate in (1..=KEPT_MAX).map(name) {
        match fs::symlink_metadata(&candidate) {
            Err(_) => return Ok(candidate),
            Ok(data) if data.is_dir() => {}
            Ok(data) => kept.push((data.modified().unwrap_or(SystemTime::UNIX_EPOCH), candidate)),
        }
    }
    // Of equal age the one with the lowest number is the oldest.
    kept.sort_by_key(|(modified, _)| *modified);
    for (_, oldest) in kept {
        match fs::remove_file(&oldest) {
            Ok(()) => return Ok(oldest),
            Err(error) => log::warn!("{}: {error}", oldest.display()),
        }
    }
    Err(StorageError::NoFreeName(path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn content(path: &Path) -> String {
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn when_all_names_are_taken_the_oldest_file_makes_room() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        let kept = |number: u32| folder.path().join(format!("settings.broken-{number}.toml"));
        for number in 1..=KEPT_MAX {
            fs::write(kept(number), number.to_string()).unwrap();
            let age = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000 + u64::from(number));
            fs::File::options().write(true).open(kept(number)).unwrap().set_modified(age).unwrap();
        }
        // Number 7 is the oldest of all, number 2 is a folder.
        let ancient = fs::File::options().write(true).open(kept(7)).unwrap();
        ancient.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        fs::remove_file(kept(2)).unwrap();
        fs::create_dir(kept(2)).unwrap();
        for (written, place) in [("newest", kept(7)), ("newer still", kept(1))] {
            fs::write(&path, written).unwrap();
            assert_eq!(put_aside(&path).unwrap(), place);
            assert_eq!(content(&place), written);
            assert!(!path.exists());
        }
        assert!(kept(2).is_dir());
        assert_eq!(content(&kept(3)), "3");
    }

    #[test]
    fn folders_everywhere_are_an_error_and_cost_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.toml");
        for number in 1..=KEPT_MAX {
            fs::create_dir(folder.path().join(format!("settings.broken-{number}.toml"))).unwrap();
        }
        fs::write(&path, "kept").unwrap();
        assert!(matches!(put_aside(&path), Err(StorageError::NoFreeName(_))));
        assert_eq!(content(&path), "kept");
    }
}
