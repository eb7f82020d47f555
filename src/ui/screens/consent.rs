//! A drawing of the system's consent dialog with its own words, so that a person knows it when it comes.
//! Nothing in it can be pressed.

use eframe::egui::accesskit::Role;
use eframe::egui::{Rect, Stroke, StrokeKind, Ui, pos2, vec2};

use super::Fit;
use crate::ui::theme::fonts::Weight;
use crate::ui::theme::{color, size};
use crate::ui::view::ConsentDialog;
use crate::ui::widgets::{Paragraph, paragraph};

fn small(fit: Fit) -> Paragraph {
    Paragraph::new(Weight::Regular, fit.text(size::SMALL).min(size::SMALL), color::TEXT)
}

fn bold(fit: Fit) -> Paragraph {
    Paragraph::new(Weight::Bold, small(fit).size, color::TEXT)
}

/// The sentences of the dialog, the band's first. A low window keeps only that it is a drawing.
fn lines(dialog: &ConsentDialog, fit: Fit) -> (&str, Vec<&str>) {
    if fit.low {
        (dialog.sample.as_str(), Vec::new())
    } else {
        (dialog.question.as_str(), vec![dialog.program.as_str(), dialog.publisher.as_str()])
    }
}

fn key_height(fit: Fit) -> f32 {
    small(fit).size * size::LINE_HEIGHT + size::GAP_SMALL
}

fn inner(width: f32) -> f32 {
    width.min(size::DIALOG_MAX_WIDTH) - size::GAP * 2.0
}

/// What stands above it.
fn caption_height(ui: &Ui, dialog: &ConsentDialog, fit: Fit, width: f32) -> f32 {
    if fit.low {
        return 0.0;
    }
    small(fit).measure(ui, &dialog.sample, width).rect.height() + size::GAP_SMALL
}

/// The height it needs at this `width`.
pub(super) fn height(ui: &Ui, dialog: &ConsentDialog, fit: Fit, width: f32) -> f32 {
    let (band, others) = lines(dialog, fit);
    let inner = inner(width);
    caption_height(ui, dialog, fit, width)
        + bold(fit).measure(ui, band, inner).rect.height()
        + size::GAP_SMALL * 2.0
        + others.iter().map(|line| small(fit).measure(ui, line, inner).rect.height()).sum::<f32>()
        + key_height(fit)
        + size::GAP_SMALL * 2.0
}

/// Draws it at the top of `area`.
pub(super) fn show(ui: &mut Ui, area: Rect, dialog: &ConsentDialog, fit: Fit) {
    let top = area.min.y + caption_height(ui, dialog, fit, area.width());
    if !fit.low {
        paragraph(ui, area, &dialog.sample, small(fit), Role::Label);
    }
    let (band_line, others) = lines(dialog, fit);
    let width = area.width().min(size::DIALOG_MAX_WIDTH);
    let inner = inner(area.width());
    let bottom = area.min.y + height(ui, dialog, fit, area.width());
    let card = Rect::from_min_max(pos2(area.min.x, top), pos2(area.min.x + width, bottom));
    ui.painter().rect_filled(card, 0.0, color::CARD);
    // Yellow: the system does not know who made the program.
    let band_tall = bold(fit).measure(ui, band_line, inner).rect.height() + size::GAP_SMALL * 2.0;
    let band = Rect::from_min_size(card.min, vec2(width, band_tall));
    ui.painter().rect_filled(band, 0.0, color::CAUTION_GROUND);
    ui.painter().rect_stroke(card, 0.0, Stroke::new(size::BORDER, color::TEXT_QUIET), StrokeKind::Inside);
    let at = |y: f32| Rect::from_min_size(pos2(card.min.x + size::GAP, y), vec2(inner, area.height()));
    paragraph(ui, at(band.min.y + size::GAP_SMALL), band_line, bold(fit), Role::Label);
    let mut y = band.max.y;
    for line in others {
        y = paragraph(ui, at(y), line, small(fit), Role::Label).max.y;
    }
    keys(ui, Rect::from_min_max(pos2(card.min.x, y + size::GAP_SMALL), card.max), dialog, fit);
}

/// Yes with a ring around it, and no.
fn keys(ui: &mut Ui, area: Rect, dialog: &ConsentDialog, fit: Fit) {
    let tall = key_height(fit);
    let wide = (area.width() - size::GAP * 3.0) / 2.0;
    for (place, word, wanted) in [(0.0, &dialog.yes, true), (1.0, &dialog.no, false)] {
        let left = area.min.x + size::GAP + (wide + size::GAP) * place;
        let key = Rect::from_min_size(pos2(left, area.min.y), vec2(wide, tall));
        ui.painter().rect_filled(key, 0.0, color::DISABLED);
        if wanted {
            // Quiet: it must not look like the button to press.
            let ring = Stroke::new(size::FOCUS_RING, color::TEXT_QUIET);
            ui.painter().rect_stroke(key, 0.0, ring, StrokeKind::Outside);
        }
        let look = if wanted { bold(fit) } else { small(fit) }.centered();
        let text = look.measure(ui, word, wide).rect.height();
        let words = Rect::from_center_size(key.center(), vec2(wide, text));
        paragraph(ui, words, word, look, Role::Label);
    }
}
