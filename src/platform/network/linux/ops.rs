//! The two ways of Linux and the sessions, put together.

use crate::core::network::baseline::Baseline;
use crate::core::network::journal::Change;
use crate::core::network::{Observation, Way, WayReport, WayResult};
use crate::platform::CutProgress;
use crate::platform::network::line_ops::{LineOps, Plan, Planned, Undone};

use super::netlink::Netlink;
use super::{identity, links, network_manager, observe, sockets};

/// Linux.
#[derive(Debug, Default)]
pub struct LinuxOps {}

impl LineOps for LinuxOps {
    fn elevated(&self) -> bool {
        identity::is_root()
    }

    fn plan(&self) -> Plan {
        let mut plan = Plan { before: observe::baseline(), ..Plan::default() };
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
            plan.ways.push(Planned { way: Way::SocketsDestroyed, changes: Vec::new() });
        } else {
            for way in [Way::LinkDown, Way::SocketsDestroyed] {
                unavailable(way, WayResult::NotAvailable, "needs root".to_owned());
            }
        }
        if network_manager::is_present() {
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
        };
        if !all.is_empty() {
            absorb(links::set_up(&all));
            absorb(links::configure(&by_hand));
        }
        let mut settled = false;
        let mut manager = None;
        if changes.contains(&Change::NetworkManagerDisabled) {
            match network_manager::switch_on() {
                Ok(()) => settled = network_manager::wait_until_settled(),
                // Uninstalled since: there is no switch left to turn back.
                Err(network_manager::Error::Absent(reason)) => log::warn!("NetworkManager: {reason}"),
                Err(error) => manager = Some(error.to_string()),
            }
        }
        // Links NetworkManager has set up again are its own; only what it left undone is put back.
        if !managed.is_empty() && !settled {
            absorb(links::configure(&managed));
        }
        if let Some(reason) = manager {
            undone.remaining.push(Change::NetworkManagerDisabled);
            undone.reasons.push(format!("NetworkManager: {reason}"));
        }
        if let Some(stranger) = changes
            .iter()
            .find(|change| !matches!(change, Change::LinkDown(_) | Change::NetworkManagerDisabled))
        {
            undone.remaining.push(stranger.clone());
            undone.reasons.push("the journal names a change of another system".to_owned());
        }
        undone
    }

    fn undo_by_own_markers(&self) -> Undone {
        // Both copies of the journal are unreadable. A restart since then has raised the links already;
        // otherwise their addresses betray them, but IPv6 and routes are lost until the next restart.
        let mut undone = Undone::default();
        match network_manager::switch_on() {
            Ok(()) => {
                network_manager::wait_until_settled();
            }
            Err(network_manager::Error::Absent(_)) => {}
            Err(error) => undone.reasons.push(format!("NetworkManager: {error}")),
        }
        if identity::is_root() && !identity::written_before_start(&super::paths().journal) {
            match links::raise_by_traces() {
                Ok(true) => undone.reasons.push(
                    "the journal is broken: links were raised, restart the computer to get all routes back"
                        .to_owned(),
                ),
                Ok(false) => {}
                Err(error) => undone.reasons.push(error.to_string()),
            }
        }
        undone
    }

    fn own_markers_present(&self) -> bool {
        false
    }
}
