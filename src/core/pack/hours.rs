//! Opening times as a centre writes them: days, then hours. Nothing else, so that they carry no message and
//! can be shown in every language.

use super::folding::plain;
use super::rules::HoursWords;
use crate::core::opening_hours::{DAY_MINUTES, Days, OpeningTime};

/// Most opening times of one number.
const TIMES_MAX: usize = 4;

/// Reads opening times.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct HoursReader {
    /// Longest first.
    days: Vec<(String, Days)>,
    always: Vec<String>,
}

impl HoursReader {
    pub(super) fn new(words: &HoursWords) -> Self {
        let mut days: Vec<_> = words.days().map(|(word, days)| (even(word), days)).collect();
        days.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        Self { days, always: words.always.iter().map(|word| even(word)).collect() }
    }

    /// The times of `text`: `days H:MM-H:MM`, several of them separated by commas; days that are not said
    /// again are those before. `None` when it is anything else.
    pub(super) fn read(&self, text: &str) -> Option<Vec<OpeningTime>> {
        let text = even(text);
        if self.always.contains(&text) {
            return Some(vec![OpeningTime { days: Days::EveryDay, opens: 0, closes: DAY_MINUTES }]);
        }
        let mut times = Vec::new();
        let mut days = None;
        for part in text.split([',', '\u{3001}', ';', '/']) {
            let said = self.days.iter().find_map(|(word, days)| Some((part.strip_prefix(word)?, *days)));
            let (rest, these) = said.or_else(|| Some((part, days?)))?;
            days = Some(these);
            let (opens, closes) = rest.split_once('-')?;
            let (opens, closes) = (minutes(opens)?, minutes(closes)?);
            if opens >= closes || times.len() == TIMES_MAX {
                return None;
            }
            times.push(OpeningTime { days: these, opens, closes });
        }
        Some(times)
    }
}

/// `text` without blanks and dots, with one kind of dash.
fn even(text: &str) -> String {
    plain(text)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '\u{30fb}')
        .map(|c| match c {
            '~' | '\u{301c}' | '\u{30fc}' | '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            other => other,
        })
        .collect()
}

/// Minutes after midnight of `9:00` or `17:30`; at most 24:00.
fn minutes(time: &str) -> Option<u16> {
    let (hours, minutes) = time.split_once(':')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=2).contains(&hours.len()) || minutes.len() != 2 || !digits(hours) || !digits(minutes) {
        return None;
    }
    let minutes = minutes.parse::<u16>().ok().filter(|minutes| *minutes < 60)?;
    let total = hours.parse::<u16>().ok()?.checked_mul(60)?.checked_add(minutes)?;
    (total <= DAY_MINUTES).then_some(total)
}
