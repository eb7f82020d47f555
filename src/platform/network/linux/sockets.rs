//! Established TCP sessions destroyed: they survive seconds of a dead link and would resume after it.

use std::io;

use crate::core::network::link::KernelRecord;
use crate::core::network::rtnetlink::{AF_INET, AF_INET6, Request, flag};
use crate::core::network::{Way, WayReport, WayResult};

use super::netlink::Netlink;

const BY_FAMILY: u16 = 20;
const DESTROY: u16 = 21;
const TCP: u8 = 6;
/// Every state but time-wait (6), closed (7) and listening (10): those hold no session.
const SESSION_STATES: u32 = 0b1011_0011_1110;
/// `inet_diag_req_v2`: family, protocol, extensions, padding, states, then the socket's identity.
const REQUEST_LEN: usize = 56;
/// Where the identity stands in a request, and where in an answer.
const REQUEST_ID: usize = 8;
const ANSWER_ID: usize = 4;
const ID_LEN: usize = 48;
/// `ENOENT`: it closed by itself.
const GONE: i32 = 2;
/// `EOPNOTSUPP`: this kernel cannot destroy sockets.
const NOT_SUPPORTED: i32 = 95;

/// Destroys every TCP session that leaves this PC.
pub fn destroy_sessions() -> WayReport {
    let way = Way::SocketsDestroyed;
    let report = |result, reason: Option<String>| WayReport { way, result, reason };
    let mut netlink = match Netlink::sock_diag() {
        Ok(netlink) => netlink,
        Err(error) => return report(WayResult::NotAvailable, Some(error.to_string())),
    };
    let mut failure: Option<io::Error> = None;
    for family in [AF_INET, AF_INET6] {
        let sessions = match netlink.dump(&request(BY_FAMILY, flag::DUMP, family, SESSION_STATES, &[])) {
            Ok(sessions) => sessions,
            Err(error) => {
                failure = Some(error);
                continue;
            }
        };
        for session in &sessions {
            let Some(id) = session.get(ANSWER_ID..ANSWER_ID + ID_LEN) else { continue };
            if stays_here(family, id) {
                continue;
            }
            match netlink.change(&request(DESTROY, flag::ACK, family, SESSION_STATES, id)) {
                Ok(()) => {}
                Err(error) if error.raw_os_error() == Some(GONE) => {}
                Err(error) => failure = Some(error),
            }
        }
    }
    match failure {
        None => report(WayResult::Done, None),
        Some(error) => {
            let result = match error.raw_os_error() {
                Some(NOT_SUPPORTED) => WayResult::NotAvailable,
                _ if error.kind() == io::ErrorKind::PermissionDenied => WayResult::Denied,
                _ => WayResult::Failed,
            };
            report(result, Some(error.to_string()))
        }
    }
}

fn request(kind: u16, flags: u16, family: u8, states: u32, id: &[u8]) -> Request {
    let mut header = vec![family, TCP, 0, 0];
    header.extend_from_slice(&states.to_ne_bytes());
    header.extend_from_slice(id);
    header.resize(REQUEST_LEN, 0);
    debug_assert_eq!(REQUEST_ID + ID_LEN, REQUEST_LEN);
    Request { kind, flags, record: KernelRecord { header, attributes: Vec::new() } }
}

/// True when both ends are on this PC: programs talking to each other are not the caller's line.
fn stays_here(family: u8, id: &[u8]) -> bool {
    let (Some(source), Some(destination)) = (id.get(4..20), id.get(20..36)) else { return false };
    let loopback = match family {
        AF_INET => destination.first() == Some(&127),
        _ => match <[u8; 16]>::try_from(destination) {
            Ok(bytes) => {
                let address = std::net::Ipv6Addr::from(bytes);
                address.is_loopback() || address.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback())
            }
            Err(_) => false,
        },
    };
    loopback || source == destination
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sessions_within_this_pc_are_spared() {
        let id = |source: &[u8], destination: &[u8]| {
            let mut id = vec![0; ID_LEN];
            id[4..4 + source.len()].copy_from_slice(source);
            id[20..20 + destination.len()].copy_from_slice(destination);
            id
        };
        let mapped: Vec<u8> = "::ffff:127.0.0.1".parse::<std::net::Ipv6Addr>().unwrap().octets().to_vec();
        for (family, source, destination, stays) in [
            (AF_INET, vec![127, 0, 0, 1], vec![127, 0, 0, 1], true),
            (AF_INET, vec![192, 0, 2, 2], vec![192, 0, 2, 2], true),
            (AF_INET, vec![192, 0, 2, 2], vec![198, 51, 100, 7], false),
            (AF_INET6, vec![1; 16], mapped, true),
            (AF_INET6, vec![1; 16], vec![2; 16], false),
        ] {
            assert_eq!(stays_here(family, &id(&source, &destination)), stays, "{destination:?}");
        }
    }
}
