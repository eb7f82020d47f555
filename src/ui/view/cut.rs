//! The cut, its answer, the hand's ways and the two questions after it.

use super::calls::cannot_hang_up;
use super::home::answers;
use super::{
    Body, Button, ButtonKind, ConsentDialog, Source, Tone, View, number_words, paragraph, plain, step_badge,
};
use crate::content::Arg;
use crate::core::app::{Line, POWER_HOLD_S};
use crate::core::event::Press;
use crate::core::incident::Step;
use crate::core::screen::Screen;
use crate::ui::pictures::Picture;

pub(super) fn result(source: Source<'_>) -> View {
    let (number, mut view) = match source.app.line() {
        Line::Open => (8, not_cut_yet(source)),
        Line::Cutting { consent_asked: true, .. } => (9, consent(source)),
        Line::Cutting { observing, .. } => (10, cutting(source, *observing)),
        Line::Cut { offline_before } => (17, cut(source, *offline_before)),
        Line::StillConnected => (18, still_connected(source)),
        Line::BackAgain => (19, back_again(source)),
    };
    view.number = number_words(source, number);
    view.step = Some(step_badge(source, Step::CutInternet));
    view
}

fn cutting(source: Source<'_>, observing: bool) -> View {
    let mut view = plain(source, if observing { "cut-observing" } else { "cut-running" });
    if !observing && source.app.pc().consent_expected {
        // So that the dark screen that comes now frightens nobody.
        view.headline = source.texts.get("cut-consent");
        view.reason = before_consent(source, "cut-consent-soon");
        view.body = consent_dialog(source);
        return view;
    }
    view.reason = vec![source.texts.get("cut-running-reason")];
    view.picture = Some(Picture::Cut);
    view
}

fn consent(source: Source<'_>) -> View {
    let mut view = plain(source, "cut-consent");
    view.reason = before_consent(source, "cut-consent-reason");
    view.body = consent_dialog(source);
    view.others = vec![Button::new(source.texts, "cut-consent-none", Press::OtherWay, ButtonKind::Plain)];
    view
}

/// What comes, that "unknown" is this program, and whom not to listen to.
fn before_consent(source: Source<'_>, what: &str) -> Vec<String> {
    paragraph([what, "cut-consent-unknown", "cut-consent-voice"].map(|id| source.texts.get(id)))
}

fn consent_dialog(source: Source<'_>) -> Body {
    let text = |id: &str| source.texts.get(id);
    Body::Consent(Box::new(ConsentDialog {
        sample: text("cut-consent-sample"),
        question: text("windows-consent-question"),
        program: text("windows-consent-program"),
        publisher: text("windows-consent-publisher"),
        yes: text("answer-yes"),
        no: text("answer-no"),
    }))
}

fn cut(source: Source<'_>, offline_before: bool) -> View {
    let texts = source.texts;
    let mut view = plain(source, "cut-done");
    view.first_line = Some((texts.get("hang-up"), texts.get("hang-up-how")));
    view.tone = Tone::Observed;
    let reason = texts.get(if offline_before { "cut-done-before" } else { "cut-done-reason" });
    let ends = source.app.pc().until_restart.then(|| texts.get("cut-until-restart"));
    view.reason = paragraph([reason].into_iter().chain(ends).chain(denied(source)));
    // The headline bears the tick.
    view.picture = Some(Picture::Cut);
    view.primary = Some(Button::new(texts, "hang-up-done", Press::Next, ButtonKind::Primary));
    view.others = vec![cannot_hang_up(source)];
    view
}

/// What became of the remote tool's programs, when one refused to end.
fn denied(source: Source<'_>) -> Option<String> {
    let refused = source.app.ended().iter().find(|report| report.denied > 0)?;
    Some(source.texts.with("tool-refused", &[("name", Arg::Text(&refused.name))]))
}

fn still_connected(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "cut-failed");
    view.first_line = Some((texts.get("hang-up"), texts.get("hang-up-how")));
    view.tone = Tone::Caution;
    view.reason = paragraph(["hand-cable", "hand-frozen"].map(|id| texts.get(id)));
    view.picture = Some(Picture::CableAndKey);
    view.primary = Some(Button::new(texts, "hand-cable-done", Press::CutNow, ButtonKind::Primary));
    view.others = vec![Button::new(texts, "hand-cannot", Press::OtherWay, ButtonKind::Plain)];
    view
}

fn back_again(source: Source<'_>) -> View {
    let mut view = still_connected(source);
    view.headline = source.texts.get("cut-back-again");
    view
}

fn not_cut_yet(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "cut-not-yet");
    view.tone = Tone::Caution;
    view.reason = vec![texts.get("cut-not-yet-reason")];
    view.picture = Some(Picture::Cut);
    view.primary =
        Some(Button::new(texts, "button-cut", Press::CutNow, ButtonKind::Cut).with_picture(Picture::Cut));
    view
}

pub(super) fn hand_power(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "hand-power");
    view.reason = paragraph(["power-hold", "hand-power-after"].map(|id| texts.get(id)));
    view.picture = Some(Picture::Power);
    view.body = power_count(source);
    view.primary = Some(count_button(source));
    view.others = vec![Button::new(texts, "hand-cannot", Press::OtherWay, ButtonKind::Plain)];
    view
}

pub(super) fn hand_router(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "hand-router");
    view.reason = paragraph(["hand-router-telephone", "hand-router-after"].map(|id| texts.get(id)));
    view.picture = Some(Picture::Router);
    view.primary = Some(Button::new(texts, "hand-router-done", Press::CutNow, ButtonKind::Primary));
    view.others =
        vec![Button::new(texts, "button-contacts", Press::Open(Screen::Contacts), ButtonKind::Plain)];
    view
}

/// Begins the count, or begins it again.
pub(super) fn count_button(source: Source<'_>) -> Button {
    let counting = source.app.power_seconds(source.now).is_some();
    let id = if counting { "power-count-again" } else { "power-count" };
    Button::new(source.texts, id, Press::CountPower, ButtonKind::Primary)
}

/// The ten seconds of holding the power button, once they are being counted.
pub(super) fn power_count(source: Source<'_>) -> Body {
    match source.app.power_seconds(source.now) {
        Some(seconds) => Body::Count(seconds, POWER_HOLD_S, source.texts.get("power-until-dark")),
        None => Body::Empty,
    }
}

pub(super) fn ask_bank(source: Source<'_>) -> View {
    let mut view = plain(source, "ask-bank");
    view.reason = vec![source.texts.get("ask-bank-reason")];
    view.picture = Some(Picture::Card);
    view.others = answers(source);
    view
}

pub(super) fn ask_phone(source: Source<'_>) -> View {
    let mut view = plain(source, "ask-phone");
    view.reason = vec![source.texts.get("ask-phone-reason")];
    view.picture = Some(Picture::Smartphone);
    view.others = answers(source);
    view
}

pub(super) fn other_telephone(source: Source<'_>) -> View {
    let texts = source.texts;
    let mut view = plain(source, "other-telephone");
    view.tone = Tone::Caution;
    view.picture = Some(Picture::Telephone);
    if source.app.has_no_other_telephone() {
        view.number = number_words(source, 21);
        view.headline = texts.get("other-telephone-own");
        view.reason = vec![texts.get("other-telephone-none")];
    } else {
        view.reason = vec![texts.get("other-telephone-which")];
        view.others = vec![Button::new(texts, "other-telephone-ask", Press::OtherWay, ButtonKind::Plain)];
    }
    view.primary = Some(Button::new(texts, "button-next", Press::Next, ButtonKind::Primary));
    view
}
