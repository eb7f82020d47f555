//! One number to call: who, the number in huge figures, when, and what to say.

use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Stroke, StrokeKind, Ui, pos2};

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

fn lines<'a>(call: &'a Call, fit: Fit) -> Vec<(&'a str, Paragraph)> {
    let [who, number, note, say] = looks(fit);
    [(&call.who, who), (&call.number, number), (&call.say, say), (&call.note, note)]
        .into_iter()
        .filter(|(text, _)| !text.is_empty())
        .map(|(text, look)| (text.as_str(), look))
        .collect()
}

pub(super) fn height(ui: &Ui, call: &Call, fit: Fit, width: f32) -> f32 {
    let width = width - size::GAP * 2.0;
    lines(call, fit).into_iter().map(|(text, look)| look.layout(ui, text, width).rect.height()).sum::<f32>()
        + size::GAP_SMALL * 2.0
}

pub(super) fn show(ui: &mut Ui, area: Rect, call: &Call, fit: Fit) {
    let corner = f32::from(size::RADIUS_BUTTON);
    ui.painter().rect_filled(area, corner, color::CARD);
    ui.painter().rect_stroke(area, corner, Stroke::new(size::BORDER, color::BORDER), StrokeKind::Inside);
    let inner = area.shrink2(eframe::egui::vec2(size::GAP, size::GAP_SMALL));
    let mut top = inner.min.y;
    for (text, look) in lines(call, fit) {
        let place = Rect::from_min_max(pos2(inner.min.x, top), inner.max);
        top = paragraph(ui, place, text, look, Role::Label).max.y;
    }
}
