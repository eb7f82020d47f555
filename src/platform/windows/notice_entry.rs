//! The `Run` entry of all users that starts the small notice program at every log-on. Under one name it comes
//! and goes with a cut of the elevated program, under another it stays for as long as the guard does.
#![expect(unsafe_code, reason = "deletes a registry value")]

use std::path::PathBuf;

use windows::Win32::Foundation::ERROR_FILE_NOT_FOUND;
use windows::Win32::System::Registry::{HKEY_LOCAL_MACHINE, RegDeleteKeyValueW};

use super::app_registration::set_text;
use super::known_folder;
use super::registry::{Key, Root};
use super::wide::Wide;

/// File name of the notice program, in our folder under the programs of this PC.
pub const FILE_NAME: &str = "kyukyubako-notice.exe";

const RUN: &str = "Software\\Microsoft\\Windows\\CurrentVersion\\Run";
const WITH_A_CUT: &str = "Kyukyubako.Notice";
const WITH_THE_GUARD: &str = "Kyukyubako.Guard.Notice";

/// Where the notice program is installed.
///
/// # Errors
/// The system's reason.
pub fn program() -> windows::core::Result<PathBuf> {
    Ok(known_folder::program_files()?.join(FILE_NAME))
}

/// Starts it at every log-on until [`unannounce`]. Does nothing where the guard sees to it.
///
/// # Errors
/// The system's reason, also when the program is not installed.
pub fn announce() -> windows::core::Result<()> {
    let stays = Key::open(Root::LocalMachine, RUN).is_some_and(|key| key.text(WITH_THE_GUARD).is_some());
    if stays { Ok(()) } else { set(WITH_A_CUT) }
}

/// Takes [`announce`] back.
///
/// # Errors
/// The system's reason.
pub fn unannounce() -> windows::core::Result<()> {
    delete(WITH_A_CUT)
}

/// Starts it at every log-on from now on.
///
/// # Errors
/// The system's reason, also when the program is not installed.
pub fn register() -> windows::core::Result<()> {
    set(WITH_THE_GUARD)?;
    delete(WITH_A_CUT)
}

/// Starts it no more.
///
/// # Errors
/// The system's reason.
pub fn unregister() -> windows::core::Result<()> {
    delete(WITH_THE_GUARD)?;
    delete(WITH_A_CUT)
}

fn set(name: &str) -> windows::core::Result<()> {
    let program = program()?;
    if !program.is_file() {
        // An entry that leads to nothing could be filled by somebody else's program later.
        return Err(ERROR_FILE_NOT_FOUND.into());
    }
    set_text(HKEY_LOCAL_MACHINE, RUN, name, &format!("\"{}\"", program.display()))
}

fn delete(name: &str) -> windows::core::Result<()> {
    let (key, name) = (Wide::new(RUN), Wide::new(name));
    // SAFETY: both names outlive the call.
    let deleted = unsafe { RegDeleteKeyValueW(HKEY_LOCAL_MACHINE, key.as_pcwstr(), name.as_pcwstr()) };
    if deleted == ERROR_FILE_NOT_FOUND { Ok(()) } else { deleted.ok() }
}
