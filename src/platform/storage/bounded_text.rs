//! Reading a text file that anyone may have put there.

use std::io;
use std::path::Path;

use crate::core::storage_notice::{NoticeKind, StorageNotice};
use crate::platform::durable_file;

/// Why a file gave no text.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unread {
    /// There is none.
    #[error("no such file")]
    Missing,
    /// Longer than allowed.
    #[error("too large")]
    TooLarge,
    /// Not UTF-8; the line of the first wrong byte.
    #[error("not UTF-8 text in line {0}")]
    NotText(u32),
    /// The system refused, or it is a folder, pipe or device.
    #[error("{0}")]
    Refused(io::Error),
}

impl Unread {
    /// The notice about `file`; content that is no text is of kind `broken`.
    pub(super) fn notice(&self, file: &str, broken: NoticeKind) -> StorageNotice {
        log::warn!("{file}: {self}");
        match self {
            Self::TooLarge => StorageNotice::new(file, NoticeKind::TooLarge),
            Self::NotText(line) => StorageNotice::new(file, broken).at_line(Some(*line)),
            Self::Missing | Self::Refused(_) => StorageNotice::new(file, NoticeKind::Unreadable),
        }
    }
}

/// The text of `path`, at most `limit` bytes, without a byte-order mark. Never waits: opening a
/// pipe would block for ever, so only regular files are opened.
pub(super) fn read_text(path: &Path, limit: usize) -> Result<String, Unread> {
    let metadata = std::fs::metadata(path).map_err(refused)?;
    if !metadata.is_file() {
        return Err(Unread::Refused(io::Error::other("not a regular file")));
    }
    let bytes = durable_file::read_bounded(path, limit).map_err(refused)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let newlines = error.as_bytes().iter().take(valid).filter(|byte| **byte == b'\n').count();
            Err(Unread::NotText(u32::try_from(newlines.saturating_add(1)).unwrap_or(u32::MAX)))
        }
    }
}

/// The line of `text`, counted from 1, that holds byte `offset`.
pub(super) fn line_of(text: &str, offset: usize) -> u32 {
    let newlines = text.bytes().take(offset).filter(|byte| *byte == b'\n').count();
    u32::try_from(newlines.saturating_add(1)).unwrap_or(u32::MAX)
}

fn refused(error: io::Error) -> Unread {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Unread::Missing,
        io::ErrorKind::InvalidData => Unread::TooLarge,
        _ => Unread::Refused(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bounded_utf8_from_regular_files_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        assert!(matches!(read_text(&path, 9), Err(Unread::Missing)));
        assert!(matches!(read_text(folder.path(), 9), Err(Unread::Refused(_))));
        for (content, expected) in [
            (&b"abc"[..], Ok("abc")),
            (b"\xef\xbb\xbfabc", Ok("abc")),
            (b"0123456789", Err("too large")),
            (b"a\nb\n\x8bz", Err("not UTF-8 text in line 3")),
            // What Notepad calls Unicode.
            (b"\xff\xfea\0", Err("not UTF-8 text in line 1")),
        ] {
            std::fs::write(&path, content).unwrap();
            let read = read_text(&path, 9).map_err(|error| error.to_string());
            assert_eq!(read.as_deref().map_err(String::as_str), expected, "{content:?}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_in_the_place_of_a_file_does_not_block() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe");
        let mode = rustix::fs::Mode::from_raw_mode(0o600);
        rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        assert!(matches!(read_text(&path, 9), Err(Unread::Refused(_))));
    }
}
