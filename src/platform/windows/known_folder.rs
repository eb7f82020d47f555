//! Folders as the system knows them. The environment is never asked: an elevated program inherits
//! one that its user can write.
#![expect(unsafe_code, reason = "calls SHGetKnownFolderPath and frees its answer")]

use std::ffi::OsString;
use std::os::windows::ffi::OsStringExt as _;
use std::path::PathBuf;

use windows::Win32::System::Com::CoTaskMemFree;
use windows::Win32::UI::Shell::{
    FOLDERID_CommonPrograms, FOLDERID_CommonStartup, FOLDERID_Desktop, FOLDERID_Downloads,
    FOLDERID_LocalAppData, FOLDERID_ProgramData, FOLDERID_ProgramFiles, FOLDERID_PublicDesktop,
    FOLDERID_RoamingAppData, FOLDERID_Startup, FOLDERID_System, KF_FLAG_DEFAULT, SHGetKnownFolderPath,
};
use windows::core::GUID;

/// Our folder under the programs of this PC.
///
/// # Errors
/// The system's reason, here as below.
pub fn program_files() -> windows::core::Result<PathBuf> {
    Ok(find(&FOLDERID_ProgramFiles)?.join("Kyukyubako"))
}

/// Our folder for what only administrators write and everybody may read.
///
/// # Errors
/// As above.
pub fn program_data() -> windows::core::Result<PathBuf> {
    Ok(find(&FOLDERID_ProgramData)?.join("Kyukyubako"))
}

/// The start menu of all users.
///
/// # Errors
/// As above.
pub fn common_programs() -> windows::core::Result<PathBuf> {
    find(&FOLDERID_CommonPrograms)
}

/// Our folder of the current user on this PC.
///
/// # Errors
/// As above.
pub fn local_app_data() -> windows::core::Result<PathBuf> {
    Ok(find(&FOLDERID_LocalAppData)?.join("Kyukyubako"))
}

/// Our folder of the current user's settings.
///
/// # Errors
/// As above.
pub fn roaming_app_data() -> windows::core::Result<PathBuf> {
    Ok(find(&FOLDERID_RoamingAppData)?.join("Kyukyubako"))
}

/// The system's own folder, `System32`.
///
/// # Errors
/// As above.
pub fn system() -> windows::core::Result<PathBuf> {
    find(&FOLDERID_System)
}

/// The current user's folder for what comes from the internet.
///
/// # Errors
/// As above.
pub fn downloads() -> windows::core::Result<PathBuf> {
    find(&FOLDERID_Downloads)
}

/// The current user's desktop.
///
/// # Errors
/// As above.
pub fn desktop() -> windows::core::Result<PathBuf> {
    find(&FOLDERID_Desktop)
}

/// What lies on the desktop of every user of this PC.
///
/// # Errors
/// As above.
pub fn public_desktop() -> windows::core::Result<PathBuf> {
    find(&FOLDERID_PublicDesktop)
}

/// The folder of temporary files that the current user has without any setting.
///
/// # Errors
/// As above.
pub fn temporary() -> windows::core::Result<PathBuf> {
    Ok(find(&FOLDERID_LocalAppData)?.join("Temp"))
}

/// The start-up folders of the current user and of all users.
///
/// # Errors
/// As above.
pub fn startup() -> windows::core::Result<[PathBuf; 2]> {
    Ok([find(&FOLDERID_Startup)?, find(&FOLDERID_CommonStartup)?])
}

fn find(id: &GUID) -> windows::core::Result<PathBuf> {
    // SAFETY: the id outlives the call; no token means the current user.
    let answer = unsafe { SHGetKnownFolderPath(id, KF_FLAG_DEFAULT, None) }?;
    // SAFETY: the answer is a zero-terminated string.
    let path = PathBuf::from(OsString::from_wide(unsafe { answer.as_wide() }));
    // SAFETY: the answer is ours to free, and not used after.
    unsafe { CoTaskMemFree(Some(answer.0.cast())) };
    Ok(path)
}
