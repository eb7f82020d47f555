//! How the line was before the cut.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// What later observations need to know about the time before: a check that never meant anything on
/// this PC proves nothing afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Baseline {
    /// The PC had an IPv4 address or route beyond loopback.
    pub ipv4: bool,
    /// The PC had a global IPv6 address or route.
    pub ipv6: bool,
    /// Gateways of the default routes.
    pub gateways: Vec<IpAddr>,
    /// The line was already closed when the button was pressed.
    pub offline: bool,
}

/// More gateways than these are never asked.
const GATEWAYS_MAX: usize = 8;

impl Baseline {
    /// Forgets gateways that cannot be one. A planted record must not have us ask this PC itself, which
    /// always answers, nor a thousand addresses.
    pub fn drop_impossible_gateways(&mut self) {
        self.gateways
            .retain(|gateway| !(gateway.is_loopback() || gateway.is_unspecified() || gateway.is_multicast()));
        self.gateways.truncate(GATEWAYS_MAX);
    }

    /// What either of two looks knew. `offline` stays what the first look said.
    pub fn widen(&mut self, other: &Self) {
        self.ipv4 |= other.ipv4;
        self.ipv6 |= other.ipv6;
        for gateway in &other.gateways {
            if !self.gateways.contains(gateway) {
                self.gateways.push(*gateway);
            }
        }
    }
}
