//! The names of open pipes. Some tools open one of a telling name while they are used. No pipe is ever
//! opened: that would disturb whoever waits at it.

use std::time::Duration;

use super::wide_text;
use crate::platform::observers::{ObserveError, Observer, Seen, Wanted};

/// The folder of all pipes.
const FOLDER: &str = r"\\.\pipe\";
/// Most names kept; an ordinary PC has a few hundred.
const PIPES_MAX: usize = 5_000;

/// Names of pipes.
#[derive(Debug)]
pub struct Pipes;

impl Observer for Pipes {
    fn name(&self) -> &'static str {
        "pipes"
    }

    fn every(&self) -> Duration {
        Duration::from_secs(1)
    }

    fn observe(&mut self, _: &Wanted) -> Result<Seen, ObserveError> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(FOLDER)?.take(PIPES_MAX) {
            // A name that is no file name ends nothing.
            match entry {
                Ok(entry) => names.push(wide_text::clean(&entry.file_name().to_string_lossy())),
                Err(error) => log::debug!("a pipe's name cannot be read: {error}"),
            }
        }
        names.sort_unstable();
        names.dedup();
        Ok(Seen::Pipes(names))
    }
}
