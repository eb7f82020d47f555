//! The threads that may block: the line, its watch, the session watch, the notes.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::mailbox::Mailbox;
use crate::core::Event;
use crate::core::detection::Assessment;
use crate::core::detection::allow_list::AllowList;
use crate::core::event::Notice;
use crate::core::network::{CutReport, RestoreAuthority, RestoreReport, RestoreResult};
use crate::platform::{NetworkLine, SessionWatch};

/// Pause between two light rounds of the session watch.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// Pause between two looks at the line while an incident is open.
const OBSERVE_EVERY: Duration = Duration::from_secs(1);
/// Jobs that may wait for a thread. A person cannot press faster than this empties.
const QUEUE: usize = 64;

/// Work for the thread that cuts and restores, one after the other.
#[derive(Debug)]
pub(super) enum LineJob {
    /// Cut now.
    Cut,
    /// Take back what was changed.
    Restore(RestoreAuthority),
}

/// Starts the thread that cuts and restores.
pub(super) fn line(
    line: Arc<dyn NetworkLine>,
    elevated: fn() -> RestoreReport,
    mailbox: Mailbox,
) -> io::Result<SyncSender<LineJob>> {
    let (sender, jobs) = sync_channel(QUEUE);
    thread::Builder::new().name("line".into()).spawn(move || {
        for job in jobs {
            let event = match job {
                LineJob::Cut => {
                    let progress = |progress| {
                        mailbox.post(Event::CutProgressed(progress));
                    };
                    let cut = catch_unwind(AssertUnwindSafe(|| line.cut(&progress)));
                    Event::CutFinished(cut.unwrap_or_else(|_| {
                        log::error!("the cut broke down");
                        CutReport::default()
                    }))
                }
                LineJob::Restore(authority) => {
                    let restored = catch_unwind(AssertUnwindSafe(|| line.restore(&authority)));
                    let report = restored.unwrap_or_else(|_| broken_restore());
                    if needs_administrator(&report, &authority) {
                        // The system's question may stay open for minutes: a cut never waits behind it.
                        ask_administrator(Arc::clone(&line), elevated, mailbox.clone());
                        continue;
                    }
                    Event::RestoreFinished(report)
                }
            };
            if !mailbox.post(event) {
                return;
            }
        }
    })?;
    Ok(sender)
}

/// The answer when the restore itself broke down.
pub(super) fn broken_restore() -> RestoreReport {
    log::error!("the restore broke down");
    RestoreReport { result: RestoreResult::Incomplete, retry_after_s: 0, reasons: Vec::new() }
}

/// What this process may not or cannot do is asked of the system (polkit, UAC).
fn needs_administrator(report: &RestoreReport, authority: &RestoreAuthority) -> bool {
    match report.result {
        RestoreResult::NotAllowed => true,
        RestoreResult::Incomplete => matches!(authority, RestoreAuthority::Pin(_)),
        _ => false,
    }
}

fn ask_administrator(line: Arc<dyn NetworkLine>, elevated: fn() -> RestoreReport, mailbox: Mailbox) {
    let answer = mailbox.clone();
    let asked = thread::Builder::new().name("restore-elevated".into()).spawn(move || {
        let mut report = catch_unwind(elevated).unwrap_or_else(|_| broken_restore());
        // The administrator found nothing of his, but this user's own part is still cut.
        if report.result == RestoreResult::NothingToDo && line.status().restorable {
            report.result = RestoreResult::Incomplete;
        }
        answer.post(Event::RestoreFinished(report));
    });
    if let Err(error) = asked {
        log::error!("no thread to ask the administrator: {error}");
        mailbox.post(Event::RestoreFinished(broken_restore()));
    }
}

/// Starts the thread that looks at the line while it is asked to.
pub(super) fn line_watch(
    line: Arc<dyn NetworkLine>,
    watching: Arc<AtomicBool>,
    mailbox: Mailbox,
) -> io::Result<()> {
    thread::Builder::new()
        .name("line-watch".into())
        .spawn(move || {
            loop {
                thread::park_timeout(OBSERVE_EVERY);
                if !watching.load(Ordering::Acquire) {
                    continue;
                }
                let event = match catch_unwind(AssertUnwindSafe(|| line.observe())) {
                    Ok(round) => Event::Observed(round),
                    Err(_) => {
                        log::error!("looking at the line broke down");
                        Event::LineWatchLost
                    }
                };
                if !mailbox.post(event) {
                    return;
                }
            }
        })
        .map(drop)
}

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

/// Starts the session watch.
pub(super) fn session_watch(mut watch: Box<dyn SessionWatch>, mailbox: Mailbox) -> io::Result<WatchRequests> {
    let (end_tools, end_requests): (SyncSender<()>, Receiver<()>) = sync_channel(1);
    let allowed: Arc<Mutex<Option<AllowList>>> = Arc::default();
    let newest = Arc::clone(&allowed);
    thread::Builder::new().name("session-watch".into()).spawn(move || {
        let mut last = Assessment::default();
        loop {
            let list = newest.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(list) = list {
                watch.set_allowed(list);
            }
            let Ok(assessment) = catch_unwind(AssertUnwindSafe(|| watch.look())) else {
                log::error!("the session watch broke down");
                mailbox.post(Event::WatchLost);
                return;
            };
            // Only what changed wakes the window: an idle one repaints nothing.
            if assessment != last {
                last = assessment.clone();
                if !mailbox.post(Event::Assessed(assessment)) {
                    return;
                }
            }
            match end_requests.recv_timeout(LOOK_EVERY) {
                Ok(()) => {
                    let Ok(ended) = catch_unwind(AssertUnwindSafe(|| watch.end_tools())) else {
                        log::error!("ending the tools broke down");
                        mailbox.post(Event::WatchLost);
                        return;
                    };
                    if !mailbox.post(Event::ToolsEnded(ended)) {
                        return;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    })?;
    Ok(WatchRequests { end_tools, allowed })
}

/// Work for the thread that writes to disk, in order.
pub(super) type DiskJob = Box<dyn FnOnce() -> Option<Notice> + Send>;

/// Starts the thread that writes to disk. It ends when the sender is dropped and everything is written.
pub(super) fn disk(mailbox: Mailbox) -> io::Result<(SyncSender<DiskJob>, JoinHandle<()>)> {
    let (sender, jobs): (SyncSender<DiskJob>, Receiver<DiskJob>) = sync_channel(QUEUE);
    let thread = thread::Builder::new().name("notes".into()).spawn(move || {
        for job in jobs {
            if let Some(notice) = job() {
                mailbox.post(Event::Noticed(notice));
            }
        }
    })?;
    Ok((sender, thread))
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
}
