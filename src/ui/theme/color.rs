//! Colours. Text on its ground has a contrast of at least 8:1, white on red 7:1 or more.

use eframe::egui::Color32;

/// Warm paper.
pub const GROUND: Color32 = Color32::from_rgb(0xFB, 0xF7, 0xEF);
/// A sheet that lies on the ground.
pub const CARD: Color32 = Color32::from_rgb(0xFF, 0xFF, 0xFF);
/// Edge of a card or field.
pub const BORDER: Color32 = Color32::from_rgb(0xC9, 0xBD, 0xA8);
/// Words.
pub const TEXT: Color32 = Color32::from_rgb(0x10, 0x1E, 0x3C);
/// Words of less weight.
pub const TEXT_QUIET: Color32 = Color32::from_rgb(0x33, 0x3F, 0x57);
/// Only for "cut now".
pub const CUT: Color32 = Color32::from_rgb(0xA8, 0x12, 0x12);
/// The red button under the pointer.
pub const CUT_HOVER: Color32 = Color32::from_rgb(0x8C, 0x0D, 0x0D);
/// Only for "observed".
pub const OBSERVED: Color32 = Color32::from_rgb(0x08, 0x59, 0x32);
/// Ground of a sentence about something observed.
pub const OBSERVED_GROUND: Color32 = Color32::from_rgb(0xDF, 0xF2, 0xE4);
/// Ground of a caution.
pub const CAUTION_GROUND: Color32 = Color32::from_rgb(0xFF, 0xE7, 0xAE);
/// Mark of a caution.
pub const CAUTION: Color32 = Color32::from_rgb(0x8A, 0x4B, 0x00);
/// The main button.
pub const PRIMARY: Color32 = Color32::from_rgb(0x1B, 0x3A, 0x66);
/// The main button under the pointer.
pub const PRIMARY_HOVER: Color32 = Color32::from_rgb(0x12, 0x2B, 0x4F);
/// A plain button under the pointer.
pub const CARD_HOVER: Color32 = Color32::from_rgb(0xF0, 0xEA, 0xDC);
/// Words on red, green or navy.
pub const ON_DARK: Color32 = Color32::from_rgb(0xFF, 0xFF, 0xFF);
/// The ring around what the keyboard will press.
pub const FOCUS: Color32 = Color32::from_rgb(0xE8, 0x76, 0x00);
/// Marked text in a field.
pub const SELECTION: Color32 = Color32::from_rgb(0xCF, 0xE0, 0xF5);
/// A button that cannot be pressed now.
pub const DISABLED: Color32 = Color32::from_rgb(0xE4, 0xDF, 0xD4);
/// Light strokes inside pictures.
pub const PICTURE_LIGHT: Color32 = Color32::from_rgb(0xE8, 0xE0, 0xD0);
/// Accent inside pictures: where to look.
pub const PICTURE_ACCENT: Color32 = Color32::from_rgb(0xE0, 0x8A, 0x00);
