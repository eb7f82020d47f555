//! The bundled BIZ UDPGothic, so that every PC shows the same words.

use std::sync::Arc;

use eframe::egui::{Context, FontData, FontDefinitions, FontFamily, FontId, FontTweak};

use crate::content::fonts::{BOLD, REGULAR};

const REGULAR_NAME: &str = "BIZ UDPGothic";
const BOLD_NAME: &str = "BIZ UDPGothic Bold";

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    /// Body text.
    Regular,
    /// Headlines, buttons, numerals.
    Bold,
}

/// A font of this `weight`, `size` logical pixels large.
#[must_use]
pub fn font(weight: Weight, size: f32) -> FontId {
    match weight {
        Weight::Regular => FontId::new(size, FontFamily::Proportional),
        Weight::Bold => FontId::new(size, FontFamily::Name(BOLD_NAME.into())),
    }
}

/// Makes the bundled fonts the only ones of `ctx`.
pub fn install(ctx: &Context) {
    let mut fonts = FontDefinitions::empty();
    for (name, data) in [(REGULAR_NAME, REGULAR), (BOLD_NAME, BOLD)] {
        // The font's own hints squeeze thin strokes to nothing: an underscore in a program's name vanished.
        let tweak = FontTweak { hinting: Some(false), ..FontTweak::default() };
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(data).tweak(tweak)));
    }
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        fonts.families.insert(family, vec![REGULAR_NAME.to_owned()]);
    }
    fonts
        .families
        .insert(FontFamily::Name(BOLD_NAME.into()), vec![BOLD_NAME.to_owned(), REGULAR_NAME.to_owned()]);
    ctx.set_fonts(fonts);
}
