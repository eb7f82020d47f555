//! Tools the caregiver trusts, each until a date.

use super::Finding;
use super::catalogue::Tool;
use super::hostile_text::shown;
use super::snapshot::ProcessRecord;
use super::{Level, rfc3339};
use crate::core::Timestamp;

/// Most entries kept. A home has one or two; a hostile file may hold many.
pub const ENTRIES_MAX: usize = 16;
/// An entry that lies further ahead than this does not count, in days.
pub const UNTIL_MAX_DAYS: i64 = 400;
/// Longest name of a tool or signer, in characters.
const NAME_MAX_CHARS: usize = 120;

const DAY_MS: i64 = 86_400_000;
/// How long somebody of the family may help without an alarm, in milliseconds: two hours.
pub const HELP_MS: i64 = 2 * 3_600_000;

/// How long a caregiver may allow a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AllowFor {
    /// Thirty days.
    Month,
    /// Ninety days.
    Season,
    /// A year.
    Year,
}

impl AllowFor {
    /// Every length, shortest first.
    pub const ALL: [Self; 3] = [Self::Month, Self::Season, Self::Year];

    /// Its days.
    #[must_use]
    pub fn days(self) -> i64 {
        match self {
            Self::Month => 30,
            Self::Season => 90,
            Self::Year => 365,
        }
    }

    /// The end, counted from `now`, in whole seconds as the settings file keeps them.
    #[must_use]
    pub fn until(self, now: Timestamp) -> Timestamp {
        let end = now.plus_millis(self.days() * DAY_MS);
        Timestamp(end.0 - end.0.rem_euclid(1000))
    }
}

/// One tool that is allowed when its signature is valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowEntry {
    /// Catalogue id.
    pub tool: String,
    /// Code signer that every process of the tool must carry.
    pub signer: String,
    /// Until when it is allowed.
    pub until: Timestamp,
    /// For somebody of the family who helps now: [`HELP_MS`] at most, and never part of the settings.
    pub helping: bool,
}

impl AllowEntry {
    /// An entry from what was read or seen: nothing invisible, nothing empty, nothing endless.
    #[must_use]
    pub fn new(tool: &str, signer: &str, until: Timestamp) -> Option<Self> {
        let plain = |text: &str| {
            let kept = shown(text, NAME_MAX_CHARS);
            (kept == text && !text.trim().is_empty()).then_some(kept)
        };
        let id = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !tool.bytes().all(id) {
            return None;
        }
        // A time that cannot be written cannot be kept.
        rfc3339::format(until)?;
        Some(Self { tool: plain(tool)?, signer: plain(signer)?, until, helping: false })
    }

    /// An entry for somebody of the family who helps now. `None` also when it would be over, or last longer than
    /// [`HELP_MS`] from `now` on.
    #[must_use]
    pub fn helping(tool: &str, signer: &str, until: Timestamp, now: Timestamp) -> Option<Self> {
        let entry = Self { helping: true, ..Self::new(tool, signer, until)? };
        entry.in_time(now).then_some(entry)
    }

    /// True while the date lies ahead, and not absurdly far.
    #[must_use]
    pub fn in_time(&self, now: Timestamp) -> bool {
        let longest = if self.helping { HELP_MS } else { UNTIL_MAX_DAYS * DAY_MS };
        now < self.until && self.until.0.saturating_sub(now.0) <= longest
    }
}

/// The caregiver's allow-list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AllowList {
    /// Its entries.
    pub entries: Vec<AllowEntry>,
}

impl AllowList {
    /// True when `tool` is allowed at `now` and every one of `processes` is validly signed as agreed.
    /// Without a clock, or without a process to check, nothing is allowed: a name proves nothing.
    #[must_use]
    pub fn covers(&self, tool: &Tool, processes: &[&ProcessRecord], now: Option<Timestamp>) -> bool {
        let Some(now) = now else { return false };
        self.entries.iter().any(|entry| {
            entry.tool == tool.id
                && entry.in_time(now)
                && !processes.is_empty()
                && processes.iter().all(|process| {
                    process.signature_valid == Some(true) && process.signer.as_deref() == Some(&*entry.signer)
                })
        })
    }

    /// As [`Self::covers`], by what is allowed to somebody of the family who helps now.
    #[must_use]
    pub fn helps(&self, tool: &Tool, processes: &[&ProcessRecord], now: Option<Timestamp>) -> bool {
        let entries = self.entries.iter().filter(|entry| entry.helping).cloned().collect();
        Self { entries }.covers(tool, processes, now)
    }

    /// The list and what is allowed to somebody of the family who helps now.
    #[must_use]
    pub fn and(&self, helping: Option<&AllowEntry>) -> Self {
        Self { entries: self.entries.iter().chain(helping).cloned().collect() }
    }

    /// The list with `entry` in the place of an earlier one for the same tool and signer. Entries whose
    /// date passed make room. `None` when it is full all the same.
    #[must_use]
    pub fn with(&self, entry: AllowEntry, now: Timestamp) -> Option<Self> {
        let other = |kept: &&AllowEntry| kept.tool != entry.tool || kept.signer != entry.signer;
        let mut entries: Vec<_> = self.entries.iter().filter(other).cloned().collect();
        if entries.len() >= ENTRIES_MAX {
            entries.retain(|kept| kept.in_time(now));
        }
        if entries.len() >= ENTRIES_MAX {
            return None;
        }
        entries.push(entry);
        Some(Self { entries })
    }

    /// The list without the entries for `tool`.
    #[must_use]
    pub fn without(&self, tool: &str) -> Self {
        Self { entries: self.entries.iter().filter(|entry| entry.tool != tool).cloned().collect() }
    }

    /// The entries that are in `other` as well, word for word.
    #[must_use]
    pub fn also_in(&self, other: &Self) -> Self {
        Self { entries: self.entries.iter().filter(|entry| other.entries.contains(entry)).cloned().collect() }
    }

    /// The entries that are not in `fingerprint`.
    #[must_use]
    pub fn except(&self, fingerprint: &AllowFingerprint) -> Self {
        let known: Vec<&str> = fingerprint.0.lines().collect();
        let other = |entry: &&AllowEntry| !known.contains(&line(entry).as_str());
        Self { entries: self.entries.iter().filter(other).cloned().collect() }
    }

    /// What of the list may be believed: all of it when it is what was `confirmed`, otherwise nothing.
    #[must_use]
    pub fn trusted(&self, confirmed: Option<&AllowFingerprint>) -> Self {
        match confirmed == Some(&AllowFingerprint::of(self)) {
            true => self.clone(),
            false => Self::default(),
        }
    }
}

/// An entry in one line. Fields hold no control characters, so tab and newline separate them without doubt.
fn line(entry: &AllowEntry) -> String {
    format!("{}\t{}\t{}", entry.tool, entry.signer, entry.until.0)
}

/// What was allowed with the PIN, word for word. Whoever edits the settings file alone allows nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowFingerprint(String);

impl AllowFingerprint {
    /// The fingerprint of `list`; the order of its entries does not count.
    #[must_use]
    pub fn of(list: &AllowList) -> Self {
        let mut lines: Vec<String> = list.entries.iter().map(|entry| line(entry) + "\n").collect();
        lines.sort();
        Self(lines.concat())
    }

    /// A fingerprint kept earlier, from its stored text.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text to store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a tool that is seen may be allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowable {
    /// It is allowed now.
    Already,
    /// It can be.
    Yes,
    /// Its signature cannot be confirmed.
    NotSigned,
    /// Someone may be using it now.
    InUse,
}

impl Allowable {
    /// What holds for `finding`.
    #[must_use]
    pub fn of(finding: &Finding) -> Self {
        match (&finding.signer, finding.level) {
            _ if finding.allowed => Self::Already,
            (_, Level::Likely | Level::Live) => Self::InUse,
            (Some(_), _) => Self::Yes,
            (None, _) => Self::NotSigned,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn entry(tool: &str, days: i64) -> AllowEntry {
        AllowEntry::new(tool, "Signer GmbH", NOW.plus_millis(days * DAY_MS)).unwrap()
    }

    #[test]
    fn only_plain_names_with_a_possible_date_make_an_entry() {
        for (tool, signer, good) in [
            ("anydesk", "AnyDesk Software GmbH", true),
            ("anydesk", "", false),
            ("anydesk", "  ", false),
            ("anydesk", "a\tb", false),
            ("anydesk", "a\u{202e}b", false),
            ("Any Desk", "a", false),
            ("", "a", false),
            ("anydesk\n", "a", false),
        ] {
            assert_eq!(AllowEntry::new(tool, signer, NOW).is_some(), good, "{tool:?} {signer:?}");
        }
        assert!(AllowEntry::new("a", &"s".repeat(10_000), NOW).is_none());
        assert!(AllowEntry::new("a", "s", Timestamp(i64::MAX)).is_none());
    }

    #[test]
    fn a_date_that_passed_or_lies_years_ahead_does_not_count() {
        for (days, counts) in [(-1, false), (0, false), (1, true), (400, true), (401, false), (40_000, false)]
        {
            assert_eq!(entry("a", days).in_time(NOW), counts, "{days}");
        }
        for length in AllowFor::ALL {
            let entry = AllowEntry { until: length.until(NOW), ..entry("a", 1) };
            assert!(entry.in_time(NOW));
            assert!(!entry.in_time(NOW.plus_millis(length.days() * DAY_MS)));
        }
    }

    #[test]
    fn an_entry_takes_the_place_of_its_elder_and_a_full_list_takes_no_more() {
        let mut list = AllowList::default();
        for number in 0..ENTRIES_MAX {
            list = list.with(entry(&format!("tool-{number}"), 5), NOW).unwrap();
        }
        assert_eq!(list.with(entry("another", 5), NOW), None);
        let again = list.with(entry("tool-3", 9), NOW).unwrap();
        assert_eq!(again.entries.len(), ENTRIES_MAX);
        let later = NOW.plus_millis(6 * DAY_MS);
        let fresh = again.with(entry("another", 30), later).unwrap();
        assert_eq!(fresh.entries.len(), 2, "what ended made room");
        assert_eq!(fresh.without("another").entries.len(), 1);
    }

    #[test]
    fn what_was_taken_back_is_left_out_and_another_date_is_another_entry() {
        let list = AllowList { entries: vec![entry("a", 5), entry("b", 5)] };
        let taken = AllowFingerprint::of(&AllowList { entries: vec![entry("a", 5), entry("b", 6)] });
        assert_eq!(list.except(&taken).entries, [entry("b", 5)]);
        assert_eq!(list.except(&AllowFingerprint::from_stored("x\n".repeat(1000))), list);
        let other = AllowList { entries: vec![entry("b", 5), entry("a", 9), entry("c", 1)] };
        assert_eq!(other.also_in(&list).entries, [entry("b", 5)]);
    }

    #[test]
    fn any_change_of_the_file_takes_all_trust_and_order_does_not_count() {
        let list = AllowList { entries: vec![entry("a", 5), entry("b", 5)] };
        let confirmed = AllowFingerprint::of(&list);
        let stored = AllowFingerprint::from_stored(confirmed.as_str().to_owned());
        assert_eq!(list.trusted(Some(&stored)), list);
        assert_eq!(list.trusted(None), AllowList::default());
        let turned = AllowList { entries: vec![entry("b", 5), entry("a", 5)] };
        assert_eq!(turned.trusted(Some(&stored)), turned);
        let longer = AllowList { entries: vec![entry("a", 5), entry("b", 6)] };
        let added = AllowList { entries: vec![entry("a", 5), entry("b", 5), entry("c", 5)] };
        let mut signer = list.clone();
        signer.entries[0].signer.push('x');
        for changed in [longer, added, signer, list.without("a")] {
            assert_eq!(changed.trusted(Some(&stored)), AllowList::default(), "{changed:?}");
        }
    }
}
