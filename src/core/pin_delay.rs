//! How long one must wait after wrong PINs.

use serde::{Deserialize, Serialize};

use super::Timestamp;

/// Fewest digits of a PIN: fewer are guessed at once.
pub const PIN_MIN_DIGITS: usize = 4;
/// Most digits of a PIN: more are not remembered, and the window shows a place for each.
pub const PIN_MAX_DIGITS: usize = 8;

/// Wrong tries that cost nothing: a trembling hand is not an attack.
const FREE_TRIES: u32 = 3;
/// The first delay after that.
const FIRST_DELAY_MS: i64 = 30_000;
/// No delay is longer: the owner must get in on the same day.
const LONGEST_DELAY_MS: i64 = 60 * 60 * 1000;

/// Wrong tries so far. Kept across restarts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct WrongTries {
    /// How many in a row.
    pub count: u32,
    /// When the last one was.
    pub last: Timestamp,
}

impl WrongTries {
    /// The delay that this many wrong tries cost, in milliseconds: 30 s, doubled by each further one.
    fn delay_ms(self) -> i64 {
        match self.count.checked_sub(FREE_TRIES) {
            None => 0,
            Some(extra) => FIRST_DELAY_MS.saturating_mul(1_i64 << extra.min(20)).min(LONGEST_DELAY_MS),
        }
    }

    /// Seconds until the next PIN is looked at; zero when at once. A clock that was set back neither
    /// shortens the delay nor lengthens it beyond its full length.
    #[must_use]
    pub fn retry_after_s(self, now: Timestamp) -> u64 {
        let delay = self.delay_ms();
        let passed = now.0.saturating_sub(self.last.0).max(0);
        u64::try_from(delay.saturating_sub(passed).max(0)).unwrap_or(0).div_ceil(1000)
    }

    /// The one of two counts that lets less through: one may be on a disk that takes no writes any more.
    #[must_use]
    pub fn stricter(self, other: Self) -> Self {
        Self { count: self.count.max(other.count), last: self.last.max(other.last) }
    }

    /// True while a wrong try costs nothing.
    #[must_use]
    pub fn is_free(self) -> bool {
        self.count <= FREE_TRIES
    }

    /// After one more wrong PIN at `now`.
    #[must_use]
    pub fn after_wrong(self, now: Timestamp) -> Self {
        Self { count: self.count.saturating_add(1), last: now }
    }

    /// The state to keep when the clock was found set back: the full delay counts from `now` on,
    /// or it would last until the clock has caught up.
    #[must_use]
    pub fn rebased(self, now: Timestamp) -> Self {
        if now < self.last { Self { last: now, ..self } } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(count: u32) -> WrongTries {
        WrongTries { count, last: Timestamp(1_000_000) }
    }

    #[test]
    fn the_delay_grows_and_has_an_end() {
        for (count, expected) in
            [(0, 0), (1, 0), (2, 0), (3, 30), (4, 60), (5, 120), (9, 1920), (10, 3600), (u32::MAX, 3600)]
        {
            assert_eq!(after(count).retry_after_s(Timestamp(1_000_000)), expected, "{count} wrong tries");
        }
    }

    #[test]
    fn waiting_counts_down_in_whole_seconds_and_ends() {
        for (passed_ms, expected) in
            [(0, 30), (1, 30), (1000, 29), (29_999, 1), (30_000, 0), (i64::MAX / 2, 0)]
        {
            assert_eq!(after(3).retry_after_s(Timestamp(1_000_000 + passed_ms)), expected, "{passed_ms} ms");
        }
    }

    #[test]
    fn setting_the_clock_back_neither_helps_nor_locks_out() {
        let back = Timestamp(5);
        assert_eq!(after(3).retry_after_s(back), 30);
        let rebased = after(3).rebased(back);
        assert_eq!(rebased.retry_after_s(Timestamp(5 + 30_000)), 0);
        assert_eq!(after(3).rebased(Timestamp(2_000_000)), after(3));
    }
}
