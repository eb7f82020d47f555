//! The window's icon: the product's sign, in the window's colours.

use eframe::egui::{Color32, IconData};

use super::color;
use crate::core::drawing::raster::pixels;
use crate::core::drawing::{Ink, Picture};

const EDGE: u16 = 64;

/// The icon, 64 × 64 pixels.
#[must_use]
pub fn window_icon() -> IconData {
    let edge = u32::from(EDGE);
    IconData { rgba: pixels(Picture::Logo, EDGE, rgb), width: edge, height: edge }
}

/// The colour of `ink` in icons.
#[must_use]
pub fn rgb(ink: Ink) -> [u8; 3] {
    let token = match ink {
        Ink::Line => color::PRIMARY,
        Ink::Paper => color::ON_DARK,
        Ink::Light => color::PICTURE_LIGHT,
        Ink::Accent => color::PICTURE_ACCENT,
        Ink::Observed => color::OBSERVED,
    };
    let color: Color32 = token.of(color::Palette::Normal);
    [color.r(), color.g(), color.b()]
}
