//! A list that is longer than its window: it goes on page by page, and nothing in it is cut through.

use eframe::egui::accesskit::Role;
use eframe::egui::scroll_area::ScrollBarVisibility;
use eframe::egui::{Id, Rect, ScrollArea, Sense, Shape, Stroke, Ui, UiBuilder, pos2, vec2};

use super::{Fit, Input, blocks, reason_look};
use crate::core::event::Press;
use crate::ui::theme::{color, size};
use crate::ui::view::{Button, ButtonKind, View};
use crate::ui::widgets::{ButtonLook, Paragraph, button, paragraph};

/// From the top of something that stays whole to its bottom.
pub(super) type Unit = (f32, f32);

/// True when `view`'s list has no room in `area`.
pub(super) fn is_needed(ui: &Ui, view: &View, fit: Fit, area: Rect) -> bool {
    blocks::may_scroll(view) && blocks::height(ui, view, fit, area.width()) > area.height()
}

/// The band with the ways to the other pages, and what parts it from the list.
fn band(fit: Fit) -> f32 {
    let text = fit.text(size::SMALL) * size::LINE_HEIGHT + size::GAP_SMALL;
    (if fit.low { size::MORE_LOW } else { size::MORE }).max(text) + size::GAP_SMALL
}

/// So much of a list is seen at once, at least, before the words shrink to their floor.
const SEEN: usize = 2;

/// The least height in which `view`'s list is worth showing.
pub(super) fn least_height(ui: &Ui, view: &View, fit: Fit, width: f32) -> f32 {
    let first = blocks::units(ui, view, fit, width).into_iter().take(SEEN).next_back();
    let seen = first.map_or(0.0, |unit| unit.1) + band(fit);
    blocks::height(ui, view, fit, width).min(seen)
}

/// Draws `view`'s list into `area`; `reasons` are the first thing in it where they have no room above.
pub(super) fn show(ui: &mut Ui, area: Rect, view: &View, reasons: &[String], fit: Fit, input: &mut Input) {
    let text = fit.text(size::SMALL);
    let room = area.height() - band(fit);
    let (units, above) = units(ui, view, reasons, fit, area.width());
    let starts = page_starts(&units, room);
    let last = starts.last().copied().unwrap_or_default();

    // The bar that scrolls stands in the margin: what is listed ends where all else does.
    let margin = if fit.low { size::MARGIN_SMALL } else { size::GAP };
    let list = Rect::from_min_size(area.min, vec2(area.width() + margin, room));
    let mut inner = ui.new_child(UiBuilder::new().max_rect(list));
    let wanted_id = ui.scope_id().with(("scrolled", &view.number));
    let wanted = ui.data_mut(|data| data.remove_temp::<f32>(wanted_id));
    let scroll = ScrollArea::vertical()
        .auto_shrink(false)
        .scroll_bar_visibility(ScrollBarVisibility::VisibleWhenNeeded);
    let scroll = match wanted {
        Some(offset) => scroll.vertical_scroll_offset(offset),
        None => scroll,
    };
    let output = scroll.show_viewport(&mut inner, |ui, viewport| {
        let tall = (last + room).max(room);
        let (place, _) = ui.allocate_exact_size(vec2(area.width(), tall), Sense::hover());
        // What the lower edge would cut through begins the next page.
        let whole = units.iter().map(|unit| unit.1).filter(|bottom| *bottom <= viewport.max.y + 0.5);
        let end = whole.fold(viewport.min.y, f32::max);
        let end = if end > viewport.min.y { end } else { viewport.max.y };
        let next = units.iter().map(|unit| unit.0).find(|top| *top > end - 0.5);
        let edge = next.map_or(0.0, |next| next - end).min(size::FOCUS_RING + size::BORDER);
        let mut clip = ui.clip_rect();
        clip.max.y = clip.max.y.min(place.min.y + end + edge);
        ui.set_clip_rect(clip);
        show_reasons(ui, place, reasons, fit);
        blocks::contents(ui, Rect::from_min_max(place.min + vec2(0.0, above), place.max), view, fit, input);
    });
    let offset = output.state.clamped_offset().y;
    if let Some(focused) = hidden_focus(ui, view) {
        // Whoever goes on with the keyboard is shown where that leads.
        let (top, bottom) = (focused.min.y - list.min.y + offset, focused.max.y - list.min.y + offset);
        let inside = top >= 0.0 && bottom <= last + room && list.x_range().contains(focused.center().x);
        if let (true, Some(start)) = (inside, starts.iter().copied().rfind(|start| *start <= top + 1.0)) {
            ui.data_mut(|data| data.insert_temp::<f32>(wanted_id, start));
            ui.ctx().request_repaint();
        }
    }
    let next = starts.iter().copied().find(|start| *start > offset + 1.0);
    let before = starts.iter().copied().rfind(|start| *start < offset - 1.0);
    let foot = Rect::from_min_max(pos2(area.min.x, area.max.y - band(fit) + size::GAP_SMALL), area.max);
    if let Some(start) = show_turns(ui, foot, view, text, (before, next)) {
        ui.data_mut(|data| data.insert_temp::<f32>(wanted_id, start));
        ui.ctx().request_repaint();
    }
}

/// Where the keyboard is now, if it was elsewhere before and this place is not wholly seen: on another page.
fn hidden_focus(ui: &Ui, view: &View) -> Option<Rect> {
    let seen_id = ui.scope_id().with(("focused", &view.number));
    let now = ui.memory(|memory| memory.focused());
    let before = ui.data_mut(|data| {
        let before = data.get_temp::<Option<Id>>(seen_id).flatten();
        data.insert_temp(seen_id, now);
        before
    });
    let now = now.filter(|now| before != Some(*now))?;
    let response = ui.ctx().read_response(now)?;
    (!response.interact_rect.contains_rect(response.rect)).then_some(response.rect)
}

/// All that stays whole, from the top, and the height of the reasons that come first.
fn units(ui: &Ui, view: &View, reasons: &[String], fit: Fit, width: f32) -> (Vec<Unit>, f32) {
    let mut units: Vec<Unit> = Vec::new();
    let mut top = 0.0;
    for reason in reasons {
        let bottom = top + reason_look(fit).measure(ui, reason, width).rect.height();
        units.push((top, bottom));
        top = bottom + fit.gap();
    }
    let list = blocks::units(ui, view, fit, width);
    units.extend(list.into_iter().map(|(from, to)| (top + from, top + to)));
    (units, top)
}

fn show_reasons(ui: &mut Ui, place: Rect, reasons: &[String], fit: Fit) {
    let mut top = place.min.y;
    for reason in reasons {
        let rest = Rect::from_min_max(pos2(place.min.x, top), place.max);
        top = paragraph(ui, rest, reason, reason_look(fit), Role::Label).max.y + fit.gap();
    }
}

/// Where each page begins, the first at 0: as much on each as has `room`.
fn page_starts(units: &[Unit], room: f32) -> Vec<f32> {
    let mut starts = vec![0.0];
    let mut begin = 0.0;
    for (top, bottom) in units.iter().copied() {
        if bottom - begin > room && top > begin {
            begin = top;
            starts.push(begin);
        }
        // One thing alone may be taller than a page; a little of what was seen stays.
        while bottom - begin > room && room > 1.0 {
            begin += room * 0.8;
            starts.push(begin);
        }
    }
    starts
}

/// The ways to the page before and to the next one, side by side below the list. Where to, if one was pressed.
fn show_turns(
    ui: &mut Ui,
    foot: Rect,
    view: &View,
    text: f32,
    (before, next): (Option<f32>, Option<f32>),
) -> Option<f32> {
    let (more, back) = &view.more;
    let mut place = foot;
    let mut turned = None;
    if let Some(start) = before {
        if next.is_some() {
            place.max.x = place.min.x + size::BEFORE_WIDTH.max(foot.width() * 0.25);
        }
        if turn(ui, place, back, -1.0, text) {
            turned = Some(start);
        }
        place = Rect::from_min_max(pos2(place.max.x + size::GAP, foot.min.y), foot.max);
    }
    if let Some(start) = next
        && turn(ui, place, more, 1.0, text)
    {
        turned = Some(start);
    }
    turned
}

/// A button with a triangle that points down (1) or up (-1). True when it was pressed.
fn turn(ui: &mut Ui, place: Rect, words: &str, points: f32, text: f32) -> bool {
    let it = Button {
        label: words.to_owned(),
        spoken: None,
        detail: None,
        press: Press::Next,
        kind: ButtonKind::Quiet,
        picture: None,
        chosen: None,
        enabled: true,
        hold: None,
    };
    let pressed = button(ui, place, &it, ButtonLook { text, stacked: false, left: false }).clicked();
    let look = Paragraph::new(crate::ui::theme::fonts::Weight::Bold, text, color::TEXT);
    let wide = look.measure(ui, words, f32::INFINITY).rect.width();
    let center = place.center() - vec2(wide / 2.0 + text, 0.0);
    let at = |x: f32, y: f32| center + vec2(x, y * points) * text * 0.8;
    let corners = vec![at(-0.5, -0.3), at(0.5, -0.3), at(0.0, 0.4)];
    ui.painter().add(Shape::convex_polygon(corners, color::TEXT, Stroke::NONE));
    pressed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_with_what_the_one_before_would_have_cut() {
        let row = |index: f32| (index * 50.0, index * 50.0 + 40.0);
        let rows: Vec<Unit> = [0.0, 1.0, 2.0, 3.0, 4.0].map(row).to_vec();
        for (room, expected) in [
            (300.0, vec![0.0]),
            (240.0, vec![0.0]),
            (239.0, vec![0.0, 200.0]),
            (100.0, vec![0.0, 100.0, 200.0]),
            (45.0, vec![0.0, 50.0, 100.0, 150.0, 200.0]),
        ] {
            assert_eq!(page_starts(&rows, room), expected, "{room}");
        }
    }

    #[test]
    fn what_is_taller_than_a_page_is_shown_in_pieces() {
        let starts = page_starts(&[(0.0, 40.0), (50.0, 250.0), (260.0, 300.0)], 100.0);
        assert_eq!(starts, [0.0, 50.0, 130.0, 210.0]);
        assert_eq!(page_starts(&[], 100.0), [0.0]);
        assert_eq!(page_starts(&[(0.0, 40.0)], 0.0), [0.0], "no room ends as well");
    }
}
