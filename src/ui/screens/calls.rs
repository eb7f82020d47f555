//! One number to call: who, the number in huge figures, when, and what to say.

use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Ui, Vec2, pos2, vec2};

use super::{Fit, Input};
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::view::{Button, Call};
use crate::ui::widgets::button::needed_height;
use crate::ui::widgets::{ButtonLook, Paragraph, button, paint_card, paragraph};

/// Number and owner stand at the left, what to say at the right, when there is room for both.
const NUMBER_SHARE: f32 = 0.4;
/// A long number may take this much.
const NUMBER_MAX_SHARE: f32 = 0.63;
/// In a low window the figures are this much of their size.
const LOW_FIGURES: f32 = 0.7;
/// The figures are at least so much larger than the words.
const NUMBER_OVER_BODY: f32 = 1.6;

/// Rows that a name may take above its number.
const WHO_ROWS_MAX: usize = 2;

type Line<'a> = (&'a str, Paragraph);

/// What stands in a card: lines in columns, and the button at the right or below.
struct Card<'a> {
    columns: Vec<(f32, Vec<Line<'a>>)>,
    open: Option<(&'a Button, bool)>,
}

/// How the words to say are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Say {
    /// Text size at normal.
    size: f32,
    /// Only what of the note must stay.
    note_short: bool,
    /// Which of the words, from all of them to the fewest.
    words: usize,
}

impl Say {
    /// In body text, as in a list.
    pub(super) const BODY: Self = Self { size: size::BODY, note_short: false, words: 0 };
    /// What must stay.
    pub(super) const SHORTEST: Self = Self { size: size::BODY, note_short: true, words: usize::MAX };
}

fn card<'a>(ui: &Ui, call: &'a Call, fit: Fit, width: f32, say: Say) -> Card<'a> {
    let look = |weight, at_normal, ink| Paragraph::new(weight, fit.text(at_normal), ink);
    let who: Line<'a> = (&call.who, look(Weight::Bold, size::BODY, color::TEXT));
    let state: Line<'a> = (&call.state, look(Weight::Bold, size::SMALL, color::TEXT));
    let words = if say.note_short { &call.note_short } else { &call.note };
    let note: Line<'a> = (words, look(Weight::Regular, size::SMALL, color::TEXT_QUIET));
    let weight = if say.size > size::BODY { Weight::Bold } else { Weight::Regular };
    let words = call.say.get(say.words).or(call.say.last()).map_or("", String::as_str);
    let say: Line<'a> = (words, look(weight, say.size, color::TEXT));
    let mut number: Line<'a> = (&call.number, number_look(fit));

    // The button stands beside the words only where two columns of them are left.
    let beside = width >= size::TWO_COLUMNS_FROM + size::OPEN_WIDTH;
    let narrow = width < size::TWO_COLUMNS_FROM || !fit.promised || (call.open.is_some() && !beside);
    let open = call.open.as_ref().map(|open| (open, beside));
    let width = if open.is_some() && beside { width - size::OPEN_WIDTH - size::GAP } else { width };
    // A number broken over two lines is misread: it stays on one, smaller if it must be.
    let one_line = number.1.measure(ui, number.0, f32::INFINITY).rect.width();
    let share = if narrow { 1.0 } else { NUMBER_MAX_SHARE };
    number.1.size *= (width * share / one_line.max(1.0)).min(1.0);
    let one_line = one_line.min(width * share) + 1.0;

    let right = if call.say.is_empty() { vec![note] } else { vec![say] };
    let below = if call.say.is_empty() { Vec::new() } else { vec![note] };
    let columns = if narrow || call.number.is_empty() {
        // The words come before the small print.
        vec![(width, [vec![who, number, state], right, below].concat())]
    } else {
        let left = one_line.max(width * NUMBER_SHARE);
        let right_width = width - left - columns_gap(fit);
        let usual = vec![(left, [vec![who, number, state], below].concat()), (right_width, right)];
        // A long name stands above what is said where that takes less: the number must not be pushed out.
        let small = Paragraph { size: fit.text(size::SMALL), ..who.1 };
        let beside = vec![(left, vec![number, state, note]), (right_width, vec![(who.0, small), say])];
        let is_long = who.1.measure(ui, who.0, left).rows > WHO_ROWS_MAX;
        if is_long && tallest(ui, &beside) < tallest(ui, &usual) { beside } else { usual }
    };
    let shown = |(width, lines): (f32, Vec<Line<'a>>)| {
        (width, lines.into_iter().filter(|(text, _)| !text.is_empty()).collect())
    };
    Card { columns: columns.into_iter().map(shown).collect(), open }
}

/// The number is the largest thing beside the words to say, in every window.
fn number_look(fit: Fit) -> Paragraph {
    let figures = if fit.low { size::NUMERAL * LOW_FIGURES } else { size::NUMERAL };
    let at = fit.text(figures).max(fit.text(size::BODY) * NUMBER_OVER_BODY);
    Paragraph::new(Weight::Bold, at, color::TEXT)
}

/// One call's lines: who and the number with its state and whose word it is, then what to say, then what of the
/// note had no room above.
pub(super) fn lines(ui: &Ui, call: &Call, fit: Fit, width: f32, room: f32) -> [Vec<(String, Paragraph)>; 2] {
    let look = |weight, at_normal, ink| Paragraph::new(weight, fit.text(at_normal), ink);
    let mut number = number_look(fit);
    let wide = number.measure(ui, &call.number, f32::INFINITY).rect.width();
    number.size *= (width / wide.max(1.0)).min(1.0);
    let note = look(Weight::Regular, size::SMALL, color::TEXT_QUIET);
    let head = |words: &str| {
        let mut head = vec![
            (call.who.clone(), look(Weight::Bold, size::BODY, color::TEXT)),
            (call.number.clone(), number),
            (call.state.clone(), look(Weight::Bold, size::SMALL, color::TEXT)),
            (words.to_owned(), note),
        ];
        head.retain(|line| !line.0.is_empty());
        head
    };
    let tall = |lines: &[(String, Paragraph)]| {
        lines.iter().map(|(words, look)| look.measure(ui, words, width).rect.height()).sum::<f32>()
    };
    // As many lines of the note as have room, if none of them must stay.
    let lines = call.note.lines().collect::<Vec<_>>();
    let upper = |count: usize| lines.get(..count).unwrap_or_default().join("\n");
    let least = if call.note_short.is_empty() { 1 } else { lines.len() };
    let count = (least..=lines.len()).rev().find(|count| tall(&head(&upper(*count))) <= room);
    let say = call.say.first().cloned().unwrap_or_default();
    let mut rest = vec![(say, look(Weight::Regular, size::BODY, color::TEXT))];
    let first = match count {
        Some(count) => {
            rest.push((lines.get(count..).unwrap_or_default().join("\n"), note));
            head(&upper(count))
        }
        None => {
            rest.push((call.note.clone(), note));
            head(&call.note_short)
        }
    };
    rest.retain(|line| !line.0.is_empty());
    [first, rest]
}

/// Between a number and what to say.
fn columns_gap(fit: Fit) -> f32 {
    if fit.low { size::GAP } else { size::GAP * 3.0 }
}

fn open_look(fit: Fit) -> ButtonLook {
    ButtonLook { text: fit.text(size::SMALL), stacked: false, left: false }
}

fn open_height(ui: &Ui, open: &Button, fit: Fit, width: f32) -> f32 {
    needed_height(ui, open, open_look(fit), width, size::OTHER_FLOOR)
}

fn lines_height(ui: &Ui, (width, lines): &(f32, Vec<Line<'_>>)) -> f32 {
    lines.iter().map(|(text, look)| look.measure(ui, text, *width).rect.height()).sum()
}

fn tallest(ui: &Ui, columns: &[(f32, Vec<Line<'_>>)]) -> f32 {
    columns.iter().map(|column| lines_height(ui, column)).fold(0.0, f32::max)
}

/// The height a card needs, with what to say in body text.
pub(super) fn height(ui: &Ui, call: &Call, fit: Fit, width: f32) -> f32 {
    height_at(ui, call, fit, width, Say::BODY)
}

/// The height a card needs, with what to say shown like this.
pub(super) fn height_at(ui: &Ui, call: &Call, fit: Fit, width: f32, say: Say) -> f32 {
    let width = width - size::GAP * 2.0;
    let card = card(ui, call, fit, width, say);
    let tall = tallest(ui, &card.columns);
    let tall = match card.open {
        Some((open, true)) => tall.max(open_height(ui, open, fit, size::OPEN_WIDTH)),
        Some((open, false)) => tall + size::GAP_SMALL + open_height(ui, open, fit, width),
        None => tall,
    };
    tall + size::GAP_SMALL * 2.0
}

/// The largest size for what to say that fits into `room`: it is read aloud by somebody who trembles.
pub(super) fn largest(ui: &Ui, call: &Call, fit: Fit, room: Vec2) -> Say {
    let large = [size::HEADLINE, size::FIRST_LINE, size::BUTTON_TEXT].map(|size| Say { size, ..Say::BODY });
    large
        .into_iter()
        .chain([Say::BODY])
        .find(|say| height_at(ui, call, fit, room.x, *say) <= room.y)
        .unwrap_or(Say::SHORTEST)
}

/// Draws a card; a press on its button is put into `input`.
pub(super) fn show(ui: &mut Ui, area: Rect, call: &Call, (fit, say): (Fit, Say), input: &mut Input) {
    paint_card(ui.painter(), area);
    let mut inner = area.shrink2(vec2(size::GAP, size::GAP_SMALL));
    let card = card(ui, call, fit, inner.width(), say);
    if let Some((open, beside)) = card.open {
        let place = if beside {
            let tall = open_height(ui, open, fit, size::OPEN_WIDTH);
            let top = inner.center().y - tall / 2.0;
            Rect::from_min_size(pos2(inner.max.x - size::OPEN_WIDTH, top), vec2(size::OPEN_WIDTH, tall))
        } else {
            let tall = open_height(ui, open, fit, inner.width());
            let place = Rect::from_min_max(pos2(inner.min.x, inner.max.y - tall), inner.max);
            inner.max.y = place.min.y - size::GAP_SMALL;
            place
        };
        if button(ui, place, open, open_look(fit)).clicked() {
            input.press(open.press);
        }
    }
    let mut left = inner.min.x;
    for column in card.columns {
        let mut top = inner.center().y - lines_height(ui, &column) / 2.0;
        let (width, lines) = column;
        for (text, look) in lines {
            let place = Rect::from_min_size(pos2(left, top), vec2(width, inner.height()));
            top = paragraph(ui, place, text, look, Role::Label).max.y;
        }
        left += width + columns_gap(fit);
    }
}
