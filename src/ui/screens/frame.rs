//! What stands at the top of every screen: its number, the step, the ways out, the line, a notice.

use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::{Input, Window};
use crate::core::event::Press;
use crate::ui::pictures;
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::view::{Body, Button, StepBadge, Strip, Tone, View};
use crate::ui::widgets::{ButtonLook, Paragraph, button, paragraph};

/// Where everything of the frame stands.
pub(super) struct Frame {
    text: f32,
    ways: Vec<Rect>,
    bar: Option<Rect>,
    number: Rect,
    build: Option<Rect>,
    badge: bool,
    strip: Option<Rect>,
    notice: Option<Rect>,
    /// The lower edge of the lid, which the bar lies on.
    lid: Option<f32>,
    whole: bool,
    /// What is left for the screen.
    pub(super) left: Rect,
}

impl Frame {
    /// True when no way out had to go.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }
}

/// Draws the lid behind the bar, from edge to edge of `window`.
pub(super) fn lid(ui: &Ui, window: Rect, frame: &Frame) {
    let Some(bottom) = frame.lid else { return };
    let lid = Rect::from_min_max(window.min, pos2(window.max.x, bottom));
    ui.painter().rect_filled(lid, 0.0, color::LID);
    ui.painter().hline(window.x_range(), bottom, Stroke::new(size::HAIRLINE, color::HAIRLINE));
}

/// Places the frame at the top of `column`, its words enlarged by `scale`. It is drawn after the screen, so that the keyboard reaches the
/// screen's own buttons first.
pub(super) fn place(ui: &Ui, column: Rect, view: &View, window: Window, scale: f32) -> Frame {
    let Window { small, low, .. } = window;
    let text = if small { size::TEXT_FLOOR } else { size::SMALL } * scale;
    let mut left = column;
    let mut frame = Frame {
        text,
        ways: Vec::new(),
        bar: None,
        number: column,
        build: None,
        badge: false,
        strip: None,
        notice: None,
        lid: None,
        whole: true,
        left,
    };
    let below = |left: &mut Rect, height: f32| {
        let place = Rect::from_min_size(left.min, vec2(left.width(), height));
        left.min.y = place.max.y + if small { size::GAP_SMALL } else { size::GAP };
        place
    };
    if low && view.notice.is_some() {
        // In a low window a notice takes the bar's place until it was read.
        frame.notice =
            view.notice.as_ref().map(|it| below(&mut left, notice_height(ui, it, text, column.width())));
    } else {
        let bar = below(&mut left, if small { size::TOP_BAR_SMALL } else { size::TOP_BAR } * scale);
        let lid = bar.max.y + window.lid_edge();
        frame.lid = Some(lid);
        left.min.y = left.min.y.max(
            lid + if low {
                size::HAIRLINE
            } else if small {
                size::GAP_SMALL
            } else {
                size::GAP
            },
        );
        let number = Paragraph::new(Weight::Regular, text, color::TEXT_QUIET);
        let number = number.measure(ui, &view.number, f32::INFINITY).rect.width() + 1.0;
        let top = bar.center().y - text * size::LINE_HEIGHT / 2.0;
        frame.number = Rect::from_min_size(pos2(bar.min.x, top), vec2(number, text * size::LINE_HEIGHT));
        if let Some(words) = &view.build {
            let left = frame.number.max.x + size::GAP;
            let build = build_look(text).measure(ui, words, f32::INFINITY).rect.width() + 1.0;
            let place = Rect::from_min_size(pos2(left, top), vec2(build, frame.number.height()));
            // It gives way to the ways out; the family's pages say it in a sentence, too.
            let ways = place_ways(ui, bar, &view.ways_out, text, window);
            let free = ways.first().map_or(bar.max.x, |way| way.min.x - size::GAP_SMALL);
            frame.build = Some(place).filter(|place| place.max.x <= free);
        }
        let mut taken = frame.build.map_or(frame.number.max.x, |build| build.max.x);
        let between = |taken: f32, ways: &[Rect]| {
            let gap = if window.promised { size::GAP } else { size::GAP_SMALL };
            let right = ways.first().map_or(bar.max.x, |way| way.min.x - gap);
            Rect::from_min_max(
                pos2(taken + size::GAP_SMALL, bar.min.y + size::BORDER),
                pos2(right, bar.max.y - size::BORDER),
            )
        };
        let fits_in_bar = |ways: &[Rect]| {
            let width = between(taken, ways).width();
            view.line.as_ref().is_some_and(|strip| low && strip_fits(ui, strip, text, width))
        };
        frame.ways = place_ways(ui, bar, &view.ways_out, text, window);
        // A narrow bar keeps the first ways and lets the last ones go; none lies on the number.
        let mut ways = view.ways_out.len();
        while ways > 1 && frame.ways.first().is_some_and(|way| way.min.x < frame.number.max.x) {
            ways -= 1;
            frame.whole = false;
            frame.ways = place_ways(ui, bar, view.ways_out.get(..ways).unwrap_or_default(), text, window);
        }
        if low && view.line.is_some() && !fits_in_bar(&frame.ways) {
            // The way back stays; the line's state is worth more than the other way out.
            let fewer = place_ways(ui, bar, view.ways_out.get(..1).unwrap_or_default(), text, window);
            if fits_in_bar(&fewer) {
                frame.ways = fewer;
            }
        }
        let in_bar = fits_in_bar(&frame.ways);
        let mut beside = frame.ways.as_mut_slice();
        if stands_apart(view)
            && let [first, rest @ ..] = beside
        {
            let left = first.min.x - taken - size::GAP;
            *first = first.translate(vec2(-left.max(0.0), 0.0));
            (taken, beside) = (first.max.x, rest);
        }
        let between = between(taken, beside);
        frame.bar = Some(between);
        // In a low window the line's strip takes the badge's place in the bar, if its words fit there.
        frame.strip = in_bar.then_some(between);
        frame.badge = frame.strip.is_none();
    }
    if let (Some(strip), None) = (&view.line, frame.strip) {
        left.min.y = frame.bar.map_or(left.min.y, |bar| left.min.y.max(bar.max.y + size::BORDER + size::GAP));
        frame.strip = Some(below(&mut left, strip_height(ui, strip, text, column.width())));
    }
    if let (Some(notice), None) = (&view.notice, frame.notice) {
        frame.notice = Some(below(&mut left, notice_height(ui, notice, text, column.width())));
    }
    if window.promised && matches!(view.body, Body::Doors(..)) {
        // The home screen begins with a strip that can be pressed.
        let above = frame.bar.into_iter().chain(frame.notice).map(|it| it.max.y + size::BORDER + size::GAP);
        left.min.y = above.fold(left.min.y, f32::max);
    }
    frame.left = left;
    frame
}

/// Closing stands at the other end of the bar: where other screens have the way home, somebody may be pressing that
/// just when the alert comes.
fn stands_apart(view: &View) -> bool {
    view.ways_out.first().is_some_and(|way| way.press == Press::CloseAlert)
}

/// The ways out, side by side at the right end of `bar`.
fn place_ways(ui: &Ui, bar: Rect, ways: &[Button], text: f32, window: Window) -> Vec<Rect> {
    let edges = if window.small { size::GAP * 1.6 } else { size::GAP * 2.0 };
    let gap = if window.promised { size::GAP } else { size::GAP_SMALL };
    let mut right = bar.max.x;
    let mut places: Vec<Rect> = ways
        .iter()
        .rev()
        .map(|way| {
            let left = right - line_width(ui, &way.label, text) - edges;
            let place = Rect::from_min_max(pos2(left, bar.min.y), pos2(right, bar.max.y));
            right = left - gap;
            place
        })
        .collect();
    places.reverse();
    places
}

/// Draws the frame.
pub(super) fn show(ui: &mut Ui, frame: &Frame, view: &View, input: &mut Input) {
    let text = frame.text;
    if let (Some((words, dismiss)), Some(place)) = (&view.notice, frame.notice) {
        show_notice(ui, place, words, dismiss, text, input);
    }
    if let (Some(strip), Some(place)) = (&view.line, frame.strip) {
        show_strip(ui, place, strip, text, input);
    }
    let Some(between) = frame.bar else { return };
    let quiet = Paragraph::new(Weight::Regular, text, color::TEXT_QUIET);
    paragraph(ui, frame.number, &view.number, quiet, Role::Label);
    if let (Some(words), Some(place)) = (&view.build, frame.build) {
        paragraph(ui, place, words, build_look(text), Role::Label);
    }
    if let (Some(badge), true) = (&view.step, frame.badge) {
        step_badge(ui, pos2(between.min.x + size::GAP_SMALL, between.center().y), between.max.x, badge, text);
    }
    let look = ButtonLook { text, stacked: false, left: false };
    for (way, place) in view.ways_out.iter().zip(&frame.ways) {
        if button(ui, *place, way, look).clicked() {
            input.press(way.press);
        }
    }
}

/// As quiet as the number, and no other size.
fn build_look(text: f32) -> Paragraph {
    Paragraph::new(Weight::Regular, text, color::TEXT_QUIET)
}

fn line_width(ui: &Ui, words: &str, text: f32) -> f32 {
    Paragraph::new(Weight::Bold, text, color::TEXT).measure(ui, words, f32::INFINITY).rect.width()
}

/// The room for a notice's words beside its button.
fn notice_room(ui: &Ui, dismiss: &Button, text: f32, width: f32) -> (f32, f32) {
    let press = line_width(ui, &dismiss.label, text) + size::GAP * 2.0;
    (width - press - size::GAP * 3.0, press)
}

fn notice_height(ui: &Ui, (words, dismiss): &(String, Button), text: f32, width: f32) -> f32 {
    let (room, _) = notice_room(ui, dismiss, text, width);
    let words = Paragraph::new(Weight::Regular, text, color::TEXT).measure(ui, words, room);
    words.rect.height().max(dismiss_height(text)) + size::GAP_SMALL
}

fn dismiss_height(text: f32) -> f32 {
    size::TOP_BAR_SMALL.max(text * size::LINE_HEIGHT + size::GAP_SMALL)
}

/// Draws a notice with its button.
fn show_notice(ui: &mut Ui, band: Rect, words: &str, dismiss: &Button, text: f32, input: &mut Input) {
    let (room, width) = notice_room(ui, dismiss, text, band.width());
    ui.painter().rect_filled(band, f32::from(size::RADIUS_FIELD), color::CAUTION_GROUND);
    let place = Rect::from_min_size(
        band.min + vec2(size::GAP, size::GAP_SMALL / 2.0),
        vec2(room, band.height() - size::GAP_SMALL),
    );
    paragraph(ui, place, words, Paragraph::new(Weight::Regular, text, color::TEXT), Role::Alert);
    let press = Rect::from_center_size(
        pos2(band.max.x - size::GAP_SMALL - width / 2.0, band.center().y),
        vec2(width, dismiss_height(text)),
    );
    if button(ui, press, dismiss, ButtonLook { text, stacked: false, left: false }).clicked() {
        input.press(dismiss.press);
    }
}

/// The dots and the words 「手順 2 / 5」.
fn step_badge(ui: &mut Ui, from: eframe::egui::Pos2, right: f32, badge: &StepBadge, text: f32) {
    let look = Paragraph::new(Weight::Bold, text, color::TEXT);
    let words = look.measure(ui, &badge.label, f32::INFINITY).rect.width();
    let dot = text * 0.36;
    let step = dot * 2.0 + size::GAP;
    #[expect(clippy::cast_precision_loss, reason = "a handful of dots")]
    let dots = badge.dots.len() as f32;
    if from.x + words > right {
        return;
    }
    let place = Rect::from_min_size(
        pos2(from.x, from.y - text * size::LINE_HEIGHT / 2.0),
        vec2(words + 1.0, text * size::LINE_HEIGHT),
    );
    paragraph(ui, place, &badge.label, look, Role::Label);
    if place.max.x + size::GAP + step * dots > right {
        return;
    }
    let mut center = pos2(place.max.x + size::GAP + dot, from.y);
    for (done, here) in badge.dots.iter().copied() {
        let painter = ui.painter();
        if done {
            painter.circle_filled(center, dot + size::BORDER, color::PRIMARY);
            let tick = Stroke::new(dot * 0.32, color::ON_DARK);
            let at = |x: f32, y: f32| center + vec2(x, y) * dot;
            pictures::pen(painter, &[at(-0.5, 0.05), at(-0.1, 0.45), at(0.55, -0.4)], tick);
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

fn strip_look(strip: &Strip, text: f32) -> Paragraph {
    let ink = match strip.tone {
        Tone::Observed => color::OBSERVED,
        Tone::Alarm => color::ON_DARK,
        Tone::Calm | Tone::Caution => color::TEXT,
    };
    Paragraph::new(Weight::Bold, text, ink)
}

/// The room a strip's mark and edges take beside its words.
fn strip_edges(text: f32) -> f32 {
    text * 1.2 + size::GAP * 1.5
}

/// True when the strip's words stand on one line in this width.
fn strip_fits(ui: &Ui, strip: &Strip, text: f32, width: f32) -> bool {
    line_width(ui, &strip.text, text) + strip_edges(text) <= width
}

/// The height a strip needs.
pub(super) fn strip_height(ui: &Ui, strip: &Strip, text: f32, width: f32) -> f32 {
    let words = strip_look(strip, text).measure(ui, &strip.text, width - strip_edges(text));
    (words.rect.height() + size::GAP_SMALL).max(size::OTHER_FLOOR * 0.8)
}

/// Draws one sentence with its mark.
pub(super) fn show_strip(ui: &mut Ui, band: Rect, strip: &Strip, text: f32, input: &mut Input) {
    let look = strip_look(strip, text);
    let (fill, line) = match strip.tone {
        Tone::Calm => (color::CARD, color::BORDER),
        Tone::Observed => (color::OBSERVED_GROUND, color::OBSERVED),
        Tone::Caution => (color::CAUTION_GROUND, color::CAUTION),
        Tone::Alarm => (color::TEXT, color::TEXT),
    };
    let corner = f32::from(size::RADIUS_FIELD);
    let edge = Stroke::new(size::BORDER, line);
    ui.painter().rect_filled(band, corner, fill);
    // An edge is for what can be pressed.
    if strip.press.is_some() {
        ui.painter().rect_stroke(band, corner, edge, StrokeKind::Inside);
    }
    let mark = Rect::from_center_size(
        pos2(band.min.x + size::GAP_SMALL + text * 0.6, band.center().y),
        vec2(text, text) * 1.2,
    );
    if strip.tone == Tone::Calm {
        let ring = Stroke::new(size::BORDER * 1.5, color::TEXT_QUIET);
        ui.painter().circle_stroke(mark.center(), mark.width() * 0.4, ring);
    } else if strip.tone == Tone::Alarm {
        super::caution_mark(ui, mark, color::CAUTION_GROUND, color::TEXT);
    } else {
        super::tone_mark(ui, mark, strip.tone);
    }
    let words = look.layout(ui, &strip.text, band.width() - strip_edges(text));
    let top = band.center().y - words.rect.height() / 2.0;
    let start = pos2(mark.max.x + size::GAP_SMALL, top);
    let Some(press) = strip.press else {
        paragraph(ui, Rect::from_min_max(start, band.max), &strip.text, look, Role::Label);
        return;
    };
    let id = ui.scope_id().with(("strip", &strip.text));
    let response = ui.interact(band, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &strip.text));
    if response.has_focus() {
        let ring = Stroke::new(size::FOCUS_RING, color::FOCUS);
        ui.painter().rect_stroke(band, corner, ring, StrokeKind::Outside);
    }
    if response.clicked() {
        input.press(press);
    }
    ui.painter().galley(start, words, look.color);
}
