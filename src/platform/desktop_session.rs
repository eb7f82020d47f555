//! The desktop that this process belongs to: a watcher of a desktop that is gone can show nothing.

/// One desktop of one log-on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DesktopSession {
    name: String,
    #[cfg(target_os = "linux")]
    socket: Option<std::path::PathBuf>,
}

/// Longest name that is kept of each part.
#[cfg(target_os = "linux")]
const PART_MAX_CHARS: usize = 200;

#[cfg(target_os = "linux")]
impl DesktopSession {
    /// The one that the environment names.
    #[must_use]
    pub fn current() -> Self {
        let part = |name: &str| std::env::var(name).unwrap_or_default();
        let bounded = |name| part(name).chars().filter(|c| !c.is_control()).take(PART_MAX_CHARS).collect();
        let parts: [String; 4] = ["DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_ID", "XAUTHORITY"].map(bounded);
        let socket = wayland(&part("WAYLAND_DISPLAY"), &part("XDG_RUNTIME_DIR"))
            .or_else(|| x11(&part("DISPLAY")))
            .filter(|socket| answers(socket));
        Self { name: parts.join("|"), socket }
    }

    /// True as long as its screen answers; where that cannot be told, always.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.socket.as_deref().is_none_or(answers)
    }

    /// True when a window could be shown: the environment names a screen that answers, or one on another PC.
    #[must_use]
    pub fn has_screen(&self) -> bool {
        let display = self.name.split('|').next().unwrap_or_default();
        let elsewhere = !display.is_empty() && x11(display).is_none();
        self.socket.as_deref().map_or(elsewhere, answers)
    }
}

#[cfg(not(target_os = "linux"))]
impl DesktopSession {
    /// The system ends what belongs to a desktop with it.
    #[must_use]
    pub fn current() -> Self {
        Self { name: String::new() }
    }

    /// Always.
    #[must_use]
    pub fn is_there(&self) -> bool {
        true
    }

    /// Always.
    #[must_use]
    pub fn has_screen(&self) -> bool {
        true
    }
}

#[cfg(target_os = "linux")]
impl DesktopSession {
    /// The desktop `other`, by its name, is another screen than this one, and that screen answers: its watcher has work.
    #[must_use]
    pub fn is_beside(&self, other: &str) -> bool {
        let screen = |name: &str| -> Vec<String> { name.split('|').take(2).map(str::to_owned).collect() };
        let theirs = screen(other);
        let [display, wayland_display] = theirs.as_slice() else { return false };
        let runtime = std::env::var("XDG_RUNTIME_DIR").unwrap_or_default();
        let socket = wayland(wayland_display, &runtime).or_else(|| x11(display));
        screen(&self.name) != theirs && socket.is_some_and(|socket| answers(&socket))
    }
}

#[cfg(not(target_os = "linux"))]
impl DesktopSession {
    /// Never: there is one for each log-on.
    #[must_use]
    pub fn is_beside(&self, _other: &str) -> bool {
        false
    }
}

impl DesktopSession {
    /// Tells it from another log-on's.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

#[cfg(target_os = "linux")]
fn wayland(display: &str, runtime: &str) -> Option<std::path::PathBuf> {
    // A path of its own replaces the folder.
    (!display.is_empty()).then(|| std::path::Path::new(runtime).join(display))
}

#[cfg(target_os = "linux")]
fn x11(display: &str) -> Option<std::path::PathBuf> {
    let number = display.strip_prefix(':')?.split('.').next()?;
    number.parse::<u16>().ok().map(|number| format!("/tmp/.X11-unix/X{number}").into())
}

#[cfg(target_os = "linux")]
fn answers(socket: &std::path::Path) -> bool {
    use std::os::linux::net::SocketAddrExt as _;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::net::{SocketAddr, UnixStream};
    // X servers listen under the same name without a file as well, which nobody can delete.
    let nameless = || {
        let address = SocketAddr::from_abstract_name(socket.as_os_str().as_bytes());
        address.and_then(|address| UnixStream::connect_addr(&address))
    };
    UnixStream::connect(socket).or_else(|_| nameless()).is_ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_screen_is_found_by_its_name() {
        assert_eq!(x11(":7.0").as_deref(), Some(Path::new("/tmp/.X11-unix/X7")));
        assert_eq!(x11(":70000"), None);
        assert_eq!(x11("elsewhere:0"), None);
        assert_eq!(wayland("wayland-0", "/run/u").as_deref(), Some(Path::new("/run/u/wayland-0")));
        assert_eq!(wayland("", "/run/u"), None);
    }

    #[test]
    fn a_screen_that_went_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("X1");
        let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        let session = DesktopSession { name: String::new(), socket: Some(socket) };
        assert!(session.is_there());
        assert!(session.has_screen());
        drop(listener);
        assert!(!session.is_there() && !session.has_screen());
        assert!(DesktopSession { name: String::new(), socket: None }.is_there(), "nothing is known of it");
    }

    #[test]
    fn a_window_needs_a_screen_that_answers_or_one_elsewhere() {
        for (name, expected) in [("|||", false), ("", false), (":99|||", false), ("localhost:10.0|||", true)]
        {
            let session = DesktopSession { name: name.to_owned(), socket: None };
            assert_eq!(session.has_screen(), expected, "{name:?}");
        }
    }
}
