//! `kyukyubako restore`: takes a cut back, as root or with the caregiver's PIN.

use std::ffi::OsString;
use std::io::{BufRead as _, IsTerminal as _, Read as _, Write};
use std::sync::Arc;
use std::time::Duration;

use crate::content::{Arg, Texts, catalogue};
use crate::core::detection::Finding;
use crate::core::detection::ending::EndReport;
use crate::core::guard::{GuardStatus, Reply, Request};
use crate::core::network::{RestoreAuthority, RestoreReport, RestoreResult};
use crate::core::pc_facts::PinsSeen;
use crate::platform::directories::Directories;
use crate::platform::hidden_typing::HiddenTyping;
use crate::platform::network::{LinePaths, bounded_reason, is_elevated, native, restore_elevated};
use crate::platform::processes::ProcessWatch;
use crate::platform::{NetworkLine, SessionWatch, guard, logon_notice, pin};

use super::json_option::{COULD_NOT, DONE, Wanted, parse, print_json, say};
use super::scan::allowed_here;
use super::way_back::{self, Desk, Running, Said};

/// A PIN is at most 8 digits of three bytes each; anything longer is no PIN.
const MAX_PIN_LINE: u64 = 256;

/// Runs the command. Exit code 0 when everything is back or nothing was cut.
pub fn run(args: Vec<OsString>, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let wanted = match parse(args, "restore-help", texts, out, err) {
        Ok(wanted) => wanted,
        Err(code) => return code,
    };
    let mut desk =
        Terminal { line: native(), watch: tools_watch(), json: wanted == Wanted::Json, texts, err };
    let answer = way_back::restore(&mut desk);
    let report = &answer.report;
    let code = match report.result {
        RestoreResult::Restored | RestoreResult::NothingToDo => DONE,
        RestoreResult::NotAllowed | RestoreResult::WrongPin | RestoreResult::Incomplete => COULD_NOT,
    };
    if wanted == Wanted::Json {
        return print_json(out, &answer, code);
    }
    let retry = i64::try_from(report.retry_after_s).unwrap_or(i64::MAX);
    let text = match report.result {
        RestoreResult::Restored => texts.get("line-restored"),
        RestoreResult::NothingToDo => texts.get("line-nothing-to-restore"),
        RestoreResult::NotAllowed => texts.get("line-restore-not-allowed"),
        RestoreResult::WrongPin if retry == 0 => texts.get("line-wrong-pin"),
        RestoreResult::WrongPin => texts.with("line-wrong-pin-wait", &[("seconds", Arg::Number(retry))]),
        RestoreResult::Incomplete => texts.get("line-restore-incomplete"),
    };
    let target: &mut dyn Write = if code == DONE { out } else { err };
    let mut code = say(target, &text, code);
    for reason in &report.reasons {
        code = say(target, &format!("  {reason}"), code);
    }
    if !answer.tools.is_empty() {
        code = say(err, &tools_line(&answer.tools, texts), code);
    }
    code
}

/// The person at the terminal, or the script behind the pipe.
struct Terminal<'a> {
    line: Box<dyn NetworkLine>,
    watch: Option<ProcessWatch>,
    json: bool,
    texts: &'a Texts,
    err: &'a mut dyn Write,
}

impl Desk for Terminal<'_> {
    fn elevated(&self) -> bool {
        is_elevated()
    }

    fn nothing_to_restore(&self) -> bool {
        // A drill that nobody ended is no cut: it asks for no PIN.
        self.line.end_drill(true);
        // Nor is another's cut nothing: the answer says who has to be asked.
        !self.line.status().restorable && !guard_holds() && !anothers_cut()
    }

    fn pin_set(&self) -> bool {
        // A guard that holds the line and has no PIN refuses every one.
        let own = pin::is_set(&LinePaths::of_this_process().pin_folder);
        PinsSeen::of(own, guard_status().as_ref()).opens()
    }

    fn look(&mut self) -> Running {
        let seen = self.watch.as_mut()?.look_at_all();
        Some(seen.findings.into_iter().filter(Finding::stands_before_restore).map(|it| it.name).collect())
    }

    fn end_tools(&mut self) -> Vec<EndReport> {
        self.watch.as_mut().map(SessionWatch::end_tools).unwrap_or_default()
    }

    fn say(&mut self, what: &Said) {
        let texts = self.texts;
        let text = match what {
            Said::ToolsRun(names) => tools_line(names, texts),
            Said::ToolsUnknown => texts.get("restore-tools-unknown"),
            // A script is not asked, and told so by the answer.
            Said::AskEnd if self.cannot_be_asked() => return,
            Said::AskEnd => texts.get("line-ask-end-tools"),
            Said::Refused(report) => {
                texts.with("restore-tools-refused", &[("name", Arg::Text(&report.name))])
            }
            Said::ToolsGone => texts.get("restore-tools-gone"),
            Said::AskPin => texts.get("line-ask-pin"),
            Said::Pause(seconds) => {
                let seconds = i64::try_from(*seconds).unwrap_or(i64::MAX);
                texts.with("line-restore-pause", &[("seconds", Arg::Number(seconds))])
            }
        };
        say(self.err, &text, DONE);
    }

    fn answer(&mut self) -> Option<String> {
        if self.cannot_be_asked() { None } else { read_line() }
    }

    fn pin(&mut self) -> Option<String> {
        read_pin()
    }

    fn pause(&mut self, how_long: Duration) {
        std::thread::sleep(how_long);
    }

    fn restore(&mut self, authority: &RestoreAuthority) -> RestoreReport {
        match authority {
            // Also takes back the part of the user who called sudo.
            RestoreAuthority::Elevated => restore_elevated(),
            authority => self.line.restore(authority),
        }
    }
}

impl Terminal<'_> {
    /// Only a person at a terminal decides about programs; what a pipe says is the PIN.
    fn cannot_be_asked(&self) -> bool {
        self.json || !std::io::stdin().is_terminal()
    }
}

fn tools_line(names: &[String], texts: &Texts) -> String {
    let names: Vec<String> = names.iter().map(|name| bounded_reason(name)).collect();
    let names = names.join(&texts.get("restore-tools-and"));
    texts.with("restore-tools-names", &[("names", Arg::Text(&names))])
}

/// The live check, judging with what the family allowed; `None` when this system shows no programs.
fn tools_watch() -> Option<ProcessWatch> {
    let catalogue = catalogue::builtin().inspect_err(|error| log::error!("catalogue: {error}")).ok()?;
    let evidence = Directories::for_user().state.map(|state| state.join("evidence"));
    let watch = ProcessWatch::new(Arc::new(catalogue), evidence);
    let mut watch = watch.inspect_err(|error| log::error!("processes: {error}")).ok()?;
    watch.set_allowed(allowed_here());
    Some(watch)
}

fn guard_status() -> Option<GuardStatus> {
    match guard::ask(&Request::Status) {
        Ok(Reply::Status(status)) => Some(status),
        _ => None,
    }
}

/// An administrator's cut that is in force, and that this user cannot take back.
fn anothers_cut() -> bool {
    logon_notice::is_anothers() && logon_notice::standing().is_some()
}

fn guard_holds() -> bool {
    guard_status().is_some_and(|status| status.restorable)
}

/// One line, not shown while it is typed where that is possible.
pub(super) fn read_pin() -> Option<String> {
    let _hidden = std::io::stdin().is_terminal().then(HiddenTyping::begin);
    read_line()
}

/// One line from the terminal or the pipe; `None` at its end.
fn read_line() -> Option<String> {
    let mut line = String::new();
    let read = std::io::stdin().lock().take(MAX_PIN_LINE).read_line(&mut line).ok()?;
    (read > 0).then(|| line.trim().to_owned())
}
