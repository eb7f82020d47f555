//! A line that tells every log-on of the cut: announced before it is made, withdrawn when it is taken back. A
//! drill is announced, too: one that is interrupted by a shutdown must not be found without a word.

use std::sync::mpsc::sync_channel;
use std::time::Duration;

use crate::core::Timestamp;
use crate::core::drill::{DrillEnd, DrillProgress, DrillReport};
use crate::core::network::{
    CutReport, LineStatus, Observation, RestoreAuthority, RestoreReport, RestoreResult, WayResult,
};
use crate::platform::{CutProgress, NetworkLine};

/// A cut waits no longer than this for the announcement; a slow disk may finish it later. Tests tell the order.
const ANNOUNCE_WAIT: Duration = Duration::from_millis(if cfg!(test) { 20_000 } else { 30 });

/// How log-ons are told.
#[derive(Debug, Clone, Copy)]
pub struct Announcer {
    /// See `logon_notice::announce`.
    pub announce: fn(Timestamp) -> Result<(), String>,
    /// See `logon_notice::withdraw`.
    pub withdraw: fn() -> Result<(), String>,
    /// An administrator announced a cut that this process cannot take back.
    pub is_anothers: fn() -> bool,
}

/// `L`, announced.
pub struct AnnouncedLine<L> {
    line: L,
    announcer: Announcer,
}

impl<L: NetworkLine> AnnouncedLine<L> {
    /// Announces the cuts of `line`.
    #[must_use]
    pub fn new(line: L, announcer: Announcer) -> Self {
        Self { line, announcer }
    }

    fn announce(&self) {
        let announce = self.announcer.announce;
        let now = Timestamp(jiff::Timestamp::now().as_millisecond());
        let (done, wait) = sync_channel(1);
        let started = std::thread::Builder::new().name("logon-notice".to_owned()).spawn(move || {
            if let Err(error) = announce(now) {
                log::warn!("{error}");
            }
            // Nobody may be waiting any more.
            let _ = done.send(());
        });
        match started {
            Ok(_) => drop(wait.recv_timeout(ANNOUNCE_WAIT)),
            Err(error) => log::warn!("no thread to announce the cut: {error}"),
        }
    }

    fn withdraw(&self) {
        if let Err(error) = (self.announcer.withdraw)() {
            log::warn!("{error}");
        }
    }

    fn announced(&self, cut: impl FnOnce() -> CutReport) -> CutReport {
        self.announce();
        let report = cut();
        let changed = report.restorable || report.ways.iter().any(|way| way.result == WayResult::Done);
        if !changed {
            self.withdraw();
        }
        report
    }
}

impl<L: NetworkLine> NetworkLine for AnnouncedLine<L> {
    fn cut(&self, progress: &dyn Fn(CutProgress)) -> CutReport {
        self.announced(|| self.line.cut(progress))
    }

    fn cut_again(&self, progress: &dyn Fn(CutProgress)) -> CutReport {
        self.announced(|| self.line.cut_again(progress))
    }

    fn observe(&self) -> Vec<Observation> {
        self.line.observe()
    }

    fn status(&self) -> LineStatus {
        self.line.status()
    }

    fn restore(&self, authority: &RestoreAuthority) -> RestoreReport {
        let mut report = self.line.restore(authority);
        if report.result == RestoreResult::NothingToDo && (self.announcer.is_anothers)() {
            // Nothing of this user's, and yet the line is cut: the administrator's part is left.
            report.result = RestoreResult::NotAllowed;
            report.reasons.push("an administrator made this cut".to_owned());
        }
        if matches!(report.result, RestoreResult::Restored | RestoreResult::NothingToDo) {
            self.withdraw();
        }
        report
    }

    fn drill(&self, progress: &dyn Fn(DrillProgress)) -> DrillReport {
        let report = self.line.drill(&|doing| {
            // Not before it has begun: a drill that is refused says nothing of the cut that refuses it.
            if doing == DrillProgress::Observing {
                self.announce();
            }
            progress(doing);
        });
        if report.refused.is_none() && report.restored && report.ended_by != DrillEnd::RealCut {
            self.withdraw();
        }
        report
    }

    fn end_drill(&self, only_overdue: bool) -> RestoreReport {
        let report = self.line.end_drill(only_overdue);
        match report.result {
            RestoreResult::Restored => self.withdraw(),
            // Whoever ends it may give up: the next log-on must not wonder.
            RestoreResult::Incomplete => self.announce(),
            RestoreResult::NothingToDo | RestoreResult::NotAllowed | RestoreResult::WrongPin => {}
        }
        report
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::drill::DrillRefusal;
    use crate::core::network::{Way, WayReport};
    use std::cell::RefCell;
    use std::sync::Mutex;

    /// Says nothing but what it was told to, and writes down when.
    struct Scripted {
        way: WayResult,
        restore: RestoreResult,
    }

    static HISTORY: Mutex<Vec<&str>> = Mutex::new(Vec::new());

    fn note(what: &'static str) {
        HISTORY.lock().unwrap().push(what);
    }

    impl NetworkLine for Scripted {
        fn cut(&self, _: &dyn Fn(CutProgress)) -> CutReport {
            note("cut");
            let way = WayReport { way: Way::LinkDown, result: self.way, reason: None };
            CutReport { ways: vec![way], ..CutReport::default() }
        }
        fn observe(&self) -> Vec<Observation> {
            Vec::new()
        }
        fn status(&self) -> LineStatus {
            LineStatus::default()
        }
        fn drill(&self, progress: &dyn Fn(DrillProgress)) -> DrillReport {
            if self.restore == RestoreResult::NothingToDo {
                return DrillReport::refused(DrillRefusal::CutInForce);
            }
            note("drill");
            progress(DrillProgress::Observing);
            let mut report = DrillReport::begun();
            report.take_restore(self.restore(&RestoreAuthority::Nobody), 0);
            report
        }
        fn end_drill(&self, _: bool) -> RestoreReport {
            RestoreReport { result: self.restore, retry_after_s: 0, reasons: Vec::new() }
        }
        fn restore(&self, _: &RestoreAuthority) -> RestoreReport {
            note("restore");
            RestoreReport { result: self.restore, retry_after_s: 0, reasons: Vec::new() }
        }
    }

    #[test]
    fn log_ons_are_told_before_a_cut_and_no_longer_than_it_lasts() {
        let announcer = Announcer {
            announce: |_| {
                note("announce");
                Ok(())
            },
            withdraw: || {
                note("withdraw");
                Ok(())
            },
            is_anothers: || false,
        };
        let told = |way, restore| {
            HISTORY.lock().unwrap().clear();
            let line = AnnouncedLine::new(Scripted { way, restore }, announcer);
            let seen = RefCell::new(0);
            let _ = line.cut(&|_| *seen.borrow_mut() += 1);
            let _ = line.restore(&RestoreAuthority::Nobody);
            HISTORY.lock().unwrap().clone()
        };
        use RestoreResult::{Incomplete, NotAllowed, Restored};
        for (way, restore, expected) in [
            (WayResult::Done, Restored, vec!["announce", "cut", "restore", "withdraw"]),
            (WayResult::Done, NotAllowed, vec!["announce", "cut", "restore"]),
            (WayResult::Done, Incomplete, vec!["announce", "cut", "restore"]),
            (WayResult::Denied, NotAllowed, vec!["announce", "cut", "withdraw", "restore"]),
        ] {
            assert_eq!(told(way, restore), expected, "{way:?} {restore:?}");
        }
        let drilled = |restore| {
            HISTORY.lock().unwrap().clear();
            let line = AnnouncedLine::new(Scripted { way: WayResult::Done, restore }, announcer);
            line.drill(&|_| {});
            line.end_drill(true);
            HISTORY.lock().unwrap().clone()
        };
        for (restore, expected) in [
            (Restored, vec!["drill", "announce", "restore", "withdraw", "withdraw"]),
            (Incomplete, vec!["drill", "announce", "restore", "announce"]),
            // The red button came in between.
            (NotAllowed, vec!["drill", "announce", "restore"]),
            (RestoreResult::NothingToDo, vec![]),
        ] {
            assert_eq!(drilled(restore), expected, "{restore:?}");
        }
        let anothers = Announcer { is_anothers: || true, ..announcer };
        for (restore, expected) in
            [(RestoreResult::NothingToDo, NotAllowed), (Restored, Restored), (Incomplete, Incomplete)]
        {
            let line = AnnouncedLine::new(Scripted { way: WayResult::Done, restore }, anothers);
            let report = line.restore(&RestoreAuthority::Pin("2468".into()));
            assert_eq!(report.result, expected, "{restore:?}");
        }
    }
}
