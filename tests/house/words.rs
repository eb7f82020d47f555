//! All words live in the Fluent files, both languages say the same things, and every one is used.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast;
use fluent_syntax::parser;
use kyukyubako::content::texts::FILES;

use crate::source::{Piece, files, root, shipped, short, text};

/// Words written for a screen that is not in this build yet. Empty this list, never let it grow.
const NOT_YET_SHOWN: &[&str] = &[
    "storage-export-dialog-open",
    "storage-export-dialog-title",
    "storage-export-no-dialog",
    "storage-export-saved",
];

/// What one entry needs: its variables and attributes, and those of its attributes.
type Shape = BTreeSet<String>;

/// The entries of one Fluent source by id; terms begin with `-`.
fn entries(file: &str, source: &str) -> BTreeMap<String, Shape> {
    let resource = parser::parse(source).unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
    let mut entries = BTreeMap::new();
    for entry in resource.body {
        let (id, value, attributes) = match entry {
            ast::Entry::Message(message) => (message.id.name.to_owned(), message.value, message.attributes),
            ast::Entry::Term(term) => (format!("-{}", term.id.name), Some(term.value), term.attributes),
            ast::Entry::Junk { content } => panic!("{file}: not Fluent: {content}"),
            _ => continue,
        };
        let mut shape = Shape::new();
        if let Some(value) = &value {
            pattern(value, &mut shape);
        }
        for attribute in &attributes {
            shape.insert(format!(".{}", attribute.id.name));
            pattern(&attribute.value, &mut shape);
        }
        assert!(entries.insert(id.clone(), shape).is_none(), "{file}: {id} stands there twice");
    }
    entries
}

fn pattern(pattern: &ast::Pattern<&str>, shape: &mut Shape) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            expression_of(expression, shape);
        }
    }
}

fn expression_of(expression: &ast::Expression<&str>, shape: &mut Shape) {
    match expression {
        ast::Expression::Inline(inline) => inline_of(inline, shape),
        ast::Expression::Select { selector, variants } => {
            inline_of(selector, shape);
            variants.iter().for_each(|variant| pattern(&variant.value, shape));
        }
    }
}

fn inline_of(inline: &ast::InlineExpression<&str>, shape: &mut Shape) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            shape.insert(format!("${}", id.name));
        }
        ast::InlineExpression::MessageReference { id, .. } => {
            shape.insert(format!("→{}", id.name));
        }
        ast::InlineExpression::Placeable { expression } => expression_of(expression, shape),
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| inline_of(argument, shape));
        }
        _ => {}
    }
}

/// Every id of the Japanese files.
fn all_ids() -> BTreeSet<String> {
    FILES.iter().flat_map(|(file, ja, _)| entries(file, ja).into_keys()).collect()
}

#[test]
fn both_languages_have_the_same_files_ids_variables_and_attributes() {
    for locale in ["ja", "en"] {
        let on_disk: Vec<_> = files(&format!("locales/{locale}"), &[".ftl"])
            .iter()
            .map(|path| path.file_stem().expect("name").to_string_lossy().into_owned())
            .collect();
        let mut compiled: Vec<_> = FILES.iter().map(|(file, ..)| (*file).to_owned()).collect();
        compiled.sort();
        assert_eq!(on_disk, compiled, "{locale}: the list in src/content/texts.rs");
    }
    let mut seen = BTreeSet::new();
    for (file, ja, en) in FILES {
        let (ja, en) = (entries(file, ja), entries(file, en));
        assert_eq!(ja, en, "{file}.ftl");
        for id in ja.keys() {
            assert!(seen.insert(id.clone()), "{id} is in two files");
        }
    }
}

#[test]
fn no_sentence_is_empty_and_english_files_hold_no_japanese() {
    for (file, ja, en) in FILES {
        for source in [ja, en] {
            for line in source.lines() {
                assert!(!line.trim_end().ends_with(" = \"\""), "{file}: {line}");
            }
        }
        // A language is offered under its own name.
        let own_name = |line: &&str| !line.starts_with("settings-japanese = ");
        let foreign = en.lines().filter(own_name).find(|line| line.chars().any(is_japanese));
        assert_eq!(foreign, None, "en/{file}.ftl");
    }
}

/// Kana, kanji and full-width forms. Bracket characters may also mark missing words.
fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ff9f}' | '\u{3001}'..='\u{3003}')
}

#[test]
fn no_japanese_is_written_into_code() {
    for path in files("src", &[".rs"]) {
        for piece in shipped(&text(&path)) {
            let (Piece::Code(found) | Piece::Literal(found)) = piece;
            assert!(!found.chars().any(is_japanese), "{}: {}", short(&path), found.trim());
        }
    }
}

/// What the shipped code asks for: ids asked for directly, and every literal.
fn asked_for() -> (BTreeMap<String, String>, BTreeSet<String>) {
    let (mut direct, mut literals) = (BTreeMap::new(), BTreeSet::new());
    for path in files("src", &[".rs"]) {
        let mut before = String::new();
        for piece in shipped(&text(&path)) {
            match piece {
                Piece::Code(code) => before = code.split_whitespace().collect(),
                Piece::Literal(literal) => {
                    let calls = ["texts.get(", "texts.with(", "texts.has("];
                    if calls.iter().any(|call| before.ends_with(call)) {
                        direct.insert(literal.clone(), short(&path));
                    }
                    literals.insert(literal);
                }
            }
        }
    }
    (direct, literals)
}

#[test]
fn every_word_that_is_asked_for_exists() {
    let ids = all_ids();
    let (direct, _) = asked_for();
    let missing: Vec<_> = direct.iter().filter(|(id, _)| !ids.contains(*id)).collect();
    assert_eq!(missing, Vec::<(&String, &String)>::new());
}

/// An id counts as used when it is a literal in `src`, when a literal that ends in `-`, or a format
/// literal up to its first `{`, is a prefix of it (`"contacts-say-{}"` uses all of `contacts-say-…`), or
/// when a format literal `{…}-suffix` ends it.
#[test]
fn every_word_is_used() {
    let (_, literals) = asked_for();
    let plain = |text: &str| {
        text.len() >= 4 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b.is_ascii_digit())
    };
    let prefixes: Vec<&str> = literals
        .iter()
        .map(|literal| literal.split_once('{').map_or(literal.as_str(), |(before, _)| before))
        .filter(|prefix| prefix.ends_with('-') && plain(prefix))
        .collect();
    let suffixes: Vec<&str> = literals
        .iter()
        .filter(|literal| literal.starts_with('{'))
        .filter_map(|literal| literal.rsplit_once('}').map(|(_, after)| after))
        .filter(|suffix| suffix.starts_with('-') && plain(suffix))
        .collect();
    let referenced: BTreeSet<String> =
        FILES.iter().flat_map(|(file, ja, _)| entries(file, ja).into_values()).flatten().collect();
    let ids = all_ids();
    let unused: Vec<_> = ids
        .iter()
        .filter(|id| !id.starts_with('-') && !referenced.contains(&format!("→{id}")))
        .filter(|id| !literals.contains(*id) && !NOT_YET_SHOWN.contains(&id.as_str()))
        .filter(|id| !prefixes.iter().any(|prefix| id.starts_with(prefix)))
        .filter(|id| !suffixes.iter().any(|suffix| id.ends_with(suffix)))
        .collect();
    assert_eq!(unused, Vec::<&String>::new());
    for id in NOT_YET_SHOWN {
        assert!(ids.contains(*id), "{id} is listed and does not exist");
    }
}

#[test]
fn facts_are_not_written_into_sentences() {
    // A telephone number in a sentence cannot be checked or corrected in one place.
    let numbers = text(&root().join("assets/contacts.toml"));
    let numbers: Vec<&str> = numbers
        .lines()
        .filter_map(|line| line.strip_prefix("number = \"")?.strip_suffix('"'))
        .filter(|number| number.len() > 3)
        .collect();
    assert!(!numbers.is_empty());
    for (file, ja, en) in FILES {
        for (id, words) in [ja, en].into_iter().flat_map(|source| sentences(source)) {
            // The box shown when nothing else can be: whole sentences, without anything put in.
            if id == "last-resort-text" {
                continue;
            }
            for number in &numbers {
                assert!(!words.contains(number), "{file}.ftl: {id} holds {number}");
            }
        }
    }
}

/// Each message of a Fluent source with all its lines.
fn sentences(source: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        match (line.split_once(" ="), found.last_mut()) {
            (Some((id, words)), _) if !line.starts_with(' ') => found.push((id.to_owned(), words.to_owned())),
            (_, Some((_, words))) => {
                words.push('\n');
                words.push_str(line);
            }
            _ => {}
        }
    }
    found
}
