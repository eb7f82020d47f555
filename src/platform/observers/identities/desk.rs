//! What is to be read, and the threads that read: one that hangs on a file is left to itself and another
//! takes its place.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use super::file_mark::FileMark;
use super::{FileFacts, Rank, ReadIdentity};
use crate::core::Timestamp;
use crate::platform::observers::arrival;
use crate::platform::observers::identity::Program;
use crate::platform::processes::observer::from_system_time;

/// Programs that may wait to be read for the first time, and as many to be looked at again. What finds
/// no room is asked for again in the next round.
pub(super) const QUEUE: usize = 512;
/// Most files whose identity is kept.
const KEPT_MAX: usize = 4_096;
/// Most threads that may hang on a file. Then nothing more is read.
pub(super) const HANGING_MAX: usize = 8;
/// Starts are told in whole seconds.
const START_PRECISION_MS: i64 = 1_000;

/// Finds the file of a program; [`Program::file`] outside tests.
pub(super) type Locate = fn(&Program) -> io::Result<PathBuf>;

/// How the files are read.
pub(super) struct Reading {
    pub(super) read: ReadIdentity,
    pub(super) locate: Locate,
    /// Longest time for one file.
    pub(super) limit: Duration,
}

/// What became of an order.
#[derive(Debug)]
pub(super) enum Outcome {
    /// This is what the file says.
    Read(FileFacts),
    /// The file says nothing to us; when it arrived may be known all the same.
    Failed(Option<Timestamp>),
    /// No answer in time. One may still come.
    TooSlow,
}

/// One program to be read. Ordered: greater ones are read first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct First {
    rank: Rank,
    program: Program,
}

/// What was read before, and when reading it began.
struct Kept {
    mark: FileMark,
    facts: FileFacts,
    read_from: Option<Timestamp>,
}

#[derive(Default)]
struct State {
    first: BTreeSet<First>,
    /// Looked at before.
    again: VecDeque<(Program, bool)>,
    answers: Vec<(Program, Outcome)>,
    kept: BTreeMap<String, Kept>,
    /// The number of the thread that reads.
    current: u64,
    works: bool,
    reading: Option<(Program, Instant)>,
    /// The threads that hang, and on what file.
    hanging: BTreeMap<u64, String>,
    told: bool,
    closed: bool,
}

/// Shared by the one who asks and those who read.
pub(super) struct Desk {
    reading: Reading,
    state: Mutex<State>,
    work: Condvar,
    done: Condvar,
}

impl Desk {
    pub(super) fn new(reading: Reading) -> Arc<Self> {
        Arc::new(Self { reading, state: Mutex::default(), work: Condvar::new(), done: Condvar::new() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a program that was never read. The newest ones find room by driving out the oldest, whose
    /// programs are returned. `Err` when it finds none itself.
    pub(super) fn order_first(self: &Arc<Self>, program: Program, rank: Rank) -> Result<Option<Program>, ()> {
        let mut state = self.state();
        let order = First { rank, program };
        let mut driven_out = None;
        if state.first.len() >= QUEUE {
            if state.first.first().is_some_and(|least| order <= *least) {
                return Err(());
            }
            driven_out = state.first.pop_first().map(|order| order.program);
        }
        state.first.insert(order);
        self.relieve(&mut state);
        self.work.notify_one();
        Ok(driven_out)
    }

    /// Takes a program to be looked at again; `read_before` when its file was. False when there is no room.
    pub(super) fn order_again(self: &Arc<Self>, program: Program, read_before: bool) -> bool {
        let mut state = self.state();
        let accepted = state.again.len() < QUEUE;
        if accepted {
            state.again.push_back((program, read_before));
        }
        self.relieve(&mut state);
        self.work.notify_one();
        accepted
    }

    /// True while a thread hangs on the file `exe`.
    pub(super) fn hangs_on(&self, exe: &str) -> bool {
        self.state().hanging.values().any(|hanging| hanging == exe)
    }

    /// The answers so far; waits for one until `deadline` when there is none and one may come.
    pub(super) fn answers(self: &Arc<Self>, deadline: Instant) -> Vec<(Program, Outcome)> {
        let mut state = self.state();
        loop {
            self.relieve(&mut state);
            let now = Instant::now();
            if !state.answers.is_empty() || !state.may_answer() || now >= deadline {
                return std::mem::take(&mut state.answers);
            }
            // A thread that has yet to begin does not tell us when it does.
            let overdue = state.reading.as_ref().map_or(now, |(_, since)| *since) + self.reading.limit;
            let wait = overdue.min(deadline).saturating_duration_since(now);
            state = self.done.wait_timeout(state, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Forgets orders for all but the processes `alive`.
    pub(super) fn keep_only(&self, alive: impl Fn(u32) -> bool) {
        let mut state = self.state();
        state.first.retain(|order| alive(order.program.pid));
        state.again.retain(|(program, _)| alive(program.pid));
    }

    /// No more is wanted; the threads end.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.work.notify_all();
    }

    /// Leaves a thread that hangs to itself and has another one work.
    fn relieve(self: &Arc<Self>, state: &mut State) {
        let overdue = state.reading.as_ref().is_some_and(|(_, since)| since.elapsed() >= self.reading.limit);
        if overdue && let Some((program, _)) = state.reading.take() {
            log::warn!("{} takes too long to be read", program.exe);
            state.hanging.insert(state.current, program.exe.clone());
            state.current = state.current.wrapping_add(1);
            state.works = false;
            state.give_up_on(program);
        }
        if state.works || state.closed {
            return;
        }
        if state.hanging.len() >= HANGING_MAX {
            if !std::mem::replace(&mut state.told, true) {
                log::error!("{HANGING_MAX} files cannot be read to their end: no more are read");
            }
            return;
        }
        let (desk, number) = (Arc::clone(self), state.current);
        let spawned = thread::Builder::new()
            .name("observe-identities".into())
            .spawn(move || while desk.read_next(number) {});
        match spawned {
            Ok(_) => state.works = true,
            Err(error) if !std::mem::replace(&mut state.told, true) => {
                log::error!("renamed programs cannot be recognised: {error}");
            }
            Err(_) => {}
        }
    }

    /// Reads the next file. False when thread `number` is no longer wanted.
    fn read_next(&self, number: u64) -> bool {
        let Some((program, read_before)) = self.next(number) else { return false };
        let read = catch_unwind(AssertUnwindSafe(|| self.read(&program, read_before)));
        let outcome = read.unwrap_or_else(|_| {
            log::error!("reading {} broke down", program.exe);
            Outcome::Failed(None)
        });
        let mut state = self.state();
        let is_current = state.current == number;
        if is_current {
            state.reading = None;
        } else {
            state.hanging.remove(&number);
        }
        // Late answers count as well: a slow disk is no reason never to know.
        state.answers.push((program, outcome));
        self.done.notify_all();
        is_current
    }

    fn next(&self, number: u64) -> Option<(Program, bool)> {
        let mut state = self.state();
        loop {
            if state.closed || state.current != number {
                return None;
            }
            let first = state.first.pop_last().map(|order| (order.program, false));
            if let Some(order) = first.or_else(|| state.again.pop_front()) {
                state.reading = Some((order.0.clone(), Instant::now()));
                return Some(order);
            }
            state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn read(&self, program: &Program, read_before: bool) -> Outcome {
        let arrived = || arrival::of(&program.exe);
        let look = || FileMark::of(&(self.reading.locate)(program)?);
        let read_from = from_system_time(SystemTime::now());
        let mark = match look() {
            Ok(mark) => mark,
            Err(error) => {
                log::debug!("{}: {error}", program.exe);
                return Outcome::Failed(arrived());
            }
        };
        let key = mark.key(&program.exe);
        if let Some(kept) = self.state().kept.get(&key)
            && mark.is_still(&kept.mark)
            && (read_before || kept.was_read_after_start(program))
        {
            return Outcome::Read(kept.facts.clone());
        }
        let facts = match (self.reading.read)(program) {
            Ok(identity) => FileFacts { identity, arrived: arrived() },
            Err(error) => {
                log::debug!("identity of {}: {error}", program.exe);
                return Outcome::Failed(arrived());
            }
        };
        // What was exchanged while it was read is neither the one nor the other.
        if !look().is_ok_and(|after| after.is_still(&mark)) {
            return Outcome::Failed(facts.arrived);
        }
        let mut state = self.state();
        if state.kept.len() >= KEPT_MAX {
            state.kept.clear();
        }
        state.kept.insert(key, Kept { mark, facts: facts.clone(), read_from });
        Outcome::Read(facts)
    }
}

impl State {
    /// Somebody reads, or will.
    fn may_answer(&self) -> bool {
        self.works && (self.reading.is_some() || !self.first.is_empty() || !self.again.is_empty())
    }

    /// `program` is answered for, and with it everything that waits for the same file.
    fn give_up_on(&mut self, program: Program) {
        let same = |other: &Program| other.exe == program.exe;
        let mut given_up: Vec<Program> = Vec::new();
        self.first.retain(|order| {
            let keep = !same(&order.program);
            if !keep {
                given_up.push(order.program.clone());
            }
            keep
        });
        self.again.retain(|(waiting, _)| {
            let keep = !same(waiting);
            if !keep {
                given_up.push(waiting.clone());
            }
            keep
        });
        given_up.push(program);
        self.answers.extend(given_up.into_iter().map(|program| (program, Outcome::TooSlow)));
    }
}

impl Kept {
    /// On Unix the mark cannot be forged. Elsewhere a new program is read anew: another file may have
    /// lain in the place of the one that was read.
    fn was_read_after_start(&self, program: &Program) -> bool {
        cfg!(unix)
            || program
                .started_at
                .zip(self.read_from)
                .is_some_and(|(started, read)| started.0.saturating_add(START_PRECISION_MS) <= read.0)
    }
}
