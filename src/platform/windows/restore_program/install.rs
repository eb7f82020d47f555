//! The restore program's own copy, its start-menu entry and its uninstall entry.
#![expect(unsafe_code, reason = "deletes registry keys and asks the system to delete files later")]

use std::path::{Path, PathBuf};

use windows::Win32::Foundation::ERROR_FILE_NOT_FOUND;
use windows::Win32::Storage::FileSystem::{MOVEFILE_DELAY_UNTIL_REBOOT, MoveFileExW};
use windows::Win32::System::Registry::{HKEY_LOCAL_MACHINE, RegDeleteTreeW};
use windows::core::PCWSTR;

use super::{FILE_NAME, reason};
use crate::content::{Locale, Texts};
use crate::elevated::Verb;
use crate::elevated::sequence::Reason;
use crate::platform::windows::app_registration::set_text;
use crate::platform::windows::wide::Wide;
use crate::platform::windows::{known_folder, start_menu};

const UNINSTALL_KEY: &str = "Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Kyukyubako-Restore";

/// Installs all of it. A second time is harmless: everything is replaced by the same.
pub(super) fn install(texts: &Texts, program: &Path) -> Result<(), Reason> {
    let program = copy_program(program)?;
    let link = link_path(texts)?;
    let hint = texts.get("restore-program-shortcut-hint");
    let entry = start_menu::Entry { program: &program, argument: Verb::Restore.word(), hint: &hint };
    start_menu::write(&link, entry).map_err(reason)?;
    let command = format!("\"{}\" {}", program.display(), Verb::Uninstall.word());
    for (name, value) in [
        ("DisplayName", texts.get("restore-program-uninstall-name")),
        ("DisplayVersion", env!("CARGO_PKG_VERSION").to_owned()),
        ("DisplayIcon", program.display().to_string()),
        ("Publisher", "Kyukyubako".to_owned()),
        ("UninstallString", command),
    ] {
        set_text(HKEY_LOCAL_MACHINE, UNINSTALL_KEY, name, &value).map_err(reason)?;
    }
    Ok(())
}

/// Removes all of it; what is in use goes with the next restart.
pub(super) fn uninstall() -> Result<(), Reason> {
    // Installed under whatever language was set then.
    for locale in Locale::ALL {
        remove_file(&link_path(&Texts::new(locale))?)?;
    }
    let key = Wide::new(UNINSTALL_KEY);
    // SAFETY: the key's name outlives the call.
    let deleted = unsafe { RegDeleteTreeW(HKEY_LOCAL_MACHINE, key.as_pcwstr()) };
    if deleted != ERROR_FILE_NOT_FOUND {
        deleted.ok().map_err(reason)?;
    }
    let folder = known_folder::program_files().map_err(reason)?;
    let program = folder.join(FILE_NAME);
    if program.exists() && std::fs::remove_file(&program).is_err() {
        // A running program cannot delete itself.
        delete_at_restart(&program)?;
        return delete_at_restart(&folder);
    }
    match std::fs::remove_dir(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(reason(error)),
        _ => Ok(()),
    }
}

/// Copies the restore program to its own folder, unless one lies there already: a copy that only
/// administrators can write is never overwritten from a folder that others can.
fn copy_program(source: &Path) -> Result<PathBuf, Reason> {
    let folder = known_folder::program_files().map_err(reason)?;
    let target = folder.join(FILE_NAME);
    if target.is_file() || same_file(source, &target) {
        return Ok(target);
    }
    // Its parent belongs to the system: only administrators make folders there.
    std::fs::create_dir_all(&folder).map_err(reason)?;
    std::fs::copy(source, &target).map_err(reason)?;
    std::fs::OpenOptions::new().write(true).open(&target).and_then(|file| file.sync_all()).map_err(reason)?;
    Ok(target)
}

pub(super) fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

fn link_path(texts: &Texts) -> Result<PathBuf, Reason> {
    let name = format!("{}.lnk", texts.get("restore-program-shortcut"));
    Ok(known_folder::common_programs().map_err(reason)?.join(name))
}

fn remove_file(path: &Path) -> Result<(), Reason> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(reason(error)),
        _ => Ok(()),
    }
}

fn delete_at_restart(path: &Path) -> Result<(), Reason> {
    let path = Wide::new(&path.to_string_lossy());
    // SAFETY: the path outlives the call; no new name means "delete".
    unsafe { MoveFileExW(path.as_pcwstr(), PCWSTR::null(), MOVEFILE_DELAY_UNTIL_REBOOT) }.map_err(reason)
}
