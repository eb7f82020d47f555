//! The small button that stays above everything: where it may lie, what is a press and what a drag, and how often it
//! comes up again when something covers it.

use super::drawing::Ink;

/// Width and height in logical pixels: a little more than 20 mm.
pub const EDGE: f32 = 80.0;
/// A screen has this many dots to the inch at 100 %.
pub const DPI: f32 = 96.0;
/// Scales that screens have; others are misread.
const SCALES: std::ops::RangeInclusive<f32> = 1.0..=4.0;
/// A place further away than this is no place on any desktop.
const FARTHEST: i32 = 1_000_000;
/// Longest text of a kept place.
pub const PLACE_MAX_BYTES: usize = 64;

/// A place on the desktop, in its own pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

impl Point {
    /// As it is kept in a file.
    #[must_use]
    pub fn to_text(self) -> String {
        format!("{} {}\n", self.x, self.y)
    }

    /// From a file that anybody may have written.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let (x, y) = text.trim().split_once(' ')?;
        let part = |text: &str| {
            let number: i32 = text.parse().ok()?;
            (-FARTHEST..=FARTHEST).contains(&number).then_some(number)
        };
        Some(Self { x: part(x)?, y: part(y)? })
    }
}

/// A screen, or what panels leave of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Its left edge.
    pub x: i32,
    /// Its upper edge.
    pub y: i32,
    /// How wide.
    pub width: i32,
    /// How high.
    pub height: i32,
}

impl Area {
    /// What both have.
    #[must_use]
    pub fn common(self, other: Self) -> Option<Self> {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let right = self.x.saturating_add(self.width).min(other.x.saturating_add(other.width));
        let bottom = self.y.saturating_add(self.height).min(other.y.saturating_add(other.height));
        let (width, height) = (right.saturating_sub(x), bottom.saturating_sub(y));
        (width > 0 && height > 0).then_some(Self { x, y, width, height })
    }

    /// Moves a button of `edge` whole into it; into its upper left corner where it is too small.
    fn hold(self, at: Point, edge: i32) -> Point {
        let inside = |at: i32, from: i32, length: i32| {
            at.clamp(from, from.saturating_add(length.saturating_sub(edge).max(0)))
        };
        Point { x: inside(at.x, self.x, self.width), y: inside(at.y, self.y, self.height) }
    }

    /// How far away a place is, squared.
    fn distance(self, at: Point) -> i128 {
        let beyond = |at: i32, from: i32, length: i32| {
            let (at, from, length) = (i128::from(at), i128::from(from), i128::from(length));
            (from - at).max(at - from - length).max(0)
        };
        let (x, y) = (beyond(at.x, self.x, self.width), beyond(at.y, self.y, self.height));
        x * x + y * y
    }
}

/// The button's width and height in pixels on a screen of `dpi`.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
pub fn edge(dpi: f32) -> i32 {
    let scale = dpi / DPI;
    let scale = if scale.is_finite() { scale.clamp(*SCALES.start(), *SCALES.end()) } else { *SCALES.start() };
    (EDGE * scale).round() as i32
}

/// Where the button lies: `wanted` if somebody moved it there, whole within the screen it is on or nearest to.
/// At first at the right edge of the first of `areas`, above what systems show in the corner.
#[must_use]
pub fn settle(wanted: Option<Point>, areas: &[Area], edge: i32) -> Point {
    let Some(first) = areas.first() else { return wanted.unwrap_or(Point { x: 0, y: 0 }) };
    let Some(at) = wanted else {
        let free = first.height.saturating_sub(edge).max(0);
        let right = first.x.saturating_add(first.width);
        let at = Point {
            x: right.saturating_sub(edge).saturating_sub(edge / 8),
            y: first.y.saturating_add(free / 3 * 2),
        };
        return first.hold(at, edge);
    };
    let middle = Point { x: at.x.saturating_add(edge / 2), y: at.y.saturating_add(edge / 2) };
    let nearest = areas.iter().min_by_key(|area| area.distance(middle)).unwrap_or(first);
    nearest.hold(at, edge)
}

/// What a released button did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Release {
    /// It was pressed.
    Pressed,
    /// It was moved.
    Moved,
}

/// A finger on the button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grip {
    pointer: Point,
    corner: Point,
    slack: i32,
    drags: bool,
}

impl Grip {
    /// The pointer went down at `pointer` while the button's corner was at `corner`.
    #[must_use]
    pub fn new(pointer: Point, corner: Point, edge: i32) -> Self {
        // A trembling hand that presses is not one that drags.
        Self { pointer, corner, slack: edge / 4, drags: false }
    }

    /// Where the button's corner is wanted now; `None` as long as it may be a press.
    pub fn moved(&mut self, pointer: Point) -> Option<Point> {
        let x = pointer.x.saturating_sub(self.pointer.x);
        let y = pointer.y.saturating_sub(self.pointer.y);
        self.drags |= x.saturating_abs().max(y.saturating_abs()) > self.slack;
        self.drags.then(|| Point { x: self.corner.x.saturating_add(x), y: self.corner.y.saturating_add(y) })
    }

    /// The pointer went up.
    #[must_use]
    pub fn released(self) -> Release {
        if self.drags { Release::Moved } else { Release::Pressed }
    }
}

/// Comes up at once when covered, and ever later while something else does the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Raising {
    covered: bool,
    pause_ms: u64,
    raised_at: Option<u64>,
    free_since: u64,
}

impl Raising {
    /// The first pause between two times, doubled each time up to the longest.
    pub const PAUSE_MS: u64 = 250;
    /// The longest pause.
    pub const PAUSE_MAX_MS: u64 = 30_000;
    /// Nothing fights for the place any more.
    pub const CALM_MS: u64 = 10_000;

    /// Something covers it at `now`, or nothing does. Milliseconds from any beginning.
    pub fn is_covered(&mut self, covered: bool, now: u64) {
        if covered && !self.covered && now.saturating_sub(self.free_since) >= Self::CALM_MS {
            (self.pause_ms, self.raised_at) = (0, None);
        }
        if !covered && self.covered {
            self.free_since = now;
        }
        self.covered = covered;
    }

    /// Milliseconds until it is to come up; `None` while nothing covers it.
    #[must_use]
    pub fn wait(&self, now: u64) -> Option<u64> {
        let due = self.raised_at.map_or(now, |at| at.saturating_add(self.pause_ms));
        self.covered.then(|| due.saturating_sub(now))
    }

    /// True when it is to come up now. Counts as done.
    pub fn take(&mut self, now: u64) -> bool {
        let due = self.wait(now) == Some(0);
        if due {
            self.raised_at = Some(now);
            self.pause_ms = self.pause_ms.saturating_mul(2).clamp(Self::PAUSE_MS, Self::PAUSE_MAX_MS);
        }
        due
    }
}

/// Red, green and blue of the button's picture: navy and white; red is for the cut alone.
#[must_use]
pub fn color(ink: Ink) -> [u8; 3] {
    match ink {
        Ink::Line => [0x1B, 0x3A, 0x66],
        Ink::Paper | Ink::Light | Ink::Accent | Ink::Observed => [0xFF; 3],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LEFT: Area = Area { x: 0, y: 0, width: 1366, height: 728 };
    const RIGHT: Area = Area { x: 1366, y: -200, width: 1920, height: 1040 };

    fn at(x: i32, y: i32) -> Point {
        Point { x, y }
    }

    #[test]
    fn it_lies_whole_on_the_screen_where_it_was_put() {
        for (wanted, areas, expected) in [
            (None, &[LEFT][..], at(1276, 432)),
            (Some(at(5, 9)), &[LEFT, RIGHT], at(5, 9)),
            // Below the panel's edge, and beyond all screens.
            (Some(at(100, 700)), &[LEFT, RIGHT], at(100, 648)),
            (Some(at(-9_000, 9_000)), &[LEFT, RIGHT], at(0, 648)),
            // Its middle says on which of two screens it is.
            (Some(at(1330, 10)), &[LEFT, RIGHT], at(1366, 10)),
            (Some(at(1320, 10)), &[LEFT, RIGHT], at(1286, 10)),
            (Some(at(3_000, -150)), &[LEFT, RIGHT], at(3_000, -150)),
            // That screen was pulled out.
            (Some(at(3_000, -150)), &[LEFT], at(1286, 0)),
            // A screen smaller than the button.
            (Some(at(50, 50)), &[Area { x: 10, y: 20, width: 30, height: 30 }], at(10, 20)),
            (Some(at(50, 50)), &[], at(50, 50)),
        ] {
            assert_eq!(settle(wanted, areas, 80), expected, "{wanted:?} {areas:?}");
        }
    }

    #[test]
    fn a_trembling_press_is_a_press() {
        for (path, expected) in [
            (&[][..], Release::Pressed),
            (&[(3, -2), (-15, 20)], Release::Pressed),
            (&[(21, 0)], Release::Moved),
            (&[(0, -400), (0, 0)], Release::Moved),
        ] {
            let mut grip = Grip::new(at(500, 500), at(460, 470), 80);
            for (x, y) in path {
                let corner = grip.moved(at(500 + x, 500 + y));
                let drags = grip.released() == Release::Moved;
                assert_eq!(corner, drags.then_some(at(460 + x, 470 + y)));
            }
            assert_eq!(grip.released(), expected, "{path:?}");
        }
    }

    #[test]
    fn it_is_as_large_as_its_screen_needs() {
        for (dpi, expected) in
            [(96.0, 80), (144.0, 120), (192.0, 160), (10.0, 80), (1e9, 320), (f32::NAN, 80), (-5.0, 80)]
        {
            assert_eq!(edge(dpi), expected, "{dpi}");
        }
    }

    #[test]
    fn it_comes_up_at_once_and_never_fights() {
        let mut raising = Raising::default();
        assert!(!raising.take(5) && raising.wait(5).is_none());
        raising.is_covered(true, 1_000);
        assert!(raising.take(1_000), "at once");
        // Somebody covers it again as soon as it is up.
        let mut times = 0;
        for now in 1_001..=121_000 {
            raising.is_covered(false, now);
            raising.is_covered(true, now);
            times += u32::from(raising.take(now));
        }
        assert!((8..=11).contains(&times), "{times} in two minutes");
        raising.is_covered(false, 121_000);
        raising.is_covered(true, 121_000 + Raising::CALM_MS);
        assert!(raising.take(121_000 + Raising::CALM_MS), "at once again");
    }

    #[test]
    fn only_a_place_is_read_as_one() {
        for text in ["", "5", "5 ", "a b", "1 2 3", "1.5 2", "9999999 1", "1 -1000001", "99999999999 0"] {
            assert_eq!(Point::from_text(text), None, "{text:?}");
        }
        assert_eq!(Point::from_text(" -4 12\n"), Some(at(-4, 12)));
    }

    fn area() -> impl Strategy<Value = Area> {
        (-5_000..5_000, -5_000..5_000, 100..4_000, 100..4_000).prop_map(|(x, y, width, height)| Area {
            x,
            y,
            width,
            height,
        })
    }

    proptest! {
        #[test]
        fn it_never_lies_outside(x in any::<i32>(), y in any::<i32>(), areas in prop::collection::vec(area(), 1..4)) {
            let at = settle(Some(at(x, y)), &areas, 80);
            let inside = |area: &Area| {
                at.x >= area.x && at.y >= area.y && at.x + 80 <= area.x + area.width.max(80)
                    && at.y + 80 <= area.y + area.height.max(80)
            };
            prop_assert!(areas.iter().any(inside));
            prop_assert_eq!(settle(Some(at), &areas, 80), at, "it stays where it is");
        }

        #[test]
        fn what_is_kept_is_read_back(x in -FARTHEST..=FARTHEST, y in -FARTHEST..=FARTHEST, noise in ".{0,40}") {
            prop_assert_eq!(Point::from_text(&at(x, y).to_text()), Some(at(x, y)));
            if let Some(at) = Point::from_text(&noise) {
                prop_assert!(at.x.abs() <= FARTHEST && at.y.abs() <= FARTHEST);
            }
        }
    }
}
