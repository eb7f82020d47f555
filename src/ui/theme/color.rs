//! Colours by purpose, each in two palettes. Words on their ground have a contrast of at least 8:1, edges of what
//! can be pressed 3:1.

use std::cell::Cell;

use eframe::egui::Color32;

/// Which of the two palettes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Palette {
    /// Navy on warm paper.
    #[default]
    Normal,
    /// Black on white with hard edges, for those who ask their system for high contrast.
    HighContrast,
}

/// A colour with one purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token {
    normal: u32,
    high: u32,
}

const fn token(normal: u32, high: u32) -> Token {
    Token { normal, high }
}

impl Token {
    /// This colour in `palette`.
    #[must_use]
    pub const fn of(self, palette: Palette) -> Color32 {
        let [_, red, green, blue] = match palette {
            Palette::Normal => self.normal.to_be_bytes(),
            Palette::HighContrast => self.high.to_be_bytes(),
        };
        Color32::from_rgb(red, green, blue)
    }
}

impl From<Token> for Color32 {
    /// In the palette that this thread draws with.
    fn from(token: Token) -> Self {
        token.of(palette())
    }
}

thread_local! {
    /// egui draws on one thread; a palette for each test's thread keeps tests apart.
    static PALETTE: Cell<Palette> = const { Cell::new(Palette::Normal) };
}

/// The palette that this thread draws with.
#[must_use]
pub fn palette() -> Palette {
    PALETTE.get()
}

/// From now on this thread draws with `palette`.
pub(super) fn draw_with(palette: Palette) {
    PALETTE.set(palette);
}

/// Warm paper.
pub const GROUND: Token = token(0xFB_F7_EF, 0xFF_FF_FF);
/// A sheet that lies on the ground; a button that is not the main one.
pub const CARD: Token = token(0xFF_FF_FF, 0xFF_FF_FF);
/// The bar at the top: the lid of the box.
pub const LID: Token = token(0xF3_EC_DE, 0xFF_FF_FF);
/// Edge of what can be pressed or typed into.
pub const BORDER: Token = token(0x8F_82_6B, 0x00_00_00);
/// Edge of a card and of the lid, which only lie there.
pub const HAIRLINE: Token = token(0xDD_D2_BF, 0x00_00_00);
/// Words.
pub const TEXT: Token = token(0x10_1E_3C, 0x00_00_00);
/// Words of less weight.
pub const TEXT_QUIET: Token = token(0x33_3F_57, 0x00_00_00);
/// Only for "cut now".
pub const CUT: Token = token(0xA0_10_10, 0x8B_00_00);
/// The red button under the pointer.
pub const CUT_HOVER: Token = token(0x82_0B_0B, 0x5C_00_00);
/// Only for "observed".
pub const OBSERVED: Token = token(0x07_52_2E, 0x00_42_20);
/// Ground of a sentence about something observed.
pub const OBSERVED_GROUND: Token = token(0xE3_F4_E8, 0xFF_FF_FF);
/// Ground of a caution.
pub const CAUTION_GROUND: Token = token(0xFF_EA_B8, 0xFF_F6_D6);
/// Mark and edge of a caution.
pub const CAUTION: Token = token(0x70_3C_00, 0x52_2B_00);
/// The main button.
pub const PRIMARY: Token = token(0x1B_3A_66, 0x00_1B_4D);
/// The main button under the pointer.
pub const PRIMARY_HOVER: Token = token(0x12_2B_4F, 0x00_00_00);
/// A plain button under the pointer.
pub const CARD_HOVER: Token = token(0xF4_EE_E1, 0xE8_E8_E8);
/// Words on red, green or navy.
pub const ON_DARK: Token = token(0xFF_FF_FF, 0xFF_FF_FF);
/// The ring around what the keyboard will press.
pub const FOCUS: Token = token(0xC2_55_00, 0xA8_3C_00);
/// Marked text in a field.
pub const SELECTION: Token = token(0xCF_E0_F5, 0xBF_D9_FF);
/// A button that cannot be pressed now.
pub const DISABLED: Token = token(0xEB_E5_D9, 0xFF_FF_FF);
/// Light strokes inside pictures.
pub const PICTURE_LIGHT: Token = token(0xE8_E0_D0, 0xD0_D0_D0);
/// Accent inside pictures: where to look.
pub const PICTURE_ACCENT: Token = token(0xE0_8A_00, 0xC0_6A_00);
/// The modules of a code for a telephone, and their ground: as dark and as light as can be.
pub const CODE: [Token; 2] = [token(0x00_00_00, 0x00_00_00), token(0xFF_FF_FF, 0xFF_FF_FF)];
/// What lies a little above the ground throws this shadow; see [`super::elevation`].
pub const SHADOW: Token = token(0x3A_2C_12, 0x00_00_00);

/// Every colour that words are written in, with the grounds they may lie on.
pub const WORDS: &[(Token, &[Token])] = &[
    (TEXT, &[GROUND, CARD, LID, CARD_HOVER, CAUTION_GROUND, OBSERVED_GROUND, DISABLED, SELECTION]),
    (TEXT_QUIET, &[GROUND, CARD, LID, CARD_HOVER, CAUTION_GROUND, DISABLED]),
    (OBSERVED, &[GROUND, CARD, OBSERVED_GROUND]),
    (CAUTION, &[GROUND, CARD]),
    (ON_DARK, &[CUT, CUT_HOVER, PRIMARY, PRIMARY_HOVER, OBSERVED, TEXT]),
];

/// Edges that show where something can be pressed, with the grounds they may lie on.
pub const EDGES: &[(Token, &[Token])] = &[
    (BORDER, &[GROUND, CARD, LID, OBSERVED_GROUND, CAUTION_GROUND]),
    (FOCUS, &[GROUND, CARD, LID, CAUTION_GROUND]),
    (PRIMARY, &[GROUND, CARD]),
    (CAUTION, &[GROUND, CAUTION_GROUND]),
];

#[allow(clippy::disallowed_methods, reason = "the threads of a test end with it")]
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_draws_with_the_palette_it_was_given() {
        assert_eq!(Color32::from(TEXT), TEXT.of(Palette::Normal));
        draw_with(Palette::HighContrast);
        assert_eq!(Color32::from(TEXT), Color32::BLACK);
        std::thread::spawn(|| assert_eq!(palette(), Palette::Normal)).join().unwrap();
    }
}
