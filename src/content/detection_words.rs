//! Findings in words.

use super::{Arg, Texts};
use crate::core::detection::{Evidence, EvidenceKind, Level};

/// The id of the sentence for `level`.
#[must_use]
pub fn level_id(level: Level) -> &'static str {
    match level {
        Level::Clear => "scan-level-clear",
        Level::Leftover => "scan-level-leftover",
        Level::Likely => "scan-level-likely",
        Level::Live => "scan-level-live",
    }
}

/// One reason as a sentence.
#[must_use]
pub fn evidence_sentence(evidence: &Evidence, texts: &Texts) -> String {
    let id = match evidence.kind {
        EvidenceKind::Process => "evidence-process",
        EvidenceKind::SessionMarker => "evidence-session-marker",
        EvidenceKind::Connection => "evidence-connection",
        EvidenceKind::Recent => "evidence-recent",
        EvidenceKind::Path => "evidence-path",
        EvidenceKind::Argument => "evidence-argument",
        EvidenceKind::OriginalFilename => "evidence-original-filename",
        EvidenceKind::Company => "evidence-company",
        EvidenceKind::Product => "evidence-product",
        EvidenceKind::Signer => "evidence-signer",
        EvidenceKind::Pipe => "evidence-pipe",
        EvidenceKind::Service => "evidence-service",
        EvidenceKind::Autostart => "evidence-autostart",
        EvidenceKind::File => "evidence-file",
        EvidenceKind::SystemSession => "evidence-system-session",
        EvidenceKind::FromDownloads => "evidence-from-downloads",
        EvidenceKind::SecondTool => "evidence-second-tool",
        EvidenceKind::Restriction => "evidence-restriction",
        EvidenceKind::Theatre => "evidence-theatre",
    };
    texts.with(id, &[("detail", Arg::Text(&evidence.detail))])
}
