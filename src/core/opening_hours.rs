//! Whether somebody answers a telephone now: pure, from a date, a time and a calendar of holidays.

use jiff::civil::{Date, DateTime};

use super::Timestamp;
use super::holidays::{DayKind, HolidayCalendar};

/// The days an opening time holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Days {
    /// All seven, holidays included.
    EveryDay,
    /// Monday to Friday without holidays.
    Weekdays,
    /// Saturdays without holidays.
    Saturdays,
    /// Saturday, Sunday and holidays.
    WeekendsAndHolidays,
    /// Saturday and Sunday; of a holiday on another day nothing is known.
    Weekends,
}

/// One opening time, in the local time of Japan. It never passes midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OpeningTime {
    /// On which days.
    pub days: Days,
    /// Minutes after midnight.
    pub opens: u16,
    /// Minutes after midnight, after `opens`, at most 1440. Closed from this minute on.
    pub closes: u16,
}

/// Whether somebody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OpenState {
    /// Yes.
    Open,
    /// The hours say so, but they differ from place to place.
    UsuallyOpen,
    /// Nothing can be said.
    Unknown,
    /// No.
    Closed,
}

/// Minutes of a whole day.
pub const DAY_MINUTES: u16 = 24 * 60;
/// The day of the week, from Monday = 1.
const SATURDAY: i8 = 6;
/// Japan is nine hours ahead of UTC and has no summer time.
const JAPAN_AHEAD_OF_UTC_MS: i64 = 9 * 60 * 60 * 1000;

impl OpeningTime {
    /// Around the clock, every day of the year.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.days == Days::EveryDay && self.opens == 0 && self.closes == DAY_MINUTES
    }

    /// True, false, or unknown when the day's kind is.
    fn holds_on(&self, kind: DayKind) -> Option<bool> {
        match (self.days, kind) {
            (_, DayKind::TurnOfTheYear) if !self.is_always() => None,
            (Days::EveryDay, _) => Some(true),
            (_, DayKind::TurnOfTheYear | DayKind::NotKnown) => None,
            (Days::Weekdays, kind) => Some(kind == DayKind::Weekday),
            (Days::Saturdays, kind) => Some(kind == DayKind::Saturday),
            (Days::WeekendsAndHolidays | Days::Weekends, kind) => Some(kind != DayKind::Weekday),
        }
    }
}

/// Whether somebody who keeps `hours` answers at `at`, Japan's local time. `vary` is true when the hours
/// differ from place to place: then nothing is ever called closed.
#[must_use]
pub fn open_state(hours: &[OpeningTime], vary: bool, at: DateTime, calendar: &HolidayCalendar) -> OpenState {
    if hours.iter().any(OpeningTime::is_always) {
        return OpenState::Open;
    }
    let kind = calendar.kind_of(at.date());
    let is_holiday = kind == DayKind::SundayOrHoliday && at.weekday().to_monday_one_offset() < SATURDAY;
    if is_holiday && hours.iter().any(|time| time.days == Days::Weekends) {
        return OpenState::Unknown;
    }
    let minute = u16::from(at.hour().unsigned_abs()) * 60 + u16::from(at.minute().unsigned_abs());
    let mut certain = !hours.is_empty();
    for time in hours.iter().filter(|time| (time.opens..time.closes).contains(&minute)) {
        match time.holds_on(kind) {
            Some(true) => return if vary { OpenState::UsuallyOpen } else { OpenState::Open },
            Some(false) => {}
            None => certain = false,
        }
    }
    if certain && !vary { OpenState::Closed } else { OpenState::Unknown }
}

/// Date and time in Japan at `now`, whatever time zone the PC is set to.
#[must_use]
pub fn japan_time(now: Timestamp) -> Option<DateTime> {
    let shifted = jiff::Timestamp::from_millisecond(now.0.checked_add(JAPAN_AHEAD_OF_UTC_MS)?).ok()?;
    Some(shifted.to_zoned(jiff::tz::TimeZone::UTC).datetime())
}

/// Days from `earlier` to `later`, negative when it is the other way round.
#[must_use]
pub fn days_between(earlier: Date, later: Date) -> i64 {
    earlier.duration_until(later).as_hours() / 24
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, datetime};

    fn calendar() -> HolidayCalendar {
        HolidayCalendar::new(date(2026, 1, 1), date(2026, 12, 31), [date(2026, 11, 23)])
    }

    const fn time(days: Days, opens: u16, closes: u16) -> OpeningTime {
        OpeningTime { days, opens: opens * 60, closes: closes * 60 }
    }

    #[test]
    fn the_state_follows_day_and_minute() {
        let weekdays = [time(Days::Weekdays, 9, 21), time(Days::Saturdays, 9, 17)];
        let lunch = [time(Days::Weekdays, 10, 12), time(Days::Weekdays, 13, 17)];
        let weekends = [time(Days::WeekendsAndHolidays, 10, 16)];
        let no_word_of_holidays = [time(Days::Weekdays, 9, 21), time(Days::Weekends, 9, 17)];
        let always = [time(Days::EveryDay, 0, 24)];
        let daily = [time(Days::EveryDay, 9, 17)];
        let at = |day, hour, minute| datetime(2026, 11, day, hour, minute, 0, 0);
        let turn = datetime(2026, 12, 30, 12, 0, 0, 0);
        for (hours, moment, state) in [
            // Friday, Saturday, Sunday, the Monday that is a holiday, Tuesday.
            (&weekdays[..], at(20, 9, 0), OpenState::Open),
            (&weekdays[..], at(20, 8, 59), OpenState::Closed),
            (&weekdays[..], at(20, 20, 59), OpenState::Open),
            (&weekdays[..], at(20, 21, 0), OpenState::Closed),
            (&weekdays[..], at(21, 16, 59), OpenState::Open),
            (&weekdays[..], at(21, 17, 0), OpenState::Closed),
            (&weekdays[..], at(22, 12, 0), OpenState::Closed),
            (&weekdays[..], at(23, 12, 0), OpenState::Closed),
            (&weekdays[..], at(24, 12, 0), OpenState::Open),
            (&lunch[..], at(24, 11, 59), OpenState::Open),
            (&lunch[..], at(24, 12, 30), OpenState::Closed),
            (&lunch[..], at(24, 13, 0), OpenState::Open),
            (&weekends[..], at(21, 10, 0), OpenState::Open),
            (&weekends[..], at(22, 15, 59), OpenState::Open),
            (&weekends[..], at(23, 15, 59), OpenState::Open),
            (&weekends[..], at(24, 12, 0), OpenState::Closed),
            (&no_word_of_holidays[..], at(20, 20, 0), OpenState::Open),
            (&no_word_of_holidays[..], at(21, 16, 0), OpenState::Open),
            (&no_word_of_holidays[..], at(22, 17, 0), OpenState::Closed),
            (&no_word_of_holidays[..], at(23, 12, 0), OpenState::Unknown),
            (&no_word_of_holidays[..], at(23, 3, 0), OpenState::Unknown),
            (&always[..], at(23, 3, 0), OpenState::Open),
            (&always[..], turn, OpenState::Open),
            (&daily[..], at(23, 9, 0), OpenState::Open),
            (&daily[..], turn, OpenState::Unknown),
            (&weekdays[..], turn, OpenState::Unknown),
            (&weekdays[..], datetime(2026, 12, 30, 3, 0, 0, 0), OpenState::Closed),
            (&weekdays[..], datetime(2027, 2, 2, 12, 0, 0, 0), OpenState::Unknown),
            (&[][..], at(24, 12, 0), OpenState::Unknown),
        ] {
            assert_eq!(open_state(hours, false, moment, &calendar()), state, "{hours:?} {moment}");
        }
    }

    #[test]
    fn hours_that_differ_from_place_to_place_are_never_sure() {
        let hours = [time(Days::Weekdays, 9, 17)];
        let state = |hour| open_state(&hours, true, datetime(2026, 11, 24, hour, 0, 0, 0), &calendar());
        assert_eq!([state(12), state(18)], [OpenState::UsuallyOpen, OpenState::Unknown]);
    }

    #[test]
    fn japan_is_nine_hours_ahead_in_every_season() {
        for (utc, japan) in [
            ("2026-11-23T15:00:00Z", "2026-11-24T00:00:00"),
            ("2026-07-01T00:30:00Z", "2026-07-01T09:30:00"),
            ("2026-12-31T15:00:00Z", "2027-01-01T00:00:00"),
        ] {
            let moment: jiff::Timestamp = utc.parse().unwrap();
            assert_eq!(japan_time(Timestamp(moment.as_millisecond())), Some(japan.parse().unwrap()));
        }
        assert_eq!(japan_time(Timestamp(i64::MAX)), None);
        assert_eq!(japan_time(Timestamp(i64::MIN)), None);
    }

    #[test]
    fn days_are_counted_in_both_directions() {
        assert_eq!(days_between(date(2026, 2, 28), date(2026, 3, 1)), 1);
        assert_eq!(days_between(date(2026, 11, 22), date(2027, 11, 22)), 365);
        assert_eq!(days_between(date(2026, 11, 22), date(2026, 11, 20)), -2);
    }
}
