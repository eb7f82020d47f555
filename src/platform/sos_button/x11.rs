//! X11: a window that no window manager places, so that it stays above a full screen.

use std::path::PathBuf;
use std::time::Instant;

use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::randr::ConnectionExt as _;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ButtonPressEvent, ChangeWindowAttributesAux, ConfigureWindowAux, ConnectionExt as _,
    CreateWindowAux, EventMask, MapState, PropMode, StackMode, Visibility, Window, WindowClass,
};
use x11rb::wrapper::ConnectionExt as _;

pub(super) use crate::platform::standing::x11::Keeper;

#[path = "x11_painting.rs"]
mod painting;

use painting::paint;

use super::place;
use crate::core::sos::{Area, DPI, Grip, Point, Raising, Release, edge, settle};
use crate::core::watch::HelperState;
use crate::platform::app_id::APP_ID;
use crate::platform::standing::x11::{Display, DisplayError, start as stand};
use crate::platform::standing::{Pressed, StateSlot, on_wayland};

/// Both names of its class: not the one of our windows.
const CLASS: &[u8] = b"kyukyubako-sos\0Kyukyubako.Sos\0";
/// Properties are read up to this many four-byte units.
const PROPERTY_MAX: u32 = 16_384;
/// While hidden, it looks this often whether its time has come.
const LOOK_EVERY_MS: u64 = 1_000;
const LEFT_BUTTON: u8 = 1;

pub(super) fn start(slot: &StateSlot, file: PathBuf, pressed: Pressed) -> Option<Keeper> {
    if on_wayland() {
        slot.set(HelperState::NotHere);
        return None;
    }
    let keeper = stand("sos-button", slot.clone(), move |display, ready| {
        let mut button = Button::new(display, file, pressed)?;
        button.show()?;
        ready();
        button.stay()
    });
    match keeper {
        Ok(keeper) => Some(keeper),
        Err(error) => {
            log::error!("SOS button: {error}");
            slot.set(HelperState::Failed);
            None
        }
    }
}

/// What is read of the root window.
struct Names {
    work_area: Atom,
    desktop: Atom,
    active: Atom,
}

struct Button<'a> {
    display: &'a Display,
    names: Names,
    window: Window,
    file: PathBuf,
    pressed: Pressed,
    edge: i32,
    /// Where somebody wants it, and where it lies.
    wanted: Option<Point>,
    corner: Point,
    areas: Vec<Area>,
    grip: Option<Grip>,
    raising: Raising,
    began: Instant,
    hidden: bool,
}

impl<'a> Button<'a> {
    fn new(display: &'a Display, file: PathBuf, pressed: Pressed) -> Result<Self, DisplayError> {
        let names = Names {
            work_area: display.atom("_NET_WORKAREA")?,
            desktop: display.atom("_NET_CURRENT_DESKTOP")?,
            active: display.atom("_NET_ACTIVE_WINDOW")?,
        };
        let connection = &display.connection;
        // Before it is looked at, so that no change is missed.
        let root = EventMask::PROPERTY_CHANGE | EventMask::STRUCTURE_NOTIFY;
        connection
            .change_window_attributes(display.root, &ChangeWindowAttributesAux::new().event_mask(root))?;
        let window = connection.generate_id()?;
        let own = EventMask::BUTTON_PRESS
            | EventMask::BUTTON_RELEASE
            | EventMask::BUTTON1_MOTION
            | EventMask::VISIBILITY_CHANGE;
        let looks = CreateWindowAux::new().override_redirect(1).event_mask(own);
        let (copy_depth, copy_visual) = (0, 0);
        connection
            .create_window(
                copy_depth,
                window,
                display.root,
                0,
                0,
                1,
                1,
                0,
                WindowClass::INPUT_OUTPUT,
                copy_visual,
                &looks,
            )?
            .check()?;
        connection.change_property8(
            PropMode::REPLACE,
            window,
            AtomEnum::WM_CLASS,
            AtomEnum::STRING,
            CLASS,
        )?;
        connection.change_property8(
            PropMode::REPLACE,
            window,
            AtomEnum::WM_NAME,
            AtomEnum::STRING,
            b"SOS",
        )?;
        let wanted = place::kept(&file);
        Ok(Self {
            display,
            names,
            window,
            file,
            pressed,
            edge: 0,
            wanted,
            corner: Point { x: 0, y: 0 },
            areas: Vec::new(),
            grip: None,
            raising: Raising::default(),
            began: Instant::now(),
            hidden: false,
        })
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn stay(&mut self) -> Result<(), DisplayError> {
        loop {
            while let Some(event) = self.display.connection.poll_for_event()? {
                self.hear(&event)?;
            }
            if self.raising.take(self.now()) {
                let above = ConfigureWindowAux::new().stack_mode(StackMode::ABOVE);
                self.display.connection.configure_window(self.window, &above)?;
            }
            let longest = if self.hidden { Some(LOOK_EVERY_MS) } else { self.raising.wait(self.now()) };
            if !self.display.wait(longest)? {
                return Ok(());
            }
            // Not every window manager says that the window in use has gone.
            if self.hidden {
                self.give_way()?;
            }
        }
    }

    fn hear(&mut self, event: &Event) -> Result<(), DisplayError> {
        match event {
            Event::ButtonPress(event) if event.detail == LEFT_BUTTON => {
                self.grip = Some(Grip::new(pointer(event), self.corner, self.edge));
            }
            Event::MotionNotify(event) => {
                let to = Point { x: event.root_x.into(), y: event.root_y.into() };
                if let Some(wanted) = self.grip.as_mut().and_then(|grip| grip.moved(to)) {
                    self.wanted = Some(wanted);
                    self.lie()?;
                }
            }
            Event::ButtonRelease(event) if event.detail == LEFT_BUTTON => {
                let Some(mut grip) = self.grip.take() else { return Ok(()) };
                if let Some(wanted) = grip.moved(pointer(event)) {
                    self.wanted = Some(wanted);
                    self.lie()?;
                }
                match grip.released() {
                    Release::Pressed => (self.pressed)(),
                    Release::Moved => {
                        self.wanted = Some(self.corner);
                        place::keep(&self.file, self.corner);
                    }
                }
            }
            Event::VisibilityNotify(event) => {
                let covered = event.state != Visibility::UNOBSCURED;
                self.raising.is_covered(covered, self.now());
            }
            Event::PropertyNotify(event) if event.window == self.display.root => {
                if event.atom == self.names.active {
                    self.give_way()?;
                } else if [self.names.work_area, self.names.desktop, AtomEnum::RESOURCE_MANAGER.into()]
                    .contains(&event.atom)
                {
                    self.measure()?;
                }
            }
            Event::ConfigureNotify(event) if event.window == self.display.root => self.measure()?,
            _ => {}
        }
        Ok(())
    }

    fn show(&mut self) -> Result<(), DisplayError> {
        self.measure()?;
        self.give_way()
    }

    /// Hidden as long as the window in use is one of ours, whose buttons it would cover.
    fn give_way(&mut self) -> Result<(), DisplayError> {
        let connection = &self.display.connection;
        let active = self.numbers(self.names.active, AtomEnum::WINDOW.into())?.first().copied();
        let ours = active.filter(|window| *window != 0).is_some_and(|window| self.is_ours(window));
        self.hidden = ours;
        if ours {
            connection.unmap_window(self.window)?;
            self.raising.is_covered(false, self.now());
            self.grip = None;
        } else {
            connection.map_window(self.window)?;
        }
        Ok(())
    }

    /// A window that went in the meantime is nobody's.
    fn is_ours(&self, window: Window) -> bool {
        let asked = self.display.connection.get_property(
            false,
            window,
            AtomEnum::WM_CLASS,
            AtomEnum::STRING,
            0,
            PROPERTY_MAX,
        );
        let Ok(Ok(class)) = asked.map(|cookie| cookie.reply()) else { return false };
        class.value.split(|byte| *byte == 0).any(|name| name == APP_ID.as_bytes())
            && is_shown(self.display, window)
    }

    /// Looks at the screens anew: how large it is to be, and where it may lie.
    fn measure(&mut self) -> Result<(), DisplayError> {
        let edge = edge(self.dots()?);
        if edge != self.edge {
            self.edge = edge;
            paint(self.display, self.window, edge)?;
        }
        self.areas = self.free()?;
        self.lie()
    }

    fn lie(&mut self) -> Result<(), DisplayError> {
        self.corner = settle(self.wanted, &self.areas, self.edge);
        let place = ConfigureWindowAux::new().x(self.corner.x).y(self.corner.y);
        self.display.connection.configure_window(self.window, &place)?;
        Ok(())
    }

    /// Dots to the inch, as the desktop says for all programs.
    fn dots(&self) -> Result<f32, DisplayError> {
        let asked = self.display.connection.get_property(
            false,
            self.display.root,
            AtomEnum::RESOURCE_MANAGER,
            AtomEnum::STRING,
            0,
            PROPERTY_MAX,
        )?;
        Ok(xft_dpi(&asked.reply()?.value).unwrap_or(DPI))
    }

    /// What panels leave of each screen, the first one's first.
    fn free(&self) -> Result<Vec<Area>, DisplayError> {
        let connection = &self.display.connection;
        let root = connection.get_geometry(self.display.root)?.reply()?;
        let whole = Area { x: 0, y: 0, width: root.width.into(), height: root.height.into() };
        let desktop = self.numbers(self.names.desktop, AtomEnum::CARDINAL.into())?;
        let work = self.numbers(self.names.work_area, AtomEnum::CARDINAL.into())?;
        let place = desktop.first().and_then(|number| usize::try_from(*number).ok()).unwrap_or(0);
        let work = work.chunks_exact(4).nth(place).and_then(|numbers| area(numbers)?.common(whole));
        let work = work.unwrap_or(whole);
        // Without the extension there is one screen.
        let Ok(Ok(answer)) = connection.randr_get_monitors(self.display.root, true).map(|it| it.reply())
        else {
            return Ok(vec![work]);
        };
        let mut monitors = answer.monitors;
        monitors.sort_by_key(|monitor| !monitor.primary);
        let of = |monitor: &x11rb::protocol::randr::MonitorInfo| Area {
            x: monitor.x.into(),
            y: monitor.y.into(),
            width: monitor.width.into(),
            height: monitor.height.into(),
        };
        let fits = |area: &Area| area.width >= self.edge && area.height >= self.edge;
        let mut areas: Vec<Area> =
            monitors.iter().filter_map(|monitor| of(monitor).common(work)).filter(fits).collect();
        if areas.is_empty() {
            areas.push(work);
        }
        Ok(areas)
    }

    /// A property of the root window, as numbers.
    fn numbers(&self, name: Atom, kind: Atom) -> Result<Vec<u32>, DisplayError> {
        let root = self.display.root;
        let asked = self.display.connection.get_property(false, root, name, kind, 0, PROPERTY_MAX)?;
        Ok(asked.reply()?.value32().map(Iterator::collect).unwrap_or_default())
    }
}

/// True when the window is on the screen.
fn is_shown(display: &Display, window: Window) -> bool {
    let asked = display.connection.get_window_attributes(window).map(|cookie| cookie.reply());
    matches!(asked, Ok(Ok(looks)) if looks.map_state == MapState::VIEWABLE)
}

fn pointer(event: &ButtonPressEvent) -> Point {
    Point { x: event.root_x.into(), y: event.root_y.into() }
}

/// From the four numbers of `_NET_WORKAREA`.
fn area(numbers: &[u32]) -> Option<Area> {
    let [x, y, width, height] = *numbers else { return None };
    let number = |number: u32| i32::try_from(number).ok();
    Some(Area { x: number(x)?, y: number(y)?, width: number(width)?, height: number(height)? })
}

/// The line `Xft.dpi: 144` of what the desktop sets for all programs.
fn xft_dpi(resources: &[u8]) -> Option<f32> {
    let text = String::from_utf8_lossy(resources);
    let line = text.lines().find_map(|line| line.strip_prefix("Xft.dpi:"))?;
    line.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_says_how_fine_its_screen_is() {
        for (said, expected) in [
            ("*customization:\t-color\nXft.dpi:\t144\nXft.hinting:\t1\n", Some(144.0)),
            ("Xft.dpi: 96.5", Some(96.5)),
            ("Xft.dpi:\tmany", None),
            ("", None),
        ] {
            assert_eq!(xft_dpi(said.as_bytes()), expected, "{said:?}");
        }
    }

    #[test]
    fn a_work_area_is_four_numbers() {
        let expected = Area { x: 0, y: 24, width: 1280, height: 776 };
        assert_eq!(area(&[0, 24, 1280, 776]), Some(expected));
        assert_eq!(area(&[0, 24, 1280]), None);
        assert_eq!(area(&[0, u32::MAX, 1280, 776]), None);
    }
}
