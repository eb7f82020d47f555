//! One request, one answer; and what the guard does by itself once a second.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::core::Timestamp;
use crate::core::guard::protocol::DRILL_MS;
use crate::core::guard::{Client, GuardStatus, Refusal, Reply, Request};
use crate::core::network::{RestoreReport, RestoreResult, WayResult};
use crate::core::pin_delay::WrongTries;
use crate::platform::pin::{self, PinError, PinResult};

use super::audit::Audit;
use super::policy::{self, RestoreLeave, Standing};
use super::turn::Turn;
use super::{Applied, Keeper, Kept, Moment};

/// Restores of people who are no administrators that are worked on at once, and as many of all other
/// requests; more are told to come back. A cut is never counted, and neither is an administrator: nobody can
/// fill the guard with other things so that these do not get through.
const OTHERS_MAX: usize = 8;
/// A restore that a cut came before is remembered for this long: the next one is not overtaken again.
const OVERTAKEN_MS: i64 = 60_000;
/// From such a restore on cuts of others wait for as long as it takes, and for this long.
const SHIELD_MS: i64 = 5_000;
/// An opening that was not complete is tried again after this, then after twice as long, and so on.
const FIRST_RETRY_MS: i64 = 1_000;
const LONGEST_RETRY_MS: i64 = 60_000;

/// The guard.
#[derive(Debug)]
pub struct Guard<K> {
    keeper: K,
    folder: PathBuf,
    audit: Audit,
    turn: Turn,
    /// One PIN at a time: many at once would be guesses that nobody counted yet. Counts the wrong ones beside
    /// the disk.
    pin_turn: Mutex<WrongTries>,
    /// Cuts asked for so far.
    cuts: AtomicU64,
    /// The last closing since the last opening, and up to which cut it answers.
    closed: Mutex<Option<(u64, Applied)>>,
    /// When the running drill ends, on the steady clock.
    drill_end: Mutex<Option<Timestamp>>,
    /// A real cut was asked for since the line was last open. Outranks a record that still says drill.
    real_cut: AtomicBool,
    /// The owner's restore was not complete: it goes on until it is, or until a new cut.
    opening: Mutex<Option<Opening>>,
    /// Taken before a cut is counted, so that none slips in between two looks at the count.
    shield: Mutex<Shield>,
    others: AtomicUsize,
    restores: AtomicUsize,
}

/// When an incomplete opening is tried again, on the steady clock.
#[derive(Debug, Clone, Copy)]
struct Opening {
    next: Timestamp,
    wait_ms: i64,
}

/// Keeps a loop of cuts from undoing the owner's restore for ever. On the steady clock.
#[derive(Debug, Default)]
struct Shield {
    /// When a cut last came before a restore.
    overtaken: Option<Timestamp>,
    /// Restores at work that are not overtaken again.
    restoring: usize,
    /// Until then no new cut of others begins.
    until: Option<Timestamp>,
}

/// One restore at work behind the shield.
struct Shielded<'a>(&'a Mutex<Shield>);

impl Drop for Shielded<'_> {
    fn drop(&mut self) {
        let mut shield = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shield.restoring = shield.restoring.saturating_sub(1);
    }
}

/// Counts one request that is being worked on.
struct Working<'a>(&'a AtomicUsize);

impl Drop for Working<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl<K: Keeper> Guard<K> {
    /// A guard over `keeper` whose PIN and audit log lie in `folder`, which only the administrator may
    /// open.
    #[must_use]
    pub fn new(keeper: K, folder: &Path) -> Self {
        Self {
            keeper,
            folder: folder.to_owned(),
            audit: Audit::new(folder),
            turn: Turn::default(),
            pin_turn: Mutex::default(),
            cuts: AtomicU64::new(0),
            closed: Mutex::default(),
            drill_end: Mutex::default(),
            real_cut: AtomicBool::default(),
            opening: Mutex::default(),
            shield: Mutex::default(),
            others: AtomicUsize::default(),
            restores: AtomicUsize::default(),
        }
    }

    /// Called once before the first request: makes what is in force agree with the record.
    ///
    /// A drill on record was interrupted, by a restart or a killed guard, and ends here. A cut is
    /// closed again. What is recognised as ours without a record (System Restore can bring filters back) is
    /// kept as well: a line that is closed without need costs a telephone call, one that is opened while
    /// somebody is being robbed costs their money; and every way back works without a record.
    pub fn reconcile(&self, now: Moment) {
        let _turn = self.turn.take(false);
        match Standing::of(&self.keeper.kept()) {
            Standing::Open => {}
            Standing::Drill => self.end_drill(now, "interrupted drill"),
            Standing::Cut => {
                let changed = self.keeper.keep_closed();
                log::info!("a cut is on record; closed again: {changed}");
            }
        }
    }

    /// Called once a second: closes what has opened, ends a drill.
    pub fn tick(&self, now: Moment) {
        let _turn = self.turn.take(false);
        let kept = self.keeper.kept();
        match self.standing(&kept) {
            Standing::Open => {
                *self.drill_end() = None;
                self.real_cut.store(false, Ordering::SeqCst);
                *self.opening() = None;
            }
            // With leave, and by no new cut since.
            _ if self.opening().is_some() => self.go_on_opening(now),
            Standing::Cut => {
                *self.drill_end() = None;
                self.keep_closed();
            }
            Standing::Drill => {
                // Not begun by this guard: ends when its record says, but never later than any other.
                let left = kept.drill_until.map_or(0, |until| until.0.saturating_sub(now.wall.0));
                let end = *self.drill_end().get_or_insert(now.steady.plus_millis(left.clamp(0, DRILL_MS)));
                if now.steady >= end {
                    self.end_drill(now, "drill");
                } else {
                    self.keep_closed();
                }
            }
        }
    }

    /// Answers one request.
    pub fn handle(&self, client: &Client, request: Request, now: Moment) -> Reply {
        if request == Request::Cut {
            return match self.count_cut(client, now) {
                Some(number) => self.cut(client, number, now),
                None => {
                    self.audit.counted(now.wall, client, "cut", "later: the owner restores");
                    Reply::Refused { why: Refusal::Restoring }
                }
            };
        }
        let counter = if matches!(request, Request::Restore { .. }) { &self.restores } else { &self.others };
        let working = (!client.elevated).then(|| counter.fetch_add(1, Ordering::SeqCst));
        let _working = working.map(|_| Working(counter));
        if working.is_some_and(|working| working >= OTHERS_MAX) {
            return Reply::Refused { why: Refusal::Busy };
        }
        match request {
            Request::Cut | Request::Status => Reply::Status(self.status(now)),
            Request::Drill => self.drill(client, now),
            Request::Restore { pin } => Reply::Restore(self.restore(client, pin.as_deref(), now)),
            Request::SetPin { pin } => self.set_pin(client, &pin, now),
        }
    }

    /// The number of a new cut; none while it has to wait.
    fn count_cut(&self, client: &Client, now: Moment) -> Option<u64> {
        let shield = self.shield();
        let held_off = shield.restoring > 0 || shield.until.is_some_and(|until| now.steady < until);
        if held_off && !client.elevated {
            return None;
        }
        Some(self.cuts.fetch_add(1, Ordering::SeqCst).saturating_add(1))
    }

    /// From here on, if a cut came before the owner's last restore, none of others does.
    fn raise_shield(&self, now: Moment) -> Option<Shielded<'_>> {
        let mut shield = self.shield();
        let overtaken = shield.overtaken.is_some_and(|at| now.steady.0 - at.0 < OVERTAKEN_MS);
        overtaken.then(|| {
            shield.restoring = shield.restoring.saturating_add(1);
            shield.until = Some(now.steady.plus_millis(SHIELD_MS));
            Shielded(&self.shield)
        })
    }

    fn cut(&self, client: &Client, number: u64, now: Moment) -> Reply {
        self.keeper.cut_is_waiting(true);
        let _turn = self.turn.take(true);
        self.keeper.cut_is_waiting(false);
        let before = self.closed().clone();
        // A closing that began after this request came in is its answer, too.
        let applied = match before {
            Some((covers, applied)) if covers >= number => applied,
            _ => {
                let covers = self.cuts.load(Ordering::SeqCst);
                self.real_cut.store(true, Ordering::SeqCst);
                let applied = self.keeper.close(None);
                *self.closed() = Some((covers, applied.clone()));
                applied
            }
        };
        *self.drill_end() = None;
        *self.opening() = None;
        let done = applied.ways.iter().any(|way| way.result == WayResult::Done);
        self.audit.counted(now.wall, client, "cut", if done { "done" } else { "no way worked" });
        Reply::Applied { ways: applied.ways, restorable: applied.restorable, drill_until: None }
    }

    fn drill(&self, client: &Client, now: Moment) -> Reply {
        let _turn = self.turn.take(false);
        if let Err(why) = policy::drill(self.standing(&self.keeper.kept())) {
            self.audit.counted(now.wall, client, "drill", "refused: a cut or drill is in force");
            return Reply::Refused { why };
        }
        let until = now.wall.plus_millis(DRILL_MS);
        *self.drill_end() = Some(now.steady.plus_millis(DRILL_MS));
        let applied = self.keeper.close(Some(until));
        self.audit.counted(now.wall, client, "drill", "begun");
        Reply::Applied { ways: applied.ways, restorable: applied.restorable, drill_until: Some(until) }
    }

    fn status(&self, now: Moment) -> GuardStatus {
        let kept = self.keeper.kept();
        let is_drill = self.standing(&kept) == Standing::Drill;
        let drill_until = kept.drill_until.filter(|_| is_drill).map(|until| {
            let left = self.drill_end().map(|end| end.0.saturating_sub(now.steady.0));
            left.map_or(until, |left| now.wall.plus_millis(left))
        });
        GuardStatus {
            in_force: kept.in_force,
            lasting: kept.lasting,
            since: kept.since,
            restorable: kept.recorded,
            drill_until,
            pin_set: pin::is_set(&self.folder),
        }
    }

    fn restore(&self, client: &Client, pin: Option<&str>, now: Moment) -> RestoreReport {
        // A cut that is asked for from here on is one that whoever restores does not know of.
        let mut known = self.cuts.load(Ordering::SeqCst);
        let standing = self.standing(&self.keeper.kept());
        match policy::restore(client.elevated, pin.is_some(), standing) {
            RestoreLeave::NothingToDo => return report(RestoreResult::NothingToDo, 0, None),
            RestoreLeave::NotAllowed => {
                self.audit.counted(now.wall, client, "restore", "refused: neither PIN nor administrator");
                return report(RestoreResult::NotAllowed, 0, None);
            }
            RestoreLeave::PinFirst => {
                if let Err(refused) = self.look_at_pin(client, pin.unwrap_or_default(), now) {
                    return refused;
                }
            }
            RestoreLeave::Go => {}
        }
        let owner = standing == Standing::Cut;
        let shielded = if owner { self.raise_shield(now) } else { None };
        if shielded.is_some() {
            // Those that came in before are made first; the owner has met them once already.
            known = self.cuts.load(Ordering::SeqCst);
        }
        let _turn = self.turn.take(false);
        let overtaken = || {
            (self.cuts.load(Ordering::SeqCst) != known).then(|| {
                if owner {
                    self.shield().overtaken = Some(now.steady);
                }
                self.audit.counted(now.wall, client, "restore", "overtaken by a new cut");
                report(RestoreResult::Incomplete, 0, Some("a new cut was asked for meanwhile"))
            })
        };
        // What leave was given for is what must still be in force: a cut that was already on its way
        // may have made the drill a real one.
        if let Some(refused) = overtaken() {
            return refused;
        }
        let real = || self.standing(&self.keeper.kept()) == Standing::Cut;
        if standing == Standing::Drill && !client.elevated && real() {
            self.audit.counted(now.wall, client, "restore", "refused: the drill became a cut");
            return report(RestoreResult::NotAllowed, 0, None);
        }
        let opened = self.open();
        if opened.result == RestoreResult::Incomplete {
            let next = now.steady.plus_millis(FIRST_RETRY_MS);
            *self.opening() = Some(Opening { next, wait_ms: FIRST_RETRY_MS });
        }
        let result = format!("{:?}", opened.result);
        if owner {
            self.audit.done(now.wall, client, "restore", &result);
        } else {
            // Anybody may end a drill, and begin the next.
            self.audit.counted(now.wall, client, "end of a drill", &result);
        }
        // The new cut waits for this turn and closes the line again the moment it ends.
        overtaken().unwrap_or(opened)
    }

    /// Looks at a PIN, outside the turn: hashing is slow on purpose.
    fn look_at_pin(&self, client: &Client, pin: &str, now: Moment) -> Result<(), RestoreReport> {
        let mut tries = self.pin_turn.lock().unwrap_or_else(PoisonError::into_inner);
        // A folder that somebody has put a link in the place of is not the administrator's.
        let real = self.folder.symlink_metadata().is_ok_and(|folder| folder.is_dir());
        let looked_at = if real {
            pin::verify_remembering(&self.folder, pin, now.steady, &mut tries)
        } else {
            PinResult::NotSet
        };
        let (result, retry_after_s, audited) = match looked_at {
            PinResult::Ok => return Ok(()),
            PinResult::Wrong { retry_after_s } => (RestoreResult::WrongPin, retry_after_s, "wrong PIN"),
            PinResult::Locked { retry_after_s } => {
                (RestoreResult::WrongPin, retry_after_s, "too many wrong PINs")
            }
            PinResult::NotSet => (RestoreResult::NotAllowed, 0, "refused: no PIN is set"),
        };
        self.audit.counted(now.wall, client, "restore", audited);
        Err(report(result, retry_after_s, None))
    }

    fn set_pin(&self, client: &Client, pin: &str, now: Moment) -> Reply {
        if let Err(why) = policy::set_pin(client.elevated) {
            self.audit.counted(now.wall, client, "set-pin", "refused: not elevated");
            return Reply::Refused { why };
        }
        let mut tries = self.pin_turn.lock().unwrap_or_else(PoisonError::into_inner);
        match pin::replace(&self.folder, pin) {
            Ok(()) => {
                *tries = WrongTries::default();
                self.audit.done(now.wall, client, "set-pin", "done");
                Reply::PinSet
            }
            Err(PinError::Format) => Reply::Refused { why: Refusal::PinFormat },
            Err(error) => {
                log::error!("the PIN cannot be set: {error}");
                self.audit.done(now.wall, client, "set-pin", "failed");
                Reply::Refused { why: Refusal::Failed }
            }
        }
    }

    fn go_on_opening(&self, now: Moment) {
        let Some(Opening { next, wait_ms }) = *self.opening() else { return };
        if now.steady < next {
            return;
        }
        let opened = self.open();
        log::info!("what was not opened completely is tried again: {:?}", opened.result);
        if opened.result == RestoreResult::Incomplete {
            let wait_ms = wait_ms.saturating_mul(2).min(LONGEST_RETRY_MS);
            *self.opening() = Some(Opening { next: now.steady.plus_millis(wait_ms), wait_ms });
        }
    }

    fn keep_closed(&self) {
        if self.keeper.keep_closed() {
            log::warn!("something had opened and was closed again");
        }
    }

    fn end_drill(&self, now: Moment, what: &str) {
        let opened = self.open();
        let guard = Client { elevated: true, who: "guard".to_owned() };
        self.audit.counted(now.wall, &guard, what, &format!("ended: {:?}", opened.result));
        for reason in &opened.reasons {
            log::error!("{what}: {reason}");
        }
    }

    /// Opens, with the turn held.
    fn open(&self) -> RestoreReport {
        *self.closed() = None;
        let opened = self.keeper.open();
        if !matches!(opened.result, RestoreResult::Incomplete) {
            *self.drill_end() = None;
            *self.opening() = None;
            self.real_cut.store(false, Ordering::SeqCst);
        }
        opened
    }

    /// What `kept` amounts to, beside what this guard remembers.
    fn standing(&self, kept: &Kept) -> Standing {
        match Standing::of(kept) {
            Standing::Drill if self.real_cut.load(Ordering::SeqCst) => Standing::Cut,
            standing => standing,
        }
    }

    fn closed(&self) -> MutexGuard<'_, Option<(u64, Applied)>> {
        self.closed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn opening(&self) -> MutexGuard<'_, Option<Opening>> {
        self.opening.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn shield(&self) -> MutexGuard<'_, Shield> {
        self.shield.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn drill_end(&self) -> MutexGuard<'_, Option<Timestamp>> {
        self.drill_end.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn report(result: RestoreResult, retry_after_s: u64, reason: Option<&str>) -> RestoreReport {
    RestoreReport { result, retry_after_s, reasons: reason.map(str::to_owned).into_iter().collect() }
}

#[cfg(test)]
#[path = "service_tests.rs"]
mod tests;
