//! Texts as they are read by a person in a hurry: width, case, accents, kana and look-alikes folded.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization as _;

/// Marks over Latin letters.
const ACCENTS: std::ops::RangeInclusive<char> = '\u{300}'..='\u{36f}';

/// Lower case, plain width, no accents, hiragana as katakana.
pub(super) fn plain(text: &str) -> String {
    text.nfkd()
        .filter(|c| !ACCENTS.contains(c))
        .nfc()
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            '\u{3041}'..='\u{3096}' => char::from_u32(u32::from(c).saturating_add(0x60)).unwrap_or(c),
            other => other,
        })
        .collect()
}

/// Small kana as large ones: they differ by a millimetre.
fn large(c: char) -> char {
    match c {
        '\u{30a1}' | '\u{30a3}' | '\u{30a5}' | '\u{30a7}' | '\u{30a9}' | '\u{30c3}' | '\u{30e3}'
        | '\u{30e5}' | '\u{30e7}' | '\u{30ee}' => char::from_u32(u32::from(c).saturating_add(1)).unwrap_or(c),
        '\u{30f5}' => '\u{30ab}',
        '\u{30f6}' => '\u{30b1}',
        other => other,
    }
}

/// Signs that are taken for each other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Alike(BTreeMap<char, char>);

impl Alike {
    /// From groups of signs; the first of each stands for the others.
    pub(super) fn new<'a>(groups: impl IntoIterator<Item = &'a str>) -> Self {
        let mut alike = BTreeMap::new();
        for group in groups {
            let mut signs = group.chars();
            let Some(first) = signs.next() else { continue };
            alike.extend(signs.map(|sign| (sign, first)));
        }
        Self(alike)
    }

    /// `text` with one sign for all that look like it.
    pub(super) fn folded(&self, text: &str) -> String {
        let text: String =
            plain(text).chars().map(large).map(|c| self.0.get(&c).copied().unwrap_or(c)).collect();
        // Two narrow letters look like a wide one.
        text.replace("rn", "m").replace("vv", "w")
    }
}

/// Stands for every dash and for the long-vowel mark once a text is folded.
pub(super) const DASH: char = '\u{30fc}';

/// `folded` without anything between letters. Dashes stay: between kana they are a vowel.
pub(super) fn compact(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric() || *c == DASH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_becomes_the_same() {
        let alike = Alike::new(["o0", "l1i", "\u{30cb}\u{4e8c}", "\u{30fc}-\u{4e00}"]);
        for (one, other) in [
            ("M\u{ed}crosoft", "m1cr0soft"),
            ("\u{ff2d}ICROSOFT", "rnicrosoft"),
            ("\u{304c}", "\u{30ac}"),
            ("\u{30c3}\u{30e3}", "\u{3064}\u{3084}"),
            ("\u{30cb}", "\u{4e8c}"),
            ("\u{30ab}\u{30fc}\u{30c9}", "\u{304b}-\u{3069}"),
            ("\u{304b}\u{3099}", "\u{304c}"),
        ] {
            assert_eq!(alike.folded(one), alike.folded(other), "{one} {other}");
        }
        assert_ne!(alike.folded("\u{304b}"), alike.folded("\u{304c}"), "a voiced sound is another one");
        assert_eq!(compact("a b\u{30fb}c-d"), "abcd");
    }
}
