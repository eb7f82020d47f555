//! This user's `Run` key, and that of all users, which a set-up for everybody writes. The Task Manager keeps beside
//! each which entries it switched off; in the user's own list stands also who does not want what is for everybody.
#![expect(unsafe_code, reason = "writes and deletes registry values")]

use std::io;
use std::path::{Path, PathBuf};

use windows::Win32::Foundation::{ERROR_FILE_NOT_FOUND, ERROR_SUCCESS};
use windows::Win32::System::Registry::{HKEY_CURRENT_USER, REG_BINARY, RegDeleteKeyValueW, RegSetKeyValueW};

use crate::core::watch::entry::{RUN_NAME, run_value, run_value_for_all};
use crate::platform::windows::app_registration::set_text;
use crate::platform::windows::registry::{Key, Root};
use crate::platform::windows::wide::Wide;

const RUN: &str = "Software\\Microsoft\\Windows\\CurrentVersion\\Run";
const APPROVED: &str = "Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\StartupApproved\\Run";
/// An entry that is switched off, as the Task Manager writes it: an odd first byte, and no time.
const OFF: [u8; 12] = [3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

pub(super) fn place(_config: &Path) -> PathBuf {
    PathBuf::from("HKCU").join(RUN).join(RUN_NAME)
}

pub(super) fn is_on(_place: &Path, program: &str) -> bool {
    let own = entry(Root::CurrentUser);
    let own = own.is_some() && own == run_value(program);
    (own || for_all(program)) && !is_off(Root::CurrentUser)
}

pub(super) fn is_declined() -> bool {
    is_off(Root::CurrentUser)
}

/// True when the entry of all users starts `program`.
fn for_all(program: &str) -> bool {
    let entry = entry(Root::LocalMachine);
    entry.is_some() && entry == run_value_for_all(program) && !is_off(Root::LocalMachine)
}

fn entry(root: Root) -> Option<String> {
    Key::open(root, RUN)?.text(RUN_NAME)
}

fn is_off(root: Root) -> bool {
    let byte = Key::open(root, APPROVED).and_then(|key| key.first_byte(RUN_NAME));
    byte.is_some_and(|byte| byte % 2 == 1)
}

pub(super) fn install(_place: &Path, program: &str) -> io::Result<()> {
    let value = run_value(program).ok_or(io::ErrorKind::InvalidInput)?;
    delete(APPROVED)?;
    if for_all(program) {
        return Ok(());
    }
    set_text(HKEY_CURRENT_USER, RUN, RUN_NAME, &value).map_err(io::Error::from)
}

pub(super) fn remove(_place: &Path) -> io::Result<()> {
    delete(RUN)?;
    if entry(Root::LocalMachine).is_some() { decline() } else { delete(APPROVED) }
}

/// Only an administrator takes away what is for everybody; this user's watcher keeps away by itself.
fn decline() -> io::Result<()> {
    let (key, name) = (Wide::new(APPROVED), Wide::new(RUN_NAME));
    let size = u32::try_from(OFF.len()).unwrap_or(0);
    // SAFETY: names and data outlive the call, and the size is the data's own.
    let code = unsafe {
        RegSetKeyValueW(
            HKEY_CURRENT_USER,
            key.as_pcwstr(),
            name.as_pcwstr(),
            REG_BINARY.0,
            Some(OFF.as_ptr().cast()),
            size,
        )
    };
    code.ok().map_err(io::Error::from)
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
