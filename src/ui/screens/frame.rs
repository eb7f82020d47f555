//! What stands at the top of every screen: its number, the step, the ways out, the line, a notice.

use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::Input;
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::view::{Button, StepBadge, Strip, Tone, View};
use crate::ui::widgets::{ButtonLook, Paragraph, button, paragraph};

/// Draws the frame into the top of `column` and returns what is left.
pub(super) fn show(
    ui: &mut Ui,
    column: Rect,
    view: &View,
    small: bool,
    low: bool,
    input: &mut Input,
) -> Rect {
    let text = if small { size::TEXT_FLOOR } else { size::SMALL };
    let height = if small { size::TOP_BAR_SMALL } else { size::TOP_BAR };
    let bar = Rect::from_min_size(column.min, vec2(column.width(), height));
    if let (Some((words, dismiss)), true) = (&view.notice, low) {
        // In a low window a notice takes the bar's place until it was read.
        let end = show_notice(ui, column, words, dismiss, text, input);
        let left = Rect::from_min_max(pos2(column.min.x, end + size::GAP_SMALL), column.max);
        return with_strip(ui, left, view, text, input);
    }
    let look = ButtonLook { text, stacked: false, left: false };
    let mut right = bar.max.x;
    for way in view.ways_out.iter().rev() {
        let words = Paragraph::new(Weight::Bold, text, color::TEXT).layout(ui, &way.label, f32::INFINITY);
        let width = words.rect.width() + if small { size::GAP } else { size::GAP * 2.0 };
        let area = Rect::from_min_max(pos2(right - width, bar.min.y), pos2(right, bar.max.y));
        if button(ui, area, way, look).clicked() {
            input.press(way.press);
        }
        right = area.min.x - if low { size::GAP_SMALL } else { size::GAP };
    }
    let quiet = Paragraph::new(Weight::Regular, text, color::TEXT_QUIET);
    let top = bar.center().y - text * size::LINE_HEIGHT / 2.0;
    let number = quiet.layout(ui, &view.number, f32::INFINITY).rect.width();
    let place = Rect::from_min_size(pos2(bar.min.x, top), vec2(number + 1.0, height));
    paragraph(ui, place, &view.number, quiet, Role::Label);
    let between = Rect::from_min_max(
        pos2(place.max.x + size::GAP_SMALL, bar.min.y + size::BORDER),
        pos2(right, bar.max.y),
    );
    let mut left = Rect::from_min_max(pos2(column.min.x, bar.max.y + size::GAP_SMALL), column.max);
    // In a low window the line's strip takes the badge's place in the bar, if its words fit there.
    let in_bar = view.line.as_ref().filter(|strip| low && strip_fits(ui, strip, text, between.width()));
    if let Some(strip) = in_bar {
        show_strip(ui, between, strip, text, input);
    } else if let Some(badge) = &view.step {
        step_badge(ui, pos2(place.max.x + size::GAP, bar.center().y), right, badge, text);
    }
    if in_bar.is_none() {
        left = with_strip(ui, left, view, text, input);
    }
    if let (Some((words, dismiss)), false) = (&view.notice, low) {
        left.min.y = show_notice(ui, left, words, dismiss, text, input) + size::GAP_SMALL;
    }
    left
}

/// Draws the line's strip, if the screen has one, and returns what is left.
fn with_strip(ui: &mut Ui, area: Rect, view: &View, text: f32, input: &mut Input) -> Rect {
    let Some(strip) = &view.line else { return area };
    let end = show_strip(ui, area, strip, text, input);
    Rect::from_min_max(pos2(area.min.x, end + size::GAP_SMALL), area.max)
}

/// Draws a notice with its button; returns where it ends.
fn show_notice(ui: &mut Ui, area: Rect, words: &str, dismiss: &Button, text: f32, input: &mut Input) -> f32 {
    let label = Paragraph::new(Weight::Bold, text, color::TEXT).layout(ui, &dismiss.label, f32::INFINITY);
    let width = label.rect.width() + size::GAP * 2.0;
    let look = Paragraph::new(Weight::Regular, text, color::TEXT);
    let room = area.width() - width - size::GAP * 3.0;
    let tall = look.layout(ui, words, room).rect.height().max(size::TOP_BAR_SMALL) + size::GAP_SMALL;
    let band = Rect::from_min_size(area.min, vec2(area.width(), tall));
    ui.painter().rect_filled(band, f32::from(size::RADIUS_FIELD), color::CAUTION_GROUND);
    let place = Rect::from_min_size(band.min + vec2(size::GAP, size::GAP_SMALL / 2.0), vec2(room, tall));
    paragraph(ui, place, words, look, Role::Alert);
    let press = Rect::from_center_size(
        pos2(band.max.x - size::GAP_SMALL - width / 2.0, band.center().y),
        vec2(width, size::TOP_BAR_SMALL),
    );
    if button(ui, press, dismiss, ButtonLook { text, stacked: false, left: false }).clicked() {
        input.press(dismiss.press);
    }
    band.max.y
}

/// The five dots and the words 「手順 2 / 5」.
fn step_badge(ui: &mut Ui, from: eframe::egui::Pos2, right: f32, badge: &StepBadge, text: f32) {
    let look = Paragraph::new(Weight::Bold, text, color::TEXT);
    let words = look.layout(ui, &badge.label, f32::INFINITY).rect.width();
    let dot = text * 0.36;
    let step = dot * 2.0 + size::GAP;
    if from.x + words + size::GAP + step * 5.0 > right {
        return;
    }
    let place = Rect::from_min_size(
        pos2(from.x, from.y - text * size::LINE_HEIGHT / 2.0),
        vec2(words + 1.0, text * size::LINE_HEIGHT),
    );
    paragraph(ui, place, &badge.label, look, Role::Label);
    let mut center = pos2(place.max.x + size::GAP + dot, from.y);
    for (done, here) in badge.dots {
        let painter = ui.painter();
        if done {
            painter.circle_filled(center, dot, color::OBSERVED);
            let tick = Stroke::new(dot * 0.32, color::ON_DARK);
            let at = |x: f32, y: f32| center + vec2(x, y) * dot;
            painter.line(vec![at(-0.5, 0.05), at(-0.1, 0.45), at(0.55, -0.4)], tick);
        } else {
            painter.circle_filled(center, dot, color::CARD);
            painter.circle_stroke(center, dot, Stroke::new(size::BORDER, color::TEXT_QUIET));
        }
        if here {
            painter.circle_stroke(center, dot + 4.0, Stroke::new(size::BORDER * 1.5, color::PRIMARY));
        }
        center.x += step;
    }
}

/// True when the strip's words stand on one line in this width.
fn strip_fits(ui: &Ui, strip: &Strip, text: f32, width: f32) -> bool {
    let words = Paragraph::new(Weight::Bold, text, color::TEXT).layout(ui, &strip.text, f32::INFINITY);
    words.rect.width() + text * 1.2 + size::GAP * 1.5 <= width
}

/// Draws one sentence with its mark; returns where it ends.
pub(super) fn show_strip(ui: &mut Ui, area: Rect, strip: &Strip, text: f32, input: &mut Input) -> f32 {
    let ink = if strip.tone == Tone::Observed { color::OBSERVED } else { color::TEXT };
    let look = Paragraph::new(Weight::Bold, text, ink);
    let edge = text * 1.2;
    let room = area.width() - edge - size::GAP * 1.5;
    let words = look.layout(ui, &strip.text, room).rect.height();
    let height = (words + size::GAP_SMALL).max(size::OTHER_FLOOR * 0.8);
    let band = Rect::from_min_size(area.min, vec2(area.width(), height));
    let (fill, line) = match strip.tone {
        Tone::Calm => (color::CARD, color::BORDER),
        Tone::Observed => (color::OBSERVED_GROUND, color::OBSERVED),
        Tone::Caution => (color::CAUTION_GROUND, color::CAUTION),
    };
    let painter = ui.painter();
    painter.rect_filled(band, f32::from(size::RADIUS_FIELD), fill);
    painter.rect_stroke(
        band,
        f32::from(size::RADIUS_FIELD),
        Stroke::new(size::BORDER, line),
        StrokeKind::Inside,
    );
    let square = Rect::from_center_size(
        pos2(band.min.x + size::GAP_SMALL + edge / 2.0, band.center().y),
        vec2(edge, edge),
    );
    if strip.tone == Tone::Calm {
        painter.circle_stroke(
            square.center(),
            edge * 0.4,
            Stroke::new(size::BORDER * 1.5, color::TEXT_QUIET),
        );
    } else {
        super::tone_mark(ui, square, strip.tone);
    }
    if let Some(press) = strip.press {
        let id = ui.scope_id().with(("strip", &strip.text));
        let response = ui.interact(band, id, eframe::egui::Sense::click());
        response.widget_info(|| eframe::egui::WidgetInfo::labeled(Role::Button, true, &strip.text));
        if response.has_focus() {
            let ring = Stroke::new(size::FOCUS_RING, color::FOCUS);
            ui.painter().rect_stroke(band, f32::from(size::RADIUS_FIELD), ring, StrokeKind::Outside);
        }
        if response.clicked() {
            input.press(press);
        }
        let galley = look.layout(ui, &strip.text, room);
        let top = band.center().y - galley.rect.height() / 2.0;
        ui.painter().galley(pos2(square.max.x + size::GAP_SMALL, top), galley, ink);
    } else {
        let top = band.center().y - words / 2.0;
        let place = Rect::from_min_max(pos2(square.max.x + size::GAP_SMALL, top), band.max);
        paragraph(ui, place, &strip.text, look, Role::Label);
    }
    band.max.y
}
