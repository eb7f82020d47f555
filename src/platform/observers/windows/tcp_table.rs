//! The rows of the tables that `GetExtendedTcpTable` fills, with the process that owns each socket.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6};

use crate::core::detection::snapshot::ConnectionRecord;

/// One row of IPv4: state, local address and port, remote address and port, process.
const ROW_V4: usize = 6;
/// One row of IPv6: local address (4), scope, port, remote address (4), scope, port, state, process.
const ROW_V6: usize = 14;
/// `MIB_TCP_STATE_LISTEN`.
const LISTEN: u32 = 2;

/// The sockets of the processes `wanted` in an IPv4 table: the number of rows, then the rows.
pub fn v4(table: &[u32], wanted: &BTreeSet<u32>) -> Vec<ConnectionRecord> {
    rows::<ROW_V4>(table)
        .filter_map(|&[state, local, local_port, remote, remote_port, pid]| {
            let end = |address: u32, port| SocketAddr::new(ip_v4(address), port_of(port));
            wanted
                .contains(&pid)
                .then(|| record(pid, state, end(local, local_port), end(remote, remote_port)))
        })
        .collect()
}

/// The sockets of the processes `wanted` in an IPv6 table.
pub fn v6(table: &[u32], wanted: &BTreeSet<u32>) -> Vec<ConnectionRecord> {
    rows::<ROW_V6>(table)
        .filter(|row| row.last().is_some_and(|pid| wanted.contains(pid)))
        .map(|&[l0, l1, l2, l3, l_scope, l_port, r0, r1, r2, r3, r_scope, r_port, state, pid]| {
            let local = end_v6([l0, l1, l2, l3], l_scope, l_port);
            record(pid, state, local, end_v6([r0, r1, r2, r3], r_scope, r_port))
        })
        .collect()
}

/// As many rows as the table says and has.
fn rows<const ROW: usize>(table: &[u32]) -> impl Iterator<Item = &[u32; ROW]> {
    let (count, rows) = table.split_first().map_or((0, table), |(count, rows)| (*count, rows));
    rows.as_chunks().0.iter().take(usize::try_from(count).unwrap_or(usize::MAX))
}

fn record(pid: u32, state: u32, local: SocketAddr, remote: SocketAddr) -> ConnectionRecord {
    // The other end of a listening socket is whatever stood in the memory.
    let nobody = SocketAddr::new(
        if local.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() },
        0,
    );
    let remote = if state == LISTEN { nobody } else { remote };
    ConnectionRecord {
        pid: Some(pid),
        proto: Some("tcp".to_owned()),
        local: Some(local.to_string()),
        remote: Some(remote.to_string()),
        state: Some(state_name(state).to_owned()),
    }
}

fn ip_v4(address: u32) -> IpAddr {
    // Stored as it goes over the line.
    Ipv4Addr::from(address.to_ne_bytes()).into()
}

fn end_v6(address: [u32; 4], scope: u32, port: u32) -> SocketAddr {
    let [a, b, c, d] = address.map(|part| u128::from(u32::from_be_bytes(part.to_ne_bytes())));
    let ip = Ipv6Addr::from((a << 96) | (b << 64) | (c << 32) | d);
    // Elsewhere it means nothing, and Wine leaves anything there.
    let scope = if ip.is_unicast_link_local() { scope } else { 0 };
    SocketAddrV6::new(ip, port_of(port), 0, scope).into()
}

/// The port stands in the first two bytes, as it goes over the line.
fn port_of(port: u32) -> u16 {
    let [high, low, ..] = port.to_ne_bytes();
    u16::from_be_bytes([high, low])
}

/// The names of `MIB_TCP_STATE`.
const fn state_name(state: u32) -> &'static str {
    match state {
        1 => "closed",
        LISTEN => "listen",
        3 => "syn-sent",
        4 => "syn-received",
        5 => "established",
        6 => "fin-wait-1",
        7 => "fin-wait-2",
        8 => "close-wait",
        9 => "closing",
        10 => "last-ack",
        11 => "time-wait",
        12 => "delete-tcb",
        _ => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(port: u16) -> u32 {
        let [high, low] = port.to_be_bytes();
        // The two bytes behind the port hold anything.
        u32::from_ne_bytes([high, low, 0xaa, 0xbb])
    }

    fn shown(records: &[ConnectionRecord]) -> Vec<String> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        records
            .iter()
            .map(|r| format!("{} {} {} {}", r.pid.unwrap(), text(&r.local), text(&r.remote), text(&r.state)))
            .collect()
    }

    #[test]
    fn rows_of_the_wanted_processes_are_read() {
        let here = u32::from_ne_bytes([192, 168, 1, 20]);
        let there = u32::from_ne_bytes([203, 0, 113, 7]);
        let mut table = vec![3];
        table.extend([LISTEN, 0, port(5938), there, port(99), 7]);
        table.extend([5, here, port(50_123), there, port(443), 7]);
        table.extend([5, here, port(50_124), there, port(443), 8]);
        let wanted = BTreeSet::from([7, 9]);
        assert_eq!(
            shown(&v4(&table, &wanted)),
            ["7 0.0.0.0:5938 0.0.0.0:0 listen", "7 192.168.1.20:50123 203.0.113.7:443 established"]
        );
        let part = |a, b, c, d| u32::from_ne_bytes([a, b, c, d]);
        let mut table = vec![2];
        table.extend([0, 0, 0, 0, 0x1000, port(80), 1, 2, 3, 4, 5, 6, LISTEN, 9]);
        table.extend([part(0xfe, 0x80, 0, 0), 0, 0, part(0, 0, 0, 1), 3, port(1)]);
        table.extend([part(0x20, 1, 0xd, 0xb8), 0, 0, part(0, 0, 0, 2), 0, port(2), 8, 9]);
        assert_eq!(
            shown(&v6(&table, &wanted)),
            ["9 [::]:80 [::]:0 listen", "9 [fe80::1%3]:1 [2001:db8::2]:2 close-wait"]
        );
    }

    #[test]
    fn a_table_that_lies_about_its_length_is_read_as_far_as_it_goes() {
        let wanted = BTreeSet::from([7]);
        for table in [&[][..], &[u32::MAX], &[u32::MAX, 5, 0, 0, 0], &[0, 5, 1, 1, 1, 1, 7]] {
            assert_eq!(v4(table, &wanted), [], "{table:?}");
            assert_eq!(v6(table, &wanted), [], "{table:?}");
        }
        assert_eq!(v4(&[u32::MAX, 77, 1, 1, 1, 1, 7, 5, 5], &wanted).len(), 1);
    }
}
