//! `kyukyubako restore`: takes a cut back, as root or with the caregiver's PIN.

use std::ffi::OsString;
use std::io::{BufRead as _, IsTerminal as _, Read as _, Write};

use crate::content::{Arg, Texts};
use crate::core::network::{RestoreAuthority, RestoreReport, RestoreResult};
use crate::platform::network::{LinePaths, is_elevated, native, restore_elevated};
use crate::platform::pin;

use super::json_option::{COULD_NOT, DONE, Wanted, parse, print_json, say};

/// A PIN is at most 12 digits of three bytes each; anything longer is no PIN.
const MAX_PIN_LINE: u64 = 256;

/// Runs the command. Exit code 0 when everything is back or nothing was cut.
pub fn run(args: Vec<OsString>, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let wanted = match parse(args, "restore-help", texts, out, err) {
        Ok(wanted) => wanted,
        Err(code) => return code,
    };
    let report = restore(texts, err);
    let code = match report.result {
        RestoreResult::Restored | RestoreResult::NothingToDo => DONE,
        RestoreResult::NotAllowed | RestoreResult::WrongPin | RestoreResult::Incomplete => COULD_NOT,
    };
    if wanted == Wanted::Json {
        return print_json(out, &report, code);
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
    code
}

fn restore(texts: &Texts, err: &mut dyn Write) -> RestoreReport {
    if is_elevated() {
        // Elevated already, so nobody is asked; also takes back the part of the user who called sudo.
        return restore_elevated();
    }
    let line = native();
    line.end_drill(true);
    if !line.status().restorable {
        return RestoreReport { result: RestoreResult::NothingToDo, retry_after_s: 0, reasons: Vec::new() };
    }
    let authority = if pin::is_set(&LinePaths::of_this_process().pin_folder) {
        say(err, &texts.get("line-ask-pin"), DONE);
        read_pin().map_or(RestoreAuthority::Nobody, RestoreAuthority::Pin)
    } else {
        RestoreAuthority::Nobody
    };
    line.restore(&authority)
}

/// One line from the terminal or the pipe, not shown while it is typed where that is possible.
fn read_pin() -> Option<String> {
    let stdin = std::io::stdin();
    let _hidden = stdin.is_terminal().then(HiddenTyping::begin);
    let mut line = String::new();
    stdin.lock().take(MAX_PIN_LINE).read_line(&mut line).ok()?;
    Some(line.trim().to_owned())
}

/// Switches the terminal's echo off, and on again when dropped.
struct HiddenTyping;

impl HiddenTyping {
    fn begin() -> Self {
        echo(false);
        Self
    }
}

impl Drop for HiddenTyping {
    fn drop(&mut self) {
        echo(true);
    }
}

#[cfg(unix)]
fn echo(on: bool) {
    let outcome = std::process::Command::new("/usr/bin/stty")
        .arg(if on { "echo" } else { "-echo" })
        .env_clear()
        .stdin(std::process::Stdio::inherit())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status();
    if !outcome.is_ok_and(|status| status.success()) {
        log::warn!("the terminal keeps showing what is typed");
    }
}

#[cfg(not(unix))]
fn echo(_on: bool) {}
