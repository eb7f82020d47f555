//! The product's rules, taken in by path: linking the library would build the window as well.

#[path = "../../../src/core/detection/mod.rs"]
pub mod detection;
#[path = "../../../src/core/holidays.rs"]
pub mod holidays;
#[path = "../../../src/core/opening_hours.rs"]
pub mod opening_hours;
#[path = "../../../src/core/own_contacts.rs"]
pub mod own_contacts;
#[path = "../../../src/core/pack/mod.rs"]
pub mod pack;
#[path = "../../../src/core/phone_number.rs"]
pub mod phone_number;
#[path = "../../../src/core/settings.rs"]
pub mod settings;
#[path = "../../../src/core/storage_notice.rs"]
pub mod storage_notice;
#[path = "../../../src/core/timestamp.rs"]
pub mod timestamp;

#[path = "../../../src/core/watch/choices.rs"]
pub mod watch_choices;

/// What the settings hold of the watcher.
pub mod watch {
    pub use super::watch_choices::{WatchChoice, WatchChoices};
}

pub use timestamp::Timestamp;
