//! A QR code, in whole pixels of the screen: a blurred module is a misread one.

use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::content::qr::{Matrix, QUIET_ZONE};
use crate::ui::theme::color;

/// Fewest pixels of the screen for each module: telephones read that from a hand's breadth away.
const PIXELS_MIN: f32 = 2.0;

/// The part of the window's height it is given: the words around it become smaller first.
const SHARE: f32 = 0.48;

#[expect(clippy::cast_precision_loss, reason = "at most 177 modules and their edge")]
fn modules(matrix: &Matrix) -> f32 {
    (matrix.size + QUIET_ZONE * 2) as f32
}

/// The height it is given if that is possible, and at the least what is still read.
pub(super) fn wanted_height(ui: &Ui, matrix: &Matrix) -> f32 {
    let least = modules(matrix) * PIXELS_MIN / ui.pixels_per_point();
    least.max(ui.max_rect().height() * SHARE)
}

/// Draws the code as large as `area` permits, black on white with its light edge.
pub(super) fn show(ui: &mut Ui, area: Rect, matrix: &Matrix, name: &str) {
    let pixel = ui.pixels_per_point();
    let all = modules(matrix);
    let module = (area.height().min(area.width()) * pixel / all).floor().max(1.0) / pixel;
    let snapped = |at: f32| (at * pixel).round() / pixel;
    let corner = pos2(snapped(area.center().x - module * all / 2.0), snapped(area.min.y));
    let place = Rect::from_min_size(corner, vec2(module * all, module * all));
    let response = ui.interact(place, ui.scope_id().with("code"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let painter = ui.painter();
    let [dark, light] = color::CODE;
    painter.rect_filled(place, 0.0, light);
    for y in 0..matrix.size {
        for x in 0..matrix.size {
            if !matrix.is_dark(x, y) {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "at most 177")]
            let from = corner + vec2((x + QUIET_ZONE) as f32, (y + QUIET_ZONE) as f32) * module;
            painter.rect_filled(Rect::from_min_size(from, vec2(module, module)), 0.0, dark);
        }
    }
}
