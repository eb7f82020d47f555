//! The desktop user's part of a cut, taken back by root on that user's behalf.

use std::fs::File;
use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{self, AtFlags, Mode, OFlags, ResolveFlags};

use crate::core::network::journal::{Change, Journal};
use crate::core::network::{RestoreReport, RestoreResult};
use crate::platform::durable_file;

use super::{identity, network_manager};

const PASSWD: &str = "/etc/passwd";
const MAX_PASSWD_BYTES: usize = 4 * 1024 * 1024;
/// Where a desktop user's journal lies below the home folder, unless told otherwise.
const STATE_FOLDER: &str = ".local/state/kyukyubako";
const JOURNAL: &str = "cut-journal";
/// A user's journal has one short line of changes.
const MAX_JOURNAL_BYTES: u64 = 64 * 1024;

/// Takes back the cut of the user who called sudo or pkexec. `None` when there is no such user or no
/// journal of theirs. The file belongs to that user and is not trusted: no link is followed, and all
/// it can bring about is NetworkManager's switch being turned on.
#[must_use]
pub fn restore_for_invoking_user() -> Option<RestoreReport> {
    if !identity::is_root() {
        return None;
    }
    let uid = ["PKEXEC_UID", "SUDO_UID"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .and_then(|text| text.parse::<u32>().ok())
        .filter(|uid| *uid != 0)?;
    let home = home_of(uid)?;
    let folder = open_folder(Path::new(&home))?;
    let text = read_journal(&folder)?;
    let report = |result, reasons| Some(RestoreReport { result, retry_after_s: 0, reasons });
    // A broken one was still a cut of this user, and there is only one thing a user's cut can change.
    let touched = match Journal::decode(&text) {
        Ok(journal) => journal.changes.contains(&Change::NetworkManagerDisabled),
        Err(error) => {
            log::error!("the user's journal is broken: {error}");
            true
        }
    };
    if touched {
        match network_manager::switch_on() {
            Ok(()) => {
                network_manager::wait_until_settled(&|| false);
            }
            Err(network_manager::Error::Absent(reason)) => log::warn!("NetworkManager: {reason}"),
            Err(error) => return report(RestoreResult::Incomplete, vec![format!("NetworkManager: {error}")]),
        }
    }
    forget_copy(uid);
    match fs::unlinkat(&folder, JOURNAL, AtFlags::empty()) {
        Ok(()) => report(RestoreResult::Restored, Vec::new()),
        Err(error) => report(RestoreResult::Restored, vec![format!("the user's journal stays: {error}")]),
    }
}

/// Removes the copy that lives as long as the user's log-in. No link of the user's is followed.
fn forget_copy(uid: u32) {
    let copy = format!("/run/user/{uid}/kyukyubako/{JOURNAL}");
    let removed = open_below(Path::new(&format!("/run/user/{uid}")), "kyukyubako")
        .map_or(Ok(()), |folder| fs::unlinkat(&folder, JOURNAL, AtFlags::empty()));
    match removed {
        Ok(()) | Err(rustix::io::Errno::NOENT) => {}
        Err(error) => log::warn!("{copy}: {error}"),
    }
}

/// One report out of root's own and the user's.
#[must_use]
pub fn together(own: RestoreReport, user: Option<RestoreReport>) -> RestoreReport {
    let Some(user) = user else { return own };
    let rank = |result| match result {
        RestoreResult::Incomplete => 3,
        RestoreResult::Restored => 2,
        RestoreResult::NothingToDo => 1,
        RestoreResult::NotAllowed | RestoreResult::WrongPin => 4,
    };
    let result = if rank(user.result) > rank(own.result) { user.result } else { own.result };
    RestoreReport {
        result,
        retry_after_s: own.retry_after_s,
        reasons: own.reasons.into_iter().chain(user.reasons).collect(),
    }
}

fn home_of(uid: u32) -> Option<String> {
    let bytes = durable_file::read_bounded(Path::new(PASSWD), MAX_PASSWD_BYTES).ok()?;
    home_in(&String::from_utf8_lossy(&bytes), uid)
}

fn home_in(passwd: &str, uid: u32) -> Option<String> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':').skip(2);
        (fields.next()?.parse() == Ok(uid)).then(|| fields.nth(2)).flatten().map(str::to_owned)
    })
}

fn open_folder(home: &Path) -> Option<OwnedFd> {
    open_below(home, STATE_FOLDER)
}

/// A folder of the user's below one that the user cannot exchange.
fn open_below(root: &Path, folder: &str) -> Option<OwnedFd> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let root = fs::open(root, flags, Mode::empty()).ok()?;
    let resolve = ResolveFlags::NO_SYMLINKS | ResolveFlags::BENEATH;
    fs::openat2(&root, folder, flags, Mode::empty(), resolve).ok()
}

fn read_journal(folder: &OwnedFd) -> Option<String> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(fs::openat(folder, JOURNAL, flags, Mode::empty()).ok()?);
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    file.take(MAX_JOURNAL_BYTES).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_is_found_by_user_id_only() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\nbroken\nhana:x:1000:1000:1001,,:/home/hana:/bin/bash\n";
        assert_eq!(home_in(passwd, 1000).as_deref(), Some("/home/hana"));
        assert_eq!(home_in(passwd, 1001), None);
    }

    #[test]
    fn links_and_pipes_in_the_users_folder_are_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let state = home.path().join(STATE_FOLDER);
        std::fs::create_dir_all(&state).unwrap();
        std::os::unix::fs::symlink("/etc/passwd", state.join(JOURNAL)).unwrap();
        assert_eq!(read_journal(&open_folder(home.path()).unwrap()), None);
        std::fs::remove_file(state.join(JOURNAL)).unwrap();
        std::fs::create_dir(state.join(JOURNAL)).unwrap();
        assert_eq!(read_journal(&open_folder(home.path()).unwrap()), None);
        std::fs::remove_dir(state.join(JOURNAL)).unwrap();
        std::fs::write(state.join(JOURNAL), b"text").unwrap();
        assert_eq!(read_journal(&open_folder(home.path()).unwrap()).as_deref(), Some("text"));

        std::fs::rename(home.path().join(".local"), home.path().join("elsewhere")).unwrap();
        std::os::unix::fs::symlink("elsewhere", home.path().join(".local")).unwrap();
        assert!(open_folder(home.path()).is_none());
    }

    #[test]
    fn the_worse_result_speaks() {
        let report = |result| RestoreReport { result, retry_after_s: 0, reasons: Vec::new() };
        for (own, user, expected) in [
            (RestoreResult::NothingToDo, RestoreResult::Restored, RestoreResult::Restored),
            (RestoreResult::Restored, RestoreResult::Incomplete, RestoreResult::Incomplete),
            (RestoreResult::Restored, RestoreResult::NothingToDo, RestoreResult::Restored),
        ] {
            assert_eq!(together(report(own), Some(report(user))).result, expected);
        }
    }
}
