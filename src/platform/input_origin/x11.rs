//! X11: the XInput2 extension names the device behind each movement. A connection of our own hears of all of them,
//! wherever they go; input that programs send arrives from the devices of the XTEST extension. A pointer that jumps
//! without any device having moved was put there by a program.

use std::collections::HashMap;
use std::os::fd::AsFd as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rustix::event::{PollFd, PollFlags, poll};
use x11rb::connection::Connection as _;
use x11rb::errors::{ConnectError, ConnectionError, ReplyError};
use x11rb::protocol::Event;
use x11rb::protocol::xinput::{
    ConnectionExt as _, Device as Selected, EventMask, PointerEventFlags, XIEventMask,
};
use x11rb::protocol::xproto::{
    ChangeWindowAttributesAux, ConnectionExt as _, EventMask as CoreMask, InputFocus, NotifyDetail,
    NotifyMode, Visibility,
};
use x11rb::rust_connection::RustConnection;

use super::InputOrigin;
use crate::core::hand::{Act, Device, Hand, InputKind, InputRecord, Judge, WhyUnknown};

/// From this version on a program hears of everything, also while another one has grabbed a device.
const VERSION: (u16, u16) = (2, 2);
/// More devices than these no PC has.
const DEVICES_MAX: usize = 256;
/// Devices that programs move: of the XTEST extension, of screens that are served to other PCs, and of tools
/// that send their input through the kernel.
const SENT: [&str; 6] = ["xtest", "vnc", "xrdp", "uinput", "ydotool", "rustdesk"];
/// Under Wayland the compositor passes on whatever it was given, by a hand or by a program.
const PASSED_ON: &str = "xwayland";
/// Deeper no window manager puts a window.
const FRAMES_MAX: usize = 8;
/// In place of a device, for a pointer that was put somewhere.
const NO_DEVICE: u32 = u32::MAX;
/// Buttons of the wheel press nothing.
const WHEEL: std::ops::RangeInclusive<u32> = 4..=7;

/// Why the input cannot be observed.
#[derive(Debug, thiserror::Error)]
pub enum ObserveError {
    /// No second connection to the display.
    #[error("no connection to the display: {0}")]
    Connect(#[from] ConnectError),
    /// The display knows no XInput2, or answers nonsense.
    #[error("the display does not tell of its devices: {0}")]
    Reply(#[from] ReplyError),
    /// The connection broke.
    #[error("the connection to the display broke: {0}")]
    Connection(#[from] ConnectionError),
    /// The display's XInput is too old, or the display has no screen.
    #[error("the display's XInput {0}.{1} is too old")]
    Old(u16, u16),
    /// The system gives no thread.
    #[error("no thread: {0}")]
    Thread(#[from] std::io::Error),
}

/// Hears of every button and key of the display, on a thread of its own.
#[derive(Debug)]
pub struct Observer {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    connection: RustConnection,
    started: Instant,
    window: u32,
    /// Events are taken from the connection under this lock only, so that whoever judges misses none.
    heard: Mutex<Heard>,
}

#[derive(Debug, Default)]
struct Heard {
    judge: Judge,
    /// Empty when it has to be asked for again.
    devices: HashMap<u16, Device>,
    /// The device that moved last, when, and how many of its moves the window was not told of yet.
    moved: (u16, u32, usize),
    /// Nobody listens any more.
    over: bool,
}

impl Observer {
    /// Begins to listen on the display of `DISPLAY`, for presses in `window`.
    ///
    /// # Errors
    /// When there is no such display, or it does not tell its devices apart.
    pub fn start(window: u32) -> Result<Self, ObserveError> {
        let (connection, screen) = RustConnection::connect(None)?;
        let version = connection.xinput_xi_query_version(VERSION.0, VERSION.1)?.reply()?;
        let version = (version.major_version, version.minor_version);
        let root = connection.setup().roots.get(screen).map(|screen| screen.root);
        let Some(root) = root.filter(|_| version >= VERSION) else {
            return Err(ObserveError::Old(version.0, version.1));
        };
        // The masters carry each movement once, with the device it came from.
        let movements = XIEventMask::RAW_BUTTON_PRESS
            | XIEventMask::RAW_BUTTON_RELEASE
            | XIEventMask::RAW_KEY_PRESS
            | XIEventMask::RAW_KEY_RELEASE
            | XIEventMask::RAW_MOTION
            | XIEventMask::RAW_TOUCH_BEGIN
            | XIEventMask::RAW_TOUCH_END;
        let masks = [
            EventMask { deviceid: Selected::ALL_MASTER.into(), mask: vec![movements] },
            EventMask { deviceid: Selected::ALL.into(), mask: vec![XIEventMask::HIERARCHY] },
        ];
        connection.xinput_xi_select_events(root, &masks)?.check()?;
        let motion = [EventMask { deviceid: Selected::ALL_MASTER.into(), mask: vec![XIEventMask::MOTION] }];
        connection.xinput_xi_select_events(window, &motion)?.check()?;
        let seen = CoreMask::STRUCTURE_NOTIFY
            | CoreMask::VISIBILITY_CHANGE
            | CoreMask::FOCUS_CHANGE
            | CoreMask::ENTER_WINDOW;
        let seen = ChangeWindowAttributesAux::new().event_mask(seen);
        connection.change_window_attributes(window, &seen)?.check()?;
        let heard = Mutex::new(Heard::default());
        let shared = Arc::new(Shared { connection, started: Instant::now(), window, heard });
        shared.follow_frames()?;
        let listener = Arc::clone(&shared);
        std::thread::Builder::new().name("input-origin".into()).spawn(move || listener.listen())?;
        Ok(Self { shared })
    }

    /// How many movements are remembered; bounded.
    #[must_use]
    pub fn remembered(&self) -> usize {
        self.shared.heard().judge.remembered()
    }
}

impl InputOrigin for Observer {
    fn hand(&mut self, act: Act) -> Hand {
        let mut heard = self.shared.heard();
        // After this answer everything that moved before it has arrived here, in order.
        let answered = self.shared.connection.get_input_focus().map(|cookie| cookie.reply());
        let Ok(Ok(focus)) = answered.map(|reply| reply.map(|reply| reply.focus)) else {
            return Hand::Unknown(WhyUnknown::NotObserved);
        };
        if self.shared.take(&mut heard).is_err() || heard.over {
            return Hand::Unknown(WhyUnknown::NotObserved);
        }
        let hand = heard.judge.hand(act, self.shared.now());
        // A key that went to another window was not meant for this one.
        let here = focus == self.shared.window || focus == u32::from(InputFocus::POINTER_ROOT);
        if hand.is_real() && act.is_of_keys() && !here {
            return Hand::Unknown(WhyUnknown::NothingSeen);
        }
        hand
    }
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.shared.heard().over = true;
        // Its answer wakes the thread, which then ends.
        if let Err(error) = self.shared.connection.get_input_focus() {
            log::debug!("the display is gone: {error}");
        }
        if let Err(error) = self.shared.connection.flush() {
            log::debug!("the display is gone: {error}");
        }
    }
}

impl Shared {
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Milliseconds since it began to listen.
    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Keeps the connection empty, so that the display never has to hold back what is for us.
    fn listen(&self) {
        loop {
            let mut ready = [PollFd::from_borrowed_fd(self.connection.stream().as_fd(), PollFlags::IN)];
            let waited = poll(&mut ready, None);
            let mut heard = self.heard();
            let taken = match waited {
                Ok(_) | Err(rustix::io::Errno::INTR) => self.take(&mut heard),
                Err(error) => Err(ConnectionError::IoError(error.into())),
            };
            if let Err(error) = taken {
                log::error!("input is no longer observed: {error}");
                heard.over = true;
            }
            if heard.over {
                return;
            }
        }
    }

    /// Hears too of what happens to the windows that the window manager put around ours.
    fn follow_frames(&self) -> Result<(), ReplyError> {
        let moved = ChangeWindowAttributesAux::new().event_mask(CoreMask::STRUCTURE_NOTIFY);
        let mut window = self.window;
        for _ in 0..FRAMES_MAX {
            let tree = self.connection.query_tree(window)?.reply()?;
            if tree.parent == tree.root || tree.parent == x11rb::NONE {
                break;
            }
            window = tree.parent;
            self.connection.change_window_attributes(window, &moved)?.check()?;
        }
        Ok(())
    }

    /// Something happened to the window, not by the pointer: what is pressed now was not aimed at it.
    fn unsettles(&self, event: &Event, moved_at: u32) -> bool {
        let by_grab = |mode| mode == NotifyMode::GRAB || mode == NotifyMode::UNGRAB;
        match event {
            Event::ConfigureNotify(_) | Event::MapNotify(_) | Event::ReparentNotify(_) => true,
            Event::VisibilityNotify(it) => it.state != Visibility::FULLY_OBSCURED,
            Event::FocusIn(it) => {
                let passing = [NotifyDetail::POINTER, NotifyDetail::POINTER_ROOT, NotifyDetail::NONE];
                !by_grab(it.mode) && !passing.contains(&it.detail)
            }
            // It came under the pointer, and not the pointer into it.
            Event::EnterNotify(it) => it.event == self.window && !by_grab(it.mode) && it.time != moved_at,
            _ => false,
        }
    }

    /// Takes everything that arrived.
    fn take(&self, heard: &mut Heard) -> Result<(), ConnectionError> {
        while let Some(event) = self.connection.poll_for_event()? {
            if self.unsettles(&event, heard.moved.1) {
                heard.judge.unsettle(self.now());
            }
            let (kind, down, source) = match event {
                Event::ReparentNotify(it) if it.window == self.window => {
                    if let Err(error) = self.follow_frames() {
                        log::warn!("the window's frame is not observed: {error}");
                    }
                    continue;
                }
                Event::XinputMotion(it) if !it.flags.contains(PointerEventFlags::POINTER_EMULATED) => {
                    let (source, time, untold) = heard.moved;
                    if (source, time) == (it.sourceid, it.time) && untold > 0 {
                        heard.moved.2 = untold - 1;
                    } else {
                        heard.judge.remember(self.motion(Device::Injected, NO_DEVICE));
                    }
                    continue;
                }
                Event::XinputRawMotion(it) => {
                    let (source, time, untold) = heard.moved;
                    let goes_on = (source, time) == (it.sourceid, it.time);
                    heard.moved = (it.sourceid, it.time, if goes_on { untold + 1 } else { 1 });
                    (InputKind::Motion, true, it.sourceid)
                }
                Event::XinputHierarchy(_) => {
                    heard.devices.clear();
                    continue;
                }
                Event::XinputRawButtonPress(it) if !WHEEL.contains(&it.detail) => {
                    (InputKind::Button, true, it.sourceid)
                }
                Event::XinputRawButtonRelease(it) if !WHEEL.contains(&it.detail) => {
                    (InputKind::Button, false, it.sourceid)
                }
                Event::XinputRawTouchBegin(it) => {
                    // A finger aims as it presses.
                    let device = self.device(heard, it.sourceid);
                    heard.judge.remember(self.motion(device, it.sourceid.into()));
                    (InputKind::Button, true, it.sourceid)
                }
                Event::XinputRawTouchEnd(it) => (InputKind::Button, false, it.sourceid),
                Event::XinputRawKeyPress(it) => (InputKind::Key, true, it.sourceid),
                Event::XinputRawKeyRelease(it) => (InputKind::Key, false, it.sourceid),
                _ => continue,
            };
            let device = self.device(heard, source);
            let record = InputRecord { at: self.now(), kind, down, device, number: source.into() };
            heard.judge.remember(record);
        }
        Ok(())
    }

    fn motion(&self, device: Device, number: u32) -> InputRecord {
        InputRecord { at: self.now(), kind: InputKind::Motion, down: true, device, number }
    }

    /// What the device `source` is.
    fn device(&self, heard: &mut Heard, source: u16) -> Device {
        if !heard.devices.contains_key(&source) {
            heard.devices = self.devices();
        }
        // One that is gone already may have been anything.
        heard.devices.get(&source).copied().unwrap_or(Device::Odd)
    }

    /// The devices of the display by their numbers.
    fn devices(&self) -> HashMap<u16, Device> {
        let asked = self.connection.xinput_xi_query_device(Selected::ALL).map(|cookie| cookie.reply());
        let Ok(Ok(answer)) = asked else { return HashMap::new() };
        let known = answer.infos.iter().take(DEVICES_MAX);
        known.map(|info| (info.deviceid, device(&info.name))).collect()
    }
}

/// What a device of this name is.
fn device(name: &[u8]) -> Device {
    let name = String::from_utf8_lossy(name).to_lowercase();
    if SENT.iter().any(|sent| name.contains(sent)) {
        Device::Injected
    } else if name.contains(PASSED_ON) || name.is_empty() {
        Device::Odd
    } else {
        Device::Real
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_told_by_their_names() {
        for (name, expected) in [
            ("AT Translated Set 2 keyboard", Device::Real),
            ("Logitech USB Optical Mouse", Device::Real),
            ("Xephyr virtual mouse", Device::Real),
            ("Virtual core XTEST pointer", Device::Injected),
            ("second XTEST keyboard", Device::Injected),
            ("TigerVNC pointer", Device::Injected),
            ("xrdpMouse", Device::Injected),
            ("RustDesk UInput Keyboard", Device::Injected),
            ("ydotoold virtual device", Device::Injected),
            ("xwayland-pointer:15", Device::Odd),
            ("xwayland-keyboard:15", Device::Odd),
            ("", Device::Odd),
        ] {
            assert_eq!(device(name.as_bytes()), expected, "{name}");
        }
    }
}
