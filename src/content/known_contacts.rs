//! Banks and card companies with a confirmed number, to choose from in the set-up.

use super::contacts::Kind;
use super::{Contacts, Locale};
use crate::core::event::KnownContact;
use crate::core::settings::ContactKind;

/// The banks and card companies among the public numbers, named in `locale`.
#[must_use]
pub fn known_contacts(contacts: &Contacts, locale: Locale) -> Vec<KnownContact> {
    let known = contacts.iter().filter_map(|contact| {
        let kind = match contact.kind {
            Kind::Bank => ContactKind::Bank,
            Kind::Card => ContactKind::Card,
            _ => return None,
        };
        if contact.number.is_empty() {
            return None;
        }
        let name = contact.name(locale).to_owned();
        Some(KnownContact { kind, name, phone: contact.number.clone() })
    });
    known.collect()
}
