//! What was observed on a PC, as a file that can be looked at later and elsewhere.

use std::marker::PhantomData;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::rfc3339;
use crate::core::Timestamp;

/// The newest snapshot format this program reads and the one it writes.
pub const SNAPSHOT_SCHEMA: u32 = 1;
/// Largest snapshot read, in bytes.
pub const SNAPSHOT_MAX_BYTES: usize = 16 * 1024 * 1024;
/// Most entries of one list in a snapshot.
pub const SNAPSHOT_MAX_ENTRIES: usize = 20_000;
/// Most arguments of one process.
pub const ARGS_MAX: usize = 64;

/// The system a snapshot was taken on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Os {
    /// Windows 10 or 11.
    Windows,
    /// A Linux desktop.
    Linux,
    /// macOS.
    Macos,
    /// Anything this version does not know.
    #[default]
    #[serde(other)]
    Unknown,
}

/// One running program.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct ProcessRecord {
    /// Process id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pid: Option<u32>,
    /// Process id of the parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<u32>,
    /// Name of the program's file as the system reports it; may be cut short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Full path of the program's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exe: Option<String>,
    /// Arguments, the program itself first; at most [`ARGS_MAX`] are read.
    #[serde(default, deserialize_with = "arguments", skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
    /// When it was started.
    #[serde(default, with = "rfc3339", skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// Company in the file's version information.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Product in the file's version information.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Original file name in the file's version information; survives renaming.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_filename: Option<String>,
    /// Subject of the code signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// True when the signature was verified. Missing is not valid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_valid: Option<bool>,
    /// Desktop session the process belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_id: Option<u32>,
}

/// One socket of a process.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConnectionRecord {
    /// Process that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pid: Option<u32>,
    /// `tcp` or `udp`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proto: Option<String>,
    /// Own address and port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local: Option<String>,
    /// The other end's address and port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remote: Option<String>,
    /// `listen`, `established` or another state's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// One service or daemon.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ServiceRecord {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// The program it runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Whether it runs now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running: Option<bool>,
    /// The process it runs in. The system tells it even where it hides that process' file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pid: Option<u32>,
}

/// One file worth noting.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileRecord {
    /// Full path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// When it arrived or was last changed, whichever is later.
    #[serde(default, with = "rfc3339", skip_serializing_if = "Option::is_none")]
    pub modified_at: Option<Timestamp>,
    /// True when the system marked it as coming from the internet (Zone.Identifier on Windows).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_internet: Option<bool>,
}

/// A session the system itself offers to someone elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RemoteSessionRecord {
    /// Which of the system's own ways: `rdp` or `logind`. No system tells of `remote-assistance` by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// What the system says of it, for example the other computer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Since when.
    #[serde(default, with = "rfc3339", skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// True while someone is connected to a desktop. A text login never is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

/// One program that the system starts by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AutostartRecord {
    /// Registry key, folder or unit it stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Its name there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What is started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// Everything observed at one moment. Unknown fields are ignored when read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// Format version; absent means 1.
    #[serde(default = "schema")]
    pub schema: u32,
    /// The system it was taken on.
    pub os: Os,
    /// When it was taken; the clock of the rules.
    #[serde(default, with = "rfc3339", skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<Timestamp>,
    /// When the system was started.
    #[serde(default, with = "rfc3339", skip_serializing_if = "Option::is_none")]
    pub boot_at: Option<Timestamp>,
    /// True when something did not answer in time: there may be more than was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<bool>,
    /// Running programs.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub processes: Vec<ProcessRecord>,
    /// Sockets.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub connections: Vec<ConnectionRecord>,
    /// Services.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceRecord>,
    /// Named pipes.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub pipes: Vec<String>,
    /// Files worth noting.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRecord>,
    /// Programs the system starts by itself.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub autostarts: Vec<AutostartRecord>,
    /// Sessions of the system's own remote ways.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub remote_sessions: Vec<RemoteSessionRecord>,
    /// Names of the user's own hands that were tied by policy, for example `DisableTaskMgr`.
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<String>,
}

/// Why a snapshot could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// Larger than [`SNAPSHOT_MAX_BYTES`].
    #[error("the snapshot is larger than {SNAPSHOT_MAX_BYTES} bytes")]
    TooLarge,
    /// Written by a newer version of this program.
    #[error("the snapshot has version {0}, this program reads {SNAPSHOT_SCHEMA}")]
    Newer(u32),
    /// Not a snapshot; says the line and the column.
    #[error("not a snapshot (line {line}, column {column})")]
    Malformed {
        /// Line, counted from 1; 0 when unknown.
        line: usize,
        /// Column, counted from 1; 0 when unknown.
        column: usize,
    },
}

impl Snapshot {
    /// Reads a snapshot from the bytes of a file.
    ///
    /// # Errors
    /// See [`SnapshotError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, SnapshotError> {
        if bytes.len() > SNAPSHOT_MAX_BYTES {
            return Err(SnapshotError::TooLarge);
        }
        // Windows editors put a byte-order mark in front.
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        // The parser's own message may quote the file; only the place is passed on.
        let read: Result<Self, _> = serde_json::from_slice(bytes);
        let version = match &read {
            Ok(snapshot) => Some(snapshot.schema),
            // What a newer version wrote may be unreadable to this one for that very reason.
            Err(error) if error.is_data() => {
                serde_json::from_slice(bytes).ok().map(|Version { schema }| schema)
            }
            Err(_) => None,
        };
        match version {
            Some(newer) if newer > SNAPSHOT_SCHEMA => Err(SnapshotError::Newer(newer)),
            _ => {
                read.map_err(|error| SnapshotError::Malformed { line: error.line(), column: error.column() })
            }
        }
    }

    /// Drops what [`Snapshot::decode`] would refuse or not read, so that whatever is written can be read.
    /// Programs whose arguments were kept, the remote tools, go last.
    pub fn keep_within_limits(&mut self) {
        if self.processes.len() > SNAPSHOT_MAX_ENTRIES {
            self.processes.sort_by_key(|process| process.args.is_empty());
        }
        self.processes.truncate(SNAPSHOT_MAX_ENTRIES);
        for process in &mut self.processes {
            process.args.truncate(ARGS_MAX);
        }
        self.connections.truncate(SNAPSHOT_MAX_ENTRIES);
        self.services.truncate(SNAPSHOT_MAX_ENTRIES);
        self.pipes.truncate(SNAPSHOT_MAX_ENTRIES);
        self.files.truncate(SNAPSHOT_MAX_ENTRIES);
        self.autostarts.truncate(SNAPSHOT_MAX_ENTRIES);
        self.remote_sessions.truncate(SNAPSHOT_MAX_ENTRIES);
        self.restrictions.truncate(SNAPSHOT_MAX_ENTRIES);
    }

    /// The bytes [`Snapshot::decode`] reads back.
    ///
    /// # Errors
    /// A time outside the years that can be written.
    pub fn encode(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

fn schema() -> u32 {
    SNAPSHOT_SCHEMA
}

/// Only the version of a snapshot.
#[derive(Deserialize)]
struct Version {
    schema: u32,
}

/// A list or `null`, refused as soon as it grows beyond [`SNAPSHOT_MAX_ENTRIES`], so that a small
/// file of empty entries cannot fill the memory.
fn list<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_any(Entries { most: SNAPSHOT_MAX_ENTRIES, refuse_more: true, kind: PhantomData })
}

/// A list or `null` of which no more than [`ARGS_MAX`] entries are kept.
fn arguments<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_any(Entries { most: ARGS_MAX, refuse_more: false, kind: PhantomData })
}

struct Entries<T> {
    most: usize,
    refuse_more: bool,
    kind: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "at most {} entries", self.most)
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while entries.len() < self.most {
            let Some(entry) = seq.next_element()? else { return Ok(entries) };
            entries.push(entry);
        }
        while seq.next_element::<IgnoredAny>()?.is_some() {
            if self.refuse_more {
                return Err(serde::de::Error::custom("too many entries"));
            }
        }
        Ok(entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_os_is_needed_and_unknown_fields_are_ignored() {
        let bare = Snapshot::decode(br#"{"os":"windows"}"#).unwrap();
        assert_eq!(bare, Snapshot { schema: 1, os: Os::Windows, ..Snapshot::default() });
        let odd = br#"{"os":"plan9","future":{"x":[1]},"processes":[{"name":null,"new":1}],"pipes":null}"#;
        assert_eq!(Snapshot::decode(odd).unwrap().processes, [ProcessRecord::default()]);
        assert_eq!(Snapshot::decode(b"\xef\xbb\xbf{\"os\":\"linux\"}").unwrap().os, Os::Linux);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let snapshot = Snapshot {
            schema: 1,
            os: Os::Linux,
            taken_at: Some(Timestamp(1_700_000_000_123)),
            processes: vec![ProcessRecord { pid: Some(7), args: vec!["x".into()], ..Default::default() }],
            pipes: vec!["LogMeInRescue_rarc_r_1".into()],
            ..Snapshot::default()
        };
        assert_eq!(Snapshot::decode(&snapshot.encode().unwrap()).unwrap(), snapshot);
    }

    #[test]
    fn what_is_kept_within_limits_is_read_back_and_tools_are_kept() {
        let tool = ProcessRecord { args: vec![String::new(); ARGS_MAX + 1], ..Default::default() };
        let mut processes = vec![ProcessRecord::default(); SNAPSHOT_MAX_ENTRIES];
        processes.push(tool);
        let pipes = vec![String::new(); SNAPSHOT_MAX_ENTRIES + 1];
        let mut snapshot = Snapshot { schema: 1, os: Os::Windows, processes, pipes, ..Default::default() };
        let read = Snapshot::decode(&snapshot.encode().unwrap());
        assert!(matches!(read, Err(SnapshotError::Malformed { .. })), "{read:?}");
        snapshot.keep_within_limits();
        assert_eq!(snapshot.processes.first().map(|tool| tool.args.len()), Some(ARGS_MAX));
        assert_eq!(Snapshot::decode(&snapshot.encode().unwrap()).unwrap(), snapshot);
    }

    #[test]
    fn bad_snapshots_are_refused_and_never_quoted() {
        let many = format!("{{\"os\":\"linux\",\"pipes\":[{}\"\"]}}", "\"\",".repeat(SNAPSHOT_MAX_ENTRIES));
        let deep = format!("{{\"os\":\"linux\",\"x\":{}", "[".repeat(100_000));
        for bad in [
            "",
            "[]",
            "{}",
            "null",
            "{\"os\":\"linux\"",
            "{\"os\":3}",
            "\u{0}",
            r#"{"os":"linux","taken_at":"yesterday"}"#,
            r#"{"os":"linux","processes":[{"pid":-1}]}"#,
            r#"{"os":"linux","processes":{}}"#,
            &many,
            &deep,
        ] {
            let error = Snapshot::decode(bad.as_bytes()).unwrap_err();
            assert!(matches!(error, SnapshotError::Malformed { .. }), "{error}");
        }
        assert_eq!(Snapshot::decode(br#"{"os":"linux","schema":2}"#), Err(SnapshotError::Newer(2)));
        assert_eq!(Snapshot::decode(br#"{"os":{"new":1},"schema":2}"#), Err(SnapshotError::Newer(2)));
        assert_eq!(Snapshot::decode(&vec![b' '; SNAPSHOT_MAX_BYTES + 1]), Err(SnapshotError::TooLarge));
    }
}
