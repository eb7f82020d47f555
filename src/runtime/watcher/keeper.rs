//! The keeper: starts the resident, and again whenever it ends without having been asked to.

use std::io::{self, BufRead as _, BufReader, IsTerminal as _};
use std::process::{ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::{ASKED, BY_HAND, LINE_CALM, LINE_TOLD, NEW_PROGRAM, RESIDENT, TOLD};
use crate::core::watch::entry::WORD;
use crate::platform::desktop_session::DesktopSession;
use crate::platform::directories::Directories;
use crate::platform::own_program::OwnProgram;
use crate::platform::watcher::{WatcherLock, WatcherPlace};

/// Pauses before the resident is started again, one after the other while it does not live long, and the last one
/// from then on: whoever kills it all the time does not make this PC slow.
const PAUSES: [Duration; 4] =
    [Duration::from_millis(250), Duration::from_secs(1), Duration::from_secs(2), Duration::from_secs(5)];
/// A resident that lived so long begins the pauses anew.
const LIVED: Duration = Duration::from_secs(30);
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
    let Some(lock) = lock(&place, &session)? else { return Ok(Kept::Already) };
    let program = OwnProgram::find()?;
    let mut keeper = Keeper { place, program, told, turn: 0 };
    if keeper.until_asked() == Ended::NewProgram {
        drop(lock);
        let args: &[&str] = if keeper.told { &[WORD, TOLD] } else { &[WORD] };
        keeper.program.start_alone(args)?;
    }
    Ok(Kept::Over)
}

/// Takes the place of the watcher; also that of one which belongs to a desktop of an earlier log-on.
fn lock(place: &WatcherPlace, session: &DesktopSession) -> io::Result<Option<WatcherLock>> {
    let mut lock = place.lock()?;
    if lock.is_none() && place.session().as_deref() != Some(session.name()) {
        log::info!("the watcher of another desktop is asked to end");
        place.stop()?;
        lock = place.lock()?;
    }
    if lock.is_some() {
        place.note_session(session.name())?;
    }
    Ok(lock)
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
                Ok(status) if status.code() == Some(i32::from(NEW_PROGRAM)) => return Ended::NewProgram,
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
        let alive = child.stdin.take();
        let lines = child.stdout.take().map(|output| BufReader::new(output).lines());
        for line in lines.into_iter().flatten().map_while(Result::ok) {
            match line.trim() {
                LINE_TOLD => self.told = true,
                LINE_CALM => self.told = false,
                _ => log::warn!("the watcher said something else"),
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
            if self.place.take_stop() {
                return true;
            }
            std::thread::sleep(NAP.min(until.saturating_duration_since(Instant::now())));
        }
        false
    }
}
