//! Times in words, as people say them.

use jiff::Zoned;
use jiff::tz::TimeZone;

use super::{Arg, Texts};
use crate::core::Timestamp;

/// The time and the place it is told for. Both come from outside.
#[derive(Debug, Clone, Copy)]
pub struct Moments<'a> {
    /// Now; absent when nobody knows it.
    pub now: Option<Timestamp>,
    /// The zone of this PC.
    pub zone: &'a TimeZone,
}

impl Moments<'_> {
    fn local(self, at: Timestamp) -> Option<Zoned> {
        jiff::Timestamp::from_millisecond(at.0).ok().map(|at| at.to_zoned(self.zone.clone()))
    }

    /// 「きょう 14時28分」: today and yesterday by their names, other days by month and day, other years
    /// with the year. `None` for what lies ahead or outside all calendars.
    #[must_use]
    pub fn past(self, at: Timestamp, texts: &Texts) -> Option<String> {
        if self.now.is_some_and(|now| now < at) {
            return None;
        }
        let at = self.local(at)?;
        let today = self.now.and_then(|now| self.local(now)).map(|now| now.date());
        let time = [("hour", i64::from(at.hour())), ("minute", i64::from(at.minute()))];
        let date = date_parts(&at);
        let id = match today {
            Some(today) if today == at.date() => "moment-today",
            Some(today) if today.yesterday().ok() == Some(at.date()) => "moment-yesterday",
            Some(today) if today.year() == at.year() => "moment-this-year",
            _ => "moment-other-year",
        };
        Some(self.words(texts, id, time.into_iter().chain(date)))
    }

    /// 「2027年1月3日」
    #[must_use]
    pub fn day(self, at: Timestamp, texts: &Texts) -> Option<String> {
        Some(self.words(texts, "moment-day", date_parts(&self.local(at)?)))
    }

    /// 「19時26分」
    #[must_use]
    pub fn time(self, at: Timestamp, texts: &Texts) -> Option<String> {
        let at = self.local(at)?;
        let time = [("hour", i64::from(at.hour())), ("minute", i64::from(at.minute()))];
        Some(self.words(texts, "moment-time", time))
    }

    fn words(self, texts: &Texts, id: &str, parts: impl IntoIterator<Item = (&'static str, i64)>) -> String {
        // As text: years and minutes are not grouped or shortened, minutes keep their zero.
        let parts: Vec<(&str, String)> = parts
            .into_iter()
            .map(|(name, value)| {
                (name, if name == "minute" { format!("{value:02}") } else { value.to_string() })
            })
            .collect();
        let args: Vec<_> = parts.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
        texts.with(id, &args)
    }
}

fn date_parts(at: &Zoned) -> [(&'static str, i64); 3] {
    [("year", i64::from(at.year())), ("month", i64::from(at.month())), ("day", i64::from(at.day()))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Locale;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn times_are_told_in_the_zone_of_the_pc_and_by_the_day_as_people_name_it() {
        let zone = TimeZone::fixed(jiff::tz::offset(9));
        let moments = Moments { now: Some(at("2026-11-22T15:30:00Z")), zone: &zone };
        let texts = Texts::new(Locale::En);
        for (moment, words) in [
            ("2026-11-22T15:05:00Z", Some("today at 0:05")),
            ("2026-11-22T05:28:00Z", Some("yesterday at 14:28")),
            ("2026-02-01T00:00:00Z", Some("on 2026-02-01 at 9:00")),
            ("2024-02-29T00:00:00Z", Some("on 2024-02-29 at 9:00")),
            ("2026-11-22T15:30:01Z", None),
        ] {
            let found = moments.past(at(moment), &texts);
            // Month and day may be written in any way, as long as they are there.
            match (found.as_deref(), words) {
                (Some(found), Some(words)) if words.starts_with("on") => {
                    assert!(found.contains("9:00"), "{found}");
                }
                (found, words) => assert_eq!(found, words),
            }
        }
        let unknown = Moments { now: None, ..moments };
        assert!(unknown.past(at("2026-11-22T05:28:00Z"), &texts).unwrap().contains("2026"));
        assert_eq!(moments.past(Timestamp(i64::MIN), &texts), None);
        assert!(moments.day(at("2026-12-31T15:00:00Z"), &texts).unwrap().contains("2027"));
        assert_eq!(texts.failures(), Vec::<String>::new());
    }
}
