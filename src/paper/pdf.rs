//! Pages as a PDF: only the glyphs that are used, a title, a language, no clock.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, LineCap, LineJoin, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Data, Document};

use super::PaperError;
use super::face::{Faces, Weight};
use super::page::{HEIGHT, Item, WIDTH};
use crate::content::fonts;
use crate::core::drawing::{EDGE, Ink, PANEL_EDGE, Picture, Shape};

/// Width and name of what the document is about.
pub struct Title<'a> {
    /// What a reader shows in its title bar.
    pub title: &'a str,
    /// Language tag.
    pub language: &'a str,
}

/// `pages` as a PDF.
///
/// # Errors
/// [`PaperError`] when the typeface or the library refuses.
pub fn write(pages: &[Vec<Item>], title: &Title<'_>, faces: &Faces) -> Result<Vec<u8>, PaperError> {
    let font = |bytes: &'static [u8]| Font::new(Data::from(bytes), 0).ok_or(PaperError::Typeface);
    let fonts = Fonts { faces, regular: font(fonts::REGULAR)?, bold: font(fonts::BOLD)? };
    let mut document = Document::new();
    for items in pages {
        let settings =
            PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| PaperError::Pdf("page size".into()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for item in items {
            draw(&mut surface, item, &fonts);
        }
        surface.finish();
        page.finish();
    }
    document.set_metadata(
        Metadata::new()
            .title(title.title.to_owned())
            .language(title.language.to_owned())
            .creator("kyukyubako".to_owned())
            // Without it the library writes a random one; the same sheet is the same file.
            .document_id(title.title.to_owned()),
    );
    document.finish().map_err(|error| PaperError::Pdf(error.to_string()))
}

struct Fonts<'a> {
    faces: &'a Faces,
    regular: Font,
    bold: Font,
}

fn draw(surface: &mut Surface<'_>, item: &Item, fonts: &Fonts<'_>) {
    match item {
        Item::Text { at, weight, size, text } => {
            let face = fonts.faces.of(*weight);
            let glyphs: Vec<KrillaGlyph> = text
                .char_indices()
                .map(|(place, c)| {
                    let glyph = face.glyph(c);
                    let range = place..place + c.len_utf8();
                    KrillaGlyph::new(GlyphId::new(glyph.id), glyph.advance, 0.0, 0.0, 0.0, range, None)
                })
                .collect();
            let font = match weight {
                Weight::Regular => &fonts.regular,
                Weight::Bold => &fonts.bold,
            };
            surface.set_stroke(None);
            surface.set_fill(Some(fill(Ink::Line)));
            surface.draw_glyphs(Point::from_xy(at.0, at.1), &glyphs, font.clone(), text, *size, false);
        }
        Item::Rule { from, to, width, dash } => {
            let dash = dash.map(|length| StrokeDash {
                array: vec![length * DASHED, length * (2.0 - DASHED)],
                offset: 0.0,
            });
            let pen = Stroke { dash, ..pen(Ink::Line, *width) };
            stroke(surface, polyline(&[*from, *to], false), pen);
        }
        Item::Frame { at, size, width } => {
            let path = rounded(*at, *size, 2.0);
            stroke(surface, path, pen(Ink::Line, *width));
        }
        Item::Drawing { at, edge, picture } => draw_picture(surface, *at, *edge, *picture),
    }
}

fn draw_picture(surface: &mut Surface<'_>, origin: (f32, f32), edge: f32, picture: Picture) {
    let unit = edge / EDGE;
    let place = |point: &(f32, f32)| (origin.0 + point.0 * unit, origin.1 + point.1 * unit);
    for shape in picture.shapes() {
        match &shape {
            Shape::Line { points, width, ink } => {
                let points: Vec<_> = points.iter().map(place).collect();
                stroke(surface, polyline(&points, false), pen(*ink, width * unit));
            }
            Shape::Block { at, size, corner, fill: ink, edge } => {
                let path = || rounded(place(at), (size.0 * unit, size.1 * unit), corner * unit);
                area(surface, path(), *ink);
                if *edge {
                    stroke(surface, path(), pen(Ink::Line, PANEL_EDGE * unit));
                }
            }
            Shape::Ring { center, radius, width, ink } => {
                stroke(surface, circle(place(center), radius * unit), pen(*ink, width * unit));
            }
            Shape::Dot { center, radius, fill: ink } => {
                area(surface, circle(place(center), radius * unit), *ink);
            }
            Shape::Polygon { points, fill: ink } => {
                let points: Vec<_> = points.iter().map(place).collect();
                area(surface, polyline(&points, true), *ink);
            }
        }
    }
}

/// Colours whose greys differ as much as they do: navy 13 %, green 25 %, amber 61 %, light 88 %.
fn color(ink: Ink) -> rgb::Color {
    match ink {
        Ink::Line => rgb::Color::new(0x10, 0x1E, 0x3C),
        Ink::Paper => rgb::Color::new(0xFF, 0xFF, 0xFF),
        Ink::Light => rgb::Color::new(0xE2, 0xE0, 0xDC),
        Ink::Accent => rgb::Color::new(0xE0, 0x8A, 0x00),
        Ink::Observed => rgb::Color::new(0x08, 0x59, 0x32),
    }
}

fn fill(ink: Ink) -> Fill {
    Fill { paint: color(ink).into(), ..Fill::default() }
}

fn pen(ink: Ink, width: f32) -> Stroke {
    Stroke {
        paint: color(ink).into(),
        width,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        opacity: NormalizedF32::ONE,
        ..Stroke::default()
    }
}

fn stroke(surface: &mut Surface<'_>, path: Option<Path>, pen: Stroke) {
    if let Some(path) = path {
        surface.set_fill(None);
        surface.set_stroke(Some(pen));
        surface.draw_path(&path);
    }
}

fn area(surface: &mut Surface<'_>, path: Option<Path>, ink: Ink) {
    if let Some(path) = path {
        surface.set_stroke(None);
        surface.set_fill(Some(fill(ink)));
        surface.draw_path(&path);
    }
}

fn polyline(points: &[(f32, f32)], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    let (first, rest) = points.split_first()?;
    path.move_to(first.0, first.1);
    for point in rest {
        path.line_to(point.0, point.1);
    }
    if closed {
        path.close();
    }
    path.finish()
}

/// How much of a dash is ink; round ends add to it.
const DASHED: f32 = 0.05;

/// How far the handles of a cubic curve reach along a quarter of a circle.
const ROUND: f32 = 0.552_285;

fn circle(center: (f32, f32), radius: f32) -> Option<Path> {
    rounded((center.0 - radius, center.1 - radius), (radius * 2.0, radius * 2.0), radius)
}

fn rounded((left, top): (f32, f32), (width, height): (f32, f32), corner: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    let r = corner.min(width / 2.0).min(height / 2.0);
    if r <= 0.01 {
        path.push_rect(Rect::from_xywh(left, top, width, height)?);
        return path.finish();
    }
    let (right, bottom, k) = (left + width, top + height, r * (1.0 - ROUND));
    path.move_to(left + r, top);
    path.line_to(right - r, top);
    path.cubic_to(right - k, top, right, top + k, right, top + r);
    path.line_to(right, bottom - r);
    path.cubic_to(right, bottom - k, right - k, bottom, right - r, bottom);
    path.line_to(left + r, bottom);
    path.cubic_to(left + k, bottom, left, bottom - k, left, bottom - r);
    path.line_to(left, top + r);
    path.cubic_to(left, top + k, left + k, top, left + r, top);
    path.close();
    path.finish()
}
