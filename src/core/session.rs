//! One use of one tool, told from the next one, and what the person said of it.

use serde::{Deserialize, Serialize};

use super::Timestamp;
use super::detection::hostile_text::shown;
use super::detection::{Finding, Level};

/// More sessions than these are never kept; a hostile file may hold many.
const SESSIONS_MAX: usize = 8;
/// More programs of one session than these are never kept.
const PIDS_MAX: usize = 64;
/// Longest id of a tool, in characters.
const TOOL_MAX_CHARS: usize = 80;
/// A program's start is told from two readings that differ by this much at most, in milliseconds.
const SAME_START_MS: u64 = 2_000;

/// What another window wrote counts so long after it was written, in milliseconds.
pub const RECORD_MS: u64 = 180_000;

/// A tool, with the programs that are at work and the start of the first of them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Session {
    /// Catalogue id.
    pub tool: String,
    /// Its programs.
    #[serde(default)]
    pub pids: Vec<u32>,
    /// When the first of them was started; absent when the system does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

impl Session {
    /// The session that `finding` is.
    #[must_use]
    pub fn of(finding: &Finding) -> Self {
        let pids = finding.pids.iter().copied().take(PIDS_MAX).collect();
        Self { tool: finding.tool.clone(), pids, since: finding.since }
    }

    /// The same session, a look later: programs may have joined or gone meanwhile.
    #[must_use]
    pub fn goes_on_as(&self, later: &Self) -> bool {
        let programs = match (self.pids.is_empty(), later.pids.is_empty()) {
            (true, true) => self.since == later.since,
            _ => self.pids.iter().any(|pid| later.pids.contains(pid)),
        };
        self.tool == later.tool && programs
    }

    /// The same session, seen by another window: a process id alone may be used again by then.
    #[must_use]
    pub fn is_surely(&self, other: &Self) -> bool {
        let (Some(one), Some(two)) = (self.since, other.since) else { return false };
        let apart = one.millis_since(two).max(two.millis_since(one));
        self.goes_on_as(other) && apart <= SAME_START_MS
    }
}

/// A session that the person let be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetBe {
    /// When it was seen last.
    pub seen_at: Timestamp,
    /// Which one.
    pub session: Session,
}

/// A session that is counted down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// Since when.
    pub begun_at: Timestamp,
    /// Which one.
    pub session: Session,
}

/// What outlives the window: closing or killing it neither answers for the person nor begins from the start.
/// Whoever writes the user's files can write this one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SessionRecord {
    /// What the person let be.
    pub let_be: Vec<LetBe>,
    /// What is counted down.
    pub counted: Vec<Counted>,
}

impl SessionRecord {
    /// Whatever `findings` show in use, the person let it be a moment before `now`, in whichever window.
    #[must_use]
    pub fn lets_be(&self, findings: &[Finding], now: Timestamp) -> bool {
        let in_time = |kept: &LetBe| kept.seen_at <= now && now.millis_since(kept.seen_at) <= RECORD_MS;
        let mut live = findings
            .iter()
            .filter(|finding| finding.level == Level::Live && !finding.allowed)
            .map(Session::of)
            .peekable();
        live.peek().is_some()
            && live.all(|session| {
                self.let_be.iter().any(|kept| in_time(kept) && kept.session.is_surely(&session))
            })
    }

    /// The record as it may be read from a file that anyone in the session could have written.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.let_be.truncate(SESSIONS_MAX);
        self.counted.truncate(SESSIONS_MAX);
        let sessions = self.let_be.iter_mut().map(|it| &mut it.session);
        for session in sessions.chain(self.counted.iter_mut().map(|it| &mut it.session)) {
            session.tool = shown(&session.tool, TOOL_MAX_CHARS);
            session.pids.truncate(PIDS_MAX);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(tool: &str, pid: u32, level: Level) -> Finding {
        Finding {
            tool: tool.to_owned(),
            name: tool.to_owned(),
            level,
            allowed: false,
            pids: vec![pid],
            evidence: Vec::new(),
            since: Some(Timestamp(1_000)),
            signer: None,
        }
    }

    #[test]
    fn let_be_is_what_was_let_be_a_moment_ago_and_all_of_it() {
        let now = Timestamp(1_000_000);
        let one = used("one", 7, Level::Live);
        let kept = LetBe { seen_at: Timestamp(990_000), session: Session::of(&one) };
        let record = SessionRecord { let_be: vec![kept], ..SessionRecord::default() };
        assert!(record.lets_be(std::slice::from_ref(&one), now));
        assert!(record.lets_be(&[one.clone(), used("old", 8, Level::Leftover)], now), "one that is idle");
        assert!(!record.lets_be(&[], now), "nothing is in use");
        assert!(!record.lets_be(&[one.clone(), used("two", 9, Level::Live)], now), "another one is");
        assert!(!record.lets_be(&[used("one", 9, Level::Live)], now), "started anew");
        assert!(!record.lets_be(std::slice::from_ref(&one), now.plus_millis(300_000)), "long ago");
        assert!(!record.lets_be(&[one], Timestamp(0)), "not yet");
    }
}
