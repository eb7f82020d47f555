use proptest::prelude::*;

use super::*;

fn finding(tool: &str, pid: u32, level: Level) -> Finding {
    Finding {
        tool: tool.into(),
        name: tool.into(),
        level,
        allowed: false,
        pids: vec![pid],
        evidence: Vec::new(),
        since: Some(Timestamp(i64::from(pid) * 1_000)),
        signer: None,
    }
}

fn live(pid: u32) -> Vec<Finding> {
    vec![finding("anydesk", pid, Level::Live)]
}

/// Looks every 100 ms from `from` until `to`, both in milliseconds; every turn that was not nothing.
fn run(machine: &mut AutomaticCut, findings: &[Finding], from: i64, to: i64) -> Vec<(i64, Turn)> {
    let mut turns = Vec::new();
    for at in (from..=to).step_by(100) {
        let turn = machine.look(findings, true, Timestamp(at));
        if turn != Turn::Nothing {
            turns.push((at, turn));
        }
    }
    turns
}

#[test]
fn a_session_is_counted_down_and_cut_once() {
    let mut machine = AutomaticCut::default();
    assert_eq!(run(&mut machine, &live(7), 0, 90_000), [(0, Turn::Begun), (15_000, Turn::Cut)]);
}

#[test]
fn only_what_is_surely_in_use_and_not_allowed_is_counted() {
    let allowed = Finding { allowed: true, ..finding("a", 1, Level::Live) };
    for calm in [finding("a", 1, Level::Likely), finding("a", 1, Level::Leftover), allowed] {
        assert_eq!(run(&mut AutomaticCut::default(), &[calm], 0, 40_000), []);
    }
}

#[test]
fn seconds_are_shown_whole_and_nothing_is_shown_while_nothing_is_counted() {
    let mut machine = AutomaticCut::default();
    assert_eq!(machine.left_s(), None);
    machine.look(&live(7), true, Timestamp(0));
    assert_eq!(machine.left_s(), Some(15));
    machine.look(&live(7), true, Timestamp(100));
    assert_eq!(machine.left_s(), Some(15));
    run(&mut machine, &live(7), 200, 14_900);
    assert_eq!(machine.left_s(), Some(1));
}

#[test]
fn a_session_that_goes_stops_the_count_and_another_start_begins_a_new_one() {
    let mut machine = AutomaticCut::default();
    run(&mut machine, &live(7), 0, 14_000);
    assert_eq!(run(&mut machine, &[], 14_100, 30_000), []);
    assert_eq!(machine.left_s(), None);
    assert_eq!(run(&mut machine, &live(8), 30_100, 50_000), [(30_100, Turn::Begun), (45_100, Turn::Cut)]);
}

#[test]
fn a_blink_of_a_tool_gives_no_new_count_and_the_persons_no_holds_during_it() {
    let mut machine = AutomaticCut::default();
    // Away for a look, away for nine seconds, started anew.
    run(&mut machine, &live(7), 0, 5_000);
    assert_eq!(run(&mut machine, &[], 5_100, 5_100), []);
    assert_eq!(run(&mut machine, &live(7), 5_200, 9_900), []);
    assert_eq!(run(&mut machine, &[], 10_000, 19_000), []);
    assert_eq!(machine.left_s(), None);
    assert_eq!(run(&mut machine, &live(8), 19_100, 21_000), []);
    assert_eq!(run(&mut machine, &live(9), 21_100, 40_000).as_slice(), [(24_400, Turn::Cut)]);
    let mut machine = AutomaticCut::default();
    run(&mut machine, &live(7), 0, 5_000);
    run(&mut machine, &[], 5_100, 6_000);
    machine.let_be(Timestamp(6_000));
    assert_eq!(run(&mut machine, &live(7), 6_100, 40_000), []);
}

#[test]
fn the_watcher_is_told_of_an_answer_and_of_no_blink() {
    let mut machine = AutomaticCut::default();
    run(&mut machine, &live(7), 0, 5_000);
    run(&mut machine, &[], 5_100, 20_000);
    assert!(!machine.take_answered());
    run(&mut machine, &live(7), 20_100, 21_000);
    machine.let_be(Timestamp(21_000));
    assert!(machine.take_answered() && !machine.take_answered());
    let record = machine.take_record(Timestamp(21_000)).expect("a record");
    // A window that comes up later finds it let be.
    let mut next = AutomaticCut::default();
    next.recall(record);
    run(&mut next, &live(7), 22_000, 23_000);
    assert!(next.take_answered() && !next.take_answered());
    let mut restored = AutomaticCut::default();
    restored.let_all_be(&live(7), Timestamp(0));
    assert!(restored.take_answered());
}

#[test]
fn a_program_that_joins_or_leaves_makes_no_new_session() {
    let mut machine = AutomaticCut::default();
    run(&mut machine, &live(7), 0, 10_000);
    let mut two = live(7);
    two[0].pids.push(9);
    assert_eq!(run(&mut machine, &two, 10_100, 12_000), []);
    let mut left = live(9);
    left[0].since = Some(Timestamp(9_999));
    assert_eq!(run(&mut machine, &left, 12_100, 16_000), [(15_000, Turn::Cut)]);
}

#[test]
fn a_sleep_and_a_set_clock_shorten_no_countdown_and_stop_none() {
    for (jump, latest) in [(3_600_000, 15_000), (-3_600_000, 15_100), (i64::MAX / 2, 15_000)] {
        let mut machine = AutomaticCut::default();
        run(&mut machine, &live(7), 0, 5_000);
        let turns = run(&mut machine, &live(7), 5_100 + jump, 25_000 + jump);
        let [(at, Turn::Cut)] = turns.as_slice() else { panic!("{jump}: {turns:?}") };
        let more = at - jump;
        assert!((13_600..=latest).contains(&more), "{jump}: {more}");
    }
}

#[test]
fn not_cutting_holds_for_this_session_alone() {
    let mut machine = AutomaticCut::default();
    run(&mut machine, &live(7), 0, 3_000);
    machine.let_be(Timestamp(3_000));
    assert_eq!(run(&mut machine, &live(7), 3_100, 600_000), [], "however long it lasts");
    // A blink of the look is not its end.
    assert_eq!(run(&mut machine, &[finding("anydesk", 7, Level::Likely)], 600_100, 640_000), []);
    assert_eq!(run(&mut machine, &live(7), 640_100, 660_000), []);
    // Another tool beside it is another matter.
    let both = vec![finding("anydesk", 7, Level::Live), finding("rustdesk", 9, Level::Live)];
    assert_eq!(run(&mut machine, &both, 660_100, 680_000), [(660_100, Turn::Begun), (675_100, Turn::Cut)]);
    // So is the same tool the next day, though its service never stopped.
    assert_eq!(run(&mut machine, &[], 680_100, 750_000), []);
    assert_eq!(run(&mut machine, &live(7), 750_100, 751_000), [(750_100, Turn::Begun)]);
}

#[test]
fn a_second_tool_during_the_countdown_has_its_own() {
    let mut machine = AutomaticCut::default();
    run(&mut machine, &live(7), 0, 10_000);
    let both = vec![finding("anydesk", 7, Level::Live), finding("rustdesk", 9, Level::Live)];
    assert_eq!(run(&mut machine, &both, 10_100, 12_000), [(10_100, Turn::Begun)]);
    assert_eq!(machine.left_s(), Some(3), "the first one's time goes on");
    assert_eq!(run(&mut machine, &both[1..], 12_100, 30_000), [(25_100, Turn::Cut)]);
}

#[test]
fn nothing_is_counted_while_it_may_not_cut_and_what_was_begun_begins_anew() {
    let mut machine = AutomaticCut::default();
    run(&mut machine, &live(7), 0, 14_000);
    assert_eq!(machine.look(&live(7), false, Timestamp(14_100)), Turn::Nothing);
    assert_eq!(machine.left_s(), None);
    assert_eq!(run(&mut machine, &live(7), 14_200, 40_000), [(14_200, Turn::Begun), (29_200, Turn::Cut)]);
}

#[test]
fn what_the_owner_opened_the_line_for_is_not_cut_again() {
    let mut machine = AutomaticCut::default();
    machine.let_all_be(&live(7), Timestamp(0));
    assert_eq!(run(&mut machine, &live(7), 100, 60_000), []);
    assert_eq!(run(&mut machine, &live(8), 60_100, 61_000), [(60_100, Turn::Begun)]);
}

#[test]
fn another_window_goes_on_where_the_closed_one_stopped() {
    let mut closed = AutomaticCut::default();
    run(&mut closed, &live(7), 0, 9_000);
    let record = closed.take_record(Timestamp(9_000)).expect("a record");
    assert_eq!(closed.take_record(Timestamp(9_100)), None, "nothing new");
    let mut next = AutomaticCut::default();
    next.recall(record.clone());
    assert_eq!(run(&mut next, &live(7), 9_500, 30_000), [(9_500, Turn::Begun), (15_000, Turn::Cut)]);
    // However late: somebody must be able to say no.
    let mut late = AutomaticCut::default();
    late.recall(record.clone());
    assert_eq!(run(&mut late, &live(7), 60_000, 70_000), [(60_000, Turn::Begun), (65_000, Turn::Cut)]);
    // Another start of the tool under the same number is another session.
    let mut other = AutomaticCut::default();
    other.recall(record);
    let again = Finding { since: Some(Timestamp(60_000)), ..live(7).remove(0) };
    assert_eq!(run(&mut other, &[again], 60_000, 80_000), [(60_000, Turn::Begun), (75_000, Turn::Cut)]);
}

#[test]
fn no_means_no_in_the_next_window_too_while_the_session_lasts() {
    let mut closed = AutomaticCut::default();
    run(&mut closed, &live(7), 0, 3_000);
    closed.let_be(Timestamp(3_000));
    let mut record = closed.take_record(Timestamp(3_000)).expect("a record");
    // It is written anew while the session lasts.
    for at in (3_100..600_000).step_by(500) {
        closed.look(&live(7), true, Timestamp(at));
        record = closed.take_record(Timestamp(at)).unwrap_or(record);
    }
    let mut next = AutomaticCut::default();
    next.recall(record.clone());
    assert_eq!(run(&mut next, &live(7), 605_000, 640_000), []);
    // Not the next day, though the tool's service has the same number and start.
    let mut tomorrow = AutomaticCut::default();
    tomorrow.recall(record);
    assert_eq!(run(&mut tomorrow, &live(7), 86_400_000, 86_401_000), [(86_400_000, Turn::Begun)]);
}

#[derive(Debug, Clone)]
enum Step {
    Pass(i64),
    Jump(i64),
    See(Vec<(u8, u8, bool, bool)>),
    LetBe,
    MayCut(bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0_i64..2_000).prop_map(Step::Pass),
        1 => (-10_000_000_i64..10_000_000).prop_map(Step::Jump),
        3 => prop::collection::vec((0_u8..3, 0_u8..3, any::<bool>(), any::<bool>()), 0..3).prop_map(Step::See),
        1 => Just(Step::LetBe),
        1 => any::<bool>().prop_map(Step::MayCut),
    ]
}

proptest! {
    /// Whatever happens: a cut comes only while it may, for a session in use that was neither allowed nor let be,
    /// and never before somebody was asked for 15 seconds.
    #[test]
    fn no_cut_comes_unasked(steps in prop::collection::vec(step(), 1..120)) {
        let mut machine = AutomaticCut::default();
        let (mut now, mut may_cut, mut findings) = (1_000_000_i64, true, Vec::new());
        // Time that passed on the monotonic clock while something was counted without a break.
        let mut asked_for = 0_i64;
        for step in steps {
            let mut passed = 0;
            match step {
                Step::Pass(millis) => { now += millis; passed = millis; }
                Step::Jump(millis) => { now += millis; passed = 1_500; }
                Step::See(seen) => {
                    findings = seen
                        .into_iter()
                        .map(|(tool, pid, sure, allowed)| Finding {
                            allowed,
                            ..finding(
                                &format!("tool-{tool}"),
                                u32::from(pid) + 1,
                                if sure { Level::Live } else { Level::Likely },
                            )
                        })
                        .collect();
                }
                Step::LetBe => machine.let_be(Timestamp(now)),
                Step::MayCut(may) => may_cut = may,
            }
            let counted = machine.left_ms().is_some();
            // A count that is kept for a tool that is away goes on when it returns.
            asked_for = match (counted, may_cut && !machine.held.is_empty()) {
                (true, _) => asked_for + passed,
                (false, true) => asked_for,
                (false, false) => 0,
            };
            let turn = machine.look(&findings, may_cut, Timestamp(now));
            if turn == Turn::Cut {
                prop_assert!(may_cut);
                prop_assert!(in_use(&findings).next().is_some());
                prop_assert!(asked_for >= 15_000, "{asked_for}");
            }
            if !may_cut {
                prop_assert_eq!(machine.left_ms(), None);
            }
            prop_assert!(machine.left_ms().is_none_or(|left| left > 0 && left <= COUNTDOWN_MS));
        }
    }
}
