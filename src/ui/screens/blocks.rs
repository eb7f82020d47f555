//! What stands between a screen's reason and its buttons.

use eframe::egui::accesskit::{Live, Role};
use eframe::egui::{Align, Key, Rect, Shape, Stroke, StrokeKind, Ui, pos2, vec2};

use super::scroll::Unit;
use super::{Fit, Input, calls, checks, code, consent, finding, form, page};
use crate::core::event::Press;
use crate::ui::pictures;
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::view::{Body, Button, StepRow, View};
use crate::ui::widgets::button::needed_height;
use crate::ui::widgets::{ButtonLook, Paragraph, announced, button, paragraph};

/// True for lists that may be longer than the window. Never on the emergency path.
pub(super) fn may_scroll(view: &View) -> bool {
    let long = matches!(
        view.body,
        Body::Calls(_) | Body::Finding(_) | Body::Choices(_) | Body::Steps(_) | Body::Checks(..)
    );
    let ways = matches!(view.body, Body::Keys(_)) && view.screen.is_drill();
    (long || ways || matches!(view.body, Body::Form(..))) && !view.screen.is_emergency()
}

/// True for a single call on a screen that does not scroll.
pub(super) fn is_one_call(view: &View) -> bool {
    matches!(&view.body, Body::Calls(list) if list.len() == 1) && !may_scroll(view)
}

fn body_text(fit: Fit) -> Paragraph {
    Paragraph::new(Weight::Regular, fit.text(size::BODY), color::TEXT)
}

fn bold(fit: Fit, at_normal: f32) -> Paragraph {
    Paragraph::new(Weight::Bold, fit.text(at_normal), color::TEXT)
}

fn button_look(fit: Fit) -> ButtonLook {
    ButtonLook { text: fit.text(size::BODY), stacked: false, left: true }
}

/// The height `view`'s body needs at this `width`.
pub(super) fn height(ui: &Ui, view: &View, fit: Fit, width: f32) -> f32 {
    match &view.body {
        Body::Empty | Body::Doors(..) => 0.0,
        Body::Lines(lines) => page::height(ui, (lines, &[]), fit, width),
        Body::Page(lines, more) => page::height(ui, (lines, more), fit, width),
        Body::Keys(keys) => keys.iter().map(|key| key_height(ui, key, fit, width) + size::GAP_SMALL).sum(),
        Body::Checks(rows, again) => {
            let rows: f32 = rows.iter().map(|row| checks::height(ui, row, fit, width)).sum();
            rows + size::GAP + needed_height(ui, again, button_look(fit), width, size::OTHER_HEIGHT)
        }
        Body::Steps(rows) => rows.iter().map(|row| step_height(ui, row, fit, width) + fit.between()).sum(),
        Body::Calls(list) => list.iter().map(|call| calls::height(ui, call, fit, width) + fit.gap()).sum(),
        Body::Count(..) => fit.text(size::NUMERAL) * 2.2,
        Body::Pin(_, keys) => pin_digits_height(fit) + keypad(keys, fit).1,
        Body::Form(fields, ticks) => form::height(ui, fields, ticks, fit, width),
        Body::Finding(tool) => finding::height(ui, tool, fit, width),
        Body::Choices(groups) => groups.iter().map(|group| group_height(ui, group, fit, width)).sum(),
        Body::Code(matrix, _) => code::wanted_height(ui, matrix),
        Body::Consent(dialog) => consent::height(ui, dialog, fit, width),
    }
}

/// The height that `view`'s body shrinks to; nothing for those that show less, or scroll.
pub(super) fn least_height(ui: &Ui, view: &View, fit: Fit, width: f32) -> f32 {
    match &view.body {
        Body::Calls(list) if is_one_call(view) => {
            list.iter().map(|call| calls::height_at(ui, call, fit, width, calls::Say::SHORTEST)).sum()
        }
        Body::Pin(..) | Body::Form(..) if !may_scroll(view) => height(ui, view, fit, width),
        _ => 0.0,
    }
}

/// What of `view`'s body must stay whole where it is shown page by page, from the top.
pub(super) fn units(ui: &Ui, view: &View, fit: Fit, width: f32) -> Vec<Unit> {
    let rows = |heights: &mut dyn Iterator<Item = f32>, gap: f32| {
        let mut top = 0.0;
        let unit = |tall: f32| {
            let unit = (top, top + tall);
            top += tall + gap;
            unit
        };
        heights.map(unit).collect()
    };
    match &view.body {
        Body::Keys(keys) => {
            rows(&mut keys.iter().map(|key| key_height(ui, key, fit, width)), size::GAP_SMALL)
        }
        Body::Checks(all, again) => {
            let mut units = rows(&mut all.iter().map(|row| checks::height(ui, row, fit, width)), 0.0);
            let top = units.last().map_or(0.0, |last| last.1) + size::GAP;
            units.push((top, top + needed_height(ui, again, button_look(fit), width, size::OTHER_HEIGHT)));
            units
        }
        Body::Steps(all) => rows(&mut all.iter().map(|row| step_height(ui, row, fit, width)), fit.between()),
        Body::Calls(list) => {
            rows(&mut list.iter().map(|call| calls::height(ui, call, fit, width)), fit.gap())
        }
        Body::Form(fields, ticks) => form::units(ui, fields, ticks, fit, width),
        Body::Finding(tool) => finding::units(ui, tool, fit, width),
        Body::Choices(groups) => {
            let mut units = Vec::new();
            let mut top = 0.0;
            for group in groups {
                units.extend(group_units(ui, group, fit, width).into_iter().map(|(a, b)| (top + a, top + b)));
                top += group_height(ui, group, fit, width);
            }
            units
        }
        _ => vec![(0.0, height(ui, view, fit, width))],
    }
}

/// Draws `view`'s body into `area`.
pub(super) fn contents(ui: &mut Ui, area: Rect, view: &View, fit: Fit, input: &mut Input) {
    let mut top = area.min.y;
    let row = |top: f32, tall: f32| Rect::from_min_size(pos2(area.min.x, top), vec2(area.width(), tall));
    match &view.body {
        Body::Empty | Body::Doors(..) => {}
        Body::Lines(lines) => page::show(ui, area, (lines, &[]), fit),
        Body::Page(lines, more) => page::show(ui, area, (lines, more), fit),
        Body::Keys(keys) => {
            for key in keys {
                let tall = key_height(ui, key, fit, area.width());
                show_key(ui, row(top, tall), key, fit);
                top += tall + size::GAP_SMALL;
            }
        }
        Body::Checks(rows, again) => {
            for each in rows {
                let tall = checks::height(ui, each, fit, area.width());
                checks::show(ui, row(top, tall), each, fit);
                top += tall;
            }
            let tall = needed_height(ui, again, button_look(fit), area.width(), size::OTHER_HEIGHT);
            if button(ui, row(top + size::GAP, tall), again, button_look(fit)).clicked() {
                input.press(again.press);
            }
        }
        Body::Steps(rows) => {
            for each in rows {
                let tall = step_height(ui, each, fit, area.width());
                show_step(ui, row(top, tall), each, fit, input);
                top += tall + fit.between();
            }
        }
        Body::Calls(list) => {
            let alone = is_one_call(view);
            for call in list {
                let say = if alone { calls::largest(ui, call, fit, area.size()) } else { calls::Say::BODY };
                let tall = calls::height_at(ui, call, fit, area.width(), say);
                calls::show(ui, row(top, tall), call, (fit, say), input);
                top += tall + fit.gap();
            }
        }
        Body::Count(done, of, words) => count(ui, area, *done, *of, words, fit),
        Body::Pin(shown, keys) => pin(ui, area, shown, keys, fit, input),
        Body::Form(fields, ticks) => form::show(ui, area, fields, ticks, fit, input),
        Body::Code(matrix, name) => code::show(ui, area, matrix, name),
        Body::Finding(tool) => finding::show(ui, area, tool, fit),
        Body::Consent(dialog) => consent::show(ui, area, dialog, fit),
        Body::Choices(groups) => {
            for group in groups {
                let tall = group_height(ui, group, fit, area.width());
                show_group(ui, row(top, tall), group, fit, input);
                top += tall;
            }
        }
    }
}

const KEY_COLUMN: f32 = 0.42;

fn key_height(ui: &Ui, (key, say): &(String, String), fit: Fit, width: f32) -> f32 {
    let key = bold(fit, size::BODY).measure(ui, key, width * KEY_COLUMN - size::GAP * 2.0).rect.height();
    let say = body_text(fit).measure(ui, say, width * (1.0 - KEY_COLUMN) - size::GAP).rect.height();
    key.max(say) + size::GAP_SMALL * 2.0
}

/// A plain row: nothing in it can be pressed.
fn show_key(ui: &mut Ui, area: Rect, (key, say): &(String, String), fit: Fit) {
    let left = area.min.x + area.width() * KEY_COLUMN;
    let columns = [
        (key, bold(fit, size::BODY), area.min.x, area.width() * KEY_COLUMN - size::GAP * 2.0),
        (say, body_text(fit), left, area.max.x - left),
    ];
    for (words, look, x, width) in columns {
        let tall = look.measure(ui, words, width).rect.height();
        let place = Rect::from_min_size(pos2(x, area.center().y - tall / 2.0), vec2(width, tall));
        paragraph(ui, place, words, look, Role::Label);
    }
    let foot = area.max.y + size::GAP_SMALL / 2.0;
    ui.painter().hline(area.x_range(), foot, Stroke::new(size::BORDER / 2.0, color::HAIRLINE));
}

fn step_height(ui: &Ui, row: &StepRow, fit: Fit, width: f32) -> f32 {
    needed_height(ui, &row.open, button_look(fit), width - size::PRIMARY_HEIGHT, size::OTHER_FLOOR)
}

fn show_step(ui: &mut Ui, area: Rect, row: &StepRow, fit: Fit, input: &mut Input) {
    let edge = size::OTHER_HEIGHT.min(area.height());
    let tick = Rect::from_min_size(area.min, vec2(edge, area.height()));
    // The words are the row's; the box shows its tick alone and tells its name to screen readers.
    if tick_only(ui, tick, &row.toggle) {
        input.press(row.toggle.press);
    }
    let open = Rect::from_min_max(pos2(tick.max.x + size::GAP, area.min.y), area.max);
    if button(ui, open, &row.open, button_look(fit)).clicked() {
        input.press(row.open.press);
    }
}

fn tick_only(ui: &mut Ui, area: Rect, toggle: &Button) -> bool {
    use eframe::egui::{Sense, WidgetInfo};
    let sense = if toggle.enabled { Sense::click() } else { Sense::hover() };
    let response = ui.interact(area, ui.scope_id().with(&toggle.label), sense);
    let ticked = toggle.chosen == Some(true);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, toggle.enabled, ticked, &toggle.label));
    let corner = f32::from(size::RADIUS_FIELD);
    let square = Rect::from_center_size(area.center(), vec2(area.width(), area.width()).min(area.size()));
    let painter = ui.painter();
    painter.rect_filled(square, corner, if ticked { color::PRIMARY } else { color::CARD });
    let edge = Stroke::new(size::BORDER, if toggle.enabled { color::TEXT_QUIET } else { color::BORDER });
    painter.rect_stroke(square, corner, edge, StrokeKind::Inside);
    if response.has_focus() {
        painter.rect_stroke(square, corner, Stroke::new(size::FOCUS_RING, color::FOCUS), StrokeKind::Outside);
    }
    if ticked {
        let at = |x: f32, y: f32| square.min + square.size() * vec2(x, y);
        let pen = Stroke::new(square.width() * 0.12, color::ON_DARK);
        pictures::pen(painter, &[at(0.22, 0.52), at(0.43, 0.74), at(0.79, 0.28)], pen);
    }
    response.clicked()
}

/// A ring is drawn as so many straight lines.
const RING_PARTS: u8 = 64;

/// A ring that fills while seconds pass, the number in it and the words beside it.
fn count(ui: &mut Ui, area: Rect, done: u64, of: u64, words: &str, fit: Fit) {
    let edge = (fit.text(size::NUMERAL) * 2.2).min(area.height());
    let center = pos2(area.min.x + edge / 2.0, area.min.y + edge / 2.0);
    let radius = edge * 0.42;
    let painter = ui.painter();
    painter.circle_stroke(center, radius, Stroke::new(edge * 0.08, color::PICTURE_LIGHT));
    #[expect(clippy::cast_precision_loss, reason = "seconds")]
    let part = if of == 0 { 1.0 } else { done as f32 / of as f32 };
    let points: Vec<_> = (0..=RING_PARTS)
        .map(|step| {
            let angle = (part * f32::from(step) / f32::from(RING_PARTS)) * std::f32::consts::TAU
                - std::f32::consts::FRAC_PI_2;
            center + vec2(angle.cos(), angle.sin()) * radius
        })
        .collect();
    painter.add(Shape::line(points, Stroke::new(edge * 0.08, color::PRIMARY)));
    let look = bold(fit, size::HEADLINE).centered();
    let place = Rect::from_center_size(center, vec2(edge, look.size * size::LINE_HEIGHT));
    // Every second would drown what else is to be said.
    let live = if done.is_multiple_of(5) { Live::Polite } else { Live::Off };
    announced(ui, place, &done.to_string(), look, Role::Label, live);
    let look = bold(fit, size::BODY);
    let width = area.width() - edge - size::GAP;
    let tall = look.measure(ui, words, width).rect.height();
    let place =
        Rect::from_min_size(pos2(area.min.x + edge + size::GAP, center.y - tall / 2.0), vec2(width, tall));
    paragraph(ui, place, words, look, Role::Label);
}

fn pin_digits_height(fit: Fit) -> f32 {
    bold(fit, size::HEADLINE).size * size::LINE_HEIGHT + size::GAP_SMALL
}

/// Keys in a row, and the height of all rows: like a telephone's, or two rows where there is little room.
fn keypad(keys: &[Button], fit: Fit) -> (usize, f32) {
    let (per_row, key) = match fit.low {
        true => (6, size::OTHER_FLOOR),
        false if fit.scale < 1.0 => (6, size::OTHER_HEIGHT),
        false => (3, size::OTHER_HEIGHT),
    };
    #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
    let rows = keys.len().div_ceil(per_row) as f32;
    (per_row, rows * (key + fit.between()))
}

fn pin(ui: &mut Ui, area: Rect, shown: &str, keys: &[Button], fit: Fit, input: &mut Input) {
    let look = bold(fit, size::HEADLINE).centered();
    let end = paragraph(ui, area, shown, look, Role::Label).max.y + size::GAP_SMALL;
    let (per_row, tall) = keypad(keys, fit);
    let rows = keys.len().div_ceil(per_row);
    #[expect(clippy::cast_precision_loss, reason = "a dozen keys")]
    let (columns, rows) = (per_row as f32, rows as f32);
    // Keys grow into the room there is.
    let room = (area.max.y - end) / rows - fit.between();
    let key = vec2(
        ((area.width() - fit.between() * (columns - 1.0)) / columns).min(size::KEY_MAX_WIDTH),
        (tall / rows - fit.between()).max(room.min(size::KEY_MAX_HEIGHT)),
    );
    let left = area.center().x - (key.x * columns + fit.between() * (columns - 1.0)) / 2.0;
    let mut place = pos2(left, end);
    for (index, each) in keys.iter().enumerate() {
        if index > 0 && index % per_row == 0 {
            place = pos2(left, place.y + key.y + fit.between());
            // As on a telephone: the nought below the eight.
            if per_row == 3 && keys.len() - index < per_row {
                place.x += key.x + fit.between();
            }
        }
        let digit = each.label.chars().count() == 1;
        let text = fit.text(if digit { size::BUTTON_TEXT } else { size::SMALL }).min(key.y * 0.5);
        let look = ButtonLook { text, stacked: false, left: false };
        if button(ui, Rect::from_min_size(place, key), each, look).clicked() {
            input.press(each.press);
        }
        place.x += key.x + fit.between();
    }
    for digit in 0..10u8 {
        let typed = char::from(b'0' + digit);
        let pressed = ui.input(|i| {
            i.events.iter().any(|e| matches!(e, eframe::egui::Event::Text(text) if text.chars().eq([typed])))
        });
        if pressed {
            input.press(Press::PinDigit(digit));
        }
    }
    if ui.input(|i| i.key_pressed(Key::Backspace)) {
        input.press(Press::PinErase);
    }
}

fn group_columns(buttons: &[Button]) -> usize {
    match buttons.len() {
        // A second line needs the whole width.
        _ if buttons.iter().any(|button| button.detail.is_some()) => 1,
        4.. => 2,
        few => few.max(1),
    }
}

fn group_row_height(ui: &Ui, buttons: &[Button], fit: Fit, width: f32) -> f32 {
    let columns = group_columns(buttons);
    #[expect(clippy::cast_precision_loss, reason = "a handful of buttons")]
    let column = (width - size::GAP * (columns as f32 - 1.0)) / columns as f32;
    buttons
        .iter()
        .map(|each| needed_height(ui, each, button_look(fit), column, size::OTHER_HEIGHT))
        .fold(0.0, f32::max)
}

fn group_title_height(ui: &Ui, (title, _): &(String, Vec<Button>), fit: Fit, width: f32) -> f32 {
    if title.is_empty() {
        return 0.0;
    }
    bold(fit, size::BODY).measure(ui, title, width).rect.height() + size::GAP_SMALL
}

fn group_height(ui: &Ui, group: &(String, Vec<Button>), fit: Fit, width: f32) -> f32 {
    let rows = group.1.len().div_ceil(group_columns(&group.1));
    #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
    let all = (group_row_height(ui, &group.1, fit, width) + size::GAP) * rows as f32;
    group_title_height(ui, group, fit, width) + all + size::GAP_SMALL
}

/// Each row of buttons, the first with its title.
fn group_units(ui: &Ui, group: &(String, Vec<Button>), fit: Fit, width: f32) -> Vec<Unit> {
    let tall = group_row_height(ui, &group.1, fit, width);
    let title = group_title_height(ui, group, fit, width);
    let mut top = title;
    let rows = group.1.len().div_ceil(group_columns(&group.1));
    let unit = |row| {
        let unit = (if row == 0 { 0.0 } else { top }, top + tall);
        top += tall + size::GAP;
        unit
    };
    (0..rows).map(unit).collect()
}

fn show_group(
    ui: &mut Ui,
    area: Rect,
    (title, buttons): &(String, Vec<Button>),
    fit: Fit,
    input: &mut Input,
) {
    let mut top = area.min.y;
    if !title.is_empty() {
        let look = bold(fit, size::BODY);
        top = paragraph(ui, area, title, Paragraph { align: Align::LEFT, ..look }, Role::Heading).max.y
            + size::GAP_SMALL;
    }
    let columns = group_columns(buttons);
    let tall = group_row_height(ui, buttons, fit, area.width());
    #[expect(clippy::cast_precision_loss, reason = "a handful of buttons")]
    let width = (area.width() - size::GAP * (columns as f32 - 1.0)) / columns as f32;
    let mut place = pos2(area.min.x, top);
    for (index, each) in buttons.iter().enumerate() {
        if index > 0 && index % columns == 0 {
            place = pos2(area.min.x, place.y + tall + size::GAP);
        }
        if button(ui, Rect::from_min_size(place, vec2(width, tall)), each, button_look(fit)).clicked() {
            input.press(each.press);
        }
        place.x += width + size::GAP;
    }
}
