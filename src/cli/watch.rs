//! `kyukyubako watch`: stays and watches; `--install`, `--remove`, `--status` are about log-on.

use std::ffi::OsString;
use std::io::Write;

use serde::Serialize;

use super::json_option::{COULD_NOT, DONE, WRONG_USE, print_json, say};
use super::restore;
use crate::content::{Arg, Texts};
use crate::core::detection::hostile_text::shown;
use crate::core::watch::WatcherFacts;
use crate::core::watch::entry::AT_LOG_ON;
use crate::platform::directories::Directories;
use crate::platform::network::LinePaths;
use crate::platform::own_program;
use crate::platform::pin::{self, PinResult};
use crate::runtime::watcher::{BY_HAND, Kept, RESIDENT, Stay, TOLD, WatcherSetup, keep, stay};
use crate::runtime::{Clock as _, SystemClock};

/// Longest argument that is shown back.
const SHOWN_MAX_CHARS: usize = 80;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Keep,
    Stay,
    Install,
    Remove,
    Status,
}

#[derive(Debug, Clone, Copy)]
struct Asked {
    wanted: Wanted,
    how: Stay,
    /// By the entry of all users.
    at_log_on: bool,
    json: bool,
}

#[derive(Serialize)]
struct Answer {
    at_log_on: bool,
    running: bool,
}

/// The name of the log of a process that stays, by what it is asked for; `None` for one that only answers.
#[must_use]
pub fn log_name(args: &[OsString]) -> Option<&'static str> {
    let internal = |arg: &OsString| arg == TOLD || arg == BY_HAND || arg == RESIDENT || arg == AT_LOG_ON;
    match args.iter().all(internal) {
        true if args.iter().any(|arg| arg == RESIDENT) => Some("watch"),
        true => Some("watch-keeper"),
        false => None,
    }
}

/// Runs the command; `languages` are the system's.
pub fn run(
    args: Vec<OsString>,
    languages: Vec<String>,
    texts: &Texts,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let asked = match parse(args) {
        Ok(Some(asked)) => asked,
        Ok(None) => return say(out, &texts.get("watch-help"), DONE),
        Err(argument) => {
            let argument = shown(&argument, SHOWN_MAX_CHARS);
            say(err, &texts.with("line-wrong-use", &[("argument", Arg::Text(&argument))]), WRONG_USE);
            return say(err, &texts.get("watch-help"), WRONG_USE);
        }
    };
    let directories = Directories::for_user();
    if asked.wanted == Wanted::Remove
        && let Err(sentence) = permitted(texts, err)
    {
        return say(err, &sentence, COULD_NOT);
    }
    if asked.at_log_on && WatcherSetup::of(&directories).is_ok_and(|setup| setup.is_declined()) {
        log::info!("this user switched the watcher off");
        return DONE;
    }
    if matches!(asked.wanted, Wanted::Stay | Wanted::Keep) {
        own_program::close_to_others();
    }
    let done = match asked.wanted {
        Wanted::Stay => {
            return stay(&directories, languages, asked.how).unwrap_or_else(|error| failed(&error));
        }
        Wanted::Keep => {
            return match keep(&directories, asked.how.told) {
                Ok(Kept::Over) => DONE,
                Ok(Kept::Already) => say(out, &texts.get("watch-already"), DONE),
                Err(error) => could_not(texts, err, &error),
            };
        }
        _ => WatcherSetup::of(&directories).and_then(|setup| {
            match asked.wanted {
                Wanted::Install => setup.install()?,
                Wanted::Remove => setup.remove()?,
                _ => {}
            }
            Ok(setup)
        }),
    };
    match done {
        Ok(setup) if asked.json => {
            let WatcherFacts { at_log_on, running, .. } = setup.facts();
            print_json(out, &Answer { at_log_on, running }, DONE)
        }
        Ok(setup) => {
            let facts = setup.facts();
            let entry = setup.entry();
            let at_log_on = match facts.at_log_on {
                true => texts.with("watch-status-at-log-on", &[("place", Arg::Text(&entry))]),
                false => texts.get("watch-status-not-at-log-on"),
            };
            let running =
                texts.get(if facts.running { "watch-status-running" } else { "watch-status-not-running" });
            say(out, &format!("{at_log_on}\n{running}"), DONE)
        }
        Err(error) if asked.wanted == Wanted::Remove && error.kind() == std::io::ErrorKind::TimedOut => {
            say(err, &texts.get("watch-in-session"), COULD_NOT)
        }
        Err(error) => could_not(texts, err, &error),
    }
}

/// Whoever set a PIN is asked for it before nobody watches any more. `Err` says why not.
fn permitted(texts: &Texts, err: &mut dyn Write) -> Result<(), String> {
    let folder = LinePaths::of_this_process().pin_folder;
    if !pin::is_set(&folder) {
        return Ok(());
    }
    say(err, &texts.get("line-ask-pin"), DONE);
    let typed = restore::read_pin().unwrap_or_default();
    match pin::verify(&folder, &typed, SystemClock::default().now()) {
        PinResult::Ok | PinResult::NotSet => Ok(()),
        PinResult::Wrong { retry_after_s: 0 } | PinResult::Locked { retry_after_s: 0 } => {
            Err(texts.get("line-wrong-pin"))
        }
        PinResult::Wrong { retry_after_s } | PinResult::Locked { retry_after_s } => {
            let seconds = [("seconds", Arg::Number(i64::try_from(retry_after_s).unwrap_or(i64::MAX)))];
            Err(texts.with("line-wrong-pin-wait", &seconds))
        }
    }
}

fn failed(error: &std::io::Error) -> u8 {
    log::error!("the watcher: {error}");
    COULD_NOT
}

fn could_not(texts: &Texts, err: &mut dyn Write, error: &std::io::Error) -> u8 {
    let reason = shown(&error.to_string(), SHOWN_MAX_CHARS);
    log::error!("the watcher: {reason}");
    say(err, &texts.with("watch-failed", &[("reason", Arg::Text(&reason))]), COULD_NOT)
}

/// `Ok(None)` asks for help; `Err` is the argument that is wrong.
fn parse(args: Vec<OsString>) -> Result<Option<Asked>, String> {
    let mut asked = Asked { wanted: Wanted::Keep, how: Stay::default(), at_log_on: false, json: false };
    for arg in args {
        let wrong = || arg.to_string_lossy().into_owned();
        let wanted = match arg.to_str() {
            Some("--help" | "-h") => return Ok(None),
            Some("--json") => {
                asked.json = true;
                continue;
            }
            Some(TOLD) => {
                asked.how.told = true;
                continue;
            }
            Some(BY_HAND) => {
                asked.how.by_hand = true;
                continue;
            }
            Some(AT_LOG_ON) => {
                asked.at_log_on = true;
                continue;
            }
            Some(RESIDENT) => Wanted::Stay,
            Some("--install") => Wanted::Install,
            Some("--remove") => Wanted::Remove,
            Some("--status") => Wanted::Status,
            _ => return Err(wrong()),
        };
        if asked.wanted != Wanted::Keep {
            return Err(wrong());
        }
        asked.wanted = wanted;
    }
    match asked.json && matches!(asked.wanted, Wanted::Keep | Wanted::Stay) {
        true => Err("--json".to_owned()),
        false => Ok(Some(asked)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Option<Wanted> {
        parse(args.iter().map(OsString::from).collect()).ok().flatten().map(|asked| asked.wanted)
    }

    #[test]
    fn one_thing_is_asked_for_at_a_time() {
        for (args, wanted) in [
            (&[][..], Some(Wanted::Keep)),
            (&["--install"], Some(Wanted::Install)),
            (&["--remove", "--json"], Some(Wanted::Remove)),
            (&["--json", "--status"], Some(Wanted::Status)),
            (&["--resident", "--told"], Some(Wanted::Stay)),
            (&["--at-log-on"], Some(Wanted::Keep)),
            (&["--install", "--remove"], None),
            (&["--json"], None),
            (&["now"], None),
            (&["--help"], None),
        ] {
            assert_eq!(parsed(args), wanted, "{args:?}");
        }
    }

    #[test]
    fn only_what_stays_has_a_log_of_its_own() {
        let name = |args: &[&str]| log_name(&args.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(name(&[]), Some("watch-keeper"));
        assert_eq!(name(&["--resident", "--told"]), Some("watch"));
        assert_eq!(name(&["--status"]), None);
    }
}
