//! A double click on a file, by program.
#![expect(unsafe_code, reason = "calls the shell")]

use std::path::Path;

use windows::Win32::UI::Shell::ShellExecuteW;
use windows::Win32::UI::WindowsAndMessaging::SW_SHOWNORMAL;
use windows::core::w;

use super::com_apartment::Apartment;
use super::wide::Wide;

/// Answers of `ShellExecuteW` up to this are refusals.
const REFUSALS: isize = 32;

/// Opens `file` with the program that is registered for it.
///
/// # Errors
/// The system's answer in words for the log.
pub fn open(file: &Path) -> Result<(), String> {
    let file = std::path::absolute(file).map_err(|error| error.to_string())?;
    // The shell may load parts that need COM; without it most files open all the same.
    let _apartment = Apartment::enter().inspect_err(|error| log::warn!("viewer: {error}")).ok();
    let name = Wide::new(&file.to_string_lossy());
    // SAFETY: all strings end in zero and live until the call returns; no window and no folder are named.
    let answer = unsafe { ShellExecuteW(None, w!("open"), name.as_pcwstr(), None, None, SW_SHOWNORMAL) };
    let answer = answer.0 as isize;
    if answer > REFUSALS { Ok(()) } else { Err(format!("the shell answered {answer}")) }
}
