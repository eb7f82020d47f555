//! Linux: a browser belongs to this session when it has a window on our display, or was started for it.

use std::collections::BTreeSet;

use x11rb::connection::Connection as _;
use x11rb::errors::{ConnectionError, ReplyError};
use x11rb::protocol::xproto::{Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, Window};
use x11rb::rust_connection::RustConnection;

use super::listing::Listing;
use super::{BrowserDesk, Running};
use crate::core::browser::Browsers;
use crate::platform::processes::ending::{self, Ending};

/// Longest list of windows that is read, in windows.
const WINDOWS_MAX: u32 = 4096;
/// Longest environment that is read, in bytes.
const ENVIRONMENT_MAX: u64 = 256 * 1024;
/// Which screen a program was started for.
const SCREENS: [&str; 2] = ["DISPLAY", "WAYLAND_DISPLAY"];

/// This user's session.
pub(super) struct Desk {
    listing: Listing,
    screens: Screens,
    windows: Option<Windows>,
}

impl Desk {
    pub(super) fn new(browsers: &Browsers) -> Self {
        let connected = Windows::connect();
        let windows = connected.inspect_err(|error| log::info!("no windows to be asked: {error}")).ok();
        Self { listing: Listing::new(browsers), screens: Screens::own(), windows }
    }

    /// Processes with a window on this display.
    fn owners(&self) -> BTreeSet<u32> {
        let Some(windows) = &self.windows else { return BTreeSet::new() };
        let all = windows.all().inspect_err(|error| log::warn!("windows: {error}"));
        all.unwrap_or_default().into_iter().map(|(_, pid)| pid).collect()
    }
}

impl BrowserDesk for Desk {
    fn running(&mut self) -> Vec<Running> {
        let mut processes = self.listing.processes();
        if processes.is_empty() {
            return processes;
        }
        let owners = self.owners();
        let here = |process: &Running| owners.contains(&process.pid) || self.screens.started(process.pid);
        let mut ours: BTreeSet<u32> = processes.iter().filter(|it| here(it)).map(|it| it.pid).collect();
        // What a browser of this session started for itself goes with it: children in a sandbox do not show for
        // which screen they were started.
        let is_new = |it: &&Running, ours: &BTreeSet<u32>| {
            !ours.contains(&it.pid) && it.parent.is_some_and(|parent| ours.contains(&parent))
        };
        while let Some(child) = processes.iter().find(|it| is_new(it, &ours)).map(|it| it.pid) {
            ours.insert(child);
        }
        processes.retain(|process| ours.contains(&process.pid));
        processes
    }

    fn ask(&mut self, of: &[Running]) -> bool {
        let mut asked = BTreeSet::new();
        if let Some(windows) = &self.windows {
            let pids = of.iter().map(|process| process.pid).collect();
            match windows.ask_to_close(&pids) {
                Ok(owners) => asked = owners,
                Err(error) => log::warn!("a window could not be asked: {error}"),
            }
        }
        let by_window: BTreeSet<&String> =
            of.iter().filter(|it| asked.contains(&it.pid)).map(|it| &it.browser).collect();
        // Without a window that we can reach (Wayland), the signal is the polite way.
        for process in of.iter().filter(|it| it.parent.is_none() && !by_window.contains(&it.browser)) {
            if self.request_end(process) == Ending::Ended {
                asked.insert(process.pid);
            }
        }
        !asked.is_empty()
    }

    fn request_end(&mut self, of: &Running) -> Ending {
        ending::ask_to_end(of.pid, of.mark)
    }

    fn end(&mut self, of: &Running) -> Ending {
        ending::end(of.pid, of.mark)
    }
}

/// The screens a program was started for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Screens([Option<String>; 2]);

impl Screens {
    fn own() -> Self {
        Self(SCREENS.map(|name| std::env::var(name).ok()).map(|value| value.and_then(|it| screen(&it))))
    }

    /// Those in an environment as the kernel shows it.
    fn of(environment: &[u8]) -> Self {
        let value = |name: &str| {
            environment.split(|byte| *byte == 0).find_map(|entry| {
                let entry = std::str::from_utf8(entry).ok()?;
                screen(entry.strip_prefix(name)?.strip_prefix('=')?)
            })
        };
        Self(SCREENS.map(value))
    }

    /// One screen in common: this session, and no other of the same user.
    fn meet(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a.is_some() && a == b)
    }

    /// True when process `pid` was started for this session. Inside a Flatpak the screen has another name: there
    /// whose it is must do.
    fn started(&self, pid: u32) -> bool {
        use std::io::Read as _;
        let mut environment = Vec::new();
        let read = std::fs::File::open(format!("/proc/{pid}/environ"))
            .and_then(|file| file.take(ENVIRONMENT_MAX).read_to_end(&mut environment));
        match read {
            Ok(_) => {
                self.meet(&Self::of(&environment))
                    || std::path::Path::new(&format!("/proc/{pid}/root/.flatpak-info")).exists()
            }
            Err(error) => {
                log::debug!("process {pid} does not show its screen: {error}");
                false
            }
        }
    }
}

/// `:0.0` is `:0`.
fn screen(value: &str) -> Option<String> {
    let (host, number) = value.rsplit_once(':').map_or((None, value), |(host, rest)| (Some(host), rest));
    let value = match host {
        Some(host) => format!("{host}:{}", number.split('.').next().unwrap_or(number)),
        None => value.to_owned(),
    };
    (!value.is_empty()).then_some(value)
}

/// Why windows could not be listed or asked.
#[derive(Debug, thiserror::Error)]
enum WindowsError {
    #[error(transparent)]
    Connect(#[from] x11rb::errors::ConnectError),
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    #[error(transparent)]
    Reply(#[from] ReplyError),
}

/// The windows on the X display.
struct Windows {
    connection: RustConnection,
    root: Window,
    client_list: Atom,
    pid: Atom,
    protocols: Atom,
    delete: Atom,
}

impl Windows {
    fn connect() -> Result<Self, WindowsError> {
        let (connection, number) = x11rb::connect(None)?;
        let root = connection.setup().roots.get(number).map_or(x11rb::NONE, |screen| screen.root);
        let atom = |name: &str| -> Result<Atom, WindowsError> {
            Ok(connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
        };
        let (client_list, pid) = (atom("_NET_CLIENT_LIST")?, atom("_NET_WM_PID")?);
        let (protocols, delete) = (atom("WM_PROTOCOLS")?, atom("WM_DELETE_WINDOW")?);
        Ok(Self { connection, root, client_list, pid, protocols, delete })
    }

    /// Every window the window manager keeps, with the process it belongs to.
    fn all(&self) -> Result<Vec<(Window, u32)>, WindowsError> {
        let list = self
            .connection
            .get_property(false, self.root, self.client_list, AtomEnum::WINDOW, 0, WINDOWS_MAX)?
            .reply()?;
        let windows: Vec<Window> = list.value32().map(Iterator::collect).unwrap_or_default();
        let asked: Vec<_> = windows
            .into_iter()
            .map(|window| {
                let cookie =
                    self.connection.get_property(false, window, self.pid, AtomEnum::CARDINAL, 0, 1)?;
                Ok((window, cookie))
            })
            .collect::<Result<_, ConnectionError>>()?;
        // A window that has gone meanwhile is no error.
        let pid_of = |reply: x11rb::protocol::xproto::GetPropertyReply| reply.value32()?.next();
        Ok(asked
            .into_iter()
            .filter_map(|(window, cookie)| Some((window, pid_of(cookie.reply().ok()?)?)))
            .collect())
    }

    /// Asks every window of `pids` to close; the processes whose windows were asked.
    fn ask_to_close(&self, pids: &BTreeSet<u32>) -> Result<BTreeSet<u32>, WindowsError> {
        let mut asked = BTreeSet::new();
        for (window, pid) in self.all()?.into_iter().filter(|(_, pid)| pids.contains(pid)) {
            let data = [self.delete, x11rb::CURRENT_TIME, 0, 0, 0];
            let message = ClientMessageEvent::new(32, window, self.protocols, data);
            self.connection.send_event(false, window, EventMask::NO_EVENT, message)?;
            asked.insert(pid);
        }
        self.connection.flush()?;
        Ok(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_of_another_screen_is_of_another_session() {
        let own = Screens([Some(":0".into()), Some("wayland-0".into())]);
        let started = |environment: &str| own.meet(&Screens::of(environment.as_bytes()));
        assert!(started("HOME=/x\0DISPLAY=:0.0\0"));
        assert!(started("WAYLAND_DISPLAY=wayland-0"));
        assert!(started("DISPLAY=:99\0WAYLAND_DISPLAY=wayland-0"));
        for other in ["", "DISPLAY=:1\0", "DISPLAY=\0", "XDISPLAY=:0\0", "DISPLAY=:00", "DISPLAY=far:0"] {
            assert!(!started(other), "{other}");
        }
        // Without a screen of our own nothing is ours.
        assert!(!Screens::default().meet(&Screens::of(b"HOME=/x")));
    }
}
