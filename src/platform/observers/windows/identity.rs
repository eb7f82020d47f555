//! Who made a program's file: its version information and its signature.
#![expect(unsafe_code, reason = "reads version information through version.dll")]

use std::ffi::c_void;
use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::path::Path;

use windows::Win32::Storage::FileSystem::FILE_VER_GET_NEUTRAL;
use windows::core::PCWSTR;

use super::path_place::{self, long_form};
use super::signature::{self, Signature};
use super::version_info::{self, RESOURCE_MAX_BYTES, VersionInfo};
use crate::platform::observers::ObserveError;
use crate::platform::observers::identity::ImageIdentity;
use crate::platform::windows::system_library::SystemLibrary;
use crate::platform::windows::wide::Wide;

type VersionSize = unsafe extern "system" fn(u32, PCWSTR, *mut u32) -> u32;
type Version = unsafe extern "system" fn(u32, PCWSTR, u32, u32, *mut c_void) -> i32;

/// Larger programs are not checked for a signature: reading them would keep the disk busy too long.
const SIGNED_MAX_BYTES: u64 = 300 * 1024 * 1024;

/// Reading this much shows whether a file can be read.
const HEAD_BYTES: usize = 512;

/// `ERROR_ACCESS_DENIED`, `ERROR_SHARING_VIOLATION`, `ERROR_LOCK_VIOLATION`: somebody keeps the file to
/// themselves.
const KEPT_FROM_US: [i32; 3] = [5, 32, 33];

/// See [`crate::platform::observers::identity::read`]. A program on another computer is read as well: it
/// runs, so that its file comes over the network anyway.
pub fn read(path: &Path) -> Result<ImageIdentity, ObserveError> {
    let name = path.to_string_lossy();
    if path_place::of(&name).is_none() {
        return Err(ObserveError::System("no place for a program".to_owned()));
    }
    // Whoever keeps a file to themselves cannot hide what it is.
    let metadata = std::fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(ObserveError::System("no file".to_owned()));
    }
    let wide = Wide::new(&long_form(&name));
    let version = version(&wide);
    let signature = open_to_read(path).map(|file| {
        let bounded = (1..=SIGNED_MAX_BYTES).contains(&metadata.len());
        bounded.then(|| signature::read(&file, &wide)).flatten().unwrap_or_default()
    });
    // What was seen counts. To have seen nothing is no answer when something was kept from us.
    let (version, signature) = match (version, signature) {
        (Ok(version), Ok(signature)) => (version.unwrap_or_default(), signature),
        (Ok(Some(version)), Err(error)) => {
            log::debug!("{name} tells its version only: {error}");
            (version, Signature::default())
        }
        (Err(error), Ok(signature)) if signature.signer.is_some() => {
            log::debug!("{name} tells its signer only: {error}");
            (VersionInfo::default(), signature)
        }
        (_, Err(error)) | (Err(error), _) => return Err(error.into()),
    };
    Ok(ImageIdentity {
        company: version.company,
        product: version.product,
        original_filename: version.original_filename,
        signer: signature.signer,
        signature_valid: signature.valid,
    })
}

/// The product that the version information of the file at `path` names: a quick look, no signature.
#[must_use]
pub fn product(path: &str) -> Option<String> {
    path_place::of(path)?;
    let version = version(&Wide::new(&long_form(path)));
    version.inspect_err(|error| log::debug!("{path}: {error}")).ok()??.product
}

/// Opens a file whose content can be read. Some open but do not let themselves be read.
fn open_to_read(path: &Path) -> io::Result<File> {
    let mut file = File::open(path)?;
    let head = file.read(&mut [0; HEAD_BYTES])?;
    log::trace!("{}: {head} bytes at its beginning", path.display());
    file.rewind()?;
    Ok(file)
}

/// The version information in the file itself, if it has any. The system would show a translation of it, which for a
/// program of Windows is another file.
fn version(path: &Wide) -> io::Result<Option<VersionInfo>> {
    let Some((size_of_it, get)) = version_functions() else { return Ok(None) };
    let mut ignored = 0;
    // SAFETY: the path is zero-terminated and outlives the call.
    let size = unsafe { size_of_it(FILE_VER_GET_NEUTRAL.0, path.as_pcwstr(), &raw mut ignored) };
    // A longer one is cut off by the call.
    let size = size.min(u32::try_from(RESOURCE_MAX_BYTES).unwrap_or(0));
    if size == 0 {
        return nothing_or_kept_from_us();
    }
    let mut resource = vec![0_u8; usize::try_from(size).unwrap_or_default()];
    // SAFETY: as above; the buffer holds `size` bytes.
    let got = unsafe { get(FILE_VER_GET_NEUTRAL.0, path.as_pcwstr(), 0, size, resource.as_mut_ptr().cast()) };
    if got == 0 {
        return nothing_or_kept_from_us();
    }
    Ok(Some(version_info::parse(&resource)))
}

fn version_functions() -> Option<(VersionSize, Version)> {
    let library = SystemLibrary::load("version.dll")?;
    // SAFETY: both types are the documented signatures.
    unsafe {
        Some((library.function(c"GetFileVersionInfoSizeExW")?, library.function(c"GetFileVersionInfoExW")?))
    }
}

/// Why the last call found nothing: there is nothing, or somebody does not let us see it.
fn nothing_or_kept_from_us<T>() -> io::Result<Option<T>> {
    let error = io::Error::last_os_error();
    if error.raw_os_error().is_some_and(|code| KEPT_FROM_US.contains(&code)) { Err(error) } else { Ok(None) }
}
