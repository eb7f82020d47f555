//! Cutting the network: what was tried, what was observed, and when that may be called a cut.

use serde::{Deserialize, Serialize};

use super::Timestamp;

pub mod baseline;
pub mod filter_proof;
pub mod journal;
pub mod link;
pub mod link_history;
pub mod macos;
pub mod mark;
pub mod nftables;
pub mod plan;
pub mod rtnetlink;
pub mod windows;

/// A means of cutting the line. Each declares elsewhere which observations prove it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// Links set down through the kernel (Linux, root).
    LinkDown,
    /// NetworkManager told to switch networking off (Linux, desktop user).
    NetworkManager,
    /// Wi-Fi and mobile radios switched off by the console user (Windows).
    RadioOff,
    /// The administrator's guard service was asked to cut; it journals and takes back its own changes.
    Guard,
    /// Block-all packet filters (Windows: WFP; Linux: nftables, root).
    Filter,
    /// Network services switched off (macOS).
    NetworkServices,
    /// Established sockets destroyed, so that no old session resumes.
    SocketsDestroyed,
}

/// What a cut would do now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CutWays {
    /// The ways this user has.
    pub ways: Vec<Way>,
    /// The line is closed already, for whatever reason: what would close it cannot be seen.
    pub offline: bool,
    /// The system will ask for consent first.
    pub consent: bool,
    /// NetworkManager is there and would refuse this user.
    pub refused: bool,
}

/// What became of a [`Way`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WayResult {
    /// The system accepted it. Says nothing about the line: only observation does.
    Done,
    /// The system, or the person at the consent dialog, refused.
    Denied,
    /// It does not exist on this PC (no radio, no NetworkManager).
    NotAvailable,
    /// It exists and failed.
    Failed,
}

/// One way and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct WayReport {
    /// The way that was tried.
    pub way: Way,
    /// What became of it.
    pub result: WayResult,
    /// A technical reason for the log and `--json`, never shown in large type.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}

/// The reason of a way that worked and that the next restart takes back.
pub const UNTIL_RESTART: &str = "until the next restart only";

impl WayReport {
    /// True when it worked, but only until the next restart.
    #[must_use]
    pub fn ends_with_restart(&self) -> bool {
        self.result == WayResult::Done && self.reason.as_deref() == Some(UNTIL_RESTART)
    }
}

/// What one independent look at the line said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckResult {
    /// The line is closed as far as this check can see.
    Offline,
    /// The line is open, or this check could not rule it out.
    Online,
    /// This check means nothing on this PC or for the ways used. Never counted.
    NotApplicable,
}

/// One check and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Observation {
    /// Stable name, for example `default-route-v4`.
    pub check: String,
    /// Its answer.
    pub result: CheckResult,
}

/// The whole outcome of a press on the red button.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CutReport {
    /// True only by [`is_cut`].
    pub cut: bool,
    /// The PC was already offline before anything was done.
    #[serde(default)]
    pub offline_before: bool,
    /// The last round of observations.
    pub observed: Vec<Observation>,
    /// Every way and what became of it.
    pub ways: Vec<WayReport>,
    /// What was changed is on record, so that `restore` can take it back. False also when nothing
    /// was changed.
    #[serde(default)]
    pub restorable: bool,
    /// It ends with the next restart of the PC: nothing that was changed outlives one.
    #[serde(default)]
    pub until_restart: bool,
}

/// What a running cut tells the window before its final answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CutProgress {
    /// A way came back.
    WayReturned(WayReport),
    /// The system is showing its consent dialog; the person must press 「はい」.
    ConsentAsked,
    /// Every way is back; the observation rounds begin.
    Observing,
}

/// Where a cut stands, for the commands, the status strip and the next start.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LineStatus {
    /// A cut made by this program is in force (observed, not remembered).
    pub cut: bool,
    /// When it was made; absent when the journal does not say.
    pub since: Option<Timestamp>,
    /// The journal or our own markers allow a restore.
    pub restorable: bool,
}

/// Who asks for a restore, as far as the platform could establish it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RestoreAuthority {
    /// The process runs as administrator or root.
    Elevated,
    /// The caregiver's PIN was typed; the platform verifies it before anything else.
    Pin(String),
    /// Neither: the platform may ask the system for elevation (UAC, polkit) and refuses otherwise.
    Nobody,
}

/// What became of a restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RestoreResult {
    /// Everything the journal names is back.
    Restored,
    /// There was nothing to restore.
    NothingToDo,
    /// Refused: neither PIN nor administrator.
    NotAllowed,
    /// The PIN was wrong; try again after the given delay.
    WrongPin,
    /// Some of it could not be brought back; the journal is kept.
    Incomplete,
}

/// The outcome of a restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreReport {
    /// What became of it.
    pub result: RestoreResult,
    /// Seconds until the next PIN is looked at; zero when at once.
    #[serde(default)]
    pub retry_after_s: u64,
    /// Technical reasons for the log and `--json`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

/// True when `rounds` prove a cut: in each of at least two rounds, no applicable check says
/// online and at least two say offline.
#[must_use]
pub fn is_cut(rounds: &[Vec<Observation>]) -> bool {
    rounds.len() >= 2 && rounds.iter().all(|round| round_is_offline(round))
}

/// True when one round of observations agrees that the line is closed.
#[must_use]
pub fn round_is_offline(round: &[Observation]) -> bool {
    let offline = round.iter().filter(|o| o.result == CheckResult::Offline).count();
    offline >= 2 && round.iter().all(|o| o.result != CheckResult::Online)
}
