//! A process of its own that opens the line after a drill whatever becomes of the one that began it.
//!
//! It is this program with a word that takes nothing else. It says that it is ready, then waits until its
//! standard input closes, which happens when the drill is over or its process is dead, until it is told to end
//! itself, as at a log-out or a shutdown, or until a drill's longest time is over by the monotonic clock. Then it
//! opens the line if what is on record is still a drill.

use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use crate::core::guard::protocol::DRILL_MS;
use crate::core::network::RestoreResult;
use crate::platform::NetworkLine;

use super::driver::drill::SafetyNet;

/// The word that starts it.
pub const WORD: &str = "drill-end";
/// A drill's longest time.
pub const DRILL_LIMIT: Duration = Duration::from_millis(DRILL_MS.unsigned_abs());
/// What it says once it can do its work.
const READY: &str = "ready";
/// It must be ready within this time, or there is no drill.
const READY_WITHIN: Duration = Duration::from_secs(10);
/// It has nothing left to do once the drill is over, and must be gone before another drill begins.
const GONE_WITHIN: Duration = Duration::from_secs(20);
const POLL: Duration = Duration::from_millis(10);
/// What could not be taken back is tried again this often, so far apart.
const TRIES: u32 = 20;
/// How often it looks whether it was told to end.
const SIGNAL_POLL: Duration = Duration::from_millis(50);
const TRY_AGAIN_AFTER: Duration = Duration::from_secs(2);

/// The other process, seen from the one that drills.
struct Watcher {
    child: Child,
    /// Closes when this process ends in any way.
    alive: Option<ChildStdin>,
}

/// Starts it and waits until it is ready.
///
/// # Errors
/// When there is no such process: then there must be no drill.
pub fn start() -> io::Result<Box<dyn SafetyNet>> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(WORD).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    // Where a test stops the program, it stops the program alone.
    #[cfg(debug_assertions)]
    command.env_remove("KYUKYUBAKO_STOP_AFTER");
    let mut child = spawn(&mut command)?;
    let alive = child.stdin.take();
    let output = child.stdout.take();
    // From here on dropping it ends the process.
    let mut watcher = Box::new(Watcher { child, alive });
    let output = output.ok_or(io::ErrorKind::BrokenPipe)?;
    let (sender, ready) = sync_channel(1);
    std::thread::Builder::new().name("drill-ready".to_owned()).spawn(move || {
        let mut line = String::new();
        let read = BufReader::new(output.take(64)).read_line(&mut line);
        // Nobody may be waiting any more.
        let _ = sender.send(read.is_ok() && line.trim_end() == READY);
    })?;
    match ready.recv_timeout(READY_WITHIN) {
        Ok(true) => Ok(watcher),
        // Nothing was changed that it would have to open: it is not waited for.
        Ok(false) => Err(watcher.give_up(io::Error::other("the process that ends a drill is not ready"))),
        Err(_) => Err(watcher.give_up(io::ErrorKind::TimedOut.into())),
    }
}

#[cfg(windows)]
fn spawn(command: &mut Command) -> io::Result<Child> {
    use std::os::windows::process::CommandExt as _;
    /// No console that could be closed over its head; not ended by Ctrl+C in ours.
    const DETACHED: u32 = 0x0000_0008 | 0x0000_0200;
    /// Outlives a job that is closed with us, where the job lets it.
    const BREAKAWAY: u32 = 0x0100_0000;
    command.creation_flags(DETACHED | BREAKAWAY).spawn().or_else(|_| command.creation_flags(DETACHED).spawn())
}

#[cfg(not(windows))]
fn spawn(command: &mut Command) -> io::Result<Child> {
    command.spawn()
}

impl Watcher {
    /// Waits until it is gone; one that hangs is ended.
    fn end(&mut self) {
        drop(self.alive.take());
        let end = Instant::now() + GONE_WITHIN;
        loop {
            match self.child.try_wait() {
                Ok(Some(_)) => return,
                Ok(None) if Instant::now() < end => std::thread::sleep(POLL),
                Ok(None) | Err(_) => break,
            }
        }
        log::error!("the process that ends a drill hangs");
        self.kill();
    }

    fn kill(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait().map(drop)) {
            log::error!("it cannot be ended: {error}");
        }
    }

    /// Ends it at once, before anything was changed.
    fn give_up(&mut self, why: io::Error) -> io::Error {
        drop(self.alive.take());
        self.kill();
        why
    }
}

impl SafetyNet for Watcher {
    fn dismiss(mut self: Box<Self>) {
        self.end();
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        if self.alive.is_some() {
            self.end();
        }
    }
}

/// The other process itself: says on `output` that it is ready, waits for the end of `input` or of `limit` or for
/// `told_to_end`, and opens the line of this process's user. `limit` is [`DRILL_LIMIT`] but in tests. What
/// cannot be opened is tried again until the system ends this process, or the tries are over; the next log-on
/// tells of the rest.
///
/// # Errors
/// When nobody can be told that it is ready: whoever started it is gone, and nothing was changed.
pub fn run(
    line: &dyn NetworkLine,
    input: impl Read + Send + 'static,
    output: &mut dyn Write,
    limit: Duration,
    told_to_end: &AtomicBool,
) -> io::Result<()> {
    let (sender, closed) = sync_channel(1);
    let mut input = input;
    std::thread::Builder::new().name("drill-parent".to_owned()).spawn(move || {
        // Nothing is ever written to it: this ends when the other end is closed.
        let _ = io::copy(&mut input, &mut io::sink());
        let _ = sender.send(());
    })?;
    writeln!(output, "{READY}")?;
    output.flush()?;
    // Closed, over, or told to end: all mean the same.
    let end = Instant::now() + limit;
    while !told_to_end.load(Ordering::SeqCst) && Instant::now() < end {
        if !matches!(closed.recv_timeout(SIGNAL_POLL.min(limit)), Err(RecvTimeoutError::Timeout)) {
            break;
        }
    }
    for _ in 0..TRIES {
        let report = line.end_drill(false);
        if report.result != RestoreResult::Incomplete {
            break;
        }
        log::warn!("the drill's end is incomplete: {:?}", report.reasons);
        std::thread::sleep(TRY_AGAIN_AFTER);
    }
    Ok(())
}

/// A terminal that is closed, or Ctrl+C in it, must not end this process before its work, nor a log-out or a
/// shutdown. Called before [`run`]; hands back what says that one of them was asked for.
#[cfg(unix)]
pub fn leave_terminal() -> Arc<AtomicBool> {
    if let Err(error) = rustix::process::setsid() {
        log::warn!("still belongs to the terminal: {error}");
    }
    let told = Arc::new(AtomicBool::new(false));
    for signal in [rustix::process::Signal::TERM, rustix::process::Signal::HUP, rustix::process::Signal::INT]
    {
        if let Err(error) = signal_hook::flag::register(signal.as_raw(), Arc::clone(&told)) {
            log::warn!("signal {signal:?} ends this process: {error}");
        }
    }
    told
}

/// Nothing to leave: it was started without a console.
#[cfg(not(unix))]
pub fn leave_terminal() -> Arc<AtomicBool> {
    Arc::default()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use super::*;
    use crate::core::network::{CutReport, LineStatus, Observation, RestoreAuthority, RestoreReport};
    use crate::platform::CutProgress;

    /// A line whose drill cannot be ended at the first try.
    #[derive(Default)]
    struct Stubborn(AtomicU32);

    impl NetworkLine for Stubborn {
        fn cut(&self, _: &dyn Fn(CutProgress)) -> CutReport {
            unreachable!()
        }
        fn observe(&self) -> Vec<Observation> {
            unreachable!()
        }
        fn status(&self) -> LineStatus {
            unreachable!()
        }
        fn restore(&self, _: &RestoreAuthority) -> RestoreReport {
            unreachable!("only a drill is ended")
        }
        fn end_drill(&self, only_overdue: bool) -> RestoreReport {
            assert!(!only_overdue);
            let tried = self.0.fetch_add(1, Ordering::SeqCst);
            let result = if tried == 0 { RestoreResult::Incomplete } else { RestoreResult::Restored };
            RestoreReport { result, retry_after_s: 0, reasons: Vec::new() }
        }
    }

    #[test]
    fn the_end_of_the_other_process_opens_the_line_and_so_does_the_limit() {
        let mut said = Vec::new();
        let line = Stubborn::default();
        let never = AtomicBool::new(false);
        run(&line, io::empty(), &mut said, DRILL_LIMIT, &never).unwrap();
        assert_eq!((said.as_slice(), line.0.load(Ordering::SeqCst)), (&b"ready\n"[..], 2));

        let (input, alive) = io::pipe().unwrap();
        let line = Stubborn(AtomicU32::new(1));
        run(&line, input, &mut Vec::new(), Duration::from_millis(20), &never).unwrap();
        assert_eq!(line.0.load(Ordering::SeqCst), 2);
        drop(alive);
    }

    #[test]
    fn a_log_out_opens_the_line_although_the_drill_goes_on() {
        let (input, alive) = io::pipe().unwrap();
        let told = AtomicBool::new(false);
        let line = Stubborn(AtomicU32::new(1));
        std::thread::scope(|scope| {
            let running = scope.spawn(|| run(&line, input, &mut Vec::new(), DRILL_LIMIT, &told));
            assert_eq!(line.0.load(Ordering::SeqCst), 1);
            told.store(true, Ordering::SeqCst);
            running.join().unwrap().unwrap();
        });
        assert_eq!(line.0.load(Ordering::SeqCst), 2);
        drop(alive);
    }
}
