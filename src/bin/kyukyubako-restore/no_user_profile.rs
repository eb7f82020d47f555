//! `userenv.dll` is not among the libraries that Windows maps from System32 whatever lies beside a
//! program, and the standard library imports it for one function: the home folder, which this
//! program must never ask for. With the name taken, the import is gone. The MSVC linker needs no
//! such help: `build.rs` tells it to load imports from System32 only.

use std::ffi::c_void;

/// Answers that there is no such folder.
// SAFETY: has the type of the import that it replaces, and nothing else bears this name.
#[unsafe(no_mangle)]
extern "system" fn GetUserProfileDirectoryW(_token: *mut c_void, _path: *mut u16, _size: *mut u32) -> i32 {
    0
}

// SAFETY: as above; the second name under which the same import is looked for.
#[unsafe(no_mangle)]
static __imp_GetUserProfileDirectoryW: extern "system" fn(*mut c_void, *mut u16, *mut u32) -> i32 =
    GetUserProfileDirectoryW;
