//! The button that stays and the keys: the watcher shows the one, hears the other, and opens the alert by both.

use std::time::{Duration, Instant};

use kyukyubako::core::settings::Settings;
use kyukyubako::core::watch::{HelperState, WatchChoice};
use kyukyubako::platform::directories::Directories;
use kyukyubako::platform::storage::UserStore;
use kyukyubako::platform::watcher::WatcherPlace;
use windows::Win32::Foundation::{HWND, LPARAM, POINT, RECT, WPARAM};
use windows::Win32::UI::Input::KeyboardAndMouse::{
    INPUT, INPUT_0, INPUT_KEYBOARD, INPUT_MOUSE, KEYBD_EVENT_FLAGS, KEYBDINPUT, KEYEVENTF_KEYUP, MOD_ALT,
    MOD_CONTROL, MOUSE_EVENT_FLAGS, MOUSEEVENTF_LEFTDOWN, MOUSEEVENTF_LEFTUP, MOUSEINPUT, RegisterHotKey,
    SendInput, UnregisterHotKey, VIRTUAL_KEY, VK_CONTROL, VK_MENU, VK_RETURN,
};
use windows::Win32::UI::WindowsAndMessaging::{
    FindWindowW, GWL_EXSTYLE, GetForegroundWindow, GetWindowLongPtrW, GetWindowRect, IsWindowVisible,
    PostMessageW, SPI_GETWORKAREA, SYSTEM_PARAMETERS_INFO_UPDATE_FLAGS, SetCursorPos, SystemParametersInfoW,
    WM_CLOSE, WS_EX_LAYERED, WS_EX_NOACTIVATE, WS_EX_TOOLWINDOW, WS_EX_TOPMOST, WindowFromPoint,
};
use windows::core::w;

use super::watch::{Afterwards, alert, log, watch};

/// The button's picture is painted each time, by an unoptimised build on a machine that may be busy.
const DONE_WITHIN: Duration = Duration::from_secs(60);

/// The button, if it is on the screen, and where.
fn button() -> Option<(HWND, RECT)> {
    let mut place = RECT::default();
    // SAFETY: the names live for ever, the structure outlives the call.
    unsafe {
        let window = FindWindowW(w!("Kyukyubako.Sos"), w!("SOS")).ok()?;
        GetWindowRect(window, &raw mut place).ok()?;
        IsWindowVisible(window).as_bool().then_some((window, place))
    }
}

fn middle(place: RECT) -> POINT {
    POINT { x: i32::midpoint(place.left, place.right), y: i32::midpoint(place.top, place.bottom) }
}

fn send(input: INPUT) {
    // SAFETY: one structure of the size that is said.
    let sent = unsafe { SendInput(&[input], i32::try_from(size_of::<INPUT>()).unwrap()) };
    assert_eq!(sent, 1);
    std::thread::sleep(Duration::from_millis(60));
}

fn mouse(flags: MOUSE_EVENT_FLAGS) {
    let mi = MOUSEINPUT { dwFlags: flags, ..MOUSEINPUT::default() };
    send(INPUT { r#type: INPUT_MOUSE, Anonymous: INPUT_0 { mi } });
}

fn key(key: VIRTUAL_KEY, flags: KEYBD_EVENT_FLAGS) {
    let ki = KEYBDINPUT { wVk: key, dwFlags: flags, ..KEYBDINPUT::default() };
    send(INPUT { r#type: INPUT_KEYBOARD, Anonymous: INPUT_0 { ki } });
}

fn point(at: POINT) {
    // SAFETY: no pointers.
    unsafe { SetCursorPos(at.x, at.y) }.unwrap();
    std::thread::sleep(Duration::from_millis(100));
}

fn press(at: POINT) {
    point(at);
    mouse(MOUSEEVENTF_LEFTDOWN);
    mouse(MOUSEEVENTF_LEFTUP);
}

fn press_keys() {
    let keys = [VK_CONTROL, VK_MENU, VK_RETURN];
    for each in keys {
        key(each, KEYBD_EVENT_FLAGS(0));
    }
    for each in keys.into_iter().rev() {
        key(each, KEYEVENTF_KEYUP);
    }
}

/// Closes the alert that is the `turn`th of the watcher's since its log was so long, and waits until the watcher knows. Under Wine the first renderer
/// breaks down and the other makes a window of its own: the one that is shown is told of.
fn close_alert(begun: usize, turn: usize) {
    let told = |words: &str| log()[begun..].lines().filter(|line| line.ends_with(words)).count() >= turn;
    // A window that is too slow is ended and started anew with more patience.
    let until = Instant::now() + Duration::from_secs(120);
    while !told("the alert is shown") {
        assert!(Instant::now() < until, "alert {turn} is not shown");
    }
    let window = super::wait_for("the window", alert);
    // SAFETY: no pointers.
    unsafe { PostMessageW(Some(window), WM_CLOSE, WPARAM(0), LPARAM(0)) }.unwrap();
    let until = Instant::now() + Duration::from_secs(30);
    while !told("the alert ended: Closed, exit code: 0") {
        assert!(Instant::now() < until, "alert {turn} did not end in order");
    }
    assert!(alert().is_none());
}

#[test]
fn the_button_and_the_keys_open_the_alert() {
    if !super::under_wine() {
        println!("skipped: writes what starts at log-on");
        return;
    }
    let _afterwards = Afterwards::new();
    let begun = log().len();
    let directories = Directories::for_user();
    let store = UserStore::open(&directories);
    let place = WatcherPlace::new(directories.state.as_deref().unwrap());
    let mut settings = Settings::default();
    settings.watch.set(WatchChoice::SosButton, true);
    store.save_settings(&settings, "").unwrap();

    // SAFETY: no pointers; on this thread, which gives them back below.
    unsafe { RegisterHotKey(None, 7, MOD_CONTROL | MOD_ALT, u32::from(VK_RETURN.0)) }.unwrap();
    watch("--install");
    let (window, first) = super::wait_within(DONE_WITHIN, "the button", button);
    // SAFETY: no pointers.
    let style = unsafe { GetWindowLongPtrW(window, GWL_EXSTYLE) };
    for wanted in [WS_EX_TOPMOST, WS_EX_TOOLWINDOW, WS_EX_NOACTIVATE, WS_EX_LAYERED] {
        assert_ne!(style & isize::try_from(wanted.0).unwrap(), 0, "{wanted:?} in {style:#x}");
    }
    let mut work = RECT::default();
    let no_change = SYSTEM_PARAMETERS_INFO_UPDATE_FLAGS(0);
    // SAFETY: the structure is the one that is asked for, and outlives the call.
    unsafe { SystemParametersInfoW(SPI_GETWORKAREA, 0, Some((&raw mut work).cast()), no_change) }.unwrap();
    let inside = |place: RECT| {
        place.left >= work.left
            && place.top >= work.top
            && place.right <= work.right
            && place.bottom <= work.bottom
    };
    assert!(first.right - first.left >= 76 && inside(first), "{first:?} in {work:?}");
    // SAFETY: no pointers.
    unsafe {
        assert_ne!(GetForegroundWindow(), window, "it takes no focus");
        assert_eq!(WindowFromPoint(middle(first)), window, "nothing lies above it");
    }

    super::wait_within(DONE_WITHIN, "what is said of the keys", || {
        (place.helpers().hot_key == HelperState::Taken).then_some(())
    });
    // SAFETY: no pointers.
    unsafe { UnregisterHotKey(None, 7) }.unwrap();
    let until = Instant::now() + DONE_WITHIN;
    while place.helpers().hot_key != HelperState::Ready {
        assert!(Instant::now() < until, "{:?}", place.helpers());
    }

    // Wine moves no window by a cursor that is set: dragging is seen on X11, and by hand.
    assert!(alert().is_none(), "nothing was pressed");
    press(middle(first));
    close_alert(begun, 1);
    // Wine forgets which keys are down while the window in use changes: a person presses again.
    let asked = |words: &str| log()[begun..].lines().filter(|line| line.ends_with(words)).count();
    let (before, mut presses) = (asked("StartAsked"), 0);
    while asked("StartAsked") == before {
        presses += 1;
        assert!(presses <= 5, "the keys are not heard");
        press_keys();
        let until = Instant::now() + Duration::from_secs(5);
        while asked("StartAsked") == before && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    println!("the keys were heard at press {presses}");
    close_alert(begun, 2);

    settings.watch.set(WatchChoice::SosButton, false);
    settings.watch.set(WatchChoice::HotKey, false);
    store.save_settings(&settings, "").unwrap();
    super::wait_within(DONE_WITHIN, "the button is gone", || button().is_none().then_some(()));
    super::wait_within(DONE_WITHIN, "the keys are free", || {
        // SAFETY: no pointers.
        unsafe { RegisterHotKey(None, 7, MOD_CONTROL | MOD_ALT, u32::from(VK_RETURN.0)) }.ok()
    });
    settings.watch.set(WatchChoice::SosButton, true);
    store.save_settings(&settings, "").unwrap();
    super::wait_within(DONE_WITHIN, "it is back", button);
    watch("--remove");
    super::wait_for("the button went with the watcher", || button().is_none().then_some(()));
}
