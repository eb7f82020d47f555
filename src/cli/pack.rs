//! `kyukyubako pack`: looks at a centre's pack, applies it, takes it away.

use std::ffi::OsString;
use std::io::{BufRead, IsTerminal as _, Read as _, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::content::catalogue::builtin;
use crate::content::pack::{error_text, reserved, summary};
use crate::content::{Arg, Contacts, Texts};
use crate::core::detection::Level;
use crate::core::detection::hostile_text::shown;
use crate::core::incident::Incident;
use crate::core::pack::{PACK_MAX_BYTES, Pack, PackFingerprint};
use crate::core::settings::TextSize;
use crate::platform::directories::Directories;
use crate::platform::durable_file::read_bounded;
use crate::platform::hidden_typing::HiddenTyping;
use crate::platform::network::{LinePaths, is_elevated, native};
use crate::platform::pin::{self, PinResult};
use crate::platform::processes::ProcessWatch;
use crate::platform::storage::UserStore;
use crate::runtime::{Clock as _, INCIDENT, SystemClock};

use super::json_option::{COULD_NOT, DONE, WRONG_USE, say};

/// Longest answer that is read.
const MAX_ANSWER: u64 = 256;
/// Longest part of a wrong argument that is repeated, in characters.
const ARGUMENT_SHOWN_CHARS: usize = 80;

/// What was asked for.
enum Wanted {
    Check(PathBuf),
    Apply(PathBuf, Option<PackFingerprint>),
    Remove,
}

/// What the command works on.
pub struct Surroundings<'a> {
    /// Where settings and state lie.
    pub directories: &'a Directories,
    /// A cut of ours is in force, or a remote tool is in use: nothing is changed now.
    pub in_need: &'a dyn Fn() -> bool,
    /// Where the answer to the question, and the PIN, are read.
    pub input: &'a mut dyn BufRead,
    /// This process is an administrator's: packs go where only administrators write.
    pub elevated: bool,
    /// Where the user's PIN lies.
    pub pin_folder: &'a Path,
    /// Somebody types at a terminal.
    pub terminal: bool,
}

/// Runs the command on the user's own folders.
pub fn run(args: Vec<OsString>, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let stdin = std::io::stdin();
    let surroundings = Surroundings {
        directories: &Directories::for_user(),
        in_need: &|| native().status().cut || is_controlled(),
        terminal: stdin.is_terminal(),
        input: &mut stdin.lock(),
        elevated: is_elevated(),
        pin_folder: &LinePaths::of_this_process().pin_folder,
    };
    run_in(surroundings, args, texts, out, err)
}

/// Runs the command. Exit code 0 when the pack is sound, or applied, or gone.
pub fn run_in(
    surroundings: Surroundings<'_>,
    args: Vec<OsString>,
    texts: &Texts,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let wanted = match parse(args, texts, out, err) {
        Ok(wanted) => wanted,
        Err(code) => return code,
    };
    match wanted {
        Wanted::Check(path) => match read(&path, texts, err) {
            Ok((_, pack)) => say(out, &summary(texts, &pack).join("\n"), DONE),
            Err(code) => code,
        },
        Wanted::Apply(path, agreed) => match read(&path, texts, err) {
            Ok((bytes, pack)) => apply(surroundings, &bytes, &pack, agreed.as_ref(), texts, out, err),
            Err(code) => code,
        },
        Wanted::Remove => {
            let elevated = surroundings.elevated;
            let store = UserStore::open(surroundings.directories);
            if let Some(code) = refuse_now(&store, &surroundings, texts, err) {
                return code;
            }
            if !pin_is_right(surroundings, texts, err) {
                return COULD_NOT;
            }
            let kept = if elevated { store.admin().remove_pack() } else { Ok(()) };
            let removed = store.remove_pack().map_err(Reason::from).and(kept.map_err(Reason::from));
            match removed {
                Ok(()) => say(out, &texts.get("pack-removed"), DONE),
                Err(Reason(error)) => not_saved(&error, texts, err),
            }
        }
    }
}

fn parse(args: Vec<OsString>, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> Result<Wanted, u8> {
    let mut verb = None;
    let mut file = None;
    let mut agreed = None;
    let mut wrong = None;
    let mut parser = lexopt::Parser::from_args(args);
    loop {
        match parser.next() {
            Ok(None) => break,
            Ok(Some(lexopt::Arg::Long("help") | lexopt::Arg::Short('h'))) => {
                return Err(say(out, &texts.get("pack-help"), DONE));
            }
            Ok(Some(lexopt::Arg::Long("yes"))) => {
                let value = parser.value().ok().map(|value| value.to_string_lossy().into_owned());
                agreed = value.as_deref().and_then(PackFingerprint::parse);
                if agreed.is_none() {
                    wrong = Some(format!("--yes {}", value.unwrap_or_default()));
                }
            }
            Ok(Some(lexopt::Arg::Value(value))) if verb.is_none() => {
                verb = Some(value.to_string_lossy().into_owned());
            }
            Ok(Some(lexopt::Arg::Value(value))) if file.is_none() => file = Some(PathBuf::from(value)),
            Ok(Some(other)) => wrong = Some(other.unexpected().to_string()),
            Err(error) => wrong = Some(error.to_string()),
        }
    }
    let wanted = match (verb.as_deref(), file, &wrong) {
        (Some("check"), Some(file), None) if agreed.is_none() => Some(Wanted::Check(file)),
        (Some("apply"), Some(file), None) => Some(Wanted::Apply(file, agreed)),
        (Some("remove"), None, None) if agreed.is_none() => Some(Wanted::Remove),
        _ => None,
    };
    wanted.ok_or_else(|| {
        let wrong = shown(&wrong.or(verb).unwrap_or_default(), ARGUMENT_SHOWN_CHARS);
        if !wrong.is_empty() {
            say(err, &texts.with("line-wrong-use", &[("argument", Arg::Text(&wrong))]), WRONG_USE);
        }
        say(err, &texts.get("pack-help"), WRONG_USE)
    })
}

/// The pack in `path`; its problem is said.
fn read(path: &Path, texts: &Texts, err: &mut dyn Write) -> Result<(Vec<u8>, Pack), u8> {
    let is_file = std::fs::metadata(path).map(|metadata| metadata.is_file());
    // One byte more than allowed is enough to know that it is too large.
    let bytes = match is_file {
        Ok(true) => read_bounded(path, PACK_MAX_BYTES),
        Ok(false) => Err(std::io::Error::other("not a regular file")),
        Err(error) => Err(error),
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => {
            return Err(say(err, &texts.get("pack-error-too-large"), COULD_NOT));
        }
        Err(error) => {
            log::warn!("{}: {error}", path.display());
            let file = shown(&path.to_string_lossy(), ARGUMENT_SHOWN_CHARS);
            return Err(say(err, &texts.with("pack-unreadable", &[("file", Arg::Text(&file))]), COULD_NOT));
        }
    };
    let Some(reserved) = reserved(&Contacts::bundled()) else {
        return Err(say(err, &texts.get("pack-no-rules"), COULD_NOT));
    };
    match Pack::read(&bytes, &reserved) {
        Ok(pack) => Ok((bytes, pack)),
        Err(error) => Err(say(err, &error_text(texts, &error), COULD_NOT)),
    }
}

fn apply(
    surroundings: Surroundings<'_>,
    bytes: &[u8],
    pack: &Pack,
    agreed: Option<&PackFingerprint>,
    texts: &Texts,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let store = UserStore::open(surroundings.directories);
    if let Some(code) = refuse_now(&store, &surroundings, texts, err) {
        return code;
    }
    say(out, &summary(texts, pack).join("\n"), DONE);
    match agreed {
        Some(agreed) if agreed != pack.fingerprint() => {
            return say(err, &texts.get("pack-other-fingerprint"), COULD_NOT);
        }
        Some(_) => {}
        None => {
            say(out, &texts.get("pack-ask"), DONE);
            if !answered_yes(surroundings.input, &texts.get("pack-yes")) {
                return say(err, &texts.get("pack-not-applied"), COULD_NOT);
            }
        }
    }
    if surroundings.elevated {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        return match store.admin().keep_pack(text) {
            Ok(()) => {
                let code = say(out, &texts.get("pack-applied"), DONE);
                match store.admin().settings() {
                    Ok(Some(_)) => code,
                    // Without the guard the family's own numbers count as before.
                    _ if !store.admin().counts_for_setup() => code,
                    _ => say(out, &texts.get("store-cli-pack-numbers-due"), code),
                }
            }
            Err(error) => not_saved(&error, texts, err),
        };
    }
    if !pin_is_right(surroundings, texts, err) {
        return COULD_NOT;
    }
    if let Err(error) = store.apply_pack(bytes, pack) {
        return not_saved(&error, texts, err);
    }
    if let Some(size) = pack.defaults.text_size {
        let (mut settings, notices) = store.load_settings();
        // A default holds until somebody chose; a file that is not understood is left alone.
        if notices.is_empty() && settings.text_size == TextSize::Normal {
            settings.text_size = size;
            if let Err(error) = store.save_settings(&settings, &texts.get("storage-settings-heading")) {
                return not_saved(&error, texts, err);
            }
        }
    }
    say(out, &texts.get("pack-applied"), DONE)
}

/// What the family set up is not changed while a stranger may be at the keyboard, and not by a user where only
/// what an administrator kept counts.
fn refuse_now(
    store: &UserStore,
    surroundings: &Surroundings<'_>,
    texts: &Texts,
    err: &mut dyn Write,
) -> Option<u8> {
    // Only looked at: one that is broken is put aside, and told, by the window.
    let open = store.document_as_it_is::<Incident>(INCIDENT).is_some_and(|incident| incident.is_open());
    if open || (surroundings.in_need)() {
        return Some(say(err, &texts.get("pack-not-now"), COULD_NOT));
    }
    let refused = !surroundings.elevated && store.admin().counts();
    refused.then(|| say(err, &texts.get("store-cli-pack-needs-administrator"), COULD_NOT))
}

/// Asks for the family's PIN, where there is one. An administrator is not asked.
fn pin_is_right(surroundings: Surroundings<'_>, texts: &Texts, err: &mut dyn Write) -> bool {
    let Surroundings { elevated, pin_folder, input, terminal, .. } = surroundings;
    if elevated || !pin::is_set(pin_folder) {
        return true;
    }
    say(err, &texts.get("line-ask-pin"), DONE);
    let typed = {
        let _hidden = terminal.then(HiddenTyping::begin);
        let mut line = String::new();
        input.take(MAX_ANSWER).read_line(&mut line).map(|_| line)
    };
    let typed = typed.inspect_err(|error| log::warn!("no PIN: {error}")).unwrap_or_default();
    let words = match pin::verify(pin_folder, typed.trim(), SystemClock::default().now()) {
        PinResult::Ok => return true,
        PinResult::Wrong { retry_after_s: 0 } => texts.get("line-wrong-pin"),
        PinResult::Wrong { retry_after_s } | PinResult::Locked { retry_after_s } => {
            let seconds = i64::try_from(retry_after_s).unwrap_or(i64::MAX);
            texts.with("line-wrong-pin-wait", &[("seconds", Arg::Number(seconds))])
        }
        PinResult::NotSet => texts.get("store-pin-gone"),
    };
    say(err, &words, COULD_NOT);
    false
}

/// Why something is still there, in the system's words.
struct Reason(String);

impl<E: std::error::Error> From<E> for Reason {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// A remote tool is in use now. A PC that shows nothing refuses nothing: the window looks again.
pub(super) fn is_controlled() -> bool {
    let look = builtin().map_err(|error| error.to_string()).and_then(|catalogue| {
        ProcessWatch::new(Arc::new(catalogue), None).map_err(|error| error.to_string())
    });
    match look {
        Ok(mut watch) => watch.look_at_all().level >= Level::Likely,
        Err(error) => {
            log::warn!("no look before the pack: {error}");
            false
        }
    }
}

pub(super) fn answered_yes(input: &mut dyn BufRead, yes: &str) -> bool {
    let mut answer = String::new();
    let read = input.take(MAX_ANSWER).read_line(&mut answer);
    if let Err(error) = read {
        log::warn!("no answer: {error}");
        return false;
    }
    let answer = answer.trim();
    answer == yes || answer.eq_ignore_ascii_case("yes")
}

fn not_saved(error: &dyn std::fmt::Display, texts: &Texts, err: &mut dyn Write) -> u8 {
    log::warn!("pack: {error}");
    say(err, &texts.get("pack-not-saved"), COULD_NOT)
}
