//! Lines broken between phrases. やさしい日本語 puts a space between them, so a space is the place to break.

use unicode_normalization::char::is_combining_mark;

/// `text` in lines none of which is wider than `width`, as few as possible; `measure` gives a text's width.
///
/// They end between phrases, with a sentence where that is possible, and inside a phrase only where it alone is
/// wider than a line. No line begins with what belongs to the one before it (、。」ー small kana, a particle that
/// stands alone), none ends with an opening bracket, and the last one of a paragraph is no left-over of one or two
/// characters.
#[must_use]
pub fn fitting_lines(text: &str, width: f32, mut measure: impl FnMut(&str) -> f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let whole = paragraph.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        if measure(&whole) <= width {
            lines.push(whole);
        } else {
            let phrases = phrases(&whole, width, &mut measure);
            lines.extend(arranged(&phrases, width, measure(" ")));
        }
    }
    lines
}

/// The width of the widest phrase of `text`: in a line as wide as this none is broken.
#[must_use]
pub fn widest_phrase(text: &str, mut measure: impl FnMut(&str) -> f32) -> f32 {
    let paragraphs = text.split('\n').flat_map(|paragraph| phrases(paragraph, f32::INFINITY, &mut measure));
    paragraphs.map(|phrase| phrase.width).fold(0.0, f32::max)
}

/// What stays together on one line.
struct Phrase<'a> {
    text: &'a str,
    /// A space parts it from the one before it, if they share a line.
    space: bool,
    width: f32,
}

/// What ending a line here is worth.
const SENTENCE_WORTH: f32 = 0.2;
const CLAUSE_WORTH: f32 = 0.04;
/// A short last line matters less than a short one above it.
const LAST_LINE_WEIGHT: f32 = 0.3;
/// So many characters alone on the last line are a left-over.
const LEFT_OVER_MAX: usize = 2;
/// More than all else together.
const LEFT_OVER_COST: f32 = 1_000.0;

/// The lines of one paragraph: the fewest, and of those the most even ones.
fn arranged(phrases: &[Phrase<'_>], width: f32, space: f32) -> Vec<String> {
    /// The best way to arrange the phrases before one of them.
    #[derive(Clone, Copy)]
    struct Best {
        lines: usize,
        cost: f32,
        from: usize,
    }
    let mut best = vec![Best { lines: 0, cost: 0.0, from: 0 }];
    for end in 1..=phrases.len() {
        let mut chosen: Option<Best> = None;
        let (mut line, mut chars) = (0.0, 0);
        for start in (0..end).rev() {
            let (Some(phrase), Some(before)) = (phrases.get(start), best.get(start)) else { break };
            line += phrase.width;
            chars += phrase.text.chars().count();
            if line > width && start + 1 < end {
                break;
            }
            let last = end == phrases.len();
            let lone = last && start > 0 && chars <= LEFT_OVER_MAX;
            let ending = phrases.get(end - 1).and_then(|phrase| phrase.text.chars().last());
            let cost = before.cost + raggedness(line, width, last) + if lone { LEFT_OVER_COST } else { 0.0 }
                - if last { 0.0 } else { worth_of_ending_with(ending) };
            let better = |than: &Best| (before.lines + 1, cost) < (than.lines, than.cost);
            if chosen.as_ref().is_none_or(better) {
                chosen = Some(Best { lines: before.lines + 1, cost, from: start });
            }
            if phrase.space {
                line += space;
            }
        }
        best.extend(chosen);
    }
    let mut lines = Vec::new();
    let mut end = phrases.len();
    while end > 0 {
        let start = best.get(end).map_or(0, |it| it.from);
        let mut line = String::new();
        for phrase in phrases.get(start..end).unwrap_or_default() {
            if phrase.space && !line.is_empty() {
                line.push(' ');
            }
            line.push_str(phrase.text);
        }
        lines.push(line);
        end = start;
    }
    lines.reverse();
    lines
}

fn raggedness(line: f32, width: f32, last: bool) -> f32 {
    let empty = ((width - line) / width).clamp(0.0, 1.0);
    empty * empty * if last { LAST_LINE_WEIGHT } else { 1.0 }
}

fn worth_of_ending_with(last: Option<char>) -> f32 {
    match last {
        Some('\u{3002}' | '\u{ff01}' | '\u{ff1f}' | '.' | '!' | '?') => SENTENCE_WORTH,
        Some('\u{3001}' | ',' | ':') => CLAUSE_WORTH,
        _ => 0.0,
    }
}

/// The phrases of one paragraph, none wider than `width` as far as that is possible.
fn phrases<'a>(paragraph: &'a str, width: f32, measure: &mut impl FnMut(&str) -> f32) -> Vec<Phrase<'a>> {
    let mut phrases = Vec::new();
    let mut start = 0;
    for end in breaks(paragraph).chain([paragraph.len()]) {
        let text = paragraph.get(start..end).unwrap_or_default();
        let space = start > 0 && text.starts_with(' ');
        let mut rest = text.trim();
        let mut first = true;
        loop {
            let whole = measure(rest);
            let cut = if whole > width { cut_before(rest, width, measure) } else { None };
            let Some((part, after)) = cut.and_then(|cut| rest.split_at_checked(cut)) else {
                phrases.push(Phrase { text: rest, space: space && first, width: whole });
                break;
            };
            let part_width = measure(part);
            phrases.push(Phrase { text: part, space: space && first, width: part_width });
            (rest, first) = (after, false);
        }
        start = end;
    }
    phrases
}

/// Where a line of `paragraph` may end: at a space, and after a sentence or clause, which Japanese ends
/// without one.
fn breaks(paragraph: &str) -> impl Iterator<Item = usize> {
    let places = paragraph.char_indices().zip(paragraph.chars().skip(1));
    places.filter_map(move |((place, one), next)| {
        let (at, after) = match (one, next) {
            (_, ' ') => (place + one.len_utf8(), paragraph.get(place + one.len_utf8() + 1..)?),
            ('\u{3002}' | '\u{3001}' | '\u{30fb}' | '\u{ff01}' | '\u{ff1f}', _) if place > 0 => {
                (place + one.len_utf8(), paragraph.get(place + one.len_utf8()..)?)
            }
            _ => return None,
        };
        let before = paragraph.get(..at)?;
        // 「(2 / 3)」 stays whole.
        let clings = after.starts_with('/')
            || before.ends_with(" /")
            || after.starts_with(CLINGING)
            || before.ends_with(OPENING)
            || begins_with_particle(after);
        (!clings).then_some(at)
    })
}

/// 「Wi-Fi は」: a single kana between spaces belongs to the word before it.
fn begins_with_particle(text: &str) -> bool {
    let mut chars = text.chars();
    let kana = chars.next().is_some_and(|first| ('\u{3041}'..='\u{3096}').contains(&first));
    let alone = chars.next().is_none_or(|next| matches!(next, ' ' | '\u{3001}' | '\u{3002}'));
    kana && alone
}

/// The last place in `phrase` where it may be cut so that what stands before fits; nothing when it has but one
/// character.
fn cut_before(phrase: &str, width: f32, measure: &mut impl FnMut(&str) -> f32) -> Option<usize> {
    let places: Vec<usize> = phrase.char_indices().skip(1).map(|(place, _)| place).collect();
    let fitting =
        places.partition_point(|place| phrase.get(..*place).is_some_and(|start| measure(start) <= width));
    let fitting = places.get(..fitting)?;
    let around = |place: usize| {
        let (before, after) = phrase.split_at_checked(place)?;
        Some((before.chars().last()?, after.chars().next()?, after.chars().count()))
    };
    let allowed = |place: &&usize| {
        around(**place).is_some_and(|(before, after, _)| {
            // 「を」 is always the end of what it follows.
            let clings = CLINGING.contains(&after) || after == '\u{3092}' || joins(after);
            !OPENING.contains(&before) && !clings
        })
    };
    // A word, a number or an address is cut after its own marks, if at all; and never so that a left-over remains.
    let good = |place: &&usize| {
        around(**place).is_some_and(|(before, after, rest)| {
            let within = before.is_ascii_graphic() && after.is_ascii_graphic();
            rest > LEFT_OVER_MAX && (!within || MARKS.contains(&before))
        })
    };
    let middle = fitting.get(fitting.len() / 3).copied().unwrap_or_default();
    // 「教えて｜しまった」: after such an ending a verb may pause.
    let pause = |place: &&usize| {
        around(**place).is_some_and(|(before, _, rest)| {
            rest > LEFT_OVER_MAX && matches!(before, '\u{3066}' | '\u{3067}')
        })
    };
    let whole = |place: &&usize| around(**place).is_some_and(|(_, after, _)| !joins(after));
    let last = |wanted: &dyn Fn(&&usize) -> bool| fitting.iter().rev().find(wanted).copied();
    last(&|place| **place >= middle && allowed(place) && good(place) && pause(place))
        .or_else(|| last(&|place| allowed(place) && good(place)))
        .or_else(|| {
            last(&|place| allowed(place) && around(**place).is_some_and(|(.., rest)| rest > LEFT_OVER_MAX))
        })
        .or_else(|| last(&allowed))
        .or_else(|| last(&whole))
        .or_else(|| places.iter().find(whole).copied())
}

/// Drawn together with the character before it.
fn joins(c: char) -> bool {
    is_combining_mark(c) || matches!(c, '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
}

/// After these a long address or path may be cut.
const MARKS: [char; 6] = ['/', '\\', '.', '-', '_', '@'];
/// What never ends a line.
const OPENING: [char; 9] =
    ['\u{300c}', '\u{300e}', '\u{ff08}', '(', '\u{3010}', '\u{201c}', '[', '\u{3008}', '\u{300a}'];
/// What never begins a line.
const CLINGING: [char; 53] = [
    '\u{3001}', '\u{3002}', '\u{300d}', '\u{300f}', '\u{ff09}', ')', '\u{3011}', '\u{201d}', ']', '\u{3009}',
    '\u{300b}', '\u{30fc}', '\u{30fb}', '\u{ff01}', '\u{ff1f}', '\u{ff1a}', '\u{ff0c}', '\u{ff0e}', '!', '?',
    ',', '.', ':', '\u{2026}', '\u{301c}', '\u{ff5e}', '\u{3005}', '\u{3063}', '\u{30c3}', '\u{3083}',
    '\u{3085}', '\u{3087}', '\u{30e3}', '\u{30e5}', '\u{30e7}', '\u{3041}', '\u{3043}', '\u{3045}',
    '\u{3047}', '\u{3049}', '\u{30a1}', '\u{30a3}', '\u{30a5}', '\u{30a7}', '\u{30a9}', '\u{308e}',
    '\u{30ee}', '\u{3095}', '\u{3096}', '\u{30f5}', '\u{30f6}', '\u{309d}', '\u{309e}',
];

/// True when no line may begin with `c`.
#[must_use]
pub fn never_begins_a_line(c: char) -> bool {
    CLINGING.contains(&c)
}

/// True when no line may end with `c`.
#[must_use]
pub fn never_ends_a_line(c: char) -> bool {
    OPENING.contains(&c)
}

#[cfg(test)]
mod tests;
