//! What the commands about the line have in common: `--json`, `--help`, one object or one sentence.

use std::ffi::OsString;
use std::io::Write;

use serde::Serialize;

use crate::content::{Arg, Texts};

/// Exit code: did it.
pub const DONE: u8 = 0;
/// Exit code: could not.
pub const COULD_NOT: u8 = 1;
/// Exit code: wrong use.
pub const WRONG_USE: u8 = 2;

/// Version of the objects printed with `--json`.
const SCHEMA: u32 = 1;

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Do it, and answer in words.
    Text,
    /// Do it, and answer with one JSON object.
    Json,
}

#[derive(Serialize)]
struct Versioned<'a, T> {
    schema: u32,
    #[serde(flatten)]
    content: &'a T,
}

/// Reads the options. `Err` is the exit code when there is nothing more to do.
///
/// # Errors
/// The exit code: help was shown, or the options were wrong.
pub fn parse(
    args: Vec<OsString>,
    help_id: &str,
    texts: &Texts,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<Wanted, u8> {
    let mut wanted = Wanted::Text;
    let mut parser = lexopt::Parser::from_args(args);
    loop {
        match parser.next() {
            Ok(None) => return Ok(wanted),
            Ok(Some(lexopt::Arg::Long("json"))) => wanted = Wanted::Json,
            Ok(Some(lexopt::Arg::Long("help") | lexopt::Arg::Short('h'))) => {
                return Err(say(out, &texts.get(help_id), DONE));
            }
            Ok(Some(other)) => {
                let shown = crate::platform::network::bounded_reason(&format!(
                    "{:?}",
                    other.unexpected().to_string()
                ));
                say(err, &texts.with("line-wrong-use", &[("argument", Arg::Text(&shown))]), WRONG_USE);
                return Err(say(err, &texts.get(help_id), WRONG_USE));
            }
            Err(error) => {
                let shown = crate::platform::network::bounded_reason(&error.to_string());
                return Err(say(
                    err,
                    &texts.with("line-wrong-use", &[("argument", Arg::Text(&shown))]),
                    WRONG_USE,
                ));
            }
        }
    }
}

/// Prints a line; the exit code turns into "could not" when nobody can read it.
pub fn say(out: &mut dyn Write, text: &str, code: u8) -> u8 {
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        Ok(()) => code,
        Err(error) => {
            log::error!("output: {error}");
            code.max(COULD_NOT)
        }
    }
}

/// Prints one versioned JSON object.
pub fn print_json<T: Serialize>(out: &mut dyn Write, content: &T, code: u8) -> u8 {
    match serde_json::to_string(&Versioned { schema: SCHEMA, content }) {
        Ok(text) => say(out, &text, code),
        Err(error) => {
            log::error!("JSON: {error}");
            COULD_NOT
        }
    }
}
