//! Windows: a browser is there when it shows a window; what it keeps in the background is left alone.
#![expect(unsafe_code, reason = "windows of other programs have no safe interface")]

use std::collections::{BTreeMap, BTreeSet};

use windows::Win32::Foundation::{HWND, LPARAM, TRUE, WPARAM};
use windows::Win32::UI::WindowsAndMessaging::{
    EnumWindows, GetWindowThreadProcessId, IsWindowVisible, PostMessageW, WM_CLOSE,
};
use windows::core::BOOL;

use super::listing::Listing;
use super::{BrowserDesk, Running};
use crate::core::browser::Browsers;
use crate::platform::processes::ending::{self, Ending};

/// This user's session.
pub(super) struct Desk(Listing);

impl Desk {
    pub(super) fn new(browsers: &Browsers) -> Self {
        Self(Listing::new(browsers))
    }
}

impl BrowserDesk for Desk {
    fn running(&mut self) -> Vec<Running> {
        let mut processes = self.0.processes();
        if processes.is_empty() {
            return processes;
        }
        let owners: BTreeSet<u32> = visible_windows().into_values().collect();
        let shown: BTreeSet<String> = processes
            .iter()
            .filter(|process| owners.contains(&process.pid))
            .map(|process| process.browser.clone())
            .collect();
        processes.retain(|process| shown.contains(&process.browser));
        processes
    }

    fn ask(&mut self, of: &[Running]) -> bool {
        let pids: BTreeSet<u32> = of.iter().map(|process| process.pid).collect();
        let mut asked = false;
        for (window, _) in visible_windows().into_iter().filter(|(_, pid)| pids.contains(pid)) {
            // SAFETY: no pointers are passed; a window that has gone meanwhile is an error, not a danger.
            let posted = unsafe {
                PostMessageW(
                    Some(HWND(std::ptr::with_exposed_provenance_mut(window))),
                    WM_CLOSE,
                    WPARAM(0),
                    LPARAM(0),
                )
            };
            match posted {
                Ok(()) => asked = true,
                // A browser that was started as administrator.
                Err(error) => log::warn!("a window could not be asked to close: {error}"),
            }
        }
        asked
    }

    fn request_end(&mut self, _of: &Running) -> Ending {
        Ending::Gone
    }

    fn end(&mut self, of: &Running) -> Ending {
        ending::end(of.pid, of.mark)
    }
}

/// Every visible top-level window, by its handle's number, with its process.
fn visible_windows() -> BTreeMap<usize, u32> {
    let mut all: Vec<HWND> = Vec::new();
    // SAFETY: `collect` is called during this call only, with the address of `all`, which outlives it.
    let listed =
        unsafe { EnumWindows(Some(collect), LPARAM((&raw mut all).expose_provenance().cast_signed())) };
    if let Err(error) = listed {
        log::warn!("the windows cannot be listed: {error}");
    }
    all.into_iter()
        .filter_map(|window| {
            let mut pid = 0;
            // SAFETY: the handle may be stale, which both calls allow; the pointer is valid for writing.
            let shown = unsafe {
                GetWindowThreadProcessId(window, Some(&raw mut pid)) != 0 && IsWindowVisible(window).as_bool()
            };
            shown.then(|| (window.0.expose_provenance(), pid))
        })
        .collect()
}

/// Adds one window to the list at the address `list`.
unsafe extern "system" fn collect(window: HWND, list: LPARAM) -> BOOL {
    let list = std::ptr::with_exposed_provenance_mut::<Vec<HWND>>(list.0.cast_unsigned());
    // SAFETY: `visible_windows` hands in the address of its own list, which nobody else uses meanwhile.
    if let Some(list) = unsafe { list.as_mut() } {
        list.push(window);
    }
    TRUE
}
