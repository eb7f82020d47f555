//! `scan`: which remote-control tools run here, or ran when a snapshot was taken.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;

use crate::content::catalogue::{self, tool_name};
use crate::content::detection_words::{evidence_sentence, level_id};
use crate::content::{Arg, Moments, Texts};
use crate::core::Timestamp;
use crate::core::detection::allow_list::AllowList;
use crate::core::detection::catalogue::Catalogue;
use crate::core::detection::hostile_text::{SHOWN_MAX_CHARS, shown};
use crate::core::detection::redaction::prepare_for_others;
use crate::core::detection::rules::assess;
use crate::core::detection::snapshot::{SNAPSHOT_MAX_BYTES, Snapshot, SnapshotError};
use crate::core::detection::{Assessment, Finding, Level};
use crate::platform::directories::Directories;
use crate::platform::durable_file;
use crate::platform::identifying_names;
use crate::platform::processes::ProcessWatch;
use crate::platform::storage::UserStore;

const DID_IT: u8 = 0;
const COULD_NOT: u8 = 1;
const WRONG_USE: u8 = 2;

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Request {
    json: bool,
    help: bool,
    from: Option<PathBuf>,
    save: Option<PathBuf>,
}

/// One sentence for the person, and the exit code.
struct Refusal {
    sentence: String,
    code: u8,
}

#[derive(Serialize)]
struct Output<'a> {
    schema: u32,
    taken_at: Option<String>,
    level: Level,
    /// There may be more than was seen.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    incomplete: bool,
    findings: &'a [Finding],
}

/// Runs `scan` with `args` (without the command's own name). Exit code: 0 did it, whatever was
/// found; 1 could not; 2 wrong use.
pub fn run(args: Vec<OsString>, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    match scan(args, texts, out) {
        Ok(()) => DID_IT,
        Err(refusal) => {
            if let Err(error) = writeln!(err, "{}", refusal.sentence) {
                log::error!("{}: {error}", refusal.sentence);
            }
            refusal.code
        }
    }
}

fn scan(args: Vec<OsString>, texts: &Texts, out: &mut dyn Write) -> Result<(), Refusal> {
    let request = parse(args)
        .map_err(|reason| Refusal { code: WRONG_USE, ..refuse(texts, "scan-error-usage", &reason) })?;
    if request.help {
        return print(out, texts, &texts.get("scan-usage"));
    }
    let catalogue = Arc::new(
        catalogue::builtin().map_err(|error| refuse(texts, "scan-error-catalogue", &error.to_string()))?,
    );
    let snapshot = match &request.from {
        Some(path) => read_snapshot(path, texts)?,
        None => ProcessWatch::new(Arc::clone(&catalogue), None)
            .map_err(|error| refuse(texts, "scan-error-processes", &error.to_string()))?
            .snapshot(),
    };
    let allowed = match request.from {
        // What was seen on another PC is judged by itself, not by what is allowed here.
        Some(_) => AllowList::default(),
        None => allowed_here(),
    };
    let assessment = assess(&snapshot, &catalogue, &allowed, snapshot.taken_at);
    let taken_at = snapshot.taken_at.and_then(local_time);
    let incomplete = snapshot.incomplete == Some(true);
    let answer = if request.json {
        let (level, findings) = (assessment.level, assessment.findings.as_slice());
        let output = Output { schema: 1, taken_at, level, incomplete, findings };
        serde_json::to_string(&output)
            .map_err(|error| refuse(texts, "scan-error-processes", &error.to_string()))?
    } else {
        let zone = jiff::tz::TimeZone::system();
        let moments = Moments { now: snapshot.taken_at, zone: &zone };
        let mut described = describe(&assessment, taken_at.as_deref(), &catalogue, texts, moments);
        if incomplete {
            described = format!("{described}\n\n{}", texts.get("scan-incomplete"));
        }
        described
    };
    print(out, texts, &answer)?;
    match &request.save {
        Some(path) => {
            let mut snapshot = snapshot;
            prepare_for_others(&mut snapshot, &identifying_names::of_this_pc(), &catalogue);
            save_snapshot(&snapshot, path, request.json, texts, out)
        }
        None => Ok(()),
    }
}

/// What this PC's caregiver allows. Only read: a look makes no folder.
pub(super) fn allowed_here() -> AllowList {
    let store = UserStore::look(&Directories::for_user());
    let (settings, _) = store.load_settings();
    store.trusted_allow_list(&settings)
}

fn parse(args: Vec<OsString>) -> Result<Request, String> {
    use lexopt::prelude::{Long, Short};
    let mut request = Request::default();
    let mut parser = lexopt::Parser::from_args(args);
    let reason = |error: lexopt::Error| shown(&error.to_string(), SHOWN_MAX_CHARS);
    while let Some(arg) = parser.next().map_err(reason)? {
        match arg {
            Long("json") => request.json = true,
            Long("help") | Short('h') => request.help = true,
            Long("from") => request.from = Some(parser.value().map_err(reason)?.into()),
            Long("save-snapshot") => request.save = Some(parser.value().map_err(reason)?.into()),
            other => return Err(reason(other.unexpected())),
        }
    }
    if request.from.is_some() && request.save.is_some() {
        return Err("--from --save-snapshot".into());
    }
    Ok(request)
}

fn read_snapshot(path: &Path, texts: &Texts) -> Result<Snapshot, Refusal> {
    let file = shown(&path.to_string_lossy(), SHOWN_MAX_CHARS);
    let failed = |error: io::Error| {
        let id = match error.kind() {
            io::ErrorKind::NotFound => "scan-error-missing",
            io::ErrorKind::PermissionDenied => "scan-error-denied",
            _ => "scan-error-read",
        };
        let args = [("file", Arg::Text(&file)), ("reason", Arg::Text(&error.to_string()))];
        could_not(texts.with(id, &args))
    };
    let too_large = || {
        let limit = i64::try_from(SNAPSHOT_MAX_BYTES / (1024 * 1024)).unwrap_or(i64::MAX);
        could_not(
            texts.with("scan-error-too-large", &[("file", Arg::Text(&file)), ("limit", Arg::Number(limit))]),
        )
    };
    // A pipe or device could keep us waiting for ever.
    if !std::fs::metadata(path).map_err(failed)?.is_file() {
        return Err(could_not(texts.with("scan-error-not-a-file", &[("file", Arg::Text(&file))])));
    }
    let bytes = durable_file::read_bounded(path, SNAPSHOT_MAX_BYTES).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => too_large(),
        _ => failed(error),
    })?;
    Snapshot::decode(&bytes).map_err(|error| match error {
        SnapshotError::TooLarge => too_large(),
        SnapshotError::Newer(_) => could_not(texts.with("scan-error-newer", &[("file", Arg::Text(&file))])),
        SnapshotError::Malformed { line, column } => {
            let number = |value: usize| Arg::Number(i64::try_from(value).unwrap_or(i64::MAX));
            let args = [("file", Arg::Text(&file)), ("line", number(line)), ("column", number(column))];
            could_not(texts.with("scan-error-malformed", &args))
        }
    })
}

fn save_snapshot(
    snapshot: &Snapshot,
    path: &Path,
    json: bool,
    texts: &Texts,
    out: &mut dyn Write,
) -> Result<(), Refusal> {
    let file = shown(&path.to_string_lossy(), SHOWN_MAX_CHARS);
    let failed = |reason: String| {
        could_not(
            texts.with("scan-error-save", &[("file", Arg::Text(&file)), ("reason", Arg::Text(&reason))]),
        )
    };
    let content = snapshot.encode().map_err(|error| failed(error.to_string()))?;
    durable_file::replace(path, &content).map_err(|error| failed(error.to_string()))?;
    // Scripts read one object from the output and nothing else.
    if json { Ok(()) } else { print(out, texts, &texts.with("scan-saved", &[("file", Arg::Text(&file))])) }
}

fn describe(
    assessment: &Assessment,
    taken_at: Option<&str>,
    catalogue: &Catalogue,
    texts: &Texts,
    moments: Moments<'_>,
) -> String {
    let mut lines = vec![texts.get(level_id(assessment.level))];
    if let Some(when) = taken_at {
        lines.push(texts.with("scan-taken-at", &[("when", Arg::Text(when))]));
    }
    for finding in &assessment.findings {
        let name = tool_name(catalogue, &finding.tool, texts.locale()).unwrap_or(&finding.name);
        let level = texts.get(if finding.allowed { "scan-allowed" } else { level_id(finding.level) });
        lines.push(String::new());
        lines.push(texts.with("scan-finding", &[("name", Arg::Text(name)), ("level", Arg::Text(&level))]));
        for evidence in &finding.evidence {
            let sentence = evidence_sentence(evidence, texts, moments);
            lines.push(texts.with("scan-evidence", &[("evidence", Arg::Text(&sentence))]));
        }
    }
    lines.join("\n")
}

/// RFC 3339 with the offset of this PC.
fn local_time(moment: Timestamp) -> Option<String> {
    let moment = jiff::Timestamp::from_millisecond(moment.0).ok()?;
    let zoned = moment.to_zoned(jiff::tz::TimeZone::system());
    Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

fn print(out: &mut dyn Write, texts: &Texts, text: &str) -> Result<(), Refusal> {
    writeln!(out, "{text}")
        .and_then(|()| out.flush())
        .map_err(|error| refuse(texts, "scan-error-processes", &error.to_string()))
}

fn refuse(texts: &Texts, id: &str, reason: &str) -> Refusal {
    could_not(texts.with(id, &[("reason", Arg::Text(reason))]))
}

fn could_not(sentence: String) -> Refusal {
    Refusal { sentence, code: COULD_NOT }
}
