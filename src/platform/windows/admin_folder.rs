//! The folder that only administrators write and everybody may read.
#![expect(unsafe_code, reason = "makes a folder with an access list and reads its owner")]

use std::io;
use std::path::Path;

use windows::Win32::Foundation::{HLOCAL, LocalFree};
use windows::Win32::Security::Authorization::{
    ConvertStringSecurityDescriptorToSecurityDescriptorW, ConvertStringSidToSidW, GetNamedSecurityInfoW,
    SDDL_REVISION_1, SE_FILE_OBJECT,
};
use windows::Win32::Security::{
    DACL_SECURITY_INFORMATION, EqualSid, IsWellKnownSid, OWNER_SECURITY_INFORMATION,
    PROTECTED_DACL_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, PSID, SECURITY_ATTRIBUTES, SetFileSecurityW,
    WinBuiltinAdministratorsSid, WinLocalSystemSid,
};
use windows::Win32::Storage::FileSystem::CreateDirectoryW;

use windows::core::{PCWSTR, w};

use super::wide::Wide;
use super::{account, under_wine};

/// `NT SERVICE\TrustedInstaller`.
const INSTALLER: PCWSTR = w!("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464");
/// Owner administrators; nothing inherited; administrators and the system write, users read.
const ADMINS_WRITE_USERS_READ: &str = "O:BAG:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)";

/// Owner administrators; nothing inherited; nobody but administrators and the system may even look.
const ADMINS_ONLY: &str = "O:BAG:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)";

/// A security descriptor that the system allocated.
#[derive(Debug)]
pub struct Descriptor(PSECURITY_DESCRIPTOR);

impl Descriptor {
    /// Reads a descriptor in the system's own notation.
    ///
    /// # Errors
    /// The system's reason.
    pub fn parse(sddl: &str) -> windows::core::Result<Self> {
        let text = Wide::new(sddl);
        let mut descriptor = PSECURITY_DESCRIPTOR::default();
        // SAFETY: the text and the out pointer outlive the call.
        unsafe {
            ConvertStringSecurityDescriptorToSecurityDescriptorW(
                text.as_pcwstr(),
                SDDL_REVISION_1,
                &raw mut descriptor,
                None,
            )
        }?;
        Ok(Self(descriptor))
    }

    /// The descriptor, valid while `self` lives.
    #[must_use]
    pub fn as_raw(&self) -> PSECURITY_DESCRIPTOR {
        self.0
    }
}

impl Drop for Descriptor {
    fn drop(&mut self) {
        // SAFETY: allocated by the system for us, freed once.
        unsafe { LocalFree(Some(HLOCAL(self.0.0))) };
    }
}

/// Makes `folder`, which everybody may read. One that is there already and does not belong to administrators
/// was put there by somebody else; it is moved aside, because whoever owns it can change it at any time.
///
/// # Errors
/// When no folder of administrators could be had.
pub fn ensure(folder: &Path) -> io::Result<()> {
    ensure_with(folder, ADMINS_WRITE_USERS_READ)
}

/// Who may look into a folder that only administrators write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Everybody.
    Everybody,
    /// Nobody but administrators and the system.
    Administrators,
}

/// Makes `folder`, or gives one that is there and ours the access list that it should have: somebody may
/// have made it with another one.
///
/// # Errors
/// As above.
pub fn ensure_closed(folder: &Path, readers: Readers) -> io::Result<()> {
    let access = match readers {
        Readers::Everybody => ADMINS_WRITE_USERS_READ,
        Readers::Administrators => ADMINS_ONLY,
    };
    if is_plain(folder) && trusted(folder) { close(folder, access) } else { ensure_with(folder, access) }
}

fn close(folder: &Path, access: &str) -> io::Result<()> {
    let descriptor = Descriptor::parse(access).map_err(io::Error::other)?;
    let path = Wide::new(&folder.to_string_lossy());
    let what = DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
    // SAFETY: path and descriptor outlive the call.
    unsafe { SetFileSecurityW(path.as_pcwstr(), what, descriptor.as_raw()) }.ok().map_err(io::Error::other)
}

fn ensure_with(folder: &Path, access: &str) -> io::Result<()> {
    if folder.symlink_metadata().is_ok() {
        if is_plain(folder) && owned_by_administrators(folder) {
            return Ok(());
        }
        // A name that nobody could have taken beforehand.
        let now = jiff::Timestamp::now().as_nanosecond();
        let aside = folder.with_extension(format!("untrusted-{now}"));
        log::warn!("{} is not ours, moved to {}", folder.display(), aside.display());
        std::fs::rename(folder, aside)?;
    }
    let descriptor = Descriptor::parse(access).map_err(io::Error::other)?;
    let attributes = SECURITY_ATTRIBUTES {
        nLength: u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).unwrap_or(0),
        lpSecurityDescriptor: descriptor.as_raw().0,
        bInheritHandle: false.into(),
    };
    let path = Wide::new(&folder.to_string_lossy());
    // SAFETY: path, attributes and descriptor outlive the call.
    unsafe { CreateDirectoryW(path.as_pcwstr(), Some(&raw const attributes)) }.map_err(io::Error::other)
}

/// True when something is at `folder` that is no folder of administrators: somebody else took its name.
#[must_use]
pub fn is_anothers(folder: &Path) -> bool {
    folder.symlink_metadata().is_ok() && !(is_plain(folder) && trusted(folder))
}

/// True when administrators or the system own `path`. False when that cannot be read.
#[must_use]
pub fn owned_by_administrators(path: &Path) -> bool {
    // SAFETY: the owner is alive while it is looked at.
    owned_by(path, |owner| unsafe {
        IsWellKnownSid(owner, WinBuiltinAdministratorsSid).as_bool()
            || IsWellKnownSid(owner, WinLocalSystemSid).as_bool()
    })
}

/// True when `path` belongs to administrators, the system or the system's own installer.
#[must_use]
pub fn trusted(path: &Path) -> bool {
    owned_by_administrators(path)
        // SAFETY: the owner is alive while it is looked at.
        || owned_by(path, |owner| unsafe { is_installer(owner) || stands_in(owner) })
}

fn owned_by(path: &Path, holds: impl FnOnce(PSID) -> bool) -> bool {
    let path = Wide::new(&path.to_string_lossy());
    let mut owner = PSID::default();
    let mut descriptor = PSECURITY_DESCRIPTOR::default();
    // SAFETY: the path and the out pointers outlive the call.
    let answer = unsafe {
        GetNamedSecurityInfoW(
            path.as_pcwstr(),
            SE_FILE_OBJECT,
            OWNER_SECURITY_INFORMATION,
            Some(&raw mut owner),
            None,
            None,
            None,
            &raw mut descriptor,
        )
    };
    if answer.is_err() {
        return false;
    }
    let _descriptor = Descriptor(descriptor);
    !owner.is_invalid() && holds(owner)
}

/// True for the service that installs parts of Windows and owns them.
///
/// # Safety
/// `sid` is a whole SID.
#[must_use]
pub unsafe fn is_installer(sid: PSID) -> bool {
    let mut expected = PSID::default();
    // SAFETY: the text is zero-terminated and the out pointer outlives the call.
    if unsafe { ConvertStringSidToSidW(INSTALLER, &raw mut expected) }.is_err() {
        return false;
    }
    // SAFETY: both are whole SIDs.
    let same = unsafe { EqualSid(sid, expected) }.is_ok();
    // SAFETY: allocated by the system for us, freed once.
    unsafe { LocalFree(Some(HLOCAL(expected.0))) };
    same
}

/// True where the own account stands in for administrators: under Wine, which keeps no owners, and in
/// test builds only.
///
/// # Safety
/// `sid` is a whole SID.
#[must_use]
pub unsafe fn stands_in(sid: PSID) -> bool {
    // SAFETY: the caller vouches for the SID.
    under_wine::in_a_test() && unsafe { account::is_own(sid) }
}

/// A folder, and not a link or junction to another place.
#[must_use]
pub fn is_plain(folder: &Path) -> bool {
    use std::os::windows::fs::MetadataExt as _;
    use windows::Win32::Storage::FileSystem::FILE_ATTRIBUTE_REPARSE_POINT;
    folder
        .symlink_metadata()
        .is_ok_and(|data| data.is_dir() && data.file_attributes() & FILE_ATTRIBUTE_REPARSE_POINT.0 == 0)
}
