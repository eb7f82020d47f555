//! Reads a pack from TOML, strictly: every key is known, every value bounded, every fault has its line.

use toml_edit::{Document, Item, TableLike};

use super::plain_text::{is_allowed, looks_like_link};
use super::{
    Centre, PACK_MAX_BYTES, PACK_NAME_MAX_CHARS, PACK_NUMBERS_MAX, PACK_TEXT_MAX_CHARS, Pack, PackDefaults,
    PackFingerprint, PackTexts, Reserved, Workplace,
};
use crate::core::opening_hours::OpeningTime;
use crate::core::own_contacts::plain_line;
use crate::core::phone_number::{PhoneProblem, of_japan};
use crate::core::settings::TextSize;

/// The schema this program reads.
const SCHEMA: i64 = 1;
/// Longest name of a key in an error, in characters.
const KEY_SHOWN_CHARS: usize = 40;

/// Why a pack was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line:?}: {problem}")]
pub struct PackError {
    /// The line at fault, counted from 1; absent when it is the file as a whole.
    pub line: Option<u32>,
    /// What is wrong there.
    pub problem: PackProblem,
}

/// What is wrong with a pack. Keys are written as in the file: `centre.phone`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackProblem {
    /// More than [`PACK_MAX_BYTES`].
    #[error("larger than {PACK_MAX_BYTES} bytes")]
    TooLarge,
    /// Not UTF-8.
    #[error("not UTF-8 text")]
    NotText,
    /// Not TOML.
    #[error("not TOML")]
    NotToml,
    /// A schema this program does not know, or none.
    #[error("schema is not {SCHEMA}")]
    Schema,
    /// A key that packs do not have.
    #[error("unknown key {0}")]
    UnknownKey(String),
    /// A key that packs must have.
    #[error("{0} is missing")]
    Missing(String),
    /// A value of another kind than this key has.
    #[error("{0} has a value of the wrong kind")]
    Kind(String),
    /// Longer than allowed.
    #[error("{key} is longer than {max} characters")]
    TooLong {
        /// Which.
        key: String,
        /// Characters allowed.
        max: usize,
    },
    /// Characters that are neither Japanese nor plain Latin.
    #[error("{0} has characters that packs may not use")]
    Characters(String),
    /// No number of Japan.
    #[error("{key}: {problem}")]
    Phone {
        /// Which.
        key: String,
        /// Why.
        problem: PhoneProblem,
    },
    /// One of the public numbers.
    #[error("{0} is a number that belongs to somebody else")]
    ReservedNumber(String),
    /// A name that people trust for another reason.
    #[error("{key} uses {word}")]
    ReservedWord {
        /// Which.
        key: String,
        /// The word.
        word: String,
    },
    /// A telephone number inside a sentence.
    #[error("{0} holds a number")]
    NumberInText(String),
    /// An address of the internet or of a file.
    #[error("{0} holds a link or a path")]
    LinkInText(String),
    /// Opening times written in another way than days and hours.
    #[error("{0} is not written as days and hours")]
    Hours(String),
    /// More numbers than allowed.
    #[error("more than {PACK_NUMBERS_MAX} numbers")]
    TooManyNumbers,
}

type Outcome<T> = Result<T, PackError>;

pub(super) fn read(bytes: &[u8], reserved: &Reserved) -> Outcome<Pack> {
    let whole = |problem| PackError { line: None, problem };
    if bytes.len() > PACK_MAX_BYTES {
        return Err(whole(PackProblem::TooLarge));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| PackError {
        line: Some(line_of(bytes, error.valid_up_to())),
        problem: PackProblem::NotText,
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = Document::parse(text).map_err(|error| PackError {
        line: error.span().map(|span| line_of(text.as_bytes(), span.start)),
        problem: PackProblem::NotToml,
    })?;
    Reader { text, reserved }.pack(document.as_table(), PackFingerprint::of(bytes))
}

/// The line, counted from 1, that holds byte `offset`.
fn line_of(bytes: &[u8], offset: usize) -> u32 {
    let newlines = bytes.iter().take(offset).filter(|byte| **byte == b'\n').count();
    u32::try_from(newlines.saturating_add(1)).unwrap_or(u32::MAX)
}

struct Reader<'a> {
    text: &'a str,
    reserved: &'a Reserved,
}

/// One table of the pack and what it is called in errors.
#[derive(Clone, Copy)]
struct Section<'a> {
    table: &'a dyn TableLike,
    name: &'a str,
    line: Option<u32>,
}

impl Section<'_> {
    fn key(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }
}

impl Reader<'_> {
    fn pack(&self, table: &dyn TableLike, fingerprint: PackFingerprint) -> Outcome<Pack> {
        let root = Section { table, name: "", line: None };
        match root.table.get("schema") {
            Some(item) if item.as_integer() == Some(SCHEMA) => {}
            other => return Err(self.at(other, PackProblem::Schema)),
        }
        self.only(root, &["schema", "centre", "number", "texts", "defaults", "workplace"])?;
        let centre = self.section(root, "centre")?;
        let centre = centre.ok_or_else(|| self.missing(root, "centre"))?;
        self.only(centre, &["name", "phone", "hours"])?;
        let centre = self.centre(centre)?;
        Ok(Pack {
            centre,
            numbers: self.numbers(root)?,
            texts: self.texts(root)?,
            defaults: self.defaults(root)?,
            workplace: self.workplace(root)?,
            fingerprint,
        })
    }

    fn numbers(&self, root: Section<'_>) -> Outcome<Vec<Centre>> {
        let Some(item) = root.table.get("number") else { return Ok(Vec::new()) };
        let Some(tables) = item.as_array_of_tables() else {
            return Err(self.at(Some(item), PackProblem::Kind("number".into())));
        };
        if let Some(extra) = tables.iter().nth(PACK_NUMBERS_MAX) {
            let line = extra.span().map(|span| line_of(self.text.as_bytes(), span.start));
            return Err(PackError { line, problem: PackProblem::TooManyNumbers });
        }
        let mut numbers = Vec::new();
        for table in tables {
            let line = table.span().map(|span| line_of(self.text.as_bytes(), span.start));
            let section = Section { table, name: "number", line };
            self.only(section, &["name", "phone", "hours"])?;
            numbers.push(self.centre(section)?);
        }
        Ok(numbers)
    }

    fn texts(&self, root: Section<'_>) -> Outcome<PackTexts> {
        let Some(section) = self.section(root, "texts")? else { return Ok(PackTexts::default()) };
        self.only(section, &["say", "leaflet"])?;
        let say = self.words(section, "say", PACK_TEXT_MAX_CHARS)?;
        let leaflet = self.words(section, "leaflet", PACK_TEXT_MAX_CHARS)?;
        Ok(PackTexts { say, leaflet })
    }

    fn defaults(&self, root: Section<'_>) -> Outcome<PackDefaults> {
        let Some(section) = self.section(root, "defaults")? else { return Ok(PackDefaults::default()) };
        self.only(section, &["text_size"])?;
        let Some(item) = section.table.get("text_size") else { return Ok(PackDefaults::default()) };
        let wrong = || self.at(Some(item), PackProblem::Kind(section.key("text_size")));
        let text_size = item.as_str().and_then(TextSize::from_key).ok_or_else(wrong)?;
        Ok(PackDefaults { text_size: Some(text_size) })
    }

    fn workplace(&self, root: Section<'_>) -> Outcome<Option<Workplace>> {
        let Some(section) = self.section(root, "workplace")? else { return Ok(None) };
        self.only(section, &["keep_on", "name", "phone"])?;
        let keep_on = section.table.get("keep_on").ok_or_else(|| self.missing(section, "keep_on"))?;
        let wrong = || self.at(Some(keep_on), PackProblem::Kind(section.key("keep_on")));
        let keep_on = keep_on.as_bool().ok_or_else(wrong)?;
        let in_charge = self.centre(section)?;
        Ok(keep_on.then_some(Workplace { in_charge }))
    }

    fn centre(&self, section: Section<'_>) -> Outcome<Centre> {
        let name = self.words(section, "name", PACK_NAME_MAX_CHARS)?;
        let name = name.ok_or_else(|| self.missing(section, "name"))?;
        let item = section.table.get("phone");
        let typed = item.ok_or_else(|| self.missing(section, "phone"))?;
        let wrong = || self.at(item, PackProblem::Kind(section.key("phone")));
        let typed = typed.as_str().ok_or_else(wrong)?;
        let phone = of_japan(typed)
            .map_err(|problem| self.at(item, PackProblem::Phone { key: section.key("phone"), problem }))?;
        if self.reserved.has_number(&phone) {
            return Err(self.at(item, PackProblem::ReservedNumber(section.key("phone"))));
        }
        Ok(Centre { name, phone, hours: self.hours(section)? })
    }

    /// The opening times; none when they are not said.
    fn hours(&self, section: Section<'_>) -> Outcome<Vec<OpeningTime>> {
        let Some(text) = self.line_of_text(section, "hours", PACK_NAME_MAX_CHARS)? else {
            return Ok(Vec::new());
        };
        let wrong = || self.at(section.table.get("hours"), PackProblem::Hours(section.key("hours")));
        self.reserved.hours.read(&text).ok_or_else(wrong)
    }

    /// Words of the issuer's own: no number, no link, and no name that people trust for another reason.
    fn words(&self, section: Section<'_>, key: &str, max: usize) -> Outcome<Option<String>> {
        let Some(text) = self.line_of_text(section, key, max)? else { return Ok(None) };
        let wrong = |problem| Err(self.at(section.table.get(key), problem));
        if looks_like_link(&text) {
            return wrong(PackProblem::LinkInText(section.key(key)));
        }
        if self.reserved.spells_number(&text) {
            return wrong(PackProblem::NumberInText(section.key(key)));
        }
        if let Some(word) = self.reserved.word_in(&text) {
            return wrong(PackProblem::ReservedWord { key: section.key(key), word: word.to_owned() });
        }
        Ok(Some(text))
    }

    /// A line of text, or nothing; an empty one is none.
    fn line_of_text(&self, section: Section<'_>, key: &str, max: usize) -> Outcome<Option<String>> {
        let Some(item) = section.table.get(key) else { return Ok(None) };
        let wrong = |problem| Err(self.at(Some(item), problem));
        let Some(raw) = item.as_str() else { return wrong(PackProblem::Kind(section.key(key))) };
        let text = raw.trim();
        if !text.chars().all(is_allowed) || plain_line(text) != text {
            return wrong(PackProblem::Characters(section.key(key)));
        }
        if text.chars().count() > max {
            return wrong(PackProblem::TooLong { key: section.key(key), max });
        }
        Ok((!text.is_empty()).then(|| text.to_owned()))
    }

    fn section<'t>(&self, root: Section<'t>, name: &'t str) -> Outcome<Option<Section<'t>>> {
        let Some(item) = root.table.get(name) else { return Ok(None) };
        let wrong = || self.at(Some(item), PackProblem::Kind(name.to_owned()));
        let table = item.as_table_like().ok_or_else(wrong)?;
        Ok(Some(Section { table, name, line: self.line(item) }))
    }

    /// Refuses every key of `section` but `known`.
    fn only(&self, section: Section<'_>, known: &[&str]) -> Outcome<()> {
        let unknown = section.table.iter().find(|(key, _)| !known.contains(key));
        let Some((key, item)) = unknown else { return Ok(()) };
        let span = section.table.key(key).and_then(toml_edit::Key::span).or_else(|| item.span());
        let line = span.map(|span| line_of(self.text.as_bytes(), span.start)).or(section.line);
        let shown = crate::core::detection::hostile_text::shown(&section.key(key), KEY_SHOWN_CHARS);
        Err(PackError { line, problem: PackProblem::UnknownKey(shown) })
    }

    fn missing(&self, section: Section<'_>, key: &str) -> PackError {
        PackError { line: section.line, problem: PackProblem::Missing(section.key(key)) }
    }

    fn at(&self, item: Option<&Item>, problem: PackProblem) -> PackError {
        PackError { line: item.and_then(|item| self.line(item)), problem }
    }

    fn line(&self, item: &Item) -> Option<u32> {
        item.span().map(|span| line_of(self.text.as_bytes(), span.start))
    }
}
