//! What an unprivileged look at a Windows PC proves about its line.
//!
//! Two kinds of proof. By link: nothing up, no route, addresses unreachable. By filter: our own
//! filters read back from the engine *and* connections refused at once. A refusal alone proves
//! nothing, because any firewall may refuse this one program while another one talks.

use std::net::IpAddr;

use crate::core::network::{CheckResult, Observation};

/// An interface that is not the loopback.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Adapter {
    /// Operational: packets can leave through it.
    pub up: bool,
    /// A piece of hardware, as the driver says.
    pub hardware: bool,
    /// A route beyond its own segment leads through it.
    pub routed: bool,
}

/// How a connection attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Probe {
    /// Not attempted: nothing to learn.
    #[default]
    NotMade,
    /// Refused on this PC by a filter, at once.
    Forbidden,
    /// Refused on this PC because there is no way to the address, at once.
    Unreachable,
    /// Anything else: accepted, answered from afar, timed out, unknown error.
    Open,
}

impl Probe {
    fn result(self) -> CheckResult {
        match self {
            Self::NotMade => CheckResult::NotApplicable,
            Self::Forbidden | Self::Unreachable => CheckResult::Offline,
            Self::Open => CheckResult::Online,
        }
    }
}

/// One address family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Family {
    /// It had an address or route beyond this PC, before the cut or now.
    pub used: bool,
    /// A default route exists.
    pub default_route: bool,
    /// A datagram socket pointed at a documentation address; sends nothing.
    pub route_probe: Probe,
    /// A connection to a documentation address; made only while our filters are in force.
    pub filter_probe: Probe,
    /// A connection to the gateway; made only while our filters are in force.
    pub gateway_probe: Probe,
}

/// Our filters, as read from the engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filters {
    /// All of one plan's filters are there.
    InForce,
    /// Not all of them.
    Absent,
    /// The engine does not answer, or not to this user.
    #[default]
    Unknown,
}

/// One look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineFacts {
    /// Every interface but the loopback; `None` when the system did not answer.
    pub adapters: Option<Vec<Adapter>>,
    /// IPv4; `None` when the system did not answer.
    pub v4: Option<Family>,
    /// IPv6; `None` when the system did not answer.
    pub v6: Option<Family>,
    /// Our filters.
    pub filters: Filters,
}

/// What the facts say, check by check. What could not be read counts as open.
#[must_use]
pub fn judge(facts: &LineFacts) -> Vec<Observation> {
    let by_filter = facts.filters == Filters::InForce;
    let v6_used = facts.v6.is_none_or(|family| family.used);
    // A PC without any address is still a PC whose IPv4 line can be looked at.
    let v4_used = facts.v4.is_none_or(|family| family.used) || !v6_used;
    let mut checks = vec![check("links-down", link_proof(links(facts.adapters.as_deref()), by_filter))];
    for (suffix, family, used) in [("v4", facts.v4, v4_used), ("v6", facts.v6, v6_used)] {
        let (route, route_probe) = family.map_or((CheckResult::Online, CheckResult::Online), |family| {
            let route = if family.default_route { CheckResult::Online } else { CheckResult::Offline };
            (route, family.route_probe.result())
        });
        for (name, result) in [("default-route", route), ("route-probe", route_probe)] {
            let result = if used { link_proof(result, by_filter) } else { CheckResult::NotApplicable };
            checks.push(check(&format!("{name}-{suffix}"), result));
        }
        let (filter, gateway) = match family {
            Some(family) if used => (made(family.filter_probe), family.gateway_probe.result()),
            Some(_) => (CheckResult::NotApplicable, CheckResult::NotApplicable),
            None => (CheckResult::Online, CheckResult::NotApplicable),
        };
        for (name, result) in [("filter-probe", filter), ("filter-probe-gateway", gateway)] {
            let result = if by_filter { result } else { CheckResult::NotApplicable };
            checks.push(check(&format!("{name}-{suffix}"), result));
        }
    }
    let in_force = if by_filter { CheckResult::Offline } else { CheckResult::NotApplicable };
    checks.push(check("filters-in-force", in_force));
    checks
}

/// True when there is a way out of this PC for any packet, as far as interfaces tell.
fn links(adapters: Option<&[Adapter]>) -> CheckResult {
    // Software switches of virtual machines stay up without a cable; they count once they lead on.
    let open = adapters.is_none_or(|all| all.iter().any(|a| a.up && (a.hardware || a.routed)));
    if open { CheckResult::Online } else { CheckResult::Offline }
}

/// Links stay up under a filter: there an open link is no counter-proof, a closed one still a proof.
fn link_proof(result: CheckResult, by_filter: bool) -> CheckResult {
    if by_filter && result == CheckResult::Online { CheckResult::NotApplicable } else { result }
}

/// A probe that should have been made and was not leaves the line open.
fn made(probe: Probe) -> CheckResult {
    if probe == Probe::NotMade { CheckResult::Online } else { probe.result() }
}

fn check(name: &str, result: CheckResult) -> Observation {
    Observation { check: name.to_owned(), result }
}

/// Addresses that belong to nobody (RFC 5737, RFC 3849): nobody ever answers from there.
#[must_use]
pub fn documentation_address(v6: bool) -> IpAddr {
    if v6 { IpAddr::from([0x2001, 0x0db8, 0, 0, 0, 0, 0, 1]) } else { IpAddr::from([192, 0, 2, 1]) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::network::round_is_offline;

    const PROBES: [Probe; 4] = [Probe::NotMade, Probe::Forbidden, Probe::Unreachable, Probe::Open];

    fn adapter(up: bool, hardware: bool, routed: bool) -> Adapter {
        Adapter { up, hardware, routed }
    }

    fn online() -> Family {
        Family { used: true, default_route: true, route_probe: Probe::Open, ..Family::default() }
    }

    fn unplugged() -> Family {
        Family { used: true, route_probe: Probe::Unreachable, ..Family::default() }
    }

    fn filtered() -> Family {
        Family { filter_probe: Probe::Forbidden, gateway_probe: Probe::Forbidden, ..online() }
    }

    fn facts(adapters: &[Adapter], v4: Family, v6: Family, filters: Filters) -> LineFacts {
        LineFacts { adapters: Some(adapters.to_vec()), v4: Some(v4), v6: Some(v6), filters }
    }

    #[test]
    fn each_state_of_a_line_is_told_apart() {
        use Filters::{Absent, InForce, Unknown};
        let (up, down) = (adapter(true, true, true), adapter(false, true, false));
        let host_only = adapter(true, false, false);
        let vpn = adapter(true, false, true);
        let none = Family { route_probe: Probe::Unreachable, ..Family::default() };
        let cases = [
            ("online", facts(&[up], online(), online(), Absent), false),
            ("radio off", facts(&[down], unplugged(), unplugged(), Unknown), true),
            ("radio off, host-only switch up", facts(&[down, host_only], unplugged(), none, Absent), true),
            ("radio off, cable left", facts(&[down, up], unplugged(), unplugged(), Absent), false),
            ("tunnel left", facts(&[down, vpn], unplugged(), unplugged(), Absent), false),
            ("v6 left", facts(&[up], unplugged(), online(), Absent), false),
            ("link up without default route", facts(&[up], unplugged(), unplugged(), Absent), false),
            ("filtered", facts(&[up], filtered(), filtered(), InForce), true),
            ("filtered, v4 only", facts(&[up], filtered(), none, InForce), true),
            ("filters there, v6 answers", facts(&[up], filtered(), online(), InForce), false),
            (
                "filters there, gateway answers",
                facts(&[up], Family { gateway_probe: Probe::Open, ..filtered() }, none, InForce),
                false,
            ),
            ("refused by somebody else's firewall", facts(&[up], filtered(), filtered(), Absent), false),
            ("refused, engine silent", facts(&[up], filtered(), filtered(), Unknown), false),
            ("filters and radio", facts(&[down], unplugged_filtered(), none, InForce), true),
            ("never had a line", facts(&[down], none, none, Absent), true),
            ("nothing could be read", LineFacts::default(), false),
        ];
        for (name, facts, expected) in cases {
            assert_eq!(round_is_offline(&judge(&facts)), expected, "{name}: {:?}", judge(&facts));
        }
    }

    fn unplugged_filtered() -> Family {
        Family { filter_probe: Probe::Unreachable, ..unplugged() }
    }

    #[test]
    fn without_our_filters_no_refusal_ever_closes_an_open_line() {
        for filters in [Filters::Absent, Filters::Unknown] {
            for filter_probe in PROBES {
                for gateway_probe in PROBES {
                    for route_probe in PROBES {
                        let v4 = Family { filter_probe, gateway_probe, route_probe, ..online() };
                        let facts = facts(&[adapter(true, true, true)], v4, Family::default(), filters);
                        assert!(!round_is_offline(&judge(&facts)), "{facts:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn with_our_filters_every_used_family_must_be_refused_at_once() {
        for v4_probe in PROBES {
            for v6_probe in PROBES {
                let refused = |probe| matches!(probe, Probe::Forbidden | Probe::Unreachable);
                let family = |filter_probe| Family { filter_probe, ..online() };
                let facts =
                    facts(&[adapter(true, true, true)], family(v4_probe), family(v6_probe), Filters::InForce);
                let expected = refused(v4_probe) && refused(v6_probe);
                assert_eq!(round_is_offline(&judge(&facts)), expected, "{facts:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_open() {
        let closed = facts(&[adapter(false, true, false)], unplugged(), unplugged(), Filters::Absent);
        assert!(round_is_offline(&judge(&closed)));
        for hidden in 0..3 {
            let mut facts = closed.clone();
            match hidden {
                0 => facts.adapters = None,
                1 => facts.v4 = None,
                _ => facts.v6 = None,
            }
            assert!(!round_is_offline(&judge(&facts)), "{facts:?}");
        }
    }
}
