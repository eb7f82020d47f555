//! Who could have written a file: everything on the way to it belongs to root and is closed to all others.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::Path;

use crate::platform::directories::AdminFolder;

/// Nobody but the owner writes; everybody reads.
const FILE_MODE: u32 = 0o644;
const FOLDER_MODE: u32 = 0o755;

/// True when `path` and every folder above it, up to and including `top`, belong to `owner`, are no links and
/// give nobody else leave to write. Sticky folders do not count either: anybody may make a file there.
pub(super) fn only_administrators_write(path: &Path, top: &Path, owner: u32) -> bool {
    path.starts_with(top)
        && path
            .ancestors()
            .take_while(|part| part.starts_with(top))
            .all(|part| part.symlink_metadata().is_ok_and(|data| closed(&data, owner)))
}

fn closed(data: &fs::Metadata, owner: u32) -> bool {
    let plain = data.is_dir() || (data.is_file() && data.nlink() == 1);
    data.uid() == owner && plain && data.mode() & 0o022 == 0
}

/// Makes the folder and what is missing above it. One that is there stays as it is.
pub(super) fn make_folder(place: &AdminFolder) -> io::Result<()> {
    if place.path.symlink_metadata().is_ok() {
        return Ok(());
    }
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(&place.path)?;
    // Whatever the mask of this process takes away, others must be able to read.
    fs::set_permissions(&place.path, Permissions::from_mode(FOLDER_MODE))
}

/// Replaces `path` with `content`: written beside it, synced, renamed over it, the folder synced.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::other("no folder"))?;
    let mut file = tempfile::Builder::new().prefix(".kyukyubako-").tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().set_permissions(Permissions::from_mode(FILE_MODE))?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}
