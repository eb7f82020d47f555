//! Our own input and outputs are not for the programs we start to stay: whoever reads our output would wait for
//! them to end.
#![expect(unsafe_code, reason = "changes a flag of our own handles")]

use windows::Win32::Foundation::{HANDLE_FLAG_INHERIT, HANDLE_FLAGS, SetHandleInformation};
use windows::Win32::System::Console::{GetStdHandle, STD_ERROR_HANDLE, STD_INPUT_HANDLE, STD_OUTPUT_HANDLE};

/// From now on no program we start gets them.
pub fn keep_to_ourselves() {
    for which in [STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE] {
        // SAFETY: no pointers; a handle that is none is refused.
        let kept = unsafe {
            GetStdHandle(which)
                .and_then(|handle| SetHandleInformation(handle, HANDLE_FLAG_INHERIT.0, HANDLE_FLAGS(0)))
        };
        if let Err(error) = kept {
            log::debug!("a handle of ours: {error}");
        }
    }
}
