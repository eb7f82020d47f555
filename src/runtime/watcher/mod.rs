//! The watcher: a keeper that starts the resident whenever it ends, and the resident that looks and decides. Either
//! starts the other anew; no window or graphics in them.

use std::time::Duration;

mod alert_process;
mod helpers;
mod keeper;
mod look;
mod report;
mod resident;
mod rules;
pub(super) mod setup;

pub use keeper::{Kept, keep};
pub use report::AlertReport;
pub use resident::{Stay, stay};
pub use setup::WatcherSetup;

/// Option of the process that looks.
pub const RESIDENT: &str = "--resident";
/// Option: the watcher before this one notified in a session that may still last.
pub const TOLD: &str = "--told";
/// Option: ends with the keeper, which somebody started by hand.
pub const BY_HAND: &str = "--by-hand";
/// Option of the alert's process: it tells its watcher how it goes.
pub const WATCHED: &str = "--watched";

/// Exit code of the resident: it was asked to end.
const ASKED: u8 = 0;
/// Exit code of the resident: the program's file is another one now.
const NEW_PROGRAM: u8 = 10;
/// What the resident tells its keeper.
const LINE_TOLD: &str = "told";
const LINE_CALM: &str = "calm";
/// What both say to each other all the time: whoever is silent was stopped in its tracks.
const LINE_ALIVE: &str = "alive";
/// So often.
const ALIVE_EVERY: Duration = Duration::from_secs(5);
/// So many pauses of that length without a word are silence: counted, not measured, because a PC sleeps at times.
const ALIVE_MISSED_MAX: u32 = 6;
