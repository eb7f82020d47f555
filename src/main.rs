//! The window and the commands.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use flexi_logger::{Cleanup, Criterion, DeferredNow, FileSpec, Logger, LoggerHandle, Naming};
use kyukyubako::content::{Locale, Texts};
use kyukyubako::platform::directories::{Directories, make_private};
use kyukyubako::runtime::watcher::{AlertReport, WATCHED};
use kyukyubako::{cli, runtime};

/// Largest log file, in bytes; one older one is kept.
const LOG_MAX_BYTES: u64 = 512 * 1024;

fn main() -> ExitCode {
    let mut args: Vec<OsString> = std::env::args_os().skip(1).collect();
    let languages: Vec<String> = sys_locale::get_locales().collect();
    let alert = match args.as_slice() {
        [command] if command == "alert" => Some(AlertReport::default()),
        [command, option] if command == "alert" && option == WATCHED => Some(AlertReport::to_watcher()),
        _ => None,
    };
    if args.is_empty() || alert.is_some() {
        let directories = Directories::for_user();
        let _log = log_to_file(&directories, None);
        return exit(match alert {
            Some(report) => runtime::open_alert(&directories, languages, report),
            None => runtime::open_window(&directories, languages),
        });
    }
    #[cfg(windows)]
    kyukyubako::platform::windows::console::attach_parent();
    let command = args.remove(0);
    let stays = if command == "watch" { cli::watch::log_name(&args) } else { None };
    let _log = match stays {
        Some(name) => log_to_file(&Directories::for_user(), Some(name)),
        None => Logger::try_with_env_or_str("warn").and_then(Logger::start).ok(),
    };
    let texts = Texts::new(Locale::negotiate(languages.clone()));
    if command == "watch" {
        let (out, err) = (&mut std::io::stdout(), &mut std::io::stderr());
        return ExitCode::from(cli::watch::run(args, languages, &texts, out, err));
    }
    if command == "notice" {
        return match cli::notice::look(args, &texts, &mut std::io::stdout(), &mut std::io::stderr()) {
            Ok(standing) => exit(runtime::open_notice(&Directories::for_user(), languages, standing)),
            Err(code) => ExitCode::from(code),
        };
    }
    ExitCode::from(cli::run(&command, args, &texts, &mut std::io::stdout(), &mut std::io::stderr()))
}

fn exit(helped: bool) -> ExitCode {
    if helped { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A line of a log that somebody reads days later.
fn timed_line(out: &mut dyn Write, now: &mut DeferredNow, record: &log::Record<'_>) -> io::Result<()> {
    let (level, time) = (record.level(), now.format("%Y-%m-%d %H:%M:%S"));
    write!(out, "{level} {time} [{}] {}", record.module_path().unwrap_or_default(), record.args())
}

/// The log of the window, or of what stays under another `name`, in the user's own state folder; without one, the
/// standard error.
fn log_to_file(directories: &Directories, name: Option<&str>) -> Option<LoggerHandle> {
    let logger = || Logger::try_with_str("warn, kyukyubako=info").ok();
    let to_file = directories.state.as_ref().and_then(|state| {
        // Before the log makes it: what lies in there is its owner's alone.
        make_private(state).ok()?;
        logger()?
            .log_to_file(
                FileSpec::default().directory(state.join("log")).o_basename(name).suppress_timestamp(),
            )
            .format(timed_line)
            .append()
            .rotate(Criterion::Size(LOG_MAX_BYTES), Naming::Numbers, Cleanup::KeepLogFiles(1))
            .start()
            .ok()
    });
    to_file.or_else(|| logger()?.start().ok())
}
