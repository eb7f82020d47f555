//! Keys of the keyboard that are pressed, each with its name on it.

use super::{Drawing, Ink, Point};

/// How wide a pen writes the names.
const PEN: f32 = 2.6;

/// Alt and F4 together.
pub(super) fn alt_f4(s: &mut Drawing) {
    key(s, (2.0, 46.0), 42.0, "Alt");
    key(s, (56.0, 46.0), 42.0, "F4");
    s.line(&[(46.5, 63.0), (53.5, 63.0)], 3.0);
    s.line(&[(50.0, 59.5), (50.0, 66.5)], 3.0);
    s.arrow((23.0, 12.0), (23.0, 42.0));
    s.arrow((77.0, 12.0), (77.0, 42.0));
}

/// Esc, held while a clock goes.
pub(super) fn esc(s: &mut Drawing) {
    key(s, (18.0, 50.0), 46.0, "Esc");
    s.arrow((41.0, 14.0), (41.0, 46.0));
    s.ring(80.0, 30.0, 16.0, 4.0);
    s.line(&[(80.0, 20.0), (80.0, 30.0), (87.0, 35.0)], 3.5);
}

/// Ctrl, Alt and Del together, as they lie on a keyboard.
pub(super) fn ctrl_alt_del(s: &mut Drawing) {
    key(s, (0.0, 64.0), 42.0, "Ctrl");
    key(s, (46.0, 64.0), 32.0, "Alt");
    key(s, (64.0, 26.0), 36.0, "Del");
    s.arrow((21.0, 34.0), (21.0, 60.0));
    s.arrow((54.0, 34.0), (54.0, 60.0));
    s.arrow((82.0, -2.0), (82.0, 22.0));
}

/// One key at `at`, `width` wide.
fn key(s: &mut Drawing, at: Point, width: f32, name: &str) {
    let height = 34.0;
    s.panel(at.0, at.1, width, height, 5.0, Ink::Paper);
    s.block(at.0 + 4.0, at.1 + height - 6.0, width - 8.0, 3.0, 1.5, Ink::Light);
    let advance: f32 = name.chars().map(|letter| width_of(letter) + 3.0).sum::<f32>() - 3.0;
    let mut left = at.0 + (width - advance) / 2.0;
    for letter in name.chars() {
        for stroke in strokes(letter) {
            let points: Vec<Point> =
                stroke.iter().map(|(x, y)| (left + x * width_of(letter), at.1 + 8.0 + y * 14.0)).collect();
            s.line(&points, PEN);
        }
        left += width_of(letter) + 3.0;
    }
}

fn width_of(letter: char) -> f32 {
    match letter {
        'l' => 1.0,
        't' | 'r' => 5.0,
        _ => 7.0,
    }
}

/// The pen's ways through a letter, in a box of one by one.
fn strokes(letter: char) -> &'static [&'static [Point]] {
    match letter {
        'A' => &[&[(0.0, 1.0), (0.5, 0.0), (1.0, 1.0)], &[(0.2, 0.65), (0.8, 0.65)]],
        'C' => &[&[
            (1.0, 0.15),
            (0.75, 0.0),
            (0.25, 0.0),
            (0.0, 0.25),
            (0.0, 0.75),
            (0.25, 1.0),
            (0.75, 1.0),
            (1.0, 0.85),
        ]],
        'D' => &[&[(0.0, 0.0), (0.6, 0.0), (1.0, 0.3), (1.0, 0.7), (0.6, 1.0), (0.0, 1.0), (0.0, 0.0)]],
        'E' => &[&[(1.0, 0.0), (0.0, 0.0), (0.0, 1.0), (1.0, 1.0)], &[(0.0, 0.5), (0.8, 0.5)]],
        'F' => &[&[(1.0, 0.0), (0.0, 0.0), (0.0, 1.0)], &[(0.0, 0.5), (0.8, 0.5)]],
        '4' => &[&[(0.75, 1.0), (0.75, 0.0), (0.0, 0.7), (1.0, 0.7)]],
        'c' => &[&[(1.0, 0.45), (0.3, 0.38), (0.0, 0.55), (0.0, 0.85), (0.3, 1.0), (1.0, 0.95)]],
        'e' => &[&[
            (0.0, 0.68),
            (1.0, 0.68),
            (0.9, 0.42),
            (0.5, 0.35),
            (0.1, 0.45),
            (0.0, 0.8),
            (0.3, 1.0),
            (0.95, 0.95),
        ]],
        'l' => &[&[(0.5, 0.0), (0.5, 1.0)]],
        'r' => &[&[(0.0, 0.38), (0.0, 1.0)], &[(0.0, 0.6), (0.4, 0.4), (1.0, 0.38)]],
        's' => &[&[(1.0, 0.42), (0.4, 0.36), (0.0, 0.5), (1.0, 0.8), (0.8, 1.0), (0.0, 0.96)]],
        't' => &[&[(0.45, 0.08), (0.45, 0.9), (0.6, 1.0), (1.0, 1.0)], &[(0.0, 0.36), (1.0, 0.36)]],
        _ => &[],
    }
}
