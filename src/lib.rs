//! 救急箱 (Kyukyubako): first aid for people caught in a remote-support scam.
//!
//! Dependencies point one way: `bin → cli, runtime → {ui, platform, paper} → core` and `{ui, paper} → content → core`.
//! `tests/house` keeps it so.

/// Commands for scripts and support staff: `scan`, `cut`, `restore`, `status`, `sheet`.
pub mod cli;
/// Words, contacts and the locale they are shown in.
pub mod content;
/// Pure rules: steps, incident, detection, what counts as a cut. No IO, clock, locale or window.
pub mod core;
/// The small program that runs as administrator on Windows.
pub mod elevated;
/// The administrator's service that holds a cut. No window.
pub mod guard;
/// The sheet, the leaflet and the report as PDF. Pure: returns bytes.
pub mod paper;
/// Everything that touches the operating system, behind traits.
pub mod platform;
/// Threads and channels that carry effects to the platform and events back.
pub mod runtime;
/// View-model, screens, widgets and theme. Returns events, never acts.
pub mod ui;
