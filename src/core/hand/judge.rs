//! The judge: what the system said of each button and key that moved, held against what the window was told.

use std::collections::VecDeque;

use super::{Hand, RemoteSign, WhyUnknown};

/// Input older than this, in milliseconds, explains no press: a slow frame comes sooner.
pub const FRESH_MS: u64 = 2_000;
/// So many movements are remembered. No hand makes as many while they are fresh.
pub const RECORDS_MAX: usize = 256;

/// One button, finger or key that went down or up.
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
    /// A key went down.
    pub key: bool,
    /// Text arrived, as it does from input methods and the clipboard.
    pub text: bool,
    /// An action of the accessibility interface that presses or changes something.
    pub accessibility: bool,
}

/// Remembers what moved, and judges.
#[derive(Debug, Clone, Default)]
pub struct Judge {
    records: VecDeque<InputRecord>,
    /// Records up to this moment were forgotten for want of room.
    lost: Option<u64>,
}

impl Judge {
    /// Remembers `record`; the oldest goes when there are too many.
    pub fn remember(&mut self, record: InputRecord) {
        if self.records.len() >= RECORDS_MAX {
            self.lost = self.records.pop_front().map(|oldest| oldest.at);
        }
        self.records.push_back(record);
    }

    /// How many movements are remembered, at most [`RECORDS_MAX`].
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.records.len()
    }

    /// Whose hand made `act`, seen `now`: a real one only when the newest press, and for a click its release
    /// too, came from a device of this PC just now, and nothing else moved anything meanwhile.
    #[must_use]
    pub fn hand(&self, act: Act, now: u64) -> Hand {
        if act.accessibility {
            return Hand::Remote(RemoteSign::Accessibility);
        }
        let fresh = now.saturating_sub(FRESH_MS);
        let up = self.newest(InputKind::Button, false, now);
        // The press that this release ends. A click is judged by both, so its press may be older.
        let down = up.and_then(|up| self.newest_of(up.number, InputKind::Button, up.at));
        let since = down.filter(|_| act.released).map_or(fresh, |down| down.at.min(fresh));
        if self.lost.is_some_and(|lost| lost >= since) {
            return Hand::Unknown(WhyUnknown::TooMuch);
        }
        let mut since_then = self.records.iter().filter(|record| record.at >= since);
        if since_then.clone().any(|record| record.device == Device::Injected) {
            return Hand::Remote(RemoteSign::Injected);
        }
        if since_then.any(|record| record.device == Device::Odd) {
            return Hand::Unknown(WhyUnknown::OddDevice);
        }
        let is_fresh = |record: Option<InputRecord>| record.is_some_and(|record| record.at >= fresh);
        let button = || is_fresh(self.newest(InputKind::Button, true, now));
        let click = || is_fresh(up) && down.is_some();
        let key = || is_fresh(self.newest(InputKind::Key, true, now));
        let explained = (!act.released || click())
            && (!act.pressed || act.released || button())
            && (!act.key || key())
            && (!act.text || key() || click());
        let anything = act.pressed || act.released || act.key || act.text;
        if anything && explained { Hand::Real } else { Hand::Unknown(WhyUnknown::NothingSeen) }
    }

    /// The newest of a kind, up to `now`.
    fn newest(&self, kind: InputKind, down: bool, now: u64) -> Option<InputRecord> {
        let wanted = |record: &&InputRecord| record.kind == kind && record.down == down && record.at <= now;
        self.records.iter().rev().find(wanted).copied()
    }

    /// The newest press of the device `number` before `until`.
    fn newest_of(&self, number: u32, kind: InputKind, until: u64) -> Option<InputRecord> {
        let wanted = |record: &&InputRecord| {
            record.kind == kind && record.down && record.number == number && record.at <= until
        };
        self.records.iter().rev().find(wanted).copied()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CLICK: Act = Act { pressed: true, released: true, key: false, text: false, accessibility: false };
    const RELEASE: Act = Act { pressed: false, ..CLICK };
    const PRESS: Act = Act { released: false, ..CLICK };
    const KEY: Act = Act { pressed: false, released: false, key: true, text: false, accessibility: false };
    const TEXT: Act = Act { key: false, text: true, ..KEY };

    fn record(at: u64, kind: InputKind, down: bool, device: Device) -> InputRecord {
        InputRecord { at, kind, down, device, number: u32::from(device != Device::Real) }
    }

    fn judge(records: &[(u64, InputKind, bool, Device)]) -> Judge {
        let mut judge = Judge::default();
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
        let mut judge = Judge::default();
        judge.remember(InputRecord { number: 7, ..record(5_000, InputKind::Button, true, Device::Real) });
        judge.remember(InputRecord { number: 8, ..record(5_100, InputKind::Button, false, Device::Real) });
        assert_eq!(judge.hand(RELEASE, 5_200), Hand::Unknown(WhyUnknown::NothingSeen));
    }

    #[test]
    fn an_accessibility_action_is_never_a_hand() {
        let clicked = judge(&[
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
        judge.remember(record(9_000, InputKind::Button, true, Device::Real));
        judge.remember(record(9_100, InputKind::Button, false, Device::Real));
        assert_eq!(judge.hand(RELEASE, 9_200), Hand::Real);
    }

    fn any_record() -> impl Strategy<Value = InputRecord> {
        (
            0_u64..6_000,
            prop_oneof![Just(InputKind::Button), Just(InputKind::Key)],
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
        (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
            |(pressed, released, key, text, accessibility)| Act {
                pressed,
                released,
                key,
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
