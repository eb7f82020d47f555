//! The judge: what the system said of each button and key that moved and of what moved the pointer, held against what
//! the window was told. Each movement explains one press.

use std::collections::VecDeque;

use super::{Hand, RemoteSign, WhyUnknown};

/// Input older than this, in milliseconds, explains no press: a slow frame comes sooner.
pub const FRESH_MS: u64 = 2_000;
/// So many movements are remembered. No hand makes as many while they are fresh.
pub const RECORDS_MAX: usize = 256;
/// So long after the window appeared, moved or came to the front no press in it is a hand's, in milliseconds:
/// nobody sees and aims sooner.
pub const SETTLE_MS: u64 = 700;

/// One button, finger or key that went down or up, or a move of the pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InputRecord {
    /// When, in milliseconds of a clock that never goes back.
    pub at: u64,
    /// What moved.
    pub kind: InputKind,
    /// True when it went down.
    pub down: bool,
    /// What the system says of where it came from.
    pub device: Device,
    /// Which device, where the system tells devices apart: a press and its release are of the same one.
    pub number: u32,
}

/// What moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InputKind {
    /// A mouse button, or a finger or pen on the screen.
    Button,
    /// A key.
    Key,
    /// The pointer went elsewhere.
    Motion,
}

/// What the system says of where input came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Device {
    /// A mouse, keyboard or screen of this PC.
    Real,
    /// A program sent it.
    Injected,
    /// It may pass on what others send.
    Odd,
}

/// What the window was told in one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each may come in the same frame")]
pub struct Act {
    /// A button went down, or a finger.
    pub pressed: bool,
    /// It went up.
    pub released: bool,
    /// So many keys went down.
    pub keys: usize,
    /// A key that is held said so again.
    pub repeat: bool,
    /// Text arrived, as it does from input methods and the clipboard.
    pub text: bool,
    /// An action of the accessibility interface that presses or changes something.
    pub accessibility: bool,
}

impl Act {
    /// Something was pressed, released or typed.
    #[must_use]
    pub fn is_any(self) -> bool {
        self != Self::default()
    }

    /// Done with the keyboard alone.
    #[must_use]
    pub fn is_of_keys(self) -> bool {
        (self.keys > 0 || self.repeat || self.text) && !self.pressed && !self.released
    }
}

#[derive(Debug, Clone, Copy)]
struct Kept {
    record: InputRecord,
    /// It explained an act already.
    used: bool,
}

/// Remembers what moved, and judges.
#[derive(Debug, Clone, Default)]
pub struct Judge {
    records: VecDeque<Kept>,
    /// Records up to this moment were forgotten for want of room.
    lost: Option<u64>,
    /// The window appeared, moved or came to the front last.
    unsettled: Option<u64>,
}

impl Judge {
    /// Remembers `record`; the oldest goes when there are too many. Of a move, where it ended.
    pub fn remember(&mut self, record: InputRecord) {
        let goes_on = |before: &InputRecord| InputRecord { at: record.at, ..*before } == record;
        if record.kind == InputKind::Motion
            && let Some(last) = self.records.back_mut().filter(|last| goes_on(&last.record))
        {
            last.record = record;
            return;
        }
        if self.records.len() >= RECORDS_MAX {
            self.lost = self.records.pop_front().map(|oldest| oldest.record.at);
        }
        self.records.push_back(Kept { record, used: false });
    }

    /// The window appeared, moved, or came to the front or to the keyboard.
    pub fn unsettle(&mut self, at: u64) {
        self.unsettled = self.unsettled.max(Some(at));
    }

    /// How many movements are remembered, at most [`RECORDS_MAX`].
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.records.len()
    }

    /// Whose hand made `act`, seen `now`; what explains it explains nothing else. To be asked of every act, also
    /// where nobody cares: what was not asked of explains the next one.
    pub fn hand(&mut self, act: Act, now: u64) -> Hand {
        let hand = self.judged(act, now);
        let explains = |record: &InputRecord| match record.kind {
            InputKind::Button => {
                if record.down {
                    act.pressed
                } else {
                    act.released
                }
            }
            InputKind::Key => record.down && act.keys > 0,
            InputKind::Motion => false,
        };
        for kept in self.records.iter_mut().filter(|kept| kept.record.at <= now) {
            kept.used |= explains(&kept.record);
        }
        hand
    }

    /// A real one only when the newest press, and for a click its release too, came from a device of this PC just
    /// now, where such a device had moved the pointer, and nothing else moved anything meanwhile.
    fn judged(&self, act: Act, now: u64) -> Hand {
        if act.accessibility {
            return Hand::Remote(RemoteSign::Accessibility);
        }
        let fresh = now.saturating_sub(FRESH_MS);
        let up = self.newest(InputKind::Button, false, now);
        // The press that this release ends. A click is judged by both, so its press may be older.
        let down = up.and_then(|up| self.newest_of(up.record.number, InputKind::Button, up.record.at));
        let since = down.filter(|_| act.released).map_or(fresh, |down| down.at.min(fresh));
        if self.lost.is_some_and(|lost| lost >= since) {
            return Hand::Unknown(WhyUnknown::TooMuch);
        }
        let mut since_then = self.records.iter().map(|kept| kept.record).filter(|record| record.at >= since);
        if since_then.clone().any(|record| record.device == Device::Injected) {
            return Hand::Remote(RemoteSign::Injected);
        }
        if since_then.any(|record| record.device == Device::Odd) {
            return Hand::Unknown(WhyUnknown::OddDevice);
        }
        let is_fresh = |kept: Option<Kept>| kept.is_some_and(|kept| kept.record.at >= fresh && !kept.used);
        let pressed = self.newest(InputKind::Button, true, now);
        let click = || is_fresh(up) && down.is_some();
        let keys = || {
            let keys = self.records.iter().filter(|kept| kept.record.kind == InputKind::Key);
            keys.filter(|kept| kept.record.down && (fresh..=now).contains(&kept.record.at))
        };
        let explained = (!act.released || click())
            && (!act.pressed || act.released || is_fresh(pressed))
            && keys().filter(|kept| !kept.used).count() >= act.keys
            && (!act.repeat || keys().next().is_some())
            && (!act.text || keys().next().is_some() || up.is_some_and(|up| up.record.at >= fresh));
        if !act.is_any() || !explained {
            return Hand::Unknown(WhyUnknown::NothingSeen);
        }
        let press = match (act.released, act.pressed) {
            (true, _) => down,
            (false, true) => pressed.map(|pressed| pressed.record),
            (false, false) => None,
        };
        if press.is_some_and(|press| !self.is_aimed(press)) {
            return Hand::Unknown(WhyUnknown::NotAimed);
        }
        let first = press.or_else(|| keys().map(|kept| kept.record).next_back());
        if let (Some(first), Some(unsettled)) = (first, self.unsettled)
            && first.at < unsettled.saturating_add(SETTLE_MS)
        {
            return Hand::Unknown(WhyUnknown::JustMoved);
        }
        Hand::Real
    }

    /// What moved the pointer last before `press` was a device of this PC.
    fn is_aimed(&self, press: InputRecord) -> bool {
        self.newest(InputKind::Motion, true, press.at)
            .is_some_and(|motion| motion.record.device == Device::Real)
    }

    /// The newest of a kind, up to `now`.
    fn newest(&self, kind: InputKind, down: bool, now: u64) -> Option<Kept> {
        let wanted =
            |Kept { record, .. }: &&Kept| record.kind == kind && record.down == down && record.at <= now;
        self.records.iter().rev().find(wanted).copied()
    }

    /// The newest press of the device `number` before `until`.
    fn newest_of(&self, number: u32, kind: InputKind, until: u64) -> Option<InputRecord> {
        let wanted = |record: &InputRecord| {
            record.kind == kind && record.down && record.number == number && record.at <= until
        };
        self.records.iter().rev().map(|kept| kept.record).find(wanted)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CLICK: Act =
        Act { pressed: true, released: true, keys: 0, repeat: false, text: false, accessibility: false };
    const RELEASE: Act = Act { pressed: false, ..CLICK };
    const PRESS: Act = Act { released: false, ..CLICK };
    const KEY: Act = Act { pressed: false, released: false, keys: 1, ..CLICK };
    const TEXT: Act = Act { keys: 0, text: true, ..KEY };

    fn record(at: u64, kind: InputKind, down: bool, device: Device) -> InputRecord {
        InputRecord { at, kind, down, device, number: u32::from(device != Device::Real) }
    }

    /// A judge who saw a hand move the pointer.
    fn aimed() -> Judge {
        let mut judge = Judge::default();
        judge.remember(record(0, InputKind::Motion, true, Device::Real));
        judge
    }

    fn judge(records: &[(u64, InputKind, bool, Device)]) -> Judge {
        let mut judge = aimed();
        for (at, kind, down, device) in records.iter().copied() {
            judge.remember(record(at, kind, down, device));
        }
        judge
    }

    #[test]
    fn a_hand_is_real_when_press_and_release_are() {
        use Device::{Injected, Odd, Real};
        use InputKind::{Button, Key};
        let injected = Hand::Remote(RemoteSign::Injected);
        let nothing = Hand::Unknown(WhyUnknown::NothingSeen);
        let odd = Hand::Unknown(WhyUnknown::OddDevice);
        for (name, act, records, expected) in [
            (
                "a click",
                RELEASE,
                &[(5_000, Button, true, Real), (5_100, Button, false, Real)][..],
                Hand::Real,
            ),
            (
                "a click in one frame",
                CLICK,
                &[(5_000, Button, true, Real), (5_100, Button, false, Real)],
                Hand::Real,
            ),
            (
                "a long press",
                RELEASE,
                &[(1_000, Button, true, Real), (5_100, Button, false, Real)],
                Hand::Real,
            ),
            ("a button that goes down", PRESS, &[(5_000, Button, true, Real)], Hand::Real),
            ("a key", KEY, &[(5_000, Key, true, Real)], Hand::Real),
            ("text of keys", TEXT, &[(5_000, Key, true, Real)], Hand::Real),
            (
                "text chosen with the mouse",
                TEXT,
                &[(5_000, Button, true, Real), (5_100, Button, false, Real)],
                Hand::Real,
            ),
            ("sent", RELEASE, &[(5_000, Button, true, Injected), (5_100, Button, false, Injected)], injected),
            (
                "only the release was sent",
                RELEASE,
                &[(5_000, Button, true, Real), (5_100, Button, false, Injected)],
                injected,
            ),
            (
                "only the press was sent",
                RELEASE,
                &[(5_000, Button, true, Injected), (5_100, Button, false, Real)],
                injected,
            ),
            (
                "the press was sent long before",
                RELEASE,
                &[(1_000, Button, true, Injected), (5_100, Button, false, Real)],
                nothing,
            ),
            (
                "somebody else clicked during a long press",
                RELEASE,
                &[(1_000, Button, true, Real), (1_500, Button, true, Injected), (5_100, Button, false, Real)],
                injected,
            ),
            ("the press was never seen", RELEASE, &[(5_100, Button, false, Real)], nothing),
            ("the release was never seen", RELEASE, &[(5_000, Button, true, Real)], nothing),
            ("nothing moved", CLICK, &[], nothing),
            ("nothing moved, a key", KEY, &[], nothing),
            (
                "it was long ago",
                RELEASE,
                &[(1_000, Button, true, Real), (1_100, Button, false, Real)],
                nothing,
            ),
            ("a key, long ago", KEY, &[(1_000, Key, true, Real)], nothing),
            ("a key is no click", RELEASE, &[(5_000, Key, true, Real), (5_050, Key, false, Real)], nothing),
            ("a click is no key", KEY, &[(5_000, Button, true, Real), (5_050, Button, false, Real)], nothing),
            ("a key that only went up", KEY, &[(5_000, Key, false, Real)], nothing),
            (
                "a real click while somebody types",
                RELEASE,
                &[(4_500, Key, true, Injected), (5_000, Button, true, Real), (5_100, Button, false, Real)],
                injected,
            ),
            (
                "a device that passes on",
                RELEASE,
                &[(5_000, Button, true, Odd), (5_100, Button, false, Odd)],
                odd,
            ),
            (
                "nothing was pressed",
                Act::default(),
                &[(5_000, Button, true, Real), (5_100, Button, false, Real)],
                nothing,
            ),
            (
                "it did not happen yet",
                RELEASE,
                &[(9_000, Button, true, Real), (9_100, Button, false, Real)],
                nothing,
            ),
        ] {
            assert_eq!(judge(records).hand(act, 5_200), expected, "{name}");
        }
    }

    #[test]
    fn a_press_and_the_release_of_another_device_are_no_click() {
        let mut judge = aimed();
        judge.remember(InputRecord { number: 7, ..record(5_000, InputKind::Button, true, Device::Real) });
        judge.remember(InputRecord { number: 8, ..record(5_100, InputKind::Button, false, Device::Real) });
        assert_eq!(judge.hand(RELEASE, 5_200), Hand::Unknown(WhyUnknown::NothingSeen));
    }

    #[test]
    fn an_accessibility_action_is_never_a_hand() {
        let mut clicked = judge(&[
            (5_000, InputKind::Button, true, Device::Real),
            (5_100, InputKind::Button, false, Device::Real),
        ]);
        let act = Act { accessibility: true, ..CLICK };
        assert_eq!(clicked.hand(act, 5_200), Hand::Remote(RemoteSign::Accessibility));
    }

    #[test]
    fn a_flood_is_bounded_and_washes_nothing_away() {
        let mut judge = Judge::default();
        judge.remember(record(5_000, InputKind::Button, true, Device::Injected));
        for at in 0..10_000 {
            judge.remember(record(5_000 + at / 100, InputKind::Key, at % 2 == 0, Device::Real));
        }
        judge.remember(record(5_101, InputKind::Button, true, Device::Real));
        judge.remember(record(5_102, InputKind::Button, false, Device::Real));
        assert_eq!(judge.remembered(), RECORDS_MAX);
        assert_eq!(judge.hand(RELEASE, 5_200), Hand::Unknown(WhyUnknown::TooMuch));
        // Once it is over, a hand counts again.
        judge.remember(record(8_900, InputKind::Motion, true, Device::Real));
        judge.remember(record(9_000, InputKind::Button, true, Device::Real));
        judge.remember(record(9_100, InputKind::Button, false, Device::Real));
        assert_eq!(judge.hand(RELEASE, 9_200), Hand::Real);
    }

    #[test]
    fn a_pointer_that_somebody_else_moved_is_not_aimed() {
        use Device::{Injected, Odd, Real};
        use InputKind::{Button, Motion};
        let press = [(5_000, Button, true, Real), (5_100, Button, false, Real)];
        for (name, before, expected) in [
            ("by the hand", vec![(4_900, Motion, true, Real)], Hand::Real),
            (
                "by a program, just before",
                vec![(4_900, Motion, true, Injected)],
                Hand::Remote(RemoteSign::Injected),
            ),
            (
                "by a program, long before",
                vec![(2_000, Motion, true, Injected)],
                Hand::Unknown(WhyUnknown::NotAimed),
            ),
            ("a jump, long before", vec![(2_000, Motion, true, Odd)], Hand::Unknown(WhyUnknown::NotAimed)),
            (
                "by a program, and then the hand, long before",
                vec![(2_000, Motion, true, Injected), (2_100, Motion, true, Real)],
                Hand::Real,
            ),
            (
                "by a program, and a hand that trembles",
                vec![(4_900, Motion, true, Injected), (4_990, Motion, true, Real)],
                Hand::Remote(RemoteSign::Injected),
            ),
        ] {
            let records: Vec<_> = before.into_iter().chain(press).collect();
            assert_eq!(judge(&records).hand(RELEASE, 5_200), expected, "{name}");
        }
        let mut never = Judge::default();
        for (at, kind, down, device) in press {
            never.remember(record(at, kind, down, device));
        }
        assert_eq!(never.hand(RELEASE, 5_200), Hand::Unknown(WhyUnknown::NotAimed), "nobody moved it");
    }

    #[test]
    fn a_movement_explains_one_act() {
        use InputKind::{Button, Key};
        let nothing = Hand::Unknown(WhyUnknown::NothingSeen);
        let mut keys = judge(&[(5_000, Key, true, Device::Real)]);
        assert_eq!(keys.hand(Act { keys: 2, ..KEY }, 5_100), nothing, "one key, two presses");
        let mut keys = judge(&[(5_000, Key, true, Device::Real)]);
        assert_eq!(keys.hand(KEY, 5_100), Hand::Real);
        assert_eq!(keys.hand(KEY, 5_200), nothing, "the second one was sent");
        assert_eq!(keys.hand(Act { keys: 0, repeat: true, ..KEY }, 5_300), Hand::Real, "a held key repeats");
        keys.remember(record(5_400, Key, true, Device::Real));
        assert_eq!(keys.hand(KEY, 5_500), Hand::Real);

        let click = [(5_000, Button, true, Device::Real), (5_100, Button, false, Device::Real)];
        let mut clicks = judge(&click);
        assert_eq!(clicks.hand(PRESS, 5_050), Hand::Real);
        assert_eq!(clicks.hand(RELEASE, 5_150), Hand::Real, "in two frames");
        assert_eq!(clicks.hand(RELEASE, 5_200), nothing);
        assert_eq!(clicks.hand(CLICK, 5_200), nothing);
    }

    #[test]
    fn a_window_that_just_moved_takes_no_press_for_meant() {
        use InputKind::{Button, Key};
        for (at, act) in [(4_400, RELEASE), (4_400, KEY), (4_301, RELEASE), (5_100, RELEASE)] {
            let records = [
                (5_000, Button, true, Device::Real),
                (5_050, Key, true, Device::Real),
                (5_100, Button, false, Device::Real),
            ];
            let mut judge = judge(&records);
            judge.unsettle(at);
            judge.unsettle(1_000);
            assert_eq!(judge.hand(act, 5_200), Hand::Unknown(WhyUnknown::JustMoved), "{at} {act:?}");
        }
        let mut settled = judge(&[(5_000, Button, true, Device::Real), (5_100, Button, false, Device::Real)]);
        settled.unsettle(5_000 - SETTLE_MS);
        assert_eq!(settled.hand(RELEASE, 5_200), Hand::Real);
    }

    #[test]
    fn a_hand_that_moves_for_long_is_one_movement() {
        let mut judge = judge(&[(1_000, InputKind::Button, true, Device::Real)]);
        for at in 1_000..9_000 {
            judge.remember(record(at, InputKind::Motion, true, Device::Real));
        }
        assert_eq!(judge.remembered(), 3);
    }

    fn any_record() -> impl Strategy<Value = InputRecord> {
        (
            0_u64..6_000,
            prop_oneof![Just(InputKind::Button), Just(InputKind::Key), Just(InputKind::Motion)],
            any::<bool>(),
            prop_oneof![4 => Just(Device::Real), 1 => Just(Device::Injected), 1 => Just(Device::Odd)],
            0_u32..3,
        )
            .prop_map(|(at, kind, down, device, number)| InputRecord {
                at,
                kind,
                down,
                device,
                number,
            })
    }

    fn any_act() -> impl Strategy<Value = Act> {
        (any::<bool>(), any::<bool>(), 0_usize..3, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
            |(pressed, released, keys, repeat, text, accessibility)| Act {
                pressed,
                released,
                keys,
                repeat,
                text,
                accessibility,
            },
        )
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_makes_a_hand_real(
            mut records in proptest::collection::vec(any_record(), 0..40),
            act in any_act(),
            sent in any_record(),
        ) {
            records.sort_by_key(|record| record.at);
            let mut plain = Judge::default();
            let mut with = Judge::default();
            let mut added = false;
            for record in &records {
                if !added && record.at > sent.at {
                    with.remember(InputRecord { device: Device::Injected, ..sent });
                    added = true;
                }
                plain.remember(*record);
                with.remember(*record);
            }
            if !added {
                with.remember(InputRecord { device: Device::Injected, ..sent });
            }
            prop_assert!(!with.hand(act, 6_000).is_real() || plain.hand(act, 6_000).is_real());
        }

        #[test]
        fn a_real_hand_has_a_fresh_real_movement_and_no_fresh_other_one(
            mut records in proptest::collection::vec(any_record(), 0..40),
            act in any_act(),
        ) {
            records.sort_by_key(|record| record.at);
            let mut judge = Judge::default();
            records.iter().for_each(|record| judge.remember(*record));
            if judge.hand(act, 6_000).is_real() {
                let fresh = || records.iter().filter(|record| record.at >= 6_000 - FRESH_MS);
                prop_assert!(fresh().any(|record| record.device == Device::Real));
                prop_assert!(fresh().all(|record| record.device == Device::Real));
            }
        }
    }
}
