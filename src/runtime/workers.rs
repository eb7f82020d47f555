//! The threads that may block: the line, its watch, the notes.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::mailbox::Mailbox;
use crate::content::browsers;
use crate::core::Event;
use crate::core::drill::{DrillRefusal, DrillReport};
use crate::core::event::Notice;
use crate::core::network::{CutReport, RestoreAuthority, RestoreReport, RestoreResult};
use crate::platform::{NetworkLine, browser};

/// Pause between two looks at the line while an incident is open.
const OBSERVE_EVERY: Duration = Duration::from_secs(1);
/// Jobs that may wait for a thread. A person cannot press faster than this empties.
const QUEUE: usize = 64;

/// Work on the line. Cuts are made one after the other; a restore never stands in their way.
#[derive(Debug)]
pub(super) enum LineJob {
    /// Cut now.
    Cut,
    /// Cut by the ways that ask nobody.
    CutAgain,
    /// Take back what was changed.
    Restore(RestoreAuthority),
}

/// Starts the thread that cuts, and that gives each restore a thread of its own.
pub(super) fn line(
    line: Arc<dyn NetworkLine>,
    elevated: fn() -> RestoreReport,
    mailbox: Mailbox,
) -> io::Result<SyncSender<LineJob>> {
    let (sender, jobs) = sync_channel(QUEUE);
    thread::Builder::new().name("line".into()).spawn(move || {
        for job in jobs {
            let event = match job {
                LineJob::Cut | LineJob::CutAgain => {
                    let progress = |progress| {
                        mailbox.post(Event::CutProgressed(progress));
                    };
                    let cut = catch_unwind(AssertUnwindSafe(|| match job {
                        LineJob::CutAgain => line.cut_again(&progress),
                        _ => line.cut(&progress),
                    }));
                    Event::CutFinished(cut.unwrap_or_else(|_| {
                        log::error!("the cut broke down");
                        CutReport::default()
                    }))
                }
                LineJob::Restore(authority) => {
                    restore(Arc::clone(&line), authority, elevated, mailbox.clone());
                    continue;
                }
            };
            if !mailbox.post(event) {
                return;
            }
        }
    })?;
    Ok(sender)
}

/// Restores on a thread of its own: a PIN that is looked at, a guard, NetworkManager and the system's
/// question take their time, and a cut waits for none of them.
fn restore(
    line: Arc<dyn NetworkLine>,
    authority: RestoreAuthority,
    elevated: fn() -> RestoreReport,
    mailbox: Mailbox,
) {
    let answer = mailbox.clone();
    let begun = thread::Builder::new().name("restore".into()).spawn(move || {
        let restored = catch_unwind(AssertUnwindSafe(|| line.restore(&authority)));
        let mut report = restored.unwrap_or_else(|_| broken_restore());
        if needs_administrator(&report, &authority) {
            report = ask_administrator(&*line, elevated);
        }
        answer.post(Event::RestoreFinished(report));
    });
    if let Err(error) = begun {
        log::error!("no thread for the restore: {error}");
        mailbox.post(Event::RestoreFinished(broken_restore()));
    }
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

fn ask_administrator(line: &dyn NetworkLine, elevated: fn() -> RestoreReport) -> RestoreReport {
    let mut report = catch_unwind(elevated).unwrap_or_else(|_| broken_restore());
    // The administrator found nothing of his, but this user's own part is still cut.
    if report.result == RestoreResult::NothingToDo && line.status().restorable {
        report.result = RestoreResult::Incomplete;
    }
    report
}

/// Runs a drill on a thread of its own: the red button never waits behind it.
pub(super) fn drill(line: Arc<dyn NetworkLine>, mailbox: Mailbox) {
    let failed = || Event::DrillFinished(Box::new(DrillReport::refused(DrillRefusal::Failed)));
    let answer = mailbox.clone();
    let begun = thread::Builder::new().name("drill".into()).spawn(move || {
        let progress = |progress| {
            answer.post(Event::DrillProgressed(progress));
        };
        let drilled = catch_unwind(AssertUnwindSafe(|| line.drill(&progress)));
        answer.post(drilled.map_or_else(
            |_| {
                log::error!("the drill broke down");
                // Its net opens the line; this does the same at once.
                line.end_drill(false);
                failed()
            },
            |report| Event::DrillFinished(Box::new(report)),
        ));
    });
    if let Err(error) = begun {
        log::error!("no thread for the drill: {error}");
        mailbox.post(failed());
    }
}

/// Closes the browsers on a thread of its own: it takes seconds, and nothing waits behind it.
pub(super) fn close_browsers(mailbox: Mailbox) {
    let answer = mailbox.clone();
    let begun = thread::Builder::new().name("close-browsers".into()).spawn(move || {
        let closed = catch_unwind(|| match browsers::builtin() {
            Ok(known) => browser::close_all(&known),
            Err(error) => {
                log::error!("{error}");
                Vec::new()
            }
        });
        answer.post(Event::BrowsersClosed(closed.unwrap_or_else(|_| {
            log::error!("closing the browsers broke down");
            Vec::new()
        })));
    });
    if let Err(error) = begun {
        log::error!("no thread to close the browsers: {error}");
        mailbox.post(Event::BrowsersClosed(Vec::new()));
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
    use std::sync::{Condvar, Mutex};

    use super::super::mailbox::Waker;
    use super::*;
    use crate::core::network::{LineStatus, Observation};
    use crate::platform::CutProgress;

    /// A line whose restore goes on until somebody cuts.
    #[derive(Default)]
    struct Slow {
        cut: Mutex<bool>,
        changed: Condvar,
    }

    impl NetworkLine for Slow {
        fn cut(&self, _: &dyn Fn(CutProgress)) -> CutReport {
            *self.cut.lock().unwrap() = true;
            self.changed.notify_all();
            CutReport { cut: true, ..CutReport::default() }
        }
        fn observe(&self) -> Vec<Observation> {
            Vec::new()
        }
        fn status(&self) -> LineStatus {
            LineStatus::default()
        }
        fn restore(&self, _: &RestoreAuthority) -> RestoreReport {
            let patience = Duration::from_secs(20);
            let (cut, _) =
                self.changed.wait_timeout_while(self.cut.lock().unwrap(), patience, |cut| !*cut).unwrap();
            let result = if *cut { RestoreResult::Restored } else { RestoreResult::WrongPin };
            RestoreReport { result, retry_after_s: 0, reasons: Vec::new() }
        }
    }

    #[test]
    fn the_red_button_does_not_wait_behind_a_restore() {
        let (sender, events) = sync_channel(16);
        let elevated = || unreachable!("the PIN was right");
        let jobs = line(Arc::new(Slow::default()), elevated, Mailbox::new(sender, Waker::default())).unwrap();
        jobs.send(LineJob::Restore(RestoreAuthority::Pin("2468".into()))).unwrap();
        jobs.send(LineJob::Cut).unwrap();
        let end = Duration::from_secs(60);
        let mut said: Vec<Event> = (0..2).map(|_| events.recv_timeout(end).unwrap()).collect();
        said.sort_by_key(|event| matches!(event, Event::RestoreFinished(_)));
        assert!(matches!(&said[0], Event::CutFinished(report) if report.cut), "{said:?}");
        assert!(matches!(&said[1], Event::RestoreFinished(it) if it.result == RestoreResult::Restored));
    }
}
