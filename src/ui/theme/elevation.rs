//! What lies above the ground and how far: a soft shadow, and none at all in high contrast, where edges say it.

use eframe::egui::{Painter, Rect, Shadow, Shape};

use super::color::{self, Palette};

/// How far something lies above the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Elevation {
    /// A button: it can be pushed down.
    Raised,
}

impl Elevation {
    fn shadow(self) -> Shadow {
        let (offset, blur, part) = match self {
            Self::Raised => ([0, 3], 7, 0.20),
        };
        let ink = color::SHADOW.of(color::palette()).gamma_multiply(part);
        Shadow { offset, blur, spread: 0, color: ink }
    }

    /// Draws what `area` throws on the ground. What lies there is drawn afterwards.
    pub fn paint(self, painter: &Painter, area: Rect, corner: u8) {
        if color::palette() == Palette::Normal {
            // It shows below the lower edge only; a whole one would be painted under all of the button.
            let foot = area.with_min_y(area.min.y.max(area.max.y - f32::from(corner) * 2.0));
            painter.add(Shape::Rect(self.shadow().as_shape(foot, corner)));
        }
    }
}
