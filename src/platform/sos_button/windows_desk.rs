//! What the button asks of the desktop of Windows: its screens.

#![expect(unsafe_code, reason = "asks the system about its screens")]

use windows::Win32::Foundation::{LPARAM, RECT};
use windows::Win32::Graphics::Gdi::{EnumDisplayMonitors, GetMonitorInfoW, HDC, HMONITOR, MONITORINFO};
use windows::Win32::UI::WindowsAndMessaging::MONITORINFOF_PRIMARY;
use windows::core::BOOL;

use crate::core::sos::Area;

/// More screens than these no PC has.
const SCREENS_MAX: usize = 32;

/// What task bars leave of each screen, the first one's first.
pub(super) fn screens() -> Vec<Area> {
    let mut found: Vec<(bool, Area)> = Vec::new();
    let list = LPARAM((&raw mut found).expose_provenance().cast_signed());
    // SAFETY: the list outlives the call, during which alone the procedure is called.
    if !unsafe { EnumDisplayMonitors(None, None, Some(screen), list) }.as_bool() {
        log::debug!("SOS button: the screens are not told");
    }
    found.sort_by_key(|(first, _)| !first);
    found.into_iter().map(|(_, area)| area).collect()
}

extern "system" fn screen(monitor: HMONITOR, _context: HDC, _place: *mut RECT, list: LPARAM) -> BOOL {
    let mut info = MONITORINFO {
        cbSize: u32::try_from(size_of::<MONITORINFO>()).unwrap_or_default(),
        ..MONITORINFO::default()
    };
    // SAFETY: the structure is ours; the list is the one that `screens` gave, and nobody else uses it meanwhile.
    unsafe {
        let list = std::ptr::with_exposed_provenance_mut::<Vec<(bool, Area)>>(list.0.cast_unsigned());
        if let Some(list) = list.as_mut()
            && list.len() < SCREENS_MAX
            && GetMonitorInfoW(monitor, &raw mut info).as_bool()
        {
            let RECT { left, top, right, bottom } = info.rcWork;
            let (width, height) = (right.saturating_sub(left), bottom.saturating_sub(top));
            let area = Area { x: left, y: top, width, height };
            list.push((info.dwFlags & MONITORINFOF_PRIMARY != 0, area));
        }
    }
    true.into()
}
