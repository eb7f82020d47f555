//! The guard's commands on Linux: the service itself, set-up and removal by root.

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use flexi_logger::Logger;

use crate::content::{Arg, Locale, Texts};
use crate::core::Timestamp;
use crate::core::guard::{Refusal, Reply, Request};
use crate::core::network::{RestoreReport, RestoreResult};
use crate::guard::audit;
use crate::guard::policy::Standing;
use crate::guard::{Guard, Keeper, SteadyClock};
use crate::platform::guard::linux_server::{SOCKET, Server};
use crate::platform::guard::linux_setup::{self, Places, Question, Service};
use crate::platform::guard::{ask, linux_ready};
use crate::platform::network::linux::link_events::LinkEvents;
use crate::platform::network::linux::only_root_writes;
use crate::platform::network::{LinePaths, held_by_guard, is_elevated};
use crate::platform::{hidden_typing, logon_notice, pin};

/// Between two looks at the line.
const TICK: Duration = Duration::from_secs(1);
/// However much changes, between two looks there is at least this.
const SHORTEST_TICK: Duration = Duration::from_millis(20);
/// A PIN is at most 8 digits of three bytes each; anything longer is no PIN.
const MAX_PIN_LINE: u64 = 256;
/// How often a removal tries to open the line: the first time a cut may come in between.
const RESTORE_TRIES: usize = 2;
/// The main program, which lies beside this one.
const PROGRAM: &str = "kyukyubako";

/// How a command ended, as an exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Done = 0,
    Failed = 1,
    WrongUse = 2,
    /// The line is open; something of ours stayed behind. The number is that of Windows.
    LeftBehind = 12,
}

/// Runs one command.
pub fn run(arguments: &[OsString]) -> ExitCode {
    let _log = Logger::try_with_str("info").and_then(Logger::start).ok();
    let texts = Texts::new(Locale::negotiate(sys_locale::get_locales()));
    let words: Vec<&str> = arguments.iter().map(|word| word.to_str().unwrap_or_default()).collect();
    let outcome = match words.as_slice() {
        ["run"] => as_root(&texts, |_| serve()),
        ["end-drill"] => as_root(&texts, |_| end_drill()),
        ["install"] => as_root(&texts, install),
        ["remove"] => as_root(&texts, remove),
        ["set-pin"] => as_root(&texts, set_pin),
        ["status"] => status(&texts),
        ["--help" | "-h" | "help"] => say(&texts.get("guard-help"), Outcome::Done),
        _ => say(&texts.get("guard-help"), Outcome::WrongUse),
    };
    ExitCode::from(outcome as u8)
}

fn as_root(texts: &Texts, command: impl FnOnce(&Texts) -> Outcome) -> Outcome {
    if is_elevated() { command(texts) } else { say(&texts.get("guard-not-root"), Outcome::Failed) }
}

/// Where the guard's PIN and log lie; root's own folder.
fn folder() -> PathBuf {
    LinePaths::of_this_process().pin_folder
}

fn serve() -> Outcome {
    let folder = folder();
    // The first cut would make it; the log comes before.
    if let Err(error) = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder) {
        log::error!("{}: {error}", folder.display());
    }
    let clock = SteadyClock::default();
    let guard = Arc::new(Guard::new(held_by_guard(), &folder));
    let server = match Server::bind(Path::new(SOCKET)) {
        Ok(server) => server,
        Err(error) => {
            log::error!("{SOCKET}: {error}");
            if error.kind() != io::ErrorKind::WouldBlock {
                // Nobody can reach this guard, but a cut must hold all the same. It is started again soon.
                guard.reconcile(clock.now());
            }
            return Outcome::Failed;
        }
    };
    guard.reconcile(clock.now());
    let answering = Arc::clone(&guard);
    let answers = std::thread::Builder::new()
        .name("guard-socket".to_owned())
        .spawn(move || server.serve(move |client, request| answering.handle(client, request, clock.now())));
    let answers = match answers {
        Ok(answers) => answers,
        Err(error) => {
            log::error!("no thread for the socket: {error}");
            return Outcome::Failed;
        }
    };
    if let Err(error) = linux_ready::tell_ready() {
        log::warn!("systemd was not told: {error}");
    }
    log::info!("the guard listens at {SOCKET}");
    // On the main thread: if it breaks down the whole guard does, and is started again.
    let ears = LinkEvents::open().inspect_err(|error| log::warn!("new links are seen late: {error}")).ok();
    while !answers.is_finished() {
        guard.tick(clock.now());
        wait_for_change(ears.as_ref());
    }
    Outcome::Failed
}

/// Until a link or an address changes, a second at most: what appears during a cut is closed at once.
fn wait_for_change(ears: Option<&LinkEvents>) {
    match ears.map(|ears| ears.wait(TICK)) {
        Some(Ok(false)) => {}
        Some(Ok(true)) => std::thread::sleep(SHORTEST_TICK),
        Some(Err(_)) | None => std::thread::sleep(TICK),
    }
}

fn end_drill() -> Outcome {
    let line = held_by_guard();
    if Standing::of(&line.kept()) != Standing::Drill {
        return Outcome::Done;
    }
    match Keeper::open(&line).result {
        RestoreResult::Restored | RestoreResult::NothingToDo => Outcome::Done,
        _ => Outcome::Failed,
    }
}

fn install(texts: &Texts) -> Outcome {
    let guard = match std::env::current_exe() {
        Ok(guard) => guard,
        Err(error) => return failed(texts, &error.to_string()),
    };
    if !only_root_writes(&guard) {
        let path = guard.display().to_string();
        return say(&texts.with("guard-place", &[("path", Arg::Text(&path))]), Outcome::Failed);
    }
    let program = guard.with_file_name(PROGRAM);
    let program = only_root_writes(&program).then_some(program);
    let questions = [Locale::En, Locale::Ja].map(|locale| {
        let texts = Texts::new(locale);
        Question {
            language: locale.tag(),
            description: texts.get("guard-polkit-description"),
            message: texts.get("guard-polkit-message"),
        }
    });
    let written = linux_setup::write_files(&Places::default(), &guard, program.as_deref(), &questions);
    if let Err(error) = written {
        return failed(texts, &error.to_string());
    }
    if program.is_some()
        && let Err(reason) = logon_notice::install()
    {
        // A PC without a desktop has nobody to tell.
        log::warn!("log-ons will say nothing: {reason}");
    }
    if program.is_none() {
        say(&texts.get("guard-no-policy"), Outcome::Done);
    }
    match linux_setup::start_service() {
        Service::Done => say(&texts.get("guard-installed"), Outcome::Done),
        Service::NoSystemd => say(&texts.get("guard-installed-no-systemd"), Outcome::Done),
        Service::Failed(reason) => failed(texts, &reason),
    }
}

fn remove(texts: &Texts) -> Outcome {
    let places = Places::default();
    let log = audit::Audit::new(&folder());
    let note = |what: &str| log.removal(Timestamp(jiff::Timestamp::now().as_millisecond()), what);
    note("restoring first");
    // First of all: a guard that runs closes again whatever somebody asks it to close.
    if let Service::Failed(reason) = linux_setup::stop_service(&places) {
        start_again();
        return failed(texts, &reason);
    }
    // One that systemd did not start, and so did not stop, opens the line itself.
    if ask(&Request::Status).is_ok() {
        for _ in 0..RESTORE_TRIES {
            if matches!(ask(&Request::Restore { pin: None }), Ok(Reply::Restore(report)) if is_open(&report))
            {
                break;
            }
        }
    }
    let line = held_by_guard();
    let mut left = Keeper::open(&line);
    for _ in 1..RESTORE_TRIES {
        if !is_open(&left) {
            left = Keeper::open(&line);
        }
    }
    if !is_open(&left) {
        // The service is the way back: it stays for as long as anything of a cut does.
        note(&format!("not restored: {:?}", left.result));
        start_again();
        return restore_failed(texts, &left);
    }
    note("restored");
    let folder = folder();
    if let Err(reason) = logon_notice::uninstall() {
        log::warn!("{reason}");
    }
    let removed = linux_setup::remove_files(&places)
        .map_err(|error| error.to_string())
        .and_then(|()| pin::forget(&folder).map_err(|error| error.to_string()));
    linux_setup::reload();
    if let Err(reason) = removed {
        note(&format!("left behind: {reason}"));
        let said = texts.with("guard-left-behind", &[("reason", Arg::Text(&reason))]);
        return say(&said, Outcome::LeftBehind);
    }
    for path in [Path::new(SOCKET).to_owned(), Path::new(SOCKET).with_extension("lock")] {
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                log::warn!("{}: {error}", path.display());
            }
            _ => {}
        }
    }
    let log = folder.join(audit::FILE);
    if log.exists() {
        let path = log.display().to_string();
        say(&texts.with("guard-removed-log-stays", &[("path", Arg::Text(&path))]), Outcome::Done);
    }
    say(&texts.get("guard-removed"), Outcome::Done)
}

fn start_again() {
    if let Service::Failed(reason) = linux_setup::start_service() {
        log::error!("the guard does not start again: {reason}");
    }
}

fn is_open(report: &RestoreReport) -> bool {
    matches!(report.result, RestoreResult::Restored | RestoreResult::NothingToDo)
}

fn restore_failed(texts: &Texts, report: &RestoreReport) -> Outcome {
    let reason = report.reasons.join("; ");
    say(&texts.with("guard-restore-failed", &[("reason", Arg::Text(&reason))]), Outcome::Failed)
}

fn set_pin(texts: &Texts) -> Outcome {
    say(&texts.get("guard-ask-pin"), Outcome::Done);
    let Some(new) = hidden_typing::read_line(MAX_PIN_LINE) else {
        return say(&texts.get("guard-pin-format"), Outcome::Failed);
    };
    let folder = folder();
    let answer = ask(&Request::SetPin { pin: new.clone() });
    match answer {
        Ok(Reply::PinSet) => say(&texts.get("guard-pin-set"), Outcome::Done),
        Ok(Reply::Refused { why: Refusal::PinFormat | Refusal::NotUnderstood }) => {
            say(&texts.get("guard-pin-format"), Outcome::Failed)
        }
        Ok(_) => failed(texts, "the guard refused"),
        // It does not run yet; it reads the same file when it does.
        Err(_) => match pin::replace(&folder, &new) {
            Ok(()) => say(&texts.get("guard-pin-set"), Outcome::Done),
            Err(pin::PinError::Format) => say(&texts.get("guard-pin-format"), Outcome::Failed),
            Err(error) => failed(texts, &error.to_string()),
        },
    }
}

fn status(texts: &Texts) -> Outcome {
    match ask(&Request::Status) {
        Ok(Reply::Status(status)) => {
            let id = match (status.restorable, status.drill_until) {
                (true, Some(_)) => "guard-status-drill",
                (true, None) => "guard-status-cut",
                (false, _) => "guard-status-open",
            };
            say(&texts.get(id), Outcome::Done)
        }
        Ok(_) => unreachable(texts, "its answer is another question's"),
        Err(error) => unreachable(texts, &error.to_string()),
    }
}

fn unreachable(texts: &Texts, reason: &str) -> Outcome {
    say(&texts.with("guard-unreachable", &[("reason", Arg::Text(reason))]), Outcome::Failed)
}

fn failed(texts: &Texts, reason: &str) -> Outcome {
    say(&texts.with("guard-failed", &[("reason", Arg::Text(reason))]), Outcome::Failed)
}

/// Says something to whoever sits at the terminal: what was done, or on the other stream why not.
fn say(text: &str, outcome: Outcome) -> Outcome {
    let said = if outcome == Outcome::Done {
        writeln!(io::stdout(), "{text}")
    } else {
        writeln!(io::stderr(), "{text}")
    };
    if let Err(error) = said {
        log::warn!("nobody reads: {error}");
    }
    outcome
}
