//! The filters that close the line, as data.
//!
//! One sublayer of the highest weight holds a block for each layer that a new connection, a packet of
//! an established one or a forwarded packet passes, and narrow permits for what the PC needs to keep
//! its address while cut. Permits are soft: another firewall may still refuse what they allow. Blocks
//! are hard: nobody below may allow what they refuse.
//!
//! A new connection is asked about once, and whoever was let in may answer for as long as it lasts.
//! Each packet is asked about at the transport layers: there each direction has permits of its own.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// A key of the filter engine.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid(pub u128);

impl fmt::Debug for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let v = self.0;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            v >> 96,
            (v >> 80) & 0xffff,
            (v >> 64) & 0xffff,
            (v >> 48) & 0xffff,
            v & 0xffff_ffff_ffff
        )
    }
}

/// Key of our provider: whatever carries it is ours.
pub const PROVIDER: Guid = Guid(0x277c_b0c9_d49d_4570_889e_28c1_b4a2_f3f5);
/// Key of our sublayer.
pub const SUBLAYER: Guid = Guid(0x9940_80e8_53e7_4de7_a978_0975_ad73_1db4);
/// Keys of the filters: this plus the number of the filter set (bits 8–15) and of the filter (bits 0–7).
const FILTERS: u128 = 0xbfe4_8c94_dd83_4bfa_be5e_a2fe_ff82_0000;
/// Nothing is asked before us.
pub const SUBLAYER_WEIGHT: u16 = 0xffff;

/// How long an object stays in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lifetime {
    /// Until the next restart of the PC. Used when no restore program could be installed.
    UntilRestart,
    /// Across restarts, as soon as the filter engine's service runs.
    Persistent,
    /// From the start of the network stack until that service runs. One filter cannot be both.
    BootTime,
}

/// Where the filter engine asks. A closed set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// A new outgoing connection, IPv4.
    ConnectV4,
    /// A new outgoing connection, IPv6.
    ConnectV6,
    /// A new incoming connection, IPv4.
    AcceptV4,
    /// A new incoming connection, IPv6.
    AcceptV6,
    /// Every outgoing packet of this PC, IPv4.
    OutboundV4,
    /// Every outgoing packet of this PC, IPv6.
    OutboundV6,
    /// Every incoming packet for this PC, IPv4.
    InboundV4,
    /// Every incoming packet for this PC, IPv6.
    InboundV6,
    /// A packet of somebody else that this PC passes on (shared line, virtual machines behind NAT), IPv4.
    ForwardV4,
    /// The same, IPv6.
    ForwardV6,
}

impl Layer {
    /// Every layer.
    pub const ALL: [Self; 10] = [
        Self::ConnectV4,
        Self::ConnectV6,
        Self::AcceptV4,
        Self::AcceptV6,
        Self::OutboundV4,
        Self::OutboundV6,
        Self::InboundV4,
        Self::InboundV6,
        Self::ForwardV4,
        Self::ForwardV6,
    ];
}

/// What a filter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Refuses, and nobody below may overrule it.
    HardBlock,
    /// Does not refuse; other sublayers still may.
    SoftPermit,
}

/// What traffic must look like. All different kinds must hold; of the same kind, any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// Stays inside this PC.
    Loopback,
    /// IP protocol number.
    Protocol(u8),
    /// Port on this PC.
    LocalPort(u16),
    /// Port on the other side.
    RemotePort(u16),
    /// Type of an ICMP message.
    IcmpType(u16),
    /// Exactly this address on the other side.
    RemoteV4(Ipv4Addr),
    /// An address on the other side that begins with as many bits of this one.
    RemoteV6(Ipv6Addr, u8),
}

/// One filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Its fixed key.
    pub key: Guid,
    /// Its name for administrators who list filters.
    pub name: String,
    /// Where it is asked.
    pub layer: Layer,
    /// How long it stays.
    pub lifetime: Lifetime,
    /// What it does.
    pub action: Action,
    /// Order within our sublayer, 0 to 15; higher is asked first.
    pub weight: u8,
    /// When it applies; empty means always.
    pub conditions: Vec<Condition>,
}

/// Everything one cut sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Whether provider and sublayer stay across restarts.
    pub persistent: bool,
    /// The filters, permits before blocks.
    pub filters: Vec<Filter>,
}

const PERMIT_WEIGHT: u8 = 10;
const BLOCK_WEIGHT: u8 = 1;
const UDP: u8 = 17;
const ICMPV6: u8 = 58;
/// Where every DHCPv6 question goes: the servers and relays of this segment.
const DHCPV6_SERVERS: Ipv6Addr = Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 1, 2);
/// Addresses that no router passes on, and how many bits tell them.
const LINK_LOCAL: (Ipv6Addr, u8) = (Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0, 0), 10);

/// The two filter sets that stay in force across restarts.
#[must_use]
pub fn persistent() -> Plan {
    let mut filters = filter_set(Lifetime::Persistent);
    filters.extend(filter_set(Lifetime::BootTime));
    Plan { persistent: true, filters }
}

/// One filter set that the next restart removes.
#[must_use]
pub fn until_restart() -> Plan {
    Plan { persistent: false, filters: filter_set(Lifetime::UntilRestart) }
}

/// Every filter key that this program ever sets, whichever plan was in force.
#[must_use]
pub fn all_filter_keys() -> Vec<Guid> {
    let both = persistent().filters.into_iter().chain(until_restart().filters);
    both.map(|filter| filter.key).collect()
}

/// One rule of every filter set.
type Rule = (&'static str, Layer, Action, Vec<Condition>);

fn rules() -> Vec<Rule> {
    use Action::{HardBlock, SoftPermit};
    use Condition::Loopback;

    let mut rules: Vec<Rule> = Vec::new();
    for layer in Layer::ALL {
        // What is passed on never stays inside this PC.
        if !matches!(layer, Layer::ForwardV4 | Layer::ForwardV6) {
            rules.push(("loopback", layer, SoftPermit, vec![Loopback]));
        }
    }
    rules.extend(address_rules());
    for layer in Layer::ALL {
        rules.push(("everything", layer, HardBlock, Vec::new()));
    }
    rules
}

/// What keeps the address of this PC; without it the way back takes minutes. Nothing of it can leave
/// the segment: a lease is renewed by broadcast when its server cannot be asked directly.
fn address_rules() -> impl Iterator<Item = Rule> {
    use Condition::{IcmpType, LocalPort, Protocol, RemotePort, RemoteV4, RemoteV6};
    use Layer::{AcceptV4, AcceptV6, ConnectV4, ConnectV6, InboundV4, InboundV6, OutboundV4, OutboundV6};

    let dhcp = [Protocol(UDP), LocalPort(68), RemotePort(67)];
    let dhcpv6 = [Protocol(UDP), LocalPort(546), RemotePort(547)];
    let mut rules: Vec<(&'static str, [Layer; 2], Vec<Condition>)> = Vec::new();
    let question = [&dhcp[..], &[RemoteV4(Ipv4Addr::BROADCAST)]].concat();
    rules.push(("DHCP questions", [ConnectV4, OutboundV4], question));
    // The server answers from an address of its own, whatever that is.
    rules.push(("DHCP answers", [AcceptV4, InboundV4], dhcp.to_vec()));
    let question = [&dhcpv6[..], &[RemoteV6(DHCPV6_SERVERS, 128)]].concat();
    rules.push(("DHCPv6 questions", [ConnectV6, OutboundV6], question));
    let answer = [&dhcpv6[..], &[RemoteV6(LINK_LOCAL.0, LINK_LOCAL.1)]].concat();
    rules.push(("DHCPv6 answers", [AcceptV6, InboundV6], answer));
    // Neighbour discovery: the PC asks (133, 135) and answers (136); it hears routers (134, 137),
    // questions and answers. The system itself drops what a router has passed on.
    let icmp = |types: &[u16]| {
        let types = types.iter().map(|value| IcmpType(*value));
        std::iter::once(Protocol(ICMPV6)).chain(types).collect::<Vec<_>>()
    };
    rules.push(("neighbour discovery", [ConnectV6, OutboundV6], icmp(&[133, 135, 136])));
    rules.push(("neighbour discovery", [AcceptV6, InboundV6], icmp(&[134, 135, 136, 137])));
    rules.into_iter().flat_map(|(what, layers, conditions)| {
        layers.map(|layer| (what, layer, Action::SoftPermit, conditions.clone()))
    })
}

fn filter_set(lifetime: Lifetime) -> Vec<Filter> {
    use Action::{HardBlock, SoftPermit};

    let set: u128 = match lifetime {
        Lifetime::UntilRestart => 0,
        Lifetime::Persistent => 1,
        Lifetime::BootTime => 2,
    };
    let numbered = (0_u128..).zip(rules());
    numbered
        .map(|(number, (what, layer, action, conditions))| {
            let (verb, weight) = match action {
                HardBlock => ("block", BLOCK_WEIGHT),
                SoftPermit => ("permit", PERMIT_WEIGHT),
            };
            Filter {
                key: Guid(FILTERS | (set << 8) | number),
                name: format!("Kyukyubako: {verb} {what}"),
                layer,
                lifetime,
                action,
                weight,
                conditions,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// One line a filter: a change of what is open or closed cannot pass unseen.
    fn listing(plan: &Plan) -> String {
        plan.filters
            .iter()
            .map(|f| {
                format!(
                    "{:?} {:?} {:?} {:?} w{} {:?} {}",
                    f.key, f.lifetime, f.layer, f.action, f.weight, f.conditions, f.name
                )
            })
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn the_persistent_plan_is_this() {
        insta::assert_snapshot!(listing(&persistent()));
    }

    #[test]
    fn the_plan_until_restart_is_this() {
        insta::assert_snapshot!(listing(&until_restart()));
    }

    #[test]
    fn every_lifetime_blocks_every_layer_without_a_condition() {
        for plan in [persistent(), until_restart()] {
            let lifetimes: BTreeSet<_> = plan.filters.iter().map(|f| f.lifetime).collect();
            for lifetime in lifetimes {
                let blocked: BTreeSet<_> = plan
                    .filters
                    .iter()
                    .filter(|f| {
                        f.lifetime == lifetime && f.action == Action::HardBlock && f.conditions.is_empty()
                    })
                    .map(|f| f.layer)
                    .collect();
                assert_eq!(blocked, BTreeSet::from(Layer::ALL), "{lifetime:?}");
            }
        }
    }

    #[test]
    fn no_permit_opens_tcp_or_leads_off_the_segment() {
        use Condition::{IcmpType, LocalPort, Loopback, Protocol, RemotePort, RemoteV4, RemoteV6};
        for filter in persistent().filters.iter().filter(|f| f.action == Action::SoftPermit) {
            let outgoing = matches!(
                filter.layer,
                Layer::ConnectV4 | Layer::ConnectV6 | Layer::OutboundV4 | Layer::OutboundV6
            );
            let narrow = match filter.conditions.as_slice() {
                [Loopback] => true,
                [Protocol(UDP), LocalPort(68), RemotePort(67), rest @ ..] => {
                    rest == [RemoteV4(Ipv4Addr::BROADCAST)] || (rest.is_empty() && !outgoing)
                }
                [Protocol(UDP), LocalPort(546), RemotePort(547), rest @ ..] => {
                    rest == [RemoteV6(DHCPV6_SERVERS, 128)] || (rest == [RemoteV6(LINK_LOCAL.0, 10)])
                }
                [Protocol(ICMPV6), rest @ ..] => {
                    !rest.is_empty() && rest.iter().all(|c| matches!(c, IcmpType(133..=137)))
                }
                _ => false,
            };
            assert!(narrow, "{filter:?}");
        }
    }

    #[test]
    fn nothing_is_ever_passed_on() {
        for filter in persistent().filters.iter().chain(&until_restart().filters) {
            let forward = matches!(filter.layer, Layer::ForwardV4 | Layer::ForwardV6);
            assert!(!forward || filter.action == Action::HardBlock, "{filter:?}");
        }
    }

    #[test]
    fn every_key_is_its_own() {
        let keys = all_filter_keys();
        let distinct: BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len());
        assert!(!keys.contains(&PROVIDER) && !keys.contains(&SUBLAYER));
    }

    #[test]
    fn a_key_is_written_as_administrators_see_it() {
        assert_eq!(format!("{PROVIDER:?}"), "277cb0c9-d49d-4570-889e-28c1b4a2f3f5");
    }
}
