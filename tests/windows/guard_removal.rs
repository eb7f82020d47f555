//! What stands in the way of the guard's installation and removal, and what becomes of the way back then.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::os::windows::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc;
use std::time::Duration;

use kyukyubako::content::{Locale, Texts};
use kyukyubako::elevated::Machine as _;
use kyukyubako::platform::guard::windows::registration;
use kyukyubako::platform::windows::registry::{Key, Root};
use kyukyubako::platform::windows::restore_program::{FILE_NAME, ThisPc};
use kyukyubako::platform::windows::{cut_record, known_folder};
use windows_service::define_windows_service;
use windows_service::service::{
    ServiceAccess, ServiceControl, ServiceControlAccept, ServiceErrorControl, ServiceExitCode, ServiceInfo,
    ServiceStartType, ServiceState, ServiceStatus, ServiceType,
};
use windows_service::service_control_handler::{self, ServiceControlHandlerResult};
use windows_service::service_dispatcher;
use windows_service::service_manager::{ServiceManager, ServiceManagerAccess};

use super::guard::{Installed, built, record, run};

/// Open, but something stayed behind.
const LEFT_BEHIND: u32 = 12;
/// `FILE_SHARE_READ | FILE_SHARE_WRITE`: nobody may delete or rename it.
const NOT_TO_BE_DELETED: u32 = 1 | 2;
const UNINSTALL_KEY: &str = "Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Kyukyubako-Restore";

/// Holds `file` as a virus scanner does.
fn hold(file: &Path) -> File {
    OpenOptions::new().read(true).share_mode(NOT_TO_BE_DELETED).open(file).unwrap()
}

fn copy_in_program_data() -> PathBuf {
    known_folder::program_data().unwrap().join(FILE_NAME)
}

fn nothing_is_kept() -> bool {
    !cut_record::folder().unwrap().exists() && !copy_in_program_data().exists()
}

/// What of the way back is there: the sheets and links on everybody's desktop and in the start menu.
fn leads() -> Vec<PathBuf> {
    let mut leads = Vec::new();
    for locale in Locale::ALL {
        let texts = Texts::new(locale);
        let desktop = known_folder::public_desktop().unwrap();
        leads.push(desktop.join(format!("{}.txt", texts.get("guard-windows-way-back-name"))));
        leads.push(desktop.join(format!("{}.lnk", texts.get("guard-windows-way-back-link"))));
        let menu = known_folder::common_programs().unwrap();
        leads.push(menu.join(format!("{}.lnk", texts.get("restore-program-shortcut"))));
    }
    leads.into_iter().filter(|lead| lead.exists()).collect()
}

fn uninstall_command() -> Option<String> {
    Key::open(Root::LocalMachine, UNINSTALL_KEY).and_then(|key| key.text("UninstallString"))
}

#[test]
fn what_only_stays_behind_is_not_called_offline() {
    if !super::under_wine() {
        println!("skipped: would install a service on a real PC");
        return;
    }
    let guard = Installed::new();
    let log = cut_record::folder().unwrap().join("audit-log");
    fs::write(&log, b"").unwrap();
    let held = hold(&log);
    assert_eq!(guard.remove(), LEFT_BEHIND);
    assert!(!registration::installed() && log.exists());
    assert_eq!(run(&guard.0, "uninstall"), LEFT_BEHIND);
    assert!(leads().is_empty(), "the line is open: {:?}", leads());
    drop(held);
    assert_eq!(guard.remove(), 0);
    assert!(nothing_is_kept());
}

#[test]
fn without_a_way_back_the_service_stays_and_the_copy_of_the_installation_is_one() {
    if !super::under_wine() {
        println!("skipped: would install a service on a real PC");
        return;
    }
    // No restore program was ever there.
    let guard = Installed::new();
    assert!(!copy_in_program_data().exists());
    fs::write(record(), b"a cut that nobody can take back here").unwrap();
    assert_eq!(run(&guard.0, "uninstall"), 1);
    assert!(registration::installed(), "nobody is left who could open the line");
    assert!(leads().is_empty(), "{:?}", leads());
    let log = fs::read_to_string(cut_record::folder().unwrap().join("audit-log")).unwrap();
    assert!(log.contains("no way back is left: "), "{log}");

    // One that was there at the installation is kept, although somebody takes it away before the removal.
    let beside = guard.0.with_file_name(FILE_NAME);
    fs::copy(super::restore_program_built(), &beside).unwrap();
    assert_eq!(run(&guard.0, "install"), 0);
    fs::remove_file(&beside).unwrap();
    assert_eq!(run(&guard.0, "uninstall"), 1);
    assert!(!registration::installed());
    let copy = copy_in_program_data();
    assert_eq!(fs::read(&copy).unwrap(), fs::read(super::restore_program_built()).unwrap());
    assert_eq!(leads().len(), 3, "{:?}", leads());
    assert_eq!(uninstall_command(), Some(format!("\"{}\" uninstall", copy.display())));

    // Its own uninstall takes everything away.
    let folder = guard.0.parent().unwrap();
    for locale in Locale::ALL {
        let sheet = format!("{}.txt", Texts::new(locale).get("restore-program-by-hand-file"));
        fs::write(folder.join(sheet), b"of the set-up program").unwrap();
    }
    fs::remove_file(&guard.0).unwrap();
    fs::remove_file(record()).unwrap();
    ThisPc::new(&Texts::new(Locale::Ja), false, copy).uninstall().unwrap();
    assert!(leads().is_empty() && uninstall_command().is_none(), "{:?}", leads());
    assert!(nothing_is_kept() && !folder.exists());
}

#[test]
fn a_removal_in_peace_takes_the_copy_away() {
    if !super::under_wine() {
        println!("skipped: would install a service on a real PC");
        return;
    }
    let guard = Installed::new();
    let beside = guard.0.with_file_name(FILE_NAME);
    fs::copy(super::restore_program_built(), &beside).unwrap();
    assert_eq!(run(&guard.0, "install"), 0);
    assert!(copy_in_program_data().is_file());
    fs::remove_file(&beside).unwrap();
    assert_eq!(guard.remove(), 0);
    assert!(nothing_is_kept());
}

#[test]
fn who_holds_the_folders_name_is_named() {
    if !super::under_wine() {
        println!("skipped: would change a folder of a real PC");
        return;
    }
    let said = || {
        let program = super::restore_program_built().with_file_name("kyukyubako.exe");
        let output = Command::new(program).args(["doctor", "--json"]).output().unwrap();
        let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let checks = answer["checks"].as_array().unwrap();
        checks.iter().find(|row| row["check"] == "guard").unwrap()["sentence_id"].as_str().unwrap().to_owned()
    };
    // Of earlier tests.
    let name = known_folder::program_data().unwrap();
    if name.exists() {
        fs::remove_dir_all(&name).unwrap();
    }
    assert_eq!(said(), "doctor-guard-absent");
    // Wine keeps no owners: what is no folder stands in for one of somebody else.
    fs::write(&name, b"").unwrap();
    let held = hold(&name);
    let program = known_folder::program_files().unwrap().join("kyukyubako-guard.exe");
    fs::create_dir_all(program.parent().unwrap()).unwrap();
    fs::copy(built(), &program).unwrap();
    assert_eq!(run(&program, "install"), 1);
    assert!(!registration::installed() && name.is_file());
    assert_eq!(said(), "doctor-guard-obstructed");
    drop(held);
    // Let go of, it is moved aside.
    let guard = Installed::new();
    assert!(name.is_dir());
    assert_eq!(guard.remove(), 0);
    for aside in fs::read_dir(name.parent().unwrap()).unwrap().flatten() {
        if aside.file_name().to_string_lossy().starts_with("Kyukyubako.untrusted-") {
            fs::remove_file(aside.path()).unwrap();
        }
    }
}

define_windows_service!(slow_main_raw, slow_main);

/// How long the service below takes to end.
const SLOWLY: Duration = Duration::from_secs(2);

fn slow_main(_arguments: Vec<OsString>) {
    let (stop, stopped) = mpsc::channel();
    let handler = move |control| match control {
        ServiceControl::Stop => {
            let _ = stop.send(());
            ServiceControlHandlerResult::NoError
        }
        ServiceControl::Interrogate => ServiceControlHandlerResult::NoError,
        _ => ServiceControlHandlerResult::NotImplemented,
    };
    let manager = service_control_handler::register(registration::SERVICE_NAME, handler).unwrap();
    let report = |state, accepted| {
        let status = ServiceStatus {
            service_type: ServiceType::OWN_PROCESS,
            current_state: state,
            controls_accepted: accepted,
            exit_code: ServiceExitCode::Win32(0),
            checkpoint: 0,
            wait_hint: SLOWLY * 2,
            process_id: None,
        };
        manager.set_service_status(status).unwrap();
    };
    report(ServiceState::Running, ServiceControlAccept::STOP);
    stopped.recv().unwrap();
    report(ServiceState::StopPending, ServiceControlAccept::empty());
    // Not a wait for anything: it stands for a service that has much to do.
    std::thread::sleep(SLOWLY);
    report(ServiceState::Stopped, ServiceControlAccept::empty());
}

#[test]
#[ignore = "runs as the service of the test below"]
fn slow_service() {
    service_dispatcher::start(registration::SERVICE_NAME, slow_main_raw).unwrap();
}

#[test]
fn a_service_that_is_about_to_end_is_waited_for() {
    if !super::under_wine() {
        println!("skipped: would install a service on a real PC");
        return;
    }
    let manager = ServiceManager::local_computer(None::<&str>, ServiceManagerAccess::CREATE_SERVICE).unwrap();
    let info = ServiceInfo {
        name: registration::SERVICE_NAME.into(),
        display_name: "slow".into(),
        service_type: ServiceType::OWN_PROCESS,
        start_type: ServiceStartType::OnDemand,
        error_control: ServiceErrorControl::Ignore,
        executable_path: std::env::current_exe().unwrap(),
        launch_arguments: ["guard_removal::slow_service", "--exact", "--ignored"].map(Into::into).to_vec(),
        dependencies: Vec::new(),
        account_name: None,
        account_password: None,
    };
    let access = ServiceAccess::QUERY_STATUS | ServiceAccess::START | ServiceAccess::STOP;
    let service = manager.create_service(&info, access).unwrap();
    service.start::<OsString>(&[]).unwrap();
    let is = |state| {
        super::wait_for("that state", || {
            (service.query_status().unwrap().current_state == state).then_some(())
        });
    };
    is(ServiceState::Running);
    service.stop().unwrap();
    is(ServiceState::StopPending);
    let Err(windows_service::Error::Winapi(refused)) = service.stop() else { panic!("not refused") };
    assert_eq!(refused.raw_os_error(), Some(1061));
    assert_eq!(registration::remove(), Ok(()));
    drop(service);
    super::wait_for("its removal", || (!registration::installed()).then_some(()));
}
