//! What was seen of remote-control tools, and how serious it is.

use serde::{Deserialize, Serialize};

use super::Timestamp;

pub mod allow_list;
pub mod catalogue;
mod circumstances;
mod draft;
pub mod ending;
pub mod hostile_text;
pub mod matching;
pub mod name_index;
pub mod pattern;
pub mod recency;
pub mod redaction;
pub mod rfc3339;
pub mod rules;
pub mod snapshot;
mod traces;

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
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// A process, argument or pipe that exists only while a session is in progress.
    SessionMarker,
    /// A connection from outside that the program holds.
    Connection,
    /// The program was started by a person, or its file arrived, within the hour.
    Recent,
    /// A connection to somewhere else, held by a program that a person started.
    Traffic,
    /// Where the program's file lies.
    Path,
    /// An argument the program was started with.
    Argument,
    /// The original file name in the program's version information: it was renamed.
    OriginalFilename,
    /// The company in the program's version information.
    Company,
    /// The product in the program's version information.
    Product,
    /// Who signed the program.
    Signer,
    /// A named pipe.
    Pipe,
    /// A service.
    Service,
    /// A program the system starts by itself.
    Autostart,
    /// A downloaded file.
    File,
    /// A session of the system's own remote ways.
    SystemSession,
    /// Started from where downloads and unpacked archives lie.
    FromDownloads,
    /// Another remote tool was started within minutes.
    SecondTool,
    /// The person's own hands were tied by policy, for example no Task Manager.
    Restriction,
    /// An ordinary program shown to look like an examination; the detail is its id in the catalogue.
    Theatre,
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
    /// When the earliest of its running programs was started, for the screen.
    #[serde(skip)]
    pub since: Option<Timestamp>,
    /// The one valid signer of all its running programs: what an allow-list may name.
    #[serde(skip)]
    pub signer: Option<String>,
}

impl Finding {
    /// True when the line must not be opened while this tool runs: it is in use, or may be at any moment,
    /// and the family did not allow it.
    #[must_use]
    pub fn stands_before_restore(&self) -> bool {
        !self.allowed && self.level >= Level::Likely
    }
}

/// The outcome of one look at the PC.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Assessment {
    /// The most serious level among the findings that are not allowed.
    pub level: Level,
    /// Every tool seen, most serious first.
    pub findings: Vec<Finding>,
}
