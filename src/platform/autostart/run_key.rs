//! This user's `Run` key. The Task Manager keeps beside it which entries it switched off.
#![expect(unsafe_code, reason = "deletes registry values")]

use std::io;
use std::path::{Path, PathBuf};

use windows::Win32::Foundation::{ERROR_FILE_NOT_FOUND, ERROR_SUCCESS};
use windows::Win32::System::Registry::{HKEY_CURRENT_USER, RegDeleteKeyValueW};

use crate::core::watch::entry::{RUN_NAME, run_value};
use crate::platform::windows::app_registration::set_text;
use crate::platform::windows::registry::{Key, Root};
use crate::platform::windows::wide::Wide;

const RUN: &str = "Software\\Microsoft\\Windows\\CurrentVersion\\Run";
const APPROVED: &str = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\StartupApproved\\Run";

pub(super) fn place(_config: &Path) -> PathBuf {
    PathBuf::from("HKCU").join(RUN).join(RUN_NAME)
}

pub(super) fn is_on(_place: &Path, program: &str) -> bool {
    let entry = Key::open(Root::CurrentUser, RUN).and_then(|key| key.text(RUN_NAME));
    // An odd first byte is "off".
    let off = Key::open(Root::CurrentUser, APPROVED)
        .and_then(|key| key.first_byte(RUN_NAME))
        .is_some_and(|byte| byte % 2 == 1);
    entry.is_some() && entry == run_value(program) && !off
}

pub(super) fn install(_place: &Path, program: &str) -> io::Result<()> {
    let value = run_value(program).ok_or(io::ErrorKind::InvalidInput)?;
    delete(APPROVED)?;
    set_text(HKEY_CURRENT_USER, RUN, RUN_NAME, &value).map_err(io::Error::from)
}

pub(super) fn remove(_place: &Path) -> io::Result<()> {
    delete(RUN)?;
    delete(APPROVED)
}

fn delete(path: &str) -> io::Result<()> {
    let (key, name) = (Wide::new(path), Wide::new(RUN_NAME));
    // SAFETY: both names outlive the call.
    let code = unsafe { RegDeleteKeyValueW(HKEY_CURRENT_USER, key.as_pcwstr(), name.as_pcwstr()) };
    match code {
        ERROR_SUCCESS | ERROR_FILE_NOT_FOUND => Ok(()),
        code => Err(windows::core::Error::from(code.to_hresult()).into()),
    }
}
