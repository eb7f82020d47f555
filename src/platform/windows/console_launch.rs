//! Starts the main program for whoever types in a console, and waits for it. Part of the console program alone, which is
//! kept small: the system's own calls, and nothing that could panic.
//!
//! The main program belongs to no console until it attaches to ours, and a console's handle is of no use to it before
//! that: what is redirected is handed on, what leads to the console is left out, and it opens that itself.
#![expect(unsafe_code, reason = "starts a process, hands on the standard handles and hears Ctrl + C")]

use std::ffi::c_void;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

use windows::Win32::Foundation::{
    CloseHandle, HANDLE, HANDLE_FLAG_INHERIT, STATUS_CONTROL_C_EXIT, SetHandleInformation,
};
use windows::Win32::System::Console::{
    CONSOLE_MODE, GetConsoleMode, GetStdHandle, STD_ERROR_HANDLE, STD_HANDLE, STD_INPUT_HANDLE,
    STD_OUTPUT_HANDLE, SetConsoleCtrlHandler, WriteConsoleW,
};
use windows::Win32::System::LibraryLoader::GetModuleFileNameW;
use windows::Win32::System::Threading::{
    CreateProcessW, GetExitCodeProcess, INFINITE, PROCESS_CREATION_FLAGS, PROCESS_INFORMATION,
    STARTF_USESTDHANDLES, STARTUPINFOW, TerminateProcess, WaitForSingleObject,
};
use windows::core::{BOOL, PCWSTR, PWSTR};

/// The main program's file, in our own folder.
const PROGRAM: &str = "kyukyubako.exe";
/// Longer than any path or command line is, in units with the final zero.
const LONGEST: usize = 32_768;
const COULD_NOT: u32 = 1;
/// The main program where it does not hear Ctrl + C itself, because nothing of it is at the console.
static OFF_THE_CONSOLE: AtomicPtr<c_void> = AtomicPtr::new(null_mut());

// Said here, because the crate has it in a part that nobody else needs.
// SAFETY: the type of the system's function of this name.
unsafe extern "system" {
    safe fn GetCommandLineW() -> PCWSTR;
}

/// Starts the main program with our arguments. Its exit code; 1 when it cannot be started.
#[must_use]
pub fn run() -> u32 {
    start().unwrap_or_else(|error| {
        // In the system's own words and language.
        let mut line = Line { units: [0; LONGEST], length: 0 };
        let words = [PROGRAM, ": ", &error.message(), "\r\n"];
        words.iter().flat_map(|words| words.encode_utf16()).for_each(|unit| line.push(unit));
        let said = line.units.split_at_checked(line.length).map_or(&[][..], |(said, _)| said);
        // SAFETY: the text outlives the call. Where it is no console's handle the exit code alone says it.
        let _unheard = unsafe {
            GetStdHandle(STD_ERROR_HANDLE).and_then(|console| WriteConsoleW(console, said, None, None))
        };
        COULD_NOT
    })
}

/// A path or command line, cut off where it would be too long.
struct Line {
    units: [u16; LONGEST],
    length: usize,
}

impl Line {
    fn push(&mut self, unit: u16) {
        // The last one stays zero.
        if let Some(place) = self.units.get_mut(self.length).filter(|_| self.length + 1 < LONGEST) {
            *place = unit;
            self.length += 1;
        }
    }
}

fn start() -> windows::core::Result<u32> {
    let mut program = beside_us();
    let mut line = Line { units: [0; LONGEST], length: 0 };
    line.push(u16::from(b'"'));
    program.units.iter().take(program.length).for_each(|unit| line.push(*unit));
    line.push(u16::from(b'"'));
    let before = line.length;
    push_arguments(&mut line);
    let is_window = line.length == before;

    let start = STARTUPINFOW {
        cb: u32::try_from(size_of::<STARTUPINFOW>()).unwrap_or_default(),
        dwFlags: STARTF_USESTDHANDLES,
        hStdInput: redirected(STD_INPUT_HANDLE),
        hStdOutput: redirected(STD_OUTPUT_HANDLE),
        hStdError: redirected(STD_ERROR_HANDLE),
        ..STARTUPINFOW::default()
    };
    let mut started = PROCESS_INFORMATION::default();
    // SAFETY: both lines end with a zero and outlive the call, as do the structures.
    unsafe {
        CreateProcessW(
            PCWSTR(program.units.as_mut_ptr()),
            Some(PWSTR(line.units.as_mut_ptr())),
            None,
            None,
            true,
            PROCESS_CREATION_FLAGS::default(),
            None,
            PCWSTR::null(),
            &raw const start,
            &raw mut started,
        )?;
        CloseHandle(started.hThread)?;
    }
    if is_window {
        // Nobody needs to wait for that.
        return Ok(0);
    }
    let at_console = [start.hStdInput, start.hStdOutput, start.hStdError].iter().any(HANDLE::is_invalid);
    if !at_console {
        OFF_THE_CONSOLE.store(started.hProcess.0, Ordering::Release);
    }
    let mut code = COULD_NOT;
    // SAFETY: the handler is a function of this program; the process's handle is open; the code outlives the calls.
    unsafe {
        // Without it Ctrl + C ends us before the program, and no more.
        let _heard = SetConsoleCtrlHandler(Some(on_break), true);
        WaitForSingleObject(started.hProcess, INFINITE);
        GetExitCodeProcess(started.hProcess, &raw mut code)?;
    }
    // Its handle stays open until we end, a moment later.
    Ok(code)
}

/// The main program in the folder of this one.
fn beside_us() -> Line {
    let mut path = Line { units: [0; LONGEST], length: 0 };
    // SAFETY: writes no more than the array holds, with a zero at the end.
    let length = unsafe { GetModuleFileNameW(None, &mut path.units) };
    let own = usize::try_from(length).unwrap_or_default();
    let folder = path.units.iter().take(own).rposition(|unit| *unit == u16::from(b'\\'));
    path.length = folder.map_or(0, |place| place + 1);
    let kept = path.length;
    path.units.iter_mut().skip(kept).for_each(|unit| *unit = 0);
    PROGRAM.bytes().for_each(|byte| path.push(u16::from(byte)));
    path
}

/// What was typed behind our name, as it was typed. Nothing when that is white space.
fn push_arguments(line: &mut Line) {
    let typed = GetCommandLineW();
    // SAFETY: the system's own line, which ends with a zero and stays.
    let typed = unsafe { typed.as_wide() };
    let is_space = |unit: &u16| *unit <= u16::from(b' ');
    let mut in_quotes = false;
    let name_ends = |unit: &u16| {
        in_quotes ^= *unit == u16::from(b'"');
        is_space(unit) && !in_quotes
    };
    let Some(end) = typed.iter().position(name_ends) else { return };
    if typed.iter().skip(end).all(is_space) {
        return;
    }
    typed.iter().skip(end).for_each(|unit| line.push(*unit));
}

/// The standard handle, for another process to have; none when it leads to a console.
fn redirected(which: STD_HANDLE) -> HANDLE {
    let mut mode = CONSOLE_MODE::default();
    // SAFETY: a handle of this process; the mode outlives the call; one that is no console's is refused.
    unsafe {
        match GetStdHandle(which) {
            Ok(handle) if !handle.is_invalid() && GetConsoleMode(handle, &raw mut mode).is_err() => {
                SetHandleInformation(handle, HANDLE_FLAG_INHERIT.0, HANDLE_FLAG_INHERIT)
                    .map_or(HANDLE::default(), |()| handle)
            }
            _ => HANDLE::default(),
        }
    }
}

/// Ctrl + C and the like are the main program's: it hears them, too, and we say how it ended.
unsafe extern "system" fn on_break(_kind: u32) -> BOOL {
    let process = HANDLE(OFF_THE_CONSOLE.load(Ordering::Acquire));
    if !process.is_invalid() {
        // SAFETY: the handle stays open until this program ends. One that has ended already is refused.
        let _ended = unsafe { TerminateProcess(process, STATUS_CONTROL_C_EXIT.0.cast_unsigned()) };
    }
    true.into()
}
