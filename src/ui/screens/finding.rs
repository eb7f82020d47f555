//! One tool that was seen: what it is and how to end it, and smaller beside or below what helpers ask.

use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Ui, pos2, vec2};

use super::Fit;
use super::scroll::Unit;
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::view::FoundTool;
use crate::ui::widgets::{Paragraph, paint_card, paragraph};

/// The card holds so many lines at least; more where there is room anyway.
const CARD_LINES: usize = 5;
/// The words' part of the width then.
const WORDS_SHARE: f32 = 0.58;

fn words(fit: Fit) -> Paragraph {
    Paragraph::new(Weight::Regular, fit.text(size::BODY), color::TEXT)
}

fn bold(fit: Fit, at_normal: f32) -> Paragraph {
    Paragraph::new(Weight::Bold, fit.text(at_normal), color::TEXT)
}

fn small(fit: Fit) -> Paragraph {
    Paragraph::new(Weight::Regular, fit.text(size::TEXT_FLOOR), color::TEXT_QUIET)
}

/// Every paragraph of one part with its look and role.
type Part<'a> = Vec<(&'a str, Paragraph, Role)>;

fn for_everyone(tool: &FoundTool, fit: Fit) -> Part<'_> {
    let mut part = vec![(tool.name.as_str(), bold(fit, size::BUTTON_TEXT), Role::Heading)];
    part.extend(tool.about.iter().map(|line| (line.as_str(), words(fit), Role::Label)));
    if !tool.end.1.is_empty() {
        part.push((&tool.end.0, bold(fit, size::BODY), Role::Heading));
        part.extend(tool.end.1.iter().map(|line| (line.as_str(), words(fit), Role::Label)));
    }
    part
}

fn for_helpers(tool: &FoundTool, fit: Fit) -> Part<'_> {
    let look = small(fit);
    let title = Paragraph { weight: Weight::Bold, color: color::TEXT.into(), ..look };
    let mut part = vec![(tool.helper.0.as_str(), title, Role::Heading)];
    part.extend(tool.helper.1.iter().map(|line| (line.as_str(), look, Role::Label)));
    part
}

/// Space above a paragraph: headings stand apart from what is before them.
fn above(place: usize, role: Role) -> f32 {
    if place > 0 && role == Role::Heading { size::GAP_SMALL } else { 0.0 }
}

fn part_height(ui: &Ui, part: &Part<'_>, width: f32) -> f32 {
    let tall = |(place, (text, look, role)): (usize, &(&str, Paragraph, Role))| {
        above(place, *role) + look.measure(ui, text, width).rect.height()
    };
    part.iter().enumerate().map(tall).sum()
}

fn show_part(ui: &mut Ui, area: Rect, part: Part<'_>) {
    let mut top = area.min.y;
    for (place, (text, look, role)) in part.into_iter().enumerate() {
        let rest = Rect::from_min_max(pos2(area.min.x, top + above(place, role)), area.max);
        top = paragraph(ui, rest, text, look, role).max.y;
    }
}

fn part_units(ui: &Ui, part: &Part<'_>, width: f32, from: f32) -> Vec<Unit> {
    let mut top = from;
    let mut units: Vec<Unit> = Vec::new();
    for (place, (text, look, role)) in part.iter().enumerate() {
        let begin = top + above(place, *role);
        top = begin + look.measure(ui, text, width).rect.height();
        units.push((begin, top));
    }
    // A heading does not stand alone at the foot of a page.
    for index in 1..units.len() {
        let heading = part.get(index - 1).is_some_and(|line| line.2 == Role::Heading);
        if let (true, Some(before)) = (heading, units.get(index - 1).copied())
            && let Some(unit) = units.get_mut(index)
        {
            unit.0 = before.0;
        }
    }
    let headings: Vec<usize> =
        part.iter().enumerate().filter(|(_, line)| line.2 == Role::Heading).map(|(index, _)| index).collect();
    for index in headings.into_iter().rev().filter(|index| index + 1 < part.len()) {
        units.remove(index);
    }
    units
}

/// What stays whole where the page is shown in parts: paragraphs, each heading with the first one below it.
pub(super) fn units(ui: &Ui, tool: &FoundTool, fit: Fit, width: f32) -> Vec<Unit> {
    let widths = widths(width);
    if widths.beside {
        return part_units(ui, &for_everyone(tool, fit), widths.words, 0.0);
    }
    let words = for_everyone(tool, fit);
    let card = part_height(ui, &words, widths.words) + size::GAP;
    let mut units = part_units(ui, &words, widths.words, 0.0);
    let mut helpers =
        part_units(ui, &for_helpers(tool, fit), widths.card - size::GAP * 2.0, card + size::GAP);
    // The card's edges belong to its first and last line.
    if let Some(first) = helpers.first_mut() {
        first.0 = card;
    }
    if let Some(last) = helpers.last_mut() {
        last.1 += size::GAP;
    }
    units.extend(helpers);
    units
}

struct Widths {
    beside: bool,
    words: f32,
    card: f32,
}

fn widths(width: f32) -> Widths {
    if width < size::BESIDE_FROM {
        return Widths { beside: false, words: width, card: width };
    }
    let words = width * WORDS_SHARE;
    Widths { beside: true, words, card: width - words - size::GAP }
}

/// The height `tool` needs at this `width`.
pub(super) fn height(ui: &Ui, tool: &FoundTool, fit: Fit, width: f32) -> f32 {
    let widths = widths(width);
    let words = part_height(ui, &for_everyone(tool, fit), widths.words);
    let mut card = for_helpers(tool, fit);
    if widths.beside {
        card.truncate(CARD_LINES);
    }
    let card = part_height(ui, &card, widths.card - size::GAP * 2.0) + size::GAP * 2.0;
    if widths.beside { words.max(card) } else { words + size::GAP + card }
}

/// Draws `tool` into `area`.
pub(super) fn show(ui: &mut Ui, area: Rect, tool: &FoundTool, fit: Fit) {
    let widths = widths(area.width());
    let part = for_everyone(tool, fit);
    let tall = part_height(ui, &part, widths.words);
    show_part(ui, Rect::from_min_size(area.min, vec2(widths.words, tall)), part);

    let mut part = for_helpers(tool, fit);
    let room = |part: &Part<'_>| part_height(ui, part, widths.card - size::GAP * 2.0) + size::GAP * 2.0;
    let more = ("\u{2026}", small(fit), Role::Label);
    while widths.beside && part.len() > CARD_LINES && room(&part) > area.height() {
        // The last line becomes the sign that there is more.
        part.pop();
        if let Some(last) = part.last_mut() {
            *last = more;
        }
    }
    let tall_card = room(&part);
    let start = if widths.beside {
        pos2(area.max.x - widths.card, area.min.y)
    } else {
        pos2(area.min.x, area.min.y + tall + size::GAP)
    };
    let card = Rect::from_min_size(start, vec2(widths.card, tall_card));
    paint_card(ui.painter(), card);
    show_part(ui, card.shrink(size::GAP), part);
}
