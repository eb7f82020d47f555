//! Remote Desktop: whether a desktop of this PC is used from elsewhere. Whether somebody is connected by
//! Remote Assistance the system tells nobody; its program `msra.exe` is known by its name.
#![expect(unsafe_code, reason = "asks wtsapi32.dll and the window system")]

use std::ffi::c_void;

use windows::Win32::Foundation::HANDLE;
use windows::Win32::System::RemoteDesktop::{
    WTS_INFO_CLASS, WTS_SESSION_INFOW, WTSActive, WTSClientName, WTSClientProtocolType, WTSINFOW,
    WTSSessionInfo,
};
use windows::Win32::UI::WindowsAndMessaging::{GetSystemMetrics, SM_REMOTECONTROL, SM_REMOTESESSION};

use super::desktop_sessions::{self, DesktopSession, OwnSession};
use super::wide_text;
use crate::platform::observers::{ObserveError, Observer, Seen, Wanted};
use crate::platform::windows::system_library::SystemLibrary;

type Enumerate = unsafe extern "system" fn(HANDLE, u32, u32, *mut *mut WTS_SESSION_INFOW, *mut u32) -> i32;
type Query = unsafe extern "system" fn(HANDLE, u32, WTS_INFO_CLASS, *mut *mut u8, *mut u32) -> i32;
type Free = unsafe extern "system" fn(*mut c_void);

/// Most sessions looked at; a home PC has two or three.
const SESSIONS_MAX: usize = 64;
/// Longest answer to one question, in bytes.
const ANSWER_MAX_BYTES: usize = 4 * 1024;
/// Where `ConnectTime` stands in `WTSINFOW`.
const CONNECTED_AT: usize = std::mem::offset_of!(WTSINFOW, ConnectTime);

/// Desktop sessions used from elsewhere.
#[derive(Debug)]
pub struct Sessions;

impl Observer for Sessions {
    fn name(&self) -> &'static str {
        "sessions"
    }

    fn every(&self) -> std::time::Duration {
        std::time::Duration::from_secs(2)
    }

    fn observe(&mut self, _: &Wanted) -> Result<Seen, ObserveError> {
        // SAFETY: takes a number.
        let metric = |index| unsafe { GetSystemMetrics(index) } != 0;
        let own = OwnSession { remote: metric(SM_REMOTESESSION), watched: metric(SM_REMOTECONTROL) };
        // Without the list the own session alone is judged.
        let sessions = Terminal::load().and_then(|terminal| terminal.sessions()).unwrap_or_default();
        Ok(Seen::RemoteSessions(desktop_sessions::remote(own, &sessions)))
    }
}

struct Terminal {
    enumerate: Enumerate,
    query: Query,
    free: Free,
}

impl Terminal {
    fn load() -> Option<Self> {
        let library = SystemLibrary::load("wtsapi32.dll")?;
        // SAFETY: every type above is the documented signature of its function.
        unsafe {
            Some(Self {
                enumerate: library.function(c"WTSEnumerateSessionsW")?,
                query: library.function(c"WTSQuerySessionInformationW")?,
                free: library.function(c"WTSFreeMemory")?,
            })
        }
    }

    fn sessions(&self) -> Option<Vec<DesktopSession>> {
        let (mut list, mut count) = (std::ptr::null_mut(), 0);
        // SAFETY: no handle means this PC; both answers outlive the call.
        let listed = unsafe { (self.enumerate)(HANDLE::default(), 0, 1, &raw mut list, &raw mut count) };
        if listed == 0 || list.is_null() {
            return None;
        }
        let count = usize::try_from(count).unwrap_or(0).min(SESSIONS_MAX);
        // SAFETY: the answer holds `count` entries until it is freed below.
        let entries = unsafe { std::slice::from_raw_parts(list, count) };
        let sessions = entries.iter().map(|entry| self.session(entry)).collect();
        // SAFETY: the answer is ours to free, and not used after.
        unsafe { (self.free)(list.cast()) };
        Some(sessions)
    }

    fn session(&self, entry: &WTS_SESSION_INFOW) -> DesktopSession {
        let ask = |class| self.ask(entry.SessionId, class).unwrap_or_default();
        let name: Vec<u16> =
            ask(WTSClientName).as_chunks().0.iter().copied().map(u16::from_le_bytes).collect();
        DesktopSession {
            active: entry.State == WTSActive,
            protocol: ask(WTSClientProtocolType).first_chunk().copied().map_or(0, u16::from_le_bytes),
            client: wide_text::name(&name),
            connected: ask(WTSSessionInfo)
                .get(CONNECTED_AT..)
                .and_then(|from| from.first_chunk().copied())
                .map_or(0, i64::from_le_bytes),
        }
    }

    /// The answer to one question about one session, as bytes.
    fn ask(&self, session: u32, class: WTS_INFO_CLASS) -> Option<Vec<u8>> {
        let (mut answer, mut size) = (std::ptr::null_mut(), 0);
        // SAFETY: as above.
        let told = unsafe { (self.query)(HANDLE::default(), session, class, &raw mut answer, &raw mut size) };
        if told == 0 || answer.is_null() {
            return None;
        }
        let size = usize::try_from(size).unwrap_or(0).min(ANSWER_MAX_BYTES);
        // SAFETY: the answer holds `size` bytes; it is ours to free, and not used after.
        unsafe {
            let copy = std::slice::from_raw_parts(answer, size).to_vec();
            (self.free)(answer.cast());
            Some(copy)
        }
    }
}
