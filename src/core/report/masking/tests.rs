use super::*;

/// `text` with a circle for each `x`.
fn with_circles(text: &str) -> String {
    text.replace('x', "\u{25cf}")
}

#[test]
fn cards_and_accounts_are_masked_and_evidence_stays() {
    for (text, expected) in [
        // Cards that pass the check, written in any way.
        ("4111111111111111", "xxxxxxxxxxxx1111"),
        ("card 4111 1111 1111 1111!", "card xxxx xxxx xxxx 1111!"),
        ("4111-1111-1111-1111", "xxxx-xxxx-xxxx-1111"),
        ("\u{ff14}\u{ff11}\u{ff11}\u{ff11} 1111 1111 1111", "xxxx xxxx xxxx 1111"),
        ("\u{2463}\u{2460}\u{2460}\u{2460} 1111 1111 1111", "xxxx xxxx xxxx 1111"),
        ("3782 822463 10005", "xxxx xxxxxx x0005"),
        ("4111  1111 - 1111 / 1111", "xxxx  xxxx - xxxx / 1111"),
        ("4111\n1111,1111\u{30fb}1111", "xxxx\nxxxx,xxxx\u{30fb}1111"),
        ("4444 4444 4444 4444 33333", "xxxx xxxx xxxx xxxx x3333"),
        // Four groups of four, whatever the check says.
        ("1234 5678 9012 3456", "xxxx xxxx xxxx 3456"),
        // Accounts, with whatever stands between their digits.
        ("1234567", "xxxxx67"),
        ("123-4567", "xxx-xx67"),
        ("12-34567", "xx-xxx67"),
        ("123\u{30fc}4567", "xxx\u{30fc}xx67"),
        ("1 2 3 4 5 6 7", "x x x x x x 7"),
        ("branch 123 1234567", "branch xxx xxxxx67"),
        ("001-1234567", "xxx-xxxxx67"),
        ("0001-001-1234567", "xxxx-xxx-xxx4567"),
        ("12345-12345678", "xxxxx-xxxx5678"),
        ("10000-1234567-1", "xxxxx-xxxxxxx-1"),
        ("(123) 4567", "(xxx) xx67"),
        ("345-0123-456789", "xxx-xxxx-xx6789"),
        ("012-345-6789-0123", "xxx-xxx-xxxx-0123"),
        ("1234:5678", "xxxx:xx78"),
        ("99991399", "xxxxxx99"),
        // Telephone numbers.
        ("03-1234-5678", "03-1234-5678"),
        ("0312345678", "0312345678"),
        ("03(1234)5678", "03(1234)5678"),
        ("(03)12345678", "(03)12345678"),
        ("090 1234 5678", "090 1234 5678"),
        ("090-12345678", "090-12345678"),
        ("+81 90 1234 5678", "+81 90 1234 5678"),
        ("+18005550199", "+18005550199"),
        ("1-888-555-0100", "1-888-555-0100"),
        ("(888) 555-0100", "(888) 555-0100"),
        ("010-1-888-555-0100", "010-1-888-555-0100"),
        ("0120-000-000", "0120-000-000"),
        ("03-1234-5678, 090-1234-5678", "03-1234-5678, 090-1234-5678"),
        ("090 1234 5678\n0120 000 000", "090 1234 5678\n0120 000 000"),
        ("03-1234-5678 4111 1111 1111 1111", "03-1234-5678 xxxx xxxx xxxx 1111"),
        ("482913 050-1234-5678", "482913 050-1234-5678"),
        ("123-4567 050-1234-5678", "xxx-xx67 050-1234-5678"),
        // Money, times, dates, the six digits, an address.
        ("5000000\u{5186}", "5000000\u{5186}"),
        ("\u{a5}5000000", "\u{a5}5000000"),
        ("1234567 yen", "1234567 yen"),
        ("5,000,000", "5,000,000"),
        ("482913", "482913"),
        ("14:28 482913", "14:28 482913"),
        ("14:28:30 482913", "14:28:30 482913"),
        ("2026-11-23 14:28", "2026-11-23 14:28"),
        ("2026/11/3 050-1234-5678", "2026/11/3 050-1234-5678"),
        ("20261123", "20261123"),
        ("11/23 14:28 1234567", "11/23 14:28 xxxxx67"),
        ("2026-11-23 1234567", "2026-11-23 xxxxx67"),
        ("2026-13-23", "xxxx-xx-23"),
        ("\u{3012}123-4567", "\u{3012}123-4567"),
        ("", ""),
    ] {
        assert_eq!(masked(text, Accounts::Too), with_circles(expected), "{text}");
    }
    assert_eq!(masked("12345678", Accounts::No), "12345678");
    assert_eq!(masked("4111111111111111", Accounts::No), with_circles("xxxxxxxxxxxx1111"));
}

#[test]
fn no_text_is_lost_or_breaks_the_search() {
    for text in ["1".repeat(2000), "1 ".repeat(1000), "1234 ".repeat(200), "\u{3042}1-".repeat(500)] {
        assert_eq!(masked(&text, Accounts::Too).chars().count(), text.chars().count());
    }
}

/// Most digits behind each other, whatever separates the parts of a number.
fn longest(text: &str) -> usize {
    let (mut longest, mut here, mut gap) = (0, 0, 0);
    for c in text.chars() {
        match c {
            '0'..='9' => (here, gap) = (here + 1, 0),
            '-' | ' ' | '.' if gap < 3 => gap += 1,
            _ => (here, gap) = (0, 0),
        }
        longest = longest.max(here);
    }
    longest
}

proptest::proptest! {
    /// Without 0, 1 and 2, nothing is a telephone number or a date with its year.
    #[test]
    fn no_seven_digits_stay_behind_each_other(text in "[3-9]{1,9}([-. ]{0,3}[3-9]{1,5}|[\na]){0,12}") {
        proptest::prop_assert!(longest(&masked(&text, Accounts::Too)) < 7, "{} {}", text, masked(&text, Accounts::Too));
    }

    #[test]
    fn a_secret_is_masked_and_what_stands_around_it_is_not(
        secret in "[2-9]{7,8}|[2-9]{13,19}",
        cuts in proptest::collection::vec((1usize..6, 0usize..4), 0..5),
        telephone in "0[5789]0-[0-9]{4}-[0-9]{4}|0[1-9]-[0-9]{4}-[0-9]{4}|0120-[0-9]{3}-[0-9]{3}",
        month in 1..=12u8,
        day in 1..=28u8,
    ) {
        let mut written = secret.clone();
        let mut at = 0;
        for (after, separator) in cuts {
            at += after;
            if at < written.len() {
                let separator = ["-", " ", ".", " - "][separator];
                written.insert_str(at, separator);
                at += separator.len();
            }
        }
        let date = format!("2026-{month:02}-{day}");
        let masked = masked(&format!("{date} tel {telephone} no {written} end"), Accounts::Too);
        proptest::prop_assert!(masked.contains(&telephone) && masked.contains(&date), "{masked}");
        let told = masked.split(" no ").nth(1).unwrap_or_default();
        let digits: String = told.chars().filter(char::is_ascii_digit).collect();
        proptest::prop_assert!(digits.len() < 7, "{} {}", written, masked);
    }

    #[test]
    fn nothing_but_digits_changes(text in "[0-9a-z\u{3042}\u{25cf} ,.:/()+-]{0,80}") {
        let masked = masked(&text, Accounts::Too);
        proptest::prop_assert_eq!(masked.chars().count(), text.chars().count());
        for (before, after) in text.chars().zip(masked.chars()) {
            proptest::prop_assert!(before == after || (before.is_ascii_digit() && after == MASK));
        }
    }
}
