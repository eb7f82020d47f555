//! The user's launch agents on macOS. The file alone is written: launchd reads it at the next log-on.

use std::io;
use std::path::{Path, PathBuf};

use crate::core::watch::entry::{AGENT_LABEL, ENTRY_MAX_BYTES, launch_agent};
use crate::platform::durable_file;

pub(super) fn place(config: &Path) -> PathBuf {
    // Beside ~/Library/Application Support.
    let library = config.ancestors().nth(2).unwrap_or(config);
    library.join("LaunchAgents").join(format!("{AGENT_LABEL}.plist"))
}

pub(super) fn is_on(place: &Path, program: &str) -> bool {
    let bytes = durable_file::read_bounded(place, ENTRY_MAX_BYTES).ok();
    bytes.is_some_and(|bytes| launch_agent(program).is_some_and(|text| text.as_bytes() == bytes))
}

pub(super) fn install(place: &Path, program: &str) -> io::Result<()> {
    let text = launch_agent(program).ok_or(io::ErrorKind::InvalidInput)?;
    durable_file::replace(place, text.as_bytes())
}

pub(super) fn remove(place: &Path) -> io::Result<()> {
    durable_file::remove(place)
}
