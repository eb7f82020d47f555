//! The home screen and what surrounds it.

use super::capture;
use super::{Body, Button, ButtonKind, Source, Strip, Tone, View, paragraph, plain, session_strip};
use crate::core::app::Line;
use crate::core::event::Press;
use crate::core::incident::Answer;
use crate::core::screen::Screen;
use crate::ui::pictures::Picture;

pub(super) fn home(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "home-question");
    let door = |id, press, kind, picture| Button::new(texts, id, press, kind).with_picture(picture);
    let doors = vec![
        door("door-live", Press::CutNow, ButtonKind::Cut, Picture::Cut).with_detail(
            texts.get(if app.line().is_cut() { "door-live-detail-cut" } else { "door-live-detail" }),
        ),
        door("door-popup", Press::Popup, ButtonKind::Plain, Picture::Popup),
        door("door-money", Press::Money, ButtonKind::Plain, Picture::Card),
        door("door-after", Press::Open(Screen::Caregiver), ButtonKind::Plain, Picture::Family),
    ];
    // A cut in force explains itself: nobody may wonder next week why the internet is dead.
    let strip = match app.line() {
        Line::Cut { .. } => Strip {
            tone: Tone::Observed,
            text: texts.get("line-cut-on-purpose"),
            press: Some(Press::Open(Screen::Caregiver)),
        },
        _ => session_strip(source),
    };
    view.step = capture::badge(source);
    view.body = Body::Doors(strip, doors);
    let quiet = |id, screen| Button::new(texts, id, Press::Open(screen), ButtonKind::Quiet);
    view.ways_out =
        vec![quiet("button-contacts", Screen::Contacts), quiet("button-settings", Screen::Settings)];
    if app.may_print() {
        view.ways_out.push(quiet("button-print", Screen::Print));
    }
    view.ways_out.extend(capture::switch(source, ButtonKind::Quiet));
    if let Some(incident) = app.incident() {
        let screen = if incident.is_open() { incident.screen } else { Screen::Steps };
        view.ways_out.insert(0, quiet("button-continue", screen));
    }
    view
}

pub(super) fn ask_contact(source: Source<'_>) -> View {
    let mut view = plain(source, "ask-contact");
    // Whoever speaks in a company's name is answered at both doors.
    view.reason = paragraph(["ask-contact-either", "ask-contact-authority"].map(|id| source.texts.get(id)));
    view.picture = Some(Picture::Telephone);
    view.others = answers(source);
    view
}

/// はい / いいえ / わからない, the same everywhere.
pub(super) fn answers(source: Source<'_>) -> Vec<Button> {
    [("answer-yes", Answer::Yes), ("answer-no", Answer::No), ("answer-unknown", Answer::Unknown)]
        .map(|(id, answer)| Button::new(source.texts, id, Press::Answer(answer), ButtonKind::Plain))
        .into()
}
