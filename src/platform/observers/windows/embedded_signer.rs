//! The signer that a program names in itself, when the signature is not valid and the system's judge did
//! not come as far as the signer.
#![expect(unsafe_code, reason = "reads the signature's message through crypt32.dll")]

use std::ffi::c_void;

use windows::Win32::Security::Cryptography::{
    CERT_CONTEXT, CERT_FIND_SUBJECT_CERT, CERT_QUERY_CONTENT_FLAG_PKCS7_SIGNED_EMBED,
    CERT_QUERY_FORMAT_FLAG_BINARY, CERT_QUERY_OBJECT_FILE, CMSG_SIGNER_CERT_INFO_PARAM, HCERTSTORE,
};

use super::signature::Judge;
use crate::platform::windows::wide::Wide;

type CryptQueryObject = unsafe extern "system" fn(
    u32,
    *const c_void,
    u32,
    u32,
    u32,
    *mut u32,
    *mut u32,
    *mut u32,
    *mut HCERTSTORE,
    *mut *mut c_void,
    *mut *mut c_void,
) -> i32;
type CryptMsgGetParam = unsafe extern "system" fn(*const c_void, u32, u32, *mut c_void, *mut u32) -> i32;
type CryptMsgClose = unsafe extern "system" fn(*const c_void) -> i32;
type CertFind = unsafe extern "system" fn(
    HCERTSTORE,
    u32,
    u32,
    u32,
    *const c_void,
    *const CERT_CONTEXT,
) -> *const CERT_CONTEXT;
type CertFree = unsafe extern "system" fn(*const CERT_CONTEXT) -> i32;
type CertCloseStore = unsafe extern "system" fn(HCERTSTORE, u32) -> i32;

/// Longest description of a signer's certificate, in bytes.
const SIGNER_MAX_BYTES: u32 = 64 * 1024;

/// The signer's simple name as the file at `path` claims it.
pub fn read(judge: &Judge, path: &Wide) -> Option<String> {
    let message = Message::open(judge, path)?;
    // SAFETY: the types are the documented signatures.
    let (get, find, free): (CryptMsgGetParam, CertFind, CertFree) = unsafe {
        (
            judge.crypt.function(c"CryptMsgGetParam")?,
            judge.crypt.function(c"CertFindCertificateInStore")?,
            judge.crypt.function(c"CertFreeCertificateContext")?,
        )
    };
    let mut size = 0;
    // SAFETY: the message is open; without a buffer only the size is written.
    let asked =
        unsafe { get(message.message, CMSG_SIGNER_CERT_INFO_PARAM, 0, std::ptr::null_mut(), &raw mut size) };
    if asked == 0 || size == 0 || size > SIGNER_MAX_BYTES {
        return None;
    }
    // Aligned for the structure, which holds pointers into the same buffer.
    let mut info = vec![0_u64; usize::try_from(size).ok()?.div_ceil(8)];
    // SAFETY: as above; the buffer holds `size` bytes.
    let got = unsafe {
        get(message.message, CMSG_SIGNER_CERT_INFO_PARAM, 0, info.as_mut_ptr().cast(), &raw mut size)
    };
    if got == 0 {
        return None;
    }
    // SAFETY: the store is open and the description valid; the answer is null or a certificate that is
    // freed below and not used after.
    unsafe {
        let (store, wanted) = (message.store, info.as_ptr().cast());
        let certificate =
            find(store, message.encoding, 0, CERT_FIND_SUBJECT_CERT.0, wanted, std::ptr::null());
        let name = judge.name_of(certificate);
        if !certificate.is_null() {
            free(certificate);
        }
        name
    }
}

/// The signature inside a file, closed when dropped.
struct Message {
    store: HCERTSTORE,
    message: *mut c_void,
    encoding: u32,
    close_message: CryptMsgClose,
    close_store: CertCloseStore,
}

impl Message {
    fn open(judge: &Judge, path: &Wide) -> Option<Self> {
        // SAFETY: the types are the documented signatures.
        let (query, close_message, close_store): (CryptQueryObject, _, _) = unsafe {
            (
                judge.crypt.function(c"CryptQueryObject")?,
                judge.crypt.function(c"CryptMsgClose")?,
                judge.crypt.function(c"CertCloseStore")?,
            )
        };
        let none = std::ptr::null_mut();
        let mut opened = Self {
            store: HCERTSTORE::default(),
            message: std::ptr::null_mut(),
            encoding: 0,
            close_message,
            close_store,
        };
        // SAFETY: the path is zero-terminated; everything written to outlives the call.
        let found = unsafe {
            query(
                CERT_QUERY_OBJECT_FILE.0,
                path.as_pcwstr().as_ptr().cast(),
                CERT_QUERY_CONTENT_FLAG_PKCS7_SIGNED_EMBED.0,
                CERT_QUERY_FORMAT_FLAG_BINARY.0,
                0,
                &raw mut opened.encoding,
                none,
                none,
                &raw mut opened.store,
                &raw mut opened.message,
                std::ptr::null_mut(),
            )
        };
        (found != 0 && !opened.message.is_null()).then_some(opened)
    }
}

impl Drop for Message {
    fn drop(&mut self) {
        // SAFETY: whatever was opened is ours alone and not used after.
        unsafe {
            if !self.message.is_null() {
                (self.close_message)(self.message);
            }
            if !self.store.0.is_null() {
                (self.close_store)(self.store, 0);
            }
        }
    }
}
