//! A sheet with something to read on it. It cannot be pressed and does not look as if it could: no shadow, nearly square corners.

use eframe::egui::{Painter, Rect, Stroke, StrokeKind};

use crate::ui::theme::{color, size};

/// Draws an empty card over `area`.
pub fn paint_card(painter: &Painter, area: Rect) {
    painter.rect_filled(area, f32::from(size::RADIUS_CARD), color::CARD);
    let edge = Stroke::new(size::HAIRLINE, color::HAIRLINE);
    painter.rect_stroke(area, f32::from(size::RADIUS_CARD), edge, StrokeKind::Inside);
}
