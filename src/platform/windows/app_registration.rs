//! Makes the name of this program known to the desktop, so that its notifications bear it.
#![expect(unsafe_code, reason = "writes one registry key of the current user")]

use std::path::Path;

use windows::Win32::System::Registry::{HKEY, HKEY_CURRENT_USER, REG_SZ, RegSetKeyValueW};
use windows::Win32::UI::Shell::SetCurrentProcessExplicitAppUserModelID;

use super::registry::{Key, Root};
use super::wide::Wide;
use crate::platform::app_id::APP_ID;

/// Registers [`APP_ID`] under `display_name` for the current user, where no set-up has done so for everybody, and
/// takes it for this process.
///
/// # Errors
/// The system's reason, for the log: without it notifications may not appear.
pub fn register(display_name: &str, icon: Option<&Path>) -> windows::core::Result<()> {
    let key = format!("Software\\Classes\\AppUserModelId\\{APP_ID}");
    let for_all = Key::open(Root::LocalMachine, &key).and_then(|key| key.text("DisplayName"));
    if for_all.as_deref() != Some(display_name) {
        set_text(HKEY_CURRENT_USER, &key, "DisplayName", display_name)?;
    }
    if let Some(icon) = icon {
        set_text(HKEY_CURRENT_USER, &key, "IconUri", &icon.to_string_lossy())?;
    }
    let id = Wide::new(APP_ID);
    // SAFETY: the string outlives the call.
    unsafe { SetCurrentProcessExplicitAppUserModelID(id.as_pcwstr()) }
}

/// Writes one text value, making the key if there is none.
pub(crate) fn set_text(root: HKEY, key: &str, name: &str, text: &str) -> windows::core::Result<()> {
    let (key, name, text) = (Wide::new(key), Wide::new(name), Wide::new(text));
    let bytes = u32::try_from(size_of_val(text.units())).unwrap_or(0);
    // SAFETY: strings and data outlive the call, and the size is the data's own.
    unsafe {
        RegSetKeyValueW(
            root,
            key.as_pcwstr(),
            name.as_pcwstr(),
            REG_SZ.0,
            Some(text.units().as_ptr().cast()),
            bytes,
        )
    }
    .ok()
}
