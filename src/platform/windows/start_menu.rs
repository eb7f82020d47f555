//! An entry in the start menu of all users.
#![expect(unsafe_code, reason = "makes a shell link through COM")]

use std::path::Path;

use windows::Win32::System::Com::{CLSCTX_INPROC_SERVER, CoCreateInstance, IPersistFile};
use windows::Win32::UI::Shell::{IShellLinkW, ShellLink};
use windows::core::Interface as _;

use super::com_apartment::Apartment;
use super::wide::Wide;

/// What an entry starts, and its words.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The program.
    pub program: &'a Path,
    /// Its argument.
    pub argument: &'a str,
    /// Words shown when the mouse rests on the entry.
    pub hint: &'a str,
}

/// Writes `entry` to the file `link` (ending in `.lnk`).
///
/// # Errors
/// The system's reason.
pub fn write(link: &Path, entry: Entry<'_>) -> windows::core::Result<()> {
    let _apartment = Apartment::enter()?;
    let program = Wide::new(&entry.program.to_string_lossy());
    let folder = Wide::new(&entry.program.parent().unwrap_or(Path::new("")).to_string_lossy());
    let (argument, hint) = (Wide::new(entry.argument), Wide::new(entry.hint));
    let file = Wide::new(&link.to_string_lossy());
    // SAFETY: COM is initialised on this thread; all strings outlive their calls.
    unsafe {
        let shell_link: IShellLinkW = CoCreateInstance(&ShellLink, None, CLSCTX_INPROC_SERVER)?;
        shell_link.SetPath(program.as_pcwstr())?;
        shell_link.SetWorkingDirectory(folder.as_pcwstr())?;
        shell_link.SetArguments(argument.as_pcwstr())?;
        shell_link.SetDescription(hint.as_pcwstr())?;
        shell_link.SetIconLocation(program.as_pcwstr(), 0)?;
        shell_link.cast::<IPersistFile>()?.Save(file.as_pcwstr(), true)
    }
}
