//! The line on macOS: network services switched off and on again.

mod command;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};
use std::path::PathBuf;
use std::time::Duration;

use crate::core::network::baseline::Baseline;
use crate::core::network::journal::Change;
use crate::core::network::macos::{default_route, disabled_services, enabled_services, outside_addresses};
use crate::core::network::windows::judge::documentation_address;
use crate::core::network::{
    CheckResult, Observation, RestoreAuthority, RestoreReport, RestoreResult, Way, WayReport, WayResult,
    round_is_offline,
};
use crate::platform::CutProgress;

use super::LinePaths;
use super::line_ops::{LineOps, Plan, Planned, Undone};

const NETWORKSETUP: &str = "/usr/sbin/networksetup";
const IFCONFIG: &str = "/sbin/ifconfig";
const ROUTE: &str = "/sbin/route";
/// Any of these tools answers at once; a service may take a moment to let go.
const LIMIT: Duration = Duration::from_secs(10);
/// A port nobody listens on (discard).
const DISCARD_PORT: u16 = 9;

/// Where a cut is recorded on this system.
#[must_use]
pub fn paths() -> LinePaths {
    let folder = if rustix::process::geteuid().is_root() {
        PathBuf::from("/Library/Application Support/Kyukyubako")
    } else {
        dirs::data_local_dir().unwrap_or_else(std::env::temp_dir).join("Kyukyubako")
    };
    LinePaths { journal: folder.join("cut-journal"), journal_copy: None, pin_folder: folder }
}

/// The operations of this system.
#[must_use]
pub fn ops() -> Box<dyn LineOps> {
    Box::new(MacLine)
}

/// There is no consent dialog that starts a program without a shell: the person uses `sudo`, and root
/// restores at once.
#[must_use]
pub fn restore_elevated() -> RestoreReport {
    if ops().elevated() {
        return crate::platform::network::native().restore(&RestoreAuthority::Elevated);
    }
    RestoreReport {
        result: RestoreResult::NotAllowed,
        retry_after_s: 0,
        reasons: vec!["start `kyukyubako restore` as an administrator with sudo".to_owned()],
    }
}

/// This Mac.
#[derive(Debug, Clone, Copy)]
struct MacLine;

/// One look at the line.
#[derive(Debug, Clone, Default)]
struct Look {
    addresses: Option<Vec<IpAddr>>,
    route_v4: Option<bool>,
    route_v6: Option<bool>,
}

impl Look {
    fn take() -> Self {
        let addresses = command::run(IFCONFIG, &["-a"], LIMIT)
            .inspect_err(|error| log::warn!("{IFCONFIG}: {error}"))
            .ok()
            .filter(|ended| ended.succeeded)
            .map(|ended| outside_addresses(&ended.output));
        let route = |family: &str| {
            let ended = command::run(ROUTE, &["-n", "get", family, "default"], LIMIT)
                .inspect_err(|error| log::warn!("{ROUTE}: {error}"))
                .ok()?;
            default_route(ended.succeeded, &ended.output, &ended.errors)
        };
        Self { addresses, route_v4: route("-inet"), route_v6: route("-inet6") }
    }

    fn uses(&self, v6: bool) -> bool {
        let route = if v6 { self.route_v6 } else { self.route_v4 };
        self.addresses.iter().flatten().any(|address| address.is_ipv6() == v6) || route == Some(true)
    }

    /// What could not be read is open.
    fn checks(&self, before: &Baseline) -> Vec<Observation> {
        let closed = |closed: bool| if closed { CheckResult::Offline } else { CheckResult::Online };
        let v6_used = before.ipv6 || self.uses(true);
        let v4_used = before.ipv4 || self.uses(false) || !v6_used;
        let mut checks = vec![Observation {
            check: "addresses-gone".to_owned(),
            result: closed(self.addresses.as_ref().is_some_and(Vec::is_empty)),
        }];
        for (suffix, used, route, v6) in
            [("v4", v4_used, self.route_v4, false), ("v6", v6_used, self.route_v6, true)]
        {
            let route = closed(route == Some(false));
            let probe = closed(unreachable(v6));
            for (name, result) in [("default-route", route), ("route-probe", probe)] {
                let result = if used { result } else { CheckResult::NotApplicable };
                checks.push(Observation { check: format!("{name}-{suffix}"), result });
            }
        }
        checks
    }
}

/// True when the system knows no way to a documentation address. Sends nothing.
fn unreachable(v6: bool) -> bool {
    use rustix::io::Errno;
    let own: IpAddr = if v6 { Ipv6Addr::UNSPECIFIED.into() } else { Ipv4Addr::UNSPECIFIED.into() };
    let probe = UdpSocket::bind((own, 0))
        .and_then(|socket| socket.connect((documentation_address(v6), DISCARD_PORT)));
    let code = probe.err().and_then(|error| error.raw_os_error());
    [Errno::NETUNREACH, Errno::HOSTUNREACH, Errno::ADDRNOTAVAIL, Errno::NETDOWN]
        .iter()
        .any(|errno| code == Some(errno.raw_os_error()))
}

fn switch(name: &str, state: &str) -> Result<(), String> {
    let ended = command::run(NETWORKSETUP, &["-setnetworkserviceenabled", name, state], LIMIT)
        .map_err(|error| format!("{NETWORKSETUP}: {error}"))?;
    // It prints its complaints to the output and may still end with zero.
    let complaint = ended.output.trim();
    if ended.succeeded && complaint.is_empty() {
        return Ok(());
    }
    Err(format!("{NETWORKSETUP}: {complaint} {}", ended.errors.trim()))
}

fn services() -> Result<String, String> {
    match command::run(NETWORKSETUP, &["-listallnetworkservices"], LIMIT) {
        Ok(ended) if ended.succeeded => Ok(ended.output),
        Ok(ended) => Err(format!("{NETWORKSETUP}: {}", ended.errors.trim())),
        Err(error) => Err(format!("{NETWORKSETUP}: {error}")),
    }
}

impl LineOps for MacLine {
    fn elevated(&self) -> bool {
        rustix::process::geteuid().is_root()
    }

    fn plan(&self) -> Plan {
        let look = Look::take();
        let mut before = Baseline { ipv4: look.uses(false), ipv6: look.uses(true), ..Baseline::default() };
        before.offline = round_is_offline(&look.checks(&before));
        let mut plan = Plan { before, ..Plan::default() };
        let why_not = match services().map(|listing| enabled_services(&listing)) {
            Ok(names) if !names.is_empty() => {
                let changes = names.into_iter().map(|name| Change::ServiceDisabled { name }).collect();
                plan.ways.push(Planned { way: Way::NetworkServices, changes });
                return plan;
            }
            Ok(_) => "no network service is on".to_owned(),
            Err(reason) => reason,
        };
        plan.unavailable.push(WayReport {
            way: Way::NetworkServices,
            result: WayResult::NotAvailable,
            reason: Some(why_not),
        });
        plan
    }

    fn apply(&self, planned: &Planned, _progress: &(dyn Fn(CutProgress) + Sync)) -> WayReport {
        let mut failures = Vec::new();
        for change in &planned.changes {
            if let Change::ServiceDisabled { name } = change
                && let Err(reason) = switch(name, "off")
            {
                failures.push(reason);
            }
        }
        let all = !failures.is_empty() && failures.len() == planned.changes.len();
        let result = match failures.first() {
            None => WayResult::Done,
            // Every single service was refused: nothing was changed.
            Some(_) if all && !self.elevated() => WayResult::Denied,
            Some(_) => WayResult::Failed,
        };
        WayReport { way: planned.way, result, reason: failures.into_iter().next() }
    }

    fn observe_round(&self, before: &Baseline) -> Vec<Observation> {
        Look::take().checks(before)
    }

    fn undo(&self, changes: &[Change]) -> Undone {
        let mut undone = Undone::default();
        for change in changes {
            if let Change::ServiceDisabled { name } = change
                && let Err(reason) = switch(name, "on")
            {
                undone.reasons.push(reason);
                undone.remaining.push(change.clone());
            }
        }
        undone
    }

    fn undo_by_own_markers(&self) -> Undone {
        // A service that is off does not say who switched it off; a journal of ours, even a broken
        // one, says that it was us. Better one service too many than a home without internet.
        let result = services()
            .and_then(|listing| disabled_services(&listing).iter().try_for_each(|name| switch(name, "on")));
        Undone { reasons: result.err().into_iter().collect(), ..Undone::default() }
    }

    fn own_markers_present(&self) -> bool {
        false
    }
}
