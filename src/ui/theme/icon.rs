//! The window's icon: a white lid with a mended cable on navy, drawn here so that it needs no decoder.

use eframe::egui::IconData;

use super::color;

const EDGE: u32 = 64;

/// The icon, 64 × 64 pixels.
#[must_use]
pub fn window_icon() -> IconData {
    let mut rgba = Vec::new();
    for y in 0..EDGE {
        for x in 0..EDGE {
            rgba.extend(pixel(x, y).to_srgba_unmultiplied());
        }
    }
    IconData { rgba, width: EDGE, height: EDGE }
}

/// A first-aid box: body, lid line, handle, and the two ends of a cut cable.
fn pixel(x: u32, y: u32) -> eframe::egui::Color32 {
    let inside =
        |left: u32, top: u32, right: u32, bottom: u32| x >= left && x < right && y >= top && y < bottom;
    let handle = inside(22, 8, 42, 18) && !inside(27, 13, 37, 18);
    let body = inside(4, 18, 60, 58);
    let cable = inside(12, 36, 26, 42) || inside(38, 36, 52, 42);
    let plugs = inside(22, 32, 28, 46) || inside(36, 32, 42, 46);
    if body && (cable || plugs) {
        color::ON_DARK.of(color::Palette::Normal)
    } else if body && inside(4, 26, 60, 28) {
        color::PICTURE_ACCENT.of(color::Palette::Normal)
    } else if body || handle {
        color::PRIMARY.of(color::Palette::Normal)
    } else {
        eframe::egui::Color32::TRANSPARENT
    }
}
