//! The alert: one headline, the tool's name, the red button. Everything else is small.

use super::capture;
use super::{Body, Button, ButtonKind, Source, Tone, View, number_words, plain};
use crate::content::Arg;
use crate::core::app::{AlertStage, COUNTDOWN_S};
use crate::core::detection::Level;
use crate::core::event::Press;
use crate::core::screen::Screen;
use crate::ui::pictures::Picture;

/// More names than these make no sentence.
const NAMES_MAX: usize = 2;

pub(super) fn alert(source: Source<'_>) -> View {
    let Source { app, texts, now, .. } = source;
    if let Some(seconds) = app.cut_in_s() {
        return counting(source, seconds);
    }
    let stage = app.alert_stage(now);
    let mut view = plain(
        source,
        match stage {
            AlertStage::Session => "alert-session",
            AlertStage::Gone => "alert-gone",
            AlertStage::Allowed if app.help().is_some() => "help-allowed",
            AlertStage::Allowed => "alert-allowed",
        },
    );
    view.ways_out = vec![
        Button::new(texts, "alert-close", Press::CloseAlert, ButtonKind::Quiet),
        Button::new(texts, "alert-details", Press::Open(Screen::Details), ButtonKind::Quiet),
    ];
    view.step = capture::badge(source);
    view.ways_out.extend(capture::switch(source, ButtonKind::Quiet));
    let red = Button::new(texts, "button-cut", Press::CutNow, ButtonKind::Cut).with_picture(Picture::Cut);
    let detail = if app.line().is_cut() { "door-live-detail-cut" } else { "alert-press" };
    view.primary = Some(red.with_detail(texts.get(detail)));
    let door = |id, screen| vec![Button::new(texts, id, Press::Open(screen), ButtonKind::Plain)];
    match stage {
        AlertStage::Session => {
            view.tone = Tone::Alarm;
            view.reason = vec![texts.get("alert-session-reason")];
            let names = names(source, false);
            if !names.is_empty() {
                view.reason.push(texts.with("alert-names", &[("names", Arg::Text(&names))]));
            }
            view.others = door("help-door", Screen::FamilyHelp);
        }
        AlertStage::Gone => {
            view.number = number_words(source, 69);
            view.reason = vec![texts.get("alert-gone-reason")];
            view.others = door("button-steps", Screen::Steps);
        }
        AlertStage::Allowed => {
            view.number = number_words(source, 68);
            let named = || texts.with("alert-names", &[("names", Arg::Text(&names(source, true)))]);
            let which = super::family_help::until(source).unwrap_or_else(named);
            view.reason = vec![texts.get("alert-allowed-reason"), which];
            // Closing is the usual way on, so it is large.
            view.ways_out.retain(|way| way.press != Press::CloseAlert);
            view.others = vec![Button::new(texts, "alert-close", Press::CloseAlert, ButtonKind::Plain)];
            if app.help().is_some() {
                view.others.extend(door("help-see", Screen::FamilyHelp));
            }
        }
    }
    view
}

/// The cut comes by itself: now, or not. There is nothing else to do.
fn counting(source: Source<'_>, seconds: u64) -> View {
    let texts = source.texts;
    let mut view = plain(source, "alert-session");
    view.number = number_words(source, 67);
    view.tone = Tone::Alarm;
    view.ways_out.clear();
    view.reason = vec![texts.get("alert-count-reason")];
    let left = Arg::Number(i64::try_from(seconds).unwrap_or(0));
    view.body = Body::Count(seconds, COUNTDOWN_S, texts.with("alert-count", &[("seconds", left)]));
    view.others = vec![
        Button::new(texts, "alert-cut-now", Press::CutNow, ButtonKind::Cut).with_picture(Picture::Cut),
        Button::new(texts, "alert-let-be", Press::LetBe, ButtonKind::Plain),
    ];
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
