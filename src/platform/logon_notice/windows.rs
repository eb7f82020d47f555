//! On Windows the elevated program and the guard write the `Run` entry of every user, which starts the
//! small notice program installed beside them. An ordinary process announces nothing: what it may cut,
//! the Wi-Fi radio, Windows itself shows and gives back.

use crate::core::Timestamp;
use crate::core::pc_facts::Announced;
use crate::platform::windows::notice_entry;

#[expect(clippy::unnecessary_wraps, reason = "same shape on every system")]
pub(super) fn announce(_since: Timestamp) -> Result<(), String> {
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "same shape on every system")]
pub(super) fn withdraw() -> Result<(), String> {
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "same shape on every system")]
pub(super) fn withdraw_own() -> Result<(), String> {
    Ok(())
}

pub(super) fn install() -> Result<(), String> {
    notice_entry::register().map_err(|error| error.to_string())
}

pub(super) fn uninstall() -> Result<(), String> {
    notice_entry::unregister().map_err(|error| error.to_string())
}

/// The filters themselves are read by everybody: no record is needed.
pub(super) fn announced() -> Announced {
    Announced::default()
}

pub(super) fn is_anothers() -> bool {
    false
}
