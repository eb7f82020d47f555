//! Who made a program's file: what survives renaming.

use std::io;
use std::path::{Path, PathBuf};

use super::ObserveError;
use crate::core::Timestamp;
use crate::core::detection::snapshot::ProcessRecord;

/// What the kernel adds to the path of a program whose file was removed.
#[cfg(target_os = "linux")]
const REMOVED: &str = " (deleted)";

/// What a program's file says of itself, and who vouches for it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImageIdentity {
    /// Company in the version information.
    pub company: Option<String>,
    /// Product in the version information.
    pub product: Option<String>,
    /// Original file name in the version information.
    pub original_filename: Option<String>,
    /// Subject of the code signature; on Linux the package that owns the file, as `package NAME`.
    pub signer: Option<String>,
    /// The signature was verified on this PC without asking the network; on Linux: the file and every
    /// folder above it can be changed by the administrator only.
    pub signature_valid: Option<bool>,
}

/// One running program. Another one that gets its id later is another program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Program {
    /// When it was started. First, so that newer programs are greater.
    pub started_at: Option<Timestamp>,
    /// Its process id.
    pub pid: u32,
    /// Full path of its file, as it was when it was started.
    pub exe: String,
}

impl Program {
    /// The program in `record`; nothing when the system hides its file.
    #[must_use]
    pub fn of(record: &ProcessRecord) -> Option<Self> {
        let exe = path_at_start(record.exe.as_deref()?).to_owned();
        Some(Self { started_at: record.started_at, pid: record.pid?, exe })
    }

    /// True when `record` shows this program.
    #[must_use]
    pub fn is(&self, record: &ProcessRecord) -> bool {
        record.pid == Some(self.pid)
            && record.started_at == self.started_at
            && record.exe.as_deref().map(path_at_start) == Some(self.exe.as_str())
    }

    /// Where its file is found. On Linux that is the file that runs, whatever lies at its path by now.
    ///
    /// # Errors
    /// When it has ended, or has become another program.
    pub fn file(&self) -> io::Result<PathBuf> {
        #[cfg(target_os = "linux")]
        {
            let running = PathBuf::from(format!("/proc/{}/exe", self.pid));
            let named = std::fs::read_link(&running)?;
            if path_at_start(&named.to_string_lossy()).ends_with(&self.exe) {
                return Ok(running);
            }
            Err(io::Error::new(io::ErrorKind::NotFound, "it is another program now"))
        }
        #[cfg(not(target_os = "linux"))]
        Ok(PathBuf::from(&self.exe))
    }
}

/// A package update removes the file of a program that goes on running.
fn path_at_start(exe: &str) -> &str {
    #[cfg(target_os = "linux")]
    return exe.strip_suffix(REMOVED).unwrap_or(exe);
    #[cfg(not(target_os = "linux"))]
    exe
}

/// Reads the identity of the file that `program` runs from; see [`read`].
///
/// # Errors
/// When the program has ended or its file cannot be read.
pub fn read_running(program: &Program) -> Result<ImageIdentity, ObserveError> {
    read(&program.file()?)
}

/// Reads the identity of the file at `path`. May take a while (a slow disk, a signature over 100 MB):
/// called on a thread of its own.
///
/// # Errors
/// When the file cannot be read. A file without version information or signature is no error.
pub fn read(path: &Path) -> Result<ImageIdentity, ObserveError> {
    #[cfg(target_os = "linux")]
    return super::linux::identity::read(path);
    #[cfg(windows)]
    return super::windows::identity::read(path);
    #[cfg(not(any(target_os = "linux", windows)))]
    {
        let _ = path;
        Ok(ImageIdentity::default())
    }
}
