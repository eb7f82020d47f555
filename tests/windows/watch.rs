//! The watcher: at log-on by the user's `Run` key, and the alert when a tool starts.

use std::process::{Command, Output};

use kyukyubako::content::{Locale, Texts};
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
    // What a run that was broken off left behind.
    watch("--remove");
    assert_eq!(watch("--status"), off);
    assert_eq!(watch("--install"), on);
    let entry_now = entry().unwrap();
    assert!(entry_now.starts_with('"') && entry_now.ends_with("kyukyubako.exe\" watch"), "{entry_now}");
    assert_eq!(watch("--install"), on, "once more changes nothing");
    assert!(alert().is_none(), "nobody is there");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("LMI_Rescue.exe");
    std::fs::copy("C:\\windows\\system32\\notepad.exe", &path).unwrap();
    let started = std::time::Instant::now();
    let mut tool = Command::new(&path).spawn().unwrap();
    // Wine's processes are looked into slowly, and its window is drawn by this PC's processor.
    while alert().is_none() {
        assert!(started.elapsed() < std::time::Duration::from_secs(60), "no alert appeared");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    println!("alert: {:?} after the tool's start, under Wine", started.elapsed());
    tool.kill().unwrap();
    tool.wait().unwrap();

    // Ten seconds after the last look at it the session is over, and the watcher may be asked to end.
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while !try_watch("--remove").status.success() {
        assert!(std::time::Instant::now() < until, "it does not end");
    }
    assert_eq!((watch("--status").as_str(), entry()), (off, None));
    assert_eq!(watch("--remove"), off, "once more changes nothing");
    super::wait_for("the end of the window", || {
        // It may have been made anew by another renderer.
        let Some(window) = alert() else { return Some(()) };
        // SAFETY: no pointers.
        let asked = unsafe { PostMessageW(Some(window), WM_CLOSE, WPARAM(0), LPARAM(0)) };
        if let Err(error) = asked {
            println!("a window that went: {error}");
        }
        None
    });
}
