//! The guard as a real service with its real pipe. Under Wine there is no filter engine: what it answers
//! to a cut there is "failed", and everything around it is real.

use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::os::windows::io::AsRawHandle as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use kyukyubako::content::{Locale, Texts};
use kyukyubako::core::Timestamp;
use kyukyubako::core::guard::protocol::REQUEST_MAX_BYTES;
use kyukyubako::core::guard::{Client, Refusal, Reply, Request};
use kyukyubako::core::network::journal::{Change, Journal};
use kyukyubako::core::network::{RestoreResult, Way, WayResult};
use kyukyubako::core::pc_facts::PinsSeen;
use kyukyubako::elevated::Outcome;
use kyukyubako::platform::guard::windows::pipe::{Event, PIPE_NAME};
use kyukyubako::platform::guard::windows::pipe_client::ask_at;
use kyukyubako::platform::guard::windows::{pipe_server, registration};
use kyukyubako::platform::guard::{GuardError, ask};
use kyukyubako::platform::network::native;
use kyukyubako::platform::windows::account::{self, ElevatedRun};
use kyukyubako::platform::windows::admin_folder::Descriptor;
use kyukyubako::platform::windows::restore_program::FILE_NAME;
use kyukyubako::platform::windows::trusted_place::{real_path, weakness};
use kyukyubako::platform::windows::{cut_record, known_folder};
use windows::Win32::Foundation::HANDLE;
use windows::Win32::Security::Authorization::{
    ConvertSecurityDescriptorToStringSecurityDescriptorW, GetNamedSecurityInfoW, GetSecurityInfo,
    SDDL_REVISION_1, SE_FILE_OBJECT, SE_KERNEL_OBJECT,
};
use windows::Win32::Security::{DACL_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, SetFileSecurityW};
use windows::Win32::UI::WindowsAndMessaging::{IDCANCEL, IDOK};
use windows::core::{HSTRING, PWSTR};

use super::pin_box;

const LIMIT: Duration = Duration::from_secs(40);

/// The guard program that was built beside this test.
pub(super) fn built() -> PathBuf {
    super::restore_program_built().with_file_name("kyukyubako-guard.exe")
}

pub(super) fn run(program: &Path, word: &str) -> u32 {
    match account::run_elevated(program, word, LIMIT) {
        ElevatedRun::Exited(code) => code,
        other => panic!("{} {word}: {other:?}", program.display()),
    }
}

/// The guard, installed from where programs belong; removed when dropped.
pub(super) struct Installed(pub(super) PathBuf);

impl Installed {
    pub(super) fn new() -> Self {
        let folder = known_folder::program_files().unwrap();
        fs::create_dir_all(&folder).unwrap();
        let program = folder.join("kyukyubako-guard.exe");
        fs::copy(built(), &program).unwrap();
        assert_eq!(run(&program, "install"), 0);
        Self(program)
    }

    pub(super) fn remove(&self) -> u32 {
        run(&self.0, "remove")
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        // What a failed test left behind.
        if registration::installed() {
            let _ = fs::remove_file(record());
            println!("remove: {}", self.remove());
        }
        let _ = fs::remove_file(&self.0);
    }
}

pub(super) fn record() -> PathBuf {
    cut_record::path().unwrap()
}

fn status() -> kyukyubako::core::guard::GuardStatus {
    match ask(&Request::Status) {
        Ok(Reply::Status(status)) => status,
        other => panic!("{other:?}"),
    }
}

/// A client that knows nothing of messages and bounds.
fn raw() -> File {
    super::wait_for("a free pipe end", || OpenOptions::new().read(true).write(true).open(PIPE_NAME).ok())
}

/// Sends `bytes` as one message and reads the answer.
fn say(bytes: &[u8]) -> Option<Reply> {
    let mut pipe = raw();
    pipe.write_all(bytes).ok()?;
    let mut buffer = vec![0; 64 * 1024];
    let count = pipe.read(&mut buffer).ok()?;
    Reply::decode(&buffer[..count]).ok()
}

const NOT_UNDERSTOOD: Reply = Reply::Refused { why: Refusal::NotUnderstood };

#[test]
fn it_serves_and_leaves_nothing_behind() {
    if !super::under_wine() {
        println!("skipped: would install a service on a real PC");
        return;
    }
    assert!(matches!(ask(&Request::Status), Err(GuardError::Absent)));
    let guard = Installed::new();
    let before = status();
    assert!(!before.in_force && !before.restorable && !before.pin_set, "{before:?}");

    for request in [Request::Cut, Request::Drill] {
        let Ok(Reply::Applied { ways, restorable, .. }) = ask(&request) else { panic!("{request:?}") };
        let filter = ways.iter().find(|way| way.way == Way::Filter).unwrap();
        assert_eq!(filter.result, WayResult::Failed, "{ways:?}");
        assert!(!restorable && !status().restorable);
    }
    assert_eq!(access_list(), access_list_wanted());

    assert_eq!(guard.remove(), 0);
    assert!(matches!(ask(&Request::Status), Err(GuardError::Absent)));
    assert!(!registration::installed());
    assert!(!known_folder::program_data().unwrap().join("guard").exists());
    assert_eq!(guard.remove(), 0);
}

#[test]
fn nothing_but_a_whole_request_is_understood() {
    if !super::under_wine() {
        println!("skipped: would install a service on a real PC");
        return;
    }
    let _guard = Installed::new();
    let long = vec![b' '; REQUEST_MAX_BYTES + 1];
    for bytes in [
        &b"{\"do\":\"stop\"}\n"[..],
        b"{\"do\":\"cut\",\"path\":\"C:\\\\\"}\n",
        b"{\"do\":\"cut\"}",
        b"{\"do\":\"cut\"}\n{\"do\":\"status\"}\n",
        b"\n",
        b"\0\0\0\0",
        &long,
    ] {
        assert_eq!(
            say(bytes),
            Some(NOT_UNDERSTOOD),
            "{}",
            String::from_utf8_lossy(&bytes[..bytes.len().min(40)])
        );
    }
    // Nobody waits for the end of what will not be understood.
    let started = Instant::now();
    assert!(matches!(say(&vec![b'{'; 60_000]), None | Some(NOT_UNDERSTOOD)));
    assert!(started.elapsed() < Duration::from_secs(5));
    // What only an administrator may ask.
    assert_eq!(
        ask(&Request::SetPin { pin: "2468".into() }).unwrap(),
        Reply::Refused { why: Refusal::NotElevated }
    );
    // Half a request in two messages, and a client that hangs up at once.
    let mut pipe = raw();
    pipe.write_all(b"{\"do\":").unwrap();
    let mut buffer = [0; 200];
    let count = pipe.read(&mut buffer).unwrap();
    assert_eq!(Reply::decode(&buffer[..count]), Ok(NOT_UNDERSTOOD));
    drop(raw());
    assert!(matches!(say(&Request::Status.encode()), Some(Reply::Status(_))));
}

#[test]
fn silent_clients_keep_nobody_waiting_for_long() {
    if !super::under_wine() {
        println!("skipped: would install a service on a real PC");
        return;
    }
    let _guard = Installed::new();
    let silent: Vec<File> = (0..32).map(|_| raw()).collect();
    let started = Instant::now();
    assert!(!status().in_force);
    println!("an answer in spite of {} silent clients after {:?}", silent.len(), started.elapsed());
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_name_that_somebody_else_has_is_said_at_once() {
    let name = r"\\.\pipe\Kyukyubako.Test.Taken";
    let stop = Arc::new(Event::new().unwrap());
    let silent = || Arc::new(|_: &Client, _| Reply::PinSet);
    let first = pipe_server::serve(name, silent(), Arc::clone(&stop)).unwrap();
    assert!(pipe_server::serve(name, silent(), Arc::clone(&stop)).is_err());
    stop.set();
    first.join().unwrap();
}

#[test]
fn a_cut_that_nobody_hears_gives_up_soon_and_one_after_the_owners_restore_waits() {
    let name = r"\\.\pipe\Kyukyubako.Test.Heard";
    let me = std::process::id();
    let started = Instant::now();
    assert!(matches!(ask_at(name, me, &Request::Cut), Err(GuardError::Unreachable(_))));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    let stop = Arc::new(Event::new().unwrap());
    let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let handler = Arc::new(move |_: &Client, _| match counted.fetch_add(1, Ordering::SeqCst) {
        0 => Reply::Refused { why: Refusal::Restoring },
        _ => Reply::PinSet,
    });
    let server = pipe_server::serve(name, handler, Arc::clone(&stop)).unwrap();
    assert_eq!(ask_at(name, me, &Request::Cut).unwrap(), Reply::PinSet);
    assert_eq!(asked.load(Ordering::SeqCst), 2);
    stop.set();
    server.join().unwrap();
}

#[test]
fn the_record_lies_where_nobody_else_can_hold_it() {
    if !super::under_wine() {
        println!("skipped: would change a folder of a real PC");
        return;
    }
    let folder = cut_record::ensure_folder().unwrap();
    assert_eq!(cut_record::path().unwrap().parent(), Some(folder.as_path()));
    let list = |path: &Path| {
        let mut descriptor = PSECURITY_DESCRIPTOR::default();
        // SAFETY: the name outlives the call, and so does the out pointer.
        unsafe {
            GetNamedSecurityInfoW(
                &HSTRING::from(path.as_os_str()),
                SE_FILE_OBJECT,
                DACL_SECURITY_INFORMATION,
                None,
                None,
                None,
                None,
                &raw mut descriptor,
            )
        }
        .ok()
        .unwrap();
        in_words(descriptor)
    };
    // Neither everybody nor users, also where somebody had let them in before.
    everybody_writes(&folder);
    assert!(list(&folder).contains(";;;WD)"), "{}", list(&folder));
    cut_record::ensure_folder().unwrap();
    let closed = list(&folder);
    assert!(!closed.contains(";;;BU)") && !closed.contains("FA;;;WD)"), "{closed}");
    // Whoever holds the mark open keeps nothing but the mark.
    cut_record::mark();
    let mark = known_folder::program_data().unwrap().join("cut-made");
    assert!(mark.is_file());
    cut_record::remove_folders().unwrap();
    assert!(!folder.exists() && !mark.exists());
}

#[test]
fn a_thousand_clients_at_once_are_all_answered() {
    if !super::under_wine() {
        println!("skipped: would install a service on a real PC");
        return;
    }
    let _guard = Installed::new();
    let started = Instant::now();
    let answers: Vec<Option<Reply>> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..1000)
            .map(|number| {
                std::thread::Builder::new()
                    .name(format!("client-{number}"))
                    .stack_size(256 * 1024)
                    .spawn_scoped(scope, || {
                        // Whoever is sent away for being slow comes again.
                        (0..20).find_map(|_| {
                            let mut pipe = patient()?;
                            pipe.write_all(&Request::Status.encode()).ok()?;
                            let mut buffer = [0; 4096];
                            let count = pipe.read(&mut buffer).ok()?;
                            Reply::decode(&buffer[..count]).ok()
                        })
                    })
                    .unwrap()
            })
            .collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    });
    let served = answers.iter().filter(|answer| matches!(answer, Some(Reply::Status(_)))).count();
    let busy = |answer: &&Option<Reply>| **answer == Some(Reply::Refused { why: Refusal::Busy });
    let busy = answers.iter().filter(busy).count();
    println!("{served} served, {busy} told to come back, in {:?}", started.elapsed());
    assert_eq!(served + busy, 1000);
    assert!(served > 0);
    assert!(!status().in_force);
}

/// As [`raw`], with the patience of one among a thousand.
fn patient() -> Option<File> {
    let end = Instant::now() + Duration::from_secs(60);
    while Instant::now() < end {
        if let Ok(pipe) = OpenOptions::new().read(true).write(true).open(PIPE_NAME) {
            return Some(pipe);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    None
}

/// Runs the ignored test `name` of this program as administrator.
fn as_administrator(name: &str) -> u32 {
    run(&std::env::current_exe().unwrap(), &format!("guard::{name} --exact --ignored"))
}

#[test]
#[ignore = "runs as administrator, on behalf of the test below"]
fn administrator_sets_the_pin() {
    assert_eq!(ask(&Request::SetPin { pin: "2468".into() }).unwrap(), Reply::PinSet);
}

#[test]
#[ignore = "runs as administrator, on behalf of the test below"]
fn administrator_restores() {
    let Ok(Reply::Restore(report)) = ask(&Request::Restore { pin: None }) else { panic!("no answer") };
    // Without a filter engine: allowed, tried, and truthfully not done.
    assert_eq!(report.result, RestoreResult::Incomplete, "{report:?}");
}

fn restore(pin: Option<&str>) -> (RestoreResult, u64) {
    match ask(&Request::Restore { pin: pin.map(str::to_owned) }) {
        Ok(Reply::Restore(report)) => (report.result, report.retry_after_s),
        other => panic!("{other:?}"),
    }
}

#[test]
fn only_the_pin_or_an_administrator_opens_and_guessing_gets_slower_across_restarts() {
    if !super::under_wine() {
        println!("skipped: would install a service on a real PC");
        return;
    }
    let guard = Installed::new();
    assert_eq!(restore(None), (RestoreResult::NothingToDo, 0));
    let mut journal = Journal::new(Timestamp(1_700_000_000_000));
    journal.changes.push(Change::FiltersSet);
    fs::write(record(), journal.encode().unwrap()).unwrap();
    assert!(status().restorable && !status().in_force);

    assert_eq!(restore(None), (RestoreResult::NotAllowed, 0));
    assert_eq!(restore(Some("2468")).0, RestoreResult::NotAllowed);
    assert_eq!(as_administrator("administrator_sets_the_pin"), 0);
    assert!(status().pin_set);
    assert_eq!(restore(None), (RestoreResult::NotAllowed, 0));
    for (pin, retry_after_s) in [("1111", 0), ("1112", 0), ("1113", 30), ("2468", 30)] {
        let (result, after) = restore(Some(pin));
        assert_eq!(result, RestoreResult::WrongPin, "{pin}");
        assert!(after == retry_after_s || after + 5 >= retry_after_s, "{pin}: {after}");
    }
    // A second set-up restarts the service; it keeps the delay and the PIN.
    assert_eq!(run(&guard.0, "install"), 0);
    let (result, after) = restore(Some("2468"));
    assert!(result == RestoreResult::WrongPin && after > 0, "{result:?} {after}");
    // A PIN that an administrator sets anew is looked at at once.
    assert_eq!(as_administrator("administrator_sets_the_pin"), 0);
    assert_eq!(restore(Some("2468")).0, RestoreResult::Incomplete);
    assert_eq!(as_administrator("administrator_restores"), 0);
    assert!(status().restorable, "what is not back stays on record");

    // The way back is not removed while it is needed, and serves again.
    assert_eq!(guard.remove(), 1);
    assert!(registration::installed());
    assert!(status().restorable);
    fs::remove_file(record()).unwrap();
    assert_eq!(guard.remove(), 0);
}

#[test]
fn a_pin_typed_into_the_box_of_an_administrators_program_opens_the_line() {
    if !super::under_wine() {
        println!("skipped: would install a service on a real PC");
        return;
    }
    let program = built().with_file_name("kyukyubako.exe");
    let titles = [Locale::Ja, Locale::En].map(|locale| Texts::new(locale).get("store-pin-box-title"));
    let set = |pins: [&str; 2], button| {
        let program = program.clone();
        let box_of = std::thread::spawn(move || run(&program, "store pin --pin-box"));
        let window = super::wait_for("the box", || titles.iter().find_map(|title| pin_box::find(title)));
        pin_box::answer(window, pins, button);
        box_of.join().unwrap()
    };
    // No guard, no question.
    assert_eq!(run(&program, "store pin --pin-box"), 1);
    let _guard = Installed::new();
    let mut journal = Journal::new(Timestamp(1_700_000_000_000));
    journal.changes.push(Change::FiltersSet);
    fs::write(record(), journal.encode().unwrap()).unwrap();
    let holds = status();
    assert!(PinsSeen::of(true, Some(&holds)).guard_lacks_one(), "{holds:?}");
    assert_eq!(restore(Some("2468")).0, RestoreResult::NotAllowed);

    assert_eq!(set(["2468", "2468"], IDCANCEL), 1);
    assert!(!status().pin_set);
    assert_eq!(set(["2468", "2468"], IDOK), 0);
    assert!(PinsSeen::of(true, Some(&status())).opens());
    assert_eq!(restore(Some("1111")).0, RestoreResult::WrongPin);
    // Without a filter engine: allowed, tried, and truthfully not done.
    assert_eq!(restore(Some("2468")).0, RestoreResult::Incomplete);
    // Without consent the same command is nobody's.
    let plain = std::process::Command::new(&program).args(["store", "pin", "--pin-box"]).status().unwrap();
    assert_eq!(plain.code(), Some(1));
    fs::remove_file(record()).unwrap();
}

#[test]
fn a_program_that_others_can_exchange_is_no_guard() {
    if !super::under_wine() {
        println!("skipped: would change a folder of a real PC");
        return;
    }
    let folder = known_folder::local_app_data().unwrap();
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("kyukyubako-guard.exe");
    fs::copy(built(), &program).unwrap();
    assert_eq!(weakness(&program), None);
    let real = real_path(&folder.join("..").join(folder.file_name().unwrap()).join("kyukyubako-guard.exe"));
    // The folder may have been made before, under the other spelling of its name.
    assert!(real.unwrap().as_os_str().eq_ignore_ascii_case(program.as_os_str()));
    everybody_writes(&folder);
    assert!(
        weakness(&program).is_some_and(|why| why.contains("changed by others")),
        "{:?}",
        weakness(&program)
    );
    assert_eq!(run(&program, "install"), 1);
    assert!(!registration::installed());
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_restore_program_that_others_can_exchange_gives_way_to_the_installed_one() {
    if !super::under_wine() {
        println!("skipped: would install on a real PC");
        return;
    }
    let folder = known_folder::local_app_data().unwrap().join("copy");
    fs::create_dir_all(&folder).unwrap();
    let copy = folder.join(FILE_NAME);
    fs::copy(super::restore_program_built(), &copy).unwrap();
    everybody_writes(&folder);
    // Alone it is better than nothing.
    let alone = Outcome::of_code(run(&copy, "cut"));
    assert!(matches!(alone, Some(Outcome::Failed)), "{alone:?}");
    let installed = known_folder::program_files().unwrap().join(FILE_NAME);
    fs::create_dir_all(installed.parent().unwrap()).unwrap();
    fs::copy(super::restore_program_built(), &installed).unwrap();
    assert_eq!(Outcome::of_code(run(&copy, "cut")), Some(Outcome::Misplaced));
    assert_eq!(Outcome::of_code(run(&installed, "cut")), Some(Outcome::Failed));
    fs::remove_file(&installed).unwrap();
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_line_asks_the_guard_and_tells_the_truth_about_its_answer() {
    if !super::under_wine() {
        println!("skipped: would cut a real PC");
        return;
    }
    let _guard = Installed::new();
    let elevated_program = known_folder::program_files().unwrap().join(FILE_NAME);
    fs::copy(super::restore_program_built(), &elevated_program).unwrap();
    let report = native().cut(&|_| {});
    fs::remove_file(&elevated_program).unwrap();
    println!("{report:?}");
    let way = report.ways.iter().find(|way| way.way == Way::Guard).unwrap();
    assert_eq!(way.result, WayResult::Failed);
    assert!(!report.cut || report.offline_before);
    // The guard could not: where the line is open the elevated program is tried as well.
    let second = report.ways.iter().find(|way| way.way == Way::Filter).map(|way| way.result);
    assert!(report.offline_before || second == Some(WayResult::Failed), "{report:?}");
}

#[test]
fn a_pipe_that_is_not_the_services_is_told_nothing() {
    let name = r"\\.\pipe\Kyukyubako.Test";
    let stop = Arc::new(Event::new().unwrap());
    let heard = Arc::new(AtomicBool::new(false));
    let (told, me) = (Arc::clone(&heard), std::process::id());
    let handler = Arc::new(move |client: &Client, _| {
        assert!(client.who.starts_with("S-1-5-"), "{client:?}");
        told.store(true, Ordering::SeqCst);
        Reply::PinSet
    });
    let server = pipe_server::serve(name, handler, Arc::clone(&stop)).unwrap();
    let request = Request::Restore { pin: Some("2468".into()) };
    assert!(matches!(ask_at(name, me + 4, &request), Err(GuardError::Unreachable(_))));
    assert!(!heard.load(Ordering::SeqCst));
    assert_eq!(ask_at(name, me, &request).unwrap(), Reply::PinSet);
    assert!(heard.load(Ordering::SeqCst));
    stop.set();
    server.join().unwrap();
}

/// Lets everybody write in `folder`.
fn everybody_writes(folder: &Path) {
    let descriptor = Descriptor::parse("D:P(A;OICI;FA;;;WD)").unwrap();
    let path = HSTRING::from(folder.as_os_str());
    // SAFETY: path and descriptor outlive the call.
    unsafe { SetFileSecurityW(&path, DACL_SECURITY_INFORMATION, descriptor.as_raw()) }.unwrap();
}

/// Who may do what with the guard's pipe, in the system's notation.
fn access_list() -> String {
    let pipe = raw();
    let mut descriptor = PSECURITY_DESCRIPTOR::default();
    // SAFETY: the handle is open and the out pointer outlives the call.
    unsafe {
        GetSecurityInfo(
            HANDLE(pipe.as_raw_handle()),
            SE_KERNEL_OBJECT,
            DACL_SECURITY_INFORMATION,
            None,
            None,
            None,
            None,
            Some(&raw mut descriptor),
        )
    }
    .ok()
    .unwrap();
    in_words(descriptor)
}

fn access_list_wanted() -> String {
    in_words(Descriptor::parse(pipe_server::ACCESS).unwrap().as_raw())
}

fn in_words(descriptor: PSECURITY_DESCRIPTOR) -> String {
    let mut text = PWSTR::null();
    // SAFETY: the descriptor is whole; the answer is a zero-terminated string, leaked by a test.
    unsafe {
        ConvertSecurityDescriptorToStringSecurityDescriptorW(
            descriptor,
            SDDL_REVISION_1,
            DACL_SECURITY_INFORMATION,
            &raw mut text,
            None,
        )
        .unwrap();
        text.to_string().unwrap()
    }
}
