//! Ends the programs of a folder that is about to be emptied: a window, a watcher, of whichever user.
#![expect(unsafe_code, reason = "lists, opens and ends processes")]

use std::path::{Path, PathBuf};

use windows::Win32::Foundation::{CloseHandle, HANDLE};
use windows::Win32::System::Diagnostics::ToolHelp::{
    CreateToolhelp32Snapshot, PROCESSENTRY32W, Process32FirstW, Process32NextW, TH32CS_SNAPPROCESS,
};
use windows::Win32::System::Threading::{
    OpenProcess, PROCESS_NAME_WIN32, PROCESS_QUERY_LIMITED_INFORMATION, PROCESS_SYNCHRONIZE,
    PROCESS_TERMINATE, QueryFullProcessImageNameW, TerminateProcess, WaitForSingleObject,
};
use windows::core::PWSTR;

/// Longest path that is compared, in UTF-16 units.
const PATH_MAX: usize = 4096;
/// The watcher's two processes start each other: looks until there are none, but not for ever.
const ROUNDS: usize = 10;
/// How long the end of one process is waited for, in milliseconds.
const END_MS: u32 = 2_000;

/// A process that may be ended; its handle is closed when dropped.
struct Opened(HANDLE);

impl Drop for Opened {
    fn drop(&mut self) {
        // SAFETY: opened by us, closed once.
        if let Err(error) = unsafe { CloseHandle(self.0) } {
            log::debug!("a handle of a process stays open: {error}");
        }
    }
}

/// Ends every process whose program is one of `names` in `folder`, but for this one. True when none is left.
#[must_use]
pub fn end(folder: &Path, names: &[&str]) -> bool {
    for _ in 0..ROUNDS {
        let found: Vec<Opened> = processes()
            .into_iter()
            .filter(|process| *process != std::process::id())
            .filter_map(open)
            .filter(|process| program(process).is_some_and(|path| is_one_of(&path, folder, names)))
            .collect();
        if found.is_empty() {
            return true;
        }
        for process in &found {
            // SAFETY: the handle is open and may end its process and wait for it.
            let ended =
                unsafe { TerminateProcess(process.0, 1).map(|()| WaitForSingleObject(process.0, END_MS)) };
            if let Err(error) = ended {
                log::warn!("a program of ours goes on: {error}");
            }
        }
    }
    false
}

fn is_one_of(path: &Path, folder: &Path, names: &[&str]) -> bool {
    let same = |a: &std::ffi::OsStr, b: &std::ffi::OsStr| a.eq_ignore_ascii_case(b);
    path.parent().is_some_and(|parent| same(parent.as_os_str(), folder.as_os_str()))
        && path.file_name().is_some_and(|name| names.iter().any(|ours| same(name, ours.as_ref())))
}

/// The numbers of all processes; none when the system tells none.
fn processes() -> Vec<u32> {
    let mut found = Vec::new();
    // SAFETY: a snapshot of all processes; its handle is closed below.
    let Ok(snapshot) = (unsafe { CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0) }) else { return found };
    let snapshot = Opened(snapshot);
    let size = u32::try_from(size_of::<PROCESSENTRY32W>()).unwrap_or_default();
    let mut entry = PROCESSENTRY32W { dwSize: size, ..PROCESSENTRY32W::default() };
    // SAFETY: the entry says its own size and outlives the calls.
    let mut more = unsafe { Process32FirstW(snapshot.0, &raw mut entry) }.is_ok();
    while more {
        found.push(entry.th32ProcessID);
        // SAFETY: as above.
        more = unsafe { Process32NextW(snapshot.0, &raw mut entry) }.is_ok();
    }
    found
}

fn open(process: u32) -> Option<Opened> {
    let rights = PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_TERMINATE | PROCESS_SYNCHRONIZE;
    // SAFETY: takes no pointers; the handle is closed when dropped.
    unsafe { OpenProcess(rights, false, process) }.ok().map(Opened)
}

fn program(process: &Opened) -> Option<PathBuf> {
    let mut path = vec![0_u16; PATH_MAX];
    let mut length = u32::try_from(path.len()).ok()?;
    // SAFETY: the buffer is as long as is said, and outlives the call.
    unsafe {
        QueryFullProcessImageNameW(process.0, PROCESS_NAME_WIN32, PWSTR(path.as_mut_ptr()), &raw mut length)
    }
    .ok()?;
    path.truncate(usize::try_from(length).ok()?);
    String::from_utf16(&path).ok().map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_programs_of_that_folder_are_meant() {
        let folder = Path::new("C:\\Program Files\\Kyukyubako");
        let ours = |path: &str| is_one_of(Path::new(path), folder, &["kyukyubako.exe"]);
        assert!(ours("C:\\Program Files\\Kyukyubako\\kyukyubako.exe"));
        assert!(ours("c:\\program files\\KYUKYUBAKO\\Kyukyubako.EXE"));
        assert!(!ours("C:\\Program Files\\Kyukyubako\\kyukyubako-guard.exe"));
        assert!(!ours("C:\\Users\\k\\kyukyubako.exe"));
        assert!(!ours("C:\\Program Files\\Kyukyubako\\sub\\kyukyubako.exe"));
    }
}
