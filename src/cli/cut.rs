//! `kyukyubako cut`: cuts the line and says what was seen.

use std::ffi::OsString;
use std::io::Write;

use crate::content::{Arg, Texts};
use crate::core::network::{CheckResult, CutReport, WayResult};
use crate::platform::network::native;

use super::json_option::{COULD_NOT, DONE, Wanted, parse, print_json, say};

/// Runs the command. Exit code 0 only when the cut was observed.
pub fn run(args: Vec<OsString>, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let wanted = match parse(args, "cut-help", texts, out, err) {
        Ok(wanted) => wanted,
        Err(code) => return code,
    };
    let report = native().cut(&|event| log::info!("cut: {event:?}"));
    let code = if report.cut { DONE } else { COULD_NOT };
    match wanted {
        Wanted::Json => print_json(out, &report, code),
        Wanted::Text => print_text(&report, texts, out, code),
    }
}

fn print_text(report: &CutReport, texts: &Texts, out: &mut dyn Write, code: u8) -> u8 {
    let mut lines = vec![texts.get("line-hang-up")];
    lines.push(texts.get(if report.cut { "line-is-cut" } else { "line-still-open" }));
    if report.offline_before {
        lines.push(texts.get("line-offline-before"));
    }
    if report.cut && report.until_restart {
        lines.push(texts.get("line-until-restart"));
    }
    if !report.cut {
        lines.push(texts.get("line-by-hand"));
    }
    for way in &report.ways {
        let result = match way.result {
            WayResult::Done => "line-way-done",
            WayResult::Denied => "line-way-denied",
            WayResult::NotAvailable => "line-way-not-available",
            WayResult::Failed => "line-way-failed",
        };
        let way = serde_name(&way.way);
        lines.push(format!("  {}", texts.with(result, &[("way", Arg::Text(&way))])));
    }
    for observation in &report.observed {
        let result = match observation.result {
            CheckResult::Offline => "line-check-offline",
            CheckResult::Online => "line-check-online",
            CheckResult::NotApplicable => continue,
        };
        lines.push(format!("  {}", texts.with(result, &[("check", Arg::Text(&observation.check))])));
    }
    let changed = report.ways.iter().any(|way| way.result == WayResult::Done);
    if report.restorable {
        lines.push(texts.get("line-how-to-restore"));
    } else if changed && !report.offline_before {
        lines.push(texts.get("line-not-on-record"));
    }
    say(out, &lines.join("\n"), code)
}

/// The name a value has in `--json`: scripts and telephone support speak of the same thing.
fn serde_name<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Locale;
    use crate::core::network::{Way, WayReport};

    #[test]
    fn a_change_that_a_restart_does_not_end_is_named_when_nothing_is_on_record() {
        for locale in Locale::ALL {
            let way = WayReport { way: Way::NetworkManager, result: WayResult::Done, reason: None };
            let report = CutReport { cut: true, ways: vec![way], ..CutReport::default() };
            let mut out = Vec::new();
            print_text(&report, &Texts::new(locale), &mut out, DONE);
            let out = String::from_utf8(out).unwrap();
            let last = out.lines().last().unwrap();
            assert!(last.contains("NetworkManager") && last.contains("Wi-Fi"), "{out}");
        }
    }
}
