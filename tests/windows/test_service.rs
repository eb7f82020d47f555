//! A service that is gone when the test ends.

use std::path::Path;

use windows::Win32::System::Services::{
    CloseServiceHandle, ControlService, CreateServiceW, DeleteService, OpenSCManagerW, SC_HANDLE,
    SC_MANAGER_CREATE_SERVICE, SERVICE_ALL_ACCESS, SERVICE_CONTROL_STOP, SERVICE_DEMAND_START,
    SERVICE_ERROR_IGNORE, SERVICE_STATUS, SERVICE_WIN32_OWN_PROCESS, StartServiceW,
};
use windows::core::{HSTRING, PCWSTR};

/// An installed service, stopped and removed when dropped.
pub struct Service {
    manager: SC_HANDLE,
    service: SC_HANDLE,
}

impl Service {
    /// Installs `program service` under `name`.
    pub fn create(name: &str, shown: &str, program: &Path) -> Self {
        let (name, shown) = (HSTRING::from(name), HSTRING::from(shown));
        let command = HSTRING::from(format!("\"{}\" service", program.display()));
        // SAFETY: all strings outlive the calls.
        unsafe {
            let manager = OpenSCManagerW(PCWSTR::null(), PCWSTR::null(), SC_MANAGER_CREATE_SERVICE).unwrap();
            let service = CreateServiceW(
                manager,
                &name,
                &shown,
                SERVICE_ALL_ACCESS,
                SERVICE_WIN32_OWN_PROCESS,
                SERVICE_DEMAND_START,
                SERVICE_ERROR_IGNORE,
                &command,
                PCWSTR::null(),
                None,
                PCWSTR::null(),
                PCWSTR::null(),
                PCWSTR::null(),
            )
            .unwrap();
            Self { manager, service }
        }
    }

    /// Starts it.
    pub fn start(&self) {
        // SAFETY: the service is open.
        unsafe { StartServiceW(self.service, None) }.unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let mut status = SERVICE_STATUS::default();
        // SAFETY: both are open and ours alone. One that was never started cannot be stopped.
        unsafe {
            let _ = ControlService(self.service, SERVICE_CONTROL_STOP, &raw mut status);
            DeleteService(self.service).unwrap();
            CloseServiceHandle(self.service).unwrap();
            CloseServiceHandle(self.manager).unwrap();
        }
    }
}
