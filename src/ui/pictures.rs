//! Pictures of our own on the screen: the shapes of `core::drawing`, sharp at every size.

use eframe::egui::{Color32, Painter, Pos2, Rect, Stroke, StrokeKind, pos2, vec2};

use super::theme::color;
pub use crate::core::drawing::Picture;
use crate::core::drawing::{EDGE, Ink, PANEL_EDGE, Point, Shape};

/// Draws `picture` into the largest square inside `area`, in `ink` where lines are wanted.
pub fn paint(painter: &Painter, area: Rect, picture: Picture, ink: Color32) {
    let edge = area.width().min(area.height());
    let origin = area.center() - vec2(edge / 2.0, edge / 2.0);
    let sheet = Sheet { painter, origin, unit: edge / EDGE, ink };
    for shape in picture.shapes() {
        sheet.paint(&shape);
    }
}

/// Draws a line with round ends and corners: without them it looks torn at large sizes.
pub fn pen(painter: &Painter, points: &[Pos2], stroke: Stroke) {
    for point in points {
        painter.circle_filled(*point, stroke.width / 2.0, stroke.color);
    }
    for pair in points.windows(2) {
        if let [from, to] = pair {
            painter.line_segment([*from, *to], stroke);
        }
    }
}

/// A sheet of 100 × 100 units to draw on.
struct Sheet<'a> {
    painter: &'a Painter,
    origin: Pos2,
    unit: f32,
    ink: Color32,
}

impl Sheet<'_> {
    fn paint(&self, shape: &Shape) {
        match shape {
            Shape::Line { points, width, ink } => {
                let stroke = Stroke::new(width * self.unit, self.color(*ink));
                pen(self.painter, &self.all(points), stroke);
            }
            Shape::Block { at, size, corner, fill, edge } => {
                let area = Rect::from_min_max(self.at(*at), self.at((at.0 + size.0, at.1 + size.1)));
                let corner = corner * self.unit;
                self.painter.rect_filled(area, corner, self.color(*fill));
                if *edge {
                    let stroke = Stroke::new(PANEL_EDGE * self.unit, self.ink);
                    self.painter.rect_stroke(area, corner, stroke, StrokeKind::Middle);
                }
            }
            Shape::Ring { center, radius, width, ink } => {
                let stroke = Stroke::new(width * self.unit, self.color(*ink));
                self.painter.circle_stroke(self.at(*center), radius * self.unit, stroke);
            }
            Shape::Dot { center, radius, fill } => {
                self.painter.circle_filled(self.at(*center), radius * self.unit, self.color(*fill));
            }
            Shape::Polygon { points, fill } => {
                let area =
                    eframe::egui::Shape::convex_polygon(self.all(points), self.color(*fill), Stroke::NONE);
                self.painter.add(area);
            }
        }
    }

    fn at(&self, (x, y): Point) -> Pos2 {
        pos2(self.origin.x + x * self.unit, self.origin.y + y * self.unit)
    }

    fn all(&self, points: &[Point]) -> Vec<Pos2> {
        points.iter().map(|point| self.at(*point)).collect()
    }

    fn color(&self, ink: Ink) -> Color32 {
        match ink {
            Ink::Line => self.ink,
            Ink::Paper => color::CARD.into(),
            Ink::Light => color::PICTURE_LIGHT.into(),
            Ink::Accent => color::PICTURE_ACCENT.into(),
            Ink::Observed => color::OBSERVED.into(),
        }
    }
}
