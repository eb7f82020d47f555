//! The buttons at the bottom: the main one large, the others beside each other or stacked.

use eframe::egui::{Key, Rect, Ui, pos2, vec2};

use super::{Fit, Input};
use crate::core::event::Press;
use crate::core::screen::Screen;
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::view::{Body, Button, View};
use crate::ui::widgets::button::needed_height;
use crate::ui::widgets::{ButtonLook, Paragraph, button};

fn look(fit: Fit) -> ButtonLook {
    ButtonLook { text: fit.text(size::BUTTON_TEXT), stacked: false, left: false }
}

/// A button with its words on one line.
fn line_height(fit: Fit, floor: f32) -> f32 {
    floor.max(look(fit).text * size::LINE_HEIGHT + size::GAP_SMALL)
}

/// The alert's red button is as tall as a door where there is room.
fn main_floor(view: &View, fit: Fit) -> f32 {
    let normal = fit.primary_height();
    if view.screen == Screen::Alert && !fit.low { normal * 2.0 } else { normal }
}

/// Without a main button the others are the answers, and as tall as one.
fn other_floor(view: &View, fit: Fit) -> f32 {
    match view.primary {
        Some(_) if fit.low => size::OTHER_FLOOR,
        Some(_) => fit.shrunk(size::OTHER_HEIGHT, size::OTHER_FLOOR),
        None => main_floor(view, fit),
    }
}

/// True when every button of the row shows its words on one line.
fn in_one_row(ui: &Ui, view: &View, fit: Fit, width: f32) -> bool {
    // A second line needs room of its own.
    if view.others.iter().any(|other| other.detail.is_some()) {
        return false;
    }
    let count = view.others.len().max(1);
    #[expect(clippy::cast_precision_loss, reason = "a handful of buttons")]
    let column = (width - size::GAP * (count as f32 - 1.0)) / count as f32;
    view.others.iter().all(|other| {
        let words = Paragraph::new(Weight::Bold, look(fit).text, color::TEXT);
        let box_beside = if other.chosen.is_some() { look(fit).text * 1.9 + size::GAP_SMALL } else { 0.0 };
        words.measure(ui, &other.label, f32::INFINITY).rect.width() + box_beside + size::GAP * 1.5 <= column
    })
}

/// In a low window, and beside much to read, the main button and one other stand side by side: the main
/// one takes this much.
const MAIN_SHARE: f32 = 0.6;

/// The main button and the other one, when they stand side by side.
fn side_by_side(view: &View, fit: Fit) -> Option<(&Button, &Button)> {
    match (&view.primary, view.others.as_slice()) {
        (Some(primary), [other]) if fit.low || matches!(view.body, Body::Finding(_)) => {
            Some((primary, other))
        }
        _ => None,
    }
}

/// In a low window the set-up's buttons all stand in one row, if their words have room: its fields need it.
fn one_row<'a>(ui: &Ui, view: &'a View, fit: Fit, width: f32) -> Option<Vec<&'a Button>> {
    let buttons: Vec<&Button> = view.primary.iter().chain(&view.others).collect();
    let column = row_column(buttons.len(), width);
    let words = Paragraph::new(Weight::Bold, look(fit).text, color::TEXT);
    let has_room = |button: &&Button| {
        words.measure(ui, &button.label, f32::INFINITY).rect.width() + size::GAP * 2.0 <= column
    };
    let wanted = fit.low && view.screen.is_setup() && buttons.len() > 2;
    (wanted && buttons.iter().all(has_room)).then_some(buttons)
}

#[expect(clippy::cast_precision_loss, reason = "a handful of buttons")]
fn row_column(count: usize, width: f32) -> f32 {
    let count = count.max(1) as f32;
    (width - size::GAP * (count - 1.0)) / count
}

fn pair_widths(width: f32) -> (f32, f32) {
    let main = (width - size::GAP) * MAIN_SHARE;
    (main, width - size::GAP - main)
}

fn pair_height(ui: &Ui, (primary, other): (&Button, &Button), fit: Fit, width: f32) -> f32 {
    let (main, rest) = pair_widths(width);
    let floor = fit.primary_height();
    needed_height(ui, primary, look(fit), main, floor).max(needed_height(ui, other, look(fit), rest, floor))
}

/// The height all buttons need.
pub(super) fn height(ui: &Ui, view: &View, fit: Fit, width: f32) -> f32 {
    if let Some(pair) = side_by_side(view, fit) {
        return size::GAP_SMALL + pair_height(ui, pair, fit, width);
    }
    if one_row(ui, view, fit, width).is_some() {
        return size::GAP_SMALL + line_height(fit, fit.primary_height());
    }
    let mut height = 0.0;
    if let Some(primary) = &view.primary {
        let floor = main_floor(view, fit);
        height += fit.gap() + needed_height(ui, primary, look(fit), width, floor);
    }
    let floor = other_floor(view, fit);
    if view.others.is_empty() {
        return height;
    }
    if in_one_row(ui, view, fit, width) {
        return height + size::GAP + line_height(fit, floor);
    }
    height
        + view
            .others
            .iter()
            .map(|other| size::GAP + needed_height(ui, other, look(fit), width, floor))
            .sum::<f32>()
}

/// Draws all buttons into `bar`, which is exactly as tall as [`height`] said.
pub(super) fn show(ui: &mut Ui, bar: Rect, view: &View, fit: Fit, input: &mut Input) {
    if let Some(pair) = side_by_side(view, fit) {
        let (main, rest) = pair_widths(bar.width());
        let tall = pair_height(ui, pair, fit, bar.width());
        let top = bar.max.y - tall;
        press(ui, Rect::from_min_size(pos2(bar.min.x, top), vec2(main, tall)), pair.0, fit, input);
        press(ui, Rect::from_min_size(pos2(bar.max.x - rest, top), vec2(rest, tall)), pair.1, fit, input);
        return;
    }
    if let Some(buttons) = one_row(ui, view, fit, bar.width()) {
        let tall = line_height(fit, fit.primary_height());
        let column = row_column(buttons.len(), bar.width());
        let mut left = bar.min.x;
        for each in buttons {
            press(
                ui,
                Rect::from_min_size(pos2(left, bar.max.y - tall), vec2(column, tall)),
                each,
                fit,
                input,
            );
            left += column + size::GAP;
        }
        return;
    }
    let mut top = bar.min.y;
    if let Some(primary) = &view.primary {
        let floor = main_floor(view, fit);
        let tall = needed_height(ui, primary, look(fit), bar.width(), floor);
        let area = Rect::from_min_size(pos2(bar.min.x, top + fit.gap()), vec2(bar.width(), tall));
        press(ui, area, primary, fit, input);
        top = area.max.y;
    }
    let floor = other_floor(view, fit);
    if in_one_row(ui, view, fit, bar.width()) {
        #[expect(clippy::cast_precision_loss, reason = "a handful of buttons")]
        let count = view.others.len().max(1) as f32;
        let column = (bar.width() - size::GAP * (count - 1.0)) / count;
        let mut left = bar.min.x;
        for other in &view.others {
            let area =
                Rect::from_min_size(pos2(left, top + size::GAP), vec2(column, line_height(fit, floor)));
            press(ui, area, other, fit, input);
            left += column + size::GAP;
        }
    } else {
        for other in &view.others {
            let tall = needed_height(ui, other, look(fit), bar.width(), floor);
            let area = Rect::from_min_size(pos2(bar.min.x, top + size::GAP), vec2(bar.width(), tall));
            press(ui, area, other, fit, input);
            top = area.max.y;
        }
    }
}

fn press(ui: &mut Ui, area: Rect, it: &Button, fit: Fit, input: &mut Input) {
    let response = button(ui, area, it, look(fit));
    if it.hold.is_none() {
        if response.clicked() {
            input.press(it.press);
        }
        return;
    }
    // Only a finger that stays down counts: a click through the accessibility interface is no hold.
    let key = response.has_focus() && ui.input(|i| i.key_down(Key::Space) || i.key_down(Key::Enter));
    let down = it.enabled && (response.is_pointer_button_down_on() || key);
    let id = response.id.with("held");
    let was = ui.data_mut(|data| data.get_temp::<bool>(id).unwrap_or(false));
    if down != was {
        ui.data_mut(|data| data.insert_temp(id, down));
        input.press(if down { it.press } else { Press::HoldEnded });
    }
}
