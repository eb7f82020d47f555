//! Ends established TCP sessions, so that none resumes when the line comes back.
//!
//! IPv4 only: Windows has no call for IPv6. There the filters stop every packet, and the session
//! dies of its own time-out.
#![expect(unsafe_code, reason = "reads and edits the TCP table through iphlpapi.dll")]

use windows::Win32::NetworkManagement::IpHelper::{
    MIB_TCP_STATE_DELETE_TCB, MIB_TCP_STATE_LISTEN, MIB_TCPROW_LH, MIB_TCPROW_LH_0,
};

use super::system_library::SystemLibrary;

type GetTcpTable = unsafe extern "system" fn(*mut u32, *mut u32, i32) -> u32;
type SetTcpEntry = unsafe extern "system" fn(*const MIB_TCPROW_LH) -> u32;

/// Largest table that is looked at, in bytes: tens of thousands of sessions.
const MAX_TABLE: usize = 4 * 1024 * 1024;
/// `ERROR_INSUFFICIENT_BUFFER`.
const TOO_SMALL: u32 = 122;
/// One row: state, local address and port, remote address and port.
const ROW: usize = 5;

/// How many sessions were ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ended {
    /// Ended.
    pub ended: u32,
    /// Refused by the system.
    pub refused: u32,
}

/// Ends every IPv4 TCP session that leaves this PC. Needs administrator rights.
///
/// # Errors
/// When the table cannot be read.
pub fn destroy_all() -> Result<Ended, String> {
    let library = SystemLibrary::load("iphlpapi.dll").ok_or("iphlpapi.dll is missing")?;
    // SAFETY: both types are the documented signatures.
    let (get, set): (GetTcpTable, SetTcpEntry) = unsafe {
        (
            library.function(c"GetTcpTable").ok_or("GetTcpTable is missing")?,
            library.function(c"SetTcpEntry").ok_or("SetTcpEntry is missing")?,
        )
    };
    let mut ended = Ended::default();
    for row in read(get)?.chunks_exact(ROW) {
        let &[state, local, local_port, remote, remote_port] = row else { continue };
        let outside = remote.to_ne_bytes().first().is_some_and(|first| !matches!(first, 0 | 127));
        if state == MIB_TCP_STATE_LISTEN.0.cast_unsigned() || !outside {
            continue;
        }
        let entry = MIB_TCPROW_LH {
            Anonymous: MIB_TCPROW_LH_0 { State: MIB_TCP_STATE_DELETE_TCB },
            dwLocalAddr: local,
            dwLocalPort: local_port,
            dwRemoteAddr: remote,
            dwRemotePort: remote_port,
        };
        // SAFETY: the row outlives the call.
        match unsafe { set(&raw const entry) } {
            0 => ended.ended = ended.ended.saturating_add(1),
            _ => ended.refused = ended.refused.saturating_add(1),
        }
    }
    Ok(ended)
}

/// The rows of the table as plain numbers.
fn read(get: GetTcpTable) -> Result<Vec<u32>, String> {
    let mut bytes = 64 * 1024_u32;
    // The table grows between the question for its size and the question for itself.
    for _ in 0..4 {
        let length = usize::try_from(bytes).unwrap_or(MAX_TABLE).min(MAX_TABLE);
        let mut table = vec![0_u32; length.div_ceil(4)];
        let mut size = u32::try_from(table.len().saturating_mul(4)).unwrap_or(0);
        // SAFETY: the buffer is aligned for the table and `size` is its size in bytes.
        match unsafe { get(table.as_mut_ptr(), &raw mut size, 0) } {
            0 => {
                let count = table.first().copied().and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
                return Ok(table.into_iter().skip(1).take(count.saturating_mul(ROW)).collect());
            }
            TOO_SMALL => bytes = size.saturating_add(16 * 1024),
            code => return Err(format!("GetTcpTable answered {code}")),
        }
    }
    Err("the TCP table keeps growing".to_owned())
}
