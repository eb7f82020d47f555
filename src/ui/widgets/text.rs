//! Text with a role for screen readers.

use std::sync::Arc;

use eframe::egui::accesskit::{Live, Role};
use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, Color32, Galley, Rect, Sense, Ui, WidgetInfo, vec2};

use crate::core::phrase::break_lines;
use crate::ui::theme::fonts::{Weight, font};
use crate::ui::theme::size;

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paragraph {
    /// Weight.
    pub weight: Weight,
    /// Size in logical pixels.
    pub size: f32,
    /// Colour.
    pub color: Color32,
    /// Left, centre or right.
    pub align: Align,
}

impl Paragraph {
    /// Left-aligned.
    #[must_use]
    pub fn new(weight: Weight, size: f32, color: impl Into<Color32>) -> Self {
        Self { weight, size, color: color.into(), align: Align::LEFT }
    }

    /// Centred.
    #[must_use]
    pub fn centered(mut self) -> Self {
        self.align = Align::Center;
        self
    }

    /// Lays `text` out in lines no wider than `width`, broken between phrases.
    #[must_use]
    pub fn layout(self, ui: &Ui, text: &str, width: f32) -> Arc<Galley> {
        let id = font(self.weight, self.size);
        ui.fonts_mut(|fonts| {
            let broken = break_lines(text, width, |part| {
                fonts.layout_no_wrap(part.to_owned(), id.clone(), self.color).rect.width()
            });
            let mut job = LayoutJob::single_section(
                broken,
                TextFormat {
                    font_id: id,
                    color: self.color,
                    line_height: Some(self.size * size::LINE_HEIGHT),
                    valign: Align::Center,
                    ..TextFormat::default()
                },
            );
            job.wrap.max_width = width.max(1.0);
            job.halign = self.align;
            fonts.layout_job(job)
        })
    }
}

/// Puts `text` into `area`, from its top, and tells screen readers about it. Returns what it covers.
pub fn paragraph(ui: &mut Ui, area: Rect, text: &str, look: Paragraph, role: Role) -> Rect {
    announced(ui, area, text, look, role, Live::Off)
}

/// As [`paragraph`]; a screen reader says it by itself as soon as it appears, at once if `live` is assertive.
pub fn announced(ui: &mut Ui, area: Rect, text: &str, look: Paragraph, role: Role, live: Live) -> Rect {
    let galley = look.layout(ui, text, area.width());
    let x = match look.align {
        Align::Center => area.center().x,
        Align::Max => area.max.x,
        Align::Min => area.min.x,
    };
    let covers = Rect::from_min_size(area.min, vec2(area.width(), galley.rect.height()));
    // The same words may stand twice on a screen; the place tells them apart.
    let place = (area.min.x.to_bits(), area.min.y.to_bits());
    let id = ui.scope_id().with(("text", text, role as u8, place));
    let response = ui.interact(covers, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(role, true, text));
    if live != Live::Off {
        ui.ctx().accesskit_node_builder(id, |node| node.set_live(live));
    }
    ui.painter().galley(eframe::egui::pos2(x, area.min.y), galley, look.color);
    covers
}
