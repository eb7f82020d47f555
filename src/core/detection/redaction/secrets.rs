//! Passwords in arguments, and addresses of mail.

use std::collections::BTreeSet;

/// Stands in for a password, token or key.
pub const SECRET: &str = "(secret)";
/// Stands in for the personal part of a mail address.
const MAIL: &str = "(mail)";

/// An option or variable whose name holds one of these holds a secret.
const SECRET_NAMES: &[&str] =
    &["passw", "passphrase", "pwd", "secret", "token", "apikey", "api-key", "api_key", "credential"];

/// The places in `args` that follow an option for a secret.
pub(super) fn values_after_options(args: &[String]) -> BTreeSet<usize> {
    let mut hidden = BTreeSet::new();
    for (index, pair) in args.windows(2).enumerate() {
        let [option, value] = pair else { continue };
        if !hidden.contains(&index) && is_secret_option(option) && !is_option(value) {
            hidden.insert(index.saturating_add(1));
        }
    }
    hidden
}

/// `text` with the values of `password=…`, `token:…` and their like replaced.
pub(super) fn in_assignments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['=', ':']) {
        let (name, from) = rest.split_at(at);
        let (mark, value) = from.split_at(1);
        out.push_str(name);
        out.push_str(mark);
        let word = name.rsplit(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.')).next();
        // A colon after a secret's name may also end the scheme of an address.
        if word.is_some_and(is_secret_name) && !value.starts_with("//") {
            let (hidden, after) = value_at(value);
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
        let (word, after) = word_at(from);
        let hide = expected && !word.is_empty() && !is_option(word);
        out.push_str(if hide { SECRET } else { word });
        expected = !hide && is_secret_option(word);
        rest = after;
    }
    out
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

/// The word at the start of `text`, quoted or not, and what follows it.
fn word_at(text: &str) -> (&str, &str) {
    let end = match text.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            text.get(1..).and_then(|inner| inner.find(quote)).map_or(text.len(), |end| end.saturating_add(2))
        }
        _ => text.find(char::is_whitespace).unwrap_or(text.len()),
    };
    text.split_at(end)
}

fn is_secret_option(word: &str) -> bool {
    word.starts_with(['-', '/'])
        && is_secret_name(word)
        && !word.contains(['=', ':', '.', '\\'])
        && !word.trim_start_matches('/').contains('/')
}

fn is_secret_name(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    SECRET_NAMES.iter().any(|name| word.contains(name))
}

/// Looks like the next option rather than a value.
fn is_option(word: &str) -> bool {
    let name = word.trim_start_matches('-');
    name.len() < word.len()
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}
