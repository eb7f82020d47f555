//! Hears when a link or an address appears or changes.

use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use rustix::net::netlink::SocketAddrNetlink;
use rustix::net::{self, AddressFamily, RecvFlags, SocketFlags, SocketType, sockopt};

/// `RTMGRP_LINK`, `RTMGRP_IPV4_IFADDR`, `RTMGRP_IPV6_IFADDR`.
const GROUPS: u32 = 0x1 | 0x10 | 0x100;

/// An open ear.
#[derive(Debug)]
pub struct LinkEvents {
    socket: OwnedFd,
}

impl LinkEvents {
    /// Listens from now on.
    ///
    /// # Errors
    /// The kernel's.
    pub fn open() -> io::Result<Self> {
        let socket = net::socket_with(AddressFamily::NETLINK, SocketType::RAW, SocketFlags::CLOEXEC, None)?;
        net::bind(&socket, &SocketAddrNetlink::new(0, GROUPS))?;
        Ok(Self { socket })
    }

    /// Waits until something changed, or `patience` is over. True when something did. What changed must be
    /// looked up: many changes make one answer.
    ///
    /// # Errors
    /// The kernel's.
    pub fn wait(&self, patience: Duration) -> io::Result<bool> {
        // Zero would mean for ever.
        let patience = patience.max(Duration::from_millis(1));
        sockopt::set_socket_timeout(&self.socket, sockopt::Timeout::Recv, Some(patience))?;
        let mut buffer = [0; 4096];
        let mut flags = RecvFlags::empty();
        let mut heard = false;
        loop {
            match net::recv(&self.socket, &mut buffer, flags) {
                Ok(_) => heard = true,
                // More happened than the kernel kept.
                Err(rustix::io::Errno::NOBUFS) => heard = true,
                Err(rustix::io::Errno::AGAIN) => return Ok(heard),
                Err(rustix::io::Errno::INTR) => return Ok(true),
                Err(error) => return Err(error.into()),
            }
            flags = RecvFlags::DONTWAIT;
        }
    }
}
