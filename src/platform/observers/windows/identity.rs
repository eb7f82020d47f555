//! Who made a program's file: its version information and its signature.
#![expect(unsafe_code, reason = "reads version information through version.dll")]

use std::ffi::c_void;
use std::fs::File;
use std::path::Path;

use windows::Win32::Storage::FileSystem::FILE_VER_GET_NEUTRAL;
use windows::core::PCWSTR;

use super::version_info::{RESOURCE_MAX_BYTES, VersionInfo};
use super::{drives, signature, version_info};
use crate::platform::observers::ObserveError;
use crate::platform::observers::identity::ImageIdentity;
use crate::platform::windows::system_library::SystemLibrary;
use crate::platform::windows::wide::Wide;

type VersionSize = unsafe extern "system" fn(u32, PCWSTR, *mut u32) -> u32;
type Version = unsafe extern "system" fn(u32, PCWSTR, u32, u32, *mut c_void) -> i32;

/// Larger programs are not checked for a signature: reading them would keep the disk busy too long.
const SIGNED_MAX_BYTES: u64 = 300 * 1024 * 1024;

/// Longer paths are taken in their long form only.
const SHORT_PATH_MAX: usize = 240;

/// See [`crate::platform::observers::identity::read`].
pub fn read(path: &Path) -> Result<ImageIdentity, ObserveError> {
    if !drives::is_on_this_pc(path) {
        return Err(ObserveError::System("not on this PC".to_owned()));
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(ObserveError::System("no file".to_owned()));
    }
    let wide = Wide::new(&long_form(&path.to_string_lossy()));
    let version = version(&wide).unwrap_or_default();
    let signature = Some(metadata.len())
        .filter(|length| (1..=SIGNED_MAX_BYTES).contains(length))
        .and_then(|_| signature::read(&file, &wide))
        .unwrap_or_default();
    Ok(ImageIdentity {
        company: version.company,
        product: version.product,
        original_filename: version.original_filename,
        signer: signature.signer,
        signature_valid: signature.valid,
    })
}

/// The form that paths of any length are taken in.
fn long_form(path: &str) -> String {
    let is_long = path.len() >= SHORT_PATH_MAX && !path.starts_with(r"\\?\");
    if is_long { format!(r"\\?\{path}") } else { path.to_owned() }
}

/// The version information in the file itself. The system would show a translation of it, which for a
/// program of Windows is another file.
fn version(path: &Wide) -> Option<VersionInfo> {
    let library = SystemLibrary::load("version.dll")?;
    // SAFETY: both types are the documented signatures.
    let (size_of_it, get): (VersionSize, Version) = unsafe {
        (library.function(c"GetFileVersionInfoSizeExW")?, library.function(c"GetFileVersionInfoExW")?)
    };
    let mut ignored = 0;
    // SAFETY: the path is zero-terminated and outlives the call.
    let size = unsafe { size_of_it(FILE_VER_GET_NEUTRAL.0, path.as_pcwstr(), &raw mut ignored) };
    // A longer one is cut off by the call.
    let size = size.min(u32::try_from(RESOURCE_MAX_BYTES).unwrap_or(0));
    if size == 0 {
        return None;
    }
    let mut resource = vec![0_u8; usize::try_from(size).ok()?];
    // SAFETY: as above; the buffer holds `size` bytes.
    let got = unsafe { get(FILE_VER_GET_NEUTRAL.0, path.as_pcwstr(), 0, size, resource.as_mut_ptr().cast()) };
    (got != 0).then(|| version_info::parse(&resource))
}
