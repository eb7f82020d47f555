//! The TCP sockets of the tools that run.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::time::Duration;

use super::hidden_sockets::Hidden;
use super::socket_table::{self, TcpSocket};
use crate::core::detection::snapshot::ConnectionRecord;
use crate::platform::observers::{ObserveError, Observer, RECORDS_MAX, Seen, Wanted};

/// Most descriptors looked at for one process.
const DESCRIPTORS_MAX: usize = 4096;

/// Looks at the sockets of the processes asked for.
#[derive(Debug)]
pub struct Connections;

impl Observer for Connections {
    fn name(&self) -> &'static str {
        "connections"
    }

    /// With every light round: a session shall be seen within a second.
    fn every(&self) -> Duration {
        Duration::from_millis(400)
    }

    fn observe(&mut self, wanted: &Wanted) -> Result<Seen, ObserveError> {
        Ok(Seen::Connections(of_processes(&wanted.pids)?))
    }
}

/// Listening and established TCP sockets of `pids`. Those of another user's process are told only where
/// they can belong to nothing else (see [`Hidden`]). Costs nothing when nothing is asked for.
///
/// # Errors
/// When the system shows no sockets at all.
pub fn of_processes(pids: &BTreeSet<u32>) -> Result<Vec<ConnectionRecord>, ObserveError> {
    if pids.is_empty() {
        return Ok(Vec::new());
    }
    let mut owners: BTreeMap<u64, BTreeSet<u32>> = BTreeMap::new();
    let mut hidden = BTreeSet::new();
    for pid in pids {
        match socket_inodes(*pid) {
            Ok(inodes) => inodes.into_iter().for_each(|inode| {
                owners.entry(inode).or_default().insert(*pid);
            }),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                hidden.insert(*pid);
            }
            Err(error) => log::debug!("sockets of process {pid}: {error}"),
        }
    }
    if owners.is_empty() && hidden.is_empty() {
        return Ok(Vec::new());
    }
    let mut hidden = Hidden::new(&hidden);
    let mut found = Vec::new();
    for socket in socket_table::read()? {
        let known = owners.get(&socket.inode).filter(|_| socket.inode != 0);
        let pids: Vec<u32> = match known {
            Some(owners) => owners.iter().copied().collect(),
            None => hidden.owner(&socket).into_iter().collect(),
        };
        found.extend(pids.into_iter().map(|pid| record(pid, &socket)));
        if found.len() >= RECORDS_MAX {
            break;
        }
    }
    Ok(found)
}

fn record(pid: u32, socket: &TcpSocket) -> ConnectionRecord {
    ConnectionRecord {
        pid: Some(pid),
        proto: Some("tcp".to_owned()),
        local: Some(socket.local.to_string()),
        remote: Some(socket.remote.to_string()),
        state: Some(if socket.listens { "listen" } else { "established" }.to_owned()),
    }
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

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn own_sockets_are_seen_with_their_state() {
        let listener = TcpListener::bind("[::1]:0").or_else(|_| TcpListener::bind("127.0.0.1:0")).unwrap();
        let local = listener.local_addr().unwrap();
        let _client = TcpStream::connect(local).unwrap();
        let Seen::Connections(seen) =
            Connections.observe(&Wanted { pids: BTreeSet::from([std::process::id()]) }).unwrap()
        else {
            panic!("connections are asked for")
        };
        let listens = |c: &&ConnectionRecord| {
            c.local == Some(local.to_string()) && c.state.as_deref() == Some("listen")
        };
        assert!(seen.iter().any(|c| listens(&c)), "{seen:?}");
        // The accepted side is not in a descriptor yet; the client's own end is.
        assert!(seen.iter().any(|c| c.remote == Some(local.to_string())), "{seen:?}");
    }

    #[test]
    fn nobody_and_processes_that_are_gone_have_none() {
        assert_eq!(of_processes(&BTreeSet::new()).unwrap(), []);
        assert_eq!(of_processes(&BTreeSet::from([u32::MAX, 0])).unwrap(), []);
    }
}
