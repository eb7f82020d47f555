//! Closes the browsers of this user and this session: asks them, then ends them. No other program is touched.

#[cfg(target_os = "linux")]
mod linux;
mod listing;
#[cfg(not(any(target_os = "linux", windows)))]
mod other;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
use linux as native;
#[cfg(not(any(target_os = "linux", windows)))]
use other as native;
#[cfg(windows)]
use windows as native;

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::{Duration, Instant};

use crate::core::browser::{BrowserEnd, Browsers, ClosedBrowser, PermissionSteps};
use crate::platform::processes::ending::{Ending, StartMark};

/// How long a browser has to close by itself.
pub const ASK_WAIT: Duration = Duration::from_secs(3);
/// How long it has after the system's own request to end.
pub const END_WAIT: Duration = Duration::from_secs(2);
/// How long the system has to take away what was ended.
pub const GONE_WAIT: Duration = Duration::from_secs(2);
/// Pause between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How many times what runs is ended: a browser may have started anew meanwhile.
const END_PASSES: usize = 3;

/// One process of a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Its process id.
    pub pid: u32,
    /// What tells it from a later process with the same id.
    pub mark: StartMark,
    /// The process of the same browser that started it, if one did.
    pub parent: Option<u32>,
    /// False when the system does not even say whose it is: nothing is sent to it.
    pub may_be_touched: bool,
    /// Which browser, by its id.
    pub browser: String,
    /// The browser's name for people.
    pub name: String,
    /// How its site notifications are withdrawn.
    pub steps: PermissionSteps,
}

/// What the driver needs of the system. The seam for tests.
pub trait BrowserDesk {
    /// The browsers that show something in this session, each with all its processes.
    fn running(&mut self) -> Vec<Running>;
    /// Asks them to close, as a person at the window would. False when none could be asked.
    fn ask(&mut self, of: &[Running]) -> bool;
    /// The system's own request to end. [`Ending::Gone`] where there is none: nothing is waited for.
    fn request_end(&mut self, of: &Running) -> Ending;
    /// Ends it.
    fn end(&mut self, of: &Running) -> Ending;
    /// Waits a moment.
    fn pause(&mut self, moment: Duration) {
        thread::sleep(moment);
    }
    /// A clock that only goes forward.
    fn now(&mut self) -> Instant {
        Instant::now()
    }
}

/// Closes every known browser of this user and this session, and says what became of each. Takes seconds, never more
/// than the waits above together: called on a thread of its own. Empty when no browser was there.
#[must_use]
pub fn close_all(browsers: &Browsers) -> Vec<ClosedBrowser> {
    close_with(&mut native::Desk::new(browsers))
}

/// As [`close_all`], on `desk`.
#[must_use]
pub fn close_with(desk: &mut impl BrowserDesk) -> Vec<ClosedBrowser> {
    let found = desk.running();
    if found.is_empty() {
        return Vec::new();
    }
    let all: BTreeSet<String> = found.iter().map(|process| process.browser.clone()).collect();
    let touchable: Vec<Running> = found.iter().filter(|process| process.may_be_touched).cloned().collect();
    log::info!("closing {all:?}, {} processes, {} of them ours to close", found.len(), touchable.len());
    let mut left = all.clone();
    if desk.ask(&touchable) {
        left = wait_until_gone(desk, &all, ASK_WAIT);
    }
    let closed: BTreeSet<String> = all.difference(&left).cloned().collect();
    if !left.is_empty() {
        let processes = desk.running();
        let roots = processes.iter().filter(|it| it.parent.is_none() && left.contains(&it.browser));
        let mut requested = false;
        for process in roots.filter(|root| root.may_be_touched) {
            let ending = desk.request_end(process);
            note("asked to end", process, ending);
            requested |= ending == Ending::Ended;
        }
        if requested {
            wait_until_gone(desk, &left, END_WAIT);
        }
    }
    let mut refused = BTreeSet::new();
    let deadline = desk.now() + GONE_WAIT;
    for _ in 0..END_PASSES {
        // Whoever closed and came back by itself is ended like the others.
        let processes = desk.running();
        if processes.is_empty() {
            break;
        }
        for process in processes.iter().filter(|process| all.contains(&process.browser)) {
            let ending = if process.may_be_touched { desk.end(process) } else { Ending::Denied };
            note("ended", process, ending);
            if ending == Ending::Denied {
                refused.insert(process.browser.clone());
            }
        }
        let wait = deadline.saturating_duration_since(desk.now()).min(GONE_WAIT / 2);
        if wait_until_gone(desk, &all, wait).is_empty() {
            break;
        }
    }
    let left: BTreeSet<String> = desk.running().into_iter().map(|process| process.browser).collect();
    let names: BTreeMap<String, (String, PermissionSteps)> =
        found.into_iter().map(|process| (process.browser, (process.name, process.steps))).collect();
    let end_of = |browser: &String| match (left.contains(browser), refused.contains(browser)) {
        (true, true) => BrowserEnd::Denied,
        (true, false) => BrowserEnd::StillRunning,
        (false, _) if closed.contains(browser) => BrowserEnd::Closed,
        (false, _) => BrowserEnd::Ended,
    };
    let report = names.into_iter().map(|(browser, (name, steps))| ClosedBrowser {
        end: end_of(&browser),
        name,
        steps,
    });
    report.inspect(|it| log::info!("{}: {:?}", it.name, it.end)).collect()
}

/// Those of `browsers` that are still there when `limit` is over.
fn wait_until_gone(
    desk: &mut impl BrowserDesk,
    browsers: &BTreeSet<String>,
    limit: Duration,
) -> BTreeSet<String> {
    let deadline = desk.now() + limit;
    loop {
        let running: BTreeSet<String> = desk.running().into_iter().map(|process| process.browser).collect();
        let left: BTreeSet<String> = browsers.intersection(&running).cloned().collect();
        if left.is_empty() || desk.now() >= deadline {
            return left;
        }
        desk.pause(LOOK_EVERY);
    }
}

fn note(what: &str, process: &Running, ending: Ending) {
    log::debug!("{} {}: {what}, {ending:?}", process.browser, process.pid);
}

#[cfg(test)]
mod tests;
