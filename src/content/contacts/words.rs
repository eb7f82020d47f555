//! What is said of a contact beside its number.

use super::{Contact, Listed, Reaches, Telephone};
use crate::content::{Arg, Texts};
use crate::core::opening_hours::{DAY_MINUTES, Days, OpenState, OpeningTime};
use crate::core::own_contacts::{HiddenBecause, OwnContact};

/// One line for each of `times`.
#[must_use]
pub fn hours_lines(times: &[OpeningTime], texts: &Texts) -> Vec<String> {
    let line = |time: &OpeningTime| {
        let id = match time.days {
            Days::EveryDay if time.is_always() => "contacts-hours-always",
            Days::EveryDay => "contacts-hours-every-day",
            Days::Weekdays => "contacts-hours-weekdays",
            Days::Saturdays => "contacts-hours-saturdays",
            Days::WeekendsAndHolidays => "contacts-hours-weekends-and-holidays",
            Days::Weekends => "contacts-hours-weekends",
        };
        let (opens, closes) = (clock(time.opens), clock(time.closes));
        texts.with(id, &[("opens", Arg::Text(&opens)), ("closes", Arg::Text(&closes))])
    };
    times.iter().map(line).collect()
}

impl Contact {
    /// One line for each opening time.
    #[must_use]
    pub fn hours_lines(&self, texts: &Texts) -> Vec<String> {
        hours_lines(self.opening_times(), texts)
    }

    /// One sentence for each thing to know before dialling: telephones that do not reach it, other
    /// numbers, and notes.
    #[must_use]
    pub fn note_lines(&self, texts: &Texts) -> Vec<String> {
        // Telephones of which the same is said stand in one sentence.
        let mut said: Vec<(&str, &str, Vec<String>)> = Vec::new();
        for (telephone, reaches) in &self.phones {
            let name = telephone_name(*telephone, texts);
            let other = self.other_numbers.iter().find(|other| other.from == *telephone);
            let id = match (reaches, other) {
                (_, Some(_)) => "contacts-phone-other",
                (Reaches::Yes, None) => "contacts-phone-yes",
                (Reaches::Some, None) => "contacts-phone-some",
                (Reaches::No, None) => "contacts-phone-no",
            };
            let number = other.map_or("", |other| other.number.as_str());
            match said.iter_mut().find(|known| (known.0, known.1) == (id, number)) {
                Some((_, _, names)) => names.push(name),
                None => said.push((id, number, vec![name])),
            }
        }
        let between = texts.get("contacts-phone-between");
        let mut lines: Vec<String> = said
            .iter()
            .map(|(id, number, names)| {
                let names = names.join(&between);
                texts.with(id, &[("telephone", Arg::Text(&names)), ("number", Arg::Text(number))])
            })
            .collect();
        lines.extend(self.notes.iter().map(|note| texts.get(&format!("contacts-note-{note}"))));
        lines
    }
}

impl Listed<'_> {
    /// Whether somebody answers now; nothing when that is not known.
    #[must_use]
    pub fn state_line(&self, texts: &Texts) -> Option<String> {
        match self.state {
            // The hours say so already.
            OpenState::Open if self.contact.opening_times().iter().all(OpeningTime::is_always) => None,
            OpenState::Open => Some(texts.get("contacts-open-now")),
            OpenState::UsuallyOpen => Some(texts.get("contacts-usually-open")),
            OpenState::Closed => Some(texts.get("contacts-closed-now")),
            OpenState::Unknown => None,
        }
    }

    /// What must stand beside it even where there is little room: that it was checked long ago, and the
    /// page of a desk without a number.
    #[must_use]
    pub fn short_lines(&self, texts: &Texts) -> Vec<String> {
        // Nobody may hesitate before a number that is the same for the whole country: those have no area.
        let may_change = !self.contact.number.starts_with(['1', '#']);
        let outdated = (self.outdated && may_change).then(|| texts.get("contacts-outdated"));
        let page = self.contact.page.as_deref();
        let page = page.map(|page| texts.with("contacts-page", &[("page", Arg::Text(page))]));
        outdated.into_iter().chain(page).collect()
    }

    /// Hours, notes, and the mark of a number that was checked long ago, one a line.
    #[must_use]
    pub fn detail_lines(&self, texts: &Texts) -> Vec<String> {
        self.short_lines(texts)
            .into_iter()
            .chain(self.contact.hours_lines(texts))
            .chain(self.contact.note_lines(texts))
            .collect()
    }
}

fn telephone_name(telephone: Telephone, texts: &Texts) -> String {
    texts.get(match telephone {
        Telephone::Mobile => "telephone-mobile",
        Telephone::Prepaid => "telephone-prepaid",
        Telephone::Home => "telephone-home",
        Telephone::Dial => "telephone-dial",
        Telephone::Ip => "telephone-ip",
        Telephone::Public => "telephone-public",
    })
}

/// `9:05`, and `24:00` for the end of the day.
fn clock(minutes: u16) -> String {
    let minutes = minutes.min(DAY_MINUTES);
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// The line that says on which day the number was checked.
#[must_use]
pub fn checked_line(texts: &Texts, contact: &Contact) -> String {
    texts.with("contacts-checked-on", &[("date", Arg::Text(&day(texts, &contact.checked_on)))])
}

/// A day as people write it; what is no date stays as it is.
pub(crate) fn day(texts: &Texts, date: &str) -> String {
    let Ok(day) = date.parse::<jiff::civil::Date>() else { return date.to_owned() };
    let [year, month, day] = [day.year().to_string(), day.month().to_string(), day.day().to_string()];
    let parts = [("year", Arg::Text(&year)), ("month", Arg::Text(&month)), ("day", Arg::Text(&day))];
    texts.with("moment-day", &parts)
}

/// The line that says who registered an own contact, and when.
#[must_use]
pub fn registered_line(texts: &Texts, contact: &OwnContact) -> String {
    match contact.registered_on() {
        Some(date) => texts.with("contacts-registered", &[("date", Arg::Text(&day(texts, date)))]),
        None => texts.get("contacts-registered-undated"),
    }
}

/// The sentence shown in the place of own contacts that are kept back.
#[must_use]
pub fn hidden_line(texts: &Texts, because: HiddenBecause) -> String {
    texts.get(match because {
        HiddenBecause::ChangedSinceConfirmed => "contacts-hidden-changed",
        HiddenBecause::NeverConfirmed => "contacts-hidden-unconfirmed",
        HiddenBecause::NotKept => "contacts-hidden-not-kept",
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Confidence, Contacts, Kind};
    use super::*;
    use crate::content::{Locale, catalogue};
    use crate::core::Timestamp;

    #[test]
    fn every_bundled_number_is_confirmed_and_has_its_words() {
        let contacts = Contacts::bundled();
        assert!(contacts.iter().count() >= 10);
        for locale in Locale::ALL {
            let texts = Texts::new(locale);
            for contact in contacts.iter() {
                assert_eq!(contact.confidence, Confidence::High, "{}", contact.id);
                assert_eq!(contact.hours_confidence, Confidence::High, "{}: its hours", contact.id);
                let unknown = contact.number.len() > 1 && contact.opening_times().is_empty();
                let said = contact.notes.iter().any(|note| note == "hours-not-known");
                assert_eq!(unknown, said, "{}: hours that no source says are called unknown", contact.id);
                let silent = contact.hours_lines(&texts).is_empty() && contact.note_lines(&texts).is_empty();
                assert!(!silent, "{}: somebody is told when, or that it is not known", contact.id);
                assert!(!contact.name(locale).is_empty());
                assert!(checked_line(&texts, contact).contains("2026"));
            }
            for telephone in [
                Telephone::Mobile,
                Telephone::Prepaid,
                Telephone::Home,
                Telephone::Dial,
                Telephone::Ip,
                Telephone::Public,
            ] {
                assert!(!telephone_name(telephone, &texts).is_empty());
            }
            assert_eq!(texts.failures(), Vec::<String>::new());
        }
    }

    /// Every number that ships, once more: one that was mistyped or slipped in unreviewed is not called.
    #[test]
    fn the_numbers_are_those_that_were_reviewed() {
        let contacts = Contacts::bundled();
        let found: Vec<_> = contacts
            .iter()
            .map(|contact| (contact.id.as_str(), contact.number.as_str()))
            .filter(|(_, number)| !number.is_empty())
            .collect();
        assert_eq!(
            found,
            [
                ("police-emergency", "110"),
                ("police-advice", "#9110"),
                ("consumer-hotline", "188"),
                ("ipa", "03-5978-7509"),
                ("legal-support", "0570-078374"),
                ("police-advice-aichi", "052-953-9110"),
                ("mizuho-direct", "0120-324-878"),
                ("paypay-bank", "03-3344-3332"),
                ("mufg-trust", "0120-349-003"),
                ("mufg-trust-other-hours", "0120-222-700"),
                ("jcb", "0120-794-082"),
            ]
        );
        let other: Vec<_> = contacts.iter().flat_map(|contact| &contact.other_numbers).collect();
        assert_eq!(other.iter().map(|other| other.number.as_str()).collect::<Vec<_>>(), ["03-6745-5600"]);
    }

    #[test]
    fn a_telephone_that_does_not_reach_it_is_told_the_other_number() {
        let texts = Texts::new(Locale::En);
        let contacts = Contacts::bundled();
        let legal = contacts.find("legal-support").unwrap();
        assert!(legal.note_lines(&texts).iter().any(|line| line.contains("03-6745-5600")));
        let hotline = contacts.find("consumer-hotline").unwrap().note_lines(&texts);
        let names = [Telephone::Ip, Telephone::Prepaid].map(|telephone| telephone_name(telephone, &texts));
        let both = |line: &&String| names.iter().all(|name| line.contains(name));
        assert_eq!(hotline.iter().filter(both).count(), 1, "one sentence for both: {hotline:?}");
        let advice = contacts.find("police-advice").unwrap().note_lines(&texts).join(" ");
        assert!(advice.contains(&telephone_name(Telephone::Dial, &texts)), "{advice}");
        assert_eq!(legal.hours_lines(&texts).first().map(String::as_str), Some("Weekdays 9:00–21:00"));
    }

    #[test]
    fn an_old_number_says_so_first() {
        let texts = Texts::new(Locale::Ja);
        let contacts = Contacts::bundled();
        let later = Timestamp(jiff::Timestamp::from_second(1_900_000_000).unwrap().as_millisecond());
        for listed in contacts.listed(&["TeamViewer", "LogMeIn Rescue"], later) {
            let national = ["110", "#9110", "188"].contains(&listed.contact.number.as_str());
            let says_so = listed.detail_lines(&texts).first() == Some(&texts.get("contacts-outdated"));
            assert_eq!(says_so, !national, "{}", listed.contact.id);
        }
        assert_eq!(texts.failures(), Vec::<String>::new());
    }

    #[test]
    fn vendors_are_those_of_the_catalogue() {
        let catalogue = catalogue::builtin().unwrap();
        for contact in Contacts::bundled().of_kind(Kind::Vendor) {
            let tool = catalogue.tools.iter().find(|tool| Some(&tool.id) == contact.tool.as_ref());
            let tool = tool.unwrap_or_else(|| panic!("{}: no such tool", contact.id));
            let page = tool.report_abuse.as_deref().and_then(|page| page.strip_prefix("https://"));
            assert_eq!(page, contact.page.as_deref(), "{}", contact.id);
            let name = contact.tool_name.as_deref().unwrap();
            assert!(tool.name.en.contains(name) && tool.name.ja.contains(name), "{name}");
        }
    }

    #[test]
    fn own_contacts_say_who_registered_them_and_hidden_ones_why() {
        for locale in Locale::ALL {
            let texts = Texts::new(locale);
            let dated = OwnContact::new("Hanako", "090-1234-5678", Some("2026-11-22")).unwrap();
            assert!(registered_line(&texts, &dated).contains(&day(&texts, "2026-11-22")));
            let undated = OwnContact::new("Hanako", "090-1234-5678", None).unwrap();
            assert!(!registered_line(&texts, &undated).contains('('));
            for because in
                [HiddenBecause::NeverConfirmed, HiddenBecause::ChangedSinceConfirmed, HiddenBecause::NotKept]
            {
                assert!(!hidden_line(&texts, because).is_empty());
            }
            assert_eq!(texts.failures(), Vec::<String>::new());
        }
    }
}
