//! Settings and notes on real file systems: broken files, full and read-only disks, a process killed
//! in the middle of writing, and two starts of the program at once.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "a test fails loudly; children answer on standard output"
)]

mod admin_store;
#[cfg(target_os = "linux")]
mod administrator;
mod broken_files;
mod child;
#[cfg(target_os = "linux")]
mod hostile_disks;
mod killed;
mod packs;
mod two_starts;
