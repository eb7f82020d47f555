//! Whether contact data is what it should be.

use std::collections::BTreeSet;

use super::{Contact, ContactsError, Hours, Kind};
use crate::core::opening_hours::{DAY_MINUTES, OpeningTime};

/// Checks every contact and reads its hours.
pub(super) fn check(contacts: &mut [Contact]) -> Result<(), ContactsError> {
    let mut ids = BTreeSet::new();
    for contact in contacts {
        if !is_id(&contact.id) || !ids.insert(contact.id.clone()) {
            return Err(ContactsError::Fact { id: contact.id.clone(), fact: "id" });
        }
        if let Some(fact) = wrong_fact(contact) {
            return Err(ContactsError::Fact { id: contact.id.clone(), fact });
        }
        contact.opening_times = contact
            .hours
            .iter()
            .map(opening_time)
            .collect::<Option<_>>()
            .ok_or_else(|| ContactsError::Fact { id: contact.id.clone(), fact: "hours" })?;
    }
    Ok(())
}

/// The first field that is not what it should be.
fn wrong_fact(contact: &Contact) -> Option<&'static str> {
    let optional_id = |text: &Option<String>| text.as_deref().is_none_or(is_id);
    let page_only = contact.number.is_empty() && contact.page.is_some();
    let vendor = contact.kind == Kind::Vendor;
    let facts = [
        ("number", page_only || is_number(&contact.number)),
        ("page", contact.page.as_deref().is_none_or(is_page)),
        ("name", !contact.name.ja.trim().is_empty() && !contact.name.en.trim().is_empty()),
        ("other_numbers", contact.other_numbers.iter().all(|other| is_number(&other.number))),
        ("prefecture", optional_id(&contact.prefecture)),
        ("tool", optional_id(&contact.tool) && contact.tool.is_some() == vendor),
        ("tool_name", contact.tool_name.is_some() == vendor),
        ("notes", contact.notes.iter().all(|note| is_id(note))),
        ("source", !contact.source.trim().is_empty()),
        ("checked_on", contact.checked_on.parse::<jiff::civil::Date>().is_ok()),
    ];
    facts.into_iter().find(|(_, right)| !right).map(|(fact, _)| fact)
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

fn is_number(text: &str) -> bool {
    (3..=24).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'#'))
}

/// Host and path alone: no scheme, no user, no query, nothing that looks like another host.
fn is_page(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'/');
    text.split_once('/').is_some_and(|(host, path)| host.contains('.') && !path.is_empty())
        && text.bytes().all(plain)
}

fn opening_time(hours: &Hours) -> Option<OpeningTime> {
    let (opens, closes) = (minutes(&hours.opens)?, minutes(&hours.closes)?);
    (opens < closes).then_some(OpeningTime { days: hours.when, opens, closes })
}

/// Minutes since midnight of `HH:MM`, at most 24:00.
fn minutes(time: &str) -> Option<u16> {
    let (hours, minutes) = time.split_once(':').filter(|(h, m)| h.len() == 2 && m.len() == 2)?;
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let total = hours.checked_mul(60)?.checked_add(minutes)?;
    (minutes < 60 && total <= DAY_MINUTES).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::super::{Contacts, SOURCE};
    use super::*;

    #[test]
    fn facts_of_the_wrong_shape_are_refused_by_name() {
        for (from, to, fact) in [
            ("number = \"110\"", "number = \"110; rm\"", "number"),
            ("number = \"110\"", "number = \"\"", "number"),
            ("id = \"ipa\"", "id = \"police-advice\"", "id"),
            ("closes = \"17:15\"", "closes = \"07:15\"", "hours"),
            ("closes = \"17:15\"", "closes = \"17:75\"", "hours"),
            ("closes = \"17:15\"", "closes = \"24:01\"", "hours"),
            ("checked_on = \"2026-11-22\"", "checked_on = \"2026-13-22\"", "checked_on"),
            ("en = \"Consumer hotline\"", "en = \" \"", "name"),
            ("number = \"03-6745-5600\"", "number = \"x\"", "other_numbers"),
            ("page = \"secure.", "page = \"https://secure.", "page"),
            ("page = \"secure.logmeinrescue.com/", "page = \"secure.logmeinrescue.com@evil.example/", "page"),
            ("tool_name = \"TeamViewer\"\n", "", "tool_name"),
            ("kind = \"gift-card\"", "kind = \"vendor\"", "tool"),
            ("prefecture = \"aichi\"", "prefecture = \"Aichi!\"", "prefecture"),
        ] {
            assert!(SOURCE.contains(from), "{from}");
            match Contacts::parse(&SOURCE.replacen(from, to, 1)) {
                Err(ContactsError::Fact { fact: found, .. }) => assert_eq!(found, fact, "{to}"),
                other => panic!("{to}: {other:?}"),
            }
        }
        assert_eq!(
            Contacts::parse(&SOURCE.replacen("schema = 2", "schema = 3", 1)),
            Err(ContactsError::Schema(3))
        );
        for broken in ["schema = 2\nother = 2", "schema = 2\ncontact = 1"] {
            assert!(matches!(Contacts::parse(broken), Err(ContactsError::Shape(_))));
        }
        let unknown = SOURCE.replacen("kind = \"ipa\"", "kind = \"friend\"", 1);
        assert!(matches!(Contacts::parse(&unknown), Err(ContactsError::Shape(_))));
    }
}
