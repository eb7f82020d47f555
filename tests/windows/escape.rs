//! Browsers of this user, asked to close and ended. The stand-ins are this test program under other names.

use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use kyukyubako::content::browsers;
use kyukyubako::core::browser::BrowserEnd;
use kyukyubako::platform::browser::close_all;
use windows::Win32::UI::WindowsAndMessaging::{
    CreateWindowExW, DispatchMessageW, GetMessageW, MSG, WINDOW_EX_STYLE, WINDOW_STYLE, WM_CLOSE,
    WS_OVERLAPPEDWINDOW, WS_VISIBLE,
};
use windows::core::w;

/// What a stand-in does; set for its process only.
const ROLE: &str = "KYUKYUBAKO_TEST_BROWSER";
/// Written by a stand-in as soon as its window is there.
const READY: &str = "KYUKYUBAKO_TEST_READY";

/// Not a test of its own: what the copies of this program run.
#[test]
#[ignore = "what the stand-ins do"]
fn stand_in() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let style = if role == "background" { WS_OVERLAPPEDWINDOW } else { WS_OVERLAPPEDWINDOW | WS_VISIBLE };
    // SAFETY: the class is the system's own, the texts are zero-terminated and live for ever, and the message outlives
    // the calls that write it.
    unsafe {
        let made = CreateWindowExW(
            WINDOW_EX_STYLE(0),
            w!("STATIC"),
            w!("warning"),
            WINDOW_STYLE(style.0),
            10,
            10,
            300,
            200,
            None,
            None,
            None,
            None,
        );
        made.unwrap();
        std::fs::write(std::env::var_os(READY).unwrap(), "ready").unwrap();
        let mut message = MSG::default();
        while GetMessageW(&raw mut message, None, 0, 0).as_bool() {
            if message.message != WM_CLOSE {
                DispatchMessageW(&raw const message);
            } else if role == "obeys" {
                return;
            }
        }
    }
}

struct StandIn(Child);

impl StandIn {
    fn start(folder: &Path, name: &str, role: &str) -> Self {
        let program = folder.join(name);
        std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
        let ready = folder.join(format!("{name}.ready"));
        let child = Command::new(&program)
            .args(["--exact", "escape::stand_in", "--ignored"])
            .env(ROLE, role)
            .env(READY, &ready)
            .spawn()
            .unwrap();
        super::wait_for(name, || ready.exists().then_some(()));
        Self(child)
    }

    fn is_alive(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn a_browser_that_ignores_the_request_is_ended_and_no_other_program() {
    let folder = tempfile::tempdir().unwrap();
    let mut deaf = StandIn::start(folder.path(), "chrome.exe", "ignores");
    let mut polite = StandIn::start(folder.path(), "msedge.exe", "obeys");
    let mut letter = StandIn::start(folder.path(), "letter.exe", "ignores");
    let mut background = StandIn::start(folder.path(), "vivaldi.exe", "background");
    let started = Instant::now();
    let report: Vec<_> = close_all(&browsers::builtin().unwrap())
        .into_iter()
        .map(|browser| (browser.name, browser.end))
        .collect();
    let expected =
        [("Google Chrome".to_owned(), BrowserEnd::Ended), ("Microsoft Edge".to_owned(), BrowserEnd::Closed)];
    assert_eq!(report, expected);
    println!("closed within {:?}", started.elapsed());
    assert!(started.elapsed() < Duration::from_secs(10));
    assert!(!deaf.is_alive() && !polite.is_alive());
    assert!(letter.is_alive(), "another program was ended");
    assert!(background.is_alive(), "what shows nothing holds no warning");
    assert_eq!(close_all(&browsers::builtin().unwrap()), [], "nothing is left to close");
}
