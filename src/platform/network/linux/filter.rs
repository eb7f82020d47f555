//! Our packet filter in the kernel: set by `nft` in one transaction, read back and deleted over netlink, so
//! that neither needs a program.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::core::network::nftables::{HEADER_LEN, Tables, delete, list, read_back, script};
use crate::core::network::{Way, WayReport, WayResult};
use crate::platform::durable_file::open_regular;
use crate::platform::network::bounded_reason;

use super::netlink::Netlink;

const NFT: &str = "/usr/sbin/nft";
/// It takes some 20 ms.
const TIMEOUT: Duration = Duration::from_secs(3);
const POLL_EVERY: Duration = Duration::from_millis(2);
/// Locked by a running `nft` until it ends, whatever becomes of who started it. Only root opens it.
const TURN: &str = "/run/kyukyubako/nft.lock";
/// Nobody is `nft` for longer than its time.
const TURN_PATIENCE: Duration = TIMEOUT;
/// `ENOENT`: there is no such table.
const ABSENT: i32 = 2;
/// What it complains about at most.
const MAX_COMPLAINT_BYTES: u64 = 2048;

/// True when the filter can be set here.
pub fn is_available() -> bool {
    Path::new(NFT).exists()
}

/// Sets the filter, or sets it anew.
pub fn set() -> WayReport {
    let way = Way::Filter;
    if !is_available() {
        let reason = Some(format!("{NFT} is not on this PC"));
        return WayReport { way, result: WayResult::NotAvailable, reason };
    }
    // Without the family for bridges the rest still goes.
    match run(&script(true)).or_else(|_| run(&script(false))) {
        Ok(()) => WayReport { way, result: WayResult::Done, reason: None },
        Err(reason) => WayReport { way, result: WayResult::Failed, reason: Some(bounded_reason(&reason)) },
    }
}

fn run(script: &str) -> Result<(), String> {
    let text = |error: io::Error| error.to_string();
    // It inherits the turn, so that a restore after our sudden end waits for it.
    let output = take_turn().map_or_else(Stdio::null, Stdio::from);
    let mut child = Command::new(NFT)
        .args(["-f", "-"])
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(output)
        .stderr(Stdio::piped())
        .spawn()
        .map_err(text)?;
    if let Some(mut input) = child.stdin.take() {
        // A pipe holds the whole script; a program that ended already says why itself.
        drop(input.write_all(script.as_bytes()));
    }
    let end = Instant::now() + TIMEOUT;
    let status = loop {
        match child.try_wait().map_err(text)? {
            Some(status) => break status,
            None if Instant::now() >= end => {
                drop(child.kill());
                drop(child.wait());
                return Err("nft gave no answer in time".to_owned());
            }
            None => std::thread::sleep(POLL_EVERY),
        }
    };
    if status.success() {
        return Ok(());
    }
    let mut complaint = Vec::new();
    if let Some(output) = child.stderr.take() {
        drop(output.take(MAX_COMPLAINT_BYTES).read_to_end(&mut complaint));
    }
    Err(format!("nft: {}", String::from_utf8_lossy(&complaint)))
}

/// The turn to run `nft`, or `None` when somebody has it or there is no place for it.
fn take_turn() -> Option<File> {
    let opened = Path::new(TURN).parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| {
        let mut options = File::options();
        open_regular(options.create(true).truncate(false).write(true).mode(0o600), Path::new(TURN))
    });
    let file = opened.inspect_err(|error| log::warn!("{TURN}: {error}")).ok()?;
    file.try_lock().ok().map(|()| file)
}

/// Waits until no `nft` of a process that died is about to set the filter.
pub fn wait_for_others() {
    let end = Instant::now() + TURN_PATIENCE;
    while Path::new(TURN).exists() && take_turn().is_none() && Instant::now() < end {
        std::thread::sleep(POLL_EVERY);
    }
}

/// What of it is in the kernel now.
///
/// # Errors
/// The kernel's; it answers root only.
pub fn read() -> io::Result<Tables> {
    let mut netlink = Netlink::netfilter()?;
    let chains = netlink.listed(&list(false), HEADER_LEN)?;
    let rules = netlink.listed(&list(true), HEADER_LEN)?;
    Ok(read_back(&chains, &rules))
}

/// Deletes it. What is not there is deleted.
///
/// # Errors
/// The kernel's.
pub fn remove() -> io::Result<()> {
    wait_for_others();
    let mut netlink = match Netlink::netfilter() {
        Ok(netlink) => netlink,
        // A kernel without packet filters has none of ours.
        Err(error) if error.kind() == io::ErrorKind::Unsupported => return Ok(()),
        Err(error) => return Err(error),
    };
    for bridge in [true, false] {
        match netlink.batch(&delete(bridge)) {
            Ok(()) => {}
            Err(error) if error.raw_os_error() == Some(ABSENT) => {}
            // This kernel knows no such family.
            Err(error) if bridge && error.kind() != io::ErrorKind::PermissionDenied => {
                log::warn!("filter for bridges: {error}");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
