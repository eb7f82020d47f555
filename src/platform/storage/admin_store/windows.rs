//! Who could have written a file: it and its folders belong to administrators or the system.
#![expect(unsafe_code, reason = "gives a file to the administrators")]

use std::io;
use std::os::windows::fs::MetadataExt as _;
use std::path::Path;

use windows::Win32::Security::Authorization::{SE_FILE_OBJECT, SetNamedSecurityInfoW};
use windows::Win32::Security::{GetSecurityDescriptorOwner, OWNER_SECURITY_INFORMATION, PSID};
use windows::Win32::Storage::FileSystem::FILE_ATTRIBUTE_REPARSE_POINT;

use crate::platform::directories::AdminFolder;
use crate::platform::durable_file;
use crate::platform::windows::admin_folder::{self, Descriptor};
use crate::platform::windows::wide::Wide;

/// True when `path` and every folder above it, up to and including `top`, belong to administrators or the
/// system and are no links. Whoever else made a file in there owns it.
pub(super) fn only_administrators_write(path: &Path, top: &Path, _owner: u32) -> bool {
    path.starts_with(top)
        && path.ancestors().take_while(|part| part.starts_with(top)).all(|part| {
            let plain = part
                .symlink_metadata()
                .is_ok_and(|data| data.file_attributes() & FILE_ATTRIBUTE_REPARSE_POINT.0 == 0);
            plain && admin_folder::owned_by_administrators(part)
        })
}

/// Makes the folder, and ours above it, with an access list of its own.
pub(super) fn make_folder(place: &AdminFolder) -> io::Result<()> {
    admin_folder::ensure(&place.top)?;
    admin_folder::ensure(&place.path)
}

/// Replaces `path` with `content`. What is made in the folder inherits its access list; the owner is the person who
/// consented where the system is set so, and could then write it at any time.
pub(super) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    durable_file::replace(path, content)?;
    if admin_folder::owned_by_administrators(path) { Ok(()) } else { give_to_administrators(path) }
}

fn give_to_administrators(path: &Path) -> io::Result<()> {
    let descriptor = Descriptor::parse("O:BA").map_err(io::Error::other)?;
    let path = Wide::new(&path.to_string_lossy());
    let mut owner = PSID::default();
    let mut by_default = windows::core::BOOL(0);
    // SAFETY: the descriptor outlives both calls, and with it the owner that lies inside it; path and out pointers do too.
    unsafe {
        GetSecurityDescriptorOwner(descriptor.as_raw(), &raw mut owner, &raw mut by_default)
            .map_err(io::Error::other)?;
        SetNamedSecurityInfoW(
            path.as_pcwstr(),
            SE_FILE_OBJECT,
            OWNER_SECURITY_INFORMATION,
            Some(owner),
            None,
            None,
            None,
        )
        .ok()
        .map_err(io::Error::other)
    }
}
