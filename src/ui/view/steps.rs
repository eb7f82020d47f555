//! Steps 2 and 4, and the overview of all five.

use super::centre::keep_on;
use super::cut::{count_button, power_count};
use super::{Body, Button, ButtonKind, Source, StepRow, View, paragraph, plain, step_badge};
use crate::core::app::POWER_HOLD_S;
use crate::core::event::Press;
use crate::core::incident::{Incident, Step};
use crate::core::screen::Screen;
use crate::ui::pictures::Picture;

pub(super) fn overview(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "steps-title");
    view.reason = vec![texts.get("steps-reason")];
    let done = |step| app.incident().is_some_and(|incident| incident.is_done(step));
    view.body = Body::Steps(
        Step::ALL
            .map(|step| {
                let (title, tick, screen) = match step {
                    Step::CutInternet => ("step-1", "step-1-tick", Screen::CutResult),
                    Step::PowerOff => ("step-2", "step-2-tick", Screen::PowerOff),
                    Step::CallBank => ("step-3", "step-3-tick", Screen::CallBank),
                    Step::StayOff => ("step-4", "step-4-tick", Screen::StayOff),
                    Step::WriteDown => ("step-5", "step-5-tick", Screen::MemoCall),
                };
                StepRow {
                    toggle: Button::new(texts, tick, Press::ToggleStep(step), ButtonKind::Plain)
                        .chosen(done(step))
                        .enabled(app.incident().is_some()),
                    open: Button::new(texts, title, Press::Open(screen), ButtonKind::Plain),
                }
            })
            .into(),
    );
    view
}

pub(super) fn power_off(source: Source<'_>) -> View {
    let Source { app, texts, now, .. } = source;
    if let Some(workplace) = app.workplace() {
        return keep_on(source, workplace);
    }
    let mut view = plain(source, "power-off");
    view.step = Some(step_badge(source, Step::PowerOff));
    view.picture = Some(Picture::Power);
    view.body = power_count(source);
    let why = (view.body == Body::Empty).then(|| texts.get("power-off-reason"));
    // Evidence is worth a moment only once the stranger has no hands here, and never on a telephone he may be on.
    let may_photograph = app.line().is_cut() && !app.incident().is_none_or(Incident::phone_is_doubtful);
    let photo = (why.is_some() && may_photograph).then(|| texts.get("power-photo"));
    view.reason = paragraph(photo.into_iter().chain([texts.get("power-hold")]).chain(why));
    let next = Button::new(texts, "power-off-done", Press::Next, ButtonKind::Plain);
    let count = count_button(source);
    // Until ten are counted the count is what matters.
    if app.power_seconds(now).is_some_and(|seconds| seconds >= POWER_HOLD_S) {
        view.primary = Some(Button { kind: ButtonKind::Primary, ..next });
        view.others = vec![Button { kind: ButtonKind::Plain, ..count }];
    } else {
        view.primary = Some(count);
        view.others = vec![next];
    }
    view
}

pub(super) fn stay_off(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "stay-off");
    view.step = Some(step_badge(source, Step::StayOff));
    view.reason = paragraph(["stay-off-reason", "stay-off-ask", "end-call-again"].map(|id| texts.get(id)));
    view.picture = Some(Picture::StayOff);
    view.primary = Some(Button::new(texts, "stay-off-done", Press::Next, ButtonKind::Primary));
    view.others =
        vec![Button::new(texts, "button-contacts", Press::Open(Screen::Contacts), ButtonKind::Plain)];
    view
}
