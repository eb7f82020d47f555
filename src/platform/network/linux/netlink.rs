//! A blocking, bounded conversation with the kernel.

use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use rustix::net::netlink::{self as protocol, SocketAddrNetlink};
use rustix::net::{self, AddressFamily, Protocol, RecvFlags, SendFlags, SocketFlags, SocketType, sockopt};

use crate::core::network::link::KernelRecord;
use crate::core::network::plan::{
    ADDRESS_HEADER_LEN, LINK_HEADER_LEN, NEIGHBOUR_HEADER_LEN, Picture, ROUTE_HEADER_LEN,
};
use crate::core::network::rtnetlink::{AF_INET, AF_INET6, Message, Request, flag, kind, messages, u32_at};

/// The kernel answers at once; longer means that something is broken.
const TIMEOUT: Duration = Duration::from_secs(2);
/// The kernel never sends larger datagrams in a dump.
const DATAGRAM_BYTES: usize = 64 * 1024;
/// A dump disturbed by a change is repeated, but not for ever.
const DUMP_TRIES: usize = 5;
/// Messages of one dump at most (a full routing table is about a million; a home PC has dozens).
const MAX_MESSAGES: usize = 200_000;

/// An open netlink socket.
#[derive(Debug)]
pub struct Netlink {
    socket: OwnedFd,
    sequence: u32,
}

impl Netlink {
    /// Opens the routing conversation.
    ///
    /// # Errors
    /// The kernel's.
    pub fn route() -> io::Result<Self> {
        // The routing conversation is protocol 0, the default.
        Self::open(None)
    }

    /// Opens the conversation about sockets.
    ///
    /// # Errors
    /// The kernel's; `ProtocolNotSupported` on a kernel without it.
    pub fn sock_diag() -> io::Result<Self> {
        Self::open(Some(protocol::SOCK_DIAG))
    }

    fn open(protocol: Option<Protocol>) -> io::Result<Self> {
        let socket =
            net::socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, protocol)?;
        sockopt::set_socket_timeout(&socket, sockopt::Timeout::Recv, Some(TIMEOUT))?;
        net::connect(&socket, &SocketAddrNetlink::new(0, 0))?;
        Ok(Self { socket, sequence: 0 })
    }

    fn send(&mut self, request: &Request) -> io::Result<()> {
        self.sequence = self.sequence.wrapping_add(1);
        net::send(&self.socket, &request.encode(self.sequence), SendFlags::empty())?;
        Ok(())
    }

    /// Opens the conversation about packet filters.
    ///
    /// # Errors
    /// The kernel's; `ProtocolNotSupported` on a kernel without it.
    pub fn netfilter() -> io::Result<Self> {
        Self::open(Some(protocol::NETFILTER))
    }

    /// Sends messages that belong together as one and waits for the acknowledgement of the second.
    ///
    /// # Errors
    /// The kernel's refusal, as its error number.
    pub fn batch(&mut self, [begin, change, end]: &[Request; 3]) -> io::Result<()> {
        self.sequence = self.sequence.wrapping_add(1);
        // The edges bear other numbers, so that only the answer to the change is one.
        let edge = self.sequence.wrapping_add(1 << 31);
        let bytes = [begin.encode(edge), change.encode(self.sequence), end.encode(edge)].concat();
        net::send(&self.socket, &bytes, SendFlags::empty())?;
        self.acknowledged()
    }

    /// Feeds the answers to the last request to `take` until it says that it has seen the end.
    fn receive(&mut self, mut take: impl FnMut(&Message<'_>) -> io::Result<bool>) -> io::Result<()> {
        let mut buffer = vec![0; DATAGRAM_BYTES];
        loop {
            let (_, length) = net::recv(&self.socket, &mut buffer, RecvFlags::TRUNC)?;
            let datagram = buffer.get(..length).ok_or_else(|| io::Error::other("answer too long"))?;
            // An answer to an earlier request that nobody waited for is not an answer to this one.
            for message in messages(datagram).filter(|message| message.sequence == self.sequence) {
                if take(&message)? {
                    return Ok(());
                }
            }
        }
    }

    /// Sends a change and waits for the kernel's acknowledgement.
    ///
    /// # Errors
    /// The kernel's refusal, as its error number.
    pub fn change(&mut self, request: &Request) -> io::Result<()> {
        self.send(request)?;
        self.acknowledged()
    }

    fn acknowledged(&mut self) -> io::Result<()> {
        self.receive(|message| match message.kind {
            kind::ERROR => error_of(message.body).map(|()| true),
            _ => Ok(false),
        })
    }

    /// Lists everything `request` asks for: the bodies of all answers.
    ///
    /// # Errors
    /// The kernel's, or a table that changes faster than it can be read.
    pub fn dump(&mut self, request: &Request) -> io::Result<Vec<Vec<u8>>> {
        for _ in 0..DUMP_TRIES {
            self.send(request)?;
            let mut bodies = Vec::new();
            let mut disturbed = false;
            self.receive(|message| {
                disturbed |= message.flags & flag::DUMP_INTERRUPTED != 0;
                match message.kind {
                    kind::DONE => return Ok(true),
                    kind::ERROR => error_of(message.body)?,
                    _ if bodies.len() >= MAX_MESSAGES => return Err(io::Error::other("too many entries")),
                    _ => bodies.push(message.body.to_vec()),
                }
                Ok(false)
            })?;
            if !disturbed {
                return Ok(bodies);
            }
        }
        Err(io::Error::other("the table kept changing while it was read"))
    }

    /// Everything `request` asks for, read with a fixed part of `header_len` bytes.
    ///
    /// # Errors
    /// The kernel's.
    pub fn listed(&mut self, request: &Request, header_len: usize) -> io::Result<Vec<KernelRecord>> {
        let bodies = self.dump(request)?;
        Ok(bodies.iter().filter_map(|body| KernelRecord::parse(body, header_len)).collect())
    }

    fn records(&mut self, kind: u16, family: u8, header_len: usize) -> io::Result<Vec<KernelRecord>> {
        let mut header = vec![0; header_len];
        if let Some(first) = header.first_mut() {
            *first = family;
        }
        let record = KernelRecord { header, attributes: Vec::new() };
        self.listed(&Request { kind, flags: flag::DUMP, record }, header_len)
    }

    /// All links.
    ///
    /// # Errors
    /// The kernel's.
    pub fn links(&mut self) -> io::Result<Vec<KernelRecord>> {
        self.records(kind::GET_LINK, 0, LINK_HEADER_LEN)
    }

    /// All addresses of both families.
    ///
    /// # Errors
    /// The kernel's.
    pub fn addresses(&mut self) -> io::Result<Vec<KernelRecord>> {
        self.both_families(kind::GET_ADDRESS, ADDRESS_HEADER_LEN)
    }

    /// All routes of both families in every table.
    ///
    /// # Errors
    /// The kernel's.
    pub fn routes(&mut self) -> io::Result<Vec<KernelRecord>> {
        self.both_families(kind::GET_ROUTE, ROUTE_HEADER_LEN)
    }

    fn both_families(&mut self, kind: u16, header_len: usize) -> io::Result<Vec<KernelRecord>> {
        let mut all = Vec::new();
        for family in [AF_INET, AF_INET6] {
            // A kernel without IPv6 answers with what it has instead; keep only what was asked for.
            all.extend(
                self.records(kind, family, header_len)?
                    .into_iter()
                    .filter(|record| record.header_byte(0) == family),
            );
        }
        Ok(all)
    }

    /// Everything at once.
    ///
    /// # Errors
    /// The kernel's.
    pub fn picture(&mut self) -> io::Result<Picture> {
        Ok(Picture {
            links: self.links()?,
            addresses: self.addresses()?,
            routes: self.routes()?,
            neighbours: self.both_families(kind::GET_NEIGHBOUR, NEIGHBOUR_HEADER_LEN)?,
        })
    }
}

/// An acknowledgement carries zero, a refusal the negative error number.
fn error_of(body: &[u8]) -> io::Result<()> {
    match u32_at(body, 0).map(u32::cast_signed) {
        Some(0) => Ok(()),
        Some(number) => Err(io::Error::from_raw_os_error(number.saturating_neg())),
        None => Err(io::Error::other("short answer")),
    }
}
