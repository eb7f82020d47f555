//! The typeface on paper: how wide a text is, and what stands for a character it lacks.

use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, GlyphId, MetadataProvider as _, charmap::Charmap};

use super::PaperError;
use crate::content::fonts;
use crate::core::detection::hostile_text::is_invisible;

/// What printers set where a character is missing: the geta mark. A box could be taken for a character.
pub const MISSING: char = '\u{3013}';

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    /// Body text.
    Regular,
    /// Titles and numbers.
    Bold,
}

/// Both weights of the bundled typeface.
pub struct Faces {
    regular: Face,
    bold: Face,
}

/// One weight.
pub struct Face {
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
}

/// A glyph and how far it moves on, for a text size of 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// Its number in the font.
    pub id: u32,
    /// How far it moves on.
    pub advance: f32,
}

impl Faces {
    /// The bundled typeface.
    ///
    /// # Errors
    /// [`PaperError::Typeface`] when a bundled font is damaged.
    pub fn bundled() -> Result<Self, PaperError> {
        Ok(Self { regular: Face::new(fonts::REGULAR)?, bold: Face::new(fonts::BOLD)? })
    }

    /// The face of `weight`.
    pub fn of(&self, weight: Weight) -> &Face {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// True when something in `text` that can be seen has no glyph.
    #[must_use]
    pub fn lacks(&self, text: &str) -> bool {
        text.chars().any(|c| !(is_invisible(c) || self.regular.has(c) && self.bold.has(c)))
    }

    /// `text` as it can be printed: without what cannot be seen, and with [`MISSING`] for what no glyph
    /// shows. Line ends stay.
    pub fn printable(&self, text: &str) -> String {
        let shown = |c: char| match c {
            '\n' => Some(c),
            c if is_invisible(c) => None,
            c if self.regular.has(c) && self.bold.has(c) => Some(c),
            _ => Some(MISSING),
        };
        text.chars().filter_map(shown).collect()
    }
}

impl Face {
    fn new(font: &'static [u8]) -> Result<Self, PaperError> {
        let font = FontRef::new(font).map_err(|_| PaperError::Typeface)?;
        // One unit of text size is the em, so that every width scales with the size.
        let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        Ok(Self { charmap: font.charmap(), metrics })
    }

    fn has(&self, c: char) -> bool {
        self.charmap.map(c).is_some_and(|glyph| glyph != GlyphId::NOTDEF)
    }

    /// The glyph of `c`.
    pub fn glyph(&self, c: char) -> Glyph {
        let id = self.charmap.map(c).unwrap_or(GlyphId::NOTDEF);
        Glyph { id: id.to_u32(), advance: self.metrics.advance_width(id).unwrap_or(1.0) }
    }

    /// How wide `text` is at `size`.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|c| self.glyph(c).advance).sum::<f32>() * size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_character_is_replaced_by_a_mark_and_never_by_a_box() {
        let faces = Faces::bundled().unwrap();
        assert_eq!(faces.printable("\u{20bb7}\u{91ce}\u{5bb6}\u{202e}\n1"), "\u{3013}\u{91ce}\u{5bb6}\n1");
        assert_eq!(faces.printable("\u{1f600}"), "\u{3013}");
        for weight in [Weight::Regular, Weight::Bold] {
            assert_ne!(faces.of(weight).glyph(MISSING).id, 0);
        }
    }

    #[test]
    fn widths_add_up_and_grow_with_the_size() {
        let faces = Faces::bundled().unwrap();
        let face = faces.of(Weight::Regular);
        let kanji = face.width("\u{9280}", 14.0);
        assert!((13.0..=14.5).contains(&kanji), "{kanji}");
        assert!((face.width("\u{9280}\u{9280}", 28.0) - kanji * 4.0).abs() < 0.01);
    }
}
