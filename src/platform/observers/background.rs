//! Observers on threads of their own: the slowest never holds up the others, nor the look itself. One that
//! hangs or breaks down is left to itself and started anew.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use super::{Observer, Seen, Wanted};
use crate::core::detection::snapshot::Snapshot;

/// What was seen stays valid this long when its observer fails or hangs: a trace that an attacker
/// hides by jamming the observer must not make a finding vanish at once.
const KEPT_FOR: Duration = Duration::from_secs(60);
/// An observer that has not answered for so long hangs.
const HUNG_AFTER: Duration = Duration::from_secs(20);
/// How many times one observer is started anew: each time a thread may be left hanging.
const NEW_STARTS_MAX: u32 = 3;

/// Makes a set of observers; [`super::native`] outside tests.
pub type MakeObservers = Arc<dyn Fn() -> Vec<Box<dyn Observer>> + Send + Sync>;

/// One observer on its thread.
#[derive(Debug)]
struct Runner {
    name: &'static str,
    every: Duration,
    line: Line,
    busy: bool,
    broken: bool,
    new_starts: u32,
    asked_at: Option<Instant>,
    last: Option<(Instant, Seen)>,
}

/// The way to a thread and back.
#[derive(Debug)]
struct Line {
    orders: SyncSender<Wanted>,
    answers: Receiver<Option<Seen>>,
}

/// A set of observers.
#[derive(Default)]
pub struct Background {
    runners: Vec<Runner>,
    /// Nothing when none can be started anew.
    make: Option<MakeObservers>,
    hung_after: Duration,
}

impl fmt::Debug for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Background").field("runners", &self.runners).finish_non_exhaustive()
    }
}

impl Background {
    /// Starts a thread for each of `observers`. One that cannot be started is logged and missing.
    #[must_use]
    pub fn start(observers: Vec<Box<dyn Observer>>) -> Self {
        Self {
            runners: observers.into_iter().filter_map(start).collect(),
            make: None,
            hung_after: HUNG_AFTER,
        }
    }

    /// As [`Background::start`] with the observers that `make` makes. One that hangs or breaks down is made
    /// anew, up to [`NEW_STARTS_MAX`] times.
    #[must_use]
    pub fn renewed_by(make: MakeObservers) -> Self {
        Self { make: Some(Arc::clone(&make)), ..Self::start(make()) }
    }

    /// Takes in what was answered, and asks whichever observer is due. Never waits. True when
    /// something is known that was not, or is no longer.
    pub fn refresh(&mut self, wanted: &Wanted) -> bool {
        let now = Instant::now();
        let mut changed = false;
        for runner in &mut self.runners {
            changed |= runner.take_answer(now);
            if let Some(make) = self.make.as_ref().filter(|_| runner.is_lost(now, self.hung_after)) {
                runner.start_anew(make);
            }
            if runner.asked_at.is_none_or(|at| now.duration_since(at) >= runner.every) {
                runner.ask(wanted, now);
            }
        }
        changed
    }

    /// Asks every observer now and waits at most `wait` for all of them together. True when all answered.
    pub fn look_now(&mut self, wanted: &Wanted, wait: Duration) -> bool {
        let deadline = Instant::now() + wait;
        for runner in &mut self.runners {
            runner.take_answer(Instant::now());
            runner.ask(wanted, Instant::now());
        }
        for runner in &mut self.runners {
            runner.wait_until(deadline);
        }
        self.runners.iter().all(|runner| !runner.busy && !runner.broken)
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
        match self.line.orders.try_send(wanted.clone()) {
            Ok(()) => {
                self.busy = true;
                self.asked_at = Some(now);
            }
            Err(TrySendError::Full(_)) => {}
            Err(TrySendError::Disconnected(_)) => self.gone(),
        }
    }

    fn take_answer(&mut self, now: Instant) -> bool {
        match self.line.answers.try_recv() {
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
        match self.line.answers.recv_timeout(left) {
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

    /// Its thread broke down: it is not asked again.
    fn gone(&mut self) {
        if !std::mem::replace(&mut self.broken, true) {
            log::error!("observer {} broke down", self.name);
        }
    }

    /// It broke down, or was asked too long ago.
    fn is_lost(&self, now: Instant, hung_after: Duration) -> bool {
        let hangs = self.busy && self.asked_at.is_some_and(|at| now.duration_since(at) >= hung_after);
        self.new_starts < NEW_STARTS_MAX && (self.broken || hangs)
    }

    /// Leaves its thread to itself and gives the work to another. What was seen stays for its time.
    fn start_anew(&mut self, make: &MakeObservers) {
        log::warn!("observer {} is started anew", self.name);
        self.new_starts = self.new_starts.saturating_add(1);
        let (name, make) = (self.name, Arc::clone(make));
        // Made on its own thread: what hangs there hangs alone.
        let observer = move || make().into_iter().find(|observer| observer.name() == name);
        if let Some(line) = spawn(name, observer) {
            self.line = line;
            (self.busy, self.broken) = (false, false);
            // Due at once, unless it broke down: that may happen at every look.
            self.asked_at = self.asked_at.filter(|at| at.elapsed() < self.every);
        }
    }
}

fn start(observer: Box<dyn Observer>) -> Option<Runner> {
    let (name, every) = (observer.name(), observer.every());
    Some(Runner {
        name,
        every,
        line: spawn(name, move || Some(observer))?,
        busy: false,
        broken: false,
        new_starts: 0,
        asked_at: None,
        last: None,
    })
}

fn spawn(
    name: &'static str,
    observer: impl FnOnce() -> Option<Box<dyn Observer>> + Send + 'static,
) -> Option<Line> {
    let (orders, work): (SyncSender<Wanted>, Receiver<Wanted>) = sync_channel(1);
    let (done, answers) = sync_channel(1);
    let spawned = thread::Builder::new().name(format!("observe-{name}")).spawn(move || {
        if let Some(mut observer) = observer() {
            observe_for_ever(observer.as_mut(), &work, &done);
        }
    });
    if let Err(error) = spawned {
        log::error!("observer {name} cannot be started: {error}");
        return None;
    }
    Some(Line { orders, answers })
}

/// Ends when nobody asks or listens any more.
fn observe_for_ever(observer: &mut dyn Observer, work: &Receiver<Wanted>, done: &SyncSender<Option<Seen>>) {
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
                    log::warn!("observer {}: {error}", observer.name());
                }
                None
            }
        };
        if done.send(seen).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::{Mutex, mpsc};

    use super::*;
    use crate::platform::observers::ObserveError;

    /// What one observer does at each look.
    #[derive(Clone, Copy)]
    enum Does {
        Answer,
        Hang,
        BreakDown,
    }

    struct Odd(Does, Arc<Mutex<Receiver<()>>>);

    impl Observer for Odd {
        fn name(&self) -> &'static str {
            "odd"
        }
        fn every(&self) -> Duration {
            Duration::ZERO
        }
        fn observe(&mut self, _: &Wanted) -> Result<Seen, ObserveError> {
            match self.0 {
                Does::Answer => {}
                Does::Hang => {
                    let _ = self.1.lock().unwrap().recv();
                }
                Does::BreakDown => std::panic::resume_unwind(Box::new("odd")),
            }
            Ok(Seen::Pipes(vec!["seen".into()]))
        }
    }

    /// The first so many observers made do what `at_first` says, later ones answer.
    fn background(at_first: Does, count: u32) -> (Background, Arc<AtomicU32>, SyncSender<()>) {
        let (release, hang) = mpsc::sync_channel(1);
        let hang = Arc::new(Mutex::new(hang));
        let made = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&made);
        let make = move || {
            let does = if counter.fetch_add(1, Ordering::SeqCst) < count { at_first } else { Does::Answer };
            let odd: Box<dyn Observer> = Box::new(Odd(does, Arc::clone(&hang)));
            vec![odd]
        };
        let mut background = Background::renewed_by(Arc::new(make));
        background.hung_after = Duration::from_millis(30);
        (background, made, release)
    }

    fn sees(background: &mut Background, within: Duration) -> bool {
        let deadline = Instant::now() + within;
        loop {
            background.refresh(&Wanted::default());
            let mut snapshot = Snapshot::default();
            background.add_to(&mut snapshot);
            let seen = snapshot.pipes == ["seen"];
            if seen || Instant::now() >= deadline {
                return seen;
            }
            thread::park_timeout(Duration::from_millis(5));
        }
    }

    #[test]
    fn one_that_hangs_or_breaks_down_is_started_anew() {
        for odd in [Does::Hang, Does::BreakDown] {
            let (mut background, _, _release) = background(odd, 2);
            assert!(sees(&mut background, Duration::from_secs(20)));
        }
    }

    #[test]
    fn not_more_than_a_few_threads_are_left_hanging() {
        let (mut background, made, _release) = background(Does::Hang, u32::MAX);
        assert!(!sees(&mut background, Duration::from_millis(600)));
        assert_eq!(made.load(Ordering::SeqCst), 1 + NEW_STARTS_MAX);
    }
}
