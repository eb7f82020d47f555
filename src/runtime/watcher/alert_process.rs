//! The alert window's process, as the watcher sees it.

use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, BufRead, BufReader, Write as _};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::WATCHED;
use super::resident::Message;
use crate::core::watch::AlertLine;
use crate::core::watch::machine::{AlertEnd, Input};
use crate::platform::network;
use crate::platform::own_program::OwnProgram;

/// The word that opens the alert.
const WORD: &str = "alert";
/// Longer than any line of a window; the rest of a longer one is passed over.
const LINE_MAX_BYTES: usize = 128;
/// Longer than the secret of a start.
pub(super) const SECRET_MAX_BYTES: u64 = 64;
/// Asks the window to come to the front.
pub(super) const RAISE: u8 = b'r';
/// A window answers within this time. It is loaded, perhaps, but a thread of its own does nothing else.
const ANSWER_WITHIN: Duration = Duration::from_secs(5);
/// And is seen, or says that it is not, within this time: it draws on a slow PC, perhaps.
const SEEN_WITHIN: Duration = Duration::from_secs(20);
/// So many windows in a row that cannot be seen are ended at once, then one after each pause of that length: where no
/// window can be seen, another one helps nobody.
const UNSEEN_MAX: u32 = 3;
const UNSEEN_PAUSE: Duration = Duration::from_secs(120);

/// The one window this watcher started, as long as it lives.
#[derive(Debug, Clone, Default)]
pub(super) struct AlertProcess(Arc<Shared>);

/// What became of asking for the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raised {
    /// It came.
    Answered,
    /// It lives and says nothing, or not that it can be seen.
    Silent,
    /// It ended meanwhile, which is told of.
    Gone,
    /// This watcher has none.
    NotOurs,
}

#[derive(Debug, Default)]
struct Shared {
    now: Mutex<Now>,
    heard: Condvar,
}

#[derive(Debug, Default)]
struct Now {
    /// Which start it is; what an earlier one still tells is passed over.
    start: u64,
    child: Option<Child>,
    input: Option<ChildStdin>,
    answers: u64,
    /// How often it said that it is seen.
    seen: u64,
    unseen: Unseen,
}

/// Windows that could not be seen, one after the other.
#[derive(Debug, Default)]
struct Unseen {
    in_a_row: u32,
    last: Option<Instant>,
}

impl Unseen {
    /// One more. True when it is to be ended.
    fn one_more(&mut self, now: Instant) -> bool {
        let recently = self.last.is_some_and(|last| now.saturating_duration_since(last) < UNSEEN_PAUSE);
        if self.in_a_row >= UNSEEN_MAX && recently {
            return false;
        }
        self.in_a_row = self.in_a_row.saturating_add(1);
        self.last = Some(now);
        true
    }
}

impl AlertProcess {
    /// Starts it on a thread of its own and passes on what it tells. Where the line is cut, only when a person asks.
    pub(super) fn start(&self, program: OwnProgram, news: SyncSender<Message>, asked: bool) {
        let start = {
            let mut now = self.now();
            now.start = now.start.wrapping_add(1);
            now.start
        };
        let (slot, sender) = (self.clone(), news.clone());
        let thread = std::thread::Builder::new().name("alert".into()).spawn(move || {
            let end = slot.run(&program, &sender, asked, start);
            if slot.now().start == start {
                tell(&sender, Input::AlertOver(end));
            }
        });
        if let Err(error) = thread {
            log::error!("alert: {error}");
            // Not from here: whoever reads the messages is the one that calls.
            drop(news.try_send(Message::Input(Input::AlertOver(AlertEnd::NotStarted))));
        }
    }

    fn run(&self, program: &OwnProgram, news: &SyncSender<Message>, asked: bool, start: u64) -> AlertEnd {
        if !asked && network::native().status().cut {
            log::info!("no alert: the line is cut");
            return AlertEnd::NotNeeded;
        }
        let started = program.start(|command| {
            command.args([WORD, WATCHED]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        });
        let secret = secret();
        let output = match started {
            Ok(mut child) => {
                let (output, mut input) = (child.stdout.take(), child.stdin.take());
                let said = input.as_mut().map(|input| writeln!(input, "{secret}"));
                if let Some(Err(error)) = said {
                    log::warn!("the alert: {error}");
                }
                let mut now = self.now();
                if now.start != start {
                    // It took so long that nobody waits for it any more.
                    end(&mut child);
                    return AlertEnd::Died;
                }
                (now.child, now.input) = (Some(child), input);
                output
            }
            Err(error) => {
                log::error!("alert: {error}");
                return AlertEnd::NotStarted;
            }
        };
        let (mut end, mut was_shown) = (AlertEnd::Died, false);
        let mut lines = output.map(BufReader::new);
        while let Some(line) = lines.as_mut().and_then(|lines| bounded_line(lines).ok().flatten()) {
            let ours = line.trim().strip_prefix(&secret).map(str::trim_start);
            let mut now = self.now();
            if now.start != start {
                return AlertEnd::Died;
            }
            let line = ours.and_then(AlertLine::from_word);
            match line {
                Some(AlertLine::Here) => now.answers = now.answers.wrapping_add(1),
                Some(AlertLine::Seen) => {
                    now.seen = now.seen.wrapping_add(1);
                    now.unseen.in_a_row = 0;
                }
                Some(AlertLine::Unseen) => now.end_unseen(),
                _ => {}
            }
            self.0.heard.notify_all();
            drop(now);
            match line {
                Some(AlertLine::Shown) => {
                    was_shown = true;
                    log::info!("the alert is shown");
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
                Some(AlertLine::Here | AlertLine::Seen | AlertLine::Unseen) => {}
                None => log::debug!("somebody else speaks for the alert"),
            }
        }
        // Its output is closed: it ends, or has ended.
        let child = {
            let mut now = self.now();
            if now.start != start {
                return AlertEnd::Died;
            }
            now.input = None;
            self.0.heard.notify_all();
            now.child.take()
        };
        match child.map(|mut child| child.wait()) {
            Some(Ok(status)) => log::info!("the alert ended: {end:?}, {status}"),
            Some(Err(error)) => log::warn!("the alert: {error}"),
            None => {}
        }
        end
    }

    /// Asks the window this watcher started to come to the front, and waits until it says that it is seen.
    pub(super) fn raise(&self) -> Raised {
        let mut now = self.now();
        if now.child.is_none() {
            return Raised::NotOurs;
        }
        let (start, answers, seen) = (now.start, now.answers, now.seen);
        // A handful of bytes: they never wait for a reader.
        let asked = now.input.as_mut().is_some_and(|input| input.write_all(&[RAISE]).is_ok());
        let now = self.wait(now, ANSWER_WITHIN, |now| now.start == start && now.answers == answers);
        let answered = asked && now.answers != answers;
        let within = if answered { SEEN_WITHIN } else { Duration::ZERO };
        let now = self.wait(now, within, |now| now.start == start && now.seen == seen);
        if now.start != start || now.child.is_none() {
            Raised::Gone
        } else if answered && now.seen != seen {
            Raised::Answered
        } else {
            Raised::Silent
        }
    }

    fn wait<'a>(
        &self,
        now: MutexGuard<'a, Now>,
        longest: Duration,
        still: impl Fn(&Now) -> bool,
    ) -> MutexGuard<'a, Now> {
        let waits = |now: &mut Now| now.child.is_some() && still(now);
        let waited = self.0.heard.wait_timeout_while(now, longest, waits);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Ends a window that does not answer any more; its end is told as any other.
    pub(super) fn end(&self) {
        if let Some(child) = self.now().child.as_mut()
            && let Err(error) = child.kill()
        {
            log::warn!("the alert: {error}");
        }
    }

    /// Ends what was started, even where no process is there yet. Nothing of it is told any more.
    pub(super) fn give_up(&self) {
        let child = {
            let mut now = self.now();
            now.start = now.start.wrapping_add(1);
            now.input = None;
            self.0.heard.notify_all();
            now.child.take()
        };
        if let Some(mut child) = child {
            end(&mut child);
        }
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.0.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Now {
    /// Another window may be seen where this one is not.
    fn end_unseen(&mut self) {
        if !self.unseen.one_more(Instant::now()) {
            log::warn!("the alert cannot be seen, nor could those before it");
            return;
        }
        log::warn!("the alert cannot be seen");
        if let Some(Err(error)) = self.child.as_mut().map(Child::kill) {
            log::warn!("the alert: {error}");
        }
    }
}

fn end(child: &mut Child) {
    if let Err(error) = child.kill().and_then(|()| child.wait().map(drop)) {
        log::warn!("the alert: {error}");
    }
}

/// What nobody guesses: the system seeds every hasher anew.
fn secret() -> String {
    [(); 2].map(|()| format!("{:016x}", RandomState::new().hash_one(0))).concat()
}

/// The next line, cut where it is too long; `None` at the end. However much is written, what follows is still read.
fn bounded_line(from: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    loop {
        let bytes = from.fill_buf()?;
        if bytes.is_empty() {
            return Ok((!line.is_empty()).then(|| String::from_utf8_lossy(&line).into_owned()));
        }
        let (part, whole) = match bytes.iter().position(|byte| *byte == b'\n') {
            Some(end) => (bytes.get(..end).unwrap_or_default(), true),
            None => (bytes, false),
        };
        line.extend(part.iter().take(LINE_MAX_BYTES.saturating_sub(line.len())));
        let used = part.len() + usize::from(whole);
        from.consume(used);
        if whole {
            return Ok(Some(String::from_utf8_lossy(&line).into_owned()));
        }
    }
}

fn tell(news: &SyncSender<Message>, input: Input) {
    // The watcher ends: nobody needs to know.
    let _ = news.send(Message::Input(input));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn junk_before_a_line_does_not_make_deaf() {
        let mut text = vec![b'x'; 200_000];
        text.extend(b"\n\nshown\nlast");
        let mut from = BufReader::new(text.as_slice());
        let mut next = || bounded_line(&mut from).unwrap();
        assert_eq!(next().unwrap().len(), LINE_MAX_BYTES);
        assert_eq!(next().as_deref(), Some(""));
        assert_eq!(next().as_deref(), Some("shown"));
        assert_eq!(next().as_deref(), Some("last"));
        assert_eq!(next(), None);
    }

    #[test]
    fn windows_that_cannot_be_seen_are_replaced_and_never_for_ever() {
        let mut unseen = Unseen::default();
        let begin = Instant::now();
        let mut ended = 0_u32;
        for second in 0..1_200 {
            ended += u32::from(unseen.one_more(begin + Duration::from_secs(second)));
        }
        assert_eq!(ended, UNSEEN_MAX + 9, "in twenty minutes");
        unseen.in_a_row = 0;
        assert!(unseen.one_more(begin + Duration::from_secs(1_201)));
    }

    #[test]
    fn each_start_has_a_secret_of_its_own() {
        let (one, two) = (secret(), secret());
        assert!(one != two && one.len() == 32 && u64::try_from(one.len()).unwrap() < SECRET_MAX_BYTES);
    }
}
