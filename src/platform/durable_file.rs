//! Files that are either the old one or the new one, whatever happens in between.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use tempfile::NamedTempFile;

const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(20);

/// Replaces `path` with `content`: written beside it, synced, renamed over it, the folder synced.
/// On Unix the file is readable by its owner only.
///
/// # Errors
/// Any IO error; the old file is untouched then.
pub fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".kyukyubako-").tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    put(file, path)?;
    sync_folder(folder)
}

/// Windows replaces no file that somebody reads at this very moment: tried again, for a fifth of a second.
fn put(mut file: NamedTempFile, path: &Path) -> io::Result<()> {
    for _ in 0..TRIES {
        match file.persist(path) {
            Ok(_) => return Ok(()),
            Err(refused) if cfg!(windows) && refused.error.kind() == io::ErrorKind::PermissionDenied => {
                file = refused.file;
                std::thread::sleep(PAUSE);
            }
            Err(refused) => return Err(refused.error),
        }
    }
    file.persist(path).map(drop).map_err(|refused| refused.error)
}

/// Reads at most `limit` bytes of `path`; a longer file is an error, never a partial answer.
///
/// # Errors
/// Any IO error, or `InvalidData` when the file is longer than `limit`.
pub fn read_bounded(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let limit_u64 = u64::try_from(limit).unwrap_or(u64::MAX);
    let mut content = Vec::new();
    open_regular(File::options().read(true), path)?
        .take(limit_u64.saturating_add(1))
        .read_to_end(&mut content)?;
    if content.len() > limit {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("longer than {limit} bytes")));
    }
    Ok(content)
}

/// Opens a regular file. Whoever can write in the folder could plant a pipe or a device there: opening one
/// must not wait for ever, and is an error.
///
/// # Errors
/// Any IO error, or `InvalidInput` when `path` is not a regular file.
pub fn open_regular(options: &mut fs::OpenOptions, path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    {
        let flags = i32::try_from(rustix::fs::OFlags::NONBLOCK.bits()).unwrap_or(0);
        std::os::unix::fs::OpenOptionsExt::custom_flags(options, flags);
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
    }
}

/// Removes `path` if it exists and syncs the folder, so that it does not come back after power loss.
///
/// # Errors
/// Any IO error but "not found".
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Ok(()) => sync_folder(path.parent().unwrap_or(Path::new("."))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "same shape on every system; Windows cannot sync a folder")]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_planted_pipe_is_refused_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("cut-journal");
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        assert!(read_bounded(&pipe, 100).is_err());
        assert!(open_regular(File::options().create(true).write(true), &pipe).is_err());
    }

    #[test]
    fn replacing_keeps_one_whole_file_and_leaves_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("notes.toml");
        replace(&path, b"first").unwrap();
        replace(&path, b"second").unwrap();
        assert_eq!(read_bounded(&path, 6).unwrap(), b"second");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        assert_eq!(read_bounded(&path, 5).unwrap_err().kind(), io::ErrorKind::InvalidData);
        remove(&path).unwrap();
        remove(&path).unwrap();
        assert!(!path.exists());
    }
}
