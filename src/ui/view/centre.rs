//! What a centre's pack brings into the window: its numbers, and a workplace's "leave it on".

use super::{Body, Button, ButtonKind, Call, Source, Tone, View, number_words, paragraph, plain, step_badge};
use crate::content::Arg;
use crate::content::contacts::hours_lines;
use crate::core::event::{AfterCall, CallChoice, Press};
use crate::core::incident::Step;
use crate::core::pack::{Centre, Workplace};

/// The numbers of the centre's pack, each marked as coming from there.
pub(super) fn centre_calls(source: Source<'_>) -> Vec<Call> {
    let Some(pack) = source.app.pack() else { return Vec::new() };
    pack.centres().map(|centre| call(source, centre, pack.centre.name())).collect()
}

/// The number at `place` of the centre's pack, with what to say.
pub(super) fn centre_call(source: Source<'_>, place: usize) -> Option<Call> {
    let pack = source.app.pack()?;
    let centre = pack.centres().nth(place)?;
    let say = pack.texts.say.clone().unwrap_or_else(|| source.texts.get("pack-say-default"));
    let say = source.texts.with("call-words", &[("words", Arg::Text(&say))]);
    Some(Call { say: vec![say], ..call(source, centre, pack.centre.name()) })
}

/// The person in charge at a workplace.
pub(super) fn in_charge_call(source: Source<'_>) -> Option<Call> {
    let workplace = source.app.workplace()?;
    Some(call(source, &workplace.in_charge, source.app.centre().map_or("", Centre::name)))
}

fn call(source: Source<'_>, centre: &Centre, issuer: &str) -> Call {
    let from = source.texts.with("pack-number-from", &[("name", Arg::Text(issuer))]);
    let mut note = hours_lines(centre.hours(), source.texts);
    note.push(from);
    Call {
        who: centre.name().to_owned(),
        number: centre.phone().to_owned(),
        note: note.join("\n"),
        // In a narrow window the issuer's name, of up to 60 characters, does not stand there twice.
        note_short: match centre.name() == issuer {
            true => String::new(),
            false => source.texts.get("pack-number-short"),
        },
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
    view.body = Body::Calls(vec![call(source, &workplace.in_charge, issuer)]);
    let called = Press::Called(CallChoice::InCharge, AfterCall::Next);
    view.primary = Some(Button::new(texts, "workplace-done", called, ButtonKind::Primary));
    view
}
