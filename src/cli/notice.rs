//! `kyukyubako notice`: what a log-on starts. The window itself is opened by whoever called this.

use std::ffi::OsString;
use std::io::Write;

use crate::content::Texts;
use crate::core::pc_facts::StandingCut;
use crate::platform::logon_notice;

use super::json_option::{WRONG_USE, Wanted, parse, say};

/// The cut to tell of. `Err` is the exit code when there is nothing more to do: help was shown, the options
/// were wrong, or no cut is in force.
///
/// # Errors
/// The exit code.
pub fn look(
    args: Vec<OsString>,
    texts: &Texts,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<StandingCut, u8> {
    if parse(args, "notice-help", texts, out, err)? == Wanted::Json {
        return Err(say(err, &texts.get("notice-help"), WRONG_USE));
    }
    logon_notice::end_interrupted_drill();
    logon_notice::standing().ok_or(super::json_option::DONE)
}
