//! The parts of the documents that tests look into: code between backticks, blocks of code, tables, links.

use std::path::PathBuf;

use crate::source::{files, root};

/// Every document a person reads, with the README.
pub fn documents() -> Vec<PathBuf> {
    let mut found = files("docs", &[".md"]);
    for name in ["README.md", "SECURITY.md", "CHANGELOG.md"] {
        found.push(root().join(name));
    }
    found
}

/// One line of a block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeLine {
    /// What stands behind the block's opening backticks.
    pub language: String,
    /// The line; lines that a backslash continues are one.
    pub text: String,
}

/// The lines of all blocks of code.
pub fn code_lines(text: &str) -> Vec<CodeLine> {
    let mut lines: Vec<CodeLine> = Vec::new();
    let mut language: Option<String> = None;
    let mut goes_on = false;
    for line in text.lines() {
        if let Some(mark) = line.trim_start().strip_prefix("```") {
            language = if language.is_some() { None } else { Some(mark.trim().to_owned()) };
            goes_on = false;
            continue;
        }
        let Some(language) = &language else { continue };
        let whole = line.trim_end();
        let part = whole.strip_suffix('\\').unwrap_or(whole).trim_end();
        match lines.last_mut() {
            Some(last) if goes_on => last.text = format!("{} {}", last.text, part.trim_start()),
            _ => lines.push(CodeLine { language: language.clone(), text: part.to_owned() }),
        }
        goes_on = whole.ends_with('\\');
    }
    lines
}

/// The lines that are not in a block of code.
pub fn prose(text: &str) -> Vec<&str> {
    let mut inside = false;
    text.lines()
        .filter(|line| {
            let fence = line.trim_start().starts_with("```");
            inside ^= fence;
            !inside && !fence
        })
        .collect()
}

/// What stands between backticks in one line.
pub fn spans(line: &str) -> Vec<String> {
    line.split('`').skip(1).step_by(2).map(|span| span.replace("\\|", "|")).collect()
}

/// The cells of one row of a table, trimmed; `None` for a line that is no row.
pub fn cells(line: &str) -> Option<Vec<String>> {
    let row = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    // A bar in a cell is written `\|`.
    let row = row.replace("\\|", "\u{1}");
    Some(row.split('|').map(|cell| cell.trim().replace('\u{1}', "\\|")).collect())
}

/// The targets of all links and pictures in one line.
pub fn links(line: &str) -> Vec<String> {
    let mut found: Vec<String> =
        line.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(str::to_owned).collect();
    for mark in ["src=\"", "href=\""] {
        found.extend(line.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned));
    }
    found
}

/// The names under which the headings of a document are linked, as GitHub makes them.
pub fn anchors(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in prose(text) {
        if let Some(id) = line.split("<a id=\"").nth(1).and_then(|rest| rest.split('"').next()) {
            found.push(id.to_owned());
        }
        let heading = line.trim_start_matches('#');
        if heading.len() < line.len() && heading.starts_with(' ') {
            let kept: String = heading
                .trim()
                .to_lowercase()
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .collect();
            found.push(kept.replace(' ', "-"));
        }
    }
    found
}

#[test]
fn markdown_is_taken_apart_as_it_is_written() {
    let text = "# One `x`: two\n\n| `a [--b]` · `c\\|d` | e |\n```sh\nlong \\\n  line\n```\n[t](u.md#v) <img src=\"p.png\">\n";
    assert_eq!(anchors(text), ["one-x-two"]);
    assert_eq!(code_lines(text), [CodeLine { language: "sh".to_owned(), text: "long line".to_owned() }]);
    let row = prose(text)[2];
    assert_eq!(cells(row).unwrap(), ["`a [--b]` · `c\\|d`", "e"]);
    assert_eq!(spans(row), ["a [--b]", "c|d"]);
    assert_eq!(prose(text).iter().flat_map(|line| links(line)).collect::<Vec<_>>(), ["u.md#v", "p.png"]);
}
