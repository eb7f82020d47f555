//! Who is to be taken out, and what stands in for them.

use std::collections::{BTreeMap, BTreeSet};

/// Stands in for the first person; others are numbered.
pub const USER: &str = "(user)";
/// Stands in for the computer's name, and for what makes its identifiers unique.
pub const HOST: &str = "(pc)";

/// Shorter names of plain letters stand in too many other words to be looked for outside of paths.
const PLAIN_MIN_CHARS: usize = 3;
/// The same for names of other letters.
const OTHER_MIN_CHARS: usize = 2;

/// Names of accounts and computers that say nothing about a person and stand in paths of every PC.
const ORDINARY: &[&str] = &[
    "admin",
    "administrator",
    "all users",
    "debian",
    "default",
    "default user",
    "defaultuser0",
    "exe",
    "guest",
    "home",
    "host",
    "local",
    "localhost",
    "mail",
    "owner",
    "public",
    "root",
    "secret",
    "shared",
    "system",
    "temp",
    "ubuntu",
    "user",
    "users",
    "windows",
];

/// Whose names are taken out. Filled where the system can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Who {
    /// Names of the users of this PC, the one who runs this program first.
    pub users: Vec<String>,
    /// Accounts and the names of the people behind them, as they are written out.
    pub full_names: Vec<(String, String)>,
    /// Their home folders.
    pub homes: Vec<String>,
    /// Names of this computer.
    pub hosts: Vec<String>,
}

/// The names to look for, and the number each person has.
pub(super) struct Names {
    /// Longest first, so that no part of a longer name is left.
    words: Vec<(Vec<char>, String)>,
    people: BTreeMap<String, String>,
    homes: Vec<Vec<String>>,
}

impl Names {
    pub fn new(who: &Who) -> Self {
        let homes = who
            .homes
            .iter()
            .map(|home| {
                let home = home.to_lowercase();
                home.split(['/', '\\']).filter(|part| !part.is_empty()).map(str::to_owned).collect()
            })
            .filter(|parts: &Vec<String>| parts.len() > 1)
            .collect();
        let mut names = Self { words: Vec::new(), people: BTreeMap::new(), homes };
        for user in &who.users {
            if !user.is_empty() {
                let stand_in = names.person(user);
                names.words.extend(word(user).map(|word| (word, stand_in)));
            }
        }
        for (user, full_name) in &who.full_names {
            // Family name and given name stand alone in the names of files.
            let stand_in = names.person(user);
            let all = std::iter::once(full_name.as_str()).chain(full_name.split_whitespace());
            names.words.extend(all.filter_map(|name| Some((word(name.trim())?, stand_in.clone()))));
            names.people.entry(full_name.to_lowercase()).or_insert(stand_in);
        }
        names.words.extend(who.hosts.iter().filter_map(|host| Some((word(host)?, HOST.to_owned()))));
        names.words.dedup();
        names.words.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
        names
    }

    /// What stands in for the account `name`, as it is written in a path; the short form of a long name
    /// (`TARO~1`) keeps its ending.
    pub fn person(&mut self, name: &str) -> String {
        if is_stand_in(name) {
            return name.to_owned();
        }
        let key: String = name.chars().flat_map(char::to_lowercase).collect();
        if let Some(known) = self.people.get(&key) {
            return known.clone();
        }
        let stand_in = match key.rsplit_once('~') {
            Some((stem, number)) if !stem.is_empty() && is_number(number) => {
                let long = self.people.keys().find(|known| short_stem(known).starts_with(stem)).cloned();
                format!("{}~{number}", self.person(&long.unwrap_or_else(|| stem.to_owned())))
            }
            _ => {
                // A person may go by several names.
                let known: BTreeSet<&String> =
                    self.people.values().filter(|known| known.ends_with(')')).collect();
                let count = known.len();
                if count == 0 { USER.to_owned() } else { format!("(user{})", count.saturating_add(1)) }
            }
        };
        self.people.insert(key, stand_in.clone());
        stand_in
    }

    /// True when `parts`, in lower case, lead to a home folder and the next part is its last.
    pub fn lead_home<'p>(&self, parts: impl DoubleEndedIterator<Item = &'p str> + Clone, next: &str) -> bool {
        self.homes.iter().any(|home| {
            let Some((last, leading)) = home.split_last() else { return false };
            let mut parts = parts.clone().rev();
            last == next && leading.iter().rev().all(|part| parts.next() == Some(part))
        })
    }

    /// `text` with the names in it replaced wherever they stand as words of their own.
    pub fn words(&self, text: &str) -> String {
        if self.words.is_empty() {
            return text.to_owned();
        }
        let chars: Vec<char> = text.chars().collect();
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        while let Some(&c) = chars.get(at) {
            let found = self.words.iter().find(|(word, _)| stands_at(&chars, at, word));
            if let Some((word, stand_in)) = found {
                out.push_str(stand_in);
                at += word.len();
            } else {
                out.push(c);
                at += 1;
            }
        }
        out
    }
}

/// `name` as a word to look for; nothing when too much else would be hit.
fn word(name: &str) -> Option<Vec<char>> {
    let lower: Vec<char> = name.chars().map(lower).collect();
    let text: String = lower.iter().collect();
    let least = if name.is_ascii() { PLAIN_MIN_CHARS } else { OTHER_MIN_CHARS };
    let numbered = text.strip_prefix("user").is_some_and(is_number);
    let distinct = lower.len() >= least
        && lower.iter().any(|c| c.is_alphabetic())
        && !name.contains(['(', ')', '/', '\\'])
        && !numbered
        && !ORDINARY.contains(&text.as_str());
    distinct.then_some(lower)
}

fn stands_at(text: &[char], at: usize, word: &[char]) -> bool {
    let Some(end) = at.checked_add(word.len()) else { return false };
    let Some(piece) = text.get(at..end) else { return false };
    if !piece.iter().zip(word).all(|(a, b)| lower(*a) == *b) {
        return false;
    }
    // A name of plain letters is no part of a longer word; others are not set apart by spaces.
    let joins = |inner: Option<&char>, outer: Option<&char>| {
        inner.zip(outer).is_some_and(|(a, b)| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric())
    };
    let before = at.checked_sub(1).and_then(|before| text.get(before));
    !joins(piece.first(), before) && !joins(piece.last(), text.get(end))
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// What Windows makes a short name of: no spaces or dots, at most six characters.
fn short_stem(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, ' ' | '.')).take(6).collect()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// True for what [`Names::person`] gives out.
pub(super) fn is_stand_in(name: &str) -> bool {
    let name = match name.rsplit_once('~') {
        Some((name, number)) if is_number(number) => name,
        _ => name,
    };
    let number = name.strip_prefix("(user").and_then(|rest| rest.strip_suffix(')'));
    number.is_some_and(|number| number.is_empty() || is_number(number))
}

/// `text` with the machine's part of Windows account identifiers replaced; which account it is stays.
pub(super) fn machine_identifiers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, prefix)) = next_identifier(rest) {
        let (before, from) = rest.split_at(at);
        let (kept, tail) = from.split_at(prefix.len());
        let length = tail.find(|c: char| !c.is_ascii_digit() && c != '-').unwrap_or(tail.len());
        let (digits, after) = tail.split_at(length);
        out.push_str(before);
        out.push_str(kept);
        let parts: Vec<&str> = digits.split('-').collect();
        if parts.len() >= 3 && parts.iter().take(3).all(|part| !part.is_empty()) {
            out.push_str(HOST);
            // Numbers of accounts a person made begin at 1000 on every PC.
            match (prefix == DIRECTORY_PREFIX, parts.get(3)) {
                (false, Some(account)) if is_number(account) => {
                    out.push('-');
                    out.push_str(account);
                }
                _ => {}
            }
        } else {
            out.push_str(digits);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

const MACHINE_PREFIX: &str = "S-1-5-21-";
const DIRECTORY_PREFIX: &str = "S-1-12-1-";

fn next_identifier(text: &str) -> Option<(usize, &'static str)> {
    [MACHINE_PREFIX, DIRECTORY_PREFIX]
        .into_iter()
        .filter_map(|prefix| {
            let at = text
                .as_bytes()
                .windows(prefix.len())
                .position(|w| w.eq_ignore_ascii_case(prefix.as_bytes()))?;
            Some((at, prefix))
        })
        .min()
}
