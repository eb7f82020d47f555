//! A pack: what a consumer centre or a workplace puts into the kits it hands out. Data only: its
//! name and numbers, a few sentences in fixed places, and defaults. It cannot change the public
//! numbers or the words of the five steps.

mod folding;
mod hours;
mod plain_text;
mod reader;
mod reserved;
mod rules;
mod spoken_numbers;

use sha2::{Digest as _, Sha256};

use super::opening_hours::OpeningTime;
use super::settings::TextSize;

pub use reader::{PackError, PackProblem};
pub use reserved::Reserved;
pub use rules::{HoursWords, Rules};

/// Largest pack, in bytes.
pub const PACK_MAX_BYTES: usize = 64 * 1024;
/// Longest name or opening times, in characters.
pub const PACK_NAME_MAX_CHARS: usize = 60;
/// Longest sentence, in characters.
pub const PACK_TEXT_MAX_CHARS: usize = 120;
/// Most numbers beside the centre's own.
pub const PACK_NUMBERS_MAX: usize = 3;

/// A centre with the number it is called at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Centre {
    name: String,
    phone: String,
    hours: Vec<OpeningTime>,
}

impl Centre {
    /// Its name, as it stands on the pack.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its number, dialled within Japan.
    #[must_use]
    pub fn phone(&self) -> &str {
        &self.phone
    }

    /// When it is open; empty when it does not say.
    #[must_use]
    pub fn hours(&self) -> &[OpeningTime] {
        &self.hours
    }
}

/// The sentences a pack may bring, each in its fixed place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PackTexts {
    /// What to say when the centre answers.
    pub say: Option<String>,
    /// One line on the centre's leaflet.
    pub leaflet: Option<String>,
}

/// What holds until the family chooses otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PackDefaults {
    /// How large the words are.
    pub text_size: Option<TextSize>,
}

/// A workplace that wants its PCs left on and a person told instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workplace {
    /// Whom to tell, and at which number.
    pub in_charge: Centre,
}

/// A pack that was read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Who issued it.
    pub centre: Centre,
    /// Further numbers of the same centre.
    pub numbers: Vec<Centre>,
    /// Its sentences.
    pub texts: PackTexts,
    /// Its defaults.
    pub defaults: PackDefaults,
    /// Set for workplaces: after an observed cut the PC stays on.
    pub workplace: Option<Workplace>,
    fingerprint: PackFingerprint,
}

impl Pack {
    /// Reads and checks the bytes of a pack.
    ///
    /// # Errors
    /// [`PackError`] names the first line that cannot be used, and why.
    pub fn read(bytes: &[u8], reserved: &Reserved) -> Result<Self, PackError> {
        reader::read(bytes, reserved)
    }

    /// What the pack is recognised by.
    #[must_use]
    pub fn fingerprint(&self) -> &PackFingerprint {
        &self.fingerprint
    }

    /// Every number it brings, the centre's own first.
    pub fn centres(&self) -> impl Iterator<Item = &Centre> {
        std::iter::once(&self.centre).chain(&self.numbers)
    }
}

/// SHA-256 of a pack's bytes, as 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PackFingerprint(String);

impl PackFingerprint {
    /// The fingerprint of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// A fingerprint from what was stored or typed: blanks and case do not count.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let hex: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let shape = hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
        shape.then(|| Self(hex.to_ascii_lowercase()))
    }

    /// The 64 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits in groups of eight, so that two people can compare them.
    #[must_use]
    pub fn in_groups(&self) -> String {
        let digits: Vec<char> = self.0.chars().collect();
        digits.chunks(8).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests;
