//! The home screen: one red door, three more, and the live strip.

use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Ui, pos2, vec2};

use super::{Fit, Input, frame};
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::view::{Button, Strip};
use crate::ui::widgets::button::needed_height;
use crate::ui::widgets::{ButtonLook, Paragraph, button, paragraph};

pub(super) fn show(
    ui: &mut Ui,
    area: Rect,
    headline: &str,
    strip: &Strip,
    doors: &[Button],
    wanted: f32,
    input: &mut Input,
) {
    let Some((red, others)) = doors.split_first() else { return };
    let strip_text = if area.width() < 900.0 { size::TEXT_FLOOR } else { size::SMALL };
    let strip_end = frame::show_strip(ui, area, strip, strip_text, input);
    let area = Rect::from_min_max(pos2(area.min.x, strip_end + size::GAP_SMALL), area.max);
    let column = (area.width() - size::GAP * 2.0) / 3.0;
    let fit = Fit::candidates(wanted, false)
        .into_iter()
        .find(|fit| {
            let headline_height = headline_look(*fit).layout(ui, headline, area.width()).rect.height();
            let red_height = needed_height(ui, red, red_look(*fit), area.width(), size::PRIMARY_HEIGHT);
            let others_height = others
                .iter()
                .map(|door| needed_height(ui, door, other_look(*fit), column, size::PRIMARY_HEIGHT))
                .fold(0.0, f32::max);
            headline_height + red_height + others_height + fit.gap() * 3.0 <= area.height()
        })
        .unwrap_or(Fit { scale: size::TEXT_FLOOR / size::BODY, picture: false });
    let headline_area = paragraph(ui, area, headline, headline_look(fit), Role::Heading);
    let top = headline_area.max.y + fit.gap();
    let room = area.max.y - top - fit.gap();
    let others_need = others
        .iter()
        .map(|door| needed_height(ui, door, other_look(fit), column, size::PRIMARY_HEIGHT))
        .fold(0.0, f32::max);
    let red_height = (room * 0.46)
        .max(needed_height(ui, red, red_look(fit), area.width(), size::PRIMARY_HEIGHT))
        .min(room - others_need);
    let red_area = Rect::from_min_size(pos2(area.min.x, top), vec2(area.width(), red_height));
    if button(ui, red_area, red, red_look(fit)).clicked() {
        input.press(red.press);
    }
    let row = Rect::from_min_max(pos2(area.min.x, red_area.max.y + fit.gap()), area.max);
    let mut left = row.min.x;
    for door in others {
        let place = Rect::from_min_max(pos2(left, row.min.y), pos2(left + column, row.max.y));
        if button(ui, place, door, other_look(fit)).clicked() {
            input.press(door.press);
        }
        left += column + size::GAP;
    }
}

fn headline_look(fit: Fit) -> Paragraph {
    Paragraph::new(Weight::Bold, fit.text(size::HEADLINE), color::TEXT)
}

fn red_look(fit: Fit) -> ButtonLook {
    ButtonLook { text: fit.text(size::FIRST_LINE), stacked: false, left: false }
}

fn other_look(fit: Fit) -> ButtonLook {
    ButtonLook { text: fit.text(size::BODY), stacked: true, left: false }
}
