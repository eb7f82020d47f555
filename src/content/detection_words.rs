//! Findings in words.

use super::moments::Moments;
use super::{Arg, Texts};
use crate::core::detection::catalogue::{HowToEnd, ToolCategory};
use crate::core::detection::{Evidence, EvidenceKind, Level, rfc3339};

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

/// The id of the sentence that says what tools of `category` are.
#[must_use]
pub fn what_id(category: ToolCategory) -> &'static str {
    match category {
        ToolCategory::SupportApplet => "tool-what-support-applet",
        ToolCategory::RemoteDesktop => "tool-what-remote-desktop",
        ToolCategory::Management => "tool-what-management",
        ToolCategory::JapaneseSupport => "tool-what-japanese-support",
        ToolCategory::System => "tool-what-system",
        ToolCategory::Covert => "tool-what-covert",
    }
}

/// The id of the sentence that tells a person how to end or remove a tool in this `way`.
#[must_use]
pub fn how_to_end_id(way: HowToEnd) -> &'static str {
    match way {
        HowToEnd::UpperRightCross => "how-to-end-upper-right-cross",
        HowToEnd::PauseKey => "how-to-end-pause-key",
        HowToEnd::CloseWindow => "how-to-end-close-window",
        HowToEnd::DisconnectButton => "how-to-end-disconnect-button",
        HowToEnd::TrayIcon => "how-to-end-tray-icon",
        HowToEnd::SystemSettings => "how-to-end-system-settings",
        HowToEnd::Uninstall => "how-to-end-uninstall",
        HowToEnd::AskAdministrator => "how-to-end-ask-administrator",
    }
}

/// What an operator's show truly is, calmly; `id` is the catalogue's.
#[must_use]
pub fn theatre_sentence(id: &str, texts: &Texts) -> String {
    let known = format!("theatre-{id}");
    texts.get(if texts.has(&known) { &known } else { "theatre-other" })
}

/// One reason as a sentence. Times are told as `moments` knows them.
#[must_use]
pub fn evidence_sentence(evidence: &Evidence, texts: &Texts, moments: Moments<'_>) -> String {
    let detail = evidence.detail.as_str();
    let id = match evidence.kind {
        EvidenceKind::Process => "evidence-process",
        EvidenceKind::SessionMarker => "evidence-session-marker",
        EvidenceKind::Connection => "evidence-connection",
        EvidenceKind::Traffic => "evidence-traffic",
        EvidenceKind::Recent => {
            let when = rfc3339::parse(detail).and_then(|at| moments.past(at, texts));
            let detail = when.as_deref().unwrap_or(detail);
            return texts.with("evidence-recent", &[("detail", Arg::Text(detail))]);
        }
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
        EvidenceKind::SystemSession => system_session(detail),
        EvidenceKind::FromDownloads => "evidence-from-downloads",
        EvidenceKind::SecondTool => "evidence-second-tool",
        EvidenceKind::Restriction => match restriction(detail) {
            Some(id) => return texts.get(id),
            None => "evidence-restriction",
        },
        EvidenceKind::Theatre => {
            let truly = theatre_sentence(detail, texts);
            return texts.with("evidence-theatre", &[("truly", Arg::Text(&truly))]);
        }
    };
    texts.with(id, &[("detail", Arg::Text(detail))])
}

/// The kind of session stands first in the detail, as the snapshot names it.
fn system_session(detail: &str) -> &'static str {
    let kind = detail.split(|c: char| !c.is_ascii_alphabetic() && c != '-').next().unwrap_or_default();
    match kind {
        "rdp" => "system-session-rdp",
        "remote-assistance" => "system-session-remote-assistance",
        "logind" => "system-session-logind",
        _ => "evidence-system-session",
    }
}

/// What a policy takes from the person, for the policies worth naming.
fn restriction(detail: &str) -> Option<&'static str> {
    let named = |name: &str| detail.eq_ignore_ascii_case(name);
    [
        ("DisableTaskMgr", "restriction-task-manager"),
        ("DisableRegistryTools", "restriction-registry"),
        ("DisableCMD", "restriction-command"),
        ("NoRun", "restriction-run"),
        ("NoControlPanel", "restriction-control-panel"),
        ("NoClose", "restriction-shutdown"),
        ("NoLogOff", "restriction-sign-out"),
        ("DisableLockWorkstation", "restriction-lock"),
    ]
    .into_iter()
    .find_map(|(name, id)| named(name).then_some(id))
}

/// How much a reason tells a helper: smaller comes first on the screen.
#[must_use]
pub fn weight(kind: EvidenceKind) -> u8 {
    match kind {
        EvidenceKind::SessionMarker | EvidenceKind::Connection | EvidenceKind::SystemSession => 0,
        EvidenceKind::Recent
        | EvidenceKind::SecondTool
        | EvidenceKind::FromDownloads
        | EvidenceKind::Traffic => 1,
        EvidenceKind::Restriction | EvidenceKind::OriginalFilename => 2,
        EvidenceKind::Process | EvidenceKind::Pipe => 3,
        EvidenceKind::Signer | EvidenceKind::Company | EvidenceKind::Product => 4,
        EvidenceKind::Service | EvidenceKind::Autostart | EvidenceKind::File => 5,
        EvidenceKind::Path | EvidenceKind::Argument | EvidenceKind::Theatre => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Locale;
    use crate::core::Timestamp;

    #[test]
    fn policies_sessions_times_and_shows_are_told_in_words() {
        let zone = jiff::tz::TimeZone::UTC;
        let moments = Moments { now: Some(Timestamp(1_800_000_000_000)), zone: &zone };
        for locale in Locale::ALL {
            let texts = Texts::new(locale);
            let say = |kind, detail: &str| {
                evidence_sentence(&Evidence { kind, detail: detail.into() }, &texts, moments)
            };
            let policy = say(EvidenceKind::Restriction, "DisableTaskMgr");
            assert_eq!(policy, texts.get("restriction-task-manager"));
            assert!(say(EvidenceKind::Restriction, "NoSuchThing").contains("NoSuchThing"));
            assert!(!say(EvidenceKind::Recent, "2027-01-15T07:00:00Z").contains("2027-01-15T"));
            assert!(say(EvidenceKind::Recent, "soon").contains("soon"));
            for (detail, id) in [
                ("rdp", "system-session-rdp"),
                ("rdp: OFFICE", "system-session-rdp"),
                ("remote-assistance", "system-session-remote-assistance"),
                ("logind 10.0.0.1", "system-session-logind"),
                ("rdpx", "evidence-system-session"),
                ("", "evidence-system-session"),
            ] {
                let words = texts.with(id, &[("detail", Arg::Text(detail))]);
                assert_eq!(say(EvidenceKind::SystemSession, detail), words, "{detail}");
            }
            let tree = say(EvidenceKind::Theatre, "tree");
            assert!(tree.contains(&texts.get("theatre-tree")));
            assert!(say(EvidenceKind::Theatre, "never-heard").contains(&texts.get("theatre-other")));
            assert_eq!(texts.failures(), Vec::<String>::new());
        }
    }
}
