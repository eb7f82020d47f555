//! The line on Windows: Wi-Fi radios as the person at the PC, filters through one consent.

mod filters;
mod guarded;
mod observe;
mod one_shot;
mod own_signer;
mod radio;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::core::network::baseline::Baseline;
use crate::core::network::journal::{Change, Journal};
use crate::core::network::windows::judge::{Filters, judge};
use crate::core::network::{
    Observation, RestoreReport, RestoreResult, Way, WayReport, WayResult, round_is_offline,
};
use crate::platform::CutProgress;
use crate::platform::windows::account::{self, Account};
use crate::platform::windows::{known_folder, tcp_sessions};

use super::LinePaths;
use super::journal_store::{JournalStore, Stored};
use super::line_ops::{LineOps, Plan, Planned, Undone};
use one_shot::NotRestored;
use radio::{Wlan, WlanError};

/// One press asks for consent once: the rounds of observation after it must not ask again.
const ASKED_RECENTLY: Duration = Duration::from_secs(8);
/// `ERROR_ACCESS_DENIED`.
const ACCESS_DENIED: u32 = 5;

/// Where a cut is recorded on this system.
#[must_use]
pub fn paths() -> LinePaths {
    let folder = known_folder::local_app_data().unwrap_or_else(|error| {
        log::error!("this user has no folder for programs: {error}");
        std::env::temp_dir().join("Kyukyubako")
    });
    LinePaths { journal: folder.join("cut-journal"), journal_copy: None, pin_folder: folder }
}

/// True when our filters are there and the next restart removes them.
#[must_use]
pub fn filters_end_with_restart() -> bool {
    filters::end_with_restart()
}

/// The operations of this system.
#[must_use]
pub fn ops() -> Box<dyn LineOps> {
    Box::new(WindowsLine::default())
}

/// Restores through the system's consent: the elevated program takes the filters back, and with that
/// authority this process takes back what it changed itself.
#[must_use]
pub fn restore_elevated() -> RestoreReport {
    let report = |result, reasons| RestoreReport { result, retry_after_s: 0, reasons };
    let line = WindowsLine::default();
    let paths = paths();
    let store = JournalStore::new(paths.journal, paths.journal_copy);
    let stored = store.load();
    if stored == Stored::Absent && !line.own_markers_present() {
        return report(RestoreResult::NothingToDo, Vec::new());
    }
    // Consent comes first whatever was changed: it is what shows that an administrator agrees.
    match one_shot::restore() {
        Ok(()) => {}
        Err(NotRestored::NotAllowed(reason)) => return report(RestoreResult::NotAllowed, vec![reason]),
        Err(NotRestored::Failed(reason)) => return report(RestoreResult::Incomplete, vec![reason]),
    }
    let Undone { remaining, mut reasons, .. } = match &stored {
        Stored::Whole(journal) => line.undo(&journal.changes),
        Stored::Absent => Undone::default(),
        Stored::Broken(_) => line.undo_by_own_markers(),
    };
    let kept = match stored {
        Stored::Whole(journal) if !remaining.is_empty() => {
            store.save(&Journal { changes: remaining, ..journal })
        }
        _ => store.remove(),
    };
    reasons.extend(kept.err().map(|error| format!("the journal cannot be changed: {error}")));
    let result = if reasons.is_empty() { RestoreResult::Restored } else { RestoreResult::Incomplete };
    report(result, reasons)
}

/// This PC.
#[derive(Debug, Default)]
struct WindowsLine {
    /// When the elevated program last came back without success.
    asked: Mutex<Option<Instant>>,
    /// The window tries again by itself: nobody is asked for consent.
    quiet: AtomicBool,
    /// When the guard last answered to a cut, and whether it could.
    guard: Mutex<Option<(Instant, bool)>>,
}

impl WindowsLine {
    fn asked_recently(&self) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.is_some_and(|when| when.elapsed() < ASKED_RECENTLY)
    }

    /// What the guard last answered to a cut, if that was just now.
    fn guard_lately(&self) -> Option<bool> {
        let guard = *self.guard.lock().unwrap_or_else(PoisonError::into_inner);
        guard.filter(|(when, _)| when.elapsed() < ASKED_RECENTLY).map(|(_, closed)| closed)
    }

    /// True when the guard takes care of the filters. Where it could not, the elevated program may.
    fn plan_guard(&self, plan: &mut Plan) -> bool {
        match self.guard_lately() {
            Some(closed) => closed,
            // Also when filters are in force: they may be those of a drill.
            None if guarded::on_duty() => {
                plan.ways.push(Planned { way: Way::Guard, changes: Vec::new() });
                true
            }
            None => false,
        }
    }

    fn plan_radios(plan: &mut Plan) {
        let unavailable =
            |result, reason: &str| WayReport { way: Way::RadioOff, result, reason: Some(reason.to_owned()) };
        let radios = match Wlan::open().and_then(|wlan| wlan.map(|wlan| wlan.radios()).transpose()) {
            Ok(Some(radios)) => radios,
            Ok(None) => {
                plan.unavailable.push(unavailable(WayResult::NotAvailable, "no Wi-Fi service here"));
                return;
            }
            Err(error) => {
                plan.unavailable.push(unavailable(refusal(error), &error.to_string()));
                return;
            }
        };
        let changes: Vec<Change> = radios
            .into_iter()
            .filter(|radio| !radio.on.is_empty())
            .map(|radio| Change::RadioOff { interface: radio.interface, phys: radio.on })
            .collect();
        if changes.is_empty() {
            plan.unavailable.push(unavailable(WayResult::NotAvailable, "no Wi-Fi radio is on"));
        } else {
            plan.ways.push(Planned { way: Way::RadioOff, changes });
        }
    }

    fn plan_filters(&self, plan: &mut Plan, filters: Filters) {
        let account = account::of_this_process();
        let why_not = if filters == Filters::InForce {
            Some("our filters are in force already")
        } else if account == Account::Standard {
            Some("a standard account: only an administrator can set filters")
        } else if account == Account::CanElevate && one_shot::program().is_none() {
            Some("the elevated program is missing")
        } else if account == Account::CanElevate && self.quiet.load(Ordering::Acquire) {
            Some("consent is asked for only after a press")
        } else if self.asked_recently() {
            return;
        } else {
            None
        };
        match why_not {
            Some(reason) => plan.unavailable.push(WayReport {
                way: Way::Filter,
                result: WayResult::NotAvailable,
                reason: Some(reason.to_owned()),
            }),
            None => plan.ways.push(Planned { way: Way::Filter, changes: vec![Change::FiltersSet] }),
        }
        if account == Account::Elevated {
            plan.ways.push(Planned { way: Way::SocketsDestroyed, changes: Vec::new() });
        }
    }

    fn switch_off(changes: &[Change]) -> WayReport {
        let report = |result, reason| WayReport { way: Way::RadioOff, result, reason };
        let wlan = match Wlan::open() {
            Ok(Some(wlan)) => wlan,
            Ok(None) => return report(WayResult::NotAvailable, Some("no Wi-Fi service here".to_owned())),
            Err(error) => return report(refusal(error), Some(error.to_string())),
        };
        let mut switched = false;
        let mut failure = None;
        for change in changes {
            if let Change::RadioOff { interface, phys } = change {
                match wlan.switch(interface, phys, false) {
                    Ok(()) => switched = true,
                    Err(error) => failure = Some(error),
                }
            }
        }
        match failure {
            None => report(WayResult::Done, None),
            // A refusal promises that nothing was changed; with several radios that may be untrue.
            Some(error) if !switched && changes.len() == 1 && error.code == ACCESS_DENIED => {
                let place = if account::at_the_console() { "" } else { " (not at the PC's own screen)" };
                report(WayResult::Denied, Some(format!("{error}{place}")))
            }
            Some(error) => report(WayResult::Failed, Some(error.to_string())),
        }
    }

    fn switch_on(interface: &str, phys: &[u32]) -> Result<(), String> {
        let Some(wlan) = Wlan::open().map_err(|error| error.to_string())? else { return Ok(()) };
        let radios = wlan.radios().map_err(|error| error.to_string())?;
        if !radios.iter().any(|radio| radio.interface == interface) {
            log::warn!("the Wi-Fi interface {interface} is gone, nothing to switch on");
            return Ok(());
        }
        wlan.switch(interface, phys, true).map_err(|error| error.to_string())
    }
}

impl LineOps for WindowsLine {
    fn elevated(&self) -> bool {
        account::of_this_process() == Account::Elevated
    }

    fn plan(&self) -> Plan {
        let filters = filters::read();
        let look = observe::look(&Baseline::default(), filters);
        let offline = round_is_offline(&judge(&look.facts));
        let mut plan = Plan { before: Baseline { offline, ..look.now }, ..Plan::default() };
        Self::plan_radios(&mut plan);
        if !self.plan_guard(&mut plan) {
            self.plan_filters(&mut plan, filters);
        }
        plan
    }

    fn apply(&self, planned: &Planned, progress: &(dyn Fn(CutProgress) + Sync)) -> WayReport {
        match planned.way {
            Way::RadioOff => Self::switch_off(&planned.changes),
            Way::Guard => {
                let report = guarded::cut();
                let answered = Some((Instant::now(), report.result == WayResult::Done));
                *self.guard.lock().unwrap_or_else(PoisonError::into_inner) = answered;
                report
            }
            Way::Filter => {
                let report = one_shot::cut(&|| progress(CutProgress::ConsentAsked));
                *self.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
                report
            }
            Way::SocketsDestroyed => match tcp_sessions::destroy_all() {
                Ok(ended) if ended.refused == 0 => {
                    done(planned.way, format!("{} IPv4 sessions", ended.ended))
                }
                Ok(ended) => failed(planned.way, format!("{} sessions refused to end", ended.refused)),
                Err(reason) => failed(planned.way, reason),
            },
            other => WayReport {
                way: other,
                result: WayResult::NotAvailable,
                reason: Some("not on Windows".to_owned()),
            },
        }
    }

    fn observe_round(&self, before: &Baseline) -> Vec<Observation> {
        judge(&observe::look(before, filters::read()).facts)
    }

    fn undo(&self, changes: &[Change]) -> Undone {
        let mut undone = Undone::default();
        for change in changes {
            let result = match change {
                Change::RadioOff { interface, phys } => Self::switch_on(interface, phys),
                Change::FiltersSet if filters::read() == Filters::Absent && !filters::on_record() => Ok(()),
                Change::FiltersSet => one_shot::restore().map_err(|error| error.to_string()),
                _ => Ok(()),
            };
            if let Err(reason) = result {
                undone.reasons.push(reason);
                undone.remaining.push(change.clone());
            }
        }
        // What the guard closed is on its record, not on this one.
        if !changes.contains(&Change::FiltersSet) && self.own_markers_present() {
            undone.reasons.extend(one_shot::restore().err().map(|error| error.to_string()));
        }
        undone
    }

    fn undo_by_own_markers(&self) -> Undone {
        let mut undone = Undone::default();
        if self.own_markers_present() {
            undone.reasons.extend(one_shot::restore().err().map(|error| error.to_string()));
        }
        // A journal of ours says that radios may be off by us; which ones, nobody knows any more.
        match Wlan::open().and_then(|wlan| wlan.map(|wlan| Ok((wlan.radios()?, wlan))).transpose()) {
            Ok(Some((radios, wlan))) => {
                for radio in radios {
                    let failure = wlan.switch(&radio.interface, &radio.all, true).err();
                    undone.reasons.extend(failure.map(|error| error.to_string()));
                }
            }
            Ok(None) => {}
            Err(error) => log::warn!("the Wi-Fi radios cannot be asked: {error}"),
        }
        undone
    }

    fn may_ask(&self, may: bool) {
        self.quiet.store(!may, Ordering::Release);
    }

    fn consent_expected(&self) -> bool {
        account::of_this_process() == Account::CanElevate
            && one_shot::program().is_some()
            && !guarded::on_duty()
    }

    fn own_markers_present(&self) -> bool {
        filters::read() == Filters::InForce || filters::on_record()
    }

    /// Filters last across a restart and are taken back by a second consent at a moment nobody chose: a
    /// drill leaves them to the guard.
    fn drills(&self, way: Way) -> bool {
        matches!(way, Way::RadioOff | Way::SocketsDestroyed)
    }
}

fn refusal(error: WlanError) -> WayResult {
    match error.code {
        ACCESS_DENIED => WayResult::Denied,
        // The service does not run, or is a stub: no Wi-Fi to switch off.
        _ if error.call == "WlanOpenHandle" => WayResult::NotAvailable,
        _ => WayResult::Failed,
    }
}

fn done(way: Way, reason: String) -> WayReport {
    WayReport { way, result: WayResult::Done, reason: Some(reason) }
}

fn failed(way: Way, reason: String) -> WayReport {
    WayReport { way, result: WayResult::Failed, reason: Some(reason) }
}
