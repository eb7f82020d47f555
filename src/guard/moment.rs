//! The guard's two clocks.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::core::Timestamp;

/// One instant on both clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The wall clock, for records that outlive the guard.
    pub wall: Timestamp,
    /// The wall clock of the guard's start, carried on by the monotonic one: whoever sets the clock
    /// neither shortens nor lengthens what is measured by it.
    pub steady: Timestamp,
}

/// Reads both.
#[derive(Debug, Clone, Copy)]
pub struct SteadyClock {
    started: Instant,
    wall_at_start: Timestamp,
}

impl Default for SteadyClock {
    fn default() -> Self {
        Self { started: Instant::now(), wall_at_start: wall() }
    }
}

impl SteadyClock {
    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        let passed = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        Moment { wall: wall(), steady: self.wall_at_start.plus_millis(passed) }
    }
}

pub(super) fn wall() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    Timestamp(i64::try_from(since).unwrap_or(i64::MAX))
}
