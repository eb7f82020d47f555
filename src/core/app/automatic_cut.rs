//! The cut that comes by itself where the family wished for it: a session is counted down for 15 seconds, and
//! whoever is at this PC may say 「切らない」. Pure: what is seen and the time come in, a turn goes out.

use crate::core::detection::{Finding, Level};
use crate::core::session::{Counted, LetBe, RECORD_MS, Session, SessionRecord};
use crate::core::timestamp::Timestamp;

/// How long a session is counted down, in seconds.
pub const COUNTDOWN_S: u64 = 15;
const COUNTDOWN_MS: u64 = COUNTDOWN_S * 1_000;
/// What is left at least when a window comes up in the middle of a countdown, in milliseconds: somebody must
/// be able to say no.
const RESUMED_MS: u64 = 5_000;
/// Between two looks so much counts at most, in milliseconds: a PC that slept, or a clock that was set, shortens
/// no countdown.
const STEP_MAX_MS: u64 = 1_500;
/// What is not seen in use for so long has its count kept, in milliseconds: a blink gives no new one.
const HELD_MS: u64 = 10_000;
/// A session that was not seen in use for so long is over, in milliseconds.
const OVER_MS: u64 = 60_000;
/// So often the record says anew what is still seen, in milliseconds.
const RECORD_EVERY_MS: u64 = 60_000;

/// What a look says to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nothing new.
    Nothing,
    /// A countdown begins.
    Begun,
    /// The time is over.
    Cut,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Count {
    session: Session,
    begun_at: Timestamp,
    left_ms: u64,
}

/// The sessions that are counted down, and those that were let be.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AutomaticCut {
    counts: Vec<Count>,
    /// Counts of what is not seen just now, since when.
    held: Vec<(Count, Timestamp)>,
    /// The person answered, or the line was cut, and the watcher was not told yet.
    answered: bool,
    /// Whatever is in use was let be.
    all_let_be: bool,
    let_be: Vec<LetBe>,
    recalled: SessionRecord,
    looked_at: Option<Timestamp>,
    /// What was let be and what was counted when the record was written.
    written: [Vec<Session>; 2],
    written_at: Timestamp,
}

impl AutomaticCut {
    /// Goes on from what another window wrote.
    pub(super) fn recall(&mut self, record: SessionRecord) {
        self.recalled = record;
    }

    /// Milliseconds until the cut; `None` while nothing is counted.
    #[must_use]
    pub fn left_ms(&self) -> Option<u64> {
        self.counts.iter().map(|count| count.left_ms).min()
    }

    /// Seconds until the cut, begun ones whole; `None` while nothing is counted.
    #[must_use]
    pub fn left_s(&self) -> Option<u64> {
        self.left_ms().map(|left| left.div_ceil(1_000))
    }

    /// One look. `may_cut`: the family wished for it, the line is open, and nothing else is at work on it.
    pub(super) fn look(&mut self, findings: &[Finding], may_cut: bool, now: Timestamp) -> Turn {
        let passed = self.looked_at.map_or(0, |before| now.millis_since(before).min(STEP_MAX_MS));
        self.looked_at = Some(now);
        let live: Vec<Session> = in_use(findings).map(Session::of).collect();
        self.follow(&live, now);
        let was_let_be = |session| self.let_be.iter().any(|kept| kept.session.goes_on_as(session));
        let all = !live.is_empty() && live.iter().all(was_let_be);
        // Also said by a window that came up in the middle of it: the watcher may count on behalf of another.
        self.answered |= all && !self.all_let_be;
        self.all_let_be = all;
        if !may_cut {
            self.counts.clear();
            self.held.clear();
            return Turn::Nothing;
        }
        let mut before = std::mem::take(&mut self.counts);
        self.held.retain(|(_, since)| *since <= now && now.millis_since(*since) <= HELD_MS);
        let mut held = std::mem::take(&mut self.held);
        let mut begun = false;
        for session in live {
            if self.let_be.iter().any(|kept| kept.session.goes_on_as(&session)) {
                continue;
            }
            // By the tool: what was started anew is no new session.
            let same = |count: &Count| count.session.tool == session.tool;
            let going_on = before.iter().position(same);
            let back = held.iter().position(|(count, _)| same(count));
            let count = match (going_on, back) {
                (Some(place), _) => {
                    let count = before.swap_remove(place);
                    Count { session, left_ms: count.left_ms.saturating_sub(passed), begun_at: count.begun_at }
                }
                (None, Some(place)) => Count { session, ..held.swap_remove(place).0 },
                (None, None) => {
                    begun = true;
                    self.begin(session, now)
                }
            };
            self.counts.push(count);
        }
        self.held = held;
        self.held.extend(before.into_iter().map(|count| (count, now)));
        if self.left_ms() == Some(0) {
            // Once for each session: what goes on in spite of the cut is for the hand's ways.
            self.let_be(now);
            return Turn::Cut;
        }
        if begun { Turn::Begun } else { Turn::Nothing }
    }

    fn begin(&self, session: Session, now: Timestamp) -> Count {
        let earlier = self
            .recalled
            .counted
            .iter()
            .filter(|counted| counted.begun_at <= now && now.millis_since(counted.begun_at) <= RECORD_MS)
            .find(|counted| counted.session.is_surely(&session));
        match earlier {
            None => Count { session, begun_at: now, left_ms: COUNTDOWN_MS },
            Some(counted) => {
                let left = COUNTDOWN_MS.saturating_sub(now.millis_since(counted.begun_at));
                Count { session, begun_at: counted.begun_at, left_ms: left.max(RESUMED_MS) }
            }
        }
    }

    /// Keeps up with the sessions that were let be, and forgets those that are over.
    fn follow(&mut self, live: &[Session], now: Timestamp) {
        for session in live {
            if let Some(kept) = self.let_be.iter_mut().find(|kept| kept.session.goes_on_as(session)) {
                *kept = LetBe { seen_at: now, session: session.clone() };
                continue;
            }
            let in_time = |kept: &LetBe| kept.seen_at <= now && now.millis_since(kept.seen_at) <= RECORD_MS;
            if self.recalled.let_be.iter().any(|kept| in_time(kept) && kept.session.is_surely(session)) {
                self.let_be.push(LetBe { seen_at: now, session: session.clone() });
            }
        }
        self.let_be.retain(|kept| kept.seen_at <= now && now.millis_since(kept.seen_at) <= OVER_MS);
    }

    /// 「切らない」: every session that is counted now is let be until it is over.
    pub(super) fn let_be(&mut self, now: Timestamp) {
        self.answered = true;
        let held = std::mem::take(&mut self.held).into_iter().map(|(count, _)| count);
        let counts = std::mem::take(&mut self.counts).into_iter().chain(held);
        self.let_be.extend(counts.map(|count| LetBe { seen_at: now, session: count.session }));
    }

    /// The owner opened the line although these were in use: they are let be too.
    pub(super) fn let_all_be(&mut self, findings: &[Finding], now: Timestamp) {
        self.counts.clear();
        self.held.clear();
        self.answered = true;
        for session in in_use(findings).map(Session::of) {
            self.let_be.retain(|kept| !kept.session.goes_on_as(&session));
            self.let_be.push(LetBe { seen_at: now, session });
        }
    }

    /// The watcher is to be told that a count is over; true once.
    pub(super) fn take_answered(&mut self) -> bool {
        std::mem::take(&mut self.answered)
    }

    /// What is counted, seen just now or not.
    fn all_counts(&self) -> impl Iterator<Item = &Count> {
        self.counts.iter().chain(self.held.iter().map(|(count, _)| count))
    }

    /// The record, when it is time to write it.
    pub(super) fn take_record(&mut self, now: Timestamp) -> Option<SessionRecord> {
        let sessions = [
            self.let_be.iter().map(|kept| kept.session.clone()).collect(),
            self.all_counts().map(|count| count.session.clone()).collect(),
        ];
        let stale = !self.let_be.is_empty() && now.millis_since(self.written_at) >= RECORD_EVERY_MS;
        if sessions == self.written && !stale {
            return None;
        }
        self.written = sessions;
        self.written_at = now;
        let counted = |count: &Count| Counted { begun_at: count.begun_at, session: count.session.clone() };
        Some(SessionRecord { let_be: self.let_be.clone(), counted: self.all_counts().map(counted).collect() })
    }
}

/// What is in use and was not allowed. What merely may be in use begins no countdown.
fn in_use(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|finding| finding.level == Level::Live && !finding.allowed)
}

#[cfg(test)]
#[path = "automatic_cut_tests.rs"]
mod tests;
