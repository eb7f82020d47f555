//! The repository's own files, and just enough of Rust's grammar to look into them.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder that holds `Cargo.toml`.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below `folder` (relative to the root) whose name ends in one of `endings`, sorted.
pub fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// `path` as it is written in messages.
pub fn short(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// The text of `path`.
pub fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", short(path)))
}

/// A piece of a Rust file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Code between literals and comments.
    Code(String),
    /// The content of a string literal, escapes as written.
    Literal(String),
}

/// The code and string literals of the shipped part of a Rust file: comments are dropped, and so is
/// everything from the unit tests on.
pub fn shipped(source: &str) -> Vec<Piece> {
    pieces(source.split("#[cfg(test)]\nmod ").next().unwrap_or(source))
}

fn pieces(source: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut code = String::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("/*") {
            rest = rest.find("*/").map_or("", |end| &rest[end + 2..]);
        } else if let Some(length) = char_literal(rest) {
            code.push_str(&rest[..length]);
            rest = &rest[length..];
        } else if let Some((start, end_mark)) = string_start(rest, code.chars().last()) {
            let body = &rest[start..];
            let length = string_length(body, &end_mark);
            pieces.push(Piece::Code(std::mem::take(&mut code)));
            pieces.push(Piece::Literal(body[..length].to_owned()));
            rest = body.get(length + end_mark.len()..).unwrap_or("");
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    pieces.push(Piece::Code(code));
    pieces
}

/// The length of a character literal at the start of `rest`; lifetimes are none.
fn char_literal(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    let first = body.chars().next()?;
    if first == '\\' {
        let after = 1 + body.get(1..)?.chars().next()?.len_utf8();
        return Some(1 + after + body.get(after..)?.find('\'')? + 1);
    }
    body.get(first.len_utf8()..)?.starts_with('\'').then_some(1 + first.len_utf8() + 1)
}

/// Where the content of a string literal at the start of `rest` begins, and what ends it.
fn string_start(rest: &str, before: Option<char>) -> Option<(usize, String)> {
    if rest.starts_with('"') {
        return Some((1, "\"".to_owned()));
    }
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let hashes = rest.strip_prefix('r')?.bytes().take_while(|byte| *byte == b'#').count();
    let starts = rest.get(1 + hashes..)?.starts_with('"');
    starts.then(|| (2 + hashes, format!("\"{}", "#".repeat(hashes))))
}

fn string_length(body: &str, end_mark: &str) -> usize {
    let mut escaped = false;
    for (place, c) in body.char_indices() {
        if escaped {
            escaped = false;
        } else if c == '\\' && end_mark == "\"" {
            escaped = true;
        } else if body[place..].starts_with(end_mark) {
            return place;
        }
    }
    body.len()
}

#[test]
fn code_literals_and_comments_are_told_apart() {
    let source = "a('\"', \"x \\\" // no\") // \"gone\"\n/* gone */ b(r#\"q\"q\"#, '\\'', 'l: &'a str)\n#[cfg(test)]\nmod t";
    let literal = |text: &str| Piece::Literal(text.to_owned());
    let found = shipped(source);
    assert_eq!(
        found.iter().filter(|piece| matches!(piece, Piece::Literal(_))).collect::<Vec<_>>(),
        [&literal("x \\\" // no"), &literal("q\"q")]
    );
    let code: String =
        found.iter().filter_map(|p| if let Piece::Code(c) = p { Some(c.as_str()) } else { None }).collect();
    assert_eq!(code.split_whitespace().collect::<String>(), "a('\"',)b(,'\\'','l:&'astr)");
}
