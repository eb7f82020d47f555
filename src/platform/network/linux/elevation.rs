//! Restore through polkit, for a user without PIN.

use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::core::network::{RestoreAuthority, RestoreReport, RestoreResult};
use crate::platform::network::{bounded_reason, native};

use super::{identity, invoking_user};

const PKEXEC: &str = "/usr/bin/pkexec";
/// The person must find the password and type it.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(180);
const POLL_EVERY: Duration = Duration::from_millis(50);
/// A report is a few hundred bytes.
const MAX_ANSWER_BYTES: u64 = 64 * 1024;

/// Asks for the administrator's password and restores as root. As root already: restores at once.
#[must_use]
pub fn restore_elevated() -> RestoreReport {
    if identity::is_root() {
        let own = native().restore(&RestoreAuthority::Elevated);
        return invoking_user::together(own, invoking_user::restore_for_invoking_user());
    }
    ask().unwrap_or_else(|reason| RestoreReport {
        result: RestoreResult::NotAllowed,
        retry_after_s: 0,
        reasons: vec![reason],
    })
}

fn ask() -> Result<RestoreReport, String> {
    if !Path::new(PKEXEC).exists() {
        return Err("pkexec is not on this PC".to_owned());
    }
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    if !only_root_writes(&program) {
        // Whoever sits at the desktop could have put anything in its place.
        return Err(format!("{} is not installed by root", program.display()));
    }
    let mut child = Command::new(PKEXEC)
        .arg(&program)
        .args(["restore", "--json"])
        .env_clear()
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    let end = Instant::now() + ANSWER_TIMEOUT;
    // The report fits into the pipe, so nobody waits for a reader.
    loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(_) => break,
            None if Instant::now() >= end => {
                drop(child.kill());
                drop(child.wait());
                return Err("nobody answered the password question".to_owned());
            }
            None => std::thread::sleep(POLL_EVERY),
        }
    }
    let mut answer = Vec::new();
    if let Some(output) = child.stdout.take() {
        output.take(MAX_ANSWER_BYTES).read_to_end(&mut answer).map_err(|error| error.to_string())?;
    }
    let mut report: RestoreReport =
        serde_json::from_slice(&answer).map_err(|_| "the password question was closed".to_owned())?;
    for reason in &mut report.reasons {
        *reason = bounded_reason(reason);
    }
    report.reasons.truncate(32);
    Ok(report)
}

/// True when nobody but root can put another program at `path`.
#[must_use]
pub fn only_root_writes(path: &Path) -> bool {
    path.ancestors().all(|part| match part.symlink_metadata() {
        Ok(meta) => {
            meta.uid() == 0 && !meta.is_symlink() && (meta.mode() & 0o022 == 0 || meta.mode() & 0o1000 != 0)
        }
        Err(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_program_others_can_replace_is_not_started_as_root() {
        assert!(only_root_writes(Path::new("/usr/bin/env")) || Path::new("/usr/bin/env").is_symlink());
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        std::fs::write(&program, b"").unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o777)).unwrap();
        assert!(!only_root_writes(&program));
        assert!(!only_root_writes(&folder.path().join("missing")));
    }
}
