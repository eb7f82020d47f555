//! Libraries of the system, from the system's own folder and from nowhere else.
#![expect(unsafe_code, reason = "loads libraries and looks up their functions")]

use std::ffi::CStr;

use windows::Win32::Foundation::HMODULE;
use windows::Win32::System::LibraryLoader::{
    GetProcAddress, LOAD_LIBRARY_SEARCH_SYSTEM32, LoadLibraryExW, SetDefaultDllDirectories,
};
use windows::core::PCSTR;

use super::wide::Wide;

/// From now on this process looks for libraries in System32 only. The first call of a program that
/// runs elevated.
///
/// # Errors
/// The system's reason; an elevated program must not go on then.
pub fn search_system_folder_only() -> windows::core::Result<()> {
    // SAFETY: takes a flag and touches no memory of ours.
    unsafe { SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32) }
}

/// A loaded library. Never unloaded, so that its functions stay valid.
#[derive(Debug, Clone, Copy)]
pub struct SystemLibrary(HMODULE);

impl SystemLibrary {
    /// Loads `name` from System32; `None` when this edition of Windows does not have it.
    #[must_use]
    pub fn load(name: &str) -> Option<Self> {
        let wide = Wide::new(name);
        // SAFETY: the name is a zero-terminated string that outlives the call.
        let module = unsafe { LoadLibraryExW(wide.as_pcwstr(), None, LOAD_LIBRARY_SEARCH_SYSTEM32) };
        match module {
            Ok(module) => Some(Self(module)),
            Err(error) => {
                log::info!("{name} is not available: {error}");
                None
            }
        }
    }

    /// The function `name`; `None` when this version of the library does not have it.
    ///
    /// # Safety
    /// `F` must be the `unsafe extern "system" fn` type of that function.
    #[must_use]
    pub unsafe fn function<F: Copy>(self, name: &CStr) -> Option<F> {
        const { assert!(size_of::<F>() == size_of::<usize>()) };
        // SAFETY: the module is loaded and the name zero-terminated.
        let address = unsafe { GetProcAddress(self.0, PCSTR(name.as_ptr().cast())) }?;
        // SAFETY: both are pointers of the same size; the caller vouches for the signature.
        Some(unsafe { std::mem::transmute_copy::<_, F>(&address) })
    }
}
