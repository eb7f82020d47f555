//! The thread that looks for remote tools, and one that watches over it: a look that never ends must not leave
//! the window saying for ever what was true before.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::mailbox::Mailbox;
use crate::core::Event;
use crate::core::detection::Assessment;
use crate::core::detection::allow_list::AllowList;
use crate::platform::{EndReport, SessionWatch};

/// Pause between two light rounds of the session watch.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// No round for so long: nothing is known any more. By the monotonic clock.
const LOST_AFTER: Duration = Duration::from_secs(5);

/// What the session watch is asked for.
pub(super) struct WatchRequests {
    end_tools: SyncSender<()>,
    allowed: Arc<Mutex<Option<AllowList>>>,
}

impl WatchRequests {
    /// Ends the tools that are seen.
    pub(super) fn end_tools(&self) {
        // A request already waiting does the same.
        let _ = self.end_tools.try_send(());
    }

    /// Judges with `list` from the next round on. Never waits and is never lost: only the newest counts.
    pub(super) fn watch_with(&self, list: AllowList) {
        self.allowed.lock().unwrap_or_else(PoisonError::into_inner).replace(list);
    }
}

/// One answer of the watch.
enum Round {
    Seen(Assessment),
    Ended(Vec<EndReport>),
}

/// Starts the session watch.
pub(super) fn session_watch(watch: Box<dyn SessionWatch>, mailbox: Mailbox) -> io::Result<WatchRequests> {
    start(watch, mailbox, LOST_AFTER)
}

fn start(watch: Box<dyn SessionWatch>, mailbox: Mailbox, lost_after: Duration) -> io::Result<WatchRequests> {
    let (end_tools, end_requests) = sync_channel(1);
    let (answer, rounds) = sync_channel(1);
    let allowed: Arc<Mutex<Option<AllowList>>> = Arc::default();
    let newest = Arc::clone(&allowed);
    thread::Builder::new()
        .name("session-watchdog".into())
        .spawn(move || pass_on(&rounds, &mailbox, lost_after))?;
    thread::Builder::new()
        .name("session-watch".into())
        .spawn(move || look_for_ever(watch, &newest, &end_requests, &answer))?;
    Ok(WatchRequests { end_tools, allowed })
}

/// Ends when nobody asks or listens any more, or when the watch broke down.
fn look_for_ever(
    mut watch: Box<dyn SessionWatch>,
    newest: &Mutex<Option<AllowList>>,
    end_requests: &Receiver<()>,
    answer: &SyncSender<Round>,
) {
    loop {
        let list = newest.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(list) = list {
            watch.set_allowed(list);
        }
        let Ok(assessment) = catch_unwind(AssertUnwindSafe(|| watch.look())) else {
            log::error!("the session watch broke down");
            return;
        };
        if answer.send(Round::Seen(assessment)).is_err() {
            return;
        }
        match end_requests.recv_timeout(LOOK_EVERY) {
            Ok(()) => {
                let Ok(ended) = catch_unwind(AssertUnwindSafe(|| watch.end_tools())) else {
                    log::error!("ending the tools broke down");
                    return;
                };
                if answer.send(Round::Ended(ended)).is_err() {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// Passes what changed on to the window, and tells it when no more rounds come. The next one heals that.
fn pass_on(rounds: &Receiver<Round>, mailbox: &Mailbox, lost_after: Duration) {
    // Nothing while the watch is lost.
    let mut last = Some(Assessment::default());
    loop {
        let event = match rounds.recv_timeout(lost_after) {
            // Only what changed wakes the window: an idle one repaints nothing.
            Ok(Round::Seen(assessment)) if last.as_ref() == Some(&assessment) => continue,
            Ok(Round::Seen(assessment)) => {
                last = Some(assessment.clone());
                Event::Assessed(assessment)
            }
            Ok(Round::Ended(ended)) => Event::ToolsEnded(ended),
            Err(RecvTimeoutError::Timeout) if last.is_none() => continue,
            Err(RecvTimeoutError::Timeout) => {
                log::error!("the session watch has not answered for {lost_after:?}");
                last = None;
                Event::WatchLost
            }
            Err(RecvTimeoutError::Disconnected) => {
                mailbox.post(Event::WatchLost);
                return;
            }
        };
        if !mailbox.post(event) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::mailbox::Waker;
    use super::*;
    use crate::core::Timestamp;
    use crate::core::detection::allow_list::AllowEntry;
    use crate::core::detection::{Finding, Level};
    use crate::platform::EndReport;

    /// One tool in use, allowed or not.
    struct OneTool(AllowList);

    impl SessionWatch for OneTool {
        fn look(&mut self) -> Assessment {
            let allowed = !self.0.entries.is_empty();
            let finding = Finding {
                tool: "a".into(),
                name: "A".into(),
                level: Level::Live,
                allowed,
                pids: Vec::new(),
                evidence: Vec::new(),
                since: None,
                signer: None,
            };
            let level = if allowed { Level::Clear } else { Level::Live };
            Assessment { level, findings: vec![finding] }
        }

        fn end_tools(&mut self) -> Vec<EndReport> {
            Vec::new()
        }

        fn set_allowed(&mut self, allowed: AllowList) {
            self.0 = allowed;
        }
    }

    #[test]
    fn a_change_of_the_allow_list_is_judged_without_a_new_start_and_taken_back_as_well() {
        let (sender, events) = sync_channel(8);
        let mailbox = Mailbox::new(sender, Waker::default());
        let requests = session_watch(Box::new(OneTool(AllowList::default())), mailbox).unwrap();
        let next = || match events.recv_timeout(Duration::from_secs(20)).unwrap() {
            Event::Assessed(assessment) => assessment.level,
            other => panic!("{other:?}"),
        };
        assert_eq!(next(), Level::Live);
        let entry = AllowEntry::new("a", "S", Timestamp(1_800_000_000_000)).unwrap();
        requests.watch_with(AllowList { entries: vec![entry] });
        assert_eq!(next(), Level::Clear);
        requests.watch_with(AllowList::default());
        assert_eq!(next(), Level::Live);
        requests.end_tools();
        assert!(matches!(events.recv_timeout(Duration::from_secs(20)).unwrap(), Event::ToolsEnded(_)));
    }

    /// Looks when it is told to, and says what it is told.
    struct Told(Receiver<Assessment>);

    impl SessionWatch for Told {
        fn look(&mut self) -> Assessment {
            self.0.recv().unwrap_or_default()
        }
        fn end_tools(&mut self) -> Vec<EndReport> {
            Vec::new()
        }
        fn set_allowed(&mut self, _: AllowList) {}
    }

    fn told() -> (SyncSender<Assessment>, WatchRequests, Receiver<Event>) {
        let (tell, told) = sync_channel(64);
        let (sender, events) = sync_channel(8);
        let mailbox = Mailbox::new(sender, Waker::default());
        let requests = start(Box::new(Told(told)), mailbox, Duration::from_millis(50)).unwrap();
        (tell, requests, events)
    }

    fn next(events: &Receiver<Event>) -> Event {
        events.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    #[test]
    fn a_look_that_never_ends_is_told_once_and_the_next_one_heals_it() {
        let (tell, _requests, events) = told();
        assert!(matches!(next(&events), Event::WatchLost));
        assert!(events.recv_timeout(Duration::from_millis(300)).is_err(), "told once");
        tell.send(Assessment::default()).unwrap();
        // What was clear before is told again: the window no longer says so.
        assert!(matches!(next(&events), Event::Assessed(seen) if seen.level == Level::Clear));
        assert!(matches!(next(&events), Event::WatchLost), "and when it hangs again");
    }

    #[test]
    fn a_look_that_never_ends_holds_up_neither_the_end_nor_a_request() {
        let (_tell, requests, events) = told();
        assert!(matches!(next(&events), Event::WatchLost));
        for _ in 0..100 {
            requests.end_tools();
            requests.watch_with(AllowList::default());
        }
        drop(requests);
        drop(events);
    }

    #[test]
    fn a_watch_that_breaks_down_is_told_at_once() {
        struct Broken;
        impl SessionWatch for Broken {
            fn look(&mut self) -> Assessment {
                std::panic::resume_unwind(Box::new("broken"))
            }
            fn end_tools(&mut self) -> Vec<EndReport> {
                Vec::new()
            }
            fn set_allowed(&mut self, _: AllowList) {}
        }
        let (sender, events) = sync_channel(8);
        let mailbox = Mailbox::new(sender, Waker::default());
        let _requests = start(Box::new(Broken), mailbox, Duration::from_secs(3_600)).unwrap();
        assert!(matches!(next(&events), Event::WatchLost));
        assert!(events.recv_timeout(Duration::from_secs(20)).is_err(), "the threads have ended");
    }
}
