//! `kyukyubako status`: whether a cut of ours is in force.

use std::ffi::OsString;
use std::io::Write;

use serde::Serialize;

use crate::content::{Arg, Texts};
use crate::core::Timestamp;
use crate::core::network::LineStatus;
use crate::core::pc_facts::StandingCut;
use crate::platform::logon_notice;
use crate::platform::network::{ends_with_restart, native};

use super::json_option::{DONE, Wanted, parse, print_json, say};

#[derive(Serialize)]
struct Answer {
    cut: bool,
    since: Option<String>,
    restorable: bool,
    /// A restart of the PC ends it. Said only while it is cut.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    until_restart: bool,
}

/// Runs the command.
pub fn run(args: Vec<OsString>, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let wanted = match parse(args, "status-help", texts, out, err) {
        Ok(wanted) => wanted,
        Err(code) => return code,
    };
    let line = native();
    // A drill whose time is over is no cut.
    line.end_drill(true);
    let own = line.status();
    let standing = logon_notice::in_force(&own, line.as_ref());
    let status = with_anothers(own, standing);
    let since = status.since.and_then(local_time);
    let until_restart = status.cut && ends_with_restart();
    match wanted {
        Wanted::Json => {
            let answer = Answer { cut: status.cut, since, restorable: status.restorable, until_restart };
            print_json(out, &answer, DONE)
        }
        Wanted::Text => {
            let id = match (status.cut, status.restorable) {
                (true, _) => "line-status-cut",
                (false, true) => "line-status-open-but-recorded",
                (false, false) => "line-status-no-cut",
            };
            let mut text = texts.get(id);
            if let Some(since) = since.filter(|_| status.restorable || status.cut) {
                text = format!("{text}\n{}", texts.with("line-since", &[("time", Arg::Text(&since))]));
            }
            if until_restart {
                text = format!("{text}\n{}", texts.get("line-until-restart"));
            }
            if status.restorable {
                text = format!("{text}\n{}", texts.get("line-how-to-restore"));
            }
            say(out, &text, DONE)
        }
    }
}

/// A cut of root's is no less one for whoever cannot read its record.
fn with_anothers(own: LineStatus, standing: Option<StandingCut>) -> LineStatus {
    match standing {
        Some(standing) if !own.cut => LineStatus { cut: true, since: standing.since.or(own.since), ..own },
        _ => own,
    }
}

/// RFC 3339 in the PC's own time zone.
fn local_time(at: Timestamp) -> Option<String> {
    let zoned = jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(jiff::tz::TimeZone::system());
    Some(zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_that_somebody_else_made_is_one() {
        let none = LineStatus::default();
        let since = Some(Timestamp(7));
        let told = with_anothers(none.clone(), Some(StandingCut { since }));
        assert_eq!((told.cut, told.since, told.restorable), (true, since, false));
        assert!(!with_anothers(none, None).cut);
        let own = LineStatus { cut: true, since: Some(Timestamp(1)), restorable: true };
        assert_eq!(with_anothers(own.clone(), Some(StandingCut { since })), own);
    }

    #[test]
    fn times_are_rfc_3339_and_impossible_ones_are_left_out() {
        let text = local_time(Timestamp(1_700_000_000_000)).unwrap();
        let back: jiff::Timestamp = text.parse().unwrap();
        assert_eq!(back.as_millisecond(), 1_700_000_000_000);
        assert_eq!(local_time(Timestamp(i64::MAX)), None);
    }
}
