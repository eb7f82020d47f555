//! X11: every program may unmap and move the windows of all others. Asked for once more, on a connection of our own.

use x11rb::connection::Connection as _;
use x11rb::errors::{ConnectError, ReplyError};
use x11rb::protocol::xproto::{ConfigureWindowAux, ConnectionExt as _, MapState, StackMode, Window};
use x11rb::rust_connection::RustConnection;

/// Deeper no window manager puts a window.
const FRAMES_MAX: usize = 8;
/// So much of the window has to be on the screen, in pixels.
const SEEN_MIN: i32 = 200;

/// Why the window did not come back.
#[derive(Debug, thiserror::Error)]
pub(super) enum BackError {
    #[error("no connection to the display: {0}")]
    Connect(#[from] ConnectError),
    #[error("the display refuses: {0}")]
    Reply(#[from] ReplyError),
    #[error("the connection to the display broke: {0}")]
    Connection(#[from] x11rb::errors::ConnectionError),
    #[error("it is not there")]
    Unseen,
}

/// Maps `window` and the frames around it, and puts it on the screen of `display`.
pub(super) fn bring_back(display: Option<&str>, window: Window, fill: bool) -> Result<(), BackError> {
    let (connection, _) = RustConnection::connect(display)?;
    let mut chain = vec![window];
    let mut root = x11rb::NONE;
    for _ in 0..FRAMES_MAX {
        let Some(inner) = chain.last().copied() else { break };
        let tree = connection.query_tree(inner)?.reply()?;
        root = tree.root;
        if tree.parent == tree.root || tree.parent == x11rb::NONE {
            break;
        }
        chain.push(tree.parent);
    }
    for window in &chain {
        connection.map_window(*window)?.check()?;
    }
    let screen = connection.get_geometry(root)?.reply()?;
    let whole = (i32::from(screen.width), i32::from(screen.height));
    let is_seen = || -> Result<bool, BackError> {
        let size = connection.get_geometry(window)?.reply()?;
        let place = connection.translate_coordinates(window, root, 0, 0)?.reply()?;
        let seen = |from: i16, length: u16, whole: i32| {
            (i32::from(from) + i32::from(length)).min(whole) - i32::from(from).max(0) >= SEEN_MIN.min(whole)
        };
        Ok(seen(place.dst_x, size.width, whole.0) && seen(place.dst_y, size.height, whole.1))
    };
    if !is_seen()? {
        // The window manager is asked first; what stands in no frame of its moves itself.
        let mut place = ConfigureWindowAux::new().x(0).y(0).stack_mode(StackMode::ABOVE);
        if fill {
            place = place.width(u32::from(screen.width)).height(u32::from(screen.height));
        }
        let outermost = chain.last().copied().filter(|outermost| *outermost != window);
        connection.configure_window(window, &place)?.check()?;
        if let Some(frame) = outermost.filter(|_| !is_seen().unwrap_or(false)) {
            let place = ConfigureWindowAux::new().x(0).y(0).stack_mode(StackMode::ABOVE);
            connection.configure_window(frame, &place)?.check()?;
        }
    }
    let mapped = connection.get_window_attributes(window)?.reply()?.map_state;
    connection.flush()?;
    if mapped == MapState::UNMAPPED { Err(BackError::Unseen) } else { Ok(()) }
}
