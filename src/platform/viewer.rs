//! Opens a file in the system's own viewer. By absolute path, without a shell, on a thread of its own: a
//! viewer that never answers must not hold up the window.

use std::path::{Path, PathBuf};
use std::thread;

/// Why nothing was opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ViewerError {
    /// The system gives no thread.
    #[error("no thread for the viewer: {0}")]
    NoThread(String),
    /// The system has no way to open it, or refused.
    #[error("the system opened no viewer: {0}")]
    Refused(String),
}

/// Asks the system to open `file` and returns at once. `on_done` is called once, on the viewer's thread,
/// when the system took the request or refused it.
///
/// # Errors
/// [`ViewerError::NoThread`]; `on_done` is not called then.
pub fn open(
    file: PathBuf,
    on_done: impl FnOnce(Result<(), ViewerError>) + Send + 'static,
) -> Result<(), ViewerError> {
    thread::Builder::new()
        .name("viewer".to_owned())
        .spawn(move || on_done(open_native(&file)))
        .map(drop)
        .map_err(|error| ViewerError::NoThread(error.to_string()))
}

/// The system's program that opens files as a double click does.
#[cfg(target_os = "macos")]
const OPENER: &str = "/usr/bin/open";
#[cfg(all(unix, not(target_os = "macos")))]
const OPENER: &str = "/usr/bin/xdg-open";

#[cfg(unix)]
fn open_native(file: &Path) -> Result<(), ViewerError> {
    open_with(OPENER, file)
}

/// Starts `opener`. One that still runs after the wait has become the viewer itself, or has started it.
#[cfg(unix)]
fn open_with(opener: &str, file: &Path) -> Result<(), ViewerError> {
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    /// How long a refusal may take.
    const WAIT: Duration = Duration::from_secs(4);
    const POLL: Duration = Duration::from_millis(20);

    let refused = |why: &dyn std::fmt::Display| ViewerError::Refused(why.to_string());
    // An absolute path never begins with a hyphen: it cannot be taken for an option.
    let file = std::path::absolute(file).map_err(|error| refused(&error))?;
    let mut child = Command::new(opener)
        .arg(&file)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| refused(&error))?;
    let started = Instant::now();
    while started.elapsed() < WAIT {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return Ok(()),
            Ok(Some(status)) => return Err(refused(&status)),
            Ok(None) => thread::sleep(POLL),
            Err(error) => return Err(refused(&error)),
        }
    }
    // Somebody must wait for it, or it stays behind as a dead process.
    let reaper = thread::Builder::new().name("viewer-end".to_owned()).spawn(move || {
        if let Err(error) = child.wait() {
            log::warn!("viewer: {error}");
        }
    });
    if let Err(error) = reaper {
        log::warn!("viewer: {error}");
    }
    Ok(())
}

#[cfg(windows)]
fn open_native(file: &Path) -> Result<(), ViewerError> {
    super::windows::open_file::open(file).map_err(ViewerError::Refused)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_and_a_missing_opener_are_told() {
        let file = Path::new("-not-an-option");
        assert_eq!(open_with("/bin/true", file), Ok(()));
        assert!(matches!(open_with("/bin/false", file), Err(ViewerError::Refused(_))));
        assert!(matches!(open_with("/nowhere/xdg-open", file), Err(ViewerError::Refused(_))));
    }

    #[test]
    fn the_answer_comes_on_a_thread_of_its_own() {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        let here = thread::current().id();
        let folder = tempfile::tempdir().unwrap();
        open(folder.path().join("missing.pdf"), move |_| {
            sender.send(thread::current().id()).unwrap();
        })
        .unwrap();
        assert_ne!(receiver.recv_timeout(std::time::Duration::from_secs(30)).unwrap(), here);
    }
}
