//! The incident as police, bank and centre get it: bounded, and without card and account numbers unless the
//! person wants them in. Telephone numbers, amounts and the six digits stay: they are evidence.

use serde::Serialize;

use super::Timestamp;
use super::incident::{Answer, Incident, LogEntry, Logged, Memo, MemoField, Paid, SeenOnScreen, Step};
use super::network::Observation;

/// What happens to digits that look like a card or an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Numbers {
    /// They become [`MASK`].
    #[default]
    Masked,
    /// They stay: a clear choice of the person.
    Kept,
}

/// What stands for a digit that is left out.
pub const MASK: char = '\u{25cf}';

/// The incident, ready to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// When the red button was pressed first.
    pub opened_at: Timestamp,
    /// When it was said to be over.
    pub closed_at: Option<Timestamp>,
    /// What happened, in its order.
    pub log: Vec<LogEntry>,
    /// The last look at the line.
    pub observed: Vec<Observation>,
    /// Remote tools that were seen.
    pub tools: Vec<String>,
    /// Whether the bank was opened or a card number told.
    pub told_bank: Option<Answer>,
    /// Whether the telephone has an app of the stranger.
    pub phone_too: Option<Answer>,
    /// The steps that are ticked.
    pub done: Vec<Step>,
    /// The person's memo.
    pub memo: Memo,
    /// What became of card and account numbers in it.
    pub numbers: Numbers,
}

impl Report {
    /// The report of `incident`.
    #[must_use]
    pub fn of(incident: &Incident, numbers: Numbers) -> Self {
        let incident = incident.clone().bounded();
        let mut memo = incident.memo;
        if numbers == Numbers::Masked {
            for field in [MemoField::When, MemoField::PaidDetail, MemoField::Detail] {
                let masked = masked(memo.text(field), Accounts::Too);
                memo.set_text(field, &masked);
            }
            // What was dialled is a telephone number, however it is written.
            let called = masked(&memo.called_number, Accounts::No);
            memo.set_text(MemoField::CalledNumber, &called);
            let pin = masked(&memo.pin, Accounts::No);
            memo.set_text(MemoField::Pin, &pin);
        }
        Self {
            opened_at: incident.opened_at,
            closed_at: incident.closed_at,
            log: incident.log,
            observed: incident.observed,
            tools: incident.tools,
            told_bank: incident.told_bank,
            phone_too: incident.phone_too,
            done: incident.done,
            memo,
            numbers,
        }
    }

    /// The report as data for a centre; `time` writes a moment as RFC 3339.
    #[must_use]
    pub fn data<'a>(&'a self, time: &dyn Fn(Timestamp) -> String) -> Data<'a> {
        let memo = &self.memo;
        Data {
            schema: 1,
            kind: "kyukyubako-incident",
            opened_at: time(self.opened_at),
            closed_at: self.closed_at.map(time),
            numbers_masked: self.numbers == Numbers::Masked,
            tools: &self.tools,
            told_bank: self.told_bank,
            phone_too: self.phone_too,
            steps_done: &self.done,
            log: self.log.iter().map(|entry| DataEntry { at: time(entry.at), what: &entry.what }).collect(),
            observed: &self.observed,
            memo: DataMemo {
                when: &memo.when,
                called_number: &memo.called_number,
                pin: &memo.pin,
                paid: &memo.paid,
                paid_detail: &memo.paid_detail,
                seen: &memo.seen,
                detail: &memo.detail,
            },
        }
    }
}

/// The report for programs: one JSON object.
#[derive(Debug, Serialize)]
pub struct Data<'a> {
    schema: u32,
    kind: &'static str,
    opened_at: String,
    closed_at: Option<String>,
    numbers_masked: bool,
    tools: &'a [String],
    told_bank: Option<Answer>,
    phone_too: Option<Answer>,
    steps_done: &'a [Step],
    log: Vec<DataEntry<'a>>,
    observed: &'a [Observation],
    memo: DataMemo<'a>,
}

#[derive(Debug, Serialize)]
struct DataEntry<'a> {
    at: String,
    #[serde(flatten)]
    what: &'a Logged,
}

#[derive(Debug, Serialize)]
struct DataMemo<'a> {
    when: &'a str,
    called_number: &'a str,
    pin: &'a str,
    paid: &'a [Paid],
    paid_detail: &'a str,
    seen: &'a [SeenOnScreen],
    detail: &'a str,
}

/// Whether account numbers are looked for too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accounts {
    /// Cards and accounts.
    Too,
    /// Cards only: where a telephone number is expected.
    No,
}

/// One run of digits without anything between them.
#[derive(Debug, Clone, Copy)]
struct Group {
    /// Places of its digits among the characters of the text.
    from: usize,
    to: usize,
    masked: bool,
    telephone: bool,
}

impl Group {
    fn len(&self) -> usize {
        self.to - self.from
    }
}

/// `text` with [`MASK`] for the digits of what looks like a card number (13 to 19 digits that pass the
/// card check, or four groups of four) but its last four, and of what looks like an account number (seven
/// or eight digits in a row) but its last two. Japanese telephone numbers and amounts of money stay.
#[must_use]
pub fn masked(text: &str, accounts: Accounts) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for mut run in runs(&characters) {
        mark_telephones(&mut run, &characters);
        mark_cards(&mut run, &characters);
        if accounts == Accounts::Too {
            mark_accounts(&mut run, &characters);
        }
        // A card of several groups keeps the last four digits of its last group.
        let ends: Vec<bool> =
            (0..run.len()).map(|at| !run.get(at + 1).is_some_and(|next| next.masked)).collect();
        for (group, is_last) in run.iter().zip(ends).filter(|(group, _)| group.masked) {
            let shown = match (is_last, group.len()) {
                (true, 7..=8) => 2,
                (true, _) => 4.min(group.len()),
                (false, _) => 0,
            };
            for character in characters.iter_mut().take(group.to - shown).skip(group.from) {
                *character = MASK;
            }
        }
    }
    characters.into_iter().collect()
}

/// The value of a digit, ASCII or full-width.
fn digit(c: char) -> Option<u32> {
    match c {
        '\u{ff10}'..='\u{ff19}' => Some(u32::from(c) - 0xff10),
        _ => c.to_digit(10),
    }
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' | '\u{ff0d}' | '\u{ff70}')
}

fn joins(c: char) -> bool {
    is_hyphen(c)
        || c.is_whitespace()
        || matches!(c, '.' | ',' | '/' | '\u{3001}' | '\u{30fb}' | '\u{ff0c}' | '\u{ff0f}' | '\u{ff65}')
}

/// Most characters that stand between two groups of one number: a comma or hyphen with spaces around it.
const JOINING_MAX: usize = 3;

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
        let group = Group { from: at, to: at + digits, masked: false, telephone: false };
        let follows = runs.last().and_then(|run| run.last()).is_some_and(|last| {
            (1..=JOINING_MAX).contains(&(at - last.to))
                && characters.iter().take(at).skip(last.to).all(|between| joins(*between))
        });
        match runs.last_mut().filter(|_| follows) {
            Some(run) => run.push(group),
            None => runs.push(vec![group]),
        }
        at += digits;
    }
    runs
}

fn digits_of(groups: &[Group], characters: &[char]) -> Vec<u32> {
    groups
        .iter()
        .flat_map(|group| characters.iter().take(group.to).skip(group.from))
        .filter_map(|c| digit(*c))
        .collect()
}

/// A whole run, or hyphenated groups of it, that begin with 0 and have ten or eleven digits; and whatever
/// follows a plus.
fn mark_telephones(run: &mut [Group], characters: &[char]) {
    let is_telephone = |groups: &[Group]| {
        let digits = digits_of(groups, characters);
        digits.first() == Some(&0) && (10..=11).contains(&digits.len())
    };
    let first = run.first().map_or(0, |group| group.from);
    let plus = first > 0 && matches!(characters.get(first - 1), Some('+' | '\u{ff0b}'));
    if is_telephone(run) || (plus && digits_of(run, characters).len() <= 15) {
        run.iter_mut().for_each(|group| group.telephone = true);
        return;
    }
    let hyphen_after = |group: &Group| characters.get(group.to).is_some_and(|c| is_hyphen(*c));
    let mut start = 0;
    while start < run.len() {
        let hyphenated = run.iter().skip(start).take_while(|group| hyphen_after(group)).count() + 1;
        let end = (start + hyphenated).min(run.len());
        if let Some(groups) = run.get_mut(start..end)
            && groups.len() > 1
            && is_telephone(groups)
        {
            groups.iter_mut().for_each(|group| group.telephone = true);
        }
        start = end;
    }
}

/// Most groups a card number is written in.
const CARD_GROUPS_MAX: usize = 5;

fn mark_cards(run: &mut [Group], characters: &[char]) {
    // First what passes the check, so that a window which only looks like a card takes nothing from it.
    for checked in [true, false] {
        for start in 0..run.len() {
            // No shape has more groups.
            for end in (start + 1..=(start + CARD_GROUPS_MAX).min(run.len())).rev() {
                let Some(groups) = run.get_mut(start..end) else { continue };
                if groups.iter().any(|group| group.masked || group.telephone) {
                    continue;
                }
                let digits = digits_of(groups, characters);
                let lengths: Vec<usize> = groups.iter().map(Group::len).collect();
                let of_four = matches!(lengths.as_slice(), [4, 4, 4, 4] | [4, 4, 4, 4, 1..=3]);
                let shaped = of_four || matches!(lengths.as_slice(), [13..=19] | [4, 6, 4..=5] | [4, 4, 5]);
                let card = if checked { shaped && passes_check(&digits) } else { of_four || lengths == [20] };
                if card || (lengths.len() == 1 && digits.len() > 19) {
                    groups.iter_mut().for_each(|group| group.masked = true);
                }
            }
        }
    }
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
    (13..=19).contains(&digits.len()) && sum.is_multiple_of(10)
}

fn mark_accounts(run: &mut [Group], characters: &[char]) {
    for group in run.iter_mut().filter(|group| !group.telephone && !group.masked) {
        if !(7..=8).contains(&group.len()) {
            continue;
        }
        let before = group.from.checked_sub(1).and_then(|at| characters.get(at));
        let after: String = characters
            .iter()
            .skip(group.to)
            .skip_while(|c| **c == ' ')
            .take(3)
            .collect::<String>()
            .to_lowercase();
        // 円, 万, えん, ドル, yen, jpy, usd; ¥, ￥, $
        let unit = ["\u{5186}", "\u{4e07}", "\u{3048}\u{3093}", "\u{30c9}\u{30eb}", "yen", "jpy", "usd"];
        let money = matches!(before, Some('\u{a5}' | '\u{ffe5}' | '$' | '\u{ff04}'))
            || unit.iter().any(|unit| after.starts_with(unit));
        group.masked = !money;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_and_accounts_are_masked_and_evidence_stays() {
        for (text, expected) in [
            // Cards that pass the check, written in any way.
            (
                "4111111111111111",
                "\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}1111",
            ),
            (
                "card 4111 1111 1111 1111!",
                "card \u{25cf}\u{25cf}\u{25cf}\u{25cf} \u{25cf}\u{25cf}\u{25cf}\u{25cf} \u{25cf}\u{25cf}\u{25cf}\u{25cf} 1111!",
            ),
            (
                "4111-1111-1111-1111",
                "\u{25cf}\u{25cf}\u{25cf}\u{25cf}-\u{25cf}\u{25cf}\u{25cf}\u{25cf}-\u{25cf}\u{25cf}\u{25cf}\u{25cf}-1111",
            ),
            (
                "\u{ff14}\u{ff11}\u{ff11}\u{ff11} 1111 1111 1111",
                "\u{25cf}\u{25cf}\u{25cf}\u{25cf} \u{25cf}\u{25cf}\u{25cf}\u{25cf} \u{25cf}\u{25cf}\u{25cf}\u{25cf} 1111",
            ),
            (
                "3782 822463 10005",
                "\u{25cf}\u{25cf}\u{25cf}\u{25cf} \u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf} \u{25cf}0005",
            ),
            (
                "4111  1111 - 1111 / 1111",
                "\u{25cf}\u{25cf}\u{25cf}\u{25cf}  \u{25cf}\u{25cf}\u{25cf}\u{25cf} - \u{25cf}\u{25cf}\u{25cf}\u{25cf} / 1111",
            ),
            (
                "4111\n1111,1111\u{30fb}1111",
                "\u{25cf}\u{25cf}\u{25cf}\u{25cf}\n\u{25cf}\u{25cf}\u{25cf}\u{25cf},\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{30fb}1111",
            ),
            // Four groups of four, whatever the check says.
            (
                "1234 5678 9012 3456",
                "\u{25cf}\u{25cf}\u{25cf}\u{25cf} \u{25cf}\u{25cf}\u{25cf}\u{25cf} \u{25cf}\u{25cf}\u{25cf}\u{25cf} 3456",
            ),
            // Accounts.
            ("1234567", "\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}67"),
            ("branch 123 1234567", "branch 123 \u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}67"),
            ("12345-12345678", "12345-\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}78"),
            // Telephone numbers.
            ("03-1234-5678", "03-1234-5678"),
            ("0312345678", "0312345678"),
            ("090 1234 5678", "090 1234 5678"),
            ("090-12345678", "090-12345678"),
            ("+81 90 1234 5678", "+81 90 1234 5678"),
            ("+18005550199", "+18005550199"),
            ("0120-000-000", "0120-000-000"),
            ("03-1234-5678, 090-1234-5678", "03-1234-5678, 090-1234-5678"),
            ("090 1234 5678\n0120 000 000", "090 1234 5678\n0120 000 000"),
            (
                "03-1234-5678 4111 1111 1111 1111",
                "03-1234-5678 \u{25cf}\u{25cf}\u{25cf}\u{25cf} \u{25cf}\u{25cf}\u{25cf}\u{25cf} \u{25cf}\u{25cf}\u{25cf}\u{25cf} 1111",
            ),
            // Money, times, the six digits.
            ("5000000\u{5186}", "5000000\u{5186}"),
            ("\u{a5}5000000", "\u{a5}5000000"),
            ("1234567 yen", "1234567 yen"),
            ("5,000,000", "5,000,000"),
            ("482913", "482913"),
            ("2026-11-23 14:28", "2026-11-23 14:28"),
            ("", ""),
        ] {
            assert_eq!(masked(text, Accounts::Too), expected, "{text}");
        }
        assert_eq!(masked("12345678", Accounts::No), "12345678");
        assert_eq!(
            masked("4111111111111111", Accounts::No),
            "\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}\u{25cf}1111"
        );
    }

    #[test]
    fn no_text_is_lost_or_breaks_the_search() {
        for text in ["1".repeat(2000), "1 ".repeat(1000), "1234 ".repeat(200), "\u{3042}1-".repeat(500)] {
            assert_eq!(masked(&text, Accounts::Too).chars().count(), text.chars().count());
        }
    }

    #[test]
    fn a_report_masks_only_what_may_hold_such_numbers_and_only_unless_told_otherwise() {
        let mut incident = Incident::new(Timestamp(0));
        incident.memo.detail = "4111 1111 1111 1111".into();
        incident.memo.called_number = "12345678".into();
        incident.memo.pin = "482913".into();
        let report = Report::of(&incident, Numbers::Masked);
        assert!(!report.memo.detail.contains("4111"));
        assert_eq!((report.memo.called_number.as_str(), report.memo.pin.as_str()), ("12345678", "482913"));
        let json = serde_json::to_string(&report.data(&|at| at.0.to_string())).unwrap();
        assert!(json.contains("\"numbers_masked\":true") && !json.contains("4111 1111"));
        let kept = Report::of(&incident, Numbers::Kept);
        assert_eq!(kept.memo.detail, "4111 1111 1111 1111");
    }
}
