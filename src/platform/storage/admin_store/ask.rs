//! Asking the system for an administrator to keep what was shown.

use crate::core::kept::{KeepReport, KeepResult};
use crate::core::pack::PackFingerprint;
use crate::core::settings::Settings;
use crate::platform::directories::AdminFolder;
use crate::platform::guard;
use crate::platform::network::is_elevated;

use super::AdminStore;
use super::handing::{Handed, hand_over_text};

/// True where the administrator's process is not handed the PIN with what it is to keep. The consent dialog of Windows
/// gives it no pipe, and what lies in a file or among the arguments somebody else in the session could read or exchange.
#[must_use]
pub fn asks_pin_itself() -> bool {
    cfg!(windows) && !is_elevated()
}

/// What is handed to the administrator's process.
struct Handing<'a> {
    text: &'a str,
    fingerprint: &'a PackFingerprint,
    pin: Option<&'a str>,
}

/// True when an administrator can be asked from here: this process is elevated, or the system has a way to ask
/// and nobody but an administrator could have put another program in the place of this one.
#[must_use]
pub fn may_ask_to_keep() -> bool {
    AdminFolder::of_system().is_some() && (is_elevated() || system::may_ask())
}

/// Keeps name, numbers and tools of `settings`, and gives `pin` to the guard, through the system's own consent.
/// Blocks until the person has answered, for minutes at most.
#[must_use]
pub fn ask_to_keep(settings: &Settings, pin: Option<&str>, heading: &str) -> KeepReport {
    let text = hand_over_text(settings);
    let handed = match Handed::read(text.as_bytes()) {
        Ok(handed) => handed,
        Err(error) => {
            log::error!("not kept: {error}");
            return KeepResult::NotUsable.into();
        }
    };
    if is_elevated() {
        return handed.keep(&AdminStore::at(AdminFolder::of_system()), heading, pin, &guard::ask);
    }
    system::ask(&Handing { text: &text, fingerprint: &handed.fingerprint, pin })
}

#[cfg(target_os = "linux")]
mod system {
    use std::io::{Read as _, Write as _};
    use std::path::{Path, PathBuf};
    use std::process::{Command, Stdio};
    use std::time::{Duration, Instant};

    use super::Handing;
    use crate::core::kept::{KeepReport, KeepResult};
    use crate::platform::storage::admin_store::system::only_administrators_write;

    const PKEXEC: &str = "/usr/bin/pkexec";
    /// The person must find the password and type it.
    const ANSWER_TIMEOUT: Duration = Duration::from_secs(180);
    const POLL_EVERY: Duration = Duration::from_millis(50);
    /// A report is one short line.
    const MAX_ANSWER_BYTES: u64 = 4 * 1024;

    /// This program, if only root could have put it there.
    fn program() -> Option<PathBuf> {
        let program = std::env::current_exe().ok()?;
        only_administrators_write(&program, Path::new("/"), 0).then_some(program)
    }

    pub(super) fn may_ask() -> bool {
        Path::new(PKEXEC).exists() && program().is_some()
    }

    /// Everything goes through the pipe: there is no file that somebody could exchange, and the PIN stands in no
    /// list of processes.
    pub(super) fn ask(handing: &Handing<'_>) -> KeepReport {
        let Some(program) = program() else { return KeepResult::Failed.into() };
        let mut command = Command::new(PKEXEC);
        command
            .arg(program)
            .args(["store", "keep", "--json", "--file", "-", "--sha256", handing.fingerprint.as_str()])
            .args(handing.pin.map(|_| "--with-pin"))
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        answer_of(command, handing).unwrap_or_else(|error| {
            log::error!("not kept: {error}");
            KeepResult::Failed.into()
        })
    }

    fn answer_of(mut command: Command, handing: &Handing<'_>) -> std::io::Result<KeepReport> {
        let mut child = command.spawn()?;
        if let Some(mut input) = child.stdin.take() {
            let pin = handing.pin.map(|pin| format!("{pin}\n")).unwrap_or_default();
            // A small set-up fits into the pipe; a larger one waits for the reader, who closes it when refusing.
            let written =
                input.write_all(pin.as_bytes()).and_then(|()| input.write_all(handing.text.as_bytes()));
            if let Err(error) = written {
                log::warn!("what is to be kept was not taken: {error}");
            }
        }
        let end = Instant::now() + ANSWER_TIMEOUT;
        while child.try_wait()?.is_none() {
            if Instant::now() >= end {
                child.kill()?;
                child.wait()?;
                return Ok(KeepResult::Refused.into());
            }
            std::thread::sleep(POLL_EVERY);
        }
        let mut answer = Vec::new();
        if let Some(output) = child.stdout.take() {
            output.take(MAX_ANSWER_BYTES).read_to_end(&mut answer)?;
        }
        // Without consent nothing was started, and nothing answers.
        Ok(serde_json::from_slice(&answer).unwrap_or(KeepResult::Refused.into()))
    }

    #[cfg(test)]
    mod tests {
        use super::*;
        use crate::core::kept::PinKept;
        use crate::core::pack::PackFingerprint;

        fn asked(script: &str) -> KeepReport {
            let fingerprint = PackFingerprint::of(b"text");
            let handing = Handing { text: "text", fingerprint: &fingerprint, pin: Some("2468") };
            let mut command = Command::new("/bin/sh");
            command.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::piped());
            answer_of(command, &handing).unwrap()
        }

        #[test]
        fn the_pin_and_the_bytes_go_through_the_pipe_and_the_answer_comes_back() {
            let script = r#"read pin; rest=$(cat); test "$pin$rest" = 2468text && echo '{"schema":1,"result":"kept","pin":"set"}'"#;
            assert_eq!(asked(script), KeepReport { result: KeepResult::Kept, pin: PinKept::Set });
            for (script, result) in [
                ("exit 126", KeepResult::Refused),
                ("echo nonsense", KeepResult::Refused),
                (r#"cat >/dev/null; echo '{"result":"not-now"}'; exit 1"#, KeepResult::NotNow),
            ] {
                assert_eq!(asked(script), result.into(), "{script}");
            }
        }
    }
}

#[cfg(windows)]
mod system {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::Handing;
    use crate::core::kept::{KeepReport, KeepResult, PinKept};
    use crate::platform::directories::AdminFolder;
    use crate::platform::durable_file;
    use crate::platform::storage::admin_store::AdminStore;
    use crate::platform::storage::admin_store::handing::Handed;
    use crate::platform::windows::account::{Account, ElevatedRun, of_this_process, run_elevated};
    use crate::platform::windows::{admin_folder, known_folder};

    /// The person reads the list once more after the consent dialog.
    const ANSWER_TIMEOUT: Duration = Duration::from_secs(600);
    const FILE: &str = "to-keep.toml";

    /// This program, if only an administrator could have put it there.
    fn program() -> Option<PathBuf> {
        let program = std::env::current_exe().ok()?;
        let folder = program.parent()?;
        let ours = known_folder::program_files().ok()?;
        let closed = [program.as_path(), folder].into_iter().all(admin_folder::owned_by_administrators);
        (closed && folder.starts_with(ours)).then_some(program)
    }

    pub(super) fn may_ask() -> bool {
        of_this_process() == Account::CanElevate && program().is_some()
    }

    /// A started program gets no pipe through the consent dialog. The file lies where the user can write, so the
    /// fingerprint of what was shown goes with it, and the administrator's process shows the list again.
    pub(super) fn ask(handing: &Handing<'_>) -> KeepReport {
        let Some(program) = program() else { return KeepResult::Failed.into() };
        let Ok(folder) = known_folder::local_app_data() else { return KeepResult::Failed.into() };
        let file = folder.join(FILE);
        if let Err(error) = durable_file::replace(&file, handing.text.as_bytes()) {
            log::error!("not kept: {error}");
            return KeepResult::Failed.into();
        }
        let arguments = format!(
            "store keep --ask{} --sha256 {} --file \"{}\"",
            // Only that there is one: the person types it into the box of the administrator's process.
            handing.pin.map_or("", |_| " --pin-box"),
            handing.fingerprint.as_str(),
            file.display()
        );
        let run = run_elevated(&program, &arguments, ANSWER_TIMEOUT);
        if let Err(error) = durable_file::remove(&file) {
            log::warn!("{}: {error}", file.display());
        }
        match run {
            ElevatedRun::Refused => KeepResult::Refused.into(),
            ElevatedRun::Failed(reason) => {
                log::error!("not kept: {reason}");
                KeepResult::Failed.into()
            }
            // Of what was to be kept an exit code says little: what lies there now says all.
            ElevatedRun::Exited(code) => {
                let kept = AdminStore::at(AdminFolder::of_system()).settings().ok().flatten();
                let wanted = Handed::read(handing.text.as_bytes()).ok().map(|handed| handed.settings);
                if kept.is_none() || kept != wanted {
                    return KeepResult::Refused.into();
                }
                let pin = handing.pin.map_or(PinKept::NotGiven, |_| PinKept::of_code(code));
                KeepReport { result: KeepResult::Kept, pin }
            }
        }
    }
}

#[cfg(not(any(target_os = "linux", windows)))]
mod system {
    use super::Handing;
    use crate::core::kept::{KeepReport, KeepResult};

    pub(super) fn may_ask() -> bool {
        false
    }

    /// Not on this system yet: `sudo kyukyubako store keep` does it.
    pub(super) fn ask(handing: &Handing<'_>) -> KeepReport {
        log::error!(
            "no way to ask for an administrator ({} bytes, PIN {})",
            handing.text.len(),
            handing.pin.is_some()
        );
        log::debug!("{}", handing.fingerprint.as_str());
        KeepResult::NotElevated.into()
    }
}
