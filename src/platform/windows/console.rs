//! The console of the commands: a program without one takes part in that of whoever started it.
#![expect(unsafe_code, reason = "attaches to a console, and looks at and sets the standard handles")]

use std::fs::File;
use std::os::windows::io::IntoRawHandle as _;

use windows::Win32::Foundation::HANDLE;
use windows::Win32::System::Console::{
    ATTACH_PARENT_PROCESS, AttachConsole, CONSOLE_MODE, ENABLE_ECHO_INPUT, GetConsoleMode, GetStdHandle,
    STD_ERROR_HANDLE, STD_HANDLE, STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, SetConsoleMode, SetStdHandle,
};

/// The standard handles, and the console's own name of each.
const STANDARD: [(STD_HANDLE, &str); 3] =
    [(STD_INPUT_HANDLE, "CONIN$"), (STD_OUTPUT_HANDLE, "CONOUT$"), (STD_ERROR_HANDLE, "CONOUT$")];

/// Connects input and outputs to the console that started us. What was redirected to a file or pipe stays there.
/// Call it before the first output.
pub fn attach_parent() {
    let given = STANDARD.map(|(which, name)| (which, name, handle(which)));
    // Whoever was given everything has no use for a console, which would end it when it is closed.
    if given.iter().all(|(_, _, handle)| handle.is_some()) {
        return;
    }
    // SAFETY: takes a constant; a start without a console is the usual case and an error then.
    if let Err(error) = unsafe { AttachConsole(ATTACH_PARENT_PROCESS) } {
        log::debug!("no console to take part in, or it has one: {error}");
    }
    for (which, name, given) in given {
        match given {
            Some(given) => set(which, given),
            // Attaching fills them in only where none at all was given.
            None if handle(which).is_none() => match File::options().read(true).write(true).open(name) {
                Ok(console) => set(which, HANDLE(console.into_raw_handle())),
                Err(error) => log::debug!("{name}: {error}"),
            },
            None => {}
        }
    }
}

/// The handle of this process, if it has one.
fn handle(which: STD_HANDLE) -> Option<HANDLE> {
    // SAFETY: asks for a handle of this process only.
    unsafe { GetStdHandle(which) }.ok().filter(|handle| !handle.is_invalid())
}

fn set(which: STD_HANDLE, handle: HANDLE) {
    // SAFETY: keeps a handle of this process for it to be asked for.
    if let Err(error) = unsafe { SetStdHandle(which, handle) } {
        log::debug!("a standard handle: {error}");
    }
}

/// How the console showed what is typed before it stopped; it does again when this is dropped.
#[derive(Debug)]
pub struct Unseen {
    input: HANDLE,
    before: CONSOLE_MODE,
}

impl Unseen {
    /// From now on what is typed does not appear.
    ///
    /// # Errors
    /// The system's reason, one of which is that the input is no console.
    pub fn begin() -> windows::core::Result<Self> {
        let mut before = CONSOLE_MODE::default();
        // SAFETY: asks for a handle of this process; the mode outlives the call.
        let input = unsafe {
            let input = GetStdHandle(STD_INPUT_HANDLE)?;
            GetConsoleMode(input, &raw mut before)?;
            input
        };
        // SAFETY: no pointers; the handle was a console's a moment ago.
        unsafe { SetConsoleMode(input, before & !ENABLE_ECHO_INPUT) }?;
        Ok(Self { input, before })
    }
}

impl Drop for Unseen {
    fn drop(&mut self) {
        // SAFETY: as above; a handle that was closed meanwhile is refused.
        if let Err(error) = unsafe { SetConsoleMode(self.input, self.before) } {
            log::warn!("the console goes on hiding what is typed: {error}");
        }
    }
}
