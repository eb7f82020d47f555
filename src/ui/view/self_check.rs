//! For the family: whether it works on this PC, one row for each thing.

use super::{Body, Button, ButtonKind, CheckRow, Source, Tone, View, plain};
use crate::content::{Arg, doctor_words};
use crate::core::doctor::{Finding, State, worst};
use crate::core::event::Press;

pub(super) fn self_check(source: Source<'_>) -> View {
    let Source { app, texts, .. } = source;
    let mut view = plain(source, "doctor-title");
    let (check, findings) = (app.self_check(), app.self_check().findings());
    if check.is_looking() {
        view.reason = vec![texts.get("doctor-looking")];
    } else if !findings.is_empty() {
        let state = worst(findings);
        view.headline = doctor_words::summary(texts, state);
        if state >= State::Warn {
            view.tone = Tone::Caution;
        }
    }
    // After the last row: opening the page looks anew, too.
    let again =
        Button::new(texts, "doctor-again", Press::LookAgain, ButtonKind::Plain).enabled(!check.is_looking());
    view.body = Body::Checks(findings.iter().map(|finding| row(source, finding)).collect(), again);
    view
}

fn row(source: Source<'_>, finding: &Finding) -> CheckRow {
    let texts = source.texts;
    let (state, name) = (doctor_words::state(texts, finding.state), doctor_words::name(texts, finding.check));
    CheckRow {
        state: finding.state,
        title: texts.with("doctor-row", &[("state", Arg::Text(&state)), ("name", Arg::Text(&name))]),
        sentence: doctor_words::sentence(texts, finding),
        mend: doctor_words::mend(texts, finding)
            .map(|mend| texts.with("doctor-mend", &[("mend", Arg::Text(&mend))])),
    }
}
