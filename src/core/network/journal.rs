//! What a cut changed, written down before it is changed, so that exactly that can be taken back.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::super::Timestamp;
use super::baseline::Baseline;

/// The format this program writes. Older ones stay readable.
pub const JOURNAL_VERSION: u32 = 1;
/// Longest journal that is looked at: a hostile or broken file never fills the memory.
pub const JOURNAL_MAX_BYTES: usize = 4 * 1024 * 1024;

/// Every change of one cut, in the order in which it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    /// See [`JOURNAL_VERSION`].
    pub version: u32,
    /// When the red button was pressed.
    pub started_at: Timestamp,
    /// How the line was before the first change; tells later observations what applies.
    #[serde(default)]
    pub before: Baseline,
    /// When this is a drill: when the line opens by itself. Absent in a real cut.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drill_until: Option<Timestamp>,
    /// Leave was given to take the changes back, and not all of them are: from now on the line is opened, never
    /// closed again, until somebody cuts anew.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub opening: bool,
    /// Counts how often this was written, in whatever place: of two that differ, the later one counts.
    #[serde(default)]
    pub generation: u64,
    /// Counts the cuts that were asked for since the first: who takes a cut back sees that another one
    /// came in between.
    #[serde(default)]
    pub presses: u32,
    /// The changes, each recorded before it was made.
    pub changes: Vec<Change>,
}

/// One change with all that its inverse needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Change {
    /// A Linux interface set down.
    LinkDown(super::link::LinkState),
    /// NetworkManager's networking switched off.
    NetworkManagerDisabled,
    /// A Windows Wi-Fi interface's software radio switched off.
    RadioOff {
        /// The interface's GUID.
        interface: String,
        /// Indices of the PHYs whose software radio was on before.
        phys: Vec<u32>,
    },
    /// Our packet filters set, found again by our own keys (Windows: provider and sublayer; Linux: the
    /// table's name).
    FiltersSet,
    /// A macOS network service switched off.
    ServiceDisabled {
        /// The service's name as `networksetup` lists it.
        name: String,
    },
}

impl Change {
    /// True when both change the same thing, so that only the first record is worth keeping.
    #[must_use]
    pub fn same_target(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::LinkDown(a), Self::LinkDown(b)) => a.same_interface(b),
            (Self::NetworkManagerDisabled, Self::NetworkManagerDisabled) => true,
            (Self::RadioOff { interface: a, .. }, Self::RadioOff { interface: b, .. }) => a == b,
            (Self::FiltersSet, Self::FiltersSet) => true,
            (Self::ServiceDisabled { name: a }, Self::ServiceDisabled { name: b }) => a == b,
            _ => false,
        }
    }

    /// True when the change is still there after the system was restarted and only the journal knows that
    /// it is ours. Filters are recognised by their own keys.
    #[must_use]
    pub fn outlives_restart(&self) -> bool {
        !matches!(self, Self::LinkDown(_) | Self::FiltersSet)
    }

    /// What takes the place of this record when its target is found open, as `newer` says.
    fn renewed(&self, newer: &Self) -> Option<Self> {
        match (self, newer) {
            (Self::LinkDown(known), Self::LinkDown(newer)) => {
                super::link_history::renewed(known, newer).map(Self::LinkDown)
            }
            _ => None,
        }
    }
}

/// Why a journal cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum JournalError {
    /// Longer than [`JOURNAL_MAX_BYTES`].
    #[error("journal is larger than {JOURNAL_MAX_BYTES} bytes")]
    TooLarge,
    /// Torn, edited, or not a journal at all.
    #[error("journal checksum does not match")]
    Damaged,
    /// Written by a newer program.
    #[error("journal version {0} is newer than this program")]
    Newer(u32),
    /// The checksum holds but the content is not understood.
    #[error("journal cannot be read: {0}")]
    Malformed(String),
}

impl Journal {
    /// An empty journal of a cut that begins at `started_at`.
    #[must_use]
    pub fn new(started_at: Timestamp) -> Self {
        Self {
            version: JOURNAL_VERSION,
            started_at,
            before: Baseline::default(),
            drill_until: None,
            opening: false,
            generation: 0,
            presses: 0,
            changes: Vec::new(),
        }
    }

    /// Of two records the one that counts: a real cut before a drill, else the one that was written later,
    /// else this one. Whoever was in need presses the red button once; an older record never undoes that.
    #[must_use]
    pub fn or_newer(self, other: Self) -> Self {
        let rank = |journal: &Self| (journal.drill_until.is_none(), journal.generation);
        if rank(&other) > rank(&self) { other } else { self }
    }

    /// Adds changes that are about to be made. A target that is already journalled keeps its first
    /// record, because that one alone knows the state before the cut, unless somebody set it up anew. True when anything was added.
    pub fn extend(&mut self, changes: &[Change]) -> bool {
        let mut added = false;
        for change in changes {
            match self.changes.iter_mut().find(|known| known.same_target(change)) {
                Some(known) => {
                    if let Some(renewed) = known.renewed(change) {
                        *known = renewed;
                        added = true;
                    }
                }
                None => {
                    self.changes.push(change.clone());
                    added = true;
                }
            }
        }
        added
    }

    /// The text to write: a checksum line, then JSON.
    ///
    /// # Errors
    /// [`JournalError::Malformed`] if the content cannot be written as JSON, [`JournalError::TooLarge`] if it
    /// would not be read back.
    pub fn encode(&self) -> Result<String, JournalError> {
        let body = serde_json::to_string(self).map_err(|error| JournalError::Malformed(error.to_string()))?;
        let text = format!("crc32 {:08x}\n{body}\n", crc32fast::hash(body.as_bytes()));
        if text.len() > JOURNAL_MAX_BYTES { Err(JournalError::TooLarge) } else { Ok(text) }
    }

    /// The text to write; when it would be too long, without the routes that come back by themselves: what
    /// the kernel makes from an address, and what a router announces.
    ///
    /// # Errors
    /// As [`Self::encode`].
    pub fn encode_within_bounds(&self) -> Result<String, JournalError> {
        match self.encode() {
            Err(JournalError::TooLarge) => {
                let mut lean = self.clone();
                for change in &mut lean.changes {
                    if let Change::LinkDown(link) = change {
                        link.routes.retain(|route| !super::plan::comes_back_by_itself(route));
                    }
                }
                lean.encode()
            }
            encoded => encoded,
        }
    }

    /// Reads what [`Journal::encode`] wrote.
    ///
    /// # Errors
    /// See [`JournalError`]; a damaged journal still allows a restore by the platform's own markers.
    pub fn decode(text: &str) -> Result<Self, JournalError> {
        if text.len() > JOURNAL_MAX_BYTES {
            return Err(JournalError::TooLarge);
        }
        let (head, body) = text.split_once('\n').ok_or(JournalError::Damaged)?;
        let body = body.strip_suffix('\n').ok_or(JournalError::Damaged)?;
        let sum = head.strip_prefix("crc32 ").ok_or(JournalError::Damaged)?;
        if u32::from_str_radix(sum, 16) != Ok(crc32fast::hash(body.as_bytes())) {
            return Err(JournalError::Damaged);
        }
        let malformed = |error: serde_json::Error| JournalError::Malformed(error.to_string());
        let value: serde_json::Value = serde_json::from_str(body).map_err(malformed)?;
        let version = value.get("version").and_then(serde_json::Value::as_u64).unwrap_or(0);
        match u32::try_from(version) {
            Ok(JOURNAL_VERSION) => {
                let mut journal: Self = serde_json::from_value(value).map_err(malformed)?;
                journal.before.drop_impossible_gateways();
                Ok(journal)
            }
            Ok(newer) if newer > JOURNAL_VERSION => Err(JournalError::Newer(newer)),
            _ => Err(JournalError::Malformed(format!("version {version}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal() -> Journal {
        let mut journal = Journal::new(Timestamp(1_700_000_000_000));
        journal.changes.push(Change::NetworkManagerDisabled);
        journal.changes.push(Change::RadioOff { interface: "{GUID}".into(), phys: vec![0, 1] });
        journal
    }

    #[test]
    fn what_was_written_is_read_back() {
        let text = journal().encode().unwrap();
        assert_eq!(Journal::decode(&text).unwrap(), journal());
    }

    /// A record as version 1 wrote it on somebody's disk, every field other than its default. It stays as it is:
    /// a PC that is cut while the program is updated must come back.
    const VERSION_1: &str = include_str!("../../../tests/network/journals/version-1.journal");

    #[test]
    fn a_record_of_version_1_is_still_read_whole() {
        use super::super::link::{Attribute, KernelRecord, LinkState};
        let record = |header: &[u8], kind, value: &[u8]| {
            vec![KernelRecord {
                header: header.to_vec(),
                attributes: vec![Attribute { kind, value: value.to_vec() }],
            }]
        };
        let link = LinkState {
            index: 2,
            name: "eth0".into(),
            boot_id: "0b5c6d7e-0000-4000-8000-000000000001".into(),
            uptime_s: 4242,
            flags: 4163,
            alias: "upstairs".into(),
            partial: true,
            managed: true,
            addresses: record(&[2, 24, 0, 0, 2, 0, 0, 0], 1, &[192, 0, 2, 5]),
            routes: record(&[2, 24, 0, 254, 3, 0, 0, 1], 5, &[192, 0, 2, 1]),
            neighbours: record(&[2, 0, 0, 0, 2, 0, 0, 0], 2, &[2, 0, 0, 0, 0, 1]),
        };
        let expected = Journal {
            version: 1,
            started_at: Timestamp(1_700_000_000_000),
            before: Baseline {
                ipv4: true,
                ipv6: true,
                gateways: ["192.0.2.1", "2001:db8::1"].map(|address| address.parse().unwrap()).into(),
                offline: true,
            },
            drill_until: Some(Timestamp(1_700_000_060_000)),
            opening: true,
            generation: 3,
            presses: 2,
            changes: vec![
                Change::LinkDown(link),
                Change::NetworkManagerDisabled,
                Change::RadioOff { interface: "{GUID}".into(), phys: vec![0, 1] },
                Change::FiltersSet,
                Change::ServiceDisabled { name: "Wi-Fi".into() },
            ],
        };
        assert_eq!(Journal::decode(VERSION_1), Ok(expected.clone()));
        // While this is the present version, it is also what is written: a new field needs a record of its own here.
        assert_eq!(JOURNAL_VERSION, 1, "keep this record and write one of the new version beside it");
        assert_eq!(expected.encode().as_deref(), Ok(VERSION_1));
    }

    #[test]
    fn a_planted_gateway_is_not_asked() {
        let mut planted = journal();
        planted.before.gateways = ["127.0.0.1", "::1", "0.0.0.0", "224.0.0.1", "192.0.2.1"]
            .map(|address| address.parse().unwrap())
            .into();
        let read = Journal::decode(&planted.encode().unwrap()).unwrap();
        assert_eq!(read.before.gateways, ["192.0.2.1".parse::<std::net::IpAddr>().unwrap()]);
    }

    #[test]
    fn every_torn_write_is_seen() {
        let text = journal().encode().unwrap();
        for end in 0..text.len() {
            assert!(Journal::decode(&text[..end]).is_err(), "prefix of {end} bytes was accepted");
        }
    }

    #[test]
    fn a_real_cut_counts_before_a_drill_and_the_later_before_the_earlier() {
        let written = |generation, drill: bool| Journal {
            generation,
            drill_until: drill.then_some(Timestamp(1)),
            ..journal()
        };
        for (first, second, counts) in [
            (written(2, false), written(3, false), written(3, false)),
            (written(3, false), written(2, false), written(3, false)),
            (written(9, true), written(2, false), written(2, false)),
            (written(2, false), written(9, true), written(2, false)),
            (written(2, true), written(3, true), written(3, true)),
        ] {
            assert_eq!(first.or_newer(second), counts);
        }
    }

    #[test]
    fn a_journal_that_would_not_be_read_back_is_made_leaner_or_refused() {
        use super::super::link::{KernelRecord, LinkState};
        let route = |protocol: u8| {
            let mut route = KernelRecord { header: vec![0; 12], attributes: Vec::new() };
            route.set_header(5, &[protocol]);
            route
        };
        let with_routes = |kernel: usize, by_hand: usize| {
            let mut routes = vec![route(2); kernel / 2];
            routes.extend(vec![route(9); kernel / 2]);
            routes.extend(vec![route(4); by_hand]);
            let mut journal = journal();
            journal.changes.push(Change::LinkDown(LinkState { routes, ..LinkState::default() }));
            journal
        };
        let many = JOURNAL_MAX_BYTES / 30;
        let crowded = with_routes(many, 3);
        assert_eq!(crowded.encode(), Err(JournalError::TooLarge));
        let read = Journal::decode(&crowded.encode_within_bounds().unwrap()).unwrap();
        assert_eq!(read, with_routes(0, 3));
        assert_eq!(with_routes(0, many).encode_within_bounds(), Err(JournalError::TooLarge));
        // What fits loses nothing.
        let few = with_routes(10, 1);
        assert_eq!(Journal::decode(&few.encode_within_bounds().unwrap()).unwrap(), few);
    }

    #[test]
    fn a_newer_journal_is_named_as_such() {
        let mut newer = journal();
        newer.version = JOURNAL_VERSION + 1;
        assert_eq!(Journal::decode(&newer.encode().unwrap()), Err(JournalError::Newer(JOURNAL_VERSION + 1)));
    }
}
