//! What the live check found: one tool on a page, the red button always there.

use super::{Body, Button, ButtonKind, FoundTool, Source, Tone, View, plain};
use crate::content::catalogue::tool_name;
use crate::content::detection_words::{evidence_sentence, how_to_end_id, theatre_sentence, weight, what_id};
use crate::content::{Arg, Moments};
use crate::core::detection::catalogue::ToolCategory;
use crate::core::detection::hostile_text::{SHOWN_MAX_CHARS, shown};
use crate::core::detection::{EvidenceKind, Finding, Level};
use crate::core::event::Press;
use crate::core::screen::Screen;
use crate::ui::pictures::Picture;

/// So many reasons stand before the address for reports, and are shown in every window.
const REASONS_FIRST: usize = 3;
/// More reasons than these are only counted: the whole list is in `scan`.
const REASONS_MAX: usize = 10;
/// More ways to end a tool than these confuse.
const WAYS_MAX: usize = 3;
/// A calm word for this many shows is enough.
const SHOWS_MAX: usize = 2;

pub(super) fn details(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = match app.shown_finding() {
        Some((_, finding)) => tool(source, finding),
        None => nothing(source),
    };
    // Whatever was found or not: who is afraid may cut.
    view.primary =
        Some(Button::new(texts, "button-cut", Press::CutNow, ButtonKind::Cut).with_picture(Picture::Cut));
    if app.shown_finding().is_some_and(|(_, finding)| finding.level >= Level::Likely) {
        let id = if app.help().is_some() { "help-see" } else { "help-door" };
        view.ways_out.push(Button::new(texts, id, Press::Open(Screen::FamilyHelp), ButtonKind::Quiet));
    }
    let count = app.assessment().findings.len();
    if let (Some((place, _)), true) = (app.shown_finding(), count > 1) {
        let number = |number: usize| Arg::Number(i64::try_from(number).unwrap_or(i64::MAX));
        let mut next = Button::new(texts, "button-next", Press::NextTool, ButtonKind::Plain);
        next.label = texts.with("details-next", &[("place", number(place + 1)), ("count", number(count))]);
        view.others.push(next);
    }
    view
}

fn nothing(source: Source<'_>) -> View {
    let watching = source.app.is_watching();
    let mut view = plain(source, if watching { "details-clear" } else { "session-unknown" });
    view.reason = vec![source.texts.get("details-clear-reason")];
    view
}

/// The name of a tool in the language of the window.
pub(super) fn name(source: Source<'_>, tool: &str, otherwise: &str) -> String {
    let known = tool_name(source.tools, tool, source.texts.locale());
    known.map_or_else(|| shown(otherwise, SHOWN_MAX_CHARS), str::to_owned)
}

fn tool(source: Source<'_>, finding: &Finding) -> View {
    let Source { texts, tools, zone, now, .. } = source;
    let known = tools.tool(&finding.tool);
    let moments = Moments { now: Some(now), zone };
    let (headline, todo, tone) = match finding.level {
        _ if finding.allowed => ("details-allowed", "details-do-allowed", Tone::Caution),
        Level::Live => ("details-live", "details-do-live", Tone::Alarm),
        Level::Likely => ("details-likely", "details-do-likely", Tone::Alarm),
        Level::Leftover | Level::Clear => ("details-leftover", "details-do-leftover", Tone::Caution),
    };
    let mut view = plain(source, headline);
    view.tone = tone;
    let category = known.map(|known| known.category);
    // A company that helps its customers is called by them; nobody else's word counts.
    let ask = category == Some(ToolCategory::JapaneseSupport) && tone == Tone::Alarm;
    view.reason = vec![texts.get(if ask { "details-do-japanese-support" } else { todo })];

    let mut about = vec![texts.get(category.map_or("tool-what-unknown", what_id))];
    if let Some(when) = finding.since.and_then(|since| moments.past(since, texts)) {
        about.push(texts.with("details-since", &[("when", Arg::Text(&when))]));
    }
    about.extend(calm_words(source, finding));
    let ways: Vec<String> = known
        .iter()
        .flat_map(|known| &known.how_to_end)
        .take(WAYS_MAX)
        .map(|way| texts.with("scan-evidence", &[("evidence", Arg::Text(&texts.get(how_to_end_id(*way))))]))
        .collect();
    view.body = Body::Finding(Box::new(FoundTool {
        name: name(source, &finding.tool, &finding.name),
        about,
        end: (texts.get("details-end"), ways),
        helper: (texts.get("details-helper"), for_helpers(source, finding, moments)),
    }));
    view
}

/// What the operator showed to frighten, and what it truly is.
fn calm_words(source: Source<'_>, finding: &Finding) -> Option<String> {
    let texts = source.texts;
    let shows = finding.evidence.iter().filter(|evidence| evidence.kind == EvidenceKind::Theatre);
    let truly: Vec<String> =
        shows.take(SHOWS_MAX).map(|show| theatre_sentence(&show.detail, texts)).collect();
    let said = || texts.with("evidence-theatre", &[("truly", Arg::Text(&truly.join(" ")))]);
    (!truly.is_empty()).then(said)
}

fn for_helpers(source: Source<'_>, finding: &Finding, moments: Moments<'_>) -> Vec<String> {
    let texts = source.texts;
    let mut evidence: Vec<_> =
        finding.evidence.iter().filter(|evidence| evidence.kind != EvidenceKind::Theatre).collect();
    evidence.sort_by_key(|evidence| weight(evidence.kind));
    let mut lines: Vec<String> = evidence
        .iter()
        .take(REASONS_MAX)
        .map(|evidence| {
            texts.with("scan-evidence", &[("evidence", Arg::Text(&line(evidence, source, moments)))])
        })
        .collect();
    if let Some(more) = evidence.len().checked_sub(REASONS_MAX).filter(|more| *more > 0) {
        let count = Arg::Number(i64::try_from(more).unwrap_or(i64::MAX));
        lines.push(texts.with("details-more", &[("count", count)]));
    }
    if let Some(place) = source.tools.tool(&finding.tool).and_then(|known| known.report_abuse.as_deref()) {
        let place = Arg::Text(place.trim_start_matches("https://"));
        lines.insert(lines.len().min(REASONS_FIRST), texts.with("details-report", &[("place", place)]));
    }
    lines
}

/// Longest detail on the screen, in characters; a path is known by its end.
const DETAIL_MAX_CHARS: usize = 36;

fn line(evidence: &crate::core::detection::Evidence, source: Source<'_>, moments: Moments<'_>) -> String {
    let length = evidence.detail.chars().count();
    let mut short = evidence.clone();
    if length > DETAIL_MAX_CHARS {
        let end: String = evidence.detail.chars().skip(length - DETAIL_MAX_CHARS + 1).collect();
        short.detail = format!("\u{2026}{end}");
    }
    evidence_sentence(&short, source.texts, moments)
}
