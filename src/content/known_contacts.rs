//! Banks and card companies with a confirmed number, to choose from in the set-up.

use super::{Contacts, Locale};
use crate::core::event::KnownContact;
use crate::core::settings::ContactKind;

/// The banks and card companies among the public numbers, named in `locale`.
#[must_use]
pub fn known_contacts(contacts: &Contacts, locale: Locale) -> Vec<KnownContact> {
    let known = contacts.iter().filter_map(|contact| {
        let kind = match contact.id.split('-').next() {
            Some("bank") => ContactKind::Bank,
            Some("card") => ContactKind::Card,
            _ => return None,
        };
        let name = contact.name(locale).to_owned();
        Some(KnownContact { kind, name, phone: contact.number.clone() })
    });
    known.collect()
}
