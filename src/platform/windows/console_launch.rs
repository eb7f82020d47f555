//! Starts the main program for whoever types in a console, and waits for it. Part of the console program alone.
//!
//! The main program belongs to no console until it attaches to ours. A console's handle would be of no use to it before
//! that: what is redirected is handed on, what leads to the console is left out, and it opens that itself.
#![expect(unsafe_code, reason = "looks at the standard handles and hears Ctrl + C")]

use std::ffi::{OsString, c_void};
use std::io::{self, Write as _};
use std::os::windows::io::AsRawHandle as _;
use std::process::Command;
use std::ptr::null_mut;
use std::sync::atomic::{AtomicPtr, Ordering};

use windows::Win32::Foundation::{HANDLE, STATUS_CONTROL_C_EXIT};
use windows::Win32::System::Console::{
    CONSOLE_MODE, GetConsoleMode, GetStdHandle, STD_ERROR_HANDLE, STD_HANDLE, STD_INPUT_HANDLE,
    STD_OUTPUT_HANDLE, SetConsoleCtrlHandler, SetStdHandle,
};
use windows::Win32::System::Threading::TerminateProcess;
use windows::core::BOOL;

/// The main program, in our own folder.
const PROGRAM: &str = "kyukyubako.exe";
const STANDARD: [STD_HANDLE; 3] = [STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE];
/// The main program where it does not hear Ctrl + C itself, because nothing of it is at the console.
static OFF_THE_CONSOLE: AtomicPtr<c_void> = AtomicPtr::new(null_mut());

/// Starts the main program with our arguments. Its exit code; 1 when it cannot be started.
#[must_use]
pub fn run() -> i32 {
    start().unwrap_or_else(|error| {
        // Windows says it in its own language. Nobody is left to hear that it could not be said.
        let _unheard = writeln!(io::stderr(), "{PROGRAM}: {error}");
        1
    })
}

fn start() -> io::Result<i32> {
    let program = std::env::current_exe()?.with_file_name(PROGRAM);
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let consoles = STANDARD.map(|which| (which, console(which)));
    for (which, console) in consoles {
        if console.is_some() {
            set(which, HANDLE::default());
        }
    }
    let started = Command::new(program).args(&arguments).spawn();
    for (which, console) in consoles {
        if let Some(console) = console {
            set(which, console);
        }
    }
    let mut started = started?;
    if arguments.is_empty() {
        // The window: nobody needs to wait for that.
        return Ok(0);
    }
    if consoles.iter().all(|(_, console)| console.is_none()) {
        OFF_THE_CONSOLE.store(started.as_raw_handle(), Ordering::Release);
    }
    // SAFETY: the handler is a function of this program, which stays.
    if let Err(error) = unsafe { SetConsoleCtrlHandler(Some(on_break), true) } {
        log::debug!("Ctrl + C ends us before the program: {error}");
    }
    let ended = started.wait();
    OFF_THE_CONSOLE.store(null_mut(), Ordering::Release);
    Ok(ended?.code().unwrap_or(1))
}

/// The standard handle when it leads to a console.
fn console(which: STD_HANDLE) -> Option<HANDLE> {
    // SAFETY: asks for a handle of this process only.
    let handle = unsafe { GetStdHandle(which) }.ok().filter(|handle| !handle.is_invalid())?;
    let mut mode = CONSOLE_MODE::default();
    // SAFETY: the mode outlives the call; a handle that is no console's is refused.
    unsafe { GetConsoleMode(handle, &raw mut mode) }.is_ok().then_some(handle)
}

fn set(which: STD_HANDLE, handle: HANDLE) {
    // SAFETY: keeps a handle of this process, or none, for it to be asked for.
    if let Err(error) = unsafe { SetStdHandle(which, handle) } {
        log::debug!("a standard handle: {error}");
    }
}

/// Ctrl + C and the like are the main program's: it hears them, too, and we say how it ended.
unsafe extern "system" fn on_break(_kind: u32) -> BOOL {
    let process = HANDLE(OFF_THE_CONSOLE.load(Ordering::Acquire));
    if !process.is_invalid() {
        // SAFETY: the handle stays open for as long as it is kept here.
        let ended = unsafe { TerminateProcess(process, STATUS_CONTROL_C_EXIT.0.cast_unsigned()) };
        if let Err(error) = ended {
            log::debug!("the program goes on: {error}");
        }
    }
    true.into()
}
