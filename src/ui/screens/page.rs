//! Sentences on a sheet, to be read, photographed or copied: as large as the room allows.

use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Ui, Vec2, pos2, vec2};

use super::Fit;
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::widgets::{Paragraph, paint_card, paragraph};

/// What matters most, and what is smaller.
type Sheet<'a> = (&'a [String], &'a [String]);

fn look(fit: Fit, at_normal: f32) -> Paragraph {
    Paragraph::new(Weight::Bold, fit.text(at_normal), color::TEXT)
}

/// The second kind of line is a little smaller.
fn small(fit: Fit, at_normal: f32) -> Paragraph {
    Paragraph::new(Weight::Regular, fit.text((at_normal * 0.8).max(size::SMALL)), color::TEXT)
}

fn gap(fit: Fit) -> f32 {
    if fit.low { 0.0 } else { size::GAP_SMALL }
}

fn sheet_height(ui: &Ui, (lines, more): Sheet<'_>, at_normal: f32, fit: Fit, width: f32) -> f32 {
    let width = width - size::GAP * 2.0;
    let tall = |look: Paragraph, line: &String| look.measure(ui, line, width).rect.height() + gap(fit);
    lines.iter().map(|line| tall(look(fit, at_normal), line)).sum::<f32>()
        + more.iter().map(|line| tall(small(fit, at_normal), line)).sum::<f32>()
        + size::GAP
}

/// The least height.
pub(super) fn height(ui: &Ui, sheet: Sheet<'_>, fit: Fit, width: f32) -> f32 {
    sheet_height(ui, sheet, size::BODY, fit, width)
}

const SIZES: [f32; 4] = [size::HEADLINE, size::FIRST_LINE, size::BUTTON_TEXT, size::BODY];

/// The largest size at which everything has room.
fn largest(ui: &Ui, sheet: Sheet<'_>, fit: Fit, room: Vec2) -> Option<f32> {
    SIZES.into_iter().find(|at| sheet_height(ui, sheet, *at, fit, room.x) <= room.y + 1.0)
}

/// True when all of it has room on one page.
pub(super) fn has_room(ui: &Ui, sheet: Sheet<'_>, fit: Fit, room: Vec2) -> bool {
    largest(ui, sheet, fit, room).is_some()
}

/// All lines as small as they may be.
pub(super) fn lines((lines, more): Sheet<'_>, fit: Fit) -> Vec<(String, Paragraph)> {
    let must = lines.iter().map(|line| (line.clone(), look(fit, size::BODY)));
    must.chain(more.iter().map(|line| (line.clone(), small(fit, size::BODY)))).collect()
}

/// Draws the sheet at the top of `area`.
pub(super) fn show(ui: &mut Ui, area: Rect, (lines, more): Sheet<'_>, fit: Fit) {
    let at = largest(ui, (lines, more), fit, area.size()).unwrap_or(size::BODY);
    let tall = sheet_height(ui, (lines, more), at, fit, area.width());
    let card = Rect::from_min_size(area.min, vec2(area.width(), tall));
    paint_card(ui.painter(), card);
    let mut top = area.min.y + size::GAP / 2.0;
    let looks =
        lines.iter().map(|line| (line, look(fit, at))).chain(more.iter().map(|line| (line, small(fit, at))));
    for (line, look) in looks {
        let place = Rect::from_min_size(
            pos2(area.min.x + size::GAP, top),
            vec2(area.width() - size::GAP * 2.0, area.height()),
        );
        top = paragraph(ui, place, line, look, Role::Label).max.y + gap(fit);
    }
}
