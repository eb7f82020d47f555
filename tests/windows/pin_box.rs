//! The box that asks for a new PIN, typed into and pressed as a person would, through its window.

use kyukyubako::platform::pin_box::{AGAIN, FIRST, WRONG, Words, ask};
use windows::Win32::Foundation::{HWND, LPARAM, WPARAM};
use windows::Win32::UI::WindowsAndMessaging::{
    ES_NUMBER, ES_PASSWORD, FindWindowW, GWL_EXSTYLE, GWL_STYLE, GetDlgItem, GetWindowLongW, IDCANCEL, IDOK,
    MESSAGEBOX_RESULT, PostMessageW, SendMessageW, WM_COMMAND, WM_GETTEXT, WM_SETTEXT, WS_EX_TOPMOST,
};
use windows::core::{HSTRING, PCWSTR};

use super::wait_for;

fn words(title: &str) -> Words<'_> {
    Words {
        title,
        question: "見守りサービスの 暗証番号を 決めます。",
        first: "暗証番号",
        again: "もう一度",
        set: "決める",
        cancel: "やめる",
        format: "4-8",
        different: "different",
    }
}

/// The box with this title, once its fields are there.
pub fn find(title: &str) -> Option<HWND> {
    let title = HSTRING::from(title);
    // SAFETY: the title outlives the call.
    let window = unsafe { FindWindowW(PCWSTR::null(), &title) }.ok()?;
    // SAFETY: only looks.
    unsafe { GetDlgItem(Some(window), IDCANCEL.0) }.is_ok().then_some(window)
}

fn item(window: HWND, id: i32) -> HWND {
    // SAFETY: only looks.
    unsafe { GetDlgItem(Some(window), id) }.unwrap()
}

fn text(window: HWND, id: i32) -> String {
    let mut buffer = [0_u16; 64];
    // SAFETY: the buffer is as large as said and outlives the call.
    let length = unsafe {
        SendMessageW(
            item(window, id),
            WM_GETTEXT,
            Some(WPARAM(buffer.len())),
            Some(LPARAM(buffer.as_mut_ptr() as isize)),
        )
    };
    String::from_utf16_lossy(&buffer[..usize::try_from(length.0).unwrap()])
}

/// Writes into both fields and presses a button.
pub fn answer(window: HWND, pins: [&str; 2], button: MESSAGEBOX_RESULT) {
    for (id, pin) in [FIRST, AGAIN].into_iter().zip(pins) {
        let pin = HSTRING::from(pin);
        // SAFETY: the text outlives the call.
        unsafe {
            SendMessageW(item(window, id), WM_SETTEXT, None, Some(LPARAM(pin.as_ptr() as isize)));
        }
    }
    let button = usize::try_from(button.0).unwrap();
    // SAFETY: posts a message; nothing of ours is shared with it.
    unsafe { PostMessageW(Some(window), WM_COMMAND, WPARAM(button), LPARAM(0)) }.unwrap();
}

#[test]
fn a_pin_is_taken_only_when_it_was_typed_twice_alike() {
    let title = "kyukyubako test pin";
    let asked = std::thread::spawn(move || ask(&words(title)));
    let window = wait_for("the box", || find(title));
    for (pins, wrong) in [
        (["2468", "2469"], "different"),
        (["246", "246"], "4-8"),
        (["123456789", "123456789"], "4-8"),
        (["24a8", "24a8"], "4-8"),
        (["", ""], "4-8"),
        (["2468", ""], "different"),
    ] {
        answer(window, pins, IDOK);
        wait_for(wrong, || (text(window, WRONG) == wrong).then_some(()));
        wait_for("empty fields", || (text(window, FIRST) + &text(window, AGAIN)).is_empty().then_some(()));
        assert!(!asked.is_finished(), "{pins:?}");
        let again = HSTRING::from("?");
        // SAFETY: the text outlives the call.
        unsafe {
            SendMessageW(item(window, WRONG), WM_SETTEXT, None, Some(LPARAM(again.as_ptr() as isize)));
        }
    }
    answer(window, ["24681357", "24681357"], IDOK);
    assert_eq!(asked.join().unwrap().as_deref(), Some("24681357"));
}

#[test]
fn who_gives_up_sets_nothing_and_nobody_reads_what_is_typed() {
    let title = "kyukyubako test pin given up";
    let asked = std::thread::spawn(move || ask(&words(title)));
    let window = wait_for("the box", || find(title));
    let has = |window, what, style: u32| {
        // SAFETY: only looks.
        let styles = unsafe { GetWindowLongW(window, what) }.cast_unsigned();
        styles & style == style
    };
    for field in [FIRST, AGAIN] {
        assert!(has(item(window, field), GWL_STYLE, (ES_PASSWORD | ES_NUMBER).cast_unsigned()));
    }
    assert!(has(window, GWL_EXSTYLE, WS_EX_TOPMOST.0), "no other window covers it");
    answer(window, ["2468", "2468"], IDCANCEL);
    assert_eq!(asked.join().unwrap(), None);
}
