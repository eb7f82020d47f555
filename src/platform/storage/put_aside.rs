//! Keeping what could not be understood, so that nothing a person wrote is ever lost.

use std::fs;
use std::path::{Path, PathBuf};

use super::StorageError;

/// Most files kept aside of each name; beyond that the newest stays where it is.
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

/// The first name `<stem>.broken-<n>.<extension>` beside `path` that is not taken.
///
/// # Errors
/// [`StorageError::NoFreeName`] when all are.
pub(super) fn first_free(path: &Path) -> Result<PathBuf, StorageError> {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let extension = path.extension().unwrap_or_default().to_string_lossy().into_owned();
    (1..=KEPT_MAX)
        .map(|number| path.with_file_name(format!("{stem}.broken-{number}.{extension}")))
        .find(|candidate| fs::symlink_metadata(candidate).is_err())
        .ok_or_else(|| StorageError::NoFreeName(path.to_owned()))
}
