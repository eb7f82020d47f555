//! What was checked: a mark, how it is, and how to mend it. Shape and word say what colour says.

use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Stroke, Ui, pos2, vec2};

use super::{Fit, caution_mark};
use crate::core::doctor::State;
use crate::ui::pictures;
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::view::CheckRow;
use crate::ui::widgets::{Paragraph, paragraph};

fn title(fit: Fit) -> Paragraph {
    Paragraph::new(Weight::Bold, fit.text(size::BODY), color::TEXT)
}

fn words(fit: Fit) -> Paragraph {
    Paragraph::new(Weight::Regular, fit.text(size::BODY), color::TEXT)
}

fn mark_edge(fit: Fit) -> f32 {
    fit.text(size::BODY) * 1.1
}

/// What stands in a row, from top to bottom.
fn lines(row: &CheckRow, fit: Fit) -> impl Iterator<Item = (&str, Paragraph)> {
    let first = [(row.title.as_str(), title(fit)), (row.sentence.as_str(), words(fit))];
    first.into_iter().chain(row.mend.as_deref().map(|mend| (mend, words(fit))))
}

/// The height of one row.
pub(super) fn height(ui: &Ui, row: &CheckRow, fit: Fit, width: f32) -> f32 {
    let width = width - mark_edge(fit) - size::GAP_SMALL;
    let tall = |(text, look): (&str, Paragraph)| look.measure(ui, text, width).rect.height();
    lines(row, fit).map(tall).sum::<f32>() + size::GAP_SMALL * 2.0
}

/// Draws one row; nothing in it can be pressed.
pub(super) fn show(ui: &mut Ui, area: Rect, row: &CheckRow, fit: Fit) {
    let edge = mark_edge(fit);
    let line = fit.text(size::BODY) * size::LINE_HEIGHT;
    let mut top = area.min.y + size::GAP_SMALL;
    let square = Rect::from_center_size(pos2(area.min.x + edge / 2.0, top + line / 2.0), vec2(edge, edge));
    mark(ui, square, row.state);
    let left = square.max.x + size::GAP_SMALL;
    for (text, look) in lines(row, fit) {
        let place = Rect::from_min_max(pos2(left, top), area.max);
        top = paragraph(ui, place, text, look, Role::Label).max.y;
    }
    ui.painter().hline(area.x_range(), area.max.y, Stroke::new(size::BORDER / 2.0, color::HAIRLINE));
}

/// A tick, a ring, a triangle in amber, a dark one.
fn mark(ui: &Ui, square: Rect, state: State) {
    let painter = ui.painter();
    let at = |x: f32, y: f32| square.min + square.size() * vec2(x, y);
    match state {
        State::Ok => {
            let pen = Stroke::new(square.width() * 0.12, color::TEXT_QUIET);
            pictures::pen(painter, &[at(0.16, 0.54), at(0.4, 0.78), at(0.86, 0.24)], pen);
        }
        State::Unknown => {
            let ring = Stroke::new(square.width() * 0.1, color::TEXT_QUIET);
            painter.circle_stroke(square.center(), square.width() * 0.36, ring);
        }
        State::Warn => caution_mark(ui, square, color::CAUTION, color::ON_DARK),
        State::Bad => caution_mark(ui, square, color::TEXT, color::CAUTION_GROUND),
    }
}
