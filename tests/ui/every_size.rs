//! Every screen at every size, scale, text size and in both languages, laid out without a pixel: what must be
//! seen is seen, what is pressed is large enough and apart, and no word is cut.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::time::Instant;

use eframe::egui::epaint::{ClippedShape, RectShape, TextShape};
use eframe::egui::{Color32, Pos2, Rect, Shape, Ui, Vec2, vec2};
use egui_kittest::Harness;
use kyukyubako::content::Locale;
use kyukyubako::core::phrase::{never_begins_a_line, never_ends_a_line};
use kyukyubako::core::settings::TextSize;
use kyukyubako::ui::screens;
use kyukyubako::ui::theme::color::Palette;
use kyukyubako::ui::theme::{self, size};
use kyukyubako::ui::view::{Body, View};

use crate::gallery::{Scene, scenes};
use crate::harness::{Desk, things};

/// Windows in physical pixels, and scalings. The last one is, at 200 %, the window beside a browser in full screen.
const WINDOWS: [[f32; 2]; 4] = [[1366.0, 768.0], [1024.0, 768.0], [1920.0, 1080.0], [1366.0, 1180.0]];
const SCALES: [f32; 4] = [1.0, 1.25, 1.5, 2.0];

/// A view on its own.
pub struct Shown {
    pub view: View,
    pub text_size: TextSize,
    pub palette: Palette,
}

impl eframe::App for Shown {
    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        theme::draw_with(ui.ctx(), self.palette);
        screens::show(ui, &self.view, self.text_size);
    }
}

pub type Sheet = Harness<'static, Shown>;

/// The views of all scenes in `locale`, each with its name.
pub fn views(locale: Locale) -> &'static [(&'static str, View)] {
    static VIEWS: [OnceLock<Vec<(&str, View)>>; 2] = [OnceLock::new(), OnceLock::new()];
    let [japanese, english] = &VIEWS;
    let views = match locale {
        Locale::Ja => japanese,
        Locale::En => english,
    };
    views.get_or_init(|| {
        // How it looks does not matter here: few pixels, quickly drawn.
        let mut desk = Desk::new(locale, [1366.0, 768.0], 0.25);
        let made = |(name, scene): &Scene| {
            desk.begin_again(locale);
            scene(&mut desk);
            assert_eq!(desk.harness.state().texts().failures(), Vec::<String>::new(), "{name}");
            (*name, desk.view())
        };
        scenes().filter(|(name, _)| wanted(name)).map(made).collect()
    })
}

/// `KYUKYUBAKO_SCENE` picks scenes by a part of their names, for quick looks.
fn wanted(name: &str) -> bool {
    std::env::var("KYUKYUBAKO_SCENE").map_or(true, |only| only.split(',').any(|part| name.contains(part)))
}

pub fn sheet(view: &View, window: [f32; 2], scale: f32) -> Sheet {
    let view = view.clone();
    Harness::builder()
        .with_size(Vec2::from(window) / scale)
        .with_pixels_per_point(scale)
        .with_render_cursor(false)
        .with_context_setup(theme::install)
        .build_eframe(|_| Shown { view, text_size: TextSize::Normal, palette: Palette::Normal })
}

/// Every shape that is drawn, with what it is clipped to.
pub fn shapes(sheet: &Sheet) -> Vec<(Rect, Shape)> {
    fn flat(clip: Rect, shape: &Shape, all: &mut Vec<(Rect, Shape)>) {
        match shape {
            Shape::Noop => {}
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| flat(clip, shape, all)),
            other => all.push((clip, other.clone())),
        }
    }
    let mut all = Vec::new();
    for ClippedShape { clip_rect, shape, .. } in &sheet.output().shapes {
        flat(*clip_rect, shape, &mut all);
    }
    all
}

fn text_rect(text: &TextShape) -> Rect {
    text.galley.rect.translate(text.pos.to_vec2())
}

pub fn is_ground(rect: &RectShape) -> bool {
    rect.fill != Color32::TRANSPARENT && rect.blur_width == 0.0
}

/// Something stands in a list that scrolls.
fn scrolls(shapes: &[(Rect, Shape)], window: Rect) -> bool {
    shapes.iter().any(|(clip, _)| clip.height() < window.height() - 1.0)
}

struct Looked<'a> {
    name: String,
    view: &'a View,
    text_size: TextSize,
    window: Rect,
    things: Vec<(String, Rect, bool)>,
    shapes: Vec<(Rect, Shape)>,
    faults: &'a mut Vec<String>,
}

impl Looked<'_> {
    fn fault(&mut self, words: String) {
        self.faults.push(format!("{}: {words}", self.name));
    }

    fn promised(&self) -> bool {
        self.window.width() >= size::PROMISED[0] && self.window.height() >= size::PROMISED[1]
    }

    fn scrolls(&self) -> bool {
        !self.view.screen.is_emergency() && scrolls(&self.shapes, self.window)
    }

    /// In the lowest window that promises all, fields, keys, long numbers and how to hang up leave the buttons their floor; a pack
    /// may bring names of sixty characters anywhere.
    fn may_squeeze(&self) -> bool {
        let full = matches!(self.view.body, Body::Form(..) | Body::Pin(..) | Body::Calls(_));
        self.name.ends_with("-long")
            || (full || self.view.first_line.is_some()) && self.window.height() < size::LOW_WINDOW
    }

    fn check(&mut self) {
        self.primary_is_there();
        // Below what is promised three tools to choose from and names of sixty characters have no room.
        let crowded = ["-long", "-three"].iter().any(|it| self.name.ends_with(it));
        if crowded && self.window.height() < size::PROMISED[1] + 1.0 {
            return;
        }
        self.targets_are_apart();
        // English words are longer: below what is promised a button may be too small for its own.
        if self.promised() || self.name.starts_with("ja") {
            self.words_are_whole();
        }
        self.rows_are_well_broken();
    }

    /// The main button is inside the window and at least as tall as it must be.
    fn primary_is_there(&mut self) {
        let primary = match (&self.view.primary, &self.view.body) {
            (_, Body::Doors(_, doors)) => doors.first(),
            (primary, _) => primary.as_ref(),
        };
        let Some(primary) = primary else { return };
        let least =
            if self.promised() && !self.may_squeeze() { size::PRIMARY_HEIGHT } else { size::PRIMARY_FLOOR };
        // While more is to be read the way to it stands in the main button's place.
        let name = primary.spoken.as_ref().unwrap_or(&primary.label);
        let more = format!("{} 2 / ", self.view.more.0);
        let found = self
            .things
            .iter()
            .filter(|(label, _, press)| *press && (label == name || label.starts_with(&more)))
            .map(|it| it.1)
            .collect::<Vec<_>>();
        if !found
            .iter()
            .any(|rect| rect.height() >= least - 0.5 && self.window.expand(0.5).contains_rect(*rect))
        {
            self.fault(format!("the main button is at {found:?}, not {least} tall in the window"));
        }
    }

    fn targets_are_apart(&mut self) {
        let least = if self.promised() && !self.may_squeeze() { size::GAP } else { size::GAP_SMALL };
        let scrolls = self.scrolls();
        let things = self.things.clone();
        for (index, (label, rect, press)) in things.iter().enumerate() {
            if !self.window.expand(0.5).contains_rect(*rect) && !scrolls {
                self.fault(format!("{label:?} {rect:?} leaves the window"));
            }
            for (other, place, other_press) in things.iter().skip(index + 1) {
                let between = vec2(
                    (rect.min.x - place.max.x).max(place.min.x - rect.max.x),
                    (rect.min.y - place.max.y).max(place.min.y - rect.max.y),
                );
                let apart = between.max_elem();
                if *press && *other_press && apart < least - 0.6 && !scrolls {
                    self.fault(format!("{label:?} and {other:?} are {apart:.1} apart"));
                } else if apart < -1.0 && !scrolls && !contains_or_inside(*rect, *place) {
                    self.fault(format!("{label:?} {rect:?} lies on {other:?} {place:?}"));
                }
            }
        }
    }

    /// Every word is as large as it must be, inside what it is written on, and on no other word.
    fn words_are_whole(&mut self) {
        let shapes = self.shapes.clone();
        let mut before: Vec<(Rect, String)> = Vec::new();
        for (index, (clip, shape)) in shapes.iter().enumerate() {
            let Shape::Text(text) = shape else { continue };
            let place = text_rect(text);
            let words = text.galley.text().to_owned();
            if words.is_empty() {
                continue;
            }
            let at = text.galley.job.sections.first().map_or(0.0, |section| section.format.font_id.size);
            if at < size::TEXT_FLOOR - 0.1 {
                self.fault(format!("{words:?} is {at} large"));
            }
            let scrolled = !clip.contains_rect(place);
            if scrolled && !self.scrolls() {
                self.fault(format!("{words:?} at {place:?} is cut at {clip:?}"));
            }
            let ground =
                shapes.get(..index).unwrap_or_default().iter().rev().find_map(|(_, shape)| match shape {
                    Shape::Rect(rect) if is_ground(rect) && rect.rect.contains(place.center()) => {
                        Some(rect.rect)
                    }
                    _ => None,
                });
            // Below all is the window's own ground.
            let ground = ground.unwrap_or(self.window);
            if !ground.expand(1.0).contains_rect(place) && !scrolled {
                self.fault(format!("{words:?} at {place:?} leaves what it is written on: {ground:?}"));
            }
            for (other_place, other) in &before {
                let common = place.intersect(*other_place);
                if common.width() > 2.0 && common.height() > 6.0 && !scrolled && !self.scrolls() {
                    self.fault(format!("{words:?} is written over {other:?}"));
                }
            }
            before.push((place, words));
        }
    }

    fn rows_are_well_broken(&mut self) {
        let shapes = std::mem::take(&mut self.shapes);
        for (_, shape) in &shapes {
            let Shape::Text(text) = shape else { continue };
            let rows: Vec<String> = text.galley.rows.iter().map(|row| row.text()).collect();
            for pair in rows.windows(2) {
                let [one, next] = pair else { continue };
                let ends = one.trim_end().chars().last().is_some_and(never_ends_a_line);
                if ends || next.chars().next().is_some_and(never_begins_a_line) {
                    self.fault(format!("broken between {one:?} and {next:?}"));
                }
            }
            let normal = self.text_size == TextSize::Normal && self.window.width() >= 1_000.0;
            if normal && rows.len() > 1 && rows.last().is_some_and(|last| last.trim().chars().count() == 1) {
                self.fault(format!("{rows:?}: a character alone"));
            }
        }
        self.shapes = shapes;
    }
}

fn contains_or_inside(one: Rect, other: Rect) -> bool {
    one.contains_rect(other) || other.contains_rect(one)
}

fn every_size(locale: Locale) {
    let start = Instant::now();
    let views = views(locale);
    let seen = start.elapsed();
    eprintln!("{}: scenes in {seen:?}", locale.tag());
    let mut faults = Vec::new();
    let mut count = 0_u32;
    for scale in SCALES {
        let Some((_, first)) = views.first() else { panic!("no scene") };
        let mut sheet = sheet(first, WINDOWS[0], scale);
        for window in WINDOWS {
            sheet.set_size(Vec2::from(window) / scale);
            for (name, view) in views {
                for text_size in TextSize::ALL {
                    *sheet.state_mut() = Shown { view: view.clone(), text_size, palette: Palette::Normal };
                    sheet.step();
                    count += 1;
                    Looked {
                        name: format!(
                            "{} {}x{}@{scale} {} {name}",
                            locale.tag(),
                            window[0],
                            window[1],
                            text_size.key()
                        ),
                        view,
                        text_size,
                        window: Rect::from_min_size(Pos2::ZERO, Vec2::from(window) / scale),
                        things: things(&sheet),
                        shapes: shapes(&sheet),
                        faults: &mut faults,
                    }
                    .check();
                }
            }
        }
    }
    eprintln!("{}: {count} layouts in {:?}", locale.tag(), start.elapsed());
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn japanese_screens_hold_at_every_size() {
    every_size(Locale::Ja);
}

#[test]
fn english_screens_hold_at_every_size() {
    every_size(Locale::En);
}

/// Whoever guides by telephone asks for the number: it tells one screen from all others.
#[test]
fn a_number_belongs_to_one_screen() {
    let mut first = BTreeMap::new();
    for (name, view) in views(Locale::Ja) {
        let screen = *first.entry(&view.number).or_insert(view.screen);
        assert_eq!(screen, view.screen, "{name}: {}", view.number);
    }
}
