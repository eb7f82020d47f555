//! What the observers see of a program that behaves like a remote-control tool. `tools/windows.sh`
//! builds and signs it beside these tests; without it they are skipped.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use kyukyubako::core::detection::snapshot::{
    AutostartRecord, ConnectionRecord, FileRecord, ServiceRecord, Snapshot,
};
use kyukyubako::platform::observers::{Wanted, native, process_image};
use kyukyubako::platform::processes::observer::Observer as Processes;
use kyukyubako::platform::windows::{known_folder, start_menu};

use super::wait_for;

/// The folder of the stand-ins, when they were built.
pub fn stand_ins() -> Option<PathBuf> {
    let folder = super::restore_program_built().with_file_name("stand-ins");
    if folder.is_dir() && super::under_wine() {
        return Some(folder);
    }
    println!("skipped: no stand-ins beside these tests, or a real PC");
    None
}

/// A folder of our own, gone with its content.
pub fn own_folder() -> tempfile::TempDir {
    tempfile::tempdir_in(known_folder::temporary().unwrap()).unwrap()
}

/// One look of the observer `name`.
fn look(name: &str, wanted: &Wanted) -> Snapshot {
    let mut observer = native().into_iter().find(|observer| observer.name() == name).unwrap();
    let started = std::time::Instant::now();
    let seen = observer.observe(wanted).unwrap();
    let mut snapshot = Snapshot::default();
    seen.add_to(&mut snapshot);
    println!("{name}: {:?}", started.elapsed());
    snapshot
}

/// The stand-in under another name, listening and connected to itself; ends with this.
pub struct Tool {
    child: Child,
    port: u16,
    exe: PathBuf,
}

impl Tool {
    /// Starts a copy of `stand_in` in `folder`.
    pub fn start(stand_in: &Path, folder: &Path) -> Self {
        let exe = folder.join("printer-helper.exe");
        std::fs::copy(stand_in, &exe).unwrap();
        Self::start_at(exe)
    }

    fn start_at(exe: PathBuf) -> Self {
        let mut child = Command::new(&exe).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, port: line.trim().parse().unwrap(), exe }
    }

    /// Its path as the kernel tells it.
    pub fn image(&self) -> Option<String> {
        process_image::path_of(self.child.id())
    }
}

impl Drop for Tool {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        self.child.wait().unwrap();
    }
}

#[test]
fn sockets_and_pipe_of_a_running_tool_are_seen() {
    let Some(folder) = stand_ins() else { return };
    let here = own_folder();
    let tool = Tool::start(&folder.join("signed.exe"), here.path());
    let pid = tool.child.id();
    let seen = look("connections", &Wanted { pids: [pid].into() }).connections;
    println!("{seen:?}");
    let own = format!("127.0.0.1:{}", tool.port);
    let has = |state: &str, local: bool| {
        seen.iter().any(|c: &ConnectionRecord| {
            let end = if local { &c.local } else { &c.remote };
            c.pid == Some(pid) && c.state.as_deref() == Some(state) && end.as_deref() == Some(&own)
        })
    };
    assert!(has("listen", true) && has("established", true) && has("established", false));
    assert!(look("connections", &Wanted::default()).connections.is_empty());
    let another = Wanted { pids: [std::process::id()].into() };
    assert!(!look("connections", &another).connections.iter().any(|c| c.local.as_deref() == Some(&own)));

    let asked = process_image::path_of(pid);
    println!("asked for by its number: {asked:?}");
    assert!(asked.is_some_and(|path| path.eq_ignore_ascii_case(&tool.exe.to_string_lossy())));
    let seen = Processes::new().unwrap().look_into(&[pid].into());
    assert!(seen.iter().any(|p| p.exe.as_deref() == tool.exe.to_str()), "{seen:?}");
    assert_eq!(process_image::path_of(u32::MAX), None);
}

#[test]
fn both_families_of_addresses_are_read() {
    let wanted = Wanted { pids: [std::process::id()].into() };
    for address in ["127.0.0.1:0", "[::1]:0"] {
        let listener = std::net::TcpListener::bind(address).unwrap();
        let own = listener.local_addr().unwrap().to_string();
        let seen = |snapshot: Snapshot| {
            snapshot
                .connections
                .iter()
                .any(|c| c.local.as_deref() == Some(&own) && c.state.as_deref() == Some("listen"))
        };
        assert!(seen(look("connections", &wanted)), "{own}");
        drop(listener);
        wait_for("the end of the socket", || (!seen(look("connections", &wanted))).then_some(()));
    }
}

#[test]
fn the_pipes_of_a_program_are_seen() {
    let mut pipes = native().into_iter().find(|observer| observer.name() == "pipes").unwrap();
    // A program whose output somebody reads has a pipe of this name.
    let shell = known_folder::system().unwrap().join("cmd.exe");
    let mut child = Command::new(shell)
        .arg("/c")
        .arg("pause")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let seen = pipes.observe(&Wanted::default());
    drop(child.stdin.take());
    child.wait().unwrap();
    if super::under_wine() {
        // ERROR_BAD_DEV_TYPE: Wine 10 cannot list pipes. The observer says so and nothing else.
        assert!(seen.is_err_and(|error| error.to_string().contains("(os error 66)")));
        return;
    }
    let mut snapshot = Snapshot::default();
    seen.unwrap().add_to(&mut snapshot);
    let own = format!("__rust_anonymous_pipe1__.{}.", std::process::id());
    assert!(snapshot.pipes.iter().any(|name| name.starts_with(&own)), "{:?}", snapshot.pipes);
}

#[test]
fn a_service_is_seen_with_its_program_and_its_process() {
    let Some(folder) = stand_ins() else { return };
    let program = folder.join("unsigned.exe");
    let service = super::test_service::Service::create("KyukyubakoTest", "LMIRescue_test", &program);
    let seen = || -> Option<ServiceRecord> {
        let services = look("services", &Wanted::default()).services;
        services.into_iter().find(|s| s.name.as_deref() == Some("KyukyubakoTest"))
    };
    let stopped = seen().unwrap();
    assert_eq!((stopped.running, stopped.pid), (Some(false), None));
    assert_eq!(stopped.display_name.as_deref(), Some("LMIRescue_test"));
    assert_eq!(stopped.image.as_deref(), program.to_str());
    service.start();
    let running = wait_for("the service", || seen().filter(|s| s.running == Some(true)));
    let pid = running.pid.unwrap();
    let path = process_image::path_of(pid).unwrap();
    assert!(path.eq_ignore_ascii_case(&program.to_string_lossy()), "{path}");
    drop(service);
    wait_for("the end of the service", || seen().is_none().then_some(()));
}

#[test]
fn every_observer_answers_within_its_time() {
    let wanted = Wanted { pids: [std::process::id()].into() };
    let mut names = Vec::new();
    for mut observer in native() {
        let started = std::time::Instant::now();
        let seen = observer.observe(&wanted);
        println!("{}: {:?}", observer.name(), started.elapsed());
        assert!(started.elapsed() < std::time::Duration::from_secs(5));
        names.push(observer.name());
        if super::under_wine() && observer.name() == "pipes" {
            continue;
        }
        let mut snapshot = Snapshot::default();
        seen.unwrap().add_to(&mut snapshot);
        snapshot.encode().unwrap();
    }
    assert_eq!(
        names,
        ["connections", "pipes", "services", "autostarts", "downloads", "sessions", "restrictions"]
    );
}

#[test]
fn a_local_desktop_is_no_remote_session() {
    if super::under_wine() {
        assert_eq!(look("sessions", &Wanted::default()).remote_sessions, []);
    }
}

fn autostart(snapshot: &Snapshot, name: &str) -> Option<AutostartRecord> {
    snapshot.autostarts.iter().find(|entry| entry.name.as_deref() == Some(name)).cloned()
}

#[test]
fn what_starts_by_itself_is_seen() {
    use super::registry_values::{Value, set};
    if !super::under_wine() {
        println!("skipped: would change a real PC's start");
        return;
    }
    const RUN: &str = r"Software\Microsoft\Windows\CurrentVersion\Run";
    const SAFE: &str = r"SYSTEM\CurrentControlSet\Control\SafeBoot\Network\ScreenConnect Client (0123)";
    let command = r#""%SystemRoot%\AnyDesk.exe" --start"#;
    let long = "x".repeat(200_000);
    let _values = [
        set(false, RUN, "AnyDesk", &Value::Expanded(command)),
        set(false, RUN, "kyukyubako number", &Value::Number(7)),
        set(false, RUN, "kyukyubako long", &Value::Text(&long)),
        set(false, &format!("{RUN}Once"), "*LogMeInRescue_1", &Value::Text("C:\\a\u{202e}b.exe")),
        set(true, SAFE, "", &Value::Text("Service")),
    ];
    let folders = known_folder::startup().unwrap();
    std::fs::create_dir_all(&folders[0]).unwrap();
    let link = folders[0].join("UltraViewer.lnk");
    let entry =
        start_menu::Entry { program: Path::new(r"C:\Tools\UltraViewer_Desktop.exe"), argument: "", hint: "" };
    start_menu::write(&link, entry).unwrap();
    let broken = folders[0].join("broken.lnk");
    std::fs::write(&broken, b"no link at all").unwrap();
    // Wine's Task Scheduler lists nothing, so that its files are read.
    let tasks = known_folder::system().unwrap().join("Tasks").join("Kyukyubako");
    std::fs::create_dir_all(&tasks).unwrap();
    let xml = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\"?><Task><Actions><Exec><Command>C:\\rustdesk.exe\
               </Command><Arguments>--tray</Arguments></Exec></Actions></Task>";
    let xml: Vec<u8> = xml.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(tasks.join("Kyukyubako test"), xml).unwrap();

    let seen = look("autostarts", &Wanted::default());
    std::fs::remove_file(&link).unwrap();
    std::fs::remove_file(&broken).unwrap();
    std::fs::remove_dir_all(&tasks).unwrap();

    let run = autostart(&seen, "AnyDesk").unwrap();
    assert_eq!(run.location.as_deref(), Some(r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"));
    let root = std::env::var("SystemRoot").unwrap();
    assert_eq!(run.command, Some(format!(r#""{root}\AnyDesk.exe" --start"#)));
    assert_eq!(autostart(&seen, "kyukyubako number"), None);
    assert_eq!(autostart(&seen, "kyukyubako long").unwrap().command, None);
    assert_eq!(autostart(&seen, "*LogMeInRescue_1").unwrap().command.as_deref(), Some("C:\\a\u{202e}b.exe"));
    let safe = autostart(&seen, "ScreenConnect Client (0123)").unwrap();
    assert_eq!(safe.location.as_deref(), Some("SafeBoot"));
    let target = autostart(&seen, "UltraViewer.lnk").unwrap().command;
    assert_eq!(target.as_deref(), Some(r"C:\Tools\UltraViewer_Desktop.exe"));
    assert_eq!(autostart(&seen, "broken.lnk").unwrap().command.as_deref(), broken.to_str());
    let task = autostart(&seen, "Kyukyubako test").unwrap();
    assert_eq!(task.command.as_deref(), Some(r"C:\rustdesk.exe --tray"));
    assert_eq!(task.location.as_deref(), Some(r"Task Scheduler\Kyukyubako\Kyukyubako test"));
}

#[test]
fn a_forbidden_task_manager_is_seen() {
    use super::registry_values::{Value, set};
    if !super::under_wine() {
        println!("skipped: would change a real PC's policies");
        return;
    }
    const POLICIES: &str = r"Software\Microsoft\Windows\CurrentVersion\Policies\System";
    assert_eq!(look("restrictions", &Wanted::default()).restrictions, Vec::<String>::new());
    const EXPLORER: &str = r"Software\Microsoft\Windows\CurrentVersion\Policies\Explorer";
    const COMMAND: &str = r"Software\Policies\Microsoft\Windows\System";
    // What holds for the whole PC is an employer's.
    let employers = [
        set(true, POLICIES, "DisableTaskMgr", &Value::Number(1)),
        set(true, POLICIES, "DisableRegistryTools", &Value::Number(1)),
        set(false, POLICIES, "DisableRegistryTools", &Value::Number(0)),
    ];
    assert_eq!(look("restrictions", &Wanted::default()).restrictions, Vec::<String>::new());
    drop(employers);
    let names = [
        (COMMAND, "DisableCMD"),
        (POLICIES, "DisableLockWorkstation"),
        (POLICIES, "DisableRegistryTools"),
        (POLICIES, "DisableTaskMgr"),
        (EXPLORER, "NoClose"),
        (EXPLORER, "NoControlPanel"),
        (EXPLORER, "NoLogOff"),
        (EXPLORER, "NoRun"),
    ];
    let values = names.map(|(key, name)| {
        let as_text = name == "DisableLockWorkstation";
        set(false, key, name, &if as_text { Value::Text("1") } else { Value::Number(1) })
    });
    assert_eq!(look("restrictions", &Wanted::default()).restrictions, names.map(|(_, name)| name));
    drop(values);
    assert_eq!(look("restrictions", &Wanted::default()).restrictions, Vec::<String>::new());
}

#[test]
fn programs_that_came_recently_are_seen() {
    if !super::under_wine() {
        println!("skipped: would write into a real person's downloads");
        return;
    }
    let downloads = known_folder::downloads().unwrap();
    std::fs::create_dir_all(&downloads).unwrap();
    let program = downloads.join("Support-LogMeInRescue.exe");
    let seen = || {
        let files = look("downloads", &Wanted::default()).files;
        files.into_iter().find(|file: &FileRecord| file.path.as_deref() == program.to_str())
    };
    assert_eq!(seen(), None);
    std::fs::write(&program, b"MZ").unwrap();
    let unmarked = seen().unwrap();
    assert!(unmarked.modified_at.is_some() && unmarked.from_internet.is_none());
    // Wine keeps what is a stream on NTFS as a file of this name.
    let mark = format!("{}:Zone.Identifier", program.display());
    std::fs::write(&mark, "[ZoneTransfer]\r\nZoneId=3\r\n").unwrap();
    assert_eq!(seen().unwrap().from_internet, Some(true));
    std::fs::write(&mark, "[ZoneTransfer]\r\nZoneId=0\r\n").unwrap();
    assert_eq!(seen().unwrap().from_internet, Some(false));
    std::fs::remove_file(&mark).unwrap();
    std::fs::remove_file(&program).unwrap();
}
