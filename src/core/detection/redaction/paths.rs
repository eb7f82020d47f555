//! Home folders in paths of every notation: backslashes, slashes, doubled ones, percent-encoded ones.

use super::names::{Names, is_stand_in};

/// Folders whose next part is a person's name.
const PARENTS: &[&str] = &["users", "home", "homes", "home$", "users$", "documents and settings"];
/// Parts that follow them and belong to nobody.
const SHARED: &[&str] = &["all users", "default", "default user", "public", "shared"];
/// Home of the administrator on Unix. What stands in for it lies in no folder of homes either: the rules
/// tell the two apart.
const ROOT: &str = "root";

/// A part of a path and the separator before it.
struct Part<'a> {
    separator: &'a str,
    text: &'a str,
}

/// `text` with the names in home folders replaced.
pub(super) fn home_folders(text: &str, names: &mut Names) -> String {
    let parts = split(text);
    let mut out = String::with_capacity(text.len());
    let lower: Vec<String> = parts.iter().map(|part| part.text.to_lowercase()).collect();
    for (index, part) in parts.iter().enumerate() {
        out.push_str(part.separator);
        let before = index.checked_sub(1).and_then(|before| lower.get(before)).map(String::as_str);
        let has_more = index.saturating_add(1) < parts.len();
        let name = person_in(part.text, has_more);
        let known = || {
            let leading = lower.get(..index).unwrap_or_default();
            names.lead_home(leading.iter().map(String::as_str), &name.to_lowercase())
        };
        let slashes = !part.separator.is_empty() && part.separator.bytes().all(|byte| byte == b'/');
        // After a drive it is an ordinary folder.
        let at_start =
            before.is_some_and(|before| before.is_empty() || ends_word(before) && before.len() > 2);
        if name == ROOT && slashes && at_start {
            out.push_str(&names.person(ROOT));
            out.push_str(part.text.get(name.len()..).unwrap_or_default());
            continue;
        }
        let is_home = before.is_some_and(|before| PARENTS.iter().any(|parent| is_parent(before, parent)));
        let rooted =
            has_more || index.checked_sub(2).and_then(|i| lower.get(i)).is_none_or(|root| is_root(root));
        let shared = SHARED.contains(&name.to_lowercase().as_str());
        if name.is_empty() || shared || is_stand_in(name) || !(is_home && rooted || known()) {
            out.push_str(part.text);
        } else {
            out.push_str(&names.person(name));
            out.push_str(part.text.get(name.len()..).unwrap_or_default());
        }
    }
    out
}

/// True when the part `before` is the folder `parent`, perhaps at the start of a path inside a longer text.
fn is_parent(before: &str, parent: &str) -> bool {
    before.strip_suffix(parent).is_some_and(|rest| rest.is_empty() || ends_word(rest))
}

/// Nothing, a drive, or the end of whatever stands before a path.
fn is_root(part: &str) -> bool {
    part.is_empty()
        || part.len() <= 2
        || ends_word(part)
        || part.starts_with("drive_")
        || part.starts_with("harddiskvolume")
}

fn ends_word(text: &str) -> bool {
    text.ends_with([':', '=', '"', '\'', ',', ';', '(', ' ', '?', '|', '>', '<', '&', '$', '@'])
}

/// The name at the start of a part: all of it inside a path; at the end of one whatever cannot be
/// more than a name.
fn person_in(part: &str, has_more: bool) -> &str {
    let impossible = |c: char| {
        matches!(c, '"' | '<' | '>' | '|' | ':' | '*' | '?' | '\'' | ',' | ';' | '&' | '=') || c.is_control()
    };
    let mut end = part.find(impossible).unwrap_or(part.len());
    let drive = part.get(end..).is_some_and(|rest| rest.starts_with(':'));
    for option in [" -", " /"] {
        end = end.min(part.find(option).unwrap_or(part.len()));
    }
    let mut name = part.get(..end).unwrap_or_default();
    if drive && let Some((name_before, _)) = name.rsplit_once(' ') {
        // `taro C:` is a name and the next path's drive.
        name = name_before;
    }
    if !has_more {
        name = name.split_whitespace().next().map_or("", |first| {
            let start = name.find(first).unwrap_or_default();
            name.get(..start.saturating_add(first.len())).unwrap_or_default()
        });
    }
    name.trim_end()
}

/// Cuts `text` at separators; runs of them count as one.
fn split(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let (mut separator, mut start, mut at) = (0..0, 0, 0);
    while at < text.len() {
        let length = separator_at(text, at);
        if length == 0 {
            at += 1;
            continue;
        }
        let mut end = at + length;
        while let more @ 1.. = separator_at(text, end) {
            end += more;
        }
        parts.push(Part { separator: piece(text, separator), text: piece(text, start..at) });
        separator = at..end;
        (start, at) = (end, end);
    }
    parts.push(Part { separator: piece(text, separator), text: piece(text, start..text.len()) });
    parts
}

fn piece(text: &str, range: std::ops::Range<usize>) -> &str {
    text.get(range).unwrap_or_default()
}

/// Length of the separator at byte `at`; 0 when there is none.
fn separator_at(text: &str, at: usize) -> usize {
    let Some(bytes) = text.as_bytes().get(at..) else { return 0 };
    match bytes {
        [b'/' | b'\\', ..] => 1,
        [b'%', b'2', b'f' | b'F', ..] | [b'%', b'5', b'c' | b'C', ..] => 3,
        _ => 0,
    }
}
