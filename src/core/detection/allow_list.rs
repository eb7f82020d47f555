//! Tools the caregiver trusts, each until a date.

use super::catalogue::Tool;
use super::snapshot::ProcessRecord;
use crate::core::Timestamp;

/// One tool that is allowed when its signature is valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowEntry {
    /// Catalogue id.
    pub tool: String,
    /// Code signer that every process of the tool must carry.
    pub signer: String,
    /// Until when it is allowed.
    pub until: Timestamp,
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
                && now < entry.until
                && !processes.is_empty()
                && processes.iter().all(|process| {
                    process.signature_valid == Some(true) && process.signer.as_deref() == Some(&*entry.signer)
                })
        })
    }
}
