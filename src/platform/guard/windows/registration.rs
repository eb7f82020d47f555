//! The guard among the services of this PC.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use windows_service::Error;
use windows_service::service::{
    Service, ServiceAccess, ServiceAction, ServiceActionType, ServiceErrorControl, ServiceFailureActions,
    ServiceFailureResetPeriod, ServiceInfo, ServiceStartType, ServiceState, ServiceType,
};
use windows_service::service_manager::{ServiceManager, ServiceManagerAccess};

use crate::platform::guard::GuardError;

/// The service's name.
pub const SERVICE_NAME: &str = "KyukyubakoGuard";
/// The word with which the service manager starts the program.
pub const RUN_WORD: &str = "run";
/// The service that keeps the packet filters, the Base Filtering Engine.
const ENGINE: &str = "BFE";
/// `ERROR_SERVICE_DOES_NOT_EXIST`.
const NO_SUCH_SERVICE: i32 = 1060;
/// `ERROR_SERVICE_NOT_ACTIVE`.
const NOT_ACTIVE: i32 = 1062;
/// `ERROR_SERVICE_ALREADY_RUNNING`.
const ALREADY_RUNNING: i32 = 1056;
/// `ERROR_SERVICE_CANNOT_ACCEPT_CTRL`: it is about to start or to end.
const CHANGING: i32 = 1061;
/// `ERROR_SERVICE_MARKED_FOR_DELETE`.
const MARKED_FOR_DELETE: i32 = 1072;
/// How the system names its own account.
const SYSTEM_ACCOUNT: &str = "LocalSystem";
/// The longest start or end of the service.
const CHANGE_LIMIT: Duration = Duration::from_secs(20);
const CHANGE_POLL: Duration = Duration::from_millis(50);

/// The process of the running service, which runs as the system itself.
///
/// # Errors
/// [`GuardError::Absent`] when it is not installed, [`GuardError::Unreachable`] when it does not run.
pub fn running_process() -> Result<u32, GuardError> {
    let access = ServiceAccess::QUERY_STATUS | ServiceAccess::QUERY_CONFIG;
    let service = match open(access) {
        Ok(Some(service)) => service,
        Ok(None) => return Err(GuardError::Absent),
        Err(error) => return Err(unreachable(&error)),
    };
    let status = service.query_status().map_err(|error| unreachable(&error))?;
    let (ServiceState::Running, Some(process)) = (status.current_state, status.process_id) else {
        return Err(GuardError::Unreachable(format!("the service is {:?}", status.current_state)));
    };
    let account = service.query_config().map_err(|error| unreachable(&error))?.account_name;
    if account.as_deref() != Some(OsStr::new(SYSTEM_ACCOUNT)) {
        return Err(GuardError::Unreachable("the service does not run as the system".to_owned()));
    }
    Ok(process)
}

/// Installs the service with `program`, or gives the installed one that program, and starts it.
///
/// # Errors
/// The system's reason.
pub fn install(program: PathBuf, shown: &str, description: &str) -> Result<(), String> {
    let info = ServiceInfo {
        name: SERVICE_NAME.into(),
        display_name: shown.into(),
        service_type: ServiceType::OWN_PROCESS,
        start_type: ServiceStartType::AutoStart,
        error_control: ServiceErrorControl::Normal,
        executable_path: program,
        launch_arguments: vec![RUN_WORD.into()],
        dependencies: Vec::new(),
        // The system itself.
        account_name: None,
        account_password: None,
    };
    let manager = manager(ServiceManagerAccess::CONNECT | ServiceManagerAccess::CREATE_SERVICE)?;
    let access = ServiceAccess::QUERY_STATUS
        | ServiceAccess::CHANGE_CONFIG
        | ServiceAccess::START
        | ServiceAccess::STOP;
    let service = match manager.open_service(SERVICE_NAME, access) {
        Ok(service) => {
            // The one that runs may be an older program.
            stop(&service)?;
            service.change_config(&info).map_err(text)?;
            service
        }
        Err(error) if code(&error) == Some(NO_SUCH_SERVICE) => {
            manager.create_service(&info, access).map_err(text)?
        }
        Err(error) => return Err(text(error)),
    };
    if let Err(error) = service.set_description(description) {
        log::warn!("the service has no description: {error}");
    }
    let again = |seconds| ServiceAction {
        action_type: ServiceActionType::Restart,
        delay: Duration::from_secs(seconds),
    };
    let failure = ServiceFailureActions {
        reset_period: ServiceFailureResetPeriod::After(Duration::from_secs(24 * 60 * 60)),
        reboot_msg: None,
        command: None,
        actions: Some(vec![again(1), again(1), again(5)]),
    };
    if let Err(error) = service
        .update_failure_actions(failure)
        .and_then(|()| service.set_failure_actions_on_non_crash_failures(true))
    {
        log::warn!("the service is not started again when it fails: {error}");
    }
    match service.start::<OsString>(&[]) {
        Err(error) if code(&error) != Some(ALREADY_RUNNING) => return Err(text(error)),
        _ => {}
    }
    wait_for(&service, ServiceState::Running)
}

/// Stops the service, if there is one, and removes it.
///
/// # Errors
/// The system's reason.
pub fn remove() -> Result<(), String> {
    let access = ServiceAccess::QUERY_STATUS | ServiceAccess::STOP | ServiceAccess::DELETE;
    let Some(service) = open(access).map_err(text)? else { return Ok(()) };
    stop(&service)?;
    match service.delete() {
        Err(error) if code(&error) != Some(MARKED_FOR_DELETE) => Err(text(error)),
        _ => Ok(()),
    }
}

/// True when the service is installed, running or not.
#[must_use]
pub fn installed() -> bool {
    matches!(open(ServiceAccess::QUERY_STATUS), Ok(Some(_)))
}

/// Stops the service, if there is one.
///
/// # Errors
/// The system's reason.
pub fn stop_running() -> Result<(), String> {
    let access = ServiceAccess::QUERY_STATUS | ServiceAccess::STOP;
    open(access).map_err(text)?.map_or(Ok(()), |service| stop(&service))
}

/// Starts the installed service, or leaves it running.
///
/// # Errors
/// The system's reason.
pub fn start_again() -> Result<(), String> {
    start(SERVICE_NAME)
}

/// Starts the filter engine of Windows where somebody has stopped it.
///
/// # Errors
/// The system's reason.
pub fn start_engine() -> Result<(), String> {
    start(ENGINE)
}

fn start(name: &str) -> Result<(), String> {
    let service = manager(ServiceManagerAccess::CONNECT)?
        .open_service(name, ServiceAccess::QUERY_STATUS | ServiceAccess::START)
        .map_err(text)?;
    match service.start::<OsString>(&[]) {
        Err(error) if code(&error) != Some(ALREADY_RUNNING) => return Err(text(error)),
        _ => {}
    }
    wait_for(&service, ServiceState::Running)
}

fn stop(service: &Service) -> Result<(), String> {
    let end = Instant::now() + CHANGE_LIMIT;
    loop {
        match service.stop() {
            Err(error) if code(&error) == Some(CHANGING) && Instant::now() < end => {
                std::thread::sleep(CHANGE_POLL);
            }
            Err(error) if code(&error) != Some(NOT_ACTIVE) => return Err(text(error)),
            _ => return wait_for(service, ServiceState::Stopped),
        }
    }
}

fn wait_for(service: &Service, state: ServiceState) -> Result<(), String> {
    let end = Instant::now() + CHANGE_LIMIT;
    loop {
        let now = service.query_status().map_err(text)?.current_state;
        if now == state {
            return Ok(());
        }
        // Stopped again at once: it will not come.
        if Instant::now() >= end || (state == ServiceState::Running && now == ServiceState::Stopped) {
            return Err(format!("the service is {now:?}"));
        }
        std::thread::sleep(CHANGE_POLL);
    }
}

fn open(access: ServiceAccess) -> Result<Option<Service>, Error> {
    let manager = ServiceManager::local_computer(None::<&str>, ServiceManagerAccess::CONNECT)?;
    match manager.open_service(SERVICE_NAME, access) {
        Ok(service) => Ok(Some(service)),
        Err(error) if code(&error) == Some(NO_SUCH_SERVICE) => Ok(None),
        Err(error) => Err(error),
    }
}

fn manager(access: ServiceManagerAccess) -> Result<ServiceManager, String> {
    ServiceManager::local_computer(None::<&str>, access).map_err(text)
}

fn code(error: &Error) -> Option<i32> {
    match error {
        Error::Winapi(error) => error.raw_os_error(),
        _ => None,
    }
}

fn unreachable(error: &Error) -> GuardError {
    GuardError::Unreachable(with_cause(error))
}

fn text(error: Error) -> String {
    with_cause(&error)
}

/// The error alone says only where it happened.
fn with_cause(error: &Error) -> String {
    match error {
        Error::Winapi(cause) => cause.to_string(),
        other => other.to_string(),
    }
}
