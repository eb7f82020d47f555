//! The TCP sockets of the tools' processes.
#![expect(unsafe_code, reason = "reads the TCP tables through iphlpapi.dll")]

use std::collections::BTreeSet;
use std::ffi::c_void;
use std::time::Duration;

use windows::Win32::NetworkManagement::IpHelper::TCP_TABLE_OWNER_PID_ALL;
use windows::Win32::Networking::WinSock::{AF_INET, AF_INET6};

use super::tcp_table;
use crate::core::detection::snapshot::ConnectionRecord;
use crate::platform::observers::{ObserveError, Observer, RECORDS_MAX, Seen, Wanted};
use crate::platform::windows::system_library::SystemLibrary;

type GetExtendedTcpTable = unsafe extern "system" fn(*mut c_void, *mut u32, i32, u32, i32, u32) -> u32;

/// Largest table that is looked at, in bytes: tens of thousands of sessions.
const TABLE_MAX_BYTES: usize = 8 * 1024 * 1024;
/// `ERROR_INSUFFICIENT_BUFFER`.
const TOO_SMALL: u32 = 122;

/// Sockets of the processes asked for.
#[derive(Debug)]
pub struct Connections;

impl Observer for Connections {
    fn name(&self) -> &'static str {
        "connections"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(2)
    }

    fn observe(&mut self, wanted: &Wanted) -> Result<Seen, ObserveError> {
        Ok(Seen::Connections(of_processes(&wanted.pids)?))
    }
}

/// All TCP sockets of `pids`. An ordinary user sees those of every process.
///
/// # Errors
/// When the system has no table for either family of addresses.
pub fn of_processes(pids: &BTreeSet<u32>) -> Result<Vec<ConnectionRecord>, ObserveError> {
    if pids.is_empty() {
        return Ok(Vec::new());
    }
    let missing = || ObserveError::System("GetExtendedTcpTable is missing".to_owned());
    let library = SystemLibrary::load("iphlpapi.dll").ok_or_else(missing)?;
    // SAFETY: the type is the documented signature.
    let get: GetExtendedTcpTable = unsafe { library.function(c"GetExtendedTcpTable") }.ok_or_else(missing)?;
    let (v4, v6) = (read(get, AF_INET.0), read(get, AF_INET6.0));
    let mut found = match (&v4, &v6) {
        (Err(error), Err(_)) => return Err(ObserveError::System(error.clone())),
        _ => tcp_table::v4(&v4.unwrap_or_default(), pids),
    };
    found.extend(tcp_table::v6(&v6.unwrap_or_default(), pids));
    found.truncate(RECORDS_MAX);
    Ok(found)
}

/// The table of one family as plain numbers.
fn read(get: GetExtendedTcpTable, family: u16) -> Result<Vec<u32>, String> {
    let mut bytes = 64 * 1024_u32;
    // The table grows between the question for its size and the question for itself.
    for _ in 0..4 {
        let length = usize::try_from(bytes).unwrap_or(TABLE_MAX_BYTES).min(TABLE_MAX_BYTES);
        let mut table = vec![0_u32; length.div_ceil(4)];
        let mut size = u32::try_from(table.len().saturating_mul(4)).unwrap_or(0);
        // SAFETY: the buffer is aligned for the table and `size` is its size in bytes.
        let code = unsafe {
            get(table.as_mut_ptr().cast(), &raw mut size, 0, u32::from(family), TCP_TABLE_OWNER_PID_ALL.0, 0)
        };
        match code {
            0 => return Ok(table),
            TOO_SMALL => bytes = size.saturating_add(16 * 1024),
            code => return Err(format!("GetExtendedTcpTable answered {code}")),
        }
    }
    Err("the TCP table keeps growing".to_owned())
}
