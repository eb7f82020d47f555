//! Japan's public holidays, from `assets/holidays_ja.toml`.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;

use crate::core::holidays::HolidayCalendar;

/// The compiled-in facts.
const SOURCE: &str = include_str!("../../assets/holidays_ja.toml");

/// Why the holidays cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HolidaysError {
    /// Not TOML, or not of our shape.
    #[error("holidays cannot be read: {0}")]
    Shape(String),
    /// A schema this program does not know.
    #[error("holidays of schema {0} are not known")]
    Schema(u32),
    /// A day that is none, or lies outside the known time.
    #[error("holidays: {0:?} is wrong")]
    Day(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schema: u32,
    source: String,
    checked_on: String,
    known_from: String,
    known_until: String,
    days: BTreeMap<String, Vec<String>>,
}

/// The compiled-in calendar. A test keeps it valid; should that fail, no weekday is ever claimed.
#[must_use]
pub fn bundled() -> HolidayCalendar {
    parse(SOURCE).unwrap_or_else(|error| {
        log::error!("{error}");
        HolidayCalendar::empty()
    })
}

/// Reads and checks a calendar.
///
/// # Errors
/// [`HolidaysError`] names the first day that is wrong.
pub fn parse(source: &str) -> Result<HolidayCalendar, HolidaysError> {
    let file: File =
        toml::from_str(source).map_err(|error| HolidaysError::Shape(error.message().to_owned()))?;
    if file.schema != 1 {
        return Err(HolidaysError::Schema(file.schema));
    }
    let day = |text: &str| text.parse::<Date>().map_err(|_| HolidaysError::Day(text.to_owned()));
    let (from, until) = (day(&file.known_from)?, day(&file.known_until)?);
    day(&file.checked_on)?;
    if file.source.trim().is_empty() {
        return Err(HolidaysError::Shape("no source".to_owned()));
    }
    let mut days = Vec::new();
    for (year, listed) in &file.days {
        for listed in listed {
            let text = format!("{year}-{listed}");
            let found = day(&text)?;
            if found < from || found > until {
                return Err(HolidaysError::Day(text));
            }
            days.push(found);
        }
    }
    Ok(HolidayCalendar::new(from, until, days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::holidays::DayKind;
    use jiff::civil::{Weekday, date};

    #[test]
    fn known_dates_are_what_they_are() {
        let calendar = parse(SOURCE).unwrap();
        for (day, kind) in [
            (date(2026, 1, 12), DayKind::SundayOrHoliday), // second Monday of January
            (date(2026, 2, 23), DayKind::SundayOrHoliday),
            (date(2026, 3, 20), DayKind::SundayOrHoliday), // vernal equinox
            (date(2026, 4, 30), DayKind::Weekday),
            (date(2026, 5, 6), DayKind::SundayOrHoliday), // in lieu of Sunday 3 May, after two holidays
            (date(2026, 5, 7), DayKind::Weekday),
            (date(2026, 9, 22), DayKind::SundayOrHoliday), // between two holidays
            (date(2026, 11, 23), DayKind::SundayOrHoliday),
            (date(2026, 11, 24), DayKind::Weekday),
            (date(2026, 11, 28), DayKind::Saturday),
            (date(2027, 3, 22), DayKind::SundayOrHoliday), // in lieu of the equinox on Sunday
            (date(2027, 3, 23), DayKind::Weekday),
            (date(2027, 9, 21), DayKind::Weekday), // two days between: no day between holidays
            (date(2027, 9, 22), DayKind::Weekday),
            (date(2027, 10, 11), DayKind::SundayOrHoliday),
            (date(2028, 1, 3), DayKind::TurnOfTheYear),
            (date(2028, 2, 11), DayKind::SundayOrHoliday),
            (date(2028, 3, 20), DayKind::SundayOrHoliday),
            (date(2028, 9, 22), DayKind::SundayOrHoliday),
            (date(2028, 10, 9), DayKind::SundayOrHoliday),
            (date(2028, 12, 28), DayKind::Weekday),
            (date(2029, 1, 4), DayKind::NotKnown),
        ] {
            assert_eq!(calendar.kind_of(day), kind, "{day}");
        }
    }

    /// The rules of the Act, written once more and held against the list; equinoxes are handed in.
    #[test]
    fn the_list_follows_the_rules_of_the_act() {
        let calendar = parse(SOURCE).unwrap();
        for (year, vernal, autumnal) in [(2026, 20, 23), (2027, 21, 23), (2028, 20, 22)] {
            let monday =
                |month, nth| date(year, month, 1).nth_weekday_of_month(nth, Weekday::Monday).unwrap();
            let mut expected = vec![
                date(year, 1, 1),
                monday(1, 2),
                date(year, 2, 11),
                date(year, 2, 23),
                date(year, 3, vernal),
                date(year, 4, 29),
                date(year, 5, 3),
                date(year, 5, 4),
                date(year, 5, 5),
                monday(7, 3),
                date(year, 8, 11),
                monday(9, 3),
                date(year, 9, autumnal),
                monday(10, 2),
                date(year, 11, 3),
                date(year, 11, 23),
            ];
            let named = expected.clone();
            for day in &named {
                if day.weekday() == Weekday::Sunday {
                    let mut lieu = day.tomorrow().unwrap();
                    while named.contains(&lieu) {
                        lieu = lieu.tomorrow().unwrap();
                    }
                    expected.push(lieu);
                }
                let between = day.tomorrow().unwrap();
                if !named.contains(&between) && named.contains(&between.tomorrow().unwrap()) {
                    expected.push(between);
                }
            }
            let mut day = date(year, 1, 1);
            while day.year() == year {
                assert_eq!(calendar.is_holiday(day), expected.contains(&day), "{day}");
                day = day.tomorrow().unwrap();
            }
        }
        assert_eq!(calendar.known_until(), date(2028, 12, 31));
    }

    #[test]
    fn days_that_are_none_are_refused() {
        for (from, to) in
            [("\"05-06\"", "\"02-30\""), ("2027 = [", "2031 = ["), ("\"2026-01-01\"", "\"soon\"")]
        {
            assert!(SOURCE.contains(from), "{from}");
            let broken = SOURCE.replacen(from, to, 1);
            assert!(matches!(parse(&broken), Err(HolidaysError::Day(_))), "{to}");
        }
        let newer = SOURCE.replacen("schema = 1", "schema = 2", 1);
        assert_eq!(parse(&newer), Err(HolidaysError::Schema(2)));
    }
}
