//! What macOS's own tools print, read strictly. Pure: tested on every system.

use std::net::IpAddr;

/// Services looked at, at most.
const MAX_SERVICES: usize = 64;
/// Longest service name, in characters.
const MAX_NAME: usize = 128;

/// The names of the network services that are on, from `networksetup -listallnetworkservices`: one
/// line of explanation, then one name a line, an asterisk before those that are off.
#[must_use]
pub fn enabled_services(listing: &str) -> Vec<String> {
    names(listing).filter(|name| !name.starts_with('*')).map(str::to_owned).collect()
}

/// The names of the services that are off.
#[must_use]
pub fn disabled_services(listing: &str) -> Vec<String> {
    names(listing).filter_map(|name| name.strip_prefix('*')).map(str::to_owned).collect()
}

fn names(listing: &str) -> impl Iterator<Item = &str> {
    let lines = listing.lines().skip(1).map(str::trim_end);
    lines
        // Nothing that the tool could take for an option.
        .filter(|name| !name.is_empty() && !name.trim_start_matches('*').starts_with('-'))
        .filter(|name| name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control))
        .take(MAX_SERVICES)
}

/// Addresses that lead beyond this Mac, from `ifconfig -a`: not the loopback, not link-local.
#[must_use]
pub fn outside_addresses(listing: &str) -> Vec<IpAddr> {
    let mut addresses = Vec::new();
    for line in listing.lines() {
        let mut words = line.split_whitespace();
        if !matches!(words.next(), Some("inet" | "inet6")) {
            continue;
        }
        // An IPv6 address may bear its interface after a percent sign.
        let address = words.next().and_then(|word| word.split('%').next()?.parse::<IpAddr>().ok());
        let outside = address.filter(|address| match address {
            IpAddr::V4(v4) => !(v4.is_loopback() || v4.is_link_local() || v4.is_unspecified()),
            IpAddr::V6(v6) => !(v6.is_loopback() || v6.is_unicast_link_local() || v6.is_unspecified()),
        });
        addresses.extend(outside);
    }
    addresses
}

/// Whether `route -n get default` found a route: `None` when its answer is not understood.
#[must_use]
pub fn default_route(succeeded: bool, output: &str, errors: &str) -> Option<bool> {
    if succeeded && output.lines().any(|line| line.trim_start().starts_with("interface:")) {
        return Some(true);
    }
    let text = format!("{output}\n{errors}");
    (text.contains("not in table") || text.contains("Network is unreachable")).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_services_that_are_on_are_switched_off() {
        let listing = "An asterisk (*) denotes that a network service is disabled.\n\
                       Wi-Fi\nThunderbolt Bridge\n*Old VPN\nUSB 10/100/1000 LAN\n-listallhardwareports\n\
                       bad\u{7}name\n\n";
        assert_eq!(enabled_services(listing), ["Wi-Fi", "Thunderbolt Bridge", "USB 10/100/1000 LAN"]);
        assert_eq!(disabled_services(listing), ["Old VPN"]);
        assert!(enabled_services("").is_empty());
        assert_eq!(enabled_services(&"x\n".repeat(1000)).len(), MAX_SERVICES);
    }

    #[test]
    fn loopback_and_link_local_lead_nowhere() {
        let listing = "lo0: flags=8049<UP,LOOPBACK>\n\tinet 127.0.0.1 netmask 0xff000000\n\tinet6 ::1 prefixlen 128\n\
                       en0: flags=8863<UP>\n\tinet6 fe80::1c%en0 prefixlen 64 secured\n\tinet 192.0.2.7 netmask 0xffffff00\n\
                       \tinet6 2001:db8::7 prefixlen 64\nawdl0: flags=8943<UP>\n\tinet6 fe80::2%awdl0 prefixlen 64\n\
                       en5: flags=8863<UP>\n\tinet 169.254.3.4 netmask 0xffff0000\n\tinet nonsense\n";
        let expected: [IpAddr; 2] = ["192.0.2.7".parse().unwrap(), "2001:db8::7".parse().unwrap()];
        assert_eq!(outside_addresses(listing), expected);
    }

    #[test]
    fn an_answer_that_is_not_understood_is_no_answer() {
        let found = "   route to: default\ndestination: default\n    gateway: 192.0.2.1\n  interface: en0\n";
        for (succeeded, output, errors, expected) in [
            (true, found, "", Some(true)),
            (false, "", "route: writing to routing socket: not in table\n", Some(false)),
            (true, "route: writing to routing socket: not in table\n", "", Some(false)),
            (false, "", "permission denied", None),
            (true, "", "", None),
        ] {
            assert_eq!(default_route(succeeded, output, errors), expected, "{output}{errors}");
        }
    }
}
