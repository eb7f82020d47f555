//! The keeper: starts the resident, and again whenever it ends without having been asked to.

use std::io::Write as _;
use std::io::{self, BufRead as _, BufReader, IsTerminal as _};
use std::process::{ChildStdin, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};

use super::{
    ALIVE_EVERY, ALIVE_MISSED_MAX, ASKED, BY_HAND, LINE_ALIVE, LINE_CALM, LINE_TOLD, NEW_PROGRAM, RESIDENT,
    TOLD,
};
use crate::core::watch::entry::WORD;
use crate::platform::desktop_session::DesktopSession;
use crate::platform::directories::Directories;
use crate::platform::own_program::OwnProgram;
use crate::platform::watcher::{Taken, WatcherPlace};

/// Pauses before the resident is started again, one after the other while it does not live long, and the last one
/// from then on: whoever kills it all the time does not make this PC slow.
const PAUSES: [Duration; 4] =
    [Duration::from_millis(250), Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(5)];
/// Lines of the resident that may wait.
const LINES: usize = 16;
/// A resident that lived so long begins the pauses anew.
const LIVED: Duration = Duration::from_secs(30);
/// A program that was exchanged sooner than [`LIVED`] is started after so long.
const NEW_PROGRAM_PAUSE: Duration = Duration::from_secs(5);
/// How often a stop is looked for during a pause.
const NAP: Duration = Duration::from_millis(100);

/// How keeping ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The watcher was asked to end, or its desktop is gone.
    Over,
    /// This user has one already.
    Already,
}

/// Keeps the watcher of this user until it is asked to end. `told`: see [`TOLD`].
///
/// # Errors
/// The system's reason, when there can be no watcher here.
pub fn keep(directories: &Directories, told: bool) -> io::Result<Kept> {
    let state = directories.state.as_deref().ok_or(io::ErrorKind::NotFound)?;
    let place = WatcherPlace::new(state);
    let session = DesktopSession::current();
    let lock = lock(&place, &session)?;
    if matches!(lock, Taken::ByAnother) {
        return Ok(Kept::Already);
    }
    let program = OwnProgram::find()?;
    let began = Instant::now();
    let mut keeper = Keeper { place, program, told, turn: 0 };
    let ended = keeper.until_asked();
    keeper.place.note_end();
    if ended == Ended::NewProgram {
        if began.elapsed() < LIVED {
            // Whoever changes the file all the time makes no storm of it.
            std::thread::sleep(NEW_PROGRAM_PAUSE);
        }
        drop(lock);
        let args: &[&str] = if keeper.told { &[WORD, TOLD] } else { &[WORD] };
        keeper.program.start_alone(args)?;
    }
    Ok(Kept::Over)
}

/// Takes the place of the watcher; also that of one which belongs to a desktop of an earlier log-on, and of whoever
/// holds the lock without a watcher's pulse.
fn lock(place: &WatcherPlace, session: &DesktopSession) -> io::Result<Taken> {
    let mut lock = place.lock()?;
    if matches!(lock, Taken::ByAnother)
        && place.session().is_none_or(|other| other != session.name() && !session.is_beside(&other))
    {
        log::info!("the watcher of another desktop is asked to end");
        place.stop()?;
        lock = place.lock()?;
    }
    match lock {
        Taken::ByAnother => {}
        Taken::WithoutLock => {
            log::warn!("somebody who is no watcher holds its lock");
            place.note_session(session.name())?;
        }
        Taken::Locked(_) => place.note_session(session.name())?,
    }
    Ok(lock)
}

/// A resident that is stopped reads nothing, and nobody must wait for it: some bytes every few seconds fill no pipe
/// before its silence ends it.
fn say_alive(to: &mut Option<ChildStdin>) {
    if let Some(Err(error)) = to.as_mut().map(|to| writeln!(to, "{LINE_ALIVE}").and_then(|()| to.flush())) {
        log::debug!("watcher: {error}");
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    Asked,
    NewProgram,
}

struct Keeper {
    place: WatcherPlace,
    program: OwnProgram,
    told: bool,
    turn: usize,
}

impl Keeper {
    fn until_asked(&mut self) -> Ended {
        loop {
            let begun = Instant::now();
            match self.once() {
                Ok(status) if status.code() == Some(i32::from(ASKED)) => return Ended::Asked,
                Ok(status) if status.code() == Some(i32::from(NEW_PROGRAM)) && !self.told => {
                    return Ended::NewProgram;
                }
                Ok(status) => log::warn!("the watcher ended: {status}"),
                Err(error) => log::error!("the watcher cannot be started: {error}"),
            }
            if begun.elapsed() >= LIVED {
                self.turn = 0;
            }
            if self.stopped_during_pause() {
                return Ended::Asked;
            }
        }
    }

    /// One life of the resident.
    fn once(&mut self) -> io::Result<ExitStatus> {
        let mut args = vec![WORD, RESIDENT];
        if self.told {
            args.push(TOLD);
        }
        if io::stdin().is_terminal() {
            args.push(BY_HAND);
        }
        let mut child = self.program.start(|command| {
            command.args(&args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        })?;
        // Closes when this process ends in any way; waiting would close it.
        let mut alive = child.stdin.take();
        let output = child.stdout.take();
        let (sender, lines) = sync_channel(LINES);
        std::thread::Builder::new().name("resident".into()).spawn(move || {
            let lines = output.map(|output| BufReader::new(output).lines());
            for line in lines.into_iter().flatten().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        })?;
        let (mut missed, mut said) = (0_u32, Instant::now());
        say_alive(&mut alive);
        self.place.note_pulse();
        loop {
            match lines.recv_timeout(ALIVE_EVERY) {
                Ok(line) => {
                    missed = 0;
                    match line.trim() {
                        LINE_TOLD => self.told = true,
                        LINE_CALM => self.told = false,
                        LINE_ALIVE => {}
                        _ => log::warn!("the watcher said something else"),
                    }
                }
                Err(RecvTimeoutError::Timeout) => missed = missed.saturating_add(1),
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if missed >= ALIVE_MISSED_MAX {
                log::warn!("the watcher is silent");
                missed = 0;
                child.kill()?;
            }
            if said.elapsed() >= ALIVE_EVERY {
                said = Instant::now();
                say_alive(&mut alive);
                self.place.note_pulse();
            }
        }
        let status = child.wait();
        drop(alive);
        status
    }

    fn stopped_during_pause(&mut self) -> bool {
        let pause = PAUSES.get(self.turn).or(PAUSES.last()).copied().unwrap_or_default();
        self.turn = self.turn.saturating_add(1).min(PAUSES.len());
        let until = Instant::now() + pause;
        while Instant::now() < until {
            // Not by asking while somebody else may have hands here.
            if self.place.take_stop() && !self.told {
                return true;
            }
            self.place.note_pulse();
            std::thread::sleep(NAP.min(until.saturating_duration_since(Instant::now())));
        }
        false
    }
}
