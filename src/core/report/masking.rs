//! Leaves out what looks like the number of a card or an account.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use super::kept_numbers::mark_kept;

/// What stands for a digit that is left out.
pub const MASK: char = '\u{25cf}';

/// Whether account numbers are looked for too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accounts {
    /// Cards and accounts.
    Too,
    /// Cards only: where a telephone number is expected.
    No,
}

/// Fewest digits of an account.
const ACCOUNT_MIN_DIGITS: usize = 7;
/// Fewest digits of a card.
const CARD_MIN_DIGITS: usize = 13;
/// How many digits of an account stay, so that its owner knows which it is.
const ACCOUNT_SHOWN: usize = 2;
/// How many digits of a card stay.
const CARD_SHOWN: usize = 4;
/// Most characters that stand between two groups of one number: a comma or hyphen with spaces around it.
const JOINING_MAX: usize = 3;
/// Most groups a card number is written in.
const CARD_GROUPS_MAX: usize = 5;

/// One run of digits without anything between them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// Places of its digits among the characters of the text.
    pub(super) from: usize,
    pub(super) to: usize,
    /// What became of it.
    pub(super) fate: Fate,
}

/// What becomes of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing is known of it.
    Open,
    /// It is evidence: a telephone number, a date, a time, an amount.
    Kept,
    /// It is left out.
    Masked,
}

impl Group {
    pub(super) fn len(&self) -> usize {
        self.to - self.from
    }
}

/// `text` with [`MASK`] for the digits of what looks like a card number (13 to 19 digits that pass the
/// card check, or four groups of four), and of what may be an account: seven or more digits, whatever
/// hyphens, dots or spaces stand between them. The last four or two digits stay. Telephone numbers, dates,
/// times, and amounts of money that say so stay whole.
#[must_use]
pub fn masked(text: &str, accounts: Accounts) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for mut run in runs(&characters) {
        mark_kept(&mut run, &characters);
        let mut numbers = Vec::new();
        if accounts == Accounts::Too {
            // A card that goes over a line end, before its parts are taken for accounts.
            numbers.extend(cards_in(&mut run, &characters, Among::Lists));
            numbers.extend(accounts_in(&mut run, &characters));
        }
        numbers.extend(cards_in(&mut run, &characters, Among::Anything));
        for number in numbers {
            let groups = run.get(number).unwrap_or_default();
            let digits: usize = groups.iter().map(Group::len).sum();
            let shown = if digits >= CARD_MIN_DIGITS { CARD_SHOWN } else { ACCOUNT_SHOWN };
            for (place, group) in groups.iter().enumerate() {
                let is_last = place + 1 == groups.len();
                let shown = if is_last { shown.min(group.len()) } else { 0 };
                for character in characters.iter_mut().take(group.to - shown).skip(group.from) {
                    *character = MASK;
                }
            }
        }
    }
    characters.into_iter().collect()
}

/// The value of a digit: ASCII, full-width, in a circle, raised.
pub(super) fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let mut plain = std::iter::once(c).nfkc();
    match (plain.next(), plain.next()) {
        (Some(only), None) => only.to_digit(10),
        _ => None,
    }
}

pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{ff0d}' | '\u{ff70}')
}

pub(super) fn is_bracket(c: char) -> bool {
    matches!(c, '(' | ')' | '\u{ff08}' | '\u{ff09}')
}

/// What may stand between two groups of a number. Brackets and colons stand in telephone numbers and times.
fn joins(c: char) -> bool {
    is_hyphen(c) || is_bracket(c) || c.is_whitespace() || lists(c) || ends_group(c)
}

/// Separates the numbers of a list; an account is not written with it.
fn lists(c: char) -> bool {
    matches!(c, ',' | '\u{3001}' | '\u{ff0c}' | '\n' | '\r')
}

fn ends_group(c: char) -> bool {
    matches!(
        c,
        '.' | '/' | ':' | '_' | '*' | '=' | '\u{30fb}' | '\u{ff0e}' | '\u{ff0f}' | '\u{ff1a}' | '\u{ff65}'
    )
}

/// Groups of digits with few joining characters between each two.
fn runs(characters: &[char]) -> Vec<Vec<Group>> {
    let mut runs: Vec<Vec<Group>> = Vec::new();
    let mut at = 0;
    while at < characters.len() {
        let digits = characters.iter().skip(at).take_while(|c| digit(**c).is_some()).count();
        if digits == 0 {
            at += 1;
            continue;
        }
        let group = Group { from: at, to: at + digits, fate: Fate::Open };
        let follows = runs.last().and_then(|run| run.last()).is_some_and(|last| {
            (1..=JOINING_MAX).contains(&(at - last.to))
                && between(characters, last, &group).iter().all(|between| joins(*between))
        });
        match runs.last_mut().filter(|_| follows) {
            Some(run) => run.push(group),
            None => runs.push(vec![group]),
        }
        at += digits;
    }
    runs
}

/// What stands between two groups.
pub(super) fn between<'a>(characters: &'a [char], one: &Group, next: &Group) -> &'a [char] {
    characters.get(one.to..next.from).unwrap_or_default()
}

pub(super) fn digits_of(groups: &[Group], characters: &[char]) -> Vec<u32> {
    groups
        .iter()
        .flat_map(|group| characters.iter().take(group.to).skip(group.from))
        .filter_map(|c| digit(*c))
        .collect()
}

/// Groups of which nothing is known, with nothing between them that ends a number, and digits enough for
/// an account.
fn accounts_in(run: &mut [Group], characters: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    while start < run.len() {
        let mut end = start + 1;
        while go_together(run, end, characters) {
            end += 1;
        }
        if let Some(groups) = run.get_mut(start..end)
            && groups.iter().all(|group| group.fate == Fate::Open)
            && groups.iter().map(|group| group.len()).sum::<usize>() >= ACCOUNT_MIN_DIGITS
        {
            groups.iter_mut().for_each(|group| group.fate = Fate::Masked);
            found.push(start..end);
        }
        start = end;
    }
    found
}

/// True when the group at `place` goes on with the number before it.
fn go_together(run: &[Group], place: usize, characters: &[char]) -> bool {
    let before = place.checked_sub(1).and_then(|before| run.get(before));
    let (Some(one), Some(next)) = (before, run.get(place)) else { return false };
    let open = one.fate == Fate::Open && next.fate == Fate::Open;
    open && !between(characters, one, next).iter().any(|c| lists(*c))
}

/// What may stand beside a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Among {
    /// Nothing that could belong to it.
    Lists,
    /// Other digits too.
    Anything,
}

fn cards_in(run: &mut [Group], characters: &[char], among: Among) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // First what passes the check, so that a window which only looks like a card takes nothing from it.
    for checked in [true, false] {
        for start in 0..run.len() {
            // No shape has more groups.
            for end in (start + 1..=(start + CARD_GROUPS_MAX).min(run.len())).rev() {
                let goes_on = go_together(run, start, characters) || go_together(run, end, characters);
                if among == Among::Lists && goes_on {
                    continue;
                }
                let Some(groups) = run.get_mut(start..end) else { continue };
                if groups.iter().all(|group| group.fate == Fate::Open) && is_card(groups, characters, checked)
                {
                    groups.iter_mut().for_each(|group| group.fate = Fate::Masked);
                    found.push(start..end);
                }
            }
        }
    }
    found
}

/// True for the shapes of cards: those that pass the check, or those that nothing else has.
fn is_card(groups: &[Group], characters: &[char], checked: bool) -> bool {
    let lengths: Vec<usize> = groups.iter().map(Group::len).collect();
    let of_four = matches!(lengths.as_slice(), [4, 4, 4, 4] | [4, 4, 4, 4, 1..=3]);
    if !checked {
        return of_four || matches!(lengths.as_slice(), [length] if *length > 19);
    }
    let shaped = of_four || matches!(lengths.as_slice(), [13..=19] | [4, 6, 4..=5] | [4, 4, 5]);
    shaped && passes_check(&digits_of(groups, characters))
}

/// The check digit of card numbers (Luhn).
fn passes_check(digits: &[u32]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| match (place % 2, digit * 2) {
            (0, _) => *digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        })
        .sum();
    (CARD_MIN_DIGITS..=19).contains(&digits.len()) && sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests;
