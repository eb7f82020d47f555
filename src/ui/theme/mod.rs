//! Design tokens, named by purpose. No colour and no size is written anywhere else.

pub mod color;
pub mod elevation;
pub mod fonts;
pub mod icon;
pub mod size;

use eframe::egui::{self, Id, Stroke, Visuals};

use color::Palette;

/// Gives `ctx` our fonts and looks.
pub fn install(ctx: &egui::Context) {
    fonts::install(ctx);
    ctx.set_theme(egui::Theme::Light);
    ctx.options_mut(|options| {
        // Ctrl and + would let a stray hand change the layout; text size is a setting.
        options.zoom_with_keyboard = false;
    });
    color::draw_with(Palette::Normal);
    set_visuals(ctx);
}

/// Draws with `palette` from now on.
pub fn draw_with(ctx: &egui::Context, palette: Palette) {
    color::draw_with(palette);
    let shown = Id::unique("palette");
    let before = ctx.data_mut(|data| data.get_temp::<Palette>(shown)).unwrap_or_default();
    if before != palette {
        ctx.data_mut(|data| data.insert_temp(shown, palette));
        set_visuals(ctx);
    }
}

fn set_visuals(ctx: &egui::Context) {
    let mut visuals = Visuals::light();
    visuals.override_text_color = Some(color::TEXT.into());
    visuals.panel_fill = color::GROUND.into();
    visuals.window_fill = color::GROUND.into();
    visuals.extreme_bg_color = color::CARD.into();
    visuals.selection.bg_fill = color::SELECTION.into();
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
}
