//! The alert: one headline, the tool's name, the red button. Everything else is small.

use super::{Body, Button, ButtonKind, Source, Tone, View, number_words, plain};
use crate::content::Arg;
use crate::core::app::AlertStage;
use crate::core::detection::Level;
use crate::core::event::Press;
use crate::core::screen::Screen;
use crate::ui::pictures::Picture;

/// More names than these make no sentence.
const NAMES_MAX: usize = 2;

pub(super) fn alert(source: Source<'_>) -> View {
    let Source { app, texts, now, .. } = source;
    let stage = app.alert_stage(now);
    let mut view = plain(
        source,
        match stage {
            AlertStage::Session => "alert-session",
            AlertStage::Gone => "alert-gone",
            AlertStage::Allowed => "alert-allowed",
        },
    );
    view.ways_out = vec![
        Button::new(texts, "alert-details", Press::Open(Screen::Details), ButtonKind::Quiet),
        Button::new(texts, "alert-close", Press::CloseAlert, ButtonKind::Quiet),
    ];
    view.reason = vec![match stage {
        AlertStage::Session => match names(source, false) {
            names if names.is_empty() => texts.get("alert-session-reason"),
            names => texts.with("alert-names", &[("names", Arg::Text(&names))]),
        },
        AlertStage::Gone => texts.get("alert-gone-reason"),
        AlertStage::Allowed => texts.with("alert-names", &[("names", Arg::Text(&names(source, true)))]),
    }];
    let detail = if app.line().is_cut() { "door-live-detail-cut" } else { "door-live-detail" };
    view.primary = Some(
        Button::new(texts, "button-cut", Press::CutNow, ButtonKind::Cut)
            .with_picture(Picture::Cut)
            .with_detail(texts.get(detail)),
    );
    match stage {
        AlertStage::Session => view.tone = Tone::Alarm,
        AlertStage::Gone => {
            view.number = number_words(source, 69);
            view.others =
                vec![Button::new(texts, "button-steps", Press::Open(Screen::Steps), ButtonKind::Plain)];
        }
        AlertStage::Allowed => view.number = number_words(source, 68),
    }
    view.body = Body::Empty;
    view
}

/// The names of the tools in use that are `allowed`, or are not.
fn names(source: Source<'_>, allowed: bool) -> String {
    let findings = &source.app.assessment().findings;
    findings
        .iter()
        .filter(|finding| finding.allowed == allowed && finding.level >= Level::Likely)
        .take(NAMES_MAX)
        .map(|finding| super::details::name(source, &finding.tool, &finding.name))
        .collect::<Vec<_>>()
        .join(&source.texts.get("restore-tools-and"))
}
