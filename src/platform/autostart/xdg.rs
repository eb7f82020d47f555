//! The autostart folder of Linux desktops.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::core::watch::entry::{DESKTOP_FILE, ENTRY_MAX_BYTES, desktop_entry, desktop_entry_is_on};
use crate::platform::durable_file;

pub(super) fn place(config: &Path) -> PathBuf {
    config.parent().unwrap_or(config).join("autostart").join(DESKTOP_FILE)
}

pub(super) fn is_on(place: &Path, program: &str) -> bool {
    let bytes = durable_file::read_bounded(place, ENTRY_MAX_BYTES).ok();
    let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
    text.is_some_and(|text| desktop_entry_is_on(&text, program))
}

pub(super) fn install(place: &Path, program: &str) -> io::Result<()> {
    let text = desktop_entry(program).ok_or(io::ErrorKind::InvalidInput)?;
    durable_file::replace(place, text.as_bytes())?;
    // Some desktops read it as somebody else.
    fs::set_permissions(place, Permissions::from_mode(0o644))
}

pub(super) fn remove(place: &Path) -> io::Result<()> {
    durable_file::remove(place)
}
