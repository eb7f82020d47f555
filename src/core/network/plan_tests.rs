//! What is planned, by tables.

use super::super::link::Attribute;
use super::*;

fn attribute(kind: u16, value: &[u8]) -> Attribute {
    Attribute { kind, value: value.to_vec() }
}

fn link(index: u32, flags: u32, name: &str) -> KernelRecord {
    let mut record = KernelRecord { header: vec![0; LINK_HEADER_LEN], attributes: Vec::new() };
    record.set_header(4, &index.to_ne_bytes());
    record.set_header(8, &flags.to_ne_bytes());
    record.attributes.push(attribute(IFLA_IFNAME, name.as_bytes()));
    record
}

fn address6(index: u32, first: u8, flags: u32, valid_s: u32) -> KernelRecord {
    let mut record = KernelRecord { header: vec![AF_INET6, 64, 0, 0, 0, 0, 0, 0], attributes: Vec::new() };
    record.set_header(4, &index.to_ne_bytes());
    let mut bytes = [0; 16];
    bytes[0] = first;
    bytes[1] = 0x80;
    record.attributes.push(attribute(IFA_ADDRESS, &bytes));
    record.attributes.push(attribute(IFA_FLAGS, &flags.to_ne_bytes()));
    let cache: Vec<u8> = [valid_s, valid_s, 0, 0].into_iter().flat_map(u32::to_ne_bytes).collect();
    record.attributes.push(attribute(IFA_CACHEINFO, &cache));
    record
}

fn route(family: u8, table: u8, link: u32, gateway: bool, flags: u32) -> KernelRecord {
    let mut record = KernelRecord { header: vec![0; ROUTE_HEADER_LEN], attributes: Vec::new() };
    record.set_header(0, &[family]);
    record.set_header(4, &[table]);
    record.set_header(8, &flags.to_ne_bytes());
    record.attributes.push(attribute(RTA_OIF, &link.to_ne_bytes()));
    if gateway {
        record.attributes.push(attribute(RTA_GATEWAY, &[192, 0, 2, 1]));
    }
    record
}

fn set_down(picture: &Picture) -> Vec<LinkState> {
    links_to_set_down(picture, "boot", 100, &|index| index == 3)
}

#[test]
fn only_links_that_are_up_and_lead_out_are_set_down() {
    let picture = Picture {
        links: vec![
            link(1, IFF_UP | IFF_LOOPBACK, "lo\0"),
            link(2, IFF_UP, "eth0\0"),
            link(3, IFF_UP | 0x1_0000, "wl\u{202e}an\0"),
            link(4, 0, "down\0"),
        ],
        ..Picture::default()
    };
    let planned: Vec<_> = set_down(&picture).into_iter().map(|l| (l.index, l.name, l.managed)).collect();
    assert_eq!(planned, [(2, "eth0".to_owned(), false), (3, "wlan".to_owned(), true)]);
}

#[test]
fn a_link_takes_its_own_routes_along_but_not_the_kernels() {
    let mut multipath = route(AF_INET, 254, 9, false, 0);
    let mut hops = Vec::new();
    for index in [2_u32, 7] {
        hops.extend_from_slice(&8_u16.to_ne_bytes());
        hops.extend_from_slice(&[0x11, 0]);
        hops.extend_from_slice(&index.to_ne_bytes());
    }
    multipath.attributes = vec![attribute(RTA_MULTIPATH, &hops)];
    let picture = Picture {
        links: vec![link(2, IFF_UP, "eth0")],
        addresses: vec![address6(2, 0x20, 0x80, u32::MAX), address6(5, 0x20, 0x80, u32::MAX)],
        routes: vec![
            route(AF_INET, 254, 2, true, 0),
            route(AF_INET, 255, 2, false, 0),
            route(AF_INET6, 254, 2, false, RTM_F_CLONED),
            route(AF_INET, 254, 5, true, 0),
            multipath.clone(),
        ],
        neighbours: Vec::new(),
    };
    let state = set_down(&picture).remove(0);
    assert_eq!(state.routes, [picture.routes[0].clone(), multipath]);
    assert_eq!(state.addresses, [picture.addresses[0].clone()]);

    let back = inverse(&state, 2, 0);
    let [single, several] = &back.far_routes[..] else { panic!("{:?}", back.far_routes) };
    assert_eq!(single.record, state.routes[0]);
    assert_eq!(several.record.attribute(RTA_MULTIPATH).unwrap()[2], 0, "dead next hops are said to live");
}

#[test]
fn near_routes_come_before_far_ones_and_flags_of_the_moment_are_dropped() {
    let state = LinkState {
        index: 2,
        routes: vec![route(AF_INET, 254, 2, true, 0x10 | RTNH_F_ONLINK), route(AF_INET, 254, 2, false, 0x11)],
        ..LinkState::default()
    };
    let back = inverse(&state, 2, 0);
    assert_eq!((back.near_routes.len(), back.far_routes.len()), (1, 1));
    assert_eq!(back.far_routes[0].record.header_number(8), RTNH_F_ONLINK);
    assert_eq!(back.near_routes[0].record.header_number(8), 0);
}

#[test]
fn a_device_that_came_back_under_another_index_gets_everything() {
    let state = LinkState {
        index: 2,
        addresses: vec![address6(2, 0x20, 0x80, u32::MAX)],
        routes: vec![route(AF_INET, 254, 2, true, 0)],
        ..LinkState::default()
    };
    let back = inverse(&state, 9, 0);
    assert!(back.addresses.iter().all(|request| request.record.header_number(4) == 9));
    assert_eq!(back.far_routes[0].record.number(RTA_OIF), Some(9));
}

#[test]
fn addresses_come_back_without_a_duplicate_check_and_with_their_own_flags() {
    let flags = |address: KernelRecord| -> Vec<(u32, u16)> {
        let state = LinkState { index: 2, addresses: vec![address], ..LinkState::default() };
        let back = inverse(&state, 2, 0);
        back.addresses
            .iter()
            .map(|r| (r.record.number(IFA_FLAGS).unwrap(), r.flags & (flag::REPLACE | flag::CREATE)))
            .collect()
    };
    let forever = u32::MAX;
    let twice = vec![(IFA_F_NODAD, flag::CREATE), (0, flag::REPLACE)];
    assert_eq!(flags(address6(2, 0x20, 0x80, forever)), twice);
    assert_eq!(flags(address6(2, 0x20, 0x80 | IFA_F_NODAD, forever)), [(IFA_F_NODAD, flag::CREATE)]);
    assert_eq!(flags(address6(2, 0x20, 0x80 | IFA_F_DADFAILED, forever)), [(0, flag::CREATE)]);
    assert_eq!(flags(address6(2, 0x20, IFA_F_TEMPORARY, 600)), []);
    // Link-local: only if the kernel does not make it itself.
    assert_eq!(flags(address6(2, 0xfe, 0x80, forever)), []);
}

#[test]
fn lifetimes_run_on_during_the_cut() {
    let valid_after = |elapsed| {
        let state =
            LinkState { index: 2, addresses: vec![address6(2, 0x20, 0, 600)], ..LinkState::default() };
        let back = inverse(&state, 2, elapsed);
        back.addresses.first().map(|r| u32_at(r.record.attribute(IFA_CACHEINFO).unwrap(), 4).unwrap())
    };
    for (elapsed, expected) in [(0, Some(600)), (599, Some(1)), (600, None), (u64::MAX, None)] {
        assert_eq!(valid_after(elapsed), expected, "{elapsed} s");
    }

    let expiry_after = |elapsed| {
        let mut announced = route(AF_INET6, 254, 2, false, 0);
        let cache: Vec<u8> = [0_u32, 0, 1800 * USER_HZ, 0].into_iter().flat_map(u32::to_ne_bytes).collect();
        announced.attributes.push(attribute(RTA_CACHEINFO, &cache));
        let state = LinkState { index: 2, routes: vec![announced], ..LinkState::default() };
        let back = inverse(&state, 2, elapsed);
        back.near_routes.first().map(|r| r.record.number(RTA_EXPIRES).unwrap())
    };
    for (elapsed, expected) in [(0, Some(1800)), (1799, Some(1)), (1800, None)] {
        assert_eq!(expiry_after(elapsed), expected, "{elapsed} s");
    }
}

#[test]
fn no_record_however_broken_breaks_the_plan() {
    proptest::proptest!(|(header: Vec<u8>, kinds: Vec<(u16, Vec<u8>)>, elapsed: u64)| {
        let attributes = kinds.into_iter().map(|(kind, value)| Attribute { kind: kind % 32, value }).collect();
        let record = KernelRecord { header, attributes };
        let state = LinkState {
            addresses: vec![record.clone()],
            routes: vec![record.clone()],
            neighbours: vec![record.clone()],
            ..LinkState::default()
        };
        let back = inverse(&state, 1, elapsed);
        for request in back.addresses.iter().chain(&back.near_routes).chain(&back.far_routes) {
            let _ = request.encode(1);
        }
        let picture = Picture {
            links: vec![record.clone()],
            addresses: vec![record.clone()],
            routes: vec![record.clone()],
            neighbours: vec![record],
        };
        let _ = set_down(&picture);
    });
}

#[test]
fn a_route_that_names_an_expired_address_does_not_come_back() {
    let mut state =
        set_down(&Picture { links: vec![link(2, IFF_UP, "eth0")], ..Picture::default() }).pop().unwrap();
    let leased = address6(2, 0x20, 0, 600);
    let mut named = route(AF_INET6, 254, 2, true, 0);
    named.attributes.push(attribute(RTA_PREFSRC, address_bytes(&leased)));
    state.addresses = vec![leased];
    state.routes = vec![route(AF_INET6, 254, 2, true, 0), named];
    for (elapsed, routes) in [(599, 2), (600, 1)] {
        assert_eq!(inverse(&state, 2, elapsed).far_routes.len(), routes, "{elapsed} s");
    }
}

#[test]
fn what_leads_beyond_the_link() {
    for (family, bytes, beyond) in [
        (AF_INET, vec![192, 168, 1, 0], true),
        (AF_INET, vec![169, 254, 0, 0], false),
        (AF_INET, vec![127, 0, 0, 1], false),
        (AF_INET, vec![224, 0, 0, 251], false),
        (AF_INET6, vec![0x20, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], true),
        (AF_INET6, vec![0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], true),
        (AF_INET6, vec![0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], false),
        (AF_INET6, vec![0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], false),
        (AF_INET6, vec![0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], false),
    ] {
        assert_eq!(is_beyond_link(family, &bytes), beyond, "{bytes:?}");
    }
}
