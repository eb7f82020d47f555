//! The window and the commands.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::ffi::OsString;
use std::process::ExitCode;

use flexi_logger::{Cleanup, Criterion, FileSpec, Logger, LoggerHandle, Naming};
use kyukyubako::content::{Locale, Texts};
use kyukyubako::platform::directories::{Directories, make_private};
use kyukyubako::{cli, runtime};

/// Largest log file, in bytes; one older one is kept.
const LOG_MAX_BYTES: u64 = 512 * 1024;

fn main() -> ExitCode {
    let mut args: Vec<OsString> = std::env::args_os().skip(1).collect();
    let languages: Vec<String> = sys_locale::get_locales().collect();
    let alert = matches!(args.as_slice(), [command] if command == "alert");
    if args.is_empty() || alert {
        let directories = Directories::for_user();
        let _log = log_to_file(&directories);
        let open = if alert { runtime::open_alert } else { runtime::open_window };
        return exit(open(&directories, languages));
    }
    #[cfg(windows)]
    kyukyubako::platform::windows::console::attach_parent();
    let _log = Logger::try_with_env_or_str("warn").and_then(Logger::start).ok();
    let texts = Texts::new(Locale::negotiate(languages.clone()));
    let command = args.remove(0);
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

/// The log of the window, in the user's own state folder; without one, the standard error.
fn log_to_file(directories: &Directories) -> Option<LoggerHandle> {
    let logger = || Logger::try_with_str("warn, kyukyubako=info").ok();
    let to_file = directories.state.as_ref().and_then(|state| {
        // Before the log makes it: what lies in there is its owner's alone.
        make_private(state).ok()?;
        logger()?
            .log_to_file(FileSpec::default().directory(state.join("log")).suppress_timestamp())
            .append()
            .rotate(Criterion::Size(LOG_MAX_BYTES), Naming::Numbers, Cleanup::KeepLogFiles(1))
            .start()
            .ok()
    });
    to_file.or_else(|| logger()?.start().ok())
}
