//! Observers on threads of their own: the slowest never holds up the others, nor the look itself.

use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::{Observer, Seen, Wanted};
use crate::core::detection::snapshot::Snapshot;

/// What was seen stays valid this long when its observer fails or hangs: a trace that an attacker
/// hides by jamming the observer must not make a finding vanish at once.
const KEPT_FOR: Duration = Duration::from_secs(60);

/// One observer on its thread.
#[derive(Debug)]
struct Runner {
    name: &'static str,
    every: Duration,
    orders: SyncSender<Wanted>,
    answers: Receiver<Option<Seen>>,
    busy: bool,
    broken: bool,
    asked_at: Option<Instant>,
    last: Option<(Instant, Seen)>,
}

/// A set of observers.
#[derive(Debug, Default)]
pub struct Background {
    runners: Vec<Runner>,
}

impl Background {
    /// Starts a thread for each of `observers`. One that cannot be started is logged and missing.
    #[must_use]
    pub fn start(observers: Vec<Box<dyn Observer>>) -> Self {
        Self { runners: observers.into_iter().filter_map(start).collect() }
    }

    /// Takes in what was answered, and asks whichever observer is due. Never waits. True when
    /// something is known that was not, or is no longer.
    pub fn refresh(&mut self, wanted: &Wanted) -> bool {
        let now = Instant::now();
        let mut changed = false;
        for runner in &mut self.runners {
            changed |= runner.take_answer(now);
            if runner.asked_at.is_none_or(|at| now.duration_since(at) >= runner.every) {
                runner.ask(wanted, now);
            }
        }
        changed
    }

    /// Asks every observer now and waits at most `wait` for all of them together.
    pub fn look_now(&mut self, wanted: &Wanted, wait: Duration) {
        let deadline = Instant::now() + wait;
        for runner in &mut self.runners {
            runner.take_answer(Instant::now());
            runner.ask(wanted, Instant::now());
        }
        for runner in &mut self.runners {
            runner.wait_until(deadline);
        }
    }

    /// Adds what is known to `snapshot`.
    pub fn add_to(&self, snapshot: &mut Snapshot) {
        for (at, seen) in self.runners.iter().filter_map(|runner| runner.last.as_ref()) {
            if at.elapsed() <= KEPT_FOR {
                seen.add_to(snapshot);
            }
        }
    }
}

impl Runner {
    fn ask(&mut self, wanted: &Wanted, now: Instant) {
        if self.busy || self.broken {
            return;
        }
        match self.orders.try_send(wanted.clone()) {
            Ok(()) => {
                self.busy = true;
                self.asked_at = Some(now);
            }
            Err(TrySendError::Full(_)) => {}
            Err(TrySendError::Disconnected(_)) => self.gone(),
        }
    }

    fn take_answer(&mut self, now: Instant) -> bool {
        match self.answers.try_recv() {
            Ok(seen) => self.answered(seen, now),
            Err(TryRecvError::Empty) => self.forget_what_is_old(),
            Err(TryRecvError::Disconnected) => {
                self.gone();
                self.forget_what_is_old()
            }
        }
    }

    fn forget_what_is_old(&mut self) -> bool {
        let old = self.last.as_ref().is_some_and(|(at, _)| at.elapsed() > KEPT_FOR);
        if old {
            self.last = None;
        }
        old
    }

    fn wait_until(&mut self, deadline: Instant) {
        if !self.busy {
            return;
        }
        let left = deadline.saturating_duration_since(Instant::now());
        match self.answers.recv_timeout(left) {
            Ok(seen) => {
                self.answered(seen, Instant::now());
            }
            Err(_) => log::warn!("observer {}: no answer in time", self.name),
        }
    }

    /// True when it saw something else than before.
    fn answered(&mut self, seen: Option<Seen>, now: Instant) -> bool {
        self.busy = false;
        let Some(seen) = seen else { return self.forget_what_is_old() };
        let changed = self.last.as_ref().is_none_or(|(_, before)| *before != seen);
        self.last = Some((now, seen));
        changed
    }

    /// Its thread broke down: it is never asked again.
    fn gone(&mut self) {
        if !std::mem::replace(&mut self.broken, true) {
            log::error!("observer {} broke down", self.name);
        }
    }
}

fn start(mut observer: Box<dyn Observer>) -> Option<Runner> {
    let (name, every) = (observer.name(), observer.every());
    let (orders, work): (SyncSender<Wanted>, Receiver<Wanted>) = sync_channel(1);
    let (done, answers) = sync_channel(1);
    let spawned = thread::Builder::new().name(format!("observe-{name}")).spawn(move || {
        let mut failed_before = false;
        for wanted in work {
            let seen = match observer.observe(&wanted) {
                Ok(seen) => {
                    failed_before = false;
                    Some(seen)
                }
                Err(error) => {
                    // Once, not every ten seconds for a year.
                    if !std::mem::replace(&mut failed_before, true) {
                        log::warn!("observer {name}: {error}");
                    }
                    None
                }
            };
            if done.send(seen).is_err() {
                return;
            }
        }
    });
    match spawned {
        Ok(_) => Some(Runner {
            name,
            every,
            orders,
            answers,
            busy: false,
            broken: false,
            asked_at: None,
            last: None,
        }),
        Err(error) => {
            log::error!("observer {name} cannot be started: {error}");
            None
        }
    }
}
