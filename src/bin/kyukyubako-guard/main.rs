//! The guard: the small service that runs as administrator, holds a cut across restarts and opens it for
//! the owner only.
//!
//! It takes the modules it needs in by path instead of linking the library: whatever the linker takes
//! from there may drag the window's crates along.
#![expect(dead_code, unused_imports, reason = "these modules serve the main program as well")]

use std::process::ExitCode;

mod content;
mod core;
#[path = "../../guard/mod.rs"]
mod guard;
#[cfg(target_os = "linux")]
mod linux;
mod platform;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    system(&arguments)
}

#[cfg(target_os = "linux")]
fn system(arguments: &[std::ffi::OsString]) -> ExitCode {
    linux::run(arguments)
}

#[cfg(not(target_os = "linux"))]
fn system(_arguments: &[std::ffi::OsString]) -> ExitCode {
    // Wrong use.
    ExitCode::from(2)
}
