//! One page while it is laid out: what stands where, and whether everything stays inside the margins.

use super::face::{Faces, Weight};
use crate::core::drawing::Picture;
use crate::core::phrase::fitting_lines;

/// A4, in points.
pub const WIDTH: f32 = 595.28;
/// A4, in points.
pub const HEIGHT: f32 = 841.89;
/// What home printers leave white at each edge, and a little more.
pub const MARGIN: f32 = 26.0;
/// The left and right edge of what is printed.
pub const FULL: Span = Span { left: MARGIN, right: WIDTH - MARGIN };
/// Distance of leading dots.
const DOTS: f32 = 4.0;
/// How far letters reach above and below the middle between two lines, as parts of the size.
const ASCENT: f32 = 0.88;
/// How much of what a line is higher than another lies above the base line: letters stand on it.
const BESIDE_LARGER: f32 = 0.72;

/// From left to right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// Left edge.
    pub left: f32,
    /// Right edge.
    pub right: f32,
}

impl Span {
    /// Its width.
    pub fn width(self) -> f32 {
        self.right - self.left
    }

    /// Without `by` at the left.
    pub fn indented(self, by: f32) -> Self {
        Self { left: self.left + by, ..self }
    }
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Weight.
    pub weight: Weight,
    /// Size in points.
    pub size: f32,
    /// Distance of two lines, as a multiple of the size.
    pub line: f32,
}

impl Look {
    /// Distance of two lines, in points.
    pub fn line_height(self) -> f32 {
        self.size * self.line
    }
}

/// One thing on the page. Lengths in points from the upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// One line of text.
    Text {
        /// Where it begins: left edge and base line.
        at: (f32, f32),
        /// Weight.
        weight: Weight,
        /// Size.
        size: f32,
        /// The words.
        text: String,
    },
    /// A straight line.
    Rule {
        /// One end.
        from: (f32, f32),
        /// The other end.
        to: (f32, f32),
        /// How wide.
        width: f32,
        /// Length of the dashes; absent: none.
        dash: Option<f32>,
    },
    /// The outline of a rectangle.
    Frame {
        /// Upper left corner.
        at: (f32, f32),
        /// Width and height.
        size: (f32, f32),
        /// How wide the line is.
        width: f32,
    },
    /// A picture.
    Drawing {
        /// Upper left corner.
        at: (f32, f32),
        /// Width and height.
        edge: f32,
        /// What it shows.
        picture: Picture,
    },
}

/// A page from top to bottom.
pub struct Page<'a> {
    faces: &'a Faces,
    items: Vec<Item>,
    /// Where the next thing goes.
    pub top: f32,
    too_wide: bool,
}

impl<'a> Page<'a> {
    /// An empty page.
    pub fn new(faces: &'a Faces) -> Self {
        Self { faces, items: Vec::new(), top: MARGIN, too_wide: false }
    }

    /// True when everything is inside the margins.
    pub fn fits(&self) -> bool {
        !self.too_wide && self.top <= HEIGHT - MARGIN + 0.01
    }

    /// Height that is still free.
    pub fn left_over(&self) -> f32 {
        HEIGHT - MARGIN - self.top
    }

    /// `text` as it will be printed.
    pub fn printable(&self, text: &str) -> String {
        self.faces.printable(text)
    }

    /// What stands on the page.
    pub fn into_items(self) -> Vec<Item> {
        self.items
    }

    /// Space below the last thing.
    pub fn gap(&mut self, height: f32) {
        self.top += height;
    }

    /// How wide `text` is.
    pub fn width_of(&self, look: Look, text: &str) -> f32 {
        self.faces.of(look.weight).width(text, look.size)
    }

    /// `text` in lines that fit into `span`.
    pub fn lines(&self, span: Span, look: Look, text: &str) -> Vec<String> {
        let face = self.faces.of(look.weight);
        let text = self.faces.printable(text);
        fitting_lines(&text, span.width(), |part| face.width(part, look.size))
    }

    /// How high `text` is in `span`.
    pub fn height_of(&self, span: Span, look: Look, text: &str) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a page holds few lines")]
        let lines = self.lines(span, look, text).len() as f32;
        lines * look.line_height()
    }

    /// A paragraph below the last thing.
    pub fn text(&mut self, span: Span, look: Look, text: &str) {
        for line in self.lines(span, look, text) {
            self.line(span, look, &line);
            self.top += look.line_height();
        }
    }

    /// A paragraph whose first words are bold. `lead` is what `text` begins with.
    pub fn text_with_lead(&mut self, span: Span, look: Look, lead: &str, text: &str) {
        let (lead, text) = (self.faces.printable(lead), self.faces.printable(text));
        let bold = Look { weight: Weight::Bold, ..look };
        let width = |part: &str| match part.strip_prefix(lead.as_str()) {
            Some(rest) => self.width_of(bold, &lead) + self.width_of(look, rest),
            None => self.width_of(look, part),
        };
        for (number, line) in fitting_lines(&text, span.width(), width).into_iter().enumerate() {
            match line.strip_prefix(lead.as_str()).filter(|_| number == 0) {
                Some(rest) => {
                    self.line(span, bold, &lead);
                    self.line(span.indented(self.width_of(bold, &lead)), look, rest);
                }
                None => self.line(span, look, &line),
            }
            self.top += look.line_height();
        }
    }

    /// One line at the current height, without moving on. What does not fit is noticed, never lost.
    pub fn line(&mut self, span: Span, look: Look, text: &str) {
        let text = self.faces.printable(text);
        if self.width_of(look, &text) > span.width() + 0.5 {
            self.too_wide = true;
        }
        let base = self.top + (look.line_height() - look.size) / 2.0 + look.size * ASCENT;
        if !text.is_empty() {
            let Look { weight, size, .. } = look;
            self.items.push(Item::Text { at: (span.left, base), weight, size, text });
        }
    }

    /// As [`Self::line`], on the base line of larger text beside it whose line is `height` high.
    pub fn line_beside(&mut self, span: Span, look: Look, height: f32, text: &str) {
        let top = self.top;
        self.top += ((height - look.line_height()) * BESIDE_LARGER).max(0.0);
        self.line(span, look, text);
        self.top = top;
    }

    /// One line at the right edge of `span`, without moving on.
    pub fn line_right(&mut self, span: Span, look: Look, text: &str) {
        let text = self.faces.printable(text);
        let left = span.right - self.width_of(look, &text);
        if left < span.left - 0.5 {
            self.too_wide = true;
        }
        self.line(Span { left, right: span.right + 0.1 }, look, &text);
    }

    /// A line to write on, across `span`, `below` the current height.
    pub fn writing_line(&mut self, span: Span, below: f32) {
        let y = self.top + below;
        self.items.push(Item::Rule { from: (span.left, y), to: (span.right, y), width: 0.8, dash: None });
    }

    /// Dots across `span`, `below` the current height.
    pub fn dots(&mut self, span: Span, below: f32) {
        let y = self.top + below;
        let (from, to) = ((span.left, y), (span.right, y));
        self.items.push(Item::Rule { from, to, width: 1.0, dash: Some(DOTS) });
    }

    /// A line across `span` at the current height.
    pub fn rule(&mut self, span: Span, width: f32, dash: Option<f32>) {
        self.items.push(Item::Rule { from: (span.left, self.top), to: (span.right, self.top), width, dash });
    }

    /// A frame around `span` from `top` to the current height.
    pub fn frame(&mut self, span: Span, top: f32, width: f32) {
        self.items.push(Item::Frame { at: (span.left, top), size: (span.width(), self.top - top), width });
    }

    /// A picture at `left` and `top`.
    pub fn picture(&mut self, (left, top): (f32, f32), edge: f32, picture: Picture) {
        self.items.push(Item::Drawing { at: (left, top), edge, picture });
    }
}
