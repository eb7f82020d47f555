//! Strings as Windows takes them.

use windows::core::PCWSTR;

/// A UTF-16 string with its final zero. Lives as long as the pointer is used.
#[derive(Debug, Clone)]
pub struct Wide(Vec<u16>);

impl Wide {
    /// Copies `text` up to its first zero character.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.encode_utf16().take_while(|unit| *unit != 0).chain([0]).collect())
    }

    /// A pointer valid while `self` lives.
    #[must_use]
    pub fn as_pcwstr(&self) -> PCWSTR {
        PCWSTR(self.0.as_ptr())
    }

    /// The units including the final zero.
    #[must_use]
    pub fn units(&self) -> &[u16] {
        &self.0
    }

    /// A mutable pointer for calls that take one and do not write.
    #[must_use]
    pub fn as_mut_ptr(&mut self) -> *mut u16 {
        self.0.as_mut_ptr()
    }
}
