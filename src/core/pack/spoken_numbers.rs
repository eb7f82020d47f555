//! Finds numbers that a person could dial inside a sentence, in figures or as they are read aloud. Numbers
//! have their own places in a pack, where they are checked.

use super::folding::plain;
use super::rules::Rules;

/// Most figures behind each other: a floor, an age, a month.
const FIGURES_MAX: usize = 2;
/// Most figures in a whole text: no telephone number is hidden between letters.
const FIGURES_IN_ALL_MAX: usize = 6;
/// So many digits behind each other, in figures or words, are a number. Japanese has short syllables for
/// digits: four behind each other are ordinary words.
const DIGITS_BEHIND_EACH_OTHER: usize = 5;
/// So many digits in groups of at least two are a telephone number read in parts.
const DIGITS_IN_GROUPS: usize = 10;

/// Knows digits in every form they are told in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct NumberReader {
    numerals: Vec<char>,
    magnitudes: Vec<char>,
    /// Longest first.
    words: Vec<Vec<char>>,
}

/// What stands at one place of a text.
enum Part {
    /// A digit as a sign.
    Figure,
    /// A digit in words, so many characters long.
    Word(usize),
    /// What may stand between the digits of one number.
    Between,
    /// Anything else.
    Other,
}

impl NumberReader {
    pub(super) fn new(rules: &Rules) -> Self {
        let mut words: Vec<Vec<char>> = rules
            .number_words
            .iter()
            .map(|word| plain(word).chars().collect())
            .filter(|word: &Vec<char>| !word.is_empty())
            .collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self {
            numerals: rules.numerals.chars().collect(),
            magnitudes: rules.magnitudes.chars().collect(),
            words,
        }
    }

    /// True when `text` tells a number that somebody could dial.
    pub(super) fn tells_number(&self, text: &str) -> bool {
        let text: Vec<char> = plain(text).chars().collect();
        let (mut figures, mut digits) = (0, 0);
        let (mut figures_in_all, mut digits_in_groups) = (0, 0);
        let mut at = 0;
        while at < text.len() {
            let part = self.part(&text, at);
            at += if let Part::Word(length) = part { length.max(1) } else { 1 };
            match part {
                Part::Figure => {
                    figures += 1;
                    figures_in_all += 1;
                    digits += 1;
                }
                Part::Word(_) => digits += 1,
                Part::Between => continue,
                Part::Other => (figures, digits) = (0, 0),
            }
            digits_in_groups += match digits {
                2 => 2,
                3.. => 1,
                _ => 0,
            };
            if figures > FIGURES_MAX
                || figures_in_all > FIGURES_IN_ALL_MAX
                || digits >= DIGITS_BEHIND_EACH_OTHER
                || digits_in_groups >= DIGITS_IN_GROUPS
            {
                return true;
            }
        }
        false
    }

    fn part(&self, text: &[char], at: usize) -> Part {
        let Some(c) = text.get(at).copied() else { return Part::Other };
        if c.is_ascii_digit() || self.numerals.contains(&c) {
            return Part::Figure;
        }
        if let Some(word) = self.words.iter().find(|word| stands_at(word, text, at)) {
            return Part::Word(word.len());
        }
        // The long-vowel mark, and the "no" that is read where a hyphen stands.
        let joins = matches!(c, '\u{30fc}' | '\u{30ce}') || self.magnitudes.contains(&c);
        if joins || !c.is_alphanumeric() { Part::Between } else { Part::Other }
    }
}

/// True when `word` stands in `text` at `at`; a Latin one only between other signs than letters.
fn stands_at(word: &[char], text: &[char], at: usize) -> bool {
    if !text.get(at..).is_some_and(|rest| rest.starts_with(word)) {
        return false;
    }
    let letter =
        |place: Option<usize>| place.and_then(|place| text.get(place)).is_some_and(char::is_ascii_alphabetic);
    let latin = word.iter().all(char::is_ascii_alphabetic);
    !(latin && (letter(at.checked_sub(1)) || letter(at.checked_add(word.len()))))
}
