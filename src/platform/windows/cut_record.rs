//! Where the elevated part keeps the record of a cut: in a folder that nobody else may even open, because whoever
//! holds a file open decides whether it can be replaced or removed. Beside it, for everybody to see, lies a mark;
//! it says that there is something to ask about, and nothing else depends on it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{admin_folder, known_folder};
use crate::platform::durable_file;

/// The folder inside the one that only administrators write; also that of the guard's PIN and logs.
const FOLDER: &str = "guard";
/// The record.
const RECORD: &str = "cut-journal";
/// The mark.
const MARK: &str = "cut-made";

/// The folder of the record, of the guard's PIN and of its logs.
///
/// # Errors
/// The system's reason.
pub fn folder() -> windows::core::Result<PathBuf> {
    Ok(known_folder::program_data()?.join(FOLDER))
}

/// Where the record lies.
///
/// # Errors
/// The system's reason.
pub fn path() -> windows::core::Result<PathBuf> {
    Ok(folder()?.join(RECORD))
}

/// Makes the folder, or makes sure that it is what we would have made.
///
/// # Errors
/// When no folder of administrators could be had.
pub fn ensure_folder() -> io::Result<PathBuf> {
    let shared = known_folder::program_data().map_err(io::Error::other)?;
    admin_folder::ensure_closed(&shared, admin_folder::Readers::Everybody)?;
    let own = shared.join(FOLDER);
    admin_folder::ensure_closed(&own, admin_folder::Readers::Administrators)?;
    Ok(own)
}

/// True when the folder and the one around it are there, lead nowhere else and belong to administrators.
#[must_use]
pub fn is_ours() -> bool {
    shared_is_ours() && folder().is_ok_and(|own| holds(&own))
}

/// True when the folder around it is there, leads nowhere else and belongs to administrators. Anybody can take its name
/// while it is not there: only where this holds may anything in it be deleted with an administrator's rights.
#[must_use]
pub fn shared_is_ours() -> bool {
    known_folder::program_data().is_ok_and(|shared| holds(&shared))
}

fn holds(folder: &Path) -> bool {
    admin_folder::is_plain(folder) && admin_folder::trusted(folder)
}

/// Leaves the mark. What goes wrong is logged: the cut does not depend on it.
pub fn mark() {
    let marked =
        mark_path().and_then(|mark| if mark.exists() { Ok(()) } else { durable_file::replace(&mark, b"") });
    if let Err(error) = marked {
        log::warn!("no mark for everybody: {error}");
    }
}

/// Takes the mark away. Whoever holds it open makes it stay until the next cut is taken back, and an MSI refuse to put a
/// newer version over this one until then; nothing else depends on it.
pub fn unmark() {
    if !shared_is_ours() {
        return;
    }
    if let Err(error) = mark_path().and_then(|mark| durable_file::remove(&mark)) {
        log::warn!("the mark for everybody stays: {error}");
    }
}

/// True when administrators left the mark.
#[must_use]
pub fn is_marked() -> bool {
    mark_path().is_ok_and(|mark| mark.is_file() && admin_folder::owned_by_administrators(&mark))
        && known_folder::program_data().is_ok_and(|folder| admin_folder::owned_by_administrators(&folder))
}

/// Removes the folder with all that is in it, the mark, and the shared folder if nothing else is in that.
///
/// # Errors
/// Why something of it stays.
pub fn remove_folders() -> io::Result<()> {
    let own = folder().map_err(io::Error::other)?;
    if own.exists() {
        if !is_ours() {
            return Err(io::Error::other(format!("{} is not an administrator's", own.display())));
        }
        fs::remove_dir_all(&own)?;
    }
    forget_empty();
    Ok(())
}

/// Removes the mark, and of the folders those in which nothing is.
pub fn forget_empty() {
    if !shared_is_ours() {
        return;
    }
    unmark();
    for folder in [folder(), known_folder::program_data()].into_iter().flatten() {
        // What is not empty stays, and what somebody holds open harms nobody.
        if let Err(error) = fs::remove_dir(&folder) {
            log::debug!("{} stays: {error}", folder.display());
        }
    }
}

fn mark_path() -> io::Result<PathBuf> {
    Ok(known_folder::program_data().map_err(io::Error::other)?.join(MARK))
}
