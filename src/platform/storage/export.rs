//! Writing the memo to where its owner looks for documents.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::StorageError;
use crate::platform::durable_file;

/// Most files of one name; the name carries date and time, so more means something is wrong.
const SAME_NAME_MAX: u32 = 99;
/// Longest base name, in characters.
const BASE_NAME_MAX: usize = 80;

/// Writes `content` as `<base_name>.txt` (UTF-8) into `folder`, or as `<base_name>-2.txt`, … when that
/// exists. Never replaces a file, never leaves half of one. Returns the file that was written.
///
/// # Errors
/// [`StorageError`] when the folder cannot be made or written to, or when all names are taken.
pub fn export_text(folder: &Path, base_name: &str, content: &str) -> Result<PathBuf, StorageError> {
    export_file(folder, base_name, "txt", content.as_bytes())
}

/// As [`export_text`], with any content and `extension`. A file of that name with the same content is as
/// good as a new one.
///
/// # Errors
/// As [`export_text`].
pub fn export_file(
    folder: &Path,
    base_name: &str,
    extension: &str,
    content: &[u8],
) -> Result<PathBuf, StorageError> {
    fs::create_dir_all(folder).map_err(|error| StorageError::io(folder, error))?;
    let io_error = |error| StorageError::io(folder, error);
    let mut file = tempfile::Builder::new().prefix(".kyukyubako-").tempfile_in(folder).map_err(io_error)?;
    file.write_all(content).map_err(io_error)?;
    file.as_file().sync_all().map_err(io_error)?;
    let base_name = safe_base_name(base_name);
    for number in 1..=SAME_NAME_MAX {
        let name = match number {
            1 => format!("{base_name}.{extension}"),
            _ => format!("{base_name}-{number}.{extension}"),
        };
        let path = folder.join(name);
        match file.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(refused) if fs::symlink_metadata(&path).is_ok() => {
                if durable_file::read_bounded(&path, content.len()).is_ok_and(|there| there == content) {
                    return Ok(path);
                }
                file = refused.file;
            }
            Err(refused) => return Err(StorageError::io(&path, refused.error)),
        }
    }
    Err(StorageError::NoFreeName(folder.join(base_name)))
}

/// `name` without anything that means something to a file system, on any of the systems.
fn safe_base_name(name: &str) -> String {
    let safe = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ' | '.');
    let kept: String = name.chars().filter(|c| safe(*c)).take(BASE_NAME_MAX).collect();
    let trimmed = kept.trim_matches(|c| matches!(c, '.' | ' '));
    if trimmed.is_empty() { "kyukyubako".to_owned() } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_never_replaces_a_file() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("Documents");
        let names: Vec<_> = ["first", "second", "third"]
            .iter()
            .map(|content| export_text(&folder, "memo 2026-11-22 1000", content).unwrap())
            .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect();
        let base = "memo 2026-11-22 1000";
        assert_eq!(names, [format!("{base}.txt"), format!("{base}-2.txt"), format!("{base}-3.txt")]);
        assert_eq!(fs::read_to_string(folder.join(&names[0])).unwrap(), "first");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 3, "nothing else is left");
    }

    #[test]
    fn the_same_sheet_is_not_saved_twice() {
        let folder = tempfile::tempdir().unwrap();
        let save = |content: &[u8]| export_file(folder.path(), "sheet", "pdf", content).unwrap();
        let first = save(b"one");
        assert_eq!(save(b"one"), first);
        assert_ne!(save(b"another"), first);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn when_all_names_are_taken_nothing_is_written() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a.txt"), "").unwrap();
        for number in 2..=SAME_NAME_MAX {
            fs::write(folder.path().join(format!("a-{number}.txt")), "").unwrap();
        }
        assert!(matches!(export_text(folder.path(), "a", "x"), Err(StorageError::NoFreeName(_))));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 99);
    }

    #[test]
    fn a_name_cannot_lead_out_of_the_folder() {
        for (name, expected) in [
            ("../../etc/passwd", "etcpasswd"),
            ("a/b\\c:d", "abcd"),
            ("\u{202e}\u{0}", "kyukyubako"),
            (" . ", "kyukyubako"),
            ("memo 2026-11-22", "memo 2026-11-22"),
        ] {
            assert_eq!(safe_base_name(name), expected);
        }
        assert_eq!(safe_base_name(&"x".repeat(500)).len(), BASE_NAME_MAX);
    }
}
