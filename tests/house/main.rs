//! The rules of the house, kept by tests: which way dependencies point, how long a file may be, where
//! words live, that both languages say the same, and that every character can be drawn.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails loudly")]

mod dependencies;
mod glyphs;
mod icon;
mod installer;
mod layers;
mod looks;
mod source;
mod words;
