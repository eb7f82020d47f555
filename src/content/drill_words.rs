//! The words for a drill's outcome, the same in the window and for the command.

use super::{Arg, Texts};
use crate::core::drill::{DrillEnd, DrillRefusal, DrillReport, DrillResult, DrillWay};
use crate::core::network::Way;

/// One sentence for the whole.
#[must_use]
pub fn headline(texts: &Texts, report: &DrillReport) -> String {
    texts.get(match report.ended_by {
        DrillEnd::Refused => "drill-refused",
        DrillEnd::RealCut => "drill-real-cut",
        DrillEnd::NotRestored => "drill-not-restored",
        DrillEnd::Program | DrillEnd::Elsewhere if report.cut => "drill-good",
        DrillEnd::Program | DrillEnd::Elsewhere => "drill-not-proven",
    })
}

/// What is to be known beside it: why, what to do, how long it took.
#[must_use]
pub fn sentences(texts: &Texts, report: &DrillReport) -> Vec<String> {
    if let Some(why) = report.refused {
        return vec![refusal(texts, why)];
    }
    let mut sentences = Vec::new();
    match report.ended_by {
        DrillEnd::RealCut => sentences.push(texts.get("drill-real-cut-reason")),
        DrillEnd::NotRestored => sentences.push(texts.get("drill-not-restored-reason")),
        _ if !report.cut => sentences.push(texts.get("drill-not-proven-reason")),
        DrillEnd::Elsewhere => sentences.push(texts.get("drill-ended-elsewhere")),
        _ => {}
    }
    let times: Vec<String> = [
        ("drill-time-ways", report.ways_ms),
        ("drill-time-proven", report.proven_ms),
        ("drill-time-restore", report.restore_ms),
    ]
    .into_iter()
    .filter_map(|(id, ms)| Some(texts.with(id, &[("seconds", Arg::Text(&seconds(ms?)))])))
    .collect();
    if !times.is_empty() {
        sentences.push(times.join(" "));
    }
    sentences
}

/// Why there is no drill now.
#[must_use]
pub fn refusal(texts: &Texts, why: DrillRefusal) -> String {
    texts.get(match why {
        DrillRefusal::CutInForce => "drill-why-cut-in-force",
        DrillRefusal::IncidentOpen => "drill-why-incident-open",
        DrillRefusal::RemoteTool => "drill-why-remote-tool",
        DrillRefusal::Busy => "drill-why-busy",
        DrillRefusal::NotConnected => "drill-why-not-connected",
        DrillRefusal::NoSafetyNet => "drill-why-no-safety-net",
        DrillRefusal::NoWay => "drill-why-no-way",
        DrillRefusal::Failed => "drill-why-failed",
    })
}

/// Each way and what became of it: what matters most first, what is not here last.
#[must_use]
pub fn ways(texts: &Texts, report: &DrillReport) -> Vec<(String, String)> {
    let rank = |way: &&DrillWay| match way.result {
        // What failed matters most where nothing else was enough.
        DrillResult::Failed if !report.cut => 0,
        DrillResult::Worked => 1,
        DrillResult::Failed => 2,
        DrillResult::NotTried => 3,
        DrillResult::NotAvailable => 4,
    };
    let mut ways: Vec<&DrillWay> = report.ways.iter().collect();
    ways.sort_by_key(rank);
    ways.into_iter().map(|way| (texts.get(name(way.way)), result(texts, way))).collect()
}

fn name(way: Way) -> &'static str {
    match way {
        Way::LinkDown => "drill-way-link-down",
        Way::NetworkManager => "drill-way-network-manager",
        Way::RadioOff => "drill-way-radio-off",
        Way::Guard => "drill-way-guard",
        Way::Filter => "drill-way-filter",
        Way::NetworkServices => "drill-way-network-services",
        Way::SocketsDestroyed => "drill-way-sockets-destroyed",
    }
}

fn result(texts: &Texts, way: &DrillWay) -> String {
    match (way.result, way.ms) {
        (DrillResult::Worked, Some(ms)) => {
            texts.with("drill-worked", &[("seconds", Arg::Text(&seconds(ms)))])
        }
        (DrillResult::Worked, None) => texts.get("drill-worked-untimed"),
        (DrillResult::NotAvailable, _) => texts.get("drill-result-not-available"),
        (DrillResult::Failed, _) => texts.get("drill-result-failed"),
        (DrillResult::NotTried, _) => texts.get("drill-result-not-tried"),
    }
}

/// Seconds with one decimal, never "0.0": nothing takes no time.
fn seconds(ms: u64) -> String {
    let tenths = ms.div_ceil(100).max(1);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Locale;
    use crate::core::network::{WayReport, WayResult};

    #[test]
    fn seconds_have_one_decimal_and_are_never_none() {
        for (ms, shown) in
            [(0, "0.1"), (1, "0.1"), (100, "0.1"), (101, "0.2"), (1_040, "1.1"), (60_000, "60.0")]
        {
            assert_eq!(seconds(ms), shown, "{ms}");
        }
    }

    #[test]
    fn every_outcome_has_words_and_what_failed_comes_first() {
        for locale in Locale::ALL {
            let texts = Texts::new(locale);
            let way = |way, result| DrillWay::of(WayReport { way, result, reason: None }, Some(12));
            let report = DrillReport {
                ways: vec![
                    way(Way::Guard, WayResult::NotAvailable),
                    way(Way::LinkDown, WayResult::Done),
                    DrillWay::not_tried(Way::Filter),
                    way(Way::RadioOff, WayResult::Denied),
                ],
                ..DrillReport::begun()
            };
            let told = ways(&texts, &report);
            assert_eq!(told.first().map(|(name, _)| name), Some(&texts.get("drill-way-radio-off")));
            assert_eq!(told.last().map(|(name, _)| name), Some(&texts.get("drill-way-guard")));
            for ended_by in [
                DrillEnd::Program,
                DrillEnd::Elsewhere,
                DrillEnd::RealCut,
                DrillEnd::NotRestored,
                DrillEnd::Refused,
            ] {
                for cut in [true, false] {
                    let refused = (ended_by == DrillEnd::Refused).then_some(DrillRefusal::Busy);
                    let report = DrillReport { cut, ended_by, refused, ways_ms: Some(1), ..report.clone() };
                    assert!(!headline(&texts, &report).is_empty());
                    assert!(sentences(&texts, &report).iter().all(|words| !words.is_empty()));
                    assert!(!sentences(&texts, &report).is_empty(), "{ended_by:?}");
                }
            }
            assert_eq!(texts.failures(), Vec::<String>::new());
        }
    }
}
