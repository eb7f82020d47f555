//! The buttons at the bottom: the main one large, the others beside each other or stacked.

use eframe::egui::{Key, Rect, Ui, pos2, vec2};

use super::{Fit, Input};
use crate::core::event::Press;
use crate::core::screen::Screen;
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::view::{Body, Button, ButtonKind, View};
use crate::ui::widgets::button::{needed_height, whole_text};
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
    if view.screen == Screen::Alert && !fit.pair { normal * 2.0 } else { normal }
}

/// Without a main button the others are the answers, and as tall as one.
fn other_floor(view: &View, fit: Fit) -> f32 {
    match view.primary {
        Some(_) if fit.low => size::OTHER_FLOOR,
        Some(_) => fit.shrunk(size::OTHER_HEIGHT, size::OTHER_FLOOR),
        None => main_floor(view, fit),
    }
}

/// The words of buttons beside each other are equally large: as large as all of them can be unbroken.
fn even_look(ui: &Ui, buttons: &[Button], fit: Fit, column: f32) -> ButtonLook {
    let text = buttons.iter().map(|each| whole_text(ui, each, look(fit), column));
    ButtonLook { text: text.fold(look(fit).text, f32::min), ..look(fit) }
}

/// How the others are arranged: how many beside each other, and how tall each is.
fn grid(ui: &Ui, view: &View, fit: Fit, width: f32) -> (usize, f32) {
    let floor = other_floor(view, fit);
    let count = view.others.len().max(1);
    if in_one_row(ui, view, fit, width) {
        return (count, line_height(fit, floor));
    }
    let tall = |columns: usize| {
        let column = row_column(columns, width);
        let look = even_look(ui, &view.others, fit, column);
        let tall = |other| needed_height(ui, other, look, column, floor);
        view.others.iter().map(tall).fold(0.0, f32::max)
    };
    let whole = |columns: usize| (tall(columns) + size::GAP) * rows(count, columns);
    // In a low window they stand side by side, their words on two lines, rather than cover what is said.
    let most = if fit.low { count } else { 1 };
    let narrowest = |columns: &usize| row_column(*columns, width) >= size::OTHER_MIN_WIDTH;
    let best = (1..=most)
        .filter(|columns| *columns == 1 || narrowest(columns))
        .min_by(|one, other| whole(*one).total_cmp(&whole(*other)))
        .unwrap_or(1);
    (best, tall(best))
}

#[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
fn rows(count: usize, columns: usize) -> f32 {
    count.div_ceil(columns.max(1)) as f32
}

/// Below the main button. Under the alert's red one a trembling finger needs much.
fn after_main(view: &View, fit: Fit) -> f32 {
    if apart(view, fit) { size::GAP * 2.5 } else { size::GAP }
}

/// The red button stands apart from the quiet ones.
fn apart(view: &View, fit: Fit) -> bool {
    view.screen == Screen::Alert && view.primary.is_some() && !fit.low
}

/// The others' width.
fn others_width(view: &View, fit: Fit, width: f32) -> f32 {
    if apart(view, fit) { width * OTHERS_SHARE } else { width }
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
        let sign = other.chosen.is_some() || other.picture.is_some();
        let box_beside = if sign { look(fit).text * 1.9 + size::GAP } else { 0.0 };
        words.measure(ui, &other.label, f32::INFINITY).rect.width() + box_beside + size::GAP * 1.5 <= column
    })
}

/// Where the words would have to shrink, and beside much to read, the main button and one other stand side by side: the main
/// one takes this much.
const MAIN_SHARE: f32 = 0.6;
/// Under the alert's red button the others are so much narrower.
const OTHERS_SHARE: f32 = 0.6;
/// The main button and the other one, when they stand side by side.
fn side_by_side(view: &View, fit: Fit) -> Option<(&Button, &Button)> {
    match (&view.primary, view.others.as_slice()) {
        (Some(primary), [other]) if fit.pair || matches!(view.body, Body::Finding(_)) => {
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

fn pair_height(ui: &Ui, (primary, other): (&Button, &Button), fit: Fit, (width, before): (f32, f32)) -> f32 {
    let (main, rest) = pair_widths(width);
    let floor = fit.primary_height();
    needed_height(ui, primary, look(fit), main - before, floor).max(needed_height(
        ui,
        other,
        look(fit),
        rest,
        floor,
    ))
}

/// The parts of what is said, when they are too many for one page.
pub(super) struct Pager<'a> {
    /// How many parts; one needs no pager.
    pub(super) count: usize,
    /// Which of them is shown, from 0.
    pub(super) shown: usize,
    /// The words for what follows and for what was before.
    pub(super) words: &'a (String, String),
    /// The part that was asked for.
    pub(super) turned: Option<usize>,
}

impl Pager<'_> {
    fn before(&self) -> f32 {
        if self.count < 2 { 0.0 } else { size::BEFORE_WIDTH + size::GAP }
    }
}

/// The height all buttons need.
pub(super) fn height(ui: &Ui, view: &View, fit: Fit, width: f32) -> f32 {
    height_beside(ui, view, fit, (width, 0.0))
}

/// The same with the way to the part before beside the main button.
pub(super) fn height_paged(ui: &Ui, view: &View, fit: Fit, width: f32) -> f32 {
    height_beside(ui, view, fit, (width, size::BEFORE_WIDTH + size::GAP))
}

fn height_beside(ui: &Ui, view: &View, fit: Fit, (width, before): (f32, f32)) -> f32 {
    if let Some(pair) = side_by_side(view, fit) {
        return size::GAP_SMALL + pair_height(ui, pair, fit, (width, before));
    }
    if before == 0.0 && one_row(ui, view, fit, width).is_some() {
        return size::GAP_SMALL + line_height(fit, fit.primary_height());
    }
    let mut height = 0.0;
    if let Some(primary) = &view.primary {
        let floor = main_floor(view, fit);
        height += fit.gap() + needed_height(ui, primary, look(fit), width - before, floor);
    }
    if view.others.is_empty() {
        return height;
    }
    let (columns, tall) = grid(ui, view, fit, others_width(view, fit, width));
    height + after_main(view, fit) - size::GAP + (tall + size::GAP) * rows(view.others.len(), columns)
}

/// Draws all buttons into `bar`, which is exactly as tall as [`height`] said.
pub(super) fn show(ui: &mut Ui, bar: Rect, view: &View, fit: Fit, pager: &mut Pager<'_>, input: &mut Input) {
    if let Some(pair) = side_by_side(view, fit) {
        let (main_width, rest) = pair_widths(bar.width());
        let tall = pair_height(ui, pair, fit, (bar.width(), pager.before()));
        let top = bar.max.y - tall;
        let area = Rect::from_min_size(pos2(bar.min.x, top), vec2(main_width, tall));
        main(ui, area, pair.0, fit, pager, input);
        let place = Rect::from_min_size(pos2(bar.max.x - rest, top), vec2(rest, tall));
        press(ui, place, pair.1, look(fit), input);
        return;
    }
    let row = if pager.count < 2 { one_row(ui, view, fit, bar.width()) } else { None };
    if let Some(buttons) = row {
        let tall = line_height(fit, fit.primary_height());
        let column = row_column(buttons.len(), bar.width());
        let mut left = bar.min.x;
        for each in buttons {
            press(
                ui,
                Rect::from_min_size(pos2(left, bar.max.y - tall), vec2(column, tall)),
                each,
                look(fit),
                input,
            );
            left += column + size::GAP;
        }
        return;
    }
    let mut top = bar.min.y;
    if let Some(primary) = &view.primary {
        let floor = main_floor(view, fit);
        let tall = needed_height(ui, primary, look(fit), bar.width() - pager.before(), floor);
        let area = Rect::from_min_size(pos2(bar.min.x, top + fit.gap()), vec2(bar.width(), tall));
        main(ui, area, primary, fit, pager, input);
        top = area.max.y;
    }
    if view.others.is_empty() {
        return;
    }
    let width = others_width(view, fit, bar.width());
    let (columns, tall) = grid(ui, view, fit, width);
    let column = row_column(columns, width);
    let from = bar.center().x - width / 2.0;
    top += after_main(view, fit) - size::GAP;
    let look = even_look(ui, &view.others, fit, column);
    for row in view.others.chunks(columns) {
        let mut left = from;
        for other in row {
            let area = Rect::from_min_size(pos2(left, top + size::GAP), vec2(column, tall));
            press(ui, area, other, look, input);
            left += column + size::GAP;
        }
        top += tall + size::GAP;
    }
}

/// Draws the main button; while more is to be read, the way to that stands in its place.
fn main(ui: &mut Ui, area: Rect, primary: &Button, fit: Fit, pager: &mut Pager<'_>, input: &mut Input) {
    if pager.count < 2 {
        press(ui, area, primary, look(fit), input);
        return;
    }
    let turn = |label: String| Button { label, spoken: None, detail: None, picture: None, ..primary.clone() };
    let mut area = area;
    if pager.shown > 0 {
        let before = Rect::from_min_size(area.min, vec2(size::BEFORE_WIDTH, area.height()));
        let kind = ButtonKind::Plain;
        if button(ui, before, &Button { kind, ..turn(pager.words.1.clone()) }, look(fit)).clicked() {
            pager.turned = Some(pager.shown - 1);
        }
        area.min.x = before.max.x + size::GAP;
    }
    if pager.shown + 1 < pager.count {
        let label = format!("{} {} / {}", pager.words.0, pager.shown + 2, pager.count);
        if button(ui, area, &turn(label), look(fit)).clicked() {
            pager.turned = Some(pager.shown + 1);
        }
    } else {
        press(ui, area, primary, look(fit), input);
    }
}

fn press(ui: &mut Ui, area: Rect, it: &Button, look: ButtonLook, input: &mut Input) {
    let response = button(ui, area, it, look);
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
