//! Which language the product speaks.

use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

/// A language the product is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Japanese, the first language and the fallback.
    #[default]
    Ja,
    /// English.
    En,
}

impl Locale {
    /// Every language, Japanese first.
    pub const ALL: [Self; 2] = [Self::Ja, Self::En];

    /// The language tag, for example `ja`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }

    /// The identifier Fluent uses for plural rules.
    #[must_use]
    pub fn langid(self) -> LanguageIdentifier {
        // Both tags are valid by construction; an undetermined language would still show the right words.
        self.tag().parse().unwrap_or_default()
    }

    /// The first language of `preferred` (BCP 47 or POSIX tags, best first) that we speak, else Japanese.
    pub fn negotiate<S: AsRef<str>>(preferred: impl IntoIterator<Item = S>) -> Self {
        preferred
            .into_iter()
            .find_map(|tag| {
                let language = tag.as_ref().split(['-', '_', '.']).next().unwrap_or("").to_ascii_lowercase();
                Self::ALL.into_iter().find(|locale| locale.tag() == language)
            })
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_users_language_wins_and_japanese_is_the_fallback() {
        for (preferred, expected) in [
            (vec!["ja-JP"], Locale::Ja),
            (vec!["en_GB.UTF-8"], Locale::En),
            (vec!["fr", "en-US"], Locale::En),
            (vec!["EN"], Locale::En),
            (vec!["C"], Locale::Ja),
            (vec!["zh-Hans-CN", ""], Locale::Ja),
            (vec![], Locale::Ja),
        ] {
            assert_eq!(Locale::negotiate(&preferred), expected, "{preferred:?}");
        }
    }
}
