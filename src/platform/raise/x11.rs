//! X11: every program may unmap, move, shape and swallow the windows of all others. Asked for once more, on a
//! connection of our own.

use x11rb::connection::Connection as _;
use x11rb::errors::{ConnectError, ReplyError};
use x11rb::protocol::shape::{ConnectionExt as _, SK, SO};
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ConfigureWindowAux, ConnectionExt as _, MapState, StackMode, Window,
};
use x11rb::rust_connection::RustConnection;

use super::Sight;
use crate::platform::app_id::APP_ID;

/// Deeper no window manager puts a window.
const FRAMES_MAX: usize = 8;
/// So much of the window has to be on the screen, in pixels.
const SEEN_MIN: i32 = 200;
/// Less than half of it: what lies behind is read more easily.
const OPACITY_MIN: u32 = u32::MAX / 2;
/// `WM_STATE` of a window that was made small.
const ICONIC: u32 = 3;
/// On every desktop.
const ALL_DESKTOPS: u32 = u32::MAX;
/// More windows than these are not looked at.
const WINDOWS_MAX: usize = 4096;
/// Longest part of a property that is read, in units of four bytes.
const PROPERTY_MAX: u32 = 256;

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

/// An area of the screen.
#[derive(Debug, Clone, Copy)]
struct Part {
    left: i32,
    top: i32,
    right: i32,
    bottom: i32,
}

impl Part {
    fn common(self, other: Self) -> Self {
        Self {
            left: self.left.max(other.left),
            top: self.top.max(other.top),
            right: self.right.min(other.right),
            bottom: self.bottom.min(other.bottom),
        }
    }

    fn around(self, other: Self) -> Self {
        Self {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }

    fn is_seen_of(self, screen: Self) -> bool {
        let enough = |from: i32, to: i32, whole: i32| to.saturating_sub(from) >= SEEN_MIN.min(whole);
        enough(self.left, self.right, screen.right) && enough(self.top, self.bottom, screen.bottom)
    }
}

/// A window, the frames around it, and the root window behind them.
struct Place<'a> {
    connection: &'a RustConnection,
    chain: Vec<Window>,
    root: Window,
    opacity: Atom,
}

impl<'a> Place<'a> {
    fn of(connection: &'a RustConnection, window: Window) -> Result<Self, BackError> {
        let opacity = connection.intern_atom(false, b"_NET_WM_WINDOW_OPACITY")?.reply()?.atom;
        let (mut chain, mut root) = (vec![window], x11rb::NONE);
        while let Some(inner) = chain.last().copied().filter(|_| chain.len() <= FRAMES_MAX) {
            let tree = connection.query_tree(inner)?.reply()?;
            root = tree.root;
            if tree.parent == tree.root || tree.parent == x11rb::NONE {
                break;
            }
            chain.push(tree.parent);
        }
        Ok(Self { connection, chain, root, opacity })
    }

    fn part(&self, window: Window) -> Result<Part, BackError> {
        let size = self.connection.get_geometry(window)?.reply()?;
        let place = self.connection.translate_coordinates(window, self.root, 0, 0)?.reply()?;
        let (left, top) = (i32::from(place.dst_x), i32::from(place.dst_y));
        Ok(Part { left, top, right: left + i32::from(size.width), bottom: top + i32::from(size.height) })
    }

    /// What is left of a window by its shapes, of what is seen and of what takes the pointer; without the extension it
    /// is whole.
    fn shaped(&self, window: Window, part: Part) -> Part {
        [SK::BOUNDING, SK::INPUT].into_iter().fold(part, |left, kind| {
            let asked = self.connection.shape_get_rectangles(window, kind).map(|cookie| cookie.reply());
            let Ok(Ok(shape)) = asked else { return left };
            let largest = shape
                .rectangles
                .iter()
                .map(|each| {
                    let (left, top) = (part.left + i32::from(each.x), part.top + i32::from(each.y));
                    let (width, height) = (i32::from(each.width), i32::from(each.height));
                    Part { left, top, right: left + width, bottom: top + height }
                })
                .reduce(Part::around);
            left.common(largest.unwrap_or(Part { right: part.left, ..part }))
        })
    }

    /// What is left on the screen of the window within its frames.
    fn is_on_screen(&self) -> Result<bool, BackError> {
        let screen = self.part(self.root)?;
        let mut left = screen;
        for window in &self.chain {
            left = left.common(self.shaped(*window, self.part(*window)?));
        }
        Ok(left.is_seen_of(screen))
    }

    fn is_clear(&self) -> Result<bool, BackError> {
        for window in &self.chain {
            let opacity = numbers(self.connection, *window, self.opacity, AtomEnum::CARDINAL.into())?;
            if opacity.first().is_some_and(|opacity| *opacity < OPACITY_MIN) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn sight(&self) -> Result<Sight, BackError> {
        let Some(window) = self.chain.first().copied() else { return Ok(Sight::Unseen) };
        if self.connection.get_window_attributes(window)?.reply()?.map_state != MapState::VIEWABLE {
            let away = self.is_small(window)? || self.is_elsewhere(window)?;
            return Ok(if away { Sight::Away } else { Sight::Unseen });
        }
        if self.is_clear()? || !self.is_on_screen()? {
            return Ok(Sight::Unseen);
        }
        Ok(if self.is_elsewhere(window)? { Sight::Away } else { Sight::Seen })
    }

    fn is_small(&self, window: Window) -> Result<bool, BackError> {
        let name = self.connection.intern_atom(false, b"WM_STATE")?.reply()?.atom;
        Ok(numbers(self.connection, window, name, name)?.first() == Some(&ICONIC))
    }

    fn is_elsewhere(&self, window: Window) -> Result<bool, BackError> {
        let of = |window: Window, name: &str| -> Result<Option<u32>, BackError> {
            let name = self.connection.intern_atom(false, name.as_bytes())?.reply()?.atom;
            Ok(numbers(self.connection, window, name, AtomEnum::CARDINAL.into())?.first().copied())
        };
        let desktop = of(window, "_NET_WM_DESKTOP")?.filter(|desktop| *desktop != ALL_DESKTOPS);
        let current = of(self.root, "_NET_CURRENT_DESKTOP")?;
        Ok(desktop.is_some() && current.is_some() && desktop != current)
    }

    /// Whole again, and not to be looked through.
    fn restore_looks(&self) -> Result<(), BackError> {
        let Some((window, frames)) = self.chain.split_first() else { return Ok(()) };
        for kind in [SK::BOUNDING, SK::CLIP, SK::INPUT] {
            self.connection.shape_mask(SO::SET, kind, *window, 0, 0, x11rb::NONE)?.check()?;
        }
        for frame in frames {
            let whole = self.part(*frame)?;
            // Frames have shapes of their own, round corners for example.
            if !self.shaped(*frame, whole).is_seen_of(whole) {
                for kind in [SK::BOUNDING, SK::INPUT] {
                    self.connection.shape_mask(SO::SET, kind, *frame, 0, 0, x11rb::NONE)?.check()?;
                }
            }
        }
        for window in &self.chain {
            self.connection.delete_property(*window, self.opacity)?.check()?;
        }
        Ok(())
    }

    /// Onto the screen, over all of it where it has to `fill` it.
    fn pull_in(&self, window: Window, fill: bool) -> Result<(), BackError> {
        let screen = self.connection.get_geometry(self.root)?.reply()?;
        // The window manager is asked; what stands in no frame of its moves itself.
        let mut place = ConfigureWindowAux::new().x(0).y(0).stack_mode(StackMode::ABOVE);
        if fill {
            place = place.width(u32::from(screen.width)).height(u32::from(screen.height));
        }
        self.connection.configure_window(window, &place)?.check()?;
        Ok(())
    }

    /// Out of whatever it lies in; the window manager finds it as if it were new.
    fn pull_out(&self, window: Window) -> Result<(), BackError> {
        self.connection.unmap_window(window)?.check()?;
        self.connection.reparent_window(window, self.root, 0, 0)?.check()?;
        self.connection.map_window(window)?.check()?;
        Ok(())
    }
}

/// A property of numbers; empty where there is none.
fn numbers(
    connection: &RustConnection,
    window: Window,
    name: Atom,
    kind: Atom,
) -> Result<Vec<u32>, BackError> {
    let answer = connection.get_property(false, window, name, kind, 0, PROPERTY_MAX)?.reply()?;
    Ok(answer.value32().map(Iterator::collect).unwrap_or_default())
}

/// Maps `window` and the frames around it, and puts it on the screen of `display`.
/// `again`: that did not help a moment ago.
pub(super) fn bring_back(
    display: Option<&str>,
    window: Window,
    fill: bool,
    again: bool,
) -> Result<(), BackError> {
    let (connection, _) = RustConnection::connect(display)?;
    let place = Place::of(&connection, window)?;
    if again {
        place.pull_out(window)?;
    }
    for window in &place.chain {
        if !again || Some(window) == place.chain.first() {
            connection.map_window(*window)?.check()?;
        }
    }
    place.restore_looks()?;
    if !place.is_on_screen()? {
        place.pull_in(window, fill)?;
    }
    let mapped = connection.get_window_attributes(window)?.reply()?.map_state;
    connection.flush()?;
    if mapped == MapState::UNMAPPED { Err(BackError::Unseen) } else { Ok(()) }
}

/// Whether `window` can be seen on `display`.
pub(super) fn sight(display: Option<&str>, window: Window) -> Result<Sight, BackError> {
    let (connection, _) = RustConnection::connect(display)?;
    Place::of(&connection, window)?.sight()
}

/// Whether some window of this program can be seen on `display`, at any depth of the frames.
pub(super) fn any_sight(display: Option<&str>) -> Result<Sight, BackError> {
    let (connection, screen) = RustConnection::connect(display)?;
    let Some(root) = connection.setup().roots.get(screen).map(|screen| screen.root) else {
        return Ok(Sight::Untold);
    };
    let mut left = vec![root];
    let mut looked_at = 0;
    while let Some(window) = left.pop().filter(|_| looked_at < WINDOWS_MAX) {
        looked_at += 1;
        // Any window may go between two questions.
        if is_ours(&connection, window)
            && let Ok(Sight::Seen) = Place::of(&connection, window).and_then(|place| place.sight())
        {
            return Ok(Sight::Seen);
        }
        if let Ok(tree) = connection.query_tree(window)?.reply() {
            left.extend(tree.children);
        }
    }
    Ok(Sight::Unseen)
}

fn is_ours(connection: &RustConnection, window: Window) -> bool {
    let (name, kind) = (AtomEnum::WM_CLASS, AtomEnum::STRING);
    let asked =
        connection.get_property(false, window, name, kind, 0, PROPERTY_MAX).map(|cookie| cookie.reply());
    let Ok(Ok(class)) = asked else { return false };
    class.value.split(|byte| *byte == 0).any(|name| name == APP_ID.as_bytes())
}
