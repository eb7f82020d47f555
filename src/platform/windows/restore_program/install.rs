//! The restore program's own copy, its start-menu entry and its uninstall entry.
#![expect(unsafe_code, reason = "deletes registry keys and asks the system to delete files later")]

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use windows::Win32::Foundation::ERROR_FILE_NOT_FOUND;
use windows::Win32::Storage::FileSystem::{MOVEFILE_DELAY_UNTIL_REBOOT, MoveFileExW};
use windows::Win32::System::Registry::{HKEY_LOCAL_MACHINE, RegDeleteTreeW};
use windows::core::PCWSTR;

use super::{FILE_NAME, reason};
use crate::content::{Locale, Texts};
use crate::elevated::Verb;
use crate::elevated::sequence::Reason;
use crate::platform::durable_file;
use crate::platform::guard::windows::registration;
use crate::platform::windows::app_registration::set_text;
use crate::platform::windows::wide::Wide;
use crate::platform::windows::{known_folder, notice_entry, start_menu, trusted_place};

const UNINSTALL_KEY: &str = "Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Kyukyubako-Restore";

/// Longer than any program of ours.
pub(super) const PROGRAM_MAX_BYTES: usize = 256 * 1024 * 1024;
/// How every program begins.
pub(super) const PROGRAM_START: &[u8] = b"MZ";

/// Installs all of it. A second time is harmless: everything is replaced by the same.
pub(super) fn install(texts: &Texts, program: &Path) -> Result<(), Reason> {
    // The notice is a kindness: without it the cut may last all the same.
    if let Err(reason) = install_notice(program) {
        log::warn!("log-ons will say nothing: {reason}");
    }
    enter(texts, &copy_program(program, FILE_NAME)?)
}

/// The entries that lead a person to `program`: to open the line, and to remove the program.
pub(super) fn enter(texts: &Texts, program: &Path) -> Result<(), Reason> {
    let link = link_path(texts)?;
    let hint = texts.get("restore-program-shortcut-hint");
    let entry = start_menu::Entry { program, argument: Verb::Restore.word(), hint: &hint };
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

/// The small program that every log-on starts, from beside `restore_program`.
fn install_notice(restore_program: &Path) -> Result<(), Reason> {
    copy_program(&restore_program.with_file_name(notice_entry::FILE_NAME), notice_entry::FILE_NAME)?;
    notice_entry::announce().map_err(reason)
}

/// Removes what [`enter`] made.
pub(super) fn forget_entries() -> Result<(), Reason> {
    // Made in whatever language was set then.
    for locale in Locale::ALL {
        remove_file(&link_path(&Texts::new(locale))?)?;
    }
    forget_uninstall_entry()
}

/// Removes the entry among the programs.
pub(super) fn forget_uninstall_entry() -> Result<(), Reason> {
    let key = Wide::new(UNINSTALL_KEY);
    // SAFETY: the key's name outlives the call.
    let deleted = unsafe { RegDeleteTreeW(HKEY_LOCAL_MACHINE, key.as_pcwstr()) };
    if deleted == ERROR_FILE_NOT_FOUND { Ok(()) } else { deleted.ok().map_err(reason) }
}

/// Removes all of it; what is in use goes with the next restart.
pub(super) fn uninstall() -> Result<(), Reason> {
    forget_entries()?;
    let folder = known_folder::program_files().map_err(reason)?;
    let guarded = registration::installed();
    let entries = if guarded { notice_entry::unannounce() } else { notice_entry::unregister() };
    if let Err(error) = entries {
        log::warn!("the entry of the notice stays: {error}");
    }
    // What the set-up program left beside it.
    for locale in Locale::ALL {
        let sheet = Texts::new(locale).get("restore-program-by-hand-file");
        remove_file(&folder.join(format!("{sheet}.txt")))?;
    }
    let notice = folder.join(notice_entry::FILE_NAME);
    // The guard tells log-ons of its cuts by the same program.
    if !guarded && notice.exists() && std::fs::remove_file(&notice).is_err() {
        delete_at_restart(&notice)?;
    }
    let program = folder.join(FILE_NAME);
    if program.exists() && std::fs::remove_file(&program).is_err() {
        // A running program cannot delete itself.
        delete_at_restart(&program)?;
        return delete_at_restart(&folder);
    }
    match std::fs::remove_dir(&folder) {
        Ok(()) => Ok(()),
        // Other programs of ours may stay, the guard for one.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::DirectoryNotEmpty) => Ok(()),
        Err(error) => Err(reason(error)),
    }
}

/// Copies the restore program to its own folder: whole or not at all. One that lies there already is replaced
/// when it is another one, but a copy that only administrators can write never from a folder that others can.
fn copy_program(source: &Path, name: &str) -> Result<PathBuf, Reason> {
    let folder = known_folder::program_files().map_err(reason)?;
    let target = folder.join(name);
    if same_file(source, &target) {
        return Ok(target);
    }
    let there = match durable_file::read_bounded(&target, PROGRAM_MAX_BYTES) {
        Ok(there) => Some(there),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        // Something is there, and not one of our programs.
        Err(_) => Some(Vec::new()),
    };
    let whole = |program: &[u8]| program.starts_with(PROGRAM_START);
    if there.as_deref().is_some_and(whole) && trusted_place::weakness(source).is_some() {
        return Ok(target);
    }
    let program = durable_file::read_bounded(source, PROGRAM_MAX_BYTES).map_err(reason)?;
    if there.as_deref() == Some(program.as_slice()) {
        return Ok(target);
    }
    // Its parent belongs to the system: only administrators make folders there.
    std::fs::create_dir_all(&folder).map_err(reason)?;
    if let Err(error) = durable_file::replace(&target, &program) {
        // A program that runs can be renamed, and not replaced.
        log::info!("{} is in use: {error}", target.display());
        let aside = target.with_extension(format!("old-{}", jiff::Timestamp::now().as_nanosecond()));
        std::fs::rename(&target, &aside).map_err(reason)?;
        if let Err(error) = durable_file::replace(&target, &program) {
            std::fs::rename(&aside, &target).map_err(reason)?;
            return Err(reason(error));
        }
        delete_at_restart(&aside)?;
    }
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

pub(super) fn remove_file(path: &Path) -> Result<(), Reason> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(reason(error)),
        _ => Ok(()),
    }
}

pub(super) fn delete_at_restart(path: &Path) -> Result<(), Reason> {
    let path = Wide::new(&path.to_string_lossy());
    // SAFETY: the path outlives the call; no new name means "delete".
    unsafe { MoveFileExW(path.as_pcwstr(), PCWSTR::null(), MOVEFILE_DELAY_UNTIL_REBOOT) }.map_err(reason)
}
