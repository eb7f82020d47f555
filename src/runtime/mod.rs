//! Carries effects to the platform and events back.

mod allow;
mod clock;
pub mod doctor;
mod executor;
mod hands;
mod keeping;
mod launch;
mod mailbox;
mod papers;
mod presence;
mod surroundings;
pub mod watcher;
mod watching;
mod window;
mod workers;

pub use clock::{Clock, SystemClock};
pub use executor::{INCIDENT, Parts, PlatformExecutor};
pub use keeping::KeepElevated;
pub use launch::{open_alert, open_notice, open_window, open_window_then};
pub use mailbox::{Mailbox, Waker};
pub use window::{Executor, Window};
