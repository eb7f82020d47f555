//! The cut that comes by itself where the family wished for it: a session is counted down for 15 seconds, and
//! whoever is at this PC may say 「切らない」. Pure: what is seen and the time come in, a turn goes out.

use crate::core::detection::{Finding, Level};
use crate::core::session::{Counted, LetBe, Session, SessionRecord};
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
/// A session that was not seen in use for so long is over, in milliseconds.
const OVER_MS: u64 = 60_000;
/// A record of another window counts so long after it was written, in milliseconds.
const RECORD_MS: u64 = 180_000;
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
        if !may_cut {
            self.counts.clear();
            return Turn::Nothing;
        }
        let before = std::mem::take(&mut self.counts);
        let mut begun = false;
        for session in live {
            if self.let_be.iter().any(|kept| kept.session.goes_on_as(&session)) {
                continue;
            }
            let count = match before.iter().find(|count| count.session.goes_on_as(&session)) {
                Some(count) => {
                    Count { session, left_ms: count.left_ms.saturating_sub(passed), begun_at: count.begun_at }
                }
                None => {
                    begun = true;
                    self.begin(session, now)
                }
            };
            self.counts.push(count);
        }
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
        let counts = std::mem::take(&mut self.counts);
        self.let_be.extend(counts.into_iter().map(|count| LetBe { seen_at: now, session: count.session }));
    }

    /// The owner opened the line although these were in use: they are let be too.
    pub(super) fn let_all_be(&mut self, findings: &[Finding], now: Timestamp) {
        self.counts.clear();
        for session in in_use(findings).map(Session::of) {
            self.let_be.retain(|kept| !kept.session.goes_on_as(&session));
            self.let_be.push(LetBe { seen_at: now, session });
        }
    }

    /// The record, when it is time to write it.
    pub(super) fn to_write(&mut self, now: Timestamp) -> Option<SessionRecord> {
        let sessions = [
            self.let_be.iter().map(|kept| kept.session.clone()).collect(),
            self.counts.iter().map(|count| count.session.clone()).collect(),
        ];
        let stale = !self.let_be.is_empty() && now.millis_since(self.written_at) >= RECORD_EVERY_MS;
        if sessions == self.written && !stale {
            return None;
        }
        self.written = sessions;
        self.written_at = now;
        let counted = |count: &Count| Counted { begun_at: count.begun_at, session: count.session.clone() };
        Some(SessionRecord {
            let_be: self.let_be.clone(),
            counted: self.counts.iter().map(counted).collect(),
        })
    }
}

/// What is in use and was not allowed. What merely may be in use begins no countdown.
fn in_use(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|finding| finding.level == Level::Live && !finding.allowed)
}

#[cfg(test)]
#[path = "automatic_cut_tests.rs"]
mod tests;
