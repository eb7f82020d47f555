//! Looking at the line by means that have nothing to do with how it was cut.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use crate::core::guard::{Reply, Request as GuardRequest};
use crate::core::network::baseline::Baseline;
use crate::core::network::filter_proof::{Family, Filter, FilterFacts, Sent, together, worth_trying};
use crate::core::network::link::KernelRecord;
use crate::core::network::plan::{
    IFLA_MASTER, LOCAL_TABLE, RTA_DST, RTA_GATEWAY, address_bytes, is_beyond_link, link_flags, link_index,
    route_links, route_table,
};
use crate::core::network::rtnetlink::{AF_INET, AF_INET6, IFF_LOOPBACK, IFF_LOWER_UP, IFF_UP};
use crate::core::network::{CheckResult, Observation, round_is_offline};

use crate::platform::guard;

use super::netlink::Netlink;
use super::{filter, identity};

/// Documentation addresses: they belong to nobody, and connecting a UDP socket sends no packet. Only
/// the kernel's own choice of a route is asked.
const ANYWHERE_V4: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const ANYWHERE_V6: IpAddr = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1));
const DISCARD_PORT: u16 = 9;
/// Routes of this type lead somewhere.
const RTN_UNICAST: u8 = 1;
/// `EAFNOSUPPORT`: this kernel has no such family.
const NO_FAMILY: i32 = 97;

/// What the tables of the kernel say.
struct Tables {
    links: Vec<KernelRecord>,
    addresses: Vec<KernelRecord>,
    routes: Vec<KernelRecord>,
}

impl Tables {
    fn read() -> io::Result<Self> {
        let mut netlink = Netlink::route()?;
        Ok(Self { links: netlink.links()?, addresses: netlink.addresses()?, routes: netlink.routes()? })
    }

    fn is_loopback(&self, index: u32) -> bool {
        self.links.iter().any(|link| link_index(link) == index && link_flags(link) & IFF_LOOPBACK != 0)
    }

    /// Routes of one family that lead out of this PC, in whatever table.
    fn routes_out(&self, family: u8) -> impl Iterator<Item = &KernelRecord> {
        self.routes.iter().filter(move |route| {
            route.header_byte(0) == family
                && route.header_byte(7) == RTN_UNICAST
                && route_table(route) != LOCAL_TABLE
                && !route_links(route).iter().all(|index| self.is_loopback(*index))
        })
    }

    fn has_default_route(&self, family: u8) -> bool {
        self.routes_out(family).any(|route| route.header_byte(1) == 0)
    }

    /// Any route that leads beyond the link itself: also half of the internet through a tunnel, also
    /// only the home network.
    fn has_any_route(&self, family: u8) -> bool {
        let beyond = |route: &KernelRecord| {
            route.attribute(RTA_DST).is_none_or(|destination| is_beyond_link(family, destination))
        };
        self.routes_out(family).any(beyond)
    }

    fn has_address(&self, family: u8) -> bool {
        self.addresses.iter().any(|address| {
            address.header_byte(0) == family
                && !self.is_loopback(address.header_number(4))
                && is_beyond_link(family, address_bytes(address))
        })
    }

    /// Some link that is up is part of something else, such as a bridge.
    fn has_bridge(&self) -> bool {
        self.links.iter().any(|link| link_flags(link) & IFF_UP != 0 && link.attribute(IFLA_MASTER).is_some())
    }

    /// Some link that leads out is switched on and has a carrier, whatever kind it is.
    fn carries(&self) -> bool {
        let open = IFF_UP | IFF_LOWER_UP;
        self.links.iter().any(|link| link_flags(link) & (open | IFF_LOOPBACK) == open)
    }

    fn gateways(&self) -> Vec<IpAddr> {
        let mut gateways = Vec::new();
        for route in self.routes.iter().filter(|route| route.header_byte(1) == 0) {
            let gateway = match route.attribute(RTA_GATEWAY) {
                Some(bytes) if bytes.len() == 4 => <[u8; 4]>::try_from(bytes).ok().map(IpAddr::from),
                Some(bytes) => <[u8; 16]>::try_from(bytes).ok().map(IpAddr::from),
                None => None,
            };
            // A link-local gateway cannot be asked for without naming the link.
            if let Some(gateway) = gateway
                && !matches!(gateway, IpAddr::V6(v6) if v6.is_unicast_link_local())
                && !gateways.contains(&gateway)
                && gateways.len() < 8
            {
                gateways.push(gateway);
            }
        }
        gateways
    }
}

/// How the line is now.
pub fn baseline() -> Baseline {
    let tables =
        Tables::read().inspect_err(|error| log::error!("the kernel's tables cannot be read: {error}")).ok();
    let mut before = match &tables {
        Some(tables) => Baseline {
            ipv4: tables.has_address(AF_INET) || tables.has_any_route(AF_INET),
            ipv6: tables.has_address(AF_INET6) || tables.has_any_route(AF_INET6),
            gateways: tables.gateways(),
            offline: false,
        },
        None => Baseline { ipv4: true, ipv6: true, ..Baseline::default() },
    };
    // Nobody is asked before the first way is taken, and no filter changes what is offline without it.
    before.offline = round_is_offline(&links_round(&before, tables.as_ref()));
    before
}

/// One look.
pub fn round(before: &Baseline) -> Vec<Observation> {
    let tables =
        Tables::read().inspect_err(|error| log::error!("the kernel's tables cannot be read: {error}")).ok();
    let links = links_round(before, tables.as_ref());
    together(links, &filter_facts(before, tables.as_ref()))
}

/// Our filter, and whether it refuses. Nothing is sent unless it is said to be in force.
fn filter_facts(before: &Baseline, tables: Option<&Tables>) -> FilterFacts {
    let filter = if identity::is_root() {
        match filter::read() {
            Ok(read) if read.inet => Filter::InForce { bridges: read.bridge },
            Ok(_) => Filter::Absent,
            Err(error) => {
                log::warn!("packet filters cannot be read: {error}");
                Filter::Unknown
            }
        }
    } else {
        match guard::ask(&GuardRequest::Status) {
            Ok(Reply::Status(status)) if status.in_force => Filter::InForce { bridges: false },
            Ok(_) => Filter::Absent,
            Err(_) => Filter::Unknown,
        }
    };
    let family = |anywhere: IpAddr, used: bool| Family {
        used,
        anywhere: send_to(anywhere),
        gateways: before
            .gateways
            .iter()
            .filter(|gateway| gateway.is_ipv4() == anywhere.is_ipv4())
            .map(|gateway| send_to(*gateway))
            .collect(),
    };
    if !worth_trying(filter) {
        return FilterFacts { filter, ..FilterFacts::default() };
    }
    let v6_used = before.ipv6
        || tables.is_none_or(|tables| tables.has_address(AF_INET6) || tables.has_any_route(AF_INET6));
    FilterFacts {
        filter,
        bridged: tables.is_none_or(Tables::has_bridge),
        v4: family(ANYWHERE_V4, true),
        v6: family(ANYWHERE_V6, v6_used),
    }
}

/// Sends one datagram to the discard port. Only a refusal on this PC, at once, is one.
fn send_to(address: IpAddr) -> Sent {
    let any: IpAddr =
        if address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let outcome = UdpSocket::bind(SocketAddr::new(any, 0)).and_then(|socket| {
        socket.set_nonblocking(true)?;
        socket.send_to(&[0], SocketAddr::new(address, DISCARD_PORT))
    });
    match outcome {
        Ok(_) => Sent::Open,
        Err(error) => match error.kind() {
            io::ErrorKind::PermissionDenied => Sent::Forbidden,
            io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkDown
            | io::ErrorKind::AddrNotAvailable => Sent::Unreachable,
            _ => Sent::Open,
        },
    }
}

/// Links and routes.
fn links_round(before: &Baseline, tables: Option<&Tables>) -> Vec<Observation> {
    // What cannot be read cannot be ruled out.
    let table = |open: &dyn Fn(&Tables) -> bool| tables.is_none_or(open);
    let mut observed = Vec::new();
    let mut note = |check: &str, result| observed.push(Observation { check: check.to_owned(), result });
    let verdict = |open: bool, applies: bool| match (open, applies) {
        (true, _) => CheckResult::Online,
        (false, true) => CheckResult::Offline,
        (false, false) => CheckResult::NotApplicable,
    };

    note("links-down", verdict(table(&Tables::carries), true));
    // IPv4 is always there; IPv6 proves something only where it was in use.
    for (name, family, anywhere, applies) in
        [("v4", AF_INET, ANYWHERE_V4, true), ("v6", AF_INET6, ANYWHERE_V6, before.ipv6)]
    {
        note(&format!("default-route-{name}"), verdict(table(&|t| t.has_default_route(family)), applies));
        note(&format!("any-route-{name}"), verdict(table(&|t| t.has_any_route(family)), applies));
        let probe = match probe_address(anywhere) {
            CheckResult::Offline if !applies => CheckResult::NotApplicable,
            result => result,
        };
        note(&format!("route-probe-{name}"), probe);
        let gateways: Vec<CheckResult> = before
            .gateways
            .iter()
            .filter(|gateway| gateway.is_ipv4() == anywhere.is_ipv4())
            .map(|gateway| probe_address(*gateway))
            .collect();
        let gateway = if gateways.contains(&CheckResult::Online) {
            CheckResult::Online
        } else if gateways.contains(&CheckResult::Offline) {
            CheckResult::Offline
        } else {
            CheckResult::NotApplicable
        };
        note(&format!("gateway-probe-{name}"), gateway);
    }
    observed
}

/// Asks the kernel for a route by connecting a UDP socket. Only an immediate "unreachable" is a refusal.
fn probe_address(address: IpAddr) -> CheckResult {
    let any: IpAddr =
        if address.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let outcome = UdpSocket::bind(SocketAddr::new(any, 0))
        .and_then(|socket| socket.connect(SocketAddr::new(address, DISCARD_PORT)));
    match outcome {
        Ok(()) => CheckResult::Online,
        Err(error) => match error.kind() {
            io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable => CheckResult::Offline,
            // No address of this family is left to send from.
            io::ErrorKind::AddrNotAvailable => CheckResult::Offline,
            _ if error.raw_os_error() == Some(NO_FAMILY) => CheckResult::NotApplicable,
            _ => {
                log::warn!("probe {address}: {error}");
                CheckResult::Online
            }
        },
    }
}
