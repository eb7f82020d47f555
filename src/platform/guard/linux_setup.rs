//! Putting the guard into systemd and the question for the password into polkit, and taking both out
//! again.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use thiserror::Error;

use crate::platform::durable_file;
use crate::platform::network::bounded_reason;

/// The name of the service.
pub const UNIT: &str = "kyukyubako-guard.service";
const UNIT_TEXT: &str = include_str!("../../../installer/linux/kyukyubako-guard.service");
const POLICY_TEXT: &str = include_str!("../../../installer/linux/kyukyubako.policy");
const SYSTEMCTL: &str = "/usr/bin/systemctl";
/// Longer than the guard's own start may take.
const SYSTEMCTL_WITHIN: Duration = Duration::from_secs(100);
const POLL_EVERY: Duration = Duration::from_millis(20);
const READABLE: u32 = 0o644;

/// Where the files go.
#[derive(Debug, Clone)]
pub struct Places {
    /// The unit file.
    pub unit: PathBuf,
    /// The polkit policy.
    pub policy: PathBuf,
}

impl Default for Places {
    fn default() -> Self {
        Self {
            unit: Path::new("/etc/systemd/system").join(UNIT),
            policy: "/usr/share/polkit-1/actions/kyukyubako.policy".into(),
        }
    }
}

/// The question for the password in one language.
#[derive(Debug, Clone)]
pub struct Question {
    /// The language's tag; the first question is the one for all other languages.
    pub language: &'static str,
    /// What is about to be done.
    pub description: String,
    /// The question itself.
    pub message: String,
}

/// Why the files are not in place.
#[derive(Debug, Error)]
pub enum SetupError {
    /// Systemd could not be told this path in its own words.
    #[error("the path {0} cannot be written into a unit file")]
    Path(String),
    /// A file could not be written or removed.
    #[error("{path}: {error}")]
    Io {
        /// Which.
        path: String,
        /// Why.
        error: io::Error,
    },
}

/// What systemd made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Service {
    /// It runs, or is stopped, as asked.
    Done,
    /// This system was not started by systemd; the guard must be started by other means.
    NoSystemd,
    /// It said no.
    Failed(String),
}

/// Writes the unit file for the program at `guard`, and, when there is a main program that `pkexec` may
/// start, the policy with `questions` for it.
///
/// # Errors
/// See [`SetupError`].
pub fn write_files(
    places: &Places,
    guard: &Path,
    program: Option<&Path>,
    questions: &[Question],
) -> Result<(), SetupError> {
    write(&places.unit, &UNIT_TEXT.replace("@GUARD@", plain(guard)?))?;
    let Some(program) = program else { return Ok(()) };
    let mut words = String::new();
    for (place, question) in questions.iter().enumerate() {
        let language =
            if place == 0 { String::new() } else { format!(" xml:lang=\"{}\"", question.language) };
        for (tag, text) in [("description", &question.description), ("message", &question.message)] {
            words.push_str(&format!("    <{tag}{language}>{}</{tag}>\n", escaped(text)));
        }
    }
    let text = POLICY_TEXT.replace("@WORDS@", words.trim_end()).replace("@PROGRAM@", plain(program)?);
    write(&places.policy, &text)
}

/// Removes both files. What is not there is no error.
///
/// # Errors
/// The first that could not be removed; both are tried.
pub fn remove_files(places: &Places) -> Result<(), SetupError> {
    let mut result = Ok(());
    for path in [&places.unit, &places.policy] {
        if path.parent().is_some_and(Path::exists)
            && let Err(error) = durable_file::remove(path)
            && result.is_ok()
        {
            result = Err(SetupError::Io { path: path.display().to_string(), error });
        }
    }
    result
}

/// Has the service started now and at every start of the system.
#[must_use]
pub fn start_service() -> Service {
    // Works without a running systemd, too: it only makes a link.
    let enabled = if Path::new(SYSTEMCTL).exists() { systemctl(&["enable", UNIT]) } else { Ok(()) };
    if !systemd_runs() {
        return Service::NoSystemd;
    }
    let started = systemctl(&["daemon-reload"])
        .and(enabled)
        // A newer guard takes the place of an older one; what is in force stays so.
        .and_then(|()| systemctl(&["restart", UNIT]));
    started.map_or_else(Service::Failed, |()| Service::Done)
}

/// Stops the service and has it started no more.
#[must_use]
pub fn stop_service(places: &Places) -> Service {
    if !places.unit.exists() {
        return Service::Done;
    }
    let disabled = if Path::new(SYSTEMCTL).exists() { systemctl(&["disable", UNIT]) } else { Ok(()) };
    if !systemd_runs() {
        return Service::NoSystemd;
    }
    disabled.and_then(|()| systemctl(&["stop", UNIT])).map_or_else(Service::Failed, |()| Service::Done)
}

/// Tells a running systemd that unit files have changed.
pub fn reload() {
    if systemd_runs()
        && let Err(reason) = systemctl(&["daemon-reload"])
    {
        log::warn!("systemd was not told: {reason}");
    }
}

fn systemd_runs() -> bool {
    Path::new("/run/systemd/system").is_dir() && Path::new(SYSTEMCTL).exists()
}

fn systemctl(arguments: &[&str]) -> Result<(), String> {
    let mut child = Command::new(SYSTEMCTL)
        .args(arguments)
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("{SYSTEMCTL}: {error}"))?;
    let end = Instant::now() + SYSTEMCTL_WITHIN;
    let status = loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => break status,
            None if Instant::now() >= end => {
                drop(child.kill());
                drop(child.wait());
                return Err(format!("systemctl {arguments:?} took too long"));
            }
            None => std::thread::sleep(POLL_EVERY),
        }
    };
    if status.success() {
        return Ok(());
    }
    let mut said = Vec::new();
    if let Some(stderr) = child.stderr.take() {
        drop(io::Read::read_to_end(&mut io::Read::take(stderr, 4096), &mut said));
    }
    Err(format!("systemctl {arguments:?}: {}", bounded_reason(&String::from_utf8_lossy(&said))))
}

/// A path without anything that a unit file or XML would read as more than a path.
fn plain(path: &Path) -> Result<&str, SetupError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '-' | '_' | '+');
    path.to_str()
        .filter(|text| text.starts_with('/') && text.chars().all(fits))
        .ok_or_else(|| SetupError::Path(bounded_reason(&path.display().to_string())))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn write(path: &Path, text: &str) -> Result<(), SetupError> {
    let written = durable_file::replace(path, text.as_bytes())
        .and_then(|()| std::fs::set_permissions(path, Permissions::from_mode(READABLE)));
    written.map_err(|error| SetupError::Io { path: path.display().to_string(), error })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(folder: &Path) -> Places {
        Places { unit: folder.join("units").join(UNIT), policy: folder.join("actions/kyukyubako.policy") }
    }

    fn question(language: &'static str, message: &str) -> Question {
        Question { language, description: "d".to_owned(), message: message.to_owned() }
    }

    #[test]
    fn both_files_name_the_programs_and_go_again() {
        let folder = tempfile::tempdir().unwrap();
        let places = places(folder.path());
        let questions = [question("en", "Tom & Jerry <ask>"), question("ja", "x")];
        let (guard, program) = (Path::new("/usr/lib/k/kyukyubako-guard"), Path::new("/usr/lib/k/kyukyubako"));
        write_files(&places, guard, Some(program), &questions).unwrap();
        let unit = std::fs::read_to_string(&places.unit).unwrap();
        assert!(unit.contains("\nExecStart=/usr/lib/k/kyukyubako-guard run\n"), "{unit}");
        let policy = std::fs::read_to_string(&places.policy).unwrap();
        for line in [
            "<message>Tom &amp; Jerry &lt;ask&gt;</message>",
            "<message xml:lang=\"ja\">x</message>",
            ">/usr/lib/k/kyukyubako</annotate>",
        ] {
            assert!(policy.contains(line), "{policy}");
        }
        for (text, path) in [(unit, &places.unit), (policy, &places.policy)] {
            assert!(!text.replace("@system-service", "").replace("@resources", "").contains('@'), "{text}");
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, READABLE);
        }
        remove_files(&places).unwrap();
        remove_files(&places).unwrap();
        assert!(!places.unit.exists() && !places.policy.exists());
    }

    #[test]
    fn the_guards_start_is_waited_for_longer_than_systemd_waits() {
        let seconds = UNIT_TEXT.lines().find_map(|line| line.strip_prefix("TimeoutStartSec="));
        let seconds = seconds.and_then(|text| text.parse().ok()).unwrap();
        // An emulated PC short of time took 19 s; who is not ready in time leaves the network open.
        assert!(seconds >= 60);
        assert!(SYSTEMCTL_WITHIN > Duration::from_secs(seconds));
    }

    #[test]
    fn a_path_that_systemd_would_read_otherwise_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["/a b/guard", "guard", "/a%h/guard", "/a$x/guard", "/a\nb", "/a\"b", "/a;b"] {
            let refused = write_files(&places(folder.path()), Path::new(path), None, &[]);
            assert!(matches!(refused, Err(SetupError::Path(_))), "{path:?}");
        }
        assert!(!places(folder.path()).unit.exists());
    }
}
