//! Pictures of our own as plain shapes: navy lines, white areas, one amber mark that says where to look.
//! The window paints them, the sheet prints them; neither needs the other.

mod devices;
mod keys;
pub mod raster;
mod signs;

/// A point on the drawing, in units; the drawing is [`EDGE`] units wide and high.
pub type Point = (f32, f32);

/// Width and height of every drawing, in units.
pub const EDGE: f32 = 100.0;

/// Width of the edge of a panel, in units.
pub const PANEL_EDGE: f32 = 4.0;

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
    /// A first-aid box with a cut cable on it: the product's sign.
    Logo,
    /// The LAN cable pulled out and, below it, the key of a keyboard that switches Wi-Fi off.
    CableAndKey,
    /// Alt and F4.
    KeysAltF4,
    /// Esc, held.
    KeyEsc,
    /// Ctrl, Alt and Del.
    KeysCtrlAltDel,
    /// The letters SOS: the button that stays.
    Sos,
}

impl Picture {
    /// Every picture.
    pub const ALL: [Self; 20] = [
        Self::Cut,
        Self::Popup,
        Self::Card,
        Self::Family,
        Self::Telephone,
        Self::Smartphone,
        Self::Observed,
        Self::Cable,
        Self::Power,
        Self::Router,
        Self::StayOff,
        Self::Memo,
        Self::Restore,
        Self::Consent,
        Self::Logo,
        Self::CableAndKey,
        Self::KeysAltF4,
        Self::KeyEsc,
        Self::KeysCtrlAltDel,
        Self::Sos,
    ];

    /// Its shapes, the lowest first.
    #[must_use]
    pub fn shapes(self) -> Vec<Shape> {
        let mut drawing = Drawing::default();
        let s = &mut drawing;
        match self {
            Self::Cut => signs::cut(s),
            Self::Popup => signs::popup(s),
            Self::Card => devices::card(s),
            Self::Family => signs::family(s),
            Self::Telephone => devices::telephone(s),
            Self::Smartphone => devices::smartphone(s),
            Self::Observed => signs::observed(s),
            Self::Cable => devices::cable(s),
            Self::Power => signs::power(s),
            Self::Router => devices::router(s),
            Self::StayOff => devices::stay_off(s),
            Self::Memo => signs::memo(s),
            Self::Restore => signs::restore(s),
            Self::Consent => signs::consent(s),
            Self::Logo => signs::logo(s),
            Self::CableAndKey => {
                s.place(devices::cable, (-2.0, -8.0), 0.7);
                s.place(devices::wifi_key, (48.0, 51.0), 0.52);
            }
            Self::KeysAltF4 => keys::alt_f4(s),
            Self::KeyEsc => keys::esc(s),
            Self::KeysCtrlAltDel => keys::ctrl_alt_del(s),
            Self::Sos => signs::sos(s),
        }
        drawing.shapes
    }
}

/// What a part of a picture is drawn with. Screen and paper choose the colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ink {
    /// The dark of lines.
    Line,
    /// The white of paper and of cases.
    Paper,
    /// Light parts inside a shape.
    Light,
    /// Where to look.
    Accent,
    /// Only for "observed".
    Observed,
}

/// One shape. Lengths in units.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// An open line with round ends.
    Line {
        /// From the first to the last.
        points: Vec<Point>,
        /// How wide.
        width: f32,
        /// Drawn with.
        ink: Ink,
    },
    /// A rectangle with round corners.
    Block {
        /// Its upper left corner.
        at: Point,
        /// Its width and height.
        size: Point,
        /// The radius of its corners.
        corner: f32,
        /// Filled with.
        fill: Ink,
        /// True: with an edge of [`PANEL_EDGE`] on its outline.
        edge: bool,
    },
    /// The outline of a circle.
    Ring {
        /// Its centre.
        center: Point,
        /// To the middle of the line.
        radius: f32,
        /// How wide the line is.
        width: f32,
        /// Drawn with.
        ink: Ink,
    },
    /// A full circle.
    Dot {
        /// Its centre.
        center: Point,
        /// Its radius.
        radius: f32,
        /// Filled with.
        fill: Ink,
    },
    /// A convex area with sharp corners.
    Polygon {
        /// Its corners.
        points: Vec<Point>,
        /// Filled with.
        fill: Ink,
    },
}

/// A picture while it is being drawn.
#[derive(Debug, Default)]
struct Drawing {
    shapes: Vec<Shape>,
}

impl Drawing {
    fn line(&mut self, points: &[Point], width: f32) {
        self.line_in(points, width, Ink::Line);
    }

    fn line_in(&mut self, points: &[Point], width: f32, ink: Ink) {
        self.shapes.push(Shape::Line { points: points.to_vec(), width, ink });
    }

    fn panel(&mut self, x: f32, y: f32, width: f32, height: f32, corner: f32, fill: Ink) {
        self.shapes.push(Shape::Block { at: (x, y), size: (width, height), corner, fill, edge: true });
    }

    fn block(&mut self, x: f32, y: f32, width: f32, height: f32, corner: f32, fill: Ink) {
        self.shapes.push(Shape::Block { at: (x, y), size: (width, height), corner, fill, edge: false });
    }

    fn ring(&mut self, x: f32, y: f32, radius: f32, width: f32) {
        self.ring_in(x, y, radius, width, Ink::Line);
    }

    fn ring_in(&mut self, x: f32, y: f32, radius: f32, width: f32, ink: Ink) {
        self.shapes.push(Shape::Ring { center: (x, y), radius, width, ink });
    }

    fn dot(&mut self, x: f32, y: f32, radius: f32, fill: Ink) {
        self.shapes.push(Shape::Dot { center: (x, y), radius, fill });
    }

    /// An arc around (`x`, `y`); angles in degrees, clockwise from the right.
    fn arc(&mut self, x: f32, y: f32, radius: f32, degrees: (f32, f32), width: f32) {
        self.line(&arc((x, y), (radius, radius), degrees), width);
    }

    /// A whole picture, `scale` times as large, its upper left corner at `at`.
    fn place(&mut self, draw: fn(&mut Self), at: Point, scale: f32) {
        let mut part = Self::default();
        draw(&mut part);
        let to = |(x, y): Point| (at.0 + x * scale, at.1 + y * scale);
        for shape in part.shapes {
            match shape {
                Shape::Line { points, width, ink } => {
                    self.line_in(&points.into_iter().map(to).collect::<Vec<_>>(), width * scale, ink);
                }
                Shape::Block { at, size, corner, fill, edge } => {
                    let mut block = |out: f32, fill| {
                        let (x, y) = to((at.0 - out, at.1 - out));
                        let size = (size.0 + 2.0 * out, size.1 + 2.0 * out);
                        self.block(
                            x,
                            y,
                            size.0 * scale,
                            size.1 * scale,
                            (corner + out).max(0.0) * scale,
                            fill,
                        );
                    };
                    // An edge of its own width would be too heavy on a small part.
                    if edge {
                        block(PANEL_EDGE / 2.0, Ink::Line);
                        block(-PANEL_EDGE / 2.0, fill);
                    } else {
                        block(0.0, fill);
                    }
                }
                Shape::Ring { center, radius, width, ink } => {
                    let (x, y) = to(center);
                    self.ring_in(x, y, radius * scale, width * scale, ink);
                }
                Shape::Dot { center, radius, fill } => {
                    let (x, y) = to(center);
                    self.dot(x, y, radius * scale, fill);
                }
                Shape::Polygon { points, fill } => {
                    let points = points.into_iter().map(to).collect();
                    self.shapes.push(Shape::Polygon { points, fill });
                }
            }
        }
    }

    /// The amber mark: an arrow from one point to another.
    fn arrow(&mut self, from: Point, to: Point) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = dx.hypot(dy).max(1.0);
        let (ux, uy) = (dx / length, dy / length);
        let head = 12.0;
        let base = (to.0 - ux * head, to.1 - uy * head);
        self.line_in(&[from, base], 7.0, Ink::Accent);
        let side = 9.0;
        let points = vec![
            (to.0 + ux * 2.0, to.1 + uy * 2.0),
            (base.0 - uy * side, base.1 + ux * side),
            (base.0 + uy * side, base.1 - ux * side),
        ];
        self.shapes.push(Shape::Polygon { points, fill: Ink::Accent });
    }
}

/// Points along an ellipse; angles in degrees, clockwise from the right.
fn arc(center: Point, radii: Point, degrees: (f32, f32)) -> Vec<Point> {
    let steps = 32_u8;
    let point = |step: u8| {
        let part = f32::from(step) / f32::from(steps);
        let angle = (degrees.0 + (degrees.1 - degrees.0) * part).to_radians();
        (center.0 + radii.0 * angle.cos(), center.1 + radii.1 * angle.sin())
    };
    (0..=steps).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_picture_is_drawn_inside_its_edges() {
        for picture in Picture::ALL {
            let shapes = picture.shapes();
            assert!(shapes.len() >= 2, "{picture:?}");
            for shape in shapes {
                let corners = match &shape {
                    Shape::Line { points, .. } | Shape::Polygon { points, .. } => points.clone(),
                    Shape::Block { at, size, .. } => vec![*at, (at.0 + size.0, at.1 + size.1)],
                    Shape::Ring { center, radius, .. } | Shape::Dot { center, radius, .. } => {
                        vec![(center.0 - radius, center.1 - radius), (center.0 + radius, center.1 + radius)]
                    }
                };
                // The head of an arrow may reach over the edge by as much as a pen is wide.
                let inside = |at: &f32| (-PANEL_EDGE..=EDGE + PANEL_EDGE).contains(at);
                assert!(corners.iter().all(|(x, y)| inside(x) && inside(y)), "{picture:?}: {shape:?}");
            }
        }
    }
}
