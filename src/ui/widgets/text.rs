//! Text with a role for screen readers.

use std::sync::Arc;

use eframe::egui::accesskit::{Live, Role};
use eframe::egui::epaint::text::FontsView;
use eframe::egui::text::{LayoutJob, TextFormat};
use eframe::egui::{Align, Color32, Galley, Pos2, Rect, Sense, Ui, WidgetInfo, vec2};

use crate::core::phrase::{fitting_lines, widest_phrase};
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

    /// The lines of `text`, broken between phrases so that none is wider than `width`, and their widths.
    fn lines(self, fonts: &mut FontsView<'_>, text: &str, width: f32) -> Vec<(String, f32)> {
        let id = font(self.weight, self.size);
        let mut wide = |part: &str| part.chars().map(|c| fonts.glyph_width(&id, c)).sum();
        fitting_lines(text, width, &mut wide)
            .into_iter()
            .map(|line| {
                let width = wide(&line);
                (line, width)
            })
            .collect()
    }

    /// The room that `text` takes in lines no wider than `width`, without drawing a letter: many sizes are tried
    /// before one is drawn.
    #[must_use]
    pub fn measure(self, ui: &Ui, text: &str, width: f32) -> Measured {
        let pixel = ui.pixels_per_point();
        let lines = ui.fonts_mut(|fonts| self.lines(fonts, text, width));
        let line_height = (self.size * size::LINE_HEIGHT * pixel).round() / pixel;
        #[expect(clippy::cast_precision_loss, reason = "a screen's lines")]
        let height = (line_height * lines.len() as f32 * pixel).round() / pixel;
        let width = lines.iter().map(|line| line.1).fold(0.0, f32::max);
        Measured { rect: Rect::from_min_size(Pos2::ZERO, vec2(width, height)), rows: lines.len() }
    }

    /// The width of the widest phrase of `text`, which a line should not break.
    #[must_use]
    pub fn widest_phrase(self, ui: &Ui, text: &str) -> f32 {
        let id = font(self.weight, self.size);
        ui.fonts_mut(|fonts| {
            widest_phrase(text, |part| part.chars().map(|c| fonts.glyph_width(&id, c)).sum())
        })
    }

    /// Lays `text` out in lines no wider than `width`, broken between phrases.
    #[must_use]
    pub fn layout(self, ui: &Ui, text: &str, width: f32) -> Arc<Galley> {
        let id = font(self.weight, self.size);
        ui.fonts_mut(|fonts| {
            let lines: Vec<String> = self.lines(fonts, text, width).into_iter().map(|line| line.0).collect();
            let mut job = LayoutJob::single_section(
                lines.join("\n"),
                TextFormat {
                    font_id: id,
                    color: self.color,
                    line_height: Some(self.size * size::LINE_HEIGHT),
                    valign: Align::Center,
                    ..TextFormat::default()
                },
            );
            // They are broken already.
            job.wrap.max_width = f32::INFINITY;
            job.halign = self.align;
            fonts.layout_job(job)
        })
    }
}

/// The room a text takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// From the origin.
    pub rect: Rect,
    /// Lines.
    pub rows: usize,
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
