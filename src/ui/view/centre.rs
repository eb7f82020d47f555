//! What a centre's pack brings into the window: its numbers, and a workplace's "leave it on".

use super::{Body, Button, ButtonKind, Call, Source, Tone, View, number_words, paragraph, plain, step_badge};
use crate::content::Arg;
use crate::core::event::Press;
use crate::core::incident::Step;
use crate::core::pack::{Centre, Workplace};

/// The numbers of the centre's pack, each marked as coming from there.
pub(super) fn centre_calls(source: Source<'_>) -> Vec<Call> {
    let Some(pack) = source.app.pack() else { return Vec::new() };
    let say = pack.texts.say.clone().unwrap_or_else(|| source.texts.get("pack-say-default"));
    let say = source.texts.with("call-say", &[("words", Arg::Text(&say))]);
    pack.centres().map(|centre| call(source, centre, pack.centre.name(), Some(&say))).collect()
}

fn call(source: Source<'_>, centre: &Centre, issuer: &str, say: Option<&str>) -> Call {
    let from = source.texts.with("pack-number-from", &[("name", Arg::Text(issuer))]);
    let note = match centre.hours_text() {
        "" => from,
        hours => format!("{hours}\n{from}"),
    };
    Call {
        who: centre.name().to_owned(),
        number: centre.phone().to_owned(),
        note,
        note_short: source.texts.with("pack-number-from", &[("name", Arg::Text(issuer))]),
        say: say.iter().map(|say| (*say).to_owned()).collect(),
        ..Call::default()
    }
}

/// Step 2 at a workplace, after an observed cut: the PC stays on and a person is told.
pub(super) fn keep_on(source: Source<'_>, workplace: &Workplace) -> View {
    let texts = source.texts;
    let mut view = plain(source, "workplace-title");
    view.number = number_words(source, 33);
    view.step = Some(step_badge(source, Step::PowerOff));
    view.tone = Tone::Caution;
    view.reason = paragraph(["workplace-reason", "workplace-call"].map(|id| texts.get(id)));
    let issuer = source.app.centre().map_or("", Centre::name);
    view.body = Body::Calls(vec![call(source, &workplace.in_charge, issuer, None)]);
    view.primary = Some(Button::new(texts, "workplace-done", Press::Next, ButtonKind::Primary));
    view
}
