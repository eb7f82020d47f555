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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Locale;
    use crate::core::doctor::{ContactsAge, Facts, Renderer, SettingsFile, judge};

    /// The ids that the judgement names.
    fn ids() -> Vec<&'static str> {
        let source = include_str!("../core/doctor/judge.rs");
        source.split('"').filter(|piece| piece.starts_with("doctor-")).collect()
    }

    #[test]
    fn every_sentence_of_the_judgement_exists_in_every_language() {
        assert!(ids().len() > 60, "{}", ids().len());
        for locale in Locale::ALL {
            let texts = Texts::new(locale);
            for id in ids() {
                assert!(texts.has(id), "{}: {id}", locale.tag());
            }
        }
    }

    #[test]
    fn what_a_sentence_names_is_put_into_it() {
        let with = |settings, software, days| Facts {
            settings: Some(settings),
            renderer: Some(Renderer::Found { name: "GPU 7".into(), software }),
            contacts: Some(ContactsAge {
                days,
                checked_on: "2026-11-22".into(),
                own_unconfirmed: false,
                own_old: false,
            }),
            ..Facts::default()
        };
        for locale in Locale::ALL {
            let texts = Texts::new(locale);
            for facts in [
                with(SettingsFile::Partly(Some(31)), false, 1),
                with(SettingsFile::Broken(Some(31)), true, 400),
            ] {
                let said: Vec<String> =
                    judge(&facts).iter().map(|finding| sentence(&texts, finding)).collect();
                for named in ["31", "GPU 7", "2026"] {
                    assert!(said.iter().any(|words| words.contains(named)), "{named}: {said:#?}");
                }
            }
            // A line that nobody knows is not named.
            for file in [SettingsFile::Partly(None), SettingsFile::Broken(None)] {
                for finding in judge(&with(file, false, 1)) {
                    assert!(!sentence(&texts, &finding).is_empty());
                }
            }
            assert_eq!(texts.failures(), Vec::<String>::new());
        }
    }
}
