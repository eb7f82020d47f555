//! Signatures that stand not in the program but in the catalogues of the system, as for most programs
//! that came with Windows.
#![expect(unsafe_code, reason = "looks a file up in the system's catalogues through wintrust.dll")]

use std::ffi::c_void;
use std::fs::File;
use std::os::windows::io::AsRawHandle as _;

use windows::Win32::Foundation::HANDLE;
use windows::Win32::Security::Cryptography::Catalog::CATALOG_INFO;
use windows::Win32::Security::WinTrust::{WINTRUST_CATALOG_INFO, WINTRUST_DATA_0, WTD_CHOICE_CATALOG};
use windows::core::{GUID, PCWSTR};

use super::signature::{Judge, Signature};
use super::trust_status::TrustStatus;
use crate::platform::windows::wide::Wide;

type Acquire = unsafe extern "system" fn(*mut isize, *const GUID, PCWSTR, *const c_void, u32) -> i32;
type Hash = unsafe extern "system" fn(isize, HANDLE, *mut u32, *mut u8, u32) -> i32;
type Find = unsafe extern "system" fn(isize, *const u8, u32, u32, *mut isize) -> isize;
type Info = unsafe extern "system" fn(isize, *mut CATALOG_INFO, u32) -> i32;
type ReleaseCatalogue = unsafe extern "system" fn(isize, isize, u32) -> i32;
type Release = unsafe extern "system" fn(isize, u32) -> i32;

/// The hash that catalogues have used since Windows 8.
const ALGORITHM: &str = "SHA256";
/// Longest hash, in bytes.
const HASH_MAX: usize = 64;

/// The signature of `file` in a catalogue of the system; `None` when it is in none.
pub fn read(judge: &Judge, file: &File, path: &Wide) -> Option<Signature> {
    let catalogues = Catalogues::open(judge)?;
    let hash = catalogues.hash_of(file)?;
    let catalogue = Wide::new(&catalogues.holding(&hash)?);
    let tag: String = hash.iter().map(|byte| format!("{byte:02X}")).collect();
    let tag = Wide::new(&tag);
    let mut hash = hash;
    let mut info = WINTRUST_CATALOG_INFO {
        cbStruct: u32::try_from(size_of::<WINTRUST_CATALOG_INFO>()).ok()?,
        pcwszCatalogFilePath: catalogue.as_pcwstr(),
        pcwszMemberTag: tag.as_pcwstr(),
        pcwszMemberFilePath: path.as_pcwstr(),
        hMemberFile: HANDLE(file.as_raw_handle()),
        pbCalculatedFileHash: hash.as_mut_ptr(),
        cbCalculatedFileHash: u32::try_from(hash.len()).ok()?,
        hCatAdmin: catalogues.admin,
        ..WINTRUST_CATALOG_INFO::default()
    };
    let (status, signer) = judge.verify(WTD_CHOICE_CATALOG, WINTRUST_DATA_0 { pCatalog: &raw mut info });
    Some(Signature { signer, valid: Some(status == TrustStatus::Valid) })
}

/// The system's catalogues, released when dropped.
struct Catalogues {
    admin: isize,
    hash: Hash,
    find: Find,
    info: Info,
    release_catalogue: ReleaseCatalogue,
    release: Release,
}

impl Catalogues {
    fn open(judge: &Judge) -> Option<Self> {
        // SAFETY: every type above is the documented signature of its function.
        let (acquire, mut catalogues): (Acquire, _) = unsafe {
            (
                judge.trust.function(c"CryptCATAdminAcquireContext2")?,
                Self {
                    admin: 0,
                    hash: judge.trust.function(c"CryptCATAdminCalcHashFromFileHandle2")?,
                    find: judge.trust.function(c"CryptCATAdminEnumCatalogFromHash")?,
                    info: judge.trust.function(c"CryptCATCatalogInfoFromContext")?,
                    release_catalogue: judge.trust.function(c"CryptCATAdminReleaseCatalogContext")?,
                    release: judge.trust.function(c"CryptCATAdminReleaseContext")?,
                },
            )
        };
        let algorithm = Wide::new(ALGORITHM);
        let (any, usual) = (std::ptr::null(), std::ptr::null());
        // SAFETY: the name is zero-terminated; the place for the answer outlives the call.
        let opened = unsafe { acquire(&raw mut catalogues.admin, any, algorithm.as_pcwstr(), usual, 0) };
        (opened != 0 && catalogues.admin != 0).then_some(catalogues)
    }

    fn hash_of(&self, file: &File) -> Option<Vec<u8>> {
        let mut hash = vec![0; HASH_MAX];
        let mut size = u32::try_from(hash.len()).ok()?;
        // SAFETY: the file is open; the buffer outlives the call and `size` is its size.
        let done = unsafe {
            (self.hash)(self.admin, HANDLE(file.as_raw_handle()), &raw mut size, hash.as_mut_ptr(), 0)
        };
        hash.truncate(usize::try_from(size).ok()?);
        (done != 0 && !hash.is_empty()).then_some(hash)
    }

    /// The path of the first catalogue that holds `hash`.
    fn holding(&self, hash: &[u8]) -> Option<String> {
        let length = u32::try_from(hash.len()).ok()?;
        // SAFETY: the hash outlives the call and its length is right.
        let catalogue = unsafe { (self.find)(self.admin, hash.as_ptr(), length, 0, std::ptr::null_mut()) };
        if catalogue == 0 {
            return None;
        }
        let mut info = CATALOG_INFO {
            cbStruct: u32::try_from(size_of::<CATALOG_INFO>()).ok()?,
            ..CATALOG_INFO::default()
        };
        // SAFETY: the catalogue is open until it is released here, and not used after.
        let named = unsafe {
            let named = (self.info)(catalogue, &raw mut info, 0);
            (self.release_catalogue)(self.admin, catalogue, 0);
            named
        };
        let path = super::wide_text::until_zero(&info.wszCatalogFile);
        (named != 0).then(|| String::from_utf16_lossy(path))
    }
}

impl Drop for Catalogues {
    fn drop(&mut self) {
        if self.admin != 0 {
            // SAFETY: ours alone and not used after.
            unsafe { (self.release)(self.admin, 0) };
        }
    }
}
