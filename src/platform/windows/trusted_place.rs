//! Whether a program lies where only administrators can exchange it or put a library beside it.
#![expect(unsafe_code, reason = "reads access lists")]

use std::path::Path;

use windows::Win32::Foundation::HLOCAL;
use windows::Win32::Foundation::LocalFree;
use windows::Win32::Security::Authorization::{GetNamedSecurityInfoW, SE_FILE_OBJECT};
use windows::Win32::Security::{
    ACCESS_ALLOWED_ACE, ACE_HEADER, ACL, DACL_SECURITY_INFORMATION, GetAce, INHERIT_ONLY_ACE, IsWellKnownSid,
    PSECURITY_DESCRIPTOR, PSID, WinBuiltinAdministratorsSid, WinLocalSystemSid,
};
use windows::Win32::Storage::FileSystem::{
    DELETE, FILE_APPEND_DATA, FILE_DELETE_CHILD, FILE_WRITE_DATA, WRITE_DAC, WRITE_OWNER,
};

use super::admin_folder;
use super::wide::Wide;

/// `ACCESS_ALLOWED_ACE_TYPE`, and the same with a condition, which is taken for granted.
const ALLOWED: [u8; 2] = [0, 9];
/// Rights to put another thing in the place of this one.
const EXCHANGE: u32 = DELETE.0 | WRITE_DAC.0 | WRITE_OWNER.0;
/// The same, or to change what is in it. In a folder: to make files and folders.
const CHANGE: u32 = EXCHANGE | FILE_WRITE_DATA.0 | FILE_APPEND_DATA.0 | FILE_DELETE_CHILD.0;
/// In a folder further up: to take what lies in it away.
const TAKE_AWAY: u32 = EXCHANGE | FILE_DELETE_CHILD.0;

/// Why a program does not lie safely; `None` when only administrators can exchange it. Files and folders
/// belong to administrators or to the system's own installer, and nobody else may write, from the
/// program up to the drive.
#[must_use]
pub fn weakness(program: &Path) -> Option<String> {
    let Ok(program) = program.canonicalize() else { return Some("it cannot be found".to_owned()) };
    for (depth, place) in program.ancestors().enumerate() {
        let rights = match depth {
            0 | 1 => CHANGE,
            // A drive belongs to the system and its installer, and has no folder above it.
            _ if place.parent().is_none() => break,
            _ => TAKE_AWAY,
        };
        if !admin_folder::trusted(place) {
            return Some(format!("{} does not belong to administrators", place.display()));
        }
        match others_may(place, rights) {
            Ok(false) => {}
            Ok(true) => return Some(format!("{} can be changed by others", place.display())),
            Err(error) => return Some(format!("{}: {error}", place.display())),
        }
    }
    None
}

/// True when somebody who is not an administrator has any of `rights` on `place`.
fn others_may(place: &Path, rights: u32) -> windows::core::Result<bool> {
    let path = Wide::new(&place.to_string_lossy());
    let mut list: *mut ACL = std::ptr::null_mut();
    let mut descriptor = PSECURITY_DESCRIPTOR::default();
    // SAFETY: the path and the out pointers outlive the call.
    unsafe {
        GetNamedSecurityInfoW(
            path.as_pcwstr(),
            SE_FILE_OBJECT,
            DACL_SECURITY_INFORMATION,
            None,
            None,
            Some(&raw mut list),
            None,
            &raw mut descriptor,
        )
    }
    .ok()?;
    // SAFETY: a list is null (everybody may do anything) or valid as long as its descriptor.
    let answer = match unsafe { list.as_ref() } {
        None => Ok(true),
        // SAFETY: as above.
        Some(list) => unsafe { any_allows(list, rights) },
    };
    // SAFETY: allocated by the system for us, freed once and not used after.
    unsafe { LocalFree(Some(HLOCAL(descriptor.0))) };
    answer
}

/// # Safety
/// `list` is a whole access list.
unsafe fn any_allows(list: &ACL, rights: u32) -> windows::core::Result<bool> {
    for index in 0..u32::from(list.AceCount) {
        let mut entry = std::ptr::null_mut();
        // SAFETY: the list is alive and the index below its count.
        unsafe { GetAce(list, index, &raw mut entry) }?;
        // SAFETY: every entry begins with its header.
        let header = unsafe { *entry.cast::<ACE_HEADER>() };
        // What is only passed on to new things says nothing about this one; a denial never adds.
        if !ALLOWED.contains(&header.AceType) || u32::from(header.AceFlags) & INHERIT_ONLY_ACE.0 != 0 {
            continue;
        }
        // SAFETY: its type says that it is of this shape, with the SID in its last field.
        let allowed = unsafe { &*entry.cast::<ACCESS_ALLOWED_ACE>() };
        let who = PSID((&raw const allowed.SidStart).cast_mut().cast());
        // GENERIC_ALL and GENERIC_WRITE are translated by the system when a list is set.
        if allowed.Mask & rights != 0 && !is_administrators(who) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_administrators(who: PSID) -> bool {
    // SAFETY: the SID lies in a list that is alive.
    unsafe {
        IsWellKnownSid(who, WinBuiltinAdministratorsSid).as_bool()
            || IsWellKnownSid(who, WinLocalSystemSid).as_bool()
            || admin_folder::is_installer(who)
            || admin_folder::stands_in(who)
    }
}
