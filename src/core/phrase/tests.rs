//! Tables of lines, and properties over every word the product shows.

use super::*;

/// One for each character; full-width ones are twice as wide as the others.
fn wide(text: &str) -> f32 {
    text.chars().map(|c| if c.is_ascii() { 1.0 } else { 2.0 }).sum()
}

#[expect(clippy::cast_precision_loss, reason = "short test texts")]
fn lines(text: &str, width: f32) -> Vec<String> {
    fitting_lines(text, width, |part| part.chars().count() as f32)
}

#[test]
fn lines_break_between_phrases() {
    let cases: &[(&str, f32, &[&str])] = &[
        ("one two three", 7.0, &["one two", "three"]),
        ("one two three", 13.0, &["one two three"]),
        ("a\nb  c", 9.0, &["a", "b c"]),
        ("", 9.0, &[""]),
        ("one two three", f32::INFINITY, &["one two three"]),
        // A sentence's end is a place to break though no space follows it, and the best one.
        (
            "\u{3042}\u{3044}\u{3046}\u{3002}\u{304b}\u{304d}\u{304f}",
            5.0,
            &["\u{3042}\u{3044}\u{3046}\u{3002}", "\u{304b}\u{304d}\u{304f}"],
        ),
        ("aaa bbb. ccc ddd eee", 16.0, &["aaa bbb.", "ccc ddd eee"]),
        // Closing brackets and full stops stay with what they close, opening ones with what they open.
        (
            "\u{3042}\u{3044}\u{3002}\u{300d}\u{3046}\u{3048}\u{304a}",
            4.0,
            &["\u{3042}\u{3044}\u{3002}\u{300d}", "\u{3046}\u{3048}\u{304a}"],
        ),
        ("aaaa bb\u{3001}\u{300c}cc", 9.0, &["aaaa bb\u{3001}", "\u{300c}cc"]),
        // A bullet does not stand alone at a line's end.
        ("\u{30fb}aaaa bbbb", 5.0, &["\u{30fb}aaaa", "bbbb"]),
        // 「Wi-Fi は 切る」
        ("aaaaa Wi-Fi \u{306f} xxxx", 12.0, &["aaaaa", "Wi-Fi \u{306f} xxxx"]),
        // One or two characters alone are a left-over.
        ("aaa bbb ccc dd", 11.0, &["aaa bbb", "ccc dd"]),
        ("aaaa bbbb cccc e", 14.0, &["aaaa bbbb", "cccc e"]),
    ];
    for (text, width, expected) in cases {
        assert_eq!(lines(text, *width), *expected, "{text:?} in {width}");
    }
}

#[test]
fn the_widest_phrase_is_what_a_line_must_hold() {
    let cases = [("one three two", 5.0), ("", 0.0), ("a\nlonger b", 6.0), ("Wi-Fi \u{306f} x", 7.0)];
    for (text, expected) in cases {
        let found = widest_phrase(text, |part| part.chars().map(|_| 1.0).sum());
        assert!((found - expected).abs() < 0.01, "{text:?}: {found}");
        // A line of that width breaks none.
        assert_eq!(lines(text, found).join(" ").replace("  ", " "), text.replace('\n', " "), "{text:?}");
    }
}

#[test]
fn what_is_too_long_for_a_line_is_cut_where_it_may_be() {
    let cases: &[(&str, f32, &[&str])] = &[
        ("extraordinary day", 5.0, &["extra", "ordin", "ary", "day"]),
        ("ab\u{30fc}cd", 2.0, &["a", "b\u{30fc}", "cd"]),
        ("ab(cd", 3.0, &["ab", "(cd"]),
        // An address after its own marks, a word not before its last two letters.
        ("www.example.com/report", 17.0, &["www.example.com/", "report"]),
        ("aaaaaaaa", 7.0, &["aaaaa", "aaa"]),
        // A voiced kana written as two characters is one.
        (
            "\u{304b}\u{304b}\u{3099}\u{304b}\u{304b}\u{304b}",
            2.0,
            &["\u{304b}", "\u{304b}\u{3099}", "\u{304b}\u{304b}", "\u{304b}"],
        ),
    ];
    for (text, width, expected) in cases {
        assert_eq!(lines(text, *width), *expected, "{text:?} in {width}");
    }
    assert_eq!(lines("\u{30fc}\u{30fc}\u{30fc}", 1.0).concat(), "\u{30fc}\u{30fc}\u{30fc}");
    for width in [0.0, 0.5, 1.0, 7.0] {
        assert_eq!(lines("x\u{300c}yz\u{300d}", width).concat(), "x\u{300c}yz\u{300d}");
    }
}

/// Words that the window shows, in both languages.
const WORDS: &[&str] = &[
    include_str!("../../../locales/ja/alert.ftl"),
    include_str!("../../../locales/ja/allow.ftl"),
    include_str!("../../../locales/ja/contacts.ftl"),
    include_str!("../../../locales/ja/drill.ftl"),
    include_str!("../../../locales/ja/emergency.ftl"),
    include_str!("../../../locales/ja/escape.ftl"),
    include_str!("../../../locales/ja/hands.ftl"),
    include_str!("../../../locales/ja/home.ftl"),
    include_str!("../../../locales/ja/memo.ftl"),
    include_str!("../../../locales/ja/network.ftl"),
    include_str!("../../../locales/ja/notice.ftl"),
    include_str!("../../../locales/ja/restore.ftl"),
    include_str!("../../../locales/ja/scripts.ftl"),
    include_str!("../../../locales/ja/setup.ftl"),
    include_str!("../../../locales/ja/store.ftl"),
    include_str!("../../../locales/ja/watch.ftl"),
    include_str!("../../../locales/en/alert.ftl"),
    include_str!("../../../locales/en/allow.ftl"),
    include_str!("../../../locales/en/contacts.ftl"),
    include_str!("../../../locales/en/drill.ftl"),
    include_str!("../../../locales/en/emergency.ftl"),
    include_str!("../../../locales/en/escape.ftl"),
    include_str!("../../../locales/en/hands.ftl"),
    include_str!("../../../locales/en/home.ftl"),
    include_str!("../../../locales/en/memo.ftl"),
    include_str!("../../../locales/en/network.ftl"),
    include_str!("../../../locales/en/notice.ftl"),
    include_str!("../../../locales/en/restore.ftl"),
    include_str!("../../../locales/en/scripts.ftl"),
    include_str!("../../../locales/en/setup.ftl"),
    include_str!("../../../locales/en/store.ftl"),
    include_str!("../../../locales/en/watch.ftl"),
];

/// Every line of them: what people really read.
fn all_words() -> Vec<String> {
    let lines = WORDS.iter().flat_map(|file| file.lines());
    let words: Vec<String> =
        lines.filter_map(|line| line.split_once(" = ")).map(|(_, it)| it.to_owned()).collect();
    assert!(words.len() > 500, "{}", words.len());
    words
}

#[test]
fn every_word_of_the_product_is_broken_well_at_every_width() {
    for text in all_words() {
        let plain = |text: &str| text.replace(' ', "");
        let widest = text.split(' ').map(wide).fold(0.0, f32::max);
        for width in [12.0_f32, 17.0, 23.0, 30.0, 41.0, 60.0] {
            let lines = fitting_lines(&text, width, wide);
            assert_eq!(plain(&lines.concat()), plain(&text), "nothing is lost");
            for line in &lines {
                assert!(wide(line) <= width, "{line:?} of {text:?} is wider than {width}");
            }
            // Where no single phrase is wider than a line, none is cut, whatever it is: a number, a word.
            if widest <= width {
                for (index, line) in lines.iter().enumerate().skip(1) {
                    let first = line.chars().next().unwrap_or(' ');
                    let before = lines[index - 1].chars().last().unwrap_or(' ');
                    assert!(!never_ends_a_line(before), "{text:?} in {width}: {lines:?}");
                    let within_word = before.is_alphanumeric()
                        && first.is_alphanumeric()
                        && !text.contains(&format!("{before} {first}"));
                    assert!(!within_word, "{text:?} in {width}: {lines:?}");
                }
            }
            let mut greedy = 1;
            let mut line = 0.0;
            for phrase in text.split(' ').filter(|phrase| !phrase.is_empty()) {
                let more = if line > 0.0 { line + 1.0 + wide(phrase) } else { wide(phrase) };
                if more > width && line > 0.0 {
                    greedy += 1;
                    line = wide(phrase);
                } else {
                    line = more;
                }
            }
            // Glued particles may cost one line here or there.
            if widest <= width {
                assert!(lines.len() <= greedy + 2, "{text:?} in {width}: {lines:?} instead of {greedy}");
            }
        }
    }
}

#[test]
fn no_line_begins_or_ends_with_what_may_not_stand_there() {
    for text in all_words() {
        for width in [12.0_f32, 17.0, 23.0, 30.0, 41.0, 60.0] {
            let lines = fitting_lines(&text, width, wide);
            for (index, line) in lines.iter().enumerate() {
                let begins = line.chars().next().is_some_and(never_begins_a_line);
                assert!(index == 0 || !begins, "{text:?} in {width}: {lines:?}");
                let ends = line.chars().last().is_some_and(never_ends_a_line);
                assert!(index + 1 == lines.len() || !ends, "{text:?} in {width}: {lines:?}");
            }
            if let [.., before, last] = lines.as_slice() {
                // A particle does not part from its word.
                let whole = before.rsplit(' ').next().unwrap_or(before);
                let could_join = wide(whole) + 1.0 + wide(last) <= width
                    && whole.len() < before.len()
                    && whole.chars().count() > 1;
                assert!(last.chars().count() > 2 || !could_join, "{text:?} in {width}: {lines:?}");
            }
        }
    }
}
