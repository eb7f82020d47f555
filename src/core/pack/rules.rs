//! The reviewed words that packs are measured with.

use serde::Deserialize;

use crate::core::opening_hours::Days;

/// What a pack may not say, and how its opening times are written. Data: it comes with the program.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// How these rules are written; 1.
    pub schema: u32,
    /// Words that no text may use. Latin ones count as whole words, others wherever they stand.
    pub words: Vec<String>,
    /// Latin names that count also inside another word.
    pub brands: Vec<String>,
    /// Signs that are taken for each other; the first stands for the others.
    pub alike: Vec<String>,
    /// Digits of other scripts than 0 to 9.
    pub numerals: String,
    /// Signs between digits that only say how many follow.
    pub magnitudes: String,
    /// Digits as they are read aloud.
    pub number_words: Vec<String>,
    /// How days are written in opening times.
    pub hours: HoursWords,
}

/// Words for the days of opening times.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HoursWords {
    /// All seven days.
    pub every_day: Vec<String>,
    /// Monday to Friday.
    pub weekdays: Vec<String>,
    /// Saturday.
    pub saturdays: Vec<String>,
    /// Saturday, Sunday and holidays.
    pub weekends_and_holidays: Vec<String>,
    /// Around the clock; no times follow.
    pub always: Vec<String>,
}

impl HoursWords {
    /// Every word for days with the days it means.
    pub(super) fn days(&self) -> impl Iterator<Item = (&str, Days)> {
        [
            (&self.every_day, Days::EveryDay),
            (&self.weekdays, Days::Weekdays),
            (&self.saturdays, Days::Saturdays),
            (&self.weekends_and_holidays, Days::WeekendsAndHolidays),
        ]
        .into_iter()
        .flat_map(|(words, days)| words.iter().map(move |word| (word.as_str(), days)))
    }
}
