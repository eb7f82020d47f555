//! The system's own tools, by absolute path, without a shell, bounded in time and output.

use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

/// Longest output that is read.
const MAX_OUTPUT: u64 = 256 * 1024;
/// Between two looks at a running tool.
const POLL: Duration = Duration::from_millis(10);

/// How a tool ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// With exit code zero.
    pub succeeded: bool,
    /// Its output.
    pub output: String,
    /// Its error output.
    pub errors: String,
}

/// Runs `tool` for at most `limit`; a tool that takes longer is ended.
///
/// # Errors
/// When it cannot be started or does not end in time.
pub fn run(tool: &str, arguments: &[&str], limit: Duration) -> io::Result<Ended> {
    let mut child = Command::new(tool)
        .args(arguments)
        .env_clear()
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    let output = reader(child.stdout.take())?;
    let errors = reader(child.stderr.take())?;
    let succeeded = wait(&mut child, limit)?;
    let text = |thread: JoinHandle<String>| thread.join().unwrap_or_default();
    Ok(Ended { succeeded, output: text(output), errors: text(errors) })
}

fn wait(child: &mut Child, limit: Duration) -> io::Result<bool> {
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.success());
        }
        if started.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Err(io::ErrorKind::TimedOut.into());
        }
        std::thread::sleep(POLL);
    }
}

fn reader(pipe: Option<impl Read + Send + 'static>) -> io::Result<JoinHandle<String>> {
    Builder::new().name("tool-output".to_owned()).spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe
            && let Err(error) = pipe.take(MAX_OUTPUT).read_to_end(&mut bytes)
        {
            log::warn!("the output of a tool cannot be read: {error}");
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
