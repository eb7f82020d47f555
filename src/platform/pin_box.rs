//! A box of this process that asks for a new PIN, twice. Shown by an administrator's process, no program without its
//! rights can type into it, read it or press it.
#![expect(unsafe_code, reason = "calls DialogBoxIndirectParamW")]

use std::ffi::c_void;

use windows::Win32::Foundation::{HWND, LPARAM, WPARAM};
use windows::Win32::UI::Input::KeyboardAndMouse::SetFocus;
use windows::Win32::UI::WindowsAndMessaging::{
    BS_DEFPUSHBUTTON, DLGTEMPLATE, DS_CENTER, DS_MODALFRAME, DS_SETFONT, DS_SETFOREGROUND,
    DialogBoxIndirectParamW, ES_NUMBER, ES_PASSWORD, EndDialog, GWLP_USERDATA, GetDlgItem, GetDlgItemTextW,
    GetWindowLongPtrW, IDCANCEL, IDOK, SendDlgItemMessageW, SetDlgItemTextW, SetWindowLongPtrW, WM_COMMAND,
    WM_INITDIALOG, WS_BORDER, WS_CAPTION, WS_CHILD, WS_EX_TOPMOST, WS_POPUP, WS_SYSMENU, WS_TABSTOP,
    WS_VISIBLE,
};

use super::windows::wide::Wide;
use crate::core::pin_delay::{PIN_MAX_DIGITS, PIN_MIN_DIGITS};

/// The field for the PIN.
pub const FIRST: i32 = 101;
/// The field for the same PIN once more.
pub const AGAIN: i32 = 102;
/// The line that says what is wrong.
pub const WRONG: i32 = 103;
/// A text that nobody changes.
const TEXT: i32 = -1;

/// Limits what fits into a field (`EM_LIMITTEXT`).
const EM_LIMIT_TEXT: u32 = 0x00C5;
const BUTTON: u16 = 0x0080;
const EDIT: u16 = 0x0081;
const STATIC: u16 = 0x0082;
const POINTS: u16 = 12;
const FONT: &str = "Yu Gothic UI";

/// What the box says.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    /// Title of the box.
    pub title: &'a str,
    /// What the PIN is for, and who should stop here.
    pub question: &'a str,
    /// Before the first field.
    pub first: &'a str,
    /// Before the second.
    pub again: &'a str,
    /// The button that sets it.
    pub set: &'a str,
    /// The button that does not.
    pub cancel: &'a str,
    /// Too few digits.
    pub format: &'a str,
    /// The two are not the same.
    pub different: &'a str,
}

/// What the procedure of the box works on.
struct State<'a> {
    words: &'a Words<'a>,
    pin: Option<String>,
}

/// Asks until two equal PINs of the right length are given; `None` when the person gave up, or when there is no box.
#[must_use]
pub fn ask(words: &Words<'_>) -> Option<String> {
    let template = template(words);
    let mut state = State { words, pin: None };
    // SAFETY: the template is whole, aligned and outlives the call, and so does the state, which the procedure alone
    // touches while the call lasts.
    let answer = unsafe {
        DialogBoxIndirectParamW(
            None,
            template.as_ptr().cast::<DLGTEMPLATE>(),
            None,
            Some(procedure),
            LPARAM((&raw mut state) as isize),
        )
    };
    if answer == -1 {
        log::error!("the box for the PIN could not be shown: {}", windows::core::Error::from_thread());
    }
    state.pin.filter(|_| answer == IDOK.0 as isize)
}

extern "system" fn procedure(window: HWND, message: u32, word: WPARAM, long: LPARAM) -> isize {
    match message {
        WM_INITDIALOG => {
            for field in [FIRST, AGAIN] {
                // One more than is allowed: a PIN that is too long is refused, never taken for its beginning.
                // SAFETY: sets a number of a field of this box; the pointer of the state is kept for later messages.
                unsafe {
                    SendDlgItemMessageW(window, field, EM_LIMIT_TEXT, WPARAM(PIN_MAX_DIGITS + 1), LPARAM(0))
                };
            }
            // SAFETY: as above.
            unsafe { SetWindowLongPtrW(window, GWLP_USERDATA, long.0) };
            // The system chooses the first field.
            1
        }
        WM_COMMAND => {
            // The low half is the button; the high half of a press is zero.
            let pressed = i32::try_from(word.0).unwrap_or(0);
            if pressed == IDOK.0 {
                // SAFETY: what `ask` gave for its own state, which outlives the box; nobody else has it now.
                let state = unsafe {
                    (GetWindowLongPtrW(window, GWLP_USERDATA) as *mut c_void).cast::<State<'_>>().as_mut()
                };
                match state.map(|state| read(window, state)) {
                    Some(true) => end(window, IDOK.0),
                    Some(false) => {}
                    None => end(window, IDCANCEL.0),
                }
                return 1;
            }
            if pressed == IDCANCEL.0 {
                end(window, IDCANCEL.0);
                return 1;
            }
            0
        }
        _ => 0,
    }
}

fn end(window: HWND, answer: i32) {
    // SAFETY: the box of this very procedure.
    if let Err(error) = unsafe { EndDialog(window, answer as isize) } {
        log::error!("the box does not close: {error}");
    }
}

/// Takes the PIN if both fields agree; otherwise says why not and begins anew.
fn read(window: HWND, state: &mut State<'_>) -> bool {
    let pin = typed(window, FIRST);
    let sound = (PIN_MIN_DIGITS..=PIN_MAX_DIGITS).contains(&pin.len())
        && pin.bytes().all(|byte| byte.is_ascii_digit());
    let wrong = match (sound, typed(window, AGAIN) == pin) {
        (true, true) => {
            state.pin = Some(pin);
            return true;
        }
        (false, _) => state.words.format,
        (true, false) => state.words.different,
    };
    for (item, text) in [(FIRST, ""), (AGAIN, ""), (WRONG, wrong)] {
        let text = Wide::new(text);
        // SAFETY: the text outlives the call.
        if let Err(error) = unsafe { SetDlgItemTextW(window, item, text.as_pcwstr()) } {
            log::warn!("the box for the PIN: {error}");
        }
    }
    // SAFETY: a field of this box.
    if let Err(error) = unsafe { GetDlgItem(Some(window), FIRST).and_then(|field| SetFocus(Some(field))) } {
        log::warn!("the box for the PIN: {error}");
    }
    false
}

fn typed(window: HWND, field: i32) -> String {
    // Room for one too many: what is too long must not pass for its beginning.
    let mut text = [0_u16; PIN_MAX_DIGITS + 2];
    // SAFETY: the call writes no more than the buffer holds.
    let length = usize::try_from(unsafe { GetDlgItemTextW(window, field, &mut text) }).unwrap_or(0);
    String::from_utf16_lossy(text.get(..length).unwrap_or_default())
}

/// A `DLGTEMPLATE` and its items, in units of the dialog's font, aligned as the system wants them.
fn template(words: &Words<'_>) -> Vec<u32> {
    let field = WS_TABSTOP.0 | WS_BORDER.0 | flag(ES_PASSWORD) | flag(ES_NUMBER);
    let button = WS_TABSTOP.0;
    let items = [
        (STATIC, 0, [10, 8, 240, 56], TEXT, words.question),
        (STATIC, 0, [10, 70, 100, 12], TEXT, words.first),
        (EDIT, field, [114, 68, 80, 14], FIRST, ""),
        (STATIC, 0, [10, 92, 100, 12], TEXT, words.again),
        (EDIT, field, [114, 90, 80, 14], AGAIN, ""),
        (STATIC, 0, [10, 112, 240, 12], WRONG, ""),
        (BUTTON, button | flag(BS_DEFPUSHBUTTON), [70, 130, 86, 18], IDOK.0, words.set),
        (BUTTON, button, [164, 130, 86, 18], IDCANCEL.0, words.cancel),
    ];
    let style = flag(DS_CENTER | DS_MODALFRAME | DS_SETFONT | DS_SETFOREGROUND)
        | (WS_POPUP | WS_CAPTION | WS_SYSMENU | WS_VISIBLE).0;
    let mut template = Template::default();
    template.long(style);
    template.long(WS_EX_TOPMOST.0);
    template.short(u16::try_from(items.len()).unwrap_or(0));
    template.place([0, 0, 260, 156]);
    // No menu, the system's own class.
    template.short(0);
    template.short(0);
    template.text(words.title);
    template.short(POINTS);
    template.text(FONT);
    for (class, style, place, id, text) in items {
        template.align();
        template.long(style | (WS_CHILD | WS_VISIBLE).0);
        template.long(0);
        template.place(place);
        template.short(low_half(id));
        template.short(u16::MAX);
        template.short(class);
        template.text(text);
        template.short(0);
    }
    template.whole()
}

/// A style that the bindings know as a signed number.
fn flag(style: i32) -> u32 {
    style.cast_unsigned()
}

fn low_half(number: i32) -> u16 {
    u16::try_from(number.cast_unsigned() & 0xFFFF).unwrap_or(0)
}

/// The units of a template, in the order in which they stand in memory.
#[derive(Default)]
struct Template(Vec<u16>);

impl Template {
    fn short(&mut self, unit: u16) {
        self.0.push(unit);
    }

    fn long(&mut self, number: u32) {
        self.short(u16::try_from(number & 0xFFFF).unwrap_or(0));
        self.short(u16::try_from(number >> 16).unwrap_or(0));
    }

    fn place(&mut self, place: [u16; 4]) {
        self.0.extend(place);
    }

    fn text(&mut self, text: &str) {
        self.0.extend(Wide::new(text).units());
    }

    /// Items begin at multiples of four bytes.
    fn align(&mut self) {
        if self.0.len() % 2 == 1 {
            self.short(0);
        }
    }

    fn whole(mut self) -> Vec<u32> {
        self.align();
        let pair = |pair: &[u16]| {
            let unit = |place: usize| u32::from(pair.get(place).copied().unwrap_or(0));
            unit(0) | unit(1) << 16
        };
        self.0.chunks(2).map(pair).collect()
    }
}
