//! Public numbers to call: facts from `assets/contacts.toml`, words from `contacts.ftl` and `scripts.ftl`.

mod check;
mod order;
mod own;
mod words;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Locale, holidays};
use crate::core::holidays::HolidayCalendar;
use crate::core::opening_hours::{Days, OpeningTime};

pub use order::{Listed, is_old};
pub use own::OwnNumber;
pub(super) use words::day;
pub use words::{checked_line, hidden_line, hours_lines, registered_line};

/// The compiled-in facts.
const SOURCE: &str = include_str!("../../../assets/contacts.toml");

/// How well a fact is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// One source that is not the organisation's own.
    Medium,
    /// The organisation's own page, or two independent copies of it.
    High,
}

/// What a contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Police.
    Police,
    /// Consumer hotline.
    Consumer,
    /// IPA's advice desk.
    Ipa,
    /// Legal support.
    Legal,
    /// A bank.
    Bank,
    /// A card company.
    Card,
    /// Who issued gift cards.
    GiftCard,
    /// Who makes a remote tool.
    Vendor,
}

/// A telephone one may have at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Telephone {
    /// A mobile telephone.
    Mobile,
    /// A mobile telephone paid in advance.
    Prepaid,
    /// The home telephone with keys.
    Home,
    /// An old one with a dial.
    Dial,
    /// One that goes through the internet.
    Ip,
    /// A public telephone.
    Public,
}

/// Whether a number can be reached from a telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reaches {
    /// Yes.
    Yes,
    /// From some of them.
    Some,
    /// No.
    No,
}

/// One opening time as it is written in the file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hours {
    when: Days,
    opens: String,
    closes: String,
}

/// A name in each language of the product.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    ja: String,
    en: String,
}

/// The number for a telephone from which the first one does not work.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OtherNumber {
    /// For which telephone.
    pub from: Telephone,
    /// What to dial.
    pub number: String,
}

/// One desk to call, or, if it has no number, to write to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Stable name, for example `police-advice`.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// What to dial: digits, `#`, `-`. Empty for a desk that has a page only.
    #[serde(default)]
    pub number: String,
    /// Its page, without `https://`. Shown, never opened.
    #[serde(default)]
    pub page: Option<String>,
    name: Name,
    hours: Vec<Hours>,
    /// [`Self::hours`], read.
    #[serde(skip)]
    opening_times: Vec<OpeningTime>,
    /// How well the hours are confirmed.
    pub hours_confidence: Confidence,
    /// The hours differ from place to place.
    #[serde(default)]
    pub hours_vary: bool,
    /// From which telephones it works; what is not known is left out.
    #[serde(default)]
    pub phones: BTreeMap<Telephone, Reaches>,
    /// Numbers for other telephones.
    #[serde(default)]
    pub other_numbers: Vec<OtherNumber>,
    /// Only for people who live there, in Latin letters.
    #[serde(default)]
    pub prefecture: Option<String>,
    /// The tool a vendor makes, by its id in the catalogue.
    #[serde(default)]
    pub tool: Option<String>,
    /// The tool's name, as it is found in the names of what was seen.
    #[serde(default)]
    pub tool_name: Option<String>,
    notes: Vec<String>,
    /// Where the number was read.
    pub source: String,
    /// The day it was read, `YYYY-MM-DD`.
    pub checked_on: String,
    /// How well the number is confirmed.
    pub confidence: Confidence,
}

/// Why the contact data cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ContactsError {
    /// Not TOML, or not of our shape.
    #[error("contacts cannot be read: {0}")]
    Shape(String),
    /// A schema this program does not know.
    #[error("contacts of schema {0} are not known")]
    Schema(u32),
    /// A fact that is not what it should be.
    #[error("contact {id:?}: {fact} is wrong")]
    Fact {
        /// The contact.
        id: String,
        /// The field.
        fact: &'static str,
    },
}

/// The public numbers, and the holidays on which some of them are closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contacts {
    list: Vec<Contact>,
    calendar: HolidayCalendar,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    contact: Vec<Contact>,
}

impl Contacts {
    /// The compiled-in numbers. A test keeps them valid; should that fail, none are shown rather than
    /// wrong ones, and the five steps go on.
    #[must_use]
    pub fn bundled() -> Self {
        Self::parse(SOURCE).unwrap_or_else(|error| {
            log::error!("{error}");
            Self { list: Vec::new(), calendar: HolidayCalendar::empty() }
        })
    }

    /// Reads and checks contact data; holidays are the compiled-in ones.
    ///
    /// # Errors
    /// [`ContactsError`] names the first fact that is wrong.
    pub fn parse(source: &str) -> Result<Self, ContactsError> {
        let mut file: File =
            toml::from_str(source).map_err(|error| ContactsError::Shape(error.message().to_owned()))?;
        if file.schema != 2 {
            return Err(ContactsError::Schema(file.schema));
        }
        check::check(&mut file.contact)?;
        Ok(Self { list: file.contact, calendar: holidays::bundled() })
    }

    /// Every contact, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Contact> {
        self.list.iter()
    }

    /// The contacts of one kind, in the order of the file.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Contact> {
        self.list.iter().filter(move |contact| contact.kind == kind)
    }

    /// The contact named `id`.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Contact> {
        self.list.iter().find(|contact| contact.id == id)
    }

    /// The contact at `place` in the order of the file.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<&Contact> {
        self.list.get(place)
    }

    /// The holidays that opening hours depend on.
    #[must_use]
    pub fn calendar(&self) -> &HolidayCalendar {
        &self.calendar
    }
}

impl Contact {
    /// Who answers there.
    #[must_use]
    pub fn name(&self, locale: Locale) -> &str {
        match locale {
            Locale::Ja => &self.name.ja,
            Locale::En => &self.name.en,
        }
    }

    /// When somebody answers; empty when that is not known.
    #[must_use]
    pub fn opening_times(&self) -> &[OpeningTime] {
        &self.opening_times
    }
}
