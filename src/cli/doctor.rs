//! `kyukyubako doctor`: whether it works on this PC, and how to mend it.

use std::ffi::OsString;
use std::io::Write;
use std::sync::Arc;

use serde::Serialize;

use super::json_option::{COULD_NOT, DONE, Wanted, parse, print_json, say};
use crate::content::{Arg, Texts, doctor_words};
use crate::core::build_kind::IS_FOR_HANDING_OUT;
use crate::core::doctor::{Check, Finding, State, worst};
use crate::platform::directories::Directories;
use crate::platform::storage::UserStore;
use crate::runtime::doctor::{Places, look};
use crate::runtime::watcher::WatcherSetup;

#[derive(Serialize)]
struct Answer {
    version: &'static str,
    development: bool,
    os: &'static str,
    /// The worst of all.
    state: State,
    checks: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    check: Check,
    state: State,
    /// Stable names of the sentences, for programs.
    sentence_id: &'static str,
    sentence: String,
    mend_id: Option<&'static str>,
    mend: Option<String>,
}

/// Runs the command.
pub fn run(args: Vec<OsString>, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let wanted = match parse(args, "doctor-help", texts, out, err) {
        Ok(wanted) => wanted,
        Err(code) => return code,
    };
    let directories = Directories::for_user();
    let watcher = WatcherSetup::of(&directories).inspect_err(|error| log::warn!("watcher: {error}")).ok();
    let places = Places { store: Arc::new(UserStore::look(&directories)), watcher, drawn: None };
    let findings = look(&places);
    let code = code(worst(&findings));
    match wanted {
        Wanted::Json => print_json(out, &answer(texts, &findings), code),
        Wanted::Text => say(out, &text(texts, &findings), code),
    }
}

/// What is not as good as it could be, or not known, is no failure.
fn code(worst: State) -> u8 {
    if worst == State::Bad { COULD_NOT } else { DONE }
}

fn answer(texts: &Texts, findings: &[Finding]) -> Answer {
    let row = |finding: &Finding| Row {
        check: finding.check,
        state: finding.state,
        sentence_id: finding.sentence,
        sentence: doctor_words::sentence(texts, finding),
        mend_id: finding.mend,
        mend: doctor_words::mend(texts, finding),
    };
    Answer {
        version: env!("CARGO_PKG_VERSION"),
        development: !IS_FOR_HANDING_OUT,
        os: std::env::consts::OS,
        state: worst(findings),
        checks: findings.iter().map(row).collect(),
    }
}

fn text(texts: &Texts, findings: &[Finding]) -> String {
    let mut lines = vec![doctor_words::summary(texts, worst(findings))];
    for finding in findings {
        let (state, name) =
            (doctor_words::state(texts, finding.state), doctor_words::name(texts, finding.check));
        let sentence = doctor_words::sentence(texts, finding);
        let parts =
            [("state", Arg::Text(&state)), ("name", Arg::Text(&name)), ("sentence", Arg::Text(&sentence))];
        lines.push(texts.with("doctor-line", &parts));
        if let Some(mend) = doctor_words::mend(texts, finding) {
            lines.push(format!("    {}", texts.with("doctor-mend", &[("mend", Arg::Text(&mend))])));
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Locale;
    use crate::core::doctor::{Detail, Facts, judge};

    #[test]
    fn only_what_does_not_work_is_a_failure() {
        for (state, expected) in [(State::Ok, 0), (State::Unknown, 0), (State::Warn, 0), (State::Bad, 1)] {
            assert_eq!(code(state), expected, "{state:?}");
        }
    }

    #[test]
    fn a_name_with_signs_stays_whole_in_json_and_text() {
        let findings = vec![Finding {
            check: Check::Renderer,
            state: State::Ok,
            sentence: "doctor-renderer-found",
            mend: None,
            detail: Some(Detail::Name("GPU \"x\" {1}".into())),
        }];
        let texts = Texts::new(Locale::En);
        let json = serde_json::to_value(answer(&texts, &findings)).unwrap();
        let row = json.pointer("/checks/0").unwrap();
        assert_eq!(row.get("check").unwrap(), "renderer");
        assert_eq!(row.get("sentence").unwrap(), "A graphics unit is there: GPU \"x\" {1}");
        assert!(text(&texts, &findings).contains("[OK] Window: A graphics unit is there: GPU \"x\" {1}"));
        assert_eq!(texts.failures(), Vec::<String>::new());
    }

    #[test]
    fn what_nobody_answered_is_said_to_be_unknown() {
        let texts = Texts::new(Locale::Ja);
        let answer = answer(&texts, &judge(&Facts::default()));
        assert_eq!(answer.state, State::Unknown);
        assert_eq!(answer.checks.len(), Check::ALL.len());
        assert!(answer.checks.iter().all(|row| row.mend.is_some() && row.state == State::Unknown));
    }
}
