//! What is on the screen, read from its pixels by the theme's own colours.

use kyukyubako::ui::theme::color;

/// A colour of the theme.
pub type Rgb = [u8; 3];

/// The red button, at rest and under the pointer.
pub fn red() -> [Rgb; 2] {
    [rgb(color::CUT), rgb(color::CUT_HOVER)]
}

/// The main button, at rest and under the pointer.
pub fn navy() -> [Rgb; 2] {
    [rgb(color::PRIMARY), rgb(color::PRIMARY_HOVER)]
}

/// A plain button or field, at rest and under the pointer.
pub fn paper() -> [Rgb; 2] {
    [rgb(color::CARD), rgb(color::CARD_HOVER)]
}

pub fn rgb(color: impl Into<eframe::egui::Color32>) -> Rgb {
    let color = color.into();
    [color.r(), color.g(), color.b()]
}

/// A stretch of pixels in one line, from its first to its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub from: u32,
    pub to: u32,
}

impl Run {
    pub fn length(self) -> u32 {
        self.to - self.from + 1
    }

    pub fn middle(self) -> u32 {
        (self.from + self.to) / 2
    }
}

/// A picture of the whole screen.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pixels: Vec<u8>,
}

impl Picture {
    /// Reads a binary PPM.
    pub fn from_ppm(bytes: &[u8]) -> Self {
        let mut fields = Vec::new();
        let mut at = 0;
        while fields.len() < 4 {
            let start = at + bytes[at..].iter().position(|b| !b.is_ascii_whitespace()).unwrap();
            at = start + bytes[start..].iter().position(u8::is_ascii_whitespace).unwrap();
            fields.push(std::str::from_utf8(&bytes[start..at]).unwrap());
        }
        assert_eq!((fields[0], fields[3]), ("P6", "255"));
        let (width, height): (u32, u32) = (fields[1].parse().unwrap(), fields[2].parse().unwrap());
        let pixels = bytes[at + 1..].to_vec();
        assert_eq!(pixels.len(), (width * height * 3) as usize);
        Self { width, height, pixels }
    }

    fn is(&self, x: u32, y: u32, colors: &[Rgb]) -> bool {
        let at = ((y * self.width + x) * 3) as usize;
        let pixel = &self.pixels[at..at + 3];
        // Renderers round differently.
        colors.iter().any(|color| color.iter().zip(pixel).all(|(a, b)| a.abs_diff(*b) <= 3))
    }

    /// The stretches of `colors` in the column at `x`, from top to bottom, at least `least` long.
    pub fn down(&self, x: u32, colors: &[Rgb], least: u32) -> Vec<Run> {
        runs(self.height, least, |y| self.is(x, y, colors))
    }

    /// The stretches of `colors` in the row at `y`, from left to right, at least `least` long.
    pub fn across(&self, y: u32, colors: &[Rgb], least: u32) -> Vec<Run> {
        runs(self.width, least, |x| self.is(x, y, colors))
    }

    /// The part of all pixels that differs from `other`.
    pub fn difference(&self, other: &Self) -> f64 {
        let pairs = self.pixels.chunks(3).zip(other.pixels.chunks(3));
        let differ = pairs.filter(|(a, b)| a.iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > 8)).count();
        #[expect(clippy::cast_precision_loss, reason = "pixels of a screen")]
        let part = differ as f64 / (self.pixels.len() as f64 / 3.0);
        part
    }
}

fn runs(length: u32, least: u32, is: impl Fn(u32) -> bool) -> Vec<Run> {
    let mut found = Vec::new();
    let mut from = None;
    for at in 0..=length {
        match (at < length && is(at), from) {
            (true, None) => from = Some(at),
            (false, Some(start)) => {
                if at - start >= least {
                    found.push(Run { from: start, to: at - 1 });
                }
                from = None;
            }
            _ => {}
        }
    }
    found
}
