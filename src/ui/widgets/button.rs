//! Buttons: large, plainly labelled, with a strong focus ring.

use eframe::egui::accesskit::Role;
use eframe::egui::{Color32, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::text::Paragraph;
use crate::core::event::Press;
use crate::ui::pictures::{self, Picture};
use crate::ui::theme::color::Token;
use crate::ui::theme::elevation::Elevation;
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::view::{Button, ButtonKind};

/// Size and arrangement of a button.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ButtonLook {
    /// Text size in logical pixels.
    pub text: f32,
    /// Picture above the words instead of beside them.
    pub stacked: bool,
    /// Words at the left instead of in the middle.
    pub left: bool,
}

struct Colors {
    fill: Token,
    edge: Token,
    words: Token,
}

fn colors(button: &Button, response: &Response) -> Colors {
    let over = response.hovered() || response.is_pointer_button_down_on();
    match button.kind {
        _ if !button.enabled => {
            Colors { fill: color::DISABLED, edge: color::HAIRLINE, words: color::TEXT_QUIET }
        }
        ButtonKind::Cut => {
            let fill = if over { color::CUT_HOVER } else { color::CUT };
            Colors { fill, edge: fill, words: color::ON_DARK }
        }
        ButtonKind::Primary => {
            let fill = if over { color::PRIMARY_HOVER } else { color::PRIMARY };
            Colors { fill, edge: fill, words: color::ON_DARK }
        }
        ButtonKind::Plain => Colors {
            fill: if over { color::CARD_HOVER } else { color::CARD },
            edge: if button.chosen == Some(true) { color::PRIMARY } else { color::BORDER },
            words: color::TEXT,
        },
        ButtonKind::Quiet => Colors {
            fill: if over { color::CARD_HOVER } else { color::CARD },
            edge: color::BORDER,
            words: color::TEXT,
        },
    }
}

/// The room a tick box or picture takes beside the words, for a button of this height.
fn picture_edge(height: f32, look: ButtonLook) -> f32 {
    (height * 0.62).min(look.text * 1.9)
}

/// The width that is left for the words, with the picture or without it.
fn words_room(button: &Button, text: f32, width: f32, picture: bool) -> f32 {
    let beside = match (picture, &button.detail) {
        // Beside two lines stands a larger picture.
        (true, Some(_)) => text * 3.2 + size::GAP,
        (true, None) => text * 1.9 + size::GAP,
        (false, _) if button.chosen.is_some() => text * 1.9 + size::GAP_SMALL,
        (false, _) => 0.0,
    };
    width - beside - size::GAP * 1.5
}

/// Words shrink to this part before the picture beside them goes.
const PICTURE_WORTH: f32 = 0.85;

/// Text size and picture of `button` at this `width`: as `look` wants them, unless a phrase would be broken. Then
/// the words shrink a little, then the picture goes, then they shrink to their floor.
fn shown(ui: &Ui, button: &Button, look: ButtonLook, width: f32) -> (f32, Option<Picture>) {
    let widest = Paragraph::new(Weight::Bold, look.text, color::TEXT).widest_phrase(ui, &button.label);
    let beside = button.picture.is_some() && !look.stacked;
    let whole =
        |text: f32, beside: bool| widest * text / look.text <= words_room(button, text, width, beside);
    let sizes = || std::iter::successors(Some(look.text), |text| Some(text - 1.0));
    let down_to = |floor: f32, beside: bool| {
        sizes().take_while(|text| *text >= floor).find(|text| whole(*text, beside))
    };
    let kept =
        down_to((look.text * PICTURE_WORTH).max(size::TEXT_FLOOR), beside).map(|text| (text, button.picture));
    let bare = || {
        let picture = button.picture.filter(|_| !beside);
        down_to(size::TEXT_FLOOR, false).map(|text| (text, picture))
    };
    kept.or_else(bare).unwrap_or((look.text, button.picture))
}

/// The text size at which no phrase of `button` is broken at this `width`, if there is one above the floor: that of
/// `look` or smaller. Buttons side by side share the smallest.
#[must_use]
pub fn whole_text(ui: &Ui, button: &Button, look: ButtonLook, width: f32) -> f32 {
    shown(ui, button, look, width).0
}

/// The height that `button` needs at this `width`.
#[must_use]
pub fn needed_height(ui: &Ui, button: &Button, look: ButtonLook, width: f32, floor: f32) -> f32 {
    let (text, picture) = shown(ui, button, look, width);
    let room = words_room(button, text, width, picture.is_some() && !look.stacked);
    let words = Paragraph::new(Weight::Bold, text, color::TEXT).measure(ui, &button.label, room);
    let detail = button.detail.as_ref().map_or(0.0, |detail| {
        let look = ButtonLook { text, ..look };
        detail_look(look, color::TEXT).measure(ui, detail, room).rect.height()
    });
    (words.rect.height() + detail + size::GAP_SMALL * 2.0).max(floor)
}

fn detail_look(look: ButtonLook, ink: impl Into<Color32>) -> Paragraph {
    Paragraph::new(Weight::Regular, (look.text * 0.68).max(size::TEXT_FLOOR), ink)
}

/// Draws `button` into `area`; the response says whether it was pressed.
pub fn button(ui: &mut Ui, area: Rect, button: &Button, look: ButtonLook) -> Response {
    let id = ui.scope_id().with(("button", &button.label, format!("{:?}", button.press)));
    let sense = if !button.enabled {
        Sense::hover()
    } else if button.hold.is_some() {
        Sense::click_and_drag()
    } else {
        Sense::click()
    };
    let response = ui.interact(area, id, sense);
    let name = button.spoken.as_ref().unwrap_or(&button.label);
    response.widget_info(|| match button.chosen {
        Some(chosen) => {
            let role = if one_of_many(button) { Role::RadioButton } else { Role::CheckBox };
            WidgetInfo::selected(role, button.enabled, chosen, name)
        }
        None => WidgetInfo::labeled(Role::Button, button.enabled, name),
    });
    if let Some(detail) = &button.detail {
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(detail.clone()));
    }
    let colors = colors(button, &response);
    let painter = ui.painter();
    let corner = f32::from(size::RADIUS_BUTTON);
    if button.enabled && button.kind != ButtonKind::Quiet && !response.is_pointer_button_down_on() {
        Elevation::Raised.paint(painter, area, size::RADIUS_BUTTON);
    }
    painter.rect_filled(area, corner, colors.fill);
    if let Some(part) = button.hold.filter(|part| *part > 0.0) {
        // A bar that grows: green would say that something was observed.
        let foot = Rect::from_min_max(
            eframe::egui::pos2(area.min.x + corner, area.max.y - size::HOLD_BAR),
            eframe::egui::pos2(area.max.x - corner, area.max.y - size::HOLD_BAR / 2.0),
        );
        painter.rect_filled(foot.with_max_x(foot.min.x + foot.width() * part), 0.0, color::ON_DARK);
    }
    let edge = if button.chosen == Some(true) { size::BORDER * 2.0 } else { size::BORDER };
    painter.rect_stroke(area, corner, Stroke::new(edge, colors.edge), StrokeKind::Inside);
    if response.has_focus() {
        let ring = Stroke::new(size::FOCUS_RING, color::FOCUS);
        painter.rect_stroke(area.expand(size::BORDER), corner, ring, StrokeKind::Outside);
    }
    let (text, picture) = shown(ui, button, look, area.width());
    words(ui, area, button, (ButtonLook { text, ..look }, picture), colors.words.into());
    response
}

fn words(ui: &Ui, area: Rect, button: &Button, (look, picture): (ButtonLook, Option<Picture>), ink: Color32) {
    let painter = ui.painter();
    // A narrow key needs its width for its word.
    let pad = (size::GAP * 0.75).min(area.width() * 0.08);
    let paragraph = Paragraph::new(Weight::Bold, look.text, ink);
    let mut room = area.shrink2(vec2(pad, 0.0));
    let edge = picture_edge(area.height(), look);
    if button.chosen.is_some() {
        let square = Rect::from_center_size(
            eframe::egui::pos2(room.min.x + edge / 2.0, area.center().y),
            vec2(edge, edge) * 0.8,
        );
        if one_of_many(button) {
            radio(ui, square, button.chosen == Some(true));
        } else {
            tick_box(ui, square, button.chosen == Some(true));
        }
        room.min.x += edge + size::GAP_SMALL;
    } else if let (Some(picture), true) = (picture, look.stacked) {
        let words = paragraph.centered().layout(ui, &button.label, room.width());
        // Pictures side by side stand on one line, whether one or two lines of words follow.
        let nominal = words.rect.height().max(look.text * size::LINE_HEIGHT * 2.0);
        let left = area.height() - nominal - size::GAP_SMALL * 3.0;
        if left >= look.text * 1.4 {
            let edge = left.min(look.text * 3.2);
            let top = area.min.y + (area.height() - edge - nominal - size::GAP_SMALL) / 2.0;
            let square =
                Rect::from_min_size(eframe::egui::pos2(area.center().x - edge / 2.0, top), vec2(edge, edge));
            pictures::paint(painter, square, picture, ink);
            let below = eframe::egui::pos2(room.center().x, square.max.y + size::GAP_SMALL);
            painter.galley(below, words, ink);
            return;
        }
    } else if let Some(picture) = picture {
        let edge = if button.detail.is_some() { (area.height() * 0.62).min(look.text * 3.2) } else { edge };
        let words = paragraph.layout(ui, &button.label, room.width() - edge - size::GAP);
        let detail = button
            .detail
            .as_ref()
            .map(|detail| detail_look(look, ink).layout(ui, detail, room.width() - edge - size::GAP));
        let detail_size = detail.as_ref().map_or(vec2(0.0, 0.0), |detail| detail.rect.size());
        let whole = edge + size::GAP + words.rect.width().max(detail_size.x);
        let start = if look.left { room.min.x } else { room.center().x - whole / 2.0 };
        let square =
            Rect::from_center_size(eframe::egui::pos2(start + edge / 2.0, area.center().y), vec2(edge, edge));
        pictures::paint(painter, square, picture, ink);
        let top = area.center().y - (words.rect.height() + detail_size.y) / 2.0;
        let below = top + words.rect.height();
        painter.galley(eframe::egui::pos2(square.max.x + size::GAP, top), words, ink);
        if let Some(detail) = detail {
            painter.galley(eframe::egui::pos2(square.max.x + size::GAP, below), detail, ink);
        }
        return;
    }
    let left = look.left || button.chosen.is_some();
    let look = if left { paragraph } else { paragraph.centered() };
    let words = look.layout(ui, &button.label, room.width());
    let x = if left { room.min.x } else { room.center().x };
    let top = area.center().y - words.rect.height() / 2.0;
    painter.galley(eframe::egui::pos2(x, top), words, ink);
}

/// Choosing this one takes the choice from the others.
fn one_of_many(button: &Button) -> bool {
    let looks = matches!(button.press, Press::Language(_) | Press::TextSize(_) | Press::Contrast(_));
    looks || matches!(button.press, Press::WatchAtLogOn(_) | Press::WatchChoice(..))
}

fn radio(ui: &Ui, square: Rect, chosen: bool) {
    let radius = square.width() * 0.45;
    let edge = Stroke::new(size::BORDER * 1.5, color::PRIMARY);
    ui.painter().circle(square.center(), radius, color::CARD, edge);
    if chosen {
        ui.painter().circle_filled(square.center(), radius * 0.55, color::PRIMARY);
    }
}

fn tick_box(ui: &Ui, square: Rect, ticked: bool) {
    let painter = ui.painter();
    let fill = if ticked { color::PRIMARY } else { color::CARD };
    painter.rect_filled(square, f32::from(size::RADIUS_FIELD), fill);
    let edge = Stroke::new(size::BORDER * 1.5, color::PRIMARY);
    painter.rect_stroke(square, f32::from(size::RADIUS_FIELD), edge, StrokeKind::Inside);
    if ticked {
        let at = |x: f32, y: f32| square.min + square.size() * vec2(x, y);
        let tick = Stroke::new(square.width() * 0.13, color::ON_DARK);
        pictures::pen(painter, &[at(0.22, 0.52), at(0.43, 0.74), at(0.79, 0.28)], tick);
    }
}
