//! Who is open now, and who comes first.

use jiff::civil::Date;

use super::{Confidence, Contact, Contacts, Kind};
use crate::core::Timestamp;
use crate::core::opening_hours::{OpenState, days_between, japan_time, open_state};

/// After so many days a number must be checked again before it is believed.
const BELIEVED_FOR_DAYS: i64 = 365;

/// One contact as it is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed<'a> {
    /// Its place in the order of the file: the same on every day.
    pub place: usize,
    /// The contact.
    pub contact: &'a Contact,
    /// Whether somebody answers now.
    pub state: OpenState,
    /// It was checked long ago: the number must be checked before it is called.
    pub outdated: bool,
}

impl Contacts {
    /// Whether somebody answers at `contact` now. Unknown when its hours are not well confirmed, or when
    /// the PC's clock stands before the day on which they were read: then the clock is wrong.
    #[must_use]
    pub fn state_of(&self, contact: &Contact, now: Timestamp) -> OpenState {
        let Some(at) = japan_time(now) else { return OpenState::Unknown };
        // Whoever answers around the clock does so by any clock.
        if contact.opening_times().iter().any(|time| time.is_always()) {
            return OpenState::Open;
        }
        let clock_is_wrong = checked(contact).is_none_or(|checked| at.date() < checked);
        if clock_is_wrong || contact.hours_confidence < Confidence::High {
            return OpenState::Unknown;
        }
        open_state(contact.opening_times(), contact.hours_vary, at, self.calendar())
    }

    /// Every contact that is worth showing to somebody who had to do with `tools` (names as they were
    /// found): bodies for everyone first, then those of one prefecture, banks and card companies, and
    /// desks that have a page only. Among each of these, what is open comes first.
    #[must_use]
    pub fn listed(&self, tools: &[&str], now: Timestamp) -> Vec<Listed<'_>> {
        let wanted = |contact: &Contact| {
            contact.tool_name.as_deref().is_none_or(|name| tools.iter().any(|tool| tool.contains(name)))
        };
        let mut listed: Vec<_> = self
            .iter()
            .enumerate()
            .filter(|(_, contact)| wanted(contact))
            .map(|(place, contact)| self.listed_at(place, contact, now))
            .collect();
        listed.sort_by_key(|each| (group(each.contact), rank(each.state), each.place));
        listed
    }
}

impl Contacts {
    fn listed_at<'a>(&self, place: usize, contact: &'a Contact, now: Timestamp) -> Listed<'a> {
        Listed {
            place,
            contact,
            state: self.state_of(contact, now),
            outdated: is_old(Some(&contact.checked_on), now),
        }
    }

    /// The bank or card company that `phone` belongs to, however it is written.
    #[must_use]
    pub fn known_at(&self, phone: &str, now: Timestamp) -> Option<Listed<'_>> {
        let digits = dialled(phone);
        let company = |contact: &Contact| matches!(contact.kind, Kind::Bank | Kind::Card);
        self.iter()
            .enumerate()
            .find(|(_, it)| company(it) && !it.number.is_empty() && dialled(&it.number) == digits)
            .map(|(place, contact)| self.listed_at(place, contact, now))
    }
}

/// The digits that are dialled within Japan.
fn dialled(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("81") {
        Some(rest) if phone.trim_start().starts_with('+') => format!("0{}", rest.trim_start_matches('0')),
        _ => digits,
    }
}

/// True when what was read or registered on `date` (`YYYY-MM-DD`) is more than a year old: it must be
/// checked before it is called. So must be what bears no date.
#[must_use]
pub fn is_old(date: Option<&str>, now: Timestamp) -> bool {
    let Some(today) = japan_time(now).map(|at| at.date()) else { return false };
    let date: Option<Date> = date.and_then(|date| date.parse().ok());
    date.is_none_or(|date| days_between(date, today) > BELIEVED_FOR_DAYS)
}

fn checked(contact: &Contact) -> Option<Date> {
    contact.checked_on.parse().ok()
}

fn group(contact: &Contact) -> u8 {
    match contact.kind {
        _ if contact.number.is_empty() => 3,
        Kind::Bank | Kind::Card | Kind::GiftCard | Kind::Vendor => 2,
        Kind::Police | Kind::Consumer | Kind::Ipa | Kind::Legal => u8::from(contact.prefecture.is_some()),
    }
}

fn rank(state: OpenState) -> u8 {
    match state {
        OpenState::Open | OpenState::UsuallyOpen => 0,
        OpenState::Unknown => 1,
        OpenState::Closed => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(japan: &str) -> Timestamp {
        let moment: jiff::Timestamp = format!("{japan}:00+09:00").parse().unwrap();
        Timestamp(moment.as_millisecond())
    }

    #[test]
    fn what_is_open_comes_first_by_weekday_holiday_and_hour() {
        let contacts = Contacts::bundled();
        let first = |japan: &str, count: usize| -> Vec<String> {
            let listed = contacts.listed(&[], at(japan));
            listed.iter().take(count).map(|each| each.contact.id.clone()).collect()
        };
        // Tuesday afternoon, the holiday before it, its night, a Saturday, the turn of the year.
        let all = |ids: [&str; 5]| ids.map(str::to_owned).to_vec();
        let [p, a, c, i, l] =
            ["police-emergency", "police-advice", "consumer-hotline", "ipa", "legal-support"];
        assert_eq!(first("2026-11-24T14:30", 5), all([p, a, l, c, i]));
        assert_eq!(first("2026-11-23T14:30", 5), all([p, c, a, i, l]));
        assert_eq!(first("2026-11-24T23:30", 5), all([p, a, c, i, l]));
        assert_eq!(first("2026-11-28T11:00", 5), all([p, c, l, a, i]));
        assert_eq!(first("2026-12-31T11:00", 5), all([p, a, c, i, l]));
    }

    #[test]
    fn nothing_is_claimed_of_hours_that_are_not_confirmed_or_by_a_wrong_clock() {
        let contacts = Contacts::bundled();
        let state = |id: &str, japan: &str| contacts.state_of(contacts.find(id).unwrap(), at(japan));
        for (id, japan, expected) in [
            ("ipa", "2026-11-24T14:30", OpenState::Unknown),
            ("mizuho-direct", "2026-11-24T14:30", OpenState::Unknown),
            ("legal-support", "2026-11-24T14:30", OpenState::Open),
            ("legal-support", "2019-11-25T14:30", OpenState::Unknown),
            ("police-advice", "2026-11-24T14:30", OpenState::UsuallyOpen),
            ("police-advice", "2026-11-24T20:30", OpenState::Unknown),
            ("police-advice-aichi", "2026-11-24T08:45", OpenState::Closed),
            ("police-advice-aichi", "2029-11-24T12:00", OpenState::Unknown),
            ("mufg-trust", "2026-11-24T20:59", OpenState::Open),
            ("mufg-trust", "2026-11-24T21:00", OpenState::Closed),
            ("mufg-trust-other-hours", "2026-11-24T12:00", OpenState::Closed),
            ("mufg-trust-other-hours", "2026-11-24T21:00", OpenState::Open),
            ("mufg-trust-other-hours", "2026-11-25T08:59", OpenState::Open),
            ("mufg-trust-other-hours", "2026-11-28T12:00", OpenState::Closed),
            ("mufg-trust-other-hours", "2026-11-28T17:00", OpenState::Open),
            ("mufg-trust", "2026-11-28T17:00", OpenState::Closed),
            ("police-emergency", "2026-12-31T03:00", OpenState::Open),
            ("police-emergency", "2019-11-24T03:00", OpenState::Open),
        ] {
            assert_eq!(state(id, japan), expected, "{id} {japan}");
        }
        assert_eq!(contacts.state_of(contacts.find("ipa").unwrap(), Timestamp(i64::MAX)), OpenState::Unknown);
    }

    #[test]
    fn a_number_is_outdated_after_a_year() {
        let contacts = Contacts::bundled();
        let outdated = |japan: &str| contacts.listed(&[], at(japan)).iter().any(|each| each.outdated);
        for (japan, expected) in
            [("2026-11-24T12:00", false), ("2027-11-22T12:00", false), ("2027-11-23T12:00", true)]
        {
            assert_eq!(outdated(japan), expected, "{japan}");
        }
    }

    #[test]
    fn a_known_number_is_recognised_however_it_is_written() {
        let contacts = Contacts::bundled();
        let now = at("2026-11-24T12:00");
        for (phone, known) in [
            ("03-3344-3332", Some("paypay-bank")),
            ("0333443332", Some("paypay-bank")),
            ("(03)3344-3332", Some("paypay-bank")),
            ("+81-3-3344-3332", Some("paypay-bank")),
            ("+81(0)333443332", Some("paypay-bank")),
            ("81333443332", None),
            ("0120-794-082", Some("jcb")),
            ("0120-794-083", None),
            // Only companies one is a customer of.
            ("188", None),
            ("052-953-9110", None),
            ("", None),
        ] {
            let found = contacts.known_at(phone, now).map(|listed| listed.contact.id.as_str());
            assert_eq!(found, known, "{phone}");
        }
    }

    #[test]
    fn what_is_more_than_a_year_old_or_undated_must_be_checked() {
        for (date, now, old) in [
            (Some("2026-11-22"), "2027-11-22T12:00", false),
            (Some("2026-11-22"), "2027-11-23T00:00", true),
            // A clock that stands before the day on which it was written says nothing.
            (Some("2026-11-22"), "2019-01-01T00:00", false),
            (Some("2026-99-22"), "2026-11-23T00:00", true),
            (None, "2026-11-23T00:00", true),
        ] {
            assert_eq!(is_old(date, at(now)), old, "{date:?} {now}");
        }
        assert!(!is_old(None, Timestamp(i64::MAX)));
    }

    #[test]
    fn a_vendor_is_listed_only_when_its_tool_was_seen() {
        let contacts = Contacts::bundled();
        let vendors = |tools: &[&str]| -> Vec<String> {
            let listed = contacts.listed(tools, at("2026-11-24T12:00"));
            let vendor = listed.iter().filter(|each| each.contact.kind == Kind::Vendor);
            vendor.map(|each| each.contact.id.clone()).collect()
        };
        assert_eq!(vendors(&[]), Vec::<String>::new());
        assert_eq!(vendors(&["LogMeIn Rescue (x)"]), ["logmein-rescue-abuse"]);
        assert_eq!(vendors(&["AnyDesk"]), Vec::<String>::new());
    }

    #[test]
    fn desks_without_a_number_come_last() {
        let contacts = Contacts::bundled();
        let listed = contacts.listed(&["TeamViewer"], at("2026-11-24T12:00"));
        let numbers: Vec<bool> = listed.iter().map(|each| each.contact.number.is_empty()).collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
        assert_eq!(listed.first().map(|each| each.contact.id.as_str()), Some("police-emergency"));
    }
}
