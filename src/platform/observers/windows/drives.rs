//! Drives: which are here, and under which letter.
#![expect(unsafe_code, reason = "asks the system about its drives")]

use std::path::Path;

use windows::Win32::Storage::FileSystem::{GetDriveTypeW, GetLogicalDrives, QueryDosDeviceW};

use super::path_place::{self, Place};
use super::wide_text;
use crate::platform::windows::wide::Wide;

/// `DRIVE_REMOTE`.
const REMOTE: u32 = 4;

/// False for a path on another computer, by share or by a letter that stands for one: opening it would
/// use the network. False also for devices such as pipes.
pub fn is_on_this_pc(path: &Path) -> bool {
    match path_place::of(&path.to_string_lossy()) {
        Some(Place::Drive(letter)) => {
            let root = Wide::new(&format!(r"{letter}:\"));
            // SAFETY: the path is zero-terminated and outlives the call.
            unsafe { GetDriveTypeW(root.as_pcwstr()) != REMOTE }
        }
        Some(Place::Volume) => true,
        Some(Place::Share) | None => false,
    }
}

/// Each drive letter (`C:`) and its device (`\Device\HarddiskVolume3`).
pub fn letters() -> Vec<(String, String)> {
    // SAFETY: takes nothing.
    let present = unsafe { GetLogicalDrives() };
    ('A'..='Z')
        .enumerate()
        .filter(|(bit, _)| present >> bit & 1 == 1)
        .filter_map(|(_, letter)| {
            let letter = format!("{letter}:");
            let mut device = vec![0_u16; 1024];
            // SAFETY: the name is zero-terminated and outlives the call; the slice knows its length.
            let written = unsafe { QueryDosDeviceW(Wide::new(&letter).as_pcwstr(), Some(&mut device)) };
            (written != 0).then(|| (letter, String::from_utf16_lossy(wide_text::until_zero(&device))))
        })
        .collect()
}
