//! The only place where the window reads the time.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use crate::core::Timestamp;

/// A source of time; tests bring their own.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The wall clock of the start, carried on by the monotonic one: whoever sets the PC's clock shortens no
/// pause and freezes no button.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    started: Instant,
    wall_at_start: i64,
}

impl Default for SystemClock {
    fn default() -> Self {
        let wall = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        Self { started: Instant::now(), wall_at_start: i64::try_from(wall).unwrap_or(i64::MAX) }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let passed = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        Timestamp(self.wall_at_start.saturating_add(passed))
    }
}
