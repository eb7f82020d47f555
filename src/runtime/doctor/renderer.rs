//! Which graphics unit a window would be drawn by. A driver may hang or end whoever asks it, so a process of its own
//! asks: this program with one word.

use std::future::Future;
use std::io::{Read as _, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use eframe::wgpu;
use serde::{Deserialize, Serialize};

use crate::core::detection::hostile_text::shown;
use crate::core::doctor::Renderer;
use crate::platform::desktop_session::DesktopSession;
use crate::platform::own_program::OwnProgram;

/// Makes this program look for a graphics unit, say which one in one line of JSON, and end. People have no use for it.
pub const WORD: &str = "renderer-found";

/// A driver that has not answered by then is ended.
const ANSWERS_WITHIN: Duration = Duration::from_secs(13);
const POLL: Duration = Duration::from_millis(20);
/// Longest answer that is read.
const ANSWER_MAX_BYTES: u64 = 4096;
/// Longest name that is shown.
const NAME_MAX_CHARS: usize = 60;

/// What the process answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Answer {
    /// Absent: none was found.
    unit: Option<Unit>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Unit {
    name: String,
    software: bool,
}

/// Asks in a process of its own. `None` when it could not be asked, or gave no answer in time.
pub(super) fn probe() -> Option<Renderer> {
    if !DesktopSession::current().has_screen() {
        return Some(Renderer::NoScreen);
    }
    let program = OwnProgram::find().inspect_err(|error| log::warn!("renderer: {error}")).ok()?;
    let mut command = Command::new(program.path());
    command.arg(WORD);
    asked(command)
}

fn asked(mut command: Command) -> Option<Renderer> {
    hidden(&mut command);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    let mut child = child.inspect_err(|error| log::warn!("renderer: {error}")).ok()?;
    let ended = wait(&mut child, Instant::now() + ANSWERS_WITHIN);
    let Some(ended) = ended else {
        log::warn!("renderer: no answer in time");
        if let Err(error) = child.kill().and_then(|()| child.wait()) {
            log::warn!("renderer: {error}");
        }
        return None;
    };
    let mut text = String::new();
    let output = child.stdout.take()?;
    let read = output.take(ANSWER_MAX_BYTES).read_to_string(&mut text);
    Some(match read.ok().filter(|_| ended.success()).and_then(|_| serde_json::from_str(&text).ok()) {
        Some(Answer { unit: Some(unit) }) => {
            Renderer::Found { name: shown(&unit.name, NAME_MAX_CHARS), software: unit.software }
        }
        Some(Answer { unit: None }) => Renderer::NoneFound,
        None => Renderer::BrokeDown,
    })
}

/// How it ended; `None` when it still lives at `until`. Its answer is far shorter than what a pipe holds.
fn wait(child: &mut Child, until: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < until => std::thread::sleep(POLL),
            Ok(None) => return None,
            Err(error) => {
                log::warn!("renderer: {error}");
                return None;
            }
        }
    }
}

/// No console window flashes up for it.
#[cfg(windows)]
fn hidden(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn hidden(_command: &mut Command) {}

/// What the process with [`WORD`] does: true when it could say what it found.
#[must_use]
pub fn answer_for_renderer(out: &mut dyn Write) -> bool {
    let descriptor = wgpu::InstanceDescriptor {
        // What the window itself asks for.
        backends: wgpu::Backends::PRIMARY | wgpu::Backends::GL,
        ..wgpu::InstanceDescriptor::new_without_display_handle()
    };
    let instance = wgpu::Instance::new(descriptor);
    let Some(units) = at_once(instance.enumerate_adapters(wgpu::Backends::PRIMARY | wgpu::Backends::GL))
    else {
        return false;
    };
    let units = units.into_iter().map(|unit| {
        let info = unit.get_info();
        Unit { name: shown(&info.name, NAME_MAX_CHARS), software: info.device_type == wgpu::DeviceType::Cpu }
    });
    // A true one before the processor that stands in for one.
    let unit = units.min_by_key(|unit| unit.software);
    let text = serde_json::to_string(&Answer { unit });
    let said = text.map_err(std::io::Error::from).and_then(|text| writeln!(out, "{text}"));
    said.inspect_err(|error| log::error!("renderer: {error}")).is_ok()
}

/// The result of a future that waits for nobody.
fn at_once<F: Future>(future: F) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn answering(script: &str) -> Option<Renderer> {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        asked(command)
    }

    #[test]
    fn whatever_the_process_does_there_is_an_answer() {
        let found = |name: &str| Some(Renderer::Found { name: name.to_owned(), software: true });
        assert_eq!(answering(r#"echo '{"unit":{"name":"llvmpipe","software":true}}'"#), found("llvmpipe"));
        let hostile = r#"printf '{"unit":{"name":"a\\u202eb","software":true}}'"#;
        assert_eq!(answering(hostile), found("ab"), "a name cannot turn the line around");
        assert_eq!(answering(r#"echo '{"unit":null}'"#), Some(Renderer::NoneFound));
        for broken in ["kill -SEGV $$", "echo no", "exit 3", r#"echo '{"unit":null}'; exit 1"#] {
            assert_eq!(answering(broken), Some(Renderer::BrokeDown), "{broken}");
        }
        assert_eq!(asked(Command::new("/no/such/program")), None);
    }
}
