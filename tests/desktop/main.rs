//! The real window on a real X server with a window manager, under a person's mouse and keyboard. Every
//! window runs in a network namespace of its own: the red button cuts that one.
#![cfg_attr(
    target_os = "linux",
    expect(clippy::print_stderr, reason = "a skipped test says so"),
    expect(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "helpers of tests fail as tests do"
    )
)]

#[cfg(target_os = "linux")]
mod display;
#[cfg(target_os = "linux")]
mod escape;
#[cfg(target_os = "linux")]
mod hands;
#[cfg(target_os = "linux")]
mod hardship;
#[cfg(target_os = "linux")]
mod hidden;
#[cfg(target_os = "linux")]
mod keyboard;
#[cfg(target_os = "linux")]
mod lab;
#[cfg(target_os = "linux")]
mod notice;
#[cfg(target_os = "linux")]
mod notification_daemon;
#[cfg(target_os = "linux")]
mod person;
#[cfg(target_os = "linux")]
mod picture;
#[cfg(target_os = "linux")]
mod reader;
#[cfg(target_os = "linux")]
mod session;
#[cfg(target_os = "linux")]
mod sos;
#[cfg(target_os = "linux")]
mod walk;
#[cfg(target_os = "linux")]
mod watch;
#[cfg(target_os = "linux")]
mod watch_again;
