//! The words of the self check, the same in the window and for the command.

use super::contacts::day;
use super::{Arg, Texts};
use crate::core::doctor::{Check, Detail, Finding, State};

/// How a thing is, in a word.
#[must_use]
pub fn state(texts: &Texts, state: State) -> String {
    texts.get(match state {
        State::Ok => "doctor-state-ok",
        State::Unknown => "doctor-state-unknown",
        State::Warn => "doctor-state-warn",
        State::Bad => "doctor-state-bad",
    })
}

/// What was looked at.
#[must_use]
pub fn name(texts: &Texts, check: Check) -> String {
    texts.get(check.words())
}

/// The sentence that says how it is.
#[must_use]
pub fn sentence(texts: &Texts, finding: &Finding) -> String {
    match &finding.detail {
        None => texts.get(finding.sentence),
        Some(Detail::Line(line)) => {
            texts.with(&format!("{}-line", finding.sentence), &[("line", Arg::Number(i64::from(*line)))])
        }
        Some(Detail::Name(name)) => texts.with(finding.sentence, &[("name", Arg::Text(name))]),
        Some(Detail::Day(date)) => texts.with(finding.sentence, &[("date", Arg::Text(&day(texts, date)))]),
    }
}

/// How to mend it; nothing where nothing has to be.
#[must_use]
pub fn mend(texts: &Texts, finding: &Finding) -> Option<String> {
    finding.mend.map(|id| texts.get(id))
}

/// One sentence for all of it.
#[must_use]
pub fn summary(texts: &Texts, worst: State) -> String {
    texts.get(match worst {
        State::Ok => "doctor-all-ok",
        State::Unknown => "doctor-some-unknown",
        State::Warn => "doctor-some-warn",
        State::Bad => "doctor-some-bad",
    })
}
