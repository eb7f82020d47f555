//! The alert window's process, as the watcher sees it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Stdio};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};

use super::WATCHED;
use super::resident::Message;
use crate::core::watch::AlertLine;
use crate::core::watch::machine::{AlertEnd, Input};
use crate::platform::network;
use crate::platform::own_program::OwnProgram;

/// The word that opens the alert.
const WORD: &str = "alert";
/// More than a window ever tells.
const LINES_MAX_BYTES: u64 = 4096;

/// The one window this watcher started, as long as it lives.
#[derive(Debug, Clone, Default)]
pub(super) struct AlertProcess(Arc<Mutex<Option<Child>>>);

impl AlertProcess {
    /// Starts it on a thread of its own and passes on what it tells. Where the line is cut, only when a person asks.
    pub(super) fn start(&self, program: OwnProgram, news: SyncSender<Message>, asked: bool) {
        let (slot, sender) = (self.clone(), news.clone());
        let thread = std::thread::Builder::new().name("alert".into()).spawn(move || {
            let end = slot.run(&program, &sender, asked);
            tell(&sender, Input::AlertOver(end));
        });
        if let Err(error) = thread {
            log::error!("alert: {error}");
            tell(&news, Input::AlertOver(AlertEnd::NotStarted));
        }
    }

    fn run(&self, program: &OwnProgram, news: &SyncSender<Message>, asked: bool) -> AlertEnd {
        if !asked && network::native().status().cut {
            return AlertEnd::NotNeeded;
        }
        let started = program.start(|command| {
            command.args([WORD, WATCHED]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        });
        let output = match started {
            Ok(mut child) => {
                let output = child.stdout.take();
                self.slot().replace(child);
                output
            }
            Err(error) => {
                log::error!("alert: {error}");
                return AlertEnd::NotStarted;
            }
        };
        let (mut end, mut was_shown) = (AlertEnd::Died, false);
        let lines = output.map(|output| BufReader::new(output.take(LINES_MAX_BYTES)).lines());
        for line in lines.into_iter().flatten().map_while(Result::ok) {
            match AlertLine::from_word(line.trim()) {
                Some(AlertLine::Shown) => {
                    was_shown = true;
                    tell(news, Input::AlertShown);
                }
                Some(AlertLine::Counting) => tell(news, Input::Counting),
                Some(AlertLine::CountOver) => tell(news, Input::CountOver),
                Some(AlertLine::HandedOver) => end = AlertEnd::HandedOver,
                // Said by every process that ends in order, also by one that found another window.
                Some(AlertLine::Closed) if end == AlertEnd::HandedOver => {}
                Some(AlertLine::Closed) if was_shown => end = AlertEnd::Closed,
                // There is no screen for it.
                Some(AlertLine::Closed) => end = AlertEnd::NotStarted,
                None => log::warn!("the alert said something else"),
            }
        }
        // Its output is closed: it ends, or has ended.
        let child = self.slot().take();
        match child.map(|mut child| child.wait()) {
            Some(Ok(status)) => log::info!("the alert ended: {end:?}, {status}"),
            Some(Err(error)) => log::warn!("the alert: {error}"),
            None => {}
        }
        end
    }

    /// It lives, as far as is known.
    pub(super) fn is_alive(&self) -> bool {
        self.slot().is_some()
    }

    /// Ends a window that does not answer any more.
    pub(super) fn end(&self) {
        if let Some(child) = self.slot().as_mut()
            && let Err(error) = child.kill()
        {
            log::warn!("the alert: {error}");
        }
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Child>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn tell(news: &SyncSender<Message>, input: Input) {
    // The watcher ends: nobody needs to know.
    let _ = news.send(Message::Input(input));
}
