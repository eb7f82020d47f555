//! What the family sets up: language, text size and their own telephone numbers.

use super::detection::allow_list::AllowList;
use super::own_contacts::{NAME_MAX_CHARS, OwnContact, plain_line};
use super::watch::WatchChoices;

/// `text` as a person's name: one line without invisible characters, at most [`NAME_MAX_CHARS`] of them.
#[must_use]
pub fn person_name(text: &str) -> Option<String> {
    let name = plain_line(text);
    (1..=NAME_MAX_CHARS).contains(&name.chars().count()).then_some(name)
}

/// Most contacts kept of each kind. A screen shows few; a hostile file may hold many.
pub const CONTACTS_MAX: usize = 8;

/// How large the words are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TextSize {
    /// The standard: 28 logical pixels and more.
    #[default]
    Normal,
    /// A quarter larger.
    Large,
    /// Half as large again.
    ExtraLarge,
}

impl TextSize {
    /// Every size, smallest first.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Large, Self::ExtraLarge];

    /// The name in the settings file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Large => "large",
            Self::ExtraLarge => "extra-large",
        }
    }

    /// The size named `key` in the settings file.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.key() == key)
    }
}

/// Which colours the window draws with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Contrast {
    /// High contrast when the system is set to it.
    #[default]
    AsSystem,
    /// High contrast always.
    High,
}

impl Contrast {
    /// Every choice, the usual one first.
    pub const ALL: [Self; 2] = [Self::AsSystem, Self::High];

    /// The name in the settings file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::AsSystem => "system",
            Self::High => "high",
        }
    }

    /// The choice named `key` in the settings file.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|contrast| contrast.key() == key)
    }
}

/// Everything the family can set. Whatever is missing or wrong in the file stays at its default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Chosen language as a tag (`ja`, `en`); absent: the system's.
    pub language: Option<String>,
    /// How large the words are.
    pub text_size: TextSize,
    /// Which colours.
    pub contrast: Contrast,
    /// The person's own name, for the sheet and for what to say; absent: not set.
    pub person: Option<String>,
    /// Family members to call.
    pub family: Vec<OwnContact>,
    /// The person's own banks.
    pub banks: Vec<OwnContact>,
    /// The person's own card companies.
    pub cards: Vec<OwnContact>,
    /// Tools the family trusts, as the file has them: believed only while they are what was allowed
    /// with the PIN, see [`AllowList::trusted`].
    pub allowed: AllowList,
    /// What the watcher does.
    pub watch: WatchChoices,
}

/// The three lists of own contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContactKind {
    /// Family members.
    Family,
    /// Banks.
    Bank,
    /// Card companies.
    Card,
}

impl ContactKind {
    /// Every kind, in the order of the settings page.
    pub const ALL: [Self; 3] = [Self::Family, Self::Bank, Self::Card];

    /// The name of the list in the settings file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Family => "family",
            Self::Bank => "bank",
            Self::Card => "card",
        }
    }
}

impl Settings {
    /// The contacts of one kind.
    #[must_use]
    pub fn contacts(&self, kind: ContactKind) -> &[OwnContact] {
        match kind {
            ContactKind::Family => &self.family,
            ContactKind::Bank => &self.banks,
            ContactKind::Card => &self.cards,
        }
    }

    /// Writes `date` (`YYYY-MM-DD`) on every contact that bears none.
    pub fn date_contacts(&mut self, date: &str) {
        for kind in ContactKind::ALL {
            self.contacts_mut(kind).iter_mut().for_each(|contact| contact.date_if_undated(date));
        }
    }

    /// The contacts of one kind, to be edited.
    pub fn contacts_mut(&mut self, kind: ContactKind) -> &mut Vec<OwnContact> {
        match kind {
            ContactKind::Family => &mut self.family,
            ContactKind::Bank => &mut self.banks,
            ContactKind::Card => &mut self.cards,
        }
    }
}

/// `tag` in lower case if it has the shape of a language tag, at most 16 characters.
#[must_use]
pub fn language_tag(tag: &str) -> Option<String> {
    let shape = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    ((1..=16).contains(&tag.len()) && tag.bytes().all(shape)).then(|| tag.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_sizes_are_found_by_their_own_names_only() {
        for size in TextSize::ALL {
            assert_eq!(TextSize::from_key(size.key()), Some(size));
        }
        for contrast in Contrast::ALL {
            assert_eq!(Contrast::from_key(contrast.key()), Some(contrast));
        }
        assert_eq!(Contrast::from_key("normal"), None);
        assert_eq!(TextSize::from_key("Large"), None);
        assert_eq!(TextSize::from_key(""), None);
    }

    #[test]
    fn language_tags_are_bounded_and_plain() {
        for (tag, expected) in [
            ("ja", Some("ja")),
            ("EN-gb", Some("en-gb")),
            ("", None),
            ("ja\u{202e}", None),
            ("../../../etc", None),
            ("abcdefghijklmnopq", None),
        ] {
            assert_eq!(language_tag(tag).as_deref(), expected, "{tag:?}");
        }
    }
}
