//! What the button asks of the desktop of Windows: its screens, and whose window is in use.

#![expect(unsafe_code, reason = "asks the system about windows, processes and screens")]

use windows::Win32::Foundation::{CloseHandle, HANDLE, HWND, LPARAM, RECT};
use windows::Win32::Graphics::Gdi::{EnumDisplayMonitors, GetMonitorInfoW, HDC, HMONITOR, MONITORINFO};
use windows::Win32::System::Threading::{
    GetCurrentProcess, OpenProcess, PROCESS_NAME_WIN32, PROCESS_QUERY_LIMITED_INFORMATION,
    QueryFullProcessImageNameW,
};
use windows::Win32::UI::WindowsAndMessaging::{GetWindowThreadProcessId, MONITORINFOF_PRIMARY};
use windows::core::{BOOL, PWSTR};

use crate::core::sos::Area;

/// More screens than these no PC has.
const SCREENS_MAX: usize = 32;
/// Longest path that is compared, in UTF-16 units.
const PATH_MAX: usize = 4096;

/// A window of this very program, in whichever process.
pub(super) fn is_ours(window: HWND) -> bool {
    let mut process = 0;
    // SAFETY: the number is ours and outlives the call; a window that went has none.
    if window.is_invalid() || unsafe { GetWindowThreadProcessId(window, Some(&raw mut process)) } == 0 {
        return false;
    }
    // SAFETY: a process of the same user may be asked for its file; its handle is closed below; our own needs none.
    unsafe {
        let Ok(handle) = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, false, process) else { return false };
        let theirs = program(handle);
        let _ = CloseHandle(handle);
        theirs.is_some() && theirs == program(GetCurrentProcess())
    }
}

/// The file of a process.
fn program(process: HANDLE) -> Option<Vec<u16>> {
    let mut path = vec![0_u16; PATH_MAX];
    let mut length = u32::try_from(path.len()).ok()?;
    // SAFETY: the buffer is as long as is said, and outlives the call.
    unsafe {
        QueryFullProcessImageNameW(process, PROCESS_NAME_WIN32, PWSTR(path.as_mut_ptr()), &raw mut length)
    }
    .ok()?;
    path.truncate(usize::try_from(length).ok()?);
    Some(path)
}

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
