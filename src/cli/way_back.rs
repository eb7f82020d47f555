//! The policy of `restore` for whoever types it: an administrator at once, everybody else with the PIN, after
//! the remote tools were named and offered to be ended, and after the same thirty seconds as in the window.

use std::time::Duration;

use serde::Serialize;

use crate::core::app::SPELL_BREAK_S;
use crate::core::detection::ending::EndReport;
use crate::core::network::{RestoreAuthority, RestoreReport, RestoreResult};

/// A tool that was told to end needs a moment to go.
const GONE_WITHIN: Duration = Duration::from_millis(500);
/// So often it is looked for after it was ended.
const LOOKS: usize = 4;
/// Wrong answers to yes or no; then it is a no.
const QUESTIONS: usize = 3;

/// What the live check says before a restore: the names of the tools that run and are not allowed. `None`
/// when it could not look.
pub type Running = Option<Vec<String>>;

/// Something to be said on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// These tools run.
    ToolsRun(Vec<String>),
    /// Whether one runs is not known.
    ToolsUnknown,
    /// End them? yes or no.
    AskEnd,
    /// This one did not end.
    Refused(EndReport),
    /// Nothing is seen any more.
    ToolsGone,
    /// The PIN is asked for.
    AskPin,
    /// Thirty seconds begin; whoever is on the telephone with a stranger should stop now.
    Pause(u64),
}

/// The person or script at the other end, and the PC.
pub trait Desk {
    /// This process is administrator or root.
    fn elevated(&self) -> bool;
    /// There is nothing to restore.
    fn nothing_to_restore(&self) -> bool;
    /// There is a PIN that can open the line.
    fn pin_set(&self) -> bool;
    /// Looks for remote tools.
    fn look(&mut self) -> Running;
    /// Ends those that run and are not allowed.
    fn end_tools(&mut self) -> Vec<EndReport>;
    /// Says something that is no result.
    fn say(&mut self, what: &Said);
    /// One line of the answer to a question; `None` when nobody can be asked.
    fn answer(&mut self) -> Option<String>;
    /// The PIN; `None` when the input ended.
    fn pin(&mut self) -> Option<String>;
    /// Waits.
    fn pause(&mut self, how_long: Duration);
    /// Restores.
    fn restore(&mut self, authority: &RestoreAuthority) -> RestoreReport;
}

/// What became of it, for people and for `--json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The restore itself.
    #[serde(flatten)]
    pub report: RestoreReport,
    /// The tools that still run and are not allowed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<String>,
}

/// Restores as far as `desk` may.
pub fn restore(desk: &mut dyn Desk) -> Answer {
    if desk.elevated() {
        // An administrator decides for himself, and hears what he decides beside.
        let report = desk.restore(&RestoreAuthority::Elevated);
        let tools = match report.result {
            RestoreResult::NothingToDo => Vec::new(),
            _ => desk.look().unwrap_or_default(),
        };
        return Answer { report, tools };
    }
    let refused = |result| RestoreReport { result, retry_after_s: 0, reasons: Vec::new() };
    if desk.nothing_to_restore() {
        return Answer { report: refused(RestoreResult::NothingToDo), tools: Vec::new() };
    }
    let running = tools_first(desk);
    let pin = if desk.pin_set() {
        desk.say(&Said::AskPin);
        desk.pin().filter(|pin| !pin.is_empty())
    } else {
        None
    };
    let Some(pin) = pin else {
        // Whoever has neither PIN nor administrator restores nothing, tools or not.
        let mut report = desk.restore(&RestoreAuthority::Nobody);
        if let Some(names) = running.as_ref().filter(|names| !names.is_empty()) {
            report.reasons.push(format!("still running: {}", names.join(", ")));
        }
        return Answer { report, tools: running.unwrap_or_default() };
    };
    desk.say(&Said::Pause(SPELL_BREAK_S));
    desk.pause(Duration::from_secs(SPELL_BREAK_S));
    let report = desk.restore(&RestoreAuthority::Pin(pin));
    let tools = match running {
        Some(names) if names.is_empty() => Vec::new(),
        _ => desk.look().unwrap_or_default(),
    };
    Answer { report, tools }
}

/// Names what runs and offers to end it; what runs afterwards is the answer.
fn tools_first(desk: &mut dyn Desk) -> Running {
    let Some(names) = desk.look() else {
        desk.say(&Said::ToolsUnknown);
        return None;
    };
    if names.is_empty() {
        return Some(names);
    }
    desk.say(&Said::ToolsRun(names.clone()));
    if !agreed(desk) {
        return Some(names);
    }
    for refused in desk.end_tools().into_iter().filter(|report| report.denied > 0) {
        desk.say(&Said::Refused(refused));
    }
    let mut left = names;
    for _ in 0..LOOKS {
        match desk.look() {
            Some(names) if names.is_empty() => {
                desk.say(&Said::ToolsGone);
                return Some(names);
            }
            Some(names) => left = names,
            None => return None,
        }
        desk.pause(GONE_WITHIN);
    }
    desk.say(&Said::ToolsRun(left.clone()));
    Some(left)
}

fn agreed(desk: &mut dyn Desk) -> bool {
    for _ in 0..QUESTIONS {
        desk.say(&Said::AskEnd);
        let Some(answer) = desk.answer() else { return false };
        match answer.trim().to_lowercase().as_str() {
            "y" | "yes" | "\u{306f}\u{3044}" => return true,
            "n" | "no" | "\u{3044}\u{3044}\u{3048}" => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A desk that answers as scripted; time passes only in its head.
    #[derive(Default)]
    struct Scripted {
        elevated: bool,
        nothing: bool,
        pin_set: bool,
        looks: Vec<Running>,
        answers: Vec<&'static str>,
        pin: Option<&'static str>,
        denied: bool,
        history: Vec<String>,
        waited: Duration,
    }

    impl Desk for Scripted {
        fn elevated(&self) -> bool {
            self.elevated
        }
        fn nothing_to_restore(&self) -> bool {
            self.nothing
        }
        fn pin_set(&self) -> bool {
            self.pin_set
        }
        fn look(&mut self) -> Running {
            if self.looks.len() > 1 { self.looks.remove(0) } else { self.looks[0].clone() }
        }
        fn end_tools(&mut self) -> Vec<EndReport> {
            self.history.push("end".into());
            vec![EndReport { name: "A".into(), ended: 1, denied: u32::from(self.denied) }]
        }
        fn say(&mut self, what: &Said) {
            let said = format!("{what:?}");
            self.history.push(said.split(['(', ' ']).next().unwrap().to_owned());
        }
        fn answer(&mut self) -> Option<String> {
            (!self.answers.is_empty()).then(|| self.answers.remove(0).to_owned())
        }
        fn pin(&mut self) -> Option<String> {
            self.pin.map(str::to_owned)
        }
        fn pause(&mut self, how_long: Duration) {
            self.waited += how_long;
        }
        fn restore(&mut self, authority: &RestoreAuthority) -> RestoreReport {
            let result = match authority {
                RestoreAuthority::Elevated => RestoreResult::Restored,
                RestoreAuthority::Pin(pin) if pin == "2468" => RestoreResult::Restored,
                RestoreAuthority::Pin(_) => RestoreResult::WrongPin,
                RestoreAuthority::Nobody => RestoreResult::NotAllowed,
            };
            self.history.push(format!("restore after {}s", self.waited.as_secs()));
            RestoreReport { result, retry_after_s: 0, reasons: Vec::new() }
        }
    }

    fn runs() -> Running {
        Some(vec!["A".to_owned()])
    }

    fn gone() -> Running {
        Some(Vec::new())
    }

    #[test]
    fn an_administrator_restores_at_once_and_hears_what_still_runs() {
        let mut desk = Scripted { elevated: true, looks: vec![runs()], ..Scripted::default() };
        let answer = restore(&mut desk);
        assert_eq!((answer.report.result, answer.tools.len()), (RestoreResult::Restored, 1));
        assert_eq!(desk.history, ["restore after 0s"]);
    }

    #[test]
    fn everybody_else_meets_the_tools_then_the_pin_then_the_pause() {
        let cases: [(&str, Scripted, &[&str], RestoreResult, usize); 7] = [
            (
                "no tool",
                Scripted { looks: vec![gone()], pin: Some("2468"), ..Scripted::default() },
                &["AskPin", "Pause", "restore after 30s"],
                RestoreResult::Restored,
                0,
            ),
            (
                "the tool is ended",
                Scripted {
                    looks: vec![runs(), runs(), gone()],
                    answers: vec!["y"],
                    pin: Some("2468"),
                    ..Scripted::default()
                },
                &["ToolsRun", "AskEnd", "end", "ToolsGone", "AskPin", "Pause", "restore after 30s"],
                RestoreResult::Restored,
                0,
            ),
            (
                "the tool refuses to end, and the PIN goes on",
                Scripted {
                    looks: vec![runs()],
                    answers: vec!["maybe", "y"],
                    pin: Some("2468"),
                    denied: true,
                    ..Scripted::default()
                },
                &[
                    "ToolsRun",
                    "AskEnd",
                    "AskEnd",
                    "end",
                    "Refused",
                    "ToolsRun",
                    "AskPin",
                    "Pause",
                    "restore after 32s",
                ],
                RestoreResult::Restored,
                1,
            ),
            (
                "nobody wants it ended",
                Scripted { looks: vec![runs()], answers: vec!["n"], pin: Some("1"), ..Scripted::default() },
                &["ToolsRun", "AskEnd", "AskPin", "Pause", "restore after 30s"],
                RestoreResult::WrongPin,
                1,
            ),
            (
                "a script without PIN",
                Scripted { looks: vec![runs()], ..Scripted::default() },
                &["ToolsRun", "AskEnd", "AskPin", "restore after 0s"],
                RestoreResult::NotAllowed,
                1,
            ),
            (
                "an empty PIN is none",
                Scripted { looks: vec![gone()], pin: Some(""), ..Scripted::default() },
                &["AskPin", "restore after 0s"],
                RestoreResult::NotAllowed,
                0,
            ),
            (
                "nobody can look",
                Scripted { looks: vec![None], pin: Some("2468"), ..Scripted::default() },
                &["ToolsUnknown", "AskPin", "Pause", "restore after 30s"],
                RestoreResult::Restored,
                0,
            ),
        ];
        for (name, desk, history, result, tools) in cases {
            let mut desk = Scripted { pin_set: true, ..desk };
            let answer = restore(&mut desk);
            assert_eq!(desk.history, history, "{name}");
            assert_eq!((answer.report.result, answer.tools.len()), (result, tools), "{name}");
        }
    }

    #[test]
    fn without_a_cut_nobody_is_asked_anything() {
        let mut desk = Scripted { nothing: true, looks: vec![runs()], ..Scripted::default() };
        assert_eq!(restore(&mut desk).report.result, RestoreResult::NothingToDo);
        assert!(desk.history.is_empty());
    }

    #[test]
    fn json_names_the_tools_beside_the_result() {
        let report =
            RestoreReport { result: RestoreResult::NotAllowed, retry_after_s: 0, reasons: Vec::new() };
        let answer = Answer { report, tools: vec!["A".into()] };
        let text = serde_json::to_string(&answer).unwrap();
        assert_eq!(text, r#"{"result":"not-allowed","retry_after_s":0,"tools":["A"]}"#);
    }
}
