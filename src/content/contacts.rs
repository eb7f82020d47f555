//! Public numbers to call: facts from `assets/contacts.toml`, words from `contacts.ftl`.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{Arg, Locale, Texts};
use crate::core::own_contacts::{HiddenBecause, OwnContact};

/// The compiled-in facts.
const SOURCE: &str = include_str!("../../assets/contacts.toml");

/// How well a fact is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// One source that is not the organisation's own.
    Medium,
    /// The organisation's own page, or two independent copies of it.
    High,
}

/// The days an opening time holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Days {
    /// All seven.
    EveryDay,
    /// Monday to Friday without holidays.
    Weekdays,
    /// Saturday, Sunday and holidays.
    WeekendsAndHolidays,
}

/// One opening time, in the local time of Japan.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// On which days.
    pub when: Days,
    /// `HH:MM`.
    pub opens: String,
    /// `HH:MM`, up to `24:00`.
    pub closes: String,
}

/// A name in each language of the product.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    ja: String,
    en: String,
}

/// One public number.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Stable name, for example `police-advice`.
    pub id: String,
    /// What to dial: digits, `#`, `-`.
    pub number: String,
    name: Name,
    /// Opening times; empty when none is known.
    pub hours: Vec<Hours>,
    /// How well the hours are confirmed.
    pub hours_confidence: Confidence,
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

/// The public numbers, in the order they are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contacts(Vec<Contact>);

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
            Self(Vec::new())
        })
    }

    /// Reads and checks contact data.
    ///
    /// # Errors
    /// [`ContactsError`] names the first fact that is wrong.
    pub fn parse(source: &str) -> Result<Self, ContactsError> {
        let file: File =
            toml::from_str(source).map_err(|error| ContactsError::Shape(error.message().to_owned()))?;
        if file.schema != 1 {
            return Err(ContactsError::Schema(file.schema));
        }
        let mut ids = BTreeSet::new();
        for contact in &file.contact {
            let wrong = |fact| Err(ContactsError::Fact { id: contact.id.clone(), fact });
            let id =
                |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
            if !id(&contact.id) || !ids.insert(&contact.id) {
                return wrong("id");
            }
            let dialled = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'#');
            if !(3..=24).contains(&contact.number.len()) || !contact.number.bytes().all(dialled) {
                return wrong("number");
            }
            if contact.name.ja.trim().is_empty() || contact.name.en.trim().is_empty() {
                return wrong("name");
            }
            let in_order =
                |h: &Hours| matches!((minutes(&h.opens), minutes(&h.closes)), (Some(a), Some(b)) if a < b);
            if !contact.hours.iter().all(in_order) {
                return wrong("hours");
            }
            if !contact.notes.iter().all(|note| id(note)) {
                return wrong("notes");
            }
            if contact.source.trim().is_empty() {
                return wrong("source");
            }
            if contact.checked_on.parse::<jiff::civil::Date>().is_err() {
                return wrong("checked_on");
            }
        }
        Ok(Self(file.contact))
    }

    /// Every number, in the order they are shown.
    pub fn iter(&self) -> impl Iterator<Item = &Contact> {
        self.0.iter()
    }

    /// The contact named `id`.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Contact> {
        self.0.iter().find(|contact| contact.id == id)
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

    /// The sentence to say, at most 20 seconds aloud.
    #[must_use]
    pub fn what_to_say(&self, texts: &Texts) -> String {
        texts.get(&format!("contacts-say-{}", self.id))
    }

    /// One line for each opening time.
    #[must_use]
    pub fn hours_lines(&self, texts: &Texts) -> Vec<String> {
        let line = |hours: &Hours| {
            let id = match hours.when {
                Days::EveryDay if hours.opens == "00:00" && hours.closes == "24:00" => {
                    "contacts-hours-always"
                }
                Days::EveryDay => "contacts-hours-every-day",
                Days::Weekdays => "contacts-hours-weekdays",
                Days::WeekendsAndHolidays => "contacts-hours-weekends-and-holidays",
            };
            let opens = hours.opens.strip_prefix('0').unwrap_or(&hours.opens);
            texts.with(id, &[("opens", Arg::Text(opens)), ("closes", Arg::Text(&hours.closes))])
        };
        self.hours.iter().map(line).collect()
    }

    /// One sentence for each thing to know before dialling.
    #[must_use]
    pub fn note_lines(&self, texts: &Texts) -> Vec<String> {
        self.notes.iter().map(|note| texts.get(&format!("contacts-note-{note}"))).collect()
    }
}

/// The line that says on which day the number was checked.
#[must_use]
pub fn checked_line(texts: &Texts, contact: &Contact) -> String {
    texts.with("contacts-checked-on", &[("date", Arg::Text(&contact.checked_on))])
}

/// The line that says who registered an own contact, and when.
#[must_use]
pub fn registered_line(texts: &Texts, contact: &OwnContact) -> String {
    match contact.registered_on() {
        Some(date) => texts.with("contacts-registered", &[("date", Arg::Text(date))]),
        None => texts.get("contacts-registered-undated"),
    }
}

/// The sentence shown in the place of own contacts that are kept back.
#[must_use]
pub fn hidden_line(texts: &Texts, because: HiddenBecause) -> String {
    texts.get(match because {
        HiddenBecause::ChangedSinceConfirmed => "contacts-hidden-changed",
        HiddenBecause::NeverConfirmed => "contacts-hidden-unconfirmed",
    })
}

/// Minutes since midnight of `HH:MM`, at most 24:00.
fn minutes(time: &str) -> Option<u32> {
    let (hours, minutes) = time.split_once(':').filter(|(h, m)| h.len() == 2 && m.len() == 2)?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = hours.checked_mul(60)?.checked_add(minutes)?;
    (minutes < 60 && total <= 24 * 60).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundled_number_is_confirmed_and_has_its_words() {
        let contacts = Contacts::parse(SOURCE).unwrap();
        let ids: Vec<_> = contacts.iter().map(|contact| contact.id.as_str()).collect();
        assert_eq!(ids, ["police-emergency", "police-advice", "consumer-hotline", "ipa"]);
        for locale in Locale::ALL {
            let texts = Texts::new(locale);
            for contact in contacts.iter() {
                assert_eq!(contact.confidence, Confidence::High, "{}", contact.id);
                assert!(!contact.hours_lines(&texts).is_empty(), "{}", contact.id);
                let doubtful = contact.hours_confidence < Confidence::High;
                let said = contact.notes.iter().any(|note| note == "hours-unconfirmed");
                assert_eq!(doubtful, said, "{}: doubtful hours are called so", contact.id);
                assert_eq!(contact.note_lines(&texts).len(), contact.notes.len());
                assert!(!contact.what_to_say(&texts).is_empty());
                assert!(!contact.name(locale).is_empty());
                assert!(checked_line(&texts, contact).contains("2026-"));
            }
            assert_eq!(texts.failures(), Vec::<String>::new());
        }
    }

    #[test]
    fn what_to_say_takes_at_most_twenty_seconds() {
        let ids = ["police-emergency", "police-advice", "consumer-hotline", "ipa", "bank", "card", "family"];
        let (ja, en) = (Texts::new(Locale::Ja), Texts::new(Locale::En));
        for id in ids {
            // Calm speech: six morae a second. A kanji is read with two, everything else with one.
            let spoken = ja.get(&format!("contacts-say-{id}"));
            let morae: usize = spoken
                .chars()
                .filter(|c| c.is_alphanumeric())
                .map(|c| if ('\u{4e00}'..='\u{9fff}').contains(&c) { 2 } else { 1 })
                .sum();
            assert!(morae <= 120, "{id}: {morae} morae");
            // And two words a second.
            let words = en.get(&format!("contacts-say-{id}")).split_whitespace().count();
            assert!(words <= 40, "{id}: {words} words");
        }
        assert_eq!([ja.failures(), en.failures()].concat(), Vec::<String>::new());
    }

    #[test]
    fn facts_of_the_wrong_shape_are_refused_by_name() {
        let good = SOURCE;
        for (from, to, fact) in [
            ("number = \"110\"", "number = \"110; rm\"", "number"),
            ("number = \"110\"", "number = \"\"", "number"),
            ("id = \"ipa\"", "id = \"police-advice\"", "id"),
            ("closes = \"17:15\"", "closes = \"07:15\"", "hours"),
            ("closes = \"17:15\"", "closes = \"17:75\"", "hours"),
            ("checked_on = \"2026-11-22\"", "checked_on = \"2026-13-22\"", "checked_on"),
            ("en = \"Consumer hotline\"", "en = \" \"", "name"),
        ] {
            assert!(good.contains(from), "{from}");
            match Contacts::parse(&good.replacen(from, to, 1)) {
                Err(ContactsError::Fact { fact: found, .. }) => assert_eq!(found, fact, "{to}"),
                other => panic!("{to}: {other:?}"),
            }
        }
        assert_eq!(
            Contacts::parse(&good.replacen("schema = 1", "schema = 2", 1)),
            Err(ContactsError::Schema(2))
        );
        assert!(matches!(Contacts::parse("schema = 1\nother = 2"), Err(ContactsError::Shape(_))));
    }

    #[test]
    fn own_contacts_say_who_registered_them_and_hidden_ones_why() {
        for locale in Locale::ALL {
            let texts = Texts::new(locale);
            let dated = OwnContact::new("Hanako", "090-1234-5678", Some("2026-11-22")).unwrap();
            assert!(registered_line(&texts, &dated).contains("2026-11-22"));
            let undated = OwnContact::new("Hanako", "090-1234-5678", None).unwrap();
            assert!(!registered_line(&texts, &undated).contains('('));
            for because in [HiddenBecause::NeverConfirmed, HiddenBecause::ChangedSinceConfirmed] {
                assert!(!hidden_line(&texts, because).is_empty());
            }
            assert_eq!(texts.failures(), Vec::<String>::new());
        }
    }
}
