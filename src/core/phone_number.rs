//! The shapes of telephone numbers in Japan, and what is wrong with one that has none of them.

use super::own_contacts::{PHONE_MAX_CHARS, plain_dialled};

/// Why a typed number is not a telephone number of Japan that a family or centre would have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum PhoneProblem {
    /// Something other than digits, hyphens and parentheses.
    #[error("there is something other than digits in it")]
    Characters,
    /// Three or four digits: a service everyone has, which is in the program already.
    #[error("a short number is a public service")]
    PublicService,
    /// It does not begin with 0.
    #[error("it does not begin with 0")]
    NoZero,
    /// A number of another country.
    #[error("it is a number of another country")]
    Abroad,
    /// Digits are missing.
    #[error("digits are missing")]
    TooShort,
    /// There are too many digits.
    #[error("there are too many digits")]
    TooLong,
    /// A call to it is charged for by whoever answers.
    #[error("calls to it are charged for by whoever answers")]
    Charged,
}

impl PhoneProblem {
    /// Every problem.
    pub const ALL: [Self; 7] = [
        Self::Characters,
        Self::PublicService,
        Self::NoZero,
        Self::Abroad,
        Self::TooShort,
        Self::TooLong,
        Self::Charged,
    ];
}

/// The number as it is dialled within Japan, with the hyphens it was written with.
///
/// # Errors
/// [`PhoneProblem`] when it has no shape of a number in Japan.
pub fn of_japan(text: &str) -> Result<String, PhoneProblem> {
    let written = plain_dialled(text).ok_or(PhoneProblem::Characters)?;
    let written = match written.strip_prefix('+') {
        Some(abroad) => {
            let domestic = abroad.strip_prefix("81").ok_or(PhoneProblem::Abroad)?.trim_start_matches('-');
            format!("0{}", domestic.strip_prefix("(0)").unwrap_or(domestic).trim_start_matches(['-', '0']))
        }
        None => written,
    };
    let written = written.trim_start_matches('-').to_owned();
    let begins_oddly = written.starts_with(['(', ')']) && !written.starts_with("(0");
    if written.contains('+') || begins_oddly {
        return Err(PhoneProblem::Characters);
    }
    let digits = digits_of(&written);
    if digits.starts_with("010") || digits.starts_with("00") {
        return Err(PhoneProblem::Abroad);
    }
    if !digits.starts_with('0') {
        return Err(match digits.len() {
            0..=2 => PhoneProblem::TooShort,
            3 | 4 => PhoneProblem::PublicService,
            _ => PhoneProblem::NoZero,
        });
    }
    if digits.starts_with("0990") {
        return Err(PhoneProblem::Charged);
    }
    let long = ["050", "060", "070", "080", "090"].iter().any(|prefix| digits.starts_with(prefix));
    let expected = if long { 11 } else { 10 };
    match digits.len().cmp(&expected) {
        std::cmp::Ordering::Less => Err(PhoneProblem::TooShort),
        std::cmp::Ordering::Greater => Err(PhoneProblem::TooLong),
        std::cmp::Ordering::Equal if written.len() > PHONE_MAX_CHARS => Err(PhoneProblem::TooLong),
        std::cmp::Ordering::Equal => Ok(written),
    }
}

/// The ASCII digits of `text`, without anything else.
#[must_use]
pub fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_of_japan_are_taken_and_each_other_one_has_its_reason() {
        for (typed, expected) in [
            ("090-1234-5678", Ok("090-1234-5678")),
            ("\u{ff10}\u{ff19}\u{ff10} 1234 5678", Ok("09012345678")),
            ("03(1234)5678", Ok("03(1234)5678")),
            ("0120-123-456", Ok("0120-123-456")),
            ("0570-012-345", Ok("0570-012-345")),
            ("0800-123-4567", Ok("0800-123-4567")),
            ("050-1234-5678", Ok("050-1234-5678")),
            ("0995-12-3456", Ok("0995-12-3456")),
            ("+81 90-1234-5678", Ok("090-1234-5678")),
            ("+81-3-1234-5678", Ok("03-1234-5678")),
            ("+81(0)3-1234-5678", Ok("03-1234-5678")),
            ("-030000-9999", Ok("030000-9999")),
            ("(03)1234-5678", Ok("(03)1234-5678")),
            ("(-03)1234-5678", Err(PhoneProblem::Characters)),
            (")03-1234-5678", Err(PhoneProblem::Characters)),
            ("", Err(PhoneProblem::TooShort)),
            ("0", Err(PhoneProblem::TooShort)),
            ("110", Err(PhoneProblem::PublicService)),
            ("9110", Err(PhoneProblem::PublicService)),
            ("#9110", Err(PhoneProblem::Characters)),
            ("1234-5678", Err(PhoneProblem::NoZero)),
            ("090-1234-567", Err(PhoneProblem::TooShort)),
            ("090-1234-56789", Err(PhoneProblem::TooLong)),
            ("03-1234-567", Err(PhoneProblem::TooShort)),
            ("03-1234-56789", Err(PhoneProblem::TooLong)),
            ("0-3-1-2-3-4-5-6-7-8------", Err(PhoneProblem::TooLong)),
            ("+1 888 123 4567", Err(PhoneProblem::Abroad)),
            ("010-1-888-123-4567", Err(PhoneProblem::Abroad)),
            ("0990-123-456", Err(PhoneProblem::Charged)),
            ("03-1234-ABCD", Err(PhoneProblem::Characters)),
            ("03+1234-5678", Err(PhoneProblem::Characters)),
        ] {
            assert_eq!(of_japan(typed).as_deref().map_err(|e| *e), expected, "{typed:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_taken_begins_with_zero_and_is_ten_or_eleven_digits(text in "\\PC{0,40}|[0-9+() -]{0,30}") {
            if let Ok(number) = of_japan(&text) {
                let digits = digits_of(&number);
                proptest::prop_assert!(digits.starts_with('0') && (10..=11).contains(&digits.len()));
                proptest::prop_assert!(number.len() <= PHONE_MAX_CHARS);
                proptest::prop_assert_eq!(of_japan(&number), Ok(number));
            }
        }
    }
}
