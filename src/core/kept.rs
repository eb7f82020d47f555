//! What an administrator kept of the family's set-up, and what follows for what the user can edit.
//!
//! Where there is a place that only an administrator writes, nothing else is believed: neither the user's
//! settings nor the user's own records of what was confirmed.

use super::own_contacts::{
    ContactsFingerprint, HiddenBecause, OwnContact, VisibleContacts, visible_contacts,
};
use super::settings::{ContactKind, Settings};
use serde::{Deserialize, Serialize};

/// What the administrator's place holds of the family's set-up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Kept {
    /// There is no such place on this PC: what the family confirmed is believed.
    #[default]
    NoStore,
    /// There is one, and this lies in it: name, numbers and allowed tools. Empty when nothing was kept, or
    /// nothing that can be used.
    Store(Box<Settings>),
}

impl Kept {
    /// The place is there, and only what lies in it counts.
    #[must_use]
    pub fn is_store(&self) -> bool {
        matches!(self, Self::Store(_))
    }

    /// The own contacts that may be shown now. With a store those in it, always; without one as in
    /// [`visible_contacts`].
    #[must_use]
    pub fn visible_contacts<'a>(
        &'a self,
        own: &'a Settings,
        confirmed: Option<&ContactsFingerprint>,
    ) -> VisibleContacts<'a> {
        let Self::Store(kept) = self else { return visible_contacts(own, confirmed) };
        let has_own = ContactKind::ALL.into_iter().any(|kind| !own.contacts(kind).is_empty());
        match visible_contacts(kept, Some(&ContactsFingerprint::of(kept))) {
            VisibleContacts::Empty if has_own => VisibleContacts::Hidden(HiddenBecause::NotKept),
            VisibleContacts::Shown { family, banks, cards, .. } => {
                VisibleContacts::Shown { family, banks, cards, protected: true }
            }
            visible => visible,
        }
    }

    /// The person's name, if it may go on paper: what is kept, and without a store what the caregiver
    /// `confirmed`.
    #[must_use]
    pub fn person<'a>(
        &'a self,
        own: &'a Settings,
        confirmed: Option<&ContactsFingerprint>,
    ) -> Option<&'a str> {
        match self {
            Self::Store(kept) => kept.person.as_deref(),
            Self::NoStore => {
                own.person.as_deref().filter(|_| confirmed == Some(&ContactsFingerprint::of(own)))
            }
        }
    }

    /// True when name and numbers of `own` are what is kept, word for word.
    #[must_use]
    pub fn holds(&self, own: &Settings) -> bool {
        match self {
            Self::NoStore => false,
            Self::Store(kept) => ContactsFingerprint::of(kept) == ContactsFingerprint::of(own),
        }
    }

    /// True when there is a store and this contact is not in it.
    #[must_use]
    pub fn lacks(&self, kind: ContactKind, contact: &OwnContact) -> bool {
        match self {
            Self::NoStore => false,
            Self::Store(kept) => !kept.contacts(kind).contains(contact),
        }
    }
}

/// What of `settings` is ever kept: name, numbers, allowed tools. Language and text size are the user's.
#[must_use]
pub fn worth_keeping(settings: &Settings) -> Settings {
    let Settings { person, family, banks, cards, allowed, .. } = settings.clone();
    Settings { person, family, banks, cards, allowed, ..Settings::default() }
}

/// What became of keeping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeepResult {
    /// It lies in the administrator's place.
    Kept,
    /// Somebody said no, or knew no password.
    Refused,
    /// The process that was to write it is no administrator's.
    NotElevated,
    /// A remote tool runs, or a cut is in force.
    NotNow,
    /// What arrived is not what was shown.
    OtherContent,
    /// What arrived cannot be used to the last line.
    NotUsable,
    /// Others can write in the administrator's place, so nothing was written there.
    OpenToOthers,
    /// The system did not let it be written.
    Failed,
}

/// What became of the PIN that was handed over with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PinKept {
    /// None was handed over.
    #[default]
    NotGiven,
    /// It is the guard's PIN now.
    Set,
    /// There is no guard to keep it.
    NoGuard,
    /// The guard did not take it.
    Failed,
}

impl PinKept {
    /// The exit code of a program that kept the set-up, and that can answer by nothing else. 1 and 2 say that it did
    /// not keep it.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::NotGiven | Self::Set => 0,
            Self::NoGuard => 3,
            Self::Failed => 4,
        }
    }

    /// What became of a PIN that such a program was to ask for.
    #[must_use]
    pub fn of_code(code: u32) -> Self {
        match code {
            0 => Self::Set,
            3 => Self::NoGuard,
            _ => Self::Failed,
        }
    }
}

/// The answer to keeping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepReport {
    /// What became of it.
    pub result: KeepResult,
    /// What became of the PIN.
    #[serde(default)]
    pub pin: PinKept,
}

impl From<KeepResult> for KeepReport {
    fn from(result: KeepResult) -> Self {
        Self { result, pin: PinKept::NotGiven }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_bank(phone: &str) -> Settings {
        let bank = OwnContact::new("Bank", phone, Some("2026-11-22")).unwrap();
        Settings { banks: vec![bank], ..Settings::default() }
    }

    fn banks(visible: VisibleContacts<'_>) -> Vec<String> {
        match visible {
            VisibleContacts::Shown { banks, .. } => {
                banks.iter().map(|bank| bank.phone().to_owned()).collect()
            }
            _ => Vec::new(),
        }
    }

    #[test]
    fn with_a_store_nothing_the_user_can_write_is_shown() {
        let kept = Kept::Store(Box::new(with_bank("0120-000-111")));
        let his = with_bank("050-9999-8888");
        // He edits both of the user's files.
        let confirmed = ContactsFingerprint::of(&his);
        assert_eq!(banks(kept.visible_contacts(&his, Some(&confirmed))), ["0120-000-111"]);
        let empty = Kept::Store(Box::default());
        assert_eq!(
            empty.visible_contacts(&his, Some(&confirmed)),
            VisibleContacts::Hidden(HiddenBecause::NotKept)
        );
        let nothing = Settings::default();
        assert_eq!(empty.visible_contacts(&nothing, None), VisibleContacts::Empty);
        assert_eq!(banks(kept.visible_contacts(&nothing, None)), ["0120-000-111"]);
        let today = Kept::NoStore.visible_contacts(&his, Some(&confirmed));
        assert_eq!(banks(today), ["050-9999-8888"], "without a store the confirmed ones count");
    }

    #[test]
    fn only_what_an_administrator_kept_comes_before_every_other_number() {
        let own = Settings { person: Some("Kiyo".into()), ..with_bank("0120-000-111") };
        let confirmed = ContactsFingerprint::of(&own);
        let kept = Kept::Store(Box::new(own.clone()));
        for (place, first) in [(&kept, true), (&Kept::NoStore, false)] {
            match place.visible_contacts(&own, Some(&confirmed)) {
                VisibleContacts::Shown { protected, .. } => assert_eq!(protected, first),
                other => panic!("{other:?}"),
            }
        }
        let his = Settings { person: Some("Somebody".into()), ..own.clone() };
        assert_eq!(kept.person(&his, Some(&ContactsFingerprint::of(&his))), Some("Kiyo"));
        assert_eq!(Kept::NoStore.person(&own, Some(&confirmed)), Some("Kiyo"));
        assert_eq!(Kept::NoStore.person(&his, Some(&confirmed)), None);
        assert_eq!(Kept::NoStore.person(&own, None), None);
    }

    #[test]
    fn what_is_not_kept_is_told_contact_by_contact() {
        let (own, other) = (with_bank("0120-000-111"), with_bank("0120-000-222"));
        let kept = Kept::Store(Box::new(own.clone()));
        assert!(kept.holds(&own) && !kept.holds(&other));
        assert!(!kept.lacks(ContactKind::Bank, &own.banks[0]));
        assert!(kept.lacks(ContactKind::Bank, &other.banks[0]));
        assert!(kept.lacks(ContactKind::Card, &own.banks[0]), "a bank is no card");
        assert!(!Kept::NoStore.lacks(ContactKind::Bank, &own.banks[0]));
        assert!(!Kept::NoStore.holds(&own));
    }

    #[test]
    fn only_the_code_for_it_says_that_the_guard_has_the_pin() {
        for pin in [PinKept::Set, PinKept::NoGuard, PinKept::Failed] {
            assert_eq!(PinKept::of_code(pin.code().into()), pin);
        }
        // Not kept, wrong use, a process that broke down.
        for code in [1, 2, 5, 101, u32::MAX] {
            assert_eq!(PinKept::of_code(code), PinKept::Failed);
        }
    }

    #[test]
    fn language_and_text_size_are_not_kept() {
        let own = Settings { language: Some("en".into()), person: Some("Kiyo".into()), ..with_bank("110") };
        assert_eq!(worth_keeping(&own), Settings { language: None, ..own });
    }
}
