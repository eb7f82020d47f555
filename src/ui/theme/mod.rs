//! Design tokens, named by purpose. No colour and no size is written anywhere else.

pub mod color;
pub mod fonts;
pub mod icon;
pub mod size;

use eframe::egui::{self, Stroke, Visuals};

/// Gives `ctx` our fonts and looks.
pub fn install(ctx: &egui::Context) {
    fonts::install(ctx);
    ctx.set_theme(egui::Theme::Light);
    let mut visuals = Visuals::light();
    visuals.override_text_color = Some(color::TEXT);
    visuals.panel_fill = color::GROUND;
    visuals.window_fill = color::GROUND;
    visuals.extreme_bg_color = color::CARD;
    visuals.selection.bg_fill = color::SELECTION;
    visuals.selection.stroke = Stroke::new(size::FOCUS_RING, color::FOCUS);
    for widget in [
        &mut visuals.widgets.inactive,
        &mut visuals.widgets.hovered,
        &mut visuals.widgets.active,
        &mut visuals.widgets.open,
    ] {
        widget.bg_stroke = Stroke::new(size::BORDER, color::BORDER);
        widget.corner_radius = egui::CornerRadius::same(size::RADIUS_FIELD);
    }
    // A system in dark mode shows the same light paper: older eyes read it best.
    ctx.set_visuals_of(egui::Theme::Dark, visuals.clone());
    ctx.set_visuals_of(egui::Theme::Light, visuals);
    ctx.options_mut(|options| {
        // Ctrl and + would let a stray hand change the layout; text size is a setting.
        options.zoom_with_keyboard = false;
    });
}
