//! An amount of money in what somebody wrote freely.

/// More figures than this are no amount a person reads aloud, but an account or a card.
const FIGURES_MAX: usize = 9;

/// The unit in Japanese.
const YEN: &str = "\u{5186}";

/// The only amount of yen in `text`, as it was written; nothing when there is none or more than one.
pub(super) fn only_amount(text: &str) -> Option<String> {
    let text: Vec<char> = text.chars().map(|c| plain_digit(c).unwrap_or(c)).collect();
    let mut found = None;
    for place in 0..text.len() {
        let (before, after) = text.split_at(place);
        let Some(unit) = unit(after) else { continue };
        // The English word stands apart.
        let before = before.strip_suffix(&[' ']).filter(|_| unit != YEN).unwrap_or(before);
        let count = before.iter().rev().take_while(|c| c.is_ascii_digit() || is_within(**c)).count();
        let amount: String =
            before.iter().skip(before.len() - count).skip_while(|c| !c.is_ascii_digit()).collect();
        let figures = amount.chars().filter(char::is_ascii_digit).count();
        if figures == 0 {
            continue;
        }
        if figures > FIGURES_MAX || found.is_some() {
            return None;
        }
        found = Some(amount + unit);
    }
    found
}

/// A full-width figure as a plain one; every other character as it is, if it is ASCII.
pub(super) fn plain_digit(c: char) -> Option<char> {
    match c {
        // Full-width forms lie a fixed distance above the ASCII ones.
        '\u{ff10}'..='\u{ff19}' => char::from_u32(u32::from(c) - 0xfee0),
        c if c.is_ascii() => Some(c),
        _ => None,
    }
}

/// The unit yen as `text` begins with it, the way it is written out.
fn unit(text: &[char]) -> Option<&'static str> {
    let first = *text.first()?;
    if YEN.starts_with(first) {
        return Some(YEN);
    }
    let word: String = text.iter().take_while(|c| c.is_ascii_alphabetic()).collect();
    word.eq_ignore_ascii_case("yen").then_some(" yen")
}

/// What may stand within an amount: a comma, ten thousand, a thousand.
fn is_within(c: char) -> bool {
    matches!(c, ',' | '\u{ff0c}' | '\u{4e07}' | '\u{5343}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_amount_is_found_and_nothing_that_only_looks_like_one() {
        for (text, expected) in [
            ("50\u{4e07}\u{5186}", Some("50\u{4e07}\u{5186}")),
            ("Apple \u{ff15}\u{ff10},000\u{5186} x", Some("50,000\u{5186}")),
            ("500,000 yen", Some("500,000 yen")),
            ("about 50000Yen, cards", Some("50000 yen")),
            ("3000 yens", None),
            ("30 yen and 40 yen", None),
            ("yen", None),
            ("3\u{4e07}\u{5186}, 2\u{4e07}\u{5186}", None),
            ("4111111111111111\u{5186}", None),
            ("4111 1111 1111 1111", None),
            ("\u{5186}", None),
            ("\u{4e07}\u{5186}", None),
            ("", None),
            ("5000", None),
        ] {
            assert_eq!(only_amount(text).as_deref(), expected, "{text}");
        }
    }
}
