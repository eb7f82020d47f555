//! `kyukyubako store`: what an administrator keeps, so that nobody at the mouse can change it.

use std::ffi::OsString;
use std::io::{BufRead, IsTerminal as _, Read as _, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::json_option::{COULD_NOT, DONE, WRONG_USE, print_json, say};
#[cfg(not(windows))]
use super::pack::answered_yes;
use super::pack::is_controlled;
use crate::content::pack::reserved;
use crate::content::{Arg, Contacts, Texts};
use crate::core::app::{PIN_MAX_DIGITS, PIN_MIN_DIGITS};
use crate::core::detection::hostile_text::shown;
use crate::core::detection::rfc3339;
use crate::core::guard::{Reply, Request};
use crate::core::kept::{KeepReport, KeepResult, PinKept};
use crate::core::own_contacts::OwnContact;
use crate::core::pack::PackFingerprint;
use crate::core::settings::{ContactKind, Settings};
use crate::platform::directories::AdminFolder;
use crate::platform::durable_file::read_bounded;
use crate::platform::guard::{self, GuardError};
use crate::platform::hidden_typing::HiddenTyping;
use crate::platform::network::{is_elevated, native};
use crate::platform::storage::admin_store::{
    AdminStore, AdminStoreError, HANDED_MAX_BYTES, Handed, HandedError, give,
};

/// Longest line that is read as a PIN, in bytes.
const MAX_PIN_LINE: u64 = 256;
/// Longest part of a wrong argument or path that is repeated, in characters.
const SHOWN_MAX: usize = 200;

/// What the command works on.
pub struct Surroundings<'a> {
    /// The store.
    pub store: &'a AdminStore,
    /// This process is an administrator's.
    pub elevated: bool,
    /// A cut of ours is in force, or a remote tool is in use: nothing is changed now.
    pub in_need: &'a dyn Fn() -> bool,
    /// Where answers and PINs are read.
    pub input: &'a mut dyn BufRead,
    /// Somebody types at a terminal.
    pub terminal: bool,
    /// Asks the guard.
    pub guard: &'a dyn Fn(&Request) -> Result<Reply, GuardError>,
    /// The fingerprint alone is no consent: what will be kept is shown again, and asked about.
    pub asks_always: bool,
    /// Asks for a new PIN, twice, in a box of this process; none where there is no such box.
    pub pin_box: Option<PinBox<'a>>,
}

/// Asks for a new PIN in the words of these texts; nothing when the person gives up.
pub type PinBox<'a> = &'a dyn Fn(&Texts) -> Option<String>;

#[derive(Debug, Default, PartialEq, Eq)]
struct Keep {
    file: PathBuf,
    fingerprint: Option<PackFingerprint>,
    with_pin: bool,
    pin_box: bool,
    ask: bool,
    json: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    Keep(Keep),
    Show { json: bool },
    Clear,
    Pin { in_box: bool },
    PinHash,
}

/// Runs the command on the store of this PC.
pub fn run(args: Vec<OsString>, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let stdin = std::io::stdin();
    let terminal = stdin.is_terminal();
    let surroundings = Surroundings {
        store: &AdminStore::at(AdminFolder::of_system()),
        elevated: is_elevated(),
        in_need: &|| native().status().cut || is_controlled(),
        input: &mut stdin.lock(),
        terminal,
        guard: &guard::ask,
        asks_always: asks_always(),
        pin_box: pin_box(),
    };
    run_in(surroundings, args, texts, out, err)
}

/// Runs the command. Exit code 0 when it is done.
pub fn run_in(
    surroundings: Surroundings<'_>,
    args: Vec<OsString>,
    texts: &Texts,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let wanted = match parse(args) {
        Ok(Some(wanted)) => wanted,
        Ok(None) => return say(out, &texts.get("store-help"), DONE),
        Err(wrong) => {
            let wrong = shown(&wrong, SHOWN_MAX);
            if !wrong.is_empty() {
                say(err, &texts.with("line-wrong-use", &[("argument", Arg::Text(&wrong))]), WRONG_USE);
            }
            return say(err, &texts.get("store-help"), WRONG_USE);
        }
    };
    let wants_box =
        matches!(&wanted, Wanted::Keep(Keep { pin_box: true, .. }) | Wanted::Pin { in_box: true });
    if wants_box && surroundings.pin_box.is_none() {
        return say(err, &texts.get("store-help"), WRONG_USE);
    }
    let now = match &wanted {
        Wanted::Show { .. } | Wanted::PinHash => Ok(()),
        _ if !surroundings.elevated => Err((KeepResult::NotElevated, "store-needs-administrator")),
        _ if (surroundings.in_need)() => Err((KeepResult::NotNow, "store-cli-not-now")),
        _ => Ok(()),
    };
    match (wanted, now) {
        (Wanted::Keep(Keep { json: true, .. }), Err((result, _))) => {
            print_json(out, &KeepReport::from(result), COULD_NOT)
        }
        (_, Err((_, words))) => say(err, &texts.get(words), COULD_NOT),
        (Wanted::Keep(wanted), Ok(())) => keep(surroundings, &wanted, texts, out, err),
        (Wanted::Show { json }, Ok(())) => show(surroundings.store, json, texts, out, err),
        (Wanted::Clear, Ok(())) => clear(surroundings.store, texts, out, err),
        (Wanted::Pin { in_box }, Ok(())) => pin(surroundings, in_box, texts, out, err),
        (Wanted::PinHash, Ok(())) => pin_hash(surroundings, texts, out, err),
    }
}

/// The consent dialog of Windows shows no file: anything with the operator's numbers in it could stand behind the same
/// question. Services and software deployment run in the session without a desktop, where nobody is asked for consent.
#[cfg(windows)]
fn asks_always() -> bool {
    !crate::platform::windows::account::without_desktop()
}

/// Whoever typed the password saw in the window what it is for, and root at a terminal wrote the fingerprint.
#[cfg(not(windows))]
fn asks_always() -> bool {
    false
}

/// `Ok(None)` is a question for help; an error repeats what is wrong.
fn parse(args: Vec<OsString>) -> Result<Option<Wanted>, String> {
    let mut verb = None;
    let (mut keep, mut file, mut only_keep, mut in_box) = (Keep::default(), None, false, false);
    let mut parser = lexopt::Parser::from_args(args);
    let text = |error: lexopt::Error| error.to_string();
    while let Some(argument) = parser.next().map_err(text)? {
        match argument {
            lexopt::Arg::Long("help") | lexopt::Arg::Short('h') => return Ok(None),
            lexopt::Arg::Long("json") => keep.json = true,
            lexopt::Arg::Long("file") => file = Some(PathBuf::from(parser.value().map_err(text)?)),
            lexopt::Arg::Long("with-pin") => (keep.with_pin, only_keep) = (true, true),
            lexopt::Arg::Long("pin-box") => in_box = true,
            lexopt::Arg::Long("ask") => (keep.ask, only_keep) = (true, true),
            lexopt::Arg::Long("sha256") => {
                let value = parser.value().map_err(text)?.to_string_lossy().into_owned();
                keep.fingerprint = Some(PackFingerprint::parse(&value).ok_or(format!("--sha256 {value}"))?);
                only_keep = true;
            }
            lexopt::Arg::Value(value) if verb.is_none() => verb = Some(value.to_string_lossy().into_owned()),
            other => return Err(other.unexpected().to_string()),
        }
    }
    let verb = verb.unwrap_or_default();
    let two_pins = in_box && keep.with_pin;
    match (verb.as_str(), file) {
        ("keep", Some(file)) if !file.as_os_str().is_empty() && !two_pins => {
            Ok(Some(Wanted::Keep(Keep { file, pin_box: in_box, ..keep })))
        }
        ("pin", None) if !only_keep && !keep.json => Ok(Some(Wanted::Pin { in_box })),
        (verb, None) if in_box && verb != "keep" => Err("--pin-box".to_owned()),
        ("show", None) if !only_keep => Ok(Some(Wanted::Show { json: keep.json })),
        ("clear", None) if !only_keep && !keep.json => Ok(Some(Wanted::Clear)),
        ("pin-hash", None) if !only_keep && !keep.json => Ok(Some(Wanted::PinHash)),
        ("keep" | "show" | "clear" | "pin" | "pin-hash", _) => Err(String::new()),
        _ => Err(verb),
    }
}

/// What an administrator's process was handed, why it was not kept, and how that is said.
struct Refused {
    result: KeepResult,
    words: String,
}

fn keep(
    surroundings: Surroundings<'_>,
    wanted: &Keep,
    texts: &Texts,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let Surroundings { store, input, guard, asks_always: surroundings_ask, pin_box, .. } = surroundings;
    let given = handed(wanted, input, texts).and_then(|(handed, pin)| {
        let lines = lines(&handed, texts);
        if !wanted.json {
            say(out, &lines.join("\n"), DONE);
        }
        let agreed = match &wanted.fingerprint {
            Some(_) if !wanted.ask && !surroundings_ask => true,
            _ => asked(&lines, texts, input, if wanted.json { err } else { out }),
        };
        let refused = Refused { result: KeepResult::Refused, words: texts.get("store-cli-not-kept") };
        if agreed { Ok((handed, pin)) } else { Err(refused) }
    });
    let (report, words) = match given {
        Ok((handed, pin)) => {
            let mut report = handed.keep(store, &texts.get("store-heading"), pin.as_deref(), guard);
            if let Some(ask) = pin_box.filter(|_| wanted.pin_box && report.result == KeepResult::Kept) {
                report.pin = give_from_box(ask, guard, texts);
            }
            let place = place(store);
            let words = match report.result {
                KeepResult::Kept => texts.with("store-cli-kept", &[("place", Arg::Text(&place))]),
                KeepResult::OpenToOthers => {
                    texts.with("store-cli-untrusted", &[("place", Arg::Text(&place))])
                }
                _ => texts.with("store-cli-failed", &[("place", Arg::Text(&place))]),
            };
            (report, words)
        }
        Err(refused) => (refused.result.into(), refused.words),
    };
    let code = match report.result {
        // Whoever asked for the box is started through the consent dialog, and answers by its code alone.
        KeepResult::Kept if wanted.pin_box => report.pin.code(),
        KeepResult::Kept => DONE,
        _ => COULD_NOT,
    };
    if wanted.json {
        return print_json(out, &report, code);
    }
    if report.result != KeepResult::Kept {
        return say(err, &words, code);
    }
    let code = say(out, &words, code);
    pin_words(report.pin).map_or(code, |words| say(out, &texts.get(words), code))
}

/// The bytes and the PIN, checked against the fingerprint of what was shown.
fn handed(
    wanted: &Keep,
    input: &mut dyn BufRead,
    texts: &Texts,
) -> Result<(Handed, Option<String>), Refused> {
    let unusable = |words: String| Refused { result: KeepResult::NotUsable, words };
    let pin = wanted.with_pin.then(|| pin_line(input)).flatten();
    if wanted.with_pin && pin.is_none() {
        return Err(unusable(texts.get("store-cli-pin-format")));
    }
    let bytes = match wanted.file.as_os_str() == "-" {
        true => {
            let mut bytes = Vec::new();
            let limit = u64::try_from(HANDED_MAX_BYTES).unwrap_or(u64::MAX).saturating_add(1);
            input.take(limit).read_to_end(&mut bytes).map(|_| bytes)
        }
        false => read_bounded(&wanted.file, HANDED_MAX_BYTES),
    };
    let bytes = bytes.map_err(|error| {
        log::warn!("{}: {error}", wanted.file.display());
        let file = shown(&wanted.file.to_string_lossy(), SHOWN_MAX);
        unusable(texts.with("store-cli-unreadable", &[("file", Arg::Text(&file))]))
    })?;
    // Before anything of it is looked at.
    if wanted.fingerprint.as_ref().is_some_and(|shown| *shown != PackFingerprint::of(&bytes)) {
        return Err(Refused { result: KeepResult::OtherContent, words: texts.get("store-cli-other") });
    }
    let handed = Handed::read(&bytes).map_err(|error| {
        log::warn!("{error}");
        unusable(match error {
            HandedError::NotText => texts.get("store-cli-not-settings"),
            HandedError::Nothing => texts.get("store-cli-nothing"),
            HandedError::Content(AdminStoreError::Content(Some(line))) => {
                texts.with("store-cli-line", &[("line", Arg::Number(i64::from(line)))])
            }
            HandedError::Content(_) => texts.get("store-cli-content"),
        })
    })?;
    Ok((handed, pin))
}

/// What will be kept, a line each, and its fingerprint.
fn lines(handed: &Handed, texts: &Texts) -> Vec<String> {
    let mut lines = settings_lines(&handed.settings, texts);
    let groups = handed.fingerprint.in_groups();
    lines.push(texts.with("store-cli-fingerprint", &[("text", Arg::Text(&groups))]));
    lines
}

fn settings_lines(settings: &Settings, texts: &Texts) -> Vec<String> {
    let person =
        settings.person.iter().map(|person| texts.with("store-person", &[("person", Arg::Text(person))]));
    let contacts = ContactKind::ALL.into_iter().flat_map(|kind| settings.contacts(kind)).map(|own| {
        let args = [("name", Arg::Text(own.name())), ("phone", Arg::Text(own.phone()))];
        texts.with("store-cli-contact", &args)
    });
    let tools = settings.allowed.entries.iter().map(|entry| {
        let date = rfc3339::format(entry.until).unwrap_or_default();
        let args = [("date", Arg::Text(&date)), ("signer", Arg::Text(&entry.signer))];
        format!("{}: {}", entry.tool, texts.with("store-tool", &args))
    });
    person.chain(contacts).chain(tools).collect()
}

/// A box of this process itself, which nobody without its rights can click.
#[cfg(windows)]
fn asked(lines: &[String], texts: &Texts, _input: &mut dyn BufRead, _out: &mut dyn Write) -> bool {
    let text = format!("{}\n\n{}", lines.join("\n"), texts.get("store-cli-ask-box"));
    crate::platform::windows::message_box::ask(&texts.get("app-title"), &text)
}

#[cfg(not(windows))]
fn asked(_lines: &[String], texts: &Texts, input: &mut dyn BufRead, out: &mut dyn Write) -> bool {
    say(out, &texts.get("store-cli-ask"), DONE);
    answered_yes(input, &texts.get("pack-yes"))
}

/// One line of the input as a PIN that the window can take, too.
fn pin_line(input: &mut dyn BufRead) -> Option<String> {
    let mut line = String::new();
    input.take(MAX_PIN_LINE).read_line(&mut line).ok()?;
    let pin = line.trim();
    let sound = (PIN_MIN_DIGITS..=PIN_MAX_DIGITS).contains(&pin.len())
        && pin.bytes().all(|byte| byte.is_ascii_digit());
    sound.then(|| pin.to_owned())
}

/// The PIN that is typed, twice at a terminal and unseen. `Err` says what is wrong with it.
fn typed_pin(
    input: &mut dyn BufRead,
    terminal: bool,
    texts: &Texts,
    err: &mut dyn Write,
) -> Result<String, &'static str> {
    let _hidden = terminal.then(HiddenTyping::begin);
    say(err, &texts.get("line-ask-pin"), DONE);
    let pin = pin_line(input).ok_or("store-cli-pin-format")?;
    if terminal {
        say(err, &texts.get("store-cli-pin-again"), DONE);
        if pin_line(input).as_ref() != Some(&pin) {
            return Err("store-cli-pin-different");
        }
    }
    Ok(pin)
}

/// Asks for the PIN in a box of this process, where there is a guard to give it to. Nothing that a program without this
/// process's rights could have written stands behind it.
fn give_from_box(
    ask: &dyn Fn(&Texts) -> Option<String>,
    guard: &dyn Fn(&Request) -> Result<Reply, GuardError>,
    texts: &Texts,
) -> PinKept {
    if matches!(guard(&Request::Status), Err(GuardError::Absent)) {
        return PinKept::NoGuard;
    }
    ask(texts).map_or(PinKept::Failed, |pin| give(&pin, guard))
}

#[cfg(windows)]
fn pin_box() -> Option<PinBox<'static>> {
    Some(&|texts| {
        crate::platform::pin_box::ask(&crate::platform::pin_box::Words {
            title: &texts.get("store-pin-box-title"),
            question: &texts.get("store-pin-box-question"),
            first: &texts.get("store-pin-box-first"),
            again: &texts.get("store-pin-box-again"),
            set: &texts.get("store-pin-box-set"),
            cancel: &texts.get("store-pin-box-cancel"),
            format: &texts.get("store-cli-pin-format"),
            different: &texts.get("store-pin-box-different"),
        })
    })
}

/// Whoever gives the password at a terminal types the PIN there.
#[cfg(not(windows))]
fn pin_box() -> Option<PinBox<'static>> {
    None
}

fn pin(
    surroundings: Surroundings<'_>,
    in_box: bool,
    texts: &Texts,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> u8 {
    let Surroundings { input, terminal, guard, pin_box, .. } = surroundings;
    let kept = match pin_box.filter(|_| in_box) {
        Some(ask) => give_from_box(ask, guard, texts),
        None => match typed_pin(input, terminal, texts, err) {
            Ok(pin) => give(&pin, guard),
            Err(words) => return say(err, &texts.get(words), COULD_NOT),
        },
    };
    match kept {
        PinKept::Set => say(out, &texts.get("store-cli-pin-set"), DONE),
        other => pin_words(other).map_or(COULD_NOT, |words| say(err, &texts.get(words), COULD_NOT)),
    }
}

/// What a roll-out hands to the guards of many PCs in the stead of the PIN itself.
fn pin_hash(surroundings: Surroundings<'_>, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let Surroundings { input, terminal, .. } = surroundings;
    let hash = typed_pin(input, terminal, texts, err).map(|pin| crate::platform::pin::hash(&pin));
    match hash {
        Ok(Ok(hash)) => say(out, &hash, DONE),
        Ok(Err(error)) => {
            log::error!("{error}");
            say(err, &texts.get("store-cli-pin-format"), COULD_NOT)
        }
        Err(words) => say(err, &texts.get(words), COULD_NOT),
    }
}

fn pin_words(pin: PinKept) -> Option<&'static str> {
    match pin {
        PinKept::NotGiven => None,
        PinKept::Set => Some("store-cli-pin-set"),
        PinKept::NoGuard => Some("store-cli-pin-no-guard"),
        PinKept::Failed => Some("store-cli-pin-failed"),
    }
}

fn place(store: &AdminStore) -> String {
    shown(&store.folder().unwrap_or(Path::new("")).to_string_lossy(), SHOWN_MAX)
}

#[derive(Serialize)]
struct ContactOut<'a> {
    name: &'a str,
    phone: &'a str,
    registered_on: Option<&'a str>,
}

#[derive(Serialize)]
struct ToolOut<'a> {
    tool: &'a str,
    signer: &'a str,
    until: Option<String>,
}

/// What is kept, for scripts. `state`: `none` (what the family confirmed counts), `kept`, `untrusted`, `broken`.
#[derive(Serialize)]
struct Shown<'a> {
    state: &'static str,
    person: Option<&'a str>,
    family: Vec<ContactOut<'a>>,
    banks: Vec<ContactOut<'a>>,
    cards: Vec<ContactOut<'a>>,
    allowed_tools: Vec<ToolOut<'a>>,
    pack: Option<&'a str>,
}

fn show(store: &AdminStore, json: bool, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let (state, settings) = match store.settings() {
        _ if !store.counts_for_setup() => ("none", Settings::default()),
        Ok(kept) => ("kept", kept.unwrap_or_default()),
        Err(error) => {
            log::warn!("{error}");
            let untrusted = matches!(error, AdminStoreError::Untrusted(_));
            (if untrusted { "untrusted" } else { "broken" }, Settings::default())
        }
    };
    let pack = reserved(&Contacts::bundled())
        .and_then(|reserved| store.pack(&reserved).inspect_err(|error| log::warn!("{error}")).ok())
        .flatten();
    let pack = pack.as_ref().map(|pack| pack.centre.name());
    if json {
        let contacts = |kind| settings.contacts(kind).iter().map(contact_out).collect();
        let answer = Shown {
            state,
            person: settings.person.as_deref(),
            family: contacts(ContactKind::Family),
            banks: contacts(ContactKind::Bank),
            cards: contacts(ContactKind::Card),
            allowed_tools: settings
                .allowed
                .entries
                .iter()
                .map(|entry| ToolOut {
                    tool: &entry.tool,
                    signer: &entry.signer,
                    until: rfc3339::format(entry.until),
                })
                .collect(),
            pack,
        };
        return print_json(out, &answer, DONE);
    }
    let mut lines = settings_lines(&settings, texts);
    lines.extend(pack.map(|name| texts.with("store-cli-pack", &[("name", Arg::Text(name))])));
    match state {
        "untrusted" => return say(err, &texts.get("store-untrusted"), COULD_NOT),
        "broken" => return say(err, &texts.get("store-broken"), COULD_NOT),
        "none" => lines.push(texts.get("store-cli-no-store")),
        _ if lines.is_empty() => lines.push(texts.get("store-cli-none")),
        _ => {}
    }
    say(out, &lines.join("\n"), DONE)
}

fn contact_out(own: &OwnContact) -> ContactOut<'_> {
    ContactOut { name: own.name(), phone: own.phone(), registered_on: own.registered_on() }
}

fn clear(store: &AdminStore, texts: &Texts, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    match store.clear() {
        Ok(()) if store.counts() => say(out, &texts.get("store-cli-cleared-guarded"), DONE),
        Ok(()) => say(out, &texts.get("store-cli-cleared"), DONE),
        Err(error) => {
            log::error!("{error}");
            say(err, &texts.with("store-cli-failed", &[("place", Arg::Text(&place(store)))]), COULD_NOT)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Result<Option<Wanted>, String> {
        parse(args.iter().map(OsString::from).collect())
    }

    #[test]
    fn words_are_understood_and_wrong_ones_named() {
        let hash = "ab".repeat(32);
        let keep = Keep {
            file: "-".into(),
            fingerprint: PackFingerprint::parse(&hash),
            with_pin: true,
            json: true,
            ..Keep::default()
        };
        let args = ["keep", "--json", "--file", "-", "--sha256", hash.as_str(), "--with-pin"];
        assert_eq!(parsed(&args), Ok(Some(Wanted::Keep(keep))));
        assert_eq!(parsed(&["show", "--json"]), Ok(Some(Wanted::Show { json: true })));
        assert_eq!(parsed(&["clear"]), Ok(Some(Wanted::Clear)));
        assert_eq!(parsed(&["pin"]), Ok(Some(Wanted::Pin { in_box: false })));
        assert_eq!(parsed(&["pin", "--pin-box"]), Ok(Some(Wanted::Pin { in_box: true })));
        assert!(matches!(
            parsed(&["keep", "--file", "x", "--ask", "--pin-box"]),
            Ok(Some(Wanted::Keep(Keep { pin_box: true, with_pin: false, ask: true, .. })))
        ));
        assert_eq!(parsed(&["pin-hash"]), Ok(Some(Wanted::PinHash)));
        assert_eq!(parsed(&["--help"]), Ok(None));
        for args in [
            &[][..],
            &["keep"],
            &["keep", "--file", ""],
            &["keep", "--file", "x", "--sha256", "12"],
            &["show", "--ask"],
            &["clear", "--file", "x"],
            &["show", "--pin-box"],
            &["pin-hash", "--pin-box"],
            &["keep", "--file", "x", "--with-pin", "--pin-box"],
            &["pin", "2468"],
            &["pin-hash", "2468"],
            &["eat"],
        ] {
            assert!(parsed(args).is_err(), "{args:?}");
        }
    }
}
