//! Who made a program's file: what survives renaming.

use std::path::Path;

use super::ObserveError;

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
