//! Who vouches for a signer in the eyes of the PC itself. A root certificate that any program may put into
//! its user's own store vouches for nobody here.
#![expect(unsafe_code, reason = "builds a chain of certificates through crypt32.dll")]

use std::ffi::c_void;

use windows::Win32::Foundation::FILETIME;
use windows::Win32::Security::Cryptography::{
    CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL, CERT_CHAIN_CONTEXT, CERT_CHAIN_DISABLE_AUTH_ROOT_AUTO_UPDATE,
    CERT_CHAIN_PARA, CERT_CONTEXT, HCERTCHAINENGINE, HCERTSTORE,
};

use crate::platform::windows::system_library::SystemLibrary;

type GetChain = unsafe extern "system" fn(
    HCERTCHAINENGINE,
    *const CERT_CONTEXT,
    *const FILETIME,
    HCERTSTORE,
    *const CERT_CHAIN_PARA,
    u32,
    *const c_void,
    *mut *mut CERT_CHAIN_CONTEXT,
) -> i32;
type FreeChain = unsafe extern "system" fn(*const CERT_CHAIN_CONTEXT);

/// `HCCE_LOCAL_MACHINE`: asks the stores that only an administrator changes.
const LOCAL_MACHINE: HCERTCHAINENGINE = HCERTCHAINENGINE(std::ptr::without_provenance_mut(1));
/// Nothing comes over the network, neither certificates nor roots.
const NO_NETWORK: u32 = CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL | CERT_CHAIN_DISABLE_AUTH_ROOT_AUTO_UPDATE;

/// What is wrong with the chain of `certificate` at `time` (now when that is zero), as bits
/// `CERT_TRUST_…`. `None` when the system does not say.
///
/// # Safety
/// `certificate` must be a valid certificate; its store may hold the others of the chain.
pub unsafe fn errors(crypt: SystemLibrary, certificate: *const CERT_CONTEXT, time: FILETIME) -> Option<u32> {
    // SAFETY: both types are the documented signatures.
    let (get, free): (GetChain, FreeChain) = unsafe {
        (crypt.function(c"CertGetCertificateChain")?, crypt.function(c"CertFreeCertificateChain")?)
    };
    let wanted = CERT_CHAIN_PARA {
        cbSize: u32::try_from(size_of::<CERT_CHAIN_PARA>()).ok()?,
        ..CERT_CHAIN_PARA::default()
    };
    let when = if time == FILETIME::default() { std::ptr::null() } else { &raw const time };
    let mut chain = std::ptr::null_mut();
    // SAFETY: the caller vouches for the certificate; everything else outlives the call.
    unsafe {
        let others = certificate.as_ref()?.hCertStore;
        let built = get(
            LOCAL_MACHINE,
            certificate,
            when,
            others,
            &raw const wanted,
            NO_NETWORK,
            std::ptr::null(),
            &raw mut chain,
        );
        if built == 0 {
            return None;
        }
        let errors = chain.as_ref()?.TrustStatus.dwErrorStatus;
        free(chain);
        Some(errors)
    }
}
