use super::*;
use crate::core::detection::Finding;

/// A watcher with a clock; what it wanted is noted with the time.
struct Night {
    watcher: Watcher,
    at: Moment,
    done: Vec<(u64, Action)>,
}

impl Night {
    fn new() -> Self {
        let at = Moment { mono_ms: 1_000_000, wall: Timestamp(1_763_800_000_000) };
        Self { watcher: Watcher::new(false), at, done: Vec::new() }
    }

    fn tell(&mut self, input: Input) -> Vec<Action> {
        let actions = self.watcher.step(input, self.at);
        self.done.extend(actions.iter().map(|action| (self.at.mono_ms, *action)));
        actions
    }

    /// Lets time pass as the resident does: a look every half second.
    fn pass(&mut self, millis: u64, assessment: &Assessment) -> Vec<Action> {
        let mut actions = Vec::new();
        for _ in 0..millis / 500 {
            self.at.mono_ms += 500;
            self.at.wall = self.at.wall.plus_millis(500);
            actions.extend(self.tell(Input::Assessed(assessment.clone())));
        }
        actions
    }

    fn count(&self, wanted: Action) -> usize {
        self.done.iter().filter(|(_, action)| *action == wanted).count()
    }

    /// Shows the window that was started.
    fn show(&mut self) {
        assert_eq!(self.done.last().map(|(_, action)| *action), Some(Action::StartAlert));
        self.tell(Input::AlertShown);
    }
}

fn used(tool: &str, level: Level, allowed: bool) -> Assessment {
    let finding = Finding {
        tool: tool.into(),
        name: tool.into(),
        level,
        allowed,
        pids: vec![7],
        evidence: Vec::new(),
        since: None,
        signer: None,
    };
    Assessment { level: if allowed { Level::Clear } else { level }, findings: vec![finding] }
}

fn live() -> Assessment {
    used("anydesk", Level::Live, false)
}

fn quiet() -> Assessment {
    Assessment::default()
}

#[test]
fn a_session_opens_one_window_and_only_then_one_notification() {
    for level in [Level::Likely, Level::Live] {
        let mut night = Night::new();
        assert_eq!(night.pass(5_000, &quiet()), []);
        assert_eq!(night.pass(500, &used("anydesk", level, false)), [Action::StartAlert]);
        assert_eq!(night.pass(3_000, &live()), [], "it is waited for");
        assert_eq!(night.tell(Input::AlertShown), [Action::NotifyNeutral]);
        assert_eq!(night.pass(9_500, &live()), []);
    }
}

#[test]
fn what_is_allowed_idle_or_gone_opens_nothing() {
    let mut night = Night::new();
    night.pass(60_000, &used("anydesk", Level::Live, true));
    night.pass(60_000, &used("anydesk", Level::Leftover, false));
    assert_eq!(night.done, []);
}

#[test]
fn a_closed_window_comes_back_calmly_and_not_after_the_session() {
    let mut night = Night::new();
    night.pass(500, &live());
    night.show();
    for pause in [10_000, 30_000, 60_000, 120_000, 120_000] {
        night.tell(Input::AlertOver(AlertEnd::Closed));
        assert_eq!(night.pass(pause - 500, &live()), [], "{pause}");
        assert_eq!(night.pass(500, &live()), [Action::StartAlert], "{pause}");
        night.show();
    }
    assert_eq!(night.count(Action::NotifyNeutral), 1);
    night.tell(Input::AlertOver(AlertEnd::Closed));
    assert_eq!(night.pass(600_000, &quiet()), []);
    assert!(!night.watcher.in_session());
}

#[test]
fn a_window_that_was_let_be_for_a_minute_begins_the_pauses_anew() {
    let mut night = Night::new();
    night.pass(500, &live());
    night.show();
    for pause in [10_000, 30_000, 60_000] {
        night.tell(Input::AlertOver(AlertEnd::Closed));
        night.pass(pause, &live());
        night.show();
    }
    night.pass(LET_BE_MS, &live());
    night.tell(Input::AlertOver(AlertEnd::Closed));
    assert_eq!(night.pass(10_000, &live()), [Action::StartAlert]);
}

#[test]
fn a_killed_window_is_back_within_seconds_and_a_storm_of_kills_stays_bounded() {
    let mut night = Night::new();
    night.pass(500, &live());
    night.show();
    night.tell(Input::AlertOver(AlertEnd::Died));
    assert_eq!(night.pass(1_000, &live()), [Action::StartAlert]);
    // Ten minutes of a window killed as soon as it is there.
    let begin = night.at.mono_ms;
    while night.at.mono_ms - begin < 600_000 {
        night.tell(Input::AlertShown);
        night.tell(Input::AlertOver(AlertEnd::Died));
        while night.pass(500, &live()) != [Action::StartAlert] {}
    }
    assert!((55..=75).contains(&night.count(Action::StartAlert)), "{}", night.count(Action::StartAlert));
    assert_eq!(night.count(Action::NotifyNeutral), 1);
}

#[test]
fn an_open_window_is_brought_to_the_front_ever_more_rarely() {
    let mut night = Night::new();
    night.pass(500, &live());
    night.show();
    let begin = night.at.mono_ms;
    night.pass(600_000, &live());
    let raised: Vec<u64> =
        night.done.iter().filter(|(_, a)| *a == Action::RaiseAlert).map(|(at, _)| at - begin).collect();
    assert_eq!(raised, [10_000, 40_000, 100_000, 220_000, 340_000, 460_000, 580_000]);
}

#[test]
fn a_tool_that_comes_and_goes_is_one_session_and_each_other_tool_is_news_once() {
    let mut night = Night::new();
    night.pass(500, &live());
    night.show();
    night.tell(Input::AlertOver(AlertEnd::Closed));
    for _ in 0..100 {
        night.pass(GONE_AFTER_MS / 2, &quiet());
        night.pass(500, &live());
    }
    assert_eq!(night.count(Action::NotifyNeutral), 1);
    let mut night = Night::new();
    night.pass(500, &live());
    night.show();
    night.tell(Input::AlertOver(AlertEnd::Closed));
    assert_eq!(night.pass(2_000, &live()), []);
    assert_eq!(night.pass(500, &used("rustdesk", Level::Live, false)), [Action::StartAlert]);
    night.show();
    night.tell(Input::AlertOver(AlertEnd::Closed));
    assert_eq!(night.pass(5_000, &used("rustdesk", Level::Live, false)), []);
}

#[test]
fn sessions_in_a_row_open_a_window_each_and_notify_every_two_minutes_at_most() {
    let mut night = Night::new();
    for _ in 0..40 {
        night.pass(500, &live());
        night.show();
        night.tell(Input::AlertOver(AlertEnd::Closed));
        night.pass(GONE_AFTER_MS + 4_500, &quiet());
        assert!(!night.watcher.in_session());
    }
    assert_eq!(night.count(Action::StartAlert), 40);
    let notices = night.count(Action::NotifyNeutral);
    assert!((4..=6).contains(&notices), "{notices} in ten minutes");
}

#[test]
fn beside_a_window_that_stays_open_every_session_and_every_other_tool_brings_it_to_the_front_at_once() {
    let mut night = Night::new();
    night.pass(500, &live());
    night.show();
    // Long enough for the longest pause.
    night.pass(230_000, &live());
    for _ in 0..40 {
        assert_eq!(night.pass(GONE_AFTER_MS + 500, &quiet()), []);
        assert!(!night.watcher.in_session());
        assert!(night.pass(500, &live()).contains(&Action::RaiseAlert));
        assert!(!night.pass(9_500, &live()).contains(&Action::RaiseAlert), "calmly from then on");
        assert!(night.pass(500, &live()).contains(&Action::RaiseAlert));
    }
    night.pass(230_000, &live());
    assert_eq!(night.pass(500, &used("rustdesk", Level::Live, false)), [Action::RaiseAlert]);
    assert_eq!(night.pass(9_500, &live()), []);
    assert_eq!(night.count(Action::StartAlert), 1);
    let notices = night.count(Action::NotifyNeutral);
    assert!((6..=9).contains(&notices), "{notices} in a quarter of an hour");
}

#[test]
fn a_tool_that_blinks_does_not_bring_an_open_window_to_the_front_more_often() {
    let mut night = Night::new();
    night.pass(500, &live());
    night.show();
    let begin = night.at.mono_ms;
    while night.at.mono_ms - begin < 220_000 {
        night.pass(GONE_AFTER_MS / 2, &quiet());
        night.pass(500, &live());
    }
    assert!(night.count(Action::RaiseAlert) <= 4, "{}", night.count(Action::RaiseAlert));
}

#[test]
fn a_window_of_ours_that_was_open_takes_the_alert_over_and_stays_the_only_one() {
    let mut night = Night::new();
    night.pass(500, &live());
    assert_eq!(night.tell(Input::AlertOver(AlertEnd::HandedOver)), [Action::NotifyNeutral]);
    assert_eq!(night.pass(9_500, &live()), []);
    assert_eq!(night.pass(500, &live()), [Action::RaiseAlert]);
    // Nobody answered: it was closed meanwhile.
    night.tell(Input::AlertOver(AlertEnd::Closed));
    assert_eq!(night.pass(10_000, &live()), [Action::StartAlert]);
}

#[test]
fn while_the_line_is_cut_nothing_comes_back_more_often_than_every_two_minutes() {
    let mut night = Night::new();
    night.pass(500, &live());
    for _ in 0..5 {
        night.tell(Input::AlertOver(AlertEnd::NotNeeded));
        assert_eq!(night.pass(119_500, &live()), []);
        assert_eq!(night.pass(500, &live()), [Action::StartAlert]);
    }
    assert_eq!(night.count(Action::NotifyNeutral), 0);
}

#[test]
fn a_window_that_cannot_be_shown_leaves_the_notification() {
    let mut night = Night::new();
    night.pass(500, &live());
    night.tell(Input::AlertOver(AlertEnd::NotStarted));
    assert_eq!(night.pass(10_000, &live()), [Action::StartAlert]);
    assert_eq!(night.pass(SHOWN_WITHIN_MS, &live()), [Action::NotifyNeutral, Action::EndAlert]);
}

#[test]
fn a_window_that_hangs_before_it_is_shown_is_ended_and_a_slow_pc_gets_ever_more_time() {
    let mut night = Night::new();
    night.pass(500, &live());
    let begin = night.at.mono_ms;
    night.pass(600_000, &live());
    let at = |wanted| -> Vec<u64> {
        night.done.iter().filter(|(_, a)| *a == wanted).map(|(at, _)| at.saturating_sub(begin)).collect()
    };
    assert_eq!(at(Action::EndAlert)[..3], [20_000, 81_000, 203_000]);
    assert_eq!(at(Action::StartAlert)[..4], [0, 21_000, 83_000, 208_000]);
    assert_eq!(night.count(Action::NotifyNeutral), 1);
    // Shown at last.
    night.tell(Input::AlertShown);
    assert_eq!(night.pass(5_000, &live()), []);
}

#[test]
fn a_window_that_hung_in_one_session_does_not_keep_the_next_ones_away() {
    let mut night = Night::new();
    night.pass(500, &live());
    assert!(night.pass(60_000, &quiet()).contains(&Action::EndAlert));
    assert_eq!(night.pass(500, &live()), [Action::StartAlert]);
    // One that a person asked for is tried again with more patience, and not for ever.
    for pressed_during_start in [false, true] {
        let mut night = Night::new();
        if pressed_during_start {
            night.pass(500, &live());
        }
        night.tell(Input::AlertAsked);
        assert_eq!(night.pass(600_000, &quiet()).last(), Some(&Action::EndAlert));
        assert_eq!(
            (night.count(Action::StartAsked), night.count(Action::EndAlert)),
            (3 - usize::from(pressed_during_start), 3)
        );
        assert_eq!(night.tell(Input::AlertAsked), [Action::StartAsked]);
    }
}

#[test]
fn a_count_that_a_killed_window_left_is_not_taken_away_by_another_window() {
    for first in [Input::Counting, Input::Tick] {
        let mut night = counting(Level::Live, true);
        night.tell(first);
        night.tell(Input::AlertOver(AlertEnd::Died));
        assert_eq!(night.pass(1_000, &live()), [Action::StartAlert]);
        night.tell(Input::AlertOver(AlertEnd::HandedOver));
        night.pass(30_000, &live());
        assert_eq!(night.count(Action::CutNow), 1);
    }
    let mut night = counting(Level::Live, true);
    night.tell(Input::Counting);
    night.tell(Input::AlertOver(AlertEnd::HandedOver));
    night.pass(60_000, &live());
    assert_eq!(night.count(Action::CutNow), 0, "that window counts for itself");
}

#[test]
fn settings_that_change_in_a_session_stop_no_count_and_hold_from_the_next_one_on() {
    let mut night = counting(Level::Live, true);
    night.tell(Input::AutomaticCut(false));
    night.tell(Input::Counting);
    night.tell(Input::AutomaticCut(false));
    night.pass(30_000, &live());
    assert_eq!(night.count(Action::CutNow), 1);
    night.pass(GONE_AFTER_MS + 500, &quiet());
    night.pass(500, &live());
    night.tell(Input::AlertOver(AlertEnd::Died));
    night.pass(60_000, &live());
    assert_eq!(night.count(Action::CutNow), 1);
}

#[test]
fn a_count_stands_still_while_nothing_is_surely_in_use_and_a_sleep_shortens_none() {
    let mut night = counting(Level::Live, true);
    night.tell(Input::Counting);
    for _ in 0..4 {
        night.pass(4_000, &live());
        night.pass(GONE_AFTER_MS - 1_000, &used("anydesk", Level::Likely, false));
        night.pass(500, &quiet());
    }
    assert_eq!(night.count(Action::CutNow), 0);
    night.pass(2_500, &live());
    assert_eq!(night.count(Action::CutNow), 1, "blinking begins nothing anew");
    let mut night = counting(Level::Live, true);
    night.tell(Input::Counting);
    night.at.mono_ms += 3_600_000;
    night.pass(14_000, &live());
    assert_eq!(night.count(Action::CutNow), 0);
    night.pass(4_000, &live());
    assert_eq!(night.count(Action::CutNow), 1);
}

#[test]
fn after_a_sleep_everything_is_looked_at_and_the_window_comes_at_once() {
    let mut night = Night::new();
    night.pass(500, &live());
    night.show();
    for pause in CLOSED_PAUSES_MS {
        night.tell(Input::AlertOver(AlertEnd::Closed));
        night.pass(pause, &live());
        night.show();
    }
    night.tell(Input::AlertOver(AlertEnd::Closed));
    night.at.wall = night.at.wall.plus_millis(8 * 3_600_000);
    assert_eq!(night.tell(Input::Tick), [Action::LookAgain]);
    assert_eq!(night.pass(1_500, &live()), [Action::StartAlert]);
}

#[test]
fn whoever_plays_with_the_clock_gains_no_pause_and_no_storm() {
    let mut night = Night::new();
    night.pass(500, &live());
    night.show();
    night.tell(Input::AlertOver(AlertEnd::Closed));
    // Back by a year: the pause is what it was.
    night.at.wall = night.at.wall.plus_millis(-365 * 86_400_000);
    assert_eq!(night.tell(Input::Tick), []);
    assert_eq!(night.pass(9_500, &live()), []);
    assert_eq!(night.pass(500, &live()), [Action::StartAlert]);
    night.show();
    let begin = night.done.len();
    for _ in 0..120 {
        night.at.wall = night.at.wall.plus_millis(3_600_000);
        night.tell(Input::Tick);
        night.pass(500, &live());
    }
    let looks = night.done.iter().skip(begin).filter(|(_, a)| *a == Action::LookAgain).count();
    assert!(looks <= 6, "{looks} in a minute");
    assert_eq!(night.count(Action::NotifyNeutral), 1);
}

#[test]
fn asked_for_by_a_person_the_window_opens_without_a_session_and_does_not_come_back() {
    let mut night = Night::new();
    assert_eq!(night.tell(Input::AlertAsked), [Action::StartAsked]);
    assert_eq!(night.tell(Input::AlertAsked), []);
    assert_eq!(night.tell(Input::AlertShown), []);
    night.pass(5_000, &quiet());
    assert_eq!(night.tell(Input::AlertAsked), [Action::RaiseAsked]);
    // Keys that are held.
    assert_eq!(night.tell(Input::AlertAsked), []);
    night.tell(Input::AlertOver(AlertEnd::Closed));
    assert_eq!(night.pass(600_000, &quiet()), []);
    assert_eq!(night.tell(Input::AlertAsked), [Action::StartAsked]);
    // A session that begins beside the open window is told of.
    night.tell(Input::AlertShown);
    assert!(night.pass(500, &live()).contains(&Action::NotifyNeutral));
}

#[test]
fn no_press_is_lost_whenever_the_window_closes() {
    // Closed at once, and asked for again before another one may be started.
    let mut night = Night::new();
    night.tell(Input::AlertAsked);
    night.tell(Input::AlertShown);
    night.tell(Input::AlertOver(AlertEnd::Closed));
    assert_eq!(night.tell(Input::AlertAsked), []);
    assert_eq!(night.pass(STARTS_APART_MS, &quiet()), [Action::StartAsked]);
    assert_eq!(night.pass(5_000, &quiet()), []);
    // The window that was asked was just closing: its end comes before the news that nobody answered, or after it.
    for end_first in [true, false] {
        let mut night = Night::new();
        night.tell(Input::AlertAsked);
        night.tell(Input::AlertShown);
        night.pass(5_000, &quiet());
        assert_eq!(night.tell(Input::AlertAsked), [Action::RaiseAsked]);
        let news = [Input::AlertOver(AlertEnd::Closed), Input::AskedInVain];
        let news = if end_first { news } else { [news[1].clone(), news[0].clone()] };
        let done: Vec<Action> = news.into_iter().flat_map(|input| night.tell(input)).collect();
        assert_eq!(done, [Action::StartAsked], "{end_first}");
        let (ends, starts) = (Action::EndAlert, Action::StartAsked);
        assert_eq!(night.pass(600_000, &quiet()), [ends, starts, ends, starts, ends], "one at a time");
    }
    // Another window took its place meanwhile.
    let mut night = Night::new();
    night.tell(Input::AlertAsked);
    night.tell(Input::AskedInVain);
    night.tell(Input::AlertOver(AlertEnd::HandedOver));
    night.tell(Input::AlertOver(AlertEnd::Closed));
    assert_eq!(night.pass(600_000, &quiet()), []);
}

#[test]
fn a_watcher_that_was_restarted_does_not_notify_again_in_the_same_session() {
    let mut night = Night::new();
    night.watcher = Watcher::new(true);
    assert!(night.watcher.has_told());
    // The first look may be incomplete.
    assert_eq!(night.pass(1_000, &quiet()), []);
    assert!(night.watcher.has_told());
    assert_eq!(night.pass(RESTART_PAUSE_MS, &live()), []);
    assert_eq!(night.pass(500, &live()), [Action::StartAlert]);
    assert_eq!(night.tell(Input::AlertOver(AlertEnd::HandedOver)), []);
    assert!(night.watcher.has_told());
    let mut night = Night::new();
    night.watcher = Watcher::new(true);
    night.pass(GONE_AFTER_MS + 500, &quiet());
    assert!(!night.watcher.has_told());
    night.pass(500, &live());
    night.show();
    assert_eq!(night.count(Action::NotifyNeutral), 1, "the session before was over");
}

fn counting(level: Level, on: bool) -> Night {
    let mut night = Night::new();
    night.tell(Input::AutomaticCut(on));
    night.pass(500, &used("anydesk", level, false));
    night.show();
    night
}

#[test]
fn a_count_whose_window_is_killed_or_hangs_ends_in_a_cut_and_once_only() {
    for kill in [false, true] {
        let mut night = counting(Level::Live, true);
        night.tell(Input::Counting);
        if kill {
            night.tell(Input::AlertOver(AlertEnd::Died));
        }
        night.pass(COUNT_MS, &live());
        assert_eq!(night.count(Action::CutNow), 0, "the window's own cut comes first");
        night.pass(COUNT_GRACE_MS, &live());
        assert_eq!(night.count(Action::CutNow), 1);
        night.tell(Input::Counting);
        night.pass(120_000, &live());
        assert_eq!(night.count(Action::CutNow), 1);
    }
    // Killed before it could count.
    let mut night = counting(Level::Live, true);
    night.tell(Input::AlertOver(AlertEnd::Died));
    night.pass(30_000, &live());
    assert_eq!(night.count(Action::CutNow), 1);
}

#[test]
fn nothing_is_cut_against_the_persons_word_or_without_the_familys() {
    for (level, on, end) in [
        (Level::Live, true, Some(Input::CountOver)),
        (Level::Live, true, Some(Input::AlertOver(AlertEnd::NotNeeded))),
        (Level::Live, false, None),
        (Level::Likely, true, None),
    ] {
        let mut night = counting(level, on);
        night.tell(Input::Counting);
        let what = format!("{level:?} {on} {end:?}");
        if let Some(end) = end {
            night.tell(end);
        }
        night.tell(Input::AlertOver(AlertEnd::Closed));
        night.pass(10_000, &used("anydesk", level, false));
        night.show();
        night.pass(110_000, &used("anydesk", level, false));
        assert_eq!(night.count(Action::CutNow), 0, "{what}");
    }
    // Said no once; the window that was killed afterwards does not change that.
    let mut night = counting(Level::Live, true);
    night.tell(Input::Counting);
    night.tell(Input::CountOver);
    night.tell(Input::AlertOver(AlertEnd::Died));
    night.pass(60_000, &live());
    assert_eq!(night.count(Action::CutNow), 0);
    let mut night = Night::new();
    night.watcher = Watcher::new(true);
    night.tell(Input::AutomaticCut(true));
    night.pass(RESTART_PAUSE_MS + 500, &live());
    night.tell(Input::AlertOver(AlertEnd::Died));
    night.pass(60_000, &live());
    assert_eq!(night.count(Action::CutNow), 0, "perhaps somebody said no before");
    let mut night = counting(Level::Live, true);
    night.tell(Input::Counting);
    night.pass(60_000, &quiet());
    assert_eq!(night.count(Action::CutNow), 0, "the session is over");
}
