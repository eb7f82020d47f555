//! Passwords in arguments, and addresses of mail.

use std::collections::BTreeSet;

/// Stands in for a password, token or key.
pub const SECRET: &str = "(secret)";
/// Stands in for the personal part of a mail address.
const MAIL: &str = "(mail)";

/// An option or variable whose name holds one of these holds a secret.
const SECRET_NAMES: &[&str] = &[
    "passw",
    "passphrase",
    "passcode",
    "pincode",
    "pwd",
    "secret",
    "token",
    "apikey",
    "accesskey",
    "authkey",
    "privatekey",
    "accesscode",
    "authcode",
    "sessioncode",
    "supportcode",
    "credential",
];
/// The same for these, where they stand as words of their own.
const SECRET_WORDS: &[&str] = &["auth", "code", "key", "otp", "pass", "pin", "psk", "pw"];
/// Options that begin with the `p` of a joined password and are none.
const OPTIONS_WITH_P: &[&str] = &[
    "params", "path", "paths", "pid", "ping", "pipe", "platform", "plugin", "port", "ports", "prefix",
    "print", "priority", "process", "profile", "program", "prompt", "protocol", "proxy", "public", "publish",
];

/// The places in `args` that follow an option for a secret, whatever stands there: a password may look
/// like an option, and be followed by what looks like its value.
pub(super) fn values_after_options(args: &[String]) -> BTreeSet<usize> {
    args.iter()
        .enumerate()
        .filter(|(_, option)| is_secret_option(option))
        .map(|(index, _)| index.saturating_add(1))
        .filter(|value| *value < args.len())
        .collect()
}

/// One argument with the secret in it replaced: all that follows an option's name, blanks and all.
pub(super) fn in_argument(arg: &str) -> String {
    let end = arg.find(['=', ':']).unwrap_or(arg.len());
    let (option, value) = arg.split_at(end);
    match value.get(1..) {
        Some(secret) if !secret.is_empty() && is_secret_option(option) => {
            format!("{option}{}{SECRET}", value.get(..1).unwrap_or_default())
        }
        _ => joined(arg).unwrap_or_else(|| in_assignments(arg)),
    }
}

/// `text` with the values of `password=…`, `token:…` and their like replaced.
pub(super) fn in_assignments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut quoted = false;
    while let Some(at) = rest.find(['=', ':']) {
        let (name, from) = rest.split_at(at);
        let (mark, value) = from.split_at(1);
        out.push_str(name);
        out.push_str(mark);
        quoted ^= !name.matches('"').count().is_multiple_of(2);
        let name = name.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
        let word = name.rsplit(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.')).next();
        // A colon after a secret's name may also end the scheme of an address.
        let is_secret = word.is_some_and(|word| is_secret_name(word) || word == "-p");
        if is_secret && !value.starts_with("//") {
            let blank = value.len() - value.trim_start().len();
            let (space, value) = value.split_at(blank);
            let (hidden, after) = if quoted && !value.starts_with('"') {
                value.split_at(value.find('"').unwrap_or(value.len()))
            } else {
                value_at(value)
            };
            out.push_str(space);
            out.push_str(if hidden.is_empty() { "" } else { SECRET });
            rest = after;
        } else {
            rest = value;
        }
    }
    out.push_str(rest);
    out
}

/// `command` with the words after options for secrets replaced.
pub(super) fn in_command_line(command: &str) -> String {
    let mut out = String::with_capacity(command.len());
    let mut rest = command;
    let mut expected = false;
    while !rest.is_empty() {
        let blank = rest.len() - rest.trim_start().len();
        let (space, from) = rest.split_at(blank);
        out.push_str(space);
        let hide = expected && !from.is_empty();
        // A quote that never ends holds nothing together, unless it begins the secret.
        let open = from.starts_with(['"', '\'']) && !hide && word_at(from).1.is_empty();
        let (word, after) = if open { from.split_at(1) } else { word_at(from) };
        let shown = if hide { Some(SECRET.to_owned()) } else { joined(word) };
        out.push_str(shown.as_deref().unwrap_or(word));
        expected = is_secret_option(word);
        rest = after;
    }
    out
}

/// `word` with what is joined to a short option for a password replaced; nothing when it is none.
fn joined(word: &str) -> Option<String> {
    let secret = word.strip_prefix("-p").filter(|secret| !secret.is_empty())?;
    let name = word.split(['=', ':']).next().unwrap_or_default().trim_start_matches('-');
    if is_secret_name(name) || OPTIONS_WITH_P.contains(&name.to_ascii_lowercase().as_str()) {
        return None;
    }
    let mark = secret.get(..1).filter(|mark| matches!(*mark, "=" | ":")).unwrap_or_default();
    (secret.len() > mark.len()).then(|| format!("-p{mark}{SECRET}"))
}

/// `text` with the personal part of mail addresses replaced.
pub(super) fn mail_addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let (before, from) = rest.split_at(at);
        let personal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
        let start = before.rfind(|c| !personal(c)).map_or(0, |end| {
            end.saturating_add(
                before.get(end..).and_then(|tail| tail.chars().next()).map_or(1, char::len_utf8),
            )
        });
        let tail = from.get(1..).unwrap_or_default();
        let domain = tail.split(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '-').next();
        let is_mail = start < at && domain.is_some_and(|domain| domain.trim_matches('.').contains('.'));
        out.push_str(before.get(..if is_mail { start } else { at }).unwrap_or_default());
        out.push_str(if is_mail { MAIL } else { "" });
        out.push('@');
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// The value at the start of `text`, and what follows it.
fn value_at(text: &str) -> (&str, &str) {
    if text.starts_with(['"', '\'']) {
        return word_at(text);
    }
    let end =
        text.find(|c: char| c.is_whitespace() || matches!(c, '&' | ';' | '"' | '\'')).unwrap_or(text.len());
    text.split_at(end)
}

/// The word at the start of `text`, quoted as a whole or in its middle or not at all, and what follows it.
fn word_at(text: &str) -> (&str, &str) {
    let end = match text.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            text.get(1..).and_then(|inner| inner.find(quote)).map_or(text.len(), |end| end.saturating_add(2))
        }
        _ => {
            let mut quoted = false;
            let end = text.find(|c: char| {
                quoted ^= c == '"';
                c.is_whitespace() && !quoted
            });
            // A quote that never ends holds nothing together.
            end.or_else(|| text.find(char::is_whitespace).filter(|_| quoted)).unwrap_or(text.len())
        }
    };
    text.split_at(end)
}

fn is_secret_option(word: &str) -> bool {
    let word = word.trim_matches(['"', '\'']);
    word.starts_with(['-', '/'])
        && (is_secret_name(word) || matches!(word, "-p" | "-P" | "/p" | "/P"))
        && !word.contains(['=', ':', '.', '\\', '('])
        && !word.trim_start_matches('/').contains('/')
}

fn is_secret_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    // `auth.example.com:443` is an address.
    let last = name.rsplit('.').next().unwrap_or_default();
    SECRET_NAMES.iter().any(|secret| lower.contains(secret))
        || words(last).iter().any(|word| SECRET_WORDS.contains(&word.as_str()))
}

/// The words of `set-pin`, `set_pin` and `setPin`, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || after_lower && c.is_uppercase() {
            words.push(String::new());
        }
        after_lower = c.is_lowercase();
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.extend(c.to_lowercase());
        }
    }
    words
}
