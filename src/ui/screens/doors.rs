//! The home screen: one red door, three more, and the live strip.

use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Ui, pos2, vec2};

use super::{Fit, Input, Window, frame};
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
    (wanted, window): (f32, Window),
    input: &mut Input,
) {
    let Some((red, others)) = doors.split_first() else { return };
    let strip_text = if window.small { size::TEXT_FLOOR } else { size::SMALL * wanted };
    let strip_height = frame::strip_height(ui, strip, strip_text, area.width());
    let strip_area = Rect::from_min_size(area.min, vec2(area.width(), strip_height));
    let area = Rect::from_min_max(
        pos2(area.min.x, strip_area.max.y + if window.small { size::GAP_SMALL } else { size::GAP }),
        area.max,
    );
    let column = (area.width() - size::GAP * 2.0) / 3.0;
    let fits = |fit: Fit, headline_height: f32| {
        let red_height = needed_height(ui, red, red_look(fit), area.width(), size::PRIMARY_HEIGHT);
        headline_height + red_height + tallest(ui, others, fit, column) + fit.gap() * 3.0 <= area.height()
    };
    let headline_height = |fit: Fit| headline_look(fit).measure(ui, headline, area.width()).rect.height();
    let with_headline =
        Fit::candidates(wanted, false, window).into_iter().find(|fit| fits(*fit, headline_height(*fit)));
    // Where even the smallest words have no room the red door keeps its name alone: the question stays.
    let smallest = Fit::smallest(window);
    let short = Button { detail: None, ..red.clone() };
    let short_fits = |fit: Fit, headline_height: f32| {
        let red_height = needed_height(ui, &short, red_look(fit), area.width(), size::PRIMARY_HEIGHT);
        headline_height + red_height + tallest(ui, others, fit, column) + fit.gap() * 3.0 <= area.height()
    };
    let asked = short_fits(smallest, headline_height(smallest)).then_some(smallest);
    let red = if with_headline.is_some() { red } else { &short };
    let with_headline = with_headline.or(asked);
    let fit = with_headline
        .or_else(|| Fit::candidates(wanted, false, window).into_iter().find(|fit| fits(*fit, 0.0)))
        .unwrap_or(Fit::smallest(window));
    // Then the question goes: the doors explain themselves.
    let headline_area = match with_headline {
        Some(_) => paragraph(ui, area, headline, headline_look(fit), Role::Heading),
        None => Rect::from_min_size(area.min, vec2(area.width(), 0.0)),
    };
    let top = headline_area.max.y + fit.gap();
    let room = area.max.y - top - fit.between();
    let others_need = tallest(ui, others, fit, column);
    let red_height = (room * 0.46)
        .max(needed_height(ui, red, red_look(fit), area.width(), size::PRIMARY_HEIGHT))
        .min(room - others_need);
    let red_area = Rect::from_min_size(pos2(area.min.x, top), vec2(area.width(), red_height));
    if button(ui, red_area, red, red_look(fit)).clicked() {
        input.press(red.press);
    }
    let row = Rect::from_min_max(pos2(area.min.x, red_area.max.y + fit.between()), area.max);
    let mut left = row.min.x;
    for door in others {
        let place = Rect::from_min_max(pos2(left, row.min.y), pos2(left + column, row.max.y));
        if button(ui, place, door, other_look(fit)).clicked() {
            input.press(door.press);
        }
        left += column + size::GAP;
    }
    frame::show_strip(ui, strip_area, strip, strip_text, input);
}

fn tallest(ui: &Ui, doors: &[Button], fit: Fit, width: f32) -> f32 {
    let floor = if fit.low { size::PRIMARY_FLOOR } else { size::PRIMARY_HEIGHT };
    doors.iter().map(|door| needed_height(ui, door, other_look(fit), width, floor)).fold(0.0, f32::max)
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
