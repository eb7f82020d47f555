//! Looking at the line by means that have nothing to do with how it was cut.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use crate::core::network::baseline::Baseline;
use crate::core::network::link::KernelRecord;
use crate::core::network::plan::{
    LOCAL_TABLE, RTA_DST, RTA_GATEWAY, address_bytes, is_beyond_link, link_flags, link_index, route_links,
    route_table,
};
use crate::core::network::rtnetlink::{AF_INET, AF_INET6, IFF_LOOPBACK, IFF_LOWER_UP, IFF_UP};
use crate::core::network::{CheckResult, Observation, round_is_offline};

use super::netlink::Netlink;

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
    let mut before = match Tables::read() {
        Ok(tables) => Baseline {
            ipv4: tables.has_address(AF_INET) || tables.has_any_route(AF_INET),
            ipv6: tables.has_address(AF_INET6) || tables.has_any_route(AF_INET6),
            gateways: tables.gateways(),
            offline: false,
        },
        Err(error) => {
            log::error!("the kernel's tables cannot be read: {error}");
            Baseline { ipv4: true, ipv6: true, ..Baseline::default() }
        }
    };
    before.offline = round_is_offline(&round(&before));
    before
}

/// One look.
pub fn round(before: &Baseline) -> Vec<Observation> {
    let tables =
        Tables::read().inspect_err(|error| log::error!("the kernel's tables cannot be read: {error}")).ok();
    // What cannot be read cannot be ruled out.
    let table = |open: &dyn Fn(&Tables) -> bool| tables.as_ref().is_none_or(open);
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
        let probe = match probe(anywhere) {
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

fn probe(address: IpAddr) -> CheckResult {
    probe_address(address)
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
