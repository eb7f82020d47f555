//! The alert: states worth looking at.

use kyukyubako::core::Event;
use kyukyubako::core::detection::Level;
use kyukyubako::core::event::Start;

use crate::gallery::Scene;
use crate::harness::{Desk, allowed_in_use, finding, live, seen};

/// The window as the watcher opens it.
pub fn opened(desk: &mut Desk) {
    desk.start(Start { alert: true, watching: true, ..Start::default() });
}

pub const SCENES: &[Scene] = &[
    ("08-alert", |desk| {
        opened(desk);
        desk.tell(Event::Assessed(live()));
    }),
    ("08-alert-unseen", opened),
    ("08-alert-two", |desk| {
        opened(desk);
        let other = finding("chrome-remote-desktop", Level::Likely, None);
        desk.tell(Event::Assessed(seen([live().findings, vec![other]].concat())));
    }),
    ("69-alert-gone", |desk| {
        opened(desk);
        desk.pass(6_000);
    }),
    ("68-alert-allowed", |desk| {
        opened(desk);
        desk.tell(Event::Assessed(seen(vec![allowed_in_use()])));
    }),
];
