//! All words live in the Fluent files, both languages say the same things, and every one is used.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast;
use fluent_syntax::parser;
use kyukyubako::content::texts::FILES;

use crate::source::{Piece, files, root, shipped, short, text};

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
        .filter(|id| !literals.contains(*id))
        .filter(|id| !prefixes.iter().any(|prefix| id.starts_with(prefix)))
        .filter(|id| !suffixes.iter().any(|suffix| id.ends_with(suffix)))
        .collect();
    assert_eq!(unused, Vec::<&String>::new());
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

/// Words written in kanji that one emergency sentence may hold.
const KANJI_WORDS_MAX: usize = 4;
/// Characters of one Japanese emergency sentence, spaces not counted.
const CHARACTERS_MAX: usize = 26;
/// Words of one English emergency sentence.
const ENGLISH_WORDS_MAX: usize = 12;

/// The rules of `words.toml`.
#[derive(serde::Deserialize)]
struct Rules {
    emergency: Vec<String>,
    read_in_peace: Vec<String>,
    names: Vec<String>,
    sentence_ends: Vec<String>,
    missing: Vec<String>,
    banned: Both<Vec<String>>,
    answered: Vec<Answered>,
    measured: Vec<Measured>,
}

/// One value for each language.
#[derive(serde::Deserialize)]
struct Both<T> {
    ja: T,
    en: T,
}

#[derive(serde::Deserialize)]
struct Answered {
    id: String,
    ja: String,
    en: String,
}

#[derive(serde::Deserialize)]
struct Measured {
    sentence: String,
    kanji_words: usize,
}

impl Rules {
    fn read() -> Self {
        toml::from_str(&text(&root().join("tests/house/words.toml"))).expect("rules")
    }

    fn is_emergency(&self, file: &str, id: &str) -> bool {
        let listed = |part: &String| match part.strip_prefix('/') {
            Some(prefix) => id.starts_with(prefix),
            None => part.strip_suffix('/') == Some(file),
        };
        self.emergency.iter().any(listed) && !self.read_in_peace.iter().any(|peace| id.starts_with(peace))
    }

    /// The sentences of one message, each value that is put in replaced by one letter.
    fn sentences(&self, words: &str) -> Vec<String> {
        let mut rest = words;
        let mut plain = String::new();
        while let Some((before, after)) = rest.split_once('{') {
            plain.push_str(before);
            plain.push('x');
            rest = after.split_once('}').map_or("", |(_, after)| after);
        }
        plain.push_str(rest);
        // A full stop within figures and web pages ends no sentence.
        let plain = format!("{} ", plain.replace('\n', " ")).replace(". ", "\n");
        let marked = self.sentence_ends.iter().fold(plain, |plain, end| plain.replace(end.as_str(), "\n"));
        marked.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
    }

    /// Runs of kanji; the counter behind a figure is no word of its own, a long name is one.
    fn kanji_words(&self, sentence: &str) -> usize {
        let is_kanji = |c: char| matches!(c, '\u{3005}' | '\u{3400}'..='\u{9fff}');
        let sentence = self.names.iter().fold(sentence.to_owned(), |it, name| it.replace(name, "\u{6cd5}"));
        let mut count = 0;
        let mut before = ' ';
        for c in sentence.chars() {
            if is_kanji(c) && !is_kanji(before) && !before.is_ascii_alphanumeric() {
                count += 1;
            }
            before = c;
        }
        count
    }
}

#[test]
fn emergency_sentences_are_short_and_plain() {
    let rules = Rules::read();
    let mut seen = 0;
    let mut broken = Vec::new();
    for (file, ja, en) in FILES {
        let read_in_need =
            |source| sentences(source).into_iter().filter(|(id, _)| rules.is_emergency(file, id));
        for (id, words) in read_in_need(ja) {
            for sentence in rules.sentences(&words) {
                seen += 1;
                let length = sentence.chars().filter(|c| !c.is_whitespace()).count();
                let kanji = rules.kanji_words(&sentence);
                if kanji > KANJI_WORDS_MAX || length > CHARACTERS_MAX {
                    broken.push(format!("ja/{id}: {kanji} kanji words, {length} characters: {sentence}"));
                }
            }
        }
        for (id, words) in read_in_need(en) {
            for sentence in rules.sentences(&words) {
                let length = sentence.split_whitespace().count();
                if length > ENGLISH_WORDS_MAX {
                    broken.push(format!("en/{id}: {length} words: {sentence}"));
                }
            }
        }
    }
    assert!(seen > 150, "{seen} sentences were found");
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn the_ruler_measures() {
    let rules = Rules::read();
    for measured in &rules.measured {
        let sentences = rules.sentences(&measured.sentence);
        let count: usize = sentences.iter().map(|sentence| rules.kanji_words(sentence)).sum();
        assert_eq!(count, measured.kanji_words, "{}", measured.sentence);
    }
    let split = rules.sentences("At 9:05. Call { $number } first: now? www.a.example/b");
    assert_eq!(split, ["At 9", "05", "Call x first", "now", "www.a.example/b"]);
}

#[test]
fn no_phrase_blames_frightens_commands_or_promises_and_no_gap_is_left() {
    let rules = Rules::read();
    let mut found = Vec::new();
    for (file, ja, en) in FILES {
        for (locale, source, banned) in [("ja", ja, &rules.banned.ja), ("en", en, &rules.banned.en)] {
            for (id, words) in sentences(source) {
                let plain = words.to_lowercase();
                // Spaces stand between phrases: a banned one may hide across them.
                let closed: String = words.chars().filter(|c| !c.is_whitespace()).collect();
                for phrase in banned.iter().chain(&rules.missing) {
                    if closed.contains(phrase.as_str()) || plain.contains(phrase.as_str()) {
                        found.push(format!("{locale}/{file}.ftl: {id}: {phrase}"));
                    }
                }
            }
        }
    }
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn the_callers_levers_are_answered_where_he_pulls_them() {
    let said = |locale: &str, id: &str| {
        FILES
            .iter()
            .flat_map(|(_, ja, en)| sentences(if locale == "ja" { ja } else { en }))
            .find_map(|(found, words)| (found == id).then_some(words))
            .unwrap_or_else(|| panic!("{locale}/{id} is missing"))
    };
    for Answered { id, ja, en } in Rules::read().answered {
        for (locale, phrase) in [("ja", ja), ("en", en)] {
            assert!(said(locale, &id).contains(&phrase), "{locale}/{id}: {phrase}");
        }
    }
}
