//! The family's own numbers, and when they may be believed.
//!
//! Whoever controls the PC can edit the settings file: a false "bank" number would finish the
//! fraud. So own numbers always say who registered them and when, and they are shown only if they are
//! still exactly what the caregiver confirmed.

use super::settings::{ContactKind, Settings};

/// Longest name, in characters.
pub const NAME_MAX_CHARS: usize = 60;
/// Longest telephone number, in characters.
pub const PHONE_MAX_CHARS: usize = 24;
/// Fewest digits that make a telephone number: 110.
pub const PHONE_MIN_DIGITS: usize = 3;

/// One person or company to call, registered by the family. Always valid: see [`OwnContact::new`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct OwnContact {
    name: String,
    phone: String,
    registered_on: Option<String>,
}

/// Why a contact was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ContactError {
    /// Nothing is left of the name.
    #[error("the name is empty")]
    NameEmpty,
    /// Longer than [`NAME_MAX_CHARS`].
    #[error("the name is longer than {NAME_MAX_CHARS} characters")]
    NameTooLong,
    /// Not digits, hyphens, plus and parentheses, or too few or too many of them.
    #[error("the telephone number is not one")]
    Phone,
}

impl OwnContact {
    /// A contact from what was typed or read. Control and bidi characters vanish from the name,
    /// full-width digits of the number become plain ones, a date that is not `YYYY-MM-DD` is dropped.
    ///
    /// # Errors
    /// [`ContactError`] when name or number cannot be used.
    pub fn new(name: &str, phone: &str, registered_on: Option<&str>) -> Result<Self, ContactError> {
        let name = plain_line(name);
        match name.chars().count() {
            0 => return Err(ContactError::NameEmpty),
            length if length > NAME_MAX_CHARS => return Err(ContactError::NameTooLong),
            _ => {}
        }
        let phone = plain_phone(phone).ok_or(ContactError::Phone)?;
        let registered_on = registered_on.filter(|date| is_date(date)).map(str::to_owned);
        Ok(Self { name, phone, registered_on })
    }

    /// Who, or which company.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number, as the family wrote it: digits, `-`, `+`, `(`, `)`.
    #[must_use]
    pub fn phone(&self) -> &str {
        &self.phone
    }

    /// Registers it on `date` (`YYYY-MM-DD`), unless it bears a date.
    pub(super) fn date_if_undated(&mut self, date: &str) {
        if self.registered_on.is_none() && is_date(date) {
            self.registered_on = Some(date.to_owned());
        }
    }

    /// The day it was registered, `YYYY-MM-DD`.
    #[must_use]
    pub fn registered_on(&self) -> Option<&str> {
        self.registered_on.as_deref()
    }
}

/// What the caregiver confirmed: every own contact, word for word. The whole text rather than a
/// hash, so that no changed number can have the same fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactsFingerprint(String);

impl ContactsFingerprint {
    /// The fingerprint of the contacts and the person's name in `settings`; language and text size do not count.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        // Fields hold no control characters, so tab and newline separate them without doubt.
        let mut text = String::new();
        if let Some(person) = &settings.person {
            text.push_str("person\t");
            text.push_str(person);
            text.push('\n');
        }
        for kind in ContactKind::ALL {
            for contact in settings.contacts(kind) {
                let date = contact.registered_on().unwrap_or("");
                for field in [kind.key(), contact.name(), contact.phone()] {
                    text.push_str(field);
                    text.push('\t');
                }
                text.push_str(date);
                text.push('\n');
            }
        }
        Self(text)
    }

    /// A fingerprint kept earlier, from its stored text.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text to store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why own contacts are kept back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HiddenBecause {
    /// They are not what the caregiver confirmed.
    ChangedSinceConfirmed,
    /// No caregiver ever confirmed a set-up.
    NeverConfirmed,
    /// No administrator kept them, on a PC where only what is kept counts.
    NotKept,
}

/// The own contacts that may be shown now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VisibleContacts<'a> {
    /// None are registered.
    Empty,
    /// These may be shown, each with who registered it and when.
    Shown {
        /// Family members.
        family: &'a [OwnContact],
        /// Banks.
        banks: &'a [OwnContact],
        /// Card companies.
        cards: &'a [OwnContact],
        /// Only an administrator can have changed them: they come before every other number.
        protected: bool,
    },
    /// Numbers are registered and must not be shown now.
    Hidden(HiddenBecause),
}

/// The own contacts of `settings` that may be shown and called: those that equal what was `confirmed`. Whoever
/// tells of money that is gone sees no incident on this PC, and a planted number reaches that person all the same; the
/// pages on which the family looks its numbers over read `settings` themselves.
#[must_use]
pub fn visible_contacts<'a>(
    settings: &'a Settings,
    confirmed: Option<&ContactsFingerprint>,
) -> VisibleContacts<'a> {
    if ContactKind::ALL.into_iter().all(|kind| settings.contacts(kind).is_empty()) {
        return VisibleContacts::Empty;
    }
    match confirmed {
        None => return VisibleContacts::Hidden(HiddenBecause::NeverConfirmed),
        Some(confirmed) if *confirmed != ContactsFingerprint::of(settings) => {
            return VisibleContacts::Hidden(HiddenBecause::ChangedSinceConfirmed);
        }
        Some(_) => {}
    }
    VisibleContacts::Shown {
        family: &settings.family,
        banks: &settings.banks,
        cards: &settings.cards,
        protected: false,
    }
}

/// One line of `text` without control, bidi and other invisible characters, trimmed.
pub(super) fn plain_line(text: &str) -> String {
    let invisible = |c: char| {
        c.is_control()
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{feff}' | '\u{200b}'..='\u{200f}')
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff0}'..='\u{fffb}')
            || matches!(c, '\u{e0000}'..='\u{e0fff}')
    };
    text.chars().filter(|c| !invisible(*c)).collect::<String>().trim().to_owned()
}

/// The number as it is dialled, with the separators people write; absent when it is none.
fn plain_phone(text: &str) -> Option<String> {
    let phone = plain_dialled(text)?;
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    (phone.len() <= PHONE_MAX_CHARS && digits >= PHONE_MIN_DIGITS).then_some(phone)
}

/// Digits, `-`, `+`, `(` and `)` of a typed number; absent when there is anything else.
pub(super) fn plain_dialled(text: &str) -> Option<String> {
    let mut phone = String::new();
    for c in plain_line(text).chars() {
        let plain = match c {
            // Full-width forms lie a fixed distance above the ASCII ones.
            '\u{ff08}'..='\u{ff0d}' | '\u{ff10}'..='\u{ff19}' => {
                char::from_u32(u32::from(c).saturating_sub(0xfee0))?
            }
            // What Japanese keyboards offer where a hyphen is meant.
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{ff70}' => '-',
            ' ' | '\u{3000}' => continue,
            other => other,
        };
        if !matches!(plain, '0'..='9' | '-' | '+' | '(' | ')') {
            return None;
        }
        phone.push(plain);
    }
    Some(phone)
}

fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(name: &str, phone: &str) -> OwnContact {
        OwnContact::new(name, phone, Some("2026-11-22")).unwrap()
    }

    #[test]
    fn numbers_are_accepted_as_people_write_them_and_nothing_else_is() {
        for (typed, expected) in [
            ("090-1234-5678", Some("090-1234-5678")),
            ("\u{ff10}\u{ff19}\u{ff10}\u{2212}\u{ff11}\u{ff12}\u{ff13}", Some("090-123")),
            ("03\u{30fc}1234\u{30fc}5678", Some("03-1234-5678")),
            ("\u{ff08}03\u{ff09}1234 5678", Some("(03)12345678")),
            ("+81 3 1234 5678", Some("+81312345678")),
            ("110", Some("110")),
            ("11", None),
            ("---", None),
            ("", None),
            ("0120-CALL-NOW", None),
            ("090;rm", None),
            ("0123456789012345678901234", None),
        ] {
            assert_eq!(plain_phone(typed).as_deref(), expected, "{typed:?}");
        }
    }

    #[test]
    fn names_lose_what_cannot_be_seen_and_are_bounded() {
        let made = |name: &str| OwnContact::new(name, "110", None).map(|c| c.name().to_owned());
        assert_eq!(made(" Hana\u{202e}\u{0}ko\n").as_deref(), Ok("Hanako"));
        assert_eq!(made("\u{200b}\u{2066} \t"), Err(ContactError::NameEmpty));
        assert_eq!(made(&"a".repeat(60)), Ok("a".repeat(60)));
        assert_eq!(made(&"a".repeat(61)), Err(ContactError::NameTooLong));
        assert_eq!(OwnContact::new("a", "no", None), Err(ContactError::Phone));
    }

    #[test]
    fn only_whole_dates_are_kept() {
        for (date, kept) in [("2026-11-22", true), ("22.11.2026", false), ("2026-11-2x", false), ("", false)]
        {
            let contact = OwnContact::new("a", "110", Some(date)).unwrap();
            assert_eq!(contact.registered_on().is_some(), kept, "{date}");
        }
    }

    #[test]
    fn a_confirmed_set_up_is_shown_and_any_change_of_it_hides_all() {
        let settings = Settings {
            family: vec![contact("Hanako", "090-1234-5678")],
            banks: vec![contact("Bank", "0120-000-000")],
            ..Settings::default()
        };
        let confirmed = ContactsFingerprint::of(&settings);
        let shown =
            |s: &Settings| matches!(visible_contacts(s, Some(&confirmed)), VisibleContacts::Shown { .. });
        assert!(shown(&settings));

        let language = Settings { language: Some("en".into()), ..settings.clone() };
        assert!(shown(&language), "only contacts count");

        let mut phone = settings.clone();
        phone.banks = vec![contact("Bank", "0120-000-001")];
        let mut kind = settings.clone();
        kind.cards = std::mem::take(&mut kind.banks);
        let mut added = settings.clone();
        added.cards.push(contact("Card", "0120-111-111"));
        let mut fewer = settings.clone();
        fewer.banks.clear();
        for changed in [phone, kind, added, fewer] {
            assert_eq!(
                visible_contacts(&changed, Some(&confirmed)),
                VisibleContacts::Hidden(HiddenBecause::ChangedSinceConfirmed),
                "{changed:?}"
            );
        }
    }

    #[test]
    fn what_nobody_confirmed_is_hidden_and_nothing_is_not_hidden() {
        let settings = Settings { cards: vec![contact("Card", "0120-111-111")], ..Settings::default() };
        let hidden = VisibleContacts::Hidden(HiddenBecause::NeverConfirmed);
        assert_eq!(visible_contacts(&settings, None), hidden);
        assert_eq!(visible_contacts(&Settings::default(), None), VisibleContacts::Empty);
    }

    #[test]
    fn a_stored_fingerprint_is_the_same_one() {
        let settings = Settings { family: vec![contact("Hanako", "110")], ..Settings::default() };
        let confirmed = ContactsFingerprint::of(&settings);
        assert_eq!(ContactsFingerprint::from_stored(confirmed.as_str().to_owned()), confirmed);
    }
}
