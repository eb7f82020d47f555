//! What else the system shows of remote tools, besides the running programs: one observer for each
//! kind of trace. Each is bounded in time and fails alone.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::core::detection::snapshot::{
    AutostartRecord, ConnectionRecord, FileRecord, RemoteSessionRecord, ServiceRecord, Snapshot,
};

mod arrival;
pub mod background;
pub mod identities;
pub mod identity;

/// Longest wait for an observer when a whole look is wanted at once (`scan`, evidence).
pub const OBSERVER_WAIT: Duration = Duration::from_secs(2);
/// Most records one observer answers with; a hostile folder or table may hold more.
pub const RECORDS_MAX: usize = 2_000;
/// Longest text in a record, in characters.
pub const TEXT_MAX_CHARS: usize = 1_024;

/// What one observer saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// TCP sockets of the processes asked for.
    Connections(Vec<ConnectionRecord>),
    /// Services, daemons and units.
    Services(Vec<ServiceRecord>),
    /// Names of open pipes, without the folder.
    Pipes(Vec<String>),
    /// Programs and archives that came recently.
    Files(Vec<FileRecord>),
    /// What the system starts by itself.
    Autostarts(Vec<AutostartRecord>),
    /// Sessions of the system's own remote ways.
    RemoteSessions(Vec<RemoteSessionRecord>),
    /// What was forbidden to the person by policy.
    Restrictions(Vec<String>),
}

impl Seen {
    /// Adds what was seen to `snapshot`.
    pub fn add_to(&self, snapshot: &mut Snapshot) {
        match self {
            Self::Connections(records) => snapshot.connections.extend(records.iter().cloned()),
            Self::Services(records) => snapshot.services.extend(records.iter().cloned()),
            Self::Pipes(records) => snapshot.pipes.extend(records.iter().cloned()),
            Self::Files(records) => snapshot.files.extend(records.iter().cloned()),
            Self::Autostarts(records) => snapshot.autostarts.extend(records.iter().cloned()),
            Self::RemoteSessions(records) => snapshot.remote_sessions.extend(records.iter().cloned()),
            Self::Restrictions(records) => snapshot.restrictions.extend(records.iter().cloned()),
        }
    }
}

/// What an observer is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Processes whose sockets are wanted: those that belong to a tool.
    pub pids: BTreeSet<u32>,
}

/// Why an observer saw nothing. Never stops the others.
#[derive(Debug, thiserror::Error)]
pub enum ObserveError {
    /// The system refused or broke off.
    #[error("{0}")]
    System(String),
}

impl From<std::io::Error> for ObserveError {
    fn from(error: std::io::Error) -> Self {
        Self::System(error.to_string())
    }
}

/// Looks at one kind of trace. Owned by one thread of its own; may keep what it needs between looks.
pub trait Observer: Send {
    /// Its name, for the thread and the log: `services`, `pipes`, …
    fn name(&self) -> &'static str;

    /// How long after one look the next is due. Cheap ones look often.
    fn every(&self) -> Duration {
        Duration::from_secs(10)
    }

    /// Looks once. Bounded in what it reads; its caller does not wait longer than it wants to.
    ///
    /// # Errors
    /// When the system does not answer; what was seen before stays for a while.
    fn observe(&mut self, wanted: &Wanted) -> Result<Seen, ObserveError>;
}

/// The observers of this system.
#[must_use]
pub fn native() -> Vec<Box<dyn Observer>> {
    #[cfg(target_os = "linux")]
    return linux::observers();
    #[cfg(windows)]
    return windows::observers();
    #[cfg(not(any(target_os = "linux", windows)))]
    Vec::new()
}

#[cfg(target_os = "linux")]
pub(super) mod linux;
#[cfg(target_os = "linux")]
pub use linux::bus::{ask, of_this_user};
#[cfg(all(target_os = "linux", test))]
pub use linux::private_bus::PrivateBus;
#[cfg(any(windows, test))]
mod windows;
#[cfg(windows)]
pub use windows::identity::product as windows_product;
#[cfg(windows)]
pub use windows::process_image;
