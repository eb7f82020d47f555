//! The TCP sockets of a few processes.

use std::collections::BTreeSet;

use crate::core::detection::snapshot::ConnectionRecord;

/// Listening and established TCP sockets of `pids`, as far as this user may see them.
/// Only Linux so far; elsewhere the answer is empty and no session is concluded from it.
#[must_use]
pub fn of_processes(pids: &BTreeSet<u32>) -> Vec<ConnectionRecord> {
    #[cfg(target_os = "linux")]
    return linux::of_processes(pids);
    #[cfg(not(target_os = "linux"))]
    {
        let _ = pids;
        Vec::new()
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs::{self, File};
    use std::io::{self, BufRead as _, BufReader, Read as _};
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

    use crate::core::detection::snapshot::ConnectionRecord;

    /// Most descriptors looked at for one process.
    const DESCRIPTORS_MAX: usize = 4096;
    /// Most of a socket table that is read, in bytes.
    const TABLE_MAX_BYTES: u64 = 4 * 1024 * 1024;

    pub fn of_processes(pids: &BTreeSet<u32>) -> Vec<ConnectionRecord> {
        let mut owners: BTreeMap<u64, BTreeSet<u32>> = BTreeMap::new();
        for pid in pids {
            match socket_inodes(*pid) {
                Ok(inodes) => inodes.into_iter().for_each(|inode| {
                    owners.entry(inode).or_default().insert(*pid);
                }),
                // Another user's process: the kernel does not say what it holds.
                Err(error) => log::debug!("sockets of process {pid}: {error}"),
            }
        }
        if owners.is_empty() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
            if let Err(error) = read_table(table, &owners, &mut found) {
                log::debug!("{table}: {error}");
            }
        }
        found
    }

    fn socket_inodes(pid: u32) -> io::Result<BTreeSet<u64>> {
        let mut inodes = BTreeSet::new();
        for entry in fs::read_dir(format!("/proc/{pid}/fd"))?.take(DESCRIPTORS_MAX) {
            let Ok(target) = fs::read_link(entry?.path()) else { continue };
            let inode = target.to_str().and_then(|text| text.strip_prefix("socket:[")?.strip_suffix(']'));
            inodes.extend(inode.and_then(|inode| inode.parse::<u64>().ok()));
        }
        Ok(inodes)
    }

    fn read_table(
        path: &str,
        owners: &BTreeMap<u64, BTreeSet<u32>>,
        found: &mut Vec<ConnectionRecord>,
    ) -> io::Result<()> {
        for line in BufReader::new(File::open(path)?.take(TABLE_MAX_BYTES)).lines().skip(1) {
            let line = line?;
            let Some((local, remote, state, inode)) = parse_line(&line) else { continue };
            for pid in owners.get(&inode).into_iter().flatten() {
                found.push(ConnectionRecord {
                    pid: Some(*pid),
                    proto: Some("tcp".into()),
                    local: Some(local.to_string()),
                    remote: Some(remote.to_string()),
                    state: Some(state.into()),
                });
            }
        }
        Ok(())
    }

    fn parse_line(line: &str) -> Option<(SocketAddr, SocketAddr, &'static str, u64)> {
        let mut fields = line.split_ascii_whitespace().skip(1);
        let (local, remote) = (address(fields.next()?)?, address(fields.next()?)?);
        let state = match fields.next()? {
            "01" => "established",
            "0A" => "listen",
            _ => return None,
        };
        let inode = fields.nth(5)?.parse().ok()?;
        Some((local, remote, state, inode))
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
        Some(SocketAddr::new(ip, port))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_line_of_the_kernels_table_is_understood() {
            let line =
                "   0: 0100007F:170C 0200007F:1F90 01 00000000:00000000 00:00000000 00000000  1000  0 4242 1";
            let (local, remote, state, inode) = parse_line(line).unwrap();
            assert_eq!((local.port(), remote.port(), state, inode), (5900, 8080, "established", 4242));
            for broken in ["", "x", "0: 1 2 01", "0: 0100007F:170C 0200007F:1F90 01"] {
                assert!(parse_line(broken).is_none(), "{broken}");
            }
        }

        #[test]
        fn own_sockets_are_seen_with_their_state() {
            let listener = std::net::TcpListener::bind("[::1]:0")
                .or_else(|_| std::net::TcpListener::bind("127.0.0.1:0"));
            let listener = listener.unwrap();
            let local = listener.local_addr().unwrap();
            let _client = std::net::TcpStream::connect(local).unwrap();
            let seen = of_processes(&BTreeSet::from([std::process::id()]));
            let has = |state: &str| {
                seen.iter().any(|c| c.local == Some(local.to_string()) && c.state.as_deref() == Some(state))
            };
            assert!(has("listen"), "{seen:?}");
            // The accepted side is not in a descriptor yet; the client's own end is.
            assert!(seen.iter().any(|c| c.remote == Some(local.to_string())), "{seen:?}");
        }
    }
}
