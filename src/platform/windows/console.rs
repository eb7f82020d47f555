//! Output of the commands when a program without a console is started from one.
#![expect(unsafe_code, reason = "calls AttachConsole and looks at the standard handles")]

use windows::Win32::System::Console::{
    ATTACH_PARENT_PROCESS, AttachConsole, GetStdHandle, STD_OUTPUT_HANDLE,
};

/// Connects standard output to the console that started us. Output that was redirected to a file
/// or pipe stays there. Call it before the first output.
pub fn attach_parent() {
    // SAFETY: asks for a handle of this process only.
    let redirected = unsafe { GetStdHandle(STD_OUTPUT_HANDLE) }.is_ok_and(|handle| !handle.0.is_null());
    if redirected {
        return;
    }
    // SAFETY: takes a constant; a start without a console is the usual case and an error then.
    if let Err(error) = unsafe { AttachConsole(ATTACH_PARENT_PROCESS) } {
        log::debug!("no console to write to: {error}");
    }
}
