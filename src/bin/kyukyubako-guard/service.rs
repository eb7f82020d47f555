//! The guard as a Windows service.

use std::ffi::OsString;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use flexi_logger::{Cleanup, Criterion, FileSpec, Logger, LoggerHandle, Naming};
use windows_service::service::{
    ServiceControl, ServiceControlAccept, ServiceExitCode, ServiceState, ServiceStatus, ServiceType,
};
use windows_service::service_control_handler::{self, ServiceControlHandlerResult, ServiceStatusHandle};
use windows_service::{define_windows_service, service_dispatcher};

use super::windows::{keeper, own_folder};
use crate::guard::{Guard, SteadyClock};
use crate::platform::guard::windows::pipe::{Event, PIPE_NAME};
use crate::platform::guard::windows::{pipe_server, registration};

/// Between two looks at the line.
const TICK: Duration = Duration::from_secs(1);
/// How long a start or end may take, told to the service manager.
const CHANGE_HINT: Duration = Duration::from_secs(15);
/// Largest log file, in bytes; one older one is kept.
const LOG_MAX_BYTES: u64 = 256 * 1024;

/// Hands this process to the service manager until the service ends. False when nobody but a person
/// started it.
pub fn run() -> bool {
    service_dispatcher::start(registration::SERVICE_NAME, service_main_raw).is_ok()
}

define_windows_service!(service_main_raw, service_main);

fn service_main(_arguments: Vec<OsString>) {
    let Ok(stop) = Event::new().map(Arc::new) else { return };
    let asked = Arc::clone(&stop);
    let handler = move |control| match control {
        ServiceControl::Stop | ServiceControl::Shutdown => {
            asked.set();
            ServiceControlHandlerResult::NoError
        }
        ServiceControl::Interrogate => ServiceControlHandlerResult::NoError,
        _ => ServiceControlHandlerResult::NotImplemented,
    };
    let Ok(manager) = service_control_handler::register(registration::SERVICE_NAME, handler) else { return };
    report(manager, ServiceState::StartPending, 0);
    let code = match serve(manager, &stop) {
        Ok(()) => 0,
        Err(error) => {
            log::error!("the guard ends: {error}");
            1
        }
    };
    report(manager, ServiceState::Stopped, code);
}

fn serve(manager: ServiceStatusHandle, stop: &Arc<Event>) -> std::io::Result<()> {
    let folder = own_folder()?;
    let _log = log_to(&folder);
    let keeper = keeper().map_err(std::io::Error::other)?;
    let guard = Arc::new(Guard::new(keeper, &folder));
    let clock = SteadyClock::default();
    guard.reconcile(clock.now());
    let answering = Arc::clone(&guard);
    let handler = Arc::new(move |client: &_, request| answering.handle(client, request, clock.now()));
    let pipe = pipe_server::serve(PIPE_NAME, handler, Arc::clone(stop))?;
    report(manager, ServiceState::Running, 0);
    log::info!("the guard is on duty");
    while !stop.wait(TICK) {
        guard.tick(clock.now());
    }
    report(manager, ServiceState::StopPending, 0);
    if pipe.join().is_err() {
        log::error!("the thread of the pipe broke down");
    }
    Ok(())
}

fn report(manager: ServiceStatusHandle, state: ServiceState, code: u32) {
    let changing = matches!(state, ServiceState::StartPending | ServiceState::StopPending);
    let accepted = if state == ServiceState::Running {
        ServiceControlAccept::STOP | ServiceControlAccept::SHUTDOWN
    } else {
        ServiceControlAccept::empty()
    };
    let status = ServiceStatus {
        service_type: ServiceType::OWN_PROCESS,
        current_state: state,
        controls_accepted: accepted,
        exit_code: if code == 0 { ServiceExitCode::Win32(0) } else { ServiceExitCode::ServiceSpecific(code) },
        checkpoint: 0,
        wait_hint: if changing { CHANGE_HINT } else { Duration::ZERO },
        process_id: None,
    };
    if let Err(error) = manager.set_service_status(status) {
        log::error!("the service manager does not hear {state:?}: {error}");
    }
}

/// The log of the service, beside its PIN: nobody but administrators reads it.
fn log_to(folder: &Path) -> Option<LoggerHandle> {
    Logger::try_with_str("info")
        .ok()?
        .log_to_file(FileSpec::default().directory(folder.join("log")).basename("guard").suppress_timestamp())
        .append()
        .rotate(Criterion::Size(LOG_MAX_BYTES), Naming::Numbers, Cleanup::KeepLogFiles(1))
        .start()
        .ok()
}
