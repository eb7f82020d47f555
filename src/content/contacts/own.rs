//! One of the family's numbers as it is shown: with who vouches for it, and for how long already.

use super::words::{checked_line, registered_line};
use super::{Contacts, Listed, is_old};
use crate::content::Texts;
use crate::core::Timestamp;
use crate::core::number_order::Origin;
use crate::core::own_contacts::OwnContact;

/// One of the family's numbers. One that this kit knows is shown with what the kit knows of it, not with
/// what stands beside it in the family's file.
#[derive(Debug, Clone, Copy)]
pub struct OwnNumber<'a> {
    own: &'a OwnContact,
    known: Option<Listed<'a>>,
    outdated: bool,
    texts: &'a Texts,
}

impl<'a> OwnNumber<'a> {
    /// `own` as it is shown at `now`.
    #[must_use]
    pub fn new(own: &'a OwnContact, contacts: &'a Contacts, texts: &'a Texts, now: Timestamp) -> Self {
        let known = contacts.known_at(own.phone(), now);
        let outdated = known.map_or(is_old(own.registered_on(), now), |known| known.outdated);
        Self { own, known, outdated, texts }
    }

    /// Whose word it is.
    #[must_use]
    pub fn origin(&self) -> Origin {
        if self.known.is_some() { Origin::Catalogue } else { Origin::Registered }
    }

    /// What this kit knows of it.
    #[must_use]
    pub fn known(&self) -> Option<Listed<'a>> {
        self.known
    }

    /// Who answers there.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.known.map_or(self.own.name(), |known| known.contact.name(self.texts.locale()))
    }

    /// What to dial.
    #[must_use]
    pub fn phone(&self) -> &'a str {
        self.known.map_or(self.own.phone(), |known| known.contact.number.as_str())
    }

    /// Who vouches for it since when, on one line.
    #[must_use]
    pub fn vouched(&self) -> String {
        match self.known {
            Some(known) => checked_line(self.texts, known.contact),
            None => registered_line(self.texts, self.own),
        }
    }

    /// [`Self::vouched`], and that it must be checked when it is old.
    #[must_use]
    pub fn mark(&self) -> String {
        [self.vouched()].into_iter().chain(self.check()).collect::<Vec<_>>().join(" ")
    }

    /// That it must be checked, when it is old.
    #[must_use]
    pub fn check(&self) -> Option<String> {
        self.outdated.then(|| self.texts.get("contacts-check-number"))
    }

    /// What must stand beside it even where there is little room.
    #[must_use]
    pub fn short_lines(&self) -> Vec<String> {
        match self.known {
            None => vec![self.mark()],
            Some(_) => self.check().into_iter().collect(),
        }
    }

    /// All that is to be said of it: its age, who vouches for it, hours and notes of a known number.
    #[must_use]
    pub fn detail_lines(&self) -> Vec<String> {
        let outdated = self.outdated.then(|| self.texts.get("contacts-outdated"));
        let known = self.known.map(|known| known.contact);
        let more = known.map(|it| [it.hours_lines(self.texts), it.note_lines(self.texts)].concat());
        outdated.into_iter().chain([self.vouched()]).chain(more.unwrap_or_default()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Locale;

    fn at(japan: &str) -> Timestamp {
        let moment: jiff::Timestamp = format!("{japan}:00+09:00").parse().unwrap();
        Timestamp(moment.as_millisecond())
    }

    #[test]
    fn a_number_from_the_list_keeps_its_name_hours_source_and_age() {
        let contacts = Contacts::bundled();
        let own = OwnContact::new("Somebody else", "0120349003", Some("2020-01-01")).unwrap();
        for locale in Locale::ALL {
            let texts = Texts::new(locale);
            let number = OwnNumber::new(&own, &contacts, &texts, at("2026-11-24T14:30"));
            let bank = contacts.find("mufg-trust").unwrap();
            assert_eq!((number.name(), number.phone()), (bank.name(locale), "0120-349-003"));
            assert_eq!(number.origin(), Origin::Catalogue);
            let lines = number.detail_lines().join(" ");
            for words in ["9:00", "21:00", checked_line(&texts, bank).as_str()] {
                assert!(lines.contains(words), "{words}: {lines}");
            }
            assert!(!lines.contains("2020"), "the kit's own date counts: {lines}");
            assert!(!lines.contains(&texts.get("contacts-outdated")));
            let later = OwnNumber::new(&own, &contacts, &texts, at("2028-01-24T14:30"));
            assert_eq!(later.detail_lines().first(), Some(&texts.get("contacts-outdated")));
            assert!(later.mark().contains(&texts.get("contacts-check-number")));
            assert_eq!(later.short_lines(), [texts.get("contacts-check-number")]);
            assert!(number.short_lines().is_empty());
            assert_eq!(texts.failures(), Vec::<String>::new());
        }
    }

    #[test]
    fn a_number_of_the_familys_own_says_so_and_when_it_grew_old() {
        let contacts = Contacts::bundled();
        let texts = Texts::new(Locale::Ja);
        let check = texts.get("contacts-check-number");
        for (registered, now, old) in [
            (Some("2026-11-01"), "2026-11-24T14:30", false),
            (Some("2025-11-01"), "2026-11-24T14:30", true),
            (None, "2026-11-24T14:30", true),
        ] {
            let own = OwnContact::new("Aoba Bank", "0120-000-222", registered).unwrap();
            let number = OwnNumber::new(&own, &contacts, &texts, at(now));
            assert_eq!((number.name(), number.phone()), ("Aoba Bank", "0120-000-222"));
            assert_eq!(number.origin(), Origin::Registered);
            assert!(number.mark().starts_with(&registered_line(&texts, &own)), "{}", number.mark());
            assert_eq!(number.mark().contains(&check), old, "{registered:?}");
            assert_eq!(number.short_lines(), [number.mark()]);
            assert_eq!(number.detail_lines().contains(&texts.get("contacts-outdated")), old);
        }
    }
}
