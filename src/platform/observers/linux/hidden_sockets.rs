//! To whom a socket belongs when the system hides the descriptors of its process.
//!
//! An ordinary user may see every socket with the user and the control group that made it, but not
//! which process of another user holds it. A socket is said to be a process' own only where nothing
//! else can hold it: every process of that group, or every process of that user, is one of those asked
//! for, and all of them bear the same name. A system service has a group of its own and many daemons
//! have an account of their own, so this is the usual case. A tool that the administrator started by
//! hand beside other programs is seen without its sockets.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::socket_table::TcpSocket;
use crate::platform::durable_file::read_bounded;

/// Where the unified hierarchy of control groups may be; the second beside older hierarchies.
const CGROUP_ROOTS: [&str; 2] = ["/sys/fs/cgroup/unified", "/sys/fs/cgroup"];
/// Longest file of `/proc` and of a control group that is read, in bytes.
const FILE_MAX_BYTES: usize = 64 * 1024;
const ROOT: u32 = 0;
/// Most processes of one user that are compared.
const PROCESSES_MAX: usize = 20_000;

/// Processes of other users whose sockets are wanted.
#[derive(Debug, Default)]
pub struct Hidden {
    wanted: BTreeSet<u32>,
    /// Who alone can hold the sockets of a group.
    by_cgroup: BTreeMap<u64, u32>,
    /// Who alone can hold the sockets of a user; asked only when one is met.
    by_uid: BTreeMap<u32, Option<u32>>,
}

impl Hidden {
    /// Finds out where `pids` belong.
    pub fn new(pids: &BTreeSet<u32>) -> Self {
        let mut hidden = Self { wanted: pids.clone(), ..Self::default() };
        for group in pids.iter().filter_map(|pid| Group::of(*pid)) {
            if let Some(owner) = group.members().and_then(|members| hidden.only_owner(&members)) {
                hidden.by_cgroup.insert(group.id, owner);
            }
        }
        hidden
    }

    /// The process that alone can hold `socket`.
    pub fn owner(&mut self, socket: &TcpSocket) -> Option<u32> {
        if let Some(owner) = socket.cgroup.and_then(|group| self.by_cgroup.get(&group)) {
            return Some(*owner);
        }
        // What root makes is often handed to others.
        if socket.uid == ROOT {
            return None;
        }
        if let Some(owner) = self.by_uid.get(&socket.uid) {
            return *owner;
        }
        let of_user = self.wanted.iter().any(|pid| effective_uid(*pid) == Some(socket.uid));
        let owner = of_user.then(|| processes_of(socket.uid)).and_then(|all| self.only_owner(&all));
        self.by_uid.insert(socket.uid, owner);
        owner
    }

    /// The first of `candidates` when all of them are wanted and have one name. A tool with several
    /// processes is one tool, whichever of them holds the socket.
    fn only_owner(&self, candidates: &BTreeSet<u32>) -> Option<u32> {
        let first = candidates.first().copied()?;
        let named = name(first)?;
        let only =
            candidates.iter().all(|pid| self.wanted.contains(pid) && name(*pid).as_ref() == Some(&named));
        only.then_some(first)
    }
}

/// A control group other than the one of everybody.
#[derive(Debug)]
struct Group {
    folder: PathBuf,
    /// What the kernel calls it.
    id: u64,
}

impl Group {
    fn of(pid: u32) -> Option<Self> {
        let text = read_text(format!("/proc/{pid}/cgroup"))?;
        let path = unified_path(&text)?;
        let folder = CGROUP_ROOTS
            .iter()
            .map(|root| Path::new(root).join(path))
            .find(|folder| folder.join("cgroup.procs").exists())?;
        let id = fs::metadata(&folder).ok()?.ino();
        Some(Self { folder, id })
    }

    fn members(&self) -> Option<BTreeSet<u32>> {
        let text = read_text(self.folder.join("cgroup.procs"))?;
        text.lines().map(|line| line.parse().ok()).collect()
    }
}

/// The group in `/proc/PID/cgroup`; nothing for the group of everybody.
fn unified_path(text: &str) -> Option<&str> {
    let path = text.lines().find_map(|line| line.strip_prefix("0::/"))?;
    // Outside of what we may see it is told with dots.
    let plain = path.split('/').all(|part| !part.is_empty() && part != "..");
    plain.then_some(path)
}

fn read_text(path: impl AsRef<Path>) -> Option<String> {
    let bytes = read_bounded(path.as_ref(), FILE_MAX_BYTES).ok()?;
    String::from_utf8(bytes).ok()
}

/// The kernel's name of a process, which every user may read. Any bytes.
fn name(pid: u32) -> Option<Vec<u8>> {
    read_bounded(Path::new(&format!("/proc/{pid}/comm")), FILE_MAX_BYTES).ok()
}

fn effective_uid(pid: u32) -> Option<u32> {
    let status = read_bounded(Path::new(&format!("/proc/{pid}/status")), FILE_MAX_BYTES).ok()?;
    uid_in(&String::from_utf8_lossy(&status))
}

/// The second number of the line `Uid:` in `/proc/PID/status`. A name cannot hold a line break there.
fn uid_in(status: &str) -> Option<u32> {
    let line = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    line.split_ascii_whitespace().nth(1)?.parse().ok()
}

fn processes_of(uid: u32) -> BTreeSet<u32> {
    let Ok(folders) = fs::read_dir("/proc") else { return BTreeSet::new() };
    folders
        .filter_map(|folder| folder.ok()?.file_name().to_str()?.parse().ok())
        .take(PROCESSES_MAX)
        .filter(|pid| effective_uid(*pid) == Some(uid))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_of_everybody_and_unseen_groups_are_none() {
        for (text, expected) in [
            ("0::/system.slice/xrdp.service\n", Some("system.slice/xrdp.service")),
            ("9:name=systemd:/x\n0::/user.slice\n", Some("user.slice")),
            ("0::/\n", None),
            ("0::/../other\n", None),
            ("0::/a//b\n", None),
            ("1:cpu:/system.slice/a\n", None),
            ("", None),
        ] {
            assert_eq!(unified_path(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_name_cannot_pretend_to_be_another_user() {
        let status = "Name:\tUid:\\n0\nUmask:\t0022\nUid:\t1000\t33\t1000\t1000\n";
        assert_eq!(uid_in(status), Some(33));
        assert_eq!(uid_in("Uid:\tx\n"), None);
        assert_eq!(uid_in(""), None);
    }

    #[test]
    fn one_stranger_among_the_candidates_and_nothing_is_told() {
        let own = std::process::id();
        let hidden = Hidden { wanted: BTreeSet::from([own]), ..Hidden::default() };
        assert_eq!(hidden.only_owner(&BTreeSet::from([own])), Some(own));
        assert_eq!(hidden.only_owner(&BTreeSet::from([1, own])), None);
        assert_eq!(hidden.only_owner(&BTreeSet::new()), None);
        let both = Hidden { wanted: BTreeSet::from([1, own]), ..Hidden::default() };
        assert_eq!(both.only_owner(&BTreeSet::from([1, own])), None, "of two names");
    }
}
