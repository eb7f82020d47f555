//! The program of a process that an ordinary user may not open, such as those of the system. The kernel
//! tells everybody.
#![expect(unsafe_code, reason = "asks the kernel through ntdll.dll")]

use std::ffi::c_void;
use std::sync::{Mutex, PoisonError};

use windows::Win32::Foundation::UNICODE_STRING;
use windows::core::PWSTR;

use super::{device_path, drives};
use crate::platform::windows::system_library::SystemLibrary;

type NtQuerySystemInformation = unsafe extern "system" fn(i32, *mut c_void, u32, *mut u32) -> i32;

/// `SystemProcessIdInformation`.
const PROCESS_ID: i32 = 88;
/// Longest path, in UTF-16 units.
const PATH_MAX: u16 = 32_766;

/// What is asked and answered.
#[repr(C)]
struct ProcessId {
    pid: usize,
    image: UNICODE_STRING,
}

/// The full path of the program of process `pid`. `None` for the kernel's own processes, for one that
/// has ended, and for a program on a volume without a drive letter.
#[must_use]
pub fn path_of(pid: u32) -> Option<String> {
    let library = SystemLibrary::load("ntdll.dll")?;
    // SAFETY: the type is the documented signature.
    let query: NtQuerySystemInformation = unsafe { library.function(c"NtQuerySystemInformation") }?;
    let mut path = vec![0_u16; usize::from(PATH_MAX)];
    let mut question = ProcessId {
        pid: usize::try_from(pid).ok()?,
        image: UNICODE_STRING {
            Length: 0,
            MaximumLength: PATH_MAX.checked_mul(2)?,
            Buffer: PWSTR(path.as_mut_ptr()),
        },
    };
    let size = u32::try_from(size_of::<ProcessId>()).ok()?;
    // SAFETY: the structure is the one this class wants; it and its buffer outlive the call.
    let status = unsafe { query(PROCESS_ID, (&raw mut question).cast(), size, std::ptr::null_mut()) };
    if status != 0 {
        return None;
    }
    path.truncate(usize::from(question.image.Length / 2));
    let path = String::from_utf16_lossy(&path);
    with_known_letter(&path)
}

/// Letters change seldom: they are asked for again only when none fits.
fn with_known_letter(path: &str) -> Option<String> {
    static LETTERS: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());
    let mut letters = LETTERS.lock().unwrap_or_else(PoisonError::into_inner);
    device_path::opened_as(path, &letters).or_else(|| {
        *letters = drives::letters();
        device_path::opened_as(path, &letters)
    })
}
