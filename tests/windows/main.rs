//! The Windows parts on a running Windows, or under Wine. Whatever would change the PC for good runs
//! under Wine only; `tools/windows.sh test` starts it there.
#![cfg(windows)]
#![expect(unsafe_code, reason = "finds and answers windows of other threads and programs")]
#![expect(
    clippy::disallowed_methods,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "tests fail by panicking and say what they skip"
)]

mod admin_store;
mod doctor;
mod drill;
mod escape;
mod guard;
mod guard_removal;
mod identity;
mod line;
mod message_boxes;
mod observers;
mod pin_box;
mod recognition;
mod registry_values;
mod restore_program;
mod sos;
mod test_service;
mod watch;

use std::path::PathBuf;
use std::time::{Duration, Instant};

/// True under Wine: its system library says so.
fn under_wine() -> bool {
    use windows::Win32::System::LibraryLoader::{GetModuleHandleW, GetProcAddress};
    // SAFETY: the library is always loaded; the name is zero-terminated; nothing is called.
    unsafe {
        GetModuleHandleW(windows::core::w!("ntdll.dll"))
            .is_ok_and(|ntdll| GetProcAddress(ntdll, windows::core::s!("wine_get_version")).is_some())
    }
}

/// The restore program that was built beside this test.
fn restore_program_built() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.parent().and_then(|deps| deps.parent()).unwrap().join("kyukyubako-restore.exe")
}

/// Tries until `look` finds something, for ten seconds.
fn wait_for<T>(what: &str, look: impl FnMut() -> Option<T>) -> T {
    wait_within(Duration::from_secs(10), what, look)
}

/// Tries until `look` finds something.
fn wait_within<T>(limit: Duration, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(started.elapsed() < limit, "{what} did not appear");
        std::thread::sleep(Duration::from_millis(10));
    }
}
