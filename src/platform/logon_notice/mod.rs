//! Nobody may wonder next week why the internet is off: while a cut is in force, every log-on says so.
//! Here is how that is announced to the system, and how a log-on finds out whether it is true.

#[cfg(target_os = "linux")]
pub mod linux;
#[cfg(windows)]
pub mod windows;

#[cfg(target_os = "linux")]
use self::linux as system;
#[cfg(not(any(target_os = "linux", windows)))]
use self::none as system;
#[cfg(windows)]
use self::windows as system;

use std::time::{Duration, Instant};

use crate::core::Timestamp;
use crate::core::guard::{Reply, Request};
use crate::core::network::{LineStatus, RestoreResult, round_is_offline};
use crate::core::pc_facts::{Announced, StandingCut};
use crate::platform::network::dead_man::DRILL_LIMIT;
use crate::platform::network::{drill_on_record, native};
use crate::platform::{NetworkLine, guard};

/// Between two looks whether a drill is over.
const DRILL_END_PAUSE: Duration = Duration::from_secs(1);
/// Between the two rounds that prove a cut.
const BETWEEN_ROUNDS: Duration = Duration::from_secs(1);

/// Has the system say at every log-on that a cut is in force since `since`: for everybody when this process
/// is root and its program is one that only root writes, else for this user. Done before the cut.
///
/// # Errors
/// Why not, for the log: a cut never waits for this or fails with it.
pub fn announce(since: Timestamp) -> Result<(), String> {
    system::announce(since)
}

/// Takes back what [`announce`] did. What was installed with the guard stays.
///
/// # Errors
/// Why not.
pub fn withdraw() -> Result<(), String> {
    system::withdraw()
}

/// Installed with the guard: every log-on asks from now on. Administrators only.
///
/// # Errors
/// Why not.
pub fn install() -> Result<(), String> {
    system::install()
}

/// Takes [`install`] back, together with whatever was announced.
///
/// # Errors
/// Why not.
pub fn uninstall() -> Result<(), String> {
    system::uninstall()
}

/// True when an administrator announced a cut and this process is none.
#[must_use]
pub fn is_anothers() -> bool {
    system::is_anothers()
}

/// At log-on: a drill that was interrupted a moment ago, by a restart for example, is over within a minute. Waits
/// for that and ends it.
pub fn end_interrupted_drill() {
    let line = native();
    let end = Instant::now() + DRILL_LIMIT + DRILL_END_PAUSE;
    while drill_on_record() && Instant::now() < end {
        if line.end_drill(true).result == RestoreResult::NothingToDo {
            std::thread::sleep(DRILL_END_PAUSE);
        } else {
            return;
        }
    }
}

/// The cut that is in force now, whoever made it, and nothing is changed. Needs no file of any user but this one's own.
#[must_use]
pub fn in_force(own: &LineStatus, line: &dyn NetworkLine) -> Option<StandingCut> {
    let guard = match guard::ask(&Request::Status) {
        Ok(Reply::Status(status)) => Some(status),
        Ok(reply) => {
            log::warn!("the guard answered {reply:?}");
            None
        }
        Err(guard::GuardError::Absent) => None,
        Err(error) => {
            log::warn!("{error}");
            None
        }
    };
    let announced = system::announced();
    // Only looked at where nothing else answers: it costs a moment. Whoever has a record of his own has looked
    // already, and as root a second look would close again what it finds open.
    let offline = announced != Announced::default() && !own.restorable && is_offline(line);
    StandingCut::judge(guard.as_ref(), own, announced, offline)
}

/// Two rounds, a second apart.
fn is_offline(line: &dyn NetworkLine) -> bool {
    round_is_offline(&line.observe()) && {
        std::thread::sleep(BETWEEN_ROUNDS);
        round_is_offline(&line.observe())
    }
}

/// The cut that is in force now, as [`in_force`]; this user's own entry goes when there is none.
#[must_use]
pub fn standing() -> Option<StandingCut> {
    let line = native();
    // An interrupted drill is no cut, and nobody else may be left to end it.
    line.end_drill(true);
    let own = line.status();
    let standing = in_force(&own, line.as_ref());
    if standing.is_none() && !own.restorable {
        // Taken back by somebody who could not reach this user's own entry.
        if let Err(error) = system::withdraw_own() {
            log::warn!("{error}");
        }
    }
    standing
}

/// Systems on which nothing is started at log-on.
#[cfg(not(any(target_os = "linux", windows)))]
mod none {
    use super::{Announced, Timestamp};

    pub(super) fn announce(_since: Timestamp) -> Result<(), String> {
        Ok(())
    }

    pub(super) fn withdraw() -> Result<(), String> {
        Ok(())
    }

    pub(super) fn withdraw_own() -> Result<(), String> {
        Ok(())
    }

    pub(super) fn install() -> Result<(), String> {
        Err("not on this system".to_owned())
    }

    pub(super) fn uninstall() -> Result<(), String> {
        Ok(())
    }

    pub(super) fn announced() -> Announced {
        Announced::default()
    }

    pub(super) fn is_anothers() -> bool {
        false
    }
}
