//! The line as `native()` sees it. `KYUKYUBAKO_TEST_LINE` says how the line around this test is:
//! `open` or `closed`; without it only what must always hold is asserted.

use kyukyubako::core::network::{
    CheckResult, Observation, RestoreAuthority, RestoreResult, Way, WayResult, round_is_offline,
};
use kyukyubako::platform::network::native;

fn result(round: &[Observation], check: &str) -> CheckResult {
    round.iter().find(|o| o.check == check).unwrap_or_else(|| panic!("no check {check}")).result
}

fn expected() -> Option<String> {
    std::env::var("KYUKYUBAKO_TEST_LINE").ok()
}

#[test]
fn a_look_says_what_the_line_is() {
    let round = native().observe();
    println!("{round:?}");
    assert_eq!(result(&round, "filters-in-force"), CheckResult::NotApplicable);
    assert_eq!(result(&round, "filter-probe-v4"), CheckResult::NotApplicable);
    match expected().as_deref() {
        Some("open") => {
            assert_eq!(result(&round, "default-route-v4"), CheckResult::Online);
            assert_eq!(result(&round, "route-probe-v4"), CheckResult::Online);
            assert_eq!(result(&round, "links-down"), CheckResult::Online);
            assert!(!round_is_offline(&round));
        }
        Some("closed") => {
            assert_eq!(result(&round, "default-route-v4"), CheckResult::Offline);
            assert_eq!(result(&round, "route-probe-v4"), CheckResult::Offline);
            assert_eq!(result(&round, "links-down"), CheckResult::Offline);
            assert!(round_is_offline(&round));
        }
        _ => {}
    }
}

#[test]
fn a_cut_that_cannot_be_made_is_never_claimed() {
    if !super::under_wine() {
        println!("skipped: would cut a real PC");
        return;
    }
    let line = native();
    let report = line.cut(&|_| {});
    println!("{report:?}");
    let way = |way| report.ways.iter().find(|w| w.way == way).map(|w| w.result);
    assert_eq!(way(Way::RadioOff), Some(WayResult::NotAvailable));
    assert!(matches!(way(Way::Filter), Some(WayResult::Failed | WayResult::NotAvailable)), "{report:?}");
    match expected().as_deref() {
        Some("open") => assert!(!report.cut && !report.offline_before),
        // Closed already: true, and said as such.
        Some("closed") => assert!(report.cut && report.offline_before),
        _ => assert!(!report.cut || report.offline_before),
    }
    // Whoever may not restore is refused before anything else.
    assert_eq!(line.restore(&RestoreAuthority::Nobody).result, RestoreResult::NotAllowed);
}
