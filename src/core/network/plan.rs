//! Which links to set down, and how to bring each back exactly as it was. Linux; pure.

use super::link::{KernelRecord, LinkState};
use super::mark::{is_marked, link_alias};
use super::rtnetlink::{AF_INET, AF_INET6, IFF_LOOPBACK, IFF_UP, Request, flag, kind, u16_at, u32_at};

/// Length of `ifinfomsg`.
pub const LINK_HEADER_LEN: usize = 16;
/// Length of `ifaddrmsg`.
pub const ADDRESS_HEADER_LEN: usize = 8;
/// Length of `rtmsg`.
pub const ROUTE_HEADER_LEN: usize = 12;
/// Length of `ndmsg`.
pub const NEIGHBOUR_HEADER_LEN: usize = 12;
/// The table the kernel keeps for itself.
pub const LOCAL_TABLE: u32 = 255;
/// Attribute of a link: its name.
pub const IFLA_IFNAME: u16 = 3;
/// Attribute of a link: the bridge or bond it is a part of.
pub const IFLA_MASTER: u16 = 10;
/// Attribute of a route: destination.
pub const RTA_DST: u16 = 1;
/// Attribute of a route: outgoing link.
pub const RTA_OIF: u16 = 4;
/// Attribute of a route: gateway.
pub const RTA_GATEWAY: u16 = 5;

/// Attribute of a route: the own address that packets on it bear.
pub const RTA_PREFSRC: u16 = 7;

const IFA_ADDRESS: u16 = 1;
const IFA_LOCAL: u16 = 2;
const IFA_CACHEINFO: u16 = 6;
pub(super) const IFA_FLAGS: u16 = 8;
const IFA_TARGET_NETNSID: u16 = 10;
/// Attribute of a route: several ways at once.
pub(super) const RTA_MULTIPATH: u16 = 9;
const RTA_CACHEINFO: u16 = 12;
const RTA_TABLE: u16 = 15;
const RTA_VIA: u16 = 18;
const RTA_EXPIRES: u16 = 23;
const RTA_NH_ID: u16 = 30;
const NDA_CACHEINFO: u16 = 3;
const NDA_PROBES: u16 = 4;

const IFA_F_TEMPORARY: u32 = 0x01;
const IFA_F_NODAD: u32 = 0x02;
const IFA_F_DADFAILED: u32 = 0x08;
/// Address flags a program may set: no duplicate detection, home, manage temporary, no prefix route,
/// join multicast.
const IFA_F_SETTABLE: u32 = 0x02 | 0x10 | 0x100 | 0x200 | 0x400;
const LIFETIME_FOREVER: u32 = u32::MAX;
const RTM_F_CLONED: u32 = 0x200;
const RTNH_F_ONLINK: u32 = 4;
const NUD_PERMANENT: u16 = 0x80;
/// Route expiry is counted in hundredths of a second on every architecture.
const USER_HZ: u32 = 100;

/// Everything the kernel says about its links.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// Links (`ifinfomsg`).
    pub links: Vec<KernelRecord>,
    /// Addresses of both families (`ifaddrmsg`).
    pub addresses: Vec<KernelRecord>,
    /// Routes of both families in every table (`rtmsg`).
    pub routes: Vec<KernelRecord>,
    /// Neighbours of both families (`ndmsg`).
    pub neighbours: Vec<KernelRecord>,
}

/// The index of a link.
#[must_use]
pub fn link_index(link: &KernelRecord) -> u32 {
    link.header_number(4)
}

/// The flags (`IFF_*`) of a link.
#[must_use]
pub fn link_flags(link: &KernelRecord) -> u32 {
    link.header_number(8)
}

/// The name of a link, bounded and printable.
#[must_use]
pub fn link_name(link: &KernelRecord) -> String {
    let bytes = link.attribute(IFLA_IFNAME).unwrap_or_default();
    String::from_utf8_lossy(bytes).chars().filter(|c| c.is_ascii_graphic()).take(15).collect()
}

/// The table a route stands in.
#[must_use]
pub fn route_table(route: &KernelRecord) -> u32 {
    route.number(RTA_TABLE).unwrap_or_else(|| u32::from(route.header_byte(4)))
}

/// The links a route may leave through.
#[must_use]
pub fn route_links(route: &KernelRecord) -> Vec<u32> {
    let mut links: Vec<u32> = route.number(RTA_OIF).into_iter().collect();
    each_next_hop(route.attribute(RTA_MULTIPATH).unwrap_or_default(), |hop| links.extend(u32_at(hop, 4)));
    links
}

/// True for a route that the kernel makes from an address, or that a router announces again.
#[must_use]
pub fn comes_back_by_itself(route: &KernelRecord) -> bool {
    const BY_KERNEL_OR_ROUTER: [u8; 2] = [2, 9];
    BY_KERNEL_OR_ROUTER.contains(&route.header_byte(5))
}

/// True when the route is one a person or program set, not a copy in the kernel's cache.
fn is_own_route(route: &KernelRecord) -> bool {
    route_table(route) != LOCAL_TABLE && route.header_number(8) & RTM_F_CLONED == 0
}

/// Every link that is up and leads out of this PC, with all that setting it down loses.
/// `managed` tells whether NetworkManager looks after a link.
#[must_use]
pub fn links_to_set_down(
    picture: &Picture,
    boot_id: &str,
    uptime_s: u64,
    managed: &dyn Fn(u32) -> bool,
) -> Vec<LinkState> {
    let leads_out = |link: &KernelRecord| link_flags(link) & (IFF_UP | IFF_LOOPBACK) == IFF_UP;
    states_of(picture, boot_id, uptime_s, managed, &leads_out)
}

/// Every link that bears our mark and is down, with what setting it down has left of it.
#[must_use]
pub fn marked_links(
    picture: &Picture,
    boot_id: &str,
    uptime_s: u64,
    managed: &dyn Fn(u32) -> bool,
) -> Vec<LinkState> {
    let mut states = states_of(picture, boot_id, uptime_s, managed, &is_marked);
    for state in &mut states {
        state.flags |= IFF_UP;
        state.partial = true;
    }
    states
}

fn states_of(
    picture: &Picture,
    boot_id: &str,
    uptime_s: u64,
    managed: &dyn Fn(u32) -> bool,
    wanted: &dyn Fn(&KernelRecord) -> bool,
) -> Vec<LinkState> {
    let state = |link: &KernelRecord| {
        let index = link_index(link);
        let of_link = |records: &[KernelRecord], offset| -> Vec<KernelRecord> {
            records.iter().filter(|r| r.header_number(offset) == index).cloned().collect()
        };
        LinkState {
            index,
            name: link_name(link),
            boot_id: boot_id.to_owned(),
            uptime_s,
            flags: link_flags(link),
            alias: link_alias(link),
            partial: false,
            managed: managed(index),
            addresses: of_link(&picture.addresses, 4),
            routes: picture
                .routes
                .iter()
                .filter(|route| is_own_route(route) && route_links(route).contains(&index))
                .cloned()
                .collect(),
            neighbours: of_link(&picture.neighbours, 4)
                .into_iter()
                .filter(|n| u16_at(&n.header, 8) == Some(NUD_PERMANENT))
                .collect(),
        }
    };
    picture.links.iter().filter(|link| wanted(link)).map(state).collect()
}

/// Sets one link up or down and touches nothing else of it.
#[must_use]
pub fn set_link(index: u32, up: bool) -> Request {
    let mut header = vec![0; LINK_HEADER_LEN];
    let flags = if up { IFF_UP } else { 0 };
    for (offset, value) in [(4, index), (8, flags), (12, IFF_UP)] {
        if let Some(place) = header.get_mut(offset..offset + 4) {
            place.copy_from_slice(&value.to_ne_bytes());
        }
    }
    Request {
        kind: kind::NEW_LINK,
        flags: flag::ACK,
        record: KernelRecord { header, attributes: Vec::new() },
    }
}

/// What brings a link's configuration back once it is up, in the order in which it must be sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inverse {
    /// Addresses the kernel does not make by itself. "Exists" is a success.
    pub addresses: Vec<Request>,
    /// Link-local addresses: the kernel makes them itself, so these are sent only if it did not.
    pub link_local: Vec<(KernelRecord, Vec<Request>)>,
    /// Neighbours set by hand.
    pub neighbours: Vec<Request>,
    /// Routes that need no other route. "Exists" is a success.
    pub near_routes: Vec<Request>,
    /// Routes through a gateway, after all near routes of all links.
    pub far_routes: Vec<Request>,
}

/// The inverse of setting `link` down, for a kernel that now knows it as `index`, `elapsed_s` seconds
/// after it was recorded. What has expired meanwhile does not come back.
#[must_use]
pub fn inverse(link: &LinkState, index: u32, elapsed_s: u64) -> Inverse {
    let elapsed = u32::try_from(elapsed_s).unwrap_or(u32::MAX);
    let mut inverse = Inverse::default();
    let mut expired = Vec::new();
    for address in &link.addresses {
        let requests = address_requests(address, index, elapsed);
        if requests.is_empty() {
            expired.push(address_bytes(address));
        }
        if is_link_local(address) {
            inverse.link_local.push((address.clone(), requests));
        } else {
            inverse.addresses.extend(requests);
        }
    }
    for neighbour in &link.neighbours {
        let mut record = neighbour.clone();
        record.set_header(4, &index.to_ne_bytes());
        record.drop_attribute(NDA_CACHEINFO);
        record.drop_attribute(NDA_PROBES);
        inverse.neighbours.push(Request {
            kind: kind::NEW_NEIGHBOUR,
            flags: flag::ACK | flag::CREATE | flag::REPLACE,
            record,
        });
    }
    for route in &link.routes {
        // The kernel refuses a route that names an address which does not come back.
        if route.attribute(RTA_PREFSRC).is_some_and(|own| expired.contains(&own)) {
            continue;
        }
        let Some(request) = route_request(route, link.index, index, elapsed) else { continue };
        let far = [RTA_GATEWAY, RTA_VIA, RTA_MULTIPATH].iter().any(|kind| route.attribute(*kind).is_some());
        if far { inverse.far_routes.push(request) } else { inverse.near_routes.push(request) }
    }
    inverse
}

/// True when both records are the same address on the same link.
#[must_use]
pub fn same_address(a: &KernelRecord, b: &KernelRecord) -> bool {
    let key = |r: &KernelRecord| {
        (
            r.header_byte(0),
            r.header_byte(1),
            r.attribute(IFA_LOCAL).map(<[u8]>::to_vec),
            r.attribute(IFA_ADDRESS).map(<[u8]>::to_vec),
        )
    };
    key(a) == key(b)
}

/// The address itself: 4 or 16 bytes.
#[must_use]
pub fn address_bytes(address: &KernelRecord) -> &[u8] {
    address.attribute(IFA_LOCAL).or_else(|| address.attribute(IFA_ADDRESS)).unwrap_or_default()
}

fn is_link_local(address: &KernelRecord) -> bool {
    address.header_byte(0) == AF_INET6
        && matches!(address_bytes(address), [0xfe, second, ..] if second & 0xc0 == 0x80)
}

fn address_requests(address: &KernelRecord, index: u32, elapsed: u32) -> Vec<Request> {
    let v6 = address.header_byte(0) == AF_INET6;
    let flags = address.number(IFA_FLAGS).unwrap_or_else(|| u32::from(address.header_byte(2)));
    // The kernel makes temporary addresses itself from the one they belong to.
    if v6 && flags & IFA_F_TEMPORARY != 0 {
        return Vec::new();
    }
    let mut record = address.clone();
    record.set_header(4, &index.to_ne_bytes());
    record.drop_attribute(IFA_TARGET_NETNSID);
    if let Some(cache) = address.attribute(IFA_CACHEINFO) {
        let left = |offset| match u32_at(cache, offset).unwrap_or(LIFETIME_FOREVER) {
            LIFETIME_FOREVER => LIFETIME_FOREVER,
            seconds => seconds.saturating_sub(elapsed),
        };
        let (preferred, valid) = (left(0), left(4));
        if valid == 0 {
            return Vec::new();
        }
        let mut value = cache.to_vec();
        for (offset, seconds) in [(0, preferred), (4, valid)] {
            if let Some(place) = value.get_mut(offset..offset + 4) {
                place.copy_from_slice(&seconds.to_ne_bytes());
            }
        }
        if let Some(attribute) = record.attributes.iter_mut().find(|a| a.kind & 0x3fff == IFA_CACHEINFO) {
            attribute.value = value;
        }
    }
    let settable = flags & IFA_F_SETTABLE;
    let request = |flags_now: u32, mode: u16| {
        let mut record = record.clone();
        // The fixed part holds only the lower eight bits; the attribute holds all.
        record.set_header(2, &[u8::try_from(flags_now & 0xff).unwrap_or(0)]);
        record.set_number(IFA_FLAGS, flags_now);
        Request { kind: kind::NEW_ADDRESS, flags: flag::ACK | mode, record }
    };
    let create = flag::CREATE | flag::EXCLUSIVE;
    // A route cannot name a source that is still being checked for duplicates, and this address was
    // ours a moment ago: add it without the check, then give it back its own flags.
    if v6 && flags & (IFA_F_NODAD | IFA_F_DADFAILED) == 0 {
        vec![request(settable | IFA_F_NODAD, create), request(settable, flag::REPLACE)]
    } else {
        vec![request(settable, create)]
    }
}

fn route_request(route: &KernelRecord, old_index: u32, index: u32, elapsed: u32) -> Option<Request> {
    let mut record = route.clone();
    record.set_header(8, &(route.header_number(8) & RTNH_F_ONLINK).to_ne_bytes());
    if route.number(RTA_OIF) == Some(old_index) {
        record.set_number(RTA_OIF, index);
    }
    for attribute in &mut record.attributes {
        if attribute.kind & 0x3fff == RTA_MULTIPATH {
            refresh_next_hops(&mut attribute.value, old_index, index);
        }
    }
    let expires = route.attribute(RTA_CACHEINFO).and_then(|cache| u32_at(cache, 8)).unwrap_or(0);
    record.drop_attribute(RTA_CACHEINFO);
    record.drop_attribute(RTA_EXPIRES);
    // Next-hop objects go down with the link; the route carries what they said.
    record.drop_attribute(RTA_NH_ID);
    if route.header_byte(0) == AF_INET6 && expires > 0 {
        match (expires / USER_HZ).saturating_sub(elapsed) {
            0 => return None,
            left => record.set_number(RTA_EXPIRES, left),
        }
    }
    Some(Request { kind: kind::NEW_ROUTE, flags: flag::ACK | flag::CREATE | flag::APPEND, record })
}

/// Calls `look` with each `rtnexthop` of a multipath attribute.
fn each_next_hop(mut value: &[u8], mut look: impl FnMut(&[u8])) {
    while let Some(length) = u16_at(value, 0).map(usize::from).filter(|length| *length >= 8) {
        let Some(hop) = value.get(..length) else { return };
        look(hop);
        value = value.get((length + 3) & !3..).unwrap_or_default();
    }
}

/// Clears what the kernel says about dead next hops and renames a link.
pub(super) fn refresh_next_hops(value: &mut [u8], old_index: u32, index: u32) {
    let mut offset = 0_usize;
    while let Some(length) = u16_at(value, offset).map(usize::from).filter(|length| *length >= 8) {
        if let Some(flags) = value.get_mut(offset + 2) {
            *flags &= u8::try_from(RTNH_F_ONLINK).unwrap_or(0);
        }
        if u32_at(value, offset + 4) == Some(old_index)
            && let Some(place) = value.get_mut(offset + 4..offset + 8)
        {
            place.copy_from_slice(&index.to_ne_bytes());
        }
        offset = offset.saturating_add((length + 3) & !3);
    }
}

/// True when the address or destination is one that leads beyond this link: not loopback, link-local
/// or multicast.
#[must_use]
pub fn is_beyond_link(family: u8, bytes: &[u8]) -> bool {
    match (family, bytes) {
        (AF_INET, [127 | 224..=255, ..] | [169, 254, ..]) => false,
        (AF_INET, _) => true,
        (AF_INET6, [0xff, ..]) => false,
        (AF_INET6, [0xfe, second, ..]) if second & 0xc0 == 0x80 => false,
        (AF_INET6, bytes) => bytes != [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        _ => false,
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
