//! What a pack may not use: the public numbers, and names that people trust for another reason.

use std::collections::BTreeSet;

use super::folding::{Alike, DASH, compact};
use super::hours::HoursReader;
use super::rules::Rules;
use super::spoken_numbers::NumberReader;
use crate::core::phone_number::digits_of;

/// A Latin brand of so many letters counts also when it is spread over several words.
const SPREAD_FROM_LETTERS: usize = 6;

/// Numbers and words that belong to others than the issuer of a pack, and how its other texts are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reserved {
    numbers: BTreeSet<String>,
    words: Vec<Word>,
    brands: Vec<Word>,
    alike: Alike,
    pub(super) spoken: NumberReader,
    pub(super) hours: HoursReader,
}

/// A reserved word as it is shown, and as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Word {
    shown: String,
    folded: String,
    /// It counts as a whole word only.
    whole: bool,
}

impl Reserved {
    /// Reserves `numbers` (as they are dialled), `names`, and what `rules` say.
    pub fn new<'a>(
        numbers: impl IntoIterator<Item = &'a str>,
        names: impl IntoIterator<Item = &'a str>,
        rules: &'a Rules,
    ) -> Self {
        let alike = Alike::new(rules.alike.iter().map(String::as_str));
        let word = |shown: &str| {
            let spaced = alike.folded(shown.trim());
            let folded = compact(&spaced);
            let whole = is_latin(&spaced);
            (!folded.is_empty()).then(|| Word { shown: shown.trim().to_owned(), folded, whole })
        };
        Self {
            numbers: numbers.into_iter().map(digits_of).filter(|digits| !digits.is_empty()).collect(),
            words: names.into_iter().chain(rules.words.iter().map(String::as_str)).filter_map(word).collect(),
            brands: rules.brands.iter().map(String::as_str).filter_map(word).collect(),
            spoken: NumberReader::new(rules),
            hours: HoursReader::new(&rules.hours),
            alike,
        }
    }

    /// True when `phone` is one of the reserved numbers, however it is written.
    #[must_use]
    pub fn has_number(&self, phone: &str) -> bool {
        self.numbers.contains(&digits_of(phone))
    }

    /// The reserved word that `text` uses, if any, however it is written.
    #[must_use]
    pub fn word_in(&self, text: &str) -> Option<&str> {
        let folded = self.alike.folded(text);
        let latin = latin_words(&folded);
        let unspaced = compact(&folded);
        let without_dashes: String = unspaced.chars().filter(|c| *c != DASH).collect();
        let stands_in = |word: &str| unspaced.contains(word) || without_dashes.contains(word);
        let used = |word: &&Word| {
            let folded = word.folded.as_str();
            if word.whole { latin.iter().any(|latin| latin == folded) } else { stands_in(folded) }
        };
        let branded = |word: &&Word| {
            let word = word.folded.as_str();
            latin.iter().any(|latin| latin.contains(word))
                || (word.len() >= SPREAD_FROM_LETTERS && stands_in(word))
        };
        let found = self.words.iter().find(used).or_else(|| self.brands.iter().find(branded));
        found.map(|word| word.shown.as_str())
    }

    /// True when `text` tells a number that somebody could dial, in figures or in words.
    #[must_use]
    pub fn spells_number(&self, text: &str) -> bool {
        self.spoken.tells_number(text)
    }
}

fn is_latin(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The Latin words of `folded`; letters that stand alone are spelling one.
fn latin_words(folded: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut spelling = false;
    for word in folded.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        let alone = word.len() == 1;
        match words.last_mut().filter(|_| alone && spelling) {
            Some(last) => last.push_str(word),
            None => words.push(word.to_owned()),
        }
        spelling = alone;
    }
    words
}
