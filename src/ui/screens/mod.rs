//! Draws a [`View`] so that it fits: pictures go first, then words shrink to their floor. Nothing of the
//! emergency path scrolls.

mod actions;
mod blocks;
mod calls;
mod checks;
mod code;
mod consent;
mod doors;
mod finding;
mod form;
mod frame;
mod page;
mod parts;
mod scroll;

use eframe::egui::accesskit::{Live, Role};
use eframe::egui::{Rect, Ui, pos2, vec2};

use crate::core::event::{Event, Press};
use crate::core::settings::TextSize;
use crate::ui::pictures::{self, Picture};
use crate::ui::theme::color::Token;
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::view::{Body, Tone, View};
use crate::ui::widgets::{Paragraph, announced, paragraph};

/// What was pressed and typed while a view was drawn.
#[derive(Debug, Default)]
pub struct Input {
    /// In the order in which it happened.
    pub events: Vec<Event>,
}

impl Input {
    fn press(&mut self, press: Press) {
        self.events.push(Event::Pressed(press));
    }
}

/// How much the words are enlarged.
fn factor(text_size: TextSize) -> f32 {
    match text_size {
        TextSize::Normal => 1.0,
        TextSize::Large => 1.25,
        TextSize::ExtraLarge => 1.5,
    }
}

/// Sizes that fit this window, chosen anew for each screen.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Fit {
    /// Text is this much of its size at 標準.
    scale: f32,
    /// The picture has room.
    picture: bool,
    /// The window is low: things stand side by side.
    low: bool,
    /// The main button and the one other stand side by side, and no button is taller than it must be.
    pair: bool,
    /// The banner says how, too.
    how: bool,
    /// The window is as large as everything is promised for.
    promised: bool,
}

impl Fit {
    fn text(self, at_normal: f32) -> f32 {
        (at_normal * self.scale).max(size::TEXT_FLOOR.min(at_normal))
    }

    fn gap(self) -> f32 {
        if self.scale < 1.0 { size::GAP_SMALL } else { size::GAP }
    }

    /// Between two things that can be pressed: a trembling finger needs it.
    fn between(self) -> f32 {
        if self.promised { size::GAP } else { size::GAP_SMALL }
    }

    /// Between a headline and its reason.
    fn after_headline(self) -> f32 {
        if self.low || self.scale < 1.0 { size::GAP_SMALL } else { size::GAP_SMALL * 1.5 }
    }

    /// The least height of the main button.
    fn primary_height(self) -> f32 {
        self.shrunk(size::PRIMARY_HEIGHT, size::PRIMARY_FLOOR)
    }

    /// Buttons shrink only where nothing is promised.
    fn shrunk(self, normal: f32, floor: f32) -> f32 {
        if self.promised { normal } else { (normal * self.scale.min(1.0)).max(floor) }
    }

    /// From what is wanted down to the floor: first with the buttons side by side, then without the picture, then
    /// with smaller words.
    fn candidates(wanted: f32, picture: bool, window: Window) -> Vec<Self> {
        let Window { low, promised, .. } = window;
        let with = |how| {
            let mut fits = Vec::new();
            if picture {
                fits.push(Self { scale: wanted, picture: true, low, pair: low, how, promised });
                if !low {
                    fits.push(Self { scale: wanted, picture: true, low, pair: true, how, promised });
                }
            }
            fits.push(Self { scale: wanted, picture: false, low, pair: low, how, promised });
            let mut scale = wanted;
            while scale > window.floor {
                fits.push(Self { scale, picture: false, low, pair: true, how, promised });
                scale -= 0.05;
            }
            fits.push(Self { how, ..Self::smallest(window) });
            fits
        };
        // How to do it goes last of all.
        [with(true), with(false)].concat()
    }

    /// The floor.
    fn smallest(window: Window) -> Self {
        let Window { floor, low, promised, .. } = window;
        Self { scale: floor, picture: false, low, pair: true, how: false, promised }
    }
}

/// What the window's size means for everything in it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Window {
    /// Little room at the edges.
    small: bool,
    /// Things stand side by side.
    low: bool,
    /// Headlines and numerals shrink to this at most; body text stops at its own floor.
    floor: f32,
    /// As large as everything is promised for.
    promised: bool,
}

impl Window {
    fn of(area: Rect) -> Self {
        let promised = area.width() >= size::PROMISED[0] && area.height() >= size::PROMISED[1];
        Self {
            small: area.width() < size::SMALL_WINDOW[0] || area.height() < size::SMALL_WINDOW[1],
            low: area.height() < size::LOW_WINDOW,
            promised,
            floor: if promised { size::TEXT_FLOOR / size::BODY } else { size::TINY_FLOOR },
        }
    }
}

impl Window {
    /// Above and below the bar at the top.
    fn lid_edge(self) -> f32 {
        match (self.low, self.small) {
            (true, _) => size::LID_EDGE_LOW,
            (_, true) => size::GAP_SMALL,
            _ => size::LID_EDGE,
        }
    }
}

/// Draws `view` over the whole of `ui`.
pub fn show(ui: &mut Ui, view: &View, text_size: TextSize) -> Input {
    let mut input = Input::default();
    // The ground is what the window is cleared with: to paint it would double the work of a software renderer.
    let window = ui.max_rect();
    let kind = Window::of(window);
    let margin = if kind.small { size::MARGIN_SMALL } else { size::MARGIN };
    let above = kind.lid_edge();
    let width = (window.width() - margin * 2.0).min(size::CONTENT_MAX_WIDTH);
    let column = Rect::from_min_max(
        pos2(window.center().x - width / 2.0, window.min.y + above),
        pos2(window.center().x + width / 2.0, window.max.y - margin),
    );
    let wanted = factor(text_size);
    let mut frame = frame::place(ui, column, view, kind, wanted);
    if !(frame.is_whole() && holds(ui, view, frame.left, wanted, kind)) {
        // What the screen says needs the room more than its bar does.
        frame = frame::place(ui, column, view, kind, 1.0);
    }
    frame::lid(ui, window, &frame);
    let column = frame.left;
    if let Body::Doors(strip, buttons) = &view.body {
        doors::show(ui, column, &view.headline, strip, buttons, (wanted, kind), &mut input);
        frame::show(ui, &frame, view, &mut input);
        return input;
    }
    let fit = best_fit(ui, view, column, wanted, kind);
    let mut actions_height = actions::height(ui, view, fit, column.width());
    let mut parts = parts_in(ui, view, fit, column, actions_height);
    if parts.len() > 1 {
        actions_height = actions::height_paged(ui, view, fit, column.width());
        parts = parts_in(ui, view, fit, column, actions_height);
    }
    let shown = parts::shown(ui, view, parts.len());
    let part = parts.get(shown);
    let later = (shown > 0).then(|| without_reason(view));
    let content = Rect::from_min_max(column.min, pos2(column.max.x, column.max.y - actions_height));
    show_content(ui, later.as_ref().unwrap_or(view), (fit, part), content, &mut input);
    let bar = Rect::from_min_max(pos2(column.min.x, content.max.y), column.max);
    let mut pager = actions::Pager { count: parts.len(), shown, words: &view.more, turned: None };
    actions::show(ui, bar, view, fit, &mut pager, &mut input);
    if let Some(part) = pager.turned {
        parts::turn(ui, view, part);
        ui.ctx().request_repaint();
    }
    frame::show(ui, &frame, view, &mut input);
    input
}

/// What was read on the first part gives its room to the ones after it.
fn without_reason(view: &View) -> View {
    View { reason: Vec::new(), ..view.clone() }
}

fn parts_in(ui: &Ui, view: &View, fit: Fit, column: Rect, actions_height: f32) -> Vec<parts::Lines> {
    // Where a picture has room everything has.
    if fit.picture {
        return Vec::new();
    }
    let width = column.width();
    let left = column.height() - actions_height - first_line_height(ui, view, fit, width);
    let room = |view: &View| left - words_height(ui, view, fit, width);
    parts::of(ui, view, fit, width, (room(view), room(&without_reason(view))))
}

fn best_fit(ui: &Ui, view: &View, column: Rect, wanted: f32, kind: Window) -> Fit {
    let (how, short): (Vec<Fit>, Vec<Fit>) =
        Fit::candidates(wanted, view.picture.is_some(), kind).into_iter().partition(|fit| fit.how);
    // How to hang up comes before the height of a button.
    let squeezed = Fit { how: true, promised: false, ..Fit::smallest(kind) };
    let squeezed = view.first_line.is_some().then_some(squeezed);
    how.into_iter().chain(squeezed).chain(short).find(|fit| fits(ui, view, *fit, column)).unwrap_or_else(
        || {
            let smallest = Fit::smallest(kind);
            let room = column.height() - actions::height(ui, view, smallest, column.width());
            let width = column.width();
            let needed =
                words_height(ui, view, smallest, width) + blocks::least_height(ui, view, smallest, width);
            // A name of sixty characters, fields and keys come before the height of a button.
            Fit { promised: smallest.promised && needed <= room, ..smallest }
        },
    )
}

/// True when the screen's own words need not shrink below 標準 in `column`.
fn holds(ui: &Ui, view: &View, column: Rect, wanted: f32, kind: Window) -> bool {
    match view.body {
        Body::Doors(..) => !kind.small,
        _ => best_fit(ui, view, column, wanted, kind).scale >= 1.0,
    }
}

fn picture_edge(area: Rect) -> f32 {
    area.height().min(area.width() * 0.3).min(size::PICTURE_MAX)
}

fn fits(ui: &Ui, view: &View, fit: Fit, column: Rect) -> bool {
    let actions = actions::height(ui, view, fit, column.width());
    let room = column.height() - actions;
    if room <= 0.0 {
        return false;
    }
    let first = first_line_height(ui, view, fit, column.width());
    let area = Rect::from_min_size(column.min, vec2(column.width(), room - first));
    let mut width = column.width();
    if fit.picture {
        let edge = picture_edge(area);
        if edge < size::PICTURE_MIN {
            return false;
        }
        width -= edge + size::GAP * 2.0;
    }
    // Lists that may be long are given what is left and scroll, outside the emergency path. A tool's
    // page becomes smaller before it scrolls.
    let body = match blocks::may_scroll(view) && !matches!(view.body, Body::Finding(_)) {
        true => scroll::least_height(ui, view, fit, width),
        false => blocks::height(ui, view, fit, width),
    };
    words_height(ui, view, fit, width) + body <= area.height()
}

/// The banner is no button: tinted, without an edge, with square corners.
struct Banner {
    height: f32,
    how: bool,
}

/// Beside the telephone in the banner.
fn banner_pad(fit: Fit) -> f32 {
    if fit.low { size::GAP_SMALL } else { size::GAP }
}

fn banner(ui: &Ui, (line, how): &(String, String), fit: Fit, width: f32) -> Banner {
    let room = width - size::PRIMARY_FLOOR - banner_pad(fit) * 2.0 - size::GAP_SMALL / 2.0;
    let words = first_line_look(fit).measure(ui, line, room).rect.height();
    // How to do it stands beneath where there is room for it.
    let second = if fit.how { reason_look(fit).measure(ui, how, room).rect.height() } else { 0.0 };
    Banner { height: words + second + size::GAP_SMALL * 2.0, how: fit.how }
}

fn first_line_height(ui: &Ui, view: &View, fit: Fit, width: f32) -> f32 {
    view.first_line.as_ref().map_or(0.0, |line| banner(ui, line, fit, width).height + fit.gap())
}

fn first_line_look(fit: Fit) -> Paragraph {
    Paragraph::new(Weight::Bold, fit.text(size::FIRST_LINE), color::TEXT)
}

fn headline_look(view: &View, fit: Fit) -> Paragraph {
    let ink = if view.tone == Tone::Observed { color::OBSERVED } else { color::TEXT };
    Paragraph::new(Weight::Bold, fit.text(size::HEADLINE), ink)
}

fn reason_look(fit: Fit) -> Paragraph {
    Paragraph::new(Weight::Regular, fit.text(size::BODY), color::TEXT)
}

/// The mark before a headline that is not calm: shape and word say what colour says.
fn mark_edge(view: &View, fit: Fit) -> f32 {
    // The picture beside it may be the same sign already.
    let twice = fit.picture && view.tone == Tone::Observed && view.picture == Some(Picture::Observed);
    if view.tone == Tone::Calm || twice { 0.0 } else { fit.text(size::HEADLINE) * 1.1 }
}

/// The words below a headline begin where it does, where there is room for that.
fn reason_indent(view: &View, fit: Fit) -> f32 {
    let mark = mark_edge(view, fit);
    if mark > 0.0 && !fit.low { mark + size::GAP_SMALL } else { 0.0 }
}

fn words_height(ui: &Ui, view: &View, fit: Fit, width: f32) -> f32 {
    let mark = mark_edge(view, fit);
    let mut height =
        headline_look(view, fit).measure(ui, &view.headline, width - mark - size::GAP).rect.height();
    let width = width - reason_indent(view, fit);
    for reason in &view.reason {
        height += fit.after_headline() + reason_look(fit).measure(ui, reason, width).rect.height();
    }
    height + fit.gap()
}

/// At most so much of the spare room is left above the first words.
const SPARE_ABOVE: f32 = 0.45;

fn show_content(
    ui: &mut Ui,
    view: &View,
    (fit, part): (Fit, Option<&parts::Lines>),
    area: Rect,
    input: &mut Input,
) {
    let mut area = area;
    if let Some(lines) = &view.first_line {
        let banner = banner(ui, lines, fit, area.width());
        let band = Rect::from_min_size(area.min, vec2(area.width(), banner.height));
        ui.painter().rect_filled(band, 0.0, color::SELECTION);
        let picture = (banner.height - size::GAP_SMALL * 2.0).min(size::PRIMARY_FLOOR);
        let square = Rect::from_center_size(
            pos2(band.min.x + banner_pad(fit) + picture / 2.0, band.center().y),
            vec2(picture, picture),
        );
        pictures::paint(ui.painter(), square, Picture::Telephone, color::TEXT.into());
        let left = square.max.x + banner_pad(fit);
        let words = Rect::from_min_max(
            pos2(left, band.min.y + size::GAP_SMALL),
            pos2(band.max.x - size::GAP_SMALL / 2.0, band.max.y),
        );
        // The headline is the one below.
        let end = announced(ui, words, &lines.0, first_line_look(fit), Role::Label, urgency(view)).max.y;
        if banner.how {
            let words =
                Rect::from_min_max(pos2(left, end), pos2(band.max.x - size::GAP_SMALL / 2.0, band.max.y));
            paragraph(ui, words, &lines.1, reason_look(fit), Role::Label);
        }
        area.min.y = band.max.y + fit.gap();
    }
    if let (true, Some(picture)) = (fit.picture, view.picture) {
        let edge = picture_edge(area);
        let above = ((area.height() - edge) * SPARE_ABOVE).min(size::TITLE_DROP);
        let square = Rect::from_min_size(pos2(area.min.x, area.min.y + above), vec2(edge, edge));
        pictures::paint(ui.painter(), square.shrink(size::GAP_SMALL), picture, color::TEXT.into());
        area.min.x += edge + size::GAP * 2.0;
    }
    let words = words_height(ui, view, fit, area.width());
    let room = area.height() - words;
    let body = match &view.body {
        _ if part.is_some() => part.map_or(0.0, |lines| parts::height(ui, lines, area.width())),
        Body::Finding(_) => blocks::height(ui, view, fit, area.width()).min(room),
        _ if blocks::may_scroll(view) => room,
        _ => blocks::height(ui, view, fit, area.width()),
    };
    // Spare room is below the words: the eye finds every headline at the same place.
    // One call takes the room itself: its words grow into it.
    let above = if blocks::is_one_call(view) { 0.1 } else { SPARE_ABOVE };
    let spare = ((area.height() - words - body).max(0.0) * above).min(size::TITLE_DROP);
    let mut top = area.min.y + spare;
    let mark = mark_edge(view, fit);
    if mark > 0.0 {
        let square = Rect::from_min_size(pos2(area.min.x, top), vec2(mark, mark)).shrink(mark * 0.08);
        tone_mark(ui, square, view.tone);
    }
    let indent = if mark > 0.0 { mark + size::GAP_SMALL } else { 0.0 };
    let place = Rect::from_min_max(pos2(area.min.x + indent, top), area.max);
    top = announced(ui, place, &view.headline, headline_look(view, fit), Role::Heading, urgency(view)).max.y;
    let below = |top: f32| Rect::from_min_max(pos2(area.min.x, top + fit.gap()), area.max);
    let mut end = top;
    for reason in &view.reason {
        let width = area.width() - reason_indent(view, fit);
        end += fit.after_headline() + reason_look(fit).measure(ui, reason, width).rect.height();
    }
    // A list that goes on takes the reason with it in a low window: more of it is seen at once.
    if fit.low && scroll::is_needed(ui, view, fit, below(end)) {
        scroll::show(ui, below(top), view, &view.reason, fit, input);
        return;
    }
    for reason in &view.reason {
        let left = area.min.x + reason_indent(view, fit);
        let place = Rect::from_min_max(pos2(left, top + fit.after_headline()), area.max);
        top = paragraph(ui, place, reason, reason_look(fit), Role::Label).max.y;
    }
    match part {
        Some(lines) => parts::show(ui, below(top), lines),
        None if scroll::is_needed(ui, view, fit, below(top)) => {
            scroll::show(ui, below(top), view, &[], fit, input);
        }
        None => blocks::contents(ui, below(top), view, fit, input),
    }
}

/// In an emergency a screen reader breaks off what it says.
fn urgency(view: &View) -> Live {
    match view.screen.is_emergency() || view.tone == Tone::Alarm {
        true => Live::Assertive,
        false => Live::Polite,
    }
}

fn tone_mark(ui: &Ui, square: Rect, tone: Tone) {
    match tone {
        Tone::Calm => {}
        Tone::Observed => pictures::paint(ui.painter(), square, Picture::Observed, color::OBSERVED.into()),
        Tone::Caution | Tone::Alarm => caution_mark(ui, square, color::CAUTION, color::ON_DARK),
    }
}

/// A triangle with an exclamation mark.
fn caution_mark(ui: &Ui, square: Rect, ink: Token, sign: Token) {
    let at = |x: f32, y: f32| square.min + square.size() * vec2(x, y);
    let painter = ui.painter();
    painter.add(eframe::egui::Shape::convex_polygon(
        vec![at(0.5, 0.06), at(0.98, 0.92), at(0.02, 0.92)],
        ink,
        eframe::egui::Stroke::NONE,
    ));
    let stroke = eframe::egui::Stroke::new(square.width() * 0.11, sign);
    painter.line_segment([at(0.5, 0.36), at(0.5, 0.62)], stroke);
    painter.circle_filled(at(0.5, 0.78), square.width() * 0.065, sign);
}
