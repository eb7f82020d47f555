//! Whether the system is set to high contrast.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(windows)]
mod windows;

/// True when the system is set to high contrast. Unknown is false. Takes up to two seconds: not for the
/// window's thread.
#[must_use]
pub fn wanted() -> bool {
    native()
}

#[cfg(target_os = "linux")]
fn native() -> bool {
    use crate::platform::observers::of_this_user;

    linux::wanted_on(&of_this_user())
}

#[cfg(windows)]
fn native() -> bool {
    windows::wanted()
}

/// 「コントラストを上げる」 in the accessibility settings.
#[cfg(target_os = "macos")]
fn native() -> bool {
    use std::process::{Command, Stdio};

    let asked = Command::new("/usr/bin/defaults")
        .args(["read", "com.apple.universalaccess", "increaseContrast"])
        .stdin(Stdio::null())
        .output();
    match asked {
        Ok(answer) => answer.stdout.trim_ascii() == b"1",
        Err(error) => {
            log::debug!("high contrast: {error}");
            false
        }
    }
}

#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
fn native() -> bool {
    false
}
