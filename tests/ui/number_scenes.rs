//! Whose numbers come first, and what stands beside them: states worth looking at.

use kyukyubako::core::incident::{Answer, Paid};
use kyukyubako::core::own_contacts::OwnContact;
use kyukyubako::core::settings::Settings;
use kyukyubako::core::{Event, Press, Screen};

use crate::gallery::{Scene, family};
use crate::hand_over;

/// A bank of the list, under a name of the family's own, and one that only the family knows.
pub fn known_bank() -> Settings {
    let mut settings = family();
    settings.banks.push(OwnContact::new("\u{5e74}\u{91d1}", "0120349003", Some("2026-11-01")).unwrap());
    settings
}

pub const SCENES: &[Scene] = &[
    ("16-hand-over-passed-over", |desk| {
        hand_over::at(desk, Screen::HandOver, family(), |incident| incident.phone_too = None);
    }),
    ("16-hand-over-crowded", |desk| {
        hand_over::at(desk, Screen::HandOver, hand_over::crowded(), |incident| {
            incident.told_bank = Some(Answer::Unknown);
        });
    }),
    ("32-hand-over-qr-crowded", |desk| hand_over::at(desk, Screen::HandOverQr, hand_over::crowded(), |_| {})),
    ("16-hand-over-known-years-later", |desk| {
        desk.set_clock("2029-01-15T14:30");
        hand_over::at(desk, Screen::HandOver, known_bank(), |incident| {
            incident.told_bank = Some(Answer::Unknown);
        });
    }),
    ("16-hand-over-protected", |desk| hand_over::at_kept(desk, Screen::HandOver, known_bank())),
    ("30-call-own-years-later", |desk| {
        desk.set_clock("2029-01-15T14:30");
        hand_over::at(desk, Screen::CallBank, family(), |incident| {
            incident.told_bank = Some(Answer::Unknown);
        });
        desk.tell(Event::Pressed(Press::NextCall));
    }),
    ("30-call-bank-known", |desk| {
        desk.set_clock("2026-11-24T14:30");
        hand_over::at(desk, Screen::CallBank, known_bank(), |incident| {
            incident.told_bank = Some(Answer::Unknown);
        });
    }),
    ("30-call-bank-known-years-later", |desk| {
        desk.set_clock("2029-01-15T14:30");
        hand_over::at(desk, Screen::CallBank, known_bank(), |_| {});
    }),
    ("55-call-script-gift-card", |desk| {
        hand_over::at(desk, Screen::MemoMoney, family(), |incident| {
            incident.memo.paid = vec![Paid::GiftCard]
        });
        desk.tell(Event::Pressed(Press::Next));
        desk.pass(1_000);
    }),
];
