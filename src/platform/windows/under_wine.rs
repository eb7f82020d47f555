//! Where Wine falls short of Windows in what a test of the guard needs: it keeps no owners of files, and
//! impersonates nobody. Nothing of this is in a release build, and nothing of it is true on Windows.
#![cfg_attr(debug_assertions, expect(unsafe_code, reason = "looks for a function that only Wine has"))]

/// True for a test build under Wine.
#[cfg(debug_assertions)]
#[must_use]
pub fn in_a_test() -> bool {
    use super::system_library::SystemLibrary;
    SystemLibrary::load("ntdll.dll").is_some_and(|ntdll| {
        // SAFETY: only looked for, never called.
        unsafe { ntdll.function::<unsafe extern "system" fn()>(c"wine_get_version") }.is_some()
    })
}

/// True for a test build under Wine: never.
#[cfg(not(debug_assertions))]
#[must_use]
pub fn in_a_test() -> bool {
    false
}
