//! Numbers that are evidence: telephone numbers, dates, times, amounts of money, postal codes.

use super::masking::{Fate, Group, between, digit, digits_of, is_bracket, is_hyphen};

/// Most groups of a telephone number: `+81 (0)3 1234 5678`.
const TELEPHONE_GROUPS_MAX: usize = 5;
/// Most digits of a number of any country.
const TELEPHONE_DIGITS_MAX: usize = 15;

/// Marks every group of `run` that belongs to such a number.
pub(super) fn mark_kept(run: &mut [Group], characters: &[char]) {
    let mut start = 0;
    while start < run.len() {
        let rest = Numbers { groups: run.get(start..).unwrap_or_default(), characters };
        let length =
            rest.telephone().max(rest.date()).max(rest.time()).max(rest.amount()).max(rest.postal_code());
        run.iter_mut().skip(start).take(length).for_each(|group| group.fate = Fate::Kept);
        start += length.max(1);
    }
}

/// Groups, of which the first begins something.
struct Numbers<'a> {
    groups: &'a [Group],
    characters: &'a [char],
}

/// Each method tells how many groups belong to such a number at the beginning; none: 0.
impl Numbers<'_> {
    fn lengths(&self, count: usize) -> Vec<usize> {
        self.groups.iter().take(count).map(Group::len).collect()
    }

    fn value(&self, place: usize) -> u32 {
        let group = self.groups.get(place..=place).unwrap_or_default();
        let digits = digits_of(group, self.characters);
        digits.iter().take(9).fold(0, |value, digit| value * 10 + digit)
    }

    /// What stands between the groups `place` and `place + 1`.
    fn gap(&self, place: usize) -> &[char] {
        match (self.groups.get(place), self.groups.get(place + 1)) {
            (Some(one), Some(next)) => between(self.characters, one, next),
            _ => &[],
        }
    }

    fn before(&self) -> Option<char> {
        let from = self.groups.first()?.from;
        self.characters.get(from.checked_sub(1)?).copied()
    }

    /// What follows the first `count` groups, without blanks, in lower case.
    fn after(&self, count: usize) -> String {
        let to = self.groups.get(count.saturating_sub(1)).map_or(usize::MAX, |group| group.to);
        let rest = self.characters.iter().skip(to).skip_while(|c| **c == ' ').take(3);
        rest.collect::<String>().to_lowercase()
    }

    /// No hyphen holds the first `count` groups to digits before or behind them.
    fn stands_alone(&self, count: usize) -> bool {
        let from = self.groups.first().map_or(0, |group| group.from);
        let held_before = self.before().is_some_and(is_hyphen)
            && from
                .checked_sub(2)
                .and_then(|at| self.characters.get(at))
                .is_some_and(|c| digit(*c).is_some());
        !held_before && !self.gap(count.saturating_sub(1)).iter().any(|c| is_hyphen(*c))
    }

    fn telephone(&self) -> usize {
        let counts = || (1..=TELEPHONE_GROUPS_MAX.min(self.groups.len())).rev();
        // What hyphens hold together comes before what only stands side by side.
        let hyphenated = |c: &char| is_hyphen(*c) || is_bracket(*c);
        let spaced = |c: &char| hyphenated(c) || matches!(*c, ' ' | '\u{3000}' | '.');
        let joined =
            |count: usize, by: &dyn Fn(&char) -> bool| (1..count).all(|at| self.gap(at - 1).iter().all(by));
        let held = counts().find(|count| joined(*count, &hyphenated) && self.is_telephone(*count));
        let held =
            held.or_else(|| counts().find(|count| joined(*count, &spaced) && self.is_telephone(*count)));
        held.unwrap_or(0)
    }

    fn is_telephone(&self, count: usize) -> bool {
        let groups = self.groups.get(..count).unwrap_or_default();
        let digits = digits_of(groups, self.characters);
        let lengths = self.lengths(count);
        let before = self.before();
        if matches!(before, Some('+' | '\u{ff0b}')) {
            return (8..=TELEPHONE_DIGITS_MAX).contains(&digits.len());
        }
        // From Japan to another country, and the numbers of North America that false warnings show.
        let abroad =
            digits.starts_with(&[0, 1, 0]) && (12..=TELEPHONE_DIGITS_MAX + 3).contains(&digits.len());
        let american = matches!(lengths.as_slice(), [1, 3, 3, 4]) && digits.first() == Some(&1)
            || matches!(lengths.as_slice(), [3, 3, 4]) && before.is_some_and(is_bracket);
        // Three and seven digits are a branch and an account, although they could be a telephone as well.
        let shaped = match lengths.as_slice() {
            [_] => true,
            [3, 7] => false,
            [2..=6, .., last] => count <= 3 && *last >= 3,
            _ => false,
        };
        let domestic = digits.first() == Some(&0) && (10..=11).contains(&digits.len()) && shaped;
        (abroad || american || domestic) && self.stands_alone(count)
    }

    fn date(&self) -> usize {
        let separated =
            |at: usize| matches!(self.gap(at), [c] if is_hyphen(*c) || matches!(c, '/' | '.' | '\u{ff0f}'));
        let slash = |at: usize| matches!(self.gap(at), ['/' | '\u{ff0f}']);
        let ends = |at: usize| self.gap(at).first().is_none_or(|c| c.is_whitespace());
        let (month, day) = (1..=12, 1..=31);
        match self.lengths(3).as_slice() {
            [8, ..] => {
                let date = self.value(0);
                let fits = (2000..2100).contains(&(date / 10_000))
                    && month.contains(&(date / 100 % 100))
                    && day.contains(&(date % 100));
                usize::from(fits)
            }
            [4, 1..=2, 1..=2]
                if separated(0)
                    && separated(1)
                    && (1900..2100).contains(&self.value(0))
                    && month.contains(&self.value(1))
                    && day.contains(&self.value(2)) =>
            {
                3
            }
            [1..=2, 1..=2, ..]
                if slash(0)
                    && ends(1)
                    && self.stands_alone(2)
                    && month.contains(&self.value(0))
                    && day.contains(&self.value(1)) =>
            {
                2
            }
            _ => 0,
        }
    }

    fn time(&self) -> usize {
        let colon = |at: usize| matches!(self.gap(at), [':' | '\u{ff1a}']);
        match self.lengths(3).as_slice() {
            [1..=2, 2, ..] if colon(0) && self.value(0) < 25 && self.value(1) < 60 => {
                let seconds = self.lengths(3).get(2) == Some(&2) && colon(1) && self.value(2) < 60;
                2 + usize::from(seconds)
            }
            _ => 0,
        }
    }

    fn amount(&self) -> usize {
        let comma = |at: usize| matches!(self.gap(at), [',' | '\u{ff0c}']);
        let first = self.lengths(1).first().copied().unwrap_or(0);
        let thousands = (1..self.groups.len())
            .take_while(|at| comma(at - 1) && self.groups.get(*at).is_some_and(|group| group.len() == 3))
            .count();
        if thousands > 0 && (1..=3).contains(&first) && self.value(0) > 0 {
            return thousands + 1;
        }
        // ¥, ￥, $
        let sign = matches!(self.before(), Some('\u{a5}' | '\u{ffe5}' | '$' | '\u{ff04}'));
        // 円, 万, えん, ドル, yen, jpy, usd
        let unit = ["\u{5186}", "\u{4e07}", "\u{3048}\u{3093}", "\u{30c9}\u{30eb}", "yen", "jpy", "usd"];
        let after = self.after(1);
        usize::from(sign || unit.iter().any(|unit| after.starts_with(unit)))
    }

    /// Behind the mark of the post.
    fn postal_code(&self) -> usize {
        let mark = self.before() == Some('\u{3012}');
        let hyphen = matches!(self.gap(0), [c] if is_hyphen(*c));
        if mark && hyphen && matches!(self.lengths(2).as_slice(), [3, 4]) { 2 } else { 0 }
    }
}
