//! Pictures of our own, drawn as vectors in one style: navy lines, white shapes, one amber mark that
//! says where to look. Sharp at every size.

mod devices;
mod signs;

use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, pos2, vec2};

use super::theme::color;

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Picture {
    /// A cable cut in two: the red button.
    Cut,
    /// A window with a warning.
    Popup,
    /// A bank card.
    Card,
    /// Two people.
    Family,
    /// A telephone receiver.
    Telephone,
    /// A smartphone.
    Smartphone,
    /// A tick in a circle: observed.
    Observed,
    /// A hand's arrow pulling the LAN cable out of the PC.
    Cable,
    /// The power button.
    Power,
    /// A router with its plug.
    Router,
    /// A PC that stays dark.
    StayOff,
    /// A sheet with a pen.
    Memo,
    /// A cable joined again.
    Restore,
    /// The system's question with its yes.
    Consent,
}

/// Draws `picture` into the largest square inside `area`, in `ink` where lines are wanted.
pub fn paint(painter: &Painter, area: Rect, picture: Picture, ink: Color32) {
    let edge = area.width().min(area.height());
    let sheet =
        Sheet { painter, origin: area.center() - vec2(edge / 2.0, edge / 2.0), unit: edge / 100.0, ink };
    match picture {
        Picture::Cut => signs::cut(&sheet),
        Picture::Popup => signs::popup(&sheet),
        Picture::Card => devices::card(&sheet),
        Picture::Family => signs::family(&sheet),
        Picture::Telephone => devices::telephone(&sheet),
        Picture::Smartphone => devices::smartphone(&sheet),
        Picture::Observed => signs::observed(&sheet),
        Picture::Cable => devices::cable(&sheet),
        Picture::Power => signs::power(&sheet),
        Picture::Router => devices::router(&sheet),
        Picture::StayOff => devices::stay_off(&sheet),
        Picture::Memo => signs::memo(&sheet),
        Picture::Restore => signs::restore(&sheet),
        Picture::Consent => signs::consent(&sheet),
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
    fn at(&self, x: f32, y: f32) -> Pos2 {
        pos2(self.origin.x + x * self.unit, self.origin.y + y * self.unit)
    }

    fn area(&self, x: f32, y: f32, width: f32, height: f32) -> Rect {
        Rect::from_min_max(self.at(x, y), self.at(x + width, y + height))
    }

    fn pen(&self, width: f32) -> Stroke {
        Stroke::new(width * self.unit, self.ink)
    }

    fn line(&self, points: &[(f32, f32)], width: f32) {
        self.line_in(points, width, self.ink);
    }

    fn line_in(&self, points: &[(f32, f32)], width: f32, ink: Color32) {
        let stroke = Stroke::new(width * self.unit, ink);
        let points: Vec<Pos2> = points.iter().map(|(x, y)| self.at(*x, *y)).collect();
        // Round ends: a line without them looks torn at large sizes.
        for end in points.first().into_iter().chain(points.last()) {
            self.painter.circle_filled(*end, stroke.width / 2.0, ink);
        }
        self.painter.add(Shape::line(points, stroke));
    }

    fn panel(&self, x: f32, y: f32, width: f32, height: f32, corner: f32, fill: Color32) {
        let area = self.area(x, y, width, height);
        let corner = corner * self.unit;
        self.painter.rect_filled(area, corner, fill);
        self.painter.rect_stroke(area, corner, self.pen(4.0), eframe::egui::StrokeKind::Middle);
    }

    fn block(&self, x: f32, y: f32, width: f32, height: f32, corner: f32, fill: Color32) {
        self.painter.rect_filled(self.area(x, y, width, height), corner * self.unit, fill);
    }

    fn ring(&self, x: f32, y: f32, radius: f32, width: f32) {
        self.painter.circle_stroke(self.at(x, y), radius * self.unit, self.pen(width));
    }

    fn dot(&self, x: f32, y: f32, radius: f32, fill: Color32) {
        self.painter.circle_filled(self.at(x, y), radius * self.unit, fill);
    }

    /// An arc around (`x`, `y`); angles in degrees, clockwise from the right.
    fn arc(&self, x: f32, y: f32, radius: f32, degrees: (f32, f32), width: f32) {
        let steps = 32_u8;
        let points: Vec<(f32, f32)> = (0..=steps)
            .map(|step| {
                let part = f32::from(step) / f32::from(steps);
                let angle = (degrees.0 + (degrees.1 - degrees.0) * part).to_radians();
                (x + radius * angle.cos(), y + radius * angle.sin())
            })
            .collect();
        self.line(&points, width);
    }

    /// The amber mark: an arrow from one point to another.
    fn arrow(&self, from: (f32, f32), to: (f32, f32)) {
        let ink = color::PICTURE_ACCENT;
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy).max(1.0);
        let (ux, uy) = (dx / length, dy / length);
        let head = 12.0;
        let base = (to.0 - ux * head, to.1 - uy * head);
        self.line_in(&[from, base], 7.0, ink);
        let side = 9.0;
        self.painter.add(Shape::convex_polygon(
            vec![
                self.at(to.0 + ux * 2.0, to.1 + uy * 2.0),
                self.at(base.0 - uy * side, base.1 + ux * side),
                self.at(base.0 + uy * side, base.1 - ux * side),
            ],
            ink,
            Stroke::NONE,
        ));
    }
}
