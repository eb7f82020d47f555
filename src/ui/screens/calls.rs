//! One number to call: who, the number in huge figures, when, and what to say.

use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::Fit;
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::view::Call;
use crate::ui::widgets::{Paragraph, paragraph};

fn looks(fit: Fit) -> [Paragraph; 4] {
    [
        Paragraph::new(Weight::Bold, fit.text(size::BODY), color::TEXT),
        Paragraph::new(Weight::Bold, fit.text(size::NUMERAL), color::TEXT),
        Paragraph::new(Weight::Regular, fit.text(size::SMALL), color::TEXT_QUIET),
        Paragraph::new(Weight::Regular, fit.text(size::BODY), color::TEXT),
    ]
}

/// Number and owner stand at the left, what to say at the right, when there is room for both.
const NUMBER_SHARE: f32 = 0.4;
/// A long number may take this much.
const NUMBER_MAX_SHARE: f32 = 0.55;
/// Narrower cards put everything in one column.
const TWO_COLUMNS_FROM: f32 = 420.0;

type Line<'a> = (&'a str, Paragraph);

fn columns<'a>(ui: &Ui, call: &'a Call, fit: Fit, width: f32) -> [(f32, Vec<Line<'a>>); 2] {
    let [who, mut number, note, say] = looks(fit);
    // A number broken over two lines is misread: it stays on one, smaller if it must be.
    let one_line = number.layout(ui, &call.number, f32::INFINITY).rect.width();
    number.size *= (width * NUMBER_MAX_SHARE / one_line.max(1.0)).min(1.0);
    let one_line = one_line.min(width * NUMBER_MAX_SHARE) + 1.0;
    let shown = |lines: Vec<Line<'a>>| lines.into_iter().filter(|(text, _)| !text.is_empty()).collect();
    if width < TWO_COLUMNS_FROM || call.number.is_empty() || call.say.is_empty() {
        let all = vec![(&*call.who, who), (&*call.number, number), (&*call.say, say), (&*call.note, note)];
        return [(width, shown(all)), (0.0, Vec::new())];
    }
    let left = one_line.max(width * NUMBER_SHARE);
    [
        (left, shown(vec![(&*call.who, who), (&*call.number, number), (&*call.note, note)])),
        (width - left - size::GAP, vec![(&*call.say, say)]),
    ]
}

pub(super) fn height(ui: &Ui, call: &Call, fit: Fit, width: f32) -> f32 {
    let tall = |(width, lines): &(f32, Vec<Line<'_>>)| {
        lines.iter().map(|(text, look)| look.layout(ui, text, *width).rect.height()).sum::<f32>()
    };
    let columns = columns(ui, call, fit, width - size::GAP * 2.0);
    columns.iter().map(tall).fold(0.0, f32::max) + size::GAP_SMALL * 2.0
}

pub(super) fn show(ui: &mut Ui, area: Rect, call: &Call, fit: Fit) {
    let corner = f32::from(size::RADIUS_BUTTON);
    ui.painter().rect_filled(area, corner, color::CARD);
    ui.painter().rect_stroke(area, corner, Stroke::new(size::BORDER, color::BORDER), StrokeKind::Inside);
    let inner = area.shrink2(vec2(size::GAP, size::GAP_SMALL));
    let mut left = inner.min.x;
    for (width, lines) in columns(ui, call, fit, inner.width()) {
        let tall: f32 = lines.iter().map(|(text, look)| look.layout(ui, text, width).rect.height()).sum();
        let mut top = inner.center().y - tall / 2.0;
        for (text, look) in lines {
            let place = Rect::from_min_size(pos2(left, top), vec2(width, inner.height()));
            top = paragraph(ui, place, text, look, Role::Label).max.y;
        }
        left += width + size::GAP;
    }
}
