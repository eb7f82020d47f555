//! Message boxes, answered as a person would, through their window.

use std::process::Command;

use kyukyubako::content::{Locale, Texts};
use kyukyubako::platform::windows::message_box::{ask, show_message};
use kyukyubako::platform::windows::notice_program;
use windows::Win32::Foundation::{ERROR_INVALID_WINDOW_HANDLE, HWND, LPARAM, WPARAM};
use windows::Win32::UI::WindowsAndMessaging::{
    FindWindowW, IDNO, IDOK, IDYES, MESSAGEBOX_RESULT, PostMessageW, WM_COMMAND,
};
use windows::core::{HSTRING, PCWSTR};

use super::wait_for;

fn find(title: &str) -> Option<HWND> {
    let title = HSTRING::from(title);
    // SAFETY: the title outlives the call.
    unsafe { FindWindowW(PCWSTR::null(), &title) }.ok()
}

/// Presses a button; a window that has gone meanwhile needs none.
fn press(window: HWND, button: MESSAGEBOX_RESULT) {
    let id = usize::try_from(button.0).unwrap();
    // SAFETY: posts a message; nothing of ours is shared with it.
    let posted = unsafe { PostMessageW(Some(window), WM_COMMAND, WPARAM(id), LPARAM(0)) };
    if let Err(error) = posted {
        assert_eq!(error.code(), ERROR_INVALID_WINDOW_HANDLE.to_hresult(), "{error}");
    }
}

#[test]
fn a_message_is_shown_until_it_is_answered() {
    let shown = std::thread::spawn(|| show_message("kyukyubako test message", "五つの 手順"));
    let window = wait_for("the message", || find("kyukyubako test message"));
    assert!(!shown.is_finished());
    press(window, IDOK);
    shown.join().unwrap();
}

#[test]
fn a_question_is_yes_only_when_yes_was_pressed() {
    for (button, expected) in [(IDYES, true), (IDNO, false)] {
        let title = format!("kyukyubako test question {expected}");
        let asked = std::thread::spawn({
            let title = title.clone();
            move || ask(&title, "?")
        });
        press(wait_for("the question", || find(&title)), button);
        assert_eq!(asked.join().unwrap(), expected);
    }
}

#[test]
fn the_restore_program_takes_its_four_verbs_and_nothing_else() {
    if !super::under_wine() {
        println!("skipped: asks for consent on a real PC");
        return;
    }
    let program = super::restore_program_built();
    let titles = [Locale::Ja, Locale::En].map(|locale| Texts::new(locale).get("restore-program-title"));
    // Wine's filter engine is a stub, so that every verb but a wrong one fails, and says so.
    for (arguments, code) in [
        (&["open-sesame"][..], 2),
        (&["restore", "now"][..], 2),
        (&[][..], 2),
        (&["status"][..], 1),
        (&["cut"][..], 1),
    ] {
        let mut child = Command::new(&program).args(arguments).spawn().unwrap();
        let status = wait_for("the end of the restore program", || {
            if let Some(window) = titles.iter().find_map(|title| find(title)) {
                press(window, IDOK);
            }
            child.try_wait().unwrap()
        });
        assert_eq!(status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn the_log_on_notice_is_silent_without_a_cut() {
    if !super::under_wine() {
        println!("skipped: a cut may be in force on a real PC");
        return;
    }
    let program = super::restore_program_built().with_file_name("kyukyubako-notice.exe");
    for (arguments, code) in [(&[][..], 0), (&["restore"][..], 2)] {
        let mut child = Command::new(&program).args(arguments).spawn().unwrap();
        let status = wait_for("the end of the notice", || child.try_wait().unwrap());
        assert_eq!(status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn the_log_on_notice_asks_and_takes_nothing_but_yes_for_one() {
    if !super::under_wine() {
        println!("skipped: could start the restore of a real PC");
        return;
    }
    for (locale, button) in [(Locale::Ja, IDNO), (Locale::En, IDYES)] {
        let texts = Texts::new(locale);
        let title = texts.get("notice-cut");
        let told = std::thread::spawn(move || notice_program::tell(&texts));
        press(wait_for("the notice", || find(&title)), button);
        if button == IDYES {
            // No restore program is installed here, and that is said.
            wait_for("the end", || {
                if let Some(window) = find(&title) {
                    press(window, IDOK);
                }
                told.is_finished().then_some(())
            });
        }
        told.join().unwrap();
    }
}
