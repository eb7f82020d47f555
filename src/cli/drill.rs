//! `kyukyubako drill`: cut, look, restore on a calm day, and what became of each way.

use std::ffi::OsString;
use std::io::Write;
use std::sync::Arc;

use serde::Serialize;

use crate::content::{Texts, catalogue, drill_words};
use crate::core::detection::Level;
use crate::core::detection::allow_list::AllowList;
use crate::core::detection::rules::assess;
use crate::core::drill::{DrillRefusal, DrillReport, refusal};
use crate::core::incident::Incident;
use crate::platform::directories::Directories;
use crate::platform::network::{dead_man, native};
use crate::platform::processes::ProcessWatch;
use crate::platform::storage::UserStore;

use super::json_option::{COULD_NOT, DONE, WRONG_USE, Wanted, parse, print_json, say};

/// The incident's document, as the window keeps it.
const INCIDENT: &str = "incident";

#[derive(Serialize)]
struct Answer<'a> {
    /// True when it was begun.
    drilled: bool,
    #[serde(flatten)]
    report: &'a DrillReport,
}

/// Runs the command. Exit code 0 only when the line was seen to be closed and is open again.
pub fn run(args: Vec<OsString>, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let wanted = match parse(args, "drill-help", texts, out, err) {
        Ok(wanted) => wanted,
        Err(code) => return code,
    };
    let report = match not_now() {
        Some(why) => DrillReport::refused(why),
        None => {
            if wanted == Wanted::Text {
                say(err, &texts.get("drill-running-reason"), DONE);
            }
            native().drill(&|progress| log::info!("drill: {progress:?}"))
        }
    };
    let code = if report.is_success() { DONE } else { COULD_NOT };
    if wanted == Wanted::Json {
        return print_json(out, &Answer { drilled: report.refused.is_none(), report: &report }, code);
    }
    let mut lines = vec![drill_words::headline(texts, &report)];
    lines.extend(drill_words::sentences(texts, &report));
    lines.extend(
        drill_words::ways(texts, &report).into_iter().map(|(way, result)| format!("  {way}: {result}")),
    );
    lines.extend(report.reasons.iter().map(|reason| format!("  {reason}")));
    say(out, &lines.join("\n"), code)
}

/// What the window would see: an open incident, a tool in use. The line is asked by the drill itself.
fn not_now() -> Option<DrillRefusal> {
    let store = UserStore::look(&Directories::for_user());
    let incident: Option<Incident> = store.load_document(INCIDENT).0;
    let level = match level_seen() {
        Ok(level) => level,
        Err(error) => {
            log::warn!("nothing can be said about remote tools: {error}");
            Level::Clear
        }
    };
    refusal(incident.as_ref().is_some_and(Incident::is_open), false, level >= Level::Likely)
}

/// The highest level of all tools here, allowed or not.
fn level_seen() -> Result<Level, String> {
    let catalogue = Arc::new(catalogue::builtin().map_err(|error| error.to_string())?);
    let mut watch = ProcessWatch::new(Arc::clone(&catalogue), None).map_err(|error| error.to_string())?;
    let snapshot = watch.snapshot();
    Ok(assess(&snapshot, &catalogue, &AllowList::default(), snapshot.taken_at).level)
}

/// The process that ends a drill; see [`dead_man`]. Takes no argument.
pub fn end(args: &[OsString], out: &mut dyn Write) -> u8 {
    if !args.is_empty() {
        return WRONG_USE;
    }
    let told_to_end = dead_man::leave_terminal();
    match dead_man::run(&*native(), std::io::stdin(), out, dead_man::DRILL_LIMIT, &told_to_end) {
        Ok(()) => DONE,
        Err(error) => {
            log::error!("the drill's end: {error}");
            COULD_NOT
        }
    }
}
