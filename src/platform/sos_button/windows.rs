//! Windows: a topmost window that is never activated and is in no task bar. It is a picture alone, which the system
//! itself puts on the screen.

#![expect(unsafe_code, reason = "a window of the system's own")]

use std::cell::RefCell;
use std::path::PathBuf;
use std::time::Instant;

use windows::Win32::Foundation::{ERROR_CLASS_ALREADY_EXISTS, HWND, LPARAM, LRESULT, POINT, WPARAM};
use windows::Win32::System::LibraryLoader::GetModuleHandleW;
use windows::Win32::UI::HiDpi::GetDpiForWindow;
use windows::Win32::UI::Input::KeyboardAndMouse::{ReleaseCapture, SetCapture};
use windows::Win32::UI::WindowsAndMessaging::{
    ASFW_ANY, AllowSetForegroundWindow, CreateWindowExW, DefWindowProcW, DestroyWindow, GetCursorPos,
    GetForegroundWindow, HWND_TOPMOST, IDC_HAND, LoadCursorW, MA_NOACTIVATE, RegisterClassExW, SW_HIDE,
    SW_SHOWNOACTIVATE, SWP_NOACTIVATE, SWP_NOMOVE, SWP_NOSIZE, SWP_NOZORDER, SetTimer, SetWindowPos,
    ShowWindow, WM_CAPTURECHANGED, WM_DISPLAYCHANGE, WM_DPICHANGED, WM_LBUTTONDOWN, WM_LBUTTONUP,
    WM_MOUSEACTIVATE, WM_MOUSEMOVE, WM_SETTINGCHANGE, WM_TIMER, WNDCLASSEXW, WS_EX_LAYERED, WS_EX_NOACTIVATE,
    WS_EX_TOOLWINDOW, WS_EX_TOPMOST, WS_POPUP, WindowFromPoint,
};
use windows::core::{Error, PCWSTR, w};

pub(super) use crate::platform::standing::messages::Keeper;

#[path = "windows_desk.rs"]
mod desk;
#[path = "windows_painting.rs"]
mod painting;

use desk::screens;
use painting::paint;

use super::place;
use crate::core::sos::{Area, Grip, Point, Raising, Release, edge, settle};
use crate::core::watch::HelperState;
use crate::platform::raise::{Sight, sight_of};
use crate::platform::standing::messages::{each, start as stand};
use crate::platform::standing::{Pressed, StateSlot};
use crate::platform::windows::own_windows::is_ours;

const CLASS: PCWSTR = w!("Kyukyubako.Sos");
const TITLE: PCWSTR = w!("SOS");
/// How often it looks at what lies above it and which window is in use, in milliseconds.
const LOOK_EVERY_MS: u32 = 500;
const TIMER: usize = 1;
/// Dots to the inch of a screen that says nothing.
const DPI: u32 = 96;

thread_local! {
    /// The window's procedure and its button live on one thread.
    static BUTTON: RefCell<Option<Button>> = const { RefCell::new(None) };
}

pub(super) fn start(slot: &StateSlot, file: PathBuf, pressed: Pressed) -> Option<Keeper> {
    let inside = slot.clone();
    match stand("sos-button", move || show(&inside, file, pressed)) {
        Ok(keeper) => Some(keeper),
        Err(error) => {
            log::error!("SOS button: {error}");
            slot.set(HelperState::Failed);
            None
        }
    }
}

fn show(slot: &StateSlot, file: PathBuf, pressed: Pressed) {
    let window = match Button::new(file, pressed).and_then(|mut button| {
        button.measure()?;
        button.give_way();
        let window = button.window;
        BUTTON.set(Some(button));
        // SAFETY: the window is ours; nobody is called back but its procedure.
        unsafe { SetTimer(Some(window), TIMER, LOOK_EVERY_MS, None) };
        Ok(window)
    }) {
        Ok(window) => window,
        Err(error) => {
            log::warn!("SOS button: {error}");
            slot.set(HelperState::Failed);
            return;
        }
    };
    slot.set(HelperState::Ready);
    each(|_| {});
    BUTTON.set(None);
    // SAFETY: the window is this thread's own.
    if let Err(error) = unsafe { DestroyWindow(window) } {
        log::debug!("SOS button: {error}");
    }
}

extern "system" fn procedure(window: HWND, message: u32, wparam: WPARAM, lparam: LPARAM) -> LRESULT {
    if message == WM_MOUSEACTIVATE {
        return LRESULT(isize::try_from(MA_NOACTIVATE).unwrap_or_default());
    }
    // What the system sends while the button is being moved needs no answer of ours.
    let heard = BUTTON.with(|button| match button.try_borrow_mut() {
        Ok(mut button) => button.as_mut().is_some_and(|button| button.hear(message)),
        Err(_) => false,
    });
    if heard {
        return LRESULT(0);
    }
    // SAFETY: exactly what this procedure got.
    unsafe { DefWindowProcW(window, message, wparam, lparam) }
}

struct Button {
    window: HWND,
    file: PathBuf,
    pressed: Pressed,
    edge: i32,
    /// The size of the picture that was given to the system.
    painted: i32,
    /// Where somebody wants it, and where it lies.
    wanted: Option<Point>,
    corner: Point,
    areas: Vec<Area>,
    grip: Option<Grip>,
    raising: Raising,
    began: Instant,
    hidden: bool,
}

impl Button {
    fn new(file: PathBuf, pressed: Pressed) -> Result<Self, Error> {
        // SAFETY: names are zero-terminated and live for ever; the structures are ours; the procedure lives as long
        // as the program.
        let window = unsafe {
            let module = GetModuleHandleW(None)?;
            let class = WNDCLASSEXW {
                cbSize: u32::try_from(size_of::<WNDCLASSEXW>()).unwrap_or_default(),
                lpfnWndProc: Some(procedure),
                hInstance: module.into(),
                hCursor: LoadCursorW(None, IDC_HAND)?,
                lpszClassName: CLASS,
                ..WNDCLASSEXW::default()
            };
            if RegisterClassExW(&raw const class) == 0 {
                let error = Error::from_thread();
                // It was shown before.
                if error.code() != ERROR_CLASS_ALREADY_EXISTS.to_hresult() {
                    return Err(error);
                }
            }
            let style = WS_EX_TOPMOST | WS_EX_TOOLWINDOW | WS_EX_NOACTIVATE | WS_EX_LAYERED;
            let own = Some(module.into());
            CreateWindowExW(style, CLASS, TITLE, WS_POPUP, 0, 0, 1, 1, None, None, own, None)?
        };
        let wanted = place::kept(&file);
        Ok(Self {
            window,
            file,
            pressed,
            edge: 0,
            painted: 0,
            wanted,
            corner: Point { x: 0, y: 0 },
            areas: Vec::new(),
            grip: None,
            raising: Raising::default(),
            began: Instant::now(),
            hidden: true,
        })
    }

    /// Takes in a message. False when the system is to do with it what it does with any window's.
    fn hear(&mut self, message: u32) -> bool {
        match message {
            WM_LBUTTONDOWN => {
                self.grip = Some(Grip::new(pointer(), self.corner, self.edge));
                // SAFETY: the window is ours.
                unsafe { SetCapture(self.window) };
            }
            WM_MOUSEMOVE => {
                if let Some(wanted) = self.grip.as_mut().and_then(|grip| grip.moved(pointer())) {
                    self.wanted = Some(wanted);
                    self.or_log(Self::lie);
                }
            }
            WM_LBUTTONUP => self.let_go(),
            WM_CAPTURECHANGED => self.grip = None,
            WM_TIMER => self.look(),
            WM_DPICHANGED | WM_DISPLAYCHANGE => self.or_log(Self::measure),
            WM_SETTINGCHANGE => {
                self.or_log(Self::measure);
                return false;
            }
            _ => return false,
        }
        true
    }

    fn let_go(&mut self) {
        let Some(mut grip) = self.grip.take() else { return };
        // SAFETY: takes nothing.
        if let Err(error) = unsafe { ReleaseCapture() } {
            log::debug!("SOS button: {error}");
        }
        if let Some(wanted) = grip.moved(pointer()) {
            self.wanted = Some(wanted);
            self.or_log(Self::lie);
        }
        match grip.released() {
            Release::Pressed => {
                // SAFETY: takes no pointers. The alert that is started now may come to the front.
                if let Err(error) = unsafe { AllowSetForegroundWindow(ASFW_ANY) } {
                    log::debug!("SOS button: {error}");
                }
                (self.pressed)();
            }
            Release::Moved => {
                self.wanted = Some(self.corner);
                place::keep(&self.file, self.corner);
            }
        }
    }

    fn or_log(&mut self, act: fn(&mut Self) -> Result<(), Error>) {
        if let Err(error) = act(self) {
            log::debug!("SOS button: {error}");
        }
    }

    /// Makes way for our own windows, and comes up when another topmost window covers it.
    fn look(&mut self) {
        if self.grip.is_some() {
            return;
        }
        if self.edge != self.edge_here() {
            self.or_log(Self::measure);
        }
        self.give_way();
        let half = self.edge / 2;
        let middle = POINT { x: self.corner.x.saturating_add(half), y: self.corner.y.saturating_add(half) };
        // SAFETY: takes no pointers.
        let top = unsafe { WindowFromPoint(middle) };
        let now = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.raising.is_covered(!self.hidden && top != self.window, now);
        if self.raising.take(now) {
            self.or_log(Self::come_up);
        }
    }

    fn come_up(&mut self) -> Result<(), Error> {
        let stay = SWP_NOACTIVATE | SWP_NOMOVE | SWP_NOSIZE;
        // SAFETY: the window is ours.
        unsafe { SetWindowPos(self.window, Some(HWND_TOPMOST), 0, 0, 0, 0, stay) }
    }

    /// Hidden as long as the window in use is one of ours, whose buttons it would cover.
    fn give_way(&mut self) {
        // SAFETY: takes nothing.
        let window = unsafe { GetForegroundWindow() };
        // A program that ends has windows left that nobody sees, and they may be the ones in use.
        let hidden = sight_of(window) == Sight::Seen && is_ours(window);
        if hidden != self.hidden {
            self.hidden = hidden;
            // SAFETY: the window is ours; what it was before does not matter.
            let _ = unsafe { ShowWindow(self.window, if hidden { SW_HIDE } else { SW_SHOWNOACTIVATE }) };
            if !hidden {
                self.or_log(Self::come_up);
            }
        }
    }

    /// Looks at the screens anew: how large it is to be, and where it may lie.
    fn measure(&mut self) -> Result<(), Error> {
        self.areas = screens();
        self.edge = self.edge_here();
        self.lie()?;
        // The screen it came to may be a finer one.
        let edge = self.edge_here();
        if edge != self.edge {
            self.edge = edge;
            self.lie()?;
        }
        Ok(())
    }

    fn edge_here(&self) -> i32 {
        // SAFETY: the window is ours.
        let dpi = match unsafe { GetDpiForWindow(self.window) } {
            0 => DPI,
            dpi => dpi,
        };
        edge(f32::from(u16::try_from(dpi).unwrap_or(u16::MAX)))
    }

    fn lie(&mut self) -> Result<(), Error> {
        self.corner = settle(self.wanted, &self.areas, self.edge);
        if self.painted != self.edge {
            paint(self.window, self.corner, self.edge)?;
            self.painted = self.edge;
            return Ok(());
        }
        let only_move = SWP_NOACTIVATE | SWP_NOSIZE | SWP_NOZORDER;
        // SAFETY: the window is ours.
        unsafe { SetWindowPos(self.window, None, self.corner.x, self.corner.y, 0, 0, only_move) }
    }
}

fn pointer() -> Point {
    let mut at = POINT::default();
    // SAFETY: the structure is ours and outlives the call.
    if let Err(error) = unsafe { GetCursorPos(&raw mut at) } {
        log::debug!("SOS button: {error}");
    }
    Point { x: at.x, y: at.y }
}
