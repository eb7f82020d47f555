//! A finding while evidence is added to it. Nothing ever lowers its level.

use std::collections::{BTreeMap, BTreeSet};

use super::allow_list::AllowList;
use super::catalogue::Tool;
use super::matching::Role;
use super::snapshot::ProcessRecord;
use super::{Evidence, EvidenceKind, Finding, Level};
use crate::core::Timestamp;

/// Most pieces of evidence of one kind kept for a finding; thousands of copies say no more than a few.
pub const EVIDENCE_MAX_PER_KIND: usize = 4;

/// A running program that belongs to the tool.
#[derive(Debug)]
pub(super) struct Running<'a> {
    pub record: &'a ProcessRecord,
    pub role: Role,
    /// When a person started it; nothing when the system did, or when nobody knows.
    pub started_by_person: Option<Timestamp>,
    /// Where it lies, if that is where downloads lie.
    pub download: Option<String>,
}

/// What is known of one tool so far.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub tool: &'a Tool,
    pub level: Level,
    pub pids: BTreeSet<u32>,
    pub evidence: BTreeSet<Evidence>,
    pub running: Vec<Running<'a>>,
    /// It runs under a policy against the person's own hands.
    pub hands_tied: bool,
}

impl<'a> Draft<'a> {
    pub fn new(tool: &'a Tool) -> Self {
        Self {
            tool,
            level: Level::Clear,
            pids: BTreeSet::new(),
            evidence: BTreeSet::new(),
            running: Vec::new(),
            hands_tied: false,
        }
    }

    pub fn raise(&mut self, level: Level, evidence: Evidence) {
        self.level = self.level.max(level);
        self.evidence.insert(evidence);
    }

    /// A part of it runs that is more than an idle helper.
    pub fn runs(&self) -> bool {
        self.running.iter().any(|part| part.role >= Role::Installed)
    }

    pub fn is_allowed(&self, allowed: &AllowList, now: Option<Timestamp>) -> bool {
        let records: Vec<&ProcessRecord> = self.running.iter().map(|part| part.record).collect();
        // The caller's own copy may be the family's tool, genuinely signed: what runs from elsewhere,
        // beside another tool or with the person's hands tied is not what the family allowed.
        let has = |kind| self.evidence.iter().any(|evidence: &Evidence| evidence.kind == kind);
        if self.hands_tied || has(EvidenceKind::SecondTool) {
            return false;
        }
        // A relative who helps now brings the tool along as a rule; somebody at this PC said so.
        match has(EvidenceKind::FromDownloads) {
            true => allowed.helps(self.tool, &records, now),
            false => allowed.covers(self.tool, &records, now),
        }
    }

    pub fn finish(self, allowed: bool) -> Finding {
        let since = self.running.iter().filter_map(|part| part.record.started_at).min();
        let signer = self.one_valid_signer();
        let mut of_kind: BTreeMap<EvidenceKind, usize> = BTreeMap::new();
        let evidence = self
            .evidence
            .into_iter()
            .filter(|evidence| {
                let count = of_kind.entry(evidence.kind).or_default();
                *count += 1;
                *count <= EVIDENCE_MAX_PER_KIND
            })
            .collect();
        Finding {
            tool: self.tool.id.clone(),
            name: self.tool.name.en.clone(),
            level: self.level,
            allowed,
            pids: self.pids.into_iter().collect(),
            evidence,
            since,
            signer,
        }
    }

    fn one_valid_signer(&self) -> Option<String> {
        let valid =
            |record: &ProcessRecord| record.signer.clone().filter(|_| record.signature_valid == Some(true));
        let first = valid(self.running.first()?.record)?;
        self.running.iter().all(|part| valid(part.record).as_ref() == Some(&first)).then_some(first)
    }
}
