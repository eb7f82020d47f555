//! The system's own message box: works without our window, fonts or GPU.
#![expect(unsafe_code, reason = "calls MessageBoxW")]

use windows::Win32::UI::WindowsAndMessaging::{
    IDYES, MB_DEFBUTTON2, MB_ICONINFORMATION, MB_ICONWARNING, MB_OK, MB_SETFOREGROUND, MB_TOPMOST, MB_YESNO,
    MESSAGEBOX_RESULT, MESSAGEBOX_STYLE, MessageBoxW,
};

use super::wide::Wide;

/// Shows `text` with a single button and waits.
pub fn show_message(title: &str, text: &str) {
    let _ = message_box(title, text, MB_OK | MB_ICONINFORMATION);
}

/// Asks yes or no, with "no" chosen already. Anything but a clear yes is a no.
#[must_use]
pub fn ask(title: &str, text: &str) -> bool {
    message_box(title, text, MB_YESNO | MB_ICONWARNING | MB_DEFBUTTON2) == IDYES
}

fn message_box(title: &str, text: &str, style: MESSAGEBOX_STYLE) -> MESSAGEBOX_RESULT {
    let (title, text) = (Wide::new(title), Wide::new(text));
    // SAFETY: both strings are zero-terminated and outlive the call.
    let answer = unsafe {
        MessageBoxW(None, text.as_pcwstr(), title.as_pcwstr(), style | MB_SETFOREGROUND | MB_TOPMOST)
    };
    if answer.0 == 0 {
        log::error!("the message box could not be shown: {}", windows::core::Error::from_thread());
    }
    answer
}
