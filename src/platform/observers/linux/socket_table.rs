//! All TCP sockets of this PC that listen or are connected, as every user may see them.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::core::network::link::KernelRecord;
use crate::core::network::rtnetlink::{AF_INET, AF_INET6, Request, flag};
use crate::platform::network::linux::netlink::Netlink;

/// Most of a socket table that is read as text, in bytes.
const TABLE_MAX_BYTES: u64 = 4 * 1024 * 1024;

/// `SOCK_DIAG_BY_FAMILY`.
const BY_FAMILY: u16 = 20;
const TCP: u8 = 6;
const ESTABLISHED: u8 = 1;
const LISTEN: u8 = 10;
/// `inet_diag_req_v2`: family, protocol, extensions, padding, states, then the socket's identity.
const REQUEST_LEN: usize = 56;
/// `inet_diag_msg`, and where its fields stand.
const ANSWER_LEN: usize = 72;
const STATE_AT: usize = 1;
const LOCAL_PORT_AT: usize = 4;
const REMOTE_PORT_AT: usize = 6;
const LOCAL_AT: usize = 8;
const REMOTE_AT: usize = 24;
const UID_AT: usize = 64;
const INODE_AT: usize = 68;
/// `INET_DIAG_CGROUP_ID`.
const CGROUP_ID: u16 = 21;

/// One TCP socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TcpSocket {
    /// Own end.
    pub local: SocketAddr,
    /// The other end.
    pub remote: SocketAddr,
    /// Waits for connections; otherwise it is connected.
    pub listens: bool,
    /// Who made it.
    pub uid: u32,
    /// What a descriptor that holds it shows. Zero: none holds it yet.
    pub inode: u64,
    /// The control group it was made in, where the kernel says so.
    pub cgroup: Option<u64>,
}

/// Reads the table: from the kernel directly, or as text where it refuses that.
///
/// # Errors
/// When neither can be had.
pub fn read() -> io::Result<Vec<TcpSocket>> {
    match asked() {
        Ok(sockets) => Ok(sockets),
        Err(error) => {
            log::debug!("sockets are read as text: {error}");
            let mut sockets = text_table("/proc/net/tcp")?;
            // Missing where the kernel knows no IPv6.
            sockets.extend(text_table("/proc/net/tcp6").unwrap_or_default());
            Ok(sockets)
        }
    }
}

fn asked() -> io::Result<Vec<TcpSocket>> {
    let mut netlink = Netlink::sock_diag()?;
    let mut sockets = Vec::new();
    for family in [AF_INET, AF_INET6] {
        let mut header = vec![family, TCP, 0, 0];
        header.extend_from_slice(&(1_u32 << ESTABLISHED | 1 << LISTEN).to_ne_bytes());
        header.resize(REQUEST_LEN, 0);
        let record = KernelRecord { header, attributes: Vec::new() };
        let answers = netlink.dump(&Request { kind: BY_FAMILY, flags: flag::DUMP, record })?;
        sockets.extend(answers.iter().filter_map(|answer| answered(answer)));
    }
    Ok(sockets)
}

fn answered(answer: &[u8]) -> Option<TcpSocket> {
    let record = KernelRecord::parse(answer, ANSWER_LEN)?;
    let family = record.header_byte(0);
    let end = |address_at: usize, port_at: usize| {
        let port = record.header.get(port_at..port_at + 2)?;
        let port = u16::from_be_bytes(port.try_into().ok()?);
        let octets: [u8; 16] = record.header.get(address_at..address_at + 16)?.try_into().ok()?;
        let ip = match (family, octets) {
            (AF_INET, [a, b, c, d, ..]) => IpAddr::V4(Ipv4Addr::new(a, b, c, d)),
            (AF_INET6, octets) => IpAddr::V6(Ipv6Addr::from(octets)),
            _ => return None,
        };
        Some(SocketAddr::new(ip.to_canonical(), port))
    };
    let listens = match record.header_byte(STATE_AT) {
        ESTABLISHED => false,
        LISTEN => true,
        _ => return None,
    };
    let cgroup = record.attribute(CGROUP_ID).and_then(|id| Some(u64::from_ne_bytes(id.try_into().ok()?)));
    Some(TcpSocket {
        local: end(LOCAL_AT, LOCAL_PORT_AT)?,
        remote: end(REMOTE_AT, REMOTE_PORT_AT)?,
        listens,
        uid: record.header_number(UID_AT),
        inode: u64::from(record.header_number(INODE_AT)),
        cgroup,
    })
}

fn text_table(path: &str) -> io::Result<Vec<TcpSocket>> {
    let lines = BufReader::new(File::open(path)?.take(TABLE_MAX_BYTES)).lines().skip(1);
    lines.filter_map(|line| line.map(|line| parse_line(&line)).transpose()).collect()
}

fn parse_line(line: &str) -> Option<TcpSocket> {
    let mut fields = line.split_ascii_whitespace().skip(1);
    let (local, remote) = (address(fields.next()?)?, address(fields.next()?)?);
    let listens = match fields.next()? {
        "01" => false,
        "0A" => true,
        _ => return None,
    };
    let uid = fields.nth(3)?.parse().ok()?;
    let inode = fields.nth(1)?.parse().ok()?;
    Some(TcpSocket { local, remote, listens, uid, inode, cgroup: None })
}

/// `0100007F:1F90`: each 32-bit word of the address in the byte order of this machine.
fn address(text: &str) -> Option<SocketAddr> {
    let (address, port) = text.split_once(':')?;
    let port = u16::from_str_radix(port, 16).ok()?;
    let word = |index: usize| {
        let digits = address.get(index * 8..index * 8 + 8)?;
        u32::from_str_radix(digits, 16).ok().map(u32::to_ne_bytes)
    };
    let ip = match address.len() {
        8 => IpAddr::V4(Ipv4Addr::from(word(0)?)),
        32 => {
            let mut octets = [0; 16];
            for (index, chunk) in octets.chunks_exact_mut(4).enumerate() {
                chunk.copy_from_slice(&word(index)?);
            }
            IpAddr::V6(Ipv6Addr::from(octets))
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip.to_canonical(), port))
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_line_of_the_kernels_table_is_understood() {
        let line =
            "   0: 0100007F:170C 0200007F:1F90 01 00000000:00000000 00:00000000 00000000  1000  0 4242 1";
        let socket = parse_line(line).unwrap();
        assert_eq!((socket.local.port(), socket.remote.port()), (5900, 8080));
        assert_eq!((socket.listens, socket.uid, socket.inode), (false, 1000, 4242));
        let mapped = "1: 0000000000000000FFFF00000100007F:0016 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 7 1";
        assert_eq!(parse_line(mapped).unwrap().local, "127.0.0.1:22".parse().unwrap());
        let cut = &line[..line.len() - 8];
        for broken in ["", "x", "0: 1 2 01", "0: 0100007F:170C 0200007F:1F90 01", cut, "0: \u{9577}:1 a:b 01"]
        {
            assert!(parse_line(broken).is_none(), "{broken}");
        }
    }

    #[test]
    fn broken_answers_are_no_sockets() {
        let mut answer = vec![0; ANSWER_LEN];
        answer[0] = AF_INET;
        for (state, understood) in [(LISTEN, true), (ESTABLISHED, true), (6, false), (255, false)] {
            answer[STATE_AT] = state;
            assert_eq!(answered(&answer).is_some(), understood, "{state}");
        }
        answer[STATE_AT] = LISTEN;
        for length in 0..ANSWER_LEN {
            assert!(answered(&answer[..length]).is_none(), "{length}");
        }
        answer[0] = 77;
        assert!(answered(&answer).is_none());
    }

    #[test]
    fn both_ways_of_reading_show_the_same_sockets() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let local = listener.local_addr().unwrap();
        let client = TcpStream::connect(local).unwrap();
        let uid = rustix::process::geteuid().as_raw();
        for table in [text_table("/proc/net/tcp").unwrap(), asked().unwrap_or_default(), read().unwrap()] {
            // A kernel may refuse to be asked.
            if table.is_empty() {
                continue;
            }
            let one = |local: SocketAddr, listens: bool| {
                table.iter().find(|socket| socket.local == local && socket.listens == listens)
            };
            assert_eq!(one(local, true).map(|socket| socket.uid), Some(uid));
            assert_eq!(one(client.local_addr().unwrap(), false).map(|socket| socket.remote), Some(local));
        }
    }
}
