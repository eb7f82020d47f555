//! The watcher: at log-on by the user's `Run` key, and the alert when a tool starts.

use std::process::{Child, Command, Output};
use std::time::{Duration, Instant};

use kyukyubako::content::{Locale, Texts};
use kyukyubako::core::settings::Settings;
use kyukyubako::platform::directories::Directories;
use kyukyubako::platform::storage::UserStore;
use kyukyubako::platform::windows::registry::{Key, Root};
use windows::Win32::Foundation::{HWND, LPARAM, WPARAM};
use windows::Win32::UI::WindowsAndMessaging::{FindWindowW, IsWindowVisible, PostMessageW, WM_CLOSE};
use windows::core::{HSTRING, PCWSTR};

const RUN: &str = "Software\\Microsoft\\Windows\\CurrentVersion\\Run";

fn entry() -> Option<String> {
    Key::open(Root::CurrentUser, RUN)?.text("Kyukyubako.Watch")
}

fn try_watch(option: &str) -> Output {
    let program = super::restore_program_built().with_file_name("kyukyubako.exe");
    Command::new(program).args(["watch", option, "--json"]).output().unwrap()
}

pub(super) fn watch(option: &str) -> String {
    let output = try_watch(option);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The window that the person sees, in whichever language this system has.
pub(super) fn alert() -> Option<HWND> {
    let titled = |locale| {
        let title = HSTRING::from(Texts::new(locale).get("app-title"));
        // SAFETY: the title outlives the call.
        unsafe { FindWindowW(PCWSTR::null(), &title) }.ok()
    };
    // SAFETY: no pointers.
    Locale::ALL.into_iter().find_map(titled).filter(|window| unsafe { IsWindowVisible(*window) }.as_bool())
}

/// Asks every alert to close.
fn close_alerts() {
    let until = Instant::now() + Duration::from_secs(60);
    while let Some(window) = alert() {
        assert!(Instant::now() < until, "a window does not close");
        // It may have been made anew by another renderer, and be gone by now.
        // SAFETY: no pointers.
        let asked = unsafe { PostMessageW(Some(window), WM_CLOSE, WPARAM(0), LPARAM(0)) };
        if let Err(error) = asked {
            println!("a window that went: {error}");
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

/// However a test ends: no watcher, no window, nothing at log-on and nothing chosen stays behind for the next one.
pub(super) struct Afterwards(());

impl Afterwards {
    /// Clears what a run that was broken off left behind, too.
    pub(super) fn new() -> Self {
        clear();
        Self(())
    }
}

impl Drop for Afterwards {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return clear();
        }
        println!("the watcher noted:\n{}", log());
        if std::panic::catch_unwind(clear).is_err() {
            println!("not everything could be cleared");
        }
    }
}

fn clear() {
    // Ten seconds after the last look at a tool its session is over, and the watcher may be asked to end.
    let until = Instant::now() + Duration::from_secs(60);
    while !try_watch("--remove").status.success() {
        assert!(Instant::now() < until, "it does not end");
    }
    close_alerts();
    UserStore::open(&Directories::for_user()).save_settings(&Settings::default(), "").unwrap();
}

/// What the watchers wrote to their log.
pub(super) fn log() -> String {
    let folder = Directories::for_user().state.unwrap().join("log");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("watch")))
        .collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).unwrap_or_default()).collect()
}

/// Ends with this value.
struct Tool(Child);

impl Tool {
    fn end(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Tool {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.0.kill().and_then(|()| self.0.wait());
    }
}

#[test]
fn it_is_started_at_log_on_and_shows_the_alert_when_a_tool_starts() {
    if !super::under_wine() {
        println!("skipped: writes what starts at log-on");
        return;
    }
    let (on, off) = (
        r#"{"schema":1,"at_log_on":true,"running":true}"#,
        r#"{"schema":1,"at_log_on":false,"running":false}"#,
    );
    let _afterwards = Afterwards::new();
    assert_eq!(watch("--status"), off);
    assert_eq!(watch("--install"), on);
    let entry_now = entry().unwrap();
    assert!(entry_now.starts_with('"') && entry_now.ends_with("kyukyubako.exe\" watch"), "{entry_now}");
    assert_eq!(watch("--install"), on, "once more changes nothing");
    assert!(alert().is_none(), "nobody is there");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("LMI_Rescue.exe");
    std::fs::copy("C:\\windows\\system32\\notepad.exe", &path).unwrap();
    let started = Instant::now();
    let mut tool = Tool(Command::new(&path).spawn().unwrap());
    // Wine's processes are looked into slowly, and its window is drawn by this PC's processor.
    while alert().is_none() {
        assert!(started.elapsed() < Duration::from_secs(60), "no alert appeared");
        std::thread::sleep(Duration::from_millis(50));
    }
    println!("alert: {:?} after the tool's start, under Wine", started.elapsed());
    tool.end();

    // Ten seconds after the last look at it the session is over, and the watcher may be asked to end.
    let until = Instant::now() + Duration::from_secs(60);
    while !try_watch("--remove").status.success() {
        assert!(Instant::now() < until, "it does not end");
    }
    assert_eq!((watch("--status").as_str(), entry()), (off, None));
    assert_eq!(watch("--remove"), off, "once more changes nothing");
    close_alerts();
}
