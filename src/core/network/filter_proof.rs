//! What our own packet filter on Linux proves beside the looks at links and routes.
//!
//! Two things together: the filter read back whole *and* datagrams refused at once, in each family that is in
//! use. Then an open link is no counter-proof. Either of them alone proves nothing.

use super::{CheckResult, Observation};

/// Our filter, as far as this process can know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Filter {
    /// Nobody could say.
    #[default]
    Unknown,
    /// It is not there, or not whole.
    Absent,
    /// It is there, whole.
    InForce {
        /// What a bridge merely passes on is stopped, too.
        bridges: bool,
    },
}

/// How sending a datagram ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sent {
    /// Not tried.
    #[default]
    NotTried,
    /// Refused on this PC, at once.
    Forbidden,
    /// There is no way to the address, said at once.
    Unreachable,
    /// Anything else.
    Open,
}

impl Sent {
    fn result(self) -> CheckResult {
        match self {
            Self::Forbidden | Self::Unreachable => CheckResult::Offline,
            Self::NotTried | Self::Open => CheckResult::Online,
        }
    }
}

/// One address family.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Family {
    /// It had an address or route beyond this PC before the cut, or has one now.
    pub used: bool,
    /// A datagram to an address that belongs to nobody.
    pub anywhere: Sent,
    /// A datagram to each gateway of before.
    pub gateways: Vec<Sent>,
}

/// One look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FilterFacts {
    /// Our filter.
    pub filter: Filter,
    /// Some link is part of a bridge: frames may pass without meeting the filter for packets.
    pub bridged: bool,
    /// IPv4. Always looked at.
    pub v4: Family,
    /// IPv6.
    pub v6: Family,
}

/// True when it is worth sending datagrams: they leave this PC if the filter is not there.
#[must_use]
pub fn worth_trying(filter: Filter) -> bool {
    matches!(filter, Filter::InForce { .. })
}

/// The looks at links and routes together with what the filter proves.
#[must_use]
pub fn together(links: Vec<Observation>, facts: &FilterFacts) -> Vec<Observation> {
    let check = |name: &str, result| Observation { check: name.to_owned(), result };
    let Filter::InForce { bridges } = facts.filter else {
        let unused = ["filters-in-force", "filter-probe-v4", "filter-probe-v6"]
            .map(|name| check(name, CheckResult::NotApplicable));
        return links.into_iter().chain(unused).collect();
    };
    let covers_links = bridges || !facts.bridged;
    let mut round: Vec<Observation> = links
        .into_iter()
        .map(|seen| match seen.result {
            // Under a filter links stay up; what is closed is a proof all the same.
            CheckResult::Online if covers_links => check(&seen.check, CheckResult::NotApplicable),
            _ => seen,
        })
        .collect();
    round.push(check("filters-in-force", CheckResult::Offline));
    for (suffix, family, used) in [("v4", &facts.v4, true), ("v6", &facts.v6, facts.v6.used)] {
        let anywhere = if used { family.anywhere.result() } else { CheckResult::NotApplicable };
        round.push(check(&format!("filter-probe-{suffix}"), anywhere));
        let gateways: Vec<CheckResult> = family.gateways.iter().map(|sent| sent.result()).collect();
        let gateway = if gateways.contains(&CheckResult::Online) {
            CheckResult::Online
        } else if gateways.is_empty() {
            CheckResult::NotApplicable
        } else {
            CheckResult::Offline
        };
        round.push(check(&format!("filter-probe-gateway-{suffix}"), gateway));
    }
    round
}

#[cfg(test)]
mod tests {
    use super::super::round_is_offline;
    use super::*;

    const SENT: [Sent; 4] = [Sent::NotTried, Sent::Forbidden, Sent::Unreachable, Sent::Open];

    fn links(result: CheckResult) -> Vec<Observation> {
        ["links-down", "default-route-v4", "route-probe-v4"]
            .map(|name| Observation { check: name.into(), result })
            .into()
    }

    fn family(anywhere: Sent, gateways: &[Sent]) -> Family {
        Family { used: true, anywhere, gateways: gateways.to_vec() }
    }

    #[test]
    fn an_open_line_is_closed_only_by_the_filter_and_refusals_together() {
        for filter in [Filter::Unknown, Filter::Absent, Filter::InForce { bridges: true }] {
            for v4 in SENT {
                for v6 in SENT {
                    for gateway in SENT {
                        let facts = FilterFacts {
                            filter,
                            bridged: false,
                            v4: family(v4, &[gateway]),
                            v6: family(v6, &[]),
                        };
                        let refused = |sent| matches!(sent, Sent::Forbidden | Sent::Unreachable);
                        let expected = worth_trying(filter) && refused(v4) && refused(v6) && refused(gateway);
                        let round = together(links(CheckResult::Online), &facts);
                        assert_eq!(round_is_offline(&round), expected, "{facts:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_closed_line_needs_no_filter() {
        let round = together(links(CheckResult::Offline), &FilterFacts::default());
        assert!(round_is_offline(&round));
    }

    #[test]
    fn a_family_nobody_used_is_not_waited_for_and_a_bridge_must_be_covered() {
        let v4 = family(Sent::Forbidden, &[Sent::Forbidden]);
        for (bridges, bridged, expected) in
            [(true, true, true), (false, false, true), (true, false, true), (false, true, false)]
        {
            let filter = Filter::InForce { bridges };
            let facts = FilterFacts { filter, bridged, v4: v4.clone(), v6: Family::default() };
            let round = together(links(CheckResult::Online), &facts);
            assert_eq!(round_is_offline(&round), expected, "{facts:?}");
        }
    }
}
