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
}
