//! The watcher that stays while no window is open: what it is set to, and what it decides.

pub mod choices;
pub mod entry;
pub mod helpers;
pub mod line;
pub mod machine;

pub use choices::{WatchChoice, WatchChoices};
pub use helpers::{HOT_KEY, HelperState, Helpers};
pub use line::AlertLine;

/// What is known of the watcher on this PC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WatcherFacts {
    /// It is started whenever this user logs on.
    pub at_log_on: bool,
    /// It runs now.
    pub running: bool,
    /// What stands ready beside it.
    pub helpers: Helpers,
}
