//! What has no room on one page is shown in parts, one after the other: nothing that must be read is left out.

use std::iter::once;

use eframe::egui::accesskit::Role;
use eframe::egui::{Id, Rect, Ui, pos2, vec2};

use super::{Fit, blocks, calls, page};
use crate::ui::theme::size;
use crate::ui::view::{Body, View};
use crate::ui::widgets::{Paragraph, paint_card, paragraph};

/// Words and their looks, from top to bottom.
pub(super) type Lines = Vec<(String, Paragraph)>;

/// The parts of `view`'s body where it has no room on one page, else nothing. `rooms` are the heights left for the
/// first part and for those after it.
pub(super) fn of(ui: &Ui, view: &View, fit: Fit, width: f32, rooms: (f32, f32)) -> Vec<Lines> {
    let (first, later) = (rooms.0 - size::GAP, rooms.1 - size::GAP);
    let inner = width - size::GAP * 2.0;
    match &view.body {
        Body::Page(lines, more) if !page::has_room(ui, (lines, more), fit, vec2(width, rooms.0)) => {
            even(ui, page::lines((lines, more), fit), inner, first)
        }
        Body::Calls(list) if blocks::is_one_call(view) => {
            let Some(call) = list.first() else { return Vec::new() };
            if calls::height(ui, call, fit, width) <= rooms.0 {
                return Vec::new();
            }
            let [head, rest] = calls::lines(ui, call, fit, inner, first);
            // Who reads the words aloud still sees the number.
            let again: Lines = head.iter().filter(|line| line.0 == call.number).take(1).cloned().collect();
            let room = later - tall(ui, &again, inner);
            let rest = even(ui, in_rows(ui, rest, inner, room), inner, room);
            once(head).chain(rest.into_iter().map(|part| [again.clone(), part].concat())).collect()
        }
        _ => Vec::new(),
    }
}

/// Lines that are too tall for one part, row by row.
fn in_rows(ui: &Ui, lines: Lines, width: f32, room: f32) -> Lines {
    let rows = |(words, look): (String, Paragraph)| -> Lines {
        if look.measure(ui, &words, width).rect.height() <= room {
            return vec![(words, look)];
        }
        look.layout(ui, &words, width).text().lines().map(|row| (row.to_owned(), look)).collect()
    };
    lines.into_iter().flat_map(rows).collect()
}

fn tall(ui: &Ui, lines: &[(String, Paragraph)], width: f32) -> f32 {
    lines.iter().map(|(words, look)| look.measure(ui, words, width).rect.height()).sum()
}

/// As few parts as `room` allows, each about as full as the others.
fn even(ui: &Ui, lines: Lines, width: f32, room: f32) -> Vec<Lines> {
    let tightest = greedy(ui, &lines, width, room);
    let steps = (1..20u8).map(|step| room * (1.0 - f32::from(step) * 0.05));
    let fewest = tightest.len();
    steps
        .map(|room| greedy(ui, &lines, width, room))
        .take_while(|parts| parts.len() == fewest)
        .last()
        .unwrap_or(tightest)
}

fn greedy(ui: &Ui, lines: &[(String, Paragraph)], width: f32, room: f32) -> Vec<Lines> {
    let mut parts: Vec<Lines> = Vec::new();
    let mut left = 0.0;
    for line in lines {
        let needed = tall(ui, std::slice::from_ref(line), width);
        match parts.last_mut() {
            Some(part) if needed <= left => part.push(line.clone()),
            _ => {
                parts.push(vec![line.clone()]);
                left = room;
            }
        }
        left -= needed;
    }
    parts
}

/// The height of a part's sheet.
pub(super) fn height(ui: &Ui, lines: &[(String, Paragraph)], width: f32) -> f32 {
    tall(ui, lines, width - size::GAP * 2.0) + size::GAP
}

/// Draws a part on a sheet at the top of `area`.
pub(super) fn show(ui: &mut Ui, area: Rect, lines: &[(String, Paragraph)]) {
    let sheet = Rect::from_min_size(area.min, vec2(area.width(), height(ui, lines, area.width())));
    paint_card(ui.painter(), sheet);
    let mut top = sheet.min.y + size::GAP / 2.0;
    for (words, look) in lines {
        let place = Rect::from_min_size(
            pos2(sheet.min.x + size::GAP, top),
            vec2(sheet.width() - size::GAP * 2.0, sheet.height()),
        );
        top = paragraph(ui, place, words, *look, Role::Label).max.y;
    }
}

fn id(view: &View) -> Id {
    Id::unique(("part", &view.number, format!("{:?}", view.body)))
}

/// Which of `count` parts is shown: the first one whenever the screen was left meanwhile.
pub(super) fn shown(ui: &Ui, view: &View, count: usize) -> usize {
    let now = ui.ctx().cumulative_pass_nr();
    let (part, seen) = ui.data(|data| data.get_temp::<(usize, u64)>(id(view))).unwrap_or((0, now));
    let part = if seen + 1 < now { 0 } else { part.min(count.saturating_sub(1)) };
    turn(ui, view, part);
    part
}

/// Shows `part` from now on.
pub(super) fn turn(ui: &Ui, view: &View, part: usize) {
    let now = ui.ctx().cumulative_pass_nr();
    ui.data_mut(|data| data.insert_temp(id(view), (part, now)));
}
