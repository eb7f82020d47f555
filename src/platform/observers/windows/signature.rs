//! Who signed a program, and whether this PC trusts the signature. Nothing is asked over the network:
//! no revocation lists, no certificates from elsewhere.
#![expect(unsafe_code, reason = "asks wintrust.dll and crypt32.dll")]

use std::ffi::c_void;
use std::fs::File;
use std::os::windows::io::AsRawHandle as _;

use windows::Win32::Foundation::{HANDLE, HWND};
use windows::Win32::Security::Cryptography::{CERT_CONTEXT, CERT_NAME_SIMPLE_DISPLAY_TYPE};
use windows::Win32::Security::WinTrust::{
    CRYPT_PROVIDER_CERT, CRYPT_PROVIDER_DATA, CRYPT_PROVIDER_SGNR, WINTRUST_ACTION_GENERIC_VERIFY_V2,
    WINTRUST_DATA, WINTRUST_DATA_0, WINTRUST_DATA_UNION_CHOICE, WINTRUST_FILE_INFO,
    WTD_CACHE_ONLY_URL_RETRIEVAL, WTD_CHOICE_FILE, WTD_REVOCATION_CHECK_NONE, WTD_REVOKE_NONE,
    WTD_STATEACTION_CLOSE, WTD_STATEACTION_VERIFY, WTD_UI_NONE,
};
use windows::core::{BOOL, GUID};

use super::trust_status::TrustStatus;
use super::{embedded_signer, machine_chain, system_catalogue, wide_text};
use crate::platform::observers::TEXT_MAX_CHARS;
use crate::platform::windows::system_library::SystemLibrary;
use crate::platform::windows::wide::Wide;

type WinVerifyTrust = unsafe extern "system" fn(HWND, *mut GUID, *mut c_void) -> i32;
type ProviderData = unsafe extern "system" fn(HANDLE) -> *mut CRYPT_PROVIDER_DATA;
type ProviderSigner =
    unsafe extern "system" fn(*mut CRYPT_PROVIDER_DATA, u32, BOOL, u32) -> *mut CRYPT_PROVIDER_SGNR;
type ProviderCert = unsafe extern "system" fn(*mut CRYPT_PROVIDER_SGNR, u32) -> *mut CRYPT_PROVIDER_CERT;
type CertName = unsafe extern "system" fn(*const CERT_CONTEXT, u32, u32, *const c_void, *mut u16, u32) -> u32;

/// `INVALID_HANDLE_VALUE`: nobody to show anything to.
const NO_WINDOW: HWND = HWND(std::ptr::without_provenance_mut(usize::MAX));

/// The signature of a program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Signature {
    /// The signer's simple name. `None` for a program without a signature.
    pub signer: Option<String>,
    /// Trusted by this PC, whatever its user trusts. `None` for a program without a signature.
    pub valid: Option<bool>,
}

/// Reads the signature of `file`, which lies at `path`: the one inside, else the one of the system's own
/// catalogues. `None` when the system cannot judge signatures.
pub fn read(file: &File, path: &Wide) -> Option<Signature> {
    let judge = Judge::load()?;
    let mut info = WINTRUST_FILE_INFO {
        cbStruct: u32::try_from(size_of::<WINTRUST_FILE_INFO>()).ok()?,
        pcwszFilePath: path.as_pcwstr(),
        hFile: HANDLE(file.as_raw_handle()),
        ..WINTRUST_FILE_INFO::default()
    };
    let (status, signer) = judge.verify(WTD_CHOICE_FILE, WINTRUST_DATA_0 { pFile: &raw mut info });
    Some(match status {
        TrustStatus::Valid => Signature { signer, valid: Some(true) },
        TrustStatus::Invalid => {
            let signer = signer.or_else(|| embedded_signer::read(&judge, path));
            Signature { signer, valid: Some(false) }
        }
        TrustStatus::Unsigned => system_catalogue::read(&judge, file, path).unwrap_or_default(),
    })
}

/// A signer, and what is wrong with the certificates that vouch for it.
#[derive(Debug, Default)]
struct Signer {
    name: Option<String>,
    /// In the eyes of the user, who may trust anybody.
    user_chain: Option<u32>,
    /// In the eyes of the PC.
    machine_chain: Option<u32>,
}

/// The system's judge of signatures.
#[derive(Debug)]
pub struct Judge {
    verify: WinVerifyTrust,
    provider_data: ProviderData,
    provider_signer: ProviderSigner,
    provider_cert: ProviderCert,
    cert_name: CertName,
    /// `wintrust.dll`.
    pub trust: SystemLibrary,
    /// `crypt32.dll`.
    pub crypt: SystemLibrary,
}

impl Judge {
    fn load() -> Option<Self> {
        let (trust, crypt) = (SystemLibrary::load("wintrust.dll")?, SystemLibrary::load("crypt32.dll")?);
        // SAFETY: every type above is the documented signature of its function.
        unsafe {
            Some(Self {
                verify: trust.function(c"WinVerifyTrust")?,
                provider_data: trust.function(c"WTHelperProvDataFromStateData")?,
                provider_signer: trust.function(c"WTHelperGetProvSignerFromChain")?,
                provider_cert: trust.function(c"WTHelperGetProvCertFromChain")?,
                cert_name: crypt.function(c"CertGetNameStringW")?,
                trust,
                crypt,
            })
        }
    }

    /// Judges `subject`, which must live until this returns, and names its signer.
    pub fn verify(
        &self,
        choice: WINTRUST_DATA_UNION_CHOICE,
        subject: WINTRUST_DATA_0,
    ) -> (TrustStatus, Option<String>) {
        let mut action = WINTRUST_ACTION_GENERIC_VERIFY_V2;
        let mut data = WINTRUST_DATA {
            cbStruct: u32::try_from(size_of::<WINTRUST_DATA>()).unwrap_or(0),
            dwUIChoice: WTD_UI_NONE,
            fdwRevocationChecks: WTD_REVOKE_NONE,
            dwUnionChoice: choice,
            Anonymous: subject,
            dwStateAction: WTD_STATEACTION_VERIFY,
            dwProvFlags: WTD_CACHE_ONLY_URL_RETRIEVAL | WTD_REVOCATION_CHECK_NONE,
            ..WINTRUST_DATA::default()
        };
        // SAFETY: the structure is complete and outlives the call, as does what it points at.
        let code = unsafe { (self.verify)(NO_WINDOW, &raw mut action, (&raw mut data).cast()) };
        let signer = self.signer(data.hWVTStateData).unwrap_or_default();
        data.dwStateAction = WTD_STATEACTION_CLOSE;
        // SAFETY: as above; frees the state of the first call, which is not used after.
        let closed = unsafe { (self.verify)(NO_WINDOW, &raw mut action, (&raw mut data).cast()) };
        if closed != 0 {
            log::debug!("the state of a signature could not be freed: {closed:#x}");
        }
        (TrustStatus::of(code).with_chains(signer.user_chain, signer.machine_chain), signer.name)
    }

    /// The signer as the judge found it.
    fn signer(&self, state: HANDLE) -> Option<Signer> {
        if state.is_invalid() {
            return None;
        }
        // SAFETY: the state is open; each answer is null or valid while it is, and checked before use.
        unsafe {
            let data = (self.provider_data)(state);
            if data.is_null() {
                return None;
            }
            let signer = (self.provider_signer)(data, 0, BOOL(0), 0);
            let user_chain =
                signer.as_ref()?.pChainContext.as_ref().map(|chain| chain.TrustStatus.dwErrorStatus);
            let time = signer.as_ref()?.sftVerifyAsOf;
            let certificate = (self.provider_cert)(signer, 0).as_ref()?.pCert;
            Some(Signer {
                name: self.name_of(certificate),
                user_chain,
                machine_chain: machine_chain::errors(self.crypt, certificate, time),
            })
        }
    }

    /// The simple name of a certificate's subject.
    ///
    /// # Safety
    /// `certificate` must be null or a valid certificate.
    pub unsafe fn name_of(&self, certificate: *const CERT_CONTEXT) -> Option<String> {
        if certificate.is_null() {
            return None;
        }
        let mut name = vec![0_u16; TEXT_MAX_CHARS];
        let length = u32::try_from(name.len()).ok()?;
        // SAFETY: the certificate is valid; the buffer outlives the call and its length is right.
        let written = unsafe {
            (self.cert_name)(
                certificate,
                CERT_NAME_SIMPLE_DISPLAY_TYPE,
                0,
                std::ptr::null(),
                name.as_mut_ptr(),
                length,
            )
        };
        name.truncate(usize::try_from(written).ok()?);
        wide_text::name(&name)
    }
}
