//! Commands for scripts and support staff.

use std::ffi::{OsStr, OsString};
use std::io::Write;

use crate::content::{Arg, Texts};
use crate::core::build_kind::IS_FOR_HANDING_OUT;
use crate::platform::network::dead_man;
use crate::runtime::doctor::{RENDERER_WORD, answer_for_renderer};
use json_option::{DONE, WRONG_USE, say};

pub mod cut;
pub mod doctor;
pub mod drill;
mod json_option;
pub mod notice;
pub mod pack;
pub mod restore;
pub mod scan;
pub mod sheet;
pub mod status;
pub mod store;
pub mod watch;
mod way_back;

/// Runs `command` with `args`. The exit code: 0 did it, 1 could not, 2 wrong use.
pub fn run(
    command: &OsStr,
    args: Vec<OsString>,
    texts: &Texts,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    match command.to_str() {
        // By itself it opens the window.
        Some("alert") => match args.as_slice() {
            [option] if option == "--help" || option == "-h" => say(out, &texts.get("alert-help"), DONE),
            _ => say(err, &texts.get("alert-help"), WRONG_USE),
        },
        Some("cut") => cut::run(args, texts, out, err),
        Some("doctor") => doctor::run(args, texts, out, err),
        // Started by the self check; people have no use for it.
        Some(RENDERER_WORD) => u8::from(!answer_for_renderer(out)),
        Some("drill") => drill::run(args, texts, out, err),
        // Started by the drill itself; people have no use for it.
        Some(dead_man::WORD) => drill::end(&args, out),
        Some("pack") => pack::run(args, texts, out, err),
        Some("restore") => restore::run(args, texts, out, err),
        Some("scan") => scan::run(args, texts, out, err),
        Some("sheet") => sheet::run(args, texts, out, err),
        Some("status") => status::run(args, texts, out, err),
        Some("store") => store::run(args, texts, out, err),
        Some("help" | "--help" | "-h") => say(out, &texts.get("cli-help"), DONE),
        Some("--version" | "-V") => {
            let version = [("version", Arg::Text(env!("CARGO_PKG_VERSION")))];
            let words = if IS_FOR_HANDING_OUT { "cli-version" } else { "build-version" };
            say(out, &texts.with(words, &version), DONE)
        }
        _ => {
            let shown = crate::core::detection::hostile_text::shown(&command.to_string_lossy(), 80);
            let command = [("command", Arg::Text(&shown))];
            say(err, &texts.with("cli-wrong-command", &command), WRONG_USE);
            say(err, &texts.get("cli-help"), WRONG_USE)
        }
    }
}
