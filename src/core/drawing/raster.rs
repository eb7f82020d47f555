//! Pictures as pixels and as SVG, where nobody paints vectors: icons of the window, of Windows and of desktops.

use super::{EDGE, Ink, PANEL_EDGE, Picture, Point, Shape};

/// Looks within one pixel, in each direction: edges become smooth.
const LOOKS: u16 = 4;

/// `picture` in `edge` × `edge` pixels, four bytes each (red, green, blue, opacity), rows from the top.
#[must_use]
pub fn pixels(picture: Picture, edge: u16, color: impl Fn(Ink) -> [u8; 3]) -> Vec<u8> {
    let shapes = picture.shapes();
    let unit = EDGE / f32::from(edge.max(1));
    let at = |pixel: u16, look: u16| (f32::from(pixel) + (f32::from(look) + 0.5) / f32::from(LOOKS)) * unit;
    let mut rgba = Vec::with_capacity(usize::from(edge) * usize::from(edge) * 4);
    for y in 0..edge {
        for x in 0..edge {
            let mut sum = [0_u32; 3];
            let mut hits = 0_u32;
            for look in 0..LOOKS * LOOKS {
                let point = (at(x, look % LOOKS), at(y, look / LOOKS));
                if let Some(ink) = shapes.iter().rev().find_map(|shape| ink_at(shape, point)) {
                    for (sum, part) in sum.iter_mut().zip(color(ink)) {
                        *sum += u32::from(part);
                    }
                    hits += 1;
                }
            }
            let of = |sum: u32, whole: u32| u8::try_from(sum / whole.max(1)).unwrap_or(u8::MAX);
            rgba.extend(sum.map(|sum| of(sum, hits)));
            rgba.push(of(hits * 255, u32::from(LOOKS * LOOKS)));
        }
    }
    rgba
}

/// `picture` as an SVG document of [`EDGE`] units.
#[must_use]
pub fn svg(picture: Picture, color: impl Fn(Ink) -> [u8; 3]) -> String {
    let ink = |ink: Ink| {
        let [red, green, blue] = color(ink);
        format!("#{red:02x}{green:02x}{blue:02x}")
    };
    let join =
        |points: &[Point]| points.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" ");
    let mut out = format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {EDGE} {EDGE}\">\n");
    for shape in picture.shapes() {
        out.push_str(&match &shape {
            Shape::Line { points, width, ink: with } => format!(
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>\n",
                join(points),
                ink(*with)
            ),
            Shape::Block { at, size, corner, fill, edge } => {
                let stroke = match edge {
                    true => format!(" stroke=\"{}\" stroke-width=\"{PANEL_EDGE}\"", ink(Ink::Line)),
                    false => String::new(),
                };
                format!(
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{corner}\" fill=\"{}\"{stroke}/>\n",
                    at.0,
                    at.1,
                    size.0,
                    size.1,
                    ink(*fill)
                )
            }
            Shape::Ring { center, radius, width, ink: with } => format!(
                "<circle cx=\"{}\" cy=\"{}\" r=\"{radius}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"/>\n",
                center.0,
                center.1,
                ink(*with)
            ),
            Shape::Dot { center, radius, fill } => {
                format!("<circle cx=\"{}\" cy=\"{}\" r=\"{radius}\" fill=\"{}\"/>\n", center.0, center.1, ink(*fill))
            }
            Shape::Polygon { points, fill } => {
                format!("<polygon points=\"{}\" fill=\"{}\"/>\n", join(points), ink(*fill))
            }
        });
    }
    out.push_str("</svg>\n");
    out
}

/// What `shape` is drawn with at `point`; `None` beside it.
fn ink_at(shape: &Shape, point: Point) -> Option<Ink> {
    match shape {
        Shape::Line { points, width, ink } => {
            let near = points.windows(2).any(|ends| match ends {
                [from, to] => distance(point, *from, *to) <= width / 2.0,
                _ => false,
            });
            near.then_some(*ink)
        }
        Shape::Block { at, size, corner, fill, edge } => {
            let outside = outside_of(*at, *size, *corner, point);
            match edge {
                true if outside.abs() <= PANEL_EDGE / 2.0 => Some(Ink::Line),
                _ => (outside <= 0.0).then_some(*fill),
            }
        }
        Shape::Ring { center, radius, width, ink } => {
            ((length(point, *center) - radius).abs() <= width / 2.0).then_some(*ink)
        }
        Shape::Dot { center, radius, fill } => (length(point, *center) <= *radius).then_some(*fill),
        Shape::Polygon { points, fill } => inside(points, point).then_some(*fill),
    }
}

fn length(a: Point, b: Point) -> f32 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// From `point` to the line between `from` and `to`.
fn distance(point: Point, from: Point, to: Point) -> f32 {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let square = dx * dx + dy * dy;
    let part = match square > 0.0 {
        true => (((point.0 - from.0) * dx + (point.1 - from.1) * dy) / square).clamp(0.0, 1.0),
        false => 0.0,
    };
    length(point, (from.0 + part * dx, from.1 + part * dy))
}

/// How far `point` is outside of a rectangle with round corners; negative inside.
fn outside_of(at: Point, size: Point, corner: f32, point: Point) -> f32 {
    let half = (size.0 / 2.0, size.1 / 2.0);
    let corner = corner.min(half.0).min(half.1);
    let x = (point.0 - at.0 - half.0).abs() - half.0 + corner;
    let y = (point.1 - at.1 - half.1).abs() - half.1 + corner;
    x.max(0.0).hypot(y.max(0.0)) + x.max(y).min(0.0) - corner
}

/// True inside a convex area, whichever way round its corners are given.
fn inside(points: &[Point], point: Point) -> bool {
    let next = points.iter().cycle().skip(1);
    let sides: Vec<bool> = points
        .iter()
        .zip(next)
        .map(|(a, b)| (b.0 - a.0) * (point.1 - a.1) - (b.1 - a.1) * (point.0 - a.0) >= 0.0)
        .collect();
    sides.iter().all(|side| *side) || sides.iter().all(|side| !side)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(ink: Ink) -> [u8; 3] {
        match ink {
            Ink::Line => [0, 0, 0],
            Ink::Paper => [255, 255, 255],
            Ink::Light => [200, 200, 200],
            Ink::Accent => [255, 128, 0],
            Ink::Observed => [0, 128, 0],
        }
    }

    fn pixel(rgba: &[u8], edge: usize, x: usize, y: usize) -> [u8; 4] {
        let from = (y * edge + x) * 4;
        rgba[from..from + 4].try_into().unwrap()
    }

    #[test]
    fn a_tick_in_a_green_circle_is_white_on_green_and_clear_outside() {
        let rgba = pixels(Picture::Observed, 100, plain);
        assert_eq!(rgba.len(), 40_000);
        assert_eq!(pixel(&rgba, 100, 1, 1), [0, 0, 0, 0]);
        assert_eq!(pixel(&rgba, 100, 50, 12), [0, 128, 0, 255]);
        assert_eq!(pixel(&rgba, 100, 44, 68), [255, 255, 255, 255]);
        let rim: Vec<u8> = (0..100).map(|x| pixel(&rgba, 100, x, 20)[3]).collect();
        assert!(rim.iter().any(|opacity| (1..255).contains(opacity)), "edges are smooth");
    }

    #[test]
    fn shapes_end_where_they_should() {
        let block =
            |edge| Shape::Block { at: (10.0, 10.0), size: (20.0, 20.0), corner: 5.0, fill: Ink::Paper, edge };
        assert_eq!(ink_at(&block(false), (20.0, 20.0)), Some(Ink::Paper));
        assert_eq!(ink_at(&block(false), (10.5, 10.5)), None, "the corner is round");
        assert_eq!(ink_at(&block(true), (20.0, 8.5)), Some(Ink::Line));
        assert_eq!(ink_at(&block(true), (20.0, 7.5)), None);
        let line = Shape::Line { points: vec![(0.0, 0.0), (10.0, 0.0)], width: 4.0, ink: Ink::Line };
        assert_eq!(ink_at(&line, (11.0, 1.0)), Some(Ink::Line), "its end is round");
        assert_eq!(ink_at(&line, (12.5, 0.0)), None);
        for points in [vec![(0.0, 0.0), (10.0, 0.0), (0.0, 10.0)], vec![(0.0, 10.0), (10.0, 0.0), (0.0, 0.0)]]
        {
            let area = Shape::Polygon { points, fill: Ink::Accent };
            assert_eq!(ink_at(&area, (2.0, 2.0)), Some(Ink::Accent));
            assert_eq!(ink_at(&area, (8.0, 8.0)), None);
        }
    }
}
