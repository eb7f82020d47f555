//! Fields to type into, with what is wrong in them, and ticks.

use eframe::egui::accesskit::Role;
use eframe::egui::{Align2, Event as EguiEvent, FontSelection, ImeEvent, Rect, TextEdit, Ui, pos2, vec2};

use super::scroll::Unit;
use super::{Fit, Input};
use crate::core::event::Event;
use crate::core::incident::MEMO_FIELD_MAX_CHARS;
use crate::ui::theme::fonts::{Weight, font};
use crate::ui::theme::{color, size};
use crate::ui::view::{Button, Field, FieldId};
use crate::ui::widgets::button::needed_height;
use crate::ui::widgets::{ButtonLook, Paragraph, button, paragraph};

/// In a low window a label stands beside its field and takes this much of the width.
const LABEL_SHARE: f32 = 0.32;

fn label_beside(fit: Fit) -> bool {
    fit.low
}

/// Below a field comes the next one's label, or the next field.
fn field_gap(fit: Fit) -> f32 {
    if label_beside(fit) { fit.between() } else { size::GAP_SMALL }
}

fn label_look(fit: Fit) -> Paragraph {
    Paragraph::new(Weight::Bold, fit.text(size::SMALL), color::TEXT)
}

fn tick_look(fit: Fit) -> ButtonLook {
    ButtonLook { text: fit.text(size::BODY), stacked: false, left: true }
}

/// A low window has room for one row only.
fn rows(field: &Field, fit: Fit) -> usize {
    if fit.low { 1 } else { field.rows }
}

fn field_height(field: &Field, fit: Fit) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "one or two rows")]
    let rows = rows(field, fit) as f32;
    fit.text(size::BODY) * size::LINE_HEIGHT * rows + size::GAP
}

fn problem_look(fit: Fit) -> Paragraph {
    Paragraph::new(Weight::Bold, fit.text(size::SMALL), color::CAUTION)
}

fn problem_height(ui: &Ui, field: &Field, fit: Fit, width: f32) -> f32 {
    field.problem.as_ref().map_or(0.0, |words| problem_look(fit).measure(ui, words, width).rect.height())
}

fn tick_row_height(ui: &Ui, ticks: &[Button], fit: Fit, width: f32) -> f32 {
    let column = (width - size::GAP) / 2.0;
    let tall = |tick| needed_height(ui, tick, tick_look(fit), column, size::OTHER_FLOOR);
    ticks.iter().map(tall).fold(0.0, f32::max)
}

pub(super) fn height(ui: &Ui, fields: &[Field], ticks: &[Button], fit: Fit, width: f32) -> f32 {
    let fields_height: f32 = fields
        .iter()
        .map(|field| {
            let beside = label_beside(fit).then_some(width * LABEL_SHARE);
            let label = label_look(fit).measure(ui, &field.label, beside.unwrap_or(width)).rect.height();
            let both = field_height(field, fit);
            problem_height(ui, field, fit, width)
                + field_gap(fit)
                + if beside.is_some() { both.max(label) } else { both + label }
        })
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
    let rows = ticks.len().div_ceil(2) as f32;
    fields_height + (tick_row_height(ui, ticks, fit, width) + fit.between()) * rows
}

/// What stays whole where the form is shown page by page: each field with its label, each row of ticks.
pub(super) fn units(ui: &Ui, fields: &[Field], ticks: &[Button], fit: Fit, width: f32) -> Vec<Unit> {
    let tick = tick_row_height(ui, ticks, fit, width);
    let mut units = Vec::new();
    let mut top = 0.0;
    let mut add = |tall: f32, gap: f32, lead: f32| {
        units.push((top, top + lead + tall));
        top += lead + tall + gap;
    };
    let add_ticks = |add: &mut dyn FnMut(f32, f32, f32)| {
        (0..ticks.len().div_ceil(2)).for_each(|_| add(tick, fit.between(), 0.0));
    };
    let first = is_setup(fields);
    if !first {
        add_ticks(&mut add);
    }
    // What is wrong stands first in a low window, and below its field elsewhere.
    let mut problems: f32 = fields.iter().map(|field| problem_height(ui, field, fit, width)).sum();
    for field in fields {
        let beside = label_beside(fit);
        let label_width = if beside { width * LABEL_SHARE } else { width };
        let label = label_look(fit).measure(ui, &field.label, label_width).rect.height();
        let both = field_height(field, fit);
        let tall = if beside { both.max(label) } else { both + label };
        let (lead, below) = match beside {
            true => (std::mem::take(&mut problems), 0.0),
            false => (0.0, problem_height(ui, field, fit, width)),
        };
        add(tall + below, field_gap(fit), lead);
    }
    if first {
        add_ticks(&mut add);
    }
    units
}

/// The memo's ticks are its first question; in the set-up they are what is there already.
fn is_setup(fields: &[Field]) -> bool {
    fields.iter().any(|field| matches!(field.field, FieldId::Setup(_)))
}

pub(super) fn show(ui: &mut Ui, area: Rect, fields: &[Field], ticks: &[Button], fit: Fit, input: &mut Input) {
    let top = area.min.y;
    if is_setup(fields) {
        let top = show_fields(ui, area, top, fields, fit, input);
        show_ticks(ui, area, top, ticks, fit, input);
    } else {
        let top = show_ticks(ui, area, top, ticks, fit, input);
        show_fields(ui, area, top, fields, fit, input);
    }
}

fn show_ticks(ui: &mut Ui, area: Rect, top: f32, ticks: &[Button], fit: Fit, input: &mut Input) -> f32 {
    let tall = tick_row_height(ui, ticks, fit, area.width());
    let column = (area.width() - size::GAP) / 2.0;
    let mut top = top;
    for pair in ticks.chunks(2) {
        let mut left = area.min.x;
        for tick in pair {
            let place = Rect::from_min_size(pos2(left, top), vec2(column, tall));
            if button(ui, place, tick, tick_look(fit)).clicked() {
                input.press(tick.press);
            }
            left += column + size::GAP;
        }
        top += tall + fit.between();
    }
    top
}

fn show_problem(ui: &mut Ui, area: Rect, top: f32, field: &Field, fit: Fit) -> f32 {
    let Some(problem) = &field.problem else { return top };
    let place = Rect::from_min_size(pos2(area.min.x, top), vec2(area.width(), area.height()));
    paragraph(ui, place, problem, problem_look(fit), Role::Alert).max.y
}

fn show_fields(ui: &mut Ui, area: Rect, top: f32, fields: &[Field], fit: Fit, input: &mut Input) -> f32 {
    let mut top = top;
    // In a low window what is wrong stands first, where it is seen without scrolling.
    let first = |field: &&Field| label_beside(fit) && field.problem.is_some();
    for field in fields.iter().filter(first) {
        top = show_problem(ui, area, top, field, fit);
    }
    for field in fields {
        let tall = field_height(field, fit);
        let label_width = if label_beside(fit) { area.width() * LABEL_SHARE } else { area.width() };
        let place = Rect::from_min_size(pos2(area.min.x, top), vec2(label_width, area.height()));
        let label = paragraph(ui, place, &field.label, label_look(fit), Role::Label);
        let place = if label_beside(fit) {
            let left = label.max.x + size::GAP_SMALL;
            Rect::from_min_max(pos2(left, top), pos2(area.max.x, top + tall))
        } else {
            Rect::from_min_size(pos2(area.min.x, label.max.y), vec2(area.width(), tall))
        };
        text_field(ui, place, field, fit, input);
        top = place.max.y.max(label.max.y);
        if !label_beside(fit) {
            top = show_problem(ui, area, top, field, fit);
        }
        top += field_gap(fit);
    }
    top
}

/// A field whose text is reported as it is typed, but not while a Japanese word is still being composed.
fn text_field(ui: &mut Ui, area: Rect, field: &Field, fit: Fit, input: &mut Input) {
    let id = ui.scope_id().with(("field", field.field));
    let composing_id = id.with("composing");
    let composing = ui.input(|i| {
        i.events.iter().rev().find_map(|event| match event {
            EguiEvent::Ime(ImeEvent::Commit(_)) => Some(false),
            EguiEvent::Ime(ImeEvent::Preedit { text, .. }) => Some(!text.is_empty()),
            _ => None,
        })
    });
    let was = ui.data_mut(|data| data.get_temp::<bool>(composing_id).unwrap_or(false));
    let composing = composing.unwrap_or(was);
    let draft_id = id.with("draft");
    // Between two words the state's own text counts: a button may have emptied the field meanwhile.
    let kept: Option<String> = ui.data_mut(|data| data.get_temp(draft_id)).filter(|_| was);
    let mut draft = kept.unwrap_or_else(|| field.text.clone());
    let font = FontSelection::FontId(font(Weight::Regular, fit.text(size::BODY)));
    let edit =
        if rows(field, fit) > 1 { TextEdit::multiline(&mut draft) } else { TextEdit::singleline(&mut draft) };
    let edit = edit
        .id(id)
        .font(font)
        .char_limit(MEMO_FIELD_MAX_CHARS)
        .desired_rows(rows(field, fit))
        .align(if rows(field, fit) > 1 { Align2::LEFT_TOP } else { Align2::LEFT_CENTER })
        .margin(vec2(size::GAP_SMALL, size::GAP_SMALL))
        .text_color(color::TEXT.into());
    let response = ui.put(area, edit);
    // egui derives a field's name from its text; its label is the name people know.
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_label(field.label.clone()));
    if response.has_focus() {
        ui.data_mut(|data| {
            data.insert_temp(draft_id, draft.clone());
            data.insert_temp(composing_id, composing);
        });
    } else {
        ui.data_mut(|data| {
            data.remove::<String>(draft_id);
            data.remove::<bool>(composing_id);
        });
    }
    if draft != field.text && (!composing || !response.has_focus()) {
        input.events.push(match field.field {
            FieldId::Memo(field) => Event::MemoTyped(field, draft),
            FieldId::Setup(field) => Event::SetupTyped(field, draft),
        });
    }
}
