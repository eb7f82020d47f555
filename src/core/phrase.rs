//! Lines broken between phrases. やさしい日本語 puts a space between them, so a space is the place to break.

/// `text` with line breaks put in, so that no line is wider than `width`; `measure` gives a text's width.
/// A phrase that is wider than a whole line is left to be broken anywhere.
#[must_use]
pub fn break_lines(text: &str, width: f32, mut measure: impl FnMut(&str) -> f32) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for (space, phrase) in phrases(paragraph) {
            let longer = match (line.is_empty(), space) {
                (true, _) => phrase.to_owned(),
                (false, true) => format!("{line} {phrase}"),
                (false, false) => format!("{line}{phrase}"),
            };
            if line.is_empty() || measure(&longer) <= width {
                line = longer;
            } else {
                lines.push(std::mem::replace(&mut line, phrase.to_owned()));
            }
        }
        lines.push(line);
    }
    lines.join("\n")
}

/// `text` in lines none of which is wider than `width`: between phrases where that is possible, inside a
/// phrase where it is not. No line begins with what belongs to the one before it (、。」ー small kana), none
/// ends with an opening bracket.
#[must_use]
pub fn fitting_lines(text: &str, width: f32, mut measure: impl FnMut(&str) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    for line in break_lines(text, width, &mut measure).split('\n') {
        let mut rest = line;
        while measure(rest) > width {
            let Some(cut) = cut_before(rest, width, &mut measure) else { break };
            let (line, after) = rest.split_at(cut);
            lines.push(line.trim_end().to_owned());
            rest = after.trim_start();
        }
        lines.push(rest.to_owned());
    }
    lines
}

/// The last place in `line` where it may be cut so that what stands before fits; nothing when not even
/// one character does.
fn cut_before(line: &str, width: f32, measure: &mut impl FnMut(&str) -> f32) -> Option<usize> {
    let places: Vec<usize> = line.char_indices().skip(1).map(|(place, _)| place).collect();
    let fits = |place: &usize| line.get(..*place).is_some_and(|start| measure(start) <= width);
    let fitting = places.partition_point({
        let mut fits = fits;
        move |place| fits(place)
    });
    let fitting = places.get(..fitting)?;
    let allowed = |place: &&usize| {
        let (before, after) = line.split_at(**place);
        !before.ends_with(OPENING) && !after.starts_with(CLINGING)
    };
    fitting.iter().rev().find(allowed).or(fitting.last()).or(places.first()).copied()
}

/// What never ends a line.
const OPENING: [char; 7] = ['\u{300c}', '\u{300e}', '\u{ff08}', '(', '\u{3010}', '\u{201c}', '['];
/// What never begins a line.
const CLINGING: [char; 27] = [
    '\u{3001}', '\u{3002}', '\u{300d}', '\u{300f}', '\u{ff09}', ')', '\u{3011}', '\u{201d}', ']', '\u{30fc}',
    '\u{30fb}', '\u{3063}', '\u{30c3}', '\u{3083}', '\u{3085}', '\u{3087}', '\u{30e3}', '\u{30e5}',
    '\u{30e7}', '\u{ff01}', '\u{ff1f}', '!', '?', ',', '.', ':', '\u{2026}',
];

/// The phrases of one paragraph, each with whether a space stands before it. A sentence's end is a place
/// to break too, though no space follows it in Japanese.
fn phrases(paragraph: &str) -> impl Iterator<Item = (bool, &str)> {
    paragraph.split(' ').filter(|part| !part.is_empty()).flat_map(|part| {
        part.split_inclusive(['\u{3002}', '\u{3001}', '\u{30fb}'])
            .enumerate()
            .map(|(index, phrase)| (index == 0, phrase))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_phrases_only() {
        #[expect(clippy::cast_precision_loss, reason = "short test texts")]
        let broken = |text, width: f32| break_lines(text, width, |t| t.chars().count() as f32);
        assert_eq!(broken("one two three", 7.0), "one two\nthree");
        assert_eq!(broken("one two three", 13.0), "one two three");
        assert_eq!(broken("extraordinary day", 5.0), "extraordinary\nday");
        assert_eq!(broken("a\nb  c", 9.0), "a\nb c");
        assert_eq!(broken("", 9.0), "");
        assert_eq!(broken("a\u{3002}bb", 2.0), "a\u{3002}\nbb");
        assert_eq!(broken("a\u{3002}b c", 9.0), "a\u{3002}b c");
    }

    #[test]
    fn what_is_too_long_for_a_line_is_cut_where_japanese_may_be() {
        #[expect(clippy::cast_precision_loss, reason = "short test texts")]
        let lines = |text, width: f32| fitting_lines(text, width, |t| t.chars().count() as f32);
        assert_eq!(lines("extraordinary day", 5.0), ["extra", "ordin", "ary", "day"]);
        assert_eq!(lines("ab\u{30fc}cd", 2.0), ["a", "b\u{30fc}", "cd"]);
        assert_eq!(lines("ab(cd", 3.0), ["ab", "(cd"]);
        assert_eq!(lines("a\nb", 3.0), ["a", "b"]);
        assert_eq!(lines("\u{30fc}\u{30fc}\u{30fc}", 1.0).concat(), "\u{30fc}\u{30fc}\u{30fc}");
        for width in [0.0, 0.5, 1.0, 7.0] {
            assert_eq!(lines("x\u{300c}yz\u{300d}", width).concat(), "x\u{300c}yz\u{300d}");
        }
    }
}
