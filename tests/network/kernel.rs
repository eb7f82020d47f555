//! What the kernel says of links, addresses and routes in the namespace of this thread, by names instead of
//! numbers and without what merely counts or ages.

use std::collections::BTreeSet;

use kyukyubako::core::network::link::KernelRecord;
use kyukyubako::core::network::plan::{link_flags, link_index, link_name, route_links, set_link};
use kyukyubako::core::network::rtnetlink::IFF_UP;
use kyukyubako::platform::network::linux::netlink::Netlink;

const IFLA_IFALIAS: u16 = 20;
const RTA_OIF: u16 = 4;
/// Ages and counters of addresses, routes and neighbours; the length of an index.
const IFA_CACHEINFO: u16 = 6;
const RTA_CACHEINFO: u16 = 12;
const RTM_F_CLONED: u32 = 0x200;
const NUD_PERMANENT: u8 = 0x80;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kernel {
    pub links: BTreeSet<String>,
    addresses: BTreeSet<String>,
    routes: BTreeSet<String>,
    neighbours: BTreeSet<String>,
}

impl Kernel {
    pub fn read() -> Self {
        let picture = Netlink::route().unwrap().picture().unwrap();
        let name = |index: u32| {
            let link = picture.links.iter().find(|link| link_index(link) == index);
            link.map_or_else(|| index.to_string(), link_name)
        };
        let rest = |record: &KernelRecord, without: &[u16]| {
            let mut attributes: Vec<_> = record
                .attributes
                .iter()
                .filter(|a| !without.contains(&(a.kind & 0x3fff)))
                .map(|a| (a.kind, a.value.clone()))
                .collect();
            attributes.sort();
            format!("{attributes:?}")
        };
        let links = picture
            .links
            .iter()
            .map(|link| {
                let alias = link.attribute(IFLA_IFALIAS).unwrap_or_default().to_vec();
                format!("{} up {} alias {alias:?}", link_name(link), link_flags(link) & IFF_UP)
            })
            .collect();
        let addresses = picture
            .addresses
            .iter()
            .map(|a| {
                format!("{} {:?} {}", name(a.header_number(4)), a.header.get(..4), rest(a, &[IFA_CACHEINFO]))
            })
            .collect();
        let routes = picture
            .routes
            .iter()
            .filter(|route| route.header_number(8) & RTM_F_CLONED == 0)
            .map(|route| {
                let links: Vec<_> = route_links(route).into_iter().map(name).collect();
                format!("{links:?} {:?} {}", route.header.get(..8), rest(route, &[RTA_OIF, RTA_CACHEINFO]))
            })
            .collect();
        let neighbours = picture
            .neighbours
            .iter()
            .filter(|n| n.header_byte(8) & NUD_PERMANENT != 0)
            .map(|n| format!("{} {}", name(n.header_number(4)), rest(n, &[3, 4])))
            .collect();
        Self { links, addresses, routes, neighbours }
    }

    pub fn difference(&self, wanted: &Self) -> String {
        let mut text = String::new();
        for (now, wanted) in [
            (&self.links, &wanted.links),
            (&self.addresses, &wanted.addresses),
            (&self.routes, &wanted.routes),
            (&self.neighbours, &wanted.neighbours),
        ] {
            text.extend(wanted.difference(now).map(|line| format!("\n    missing {line}")));
            text.extend(now.difference(wanted).map(|line| format!("\n    too much {line}")));
        }
        text
    }
}

/// Sets a link up as somebody's hand would, if it is there.
pub fn raise(name: &str) {
    let mut netlink = Netlink::route().unwrap();
    let links = netlink.links().unwrap();
    if let Some(link) = links.iter().find(|link| link_name(link) == name) {
        netlink.change(&set_link(link_index(link), true)).unwrap();
    }
}
