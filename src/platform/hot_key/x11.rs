//! X11: the keys are grabbed on the root window, whatever window has the focus.

use x11rb::connection::Connection as _;
use x11rb::errors::ReplyError;
use x11rb::protocol::xproto::{ConnectionExt as _, GrabMode, Keycode, Keysym, Mapping, ModMask};
use x11rb::protocol::{ErrorKind, Event};

pub(super) use crate::platform::standing::x11::Keeper;

use crate::core::watch::HelperState;
use crate::platform::standing::x11::{Display, DisplayError, start as stand};
use crate::platform::standing::{Pressed, StateSlot, on_wayland};

/// Enter, on the letters and on the numbers.
const ENTER: Keysym = 0xFF0D;
const NUMBER_ENTER: Keysym = 0xFF8D;

pub(super) fn start(slot: &StateSlot, pressed: Pressed) -> Option<Keeper> {
    if on_wayland() {
        slot.set(HelperState::NotHere);
        return None;
    }
    let keeper = stand("hot-key", slot.clone(), move |display, ready| {
        grab(display)?;
        ready();
        listen(display, &pressed)
    });
    match keeper {
        Ok(keeper) => Some(keeper),
        Err(error) => {
            log::error!("hot key: {error}");
            slot.set(HelperState::Failed);
            None
        }
    }
}

fn listen(display: &Display, pressed: &Pressed) -> Result<(), DisplayError> {
    loop {
        while let Some(event) = display.connection.poll_for_event()? {
            match event {
                Event::KeyPress(_) => pressed(),
                Event::MappingNotify(event) if event.request != Mapping::POINTER => {
                    // Another keyboard layout: the key may lie elsewhere.
                    display.connection.ungrab_key(0, display.root, ModMask::ANY)?.check()?;
                    grab(display)?;
                }
                _ => {}
            }
        }
        if !display.wait(None)? {
            return Ok(());
        }
    }
}

/// Both Enter keys with Ctrl and Alt, whatever is locked.
fn grab(display: &Display) -> Result<(), DisplayError> {
    let setup = display.connection.setup();
    let (first, last) = (setup.min_keycode, setup.max_keycode);
    let count = last.saturating_sub(first).saturating_add(1);
    let map = display.connection.get_keyboard_mapping(first, count)?.reply()?;
    let places = usize::from(map.keysyms_per_keycode.max(1));
    let means = |wanted: Keysym| {
        let keys = (first..=last).zip(map.keysyms.chunks(places));
        keys.filter(move |(_, meanings)| meanings.first() == Some(&wanted)).map(|(key, _)| key)
    };
    let mut keys: Vec<Keycode> = means(ENTER).collect();
    if keys.is_empty() {
        return Err(DisplayError::NoKey);
    }
    keys.extend(means(NUMBER_ENTER));
    let held = ModMask::CONTROL | ModMask::M1;
    // Caps Lock and Num Lock.
    for locked in [ModMask::default(), ModMask::LOCK, ModMask::M2, ModMask::LOCK | ModMask::M2] {
        for key in &keys {
            let asked = display.connection.grab_key(
                false,
                display.root,
                held | locked,
                *key,
                GrabMode::ASYNC,
                GrabMode::ASYNC,
            )?;
            asked.check().map_err(|error| match error {
                ReplyError::X11Error(error) if error.error_kind == ErrorKind::Access => DisplayError::Taken,
                other => other.into(),
            })?;
        }
    }
    Ok(())
}
