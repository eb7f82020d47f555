//! Text as a QR code, for a telephone that reads it off the screen.
//!
//! Japanese goes in the standard's own mode for kanji and kana: every telephone in Japan reads it, and it
//! takes half the room of UTF-8. What that mode does not know (𠮷, 髙, emoji) makes the whole text UTF-8,
//! announced as such.

use encoding_rs::SHIFT_JIS;
use qrcode::bits::Bits;
use qrcode::types::QrError as Refusal;
use qrcode::{EcLevel, QrCode, Version};

/// The largest version used: 97 modules a side, still read from half a screen.
pub const VERSION_MAX: i16 = 20;
/// Light modules that must stay free around the code.
pub const QUIET_ZONE: usize = 4;
/// How much of the picture may be spoilt: 15 percent, for reflections on a screen.
const LEVEL: EcLevel = EcLevel::M;
/// The standard's number for UTF-8.
const ECI_UTF8: u32 = 26;

/// The modules of a code, without the light edge around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// Modules on each side.
    pub size: usize,
    /// Row by row from the top left; true is dark.
    pub dark: Vec<bool>,
}

impl Matrix {
    /// True when the module in column `x` of row `y` is dark; false outside.
    #[must_use]
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.size && self.dark.get(y.saturating_mul(self.size).saturating_add(x)) == Some(&true)
    }
}

/// Why there is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QrError {
    /// Nothing to encode.
    #[error("there is no text")]
    Empty,
    /// More than a code of [`VERSION_MAX`] holds: about 400 Japanese characters.
    #[error("the text is too long for a QR code")]
    TooLong,
}

/// The smallest code that holds `text`, unchanged but for the two dashes that Shift_JIS spells differently.
///
/// # Errors
/// [`QrError`] when there is no text or too much of it.
pub fn encode(text: &str) -> Result<Matrix, QrError> {
    if text.is_empty() {
        return Err(QrError::Empty);
    }
    let text = same_in_shift_jis(text);
    let kanji = segments(&text);
    let code = (1..=VERSION_MAX)
        .map(Version::Normal)
        .find_map(|version| {
            let kanji = kanji.as_deref().map(|parts| in_kanji_mode(version, parts));
            match kanji {
                Some(Ok(code)) => Some(code),
                _ => in_utf8(version, &text).ok(),
            }
        })
        .ok_or(QrError::TooLong)?;
    let dark = code.to_colors().into_iter().map(|color| color == qrcode::Color::Dark).collect();
    Ok(Matrix { size: code.width(), dark })
}

/// A run of characters that go in the same mode.
enum Part {
    /// Two Shift_JIS bytes each, all inside the range of the kanji mode.
    Kanji(Vec<u8>),
    /// ASCII.
    Plain(Vec<u8>),
}

/// The wave dash and the minus have a code point each in Unicode that Shift_JIS writes as another one.
fn same_in_shift_jis(text: &str) -> String {
    let same = |c| match c {
        '\u{301c}' => '\u{ff5e}',
        '\u{2212}' => '\u{ff0d}',
        other => other,
    };
    text.chars().map(same).collect()
}

/// `text` in runs for the kanji mode; nothing when a character has no place in it.
fn segments(text: &str) -> Option<Vec<Part>> {
    let mut parts: Vec<Part> = Vec::new();
    for c in text.chars() {
        if let Ok(plain) = u8::try_from(c)
            && plain.is_ascii()
        {
            match parts.last_mut() {
                Some(Part::Plain(run)) => run.push(plain),
                _ => parts.push(Part::Plain(vec![plain])),
            }
            continue;
        }
        let mut utf8 = [0; 4];
        let (bytes, _, unknown) = SHIFT_JIS.encode(c.encode_utf8(&mut utf8));
        let &[high, low] = bytes.as_ref() else { return None };
        let pair = u16::from_be_bytes([high, low]);
        if unknown || !(matches!(pair, 0x8140..=0x9ffc) || matches!(pair, 0xe040..=0xebbf)) {
            return None;
        }
        match parts.last_mut() {
            Some(Part::Kanji(run)) => run.extend([high, low]),
            _ => parts.push(Part::Kanji(vec![high, low])),
        }
    }
    Some(parts)
}

fn in_kanji_mode(version: Version, parts: &[Part]) -> Result<QrCode, Refusal> {
    let mut bits = Bits::new(version);
    for part in parts {
        match part {
            Part::Kanji(run) => bits.push_kanji_data(run)?,
            Part::Plain(run) => bits.push_byte_data(run)?,
        }
    }
    bits.push_terminator(LEVEL)?;
    QrCode::with_bits(bits, LEVEL)
}

fn in_utf8(version: Version, text: &str) -> Result<QrCode, Refusal> {
    let mut bits = Bits::new(version);
    if !text.is_ascii() {
        bits.push_eci_designator(ECI_UTF8)?;
    }
    bits.push_byte_data(text.as_bytes())?;
    bits.push_terminator(LEVEL)?;
    QrCode::with_bits(bits, LEVEL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_takes_half_the_room_of_utf8() {
        let hiragana = "\u{3042}".repeat(400);
        assert!(encode(&hiragana).unwrap().size <= 97);
        let with_rare = format!("{hiragana}\u{20bb7}");
        assert_eq!(encode(&with_rare), Err(QrError::TooLong));
        let short = encode(&"\u{3042}".repeat(100)).unwrap();
        let utf8 = encode(&format!("{}\u{20bb7}", "\u{3042}".repeat(100))).unwrap();
        assert!(short.size < utf8.size, "{} and {}", short.size, utf8.size);
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        assert_eq!(encode(""), Err(QrError::Empty));
        assert_eq!(encode(&"x".repeat(5000)), Err(QrError::TooLong));
    }

    #[test]
    fn the_matrix_is_square_and_has_its_corner_marks() {
        for text in ["1", "110\n#9110", "\u{9280}\u{884c}", "\u{301c}\u{2212}\u{9ad9}\u{20bb7}"] {
            let matrix = encode(text).unwrap();
            assert_eq!(matrix.dark.len(), matrix.size * matrix.size);
            let last = matrix.size - 1;
            for (x, y) in [(0, 0), (last, 0), (0, last), (3, 3)] {
                assert!(matrix.is_dark(x, y), "{text}: {x} {y}");
            }
            assert!(!matrix.is_dark(matrix.size, 0) && !matrix.is_dark(1, 1) && !matrix.is_dark(7, 7));
        }
    }
}
