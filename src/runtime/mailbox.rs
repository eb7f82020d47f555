//! The way back into the window for every thread: bounded, and it wakes the window.

use std::sync::mpsc::SyncSender;
use std::sync::{Arc, OnceLock};

use eframe::egui;

use crate::core::Event;

/// Hands events to the window and wakes it.
#[derive(Debug, Clone)]
pub struct Mailbox {
    events: SyncSender<Event>,
    window: Waker,
}

impl Mailbox {
    /// A mailbox in front of `events`.
    #[must_use]
    pub fn new(events: SyncSender<Event>, window: Waker) -> Self {
        Self { events, window }
    }

    /// Delivers `event`. False when the window is gone: the thread may end.
    pub fn post(&self, event: Event) -> bool {
        let delivered = self.events.send(event).is_ok();
        self.window.wake();
        delivered
    }
}

/// Wakes the window once it exists.
#[derive(Debug, Clone, Default)]
pub struct Waker(Arc<OnceLock<egui::Context>>);

impl Waker {
    /// Tells which window to wake; the first one stays.
    pub fn attach(&self, ctx: &egui::Context) {
        self.0.get_or_init(|| ctx.clone());
    }

    /// Has the window look at its mailbox.
    pub fn wake(&self) {
        if let Some(ctx) = self.0.get() {
            ctx.request_repaint();
        }
    }
}
