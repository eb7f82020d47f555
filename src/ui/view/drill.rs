//! The drill: what it does, that it runs, what became of each way, or why there is none now. The red button
//! is on every one of these pages.

use super::{Body, Button, ButtonKind, Source, Tone, View, number_words, plain};
use crate::content::drill_words;
use crate::core::app::{DRILL_S, Drill};
use crate::core::drill::{DrillEnd, DrillProgress, DrillRefusal};
use crate::core::event::Press;
use crate::core::screen::Screen;
use crate::ui::pictures::Picture;

fn page(source: Source<'_>, headline: &str) -> View {
    let mut view = plain(source, headline);
    view.others = vec![
        Button::new(source.texts, "drill-cut", Press::CutNow, ButtonKind::Cut).with_picture(Picture::Cut),
    ];
    view
}

/// The way home is the main button, and stands there once.
fn leads_home(source: Source<'_>, view: &mut View) {
    let home = Press::Open(Screen::Home);
    view.ways_out.retain(|way| way.press != home);
    view.primary = Some(Button::new(source.texts, "button-home", home, ButtonKind::Primary));
}

pub(super) fn explain(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = page(source, "drill-title");
    view.reason =
        ["drill-explain", "drill-explain-pages", "drill-explain-calls"].map(|id| texts.get(id)).into();
    view.picture = Some(Picture::Family);
    view.primary = Some(Button::new(texts, "drill-start", Press::Drill, ButtonKind::Primary));
    view
}

pub(super) fn running(source: Source<'_>) -> View {
    let Source { app, texts, now, .. } = source;
    let doing = match app.drill() {
        Drill::Running { doing, .. } => *doing,
        _ => DrillProgress::Restoring,
    };
    let mut view = page(
        source,
        match doing {
            DrillProgress::Closing => "drill-closing",
            DrillProgress::Observing => "drill-observing",
            DrillProgress::Restoring => "drill-restoring",
        },
    );
    view.reason = vec![texts.get("drill-running-reason")];
    let seconds = app.drill().seconds(now);
    view.body = Body::Count(seconds, DRILL_S, texts.get("drill-running-limit"));
    if seconds < DRILL_S {
        // There is nothing to do elsewhere, and the report must be seen.
        view.ways_out.clear();
    }
    view
}

pub(super) fn report(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let Drill::Done(report) = app.drill() else { return explain(source) };
    let mut view = page(source, "drill-title");
    view.headline = drill_words::headline(texts, report);
    view.reason = drill_words::sentences(texts, report);
    view.body = Body::Keys(drill_words::ways(texts, report));
    if report.is_success() {
        view.tone = Tone::Observed;
    } else {
        view.tone = Tone::Caution;
        view.number = number_words(source, 104);
    }
    if report.ended_by == DrillEnd::NotRestored {
        let restore = Press::Open(Screen::RestoreAsk);
        view.primary = Some(Button::new(texts, "drill-restore-again", restore, ButtonKind::Primary));
    } else {
        leads_home(source, &mut view);
    }
    view
}

pub(super) fn refused(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let why = match app.drill() {
        Drill::Refused(why) => *why,
        _ => app.drill_refusal().unwrap_or(DrillRefusal::Failed),
    };
    let mut view = page(source, "drill-refused");
    view.tone = Tone::Caution;
    view.reason = vec![drill_words::refusal(texts, why)];
    leads_home(source, &mut view);
    view
}
