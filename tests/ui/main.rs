//! The window as a person and a screen reader meet it: driven through accessible labels.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails loudly")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod alert;
mod alert_scenes;
mod allow;
mod allow_kept;
mod calls;
mod centre;
mod drill;
mod escape_scenes;
mod every_size;
mod family;
mod flows;
mod gallery;
mod hand_over;
mod hands;
mod harness;
mod keyboard;
mod line_scenes;
mod number_scenes;
mod paint;
mod paper;
mod parts;
mod pictures;
mod reader;
mod self_check;
mod setup;
mod store;
mod type_scale;
mod watch_scenes;
mod way_back;
