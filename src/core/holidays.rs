//! Public holidays, as far as they are known.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

/// What kind of day it is for somebody who answers a telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// Monday to Friday, no public holiday.
    Weekday,
    /// Saturday, no public holiday.
    Saturday,
    /// Sunday, or a public holiday on whatever day.
    SundayOrHoliday,
    /// Offices may be closed as between the years, whatever the weekday.
    TurnOfTheYear,
    /// Monday to Saturday outside the years that are known: it may be a holiday.
    NotKnown,
}

/// The holidays from one day to another. Outside it nothing is claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayCalendar {
    from: Date,
    until: Date,
    days: BTreeSet<Date>,
}

/// First and last day, as (month, day), on which Japan's public offices are closed between the years.
const TURN_OF_THE_YEAR: ((i8, i8), (i8, i8)) = ((12, 29), (1, 3));

impl HolidayCalendar {
    /// A calendar that knows every holiday between `from` and `until`, both included.
    #[must_use]
    pub fn new(from: Date, until: Date, days: impl IntoIterator<Item = Date>) -> Self {
        Self { from, until, days: days.into_iter().collect() }
    }

    /// A calendar that knows nothing.
    #[must_use]
    pub fn empty() -> Self {
        // An end before the beginning: no day lies between.
        Self { from: Date::MAX, until: Date::MIN, days: BTreeSet::new() }
    }

    /// The last day that is known.
    #[must_use]
    pub fn known_until(&self) -> Date {
        self.until
    }

    /// True when `day` is a public holiday, a day in lieu of one included.
    #[must_use]
    pub fn is_holiday(&self, day: Date) -> bool {
        self.days.contains(&day)
    }

    /// What kind of day `day` is.
    #[must_use]
    pub fn kind_of(&self, day: Date) -> DayKind {
        let (first, last) = TURN_OF_THE_YEAR;
        let month_and_day = (day.month(), day.day());
        if month_and_day >= first || month_and_day <= last {
            return DayKind::TurnOfTheYear;
        }
        let weekday = day.weekday();
        if weekday == Weekday::Sunday || self.is_holiday(day) {
            return DayKind::SundayOrHoliday;
        }
        if day < self.from || day > self.until {
            return DayKind::NotKnown;
        }
        if weekday == Weekday::Saturday { DayKind::Saturday } else { DayKind::Weekday }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn calendar() -> HolidayCalendar {
        HolidayCalendar::new(date(2026, 1, 1), date(2026, 12, 31), [date(2026, 9, 22), date(2026, 11, 23)])
    }

    #[test]
    fn each_day_has_its_kind() {
        for (day, kind) in [
            (date(2026, 9, 18), DayKind::Weekday),
            (date(2026, 9, 19), DayKind::Saturday),
            (date(2026, 9, 20), DayKind::SundayOrHoliday),
            (date(2026, 9, 22), DayKind::SundayOrHoliday),
            (date(2026, 11, 23), DayKind::SundayOrHoliday),
            (date(2026, 12, 28), DayKind::Weekday),
            (date(2026, 12, 29), DayKind::TurnOfTheYear),
            (date(2026, 1, 3), DayKind::TurnOfTheYear),
            (date(2026, 1, 5), DayKind::Weekday),
        ] {
            assert_eq!(calendar().kind_of(day), kind, "{day}");
        }
    }

    #[test]
    fn outside_the_known_years_only_sundays_are_certain() {
        for (day, kind) in [
            (date(2025, 12, 26), DayKind::NotKnown),
            (date(2027, 1, 4), DayKind::NotKnown),
            (date(2027, 1, 9), DayKind::NotKnown),
            (date(2027, 1, 10), DayKind::SundayOrHoliday),
            (date(2027, 1, 1), DayKind::TurnOfTheYear),
        ] {
            assert_eq!(calendar().kind_of(day), kind, "{day}");
        }
        assert_eq!(HolidayCalendar::empty().kind_of(date(2026, 9, 18)), DayKind::NotKnown);
    }
}
