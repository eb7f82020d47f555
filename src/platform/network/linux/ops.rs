//! The ways of Linux and the sessions, put together.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::core::network::baseline::Baseline;
use crate::core::network::journal::Change;
use crate::core::network::{Observation, Way, WayReport, WayResult};
use crate::platform::CutProgress;
use crate::platform::network::line_ops::{LineOps, Plan, Planned, Undone};

use super::netlink::Netlink;
use super::{filter, identity, links, network_manager, observe, sockets};

/// After a refusal the filter is not tried again for this long.
const FILTER_PAUSE: Duration = Duration::from_secs(30);
const ROUTES_LOST: &str = "restart the computer to get all routes back";

/// Linux.
#[derive(Debug, Default)]
pub struct LinuxOps {
    /// When the filter was refused last: a kernel without one is not asked every second.
    filter_refused: Mutex<Option<Instant>>,
    /// Somebody waits to cut.
    cut_is_waiting: AtomicBool,
}

impl LinuxOps {
    fn filter_refused(&self) -> MutexGuard<'_, Option<Instant>> {
        self.filter_refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_filter(&self) -> WayReport {
        let report = filter::set();
        *self.filter_refused() = (report.result != WayResult::Done).then(Instant::now);
        report
    }

    /// NetworkManager is waited for only while nobody wants to cut.
    fn settled(&self) -> bool {
        network_manager::wait_until_settled(&|| self.cut_is_waiting.load(Ordering::SeqCst))
    }

    /// Part of the filter is missing, and setting it has not just failed.
    fn filter_is_missing(&self) -> bool {
        let refused = self.filter_refused().is_some_and(|at| at.elapsed() < FILTER_PAUSE);
        !refused && filter::is_available() && !filter::read().is_ok_and(|tables| tables.inet)
    }
}

/// Without a journal: raises what bears our mark, failing that what looks like it. `remaining` stays empty.
fn raise_recognised() -> std::io::Result<Undone> {
    let marked = links::marked()?;
    let raised_by_traces = marked.is_empty()
        && !identity::written_before_start(&super::paths().journal)
        && links::raise_by_traces()?;
    let all: Vec<_> = marked.iter().collect();
    let mut undone = Undone::default();
    let mut absorb = |raised: links::Raised| {
        undone.reasons.extend(raised.reasons);
        undone.warnings.extend(raised.warnings);
    };
    absorb(links::set_up(&all));
    // Somebody raised one behind our back: it needs nothing but to lose the mark.
    links::unmark_all()?;
    absorb(links::configure(&all));
    if raised_by_traces || !marked.iter().all(|link| link.managed) {
        undone.lost.push(format!("the journal is broken: links were raised, {ROUTES_LOST}"));
    }
    Ok(undone)
}

impl LineOps for LinuxOps {
    fn elevated(&self) -> bool {
        identity::is_root()
    }

    fn plan(&self) -> Plan {
        // Asked at the same time: neither waits for the other.
        let (before, manager_is_off) = std::thread::scope(|scope| {
            let manager = scope.spawn(network_manager::is_known_to_be_off);
            (observe::baseline(), manager.join().unwrap_or(false))
        });
        let mut plan = Plan { before, ..Plan::default() };
        let mut unavailable = |way, result, reason: String| {
            plan.unavailable.push(WayReport { way, result, reason: Some(reason) })
        };
        if identity::is_root() {
            match Netlink::route().and_then(|mut netlink| links::planned(&mut netlink)) {
                Ok(states) => {
                    let changes = states.into_iter().map(Change::LinkDown).collect();
                    plan.ways.push(Planned { way: Way::LinkDown, changes });
                }
                Err(error) => unavailable(Way::LinkDown, WayResult::Failed, error.to_string()),
            }
            if filter::is_available() {
                plan.ways.push(Planned { way: Way::Filter, changes: vec![Change::FiltersSet] });
            } else {
                unavailable(Way::Filter, WayResult::NotAvailable, "nft is not on this PC".to_owned());
            }
            plan.ways.push(Planned { way: Way::SocketsDestroyed, changes: Vec::new() });
        } else {
            for way in [Way::LinkDown, Way::Filter, Way::SocketsDestroyed] {
                unavailable(way, WayResult::NotAvailable, "needs root".to_owned());
            }
        }
        if manager_is_off {
            let reason = "networking was already switched off".to_owned();
            unavailable(Way::NetworkManager, WayResult::NotAvailable, reason);
        } else if network_manager::is_present() {
            plan.ways
                .push(Planned { way: Way::NetworkManager, changes: vec![Change::NetworkManagerDisabled] });
        } else {
            unavailable(Way::NetworkManager, WayResult::NotAvailable, "not on this PC".to_owned());
        }
        plan
    }

    fn apply(&self, planned: &Planned, _progress: &(dyn Fn(CutProgress) + Sync)) -> WayReport {
        match planned.way {
            Way::LinkDown => links::set_down(&planned.changes),
            Way::Filter => self.set_filter(),
            Way::NetworkManager => network_manager::switch_off(),
            Way::SocketsDestroyed => sockets::destroy_sessions(),
            way => WayReport { way, result: WayResult::NotAvailable, reason: None },
        }
    }

    fn observe_round(&self, before: &Baseline) -> Vec<Observation> {
        observe::round(before)
    }

    fn undo(&self, changes: &[Change]) -> Undone {
        let mut undone = Undone::default();
        let all: Vec<_> = links::links_of(changes).collect();
        let (managed, by_hand): (Vec<_>, Vec<_>) = all.iter().copied().partition(|link| link.managed);
        let mut absorb = |raised: links::Raised| {
            for link in raised.remaining {
                let change = Change::LinkDown(link);
                if !undone.remaining.contains(&change) {
                    undone.remaining.push(change);
                }
            }
            undone.reasons.extend(raised.reasons);
            undone.warnings.extend(raised.warnings);
        };
        if !all.is_empty() {
            absorb(links::set_up(&all));
            absorb(links::configure(&by_hand));
        }
        let mut settled = false;
        let mut manager = None;
        if changes.contains(&Change::NetworkManagerDisabled) {
            match network_manager::switch_on() {
                Ok(()) => settled = self.settled(),
                // Tried again once it runs: forgotten now, it would stay switched off.
                Err(error @ network_manager::Error::Absent(_)) if network_manager::will_come_up_off() => {
                    manager = Some(error.to_string());
                }
                // Uninstalled since: there is no switch left to turn back.
                Err(network_manager::Error::Absent(reason)) => log::warn!("NetworkManager: {reason}"),
                Err(error) => manager = Some(error.to_string()),
            }
        }
        // Links NetworkManager has set up again are its own; only what it left undone is put back.
        if !managed.is_empty() && !settled {
            absorb(links::configure(&managed));
        }
        let boot_id = identity::boot_id();
        for link in by_hand.iter().filter(|link| link.partial && !link.is_of_earlier_run(&boot_id)) {
            undone.lost.push(format!("{}: {ROUTES_LOST}", link.name));
        }
        if let Some(reason) = manager {
            undone.remaining.push(Change::NetworkManagerDisabled);
            undone.reasons.push(format!("NetworkManager: {reason}"));
        }
        // Last: the line opens when everything is in its place.
        if changes.contains(&Change::FiltersSet)
            && let Err(error) = filter::remove()
        {
            undone.remaining.push(Change::FiltersSet);
            undone.reasons.push(format!("packet filter: {error}"));
        }
        if let Some(stranger) = changes.iter().find(|change| {
            !matches!(change, Change::LinkDown(_) | Change::NetworkManagerDisabled | Change::FiltersSet)
        }) {
            undone.remaining.push(stranger.clone());
            undone.reasons.push("the journal names a change of another system".to_owned());
        }
        undone
    }

    fn undo_by_own_markers(&self) -> Undone {
        // Both copies of the journal are unreadable. A restart since then has raised the links already;
        // otherwise our mark or their addresses betray them, but IPv6 and routes are lost until the next
        // restart.
        let mut undone = Undone::default();
        match network_manager::switch_on() {
            Ok(()) => {
                self.settled();
            }
            Err(network_manager::Error::Absent(_)) => {}
            Err(error) => undone.reasons.push(format!("NetworkManager: {error}")),
        }
        if !identity::is_root() {
            return undone;
        }
        match raise_recognised() {
            Ok(raised) => {
                undone.reasons.extend(raised.reasons);
                undone.warnings.extend(raised.warnings);
                undone.lost.extend(raised.lost);
            }
            Err(error) => undone.reasons.push(error.to_string()),
        }
        if let Err(error) = filter::remove() {
            undone.reasons.push(format!("packet filter: {error}"));
        }
        undone
    }

    fn own_markers_present(&self) -> bool {
        if !identity::is_root() {
            return false;
        }
        filter::read().is_ok_and(|tables| tables.any) || links::any_marked().unwrap_or(false)
    }

    fn recognised(&self) -> Vec<Change> {
        if !identity::is_root() {
            return Vec::new();
        }
        let marked = links::marked().inspect_err(|error| log::error!("marked links: {error}"));
        marked.unwrap_or_default().into_iter().map(Change::LinkDown).collect()
    }

    fn may_be_in_force(&self, changes: &[Change]) -> bool {
        let boot_id = identity::boot_id();
        changes.iter().any(|change| match change {
            Change::LinkDown(link) => !link.is_of_earlier_run(&boot_id),
            // Gone after a restart unless somebody set it again.
            Change::FiltersSet => filter::read().map_or(true, |tables| tables.any),
            _ => true,
        })
    }

    fn is_open(&self, plan: &Plan, _changes: &[Change]) -> bool {
        let links_open =
            plan.ways.iter().any(|planned| planned.way == Way::LinkDown && !planned.changes.is_empty());
        links_open || (identity::is_root() && self.filter_is_missing())
    }

    fn is_held(&self, changes: &[Change], plan: &Plan) -> bool {
        if changes.contains(&Change::FiltersSet) {
            return filter::read().is_ok_and(|tables| tables.inet);
        }
        // What could not be read is not known to be closed.
        plan.ways.iter().any(|planned| planned.way == Way::LinkDown && planned.changes.is_empty())
    }

    fn cut_is_waiting(&self, waiting: bool) {
        self.cut_is_waiting.store(waiting, Ordering::SeqCst);
    }

    fn wait_for_helpers(&self) {
        if identity::is_root() {
            filter::wait_for_others();
        }
    }

    fn switch_on_unrecorded(&self) -> Option<Undone> {
        // NetworkManager keeps its switch across restarts.
        if !identity::is_root() || !network_manager::is_present() || !network_manager::is_switched_off() {
            return None;
        }
        let mut undone = Undone::default();
        match network_manager::switch_on() {
            Ok(()) => {
                self.settled();
            }
            Err(error) => undone.reasons.push(format!("NetworkManager: {error}")),
        }
        Some(undone)
    }
}
