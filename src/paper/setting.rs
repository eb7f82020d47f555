//! How tightly a page is set.

use super::face::Weight;
use super::page::Look;

/// Who vouches for a number is printed in this size, in points.
const MARK: f32 = 10.0;

/// How tightly the page is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting {
    /// Distance of lines.
    pub(super) line: f32,
    /// Space between steps.
    pub(super) gap: f32,
    /// Height of a row to write on.
    pub(super) writing: f32,
    /// Width and height of a step's picture.
    pub(super) picture: f32,
    /// Width and height of the pictures of the hand ways.
    pub(super) small_picture: f32,
    /// Size of the sentences, in points: smaller only for many long names.
    pub(super) body: f32,
    /// Size of the names beside the family's numbers, in points.
    pub(super) names: f32,
}

/// From airy to tight; the first that fits is taken.
pub(super) const SETTINGS: [Setting; 14] = [
    setting(1.40, 14.0, 34.0, 50.0, 32.0, 14.0, 14.0),
    setting(1.36, 12.0, 32.0, 50.0, 30.0, 14.0, 14.0),
    setting(1.33, 10.0, 30.0, 50.0, 30.0, 14.0, 14.0),
    setting(1.30, 8.0, 28.0, 48.0, 30.0, 14.0, 14.0),
    setting(1.26, 6.0, 26.0, 46.0, 28.0, 14.0, 14.0),
    setting(1.22, 5.0, 25.0, 43.0, 27.0, 14.0, 14.0),
    setting(1.18, 4.5, 24.0, 41.0, 25.0, 14.0, 13.0),
    setting(1.16, 4.0, 23.0, 40.0, 24.0, 13.5, 12.0),
    setting(1.15, 4.0, 23.0, 39.0, 24.0, 13.0, 11.0),
    setting(1.14, 3.0, 22.0, 38.0, 22.0, 12.5, 10.0),
    setting(1.12, 3.0, 22.0, 36.0, 22.0, 12.0, 9.5),
    setting(1.10, 2.0, 21.0, 34.0, 20.0, 11.5, 9.0),
    setting(1.08, 2.0, 20.0, 32.0, 20.0, 11.0, 9.0),
    setting(1.08, 1.5, 19.0, 30.0, 18.0, 10.5, 8.5),
];

const fn setting(
    line: f32,
    gap: f32,
    writing: f32,
    picture: f32,
    small_picture: f32,
    body: f32,
    names: f32,
) -> Setting {
    Setting { line, gap, writing, picture, small_picture, body, names }
}

impl Setting {
    /// Body text: 14 points, readable at arm's length.
    pub(super) fn body(self) -> Look {
        Look { weight: Weight::Regular, size: self.body, line: self.line }
    }

    pub(super) fn strong(self) -> Look {
        Look { weight: Weight::Bold, ..self.body() }
    }

    pub(super) fn title(self) -> Look {
        // With the smallest sentences the titles shrink too.
        Look { weight: Weight::Bold, size: (self.body * 1.8).min(22.0), line: self.line.min(1.3) }
    }

    /// Names beside numbers, which may be long.
    pub(super) fn name(self) -> Look {
        Look { size: self.names, ..self.body() }
    }

    /// Who vouches for a number.
    pub(super) fn mark(self) -> Look {
        Look { size: (self.names * 0.9).min(MARK), ..self.body() }
    }

    pub(super) fn number(self) -> Look {
        Look { weight: Weight::Bold, size: 16.0, line: self.line }
    }
}

/// The setting of pages that hold little.
pub(super) const AIRY: Setting = setting(1.45, 14.0, 34.0, 50.0, 32.0, 14.0, 14.0);
