//! One look at the line by an ordinary user: interfaces, routes, addresses, probes.
#![expect(unsafe_code, reason = "reads the tables of iphlpapi.dll")]

use std::ffi::c_void;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use windows::Win32::NetworkManagement::IpHelper::{
    MIB_IF_ROW2, MIB_IF_TABLE2, MIB_IPFORWARD_ROW2, MIB_IPFORWARD_TABLE2, MIB_UNICASTIPADDRESS_ROW,
    MIB_UNICASTIPADDRESS_TABLE,
};
use windows::Win32::NetworkManagement::Ndis::IfOperStatusUp;
use windows::Win32::Networking::WinSock::{AF_INET, AF_INET6, AF_UNSPEC, SOCKADDR_INET};

use crate::core::network::baseline::Baseline;
use crate::core::network::windows::judge::{
    Adapter, Family, Filters, LineFacts, Probe, documentation_address,
};
use crate::platform::windows::system_library::SystemLibrary;

type GetIfTable = unsafe extern "system" fn(*mut *mut MIB_IF_TABLE2) -> u32;
type GetRoutes = unsafe extern "system" fn(u16, *mut *mut MIB_IPFORWARD_TABLE2) -> u32;
type GetAddresses = unsafe extern "system" fn(u16, *mut *mut MIB_UNICASTIPADDRESS_TABLE) -> u32;
type FreeTable = unsafe extern "system" fn(*const c_void);

/// `IF_TYPE_SOFTWARE_LOOPBACK`.
const LOOPBACK: u32 = 24;
/// Where the type of an interface stands in its LUID.
const LUID_TYPE_SHIFT: u32 = 48;
/// Bits of `InterfaceAndOperStatusFlags`.
const HARDWARE: u8 = 1;
const FILTER_DRIVER: u8 = 2;
/// `WSAEACCES`: a filter on this PC said no.
const FORBIDDEN: i32 = 10013;
/// `WSAENETUNREACH`, `WSAEHOSTUNREACH`, `WSAEADDRNOTAVAIL`: no way, or no address to start from.
const UNREACHABLE: [i32; 3] = [10051, 10065, 10049];
/// `ERROR_NOT_SUPPORTED`, `ERROR_NOT_FOUND`: this PC does not speak the family, or has no route of it.
const NO_SUCH_ROUTES: [u32; 2] = [50, 1168];
/// Longest wait for a connection. Past [`AT_ONCE`] it counts as open anyway.
const PROBE_LIMIT: Duration = Duration::from_millis(400);
/// A refusal on this PC takes no longer.
const AT_ONCE: Duration = Duration::from_millis(250);
/// Rows looked at in any table, at most.
const MAX_ROWS: usize = 16 * 1024;
/// A port nobody listens on (discard).
const DISCARD_PORT: u16 = 9;
/// A port whose connections every filter would have to refuse.
const HTTPS_PORT: u16 = 443;
/// Every router answers here, if only with a refusal of its own.
const DNS_PORT: u16 = 53;

/// What this look found, and what a later one needs to know about this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The facts.
    pub facts: LineFacts,
    /// How the line is now.
    pub now: Baseline,
}

/// Looks at the line. `filters` is what was read from the engine.
#[must_use]
pub fn look(before: &Baseline, filters: Filters) -> Look {
    let tables = Tables::load();
    let routes = tables.as_ref().and_then(Tables::routes);
    let addresses = tables.as_ref().and_then(Tables::addresses);
    let adapters = tables.as_ref().and_then(|tables| tables.adapters(routes.as_deref()));
    let gateways: Vec<(IpAddr, u32)> = routes.iter().flatten().filter_map(|r| r.gateway).collect();
    let mut now =
        Baseline { gateways: gateways.iter().map(|(address, _)| *address).collect(), ..Baseline::default() };
    let family = |v6: bool| -> Option<Family> {
        let (routes, addresses) = (routes.as_ref()?, addresses.as_ref()?);
        let default_route = routes.iter().any(|route| route.v6 == v6 && route.default);
        let present = default_route || addresses.iter().any(|a| a.is_ipv6() == v6 && leads_outside(*a));
        let used = present || if v6 { before.ipv6 } else { before.ipv4 };
        let (filter_probe, gateway_probe) = if filters == Filters::InForce && used {
            let known = before.gateways.iter().map(|address| (*address, 0));
            let gateway = gateways.iter().copied().chain(known).find(|(address, _)| address.is_ipv6() == v6);
            (
                connect(documentation_address(v6), 0, HTTPS_PORT),
                gateway.map_or(Probe::NotMade, |(address, scope)| connect(address, scope, DNS_PORT)),
            )
        } else {
            (Probe::NotMade, Probe::NotMade)
        };
        Some(Family { used, default_route, route_probe: point_at(v6), filter_probe, gateway_probe })
    };
    let (v4, v6) = (family(false), family(true));
    let outside = |v6: bool| addresses.iter().flatten().any(|a| a.is_ipv6() == v6 && leads_outside(*a));
    now.ipv4 = outside(false) || v4.is_some_and(|family| family.default_route);
    now.ipv6 = outside(true) || v6.is_some_and(|family| family.default_route);
    Look { facts: LineFacts { adapters, v4, v6, filters }, now }
}

/// Points a datagram socket at a documentation address: asks for a route and sends nothing.
fn point_at(v6: bool) -> Probe {
    let own: IpAddr = if v6 { Ipv6Addr::UNSPECIFIED.into() } else { Ipv4Addr::UNSPECIFIED.into() };
    match UdpSocket::bind((own, 0))
        .and_then(|socket| socket.connect((documentation_address(v6), DISCARD_PORT)))
    {
        Ok(()) => Probe::Open,
        Err(error) => probe_of(&error),
    }
}

fn connect(address: IpAddr, scope: u32, port: u16) -> Probe {
    let to = match address {
        IpAddr::V4(v4) => SocketAddr::from((v4, port)),
        IpAddr::V6(v6) => SocketAddr::V6(SocketAddrV6::new(v6, port, 0, scope)),
    };
    let started = Instant::now();
    match TcpStream::connect_timeout(&to, PROBE_LIMIT) {
        Err(error) if started.elapsed() <= AT_ONCE => probe_of(&error),
        Ok(_) | Err(_) => Probe::Open,
    }
}

fn probe_of(error: &std::io::Error) -> Probe {
    match error.raw_os_error() {
        Some(FORBIDDEN) => Probe::Forbidden,
        Some(code) if UNREACHABLE.contains(&code) => Probe::Unreachable,
        _ => Probe::Open,
    }
}

/// True for an address that packets can carry beyond the own segment.
fn leads_outside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => !(v4.is_loopback() || v4.is_link_local() || v4.is_unspecified()),
        IpAddr::V6(v6) => !(v6.is_loopback() || v6.is_unicast_link_local() || v6.is_unspecified()),
    }
}

/// A route, as far as it matters.
#[derive(Debug, Clone, Copy)]
struct Route {
    v6: bool,
    /// Leads to everywhere, or to one half of everywhere as tunnels do.
    default: bool,
    /// Next router and the interface towards it.
    gateway: Option<(IpAddr, u32)>,
    interface: u32,
}

struct Tables {
    interfaces: GetIfTable,
    routes: GetRoutes,
    addresses: GetAddresses,
    free: FreeTable,
}

impl Tables {
    fn load() -> Option<Self> {
        let library = SystemLibrary::load("iphlpapi.dll")?;
        // SAFETY: every type is the documented signature of the function of that name.
        unsafe {
            Some(Self {
                interfaces: library.function(c"GetIfTable2")?,
                routes: library.function(c"GetIpForwardTable2")?,
                addresses: library.function(c"GetUnicastIpAddressTable")?,
                free: library.function(c"FreeMibTable")?,
            })
        }
    }

    fn adapters(&self, routes: Option<&[Route]>) -> Option<Vec<Adapter>> {
        let mut table: *mut MIB_IF_TABLE2 = std::ptr::null_mut();
        // SAFETY: the out pointer outlives the call.
        let rows: Vec<MIB_IF_ROW2> = unsafe {
            let code = (self.interfaces)(&raw mut table);
            self.take(code, table, |table| (table.NumEntries, (&raw const table.Table).cast()))
        }?;
        let adapter = |row: &MIB_IF_ROW2| Adapter {
            up: row.OperStatus == IfOperStatusUp,
            hardware: row.InterfaceAndOperStatusFlags._bitfield & HARDWARE != 0,
            // Without the routes every interface may lead outside.
            routed: routes.is_none_or(|all| {
                all.iter().any(|route| {
                    route.interface == row.InterfaceIndex && (route.default || route.gateway.is_some())
                })
            }),
        };
        let real = rows.iter().filter(|row| {
            row.Type != LOOPBACK && row.InterfaceAndOperStatusFlags._bitfield & FILTER_DRIVER == 0
        });
        Some(real.map(adapter).collect())
    }

    fn routes(&self) -> Option<Vec<Route>> {
        let mut all = self.routes_of(AF_INET.0)?;
        // What cannot be read is unknown, and unknown is open.
        all.extend(self.routes_of(AF_INET6.0)?);
        Some(all)
    }

    fn routes_of(&self, family: u16) -> Option<Vec<Route>> {
        let mut table: *mut MIB_IPFORWARD_TABLE2 = std::ptr::null_mut();
        // SAFETY: the out pointer outlives the call.
        let rows: Vec<MIB_IPFORWARD_ROW2> = unsafe {
            let code = (self.routes)(family, &raw mut table);
            if NO_SUCH_ROUTES.contains(&code) {
                return Some(Vec::new());
            }
            self.take(code, table, |table| (table.NumEntries, (&raw const table.Table).cast()))
        }?;
        let route = |row: &MIB_IPFORWARD_ROW2| Route {
            v6: family == AF_INET6.0,
            default: row.DestinationPrefix.PrefixLength <= 1,
            gateway: address_of(&row.NextHop)
                .filter(|address| !address.is_unspecified())
                .map(|address| (address, row.InterfaceIndex)),
            interface: row.InterfaceIndex,
        };
        let outside = rows.iter().filter(|row| {
            let to = address_of(&row.DestinationPrefix.Prefix);
            // SAFETY: every view of a LUID is the same 64 bits.
            let interface = unsafe { row.InterfaceLuid.Value };
            // A route into the loopback is how some systems say "unreachable".
            !row.Loopback
                && interface >> LUID_TYPE_SHIFT != u64::from(LOOPBACK)
                && to.is_none_or(|to| !to.is_loopback() && !to.is_multicast())
        });
        Some(outside.map(route).collect())
    }

    fn addresses(&self) -> Option<Vec<IpAddr>> {
        let mut table: *mut MIB_UNICASTIPADDRESS_TABLE = std::ptr::null_mut();
        // SAFETY: the out pointer outlives the call.
        let rows: Vec<MIB_UNICASTIPADDRESS_ROW> = unsafe {
            let code = (self.addresses)(AF_UNSPEC.0, &raw mut table);
            self.take(code, table, |table| (table.NumEntries, (&raw const table.Table).cast()))
        }?;
        Some(rows.iter().filter_map(|row| address_of(&row.Address)).collect())
    }

    /// Copies the rows of a table that the system allocated, and frees it.
    ///
    /// # Safety
    /// With `code` zero, `table` is null or a table of the system whose rows `rows` points out.
    unsafe fn take<T, R: Copy>(
        &self,
        code: u32,
        table: *mut T,
        rows: impl FnOnce(&T) -> (u32, *const R),
    ) -> Option<Vec<R>> {
        if code != 0 {
            log::debug!("a network table answered {code}");
            return None;
        }
        // SAFETY: the caller vouches for it.
        let (count, first) = rows(unsafe { table.as_ref() }?);
        let count = usize::try_from(count).unwrap_or(0).min(MAX_ROWS);
        // SAFETY: the table holds `count` rows from `first` on, and is alive until freed below.
        let copy = unsafe { std::slice::from_raw_parts(first, count) }.to_vec();
        // SAFETY: allocated by the system for us, freed once, not used after.
        unsafe { (self.free)(table.cast_const().cast()) };
        Some(copy)
    }
}

/// The address of a socket address of either family.
fn address_of(address: &SOCKADDR_INET) -> Option<IpAddr> {
    // SAFETY: the family is the first field of every variant, and says which one it is.
    unsafe {
        match address.si_family {
            AF_INET => Some(IpAddr::V4(Ipv4Addr::from(address.Ipv4.sin_addr.S_un.S_addr.to_ne_bytes()))),
            AF_INET6 => Some(IpAddr::V6(Ipv6Addr::from(address.Ipv6.sin6_addr.u.Byte))),
            _ => None,
        }
    }
}
