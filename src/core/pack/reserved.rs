//! What a pack may not use: the public numbers, and names that people trust for another reason.

use std::collections::BTreeSet;

use crate::core::phone_number::digits_of;

/// Numbers and words that belong to others than the issuer of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reserved {
    numbers: BTreeSet<String>,
    words: Vec<String>,
}

impl Reserved {
    /// Reserves `numbers` (as they are dialled) and `words`. An ASCII word counts as a whole word,
    /// another one wherever it stands.
    pub fn new<'a>(
        numbers: impl IntoIterator<Item = &'a str>,
        words: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        Self {
            numbers: numbers.into_iter().map(digits_of).filter(|digits| !digits.is_empty()).collect(),
            words: words.into_iter().map(folded).filter(|word| !word.is_empty()).collect(),
        }
    }

    /// True when `phone` is one of the reserved numbers, however it is written.
    #[must_use]
    pub fn has_number(&self, phone: &str) -> bool {
        self.numbers.contains(&digits_of(phone))
    }

    /// The reserved word that `name` uses, if any.
    #[must_use]
    pub fn word_in(&self, name: &str) -> Option<&str> {
        let name = folded(name);
        let words: Vec<&str> = name.split(|c: char| !c.is_ascii_alphanumeric()).collect();
        let unspaced: String = name.chars().filter(|c| !c.is_whitespace() && !is_separator(*c)).collect();
        let used = |word: &&String| {
            if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                words.contains(&word.as_str())
            } else {
                let word: String = word.chars().filter(|c| !c.is_whitespace() && !is_separator(*c)).collect();
                unspaced.contains(&word)
            }
        };
        self.words.iter().find(used).map(String::as_str)
    }
}

/// Marks that change nothing about how a name is read.
fn is_separator(c: char) -> bool {
    matches!(c, '-' | '_' | '.' | ',' | '\u{b7}' | '\u{30fb}' | '\u{3001}' | '\u{3002}')
}

/// Lower case, full-width forms as plain ones, hiragana as katakana.
fn folded(text: &str) -> String {
    let shifted = |c: char, by: i64| {
        u32::try_from(i64::from(u32::from(c)) + by).ok().and_then(char::from_u32).unwrap_or(c)
    };
    text.trim()
        .chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => shifted(c, -0xfee0),
            '\u{3041}'..='\u{3096}' => shifted(c, 0x60),
            '\u{3000}' => ' ',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}
