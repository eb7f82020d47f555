//! Services: what is installed, what runs, and in which process. The system tells every user, also for
//! processes whose file it hides.
#![expect(unsafe_code, reason = "asks the service control manager")]

use windows::Win32::Foundation::ERROR_MORE_DATA;
use windows::Win32::System::Services::{
    CloseServiceHandle, ENUM_SERVICE_STATUS_PROCESSW, EnumServicesStatusExW, OpenSCManagerW,
    SC_ENUM_PROCESS_INFO, SC_HANDLE, SC_MANAGER_CONNECT, SC_MANAGER_ENUMERATE_SERVICE, SERVICE_RUNNING,
    SERVICE_START_PENDING, SERVICE_STATE_ALL, SERVICE_WIN32,
};
use windows::core::{PCWSTR, PWSTR};

use super::{command_line, wide_text};
use crate::core::detection::snapshot::ServiceRecord;
use crate::platform::observers::{ObserveError, Observer, RECORDS_MAX, Seen, Wanted};
use crate::platform::windows::registry::{Key, Root};

/// Bytes asked for at once; the most that the call takes.
const PART_BYTES: usize = 256 * 1024;
/// Most parts read.
const PARTS_MAX: usize = 16;
/// Where the programs of services are written; every user may read it.
const SERVICES: &str = r"SYSTEM\CurrentControlSet\Services";

/// Services of all programs, drivers excepted.
#[derive(Debug)]
pub struct Services;

impl Observer for Services {
    fn name(&self) -> &'static str {
        "services"
    }

    fn observe(&mut self, _: &Wanted) -> Result<Seen, ObserveError> {
        let mut services = list().map_err(|error| ObserveError::System(error.to_string()))?;
        if let Some(key) = Key::open(Root::LocalMachine, SERVICES) {
            for service in &mut services {
                let command = service.name.as_deref().and_then(|name| key.below(name)?.text("ImagePath"));
                service.image = command
                    .map(|command| {
                        wide_text::path(&command_line::program(&command, |name| std::env::var(name).ok()))
                    })
                    .filter(|image| !image.is_empty());
            }
        }
        Ok(Seen::Services(services))
    }
}

fn list() -> windows::core::Result<Vec<ServiceRecord>> {
    // SAFETY: no names: this PC and its usual database.
    let manager =
        Manager(unsafe { OpenSCManagerW(None, None, SC_MANAGER_CONNECT | SC_MANAGER_ENUMERATE_SERVICE) }?);
    // Aligned for the entries, which hold pointers.
    let mut buffer = vec![0_u64; PART_BYTES / size_of::<u64>()];
    let (mut services, mut resume) = (Vec::new(), 0_u32);
    for _ in 0..PARTS_MAX {
        let (mut missing, mut count) = (0_u32, 0_u32);
        // SAFETY: every byte of a u64 is a valid u8, and the slice ends where the buffer does.
        let bytes = unsafe { std::slice::from_raw_parts_mut(buffer.as_mut_ptr().cast::<u8>(), PART_BYTES) };
        // SAFETY: the manager is open; buffer and numbers outlive the call.
        let answer = unsafe {
            EnumServicesStatusExW(
                manager.0,
                SC_ENUM_PROCESS_INFO,
                SERVICE_WIN32,
                SERVICE_STATE_ALL,
                Some(bytes),
                &raw mut missing,
                &raw mut count,
                Some(&raw mut resume),
                PCWSTR::null(),
            )
        };
        let more = match answer {
            Ok(()) => false,
            Err(error) if error.code() == ERROR_MORE_DATA.to_hresult() => true,
            Err(error) => return Err(error),
        };
        services.extend(read_part(&buffer, count).take(RECORDS_MAX.saturating_sub(services.len())));
        if !more || services.len() >= RECORDS_MAX {
            break;
        }
    }
    Ok(services)
}

/// The entries at the start of `buffer`, whose texts stand behind them.
fn read_part(buffer: &[u64], count: u32) -> impl Iterator<Item = ServiceRecord> {
    let fitting = size_of_val(buffer) / size_of::<ENUM_SERVICE_STATUS_PROCESSW>();
    let count = usize::try_from(count).unwrap_or(fitting).min(fitting);
    let start = buffer.as_ptr();
    let texts: Vec<u16> = buffer
        .iter()
        .flat_map(|part| part.to_le_bytes())
        .collect::<Vec<u8>>()
        .as_chunks()
        .0
        .iter()
        .copied()
        .map(u16::from_le_bytes)
        .collect();
    (0..count).map(move |index| {
        // SAFETY: the system filled `count` entries, and that many fit into the aligned buffer.
        let entry = unsafe { start.cast::<ENUM_SERVICE_STATUS_PROCESSW>().add(index).read() };
        let text = |pointer: PWSTR| {
            let at = pointer.0.addr().checked_sub(start.addr())? / size_of::<u16>();
            wide_text::name(texts.get(at..)?)
        };
        let status = entry.ServiceStatusProcess;
        ServiceRecord {
            name: text(entry.lpServiceName),
            display_name: text(entry.lpDisplayName),
            image: None,
            running: Some(matches!(status.dwCurrentState, SERVICE_RUNNING | SERVICE_START_PENDING)),
            pid: Some(status.dwProcessId).filter(|pid| *pid != 0),
        }
    })
}

/// The service control manager, closed when dropped.
struct Manager(SC_HANDLE);

impl Drop for Manager {
    fn drop(&mut self) {
        // SAFETY: open and ours alone.
        if let Err(error) = unsafe { CloseServiceHandle(self.0) } {
            log::warn!("the service control manager could not be closed: {error}");
        }
    }
}
