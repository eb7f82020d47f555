//! Links set down, and everything of them brought back.

use std::io;

use crate::core::network::journal::Change;
use crate::core::network::link::{KernelRecord, LinkState};
use crate::core::network::mark::{bears_mark, set_down_marked, set_up_unmarked, unmark};
use crate::core::network::plan::{
    Inverse, RTA_PREFSRC, address_bytes, inverse, link_flags, link_index, link_name, links_to_set_down,
    marked_links, same_address, set_link,
};
use crate::core::network::rtnetlink::{AF_INET, IFF_LOOPBACK, IFF_UP, Request, kind};
use crate::core::network::{Way, WayReport, WayResult};

use super::identity;
use super::netlink::Netlink;
use super::network_manager;

/// `EEXIST`: what we bring back is already there.
const EXISTS: i32 = 17;
/// `ENODEV`: the device was unplugged.
const NO_DEVICE: i32 = 19;
/// `EINVAL`: among much else, a route whose own address is not there any more.
const INVALID: i32 = 22;
/// `ENETDOWN`: the link of a route is down.
const LINK_IS_DOWN: i32 = 100;
/// `ENETUNREACH`: nothing leads to the gateway of a route any more.
const GATEWAY_GONE: i32 = 101;
/// `ERFKILL`: switched off by the key for Wi-Fi.
const KEY_IS_OFF: i32 = 132;

/// Every link that is up and leads out, with all that setting it down loses.
pub fn planned(netlink: &mut Netlink) -> io::Result<Vec<LinkState>> {
    let picture = netlink.picture()?;
    Ok(links_to_set_down(&picture, &identity::boot_id(), identity::uptime_s(), &network_manager::manages))
}

/// Sets the links of `changes` down.
pub fn set_down(changes: &[Change]) -> WayReport {
    let way = Way::LinkDown;
    let links: Vec<&LinkState> = links_of(changes).collect();
    let mut netlink = match Netlink::route() {
        Ok(netlink) => netlink,
        Err(error) => return WayReport { way, result: WayResult::Failed, reason: Some(error.to_string()) },
    };
    let mut reasons = Vec::new();
    let mut denied = 0_usize;
    for link in &links {
        // A mark that is refused must not keep the link up.
        let down = netlink
            .change(&set_down_marked(link.index))
            .or_else(|_| netlink.change(&set_link(link.index, false)));
        match down {
            Ok(()) => super::super::driver::stop_here("apply-1"),
            // Gone is down.
            Err(error) if error.raw_os_error() == Some(NO_DEVICE) => {}
            Err(error) => {
                denied += usize::from(error.kind() == io::ErrorKind::PermissionDenied);
                reasons.push(format!("{}: {error}", link.name));
            }
        }
    }
    let result = match reasons.len() {
        0 => WayResult::Done,
        failed if failed == links.len() && denied == failed => WayResult::Denied,
        _ => WayResult::Failed,
    };
    WayReport { way, result, reason: (!reasons.is_empty()).then(|| reasons.join("; ")) }
}

/// Links that bear our mark, with what is left of them.
pub fn marked() -> io::Result<Vec<LinkState>> {
    let picture = Netlink::route()?.picture()?;
    Ok(marked_links(&picture, &identity::boot_id(), identity::uptime_s(), &network_manager::manages))
}

/// True when a link bears our mark, up or down.
pub fn any_marked() -> io::Result<bool> {
    Ok(Netlink::route()?.links()?.iter().any(bears_mark))
}

/// Takes our mark off every link; those that are down are raised by that.
pub fn unmark_all() -> io::Result<()> {
    let mut netlink = Netlink::route()?;
    for link in netlink.links()?.iter().filter(|link| bears_mark(link)) {
        let index = link_index(link);
        match netlink.change(&set_up_unmarked(index, "")) {
            // Whoever turns the key finds a link that is nobody's.
            Err(error) if error.raw_os_error() == Some(KEY_IS_OFF) => netlink.change(&unmark(index, ""))?,
            other => other?,
        }
    }
    Ok(())
}

/// What became of bringing links back.
#[derive(Debug, Default)]
pub struct Raised {
    /// Links that are not all back.
    pub remaining: Vec<LinkState>,
    /// Why.
    pub reasons: Vec<String>,
    /// What is not as it was, and needs no other try.
    pub warnings: Vec<String>,
}

/// A link on record and the index the kernel knows it by now.
struct Found<'a> {
    link: &'a LinkState,
    index: u32,
}

/// Sets links up again. Links of an earlier run of the system, and links whose device is gone, need
/// nothing: they count as back.
pub fn set_up(links: &[&LinkState]) -> Raised {
    let mut raised = Raised::default();
    with_found(links, &mut raised, |netlink, found, raised| {
        for Found { link, index } in found {
            let up = netlink
                .change(&set_up_unmarked(*index, &link.alias))
                .or_else(|_| netlink.change(&set_link(*index, true)));
            match up {
                Ok(()) => super::super::driver::stop_here("undo-1"),
                Err(error) if is_switched_off_by_key(&error) => {
                    // NetworkManager and wpa_supplicant raise it when the key is turned.
                    raised.warnings.push(format!("{}: switched off by the key for Wi-Fi", link.name));
                    if let Err(error) = netlink.change(&unmark(*index, &link.alias)) {
                        raised.fail(link, &error.to_string());
                    }
                }
                Err(error) => raised.fail(link, &error.to_string()),
            }
        }
    });
    raised
}

/// Brings addresses, neighbours and routes of links back that are up again.
pub fn configure(links: &[&LinkState]) -> Raised {
    let mut raised = Raised::default();
    with_found(links, &mut raised, |netlink, found, raised| {
        let uptime = identity::uptime_s();
        let inverses: Vec<(&LinkState, u32, Inverse)> = found
            .iter()
            .map(|f| (f.link, f.index, inverse(f.link, f.index, uptime.saturating_sub(f.link.uptime_s))))
            .collect();
        let steps: [fn(&Inverse) -> &Vec<Request>; 4] =
            [|i| &i.addresses, |i| &i.neighbours, |i| &i.near_routes, |i| &i.far_routes];
        // Every link is done with one step before the next: a gateway may lie behind another link.
        for step in steps {
            for (link, _, inverse) in &inverses {
                send_all(netlink, link, step(inverse), raised);
            }
        }
        // Link-local addresses the kernel has not made by itself: set by hand before.
        match netlink.addresses() {
            Ok(present) => {
                for (link, index, inverse) in &inverses {
                    for (address, requests) in &inverse.link_local {
                        let there =
                            present.iter().any(|p| p.header_number(4) == *index && same_address(p, address));
                        if !there {
                            send_all(netlink, link, requests, raised);
                        }
                    }
                }
            }
            Err(error) => log::error!("addresses cannot be listed: {error}"),
        }
    });
    raised
}

fn send_all(netlink: &mut Netlink, link: &LinkState, requests: &[Request], raised: &mut Raised) {
    for request in requests {
        match netlink.change(request) {
            Ok(()) => {}
            Err(error) if error.raw_os_error() == Some(EXISTS) => {}
            Err(error) => {
                let reason = format!("request {} refused: {error}", request.kind);
                if is_overtaken(netlink, request, &error) {
                    raised.warnings.push(format!("{}: {reason}", link.name));
                } else {
                    raised.fail(link, &reason);
                }
            }
        }
    }
}

fn is_switched_off_by_key(error: &io::Error) -> bool {
    error.raw_os_error() == Some(KEY_IS_OFF)
}

/// True when a route cannot come back because what it stood on is gone for another reason than ours: its
/// address has expired, its gateway is not there any more, its link is down. Where that is a failure of
/// ours, address or link were refused and said so.
fn is_overtaken(netlink: &mut Netlink, request: &Request, error: &io::Error) -> bool {
    if request.kind != kind::NEW_ROUTE {
        return false;
    }
    match error.raw_os_error() {
        Some(GATEWAY_GONE | LINK_IS_DOWN) => true,
        Some(INVALID) => request.record.attribute(RTA_PREFSRC).is_some_and(|own| {
            netlink.addresses().is_ok_and(|there| !there.iter().any(|address| address_bytes(address) == own))
        }),
        _ => false,
    }
}

impl Raised {
    fn fail(&mut self, link: &LinkState, reason: &str) {
        self.reasons.push(format!("{}: {reason}", link.name));
        if !self.remaining.contains(link) {
            self.remaining.push(link.clone());
        }
    }
}

/// Finds the links that still need something and hands them on; failing that, all of them remain.
fn with_found(
    links: &[&LinkState],
    raised: &mut Raised,
    work: impl FnOnce(&mut Netlink, &[Found<'_>], &mut Raised),
) {
    let boot_id = identity::boot_id();
    let listed = Netlink::route().and_then(|mut netlink| netlink.links().map(|links| (netlink, links)));
    let (mut netlink, present) = match listed {
        Ok(listed) => listed,
        Err(error) => {
            for link in links {
                raised.fail(link, &error.to_string());
            }
            return;
        }
    };
    let mut found = Vec::new();
    for link in links {
        if link.is_of_earlier_run(&boot_id) {
            log::info!("{}: the system was restarted, which raised it", link.name);
            continue;
        }
        // Without a name for this run of the system the index may mean another link.
        let same = |p: &&KernelRecord| {
            link_index(p) == link.index && (!boot_id.is_empty() || link_name(p) == link.name)
        };
        let by_index = present.iter().find(same);
        match by_index.or_else(|| present.iter().find(|p| link_name(p) == link.name)) {
            Some(now) => found.push(Found { link, index: link_index(now) }),
            None => log::warn!("{}: the device is gone, nothing to bring back", link.name),
        }
    }
    work(&mut netlink, &found, raised);
}

/// The link changes among `changes`.
pub fn links_of(changes: &[Change]) -> impl Iterator<Item = &LinkState> {
    changes.iter().filter_map(|change| match change {
        Change::LinkDown(link) => Some(link),
        _ => None,
    })
}

/// Without a readable journal: raises links that are down but still carry an IPv4 address, which only a
/// link has that was in use before. True when there was one.
pub fn raise_by_traces() -> io::Result<bool> {
    let mut netlink = Netlink::route()?;
    let addresses = netlink.addresses()?;
    let mut found = false;
    for link in netlink.links()? {
        let index = link_index(&link);
        let traces = addresses.iter().any(|a| a.header_byte(0) == AF_INET && a.header_number(4) == index);
        if link_flags(&link) & (IFF_UP | IFF_LOOPBACK) == 0 && traces {
            netlink.change(&set_link(index, true))?;
            found = true;
        }
    }
    Ok(found)
}
