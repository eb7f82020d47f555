//! What was seen of remote-control tools, and how serious it is.

pub mod ending;

use serde::{Deserialize, Serialize};

/// How sure we are that someone else controls this PC. Ordered: later is more serious.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing seen. Said as "not found", never as "safe".
    #[default]
    Clear,
    /// Installed, autostarting, or an idle host running since boot.
    Leftover,
    /// A remote tool runs and was just started by a person, or arrived within the hour.
    Likely,
    /// Someone controls the PC now, or an applet that can only serve that is running.
    Live,
}

/// One reason for a finding.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// What kind of observation: `process`, `path`, …
    pub kind: EvidenceKind,
    /// What was seen, stripped of control and bidi characters and bounded in length.
    pub detail: String,
}

/// The observation an [`Evidence`] comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// A running program's name.
    Process,
    /// Where the program's file lies.
    Path,
    /// An argument the program was started with.
    Argument,
    /// A process that exists only while a session is in progress.
    SessionMarker,
    /// A network connection the program holds.
    Connection,
}

/// One remote-control tool that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Catalogue id, for example `logmein-rescue`.
    pub tool: String,
    /// The tool's name for people.
    pub name: String,
    /// How serious this tool's presence is.
    pub level: Level,
    /// True when the caregiver's allow-list covers it.
    pub allowed: bool,
    /// Process ids that belong to it, ascending.
    pub pids: Vec<u32>,
    /// Why we think so.
    pub evidence: Vec<Evidence>,
}

/// The outcome of one look at the PC.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Assessment {
    /// The most serious level among the findings that are not allowed.
    pub level: Level,
    /// Every tool seen, most serious first.
    pub findings: Vec<Finding>,
}
