//! The setting 「ハイ コントラスト」 of this session.
#![expect(unsafe_code, reason = "asks SystemParametersInfoW")]

use windows::Win32::UI::Accessibility::{HCF_HIGHCONTRASTON, HIGHCONTRASTW};
use windows::Win32::UI::WindowsAndMessaging::{
    SPI_GETHIGHCONTRAST, SYSTEM_PARAMETERS_INFO_UPDATE_FLAGS, SystemParametersInfoW,
};

/// What Windows says; false when it says nothing.
pub(super) fn wanted() -> bool {
    let size = u32::try_from(size_of::<HIGHCONTRASTW>()).unwrap_or_default();
    let mut answer = HIGHCONTRASTW { cbSize: size, ..HIGHCONTRASTW::default() };
    let place = Some((&raw mut answer).cast());
    // SAFETY: `place` points to a HIGHCONTRASTW of `cbSize` bytes that outlives the call.
    let asked = unsafe {
        SystemParametersInfoW(SPI_GETHIGHCONTRAST, size, place, SYSTEM_PARAMETERS_INFO_UPDATE_FLAGS(0))
    };
    match asked {
        Ok(()) => answer.dwFlags.contains(HCF_HIGHCONTRASTON),
        Err(error) => {
            log::debug!("high contrast: {error}");
            false
        }
    }
}
