//! Whether the window can be seen, looked at as long as it has to be. What another program did to it is undone, calmly,
//! and who watches hears when that does not help.

use crate::core::Timestamp;
use crate::platform::raise::{RaiseError, Sight};

/// A window that has to be seen is looked at so often, in milliseconds as all here.
const LOOK_EVERY_MS: i64 = 2_000;
/// The system and the window manager need so long to do what they were asked.
const DONE_AFTER_MS: i64 = 700;
/// Pauses after each try to bring it back.
const PAUSES_MS: [i64; 3] = [1_000, 2_000, 4_000];
/// It is told again after so long that the window does not come back.
const TOLD_AGAIN_MS: i64 = 10_000;

/// The window as its system sees it.
pub(super) trait OnDesktop {
    /// Whether it can be seen.
    fn sight(&mut self) -> Sight;
    /// Puts it back where it can be seen; `again`: that did not help a moment ago.
    fn bring_back(&mut self, again: bool) -> Result<(), RaiseError>;
}

/// What was seen, and what comes next.
#[derive(Debug, Default)]
pub(super) struct Presence {
    next: Option<Timestamp>,
    tries: usize,
    /// Somebody asked for the window, and was not told yet what became of it.
    asked: bool,
    told: Option<bool>,
}

impl Presence {
    /// The window was asked for and brought back a moment ago.
    pub(super) fn asked(&mut self, now: Timestamp) {
        // Whoever asks all the time puts no look off.
        if std::mem::replace(&mut self.asked, true) {
            return;
        }
        self.tries = 0;
        self.next = Some(now.plus_millis(DONE_AFTER_MS));
    }

    /// Milliseconds until the next look, if there is to be one.
    pub(super) fn next_in(&self, now: Timestamp) -> Option<u64> {
        self.next.map(|next| next.millis_since(now))
    }

    /// Looks when it is time to; `needed`: the window has to be seen. Whether it is, where that is news to the watcher.
    pub(super) fn look(&mut self, now: Timestamp, needed: bool, desktop: &mut dyn OnDesktop) -> Option<bool> {
        if !needed && !self.asked {
            (self.next, self.tries) = (None, 0);
            return None;
        }
        let next = *self.next.get_or_insert(now.plus_millis(LOOK_EVERY_MS));
        // A clock that was set back makes nobody wait.
        if now < next && now.plus_millis(TOLD_AGAIN_MS) >= next {
            return None;
        }
        match desktop.sight() {
            Sight::Seen | Sight::Untold => {
                (self.next, self.tries) = (Some(now.plus_millis(LOOK_EVERY_MS)), 0);
                self.tell(true)
            }
            // As people make it small; who asks for it wants it back.
            Sight::Away if !self.asked => {
                self.next = Some(now.plus_millis(LOOK_EVERY_MS));
                None
            }
            Sight::Away | Sight::Unseen => {
                let Some(pause) = PAUSES_MS.get(self.tries) else {
                    self.next = Some(now.plus_millis(TOLD_AGAIN_MS));
                    self.tries = 0;
                    self.told = None;
                    return self.tell(false);
                };
                log::warn!("the window cannot be seen");
                if let Err(error) = desktop.bring_back(self.tries > 0) {
                    log::warn!("{error}");
                }
                self.tries += 1;
                self.next = Some(now.plus_millis(*pause));
                None
            }
        }
    }

    fn tell(&mut self, seen: bool) -> Option<bool> {
        let news = self.told.replace(seen) != Some(seen);
        (std::mem::take(&mut self.asked) || news).then_some(seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Desk {
        sight: Sight,
        comes_back: bool,
        brought: usize,
    }

    impl OnDesktop for Desk {
        fn sight(&mut self) -> Sight {
            self.sight
        }

        fn bring_back(&mut self, _again: bool) -> Result<(), RaiseError> {
            self.brought += 1;
            if self.comes_back {
                self.sight = Sight::Seen;
            }
            Ok(())
        }
    }

    /// What is told in the `ms` after `from`, looked at every 100 ms, with the time of each.
    fn pass(presence: &mut Presence, desk: &mut Desk, from: i64, ms: i64, needed: bool) -> Vec<(i64, bool)> {
        let times = (from..=from + ms).step_by(100);
        let mut told = Vec::new();
        for at in times {
            told.extend(presence.look(Timestamp(at), needed, desk).map(|seen| (at, seen)));
        }
        told
    }

    #[test]
    fn what_hides_the_window_is_undone_within_seconds() {
        let mut presence = Presence::default();
        let mut desk = Desk { sight: Sight::Seen, comes_back: true, brought: 0 };
        assert_eq!(pass(&mut presence, &mut desk, 0, 9_900, true), [(2_000, true)], "told once");
        desk.sight = Sight::Unseen;
        assert_eq!(pass(&mut presence, &mut desk, 10_000, 5_000, true), []);
        assert_eq!((desk.brought, desk.sight), (1, Sight::Seen));
    }

    #[test]
    fn a_window_that_does_not_come_back_is_told_of_and_never_fought_for() {
        let mut presence = Presence::default();
        let mut desk = Desk { sight: Sight::Unseen, comes_back: false, brought: 0 };
        let told = pass(&mut presence, &mut desk, 0, 60_000, true);
        assert_eq!(told.first(), Some(&(9_000, false)));
        assert!((3..=5).contains(&told.len()), "{told:?}");
        assert!(told.iter().all(|(_, seen)| !seen));
        assert!(desk.brought <= 12, "{}", desk.brought);
        desk.sight = Sight::Seen;
        assert_eq!(
            pass(&mut presence, &mut desk, 60_100, 20_000, true).len(),
            1,
            "and when it is there again"
        );
    }

    #[test]
    fn who_asks_is_told_whatever_was_told_before() {
        let mut presence = Presence::default();
        let mut desk = Desk { sight: Sight::Seen, comes_back: true, brought: 0 };
        for round in 0..3 {
            let now = round * 30_000;
            presence.asked(Timestamp(now));
            assert_eq!(pass(&mut presence, &mut desk, now, 20_000, false), [(now + 700, true)]);
        }
        // Nobody needs it any more: nobody looks.
        desk.sight = Sight::Unseen;
        assert_eq!(pass(&mut presence, &mut desk, 100_000, 20_000, false), []);
        assert_eq!((desk.brought, presence.next_in(Timestamp(0))), (0, None));
    }

    #[test]
    fn who_asks_all_the_time_puts_no_look_off() {
        let mut presence = Presence::default();
        let mut desk = Desk { sight: Sight::Unseen, comes_back: false, brought: 0 };
        let mut told = Vec::new();
        for at in (0..12_000).step_by(50) {
            presence.asked(Timestamp(at));
            told.extend(presence.look(Timestamp(at), true, &mut desk));
        }
        assert_eq!(told.first(), Some(&false));
        assert!(desk.brought <= 6, "{}", desk.brought);
    }

    #[test]
    fn a_window_made_small_is_left_so_until_somebody_asks() {
        let mut presence = Presence::default();
        let mut desk = Desk { sight: Sight::Away, comes_back: true, brought: 0 };
        assert_eq!(pass(&mut presence, &mut desk, 0, 20_000, true), []);
        assert_eq!(desk.brought, 0);
        presence.asked(Timestamp(20_100));
        assert_eq!(pass(&mut presence, &mut desk, 20_100, 5_000, true), [(21_800, true)]);
        assert_eq!(desk.brought, 1);
    }

    #[test]
    fn a_clock_that_is_set_back_stops_no_look() {
        let mut presence = Presence::default();
        let mut desk = Desk { sight: Sight::Unseen, comes_back: true, brought: 0 };
        presence.asked(Timestamp(90_000_000));
        assert_eq!(pass(&mut presence, &mut desk, 0, 3_000, true), [(1_000, true)]);
    }
}
