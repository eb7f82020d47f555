//! What to remember of an interface that was on record and is closed once more.

use super::link::{KernelRecord, LinkState};
use super::plan::{
    IFA_FLAGS, RTA_MULTIPATH, RTA_OIF, address_bytes, is_beyond_link, refresh_next_hops, same_address,
};

/// The address stays until somebody removes it.
const IFA_F_PERMANENT: u32 = 0x80;
/// Routes that a person or a script set, in contrast to what the kernel or a router announces.
const SET_BY_HAND: [u8; 2] = [3, 4];

/// The record that takes the place of `known` when the link is found open as `newer`. `None`: the first
/// record stays, because that one alone knows the state before the cut.
#[must_use]
pub fn renewed(known: &LinkState, newer: &LinkState) -> Option<LinkState> {
    if newer.is_of_earlier_run(&known.boot_id) || known.is_of_earlier_run(&newer.boot_id) {
        return Some(after_restart(known, newer));
    }
    // Somebody raised it and gave it another address: that is how it is to be from now on.
    let new = |address: &&KernelRecord| {
        is_lasting_place(address) && !known.addresses.iter().any(|old| same_address(old, address))
    };
    newer.addresses.iter().any(|address| new(&address)).then(|| LinkState {
        alias: known.alias.clone(),
        partial: false,
        ..newer.clone()
    })
}

/// The system has raised the link again, perhaps only half when it was closed: what a person had set up
/// for it before is still wanted.
fn after_restart(known: &LinkState, newer: &LinkState) -> LinkState {
    let mut state = newer.clone();
    for address in &known.addresses {
        let flags = address.number(IFA_FLAGS).unwrap_or_else(|| u32::from(address.header_byte(2)));
        if flags & IFA_F_PERMANENT != 0
            && is_lasting_place(address)
            && !state.addresses.iter().any(|there| same_address(there, address))
        {
            let mut address = address.clone();
            address.set_header(4, &newer.index.to_ne_bytes());
            state.addresses.push(address);
        }
    }
    for route in &known.routes {
        let mut route = route.clone();
        if route.number(RTA_OIF) == Some(known.index) {
            route.set_number(RTA_OIF, newer.index);
        }
        for attribute in &mut route.attributes {
            if attribute.kind & 0x3fff == RTA_MULTIPATH {
                refresh_next_hops(&mut attribute.value, known.index, newer.index);
            }
        }
        if SET_BY_HAND.contains(&route.header_byte(5)) && !state.routes.contains(&route) {
            state.routes.push(route);
        }
    }
    state
}

fn is_lasting_place(address: &KernelRecord) -> bool {
    is_beyond_link(address.header_byte(0), address_bytes(address))
}

#[cfg(test)]
mod tests {
    use super::super::link::Attribute;
    use super::*;

    fn address(index: u32, last: u8, flags: u32) -> KernelRecord {
        let mut record = KernelRecord { header: vec![2, 24, 0, 0, 0, 0, 0, 0], attributes: Vec::new() };
        record.set_header(4, &index.to_ne_bytes());
        record.attributes.push(Attribute { kind: 2, value: vec![192, 0, 2, last] });
        record.set_number(IFA_FLAGS, flags);
        record
    }

    fn route(index: u32, protocol: u8) -> KernelRecord {
        let mut record = KernelRecord { header: vec![0; 12], attributes: Vec::new() };
        record.set_header(5, &[protocol]);
        record.set_number(RTA_OIF, index);
        record
    }

    fn link(boot: &str, index: u32, addresses: Vec<KernelRecord>, routes: Vec<KernelRecord>) -> LinkState {
        LinkState { boot_id: boot.into(), index, addresses, routes, ..LinkState::default() }
    }

    #[test]
    fn the_first_record_stays_unless_the_link_got_another_address() {
        let first = link("a", 2, vec![address(2, 1, 0x80)], vec![route(2, 3)]);
        let half = link("a", 2, vec![address(2, 1, 0x80)], Vec::new());
        assert_eq!(renewed(&first, &half), None);
        assert_eq!(renewed(&first, &link("a", 2, Vec::new(), Vec::new())), None);
        let elsewhere = link("a", 2, vec![address(2, 9, 0x80)], vec![route(2, 4)]);
        assert_eq!(renewed(&first, &elsewhere), Some(elsewhere));
    }

    #[test]
    fn after_a_restart_what_was_set_by_hand_is_still_wanted() {
        let leased = address(2, 7, 0);
        let first = link("a", 2, vec![address(2, 1, 0x80), leased], vec![route(2, 3), route(2, 9)]);
        let bare = link("b", 5, Vec::new(), Vec::new());
        let state = renewed(&first, &bare).unwrap();
        assert_eq!(state.addresses, [address(5, 1, 0x80)]);
        assert_eq!(state.routes, [route(5, 3)]);
        assert_eq!((state.boot_id.as_str(), state.index), ("b", 5));
        // Nothing twice.
        assert_eq!(renewed(&first, &state), Some(state));
    }
}
